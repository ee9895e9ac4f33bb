//! Whom the council's sign-in provider means, and which of its answers were used.

use jiff::Timestamp;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{instant, text};
use crate::ids::{Digest, UserId};

/// The user whom an issuer's subject is, if somebody is.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn user_of(
    tx: &mut Tx,
    issuer: &str,
    subject: &str,
) -> Result<Option<UserId>, StoreError> {
    tx.first(
        "SELECT user_id FROM open_id_subject WHERE issuer = $1 AND subject = $2",
        vec![text(issuer), text(subject)],
        |row| row.parsed("user_id"),
    )
    .await
}

/// Says once and for all who a subject is.
///
/// # Errors
/// [`StoreError::Conflict`] if it is somebody already; [`StoreError::NotFound`] without the user.
pub async fn link(
    tx: &mut Tx,
    issuer: &str,
    subject: &str,
    user: &UserId,
) -> Result<(), StoreError> {
    tx.insert_all(
        "open_id_subject (issuer, subject, user_id)",
        vec![vec![text(issuer), text(subject), text(user)]],
    )
    .await
}

/// Uses an answer, by the state that it came with; `false` if it was used before. Those used before `forgotten` are
/// removed.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn use_answer(
    tx: &mut Tx,
    state: &str,
    now: Timestamp,
    forgotten: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(
        "DELETE FROM open_id_answer WHERE at < $1",
        vec![instant(forgotten)],
    )
    .await?;
    let added = tx
        .execute(
            "INSERT INTO open_id_answer (state_digest, at) VALUES ($1, $2) ON CONFLICT (state_digest) DO NOTHING",
            vec![text(Digest::of(state.as_bytes())), instant(now)],
        )
        .await?;
    Ok(added == 1)
}
