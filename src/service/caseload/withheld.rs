//! What of a row that was not taken is neither kept nor quoted: whatever stands in the row of a restricted record but its
//! reference, and everything in the row of a child who was forgotten.

use std::collections::BTreeMap;

use super::compare::{Outcome, Row};
use super::on_record::OnRecord;
use super::retry::cells_of;
use crate::ids::ChildId;
use crate::import::caseload::{CellProblem, Field};
use crate::service::ServiceError;
use crate::store::Tx;
use crate::store::import_row::{self, UntakenRow};

/// Why a row of a restricted record was not taken, without what stands in it.
const CLOSED: &str =
    "It cannot be taken as it stands. The record is restricted, so the row is not shown.";

/// What to do about it.
const CLOSED_FIX: &str = "Correct it in the case system, and give the row again in a file.";

/// Why what stands in a row is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Withheld {
    /// It names a restricted record.
    Restricted,
    /// It names a child of whom it was forgotten who it is.
    Forgotten,
}

impl Withheld {
    /// Whether and why a row that names these children is withheld.
    pub(super) fn of<'a>(
        held: &OnRecord,
        named: impl IntoIterator<Item = &'a ChildId>,
    ) -> Option<Withheld> {
        let records: Vec<_> = named
            .into_iter()
            .filter_map(|id| held.known.all_of(id))
            .collect();
        if records.iter().any(|(_, identity)| identity.is_none()) {
            return Some(Withheld::Forgotten);
        }
        let is_closed = records.iter().any(|(child, _)| child.restricted);
        is_closed.then_some(Withheld::Restricted)
    }
}

/// Why a row cannot be taken, as it may be shown; nothing for one that is.
pub(super) fn reasons(row: &Row) -> Vec<CellProblem> {
    let Outcome::Refused(problems) = &row.outcome else {
        return Vec::new();
    };
    match row.withheld {
        None => problems.clone(),
        Some(Withheld::Restricted) => {
            let closed = |problem: &CellProblem| CellProblem {
                field: problem.field,
                reason: CLOSED.to_owned(),
                fix: CLOSED_FIX.to_owned(),
            };
            problems.iter().map(closed).collect()
        }
        Some(Withheld::Forgotten) => vec![CellProblem::of(
            Field::Reference,
            "The row is of a child who was forgotten, and is not filled in again.",
            "Take the row out of the extract.",
        )],
    }
}

/// A row that cannot be taken, as it is kept to be tried again.
pub(super) fn kept(row: &Row) -> UntakenRow {
    let cells = &row.line.cells;
    UntakenRow {
        row: row.line.row,
        document: match row.withheld {
            None => Some(document_of(cells)),
            Some(Withheld::Restricted) => Some(bare(cells)),
            Some(Withheld::Forgotten) => None,
        },
        is_withheld: row.withheld.is_some(),
        children: row.named.iter().cloned().collect(),
    }
}

/// What stood in a row, as it is kept.
fn document_of(cells: &BTreeMap<Field, String>) -> String {
    let by_code: BTreeMap<&str, &str> = cells
        .iter()
        .map(|(field, text)| (field.code(), text.as_str()))
        .collect();
    serde_json::to_string(&by_code).unwrap_or_default()
}

/// No more of a row than its reference.
fn bare(cells: &BTreeMap<Field, String>) -> String {
    let reference = cells.get_key_value(&Field::Reference);
    document_of(
        &reference
            .into_iter()
            .map(|(field, text)| (*field, text.clone()))
            .collect(),
    )
}

/// Withholds the rows that were not taken and name a child whose record is restricted from now on.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub(in crate::service) async fn withhold_rows(
    tx: &mut Tx,
    child: &ChildId,
) -> Result<(), ServiceError> {
    let bare = |document: &str| bare(&cells_of(document));
    import_row::withhold(tx, child, bare, (CLOSED, CLOSED_FIX)).await?;
    Ok(())
}
