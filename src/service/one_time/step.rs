//! The second step of a sign-in: the password was right, and a code is awaited.

use jiff::{SignedDuration, Timestamp};

use super::code;
use crate::ids::UserId;
use crate::service::session::{self, Token};
use crate::service::{Moment, ServiceError, trail};
use crate::store::{Store, StoreError, Tx, attempt, one_time};

/// How long a sign-in waits for its code.
const WAITS: SignedDuration = SignedDuration::from_mins(10);
/// The time over which attempts are counted, and how many there may be: a third of a million to one at each, so that
/// guessing all day long finds a code in a year or two, and is seen in the audit chain long before.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
const ATTEMPTS: u64 = 5;

/// What came of a code.
pub enum Waiting {
    /// Signed in: the token for the browser.
    Done(Token),
    /// It was not the code, or was used before.
    Wrong,
    /// No sign-in waits under this token, or no longer.
    Over,
    /// Too many attempts; another may be made after so many seconds.
    TooMany {
        /// Seconds.
        retry_after_s: u32,
    },
}

/// Lets a sign-in wait for its code: the token for the browser.
pub(in crate::service) async fn begin(
    tx: &mut Tx,
    user: &UserId,
    moment: Moment,
) -> Result<Token, ServiceError> {
    let token = Token::random();
    let now = moment.instant;
    let until = now.saturating_add(WAITS).unwrap_or(Timestamp::MAX);
    one_time::begin_half(tx, &token.hash(), user, (now, until)).await?;
    Ok(token)
}

/// Finishes a sign-in by a code of the app, or by a recovery code.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub async fn finish(
    store: &Store,
    token: &Token,
    typed: &str,
    moment: Moment,
) -> Result<Waiting, ServiceError> {
    let mut tx = store.read().await?;
    let Some(user) = one_time::half(&mut tx, &token.hash(), moment.instant).await? else {
        return Ok(Waiting::Over);
    };
    drop(tx);
    if let Some(retry_after_s) = over_limit(store, &user, moment).await? {
        return Ok(Waiting::TooMany { retry_after_s });
    }
    let mut tx = store.begin().await?;
    let Some(how) = used(&mut tx, &user, typed, moment).await? else {
        let failed = ("user", user.as_str());
        trail::note(&mut tx, moment, None, "one-time-code-wrong", failed).await?;
        tx.commit().await?;
        return Ok(Waiting::Wrong);
    };
    match one_time::end_half(&mut tx, &token.hash()).await {
        // Finished in another window at the same time.
        Err(StoreError::Conflict) => return Ok(Waiting::Over),
        ended => ended?,
    }
    attempt::forget(&mut tx, &attempts_of(&user)).await?;
    let opened = session::open(&mut tx, &user, how, moment).await?;
    tx.commit().await?;
    Ok(Waiting::Done(opened))
}

/// Uses what was typed; the word for the audit chain, or `None` if it is no code of the user's.
async fn used(
    tx: &mut Tx,
    user: &UserId,
    typed: &str,
    moment: Moment,
) -> Result<Option<&'static str>, ServiceError> {
    let Some(kept) = one_time::find(tx, user)
        .await?
        .filter(|kept| kept.confirmed)
    else {
        return Ok(None);
    };
    let step = code::step_of(&kept.secret, &digits(typed), moment.instant, kept.last_step);
    if let Some(step) = step {
        // Two windows may send one code at once: the update lets one of them.
        let first = one_time::use_step(tx, user, step).await?;
        return Ok(first.then_some("signed-in"));
    }
    let recovered = one_time::use_recovery(tx, user, &letters(typed)).await?;
    Ok(recovered.then_some("signed-in-by-recovery-code"))
}

/// Writes an attempt at a user's codes down; after how many seconds another may be made, if it is one too many.
pub(super) async fn over_limit(
    store: &Store,
    user: &UserId,
    moment: Moment,
) -> Result<Option<u32>, ServiceError> {
    let now = moment.instant;
    let since = now.saturating_sub(WINDOW).unwrap_or(Timestamp::MIN);
    let mut tx = store.begin().await?;
    let made = attempt::record(&mut tx, &attempts_of(user), now, since).await?;
    tx.commit().await?;
    let wait = u32::try_from(WINDOW.as_secs()).unwrap_or(u32::MAX);
    Ok((made > ATTEMPTS).then_some(wait))
}

pub(super) fn attempts_of(user: &UserId) -> String {
    format!("code {user}")
}

/// A code as apps show it, without the space in its middle.
pub(super) fn digits(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_digit).collect()
}

/// A recovery code without its dashes, in capitals.
pub(super) fn letters(typed: &str) -> String {
    let bare = typed.chars().filter(char::is_ascii_alphanumeric);
    bare.map(|letter| letter.to_ascii_uppercase()).collect()
}
