//! Searches kept apart from their addresses: an address carries an opaque id, the words stay here until they expire.

use jiff::Timestamp;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{instant, text};
use crate::ids::{SavedSearchId, UserId};

/// Keeps a search (as JSON) for its owner until it expires.
///
/// # Errors
/// [`StoreError::Conflict`] if the id is taken.
pub async fn insert(
    tx: &mut Tx,
    id: &SavedSearchId,
    owner: &UserId,
    query: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let row = vec![text(id), text(owner), text(query), instant(expires_at)];
    tx.insert_all("saved_search (id, owner, query, expires_at)", vec![row])
        .await
}

/// The search of an id, as JSON; `None` if it is another person's or has expired.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(
    tx: &mut Tx,
    id: &SavedSearchId,
    owner: &UserId,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    tx.first(
        "SELECT query FROM saved_search WHERE id = $1 AND owner = $2 AND expires_at > $3",
        vec![text(id), text(owner), instant(now)],
        |row| row.text("query"),
    )
    .await
}

/// Removes searches that have expired; returns how many.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM saved_search WHERE expires_at <= $1",
        vec![instant(now)],
    )
    .await
}
