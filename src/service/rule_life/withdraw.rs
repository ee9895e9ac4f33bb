//! Withdraws an approved set from a day on. What was decided under it stays as it was agreed.

use super::next_number;
use super::standing::days_in_force;
use crate::access::{Action, Actor, Subject};
use crate::calendar::Date;
use crate::ids::Digest;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, Store, trail};
use crate::store::StoreError;
use crate::store::rule_step::{self, RuleStep, RuleStepKind};

/// How a withdrawal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawn {
    /// The set is not in force from the day on.
    Done,
    /// Somebody else acted on the set first.
    Lost,
    /// The set is in force neither on the day nor later.
    NotInForce,
    /// The day is past: what was decided since then could not be undone by it.
    TooEarly,
}

/// Withdraws the set that the actor saw, by the number of its last step.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not withdraw rules; [`ServiceError::NotFound`] if there is no such set.
pub async fn withdraw(
    store: &Store,
    actor: &Actor,
    (digest, seen): (&Digest, u32),
    (from, reason): (Date, &str),
    moment: Moment,
) -> Result<Withdrawn, ServiceError> {
    require(actor, Action::WithdrawRules, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let life = rule_step::of(&mut tx, digest)
        .await?
        .ok_or(ServiceError::NotFound)?;
    if life.steps.last().map(|step| step.number) != Some(seen) {
        return Ok(Withdrawn::Lost);
    }
    let Some(days) = days_in_force(&life).filter(|days| days.end().is_none_or(|end| from < end))
    else {
        return Ok(Withdrawn::NotInForce);
    };
    if from < moment.today {
        return Ok(Withdrawn::TooEarly);
    }
    let step = RuleStep {
        digest: digest.clone(),
        number: next_number(&life),
        kind: RuleStepKind::Withdrawn,
        by: Some(actor.user.clone()),
        at: moment.instant,
        draft: None,
        record: None,
        note: reason.to_owned(),
        // A set that has not begun never does.
        from: Some(from.max(days.start())),
    };
    match rule_step::add(&mut tx, &step).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Ok(Withdrawn::Lost),
        Err(error) => return Err(error.into()),
    }
    let subject = ("rule-set", digest.as_str());
    trail::note(
        &mut tx,
        moment,
        step.by.as_ref(),
        "rules-withdrawn",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(Withdrawn::Done)
}
