//! What an import read, what it accepted, and each thing that it could not.

use jiff::Timestamp;

use super::error::StoreError;
use super::import_row;
use super::page::{Page, Paged};
use super::row::Row;
use super::tx::Tx;
use super::value::{flag, instant, integer, integer_or_null, text, text_or_null};
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

stored_codes!(
    /// How a problem was settled.
    Settled {
        /// The row was corrected and taken.
        Corrected = "corrected",
        /// Somebody saw to it in another way.
        DealtWith = "dealt_with",
    }
);

/// One run of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRun {
    /// Our id.
    pub id: ImportRunId,
    /// What was imported: `sen2`, `gias`, `scores`, `caseload`.
    pub kind: String,
    /// The file's name; empty for a folder of several.
    pub file_name: String,
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
    /// The column, where it is about one.
    pub column: Option<String>,
    /// One sentence. It may quote the cell, so it is for who may run imports and never for a log.
    pub sentence: String,
    /// What to do about it; empty where the sentence says it.
    pub fix: String,
}

/// A problem as its run keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptProblem {
    /// Its number within the run, from 1.
    pub number: u32,
    /// The problem.
    pub problem: ImportProblem,
    /// How it was settled, and when; none while it is open.
    pub settled: Option<(Settled, Timestamp)>,
    /// Whether what stood in its row is kept and not withheld, so that it can be tried again.
    pub has_row: bool,
}

/// A run as the list of runs shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunLine {
    /// The run.
    pub run: ImportRun,
    /// Who ran it, by the name that colleagues see; none from the command line.
    pub who: Option<String>,
    /// Its problems that are open.
    pub open: u64,
    /// All its problems.
    pub problems: u64,
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
    const COLUMNS: &str = "import_run (id, kind, file_name, source_digest, started_by, started_at, finished_at, \
         rows_read, rows_accepted, rows_refused, summary)";
    let row = vec![
        text(&run.id),
        text(&run.kind),
        text(&run.file_name),
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
            text_or_null(problem.column.as_ref()),
            text(&problem.sentence),
            text(&problem.fix),
        ]
    });
    const PROBLEM: &str = "import_problem (import_run_id, number, severity, place, row_number, column_name, sentence, fix)";
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

/// Every run with who ran it and how many of its problems are open, the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn lines(tx: &mut Tx, page: Page) -> Result<Paged<RunLine>, StoreError> {
    let total = tx
        .count("SELECT COUNT(*) AS n FROM import_run", Vec::new())
        .await?;
    let sql = format!("{LINE} ORDER BY r.started_at DESC, r.id DESC LIMIT $1 OFFSET $2");
    let limits = vec![integer(page.limit()), integer(page.offset())];
    let items = tx.all(sql, limits, read_line).await?;
    Ok(Paged { items, total, page })
}

/// The run of an id, as [`lines`] has it.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find_line(tx: &mut Tx, id: &ImportRunId) -> Result<Option<RunLine>, StoreError> {
    tx.first(format!("{LINE} WHERE r.id = $1"), vec![text(id)], read_line)
        .await
}

const LINE: &str = "SELECT r.*, u.display_name, \
     (SELECT COUNT(*) FROM import_problem p WHERE p.import_run_id = r.id) AS problems, \
     (SELECT COUNT(*) FROM import_problem p WHERE p.import_run_id = r.id AND p.settled IS NULL) AS open_problems \
     FROM import_run r LEFT JOIN app_user u ON u.id = r.started_by";

fn read_line(row: &Row) -> Result<RunLine, StoreError> {
    Ok(RunLine {
        run: read(row)?,
        who: row.text_or_null("display_name")?,
        open: row.small("open_problems")?,
        problems: row.small("problems")?,
    })
}

/// A run's problems, in the order in which they were met; without those that were settled if only the open are asked for.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn problems_of(
    tx: &mut Tx,
    id: &ImportRunId,
    only_open: bool,
    page: Page,
) -> Result<Paged<KeptProblem>, StoreError> {
    let total = tx
        .count(
            "SELECT COUNT(*) AS n FROM import_problem WHERE import_run_id = $1 AND (settled IS NULL OR $2 = FALSE)",
            vec![text(id), flag(only_open)],
        )
        .await?;
    let items = tx
        .all(
            "SELECT p.*, w.row_number AS kept_row FROM import_problem p LEFT JOIN import_row w \
             ON w.import_run_id = p.import_run_id AND w.row_number = p.row_number AND w.withheld = FALSE \
             WHERE p.import_run_id = $1 AND (p.settled IS NULL OR $2 = FALSE) ORDER BY p.number LIMIT $3 OFFSET $4",
            vec![text(id), flag(only_open), integer(page.limit()), integer(page.offset())],
            read_problem,
        )
        .await?;
    Ok(Paged { items, total, page })
}

/// The problems of one row of a run.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn problems_of_row(
    tx: &mut Tx,
    id: &ImportRunId,
    row: u32,
) -> Result<Vec<KeptProblem>, StoreError> {
    tx.all(
        "SELECT p.*, w.row_number AS kept_row FROM import_problem p LEFT JOIN import_row w \
         ON w.import_run_id = p.import_run_id AND w.row_number = p.row_number AND w.withheld = FALSE \
         WHERE p.import_run_id = $1 AND p.row_number = $2 ORDER BY p.number",
        vec![text(id), integer(row.into())],
        read_problem,
    )
    .await
}

/// Settles an open problem; what stood in its row is forgotten with the last open one of the row.
///
/// # Errors
/// [`StoreError::Conflict`] if it is settled already, or is none.
pub async fn settle(
    tx: &mut Tx,
    (id, number): (&ImportRunId, u32),
    how: Settled,
    by: Option<&UserId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE import_problem SET settled = $3, settled_by = $4, settled_at = $5 \
         WHERE import_run_id = $1 AND number = $2 AND settled IS NULL",
        vec![
            text(id),
            integer(number.into()),
            text(how.code()),
            text_or_null(by),
            instant(at),
        ],
        StoreError::Conflict,
    )
    .await?;
    tx.execute(
        "DELETE FROM import_row WHERE import_run_id = $1 \
         AND row_number = (SELECT row_number FROM import_problem WHERE import_run_id = $1 AND number = $2) \
         AND NOT EXISTS (SELECT 1 FROM import_problem p WHERE p.import_run_id = import_row.import_run_id \
           AND p.row_number = import_row.row_number AND p.settled IS NULL)",
        vec![text(id), integer(number.into())],
    )
    .await?;
    Ok(())
}

/// Settles every open problem of a row, and forgets what stood in it; returns how many.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn settle_row(
    tx: &mut Tx,
    (id, row): (&ImportRunId, u32),
    how: Settled,
    by: Option<&UserId>,
    at: Timestamp,
) -> Result<u64, StoreError> {
    import_row::remove(tx, (id, row)).await?;
    tx.execute(
        "UPDATE import_problem SET settled = $3, settled_by = $4, settled_at = $5 \
         WHERE import_run_id = $1 AND row_number = $2 AND settled IS NULL",
        vec![
            text(id),
            integer(row.into()),
            text(how.code()),
            text_or_null(by),
            instant(at),
        ],
    )
    .await
}

/// Forgets the problems of runs before a time with the rows beside them, which may quote personal data; the runs stay.
/// Returns how many problems.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn forget_problems(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    for rows in [
        "DELETE FROM import_row WHERE import_run_id IN (SELECT id FROM import_run WHERE started_at < $1)",
        "DELETE FROM import_row_child WHERE import_run_id IN (SELECT id FROM import_run WHERE started_at < $1)",
    ] {
        tx.execute(rows, vec![instant(before)]).await?;
    }
    tx.execute(
        "DELETE FROM import_problem WHERE import_run_id IN (SELECT id FROM import_run WHERE started_at < $1)",
        vec![instant(before)],
    )
    .await
}

fn read_problem(row: &Row) -> Result<KeptProblem, StoreError> {
    let how = row.read_or_null("settled", Settled::parse)?;
    Ok(KeptProblem {
        number: row.small("number")?,
        settled: how.zip(row.instant_or_null("settled_at")?),
        has_row: row.integer_or_null("kept_row")?.is_some(),
        problem: ImportProblem {
            severity: row.read("severity", ImportSeverity::parse)?,
            place: row.text("place")?,
            row: row.small_or_null("row_number")?,
            column: row.text_or_null("column_name")?,
            sentence: row.text("sentence")?,
            fix: row.text("fix")?,
        },
    })
}

fn read(row: &Row) -> Result<ImportRun, StoreError> {
    Ok(ImportRun {
        id: row.parsed("id")?,
        kind: row.text("kind")?,
        file_name: row.text("file_name")?,
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
