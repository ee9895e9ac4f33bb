//! Which authority has which part in a child's case: writing it down with its days, ending it, and what the records say besides.
//!
//! Who pays is a fact with its dates. What follows from it for payments is worked out with the next schedule: what closed
//! periods paid is settled in the next open one.

use std::collections::BTreeMap;

use super::child_record::{self, ChildRecord};
use super::scoring::child_for;
use super::{Moment, ServiceError, new_id, trail};
use crate::access::{Action, Actor};
use crate::calendar::{Ending, Period};
use crate::ids::{AuthorityCode, CaseAuthorityId, ChildId, EstablishmentId};
use crate::rules::RuleBook;
use crate::store::audit::{self, Entry};
use crate::store::{Store, StoreError, Tx, case_authority, child, establishment};

pub use crate::recoupment::AuthorityPart;
pub use crate::store::case_authority::CaseAuthority;

/// A child's case with its authorities.
#[derive(Debug)]
pub struct CaseView {
    /// The record.
    pub record: ChildRecord,
    /// The authority that maintains the plan.
    pub maintaining: AuthorityCode,
    /// The authority that pays where nothing else is said.
    pub paying: AuthorityCode,
    /// The authority that the record names as responsible for a looked-after child.
    pub responsible: Option<AuthorityCode>,
    /// The provider of each establishment of a placement: its name and its authority, as the register has it.
    pub providers: Vec<(String, Option<AuthorityCode>)>,
    /// Everything that was written down, the latest first.
    pub parts: Vec<CaseAuthority>,
    /// Whether the reader writes it down.
    pub may_keep: bool,
}

/// What is wrong with a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartProblem {
    /// Another authority is named as the one that this is.
    IsThisOne,
    /// Something else is said of who pays, or of who looks after the child, for some of its days.
    Overlaps,
    /// It would end before it begins.
    BeforeItBegins,
}

/// A child's record with its authorities.
///
/// # Errors
/// [`ServiceError::NotFound`] to whoever may not see them, and if there is no such child or the actor may not open it.
pub async fn open(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<CaseView, ServiceError> {
    let mut tx = store.read().await?;
    let seen = child_for(&mut tx, actor, Action::ViewCaseAuthorities, id, moment).await;
    let may_keep = child_for(&mut tx, actor, Action::KeepCaseAuthorities, id, moment).await;
    let may_keep = may_keep.is_ok();
    drop(tx);
    if let Err(error) = seen {
        trail::child_refused(store, moment, actor, id).await?;
        return Err(error);
    }
    let record = child_record::open(store, book, actor, id, moment).await?;
    let mut tx = store.read().await?;
    let kept = child::find(&mut tx, id).await?;
    let kept = kept.ok_or(ServiceError::NotFound)?;
    let parts = case_authority::all_of(&mut tx, id).await?;
    let mut providers: BTreeMap<EstablishmentId, (String, Option<AuthorityCode>)> = BTreeMap::new();
    for (placement, _) in &record.placements {
        let Some(at) = &placement.establishment else {
            continue;
        };
        if let Some(found) = establishment::find(&mut tx, at).await? {
            let authority = placement.provider_authority.clone().or(found.authority);
            providers.insert(at.clone(), (found.name, authority));
        }
    }
    Ok(CaseView {
        record,
        maintaining: kept.maintaining_authority,
        paying: kept.paying_authority,
        responsible: kept.responsible_authority,
        providers: providers.into_values().collect(),
        parts,
        may_keep,
    })
}

/// What an officer writes down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPart {
    /// The part.
    pub part: AuthorityPart,
    /// The authority; none where this one pays.
    pub authority: Option<AuthorityCode>,
    /// The days.
    pub days: Period,
    /// Whether what is recovered has transport in it.
    pub with_transport: bool,
}

/// Writes a part down for a child whose record was opened by [`open`]; or says what is wrong with it.
///
/// # Errors
/// [`ServiceError::NotFound`] to whoever writes down none, as to whoever sees none.
pub async fn add(
    store: &Store,
    actor: &Actor,
    view: &CaseView,
    new: NewPart,
    moment: Moment,
) -> Result<Result<(), PartProblem>, ServiceError> {
    let mut tx = store.begin().await?;
    keeps(&mut tx, actor, view, moment).await?;
    let part = CaseAuthority {
        id: new_id(CaseAuthorityId::parse)?,
        child: view.record.child.clone(),
        part: new.part,
        authority: new.authority.filter(|_| new.part != AuthorityPart::WePay),
        days: new.days,
        with_transport: new.with_transport,
        in_error: false,
        by: Some(actor.user.clone()),
        at: moment.instant,
        version: 1,
    };
    if let Some(problem) = amiss(&mut tx, &part).await? {
        return Ok(Err(problem));
    }
    case_authority::insert_all(&mut tx, std::slice::from_ref(&part)).await?;
    note(&mut tx, actor, "case-authority-added", &part, moment).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Ends a part in the case of a child whose record was opened by [`open`], over the version that was shown.
///
/// # Errors
/// [`ServiceError::NotFound`] if it is not the child's, and to whoever ends none; [`ServiceError::Conflict`] if it was changed
/// since.
pub async fn end(
    store: &Store,
    actor: &Actor,
    view: &CaseView,
    (id, version): (&CaseAuthorityId, i64),
    ending: Ending,
    moment: Moment,
) -> Result<Result<(), PartProblem>, ServiceError> {
    let mut tx = store.begin().await?;
    keeps(&mut tx, actor, view, moment).await?;
    let known = case_authority::all_of(&mut tx, &view.record.child).await?;
    let mut part = known
        .into_iter()
        .find(|part| part.id == *id && !part.in_error)
        .ok_or(ServiceError::NotFound)?;
    if part.version != version {
        return Err(ServiceError::Conflict);
    }
    match ending {
        Ending::InError => part.in_error = true,
        Ending::LastDay(last) => {
            match Period::from_first_to_last(part.days.start(), last) {
                Ok(days) => part.days = days,
                Err(_) => return Ok(Err(PartProblem::BeforeItBegins)),
            }
            if let Some(problem) = amiss(&mut tx, &part).await? {
                return Ok(Err(problem));
            }
        }
    }
    part.by = Some(actor.user.clone());
    part.at = moment.instant;
    match case_authority::update(&mut tx, &part).await {
        Err(StoreError::Conflict) => return Err(ServiceError::Conflict),
        done => done?,
    }
    note(&mut tx, actor, "case-authority-ended", &part, moment).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Whoever may not keep authorities is answered as whoever may not see them.
async fn keeps(
    tx: &mut Tx,
    actor: &Actor,
    view: &CaseView,
    moment: Moment,
) -> Result<(), ServiceError> {
    let (action, child) = (Action::KeepCaseAuthorities, &view.record.child);
    child_for(tx, actor, action, child, moment).await?;
    Ok(())
}

async fn amiss(tx: &mut Tx, part: &CaseAuthority) -> Result<Option<PartProblem>, ServiceError> {
    if part.part.names_another() {
        let own = case_authority::own(tx).await?;
        if own.is_some() && own == part.authority {
            return Ok(Some(PartProblem::IsThisOne));
        }
    }
    let known = case_authority::all_of(tx, &part.child).await?;
    let overlaps = known.iter().any(|other| {
        other.id != part.id
            && !other.in_error
            && other.part.is_about_paying() == part.part.is_about_paying()
            && other.days.overlap(&part.days).is_some()
    });
    Ok(overlaps.then_some(PartProblem::Overlaps))
}

/// An entry with the digest of the part, which names nobody.
async fn note(
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    part: &CaseAuthority,
    moment: Moment,
) -> Result<(), ServiceError> {
    let detail = format!(
        "{} {:?} {} {:?} {} {}",
        part.part.code(),
        part.authority,
        part.days.start(),
        part.days.end(),
        part.with_transport,
        part.in_error,
    );
    let entry = Entry {
        at: moment.instant,
        actor: Some(&actor.user),
        action,
        subject_kind: "case-authority",
        subject_id: part.id.as_str(),
        detail: detail.as_bytes(),
    };
    audit::append(tx, entry).await?;
    Ok(())
}
