//! The runs of a year's periods.

use jiff::Timestamp;

use crate::calendar::Date;
use crate::codes::stored_codes;
use crate::ids::{Digest, PaymentRunId, UserId};
use crate::money::Money;
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::{instant, instant_or_null, integer, pence, text, text_or_null};

stored_codes!(
    /// How far a run has come.
    RunState {
        /// Proposed: a second person may release it.
        Proposed = "proposed",
        /// Released: its period is closed for ever.
        Released = "released",
        /// Taken back before it was released.
        Withdrawn = "withdrawn",
    }
);

/// What one period pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRun {
    /// Our id.
    pub id: PaymentRunId,
    /// The first day of the financial year.
    pub year_on: Date,
    /// The period's place in the year's calendar, from 0.
    pub period: u32,
    /// How far it has come.
    pub state: RunState,
    /// How many lines it has.
    pub lines: u32,
    /// What they come to.
    pub total: Money,
    /// The digest of its lines.
    pub digest: Digest,
    /// Who proposed it.
    pub proposed_by: UserId,
    /// When.
    pub proposed_at: Timestamp,
    /// Who released it or took it back.
    pub concluded_by: Option<UserId>,
    /// When.
    pub concluded_at: Option<Timestamp>,
    /// Who exported it first.
    pub exported_by: Option<UserId>,
    /// When.
    pub exported_at: Option<Timestamp>,
}

/// Adds a run.
///
/// # Errors
/// [`StoreError::Conflict`] if a run of the period stands; [`StoreError::NotFound`] without the year's calendar.
pub async fn insert_run(tx: &mut Tx, run: &PaymentRun) -> Result<(), StoreError> {
    const COLUMNS: &str = "payment_run (id, year_on, period, state, lines, total_pence, digest, proposed_by, \
         proposed_at, concluded_by, concluded_at, exported_by, exported_at)";
    let values = vec![
        text(&run.id),
        text(run.year_on),
        integer(run.period.into()),
        text(run.state.code()),
        integer(run.lines.into()),
        pence(run.total),
        text(&run.digest),
        text(&run.proposed_by),
        instant(run.proposed_at),
        text_or_null(run.concluded_by.as_ref()),
        instant_or_null(run.concluded_at),
        text_or_null(run.exported_by.as_ref()),
        instant_or_null(run.exported_at),
    ];
    tx.insert_all(COLUMNS, vec![values]).await
}

/// Writes down what a proposed run comes to, once its lines are all there.
///
/// # Errors
/// [`StoreError::Conflict`] if it is not proposed any more.
pub async fn complete_run(tx: &mut Tx, run: &PaymentRun) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE payment_run SET lines = $2, total_pence = $3, digest = $4 WHERE id = $1 AND state = 'proposed'",
        vec![
            text(&run.id),
            integer(run.lines.into()),
            pence(run.total),
            text(&run.digest),
        ],
        StoreError::Conflict,
    )
    .await
}

/// A year's runs that stand, by period.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn runs_of(tx: &mut Tx, year_on: Date) -> Result<Vec<PaymentRun>, StoreError> {
    tx.all(
        "SELECT * FROM payment_run WHERE year_on = $1 AND state <> 'withdrawn' ORDER BY period",
        vec![text(year_on)],
        read,
    )
    .await
}

/// Whether an officer took a run of a period back.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn is_withdrawn_by(
    tx: &mut Tx,
    (year_on, period): (Date, u32),
    officer: &UserId,
) -> Result<bool, StoreError> {
    let found = tx
        .count(
            "SELECT COUNT(*) AS n FROM payment_run \
             WHERE year_on = $1 AND period = $2 AND state = 'withdrawn' AND concluded_by = $3",
            vec![text(year_on), integer(period.into()), text(officer)],
        )
        .await?;
    Ok(found > 0)
}

/// The runs that wait for the release of anybody but an officer, the earliest period first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn proposed_to(tx: &mut Tx, officer: &UserId) -> Result<Vec<PaymentRun>, StoreError> {
    tx.all(
        "SELECT * FROM payment_run WHERE state = 'proposed' AND proposed_by <> $1 ORDER BY year_on, period",
        vec![text(officer)],
        read,
    )
    .await
}

/// Releases a proposed run, or takes it back.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody concluded on it first.
pub async fn conclude(
    tx: &mut Tx,
    id: &PaymentRunId,
    state: RunState,
    by: &UserId,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE payment_run SET state = $2, concluded_by = $3, concluded_at = $4 WHERE id = $1 AND state = 'proposed'",
        vec![text(id), text(state.code()), text(by), instant(at)],
        StoreError::Conflict,
    )
    .await
}

/// Marks a released run as exported; whether this was the first time. Of two at once, one is.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn mark_exported(
    tx: &mut Tx,
    id: &PaymentRunId,
    by: &UserId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let touched = tx
        .execute(
            "UPDATE payment_run SET exported_by = $2, exported_at = $3 \
             WHERE id = $1 AND state = 'released' AND exported_by IS NULL",
            vec![text(id), text(by), instant(at)],
        )
        .await?;
    Ok(touched == 1)
}

fn read(row: &Row) -> Result<PaymentRun, StoreError> {
    Ok(PaymentRun {
        id: row.parsed("id")?,
        year_on: row.day("year_on")?,
        period: row.small("period")?,
        state: row.read("state", RunState::parse)?,
        lines: row.small("lines")?,
        total: row.money("total_pence")?,
        digest: row.parsed("digest")?,
        proposed_by: row.parsed("proposed_by")?,
        proposed_at: row.instant("proposed_at")?,
        concluded_by: row.parsed_or_null("concluded_by")?,
        concluded_at: row.instant_or_null("concluded_at")?,
        exported_by: row.parsed_or_null("exported_by")?,
        exported_at: row.instant_or_null("exported_at")?,
    })
}
