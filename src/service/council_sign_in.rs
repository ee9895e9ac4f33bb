//! Signing in by the council's own provider: a person becomes a user by the provider's name for them, and by nothing
//! else; what they may do follows from the council's list of groups, each time anew.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::session::{self, Token};
use super::sign_in::{is_over_limit_from, retry_after_s};
use super::{Moment, ServiceError, new_id, trail};
use crate::access::Role;
use crate::ids::UserId;
use crate::open_id::{Person, Provider, ProviderError, Started};
use crate::store::user::{self, User};
use crate::store::{Store, Tx, open_id, session as sessions};

/// Used answers are kept for longer than any sign-in can be under way.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// What came of an answer of the provider.
pub enum Finished {
    /// Signed in: the token for the browser.
    Done(Token),
    /// The provider knows the person, and none of their groups has a role here.
    NoRole,
    /// The user may not sign in any more.
    Disabled,
    /// The answer was used before.
    Used,
    /// The provider does not answer, or is not believed.
    Unbelieved(ProviderError),
    /// Too many sign-ins from one address; another may be made after so many seconds.
    TooMany {
        /// Seconds.
        retry_after_s: u32,
    },
}

/// Where to send the browser to sign in.
///
/// # Errors
/// [`ProviderError`] if the provider does not describe itself.
pub async fn entrance(
    provider: &Provider,
    started: &Started,
    back: &str,
    moment: Moment,
) -> Result<String, ProviderError> {
    let (provider, started, back) = (provider.clone(), started.clone(), back.to_owned());
    asked(move || provider.entrance(&started, &back, moment.instant)).await
}

/// Where to send the browser to sign out of the provider as well; `None` where it has no such place.
///
/// # Errors
/// [`ProviderError`] if the provider does not describe itself.
pub async fn exit(
    provider: &Provider,
    back: &str,
    moment: Moment,
) -> Result<Option<String>, ProviderError> {
    let (provider, back) = (provider.clone(), back.to_owned());
    asked(move || provider.exit(&back, moment.instant)).await
}

/// Finishes a sign-in whose answer was checked to be to `started`.
///
/// # Errors
/// [`ServiceError::Conflict`] if the same person signs in for the first time twice at once; [`ServiceError::Broken`] if
/// the database cannot be used.
pub async fn finish(
    store: &Store,
    provider: &Provider,
    (started, code): (&Started, &str),
    (back, address): (&str, &str),
    moment: Moment,
) -> Result<Finished, ServiceError> {
    if is_over_limit_from(store, address, moment.instant).await? {
        let retry_after_s = retry_after_s();
        return Ok(Finished::TooMany { retry_after_s });
    }
    if !is_first_use(store, started, moment).await? {
        failed(store, moment).await?;
        return Ok(Finished::Used);
    }
    let person = {
        let (provider, started) = (provider.clone(), started.clone());
        let (code, back) = (code.to_owned(), back.to_owned());
        asked(move || provider.person(&started, &code, &back, moment.instant)).await
    };
    match person {
        Ok(person) => enter(store, provider, &person, moment).await,
        Err(why) => {
            failed(store, moment).await?;
            Ok(Finished::Unbelieved(why))
        }
    }
}

/// The provider is asked on a thread that may wait.
async fn asked<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, ProviderError> + Send + 'static,
) -> Result<T, ProviderError> {
    let asked = tokio::task::spawn_blocking(ask).await;
    asked.unwrap_or(Err(ProviderError::Silent("asking it broke off")))
}

async fn is_first_use(
    store: &Store,
    started: &Started,
    moment: Moment,
) -> Result<bool, ServiceError> {
    let now = moment.instant;
    let forgotten = now.saturating_sub(KEPT).unwrap_or(jiff::Timestamp::MIN);
    let mut tx = store.begin().await?;
    let first = open_id::use_answer(&mut tx, &started.state(), now, forgotten).await?;
    tx.commit().await?;
    Ok(first)
}

async fn failed(store: &Store, moment: Moment) -> Result<(), ServiceError> {
    trail::note_alone(store, moment, None, "sign-in-failed", ("user", "unknown")).await
}

async fn enter(
    store: &Store,
    provider: &Provider,
    person: &Person,
    moment: Moment,
) -> Result<Finished, ServiceError> {
    let settings = provider.settings();
    let roles = settings.roles_for(&person.groups);
    let mut tx = store.begin().await?;
    let known = open_id::user_of(&mut tx, &settings.issuer, &person.subject).await?;
    let id = match known {
        Some(id) => match keep_up(&mut tx, id, person, &roles, moment).await? {
            Some(id) => id,
            None => {
                tx.rollback().await?;
                failed(store, moment).await?;
                return Ok(Finished::Disabled);
            }
        },
        None if roles.is_empty() => {
            tx.rollback().await?;
            failed(store, moment).await?;
            return Ok(Finished::NoRole);
        }
        None => add(&mut tx, &settings.issuer, person, &roles, moment).await?,
    };
    if roles.is_empty() {
        sessions::close_all_of(&mut tx, &id).await?;
        trail::note(
            &mut tx,
            moment,
            Some(&id),
            "sign-in-failed",
            ("user", id.as_str()),
        )
        .await?;
        tx.commit().await?;
        return Ok(Finished::NoRole);
    }
    let token = session::open(&mut tx, &id, "signed-in", moment).await?;
    tx.commit().await?;
    Ok(Finished::Done(token))
}

/// Brings a user's roles and name up to what the provider says; `None` for one who may not sign in.
async fn keep_up(
    tx: &mut Tx,
    id: UserId,
    person: &Person,
    roles: &BTreeSet<Role>,
    moment: Moment,
) -> Result<Option<UserId>, ServiceError> {
    let user = user::find(tx, &id).await?.ok_or(ServiceError::NotFound)?;
    if user.disabled {
        return Ok(None);
    }
    let now = User {
        display_name: name_of(person),
        roles: roles.clone(),
        ..user.clone()
    };
    if now != user {
        user::update(tx, &now).await?;
        let action = if now.roles == user.roles {
            "user-renamed"
        } else {
            "user-roles-changed"
        };
        trail::note(tx, moment, None, action, ("user", id.as_str())).await?;
    }
    Ok(Some(id))
}

/// Makes a user who has no password and whose sign-in name nobody can type by chance.
async fn add(
    tx: &mut Tx,
    issuer: &str,
    person: &Person,
    roles: &BTreeSet<Role>,
    moment: Moment,
) -> Result<UserId, ServiceError> {
    let id = new_id(UserId::parse)?;
    let added = User {
        id: id.clone(),
        name: User::council_account(&id),
        display_name: name_of(person),
        roles: roles.clone(),
        establishments: BTreeSet::new(),
        disabled: false,
        version: 1,
    };
    user::insert(tx, &added, None).await?;
    open_id::link(tx, issuer, &person.subject, &id).await?;
    trail::note(tx, moment, None, "user-added", ("user", id.as_str())).await?;
    Ok(id)
}

fn name_of(person: &Person) -> String {
    person
        .name
        .clone()
        .unwrap_or_else(|| "Council user".to_owned())
}
