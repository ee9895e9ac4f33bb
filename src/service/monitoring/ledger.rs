//! An extract of the ledger comes in: whole or not at all, and the same again changes nothing.

use std::collections::BTreeMap;

use serde::Serialize;

use super::broken;
use super::view::begun_on;
use crate::access::{Action, Actor, Subject};
use crate::calendar::FinancialYear;
use crate::ids::{ImportRunId, UserId};
use crate::import::ledger::{self as extract, LedgerExtract, LedgerMap};
use crate::import::{LineProblem, SourceFile, Unreadable};
use crate::money::MoneyError;
use crate::service::reach::{allows, require};
use crate::service::sen2::kept_problem;
use crate::service::{Moment, ServiceError, new_id, trail};
use crate::spending::{
    Amounts, Change, LedgerLine, below_nought, booked, changes, unbooked_before,
};
use crate::store::import_run::{self, ImportProblem, ImportRun};
use crate::store::{Store, Tx, ledger};

/// What an import of a ledger did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The financial year.
    pub year: String,
    /// Rows under the headings.
    pub rows: u32,
    /// Cost centres that are new in a period.
    pub added: u32,
    /// Cost centres that hold something else in a period.
    pub changed: u32,
    /// Cost centres that a period does not have any more.
    pub withdrawn: u32,
    /// Rows that say what was held.
    pub unchanged: u32,
    /// Rows that were not read.
    pub refused: u32,
    /// Totals and notes.
    pub left_out: u32,
}

/// An import that was carried out.
#[derive(Clone, Debug)]
pub struct LedgerImport {
    /// The counts.
    pub summary: Summary,
    /// What it changed, by period and cost centre.
    pub changes: Vec<Change>,
    /// What is doubtful, row by row.
    pub problems: Vec<LineProblem>,
}

/// How an import ended.
#[derive(Debug)]
pub enum Imported {
    /// The ledger is as the extract has it.
    Done(LedgerImport),
    /// A row cannot be read, so nothing was taken.
    Refused(Summary, Vec<LineProblem>),
    /// Nothing of the file can be used.
    Unreadable(Unreadable),
}

/// What is held of a year.
#[derive(Debug)]
pub struct LedgerView {
    /// The year.
    pub year: FinancialYear,
    /// Every cost centre by period.
    pub lines: Vec<LedgerLine>,
    /// Whether the reader loads an extract.
    pub may_import: bool,
}

/// What the ledger holds of a year.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever may not see the forecast.
pub async fn ledger_of(
    store: &Store,
    actor: &Actor,
    year: FinancialYear,
) -> Result<LedgerView, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let lines = ledger::of_year(&mut tx, year.first_day()).await?;
    Ok(LedgerView {
        year,
        // What an extract took back is held as nothing.
        lines: lines
            .into_iter()
            .filter(|line| line.amounts != Amounts::NONE)
            .collect(),
        may_import: allows(actor, Action::KeepBudget),
    })
}

/// Imports an extract. `None` for the actor is the command line, whose user has the database itself; `year` is the year of
/// rows that name none.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not keep the budget; otherwise [`ServiceError`], and nothing was changed.
pub async fn import(
    store: &Store,
    actor: Option<&Actor>,
    source: &SourceFile,
    (map, year): (&LedgerMap, Option<FinancialYear>),
    moment: Moment,
) -> Result<Imported, ServiceError> {
    if let Some(actor) = actor {
        require(actor, Action::KeepBudget, &Subject::Anything)?;
    }
    let mut tx = store.begin().await?;
    let known = ledger::lines_of_centres(&mut tx).await?;
    let read = match extract::read(source, map, year, &known) {
        Ok(read) => read,
        Err(why) => return Ok(Imported::Unreadable(why)),
    };
    let year = match read.year.filter(|_| read.refused() == 0) {
        Some(year) => year,
        None => return Ok(Imported::Refused(counted(&read, None, &[]), read.problems)),
    };
    let held = ledger::of_year(&mut tx, year.first_day()).await?;
    let changes = changes(&held, &titled(&read.lines, &held));
    let summary = counted(&read, Some(year), &changes);
    let mut problems = read.problems;
    let lines: Vec<LedgerLine> = changes.iter().map(|change| change.line.clone()).collect();
    let sentences = doubts(year, (&held, &lines), moment).map_err(broken)?;
    problems.extend(sentences.into_iter().map(of_the_whole));
    let by = actor.map(|actor| &actor.user);
    let run = keep_run(&mut tx, by, (source, &summary), &problems, moment).await?;
    ledger::add(&mut tx, year.first_day(), &run, &lines).await?;
    tx.commit().await?;
    Ok(Imported::Done(LedgerImport {
        summary,
        changes,
        problems,
    }))
}

/// What is doubtful of the ledger of a year once lines of it have changed.
fn doubts(
    year: FinancialYear,
    (held, changed): (&[LedgerLine], &[LedgerLine]),
    moment: Moment,
) -> Result<Vec<String>, MoneyError> {
    let key = |line: &LedgerLine| (line.period, line.centre.clone());
    let after: BTreeMap<_, LedgerLine> = held
        .iter()
        .chain(changed)
        .map(|line| (key(line), line.clone()))
        .collect();
    let after: Vec<LedgerLine> = after.into_values().collect();
    let periods = booked(&after);
    let last = periods.last().copied().unwrap_or_default();
    let mut said = Vec::new();
    let missing = unbooked_before(&periods, last);
    if !missing.is_empty() {
        said.push(format!(
            "period {last} is booked, and nothing is in {}: what is due then is taken as not spent by whoever monitors period {last}",
            named(&missing)
        ));
    }
    let begun = begun_on(year, moment.today);
    if last > begun {
        said.push(format!("period {last} is booked and has not begun yet"));
    }
    for (line, budget) in below_nought(&after)? {
        said.push(format!("the budget of line {line} comes to {budget}"));
    }
    Ok(said)
}

/// `period 8`, `periods 8, 9 and 10`.
fn named(periods: &[u32]) -> String {
    let numbers: Vec<String> = periods.iter().map(u32::to_string).collect();
    match numbers.split_last() {
        Some((last, [])) => format!("period {last}"),
        Some((last, others)) => format!("periods {} and {last}", others.join(", ")),
        None => String::new(),
    }
}

fn of_the_whole(sentence: String) -> LineProblem {
    LineProblem {
        place: "the ledger".to_owned(),
        row: None,
        is_refused: false,
        sentence,
    }
}

/// Lines with the name that their cost centre had, where an extract gives none.
fn titled(lines: &[LedgerLine], held: &[LedgerLine]) -> Vec<LedgerLine> {
    let names: BTreeMap<&str, &str> = held
        .iter()
        .filter(|line| !line.title.is_empty())
        .map(|line| (line.centre.as_str(), line.title.as_str()))
        .collect();
    let named = |line: &LedgerLine| {
        let known = names.get(line.centre.as_str());
        let title = match known.filter(|_| line.title.is_empty()) {
            Some(known) => (*known).to_owned(),
            None => line.title.clone(),
        };
        LedgerLine {
            title,
            ..line.clone()
        }
    };
    lines.iter().map(named).collect()
}

/// As [`import`], of a file that a page took in.
///
/// # Errors
/// As [`import`].
pub async fn import_file(
    store: &Store,
    actor: &Actor,
    (name, bytes): (String, Vec<u8>),
    asked: (&LedgerMap, Option<FinancialYear>),
    moment: Moment,
) -> Result<Imported, ServiceError> {
    require(actor, Action::KeepBudget, &Subject::Anything)?;
    match SourceFile::of(name, bytes) {
        Ok(source) => import(store, Some(actor), &source, asked, moment).await,
        Err(why) => Ok(Imported::Unreadable(why)),
    }
}

fn counted(read: &LedgerExtract, year: Option<FinancialYear>, changes: &[Change]) -> Summary {
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let new = changes.iter().filter(|change| change.before.is_none());
    let gone = |change: &&Change| {
        change.before.is_some()
            && !read
                .lines
                .iter()
                .any(|line| line.period == change.line.period && line.centre == change.line.centre)
    };
    let (added, withdrawn) = (
        small(new.count()),
        small(changes.iter().filter(gone).count()),
    );
    let touched = small(changes.len());
    let changed = touched.saturating_sub(added).saturating_sub(withdrawn);
    Summary {
        year: year.map(|year| year.to_string()).unwrap_or_default(),
        rows: read.rows,
        added,
        changed,
        withdrawn,
        unchanged: small(read.lines.len()).saturating_sub(added + changed),
        refused: small(read.refused()),
        left_out: read
            .left_out
            .iter()
            .map(crate::import::LeftOut::lines)
            .sum(),
    }
}

async fn keep_run(
    tx: &mut Tx,
    by: Option<&UserId>,
    (source, summary): (&SourceFile, &Summary),
    problems: &[LineProblem],
    moment: Moment,
) -> Result<ImportRunId, ServiceError> {
    let run = ImportRun {
        id: new_id(ImportRunId::parse)?,
        kind: "ledger".to_owned(),
        file_name: source.name.clone(),
        source: source.digest(),
        started_by: by.cloned(),
        started_at: moment.instant,
        finished_at: moment.instant,
        rows_read: summary.rows,
        rows_accepted: summary.rows - summary.refused,
        rows_refused: summary.refused,
        summary: serde_json::to_string(summary).unwrap_or_default(),
    };
    let problems: Vec<ImportProblem> = problems.iter().map(kept_problem).collect();
    import_run::insert(tx, &run, &problems).await?;
    let subject = ("import-run", run.id.as_str());
    trail::note(tx, moment, by, "ledger-imported", subject).await?;
    Ok(run.id)
}
