//! The sheets of a forecast's workbook that hold every number: years, financial years, months, parts, back-test. Every
//! number is the JSON's own.

use super::summary::FINANCIAL_YEARS;
use crate::export::{Column, Sheet, Shown, Value};
use crate::forecast::{Children, Outcome, Pounds, Score, YearAhead};
use crate::money::{Decimal, Money};
use rust_decimal::prelude::ToPrimitive as _;

/// The sheet of every month.
pub(super) const MONTHS: &str = "Months";

/// The columns of a count or a sum, behind those that say of what.
pub(super) const RANKS: [&str; 6] = [
    "Expected",
    "Low (10 in 100)",
    "Likely (50 in 100)",
    "High (90 in 100)",
    "2.5 in 100",
    "97.5 in 100",
];

/// The sheets of every number, the totals worked out by formulas of their parts.
pub(super) fn all(outcome: &Outcome) -> [Sheet; 5] {
    [
        januaries(outcome),
        parts(outcome),
        financial_years(outcome),
        months(outcome),
        back_test(outcome),
    ]
}

pub(super) fn sheet(
    name: &str,
    first: &[(&str, u16)],
    then: &[&str],
    rows: Vec<Vec<Value>>,
) -> Sheet {
    let columns = first
        .iter()
        .copied()
        .chain(then.iter().map(|heading| (*heading, 18)))
        .map(|(heading, width)| Column::new(heading, width));
    Sheet {
        name: name.to_owned(),
        columns: columns.collect(),
        rows,
        is_filtered: true,
    }
}

pub(super) fn text(text: impl ToString) -> Value {
    Value::Text(text.to_string())
}

fn number(number: i64) -> Value {
    u32::try_from(number).map_or(Value::Blank, Value::Count)
}

pub(super) fn children(of: &Children) -> [Value; RANKS.len()] {
    [
        Value::Measured(of.expected, Shown::Tenths),
        number(of.low),
        number(of.likely),
        number(of.high),
        number(of.p2_5),
        number(of.p97_5),
    ]
}

pub(super) fn pounds(of: &Pounds) -> [Value; RANKS.len()] {
    [of.expected, of.low, of.likely, of.high, of.p2_5, of.p97_5].map(Value::Money)
}

/// The sum of the expected amounts of some rows, all in the fourth column; rows are counted from 0 under the heading.
fn summed(rows: std::ops::Range<usize>, is: Money) -> Value {
    Value::Worked {
        formula: format!("=ROUND(SUM(D{}:D{}),2)", rows.start + 2, rows.end + 1),
        is,
    }
}

pub(super) fn row(
    first: impl IntoIterator<Item = Value>,
    then: impl IntoIterator<Item = Value>,
) -> Vec<Value> {
    first.into_iter().chain(then).collect()
}

fn januaries(outcome: &Outcome) -> Sheet {
    let mut rows = vec![row(
        [text(outcome.start.january), text("Plans (known)")],
        [Value::Count(outcome.start.plans)],
    )];
    for january in &outcome.januaries {
        let flows = [
            ("Plans", &january.plans),
            ("Joined in the year before", &january.joined),
            ("Left in the year before", &january.left),
            ("Moved setting in the year before", &january.moved),
            ("Changed need in the year before", &january.changed_need),
            ("Of the joined: from other authorities", &january.came_over),
            ("Of the left: to other authorities", &january.went_over),
            (
                "Changed band at review in the year before",
                &january.changed_band,
            ),
        ];
        for (what, of) in flows {
            rows.push(row([text(january.january), text(what)], children(of)));
        }
        for (what, of) in [
            (
                "Plans, without the trend in joining",
                january.plans_without_trend,
            ),
            ("Plans, without any lever", january.plans_unmitigated),
        ]
        .into_iter()
        .chain(
            january
                .plans_of_model
                .map(|plans| ("Plans, as the model by itself", plans)),
        ) {
            rows.push(row(
                [text(january.january), text(what)],
                [Value::Measured(of, Shown::Tenths)],
            ));
        }
    }
    sheet("Januaries", &[("January", 10), ("What", 36)], &RANKS, rows)
}

fn parts(outcome: &Outcome) -> Sheet {
    let mut rows = Vec::new();
    for january in &outcome.januaries {
        for (kind, parts) in [
            ("Setting", &january.by_setting),
            ("Need", &january.by_need),
            ("Year group", &january.by_year_group),
        ] {
            for (code, of) in parts {
                let first = [text(january.january), text(kind), text(code)];
                rows.push(row(first, children(of)));
            }
        }
    }
    let first = [("January", 10), ("Kind", 12), ("Code", 12)];
    sheet("Parts", &first, &RANKS, rows)
}

/// How many rows a financial year has before those of its settings: the total, that without levers, and the model's own where a
/// baseline is followed.
pub(super) fn rows_of_all(year: &YearAhead) -> usize {
    2 + usize::from(year.spend_of_model.is_some())
}

fn financial_years(outcome: &Outcome) -> Sheet {
    let mut rows = Vec::new();
    for year in &outcome.financial_years {
        let first = |setting: &str| [text(&year.year), Value::Count(year.months), text(setting)];
        let [_, ranks @ ..] = pounds(&year.spend);
        // The settings begin after the rows of all.
        let begin = rows.len() + rows_of_all(year);
        let settings = begin..begin + year.spend_by_setting.len();
        let expected = summed(settings, year.spend.expected);
        rows.push(row(first("All"), [expected].into_iter().chain(ranks)));
        let unmitigated = Value::Money(year.spend_unmitigated);
        rows.push(row(first("All, without any lever"), [unmitigated]));
        if let Some(of_model) = year.spend_of_model {
            let first = first("All, as the model by itself");
            rows.push(row(first, [Value::Money(of_model)]));
        }
        for (setting, of) in &year.spend_by_setting {
            rows.push(row(first(setting), pounds(of)));
        }
    }
    let first = [
        ("Financial year", 14),
        ("Months forecast", 10),
        ("Setting", 28),
    ];
    sheet(FINANCIAL_YEARS, &first, &RANKS, rows)
}

fn months(outcome: &Outcome) -> Sheet {
    let mut rows = Vec::new();
    for month in &outcome.months {
        let first = |what: &str, code: &str| [text(&month.month), text(what), text(code)];
        rows.push(row(first("Plans", "All"), children(&month.plans)));
        let [_, ranks @ ..] = pounds(&month.spend);
        let begin = rows.len() + 1 + month.by_age_group.len() + month.by_setting.len();
        let expected = summed(
            begin..begin + month.spend_by_setting.len(),
            month.spend.expected,
        );
        rows.push(row(
            first("Spend", "All"),
            [expected].into_iter().chain(ranks),
        ));
        for (code, of) in month.by_age_group.iter().chain(&month.by_setting) {
            rows.push(row(first("Plans", code), children(of)));
        }
        for (code, of) in &month.spend_by_setting {
            rows.push(row(first("Spend", code), pounds(of)));
        }
    }
    let first = [("Month", 10), ("What", 10), ("Setting or age group", 20)];
    sheet(MONTHS, &first, &RANKS, rows)
}

fn score(of: &Score, shown: Shown) -> Vec<Value> {
    let errors = [of.bias, of.mean_error, of.pinball].map(|error| Value::Measured(error, shown));
    let held = [of.within_50, of.within_80, of.within_95];
    // A forecast without an interval holds nothing, which is not the same as never.
    let held = held
        .map(|share| share.map_or_else(|| text("–"), |share| Value::Measured(share, Shown::Share)));
    row([Value::Count(of.tests)], errors.into_iter().chain(held))
}

fn back_test(outcome: &Outcome) -> Sheet {
    let test = &outcome.back_test;
    let said = [
        &test.headline,
        &test.verdict,
        &test.further,
        &test.intervals,
    ]
    .into_iter();
    let said = said.chain(&test.doubt).filter(|said| !said.is_empty());
    let mut rows: Vec<Vec<Value>> = said.map(|said| row([text(said)], [])).collect();
    for (january, factor) in outcome.januaries.iter().zip(&outcome.cost_factors) {
        let title = format!(
            "Factor on what the children cost, January {}",
            january.january
        );
        // Millionths of one: far within what a number of a sheet holds.
        let share = Decimal::new(*factor, 6).to_f64().unwrap_or(1.0);
        rows.push(row(
            [text(title)],
            [Value::Blank, Value::Measured(share, Shown::Share)],
        ));
    }
    for ahead in &test.plans {
        let years = if ahead.years == 1 { "year" } else { "years" };
        let far = format!("{} {years} ahead", ahead.years);
        rows.push(row(
            [text(format!("Plans, {far}"))],
            score(&ahead.score, Shown::Tenths),
        ));
        rows.push(row(
            [text(format!("Pounds, {far}"))],
            score(&ahead.pounds, Shown::Pounds),
        ));
        if let Some(followed) = &ahead.money_followed {
            let title = format!("Pounds, {far}, what money follows");
            rows.push(row([text(title)], score(followed, Shown::Pounds)));
        }
        for of in &ahead.baselines {
            let title = format!("Baseline, {far}, plans: {}", of.title);
            rows.push(row([text(title)], score(&of.plans, Shown::Tenths)));
            let title = format!("Baseline, {far}, pounds: {}", of.title);
            rows.push(row([text(title)], score(&of.pounds, Shown::Pounds)));
        }
    }
    for of in &test.by_setting {
        for ahead in &of.ahead {
            let years = if ahead.years == 1 { "year" } else { "years" };
            let what = format!("Plans in {}, {} {years} ahead", of.setting, ahead.years);
            rows.push(row([text(&what)], score(&ahead.score, Shown::Tenths)));
            for baseline in &ahead.baselines {
                let title = format!(
                    "Baseline, {}: {}",
                    what.replacen('P', "p", 1),
                    baseline.title
                );
                rows.push(row([text(title)], score(&baseline.score, Shown::Tenths)));
            }
        }
    }
    let headings = [
        "Tests",
        "Bias",
        "Mean error",
        "Pinball loss",
        "Within the 50% interval",
        "Within the 80% interval",
        "Within the 95% interval",
    ];
    sheet("Back-test", &[("What", 48)], &headings, rows)
}
