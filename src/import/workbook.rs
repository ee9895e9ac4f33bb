//! Excel workbooks to tables, cell by cell.
//!
//! Only cells that hold something are kept, so a lone cell at XFD1048576 costs one cell. The dense range
//! that calamine offers is never asked for. Formulas count as the value last saved with them; one without any is a cell
//! that failed, since a blank would mean something else.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use jiff::civil::{Date, DateTime, Time};

use super::{Cell, Row, SourceFile, Table, Unreadable, column_letters, container, limits};

/// What stands for a formula that was saved without a value, as programs do that write workbooks and work nothing out.
const NEVER_WORKED_OUT: &str = "a formula that was never worked out";

/// An open workbook.
pub struct Workbook<'a> {
    source: &'a SourceFile,
    reader: Xlsx<Cursor<&'a [u8]>>,
}

/// A sheet by its name, and whether a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetName {
    /// The name on the tab.
    pub name: String,
    /// Whether the tab is shown.
    pub is_visible: bool,
}

impl<'a> Workbook<'a> {
    /// Measures and opens a workbook.
    ///
    /// # Errors
    /// [`Unreadable`]: above the limits, damaged, or no workbook.
    pub fn open(source: &'a SourceFile) -> Result<Workbook<'a>, Unreadable> {
        container::check(source)?;
        let reader = guarded(source, || Xlsx::new(Cursor::new(source.bytes.as_slice())))?;
        Ok(Workbook { source, reader })
    }

    /// The sheets of cells, in the order of their tabs.
    pub fn sheets(&self) -> Vec<SheetName> {
        self.reader
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| SheetName {
                name: sheet.name.clone(),
                is_visible: sheet.visible == SheetVisible::Visible,
            })
            .collect()
    }

    /// Reads a sheet, or only its first rows that hold something.
    ///
    /// # Errors
    /// [`Unreadable`]: damaged, or more rows or cells than the limits.
    pub fn table(&mut self, sheet: &str, rows_max: Option<usize>) -> Result<Table, Unreadable> {
        let source = self.source;
        let reader = &mut self.reader;
        let mut gathered = guarded(source, || {
            let mut cells = reader.worksheet_cells_reader(sheet)?;
            let mut gathered = Gathered::default();
            while let Some(cell) = cells.next_cell()? {
                let (row, column) = cell.get_position();
                match cell_of(cell.get_value()) {
                    Some(value) => gathered.take(row, column, value),
                    None if is_worked_out(cell.get_value()) => {
                        gathered.blank.insert((row, column));
                    }
                    None => {}
                }
                let is_enough = rows_max.is_some_and(|most| gathered.rows.len() > most);
                if is_enough || gathered.is_over() {
                    break;
                }
            }
            drop(cells);
            let last = gathered.rows.keys().next_back().copied().unwrap_or(0);
            let mut cells = reader.worksheet_cells_reader(sheet)?;
            while let Some(cell) = cells.next_formula()? {
                let (row, column) = cell.get_position();
                if (rows_max.is_some() && row >= last) || gathered.is_over() {
                    break;
                }
                if !cell.get_value().is_empty() && !gathered.holds(row, column) {
                    gathered.take(row, column, Cell::Failed(NEVER_WORKED_OUT.to_owned()));
                }
            }
            Ok(gathered)
        })?;
        gathered.check(source, sheet)?;
        let notes = gathered.notes(sheet);
        let rows = std::mem::take(&mut gathered.rows)
            .into_iter()
            .map(|(number, mut cells)| {
                // A sheet may list its cells in any order; the first of two at one place stands.
                cells.sort_by_key(|(column, _)| *column);
                cells.dedup_by_key(|(column, _)| *column);
                Row { number, cells }
            })
            .collect();
        Ok(Table {
            sheet: Some(sheet.to_owned()),
            rows,
            notes,
            ..Table::default()
        })
    }
}

/// Runs calamine on bytes from outside: an error of it becomes a sentence, and so does a panic, though none is known
/// that the container's check lets through.
fn guarded<T>(
    source: &SourceFile,
    read: impl FnOnce() -> Result<T, XlsxError>,
) -> Result<T, Unreadable> {
    let damaged = |why: String| Unreadable::Damaged {
        file: source.name.clone(),
        why,
    };
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(damaged(format!("its workbook cannot be read ({error})"))),
        Err(_) => Err(damaged("its workbook cannot be read".to_owned())),
    }
}

/// The cells of a sheet while they are read.
#[derive(Default)]
struct Gathered {
    rows: BTreeMap<u32, Vec<(u32, Cell)>>,
    /// Where a formula came to no text.
    blank: BTreeSet<(u32, u32)>,
    cells: usize,
    beyond: usize,
    first_beyond: Option<(u32, u32)>,
}

impl Gathered {
    fn take(&mut self, row: u32, column: u32, value: Cell) {
        if column >= limits::COLUMNS_MAX {
            self.beyond += 1;
            self.first_beyond.get_or_insert((row, column));
            return;
        }
        self.cells += 1;
        let number = row.saturating_add(1);
        self.rows.entry(number).or_default().push((column, value));
    }

    fn holds(&self, row: u32, column: u32) -> bool {
        let cells = self.rows.get(&row.saturating_add(1));
        let is_kept = cells.is_some_and(|cells| cells.iter().any(|(known, _)| *known == column));
        is_kept || self.blank.contains(&(row, column))
    }

    fn is_over(&self) -> bool {
        self.cells > limits::CELLS_MAX || self.rows.len() > limits::ROWS_MAX
    }

    fn check(&self, source: &SourceFile, sheet: &str) -> Result<(), Unreadable> {
        let file = source.name.clone();
        let place = format!("the sheet “{sheet}”");
        if self.rows.len() > limits::ROWS_MAX {
            return Err(Unreadable::TooManyRows { file, place });
        }
        if self.cells > limits::CELLS_MAX {
            return Err(Unreadable::TooManyCells { file, place });
        }
        Ok(())
    }

    fn notes(&self, sheet: &str) -> Vec<String> {
        let Some((row, column)) = self.first_beyond else {
            return Vec::new();
        };
        let first = format!("{}{}", column_letters(column), u64::from(row) + 1);
        let limit = limits::COLUMNS_MAX;
        let cells = match self.beyond {
            1 => format!("the cell {first} is"),
            more => format!("{more} cells, the first of them {first}, are"),
        };
        vec![format!(
            "Sheet “{sheet}”: {cells} beyond column {limit} ({}) and left out",
            column_letters(limit - 1)
        )]
    }
}

/// Whether nothing is what a formula came to, and not what a program left out that works nothing out.
fn is_worked_out(value: &DataRef<'_>) -> bool {
    matches!(value, DataRef::String(_) | DataRef::SharedString(_))
}

/// A cell's value; none if it is empty.
fn cell_of(value: &DataRef<'_>) -> Option<Cell> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::String(text) if text.is_empty() => return None,
        DataRef::SharedString("") => return None,
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        #[expect(
            clippy::cast_precision_loss,
            reason = "a sheet's whole numbers are floats in its file"
        )]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(truth) => Cell::Truth(*truth),
        DataRef::Error(error) => Cell::Failed(error.to_string()),
        DataRef::DateTime(serial) => {
            moment_of(*serial).map_or(Cell::Number(serial.as_f64()), Cell::Moment)
        }
        DataRef::DateTimeIso(text) => text
            .parse()
            .map(Cell::Moment)
            .or_else(|_| text.parse().map(|day: Date| Cell::Moment(day.into())))
            .unwrap_or_else(|_| Cell::Text(text.clone())),
        DataRef::DurationIso(text) => Cell::Text(text.clone()),
    })
}

/// A serial day number as a date; none for a time of day, a duration, or a day that no calendar has.
fn moment_of(serial: ExcelDateTime) -> Option<DateTime> {
    // calamine clamps what lies outside Excel's days, so they are refused here.
    if serial.is_duration() || !(1.0..2_958_466.0).contains(&serial.as_f64()) {
        return None;
    }
    let (year, month, day, hour, minute, second, _) = serial.to_ymd_hms_milli();
    let part = |number: u8| i8::try_from(number).ok();
    let date = Date::new(i16::try_from(year).ok()?, part(month)?, part(day)?).ok()?;
    let time = Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()?;
    Some(date.to_datetime(time))
}
