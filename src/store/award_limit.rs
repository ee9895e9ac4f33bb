//! Up to which yearly amount an officer may agree an individual award.

use super::error::StoreError;
use super::tx::Tx;
use super::value::{pence, text};
use crate::ids::UserId;
use crate::money::Money;

/// Sets an officer's limit, whether there was one or not.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such user.
pub async fn save(tx: &mut Tx, user: &UserId, annual: Money) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO award_limit (user_id, annual_pence) VALUES ($1, $2) \
         ON CONFLICT (user_id) DO UPDATE SET annual_pence = excluded.annual_pence",
        vec![text(user), pence(annual)],
    )
    .await?;
    Ok(())
}

/// An officer's limit; none of their own counts as no money at all.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of(tx: &mut Tx, user: &UserId) -> Result<Money, StoreError> {
    let found = tx
        .first(
            "SELECT annual_pence FROM award_limit WHERE user_id = $1",
            vec![text(user)],
            |row| row.money("annual_pence"),
        )
        .await?;
    Ok(found.unwrap_or(Money::ZERO))
}
