//! Finding the heading row, and what each of its columns means.

use std::collections::BTreeMap;

use crate::answers::CONVERT;
use crate::rules::{RuleSet, nearest_first};

use super::super::cell::quoted;
use super::super::columns::{Meaning, Vocabulary};
use super::super::record_part::PartOf;
use super::super::workbook::Workbook;
use super::super::{Cell, Row, SourceFile, Table, Unreadable, column_letters, limits};

/// What a case says of itself, where `determine` is asked for all records at once.
const OF_CASES_ALONE: [&str; 6] = ["name", "without", "on", "basis", "from", "to"];

/// A column that means something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its place, from 0.
    pub place: u32,
    /// Its heading, without spaces round it.
    pub heading: String,
    /// How messages name it: `Hearing (column S)`; in JSON lines, the key.
    pub label: String,
}

/// The heading row and its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The sheet's name; empty for text.
    pub sheet: String,
    /// The heading row's number; 0 in JSON lines, which have none.
    pub heading_row: u32,
    /// Every heading with its place.
    pub headings: Vec<(u32, String)>,
    /// The keys of JSON lines that no record has, each with the sentence that says so.
    pub(super) unknown: Vec<(u32, String)>,
    /// The columns that mean something.
    pub(super) meant: BTreeMap<Meaning, Column>,
}

impl Columns {
    pub(super) fn get(&self, meaning: &Meaning) -> Option<&Column> {
        self.meant.get(meaning)
    }

    /// The last column with a heading, from 0.
    pub(super) fn last(&self) -> u32 {
        self.headings.last().map_or(0, |(place, _)| *place)
    }

    /// The sheet as a message names it after the file: `, sheet “Caseload”`, or nothing for text.
    #[must_use]
    pub fn place_of_sheet(&self) -> String {
        if self.sheet.is_empty() {
            String::new()
        } else {
            format!(", sheet “{}”", self.sheet)
        }
    }
}

/// The sheet that was chosen.
pub(super) struct Choice {
    pub(super) columns: Columns,
    pub(super) notes: Vec<String>,
}

/// Looks for the heading row that a rule set needs.
pub(super) struct Finder<'a> {
    source: &'a SourceFile,
    vocabulary: Vocabulary,
    /// The columns that must be there.
    required: Vec<Meaning>,
}

/// A row that might be the heading row.
struct Candidate {
    columns: Columns,
    missing: Vec<Meaning>,
    /// The first meaning that two columns have.
    twice: Option<(Meaning, String, String)>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(source: &'a SourceFile, rule_set: &RuleSet) -> Finder<'a> {
        let mut required = vec![Meaning::LocalId, Meaning::Setting];
        let inputs = rule_set.inputs();
        // Where streams differ, a file may hold children of one of them only.
        if rule_set.streams.len() == 1 {
            required.extend(inputs.primary_need.then_some(Meaning::PrimaryNeed));
            required.extend(inputs.points.then_some(Meaning::Points));
            let domains = rule_set.domains().filter(|_| inputs.levels);
            required.extend(domains.map(|domain| Meaning::Level(domain.id.clone())));
        }
        Finder {
            source,
            vocabulary: Vocabulary::of(rule_set),
            required,
        }
    }

    /// Finds the heading row of a table.
    pub(super) fn find(&self, table: &Table) -> Result<Columns, Unreadable> {
        match self.best(table) {
            Some(candidate) if candidate.missing.is_empty() => self.checked(candidate),
            nearest => Err(self.no_headings(nearest)),
        }
    }

    /// Takes the keys of JSON lines as headings. A key that no line has is missing from every line, not from the file.
    pub(super) fn find_keys(&self, table: &Table) -> Result<Columns, Unreadable> {
        let Some(mut candidate) = self.best(table) else {
            return Err(Unreadable::NoKeys {
                file: self.source.name.clone(),
                wanted: self.titles(&self.required),
            });
        };
        for meaning in std::mem::take(&mut candidate.missing) {
            let title = self.vocabulary.title(&meaning).to_owned();
            let column = Column {
                place: u32::MAX,
                heading: title.clone(),
                label: title,
            };
            candidate.columns.meant.insert(meaning, column);
        }
        self.checked(candidate)
    }

    /// Finds the sheet whose heading row has every column that is needed; of several, the one that has the
    /// most columns, then one that is visible, then the first. The others are named in a note.
    pub(super) fn choose_sheet(
        &self,
        workbook: &mut Workbook<'_>,
        wanted: Option<&str>,
    ) -> Result<Choice, Unreadable> {
        let mut sheets = workbook.sheets();
        if let Some(wanted) = wanted {
            let fits = |name: &str| name.trim().eq_ignore_ascii_case(wanted.trim());
            if !sheets.iter().any(|sheet| fits(&sheet.name)) {
                let names: Vec<String> = sheets.iter().map(|sheet| quoted(&sheet.name)).collect();
                return Err(Unreadable::NoSuchSheet {
                    file: self.source.name.clone(),
                    wanted: quoted(wanted),
                    sheets: names.join(", "),
                });
            }
            sheets.retain(|sheet| fits(&sheet.name));
        }
        let mut candidates = Vec::new();
        for sheet in sheets {
            let top = workbook.table(&sheet.name, Some(limits::HEADING_ROWS_MAX))?;
            if let Some(candidate) = self.best(&top) {
                let rank = (
                    candidate.missing.is_empty(),
                    candidate.columns.meant.len(),
                    sheet.is_visible,
                );
                candidates.push((rank, candidate));
            }
        }
        // A stable sort: of equals, the first tab stays first.
        candidates.sort_by(|(one, _), (other, _)| other.cmp(one));
        let mut ranked = candidates.into_iter();
        let chosen = match ranked.next() {
            Some((_, candidate)) if candidate.missing.is_empty() => self.checked(candidate)?,
            nearest => return Err(self.no_headings(nearest.map(|(_, candidate)| candidate))),
        };
        let notes = ranked
            .filter(|(_, other)| other.missing.is_empty())
            .map(|(_, other)| {
                format!(
                    "Sheet “{}” has the columns too and was not read; sheet “{}” was. Name one with --sheet",
                    other.columns.sheet, chosen.sheet
                )
            })
            .collect();
        Ok(Choice {
            columns: chosen,
            notes,
        })
    }

    /// The row with the most columns that mean something, the first of equals.
    fn best(&self, table: &Table) -> Option<Candidate> {
        let mut best: Option<Candidate> = None;
        for row in table.rows.iter().take(limits::HEADING_ROWS_MAX) {
            let candidate = self.candidate(table, row);
            let found = candidate.columns.meant.len();
            if found > best.as_ref().map_or(0, |best| best.columns.meant.len()) {
                best = Some(candidate);
            }
        }
        best
    }

    fn candidate(&self, table: &Table, row: &Row) -> Candidate {
        let mut columns = Columns {
            sheet: table.sheet.clone().unwrap_or_default(),
            heading_row: row.number,
            ..Columns::default()
        };
        let mut twice = None;
        for (place, cell) in row.filled() {
            let heading = cell.text();
            columns.headings.push((place, heading.clone()));
            let Cell::Text(text) = cell else { continue };
            let Some(meaning) = self.vocabulary.meaning(text) else {
                continue;
            };
            let label = if row.number == 0 {
                heading.clone()
            } else {
                format!("{} (column {})", one_line(&heading), column_letters(place))
            };
            match columns.meant.get(&meaning) {
                None => {
                    let column = Column {
                        place,
                        heading,
                        label,
                    };
                    columns.meant.insert(meaning.clone(), column);
                }
                // A second name or pupil number beside the first is common and does no harm to names.
                Some(_) if matches!(meaning, Meaning::Surname | Meaning::Forename) => {}
                Some(first) => {
                    twice.get_or_insert((meaning.clone(), first.label.clone(), label));
                }
            }
        }
        if row.number == 0 {
            columns.unknown = self.unknown_keys(&columns);
        }
        // Children whose earlier band is converted need no levels.
        let converts = Meaning::Field(CONVERT.to_owned());
        let converts = columns.meant.contains_key(&converts);
        let of_children = [Meaning::LocalId, Meaning::Setting];
        let missing = self
            .required
            .iter()
            .filter(|meaning| !columns.meant.contains_key(meaning))
            .filter(|meaning| !converts || of_children.contains(meaning))
            .cloned()
            .collect();
        Candidate {
            columns,
            missing,
            twice,
        }
    }

    /// The keys that are no field of a record under these rules or any others. What other rules read is let be.
    fn unknown_keys(&self, columns: &Columns) -> Vec<(u32, String)> {
        let keys = columns.headings.iter();
        let unknown = keys.filter(|(_, key)| !self.vocabulary.knows(key));
        let said = |(place, key): &(u32, String)| {
            if OF_CASES_ALONE.contains(&key.as_str()) {
                let sentence = format!(
                    "{} is said by a case and by no record, which asks for a whole year on the day of all the records: take it out",
                    quoted(key)
                );
                return (*place, sentence);
            }
            let written = PartOf::read(key).and_then(PartOf::as_written);
            let written = written.unwrap_or(key);
            let known = nearest_first(written, self.vocabulary.fields());
            let sentence = format!(
                "{} is no field of a record under these rules: mend it to one of {}, or take it out",
                quoted(written),
                known.join(", ")
            );
            (*place, sentence)
        };
        unknown.map(said).collect()
    }

    fn checked(&self, candidate: Candidate) -> Result<Columns, Unreadable> {
        match candidate.twice {
            None => Ok(candidate.columns),
            Some((meaning, first, second)) => Err(Unreadable::TwoColumns {
                file: self.source.name.clone(),
                row: candidate.columns.heading_row,
                columns: format!("{first} and {second}"),
                meaning: quoted(self.vocabulary.title(&meaning)),
            }),
        }
    }

    /// The names of columns in quotation marks.
    fn titles(&self, meanings: &[Meaning]) -> String {
        let titles: Vec<String> = meanings
            .iter()
            .map(|meaning| quoted(self.vocabulary.title(meaning)))
            .collect();
        titles.join(", ")
    }

    fn no_headings(&self, nearest: Option<Candidate>) -> Unreadable {
        let nearest = match nearest {
            None => format!(
                "None of the first {} rows has a heading that is known; the columns needed are {}",
                limits::HEADING_ROWS_MAX,
                self.titles(&self.required)
            ),
            Some(candidate) => {
                let columns = &candidate.columns;
                let seen: Vec<String> = columns
                    .headings
                    .iter()
                    .map(|(_, heading)| quoted(heading))
                    .collect();
                format!(
                    "The nearest is row {}{}: it lacks {}. Seen: {}",
                    columns.heading_row,
                    columns.place_of_sheet(),
                    self.titles(&candidate.missing),
                    seen.join(", ")
                )
            }
        };
        Unreadable::NoHeadings {
            file: self.source.name.clone(),
            nearest,
        }
    }
}

/// A heading that was broken over lines, on one.
fn one_line(heading: &str) -> String {
    heading.split_whitespace().collect::<Vec<_>>().join(" ")
}
