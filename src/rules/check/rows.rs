//! Rows of keys: columns, cells, rows that are there twice and cells that are nowhere.

use std::collections::BTreeMap;

use crate::needs::{Residency, Setting};
use crate::rules::problem::Fault;
use crate::rules::questions::Condition;
use crate::rules::reader::{Fields, Placed, shown, text_of, wrong_kind};
use crate::rules::set::{ANY_KEY, Column};
use crate::rules::tree::{Node, Place, Value};

use super::bands::Known;
use super::cells::{Cells, as_one_name, word};
use super::conditions::Names;
use super::needs::known_domain;
use super::space::{Budget, TooMany};
use super::stages::Of;

/// The most rows of one table: a trace counts rows in sixteen bits.
const ROWS_MAX: usize = 50_000;

/// The most columns of one table.
const COLUMNS_MAX: usize = 8;

/// The most missing rows that are named; the rest are counted in words.
const NAMED_MAX: usize = 5;

/// A row as it is written: keys, and what stands last.
pub(super) struct Written {
    pub(super) keys: Vec<String>,
    pub(super) last: Placed<String>,
}

/// The columns and rows of a table, with the keys that each column must have.
pub(super) struct Grid {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Written>,
    required: Vec<Vec<String>>,
    /// What may be left out on purpose, in words, with its column's place.
    beyond: Option<(usize, String)>,
    place: Place,
}

/// What the rows of a table can speak of.
pub(super) struct Speaks<'k> {
    pub(super) known: &'k Known,
    pub(super) names: &'k Names<'k>,
    /// The bands that need a row.
    pub(super) bands: Vec<String>,
    /// The settings that need a row.
    pub(super) settings: Vec<String>,
    /// What holds for every child who comes to the rows.
    pub(super) when: Vec<&'k Condition>,
}

impl Speaks<'_> {
    /// The years without a phase of children in one of the settings, in words.
    pub(super) fn without_phase(&self, of: Of) -> Option<String> {
        let settings = self.settings.iter();
        let mut settings = settings.filter_map(|code| Setting::parse(code).ok());
        settings.find_map(|setting| {
            let when = self.when.iter().copied();
            self.names.without_phase(of, setting, when)
        })
    }

    /// The codes that the conditions leave of all that a column can have.
    pub(super) fn left(&self, column: &Column, mut all: Vec<String>) -> Vec<String> {
        for condition in &self.when {
            all.retain(|code| match (column, condition) {
                (Column::PrimaryNeed, Condition::PrimaryNeeds(needs)) => {
                    needs.iter().any(|need| need.code() == code)
                }
                (Column::Phase, Condition::Phases(phases)) => {
                    phases.iter().any(|phase| phase.as_str() == code)
                }
                (Column::Residency, Condition::Residency(lives)) => {
                    (*lives == Residency::Own) == (code == "own")
                }
                (Column::Plan, Condition::Plan(is)) => *is == (code == "plan"),
                _ => true,
            });
        }
        all
    }
}

/// Reads `columns` of the one section and `rows` of the other. `last` is what stands at the end of a
/// row, in words.
pub(super) fn grid(
    head: &Fields<'_>,
    fields: &Fields<'_>,
    speaks: &Speaks<'_>,
    last: &str,
) -> Option<Grid> {
    let columns = columns(head, speaks.names);
    let node = fields.required("rows")?;
    let columns = columns?;
    let Value::List(items) = &node.value else {
        wrong_kind(
            node,
            "rows",
            "a list of rows in square brackets",
            fields.problems,
        );
        return None;
    };
    if items.is_empty() || items.len() > ROWS_MAX {
        let sentence = format!(
            "a table has 1 to {ROWS_MAX} rows: this one has {}",
            items.len()
        );
        fields.wrong(&node.place, Fault::BadRow, sentence);
        return None;
    }
    let before = fields.problems.len();
    let mut cells = Cells::of(&columns, speaks);
    let mut seen: BTreeMap<Vec<String>, Place> = BTreeMap::new();
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        let Some(row) = row(fields, item, &mut cells, last) else {
            continue;
        };
        let names = columns.iter().zip(&row.keys).map(as_one_name).collect();
        if let Some(first) = seen.insert(names, item.place.clone()) {
            let sentence = format!(
                "the row for {} stands on line {} already: keep one, so that it has one value",
                in_words(&row.keys),
                first.line()
            );
            fields.wrong(&item.place, Fault::RowTwice, sentence);
        }
        rows.push(row);
    }
    (fields.problems.len() == before).then(|| Grid {
        beyond: cells.beyond(),
        required: cells.required(),
        columns,
        rows,
        place: node.place.clone(),
    })
}

fn columns(fields: &Fields<'_>, names: &Names<'_>) -> Option<Vec<Column>> {
    let words = fields.texts("columns")?;
    if words.is_empty() || words.len() > COLUMNS_MAX {
        let sentence = format!(
            "columns names {} columns: name 1 to {COLUMNS_MAX}",
            words.len()
        );
        fields.wrong(fields.place(), Fault::BadRow, sentence);
        return None;
    }
    let mut columns = Vec::with_capacity(words.len());
    let before = fields.problems.len();
    for word in &words {
        let Some(column) = column(fields, word, names) else {
            continue;
        };
        if columns.contains(&column) {
            let sentence = format!("the column {} stands twice: keep one", shown(&word.value));
            fields.wrong(&word.place, Fault::BadRow, sentence);
        }
        columns.push(column);
    }
    (fields.problems.len() == before).then_some(columns)
}

fn column(fields: &Fields<'_>, word: &Placed<String>, names: &Names<'_>) -> Option<Column> {
    if let Some(domain) = word.value.strip_prefix("level:") {
        let name = Placed::at(&word.place, domain.trim().to_owned());
        return known_domain(fields, names.areas, &name).map(Column::Level);
    }
    Some(match word.value.as_str() {
        "band" => Column::Band,
        "setting" => Column::Setting,
        "primary_need" => Column::PrimaryNeed,
        "phase" => {
            names.use_phases();
            Column::Phase
        }
        "institution" => Column::Institution,
        "host_authority" => Column::HostAuthority,
        "residency" => Column::Residency,
        "plan" => Column::Plan,
        _ => {
            let sentence = format!(
                "“{}” is not a column: write band, setting, primary_need, phase, institution, host_authority, residency, plan or level: and a domain",
                shown(&word.value)
            );
            fields.wrong(&word.place, Fault::BadRow, sentence);
            return None;
        }
    })
}

fn row(fields: &Fields<'_>, item: &Node, cells: &mut Cells, last: &str) -> Option<Written> {
    let Value::List(items) = &item.value else {
        wrong_kind(item, "a row", "a list in square brackets", fields.problems);
        return None;
    };
    let wanted = cells.count() + 1;
    if items.len() != wanted {
        let sentence = format!(
            "this row has {} cells: write {wanted}, one for each column and {last} at the end",
            items.len()
        );
        fields.wrong(&item.place, Fault::BadRow, sentence);
        return None;
    }
    let read = |node| text_of(node, "a cell", fields.problems);
    let texts: Vec<Placed<String>> = items.iter().map(read).collect::<Option<_>>()?;
    let (end, keys) = texts.split_last()?;
    let mut sound = true;
    for (at, key) in keys.iter().enumerate() {
        if let Some(doubt) = cells.doubt(at, &key.value) {
            fields.doubt(&key.place, Fault::BadRow, doubt);
        }
        if let Some(wrong) = cells.take(at, &key.value) {
            fields.wrong(&key.place, Fault::BadRow, wrong);
            sound = false;
        }
    }
    sound.then(|| Written {
        keys: keys.iter().map(|key| key.value.clone()).collect(),
        last: end.clone(),
    })
}

impl Grid {
    /// Says for which keys there is no row.
    pub(super) fn no_holes(&self, fields: &Fields<'_>, budget: &mut Budget) {
        let rows: Vec<&[String]> = self.rows.iter().map(|row| row.keys.as_slice()).collect();
        let mut prefix = Vec::new();
        let mut found = Vec::new();
        let asked = (rows.as_slice(), self.required.as_slice());
        if self.holes(asked, &mut prefix, &mut found, budget).is_err() {
            let sentence =
                "this table has more keys than can be checked: divide it into several tables";
            fields.wrong(&self.place, Fault::TooManyConditions, sentence);
            return;
        }
        if found.is_empty() {
            self.holes_beyond(fields, &rows, budget);
            return;
        }
        let more = if found.len() > NAMED_MAX {
            " and others"
        } else {
            ""
        };
        let named: Vec<String> = found
            .iter()
            .take(NAMED_MAX)
            .map(|keys| self.missing_in_words(keys))
            .collect();
        let sentence = format!(
            "there is no row for {}{more}: add them, add a row with \"*\" for any other, or write missing_rows = \"refuse\"",
            named.join("; ")
        );
        fields.wrong(&self.place, Fault::MissingRow, sentence);
    }

    /// Doubts that there is no row for what may be left out on purpose.
    fn holes_beyond(&self, fields: &Fields<'_>, rows: &[&[String]], budget: &mut Budget) {
        let Some((at, words)) = &self.beyond else {
            return;
        };
        let mut required = self.required.clone();
        if let Some(keys) = required.get_mut(*at) {
            *keys = vec![words.clone()];
        }
        let (mut prefix, mut found) = (Vec::new(), Vec::new());
        let checked = self.holes((rows, &required), &mut prefix, &mut found, budget);
        if let (Ok(()), Some(keys)) = (checked, found.first()) {
            let sentence = format!(
                "there is no row for {}, so such a child would have no result: widen the phases, add a row with \"*\" for any other, write missing_rows = \"refuse\", or say in an [[eligibility]] for which phases or ages the scheme is",
                self.missing_in_words(keys)
            );
            fields.doubt(&self.place, Fault::MissingRow, sentence);
        }
    }

    /// Keys without a row as messages name them: `PMLD, any other institution`.
    fn missing_in_words(&self, keys: &[String]) -> String {
        let words = keys.iter().zip(&self.columns).map(|(key, column)| {
            if key == ANY_KEY {
                format!("any other {}", word(column))
            } else {
                shown(key)
            }
        });
        words.collect::<Vec<_>>().join(", ")
    }

    /// Looks column by column for keys that no row holds for.
    fn holes(
        &self,
        (rows, all): (&[&[String]], &[Vec<String>]),
        prefix: &mut Vec<String>,
        found: &mut Vec<Vec<String>>,
        budget: &mut Budget,
    ) -> Result<(), TooMany> {
        budget.take(rows.len() + 1)?;
        let at = prefix.len();
        if rows.is_empty() {
            found.push(prefix.clone());
            return Ok(());
        }
        // A row that holds for any key of all the columns that are left leaves no hole.
        let any_left = |row: &&[String]| row.iter().skip(at).all(|key| key == ANY_KEY);
        let Some(required) = all.get(at).filter(|_| !rows.iter().any(any_left)) else {
            return Ok(());
        };
        let mut by_key: BTreeMap<&str, Vec<&[String]>> = BTreeMap::new();
        for row in rows {
            let key = row.get(at).map_or("", String::as_str);
            by_key.entry(key).or_default().push(row);
        }
        let any = by_key.get(ANY_KEY).cloned().unwrap_or_default();
        for key in required {
            let mut holding = any.clone();
            if key != ANY_KEY {
                holding.extend(by_key.get(key.as_str()).into_iter().flatten().copied());
            }
            prefix.push(key.clone());
            self.holes((&holding, all), prefix, found, budget)?;
            prefix.pop();
            if found.len() > NAMED_MAX {
                break;
            }
        }
        Ok(())
    }
}

/// Keys as messages name them.
pub(super) fn in_words(keys: &[String]) -> String {
    let words = keys
        .iter()
        .map(|key| if key == ANY_KEY { "any other" } else { key });
    words.map(shown).collect::<Vec<_>>().join(", ")
}
