//! The schedule of a year as sheets: periods, payees, every line, and an audit sheet. And a run as a ledger file.

use std::collections::{BTreeMap, BTreeSet};

use super::export::{Exported, YearSchedule};
use super::period::LineView;
use super::year::PeriodState;
use crate::calendar::{Date, FinancialYear, Period, age_on_31_august_before};
use crate::export::{self, Column, Drawn, Dress, Facts, NotWritten, Series, Shape, Sheet, Value};
use crate::money::{Money, MoneyError};
use crate::service::{Moment, ServiceError};
use crate::store::establishment::Establishment;
use crate::store::payment::{PaymentLine, RunState};

const LINE_COLUMNS: [(&str, u16); 41] = [
    ("Year", 10),
    ("Period", 8),
    ("Pay day", 12),
    ("Payee", 32),
    ("Supplier number", 12),
    ("Establishment", 32),
    ("URN", 10),
    ("Phase", 16),
    ("Type", 24),
    ("Setting", 24),
    ("Child's reference", 14),
    ("UPN", 16),
    ("Name", 24),
    ("Date of birth", 12),
    ("Year group by age", 8),
    ("Primary need", 10),
    ("What for", 24),
    ("Band", 8),
    ("Rules that price it", 28),
    ("Price of a year, at its FTE", 16),
    ("First day of its stay", 12),
    ("Last day of its stay", 12),
    ("Full-time equivalent (FTE)", 8),
    ("Shared out by", 20),
    ("First day paid for", 12),
    ("Last day paid for", 12),
    ("Days in period", 8),
    ("Days funded", 8),
    ("Coding", 10),
    ("GL code", 14),
    ("Order", 14),
    ("Belongs to year", 10),
    ("Belongs to period", 10),
    ("Why an earlier period is put right", 36),
    ("What of the record changed", 36),
    ("Released by", 24),
    ("Due in the year to date", 14),
    ("Paid in the year to date", 14),
    ("Net", 14),
    ("VAT", 14),
    ("Amount", 14),
];

/// The schedule of a year as a workbook.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what a workbook can hold.
pub fn workbook(schedule: &YearSchedule, moment: Moment) -> Result<Vec<u8>, ServiceError> {
    let (audit, totals) = audit(schedule, moment)?;
    let sheets = [
        periods(schedule)?,
        payees(schedule)?,
        lines(schedule)?,
        audit,
    ];
    let amount = letter_of(LINE_COLUMNS.len());
    let last = schedule.lines.len() + 1;
    let mut names = vec![
        (
            "Line_amounts",
            format!("=Lines!${amount}$2:${amount}${last}"),
        ),
        ("Lines_total", format!("=Lines!${amount}${}", last + 1)),
    ];
    names.extend(totals);
    let last = schedule.calendar.periods.periods().len() + 1;
    let dress = Dress {
        drawn: vec![Drawn {
            sheet: PERIODS.to_owned(),
            title: "Payments by period (£)",
            shape: Shape::Columns,
            labels: format!("={PERIODS}!$A$2:$A${last}"),
            series: vec![Series {
                name: "Amount",
                cells: format!("={PERIODS}!$I$2:$I${last}"),
            }],
        }],
        typed: Vec::new(),
    };
    export::dressed_workbook(&sheets, &names, &dress)
        .map_err(|error: NotWritten| ServiceError::Broken(Box::new(error)))
}

/// The letters of a column, counted from 1: Z is 26, AA is 27.
fn letter_of(column: usize) -> String {
    let mut rest = column;
    let mut letters = String::new();
    while rest > 0 {
        let letter = ('A'..='Z').nth((rest - 1) % 26);
        letters.extend(letter);
        rest = (rest - 1) / 26;
    }
    letters.chars().rev().collect()
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
        ("Coding", 10),
        ("GL code", 14),
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
                Value::of_text(entry.gl_code.clone()),
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

/// A last row: what it leaves out, blanks, and net, VAT and amount of all lines, each the sum of the column above it.
fn total_row(width: usize, schedule: &YearSchedule) -> Result<Vec<Value>, ServiceError> {
    let lines = &all_of(schedule);
    let mut row = vec![Value::Blank; width.saturating_sub(3)];
    if let Some(first) = row.first_mut() {
        *first = text(match super::without(schedule.unpaid) {
            Some(without) => format!("Total, {without}"),
            None => "Total".to_owned(),
        });
    }
    row.extend([
        Value::Sum(part(lines, PaymentLine::net)?),
        Value::Sum(part(lines, PaymentLine::vat)?),
        Value::Sum(sum(lines.iter().copied())?),
    ]);
    Ok(row)
}

fn all_of(schedule: &YearSchedule) -> Vec<&LineView> {
    schedule.lines.iter().map(|(_, view)| view).collect()
}

fn sum<'line>(lines: impl Iterator<Item = &'line LineView>) -> Result<Money, ServiceError> {
    Money::total(lines.map(|view| view.line.amount)).map_err(broken)
}

/// A part of what lines pay: without VAT, or VAT alone.
fn part(lines: &[&LineView], of: fn(&PaymentLine) -> Money) -> Result<Money, ServiceError> {
    Money::total(lines.iter().map(|view| of(&view.line))).map_err(broken)
}

fn broken(error: MoneyError) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}

/// The sheet of what each period pays.
const PERIODS: &str = "Periods";

fn periods(schedule: &YearSchedule) -> Result<Sheet, ServiceError> {
    const HEADINGS: [(&str, u16); 9] = [
        ("Period", 8),
        ("First day", 12),
        ("Last day", 12),
        ("Pay day", 12),
        ("State", 12),
        ("Lines", 8),
        ("Net", 16),
        ("VAT", 16),
        ("Amount", 16),
    ];
    let mut rows = Vec::new();
    for (place, days) in (0_u32..).zip(schedule.calendar.periods.periods()) {
        let own = schedule.lines.iter().filter(|(period, _)| *period == place);
        let own: Vec<&LineView> = own.map(|(_, view)| view).collect();
        let run = schedule.runs.iter().find(|run| run.period == place);
        let state = PeriodState::of(run).title();
        let pay_day = schedule.calendar.pay_days.get(rows.len());
        rows.push(vec![
            Value::Count(place + 1),
            day(Some(days.start())),
            day(days.last_day()),
            day(pay_day.copied()),
            text(state),
            Value::Count(u32::try_from(own.len()).unwrap_or(u32::MAX)),
            Value::Money(part(&own, PaymentLine::net)?),
            Value::Money(part(&own, PaymentLine::vat)?),
            Value::Money(sum(own.into_iter())?),
        ]);
    }
    rows.push(total_row(HEADINGS.len(), schedule)?);
    Ok(sheet(PERIODS, &HEADINGS, rows))
}

fn payees(schedule: &YearSchedule) -> Result<Sheet, ServiceError> {
    const HEADINGS: [(&str, u16); 6] = [
        ("Payee", 40),
        ("Supplier number", 16),
        ("Lines", 8),
        ("Net in the year", 18),
        ("VAT in the year", 18),
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
            Value::Money(part(&lines, PaymentLine::net)?),
            Value::Money(part(&lines, PaymentLine::vat)?),
            Value::Money(sum(lines.into_iter())?),
        ]);
    }
    rows.push(total_row(HEADINGS.len(), schedule)?);
    Ok(sheet("Payees", &HEADINGS, rows))
}

fn lines(schedule: &YearSchedule) -> Result<Sheet, ServiceError> {
    let mut rows = line_rows(schedule);
    rows.push(total_row(LINE_COLUMNS.len(), schedule)?);
    Ok(sheet("Lines", &LINE_COLUMNS, rows))
}

fn line_rows(schedule: &YearSchedule) -> Vec<Vec<Value>> {
    let to_date = ToDate::of(schedule);
    let row = |(place, view): &(u32, LineView)| {
        let line = &view.line;
        let at = usize::try_from(*place).unwrap_or(usize::MAX);
        let school = line.establishment.as_ref();
        let school = school.and_then(|id| schedule.places.get(id));
        let of_school = |said: fn(&Establishment) -> String| Value::of_text(school.map(said));
        let pupil = schedule.pupils.get(&line.child);
        let run = schedule.runs.iter().find(|run| run.period == *place);
        let released_by = run.and_then(|run| schedule.released_by.get(&run.id));
        let of_year = line.belongs_year == schedule.calendar.year_on;
        let in_period = schedule.days_of(line.belongs_to).filter(|_| of_year);
        let (due, paid) = to_date.of_line(line, *place);
        let birth = pupil.and_then(|pupil| pupil.birth);
        let terms = &line.terms;
        vec![
            text(FinancialYear::containing(schedule.calendar.year_on)),
            Value::Count(place + 1),
            day(schedule.calendar.pay_days.get(at).copied()),
            text(&line.payee_name),
            Value::of_text(line.supplier_number.clone()),
            text(&view.establishment),
            Value::of_text(
                school
                    .and_then(|place| place.urn.as_ref())
                    .map(ToString::to_string),
            ),
            of_school(|place| place.phase.clone()),
            of_school(|place| place.kind.clone()),
            of_school(|place| place.setting.title().to_owned()),
            text(&view.local_id),
            Value::of_text(pupil.and_then(|pupil| pupil.upn.clone())),
            text(view.name.as_deref().unwrap_or("Name withheld")),
            day(birth),
            birth.zip(in_period).map_or(Value::Blank, year_group),
            Value::of_text(pupil.and_then(|pupil| pupil.need.clone())),
            text(line.title()),
            Value::of_text(line.band.clone()),
            Value::of_text(terms.rules.clone()),
            terms.annual.map_or(Value::Blank, Value::Money),
            day(terms.stay.map(|stay| stay.start())),
            day(terms.stay.and_then(|stay| stay.last_day())),
            Value::of_text(terms.fte.map(|fte| fte.to_string())),
            Value::of_text(terms.basis.clone()),
            day(line.days.map(|days| days.start())),
            day(line.days.and_then(|days| days.last_day())),
            days_of(in_period),
            days_of(line.days),
            text(&line.coding),
            Value::of_text(line.gl_code.clone()),
            Value::of_text(line.order_number.clone()),
            text(FinancialYear::containing(line.belongs_year)),
            Value::Count(line.belongs_to + 1),
            Value::of_text(line.reason.map(crate::entitlement::Reason::title)),
            // An officer's words may name somebody.
            Value::of_text(terms.cause.clone().filter(|_| !schedule.is_nameless)),
            Value::of_text(released_by.cloned()),
            Value::Money(due),
            Value::Money(paid),
            Value::Money(line.net()),
            Value::Money(line.vat()),
            Value::Money(line.amount),
        ]
    };
    schedule.lines.iter().map(row).collect()
}

/// The year group of a birth date in a period, reception being 0; a child out of its year group has another.
fn year_group((birth, period): (Date, Period)) -> Value {
    let age = age_on_31_august_before(birth, period.start());
    age.map_or(Value::Blank, |age| Value::Number(f64::from(age - 4)))
}

fn days_of(days: Option<Period>) -> Value {
    let days = days.and_then(|days| u32::try_from(days.days()?).ok());
    days.map_or(Value::Blank, Value::Count)
}

/// What each strand is due for the periods up to each, and was paid by the released runs up to each, in pence.
struct ToDate<'year> {
    year_on: Date,
    /// By child and strand: the pence that belong to each period, and those that each pays.
    sums: BTreeMap<(&'year str, &'year str), [BTreeMap<u32, i64>; 2]>,
}

impl<'year> ToDate<'year> {
    fn of(schedule: &'year YearSchedule) -> ToDate<'year> {
        let year_on = schedule.calendar.year_on;
        let runs = schedule.runs.iter();
        let released: BTreeSet<u32> = runs
            .filter(|run| run.state == RunState::Released)
            .map(|run| run.period)
            .collect();
        let mut sums: BTreeMap<_, [BTreeMap<u32, i64>; 2]> = BTreeMap::new();
        for (place, view) in &schedule.lines {
            let line = &view.line;
            if line.belongs_year != year_on {
                continue;
            }
            let key = (line.child.as_str(), line.strand.as_str());
            let [due, paid] = sums.entry(key).or_default();
            *due.entry(line.belongs_to).or_insert(0) += line.amount.pence();
            if released.contains(place) {
                *paid.entry(*place).or_insert(0) += line.amount.pence();
            }
        }
        ToDate { year_on, sums }
    }

    /// What a line's strand is due and paid up to the period that pays the line; nothing for a line of another year.
    fn of_line(&self, line: &PaymentLine, place: u32) -> (Money, Money) {
        let key = (line.child.as_str(), line.strand.as_str());
        let own = self
            .sums
            .get(&key)
            .filter(|_| line.belongs_year == self.year_on);
        let up_to = |sums: &BTreeMap<u32, i64>| {
            let pence = sums.range(..=place).map(|(_, pence)| pence).sum();
            // Lines are money and so are the sums of a child's.
            Money::from_pence(pence).unwrap_or(Money::ZERO)
        };
        own.map_or((Money::ZERO, Money::ZERO), |[due, paid]| {
            (up_to(due), up_to(paid))
        })
    }
}

/// The sheet by which the schedule can be checked.
const AUDIT: &str = "Audit";

/// The names that the workbook defines, each with the cell that it stands for.
type DefinedNames = [(&'static str, String); 5];

/// The audit sheet, and the names of its control totals.
fn audit(schedule: &YearSchedule, moment: Moment) -> Result<(Sheet, DefinedNames), ServiceError> {
    let control = &schedule.control;
    let all = all_of(schedule);
    let mut facts = Facts::new();
    facts.say(
        "Financial year",
        FinancialYear::containing(schedule.calendar.year_on),
    );
    facts.say("Made at (UTC)", moment.instant);
    facts.say("Program version", env!("CARGO_PKG_VERSION"));
    facts.count("Lines", schedule.lines.len());
    facts.say("Digest of the lines (SHA-256)", &schedule.digest);
    facts.count("Costs left out, to be looked at", schedule.unpaid);
    let without = super::without(schedule.unpaid);
    let of = |what: &str| match &without {
        Some(without) => format!("{what}, {without}"),
        None => what.to_owned(),
    };
    let due = facts.add(of("Due in the year"), Value::Money(control.due));
    let paid = facts.add("Paid by closed periods", Value::Money(control.paid));
    let proposed = facts.add(
        "Proposed, waiting for release",
        Value::Money(control.proposed),
    );
    let to_pay = of("To be paid by open periods");
    let to_pay = facts.add(to_pay, Value::Money(control.to_pay));
    let difference = facts.add(
        "Difference, which must be nothing",
        Value::Worked {
            formula: format!("=ROUND({paid}+{proposed}+{to_pay}-{due},2)"),
            is: control.difference().map_err(broken)?,
        },
    );
    let waits = match (&schedule.out_of_date, control.proposed) {
        (Some(why), _) => why.sentence(),
        (None, Money::ZERO) => "None".to_owned(),
        (None, _) => "As the record is now".to_owned(),
    };
    facts.say("Run that waits for release", waits);
    let names = if schedule.is_nameless {
        "Withheld"
    } else {
        "Given"
    };
    facts.say("Names, pupil numbers and birth dates", names);
    facts.add(
        "Net of all lines",
        Value::Money(part(&all, PaymentLine::net)?),
    );
    facts.add(
        "VAT of all lines, which the council reclaims (coding VAT)",
        Value::Money(part(&all, PaymentLine::vat)?),
    );
    for run in &schedule.runs {
        let of_run = |what: &str| format!("Run of period {}, {what}", run.period + 1);
        facts.say(of_run("digest"), &run.digest);
        facts.add(of_run("amount"), Value::Money(run.total));
    }
    let names = [
        ("Due_in_the_year", due),
        ("Paid_by_closed_periods", paid),
        ("Waiting_for_release", proposed),
        ("To_be_paid", to_pay),
        ("Control_difference", difference),
    ];
    let names = names.map(|(name, cell)| (name, cell.on(AUDIT)));
    Ok((facts.sheet(AUDIT, (40, 70)), names))
}

#[cfg(test)]
mod tests {
    use super::letter_of;

    #[test]
    fn columns_beyond_the_twenty_sixth_have_two_letters() {
        let letters = [1, 26, 27, 41, 52, 53].map(letter_of);
        assert_eq!(letters, ["A", "Z", "AA", "AO", "AZ", "BA"]);
    }
}
