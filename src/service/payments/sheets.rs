//! The schedule of a year as sheets: periods, payees, every line, and an audit sheet. And a run as a ledger file.

use std::collections::BTreeMap;

use super::export::{Exported, YearSchedule};
use super::period::LineView;
use super::year::PeriodState;
use crate::calendar::{Date, FinancialYear};
use crate::export::{self, Column, NotWritten, Sheet, Value};
use crate::money::{Money, MoneyError};
use crate::service::{Moment, ServiceError};

const LINE_COLUMNS: [(&str, u16); 17] = [
    ("Period", 8),
    ("Pay day", 12),
    ("Payee", 32),
    ("Supplier number", 12),
    ("Establishment", 32),
    ("Child's reference", 14),
    ("Name", 24),
    ("What for", 24),
    ("Band", 8),
    ("First day paid for", 12),
    ("Last day paid for", 12),
    ("Section 251 line", 10),
    ("Order", 14),
    ("Belongs to year", 10),
    ("Belongs to period", 10),
    ("Why an earlier period is put right", 36),
    ("Amount", 14),
];

/// The schedule of a year as a workbook.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what a workbook can hold.
pub fn workbook(schedule: &YearSchedule, moment: Moment) -> Result<Vec<u8>, ServiceError> {
    let sheets = [
        periods(schedule)?,
        payees(schedule)?,
        lines(schedule)?,
        audit(schedule, moment)?,
    ];
    let amount = letter_of(LINE_COLUMNS.len());
    let last = schedule.lines.len() + 1;
    let names = [
        (
            "Line_amounts",
            format!("=Lines!${amount}$2:${amount}${last}"),
        ),
        ("Lines_total", format!("=Lines!${amount}${}", last + 1)),
        ("Due_in_the_year", "=Audit!$B$7".to_owned()),
        ("Paid_by_closed_periods", "=Audit!$B$8".to_owned()),
        ("Waiting_for_release", "=Audit!$B$9".to_owned()),
        ("To_be_paid", "=Audit!$B$10".to_owned()),
        ("Control_difference", "=Audit!$B$11".to_owned()),
    ];
    export::named_workbook(&sheets, &names)
        .map_err(|error: NotWritten| ServiceError::Broken(Box::new(error)))
}

/// The letter of a column, counted from 1; there are no more than letters.
fn letter_of(column: usize) -> char {
    let letters = ('A'..='Z').nth(column.saturating_sub(1));
    letters.unwrap_or('Z')
}

/// Every line of the schedule as comma-separated values, without a row of totals.
#[must_use]
pub fn csv(schedule: &YearSchedule) -> Vec<u8> {
    export::csv(&columns(&LINE_COLUMNS), &line_rows(schedule))
}

/// A released run for the ledger, as comma-separated values. A copy says so in every row.
#[must_use]
pub fn ledger_csv(run: &Exported) -> Vec<u8> {
    let headings = [
        ("Status", 10),
        ("Run", 36),
        ("Year", 8),
        ("Period", 8),
        ("Pay day", 12),
        ("Supplier number", 12),
        ("Payee", 32),
        ("Establishment", 32),
        ("Section 251 line", 10),
        ("Order", 14),
        ("Amount", 14),
    ];
    let status = if run.is_copy { "COPY" } else { "ORIGINAL" };
    let rows: Vec<Vec<Value>> = run
        .entries
        .iter()
        .map(|entry| {
            vec![
                text(status),
                text(&run.run.id),
                text(FinancialYear::containing(run.run.year_on)),
                Value::Count(run.run.period + 1),
                day(run.pay_day),
                Value::of_text(entry.supplier_number.clone()),
                text(&entry.payee),
                text(&entry.establishment),
                text(&entry.coding),
                Value::of_text(entry.order_number.clone()),
                Value::Money(entry.amount),
            ]
        })
        .collect();
    export::csv(&columns(&headings), &rows)
}

fn columns(headings: &[(&str, u16)]) -> Vec<Column> {
    headings
        .iter()
        .map(|(heading, width)| Column::new(*heading, *width))
        .collect()
}

fn text(text: impl ToString) -> Value {
    Value::Text(text.to_string())
}

fn day(day: Option<Date>) -> Value {
    day.map_or(Value::Blank, |day| {
        Value::Moment(day.to_datetime(jiff::civil::Time::midnight()))
    })
}

fn sheet(name: &str, headings: &[(&str, u16)], rows: Vec<Vec<Value>>) -> Sheet {
    Sheet {
        name: name.to_owned(),
        columns: columns(headings),
        rows,
        is_filtered: true,
    }
}

/// A last row: the word, blanks, and the sum of the money column above it.
fn total_row(width: usize, total: Money) -> Vec<Value> {
    let mut row = vec![Value::Blank; width];
    row[0] = text("Total");
    row[width - 1] = Value::Sum(total);
    row
}

fn sum<'line>(lines: impl Iterator<Item = &'line LineView>) -> Result<Money, ServiceError> {
    Money::total(lines.map(|view| view.line.amount)).map_err(broken)
}

fn broken(error: MoneyError) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}

fn periods(schedule: &YearSchedule) -> Result<Sheet, ServiceError> {
    const HEADINGS: [(&str, u16); 7] = [
        ("Period", 8),
        ("First day", 12),
        ("Last day", 12),
        ("Pay day", 12),
        ("State", 12),
        ("Lines", 8),
        ("Amount", 16),
    ];
    let mut rows = Vec::new();
    for (place, days) in (0_u32..).zip(schedule.calendar.periods.periods()) {
        let own = || schedule.lines.iter().filter(|(period, _)| *period == place);
        let run = schedule.runs.iter().find(|run| run.period == place);
        let state = PeriodState::of(run).title();
        let pay_day = schedule.calendar.pay_days.get(rows.len());
        rows.push(vec![
            Value::Count(place + 1),
            day(Some(days.start())),
            day(days.last_day()),
            day(pay_day.copied()),
            text(state),
            Value::Count(u32::try_from(own().count()).unwrap_or(u32::MAX)),
            Value::Money(sum(own().map(|(_, view)| view))?),
        ]);
    }
    let total = sum(schedule.lines.iter().map(|(_, view)| view))?;
    rows.push(total_row(HEADINGS.len(), total));
    Ok(sheet("Periods", &HEADINGS, rows))
}

fn payees(schedule: &YearSchedule) -> Result<Sheet, ServiceError> {
    const HEADINGS: [(&str, u16); 4] = [
        ("Payee", 40),
        ("Supplier number", 16),
        ("Lines", 8),
        ("Amount in the year", 18),
    ];
    let mut of_payee: BTreeMap<(&str, Option<&str>), Vec<&LineView>> = BTreeMap::new();
    for (_, view) in &schedule.lines {
        let line = &view.line;
        let key = (line.payee_name.as_str(), line.supplier_number.as_deref());
        of_payee.entry(key).or_default().push(view);
    }
    let mut rows = Vec::with_capacity(of_payee.len() + 1);
    for ((name, supplier_number), lines) in of_payee {
        rows.push(vec![
            text(name),
            Value::of_text(supplier_number),
            Value::Count(u32::try_from(lines.len()).unwrap_or(u32::MAX)),
            Value::Money(sum(lines.into_iter())?),
        ]);
    }
    let total = sum(schedule.lines.iter().map(|(_, view)| view))?;
    rows.push(total_row(HEADINGS.len(), total));
    Ok(sheet("Payees", &HEADINGS, rows))
}

fn lines(schedule: &YearSchedule) -> Result<Sheet, ServiceError> {
    let mut rows = line_rows(schedule);
    let total = sum(schedule.lines.iter().map(|(_, view)| view))?;
    rows.push(total_row(LINE_COLUMNS.len(), total));
    Ok(sheet("Lines", &LINE_COLUMNS, rows))
}

fn line_rows(schedule: &YearSchedule) -> Vec<Vec<Value>> {
    let row = |(place, view): &(u32, LineView)| {
        let line = &view.line;
        let at = usize::try_from(*place).unwrap_or(usize::MAX);
        vec![
            Value::Count(place + 1),
            day(schedule.calendar.pay_days.get(at).copied()),
            text(&line.payee_name),
            Value::of_text(line.supplier_number.clone()),
            text(&view.establishment),
            text(&view.local_id),
            text(view.name.as_deref().unwrap_or("Name withheld")),
            text(line.kind.title()),
            Value::of_text(line.band.clone()),
            day(line.days.map(|days| days.start())),
            day(line.days.and_then(|days| days.last_day())),
            text(&line.coding),
            Value::of_text(line.order_number.clone()),
            text(FinancialYear::containing(line.belongs_year)),
            Value::Count(line.belongs_to + 1),
            Value::of_text(line.reason.map(crate::entitlement::Reason::title)),
            Value::Money(line.amount),
        ]
    };
    schedule.lines.iter().map(row).collect()
}

fn audit(schedule: &YearSchedule, moment: Moment) -> Result<Sheet, ServiceError> {
    let control = &schedule.control;
    let year = FinancialYear::containing(schedule.calendar.year_on);
    let fact = |what: &str, value: Value| vec![text(what), value];
    let count = |number: usize| Value::Count(u32::try_from(number).unwrap_or(u32::MAX));
    let mut rows = vec![
        fact("Financial year", text(year)),
        fact("Made at (UTC)", text(moment.instant)),
        fact("Program version", text(env!("CARGO_PKG_VERSION"))),
        fact("Lines", count(schedule.lines.len())),
        fact("Digest of the lines (SHA-256)", text(&schedule.digest)),
        fact("Costs left out, to be looked at", count(schedule.unpaid)),
        fact("Due in the year", Value::Money(control.due)),
        fact("Paid by closed periods", Value::Money(control.paid)),
        fact(
            "Proposed, waiting for release",
            Value::Money(control.proposed),
        ),
        fact("To be paid by open periods", Value::Money(control.to_pay)),
        fact(
            "Difference, which must be nothing",
            Value::Worked {
                formula: "=ROUND(B8+B9+B10-B7,2)".to_owned(),
                is: control.difference().map_err(broken)?,
            },
        ),
        fact(
            "Run that waits for release",
            text(match (&schedule.out_of_date, control.proposed) {
                (Some(why), _) => why.sentence(),
                (None, Money::ZERO) => "None".to_owned(),
                (None, _) => "As the record is now".to_owned(),
            }),
        ),
        fact(
            "VAT",
            text("Amounts are without VAT, which the council reclaims"),
        ),
    ];
    for run in &schedule.runs {
        let what = format!("Run of period {}, digest", run.period + 1);
        rows.push(fact(&what, text(&run.digest)));
        let what = format!("Run of period {}, amount", run.period + 1);
        rows.push(fact(&what, Value::Money(run.total)));
    }
    Ok(sheet("Audit", &[("What", 40), ("Value", 70)], rows))
}
