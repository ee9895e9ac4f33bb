//! A year's places as CSV to the penny, and as a workbook whose sums are live formulas.

use super::list::{Row, YearPlaces};
use crate::calendar::iso_text;
use crate::export::{self, Column, Sheet, Shown, Value};
use crate::money::{Decimal, Money};
use crate::places::Numbers;
use crate::service::{Moment, ServiceError, files};

const NAME: &str = "Places";

/// The columns with their widths; the letters of the workbook's formulas follow them.
const COLUMNS: [(&str, u16); 21] = [
    ("Establishment", 40),
    ("Kind of place", 30),
    ("Commissioned by", 14),
    ("Paid by", 36),
    ("Commissioned, April to August", 15),
    ("Commissioned, September to March", 15),
    ("Funded, April to August", 15),
    ("Funded, September to March", 15),
    ("Of the funded, on roll, April to August", 15),
    ("Of the funded, on roll, September to March", 15),
    ("Commissioned on the day", 14),
    ("Funded on the day", 14),
    ("Filled on the day", 14),
    ("Of the filled, other authorities’", 14),
    ("Vacancies", 12),
    ("Over number", 12),
    ("Funding, April to August (£)", 18),
    ("Funding, September to March (£)", 18),
    ("Funding of the year (£)", 18),
    ("Numbers from", 40),
    ("Numbers of", 12),
];

/// The counts of a row, from its fifth column to its sixteenth.
fn counts(row: &Row) -> [u32; 12] {
    let places = &row.entry.places;
    let standing = row.standing;
    let both = |numbers: Numbers| [numbers.april, numbers.september];
    let [commissioned, funded, on_roll] =
        [places.commissioned(), places.funded(), places.on_roll()].map(both);
    [
        commissioned[0],
        commissioned[1],
        funded[0],
        funded[1],
        on_roll[0],
        on_roll[1],
        standing.commissioned,
        standing.funded,
        standing.pupils.all(),
        standing.pupils.of_others,
        standing.vacancies(),
        standing.over(),
    ]
}

fn names(row: &Row) -> [String; 4] {
    [
        row.name.clone(),
        row.kind().title().to_owned(),
        row.entry.commissioned_by.to_string(),
        row.payer.title().to_owned(),
    ]
}

/// April to August, September to March and the year; none where no rate is stated.
fn sums(row: &Row) -> [Option<Money>; 3] {
    match &row.funding {
        Ok(sums) => [sums.april, sums.september, sums.year].map(Some),
        Err(_) => [None; 3],
    }
}

/// The list as comma-separated values, the total of what can be summed last.
#[must_use]
pub fn csv(told: &YearPlaces) -> Vec<u8> {
    let headings: Vec<String> = COLUMNS
        .iter()
        .map(|(heading, _)| (*heading).to_owned())
        .collect();
    let row = |row: &Row| {
        let sums = sums(row).map(|sum| sum.map(Money::pounds_text).unwrap_or_default());
        let from = [row.entry.source.clone(), iso_text(row.entry.agreed_on)];
        names(row)
            .into_iter()
            .chain(counts(row).map(|count| count.to_string()))
            .chain(sums)
            .chain(from)
            .collect()
    };
    let total = &told.total;
    let mut last = vec![String::new(); COLUMNS.len()];
    "All".clone_into(&mut last[0]);
    let day = [
        total.commissioned,
        total.funded,
        total.pupils.all(),
        total.pupils.of_others,
        total.vacancies,
        total.over,
    ];
    for (place, count) in (10..).zip(day) {
        last[place] = count.to_string();
    }
    last[18] = total.year.pounds_text();
    let rows: Vec<Vec<String>> = told.rows.iter().map(row).chain([last]).collect();
    files::csv(&headings, &rows)
}

/// The list as a workbook: vacancies, places over number, the year and the totals are formulas.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what a workbook can hold.
pub fn workbook(told: &YearPlaces, moment: Moment) -> Result<Vec<u8>, ServiceError> {
    let mut rows: Vec<Vec<Value>> = (2_usize..)
        .zip(&told.rows)
        .map(|(number, row)| row_of(number, row))
        .collect();
    let last = rows.len() + 1;
    rows.push(total_row(told, last)?);
    let columns = COLUMNS.map(|(heading, width)| Column::new(heading, width));
    let sheets = [
        Sheet {
            name: NAME.to_owned(),
            columns: columns.into(),
            rows,
            is_filtered: false,
        },
        audit(told, moment),
    ];
    let total = last + 1;
    let names = [
        ("Places_funded", format!("={NAME}!$L${total}")),
        ("Places_filled", format!("={NAME}!$M${total}")),
        ("Places_funding", format!("={NAME}!$S${total}")),
    ];
    let bytes = export::named_workbook(&sheets, &names);
    bytes.map_err(|error| ServiceError::Broken(Box::new(error)))
}

fn reckoned(formula: String, is: u32) -> Value {
    Value::Reckoned {
        formula,
        is: Decimal::from(is),
        shown: Shown::Whole,
    }
}

fn row_of(number: usize, row: &Row) -> Vec<Value> {
    let counts = counts(row);
    let mut cells: Vec<Value> = names(row).into_iter().map(Value::Text).collect();
    cells.extend(counts[..10].iter().copied().map(Value::Count));
    cells.push(reckoned(format!("=MAX(L{number}-M{number},0)"), counts[10]));
    cells.push(reckoned(format!("=MAX(M{number}-L{number},0)"), counts[11]));
    match sums(row) {
        [Some(april), Some(september), Some(year)] => cells.extend([
            Value::Money(april),
            Value::Money(september),
            Value::Worked {
                formula: format!("=ROUND(Q{number}+R{number},2)"),
                is: year,
            },
        ]),
        _ => cells.extend([Value::Blank, Value::Blank, Value::Blank]),
    }
    cells.push(Value::Text(row.entry.source.clone()));
    cells.push(Value::Text(iso_text(row.entry.agreed_on)));
    cells
}

/// The sum of a column down to a row. A year without places has nothing to add up, and a sum of itself is an error.
fn sum_of(letter: char, last: usize) -> String {
    match last {
        0 | 1 => "=0".to_owned(),
        _ => format!("=ROUND(SUM({letter}2:{letter}{last}),2)"),
    }
}

fn total_row(told: &YearPlaces, last: usize) -> Result<Vec<Value>, ServiceError> {
    let mut cells = vec![Value::Text("All".to_owned())];
    cells.resize(4, Value::Blank);
    for (place, letter) in ('E'..='P').enumerate() {
        let sum = told.rows.iter().map(|row| counts(row)[place]).sum();
        cells.push(reckoned(sum_of(letter, last), sum));
    }
    for (place, letter) in ('Q'..='S').enumerate() {
        let own = told.rows.iter().filter_map(|row| sums(row)[place]);
        cells.push(Value::Worked {
            formula: sum_of(letter, last),
            is: Money::total(own).map_err(super::broken)?,
        });
    }
    Ok(cells)
}

fn audit(told: &YearPlaces, moment: Moment) -> Sheet {
    let text = |text: String| Value::Text(text);
    let fact = |what: &str, value: Value| vec![Value::Text(what.to_owned()), value];
    let kind = told.kind.map_or("All", crate::places::PlaceKind::title);
    let rows = vec![
        fact("Financial year", text(told.year.to_string())),
        fact("Kind of place", text(kind.to_owned())),
        fact("Looked at on", text(iso_text(told.on))),
        fact("Paid by the council", Value::Money(told.total.by_council)),
        fact(
            "Paid by the department and deducted",
            Value::Money(told.total.by_department),
        ),
        fact(
            "In no sum, because no rate is stated",
            Value::Count(told.total.unpriced),
        ),
        fact(
            "Funding",
            text(
                "5/12 of the rate of 1 April for each place funded April to August, 7/12 of the rate of 1 September for each \
                 September to March; a rate’s year is rounded once, to the penny"
                    .to_owned(),
            ),
        ),
        fact("Made at (UTC)", text(moment.instant.to_string())),
        fact("Program version", text(env!("CARGO_PKG_VERSION").to_owned())),
    ];
    let columns = [("What", 40), ("Value", 90)];
    Sheet {
        name: "Audit".to_owned(),
        columns: columns
            .map(|(heading, width)| Column::new(heading, width))
            .into(),
        rows,
        is_filtered: false,
    }
}
