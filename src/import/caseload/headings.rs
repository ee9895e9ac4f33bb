//! The heading row of an extract, and what each of its columns holds.

use std::collections::BTreeMap;

use super::system::{CaseSystem, Field};
use crate::import::cell::quoted;
use crate::import::{Row, SourceFile, Table, Unreadable, column_letters, limits};
use crate::rules::nearest_first;

/// The headings of an extract.
pub(super) struct Headings {
    /// The heading row's number.
    pub(super) row: u32,
    columns: BTreeMap<u32, Field>,
    unknown: Vec<(u32, String)>,
}

/// How many columns of a table's best heading row the system knows.
pub(super) fn known_of(table: &Table, system: &CaseSystem) -> usize {
    best(table, system).map_or(0, |row| known_in(row, system))
}

fn known_in(row: &Row, system: &CaseSystem) -> usize {
    let known = row.filled();
    known
        .filter(|(_, cell)| system.field_of(&cell.text()).is_some())
        .count()
}

/// The row with the most headings that the system knows, the first of equals; among the first rows only.
fn best<'t>(table: &'t Table, system: &CaseSystem) -> Option<&'t Row> {
    let mut best: Option<(usize, &Row)> = None;
    for row in table.rows.iter().take(limits::HEADING_ROWS_MAX) {
        let known = known_in(row, system);
        if known > best.map_or(0, |(most, _)| most) {
            best = Some((known, row));
        }
    }
    best.map(|(_, row)| row)
}

/// Finds the heading row.
///
/// # Errors
/// [`Unreadable`] if no row has a heading that is known, a needed column is missing, or two columns hold the same.
pub(super) fn find(
    source: &SourceFile,
    table: &Table,
    system: &CaseSystem,
) -> Result<Headings, Unreadable> {
    let first = table.rows.first();
    let Some(row) = best(table, system).or(first) else {
        return Err(Unreadable::Empty {
            file: source.name.clone(),
        });
    };
    let mut headings = Headings {
        row: row.number,
        columns: BTreeMap::new(),
        unknown: Vec::new(),
    };
    let mut places: BTreeMap<Field, u32> = BTreeMap::new();
    for (place, cell) in row.filled() {
        let heading = cell.text();
        let Some(field) = system.field_of(&heading) else {
            headings.unknown.push((place, heading));
            continue;
        };
        if let Some(other) = places.insert(field, place) {
            return Err(Unreadable::TwoColumns {
                file: source.name.clone(),
                row: row.number,
                columns: format!(
                    "the columns {} and {}",
                    column_letters(other),
                    column_letters(place)
                ),
                meaning: quoted(field.title()),
            });
        }
        headings.columns.insert(place, field);
    }
    let missing: Vec<Field> = system
        .needed()
        .filter(|field| !places.contains_key(field))
        .collect();
    if missing.is_empty() {
        return Ok(headings);
    }
    Err(missing_columns(source, system, &missing, row))
}

/// Which columns are missing, with the heading of the file that comes nearest to each.
fn missing_columns(
    source: &SourceFile,
    system: &CaseSystem,
    missing: &[Field],
    row: &Row,
) -> Unreadable {
    let seen: Vec<String> = row.filled().map(|(_, cell)| cell.text()).collect();
    let unknown = seen.iter().map(String::as_str);
    let unknown = unknown.filter(|heading| system.field_of(heading).is_none());
    let named = missing.iter().map(|field| {
        let wanted = system.heading(*field);
        let nearest = nearest_first(wanted, unknown.clone());
        match nearest.first() {
            Some(nearest) => format!("{} (the nearest is {})", quoted(wanted), quoted(nearest)),
            None => quoted(wanted),
        }
    });
    let named: Vec<String> = named.collect();
    let seen: Vec<String> = seen.iter().take(40).map(|text| quoted(text)).collect();
    Unreadable::MissingColumns {
        file: source.name.clone(),
        missing: format!("the columns {}", named.join(", ")),
        seen: format!("in row {}: {}", row.number, seen.join(", ")),
    }
}

impl Headings {
    /// What a row holds, by field; blanks are left out.
    pub(super) fn cells(&self, row: &Row) -> BTreeMap<Field, String> {
        row.filled()
            .filter_map(|(place, cell)| Some((*self.columns.get(&place)?, cell.text())))
            .collect()
    }

    /// The columns that are not read, said each.
    pub(super) fn notes(&self, source: &SourceFile) -> Vec<String> {
        let said = self.unknown.iter().map(|(place, heading)| {
            format!(
                "{}: the column {} ({}) is not in the list of columns and was not read.",
                source.name,
                quoted(heading),
                column_letters(*place)
            )
        });
        said.collect()
    }
}
