//! Cost lines that wait for a second person, because a year of them is above their officer's limit.

use jiff::Timestamp;

use super::error::StoreError;
use super::placement::{read_terms, terms_values};
use super::restricted::{RestrictedRecords, seen};
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, integer, pence, text};
use crate::codes::stored_codes;
use crate::costs::{CostKind, CostTerms};
use crate::ids::{ChildId, CostLineId, LocalId, PlacementId, UserId};
use crate::money::Money;

stored_codes!(
    /// How far a proposal has come.
    CostProposalState {
        /// It waits for a second person.
        Waiting = "waiting",
        /// The line was added.
        Agreed = "agreed",
        /// It was not.
        Declined = "declined",
    }
);

/// A cost line that an officer proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostProposal {
    /// The id that the line will have.
    pub id: CostLineId,
    /// Of which placement.
    pub placement: PlacementId,
    /// What it would be.
    pub terms: CostTerms,
    /// The most that a year of it comes to.
    pub annual: Money,
    /// Who proposed it.
    pub officer: UserId,
    /// When.
    pub at: Timestamp,
    /// How far it has come.
    pub state: CostProposalState,
    /// Why it was declined, in words; blank otherwise.
    pub answer: String,
}

/// A proposal in a list, with the names that the list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostProposedLine {
    /// Which.
    pub id: CostLineId,
    /// For whom.
    pub child: ChildId,
    /// The child's local reference.
    pub local_id: LocalId,
    /// What it would pay for.
    pub kind: CostKind,
    /// The most that a year of it comes to.
    pub annual: Money,
    /// Who proposed it.
    pub officer_name: String,
    /// When.
    pub at: Timestamp,
}

/// The most proposals of one list.
const LINES_MAX: i64 = 50;

/// Adds a proposal, which waits.
///
/// # Errors
/// [`StoreError::Conflict`] if its id is taken; [`StoreError::NotFound`] without the placement or the officer.
pub async fn insert(tx: &mut Tx, proposal: &CostProposal) -> Result<(), StoreError> {
    const COLUMNS: &str = "cost_proposal (id, placement_id, kind, from_on, to_on, per, net_pence, vat_pence, order_number, \
         notice_weeks, notes, uplift_on, uplift_percent, notice_given_on, annual_pence, officer, at, state, answer)";
    let mut row = vec![text(&proposal.id), text(&proposal.placement)];
    row.extend(terms_values(&proposal.terms));
    row.extend([
        pence(proposal.annual),
        text(&proposal.officer),
        instant(proposal.at),
        text(proposal.state.code()),
        text(&proposal.answer),
    ]);
    tx.insert_all(COLUMNS, vec![row]).await
}

/// The proposal of an id, with the child whose it is.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(
    tx: &mut Tx,
    id: &CostLineId,
) -> Result<Option<(ChildId, CostProposal)>, StoreError> {
    tx.first(
        "SELECT l.*, p.child_id FROM cost_proposal l JOIN placement p ON p.id = l.placement_id WHERE l.id = $1",
        vec![text(id)],
        |row| Ok((row.parsed("child_id")?, read(row)?)),
    )
    .await
}

/// A child's proposals that wait, the earliest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn waiting_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<CostProposal>, StoreError> {
    tx.all(
        "SELECT l.* FROM placement p JOIN cost_proposal l ON l.placement_id = p.id \
         WHERE p.child_id = $1 AND l.state = 'waiting' ORDER BY l.at, l.id",
        vec![text(child)],
        read,
    )
    .await
}

/// The proposals of others that the reader may agree, the earliest first: up to the reader's limit where there is one, of
/// restricted children only those that are seen.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn proposed_to(
    tx: &mut Tx,
    reader: &UserId,
    up_to: Option<Money>,
    restricted: &RestrictedRecords,
) -> Result<Vec<CostProposedLine>, StoreError> {
    let seen = seen(("c.restricted", "c.id"), (2, 3));
    let mut values = vec![text(reader)];
    values.extend(restricted.values());
    values.push(pence(up_to.unwrap_or(Money::LARGEST)));
    values.push(integer(LINES_MAX));
    tx.all(
        format!(
            "SELECT l.id, p.child_id, c.local_id, l.kind, l.annual_pence, l.at, u.display_name FROM cost_proposal l \
             JOIN placement p ON p.id = l.placement_id JOIN child c ON c.id = p.child_id \
             JOIN app_user u ON u.id = l.officer WHERE l.state = 'waiting' AND l.officer <> $1 AND {seen} \
             AND l.annual_pence <= $4 ORDER BY l.at, l.id LIMIT $5"
        ),
        values,
        |row| {
            Ok(CostProposedLine {
                id: row.parsed("id")?,
                child: row.parsed("child_id")?,
                local_id: row.parsed("local_id")?,
                kind: row.read("kind", CostKind::parse)?,
                annual: row.money("annual_pence")?,
                officer_name: row.text("display_name")?,
                at: row.instant("at")?,
            })
        },
    )
    .await
}

/// Writes down what a second person made of a proposal that waits.
///
/// # Errors
/// [`StoreError::Conflict`] if it waits no more.
pub async fn conclude(
    tx: &mut Tx,
    id: &CostLineId,
    (state, answer): (CostProposalState, &str),
    (by, at): (&UserId, Timestamp),
) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE cost_proposal SET state = $2, answer = $3, concluded_by = $4, concluded_at = $5 \
         WHERE id = $1 AND state = 'waiting'",
        vec![
            text(id),
            text(state.code()),
            text(answer),
            text(by),
            instant(at),
        ],
        StoreError::Conflict,
    )
    .await
}

fn read(row: &Row) -> Result<CostProposal, StoreError> {
    Ok(CostProposal {
        id: row.parsed("id")?,
        placement: row.parsed("placement_id")?,
        terms: read_terms(row)?,
        annual: row.money("annual_pence")?,
        officer: row.parsed("officer")?,
        at: row.instant("at")?,
        state: row.read("state", CostProposalState::parse)?,
        answer: row.text("answer")?,
    })
}
