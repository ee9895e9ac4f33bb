//! Notes of who may receive the statements about a child.

use super::may_do;
use crate::access::{Action, Actor};
use crate::ids::{ChildId, LocalId};
use crate::service::{Moment, ServiceError, trail};
use crate::store::recipient::{self, RecipientNote, RecipientNoted};
use crate::store::{Store, StoreError, Tx, child};

/// What is noted of a child's recipients.
#[derive(Debug)]
pub struct Recipients {
    /// About whom.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// The note that counts; none before the first.
    pub noted: Option<RecipientNoted>,
    /// Its number, which the next note must follow; 0 before the first.
    pub number: u32,
}

/// How a note ended.
#[derive(Debug)]
pub enum NotedOutcome {
    /// It counts.
    Done,
    /// Somebody else noted something first; this is it.
    Lost(Recipients),
}

/// What is noted of a child's recipients.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such child or the actor may not note anything of it.
pub async fn recipients(
    store: &Store,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<Recipients, ServiceError> {
    let mut tx = store.read().await?;
    let found = load(&mut tx, actor, id).await;
    drop(tx);
    let of = (id, "recipients-viewed");
    trail::asked_for_child(store, moment, actor, of, found).await
}

async fn load(tx: &mut Tx, actor: &Actor, id: &ChildId) -> Result<Recipients, ServiceError> {
    let found = child::find(tx, id).await?.ok_or(ServiceError::NotFound)?;
    if !may_do(actor, Action::NoteRecipients, &found) {
        return Err(ServiceError::NotFound);
    }
    let noted = recipient::latest(tx, id).await?;
    Ok(Recipients {
        child: found.id,
        local_id: found.local_id,
        number: noted.as_ref().map_or(0, |note| note.number),
        noted: noted.map(|note| note.noted),
    })
}

/// Notes something over the note that the officer saw.
///
/// # Errors
/// As [`recipients`].
pub async fn note_recipients(
    store: &Store,
    actor: &Actor,
    (id, seen): (&ChildId, u32),
    noted: RecipientNoted,
    moment: Moment,
) -> Result<NotedOutcome, ServiceError> {
    let mut tx = store.begin().await?;
    let now = load(&mut tx, actor, id).await?;
    if now.number != seen {
        return Ok(NotedOutcome::Lost(now));
    }
    let note = RecipientNote {
        child: id.clone(),
        number: seen.saturating_add(1),
        noted,
        by: actor.user.clone(),
        at: moment.instant,
    };
    match recipient::add(&mut tx, &note).await {
        Ok(()) => {}
        // Only one of two that saw the same note gets the next number.
        Err(StoreError::Conflict) => {
            tx.rollback().await?;
            let mut tx = store.read().await?;
            return Ok(NotedOutcome::Lost(load(&mut tx, actor, id).await?));
        }
        Err(error) => return Err(error.into()),
    }
    let subject = ("child", id.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "recipients-noted",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(NotedOutcome::Done)
}
