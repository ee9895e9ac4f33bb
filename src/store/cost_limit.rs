//! Up to which amount of a year an officer may add a cost line without a second person.

use super::error::StoreError;
use super::tx::Tx;
use super::value::{pence, text};
use crate::ids::UserId;
use crate::money::Money;

/// Sets an officer's limit, or takes it away.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such user.
pub async fn save(tx: &mut Tx, user: &UserId, annual: Option<Money>) -> Result<(), StoreError> {
    match annual {
        None => {
            let of = vec![text(user)];
            tx.execute("DELETE FROM cost_limit WHERE user_id = $1", of)
                .await?;
        }
        Some(annual) => {
            tx.execute(
                "INSERT INTO cost_limit (user_id, annual_pence) VALUES ($1, $2) \
                 ON CONFLICT (user_id) DO UPDATE SET annual_pence = excluded.annual_pence",
                vec![text(user), pence(annual)],
            )
            .await?;
        }
    }
    Ok(())
}

/// An officer's limit; none where the officer adds any cost line.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of(tx: &mut Tx, user: &UserId) -> Result<Option<Money>, StoreError> {
    tx.first(
        "SELECT annual_pence FROM cost_limit WHERE user_id = $1",
        vec![text(user)],
        |row| row.money("annual_pence"),
    )
    .await
}
