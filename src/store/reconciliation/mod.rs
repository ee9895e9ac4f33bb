//! What schools returned of their pupils, compared with what was held, and what officers made of each line.

mod line;

use jiff::Timestamp;

use self::line::{read_line, values};
use crate::calendar::Date;
use crate::codes::stored_codes;
use crate::ids::{AwardId, ChildId, Digest, EstablishmentId, ReconciliationId, UserId};
use crate::money::{Fte, Money};
use crate::reconcile::{Difference, Outcome, SaidEnd};
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::{instant, integer, text};

stored_codes!(
    /// What an officer made of a line.
    LineState {
        /// There is nothing to settle.
        Settled = "settled",
        /// It waits for an officer.
        Open = "open",
        /// The school is right, and corrections say so.
        Agreed = "agreed",
        /// The school may be right, and casework looks into it.
        Task = "task",
        /// Casework has looked into it.
        Done = "done",
        /// The record stays as it is.
        Kept = "kept",
    }
);

/// A school's return, compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciliation {
    /// Our id.
    pub id: ReconciliationId,
    /// Whose return.
    pub establishment: EstablishmentId,
    /// The first day of the financial year.
    pub year_on: Date,
    /// The digest of the file.
    pub source: Digest,
    /// Rows of the file about a child, read or refused.
    pub rows_read: u32,
    /// Totals, and notes under no heading that is known.
    pub rows_left_out: u32,
    /// Awards of the year that were held at the school.
    pub awards_held: u32,
    /// Who sent it in.
    pub made_by: UserId,
    /// When.
    pub made_at: Timestamp,
}

/// What was held on one side of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldSide {
    /// Whose.
    pub child: ChildId,
    /// The award.
    pub award: AwardId,
    /// Its version then.
    pub version: u32,
    /// The band.
    pub band: Option<String>,
    /// The share of full time.
    pub fte: Fte,
    /// The first day.
    pub from: Date,
    /// The first unpaid day; none while it lasts.
    pub to: Option<Date>,
    /// What it comes to in the year; none where that could not be worked out.
    pub amount: Option<Money>,
}

/// What the school's row said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidSide {
    /// The row of the file.
    pub row: u32,
    /// The band.
    pub band: Option<String>,
    /// The share of full time.
    pub fte: Option<Fte>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub end: SaidEnd,
}

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReconciledLine {
    /// Of which comparison.
    pub reconciliation: ReconciliationId,
    /// Its place, from 1.
    pub number: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// In what both sides differ.
    pub differences: Vec<Difference>,
    /// The child's reference, as held or else as returned; empty where what was returned may be a name.
    pub reference: String,
    /// The authority's side.
    pub held: Option<HeldSide>,
    /// The school's side.
    pub said: Option<SaidSide>,
    /// Why the row could not be read; empty where it could.
    pub problem: String,
    /// What an officer made of it.
    pub state: LineState,
    /// The officer's words.
    pub note: String,
    /// Who settled it.
    pub settled_by: Option<UserId>,
    /// When.
    pub settled_at: Option<Timestamp>,
}

impl ReconciledLine {
    /// The reference as it is shown; of a row whose reference is not kept, the row's number.
    #[must_use]
    pub fn reference_shown(&self) -> String {
        match &self.said {
            Some(said) if self.reference.is_empty() => {
                format!("No reference, row {}", said.row)
            }
            _ => self.reference.clone(),
        }
    }
}

/// A line that waits for casework, with the school that returned it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseworkLine {
    /// The line.
    pub line: ReconciledLine,
    /// The school's name.
    pub establishment_name: String,
}

/// How far the newest return of a school is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latest {
    /// The comparison.
    pub reconciliation: Reconciliation,
    /// How many of its lines wait for an officer.
    pub open: u32,
}

/// Adds a comparison with all of its lines.
///
/// # Errors
/// [`StoreError::NotFound`] without the establishment, a child or an award.
pub async fn insert(
    tx: &mut Tx,
    made: &Reconciliation,
    lines: &[ReconciledLine],
) -> Result<(), StoreError> {
    const COLUMNS: &str = "reconciliation (id, establishment_id, year_on, source_digest, rows_read, rows_left_out, \
         awards_held, made_by, made_at)";
    const LINE: &str = "reconciliation_line (reconciliation_id, number, outcome, differences, child_id, award_id, \
         award_version, row_number, reference, held_band, held_fte, held_from, held_to, held_pence, said_band, said_fte, \
         said_from, said_last, problem, state, note, settled_by, settled_at)";
    let row = vec![
        text(&made.id),
        text(&made.establishment),
        text(made.year_on),
        text(&made.source),
        integer(made.rows_read.into()),
        integer(made.rows_left_out.into()),
        integer(made.awards_held.into()),
        text(&made.made_by),
        instant(made.made_at),
    ];
    tx.insert_all(COLUMNS, vec![row]).await?;
    tx.insert_all(LINE, lines.iter().map(values).collect())
        .await
}

/// The comparison of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(
    tx: &mut Tx,
    id: &ReconciliationId,
) -> Result<Option<Reconciliation>, StoreError> {
    tx.first(
        "SELECT * FROM reconciliation WHERE id = $1",
        vec![text(id)],
        read,
    )
    .await
}

/// A school's comparisons of a year, the newest first, each with how many lines wait.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_school(
    tx: &mut Tx,
    year_on: Date,
    at: &EstablishmentId,
) -> Result<Vec<Latest>, StoreError> {
    tx.all(
        "SELECT r.*, (SELECT COUNT(*) FROM reconciliation_line l WHERE l.reconciliation_id = r.id AND l.state = 'open') \
         AS waiting FROM reconciliation r WHERE r.year_on = $1 AND r.establishment_id = $2 ORDER BY r.made_at DESC, r.id DESC",
        vec![text(year_on), text(at)],
        latest,
    )
    .await
}

/// The newest comparison of each school in a year, with how many of its lines wait.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn newest(tx: &mut Tx, year_on: Date) -> Result<Vec<Latest>, StoreError> {
    let all = tx
        .all(
            "SELECT r.*, (SELECT COUNT(*) FROM reconciliation_line l WHERE l.reconciliation_id = r.id AND l.state = 'open') \
             AS waiting FROM reconciliation r WHERE r.year_on = $1 ORDER BY r.establishment_id, r.made_at DESC, r.id DESC",
            vec![text(year_on)],
            latest,
        )
        .await?;
    let mut newest: Vec<Latest> = Vec::new();
    for one in all {
        let at = &one.reconciliation.establishment;
        if newest
            .last()
            .is_none_or(|last| last.reconciliation.establishment != *at)
        {
            newest.push(one);
        }
    }
    Ok(newest)
}

/// Every line of a comparison, in order.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn lines(tx: &mut Tx, id: &ReconciliationId) -> Result<Vec<ReconciledLine>, StoreError> {
    tx.all(
        "SELECT * FROM reconciliation_line WHERE reconciliation_id = $1 ORDER BY number",
        vec![text(id)],
        read_line,
    )
    .await
}

/// Lines that wait for casework, the oldest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn for_casework(tx: &mut Tx, at_most: u32) -> Result<Vec<CaseworkLine>, StoreError> {
    tx.all(
        "SELECT l.*, e.name AS establishment_name FROM reconciliation_line l \
         JOIN reconciliation r ON r.id = l.reconciliation_id JOIN establishment e ON e.id = r.establishment_id \
         WHERE l.state = 'task' ORDER BY l.reconciliation_id, l.number LIMIT $1",
        vec![integer(at_most.into())],
        |row| {
            Ok(CaseworkLine {
                line: read_line(row)?,
                establishment_name: row.text("establishment_name")?,
            })
        },
    )
    .await
}

/// The comparison of which a correction was made: the one whose line about the award was agreed at that instant.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn of_correction(
    tx: &mut Tx,
    (child, award): (&ChildId, &AwardId),
    raised_at: Timestamp,
) -> Result<Option<ReconciliationId>, StoreError> {
    tx.first(
        "SELECT reconciliation_id FROM reconciliation_line \
         WHERE child_id = $1 AND award_id = $2 AND settled_at = $3",
        vec![text(child), text(award), instant(raised_at)],
        |row| row.parsed("reconciliation_id"),
    )
    .await
}

/// Settles a line that is in a state.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody settled it first.
pub async fn settle(
    tx: &mut Tx,
    (id, number): (&ReconciliationId, u32),
    (from, to): (LineState, LineState),
    note: &str,
    (by, at): (&UserId, Timestamp),
) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE reconciliation_line SET state = $4, note = $5, settled_by = $6, settled_at = $7 \
         WHERE reconciliation_id = $1 AND number = $2 AND state = $3",
        vec![
            text(id),
            integer(number.into()),
            text(from.code()),
            text(to.code()),
            text(note),
            text(by),
            instant(at),
        ],
        StoreError::Conflict,
    )
    .await
}

fn latest(row: &Row) -> Result<Latest, StoreError> {
    Ok(Latest {
        reconciliation: read(row)?,
        open: row.small("waiting")?,
    })
}

fn read(row: &Row) -> Result<Reconciliation, StoreError> {
    Ok(Reconciliation {
        id: row.parsed("id")?,
        establishment: row.parsed("establishment_id")?,
        year_on: row.day("year_on")?,
        source: row.parsed("source_digest")?,
        rows_read: row.small("rows_read")?,
        rows_left_out: row.small("rows_left_out")?,
        awards_held: row.small("awards_held")?,
        made_by: row.parsed("made_by")?,
        made_at: row.instant("made_at")?,
    })
}
