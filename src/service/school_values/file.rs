//! The values of a year as a file, for a spreadsheet.

use jiff::civil::Time;

use super::{SchoolValues, ValueLine, Valued, month_title};
use crate::calendar::Date;
use crate::export::{self, Column, Sheet, Value};
use crate::service::ServiceError;

/// Which kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A workbook, `.xlsx`.
    Workbook,
    /// Comma-separated values, `.csv`; no cell of it is a formula.
    Delimited,
}

/// The file's bytes.
///
/// # Errors
/// [`ServiceError::Broken`] if the workbook cannot be written.
pub(super) fn bytes(values: &SchoolValues, kind: FileKind) -> Result<Vec<u8>, ServiceError> {
    let sheet = sheet(values);
    match kind {
        FileKind::Delimited => Ok(export::csv(&sheet.columns, &sheet.rows)),
        FileKind::Workbook => {
            export::workbook(&[sheet]).map_err(|error| ServiceError::Broken(Box::new(error)))
        }
    }
}

fn sheet(values: &SchoolValues) -> Sheet {
    let fixed = [
        ("Establishment", 30),
        ("Reference", 12),
        ("Child", 26),
        ("Setting", 28),
        ("Band", 8),
        ("Full-time equivalent (FTE)", 10),
        ("From", 12),
        ("Last paid day", 12),
        ("In the year", 14),
        ("Note", 24),
    ];
    let mut columns: Vec<Column> = fixed
        .into_iter()
        .map(|(heading, width)| Column::new(heading, width))
        .collect();
    columns.extend(
        values
            .months
            .iter()
            .map(|month| Column::new(month_title(month), 14)),
    );
    let mut rows: Vec<Vec<Value>> = values.lines.iter().map(|line| row(line, values)).collect();
    rows.push(totals(values));
    Sheet {
        name: "Awards".to_owned(),
        columns,
        rows,
        is_filtered: false,
    }
}

fn row(line: &ValueLine, values: &SchoolValues) -> Vec<Value> {
    let award = &line.award;
    let name = award
        .name
        .clone()
        .unwrap_or_else(|| "Name withheld".to_owned());
    let note = match &line.valued {
        Valued::Amounts { partly: false, .. } => None,
        Valued::Amounts { partly: true, .. } => Some("Not all days are priced yet"),
        Valued::NotByBand => Some("Not by band"),
        Valued::NotPricedYet => Some("Not priced yet"),
        Valued::NotKnown => Some("Ask the council"),
    };
    let mut cells = vec![
        Value::Text(award.establishment_name.clone()),
        Value::Text(award.local_id.to_string()),
        Value::Text(name),
        Value::Text(award.setting.title().to_owned()),
        Value::of_text(award.band.as_ref().map(ToString::to_string)),
        Value::Text(award.fte.to_string()),
        date(Some(award.from)),
        date(award.to.and_then(|to| to.yesterday().ok())),
        line.valued.total().map_or(Value::Blank, Value::Money),
        Value::of_text(note),
    ];
    cells.extend((0..values.months.len()).map(|place| Value::Money(line.valued.in_month(place))));
    cells
}

fn totals(values: &SchoolValues) -> Vec<Value> {
    let mut cells = vec![Value::Blank; 10];
    cells[0] = Value::Text("Total".to_owned());
    cells[8] = Value::Money(values.total);
    cells.extend(values.by_month.iter().copied().map(Value::Money));
    cells
}

fn date(day: Option<Date>) -> Value {
    day.map_or(Value::Blank, |day| {
        Value::Moment(day.to_datetime(Time::midnight()))
    })
}
