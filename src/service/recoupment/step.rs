//! A claim's next step: sent, disputed, agreed, paid, written off, withdrawn.

use super::clock_rules;
use crate::access::{Action, Actor, Subject};
use crate::calendar::Date;
use crate::ids::ClaimId;
use crate::money::{Money, MoneyError};
use crate::recoupment::{ClaimReason, ClaimState, ClockRules};
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError};
use crate::store::audit::{self, Entry};
use crate::store::claim::{self, Claim, ClaimStep};
use crate::store::{Store, StoreError};

/// The next step of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The invoice went out, or came in, with its number; grant for the child is taken off.
    Sent {
        /// On which day.
        on: Date,
        /// The number of the invoice.
        invoice_number: String,
        /// Grant that the claiming authority has for the child.
        less_grant: Money,
    },
    /// An amount is agreed, or due by law.
    Agreed {
        /// On which day.
        on: Date,
        /// How much.
        amount: Money,
    },
    /// What was agreed is paid.
    Paid {
        /// On which day.
        on: Date,
    },
    /// Disputed or written off, for a reason.
    For {
        /// What it becomes.
        state: ClaimState,
        /// Why.
        reason: ClaimReason,
    },
    /// Taken back.
    Withdrawn,
}

impl Step {
    fn state(&self) -> ClaimState {
        match self {
            Step::Sent { .. } => ClaimState::Sent,
            Step::Agreed { .. } => ClaimState::Agreed,
            Step::Paid { .. } => ClaimState::Paid,
            Step::For { state, .. } => *state,
            Step::Withdrawn => ClaimState::Withdrawn,
        }
    }
}

/// What is wrong with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepProblem {
    /// The claim cannot become this.
    NotNext,
    /// A day after today, or before an earlier step's.
    Day,
    /// An agreed amount beyond the full cost, or of the other sign.
    Amount,
    /// More grant than the claim comes to.
    Grant,
    /// The reason is none of this step's.
    Reason,
}

/// Whether somebody takes a step to a state: who raises claims does not give them up.
pub(super) fn may_take(actor: &Actor, state: ClaimState) -> bool {
    allows(actor, action_of(state))
}

fn action_of(state: ClaimState) -> Action {
    match state {
        ClaimState::WrittenOff => Action::WriteOffClaims,
        _ => Action::KeepRecoupment,
    }
}

/// Takes a claim's next step over the version that was shown; or says what is wrong with it.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever takes none; [`ServiceError::NotFound`] without the claim; [`ServiceError::Conflict`] if
/// it was changed since.
pub async fn take(
    store: &Store,
    actor: &Actor,
    (id, version): (&ClaimId, i64),
    step: Step,
    moment: Moment,
) -> Result<Result<(), StepProblem>, ServiceError> {
    require(actor, action_of(step.state()), &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let found = claim::find(&mut tx, id).await?;
    let mut of = found.ok_or(ServiceError::NotFound)?.claim;
    if of.version != version {
        return Err(ServiceError::Conflict);
    }
    let last = claim::steps_of(&mut tx, id).await?.pop();
    let last = last.map(|step| step.on);
    let rules = clock_rules()?;
    let taken = match changed(&mut of, &step, last, (&rules, moment)).map_err(broken)? {
        Ok(taken) => taken,
        Err(problem) => return Ok(Err(problem)),
    };
    let taken = ClaimStep {
        by: Some(actor.user.clone()),
        ..taken
    };
    match claim::update(&mut tx, &of, &taken).await {
        Err(StoreError::Conflict) => return Err(ServiceError::Conflict),
        done => done?,
    }
    let detail = format!("{} {:?}", of.state.code(), taken.amount.map(Money::pence));
    let action = format!("claim-{}", of.state.code().replace('_', "-"));
    let entry = Entry {
        at: moment.instant,
        actor: Some(&actor.user),
        action: &action,
        subject_kind: "claim",
        subject_id: id.as_str(),
        detail: detail.as_bytes(),
    };
    audit::append(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Changes a claim as the step says; the step as it is kept.
fn changed(
    of: &mut Claim,
    step: &Step,
    last: Option<Date>,
    (rules, moment): (&ClockRules, Moment),
) -> Result<Result<ClaimStep, StepProblem>, MoneyError> {
    let state = step.state();
    if !of.state.next().contains(&state) {
        return Ok(Err(StepProblem::NotNext));
    }
    let mut taken = ClaimStep {
        state,
        on: moment.today,
        amount: None,
        reason: None,
        by: None,
        at: moment.instant,
    };
    // A claim is raised on a day of entry; its invoice may be of an earlier one.
    let is_first = of.state == ClaimState::Raised;
    let is_day = |on: Date| on <= moment.today && (is_first || last.is_none_or(|last| on >= last));
    match step {
        Step::Sent {
            on,
            invoice_number,
            less_grant,
        } => {
            if !is_day(*on) {
                return Ok(Err(StepProblem::Day));
            }
            let most = of.sums.cost.plus(of.sums.transport)?.max(Money::ZERO);
            if *less_grant < Money::ZERO || *less_grant > most {
                return Ok(Err(StepProblem::Grant));
            }
            of.sums.less_grant = *less_grant;
            of.invoice_number = Some(invoice_number.clone());
            of.sent_on = Some(*on);
            let clock = rules.of(&of.days, of.looked_after, Some(*on));
            of.clock = clock.days();
            taken.on = *on;
            taken.amount = Some(of.sums.claimed()?);
        }
        Step::Agreed { on, amount } => {
            if !is_day(*on) {
                return Ok(Err(StepProblem::Day));
            }
            let full = of.sums.full_cost()?;
            let (least, most) = (full.min(Money::ZERO), full.max(Money::ZERO));
            if *amount < least || *amount > most {
                return Ok(Err(StepProblem::Amount));
            }
            of.agreed = Some(*amount);
            taken.on = *on;
            taken.amount = Some(*amount);
        }
        Step::Paid { on } => {
            if !is_day(*on) {
                return Ok(Err(StepProblem::Day));
            }
            taken.on = *on;
            taken.amount = of.agreed;
        }
        Step::For { state, reason } => {
            if !ClaimReason::of(*state).contains(reason) {
                return Ok(Err(StepProblem::Reason));
            }
            taken.reason = Some(*reason);
            if *state == ClaimState::Disputed {
                of.agreed = None;
            }
        }
        Step::Withdrawn => {}
    }
    of.state = state;
    Ok(Ok(taken))
}

fn broken(error: MoneyError) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}
