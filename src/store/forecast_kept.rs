//! What a forecast was worked out to be, kept by a digest of what it was made of. It is no record: it can be worked out again.

use jiff::Timestamp;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{instant, text};
use crate::codes::stored_codes;
use crate::ids::Digest;

stored_codes!(
    /// What is kept.
    KeptKind {
        /// The back-test.
        Basis = "basis",
        /// The expected outlook.
        Outlook = "outlook",
        /// The cohort that scenarios are tried out on.
        Cohort = "cohort",
    }
);

/// What was worked out of some inputs by a version of the model, as a JSON document.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(
    tx: &mut Tx,
    kind: KeptKind,
    digest: &Digest,
    model: &str,
) -> Result<Option<String>, StoreError> {
    tx.first(
        "SELECT document FROM forecast_kept WHERE kind = $1 AND digest = $2 AND model = $3",
        vec![text(kind.code()), text(digest), text(model)],
        |row| row.text("document"),
    )
    .await
}

/// What of a kind was kept last by a version of the model, the digest of what it was made of, and when.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn last(
    tx: &mut Tx,
    kind: KeptKind,
    model: &str,
) -> Result<Option<(String, Digest, Timestamp)>, StoreError> {
    tx.first(
        "SELECT document, digest, kept_at FROM forecast_kept WHERE kind = $1 AND model = $2 ORDER BY kept_at DESC LIMIT 1",
        vec![text(kind.code()), text(model)],
        |row| {
            let digest = row.parsed("digest")?;
            Ok((row.text("document")?, digest, row.instant("kept_at")?))
        },
    )
    .await
}

/// Of what the thing of a kind was made that was kept last by a version of the model, and when.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn last_stamp(
    tx: &mut Tx,
    kind: KeptKind,
    model: &str,
) -> Result<Option<(Digest, Timestamp)>, StoreError> {
    tx.first(
        "SELECT digest, kept_at FROM forecast_kept WHERE kind = $1 AND model = $2 ORDER BY kept_at DESC LIMIT 1",
        vec![text(kind.code()), text(model)],
        |row| Ok((row.parsed("digest")?, row.instant("kept_at")?)),
    )
    .await
}

/// Keeps what was worked out, in place of what was kept of its kind before: only the newest records are asked about.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn keep(
    tx: &mut Tx,
    kind: KeptKind,
    (digest, model): (&Digest, &str),
    document: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM forecast_kept WHERE kind = $1",
        vec![text(kind.code())],
    )
    .await?;
    let values = vec![
        text(kind.code()),
        text(digest),
        text(model),
        text(document),
        instant(at),
    ];
    tx.execute(
        "INSERT INTO forecast_kept (kind, digest, model, document, kept_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (kind, digest, model) DO NOTHING",
        values,
    )
    .await?;
    Ok(())
}
