//! What is known here of a package: its sender's key, its child, its plan, and how much of its profile our rules carry.

use std::collections::BTreeMap;

use super::matching::{NotCarried, carried};
use super::{Direction, own_key};
use crate::access::{Action, Actor, Restriction, Subject, Verdict, may};
use crate::calendar::in_words;
use crate::ids::{AuthorityCode, ChildId, PublicKey, Upn};
use crate::import::transfer::{Opened, open};
use crate::needs::{Grounds, NeedsProfile};
use crate::rules::{RuleBook, RuleSet};
use crate::service::{Moment, ServiceError, rule_life, scoring};
use crate::store::child::{self, Child};
use crate::store::identity::{self, Identity};
use crate::store::transfer::{self, AuthorityKey};
use crate::store::{StoreError, Tx, plan};
use crate::transfer::Contents;

/// A package with what is known here.
pub(super) struct Found {
    pub(super) opened: Opened,
    pub(super) key: KeyFound,
    pub(super) here: Option<(Child, Option<Identity>)>,
    pub(super) has_open_plan: bool,
    pub(super) draft: DraftFound,
    pub(super) needs: NeedsProfile,
}

/// Whether the key of a package is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFound {
    /// It is kept as the sender's.
    Known,
    /// No key of the sender is kept: its fingerprint has to be compared.
    Unknown,
}

/// What would become of the profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftFound {
    /// A draft with so many levels and pieces of evidence, and what has to be judged here.
    Draft {
        /// Levels that are carried.
        levels: usize,
        /// Pieces of evidence that are carried.
        evidence: usize,
        /// What is not carried.
        left: Vec<NotCarried>,
    },
    /// The package has none.
    NoProfile,
    /// No rule set is in force here.
    NoRules,
    /// Another profile of the child is not decided yet.
    Underway,
    /// The actor does not score, or not this child.
    NotScored,
}

/// Opens a package and finds what is known here of its sender, its child and our rules; or why it is not taken in.
pub(super) async fn find(
    tx: &mut Tx,
    rules: (&RuleBook, &str),
    actor: &Actor,
    bytes: &[u8],
    moment: Moment,
) -> Result<Result<Found, String>, ServiceError> {
    let opened = match open(bytes) {
        Ok(opened) => opened,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let key = match known_key(&opened, &own_key(tx)?, &transfer::keys(tx).await?) {
        Ok(key) => key,
        Err(why) => return Ok(Err(why)),
    };
    if !is_for_us(tx, &opened.contents.to.code).await? {
        return Ok(Err(format!(
            "It is for authority {}, which maintains no child on record here. Ask the sender for a package for this authority",
            opened.contents.to.code
        )));
    }
    let package = &opened.contents.package;
    if let Some(before) = transfer::find(tx, package, Direction::Received).await? {
        let on = in_words(Moment::of(before.at).today);
        return Ok(Err(format!("This package was taken in on {on}")));
    }
    let here = match here(tx, &opened.contents).await? {
        Ok(here) => here,
        Err(why) => return Ok(Err(why)),
    };
    // Either side's restriction closes it.
    let restricted = opened.contents.child.restricted
        || here.as_ref().is_some_and(|(child, _)| child.restricted);
    let held = here.as_ref().map(|(child, _)| child.id.clone());
    let restriction = match &held {
        Some(child) => Restriction::of(child, restricted),
        None if restricted => Restriction::WithoutOfficers,
        None => Restriction::None,
    };
    if !may_do(actor, Action::ReceiveTransfer, restriction) {
        let why = "The record that it belongs to is restricted. A head of SEND takes the package in, or an officer who is named \
                   for it";
        return Ok(Err(why.to_owned()));
    }
    let has_open_plan = match &here {
        Some((child, _)) => plan::open_of(tx, &child.id).await?.is_some(),
        None => false,
    };
    let (book, authority) = rules;
    let rules = rule_life::rules_on(tx, book, authority, moment.today)
        .await?
        .ok();
    let scores = may_do(actor, Action::ScoreProfile, restriction);
    let underway = match &here {
        Some((child, _)) => scoring::undecided_of(tx, &child.id).await?.is_some(),
        None => false,
    };
    let (draft, needs) = draft(&opened.contents, rules.as_ref(), scores, underway);
    Ok(Ok(Found {
        opened,
        key,
        here,
        has_open_plan,
        draft,
        needs,
    }))
}

/// Whether the key of a package is the one kept for its sender.
fn known_key(opened: &Opened, own: &PublicKey, keys: &[AuthorityKey]) -> Result<KeyFound, String> {
    let from = &opened.contents.from.code;
    if opened.public_key == *own {
        return Err("This package was made here: it is for the other authority".to_owned());
    }
    let kept = keys.iter().find(|key| key.public_key == opened.public_key);
    let counting = |key: &&AuthorityKey| key.authority == *from && key.withdrawn_at.is_none();
    match (kept, keys.iter().find(counting)) {
        (Some(key), _) if key.withdrawn_at.is_some() => {
            Err("It is signed by a key that was withdrawn here. Ask an administrator".to_owned())
        }
        (Some(key), _) if key.authority != *from => Err(format!(
            "It says that it is from authority {from}, but it is signed by the key of authority {}",
            key.authority
        )),
        (Some(_), _) => Ok(KeyFound::Known),
        (None, Some(_)) => Err(format!(
            "It is not signed by the key that is kept here for authority {from}. Ask them by telephone whether their key has \
             changed; an administrator can then withdraw the old one"
        )),
        (None, None) => Ok(KeyFound::Unknown),
    }
}

/// Whether an authority is the one whose children are on record. Where nobody is yet, nothing says which it is.
async fn is_for_us(tx: &mut Tx, to: &AuthorityCode) -> Result<bool, StoreError> {
    let held = child::all(tx).await?;
    Ok(held.is_empty() || held.iter().any(|child| child.maintaining_authority == *to))
}

fn may_do(actor: &Actor, action: Action, restriction: Restriction<'_>) -> bool {
    let nowhere = std::collections::BTreeSet::new();
    let subject = Subject::Child {
        establishments: &nowhere,
        restriction,
    };
    may(actor, action, &subject) == Verdict::Allowed
}

/// The child who has the pupil number of the package, or had it before, or has its learner number; or that they are not one.
async fn here(
    tx: &mut Tx,
    contents: &Contents,
) -> Result<Result<Option<(Child, Option<Identity>)>, String>, ServiceError> {
    let mut named: BTreeMap<ChildId, Child> = BTreeMap::new();
    if let Some(upn) = &contents.child.upn {
        for child in of_upn(tx, upn).await? {
            named.insert(child.id.clone(), child);
        }
    }
    if let Some(uln) = &contents.child.uln
        && let Some(child) = child::find_by_uln(tx, uln).await?
    {
        named.insert(child.id.clone(), child);
    }
    if named.len() > 1 {
        return Ok(Err(
            "Its pupil number and its learner number are not those of one child on record here. Compare the records, and \
             correct the number that is wrong, before the package is taken in"
                .to_owned(),
        ));
    }
    let Some(child) = named.into_values().next() else {
        return Ok(Ok(None));
    };
    let known = identity::find(tx, &child.id).await?;
    Ok(Ok(Some((child, known))))
}

/// The child who has a pupil number; where nobody has, everybody who had it before.
async fn of_upn(tx: &mut Tx, upn: &Upn) -> Result<Vec<Child>, StoreError> {
    if let Some(child) = child::find_by_upn(tx, upn).await? {
        return Ok(vec![child]);
    }
    let mut had_it = Vec::new();
    for id in identity::find_by_former_upn(tx, upn).await? {
        had_it.extend(child::find(tx, &id).await?);
    }
    Ok(had_it)
}

fn draft(
    contents: &Contents,
    rules: Option<&RuleSet>,
    scores: bool,
    underway: bool,
) -> (DraftFound, NeedsProfile) {
    let nothing = NeedsProfile::default();
    let Some(facts) = &contents.profile else {
        return (DraftFound::NoProfile, nothing);
    };
    if !scores {
        return (DraftFound::NotScored, nothing);
    }
    if underway {
        return (DraftFound::Underway, nothing);
    }
    let Some(rules) = rules else {
        return (DraftFound::NoRules, nothing);
    };
    let (needs, left) = carried(facts, rules);
    let found = DraftFound::Draft {
        levels: needs.levels().len(),
        evidence: needs.evidence().values().map(Grounds::count).sum(),
        left,
    };
    (found, needs)
}
