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

/// Hands on what came of asking for something of a child's, after an entry in the child's trail: the action where it was
/// shown, or that it was refused.
///
/// # Errors
/// Those of the asking; [`ServiceError::Broken`] if the database cannot be written.
pub(super) async fn asked_for_child<T>(
    store: &Store,
    moment: Moment,
    actor: &Actor,
    (child, action): (&ChildId, &str),
    found: Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    match &found {
        Ok(_) => {
            let subject = ("child", child.as_str());
            note_alone(store, moment, Some(&actor.user), action, subject).await?;
        }
        Err(ServiceError::NotFound | ServiceError::Refused(_)) => {
            child_refused(store, moment, actor, child).await?;
        }
        Err(_) => {}
    }
    found
}

/// An entry that somebody was shown a list of children: which list, and by a digest which children.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub(super) async fn listed<'a>(
    store: &Store,
    moment: Moment,
    actor: &Actor,
    list: &str,
    children: impl IntoIterator<Item = &'a ChildId>,
) -> Result<(), ServiceError> {
    let shown: Vec<&str> = children.into_iter().map(ChildId::as_str).collect();
    if shown.is_empty() {
        return Ok(());
    }
    let shown = shown.join(" ");
    let mut tx = store.begin().await?;
    let entry = Entry {
        at: moment.instant,
        actor: Some(&actor.user),
        action: "children-listed",
        subject_kind: "caseload",
        subject_id: list,
        detail: shown.as_bytes(),
    };
    audit::append(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(())
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
