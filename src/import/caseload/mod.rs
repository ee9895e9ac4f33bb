//! A weekly extract of a council's case system: one row a child, its columns named as a file of data says.
//!
//! It reads rows and says of each row that cannot be taken where, why and what to do. Whose record a row is, what it
//! changes there and who is missing from the extract are the service's to say.

mod headings;
mod line;
mod milestones;
mod repeats;
mod system;

use std::collections::BTreeMap;

use crate::calendar::Date;
use crate::ids::{Digest, LocalId, Uln, Upn, Urn};
use crate::money::Fte;
use crate::needs::{Need, Setting};

use super::delimited;
use super::encoding::OtherEncoding;
use super::workbook::Workbook;
use super::{Format, SourceFile, Table, Unreadable};

pub use line::read_cells;
pub use milestones::{RequestFacts, ReviewFacts};
pub use system::{CaseSystem, Field, NotASystem, shipped};

/// An extract, read.
#[derive(Clone, Debug)]
pub struct Extract {
    /// The file's name.
    pub file: String,
    /// The identity of its content.
    pub digest: Digest,
    /// What to know of the file as a whole, as sentences: columns that are not read, sheets that were left.
    pub notes: Vec<String>,
    /// Every row with something in it under the headings, in order.
    pub lines: Vec<Line>,
}

/// A row of an extract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The row, as a spreadsheet numbers it.
    pub row: u32,
    /// What stands in it, by what its column holds, without marks that are only for a spreadsheet; blanks are left out.
    pub cells: BTreeMap<Field, String>,
    /// What it says, or every reason why it cannot be taken.
    pub read: Result<Facts, Vec<CellProblem>>,
    /// What is odd about it, and did not keep it from being taken.
    pub doubts: Vec<CellProblem>,
}

/// What a row says of a child. What it leaves blank is none, and then stays as it is on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The case system's reference.
    pub local_id: LocalId,
    /// The family name as given.
    pub surname: String,
    /// The given name or names as given.
    pub forename: String,
    /// The date of birth.
    pub birth_date: Date,
    /// The pupil number.
    pub upn: Option<Upn>,
    /// The learner number.
    pub uln: Option<Uln>,
    /// `F` or `M`, as SEN2 codes it.
    pub sex: Option<&'static str>,
    /// Whether an authority looks after the child.
    pub looked_after: Option<bool>,
    /// The first day of the plan.
    pub plan_start: Option<Date>,
    /// The day on which the plan ceased.
    pub plan_ceased: Option<Date>,
    /// The day of the last annual review.
    pub last_review: Option<Date>,
    /// The day by which the next one is due.
    pub review_due: Option<Date>,
    /// The day by which a phase transfer must be settled.
    pub transfer_due: Option<Date>,
    /// The day on which the final amended plan before it was issued.
    pub transfer_plan: Option<Date>,
    /// The last request for a needs assessment, and what came of it.
    pub request: RequestFacts,
    /// What came of the last annual review.
    pub review: ReviewFacts,
    /// The primary need.
    pub need: Option<Need>,
    /// Where the child is taught.
    pub urn: Option<Urn>,
    /// The kind of setting.
    pub setting: Option<Setting>,
    /// Since when the child is there.
    pub placed_from: Option<Date>,
    /// The full-time equivalent on the day of the extract.
    pub fte: Option<Fte>,
}

/// Why a row cannot be taken, or is doubted: the column, the reason and what to do. The reason may quote the cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellProblem {
    /// What the column holds; none if it is about the whole row.
    pub field: Option<Field>,
    /// Why, as a sentence.
    pub reason: String,
    /// What to do about it, as a sentence.
    pub fix: String,
}

impl CellProblem {
    /// A problem of one column.
    #[must_use]
    pub fn of(field: Field, reason: impl Into<String>, fix: impl Into<String>) -> CellProblem {
        CellProblem {
            field: Some(field),
            reason: reason.into(),
            fix: fix.into(),
        }
    }
}

/// Reads an extract as a case system names its columns.
///
/// `on` is the day of the extract: what lies after it and cannot is a problem.
///
/// # Errors
/// [`Unreadable`] if the file is no table, is not what its name says, or lacks a column that the system calls needed.
pub fn read(source: &SourceFile, system: &CaseSystem, on: Date) -> Result<Extract, Unreadable> {
    let (table, mut notes) = table_of(source, system)?;
    let headings = headings::find(source, &table, system)?;
    notes.extend(table.notes.iter().cloned());
    notes.extend(headings.notes(source));
    let mut lines = Vec::new();
    for row in &table.rows {
        if row.number <= headings.row || row.is_blank() {
            continue;
        }
        let cells = headings.cells(row);
        lines.push(read_cells(row.number, cells, on));
    }
    if lines.is_empty() {
        return Err(Unreadable::NoRecords {
            file: source.name.clone(),
            place: table
                .sheet
                .map(|sheet| format!(", sheet “{sheet}”"))
                .unwrap_or_default(),
            row: headings.row,
        });
    }
    repeats::refuse(&mut lines);
    Ok(Extract {
        file: source.name.clone(),
        digest: source.digest(),
        notes,
        lines,
    })
}

/// The table of a file: of a workbook, the sheet with the most columns that the system knows.
fn table_of(source: &SourceFile, system: &CaseSystem) -> Result<(Table, Vec<String>), Unreadable> {
    match super::check_kind(source)? {
        Format::Delimited => Ok((delimited::read(source, OtherEncoding::Refused)?, Vec::new())),
        Format::Workbook => sheet_of(source, system),
        Format::JsonLines => Err(Unreadable::UnknownEnding {
            file: source.name.clone(),
            wanted: ".xlsx or .csv",
        }),
    }
}

fn sheet_of(source: &SourceFile, system: &CaseSystem) -> Result<(Table, Vec<String>), Unreadable> {
    let mut workbook = Workbook::open(source)?;
    let mut best: Option<(usize, Table)> = None;
    let mut left = Vec::new();
    for sheet in workbook.sheets() {
        let table = workbook.table(&sheet.name, None)?;
        let known = headings::known_of(&table, system);
        match &best {
            Some((most, _)) if *most >= known => left.push(sheet.name),
            _ => left.extend(
                best.replace((known, table))
                    .and_then(|(_, table)| table.sheet),
            ),
        }
    }
    let notes = left
        .iter()
        .map(|sheet| format!("Sheet “{sheet}” was not read."))
        .collect();
    let table = best.map(|(_, table)| table).unwrap_or_default();
    Ok((table, notes))
}

#[cfg(test)]
mod tests;
