//! The values of a year as a file, for a spreadsheet.

use jiff::civil::Time;

use super::{SchoolValues, ValueLine, Valued, month_title};
use crate::calendar::Date;
use crate::export::{self, Column, Drawn, Dress, Facts, Series, Shape, Sheet, Value};
use crate::ids::Digest;
use crate::money::Money;
use crate::service::{Moment, ServiceError};

const NAME: &str = "Awards";
/// How many columns stand before the months.
const FIXED: usize = 10;
/// The place of what an award comes to in the year, from 0.
const IN_THE_YEAR: usize = 8;

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
pub(super) fn bytes(
    values: &SchoolValues,
    kind: FileKind,
    moment: Moment,
) -> Result<Vec<u8>, ServiceError> {
    let sheet = sheet(values);
    match kind {
        FileKind::Delimited => Ok(export::csv(&sheet.columns, &sheet.rows)),
        FileKind::Workbook => workbook(values, sheet, moment),
    }
}

/// The awards with live totals, a chart of the months, and the sheet by which they can be checked.
fn workbook(values: &SchoolValues, sheet: Sheet, moment: Moment) -> Result<Vec<u8>, ServiceError> {
    // The headings' row, and one for each row; the totals are the last.
    let last = sheet.rows.len() + 1;
    let ends = [FIXED, sheet.columns.len().saturating_sub(1)].map(letters);
    let months = |row: usize| format!("={NAME}!${}${row}:${}${row}", ends[0], ends[1]);
    let in_the_year = letters(IN_THE_YEAR);
    let names = [
        (
            "Awards_in_the_year",
            format!("={NAME}!${in_the_year}${last}"),
        ),
        ("Awards_by_month", months(last)),
    ];
    let dress = Dress {
        drawn: vec![Drawn {
            sheet: NAME.to_owned(),
            title: "Awards by month (£)",
            shape: Shape::Columns,
            labels: months(1),
            series: vec![Series {
                name: "All awards",
                cells: months(last),
            }],
        }],
        typed: Vec::new(),
    };
    let sheets = [sheet, audit(values, moment)];
    export::dressed_workbook(&sheets, &names, &dress)
        .map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// The letters of a column, counted from 0; there are fewer than 26.
fn letters(column: usize) -> char {
    ('A'..='Z').nth(column).unwrap_or('Z')
}

fn audit(values: &SchoolValues, moment: Moment) -> Sheet {
    let mut facts = Facts::new();
    facts.say("Year", values.year.title());
    let names: Vec<&str> = values
        .establishments
        .iter()
        .filter(|(id, _)| values.shown.as_ref().is_none_or(|shown| shown == id))
        .map(|(_, name)| name.as_str())
        .collect();
    facts.say("Establishments", names.join("; "));
    facts.count("Awards", values.lines.len());
    facts.count(
        "Awards without an amount, which are in no sum",
        values.without_amount,
    );
    let total = facts.add("What they come to in the year", Value::Money(values.total));
    facts.add(
        "Awards less that, by the other sheet: must be nothing",
        Value::Worked {
            formula: format!("=ROUND(Awards_in_the_year-{total},2)"),
            is: Money::ZERO,
        },
    );
    facts.add(
        "Months less that, by the other sheet: must be nothing",
        Value::Worked {
            formula: format!("=ROUND(SUM(Awards_by_month)-{total},2)"),
            is: Money::ZERO,
        },
    );
    facts.say("Digest of the awards (SHA-256)", digest_of(values));
    facts.say("Made at (UTC)", moment.instant);
    facts.say("Program version", env!("CARGO_PKG_VERSION"));
    facts.sheet("Audit", (52, 70))
}

/// The digest of what the file says of each award, without names: whoever has it can see whether two files are of one record.
fn digest_of(values: &SchoolValues) -> Digest {
    let mut lines = String::new();
    for line in &values.lines {
        let award = &line.award;
        let months = (0..values.months.len()).map(|place| line.valued.in_month(place));
        let pence: Vec<String> = months.map(|sum| sum.pence().to_string()).collect();
        let to = award.to.map(|to| to.to_string()).unwrap_or_default();
        let parts = [award.local_id.to_string(), award.from.to_string(), to];
        lines.push_str(&parts.join("\t"));
        lines.push('\t');
        lines.push_str(&pence.join("\t"));
        lines.push('\n');
    }
    Digest::of(lines.as_bytes())
}

fn sheet(values: &SchoolValues) -> Sheet {
    let fixed: [(&str, u16); FIXED] = [
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
    let lines = values.lines.iter().zip(2..);
    let mut rows: Vec<Vec<Value>> = lines.map(|line| row(line, values)).collect();
    rows.push(totals(values));
    Sheet {
        name: NAME.to_owned(),
        columns,
        rows,
        is_filtered: false,
    }
}

fn row((line, number): (&ValueLine, usize), values: &SchoolValues) -> Vec<Value> {
    let award = &line.award;
    let [first, last] = [FIXED, FIXED + values.months.len().saturating_sub(1)].map(letters);
    let in_the_year = |is: Money| Value::Worked {
        formula: format!("=ROUND(SUM({first}{number}:{last}{number}),2)"),
        is,
    };
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
        line.valued.total().map_or(Value::Blank, in_the_year),
        Value::of_text(note),
    ];
    cells.extend((0..values.months.len()).map(|place| Value::Money(line.valued.in_month(place))));
    cells
}

fn totals(values: &SchoolValues) -> Vec<Value> {
    let mut cells = vec![Value::Blank; FIXED];
    cells[0] = Value::Text("Total".to_owned());
    cells[IN_THE_YEAR] = Value::Sum(values.total);
    cells.extend(values.by_month.iter().copied().map(Value::Sum));
    cells
}

fn date(day: Option<Date>) -> Value {
    day.map_or(Value::Blank, |day| {
        Value::Moment(day.to_datetime(Time::midnight()))
    })
}
