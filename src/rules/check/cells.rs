//! The columns of a table of rows: the keys that each can have, must have and has.

use std::collections::BTreeSet;

use crate::needs::{Need, Setting};
use crate::rules::near;
use crate::rules::reader::shown;
use crate::rules::set::{ANY_KEY, Column};

use super::rows::Speaks;
use super::space::folded;
use super::stages::Of;

/// A key as it is compared: two spellings of a school are one school.
pub(super) fn as_one_name((column, key): (&Column, &String)) -> String {
    if is_open(column) {
        folded(key)
    } else {
        key.clone()
    }
}

/// Whether any name can stand in a column.
fn is_open(column: &Column) -> bool {
    matches!(column, Column::Institution | Column::HostAuthority)
}

/// Whether a key is of digits, but of more or fewer than a URN or a UKPRN has.
fn is_odd_number(column: &Column, key: &str) -> bool {
    *column == Column::Institution
        && key.bytes().all(|byte| byte.is_ascii_digit())
        && ![6, 8].contains(&key.len())
}

/// A column as rules write it.
pub(super) fn word(column: &Column) -> String {
    let word = match column {
        Column::Band => "band",
        Column::Setting => "setting",
        Column::PrimaryNeed => "primary_need",
        Column::Phase => "phase",
        Column::Institution => "institution",
        Column::HostAuthority => "host_authority",
        Column::Residency => "residency",
        Column::Plan => "plan",
        Column::Level(domain) => return format!("level:{domain}"),
    };
    word.to_owned()
}

/// The keys that a column can have, and those that some row has.
pub(super) struct Cells {
    columns: Vec<Cell>,
}

struct Cell {
    column: Column,
    /// What a row for any other should hold for, in words, if it is not left out on purpose.
    beyond: Option<String>,
    /// Every key of a column that is closed, and whether each of them needs a row.
    closed: Option<BTreeSet<String>>,
    needed: Vec<String>,
    seen: BTreeSet<String>,
}

impl Cells {
    pub(super) fn of(columns: &[Column], speaks: &Speaks<'_>) -> Cells {
        let texts = |list: &[&str]| {
            list.iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        let cell = |column: &Column| {
            let all = match column {
                Column::Band => speaks.known.names().map(ToString::to_string).collect(),
                Column::Setting => Setting::ALL.iter().map(|s| s.code().to_owned()).collect(),
                Column::PrimaryNeed => Need::ALL.iter().map(|n| n.code().to_owned()).collect(),
                Column::Phase => speaks
                    .names
                    .phases
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                Column::Residency => texts(&["own", "other"]),
                Column::Plan => texts(&["plan", "no plan"]),
                Column::Level(domain) => {
                    let own = speaks.names.areas.levels_of(domain).iter();
                    own.map(ToString::to_string).collect()
                }
                Column::Institution | Column::HostAuthority => Vec::new(),
            };
            let needed = match column {
                Column::Band => speaks.bands.clone(),
                Column::Setting => speaks.settings.clone(),
                Column::Phase => {
                    let mut needed = speaks.left(column, all.clone());
                    needed.extend(speaks.without_phase(Of::Between));
                    needed
                }
                _ => speaks.left(column, all.clone()),
            };
            Cell {
                beyond: (*column == Column::Phase)
                    .then(|| speaks.without_phase(Of::Beyond))
                    .flatten(),
                column: column.clone(),
                closed: (!is_open(column)).then(|| all.into_iter().collect()),
                needed,
                seen: BTreeSet::new(),
            }
        };
        Cells {
            columns: columns.iter().map(cell).collect(),
        }
    }

    /// How many columns there are.
    pub(super) fn count(&self) -> usize {
        self.columns.len()
    }

    /// What is odd about a key, though it may be meant.
    pub(super) fn doubt(&self, at: usize, key: &str) -> Option<String> {
        let cell = self.columns.get(at)?;
        is_odd_number(&cell.column, key).then(|| {
            format!(
                "“{}” has {} digits, but a URN has 6 and a UKPRN 8: mend it, unless it is a name",
                shown(key),
                key.len()
            )
        })
    }

    /// Notes a key of a column; says what is wrong with it.
    pub(super) fn take(&mut self, at: usize, key: &str) -> Option<String> {
        let cell = self.columns.get_mut(at)?;
        let known = cell
            .closed
            .as_ref()
            .is_none_or(|closed| closed.contains(key));
        if !known && key != ANY_KEY {
            let closed = cell.closed.iter().flatten().map(String::as_str);
            return Some(format!(
                "“{}” is no key of column {} ({}): write one of {}, or \"*\" for any other",
                shown(key),
                at + 1,
                word(&cell.column),
                near::listed(key, closed)
            ));
        }
        if key.chars().any(char::is_control) {
            return Some("a key of a row is plain text on one line".to_owned());
        }
        cell.seen.insert(key.to_owned());
        None
    }

    /// What stands outside of all keys of a column and may be left out on purpose, in words, with the column's place.
    pub(super) fn beyond(&self) -> Option<(usize, String)> {
        let mut cells = self.columns.iter().enumerate();
        cells.find_map(|(at, cell)| Some((at, cell.beyond.clone()?)))
    }

    /// The keys for which each column must have a row: those it needs and those it names; of a column that
    /// any name can stand in, also one that nothing names.
    pub(super) fn required(self) -> Vec<Vec<String>> {
        let all = |cell: Cell| {
            let mut keys: BTreeSet<String> = cell.needed.into_iter().collect();
            keys.extend(cell.seen);
            if cell.closed.is_none() {
                keys.insert(ANY_KEY.to_owned());
            } else {
                keys.remove(ANY_KEY);
            }
            keys.into_iter().collect()
        };
        self.columns.into_iter().map(all).collect()
    }
}
