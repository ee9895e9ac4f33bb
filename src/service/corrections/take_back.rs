//! A school reads what it said, and takes it back as long as nobody has answered.

use crate::access::{Action, Actor, Restriction, Subject, Verdict, may};
use crate::ids::CorrectionId;
use crate::service::{Moment, ServiceError, trail};
use crate::store::correction::{self, CorrectionLine, CorrectionState};
use crate::store::{Store, StoreError, Tx, child};

/// Opens a correction of the actor's own establishments.
///
/// # Errors
/// [`ServiceError::NotFound`] if they have no such correction.
pub async fn open_own(
    store: &Store,
    actor: &Actor,
    id: &CorrectionId,
    moment: Moment,
) -> Result<CorrectionLine, ServiceError> {
    let mut tx = store.read().await?;
    let found = load(&mut tx, actor, id).await?;
    drop(tx);
    let (by, subject) = (Some(&actor.user), ("correction", id.as_str()));
    trail::note_alone(store, moment, by, "correction-viewed", subject).await?;
    Ok(found)
}

async fn load(
    tx: &mut Tx,
    actor: &Actor,
    id: &CorrectionId,
) -> Result<CorrectionLine, ServiceError> {
    let line = correction::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let whose = child::find(tx, &line.correction.child)
        .await?
        .ok_or(ServiceError::NotFound)?;
    // The establishment that said so, today's placement or not.
    let here = [line.correction.establishment.clone()].into();
    let child = Subject::Child {
        establishments: &here,
        restriction: Restriction::of(&whose.id, whose.restricted),
    };
    if may(actor, Action::RaiseCorrection, &child) != Verdict::Allowed {
        return Err(ServiceError::NotFound);
    }
    Ok(line)
}

/// Takes a correction back; false if somebody answered it, or took it back, first.
///
/// # Errors
/// As [`open_own`].
pub async fn take_back(
    store: &Store,
    actor: &Actor,
    id: &CorrectionId,
    moment: Moment,
) -> Result<bool, ServiceError> {
    let mut tx = store.begin().await?;
    load(&mut tx, actor, id).await?;
    let by = (&actor.user, moment.instant);
    match correction::answer(&mut tx, id, (CorrectionState::TakenBack, ""), by).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            tx.rollback().await?;
            return Ok(false);
        }
        Err(error) => return Err(error.into()),
    }
    let subject = ("correction", id.as_str());
    let action = "correction-taken-back";
    trail::note(&mut tx, moment, Some(&actor.user), action, subject).await?;
    tx.commit().await?;
    Ok(true)
}
