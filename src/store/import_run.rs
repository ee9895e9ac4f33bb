//! What an import read, what it accepted, and each thing that it could not.

use jiff::Timestamp;

use super::error::StoreError;
use super::page::{Page, Paged};
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, integer, integer_or_null, text, text_or_null};
use crate::codes::stored_codes;
use crate::ids::{Digest, ImportRunId, UserId};

stored_codes!(
    /// What a problem meant for its row.
    ImportSeverity {
        /// The row was not taken.
        Refused = "refused",
        /// The row was taken all the same.
        Warning = "warning",
    }
);

/// One run of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRun {
    /// Our id.
    pub id: ImportRunId,
    /// What was imported: `sen2`, `gias`, `scores`.
    pub kind: String,
    /// The digest of what was read, by which the same files are known again.
    pub source: Digest,
    /// Who ran it; `None` from the command line.
    pub started_by: Option<UserId>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Timestamp,
    /// Rows read.
    pub rows_read: u32,
    /// Rows taken.
    pub rows_accepted: u32,
    /// Rows refused.
    pub rows_refused: u32,
    /// The counts it reported, as JSON.
    pub summary: String,
}

/// One thing that an import could not read or doubted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportProblem {
    /// What it meant for its row.
    pub severity: ImportSeverity,
    /// The file and column.
    pub place: String,
    /// The row in that file, from 1.
    pub row: Option<u32>,
    /// One sentence. It may quote the cell, so it is for who may run imports and never for a log.
    pub sentence: String,
}

/// Keeps a run and its problems.
///
/// # Errors
/// [`StoreError::Conflict`] if the id is taken.
pub async fn insert(
    tx: &mut Tx,
    run: &ImportRun,
    problems: &[ImportProblem],
) -> Result<(), StoreError> {
    const COLUMNS: &str = "import_run (id, kind, source_digest, started_by, started_at, finished_at, rows_read, \
         rows_accepted, rows_refused, summary)";
    let row = vec![
        text(&run.id),
        text(&run.kind),
        text(&run.source),
        text_or_null(run.started_by.as_ref()),
        instant(run.started_at),
        instant(run.finished_at),
        integer(run.rows_read.into()),
        integer(run.rows_accepted.into()),
        integer(run.rows_refused.into()),
        text(&run.summary),
    ];
    tx.insert_all(COLUMNS, vec![row]).await?;
    let rows = (1..).zip(problems).map(|(number, problem)| {
        vec![
            text(&run.id),
            integer(number),
            text(problem.severity.code()),
            text(&problem.place),
            integer_or_null(problem.row.map(i64::from)),
            text(&problem.sentence),
        ]
    });
    const PROBLEM: &str =
        "import_problem (import_run_id, number, severity, place, row_number, sentence)";
    tx.insert_all(PROBLEM, rows.collect()).await
}

/// The run of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &ImportRunId) -> Result<Option<ImportRun>, StoreError> {
    tx.first(
        "SELECT * FROM import_run WHERE id = $1",
        vec![text(id)],
        read,
    )
    .await
}

/// Every run, the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all(tx: &mut Tx, page: Page) -> Result<Paged<ImportRun>, StoreError> {
    let total = tx
        .count("SELECT COUNT(*) AS n FROM import_run", Vec::new())
        .await?;
    let items = tx
        .all(
            "SELECT * FROM import_run ORDER BY started_at DESC, id DESC LIMIT $1 OFFSET $2",
            vec![integer(page.limit()), integer(page.offset())],
            read,
        )
        .await?;
    Ok(Paged { items, total, page })
}

/// A run's problems, in the order in which they were met.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn problems_of(
    tx: &mut Tx,
    id: &ImportRunId,
    page: Page,
) -> Result<Paged<ImportProblem>, StoreError> {
    let total = tx
        .count(
            "SELECT COUNT(*) AS n FROM import_problem WHERE import_run_id = $1",
            vec![text(id)],
        )
        .await?;
    let items = tx
        .all(
            "SELECT * FROM import_problem WHERE import_run_id = $1 ORDER BY number LIMIT $2 OFFSET $3",
            vec![text(id), integer(page.limit()), integer(page.offset())],
            |row| {
                Ok(ImportProblem {
                    severity: row.read("severity", ImportSeverity::parse)?,
                    place: row.text("place")?,
                    row: row.small_or_null("row_number")?,
                    sentence: row.text("sentence")?,
                })
            },
        )
        .await?;
    Ok(Paged { items, total, page })
}

/// Forgets the problems of runs before a time, which may quote personal data; the runs stay.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn forget_problems(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM import_problem WHERE import_run_id IN (SELECT id FROM import_run WHERE started_at < $1)",
        vec![instant(before)],
    )
    .await
}

fn read(row: &Row) -> Result<ImportRun, StoreError> {
    Ok(ImportRun {
        id: row.parsed("id")?,
        kind: row.text("kind")?,
        source: row.parsed("source_digest")?,
        started_by: row.parsed_or_null("started_by")?,
        started_at: row.instant("started_at")?,
        finished_at: row.instant("finished_at")?,
        rows_read: row.small("rows_read")?,
        rows_accepted: row.small("rows_accepted")?,
        rows_refused: row.small("rows_refused")?,
        summary: row.text("summary")?,
    })
}
