//! What a year's budget stands on, and how it was moved: the basis from which it was worked out, and virements.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, instant_or_null, integer, pence, text, text_or_null};
use crate::calendar::Date;
use crate::codes::stored_codes;
use crate::ids::{UserId, VirementId};
use crate::money::{Money, Rate};

stored_codes!(
    /// How far a virement has come.
    VirementState {
        /// A second person may approve it.
        Proposed = "proposed",
        /// The budget is moved.
        Approved = "approved",
        /// The budget stays.
        Declined = "declined",
    }
);

/// Budget moved from one line to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Virement {
    /// Our id.
    pub id: VirementId,
    /// The first day of the financial year.
    pub year_on: Date,
    /// The line that gives.
    pub from_line: String,
    /// The line that gets.
    pub to_line: String,
    /// How much; above nought.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// How far it has come.
    pub state: VirementState,
    /// Who proposed it.
    pub proposed_by: UserId,
    /// When.
    pub proposed_at: Timestamp,
    /// Who approved or declined it.
    pub concluded_by: Option<UserId>,
    /// When.
    pub concluded_at: Option<Timestamp>,
}

/// Part of what a budget was worked out from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasisPart {
    /// The line.
    pub line: String,
    /// The part of it.
    pub key: String,
    /// Days at full time.
    pub volume: Rate,
    /// What it comes to in the year.
    pub amount: Money,
}

/// What a year's budget was worked out from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// Counts the bases of the year; 1 for the first.
    pub number: u32,
    /// Its parts.
    pub parts: Vec<BasisPart>,
    /// Who took it; `None` from a command.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// Adds a basis of a year.
///
/// # Errors
/// [`StoreError::Conflict`] if another has the number.
pub async fn add_basis(tx: &mut Tx, year_on: Date, basis: &Basis) -> Result<(), StoreError> {
    let document = serde_json::to_string(&basis.parts)
        .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
    let row = vec![
        text(year_on),
        integer(basis.number.into()),
        text(document),
        text_or_null(basis.by.as_ref()),
        instant(basis.at),
    ];
    const COLUMNS: &str = "budget_basis (year_on, number, document, by_user, at)";
    tx.insert_all(COLUMNS, vec![row]).await
}

/// The basis of a year that counts: the last one.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn basis_of(tx: &mut Tx, year_on: Date) -> Result<Option<Basis>, StoreError> {
    tx.first(
        "SELECT * FROM budget_basis WHERE year_on = $1 ORDER BY number DESC LIMIT 1",
        vec![text(year_on)],
        |row| {
            Ok(Basis {
                number: row.small("number")?,
                parts: row.read("document", |json| serde_json::from_str(json))?,
                by: row.parsed_or_null("by_user")?,
                at: row.instant("at")?,
            })
        },
    )
    .await
}

/// Adds a virement that is proposed.
///
/// # Errors
/// [`StoreError::NotFound`] without who proposed it.
pub async fn propose(tx: &mut Tx, made: &Virement) -> Result<(), StoreError> {
    const COLUMNS: &str = "virement (id, year_on, from_line, to_line, pence, reason, state, proposed_by, proposed_at, \
         concluded_by, concluded_at)";
    let row = vec![
        text(&made.id),
        text(made.year_on),
        text(&made.from_line),
        text(&made.to_line),
        pence(made.amount),
        text(&made.reason),
        text(made.state.code()),
        text(&made.proposed_by),
        instant(made.proposed_at),
        text_or_null(made.concluded_by.as_ref()),
        instant_or_null(made.concluded_at),
    ];
    tx.insert_all(COLUMNS, vec![row]).await
}

/// The virements of a year, in their order.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn virements(tx: &mut Tx, year_on: Date) -> Result<Vec<Virement>, StoreError> {
    tx.all(
        "SELECT * FROM virement WHERE year_on = $1 ORDER BY proposed_at, id",
        vec![text(year_on)],
        read,
    )
    .await
}

/// The virements that wait for the approval of anybody but an officer, the earliest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn proposed_to(tx: &mut Tx, officer: &UserId) -> Result<Vec<Virement>, StoreError> {
    tx.all(
        "SELECT * FROM virement WHERE state = 'proposed' AND proposed_by <> $1 ORDER BY proposed_at, id",
        vec![text(officer)],
        read,
    )
    .await
}

/// The virement of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn virement(tx: &mut Tx, id: &VirementId) -> Result<Option<Virement>, StoreError> {
    tx.first("SELECT * FROM virement WHERE id = $1", vec![text(id)], read)
        .await
}

/// Approves a virement, or declines it.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody concluded on it first, or whoever proposed it does.
pub async fn conclude(
    tx: &mut Tx,
    id: &VirementId,
    state: VirementState,
    (by, at): (&UserId, Timestamp),
) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE virement SET state = $2, concluded_by = $3, concluded_at = $4 \
         WHERE id = $1 AND state = 'proposed' AND proposed_by <> $3",
        vec![text(id), text(state.code()), text(by), instant(at)],
        StoreError::Conflict,
    )
    .await
}

fn read(row: &Row) -> Result<Virement, StoreError> {
    Ok(Virement {
        id: row.parsed("id")?,
        year_on: row.day("year_on")?,
        from_line: row.text("from_line")?,
        to_line: row.text("to_line")?,
        amount: row.money("pence")?,
        reason: row.text("reason")?,
        state: row.read("state", VirementState::parse)?,
        proposed_by: row.parsed("proposed_by")?,
        proposed_at: row.instant("proposed_at")?,
        concluded_by: row.parsed_or_null("concluded_by")?,
        concluded_at: row.instant_or_null("concluded_at")?,
    })
}
