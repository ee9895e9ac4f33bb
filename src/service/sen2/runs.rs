//! The runs of this import: those before, and this one.

use super::{NotImported, Summary};
use crate::ids::{ImportRunId, UserId};
use crate::import::LineProblem;
use crate::import::sen2::{ModuleRows, Return};
use crate::service::{Moment, ServiceError, new_id, trail};
use crate::store::import_run::{self, ImportProblem, ImportRun, ImportSeverity};
use crate::store::{Page, Tx};

/// The kind under which runs are kept.
const KIND: &str = "sen2";

/// The returns that were imported before.
pub(super) struct Earlier {
    /// The same files among them.
    pub(super) is_repeated: bool,
    /// A later year among them.
    pub(super) is_later_in: bool,
}

/// Checks a return against the runs before it. One that is older than the latest is refused, unless it was imported
/// in its turn: then it is counted again and changes nothing.
pub(super) async fn check_runs(tx: &mut Tx, returned: &Return) -> Result<Earlier, NotImported> {
    let mut is_repeated = false;
    let mut latest = i64::from(returned.year);
    for run in runs(tx).await? {
        let summary: serde_json::Value = serde_json::from_str(&run.summary).unwrap_or_default();
        if let Some(held) = summary["authority"].as_str()
            && held != returned.authority.as_str()
        {
            return Err(NotImported::OtherAuthority {
                returned: returned.authority.to_string(),
                held: held.to_owned(),
            });
        }
        latest = latest.max(summary["year"].as_i64().unwrap_or(latest));
        is_repeated |= run.source == returned.digest;
    }
    let is_later_in = latest > i64::from(returned.year);
    if is_later_in && !is_repeated {
        return Err(NotImported::Older {
            returned: returned.year,
            held: latest,
        });
    }
    Ok(Earlier {
        is_repeated,
        is_later_in,
    })
}

async fn runs(tx: &mut Tx) -> Result<Vec<ImportRun>, ServiceError> {
    let mut runs = Vec::new();
    for number in 1.. {
        let page = import_run::all(tx, Page::new(number, 100)).await?;
        let is_last = u64::from(number) >= page.pages();
        runs.extend(page.items.into_iter().filter(|run| run.kind == KIND));
        if is_last {
            break;
        }
    }
    Ok(runs)
}

pub(super) async fn keep_run(
    tx: &mut Tx,
    by: Option<&UserId>,
    moment: Moment,
    returned: &Return,
    summary: &Summary,
    problems: &[LineProblem],
) -> Result<(), ServiceError> {
    let rows = |count: fn(&ModuleRows) -> u32| returned.rows.iter().map(count).sum();
    let read: u32 = rows(|rows| rows.read);
    let taken: u32 = rows(|rows| rows.taken);
    let run = ImportRun {
        id: new_id(ImportRunId::parse)?,
        kind: KIND.to_owned(),
        file_name: String::new(),
        source: returned.digest.clone(),
        started_by: by.cloned(),
        started_at: moment.instant,
        finished_at: moment.instant,
        rows_read: read,
        rows_accepted: taken,
        rows_refused: read - taken,
        summary: summary.json().to_string(),
    };
    let problems: Vec<ImportProblem> = problems.iter().map(kept_problem).collect();
    import_run::insert(tx, &run, &problems).await?;
    trail::note(
        tx,
        moment,
        by,
        "sen2-imported",
        ("import-run", run.id.as_str()),
    )
    .await
}

/// A problem as it is kept beside its run.
pub(in crate::service) fn kept_problem(problem: &LineProblem) -> ImportProblem {
    ImportProblem {
        severity: if problem.is_refused {
            ImportSeverity::Refused
        } else {
            ImportSeverity::Warning
        },
        place: problem.place.clone(),
        row: problem.row,
        column: None,
        sentence: problem.sentence.clone(),
        fix: String::new(),
    }
}
