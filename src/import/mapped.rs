//! A table under headings that a TOML file maps: what each column means is data, and what it holds is for the reader.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::columns::is_total;
use super::encoding::OtherEncoding;
use super::words::fold;
use super::workbook::Workbook;
use super::{
    Cell, Format, LeftOut, Row, SourceFile, Table, Unreadable, column_letters, delimited,
    file_kind, limits,
};

/// The endings that are read.
const ENDINGS: &str = ".xlsx or .csv";

/// Which headings mean what.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mapping {
    /// The columns, in the order in which messages name them.
    column: Vec<MappedColumn>,
}

/// A column: its key, and the headings that mean it besides its title.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MappedColumn {
    key: String,
    title: String,
    #[serde(default)]
    needed: bool,
    headings: Vec<String>,
}

impl MappedColumn {
    /// Whether it is the column of a key.
    pub(super) fn is(&self, key: &str) -> bool {
        self.key == key
    }
}

/// A row with its cells by the key of their column; none of them blank.
#[derive(Clone, Debug)]
pub(super) struct MappedRow {
    /// Its number, as a spreadsheet counts.
    pub(super) number: u32,
    cells: BTreeMap<String, Cell>,
    /// Whether it has values beyond the last heading, which in delimited text means that they are shifted.
    pub(super) is_shifted: bool,
}

impl MappedRow {
    /// The cell under a key.
    pub(super) fn get(&self, key: &str) -> Option<&Cell> {
        self.cells.get(key)
    }

    /// The text under a key; empty where there is none.
    pub(super) fn text(&self, key: &str) -> String {
        self.get(key).map(Cell::text).unwrap_or_default()
    }
}

/// The rows under the headings.
#[derive(Clone, Debug)]
pub(super) struct Mapped {
    /// The file, and its sheet where it has one.
    pub(super) place: String,
    /// The keys whose columns are there.
    pub(super) keys: Vec<String>,
    /// The rows that hold something under a heading that is known.
    pub(super) rows: Vec<MappedRow>,
    /// Totals, and notes under no heading that is known.
    pub(super) left_out: Vec<LeftOut>,
}

impl Mapped {
    /// Whether the file has a column.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|one| one == key)
    }
}

/// The columns of a heading row: the key of each, by place.
struct Found {
    heading_row: u32,
    last: u32,
    keys: BTreeMap<u32, String>,
}

/// Reads a table by its mapping: of a workbook the first sheet that has the columns.
///
/// # Errors
/// [`Unreadable`]: another kind of file, damaged, or without a heading row that has the columns needed.
pub(super) fn read(source: &SourceFile, mapping: &Mapping) -> Result<Mapped, Unreadable> {
    let missing = |nearest: String| Unreadable::NoHeadings {
        file: source.name.clone(),
        nearest,
    };
    match file_kind::check(source)? {
        Format::Workbook => {
            let mut workbook = Workbook::open(source)?;
            let mut nearest = String::from("It has no sheet that is shown.");
            for sheet in workbook
                .sheets()
                .into_iter()
                .filter(|sheet| sheet.is_visible)
            {
                let table = workbook.table(&sheet.name, None)?;
                match mapping.find(source, &table)? {
                    Ok(found) => return Ok(mapping.rows(source, &table, &found)),
                    Err(lacks) => nearest = lacks,
                }
            }
            Err(missing(nearest))
        }
        Format::Delimited => {
            let table = delimited::read(source, OtherEncoding::Refused)?;
            let found = mapping.find(source, &table)?.map_err(missing)?;
            Ok(mapping.rows(source, &table, &found))
        }
        Format::JsonLines => Err(Unreadable::UnknownEnding {
            file: source.name.clone(),
            wanted: ENDINGS,
        }),
    }
}

impl Mapping {
    /// The mapping of some columns.
    pub(super) fn of(columns: &[MappedColumn]) -> Mapping {
        Mapping {
            column: columns.to_vec(),
        }
    }

    fn key_of(&self, cell: &Cell) -> Option<&str> {
        let heading = fold(&cell.text());
        let means = |column: &&MappedColumn| {
            column.headings.iter().any(|one| fold(one) == heading) || fold(&column.title) == heading
        };
        self.column
            .iter()
            .find(means)
            .map(|column| column.key.as_str())
    }

    fn title(&self, key: &str) -> String {
        let found = self.column.iter().find(|column| column.key == key);
        found.map(|column| column.title.clone()).unwrap_or_default()
    }

    /// The first row with every column that is needed, or what the row that comes nearest lacks.
    fn find(
        &self,
        source: &SourceFile,
        table: &Table,
    ) -> Result<Result<Found, String>, Unreadable> {
        let mut fewest: Option<(usize, String)> = None;
        for row in table.rows.iter().take(limits::HEADING_ROWS_MAX) {
            let keys: Vec<(u32, &str)> = row
                .filled()
                .filter_map(|(place, cell)| Some((place, self.key_of(cell)?)))
                .collect();
            let needed = self.column.iter().filter(|column| column.needed);
            let lacks: Vec<&str> = needed
                .filter(|column| !keys.iter().any(|(_, key)| *key == column.key))
                .map(|column| column.title.as_str())
                .collect();
            if lacks.is_empty() {
                self.only_once(source, row, &keys)?;
                return Ok(Ok(Found {
                    heading_row: row.number,
                    last: row.filled().last().map_or(0, |(place, _)| place),
                    keys: keys
                        .into_iter()
                        .map(|(place, key)| (place, key.to_owned()))
                        .collect(),
                }));
            }
            if fewest
                .as_ref()
                .is_none_or(|(count, _)| lacks.len() < *count)
            {
                let nearest = format!("Row {} lacks {}.", row.number, lacks.join(", "));
                fewest = Some((lacks.len(), nearest));
            }
        }
        let nothing = || "There is nothing in it.".to_owned();
        Ok(Err(fewest.map_or_else(nothing, |(_, nearest)| nearest)))
    }

    fn only_once(
        &self,
        source: &SourceFile,
        row: &Row,
        keys: &[(u32, &str)],
    ) -> Result<(), Unreadable> {
        for (at, (place, key)) in keys.iter().enumerate() {
            if let Some((first, _)) = keys[..at].iter().find(|(_, other)| other == key) {
                return Err(Unreadable::TwoColumns {
                    file: source.name.clone(),
                    row: row.number,
                    columns: format!(
                        "columns {} and {}",
                        column_letters(*first),
                        column_letters(*place)
                    ),
                    meaning: self.title(key),
                });
            }
        }
        Ok(())
    }

    /// Whether a row is a total: what it is about is called one, or is blank in a row that begins like one. A name or a
    /// title that begins so, as Max does, makes no total of a row that says whose it is.
    fn is_total(&self, row: &Row, cells: &BTreeMap<String, Cell>) -> bool {
        let about = self.column.iter().find(|column| column.needed);
        let about = about.and_then(|column| cells.get(&column.key));
        let label = about.or_else(|| row.filled().next().map(|(_, cell)| cell));
        label.is_some_and(|cell| is_total(&cell.text()))
    }

    fn rows(&self, source: &SourceFile, table: &Table, found: &Found) -> Mapped {
        let mut read = Mapped {
            place: match &table.sheet {
                Some(sheet) => format!("{}, sheet “{sheet}”", source.name),
                None => source.name.clone(),
            },
            keys: found.keys.values().cloned().collect(),
            rows: Vec::new(),
            left_out: Vec::new(),
        };
        let under = table
            .rows
            .iter()
            .filter(|row| row.number > found.heading_row);
        for row in under.filter(|row| !row.is_blank()) {
            let cells: BTreeMap<String, Cell> = row
                .filled()
                .filter_map(|(place, cell)| Some((found.keys.get(&place)?.clone(), cell.clone())))
                .collect();
            let reason = if self.is_total(row, &cells) {
                "a total"
            } else if cells.is_empty() {
                "nothing under a heading that is read"
            } else {
                let is_shifted =
                    table.is_delimited && row.filled().any(|(place, _)| place > found.last);
                read.rows.push(MappedRow {
                    number: row.number,
                    cells,
                    is_shifted,
                });
                continue;
            };
            read.left_out.push(LeftOut {
                first: row.number,
                last: row.number,
                reason: reason.to_owned(),
            });
        }
        read
    }
}
