//! The council answers a correction: accepted, which changes the award and the placement, or declined with a reason.

use super::apply::{self, NotApplied};
use crate::access::{Action, Actor};
use crate::ids::{CorrectionId, ReconciliationId};
use crate::rules::RuleBook;
use crate::service::reach::allows;
use crate::service::scoring::child_for;
use crate::service::{Moment, ServiceError, kept_back, trail};
use crate::store::award::{self, AwardVersion};
use crate::store::correction::{self, CorrectionLine, CorrectionState};
use crate::store::{Store, Tx, reconciliation};

/// A correction with the award that it is about, as that is now.
#[derive(Debug)]
pub struct OpenCorrection {
    /// The correction.
    pub line: CorrectionLine,
    /// The award's terms that count.
    pub terms: AwardVersion,
    /// The name of the case system that keeps the placement's dates; none where they are kept here.
    pub placement_kept_in: Option<String>,
    /// The comparison with a school's return from which it was made, for whoever may read that.
    pub returned: Option<ReconciliationId>,
}

/// How an answer ended.
#[derive(Debug)]
pub enum Answered {
    /// It is written down, and what was accepted is changed.
    Done,
    /// Somebody else answered first; this is what they said.
    Lost(Box<OpenCorrection>),
    /// It cannot be accepted as it stands.
    NotApplied(NotApplied),
}

/// Opens a correction for whoever answers.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such correction, or the actor does not answer any; [`ServiceError::KeptBack`] if
/// the actor is to judge the child's levels first.
pub async fn open(
    store: &Store,
    actor: &Actor,
    id: &CorrectionId,
    moment: Moment,
) -> Result<OpenCorrection, ServiceError> {
    let mut tx = store.read().await?;
    let found = load(&mut tx, actor, id, moment).await?;
    drop(tx);
    let subject = ("correction", id.as_str());
    trail::note_alone(
        store,
        moment,
        Some(&actor.user),
        "correction-viewed",
        subject,
    )
    .await?;
    Ok(found)
}

async fn load(
    tx: &mut Tx,
    actor: &Actor,
    id: &CorrectionId,
    moment: Moment,
) -> Result<OpenCorrection, ServiceError> {
    let line = correction::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let child = &line.correction.child;
    child_for(tx, actor, Action::AnswerCorrection, child, moment).await?;
    kept_back::keep(tx, actor, child).await?;
    let (_, terms) = award::find(tx, &line.correction.award)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let placement_kept_in = apply::placement_kept_in(tx, &line.correction).await?;
    let mut returned = None;
    if allows(actor, Action::ReconcileSchools) {
        let asked = &line.correction;
        returned = reconciliation::of_correction(tx, (&asked.child, &asked.award), asked.raised_at)
            .await?;
    }
    Ok(OpenCorrection {
        line,
        terms,
        placement_kept_in,
        returned,
    })
}

/// Answers a correction; one that is accepted changes what it is about in the same transaction.
///
/// # Errors
/// As [`open`].
pub async fn answer(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    id: &CorrectionId,
    (accepted, words): (bool, &str),
    moment: Moment,
) -> Result<Answered, ServiceError> {
    let mut tx = store.begin().await?;
    let found = load(&mut tx, actor, id, moment).await?;
    if found.line.correction.state != CorrectionState::Open {
        return Ok(Answered::Lost(Box::new(found)));
    }
    let (state, action) = if accepted {
        (CorrectionState::Accepted, "correction-accepted")
    } else {
        (CorrectionState::Declined, "correction-declined")
    };
    let written = (state, words);
    let done = carry_out(&mut tx, book, actor, &found, written, moment).await;
    match done {
        Ok(Ok(())) => {}
        Ok(Err(why)) => {
            tx.rollback().await?;
            return Ok(Answered::NotApplied(why));
        }
        // Two answers at once, or the award was changed meanwhile.
        Err(ServiceError::Conflict) => {
            tx.rollback().await?;
            let mut tx = store.read().await?;
            return Ok(Answered::Lost(Box::new(
                load(&mut tx, actor, id, moment).await?,
            )));
        }
        Err(error) => return Err(error),
    }
    let subject = ("correction", id.as_str());
    trail::note(&mut tx, moment, Some(&actor.user), action, subject).await?;
    tx.commit().await?;
    Ok(Answered::Done)
}

/// Writes the answer down and, where it is accepted, changes what it is about.
async fn carry_out(
    tx: &mut Tx,
    book: &RuleBook,
    actor: &Actor,
    found: &OpenCorrection,
    written: (CorrectionState, &str),
    moment: Moment,
) -> Result<Result<(), NotApplied>, ServiceError> {
    let by = (&actor.user, moment.instant);
    correction::answer(tx, &found.line.correction.id, written, by).await?;
    if written.0 == CorrectionState::Accepted {
        return apply::apply(tx, book, actor, found, moment).await;
    }
    Ok(Ok(()))
}
