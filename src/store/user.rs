//! Who signs in: their roles and establishments. Passwords are kept only as argon2 hashes, apart from everything else.

use std::collections::{BTreeMap, BTreeSet};

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, flag, integer, text, text_or_null};
use crate::access::Role;
use crate::codes::UnknownCode;
use crate::ids::{EstablishmentId, UserId};

/// Somebody who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Our id.
    pub id: UserId,
    /// The name to sign in with; kept in lower case.
    pub name: String,
    /// The name that colleagues see.
    pub display_name: String,
    /// What they may do.
    pub roles: BTreeSet<Role>,
    /// The establishments they belong to, for school and trust roles.
    pub establishments: BTreeSet<EstablishmentId>,
    /// Whether they may not sign in any more.
    pub disabled: bool,
    /// Counts the changes of this user; 1 when new.
    pub version: i64,
}

/// What the sign-in name of a council account begins with. Nobody can type it: a name to sign in with has no space.
const COUNCIL_ACCOUNT: &str = "open-id ";

impl User {
    /// The sign-in name of somebody who signs in by the council's provider.
    #[must_use]
    pub fn council_account(id: &UserId) -> String {
        format!("{COUNCIL_ACCOUNT}{id}")
    }

    /// The name that they type to sign in; none with a council account.
    #[must_use]
    pub fn typed_name(&self) -> Option<&str> {
        (!self.name.starts_with(COUNCIL_ACCOUNT)).then_some(self.name.as_str())
    }
}

/// Adds a user. Without a hash nobody can sign in by password.
///
/// # Errors
/// [`StoreError::Conflict`] if the id or name is taken; [`StoreError::NotFound`] without an establishment.
pub async fn insert(
    tx: &mut Tx,
    user: &User,
    password_hash: Option<&str>,
) -> Result<(), StoreError> {
    let mut row = values(user);
    row.push(text_or_null(password_hash));
    tx.insert_all(
        "app_user (id, name, display_name, disabled, version, password_hash)",
        vec![row],
    )
    .await?;
    insert_memberships(tx, user).await
}

/// Writes the user over the version it was read at; the stored version becomes one more. The password stays.
///
/// # Errors
/// [`StoreError::Conflict`] if it was changed since, or the name is taken.
pub async fn update(tx: &mut Tx, changed: &User) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE app_user SET name = $2, display_name = $3, disabled = $4, version = version + 1 \
         WHERE id = $1 AND version = $5",
        values(changed),
        StoreError::Conflict,
    )
    .await?;
    tx.execute(
        "DELETE FROM app_user_role WHERE user_id = $1",
        vec![text(&changed.id)],
    )
    .await?;
    tx.execute(
        "DELETE FROM app_user_establishment WHERE user_id = $1",
        vec![text(&changed.id)],
    )
    .await?;
    insert_memberships(tx, changed).await
}

/// Gives a user who has none yet the establishments that are named with it.
///
/// # Errors
/// [`StoreError::NotFound`] without the user or an establishment.
pub async fn join(tx: &mut Tx, user: &User) -> Result<(), StoreError> {
    let rows = user.establishments.iter();
    let rows = rows
        .map(|place| vec![text(&user.id), text(place)])
        .collect();
    tx.insert_all("app_user_establishment (user_id, establishment_id)", rows)
        .await
}

/// Gives a user another password, by its hash.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such user.
pub async fn set_password_hash(tx: &mut Tx, id: &UserId, hash: &str) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE app_user SET password_hash = $2, version = version + 1 WHERE id = $1",
        vec![text(id), text(hash)],
        StoreError::NotFound,
    )
    .await
}

/// A user's password hash, by the name to sign in with; `None` for an unknown name or one without a password.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn password_hash(
    tx: &mut Tx,
    name: &str,
) -> Result<Option<(UserId, String)>, StoreError> {
    // A NUL cannot be in any name, and a stranger's typing is no failure of ours.
    if name.contains('\0') {
        return Ok(None);
    }
    tx.first(
        "SELECT id, password_hash FROM app_user WHERE name = $1 AND password_hash IS NOT NULL AND disabled = FALSE",
        vec![text(name.to_lowercase())],
        |row| Ok((row.parsed("id")?, row.text("password_hash")?)),
    )
    .await
}

/// Whether a user signs in by a password kept here.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn has_password(tx: &mut Tx, id: &UserId) -> Result<bool, StoreError> {
    let found = tx
        .first(
            "SELECT id FROM app_user WHERE id = $1 AND password_hash IS NOT NULL",
            vec![text(id)],
            |row| row.text("id"),
        )
        .await?;
    Ok(found.is_some())
}

/// The user of an id, disabled or not.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &UserId) -> Result<Option<User>, StoreError> {
    match tx
        .first("SELECT * FROM app_user WHERE id = $1", vec![text(id)], read)
        .await?
    {
        Some(user) => with_memberships(tx, user).await.map(Some),
        None => Ok(None),
    }
}

/// The user of a name to sign in with, disabled or not.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find_by_name(tx: &mut Tx, name: &str) -> Result<Option<User>, StoreError> {
    match tx
        .first(
            "SELECT * FROM app_user WHERE name = $1",
            vec![text(name.to_lowercase())],
            read,
        )
        .await?
    {
        Some(user) => with_memberships(tx, user).await.map(Some),
        None => Ok(None),
    }
}

/// Every user, by name.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<User>, StoreError> {
    let mut users = tx
        .all("SELECT * FROM app_user ORDER BY name", Vec::new(), read)
        .await?;
    let roles = tx
        .all(
            "SELECT user_id, role FROM app_user_role",
            Vec::new(),
            |row| Ok((row.parsed("user_id")?, read_role(row)?)),
        )
        .await?;
    let places = tx
        .all(
            "SELECT user_id, establishment_id FROM app_user_establishment",
            Vec::new(),
            |row| Ok((row.parsed("user_id")?, row.parsed("establishment_id")?)),
        )
        .await?;
    let (mut roles, mut places) = (by_user(roles), by_user(places));
    for user in &mut users {
        user.roles = roles.remove(&user.id).unwrap_or_default();
        user.establishments = places.remove(&user.id).unwrap_or_default();
    }
    Ok(users)
}

/// The users who belong to an establishment and may sign in, with the names that colleagues see, by name.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_establishment(
    tx: &mut Tx,
    id: &EstablishmentId,
) -> Result<Vec<(UserId, String)>, StoreError> {
    tx.all(
        "SELECT u.id, u.display_name FROM app_user_establishment e JOIN app_user u ON u.id = e.user_id \
         WHERE e.establishment_id = $1 AND u.disabled = FALSE ORDER BY u.display_name, u.id",
        vec![text(id)],
        |row| Ok((row.parsed("id")?, row.text("display_name")?)),
    )
    .await
}

fn by_user<T: Ord>(pairs: Vec<(UserId, T)>) -> BTreeMap<UserId, BTreeSet<T>> {
    let mut of_user: BTreeMap<UserId, BTreeSet<T>> = BTreeMap::new();
    for (user, one) in pairs {
        of_user.entry(user).or_default().insert(one);
    }
    of_user
}

fn read_role(row: &Row) -> Result<Role, StoreError> {
    row.read("role", |code| Role::parse(code).ok_or(UnknownCode))
}

async fn insert_memberships(tx: &mut Tx, user: &User) -> Result<(), StoreError> {
    let roles = user
        .roles
        .iter()
        .map(|role| vec![text(&user.id), text(role.code())])
        .collect();
    tx.insert_all("app_user_role (user_id, role)", roles)
        .await?;
    let places = user
        .establishments
        .iter()
        .map(|place| vec![text(&user.id), text(place)])
        .collect();
    tx.insert_all("app_user_establishment (user_id, establishment_id)", places)
        .await
}

async fn with_memberships(tx: &mut Tx, mut user: User) -> Result<User, StoreError> {
    let roles = tx
        .all(
            "SELECT role FROM app_user_role WHERE user_id = $1",
            vec![text(&user.id)],
            read_role,
        )
        .await?;
    let places = tx
        .all(
            "SELECT establishment_id FROM app_user_establishment WHERE user_id = $1",
            vec![text(&user.id)],
            |row| row.parsed("establishment_id"),
        )
        .await?;
    user.roles = roles.into_iter().collect();
    user.establishments = places.into_iter().collect();
    Ok(user)
}

fn values(user: &User) -> Vec<Value> {
    vec![
        text(&user.id),
        text(user.name.to_lowercase()),
        text(&user.display_name),
        flag(user.disabled),
        integer(user.version),
    ]
}

fn read(row: &Row) -> Result<User, StoreError> {
    Ok(User {
        id: row.parsed("id")?,
        name: row.text("name")?,
        display_name: row.text("display_name")?,
        roles: BTreeSet::new(),
        establishments: BTreeSet::new(),
        disabled: row.flag("disabled")?,
        version: row.integer("version")?,
    })
}
