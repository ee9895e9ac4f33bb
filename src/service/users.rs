//! Who signs in, kept by an administrator: people are added, changed, given another password, closed and opened again.
//!
//! Nobody is ever deleted: what they did stays theirs in the audit chain. An administrator cannot take that role from
//! themselves or close themselves, so that one is always left.

use std::collections::BTreeSet;

use super::password::Passwords;
use super::reach::require;
use super::{Moment, ServiceError, new_id, trail};
use crate::access::{Action, Actor, Role, RolesProblem, Subject, may_be_held_together};
use crate::ids::{EstablishmentId, Urn, UserId};
use crate::money::Money;
use crate::store::establishment::{self, Establishment};
use crate::store::user;
use crate::store::{Page, Paged, Store, StoreError, Tx, award_limit, cost_limit, session};

pub use crate::store::user::User;

/// How many users a page has.
const LINES: u32 = 50;

/// A user with everything that an administrator keeps of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user.
    pub user: User,
    /// Their establishments, by name.
    pub establishments: Vec<Establishment>,
    /// Up to which yearly amount they may agree an individual award.
    pub limit: Money,
    /// Up to which yearly amount they add a cost line alone; none where any.
    pub cost_limit: Option<Money>,
    /// Whether they sign in here by a password, and not by the council's provider, which then gives their roles.
    pub has_password: bool,
}

/// What a user is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The name that colleagues see.
    pub display_name: String,
    /// The roles; none where they stay.
    pub roles: Option<BTreeSet<Role>>,
    /// Their establishments.
    pub urns: BTreeSet<Urn>,
    /// Up to which yearly amount they may agree an individual award.
    pub limit: Money,
    /// Up to which yearly amount they add a cost line alone; none where any.
    pub cost_limit: Option<Money>,
}

/// Why a user cannot be as wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amiss {
    /// Somebody signs in by that name already.
    NameTaken,
    /// No establishment on record has the URN.
    UnknownUrn(Urn),
    /// The roles do not go together.
    Roles(RolesProblem),
    /// Administrators do not take their own role away.
    OwnRole,
}

/// A page of users by name: of one role, or of any; with those who are closed, or without.
///
/// # Errors
/// [`ServiceError::Refused`] to anybody but an administrator, here and below.
pub async fn list(
    store: &Store,
    actor: &Actor,
    (role, with_closed): (Option<Role>, bool),
    page: u32,
) -> Result<Paged<User>, ServiceError> {
    require(actor, Action::KeepUsers, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let kept = user::all(&mut tx).await?.into_iter();
    let kept: Vec<User> = kept
        .filter(|user| with_closed || !user.disabled)
        .filter(|user| role.is_none_or(|role| user.roles.contains(&role)))
        .collect();
    let page = Page::new(page, LINES);
    let total = kept.len() as u64;
    let before = (page.number() - 1).saturating_mul(LINES) as usize;
    let items = kept.into_iter().skip(before).take(LINES as usize).collect();
    Ok(Paged { items, total, page })
}

/// One user.
///
/// # Errors
/// [`ServiceError::NotFound`] without such a user.
pub async fn find(store: &Store, actor: &Actor, id: &UserId) -> Result<Person, ServiceError> {
    require(actor, Action::KeepUsers, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let user = user::find(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let mut establishments = Vec::with_capacity(user.establishments.len());
    for place in &user.establishments {
        establishments.extend(establishment::find(&mut tx, place).await?);
    }
    establishments.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Person {
        establishments,
        limit: award_limit::of(&mut tx, id).await?,
        cost_limit: cost_limit::of(&mut tx, id).await?,
        has_password: user::has_password(&mut tx, id).await?,
        user,
    })
}

/// Adds a user with a random password, which is told this once.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written. What is amiss with the wish is no error: nothing is kept then.
pub async fn add(
    store: &Store,
    (actor, passwords): (&Actor, &Passwords),
    name: &str,
    wanted: Wanted,
    moment: Moment,
) -> Result<Result<(UserId, String), Amiss>, ServiceError> {
    require(actor, Action::KeepUsers, &Subject::Anything)?;
    let (password, hash) = passwords.make().await?;
    let added = keep(store, Some(&actor.user), (name, &hash), wanted, moment).await?;
    Ok(added.map(|id| (id, password)))
}

/// As [`add`], with the hash of a password, for whoever runs commands on the server: the first administrator's way in.
///
/// # Errors
/// As [`add`].
pub async fn add_on_server(
    store: &Store,
    name_and_hash: (&str, &str),
    wanted: Wanted,
    moment: Moment,
) -> Result<Result<UserId, Amiss>, ServiceError> {
    keep(store, None, name_and_hash, wanted, moment).await
}

async fn keep(
    store: &Store,
    by: Option<&UserId>,
    (name, hash): (&str, &str),
    wanted: Wanted,
    moment: Moment,
) -> Result<Result<UserId, Amiss>, ServiceError> {
    let mut tx = store.begin().await?;
    let roles = wanted.roles.unwrap_or_default();
    if let Err(problem) = may_be_held_together(&roles, !wanted.urns.is_empty()) {
        return Ok(Err(Amiss::Roles(problem)));
    }
    let establishments = match establishments(&mut tx, &wanted.urns).await? {
        Ok(found) => found,
        Err(unknown) => return Ok(Err(Amiss::UnknownUrn(unknown))),
    };
    let id = new_id(UserId::parse)?;
    let added = User {
        id: id.clone(),
        name: name.to_owned(),
        display_name: wanted.display_name,
        roles,
        establishments,
        disabled: false,
        version: 1,
    };
    match user::insert(&mut tx, &added, Some(hash)).await {
        Err(StoreError::Conflict) => return Ok(Err(Amiss::NameTaken)),
        inserted => inserted?,
    }
    trail::note(&mut tx, moment, by, "user-added", ("user", id.as_str())).await?;
    if wanted.limit > Money::ZERO {
        save_limit(&mut tx, by, &id, wanted.limit, moment).await?;
    }
    if wanted.cost_limit.is_some() {
        save_cost_limit(&mut tx, by, &id, wanted.cost_limit, moment).await?;
    }
    tx.commit().await?;
    Ok(Ok(id))
}

/// Changes a user; what stays the same is not written down again.
///
/// # Errors
/// [`ServiceError::Conflict`] if somebody changed the user since that version.
pub async fn change(
    store: &Store,
    actor: &Actor,
    shown: (&UserId, i64),
    wanted: Wanted,
    moment: Moment,
) -> Result<Result<(), Amiss>, ServiceError> {
    require(actor, Action::KeepUsers, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let before = of_version(&mut tx, shown).await?;
    let roles = wanted.roles.unwrap_or_else(|| before.roles.clone());
    if before.id == actor.user && !roles.contains(&Role::Administrator) {
        return Ok(Err(Amiss::OwnRole));
    }
    if let Err(problem) = may_be_held_together(&roles, !wanted.urns.is_empty()) {
        return Ok(Err(Amiss::Roles(problem)));
    }
    let mut establishments = match establishments(&mut tx, &wanted.urns).await? {
        Ok(found) => found,
        Err(unknown) => return Ok(Err(Amiss::UnknownUrn(unknown))),
    };
    establishments.extend(without_urn(&mut tx, &before).await?);
    let after = User {
        display_name: wanted.display_name,
        roles,
        establishments,
        ..before.clone()
    };
    let by = Some(&actor.user);
    if after != before {
        user::update(&mut tx, &after).await?;
        let subject = ("user", after.id.as_str());
        trail::note(&mut tx, moment, by, what_changed(&before, &after), subject).await?;
    }
    if award_limit::of(&mut tx, &after.id).await? != wanted.limit {
        save_limit(&mut tx, by, &after.id, wanted.limit, moment).await?;
    }
    if cost_limit::of(&mut tx, &after.id).await? != wanted.cost_limit {
        save_cost_limit(&mut tx, by, &after.id, wanted.cost_limit, moment).await?;
    }
    tx.commit().await?;
    Ok(Ok(()))
}

fn what_changed(before: &User, after: &User) -> &'static str {
    if before.roles != after.roles {
        "user-roles-changed"
    } else if before.establishments != after.establishments {
        "user-establishments-changed"
    } else {
        "user-renamed"
    }
}

/// Gives a user another random password, told this once, and signs them out everywhere.
///
/// # Errors
/// [`ServiceError::Conflict`] if somebody changed the user since that version; [`ServiceError::NotFound`] for one who signs in
/// by the council's provider.
pub async fn renew_password(
    store: &Store,
    (actor, passwords): (&Actor, &Passwords),
    shown: (&UserId, i64),
    moment: Moment,
) -> Result<String, ServiceError> {
    require(actor, Action::KeepUsers, &Subject::Anything)?;
    let (password, hash) = passwords.make().await?;
    let mut tx = store.begin().await?;
    let user = of_version(&mut tx, shown).await?;
    if !user::has_password(&mut tx, &user.id).await? {
        return Err(ServiceError::NotFound);
    }
    user::set_password_hash(&mut tx, &user.id, &hash).await?;
    session::close_all_of(&mut tx, &user.id).await?;
    let subject = ("user", user.id.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "user-password-renewed",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(password)
}

/// Closes a user, who is signed out at once and cannot sign in any more, or opens them again.
///
/// # Errors
/// [`ServiceError::Conflict`] if somebody changed the user since that version, and for the administrator's own.
pub async fn set_closed(
    store: &Store,
    actor: &Actor,
    shown: (&UserId, i64),
    closed: bool,
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::KeepUsers, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let before = of_version(&mut tx, shown).await?;
    if before.id == actor.user {
        return Err(ServiceError::Conflict);
    }
    if before.disabled == closed {
        return Ok(());
    }
    let after = User {
        disabled: closed,
        ..before
    };
    user::update(&mut tx, &after).await?;
    session::close_all_of(&mut tx, &after.id).await?;
    let action = if closed { "user-closed" } else { "user-opened" };
    let subject = ("user", after.id.as_str());
    trail::note(&mut tx, moment, Some(&actor.user), action, subject).await?;
    tx.commit().await?;
    Ok(())
}

async fn of_version(tx: &mut Tx, (id, version): (&UserId, i64)) -> Result<User, ServiceError> {
    let user = user::find(tx, id).await?.ok_or(ServiceError::NotFound)?;
    if user.version == version {
        Ok(user)
    } else {
        Err(ServiceError::Conflict)
    }
}

async fn save_limit(
    tx: &mut Tx,
    by: Option<&UserId>,
    of: &UserId,
    limit: Money,
    moment: Moment,
) -> Result<(), ServiceError> {
    award_limit::save(tx, of, limit).await?;
    trail::note(tx, moment, by, "award-limit-set", ("user", of.as_str())).await
}

async fn save_cost_limit(
    tx: &mut Tx,
    by: Option<&UserId>,
    of: &UserId,
    limit: Option<Money>,
    moment: Moment,
) -> Result<(), ServiceError> {
    cost_limit::save(tx, of, limit).await?;
    trail::note(tx, moment, by, "cost-limit-set", ("user", of.as_str())).await
}

/// The establishments of URNs, or the first URN that is not on record.
async fn establishments(
    tx: &mut Tx,
    urns: &BTreeSet<Urn>,
) -> Result<Result<BTreeSet<EstablishmentId>, Urn>, ServiceError> {
    let mut found = BTreeSet::new();
    for urn in urns {
        match establishment::find_by_urn(tx, urn).await? {
            Some(establishment) => found.insert(establishment.id),
            None => return Ok(Err(urn.clone())),
        };
    }
    Ok(Ok(found))
}

/// A user's establishments that have no URN, such as early-years providers: no form can name them, so they stay.
async fn without_urn(tx: &mut Tx, user: &User) -> Result<Vec<EstablishmentId>, ServiceError> {
    let mut found = Vec::new();
    for place in &user.establishments {
        let kept = establishment::find(tx, place).await?;
        found.extend(kept.filter(|kept| kept.urn.is_none()).map(|kept| kept.id));
    }
    Ok(found)
}
