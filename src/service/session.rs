//! Sessions: opened by signing in, found by the browser's token, closed by signing out or by time.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Moment, ServiceError, trail};
use crate::access::Actor;
use crate::ids::UserId;
use crate::store::session::{self, Session, TokenHash};
use crate::store::{Store, StoreError, Tx, blob, record_officer, user};

/// A session that is not used for so long ends: about a meeting away from the desk.
const IDLE: SignedDuration = SignedDuration::from_mins(60);
/// A session ends in any case after a working day.
const WHOLE: SignedDuration = SignedDuration::from_hours(12);
/// Use is written down at most this often, so that reading pages does not queue for the database's one writer.
const RENEWED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// The secret that a browser holds: 256 random bits as hexadecimal. The database has only its hash.
pub struct Token(String);

impl Token {
    /// A new one.
    pub(super) fn random() -> Token {
        let bits: [u8; 32] = rand::random();
        Token(hex::encode(bits))
    }

    /// Reads what a browser sent; `None` for anything that no session can have.
    #[must_use]
    pub fn parse(text: &str) -> Option<Token> {
        let shaped = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        shaped.then(|| Token(text.to_owned()))
    }

    /// What the browser is given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}

/// Who is behind a token.
#[derive(Clone, Debug)]
pub struct SignedInUser {
    /// Who, in which roles, for which establishments.
    pub actor: Actor,
    /// The name that colleagues see.
    pub name: String,
    /// What the page before left to be said.
    pub message: Option<Message>,
}

/// What one page leaves to be said on the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// What is said.
    pub text: String,
    /// Whether something was done.
    pub success: bool,
}

/// Finds who is behind a token, and moves on when an unused session ends.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub async fn find(
    store: &Store,
    token: &Token,
    moment: Moment,
) -> Result<Option<SignedInUser>, ServiceError> {
    let mut tx = store.read().await?;
    let Some(found) = session::find(&mut tx, &token.hash(), moment.instant).await? else {
        return Ok(None);
    };
    let Some(user) = user::find(&mut tx, &found.user).await? else {
        return Ok(None);
    };
    let named_for = record_officer::records_of(&mut tx, &user.id).await?;
    drop(tx);
    let idle_until = idle_end(moment.instant, found.expires_at);
    if idle_until.duration_since(found.idle_until) > RENEWED_EVERY {
        renew(store, token, idle_until).await?;
    }
    Ok(Some(SignedInUser {
        actor: Actor {
            user: user.id,
            roles: user.roles,
            establishments: user.establishments,
            named_for,
        },
        name: user.display_name,
        // A message that this version cannot read is not worth a page that fails.
        message: found
            .message
            .and_then(|text| serde_json::from_str(&text).ok()),
    }))
}

async fn renew(store: &Store, token: &Token, idle_until: Timestamp) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    match session::renew(&mut tx, &token.hash(), idle_until).await {
        // Signed out in another window meanwhile.
        Err(StoreError::NotFound) => return Ok(()),
        renewed => renewed?,
    }
    tx.commit().await?;
    Ok(())
}

/// Opens a session in the transaction of the sign-in and notes `how` it came about, as the audit chain says it; ended
/// sessions are removed on the way, and files that have expired.
pub(super) async fn open(
    tx: &mut Tx,
    user: &UserId,
    how: &str,
    moment: Moment,
) -> Result<Token, ServiceError> {
    session::sweep(tx, moment.instant).await?;
    blob::sweep(tx, moment.instant).await?;
    let token = Token::random();
    let expires_at = later(moment.instant, WHOLE);
    let opened = Session {
        user: user.clone(),
        created_at: moment.instant,
        idle_until: idle_end(moment.instant, expires_at),
        expires_at,
        message: None,
    };
    session::open(tx, &token.hash(), &opened).await?;
    trail::note(tx, moment, Some(user), how, ("user", user.as_str())).await?;
    Ok(token)
}

/// Leaves a message for the next page, or takes it away once it was said.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub async fn leave_message(
    store: &Store,
    token: &Token,
    message: Option<&Message>,
) -> Result<(), ServiceError> {
    let text = message
        .map(serde_json::to_string)
        .transpose()
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let mut tx = store.begin().await?;
    match session::set_message(&mut tx, &token.hash(), text.as_deref()).await {
        // A session that was closed meanwhile has nobody to say it to.
        Err(StoreError::NotFound) => return Ok(()),
        left => left?,
    }
    tx.commit().await?;
    Ok(())
}

/// Closes a session, which is what signing out is.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub async fn close(
    store: &Store,
    token: &Token,
    actor: &Actor,
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    session::close(&mut tx, &token.hash()).await?;
    let user = &actor.user;
    trail::note(
        &mut tx,
        moment,
        Some(user),
        "signed-out",
        ("user", user.as_str()),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

fn idle_end(now: Timestamp, expires_at: Timestamp) -> Timestamp {
    later(now, IDLE).min(expires_at)
}

/// A time so much later; the end of time itself where there is none.
fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn a_token_is_256_random_bits() {
        let token = Token::random();
        assert_ne!(token.as_str(), Token::random().as_str());
        assert!(Token::parse(token.as_str()).is_some());
        for text in ["", "abc", &"g".repeat(64), &"a".repeat(65)] {
            assert!(Token::parse(text).is_none());
        }
    }
}
