//! An officer's table of needs profiles: a workbook, delimited text or JSON lines, however untidy.
//!
//! The heading row is found, columns are mapped by data, and every line under it becomes a record, with a
//! case or with every problem it has, or is left out by name. Levels are checked against the rule set; bands
//! and money are the engine's.

mod blanks;
mod fields;
mod headings;
mod line;
mod picked;
mod quick;
mod refused;
mod values;

use crate::calendar::Date;
use crate::engine::{Context, Facts};
use crate::ids::{Ukprn, Upn, Urn};
use crate::money::{Fte, Rate};
use crate::needs::{Need, NeedsProfile, Setting};
use crate::rules::RuleSet;

use super::delimited;
use super::encoding::OtherEncoding;
use super::workbook::Workbook;
use super::{Format, LeftOut, SourceFile, Table, Unreadable, file_kind, json_lines};

pub use headings::{Column, Columns};
pub use quick::{QuickLine, QuickReader};

/// A table of needs profiles, read.
#[derive(Clone, Debug)]
pub struct Scores {
    /// The table as its file holds it.
    pub table: Table,
    /// The heading row, and what its columns mean.
    pub columns: Columns,
    /// The records, in the order of their rows.
    pub records: Vec<Record>,
    /// The lines under the heading row that are no record.
    pub left_out: Vec<LeftOut>,
    /// What else was not read, as sentences.
    pub notes: Vec<String>,
}

/// One line about a child.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its row, as a spreadsheet numbers it, or its line in JSON lines.
    pub row: u32,
    /// The local reference as it stands, if there is one.
    pub id: Option<String>,
    /// The case, or every problem of the line as parts of one sentence.
    pub case: Result<Case, Vec<String>>,
    /// What is odd and does not stand in the way.
    pub warnings: Vec<String>,
}

impl Record {
    /// The line's problems as one sentence; none if it has a case.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let problems = self.case.as_ref().err()?;
        Some(format!("{}.", problems.join("; ")))
    }
}

/// What a line says about a child.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The pupil number, if it is well formed.
    pub upn: Option<Upn>,
    /// The date of birth, if there is one.
    pub birth_date: Option<Date>,
    /// The setting; a blank one is not known.
    pub setting: Setting,
    /// The establishment, if its number is well formed.
    pub establishment: Option<EstablishmentNumber>,
    /// The primary need; none only where the rule set does not ask for it.
    pub primary_need: Option<Need>,
    /// The share of full time; a blank one is full time.
    pub fte: Fte,
    /// The hours attended a week, where the rule set asks.
    pub hours: Option<Rate>,
    /// What else the rule set asks of the case.
    pub facts: Facts,
    /// The levels, or the points scored elsewhere, and what else the rule set reads of needs.
    pub profile: NeedsProfile,
}

impl Case {
    /// What is asked of the engine for a whole year on a day.
    #[must_use]
    pub fn context(&self, on: Date) -> Context {
        Context {
            hours: self.hours,
            facts: self.facts.clone(),
            ..Context::year(on, self.setting, self.primary_need, self.fte)
        }
    }
}

/// The number by which a line names an establishment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EstablishmentNumber {
    /// Schools and most others.
    Urn(Urn),
    /// Colleges and other providers.
    Ukprn(Ukprn),
}

/// Reads one profile: a JSON object, or the same in TOML, without a reference if need be.
///
/// # Errors
/// [`Unreadable`] if the file is neither, or has no key that is known.
pub fn read_one(
    source: &SourceFile,
    (rule_set, on): (&RuleSet, Date),
    is_toml: bool,
) -> Result<Record, Unreadable> {
    let table = json_lines::read_one(source, is_toml)?;
    let columns = headings::Finder::new(source, rule_set).find_keys(&table)?;
    let (mut records, _) = line::read_all(&table, &columns, rule_set, on);
    records.pop().ok_or_else(|| Unreadable::Empty {
        file: source.name.clone(),
    })
}

/// What one line by itself is.
#[derive(Clone, Debug)]
pub enum LineRead {
    /// About a child.
    Record(Box<Record>),
    /// No record, for this reason.
    LeftOut(String),
    /// An object without a key that is known; why it is of no use.
    Unknown(String),
}

/// Reads one line of JSON lines by itself, with every leniency. Whether its reference stands in another
/// line is not seen.
#[must_use]
pub fn read_line(
    source: &SourceFile,
    (number, line): (u32, &str),
    (rule_set, on): (&RuleSet, Date),
) -> LineRead {
    let table = json_lines::read_line(number, line);
    let columns = headings::Finder::new(source, rule_set).find_keys(&table);
    let broken = |reason: String| {
        LineRead::Record(Box::new(Record {
            row: number,
            id: None,
            case: Err(vec![reason]),
            warnings: Vec::new(),
        }))
    };
    match columns {
        Err(why) if table.broken.is_empty() => LineRead::Unknown(why.to_string()),
        Err(_) => {
            let reason = table.broken.into_iter().next().map(|(_, reason)| reason);
            broken(capitalised(&reason.unwrap_or_default()))
        }
        Ok(columns) => {
            let (records, mut left_out) = line::read_all(&table, &columns, rule_set, on);
            match records.into_iter().next() {
                Some(record) => LineRead::Record(Box::new(record)),
                // The lines before this one are not in the table and stand in the list first.
                None => {
                    LineRead::LeftOut(left_out.pop().map(|line| line.reason).unwrap_or_default())
                }
            }
        }
    }
}

/// A text with a capital first.
fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase());
    first
        .map(|first| first.chain(characters).collect())
        .unwrap_or_default()
}

/// Reads a table of needs profiles, to be determined on the day.
///
/// # Errors
/// [`Unreadable`]: what makes the whole file unusable, such as a column that is not there.
pub fn read(
    source: &SourceFile,
    (rule_set, on): (&RuleSet, Date),
    sheet: Option<&str>,
) -> Result<Scores, Unreadable> {
    let format = file_kind::check(source)?;
    if sheet.is_some() && format != Format::Workbook {
        return Err(Unreadable::NoSheets {
            file: source.name.clone(),
        });
    }
    let finder = headings::Finder::new(source, rule_set);
    let (table, columns, mut notes) = match format {
        Format::Workbook => {
            let mut workbook = Workbook::open(source)?;
            let choice = finder.choose_sheet(&mut workbook, sheet)?;
            let table = workbook.table(&choice.columns.sheet, None)?;
            (table, choice.columns, choice.notes)
        }
        Format::Delimited => {
            let table = delimited::read(source, OtherEncoding::Refused)?;
            let columns = finder.find(&table)?;
            (table, columns, Vec::new())
        }
        Format::JsonLines => {
            let table = json_lines::read(source)?;
            let columns = finder.find_keys(&table)?;
            (table, columns, Vec::new())
        }
    };
    notes.extend(table.notes.iter().cloned());
    let (records, left_out) = line::read_all(&table, &columns, rule_set, on);
    if records.is_empty() {
        return Err(Unreadable::NoRecords {
            file: source.name.clone(),
            place: columns.place_of_sheet(),
            row: columns.heading_row,
        });
    }
    Ok(Scores {
        table,
        columns,
        records,
        left_out,
        notes,
    })
}
