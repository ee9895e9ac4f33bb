//! The sheet of savings: what each lever saves by year, and that they are the whole difference between the two sides.

use super::columns::{Columns, Of, letter};
use super::{DsgPlan, finance};
use crate::export::{Column, Sheet, Value};
use crate::forecast::Saving;
use crate::money::Money;

/// Its name.
pub(super) const NAME: &str = "Savings";
/// The columns that say what a row is; an officer fills in those after the fifth.
const LABELS: [(&str, u16); 9] = [
    ("No.", 6),
    ("What is done", 60),
    ("Placements", 44),
    ("Lever", 18),
    ("From", 12),
    ("Owner", 18),
    ("Investment (£)", 15),
    ("RAG", 9),
    ("Confidence", 12),
];
/// The columns of the two lists that an officer chooses from.
pub(super) const RAG: u16 = 7;
/// As [`RAG`].
pub(super) const CONFIDENCE: u16 = 8;

/// The sheet. A lever is counted after those above it, so its saving depends on their order and their sum does not.
pub(super) fn sheet(plan: &DsgPlan, columns: &Columns<'_>) -> Sheet {
    let savings = &plan.placements.savings;
    let years = columns.count(Of::Unmitigated);
    let mut rows: Vec<Vec<Value>> = (1_u32..)
        .zip(savings)
        .map(|(number, saving)| of_lever(number, saving))
        .collect();
    let last = rows.len() + 1;
    let all = |place: usize| Money::total(savings.iter().map(|one| one.saved[place]));
    // Sums of differences of money that is there already.
    let total = |place: usize| all(place).unwrap_or(Money::ZERO);
    let at = |place: usize| letter(LABELS.len() + place);
    rows.push(named("All of them", years, |place| Value::Worked {
        formula: match savings.len() {
            0 => "=0".to_owned(),
            _ => format!("=ROUND(SUM({0}2:{0}{last}),2)", at(place)),
        },
        is: total(place),
    }));
    rows.push(named(
        "Unmitigated less mitigated placements",
        years,
        |place| Value::Worked {
            formula: difference(columns, place),
            is: total(place),
        },
    ));
    rows.push(named("Difference: must be nought", years, |place| {
        Value::Worked {
            formula: format!("=ROUND({0}{1}-{0}{2},2)", at(place), last + 1, last + 2),
            is: Money::ZERO,
        }
    }));
    Sheet {
        name: NAME.to_owned(),
        columns: headings(plan),
        rows,
        is_filtered: false,
    }
}

/// The row of the check, as a workbook numbers it.
pub(super) fn check_row(plan: &DsgPlan) -> usize {
    plan.placements.savings.len() + 4
}

/// The letters of the first and last year of the check.
pub(super) fn check_ends(columns: &Columns<'_>) -> (String, String) {
    let years = columns.count(Of::Unmitigated).max(1);
    (letter(LABELS.len()), letter(LABELS.len() + years - 1))
}

fn headings(plan: &DsgPlan) -> Vec<Column> {
    let labels = LABELS
        .iter()
        .map(|(heading, width)| Column::new(*heading, *width));
    let years = || plan.placements.unmitigated.iter().map(|year| year.year);
    let saved = years().map(|year| Column::new(format!("{year} saved (£)"), 17));
    let plans = years().map(|year| Column::new(format!("{year} plans, change at the January"), 17));
    labels.chain(saved).chain(plans).collect()
}

fn of_lever(number: u32, saving: &Saving) -> Vec<Value> {
    let category = saving.category.map_or("All", |category| category.title());
    let from = saving.from.map_or(Value::Blank, |day| {
        Value::Moment(day.to_datetime(jiff::civil::Time::midnight()))
    });
    let labels = [
        Value::Count(number),
        Value::Text(saving.lever.clone()),
        Value::Text(category.to_owned()),
        Value::Text(saving.kind.to_owned()),
        from,
        Value::Blank,
        Value::Blank,
        Value::Blank,
        Value::Blank,
    ];
    let saved = saving.saved.iter().copied().map(Value::Money);
    let plans = saving.plans.iter().copied().map(Value::Tenths);
    labels.into_iter().chain(saved).chain(plans).collect()
}

fn named(title: &str, years: usize, value: impl Fn(usize) -> Value) -> Vec<Value> {
    let mut row = vec![Value::Blank; LABELS.len()];
    row[1] = Value::Heading(title.to_owned());
    row.extend((0..years).map(value));
    row
}

/// What all placements cost less in a year of the mitigated side.
fn difference(columns: &Columns<'_>, place: usize) -> String {
    let of = |side: Of| {
        let column = columns
            .iter()
            .find(|one| one.of == side && one.place == place);
        let letter = column.map(|one| columns.letter(finance::LABELS.len(), one));
        letter.unwrap_or_default()
    };
    let (sheet, row) = (finance::NAME, finance::PLACEMENTS);
    format!(
        "=ROUND({sheet}!{}{row}-{sheet}!{}{row},2)",
        of(Of::Unmitigated),
        of(Of::Mitigated)
    )
}
