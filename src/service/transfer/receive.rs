//! A package of another authority is looked at, and taken in once somebody has confirmed what would be made of it.

use super::found::{DraftFound, Found, KeyFound, find};
use super::{Direction, Transfer, make, note};
use crate::access::{Action, Actor, Subject};
use crate::ids::{ChildId, LocalId, PublicKey};
use crate::rules::RuleBook;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, restriction};
use crate::store::identity::Identity;
use crate::store::transfer;
use crate::store::{Store, StoreError};
use crate::transfer::Contents;

/// What a package looks like from here.
pub enum Looked {
    /// It is not taken in, and why.
    Refused(String),
    /// It may be, and this would come of it.
    Ready(Box<Preview>),
}

/// What would come of a package.
pub struct Preview {
    /// What it holds.
    pub contents: Contents,
    /// The key that signed it.
    pub public_key: PublicKey,
    /// Whether that key is known.
    pub key: KeyFound,
    /// Whose record it would go to.
    pub record: WhoseRecord,
    /// Whether that record would be restricted, as it is with the sender, and is not yet.
    pub restricts: bool,
    /// What would become of the plan.
    pub plan: PlanFound,
    /// What would become of the profile.
    pub draft: DraftFound,
}

/// Whose record a package would go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhoseRecord {
    /// A new one, under this reference if it is free.
    New(LocalId),
    /// The one that has the same pupil or learner number.
    Here {
        /// The child.
        child: ChildId,
        /// Its reference.
        local_id: LocalId,
        /// What the package says otherwise of who the child is; there the record stays as it is.
        otherwise: Vec<&'static str>,
    },
}

/// What would become of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanFound {
    /// A new one, with so many versions.
    New(usize),
    /// A plan is open here already: it stays as it is.
    OpenHere,
}

/// What somebody confirms.
#[derive(Clone, Debug)]
pub struct Confirmed {
    /// The reference of a new record.
    pub reference: Option<LocalId>,
    /// That the fingerprint of a key that is not kept was compared.
    pub compared: bool,
}

/// How taking in ended.
#[derive(Debug)]
pub enum TakenIn {
    /// It is here.
    Done {
        /// Whose record it went to.
        child: ChildId,
        /// Whether there is a draft profile.
        has_draft: bool,
    },
    /// It is not taken in, and why.
    Refused(String),
    /// The fingerprint was not compared.
    NotCompared,
    /// The reference is another child's.
    ReferenceTaken,
    /// A new record needs a reference.
    NoReference,
}

/// Looks at a package; changes nothing.
///
/// # Errors
/// [`ServiceError::Refused`] for who takes no packages in.
pub async fn look(
    store: &Store,
    rules: (&RuleBook, &str),
    actor: &Actor,
    bytes: &[u8],
    moment: Moment,
) -> Result<Looked, ServiceError> {
    require(actor, Action::ReceiveTransfer, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let found = match find(&mut tx, rules, actor, bytes, moment).await? {
        Ok(found) => found,
        Err(why) => return Ok(Looked::Refused(why)),
    };
    let plan = if found.has_open_plan {
        PlanFound::OpenHere
    } else {
        PlanFound::New(found.opened.contents.plan.versions.len())
    };
    Ok(Looked::Ready(Box::new(Preview {
        record: whose(&found),
        restricts: found.opened.contents.child.restricted
            && found
                .here
                .as_ref()
                .is_none_or(|(child, _)| !child.restricted),
        plan,
        key: found.key,
        draft: found.draft,
        public_key: found.opened.public_key,
        contents: found.opened.contents,
    })))
}

fn whose(found: &Found) -> WhoseRecord {
    let contents = &found.opened.contents;
    match &found.here {
        None => WhoseRecord::New(contents.child.reference.clone()),
        Some((child, known)) => WhoseRecord::Here {
            child: child.id.clone(),
            local_id: child.local_id.clone(),
            otherwise: otherwise(contents, known.as_ref()),
        },
    }
}

/// What the package says otherwise than the record here.
fn otherwise(contents: &Contents, known: Option<&Identity>) -> Vec<&'static str> {
    let Some(known) = known else {
        return Vec::new();
    };
    let child = &contents.child;
    let pairs = [
        (child.surname == known.surname, "Family name"),
        (child.forename == known.forename, "Given names"),
        (child.birth_date == known.birth_date, "Birth date"),
    ];
    let differ = pairs.into_iter().filter(|(same, _)| !same);
    differ.map(|(_, what)| what).collect()
}

/// Takes a package in: everything is looked at once more, and made in one transaction.
///
/// # Errors
/// As [`look`]; [`ServiceError::Conflict`] if somebody else took the same package in meanwhile.
pub async fn take_in(
    store: &Store,
    rules: (&RuleBook, &str),
    actor: &Actor,
    (bytes, confirmed): (&[u8], &Confirmed),
    moment: Moment,
) -> Result<TakenIn, ServiceError> {
    require(actor, Action::ReceiveTransfer, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let found = match find(&mut tx, rules, actor, bytes, moment).await? {
        Ok(found) => found,
        Err(why) => return Ok(TakenIn::Refused(why)),
    };
    if found.key == KeyFound::Unknown && !confirmed.compared {
        return Ok(TakenIn::NotCompared);
    }
    let child = match &found.here {
        Some((child, _)) => {
            if make::update(&mut tx, &found, child).await? {
                restriction::closed(&mut tx, actor, &child.id, moment).await?;
            }
            child.id.clone()
        }
        None => match &confirmed.reference {
            None => return Ok(TakenIn::NoReference),
            Some(reference) => match make::child(&mut tx, &found.opened, reference).await {
                Err(StoreError::Conflict) => return Ok(TakenIn::ReferenceTaken),
                made => made?,
            },
        },
    };
    let contents = &found.opened.contents;
    let received = Transfer {
        package: contents.package.clone(),
        direction: Direction::Received,
        child: child.clone(),
        authority: contents.from.code.clone(),
        authority_name: contents.from.name.clone(),
        digest: found.opened.digest.clone(),
        public_key: found.opened.public_key.clone(),
        reason: String::new(),
        by: actor.user.clone(),
        at: moment.instant,
    };
    transfer::insert(&mut tx, &received).await?;
    make::plan(&mut tx, &found, &child).await?;
    let has_draft = make::draft(&mut tx, rules, actor, &found, &child, moment).await?;
    note(&mut tx, actor, (&child, &received), moment).await?;
    tx.commit().await?;
    Ok(TakenIn::Done { child, has_draft })
}
