//! What an extract would change, as pages and commands show it.

use serde::Serialize;

use super::Under;
use super::compare::{Compared, Missing, Outcome};
use super::state::FieldChange;
use super::withheld::reasons;
use crate::ids::{ChildId, Digest, LocalId};
use crate::import::caseload::CaseSystem;

/// The counts of an extract.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The code of the case system.
    pub system: String,
    /// The day of the extract.
    pub on: String,
    /// Rows with something in them.
    pub rows: u32,
    /// Rows of children who were not known.
    pub new: u32,
    /// Rows that change something.
    pub changed: u32,
    /// Rows that say what is on record.
    pub unchanged: u32,
    /// Rows that cannot be taken.
    pub refused: u32,
    /// Children of the caseload who are not in the extract.
    pub missing: u32,
    /// Those of them whose plan and placement were ended.
    pub ended: u32,
    /// How many children the caseload has on record.
    pub caseload: u32,
}

impl Tally {
    pub(super) fn of(compared: &Compared, under: &Under<'_>) -> Tally {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let of = |holds: fn(&Outcome) -> bool| {
            count(
                compared
                    .rows
                    .iter()
                    .filter(|row| holds(&row.outcome))
                    .count(),
            )
        };
        Tally {
            system: under.system.code.clone(),
            on: under.on.to_string(),
            rows: count(compared.rows.len()),
            new: of(|outcome| matches!(outcome, Outcome::New(_))),
            changed: of(|outcome| matches!(outcome, Outcome::Changed { .. })),
            unchanged: of(|outcome| matches!(outcome, Outcome::Unchanged(_))),
            refused: of(|outcome| matches!(outcome, Outcome::Refused(_))),
            missing: count(compared.missing.len()),
            ended: 0,
            caseload: count(compared.caseload),
        }
    }
}

/// A child as a comparison shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The row.
    pub row: u32,
    /// The child on record; none for a new one.
    pub child: Option<ChildId>,
    /// The reference.
    pub local_id: LocalId,
    /// Given and family name; none where the record is restricted.
    pub name: Option<String>,
    /// What changes; of a restricted record, the fields without what stands in them.
    pub changes: Vec<FieldChange>,
}

/// A problem as a comparison shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownProblem {
    /// The row.
    pub row: u32,
    /// The heading of the column, where it is about one.
    pub column: Option<String>,
    /// Whether the row cannot be taken.
    pub is_refused: bool,
    /// Why.
    pub reason: String,
    /// What to do.
    pub fix: String,
}

/// What an extract would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The counts.
    pub tally: Tally,
    /// What to know of the file as a whole.
    pub notes: Vec<String>,
    /// Children who are not on record.
    pub new: Vec<Shown>,
    /// Children whose record changes.
    pub changed: Vec<Shown>,
    /// Children of the caseload who are not in the extract.
    pub missing: Vec<Missing>,
    /// What cannot be taken, and what is doubted.
    pub problems: Vec<ShownProblem>,
    /// Whether so many are missing that it is asked about.
    pub is_a_loss: bool,
    /// The identity of all this.
    pub digest: Digest,
}

/// The children of a comparison whose rows come out in one way.
pub(super) fn shown(compared: &Compared, wanted: fn(&Outcome) -> bool) -> Vec<Shown> {
    let rows = compared.rows.iter().filter(|row| wanted(&row.outcome));
    rows.filter_map(|row| {
        let (state, child, changes) = match &row.outcome {
            Outcome::New(state) => (state, None, Vec::new()),
            Outcome::Changed { from, to, changes } => {
                (to, Some(from.child.id.clone()), changes.clone())
            }
            Outcome::Unchanged(_) | Outcome::Refused(_) => return None,
        };
        let restricted = state.child.restricted;
        let identity = &state.identity;
        let blanked = |change: FieldChange| FieldChange {
            field: change.field,
            before: String::new(),
            after: String::new(),
        };
        Some(Shown {
            row: row.line.row,
            child,
            local_id: state.child.local_id.clone(),
            name: (!restricted).then(|| format!("{} {}", identity.forename, identity.surname)),
            changes: if restricted {
                changes.into_iter().map(blanked).collect()
            } else {
                changes
            },
        })
    })
    .collect()
}

/// What cannot be taken and what is doubted, row by row.
pub(super) fn shown_problems(compared: &Compared, system: &CaseSystem) -> Vec<ShownProblem> {
    let mut all = Vec::new();
    for row in &compared.rows {
        let refused = reasons(row).into_iter().map(|problem| (problem, true));
        let doubts = row.doubts.iter().map(|doubt| (doubt.clone(), false));
        all.extend(
            refused
                .chain(doubts)
                .map(|(problem, is_refused)| ShownProblem {
                    row: row.line.row,
                    column: problem.field.map(|field| system.heading(field).to_owned()),
                    is_refused,
                    reason: problem.reason,
                    fix: problem.fix,
                }),
        );
    }
    all
}
