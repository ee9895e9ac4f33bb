//! Corrections: a school says what is wrong with an award, and the council answers.
//!
//! A correction is a task with a status and an answer. One that is accepted changes the award and the placement in the same
//! transaction; whatever cannot be changed by its dates or share alone is left to an officer's decision.

mod answer;
mod apply;
mod make;
mod raise;

use super::reach::{require, restricted};
use super::{Moment, ServiceError, Store, trail};
use crate::access::{Action, Actor, Subject};
use crate::store::correction;

pub use crate::store::correction::{Correction, CorrectionKind, CorrectionLine, CorrectionState};
pub use answer::{Answered, OpenCorrection, answer, open};
pub use apply::NotApplied;
pub(in crate::service) use make::{Wanted, make};
pub use raise::{Raised, RaisedAbout, about, raise};

/// The most corrections of one list: more than wait in any authority at once.
const LINES_MAX: u32 = 500;

/// The corrections that an authority has.
#[derive(Debug)]
pub struct Corrections {
    /// Those that wait, the oldest first.
    pub waiting: Vec<CorrectionLine>,
    /// Those that were answered, the last first.
    pub answered: Vec<CorrectionLine>,
}

/// The corrections that wait for an answer, and those that have one.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor does not answer corrections.
pub async fn all(
    store: &Store,
    actor: &Actor,
    moment: Moment,
) -> Result<Corrections, ServiceError> {
    let seen = restricted(actor, Action::AnswerCorrection)?;
    let mut tx = store.read().await?;
    let waiting = correction::in_state(&mut tx, CorrectionState::Open, &seen, LINES_MAX).await?;
    let mut answered = Vec::new();
    for state in [CorrectionState::Accepted, CorrectionState::Declined] {
        answered.extend(correction::in_state(&mut tx, state, &seen, LINES_MAX).await?);
    }
    answered.sort_by_key(|line| std::cmp::Reverse(line.correction.answered_at));
    drop(tx);
    let shown = waiting.iter().chain(&answered);
    let shown = shown.map(|line| &line.correction.child);
    trail::listed(store, moment, actor, "corrections", shown).await?;
    Ok(Corrections { waiting, answered })
}

/// The corrections of the actor's own establishments, the newest first.
///
/// # Errors
/// [`ServiceError::Refused`] for anybody who belongs to no establishment.
pub async fn own(
    store: &Store,
    actor: &Actor,
    moment: Moment,
) -> Result<Vec<CorrectionLine>, ServiceError> {
    require(actor, Action::RaiseCorrection, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let lines = correction::of_school_user(&mut tx, &actor.user, LINES_MAX).await?;
    drop(tx);
    let shown = lines.iter().map(|line| &line.correction.child);
    trail::listed(store, moment, actor, "corrections", shown).await?;
    Ok(lines)
}
