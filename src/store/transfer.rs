//! Packages that went to other authorities and came from them, and the keys by which theirs are known.

use jiff::Timestamp;

use super::error::StoreError;
use super::page::{Page, Paged};
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, integer, text};
use crate::codes::stored_codes;
use crate::ids::{AuthorityCode, ChildId, Digest, LocalId, PublicKey, TransferId, UserId};

stored_codes!(
    /// Which way a package went.
    Direction {
        /// To another authority.
        Sent = "sent",
        /// From another authority.
        Received = "received",
    }
);

/// A package that went out or came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Which package.
    pub package: TransferId,
    /// Which way.
    pub direction: Direction,
    /// About whom.
    pub child: ChildId,
    /// The other authority.
    pub authority: AuthorityCode,
    /// Its name, as it was given then.
    pub authority_name: String,
    /// The digest of the contents.
    pub digest: Digest,
    /// The key that signed them.
    pub public_key: PublicKey,
    /// Why it was sent, in the officer's words; blank for one that came in.
    pub reason: String,
    /// Who sent it or took it in.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// A package in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferLine {
    /// The package.
    pub transfer: Transfer,
    /// The child's reference.
    pub local_id: LocalId,
    /// Whether the child's record is restricted.
    pub restricted: bool,
    /// The officer's name.
    pub by_name: String,
}

/// A key of another authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityKey {
    /// The key.
    pub public_key: PublicKey,
    /// Whose.
    pub authority: AuthorityCode,
    /// Their name.
    pub name: String,
    /// Who added it.
    pub added_by: UserId,
    /// When.
    pub added_at: Timestamp,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<Timestamp>,
}

/// Keeps that a package went out or came in.
///
/// # Errors
/// [`StoreError::Conflict`] if that package did so before; [`StoreError::NotFound`] without the child or the user.
pub async fn insert(tx: &mut Tx, transfer: &Transfer) -> Result<(), StoreError> {
    let row = vec![
        text(&transfer.package),
        text(transfer.direction.code()),
        text(&transfer.child),
        text(&transfer.authority),
        text(&transfer.authority_name),
        text(&transfer.digest),
        text(&transfer.public_key),
        text(&transfer.reason),
        text(&transfer.by),
        instant(transfer.at),
    ];
    const COLUMNS: &str = "transfer (package_id, direction, child_id, authority, authority_name, digest, public_key, \
         reason, by_user, at)";
    tx.insert_all(COLUMNS, vec![row]).await
}

/// A package, if it went that way.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(
    tx: &mut Tx,
    package: &TransferId,
    direction: Direction,
) -> Result<Option<Transfer>, StoreError> {
    tx.first(
        "SELECT * FROM transfer WHERE package_id = $1 AND direction = $2",
        vec![text(package), text(direction.code())],
        read,
    )
    .await
}

/// The packages about a child, the first first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_child(tx: &mut Tx, child: &ChildId) -> Result<Vec<Transfer>, StoreError> {
    tx.all(
        "SELECT * FROM transfer WHERE child_id = $1 ORDER BY at, package_id",
        vec![text(child)],
        read,
    )
    .await
}

/// Every package, the latest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx, page: Page) -> Result<Paged<TransferLine>, StoreError> {
    let total = tx
        .count("SELECT COUNT(*) AS n FROM transfer", Vec::new())
        .await?;
    let items = tx
        .all(
            "SELECT t.*, c.local_id, c.restricted, u.display_name FROM transfer t JOIN child c ON c.id = t.child_id \
             JOIN app_user u ON u.id = t.by_user ORDER BY t.at DESC, t.package_id DESC LIMIT $1 OFFSET $2",
            vec![integer(page.limit()), integer(page.offset())],
            |row| {
                Ok(TransferLine {
                    transfer: read(row)?,
                    local_id: row.parsed("local_id")?,
                    restricted: row.flag("restricted")?,
                    by_name: row.text("display_name")?,
                })
            },
        )
        .await?;
    Ok(Paged { items, total, page })
}

/// Adds a key of another authority.
///
/// # Errors
/// [`StoreError::Conflict`] if the key is kept, even withdrawn, or another of that authority counts.
pub async fn add_key(tx: &mut Tx, key: &AuthorityKey) -> Result<(), StoreError> {
    let row = vec![
        text(&key.public_key),
        text(&key.authority),
        text(&key.name),
        text(&key.added_by),
        instant(key.added_at),
    ];
    const COLUMNS: &str = "authority_key (public_key, authority, name, added_by, added_at)";
    tx.insert_all(COLUMNS, vec![row]).await
}

/// Withdraws a key: packages that it signed are not taken in any more.
///
/// # Errors
/// [`StoreError::Conflict`] if it is withdrawn, or not there.
pub async fn withdraw_key(
    tx: &mut Tx,
    key: &PublicKey,
    (by, at): (&UserId, Timestamp),
) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE authority_key SET withdrawn_by = $2, withdrawn_at = $3 WHERE public_key = $1 AND withdrawn_at IS NULL",
        vec![text(key), text(by), instant(at)],
        StoreError::Conflict,
    )
    .await
}

/// Every key of others, by authority; of one authority the one that counts first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn keys(tx: &mut Tx) -> Result<Vec<AuthorityKey>, StoreError> {
    tx.all(
        "SELECT * FROM authority_key ORDER BY authority, withdrawn_at IS NOT NULL, added_at DESC",
        Vec::new(),
        read_key,
    )
    .await
}

fn read(row: &Row) -> Result<Transfer, StoreError> {
    Ok(Transfer {
        package: row.parsed("package_id")?,
        direction: row.read("direction", Direction::parse)?,
        child: row.parsed("child_id")?,
        authority: row.parsed("authority")?,
        authority_name: row.text("authority_name")?,
        digest: row.parsed("digest")?,
        public_key: row.parsed("public_key")?,
        reason: row.text("reason")?,
        by: row.parsed("by_user")?,
        at: row.instant("at")?,
    })
}

fn read_key(row: &Row) -> Result<AuthorityKey, StoreError> {
    Ok(AuthorityKey {
        public_key: row.parsed("public_key")?,
        authority: row.parsed("authority")?,
        name: row.text("name")?,
        added_by: row.parsed("added_by")?,
        added_at: row.instant("added_at")?,
        withdrawn_at: row.instant_or_null("withdrawn_at")?,
    })
}
