//! Signing in: a name and a password, limited by name and by address, answered the same whatever was wrong.

use jiff::{SignedDuration, Timestamp};

use super::password::Passwords;
use super::session::{self, Token};
use super::{Moment, ServiceError, one_time, trail};
use crate::store::{Store, Tx, attempt, one_time as stored_codes, user};

/// The time over which attempts are counted.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// Attempts on one name in that time: enough for a forgotten password, too few to guess one.
const BY_NAME: u64 = 10;
/// Attempts from one address in that time: a school behind one address signs in within it.
const BY_ADDRESS: u64 = 60;
/// Attempts are forgotten after a day.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// What was typed, and from where.
pub struct Attempt {
    /// The user name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The address of the browser, or of nothing where it is not known.
    pub address: String,
}

/// What came of an attempt.
pub enum SignIn {
    /// Signed in: the token for the browser.
    Done(Token),
    /// The password is right and a one-time code is wanted: the token under which the sign-in waits.
    Code(Token),
    /// Name and password do not belong together, or the user may not sign in: not said which.
    Wrong,
    /// Too many attempts; another may be made after so many seconds.
    TooMany {
        /// Seconds.
        retry_after_s: u32,
    },
}

/// Tries to sign in.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub async fn sign_in(
    store: &Store,
    passwords: &Passwords,
    attempt: Attempt,
    moment: Moment,
) -> Result<SignIn, ServiceError> {
    let name = attempt.name.trim().to_lowercase();
    if is_over_limit(store, &name, &attempt.address, moment.instant).await? {
        let retry_after_s = retry_after_s();
        return Ok(SignIn::TooMany { retry_after_s });
    }
    let mut tx = store.read().await?;
    let (id, hash) = user::password_hash(&mut tx, &name).await?.unzip();
    drop(tx);
    // The same work whether or not there is such a user, so that the time taken does not tell.
    let matches = passwords.check(hash, attempt.password).await?;
    let Some(id) = id.filter(|_| matches) else {
        trail::note_alone(store, moment, None, "sign-in-failed", ("user", "unknown")).await?;
        return Ok(SignIn::Wrong);
    };
    let mut tx = store.begin().await?;
    attempt::forget(&mut tx, &by_name(&name)).await?;
    if stored_codes::is_on(&mut tx, &id).await? {
        let token = one_time::begin(&mut tx, &id, moment).await?;
        tx.commit().await?;
        return Ok(SignIn::Code(token));
    }
    let token = session::open(&mut tx, &id, "signed-in", moment).await?;
    tx.commit().await?;
    Ok(SignIn::Done(token))
}

/// Writes the attempt down and says whether it is one too many. Attempts over the limit count as well.
async fn is_over_limit(
    store: &Store,
    name: &str,
    address: &str,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let mut tx = store.begin().await?;
    let on_name = attempt::record(&mut tx, &by_name(name), now, since(now)).await?;
    let from_address = from_address(&mut tx, address, now).await?;
    tx.commit().await?;
    Ok(on_name > BY_NAME || from_address > BY_ADDRESS)
}

/// As above, for a sign-in that gives no name: by its address alone.
pub(super) async fn is_over_limit_from(
    store: &Store,
    address: &str,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let mut tx = store.begin().await?;
    let from_address = from_address(&mut tx, address, now).await?;
    tx.commit().await?;
    Ok(from_address > BY_ADDRESS)
}

/// After how many seconds another attempt may be made.
pub(super) fn retry_after_s() -> u32 {
    u32::try_from(WINDOW.as_secs()).unwrap_or(u32::MAX)
}

async fn from_address(tx: &mut Tx, address: &str, now: Timestamp) -> Result<u64, ServiceError> {
    let forgotten = now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN);
    attempt::sweep(tx, forgotten).await?;
    Ok(attempt::record(tx, &format!("address {address}"), now, since(now)).await?)
}

fn since(now: Timestamp) -> Timestamp {
    now.saturating_sub(WINDOW).unwrap_or(Timestamp::MIN)
}

fn by_name(name: &str) -> String {
    format!("name {name}")
}
