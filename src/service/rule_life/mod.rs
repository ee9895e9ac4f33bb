//! The life of a rule set: written as a draft, checked, proposed with a record, approved by a second person, in force on
//! its days, withdrawn.
//!
//! Nothing but an approved set decides anything, and a date without one is refused. A set that comes with the product is
//! there to be read, tried and copied; it decides only once it was proposed and approved here, like any other. Texts and
//! steps are added to and never changed, so what a decision was made under is found by its digest for ever.

mod approve;
mod check;
mod demonstration;
mod drafts;
mod in_force;
mod propose;
mod standing;
mod withdraw;
mod work;

pub use approve::{Answer, Answered, Overlap, Proposal, answer, proposal};
pub(super) use check::check;
pub use check::{CASES, Finding, Report, Texts};
pub use demonstration::approve_invented;
pub(super) use drafts::begin_with;
pub use drafts::{
    Begun, Change, DraftLine, OpenDraft, Saved, SavedVersion, Stage, begin, begin_from_files,
    drafts, open, save,
};
pub use in_force::{Priced, may_decide_by, pricing, rules_on, rules_today};
pub use propose::{Proposed, propose};
pub use standing::{State, days_in_force, state_on};
pub use withdraw::{Withdrawn, withdraw};
pub use work::Work;
pub(super) use work::work;

pub use crate::store::rule_step::{RuleLife, RuleStep, RuleStepKind};

use std::collections::{BTreeMap, BTreeSet};

use super::reach::require;
use super::scoring::rules_of;
use super::{Moment, ServiceError, Store};
use crate::access::{Action, Actor, Subject};
use crate::ids::{Digest, RuleSetRef, UserId};
use crate::rules::{RuleBook, RuleSet};
use crate::store::rule_step;
use crate::store::{Tx, user};

/// A rule set with its whole life.
#[derive(Debug)]
pub struct Told {
    /// The rules.
    pub rules: RuleSet,
    /// Its steps.
    pub life: RuleLife,
    /// Where it stands today.
    pub state: State,
    /// The names of those who acted; none for a reader who may not see drafts and proposals.
    pub people: BTreeMap<UserId, String>,
}

/// Every set with where it stands today, by authority and first day. Sets that nobody has agreed to are there for those
/// who may see drafts, and those that came with the product for everybody.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not read rules.
pub async fn all(
    store: &Store,
    actor: &Actor,
    moment: Moment,
) -> Result<Vec<(RuleLife, State)>, ServiceError> {
    require(actor, Action::ViewRules, &Subject::Anything)?;
    let sees_drafts = super::reach::allows(actor, Action::ViewRuleDrafts);
    let mut tx = store.read().await?;
    let lives = rule_step::all(&mut tx, None).await?;
    let standing = lives.into_iter().map(|life| {
        let state = state_on(&life, moment.today);
        (life, state)
    });
    let shown = |state: State| {
        sees_drafts || !matches!(state, State::Kept | State::Proposed | State::SentBack)
    };
    Ok(standing.filter(|(_, state)| shown(*state)).collect())
}

/// A set by its digest, for whoever may read rules: what a decision was made under stays readable for ever.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is none, or it is a proposal that the actor may not see.
pub async fn told(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    digest: &Digest,
    moment: Moment,
) -> Result<Told, ServiceError> {
    require(actor, Action::ViewRules, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let mut life = rule_step::of(&mut tx, digest)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let state = state_on(&life, moment.today);
    let sees_drafts = super::reach::allows(actor, Action::ViewRuleDrafts);
    if !sees_drafts && matches!(state, State::Proposed | State::SentBack) {
        return Err(ServiceError::NotFound);
    }
    let people = if sees_drafts {
        names(&mut tx, &life.steps).await?
    } else {
        // Who acted, and on which papers, is for those who may see proposals.
        for step in &mut life.steps {
            step.record = None;
        }
        BTreeMap::new()
    };
    Ok(Told {
        rules: rules_of(&mut tx, book, digest).await?,
        life,
        state,
        people,
    })
}

/// The digest of the set that a reference means today: the one in force or approved for its days, else the one that came
/// with the product, else the newest that the actor may see.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is none.
pub async fn digest_of(
    store: &Store,
    actor: &Actor,
    reference: &RuleSetRef,
    moment: Moment,
) -> Result<Digest, ServiceError> {
    let rank = |state: State| match state {
        State::InForce => 0,
        State::Approved => 1,
        State::Ended => 2,
        State::Shipped => 3,
        State::Withdrawn => 4,
        State::Proposed | State::SentBack | State::Kept => 5,
    };
    let known = all(store, actor, moment).await?;
    let of_name = known
        .into_iter()
        .filter(|(life, _)| life.reference == *reference);
    of_name
        .min_by_key(|(_, state)| rank(*state))
        .map(|(life, _)| life.digest)
        .ok_or(ServiceError::NotFound)
}

/// The names of those who took some steps.
async fn names(tx: &mut Tx, steps: &[RuleStep]) -> Result<BTreeMap<UserId, String>, ServiceError> {
    let ids: BTreeSet<&UserId> = steps.iter().filter_map(|step| step.by.as_ref()).collect();
    let mut names = BTreeMap::new();
    for id in ids {
        if let Some(known) = user::find(tx, id).await? {
            names.insert(id.clone(), known.display_name);
        }
    }
    Ok(names)
}

/// The number of the step that comes next.
fn next_number(life: &RuleLife) -> u32 {
    life.steps.last().map_or(1, |step| step.number + 1)
}
