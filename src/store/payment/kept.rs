//! What a year's payments came to when they were worked out last. It is no record: it can be worked out again.

use jiff::Timestamp;

use crate::calendar::Date;
use crate::ids::Digest;
use crate::store::StoreError;
use crate::store::tx::Tx;
use crate::store::value::{instant, text};

/// A part of what was worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPart {
    /// Of which records, calendar and program it is.
    pub stamp: Digest,
    /// The part, as JSON.
    pub document: String,
    /// When its records were read.
    pub kept_at: Timestamp,
}

/// A part of a year as it was worked out last.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, year_on: Date, part: &str) -> Result<Option<KeptPart>, StoreError> {
    tx.first(
        "SELECT * FROM schedule_kept WHERE year_on = $1 AND part = $2",
        vec![text(year_on), text(part)],
        |row| {
            Ok(KeptPart {
                stamp: row.parsed("stamp")?,
                document: row.text("document")?,
                kept_at: row.instant("kept_at")?,
            })
        },
    )
    .await
}

/// Keeps a year's parts in place of those that were kept before.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn keep(
    tx: &mut Tx,
    year_on: Date,
    stamp: &Digest,
    parts: &[(String, String)],
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM schedule_kept WHERE year_on = $1",
        vec![text(year_on)],
    )
    .await?;
    let rows = parts.iter().map(|(part, document)| {
        vec![
            text(year_on),
            text(part),
            text(stamp),
            text(document),
            instant(at),
        ]
    });
    let columns = "schedule_kept (year_on, part, stamp, document, kept_at)";
    tx.insert_all(columns, rows.collect()).await
}
