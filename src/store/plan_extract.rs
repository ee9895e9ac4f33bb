//! Extracts of a plan: files that officers attached to a version of it.
//!
//! The file is a [`blob`] without owner, reached through its extract alone. Removing an extract destroys the file with its
//! name; what stays is which file it was, who attached it, and why it went.

use jiff::Timestamp;

use super::blob::{self, Blob};
use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, integer, text};
use crate::codes::stored_codes;
use crate::ids::{BlobId, ChildId, Digest, ExtractId, PlanVersionId, UserId};
use crate::needs::DocumentKind;
use crate::store::plan::PlanState;

stored_codes!(
    /// Why an extract was removed.
    RemovedBecause {
        /// It is about another child.
        OtherChild = "other_child",
        /// It is of another version of the plan.
        OtherVersion = "other_version",
        /// It holds more of the plan than the evidence needs.
        TooMuch = "too_much",
        /// It tells of somebody else.
        SomebodyElse = "somebody_else",
        /// It cannot be opened or read.
        Unreadable = "unreadable",
    }
);

/// An extract, with what lists show beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extract {
    /// Our id.
    pub id: ExtractId,
    /// About whom.
    pub child: ChildId,
    /// Of which version of the plan.
    pub plan_version: PlanVersionId,
    /// The number of that version.
    pub version_number: u32,
    /// What that version is.
    pub version_state: PlanState,
    /// What kind of document it is, by its content.
    pub kind: DocumentKind,
    /// How large it is.
    pub size_bytes: i64,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Who attached it.
    pub attached_by: UserId,
    /// Their name, as pages show it.
    pub attached_by_name: String,
    /// When.
    pub attached_at: Timestamp,
    /// The file; none once it was removed or the child forgotten.
    pub file: Option<StoredFile>,
    /// Its removal, if it was removed.
    pub removed: Option<Removal>,
}

/// Where the file of an extract is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// The blob.
    pub blob: BlobId,
    /// The name as it was given, without what no name needs.
    pub name: String,
}

/// The removal of an extract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// By whom.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub because: RemovedBecause,
}

/// What is needed to attach an extract.
#[derive(Clone, Debug)]
pub struct NewExtract {
    /// Our id.
    pub id: ExtractId,
    /// About whom.
    pub child: ChildId,
    /// Of which version of the plan.
    pub plan_version: PlanVersionId,
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// Who attached it.
    pub attached_by: UserId,
}

const SELECTED: &str = "SELECT e.*, b.file_name, v.number AS version_number, v.state AS version_state, \
     u.display_name AS attached_by_name FROM plan_extract e JOIN plan_version v ON v.id = e.plan_version_id \
     JOIN app_user u ON u.id = e.attached_by LEFT JOIN blob b ON b.id = e.blob_id";

/// Keeps a file as an extract; when is when the file was made.
///
/// # Errors
/// [`StoreError::Conflict`] if the same file is attached to that version already; [`StoreError::NotFound`] without the
/// child, the version or the user.
pub async fn attach(tx: &mut Tx, new: &NewExtract, file: &Blob) -> Result<(), StoreError> {
    blob::insert(tx, file).await?;
    let size = i64::try_from(file.bytes.len())
        .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
    let row = vec![
        text(&new.id),
        text(&new.child),
        text(&new.plan_version),
        text(&file.id),
        text(new.kind.code()),
        integer(size),
        text(Digest::of(&file.bytes)),
        text(&new.attached_by),
        instant(file.created_at),
    ];
    const COLUMNS: &str = "plan_extract (id, child_id, plan_version_id, blob_id, kind, size_bytes, digest, attached_by, attached_at)";
    tx.insert_all(COLUMNS, vec![row]).await
}

/// A child's extracts, those that were removed too, the latest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_child(tx: &mut Tx, child: &ChildId) -> Result<Vec<Extract>, StoreError> {
    let sql = format!("{SELECTED} WHERE e.child_id = $1 ORDER BY e.attached_at DESC, e.id DESC");
    tx.all(sql, vec![text(child)], read).await
}

/// The extracts of a version of a plan that are still there, the first first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_version(tx: &mut Tx, version: &PlanVersionId) -> Result<Vec<Extract>, StoreError> {
    let sql = format!(
        "{SELECTED} WHERE e.plan_version_id = $1 AND e.blob_id IS NOT NULL ORDER BY e.attached_at, e.id"
    );
    tx.all(sql, vec![text(version)], read).await
}

/// The extract of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &ExtractId) -> Result<Option<Extract>, StoreError> {
    let sql = format!("{SELECTED} WHERE e.id = $1");
    tx.first(sql, vec![text(id)], read).await
}

/// Destroys the file of an extract and keeps why.
///
/// # Errors
/// [`StoreError::Conflict`] if it is gone already.
pub async fn remove(
    tx: &mut Tx,
    id: &ExtractId,
    file: &StoredFile,
    removal: &Removal,
) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE plan_extract SET blob_id = NULL, removed_by = $3, removed_at = $4, removed_because = $5 \
         WHERE id = $1 AND blob_id = $2",
        vec![
            text(id),
            text(&file.blob),
            text(&removal.by),
            instant(removal.at),
            text(removal.because.code()),
        ],
        StoreError::Conflict,
    )
    .await?;
    blob::remove(tx, &file.blob).await
}

/// Destroys every file of a child's extracts; which files they were stays.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub(super) async fn forget(tx: &mut Tx, child: &ChildId) -> Result<(), StoreError> {
    for extract in of_child(tx, child).await? {
        if let Some(file) = extract.file {
            tx.execute(
                "UPDATE plan_extract SET blob_id = NULL WHERE id = $1",
                vec![text(&extract.id)],
            )
            .await?;
            blob::remove(tx, &file.blob).await?;
        }
    }
    Ok(())
}

fn read(row: &Row) -> Result<Extract, StoreError> {
    let blob: Option<BlobId> = row.parsed_or_null("blob_id")?;
    let name = row.text_or_null("file_name")?;
    let by: Option<UserId> = row.parsed_or_null("removed_by")?;
    let removed = match (
        by,
        row.instant_or_null("removed_at")?,
        row.read_or_null("removed_because", RemovedBecause::parse)?,
    ) {
        (Some(by), Some(at), Some(because)) => Some(Removal { by, at, because }),
        _ => None,
    };
    Ok(Extract {
        id: row.parsed("id")?,
        child: row.parsed("child_id")?,
        plan_version: row.parsed("plan_version_id")?,
        version_number: row.small("version_number")?,
        version_state: row.read("version_state", PlanState::parse)?,
        kind: row.read("kind", DocumentKind::parse)?,
        size_bytes: row.integer("size_bytes")?,
        digest: row.parsed("digest")?,
        attached_by: row.parsed("attached_by")?,
        attached_by_name: row.text("attached_by_name")?,
        attached_at: row.instant("attached_at")?,
        file: blob.zip(name).map(|(blob, name)| StoredFile { blob, name }),
        removed,
    })
}
