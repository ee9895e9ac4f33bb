//! One-time codes: each user's sealed secret, the recovery codes, and the sign-ins that wait for a code.

use jiff::Timestamp;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::audit::key_for;
use super::error::StoreError;
use super::session::TokenHash;
use super::tx::Tx;
use super::value::{instant, integer, text};
use crate::ids::{Digest, UserId};

/// What is kept for a user's one-time codes.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeSecret {
    /// The secret itself.
    pub secret: Vec<u8>,
    /// Whether the user's app has shown that it has it.
    pub confirmed: bool,
    /// The time step of the last code used.
    pub last_step: i64,
}

/// Keeps a new secret for a user, not confirmed, in place of one that was not confirmed either.
///
/// # Errors
/// [`StoreError::Conflict`] if there is a confirmed one.
pub async fn keep(tx: &mut Tx, user: &UserId, secret: &[u8]) -> Result<(), StoreError> {
    let sealed = seal(tx, user, secret)?;
    tx.execute_one(
        "INSERT INTO one_time_secret (user_id, sealed, confirmed, last_step) VALUES ($1, $2, FALSE, 0) \
         ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, last_step = 0 \
         WHERE one_time_secret.confirmed = FALSE",
        vec![text(user), text(sealed)],
        StoreError::Conflict,
    )
    .await
}

/// A user's secret, confirmed or not.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read, or was sealed with another key.
pub async fn find(tx: &mut Tx, user: &UserId) -> Result<Option<OneTimeSecret>, StoreError> {
    let found = tx
        .first(
            "SELECT sealed, confirmed, last_step FROM one_time_secret WHERE user_id = $1",
            vec![text(user)],
            |row| {
                Ok((
                    row.text("sealed")?,
                    row.flag("confirmed")?,
                    row.integer("last_step")?,
                ))
            },
        )
        .await?;
    found
        .map(|(sealed, confirmed, last_step)| {
            Ok(OneTimeSecret {
                secret: open(tx, user, &sealed)?,
                confirmed,
                last_step,
            })
        })
        .transpose()
}

/// Whether a user signs in with codes.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn is_on(tx: &mut Tx, user: &UserId) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM one_time_secret WHERE user_id = $1 AND confirmed = TRUE";
    Ok(tx.count(sql, vec![text(user)]).await? == 1)
}

/// The users who sign in with codes, by their sign-in names.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn users(tx: &mut Tx) -> Result<Vec<(UserId, String)>, StoreError> {
    tx.all(
        "SELECT u.id, u.display_name FROM one_time_secret s JOIN app_user u ON u.id = s.user_id \
         WHERE s.confirmed = TRUE ORDER BY u.name",
        Vec::new(),
        |row| Ok((row.parsed("id")?, row.text("display_name")?)),
    )
    .await
}

/// Uses the code of a time step, which also confirms the secret; `false` if that step or a later one was used before.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn use_step(tx: &mut Tx, user: &UserId, step: i64) -> Result<bool, StoreError> {
    let touched = tx
        .execute(
            "UPDATE one_time_secret SET last_step = $2, confirmed = TRUE WHERE user_id = $1 AND last_step < $2",
            vec![text(user), integer(step)],
        )
        .await?;
    Ok(touched == 1)
}

/// Keeps recovery codes by their digests, in place of those before.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn keep_recovery(tx: &mut Tx, user: &UserId, codes: &[String]) -> Result<(), StoreError> {
    forget_recovery(tx, user).await?;
    let rows = codes
        .iter()
        .map(|code| vec![text(user), text(Digest::of(code.as_bytes()))]);
    tx.insert_all("recovery_code (user_id, code_digest)", rows.collect())
        .await
}

/// Uses a recovery code; `false` if it is none of the user's, or was used before.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn use_recovery(tx: &mut Tx, user: &UserId, code: &str) -> Result<bool, StoreError> {
    let used = tx
        .execute(
            "DELETE FROM recovery_code WHERE user_id = $1 AND code_digest = $2",
            vec![text(user), text(Digest::of(code.as_bytes()))],
        )
        .await?;
    Ok(used == 1)
}

/// How many recovery codes a user has left.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn recovery_left(tx: &mut Tx, user: &UserId) -> Result<u64, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM recovery_code WHERE user_id = $1";
    tx.count(sql, vec![text(user)]).await
}

/// Takes secret and recovery codes away; `false` if there was no secret.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn remove(tx: &mut Tx, user: &UserId) -> Result<bool, StoreError> {
    forget_recovery(tx, user).await?;
    tx.execute(
        "DELETE FROM half_sign_in WHERE user_id = $1",
        vec![text(user)],
    )
    .await?;
    let removed = tx
        .execute(
            "DELETE FROM one_time_secret WHERE user_id = $1",
            vec![text(user)],
        )
        .await?;
    Ok(removed == 1)
}

async fn forget_recovery(tx: &mut Tx, user: &UserId) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM recovery_code WHERE user_id = $1",
        vec![text(user)],
    )
    .await?;
    Ok(())
}

/// Lets a sign-in wait for its code; those whose time is over are removed.
///
/// # Errors
/// [`StoreError::NotFound`] without the user.
pub async fn begin_half(
    tx: &mut Tx,
    token: &TokenHash,
    user: &UserId,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM half_sign_in WHERE expires_at <= $1",
        vec![instant(now)],
    )
    .await?;
    tx.insert_all(
        "half_sign_in (token_hash, user_id, expires_at)",
        vec![vec![text(token.digest()), text(user), instant(expires_at)]],
    )
    .await
}

/// Whose sign-in waits under a token, if its time is not over and the user may still sign in.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn half(
    tx: &mut Tx,
    token: &TokenHash,
    now: Timestamp,
) -> Result<Option<UserId>, StoreError> {
    tx.first(
        "SELECT h.user_id FROM half_sign_in h JOIN app_user u ON u.id = h.user_id AND u.disabled = FALSE \
         WHERE h.token_hash = $1 AND h.expires_at > $2",
        vec![text(token.digest()), instant(now)],
        |row| row.parsed("user_id"),
    )
    .await
}

/// Ends the waiting.
///
/// # Errors
/// [`StoreError::Conflict`] if it was ended meanwhile.
pub async fn end_half(tx: &mut Tx, token: &TokenHash) -> Result<(), StoreError> {
    tx.execute_one(
        "DELETE FROM half_sign_in WHERE token_hash = $1",
        vec![text(token.digest())],
        StoreError::Conflict,
    )
    .await
}

fn cipher(tx: &Tx) -> Result<LessSafeKey, StoreError> {
    let key = key_for(tx.audit_key(), "one-time secrets")?;
    UnboundKey::new(&CHACHA20_POLY1305, &key)
        .map(LessSafeKey::new)
        .map_err(|_| unusable())
}

/// The nonce, then the secret and its tag, as hexadecimal; a row that is moved to another user does not open.
fn seal(tx: &Tx, user: &UserId, secret: &[u8]) -> Result<String, StoreError> {
    let nonce: [u8; NONCE_LEN] = rand::random();
    let mut sealed = secret.to_vec();
    let about = Aad::from(user.as_str().as_bytes());
    cipher(tx)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), about, &mut sealed)
        .map_err(|_| unusable())?;
    Ok(hex::encode([&nonce[..], &sealed].concat()))
}

fn open(tx: &Tx, user: &UserId, sealed: &str) -> Result<Vec<u8>, StoreError> {
    let bytes = hex::decode(sealed).map_err(|_| unusable())?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN).ok_or_else(unusable)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| unusable())?;
    let mut sealed = sealed.to_vec();
    let about = Aad::from(user.as_str().as_bytes());
    let opened = cipher(tx)?
        .open_in_place(nonce, about, &mut sealed)
        .map_err(|_| unusable())?;
    Ok(opened.to_vec())
}

fn unusable() -> StoreError {
    StoreError::unavailable(
        "a secret for one-time codes cannot be opened: it was sealed with another audit key",
    )
}
