//! Officers who declared an interest in a child's case. A row is never taken away: what was declared by mistake is marked as
//! lifted, by whom and when.

use jiff::Timestamp;

use super::error::StoreError;
use super::tx::Tx;
use super::value::{instant, text};
use crate::ids::{ChildId, UserId};

/// An interest that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredInterest {
    /// Who declared it.
    pub officer: UserId,
    /// The officer's name.
    pub name: String,
    /// When.
    pub declared_at: Timestamp,
}

/// Keeps that an officer declared an interest, for the first time or after an earlier one was lifted. False if it stands
/// already.
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
             ON CONFLICT (child_id, officer) DO UPDATE SET declared_at = $3, lifted_at = NULL, lifted_by = NULL \
             WHERE conflict_of_interest.lifted_at IS NOT NULL",
            vec![text(child), text(officer), instant(at)],
        )
        .await?;
    Ok(added == 1)
}

/// Marks an officer's interest as lifted by a colleague. False if none stands.
///
/// # Errors
/// [`StoreError::NotFound`] without the colleague.
pub async fn lift(
    tx: &mut Tx,
    child: &ChildId,
    officer: &UserId,
    (by, at): (&UserId, Timestamp),
) -> Result<bool, StoreError> {
    let lifted = tx
        .execute(
            "UPDATE conflict_of_interest SET lifted_at = $3, lifted_by = $4 \
             WHERE child_id = $1 AND officer = $2 AND lifted_at IS NULL",
            vec![text(child), text(officer), instant(at), text(by)],
        )
        .await?;
    Ok(lifted == 1)
}

/// When the officer declared an interest in the child's case that stands; none who has not.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn declared(
    tx: &mut Tx,
    child: &ChildId,
    officer: &UserId,
) -> Result<Option<Timestamp>, StoreError> {
    tx.first(
        "SELECT declared_at FROM conflict_of_interest WHERE child_id = $1 AND officer = $2 AND lifted_at IS NULL",
        vec![text(child), text(officer)],
        |row| row.instant("declared_at"),
    )
    .await
}

/// The interests in a child's case that stand, the earliest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn standing(tx: &mut Tx, child: &ChildId) -> Result<Vec<DeclaredInterest>, StoreError> {
    tx.all(
        "SELECT k.officer, u.display_name, k.declared_at FROM conflict_of_interest k JOIN app_user u ON u.id = k.officer \
         WHERE k.child_id = $1 AND k.lifted_at IS NULL ORDER BY k.declared_at, k.officer",
        vec![text(child)],
        |row| {
            Ok(DeclaredInterest {
                officer: row.parsed("officer")?,
                name: row.text("display_name")?,
                declared_at: row.instant("declared_at")?,
            })
        },
    )
    .await
}
