//! The keys by which packages of other authorities are known.

use super::own_key;
use crate::access::{Action, Actor, Subject};
use crate::ids::{AuthorityCode, PublicKey};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::store::transfer::{self, AuthorityKey};
use crate::store::{Store, StoreError};

/// How adding a key ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It counts.
    Done,
    /// It is our own.
    Own,
    /// It is kept already, or another of that authority counts.
    Taken,
}

/// Every key of others, and our own.
///
/// # Errors
/// [`ServiceError::Refused`] to anybody but who keeps them.
pub async fn keys(
    store: &Store,
    actor: &Actor,
) -> Result<(PublicKey, Vec<AuthorityKey>), ServiceError> {
    require(actor, Action::KeepAuthorityKeys, &Subject::Anything)?;
    let mut tx = store.read().await?;
    Ok((own_key(&tx)?, transfer::keys(&mut tx).await?))
}

/// Adds a key of another authority, which somebody has compared with what that authority says.
///
/// # Errors
/// [`ServiceError::Refused`] to anybody but who keeps them.
pub async fn add_key(
    store: &Store,
    actor: &Actor,
    (authority, name, key): (AuthorityCode, String, PublicKey),
    moment: Moment,
) -> Result<Added, ServiceError> {
    require(actor, Action::KeepAuthorityKeys, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    if own_key(&tx)? == key {
        return Ok(Added::Own);
    }
    let new = AuthorityKey {
        public_key: key,
        authority,
        name,
        added_by: actor.user.clone(),
        added_at: moment.instant,
        withdrawn_at: None,
    };
    match transfer::add_key(&mut tx, &new).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Ok(Added::Taken),
        Err(error) => return Err(error.into()),
    }
    let subject = ("authority-key", new.public_key.as_str());
    let action = "authority-key-added";
    trail::note(&mut tx, moment, Some(&actor.user), action, subject).await?;
    tx.commit().await?;
    Ok(Added::Done)
}

/// Withdraws a key of another authority.
///
/// # Errors
/// [`ServiceError::Refused`] to anybody but who keeps them; [`ServiceError::Conflict`] if it does not count any more.
pub async fn withdraw_key(
    store: &Store,
    actor: &Actor,
    key: &PublicKey,
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::KeepAuthorityKeys, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    transfer::withdraw_key(&mut tx, key, (&actor.user, moment.instant)).await?;
    let subject = ("authority-key", key.as_str());
    let action = "authority-key-withdrawn";
    trail::note(&mut tx, moment, Some(&actor.user), action, subject).await?;
    tx.commit().await?;
    Ok(())
}
