//! What the record of a year came to by section 251 line when it was worked out last. It is no record: it can be worked out again.

use jiff::Timestamp;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{instant, text};
use crate::calendar::Date;
use crate::ids::Digest;

/// What was worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptYear {
    /// Of which records, calendar, rules and program it is.
    pub stamp: Digest,
    /// The sums, as JSON.
    pub document: String,
    /// When its records were read.
    pub kept_at: Timestamp,
}

/// A year as it was worked out last.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, year_on: Date) -> Result<Option<KeptYear>, StoreError> {
    tx.first(
        "SELECT stamp, document, kept_at FROM year_record_kept WHERE year_on = $1",
        vec![text(year_on)],
        |row| {
            Ok(KeptYear {
                stamp: row.parsed("stamp")?,
                document: row.text("document")?,
                kept_at: row.instant("kept_at")?,
            })
        },
    )
    .await
}

/// Keeps a year in place of what was kept of it before.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn keep(tx: &mut Tx, year_on: Date, kept: &KeptYear) -> Result<(), StoreError> {
    let values = vec![
        text(year_on),
        text(&kept.stamp),
        text(&kept.document),
        instant(kept.kept_at),
    ];
    tx.execute(
        "INSERT INTO year_record_kept (year_on, stamp, document, kept_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (year_on) DO UPDATE SET stamp = excluded.stamp, document = excluded.document, kept_at = excluded.kept_at",
        values,
    )
    .await?;
    Ok(())
}
