//! What an officer checked in Section F before a decision.

use super::error::StoreError;
use super::tx::Tx;
use super::value::text;
use crate::ids::DecisionId;

/// Keeps what was checked before a decision.
///
/// # Errors
/// [`StoreError::Conflict`] if it is kept; [`StoreError::NotFound`] without the decision.
pub async fn insert(tx: &mut Tx, decision: &DecisionId, checked: &str) -> Result<(), StoreError> {
    let row = vec![text(decision), text(checked)];
    tx.insert_all("section_f_check (decision_id, checked)", vec![row])
        .await
}

/// What was checked before a decision; none where that was not asked.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of(tx: &mut Tx, decision: &DecisionId) -> Result<Option<String>, StoreError> {
    tx.first(
        "SELECT checked FROM section_f_check WHERE decision_id = $1",
        vec![text(decision)],
        |row| row.text("checked"),
    )
    .await
}
