//! A run of an import of an extract: kept with its problems and the rows that were not taken, and settled by a later one.

use std::collections::BTreeSet;

use super::compare::{Compared, Outcome};
use super::shown::{Preview, ShownProblem};
use super::withheld::kept;
use super::{Asked, KIND};
use crate::ids::{ImportRunId, UserId};
use crate::import::caseload::{Extract, Field};
use crate::service::{Moment, ServiceError, new_id, trail};
use crate::store::Tx;
use crate::store::import_row::{self, UntakenRow};
use crate::store::import_run::{self, ImportProblem, ImportRun, ImportSeverity, Settled};

/// Keeps a run.
pub(super) async fn keep_run(
    tx: &mut Tx,
    by: Option<&UserId>,
    moment: Moment,
    extract: &Extract,
    (asked, compared, preview): (&Asked<'_>, &Compared, &Preview),
) -> Result<ImportRunId, ServiceError> {
    let tally = &preview.tally;
    let run = ImportRun {
        id: new_id(ImportRunId::parse)?,
        kind: KIND.to_owned(),
        file_name: extract.file.clone(),
        source: extract.digest.clone(),
        started_by: by.cloned(),
        started_at: moment.instant,
        finished_at: moment.instant,
        rows_read: tally.rows,
        rows_accepted: tally.rows - tally.refused,
        rows_refused: tally.refused,
        summary: serde_json::to_string(tally).unwrap_or_default(),
    };
    let problems: Vec<ImportProblem> = preview
        .problems
        .iter()
        .map(|problem| kept_problem(problem, &extract.file))
        .collect();
    import_run::insert(tx, &run, &problems).await?;
    let refused = compared
        .rows
        .iter()
        .filter(|row| matches!(row.outcome, Outcome::Refused(_)));
    let rows: Vec<UntakenRow> = refused.map(kept).collect();
    import_row::keep(tx, &run.id, &rows).await?;
    let action = if asked.corrects.is_some() {
        "caseload-rows-corrected"
    } else {
        "caseload-imported"
    };
    let subject = ("import-run", run.id.as_str());
    trail::note(tx, moment, by, action, subject).await?;
    Ok(run.id)
}

fn kept_problem(problem: &ShownProblem, file: &str) -> ImportProblem {
    ImportProblem {
        severity: if problem.is_refused {
            ImportSeverity::Refused
        } else {
            ImportSeverity::Warning
        },
        place: file.to_owned(),
        row: Some(problem.row),
        column: problem.column.clone(),
        sentence: problem.reason.clone(),
        fix: problem.fix.clone(),
    }
}

/// Settles the rows of an earlier run that are taken now, found by their reference.
pub(super) async fn settle_corrected(
    tx: &mut Tx,
    by: Option<&UserId>,
    moment: Moment,
    run: &ImportRunId,
    compared: &Compared,
) -> Result<(), ServiceError> {
    let taken: BTreeSet<&str> = compared
        .rows
        .iter()
        .filter(|row| !matches!(row.outcome, Outcome::Refused(_)))
        .filter_map(|row| row.line.cells.get(&Field::Reference))
        .map(String::as_str)
        .collect();
    for (row, document) in import_row::of_run(tx, run).await? {
        let cells: serde_json::Value = serde_json::from_str(&document).unwrap_or_default();
        let reference = cells[Field::Reference.code()].as_str();
        if reference.is_some_and(|reference| taken.contains(reference)) {
            let place = (run, row);
            import_run::settle_row(tx, place, Settled::Corrected, by, moment.instant).await?;
        }
    }
    Ok(())
}
