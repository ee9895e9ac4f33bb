//! Who is signed in. Only a token's hash is kept, so that a copy of the database signs nobody in.

use jiff::Timestamp;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{instant, text, text_or_null};
use crate::ids::{Digest, UserId};

/// The hash of a session token, under which the session is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHash(Digest);

impl TokenHash {
    /// The hash of the token that the browser holds. The token must come from a good random source: it is not salted.
    #[must_use]
    pub fn of(token: &str) -> TokenHash {
        TokenHash(Digest::of(token.as_bytes()))
    }

    pub(super) fn digest(&self) -> &Digest {
        &self.0
    }
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who is signed in.
    pub user: UserId,
    /// Since when.
    pub created_at: Timestamp,
    /// When it ends unless it is used before; moved on by [`renew`].
    pub idle_until: Timestamp,
    /// When it ends in any case.
    pub expires_at: Timestamp,
    /// What is to be said on the next page.
    pub message: Option<String>,
}

/// Opens a session.
///
/// # Errors
/// [`StoreError::Conflict`] if the token is in use; [`StoreError::NotFound`] without the user.
pub async fn open(tx: &mut Tx, token: &TokenHash, session: &Session) -> Result<(), StoreError> {
    let row = vec![
        text(&token.0),
        text(&session.user),
        instant(session.created_at),
        instant(session.idle_until),
        instant(session.expires_at),
        text_or_null(session.message.as_ref()),
    ];
    tx.insert_all(
        "session (token_hash, user_id, created_at, idle_until, expires_at, message)",
        vec![row],
    )
    .await
}

/// The session of a token, if it has not ended and its user is not disabled.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(
    tx: &mut Tx,
    token: &TokenHash,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    tx.first(
        "SELECT s.* FROM session s JOIN app_user u ON u.id = s.user_id AND u.disabled = FALSE \
         WHERE s.token_hash = $1 AND s.idle_until > $2 AND s.expires_at > $2",
        vec![text(&token.0), instant(now)],
        |row| {
            Ok(Session {
                user: row.parsed("user_id")?,
                created_at: row.instant("created_at")?,
                idle_until: row.instant("idle_until")?,
                expires_at: row.instant("expires_at")?,
                message: row.text_or_null("message")?,
            })
        },
    )
    .await
}

/// Moves on when an unused session ends. Worth a write once in a few minutes, not at every page.
///
/// # Errors
/// [`StoreError::NotFound`] if the session was closed meanwhile.
pub async fn renew(
    tx: &mut Tx,
    token: &TokenHash,
    idle_until: Timestamp,
) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE session SET idle_until = $2 WHERE token_hash = $1",
        vec![text(&token.0), instant(idle_until)],
        StoreError::NotFound,
    )
    .await
}

/// Leaves a message to be said on the next page, over any that is there; `None` takes it away.
///
/// # Errors
/// [`StoreError::NotFound`] if the session was closed meanwhile.
pub async fn set_message(
    tx: &mut Tx,
    token: &TokenHash,
    message: Option<&str>,
) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE session SET message = $2 WHERE token_hash = $1",
        vec![text(&token.0), text_or_null(message)],
        StoreError::NotFound,
    )
    .await
}

/// Closes a session; does nothing if it is closed.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn close(tx: &mut Tx, token: &TokenHash) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM session WHERE token_hash = $1",
        vec![text(&token.0)],
    )
    .await?;
    Ok(())
}

/// Closes every session of a user: after a new password, or when they are disabled.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn close_all_of(tx: &mut Tx, user: &UserId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM session WHERE user_id = $1", vec![text(user)])
        .await?;
    Ok(())
}

/// Removes sessions that have ended; returns how many.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM session WHERE idle_until <= $1 OR expires_at <= $1",
        vec![instant(now)],
    )
    .await
}
