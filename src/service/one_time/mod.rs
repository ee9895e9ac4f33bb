//! One-time codes beside passwords: a user sets them up, an administrator takes them away, and a sign-in waits for one.

mod code;
mod step;

pub(super) use step::begin;
pub use step::{Waiting, finish};

use super::{Moment, ServiceError, trail};
use crate::access::{Action, Actor, Subject, Verdict, may};
use crate::ids::UserId;
use crate::store::{Store, StoreError, attempt, one_time, session, user};

/// How many recovery codes a user gets.
const RECOVERY_CODES: usize = 10;
/// The random bytes of one: 80 bits, which nobody finds out from its digest.
const RECOVERY_BYTES: usize = 10;

/// How a user stands with one-time codes.
#[derive(Clone, PartialEq, Eq)]
pub enum Standing {
    /// Signs in by the council's own provider, which has its own.
    NotHere,
    /// Signs in by password alone.
    Off,
    /// Has begun: the secret is to be shown, and one code is wanted.
    Begun(Setup),
    /// Signs in with codes.
    On {
        /// How many recovery codes are left.
        recovery_left: u64,
    },
}

/// What an app must be told.
#[derive(Clone, PartialEq, Eq)]
pub struct Setup {
    /// The secret as base32, to be typed.
    pub secret: String,
    /// The same and more as an address, to be shown as a QR code.
    pub address: String,
}

/// What came of the first code.
pub enum Confirmed {
    /// The codes are on: the recovery codes, shown this once.
    Done(Vec<String>),
    /// It was not the code.
    Wrong,
    /// There is nothing to confirm: not begun, or confirmed already.
    NotBegun,
    /// Too many attempts; another may be made after so many seconds.
    TooMany {
        /// Seconds.
        retry_after_s: u32,
    },
}

/// How the actor stands with one-time codes. The council's name goes into what the app shows.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub async fn standing(
    store: &Store,
    actor: &Actor,
    council: &str,
) -> Result<Standing, ServiceError> {
    let mut tx = store.read().await?;
    let found = user::find(&mut tx, &actor.user).await?;
    let name = found.ok_or(ServiceError::NotFound)?.name;
    if user::password_hash(&mut tx, &name).await?.is_none() {
        return Ok(Standing::NotHere);
    }
    Ok(match one_time::find(&mut tx, &actor.user).await? {
        None => Standing::Off,
        Some(kept) if kept.confirmed => Standing::On {
            recovery_left: one_time::recovery_left(&mut tx, &actor.user).await?,
        },
        Some(kept) => Standing::Begun(setup(&kept.secret, council, &name)),
    })
}

/// Makes a new secret for the actor, to be shown and confirmed; changes nothing where codes are on.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub async fn start(store: &Store, actor: &Actor, moment: Moment) -> Result<(), ServiceError> {
    let secret: [u8; code::SECRET_BYTES] = rand::random();
    let mut tx = store.begin().await?;
    match one_time::keep(&mut tx, &actor.user, &secret).await {
        Err(StoreError::Conflict) => return Ok(()),
        kept => kept?,
    }
    note(&mut tx, actor, "one-time-codes-begun", &actor.user, moment).await?;
    tx.commit().await?;
    Ok(())
}

/// Turns the codes on, if the app shows the right one.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub async fn confirm(
    store: &Store,
    actor: &Actor,
    typed: &str,
    moment: Moment,
) -> Result<Confirmed, ServiceError> {
    if let Some(retry_after_s) = step::over_limit(store, &actor.user, moment).await? {
        return Ok(Confirmed::TooMany { retry_after_s });
    }
    let mut tx = store.begin().await?;
    let kept = one_time::find(&mut tx, &actor.user).await?;
    let Some(kept) = kept.filter(|kept| !kept.confirmed) else {
        return Ok(Confirmed::NotBegun);
    };
    let typed = step::digits(typed);
    let Some(step) = code::step_of(&kept.secret, &typed, moment.instant, kept.last_step) else {
        return Ok(Confirmed::Wrong);
    };
    one_time::use_step(&mut tx, &actor.user, step).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
    let bare: Vec<String> = codes.iter().map(|code| step::letters(code)).collect();
    one_time::keep_recovery(&mut tx, &actor.user, &bare).await?;
    attempt::forget(&mut tx, &step::attempts_of(&actor.user)).await?;
    note(&mut tx, actor, "one-time-codes-on", &actor.user, moment).await?;
    tx.commit().await?;
    Ok(Confirmed::Done(codes))
}

/// The users who sign in with codes, for an administrator.
///
/// # Errors
/// [`ServiceError::Refused`] to anybody else; [`ServiceError::Broken`] if the database cannot be read.
pub async fn users(store: &Store, actor: &Actor) -> Result<Vec<(UserId, String)>, ServiceError> {
    administrator(actor)?;
    let mut tx = store.read().await?;
    Ok(one_time::users(&mut tx).await?)
}

/// Takes a user's codes away, who has lost the app and the recovery codes, and closes their sessions.
///
/// # Errors
/// [`ServiceError::Refused`] to anybody but an administrator; [`ServiceError::NotFound`] if there are none.
pub async fn reset(
    store: &Store,
    actor: &Actor,
    of: &UserId,
    moment: Moment,
) -> Result<(), ServiceError> {
    administrator(actor)?;
    take_away(store, Some(&actor.user), of, moment).await
}

/// As [`reset`], by whoever runs a command on the server: the way back for an administrator who is locked out.
///
/// # Errors
/// [`ServiceError::NotFound`] if nobody has that sign-in name, or they have no codes.
pub async fn reset_on_server(
    store: &Store,
    name: &str,
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.read().await?;
    let found = user::find_by_name(&mut tx, name).await?;
    drop(tx);
    let of = found.ok_or(ServiceError::NotFound)?.id;
    take_away(store, None, &of, moment).await
}

async fn take_away(
    store: &Store,
    by: Option<&UserId>,
    of: &UserId,
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    if !one_time::remove(&mut tx, of).await? {
        return Err(ServiceError::NotFound);
    }
    session::close_all_of(&mut tx, of).await?;
    let subject = ("user", of.as_str());
    trail::note(&mut tx, moment, by, "one-time-codes-reset", subject).await?;
    tx.commit().await?;
    Ok(())
}

fn administrator(actor: &Actor) -> Result<(), ServiceError> {
    match may(actor, Action::KeepUsers, &Subject::Anything) {
        Verdict::Allowed => Ok(()),
        Verdict::Refused(reason) => Err(ServiceError::Refused(reason)),
    }
}

async fn note(
    tx: &mut crate::store::Tx,
    by: &Actor,
    action: &str,
    of: &UserId,
    moment: Moment,
) -> Result<(), ServiceError> {
    trail::note(tx, moment, Some(&by.user), action, ("user", of.as_str())).await
}

/// The address that authenticator apps read: `otpauth://totp/Council:name?secret=…&issuer=Council`.
fn setup(secret: &[u8], council: &str, name: &str) -> Setup {
    let secret = code::base32(secret);
    let escaped = |text: &str| -> String {
        let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        text.bytes()
            .map(|byte| match kept(byte) {
                true => char::from(byte).to_string(),
                false => format!("%{byte:02X}"),
            })
            .collect()
    };
    let (council, name) = (escaped(council), escaped(name));
    Setup {
        address: format!("otpauth://totp/{council}:{name}?secret={secret}&issuer={council}"),
        secret,
    }
}

/// Sixteen letters and digits in fours.
fn recovery_code() -> String {
    let bytes: [u8; RECOVERY_BYTES] = rand::random();
    let text = code::base32(&bytes);
    let fours: Vec<String> = text
        .as_bytes()
        .chunks(4)
        .map(|four| String::from_utf8_lossy(four).into_owned())
        .collect();
    fours.join("-")
}

#[cfg(test)]
mod tests {
    use super::{recovery_code, setup};

    #[test]
    fn what_an_app_reads_is_escaped() {
        let made = setup(b"12345678901234567890", "Exampleshire Council & Co", "jo:é");
        assert_eq!(made.secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(
            made.address,
            "otpauth://totp/Exampleshire%20Council%20%26%20Co:jo%3A%C3%A9?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Exampleshire%20Council%20%26%20Co"
        );
    }

    #[test]
    fn a_recovery_code_is_sixteen_letters_in_fours() {
        let code = recovery_code();
        assert_eq!(code.len(), 19);
        assert_ne!(code, recovery_code());
        assert!(code.split('-').all(|four| four.len() == 4));
    }
}
