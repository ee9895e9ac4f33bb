//! Children whom only a school has: casework finds out whether an award is missing, and says what was done.

use crate::access::{Action, Actor, Subject};
use crate::ids::ReconciliationId;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError};
use crate::store::reconciliation::{self, CaseworkLine, LineState};
use crate::store::{Store, StoreError};

use super::agree::note;

/// The most lines of the list: more than wait in any authority at once.
const LINES_MAX: u32 = 500;

/// A line that waits for casework.
pub type Task = CaseworkLine;

/// The lines that wait for casework, the oldest first.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor does not answer what schools say.
pub async fn tasks(store: &Store, actor: &Actor) -> Result<Vec<Task>, ServiceError> {
    require(actor, Action::AnswerCorrection, &Subject::Anything)?;
    let mut tx = store.read().await?;
    Ok(reconciliation::for_casework(&mut tx, LINES_MAX).await?)
}

/// Says what was done about a line; whether it was still waiting.
///
/// # Errors
/// As [`tasks`].
pub async fn conclude(
    store: &Store,
    actor: &Actor,
    at: (&ReconciliationId, u32),
    words: &str,
    moment: Moment,
) -> Result<bool, ServiceError> {
    require(actor, Action::AnswerCorrection, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let by = (&actor.user, moment.instant);
    let states = (LineState::Task, LineState::Done);
    match reconciliation::settle(&mut tx, at, states, words, by).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    note(
        &mut tx,
        actor,
        "reconciliation-line-looked-into",
        at,
        moment,
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}
