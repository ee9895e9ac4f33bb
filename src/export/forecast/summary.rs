//! The first sheets of a forecast's workbook: what whole years cost and who is there, with charts and names.

use rust_decimal::prelude::FromPrimitive as _;
use rust_xlsxwriter::{Chart, ChartType, DataValidation, DataValidationRule, Workbook, XlsxError};

use super::sheets::rows_of_all;
use crate::export::{Column, Sheet, Shown, Value};
use crate::forecast::{Outcome, YearAhead};
use crate::money::{Decimal, Money};

/// The sheet of every financial year.
pub(super) const FINANCIAL_YEARS: &str = "Financial years";
/// The first sheet.
pub(super) const SUMMARY: &str = "Summary";
/// The second.
const PLANS: &str = "Plans";
/// The name of what all whole years are expected to cost.
pub(super) const TOTAL_NAME: &str = "Spend_expected_total";

/// The words before the cell in which an officer tries another price.
const FURTHER: &str = "Further change of all prices, in per cent: enter it here";
/// The cell's name.
const FURTHER_NAME: &str = "Further_price_change";

/// The whole financial years, each with its place in the outcome.
fn whole(outcome: &Outcome) -> impl Iterator<Item = (usize, &YearAhead)> {
    let years = outcome.financial_years.iter().enumerate();
    years.filter(|(_, year)| year.months == 12)
}

/// What all whole years are expected to cost; sums of money are checked where the outcome is made.
pub(super) fn total(outcome: &Outcome) -> Money {
    Money::total(whole(outcome).map(|(_, year)| year.spend.expected)).unwrap_or(Money::ZERO)
}

/// What they are expected to cost without any lever.
pub(super) fn unmitigated(outcome: &Outcome) -> Money {
    Money::total(whole(outcome).map(|(_, year)| year.spend_unmitigated)).unwrap_or(Money::ZERO)
}

/// The row of the summary that sums the whole years, as Excel numbers it.
pub(super) fn total_row(outcome: &Outcome) -> usize {
    whole(outcome).count() + 2
}

fn less(one: Money, other: Money) -> Money {
    Money::from_pence(one.pence() - other.pence()).unwrap_or(Money::ZERO)
}

fn worked(formula: String, is: Money) -> Value {
    Value::Worked { formula, is }
}

/// A row in the sheet of financial years, as Excel numbers it: each year has its totals and its settings.
fn row_of(outcome: &Outcome, place: usize) -> usize {
    let before = &outcome.financial_years[..place];
    2 + before
        .iter()
        .map(|year| year.spend_by_setting.len() + rows_of_all(year))
        .sum::<usize>()
}

/// What a year costs at the further change of prices that stands in its cell.
fn further(row: usize) -> String {
    format!("=ROUND(B{row}*(1+{FURTHER_NAME}/100),2)")
}

/// Whole years: each cell of a total is read from the sheet of financial years, the last row sums them.
pub(super) fn summary(outcome: &Outcome) -> Sheet {
    let mut rows = Vec::new();
    for (place, year) in whole(outcome) {
        let (at, here) = (row_of(outcome, place), rows.len() + 2);
        let effect = less(year.spend.expected, year.spend_unmitigated);
        rows.push(vec![
            Value::Text(year.year.clone()),
            worked(format!("='{FINANCIAL_YEARS}'!D{at}"), year.spend.expected),
            Value::Money(year.spend.low),
            Value::Money(year.spend.likely),
            Value::Money(year.spend.high),
            worked(
                format!("='{FINANCIAL_YEARS}'!D{}", at + 1),
                year.spend_unmitigated,
            ),
            worked(format!("=ROUND(B{here}-F{here},2)"), effect),
            worked(further(here), year.spend.expected),
        ]);
    }
    let last = rows.len() + 1;
    let sum =
        |column: char, is: Money| worked(format!("=ROUND(SUM({column}2:{column}{last}),2)"), is);
    let (with, without) = (total(outcome), unmitigated(outcome));
    rows.push(vec![
        Value::Text("All these years".to_owned()),
        sum('B', with),
        Value::Blank,
        Value::Blank,
        Value::Blank,
        sum('F', without),
        sum('G', less(with, without)),
        sum('H', with),
    ]);
    rows.push(Vec::new());
    rows.push(vec![Value::Text(FURTHER.to_owned()), Value::Number(0.0)]);
    rows.push(Vec::new());
    let headline = &outcome.back_test.headline;
    rows.push(vec![Value::Text(headline.clone())]);
    let headings = [
        "Expected",
        "Low (10 in 100)",
        "Likely (50 in 100)",
        "High (90 in 100)",
        "Without any lever",
        "What the levers change",
        "Expected at a further change of all prices",
    ];
    sheet(SUMMARY, "Financial year", &headings, rows)
}

/// Plans at each January.
pub(super) fn plans(outcome: &Outcome) -> Sheet {
    let count = |count: i64| u32::try_from(count).map_or(Value::Blank, Value::Count);
    let start = &outcome.start;
    let mut rows = vec![vec![
        Value::Text(start.january.to_string()),
        Value::Count(start.plans),
        Value::Count(start.plans),
        Value::Count(start.plans),
        Value::Count(start.plans),
    ]];
    let mut before = f64::from(start.plans);
    for january in &outcome.januaries {
        let plans = &january.plans;
        let here = rows.len() + 2;
        rows.push(vec![
            Value::Text(january.january.to_string()),
            Value::Measured(plans.expected, Shown::Tenths),
            count(plans.low),
            count(plans.likely),
            count(plans.high),
            growth(here, before, plans.expected),
        ]);
        before = plans.expected;
    }
    let headings = [
        "Expected",
        "Low (10 in 100)",
        "Likely (50 in 100)",
        "High (90 in 100)",
        "Growth in the year",
    ];
    sheet(PLANS, "January", &headings, rows)
}

/// How much more a row's plans are than those of the row before, in shares; nothing where there were none.
fn growth(row: usize, before: f64, now: f64) -> Value {
    let shown = |plans: f64| Decimal::from_f64(plans).map(|plans| plans.round_dp(1));
    let grown = shown(now)
        .zip(shown(before))
        .and_then(|(now, before)| now.checked_div(before));
    grown.map_or(Value::Blank, |grown| Value::Reckoned {
        formula: format!("=ROUND(B{row}/B{}-1,4)", row - 1),
        is: (grown - Decimal::ONE)
            .round_dp_with_strategy(4, rust_decimal::RoundingStrategy::MidpointAwayFromZero),
        shown: Shown::Share,
    })
}

fn sheet(name: &str, first: &str, headings: &[&str], rows: Vec<Vec<Value>>) -> Sheet {
    let columns = std::iter::once(Column::new(first, 16))
        .chain(headings.iter().map(|heading| Column::new(*heading, 18)));
    Sheet {
        name: name.to_owned(),
        columns: columns.collect(),
        rows,
        is_filtered: false,
    }
}

/// Draws the charts beside their numbers and gives the numbers names.
///
/// # Errors
/// [`XlsxError`] for what a workbook cannot hold.
pub(super) fn dress(workbook: &mut Workbook, outcome: &Outcome) -> Result<(), XlsxError> {
    let last_year = whole(outcome).count() + 1;
    let last_january = outcome.januaries.len() + 2;
    for (sheet, title, last) in [
        (SUMMARY, "What placements cost (£)", last_year),
        (PLANS, "Plans at each January", last_january),
    ] {
        let mut chart = Chart::new(ChartType::Line);
        chart.title().set_name(title);
        for (column, name) in [('B', "Expected"), ('C', "Low"), ('E', "High")] {
            chart
                .add_series()
                .set_name(name)
                .set_categories(format!("={sheet}!$A$2:$A${last}").as_str())
                .set_values(format!("={sheet}!${column}$2:${column}${last}").as_str());
        }
        let below = u32::try_from(last + 4).unwrap_or(u32::MAX);
        workbook
            .worksheet_from_name(sheet)?
            .insert_chart(below, 0, &chart)?;
    }
    for (name, column) in [
        ("Spend_expected", 'B'),
        ("Spend_low", 'C'),
        ("Spend_likely", 'D'),
        ("Spend_high", 'E'),
        ("Spend_unmitigated", 'F'),
    ] {
        workbook.define_name(
            name,
            &format!("={SUMMARY}!${column}$2:${column}${last_year}"),
        )?;
    }
    let total = last_year + 1;
    let cell = u32::try_from(total + 1).unwrap_or(u32::MAX);
    let percent = DataValidation::new()
        .allow_decimal_number(DataValidationRule::Between(-50.0, 100.0))
        .set_input_message("Per cent of all prices, from -50 to 100")?;
    workbook
        .worksheet_from_name(SUMMARY)?
        .add_data_validation(cell, 1, cell, 1, &percent)?;
    workbook.define_name(FURTHER_NAME, &format!("={SUMMARY}!$B${}", cell + 1))?;
    workbook.define_name(TOTAL_NAME, &format!("={SUMMARY}!$B${total}"))?;
    workbook.define_name(
        "Plans_expected",
        &format!("={PLANS}!$B$2:$B${last_january}"),
    )?;
    Ok(())
}
