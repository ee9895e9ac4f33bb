//! Audit entries: who did what to which record, by ids alone.

use super::{Moment, ServiceError};
use crate::access::Actor;
use crate::ids::{ChildId, ProfileId, UserId};
use crate::store::audit::{self, Entry};
use crate::store::{Store, Tx, profile};

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

/// Hands on what came of asking for a profile, after an entry in the child's trail that it was opened or refused; there is
/// none of a profile that does not exist.
///
/// # Errors
/// Those of the asking; [`ServiceError::Broken`] if the database cannot be used.
pub(super) async fn asked_for_profile<T>(
    store: &Store,
    moment: Moment,
    actor: &Actor,
    id: &ProfileId,
    opened: Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    let mut tx = store.read().await?;
    let is_there = opened.is_ok() || profile::find(&mut tx, id).await?.is_some();
    drop(tx);
    if is_there {
        let action = match opened {
            Ok(_) => "profile-viewed",
            Err(_) => "profile-refused",
        };
        let subject = ("profile", id.as_str());
        note_alone(store, moment, Some(&actor.user), action, subject).await?;
    }
    opened
}

/// An entry that somebody asked for a child's record that is not theirs, or that does not exist.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub(super) async fn child_refused(
    store: &Store,
    moment: Moment,
    actor: &Actor,
    child: &ChildId,
) -> Result<(), ServiceError> {
    let subject = ("child", child.as_str());
    note_alone(store, moment, Some(&actor.user), "child-refused", subject).await
}
