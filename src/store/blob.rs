//! Files: uploads waiting to be read, results waiting to be fetched, extracts of plans. Each is read and written whole.

use std::fmt;

use jiff::Timestamp;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{bytes, instant, instant_or_null, integer, text, text_or_null};
use crate::ids::{BlobId, Digest, UserId};

/// A file.
#[derive(Clone, PartialEq, Eq)]
pub struct Blob {
    /// Our id.
    pub id: BlobId,
    /// Whose it is; nobody else may fetch it. None where a record has it, which says who may.
    pub owner: Option<UserId>,
    /// The name to give it.
    pub file_name: String,
    /// What it is.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// When it was kept.
    pub created_at: Timestamp,
    /// When it may be removed.
    pub expires_at: Option<Timestamp>,
}

impl fmt::Debug for Blob {
    /// Leaves the bytes out, which may be a whole caseload.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Blob({}, {} bytes)", self.id, self.bytes.len())
    }
}

/// Keeps a file.
///
/// # Errors
/// [`StoreError::Conflict`] if the id is taken.
pub async fn insert(tx: &mut Tx, blob: &Blob) -> Result<(), StoreError> {
    let size = i64::try_from(blob.bytes.len())
        .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
    let row = vec![
        text(&blob.id),
        text_or_null(blob.owner.as_ref()),
        text(&blob.file_name),
        text(&blob.media_type),
        integer(size),
        text(Digest::of(&blob.bytes)),
        bytes(&blob.bytes),
        instant(blob.created_at),
        instant_or_null(blob.expires_at),
    ];
    const COLUMNS: &str = "blob (id, owner, file_name, media_type, size_bytes, digest, bytes, created_at, expires_at)";
    tx.insert_all(COLUMNS, vec![row]).await
}

/// The file of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read, or the bytes are not those that were kept.
pub async fn find(tx: &mut Tx, id: &BlobId) -> Result<Option<Blob>, StoreError> {
    tx.first("SELECT * FROM blob WHERE id = $1", vec![text(id)], |row| {
        let bytes = row.bytes("bytes")?;
        if Digest::of(&bytes) != row.parsed("digest")? {
            return Err(StoreError::unavailable("a stored file is damaged"));
        }
        Ok(Blob {
            id: row.parsed("id")?,
            owner: row.parsed_or_null("owner")?,
            file_name: row.text("file_name")?,
            media_type: row.text("media_type")?,
            bytes,
            created_at: row.instant("created_at")?,
            expires_at: row.instant_or_null("expires_at")?,
        })
    })
    .await
}

/// Removes a file that nothing names any more; one that is gone stays gone.
///
/// # Errors
/// [`StoreError::NotFound`] if something still names it.
pub async fn remove(tx: &mut Tx, id: &BlobId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM blob WHERE id = $1", vec![text(id)])
        .await?;
    Ok(())
}

/// Removes files that have expired with the drafts about them, and forgets that jobs made them; returns how many.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM draft WHERE subject IN (SELECT id FROM blob WHERE expires_at <= $1)",
        vec![instant(now)],
    )
    .await?;
    tx.execute(
        "UPDATE job SET result_blob_id = NULL WHERE result_blob_id IN (SELECT id FROM blob WHERE expires_at <= $1)",
        vec![instant(now)],
    )
    .await?;
    tx.execute(
        "DELETE FROM blob WHERE expires_at <= $1",
        vec![instant(now)],
    )
    .await
}
