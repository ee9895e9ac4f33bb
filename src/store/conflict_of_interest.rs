//! Officers who declared an interest in a child's case: added to and never taken away.

use jiff::Timestamp;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{instant, text};
use crate::ids::{ChildId, UserId};

/// Keeps that an officer declared an interest. False if the officer had declared it before.
///
/// # Errors
/// [`StoreError::NotFound`] without the child or the user.
pub async fn declare(
    tx: &mut Tx,
    child: &ChildId,
    officer: &UserId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let added = tx
        .execute(
            "INSERT INTO conflict_of_interest (child_id, officer, declared_at) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING",
            vec![text(child), text(officer), instant(at)],
        )
        .await?;
    Ok(added == 1)
}

/// When the officer declared an interest in the child's case; none who has not.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn declared(
    tx: &mut Tx,
    child: &ChildId,
    officer: &UserId,
) -> Result<Option<Timestamp>, StoreError> {
    tx.first(
        "SELECT declared_at FROM conflict_of_interest WHERE child_id = $1 AND officer = $2",
        vec![text(child), text(officer)],
        |row| row.instant("declared_at"),
    )
    .await
}
