//! Audit entries: who did what to which record, by ids alone.

use super::{Moment, ServiceError};
use crate::ids::UserId;
use crate::store::audit::{self, Entry};
use crate::store::{Store, Tx};

/// An entry about a record, to be written in the transaction of what it tells.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub(super) async fn note(
    tx: &mut Tx,
    moment: Moment,
    actor: Option<&UserId>,
    action: &str,
    (kind, id): (&str, &str),
) -> Result<(), ServiceError> {
    let entry = Entry {
        at: moment.instant,
        actor,
        action,
        subject_kind: kind,
        subject_id: id,
        detail: &[],
    };
    audit::append(tx, entry).await?;
    Ok(())
}

/// An entry in a transaction of its own, for what changes nothing else.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub(super) async fn note_alone(
    store: &Store,
    moment: Moment,
    actor: Option<&UserId>,
    action: &str,
    subject: (&str, &str),
) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    note(&mut tx, moment, actor, action, subject).await?;
    tx.commit().await?;
    Ok(())
}
