//! What was imported: each run, its problems, and what became of them. Rows of an extract can be corrected and tried again;
//! those of other imports are corrected in their files.

use super::caseload::{self, cells_of};
use super::reach::require;
use super::{Moment, ServiceError, Store, trail};
use crate::access::{Action, Actor, Subject};
use crate::export::{self, Column, Value};
use crate::ids::ImportRunId;
use crate::store::import_run::{self, Settled as How};
use crate::store::{Page, Paged, Tx, import_row};

pub use crate::store::import_run::{ImportSeverity, KeptProblem, RunLine, Settled};

/// How many runs or problems a page lists.
const A_PAGE: u32 = 25;

/// How many problems a file is read with at a time.
const A_READ: u32 = 500;

/// A run and a page of its problems.
#[derive(Debug)]
pub struct Run {
    /// The run.
    pub line: RunLine,
    /// The problems.
    pub problems: Paged<KeptProblem>,
    /// Whether rows that were not taken are kept, to be corrected and tried again.
    pub keeps_rows: bool,
}

/// The runs, the newest first.
///
/// # Errors
/// [`ServiceError::Refused`] to anybody but who runs imports.
pub async fn runs(store: &Store, actor: &Actor, page: u32) -> Result<Paged<RunLine>, ServiceError> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let mut tx = store.read().await?;
    Ok(import_run::lines(&mut tx, Page::new(page, A_PAGE)).await?)
}

/// A run with its problems. They may quote rows, so that somebody looked is written down.
///
/// # Errors
/// As [`runs`]; [`ServiceError::NotFound`] without such a run.
pub async fn run(
    store: &Store,
    actor: &Actor,
    id: &ImportRunId,
    (only_open, page): (bool, u32),
    moment: Moment,
) -> Result<Run, ServiceError> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let line = found(&mut tx, id).await?;
    let page = Page::new(page, A_PAGE);
    let run = Run {
        problems: import_run::problems_of(&mut tx, id, only_open, page).await?,
        keeps_rows: import_row::any_of(&mut tx, id).await?,
        line,
    };
    drop(tx);
    viewed(store, actor, id, moment).await?;
    Ok(run)
}

async fn found(tx: &mut Tx, id: &ImportRunId) -> Result<RunLine, ServiceError> {
    let line = import_run::find_line(tx, id).await?;
    line.ok_or(ServiceError::NotFound)
}

async fn viewed(
    store: &Store,
    actor: &Actor,
    id: &ImportRunId,
    moment: Moment,
) -> Result<(), ServiceError> {
    let (by, subject) = (Some(&actor.user), ("import-run", id.as_str()));
    trail::note_alone(store, moment, by, "import-run-viewed", subject).await
}

/// Every problem of a run as a CSV, settled ones too.
///
/// # Errors
/// As [`run`].
pub async fn problems_csv(
    store: &Store,
    actor: &Actor,
    id: &ImportRunId,
    moment: Moment,
) -> Result<Vec<u8>, ServiceError> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let mut tx = store.read().await?;
    found(&mut tx, id).await?;
    let mut rows = Vec::new();
    for number in 1.. {
        let page = Page::new(number, A_READ);
        let some = import_run::problems_of(&mut tx, id, false, page).await?;
        let is_last = u64::from(number) >= some.pages();
        rows.extend(some.items.iter().map(problem_cells));
        if is_last {
            break;
        }
    }
    drop(tx);
    viewed(store, actor, id, moment).await?;
    let columns = [
        ("File", 20),
        ("Row", 8),
        ("Column", 20),
        ("Taken", 8),
        ("Why", 60),
        ("What to do", 60),
        ("Settled", 14),
    ];
    let columns = columns.map(|(heading, width)| Column::new(heading, width));
    Ok(export::csv(&columns, &rows))
}

fn problem_cells(kept: &KeptProblem) -> Vec<Value> {
    let problem = &kept.problem;
    let taken = problem.severity == ImportSeverity::Warning;
    vec![
        Value::Text(problem.place.clone()),
        problem.row.map_or(Value::Blank, Value::Count),
        Value::of_text(problem.column.clone()),
        Value::Truth(taken),
        Value::Text(problem.sentence.clone()),
        Value::Text(problem.fix.clone()),
        Value::of_text(kept.settled.map(|(how, _)| settled_in_words(how))),
    ]
}

/// How a problem was settled, in words.
#[must_use]
pub fn settled_in_words(how: Settled) -> &'static str {
    match how {
        How::Corrected => "Corrected",
        How::DealtWith => "Dealt with",
    }
}

/// The rows of an extract that were not taken, as a CSV under the case system's own headings: to correct and give again. Of
/// a row of a restricted record it has the reference alone.
///
/// # Errors
/// As [`run`]; [`ServiceError::NotFound`] too for a run that keeps no rows.
pub async fn rows_csv(
    store: &Store,
    actor: &Actor,
    id: &ImportRunId,
    moment: Moment,
) -> Result<Vec<u8>, ServiceError> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let line = found(&mut tx, id).await?;
    let kept = import_row::of_run(&mut tx, id).await?;
    if kept.is_empty() {
        return Err(ServiceError::NotFound);
    }
    let (system, _) = caseload::of_run(&mut tx, &line.run).await?;
    drop(tx);
    viewed(store, actor, id, moment).await?;
    let columns: Vec<Column> = system
        .fields()
        .map(|field| Column::new(system.heading(field), 20))
        .collect();
    let rows: Vec<Vec<Value>> = kept
        .iter()
        .map(|(_, document)| {
            let cells = cells_of(document);
            let fields = system.fields();
            fields
                .map(|field| Value::of_text(cells.get(&field).cloned()))
                .collect()
        })
        .collect();
    Ok(export::csv(&columns, &rows))
}

/// Marks a problem as dealt with in another way.
///
/// # Errors
/// As [`run`]; [`ServiceError::Conflict`] if it is settled already.
pub async fn deal_with(
    store: &Store,
    actor: &Actor,
    (id, number): (&ImportRunId, u32),
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    found(&mut tx, id).await?;
    let (by, at) = (Some(&actor.user), moment.instant);
    import_run::settle(&mut tx, (id, number), How::DealtWith, by, at).await?;
    let subject = ("import-run", id.as_str());
    trail::note(&mut tx, moment, by, "import-problem-dealt-with", subject).await?;
    tx.commit().await?;
    Ok(())
}
