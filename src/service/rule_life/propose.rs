//! Proposes the set that a draft makes, with the record of how it came about.

use super::check::check;
use super::drafts::{load, to_json};
use super::next_number;
use super::standing::{State, state_on};
use crate::access::{Action, Actor, Subject};
use crate::ids::{Digest, RuleDraftId};
use crate::rules::ProposalRecord;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, Store, trail};
use crate::store::rule_set::{self, StoredRuleSet};
use crate::store::rule_step::{self, RuleStep, RuleStepKind};

/// How a proposal ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposed {
    /// The set waits for a second person.
    Done(Digest),
    /// Somebody else saved or proposed the draft first.
    Lost,
    /// The text or a case has a problem.
    NotSound,
    /// The rules are another authority's and would decide nothing here.
    OtherAuthority,
    /// The same rules are proposed or in force already.
    AlreadyThere,
}

/// Proposes a draft as its owner saw it.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not edit rules; [`ServiceError::NotFound`] if there is no such draft.
pub async fn propose(
    store: &Store,
    authority: &str,
    actor: &Actor,
    (id, seen): (&RuleDraftId, u32),
    record: &ProposalRecord,
    moment: Moment,
) -> Result<Proposed, ServiceError> {
    require(actor, Action::EditRules, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let draft = load(&mut tx, id).await?;
    if draft.line.version != seen || !draft.line.stage.is_open() {
        return Ok(Proposed::Lost);
    }
    let (Some(set), report) = check(&draft.texts) else {
        return Ok(Proposed::NotSound);
    };
    if !report.is_sound() {
        return Ok(Proposed::NotSound);
    }
    if set.scheme.authority != authority {
        return Ok(Proposed::OtherAuthority);
    }
    rule_set::save(&mut tx, &StoredRuleSet::of(&set, moment.instant)).await?;
    let life = rule_step::of(&mut tx, set.digest())
        .await?
        .ok_or(ServiceError::NotFound)?;
    let is_there = [
        State::Proposed,
        State::Approved,
        State::InForce,
        State::Ended,
    ];
    if is_there.contains(&state_on(&life, moment.today)) {
        return Ok(Proposed::AlreadyThere);
    }
    let step = RuleStep {
        digest: set.digest().clone(),
        number: next_number(&life),
        kind: RuleStepKind::Proposed,
        by: Some(actor.user.clone()),
        at: moment.instant,
        draft: Some((id.clone(), seen)),
        record: Some(to_json(record)?),
        note: String::new(),
        from: None,
    };
    match rule_step::add(&mut tx, &step).await {
        Ok(()) => {}
        Err(crate::store::StoreError::Conflict) => return Ok(Proposed::Lost),
        Err(error) => return Err(error.into()),
    }
    let subject = ("rule-set", step.digest.as_str());
    trail::note(&mut tx, moment, step.by.as_ref(), "rules-proposed", subject).await?;
    tx.commit().await?;
    Ok(Proposed::Done(step.digest))
}
