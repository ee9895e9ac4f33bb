//! Attempts to sign in, counted over a window of time, so that guessing is slow.

use jiff::Timestamp;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{instant, text};
use crate::ids::Digest;

/// Writes down one attempt under a key (a user name, an address) and returns how many there were since `since`, this
/// one included. Only the key's digest is kept: people type passwords into the name field.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn record(
    tx: &mut Tx,
    key: &str,
    now: Timestamp,
    since: Timestamp,
) -> Result<u64, StoreError> {
    let key = text(Digest::of(key.as_bytes()));
    tx.insert_all(
        "login_attempt (key_digest, at)",
        vec![vec![key.clone(), instant(now)]],
    )
    .await?;
    tx.count(
        "SELECT COUNT(*) AS n FROM login_attempt WHERE key_digest = $1 AND at > $2",
        vec![key, instant(since)],
    )
    .await
}

/// How many attempts there were under a key since `since`.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn count(tx: &mut Tx, key: &str, since: Timestamp) -> Result<u64, StoreError> {
    let key = text(Digest::of(key.as_bytes()));
    tx.count(
        "SELECT COUNT(*) AS n FROM login_attempt WHERE key_digest = $1 AND at > $2",
        vec![key, instant(since)],
    )
    .await
}

/// Forgets the attempts under a key: somebody signed in.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn forget(tx: &mut Tx, key: &str) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM login_attempt WHERE key_digest = $1",
        vec![text(Digest::of(key.as_bytes()))],
    )
    .await?;
    Ok(())
}

/// Removes attempts before a time; returns how many.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn sweep(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM login_attempt WHERE at < $1",
        vec![instant(before)],
    )
    .await
}
