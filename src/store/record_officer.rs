//! Officers who are named for a restricted record. A row is never taken away: whoever is named no more has an end.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, text};
use crate::ids::{ChildId, UserId};

/// That an officer was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordOfficer {
    /// For whose record.
    pub child: ChildId,
    /// Who.
    pub officer: UserId,
    /// When.
    pub named_at: Timestamp,
    /// By whom.
    pub named_by: UserId,
    /// Why.
    pub reason: String,
    /// When, by whom and why it ended; none while it stands.
    pub ended: Option<NamingEnded>,
}

/// How it ended that an officer was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamingEnded {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// Why.
    pub reason: String,
}

/// Names an officer; what stands as its end is not kept. False if the officer is named already.
///
/// # Errors
/// [`StoreError::NotFound`] without the child or a user.
pub async fn name(tx: &mut Tx, named: &RecordOfficer) -> Result<bool, StoreError> {
    let added = tx
        .execute(
            "INSERT INTO record_officer (child_id, officer, named_at, named_by, reason) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT DO NOTHING",
            vec![
                text(&named.child),
                text(&named.officer),
                instant(named.named_at),
                text(&named.named_by),
                text(&named.reason),
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Ends that an officer is named. False if the officer is not.
///
/// # Errors
/// [`StoreError::NotFound`] without the user who ends it.
pub async fn end(
    tx: &mut Tx,
    (child, officer): (&ChildId, &UserId),
    ended: &NamingEnded,
) -> Result<bool, StoreError> {
    let done = tx
        .execute(
            "UPDATE record_officer SET ended_at = $3, ended_by = $4, ended_reason = $5 \
             WHERE child_id = $1 AND officer = $2 AND ended_at IS NULL",
            vec![
                text(child),
                text(officer),
                instant(ended.at),
                text(&ended.by),
                text(&ended.reason),
            ],
        )
        .await?;
    Ok(done == 1)
}

/// Everybody who is or was named for a child's record, the latest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_child(tx: &mut Tx, child: &ChildId) -> Result<Vec<RecordOfficer>, StoreError> {
    tx.all(
        "SELECT * FROM record_officer WHERE child_id = $1 ORDER BY named_at DESC, officer",
        vec![text(child)],
        read,
    )
    .await
}

/// The children for whose records an officer is named.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn records_of(tx: &mut Tx, officer: &UserId) -> Result<BTreeSet<ChildId>, StoreError> {
    let found = tx
        .all(
            "SELECT child_id FROM record_officer WHERE officer = $1 AND ended_at IS NULL",
            vec![text(officer)],
            |row| row.parsed("child_id"),
        )
        .await?;
    Ok(found.into_iter().collect())
}

fn read(row: &Row) -> Result<RecordOfficer, StoreError> {
    let ended = match row.instant_or_null("ended_at")? {
        Some(at) => Some(NamingEnded {
            at,
            by: row.parsed("ended_by")?,
            reason: row.text("ended_reason")?,
        }),
        None => None,
    };
    Ok(RecordOfficer {
        child: row.parsed("child_id")?,
        officer: row.parsed("officer")?,
        named_at: row.instant("named_at")?,
        named_by: row.parsed("named_by")?,
        reason: row.text("reason")?,
        ended,
    })
}
