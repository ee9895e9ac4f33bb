//! The text of a rule set while it is written: the files as their owner wrote them, each saved state a version.

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, instant, integer, text, text_or_null};
use crate::ids::{Digest, RuleDraftId, UserId};

/// A draft; its texts are in its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDraft {
    /// Our id.
    pub id: RuleDraftId,
    /// The set it was copied from.
    pub started_from: Option<Digest>,
    /// Who began it.
    pub begun_by: UserId,
    /// When.
    pub begun_at: Timestamp,
    /// The number of the version that counts: what a change must be based on.
    pub latest_version: u32,
}

/// A saved state of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDraftVersion {
    /// Of which draft.
    pub draft: RuleDraftId,
    /// 1 for the first.
    pub number: u32,
    /// The texts by file name, as JSON.
    pub files: String,
    /// The identity of the set that the texts make; `None` while a problem stands in the way.
    pub digest: Option<Digest>,
    /// What the checker found, as JSON.
    pub report: String,
    /// Who saved it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// Adds a draft with its first version.
///
/// # Errors
/// [`StoreError::Conflict`] if the id is taken; [`StoreError::NotFound`] without the user.
pub async fn insert(
    tx: &mut Tx,
    draft: &RuleDraft,
    first: &RuleDraftVersion,
) -> Result<(), StoreError> {
    let head = vec![
        text(&draft.id),
        text_or_null(draft.started_from.as_ref()),
        text(&draft.begun_by),
        instant(draft.begun_at),
        integer(draft.latest_version.into()),
    ];
    tx.insert_all(
        "rule_draft (id, started_from, begun_by, begun_at, latest_version)",
        vec![head],
    )
    .await?;
    tx.insert_all(VERSION_COLUMNS, vec![values(first)]).await
}

/// Adds the next version to a draft, which counts from then on.
///
/// # Errors
/// [`StoreError::Conflict`] if its number is not one more than the draft's latest: somebody else saved it meanwhile.
pub async fn add_version(tx: &mut Tx, version: &RuleDraftVersion) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE rule_draft SET latest_version = $2 WHERE id = $1 AND latest_version = $3",
        vec![
            text(&version.draft),
            integer(version.number.into()),
            integer(i64::from(version.number) - 1),
        ],
        StoreError::Conflict,
    )
    .await?;
    tx.insert_all(VERSION_COLUMNS, vec![values(version)]).await
}

/// The draft of an id, with the version that counts.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(
    tx: &mut Tx,
    id: &RuleDraftId,
) -> Result<Option<(RuleDraft, RuleDraftVersion)>, StoreError> {
    tx.first(
        "SELECT d.*, v.* FROM rule_draft d \
         JOIN rule_draft_version v ON v.draft_id = d.id AND v.number = d.latest_version WHERE d.id = $1",
        vec![text(id)],
        |row| Ok((read(row)?, read_version(row)?)),
    )
    .await
}

/// One version of a draft.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn version(
    tx: &mut Tx,
    id: &RuleDraftId,
    number: u32,
) -> Result<Option<RuleDraftVersion>, StoreError> {
    tx.first(
        "SELECT * FROM rule_draft_version WHERE draft_id = $1 AND number = $2",
        vec![text(id), integer(number.into())],
        read_version,
    )
    .await
}

/// Every version of a draft, the first first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn versions_of(
    tx: &mut Tx,
    id: &RuleDraftId,
) -> Result<Vec<RuleDraftVersion>, StoreError> {
    tx.all(
        "SELECT * FROM rule_draft_version WHERE draft_id = $1 ORDER BY number",
        vec![text(id)],
        read_version,
    )
    .await
}

/// Every draft with the version that counts, the last saved first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<(RuleDraft, RuleDraftVersion)>, StoreError> {
    tx.all(
        "SELECT d.*, v.* FROM rule_draft d \
         JOIN rule_draft_version v ON v.draft_id = d.id AND v.number = d.latest_version ORDER BY v.at DESC, d.id DESC",
        Vec::new(),
        |row| Ok((read(row)?, read_version(row)?)),
    )
    .await
}

const VERSION_COLUMNS: &str =
    "rule_draft_version (draft_id, number, files, digest, report, by_user, at)";

fn values(version: &RuleDraftVersion) -> Vec<Value> {
    vec![
        text(&version.draft),
        integer(version.number.into()),
        text(&version.files),
        text_or_null(version.digest.as_ref()),
        text(&version.report),
        text(&version.by),
        instant(version.at),
    ]
}

fn read(row: &Row) -> Result<RuleDraft, StoreError> {
    Ok(RuleDraft {
        id: row.parsed("id")?,
        started_from: row.parsed_or_null("started_from")?,
        begun_by: row.parsed("begun_by")?,
        begun_at: row.instant("begun_at")?,
        latest_version: row.small("latest_version")?,
    })
}

fn read_version(row: &Row) -> Result<RuleDraftVersion, StoreError> {
    Ok(RuleDraftVersion {
        draft: row.parsed("draft_id")?,
        number: row.small("number")?,
        files: row.text("files")?,
        digest: row.parsed_or_null("digest")?,
        report: row.text("report")?,
        by: row.parsed("by_user")?,
        at: row.instant("at")?,
    })
}
