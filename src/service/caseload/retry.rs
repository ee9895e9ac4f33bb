//! One row of an import, corrected by hand and tried again.

use std::collections::BTreeMap;

use super::compare::Outcome;
use super::on_record::OnRecord;
use super::withheld::reasons;
use super::{Asked, Ending, compared, source_of, systems, write};
use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, in_words};
use crate::ids::ImportRunId;
use crate::import::caseload::{CaseSystem, CellProblem, Extract, Field, read_cells};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, Store, trail};
use crate::store::import_run::{self, ImportRun, KeptProblem, Settled};
use crate::store::{Tx, case_system, import_row};

/// A row that was not taken, as it stood.
#[derive(Clone, Debug)]
pub struct KeptRow {
    /// Its run.
    pub run: ImportRun,
    /// Its number.
    pub row: u32,
    /// How the columns are named.
    pub system: CaseSystem,
    /// What stood in it.
    pub cells: BTreeMap<Field, String>,
    /// Why it was not taken.
    pub problems: Vec<KeptProblem>,
}

/// What became of a row that was tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retried {
    /// It was taken, and its problems are settled.
    Taken,
    /// It was not, and why: by field, none for the whole row.
    Refused(Vec<CellProblem>),
}

/// A row that was not taken. That somebody looked is written down.
///
/// # Errors
/// [`ServiceError::NotFound`] if the run keeps no such row, it was settled, or it is withheld.
pub async fn kept_row(
    store: &Store,
    actor: &Actor,
    (run, row): (&ImportRunId, u32),
    moment: Moment,
) -> Result<KeptRow, ServiceError> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let kept = load(&mut tx, run, row).await?;
    drop(tx);
    let (by, subject) = (Some(&actor.user), ("import-run", run.as_str()));
    trail::note_alone(store, moment, by, "import-row-viewed", subject).await?;
    Ok(kept)
}

async fn load(tx: &mut Tx, id: &ImportRunId, row: u32) -> Result<KeptRow, ServiceError> {
    let run = import_run::find(tx, id).await?;
    let run = run.ok_or(ServiceError::NotFound)?;
    let document = import_row::find(tx, id, row).await?;
    let document = document.ok_or(ServiceError::NotFound)?;
    let (system, _) = of_run(tx, &run).await?;
    Ok(KeptRow {
        row,
        system,
        cells: cells_of(&document),
        problems: import_run::problems_of_row(tx, id, row).await?,
        run,
    })
}

/// The system and the day of a run, from what it reported.
pub(in crate::service) async fn of_run(
    tx: &mut Tx,
    run: &ImportRun,
) -> Result<(CaseSystem, Option<Date>), ServiceError> {
    let summary: serde_json::Value = serde_json::from_str(&run.summary).unwrap_or_default();
    let code = summary["system"].as_str().unwrap_or_default();
    let system = systems::within(tx).await?.into_iter();
    let mut system = system.filter(|system| system.code == code);
    let system = system.next().ok_or(ServiceError::NotFound)?;
    let on = summary["on"]
        .as_str()
        .and_then(crate::calendar::parse_iso_date);
    Ok((system, on))
}

/// The cells of a kept row.
pub(in crate::service) fn cells_of(document: &str) -> BTreeMap<Field, String> {
    let kept: BTreeMap<String, String> = serde_json::from_str(document).unwrap_or_default();
    kept.into_iter()
        .filter_map(|(code, text)| Some((Field::parse(&code).ok()?, text)))
        .collect()
}

/// That a later extract had the child of a row: what that said counts, and an older row does not undo it.
fn overtaken(held: &OnRecord, outcome: &Outcome, on: Date) -> Option<CellProblem> {
    let child = match outcome {
        Outcome::Unchanged(child) => child,
        Outcome::Changed { from, .. } => &from.child.id,
        Outcome::New(_) | Outcome::Refused(_) => return None,
    };
    let later = held.seen.get(child).filter(|seen| **seen > on)?;
    let reason = format!(
        "The child was in the extract of {}, which is later than that of this row, {}.",
        in_words(*later),
        in_words(on)
    );
    let fix = "Nothing is left to do: mark the problem as dealt with.";
    Some(CellProblem::of(Field::Reference, reason, fix))
}

/// Tries a row again with other cells.
///
/// # Errors
/// As [`kept_row`]; [`ServiceError::Conflict`] if a record changed at the same time.
pub async fn retry(
    store: &Store,
    actor: &Actor,
    (run, row): (&ImportRunId, u32),
    cells: BTreeMap<Field, String>,
    moment: Moment,
) -> Result<Retried, ServiceError> {
    require(actor, Action::RunImport, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let kept = load(&mut tx, run, row).await?;
    let (system, on) = of_run(&mut tx, &kept.run).await?;
    let on = on.unwrap_or(moment.today);
    let extract = Extract {
        file: kept.run.file_name.clone(),
        digest: kept.run.source.clone(),
        notes: Vec::new(),
        lines: vec![read_cells(row, cells, on)],
    };
    let asked = Asked {
        system: &system,
        on,
        corrects: Some(run),
        ending: Ending::Nobody,
        shown: None,
    };
    let (held, compared, _) = compared(&mut tx, &extract, &asked).await?;
    for row in &compared.rows {
        let mut why = reasons(row);
        why.extend(overtaken(&held, &row.outcome, on));
        if !why.is_empty() {
            return Ok(Retried::Refused(why));
        }
    }
    let present = write::rows(&mut tx, &compared, &source_of(&asked)).await?;
    case_system::saw(&mut tx, &system.code, on, &present).await?;
    let (by, place) = (Some(&actor.user), (run, row));
    import_run::settle_row(&mut tx, place, Settled::Corrected, by, moment.instant).await?;
    let subject = ("import-run", run.as_str());
    trail::note(&mut tx, moment, by, "import-row-corrected", subject).await?;
    tx.commit().await?;
    Ok(Retried::Taken)
}
