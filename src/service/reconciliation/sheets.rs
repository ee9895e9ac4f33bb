//! Reconciliation as workbooks: what a school is sent, and what came of its return.

use super::held::{HeldAward, SchoolHeld};
use super::take::Compared;
use crate::calendar::Date;
use crate::export::{self, Allowed, Column, Dress, Sheet, Typed, Value};
use crate::ids::Digest;
use crate::money::{Fte, Money};
use crate::reconcile::{Outcome, SaidEnd};
use crate::service::{Moment, ServiceError};
use crate::store::reconciliation::{LineState, ReconciledLine};

/// The sheet that a school is sent, and returns.
const HELD: [(&str, u16); 7] = [
    ("Child's reference", 18),
    ("Name", 28),
    ("Band", 10),
    ("FTE", 8),
    ("First day", 12),
    ("Last day", 12),
    ("Amount in the year", 18),
];

/// The name of that sheet.
const RETURN: &str = "Reconciliation";

const LINES: [(&str, u16); 17] = [
    ("Line", 7),
    ("Child's reference", 18),
    ("Name", 28),
    ("Outcome", 24),
    ("Differs in", 26),
    ("Band, council", 10),
    ("Band, school", 10),
    ("FTE, council", 8),
    ("FTE, school", 8),
    ("First day, council", 12),
    ("First day, school", 12),
    ("Last day, council", 12),
    ("Last day, school", 12),
    ("Row of the return", 9),
    ("Why it could not be read", 44),
    ("What came of it", 26),
    ("Amount in the year, council", 18),
];

/// What is held of a school, to be sent to it: the sheet, and an audit sheet.
///
/// # Errors
/// [`ServiceError::Broken`] beyond what a workbook can hold.
pub fn held_workbook(held: &SchoolHeld, moment: Moment) -> Result<Vec<u8>, ServiceError> {
    let mut rows: Vec<Vec<Value>> = held.awards.iter().map(held_row).collect();
    let name = ("School_held", sum_cell(RETURN, 'G', rows.len()));
    rows.push(total_row(HELD.len(), held.total));
    let dress = Dress {
        drawn: Vec::new(),
        typed: typed_in(held, rows.len()),
    };
    let without = held.awards.iter().filter(|award| award.amount.is_none());
    let facts = vec![
        fact("School", text(&held.name)),
        fact("Financial year", text(held.year)),
        fact("Awards", count(held.awards.len())),
        fact(
            "Awards whose amount cannot be worked out",
            count(without.count()),
        ),
        fact("Amount in the year", Value::Money(held.total)),
        fact("Digest of the lines (SHA-256)", text(digest_of(held))),
        fact("Made at (UTC)", text(moment.instant)),
        fact("Program version", text(env!("CARGO_PKG_VERSION"))),
        fact(
            "How to return it",
            text(
                "Put right what is wrong, add children who are missing, take out those who are not yours, and send it back as .xlsx or .csv",
            ),
        ),
    ];
    let sheets = [
        sheet(RETURN, &HELD, rows, false),
        sheet("Audit", &[("What", 44), ("Value", 70)], facts, false),
    ];
    let bytes = export::dressed_workbook(&sheets, &[name], &dress);
    bytes.map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// What a school may type in the sheet that it returns, also below what it was sent: a band of the list, a share of full time,
/// and days of which another than the year's is asked about.
fn typed_in(held: &SchoolHeld, rows: usize) -> Vec<Typed> {
    const ADDED_MAX: usize = 500;
    let last = u32::try_from(rows + 1 + ADDED_MAX).unwrap_or(u32::MAX);
    let (first_day, after) = (held.year.first_day(), held.year.end());
    let last_day = after.yesterday().unwrap_or(after);
    let year = held.year;
    // A child may have come in an earlier year, and leave in a later one.
    let long_ago = jiff::civil::date(2000, 1, 1);
    let far_ahead = jiff::civil::date(2100, 12, 31);
    let typed = |column, allowed, sentence: String| Typed {
        sheet: RETURN.to_owned(),
        column,
        rows: (2, last),
        allowed,
        sentence,
    };
    vec![
        typed(
            2,
            Allowed::OneOf(held.bands.clone()),
            "Choose a band of the list. A band changes only by a decision of the council."
                .to_owned(),
        ),
        typed(
            3,
            Allowed::Share,
            "Type the full-time equivalent (FTE): more than 0, and 1 at most, such as 0.6."
                .to_owned(),
        ),
        typed(
            4,
            Allowed::DayBetween(long_ago, last_day),
            format!("The first day is after {year}. Is that right?"),
        ),
        typed(
            5,
            Allowed::DayBetween(first_day, far_ahead),
            format!("The last day is before {year}. Is that right?"),
        ),
    ]
}

/// A comparison: the number of each outcome, every line, and an audit sheet.
///
/// # Errors
/// As [`held_workbook`].
pub fn lines_workbook(compared: &Compared, moment: Moment) -> Result<Vec<u8>, ServiceError> {
    let mut rows: Vec<Vec<Value>> = compared
        .lines
        .iter()
        .map(|(line, name)| line_row(line, name.as_deref()))
        .collect();
    let last = rows.len() + 1;
    let name = ("Reconciliation_held", sum_cell("Lines", 'Q', rows.len()));
    rows.push(total_row(LINES.len(), compared.held));
    let outcomes = Outcome::ALL.iter().map(|outcome| {
        let title = outcome.title();
        let number = compared.count(*outcome);
        vec![
            text(title),
            Value::Reckoned {
                formula: format!("=COUNTIF(Lines!$D$2:$D${last},\"{title}\")"),
                is: number.into(),
                shown: export::Shown::Whole,
            },
        ]
    });
    let mut summary: Vec<Vec<Value>> = outcomes.collect();
    let ends = summary.len() + 1;
    summary.push(vec![
        text("All lines"),
        Value::Reckoned {
            formula: format!("=SUM(B2:B{ends})"),
            is: u64::try_from(compared.lines.len())
                .unwrap_or(u64::MAX)
                .into(),
            shown: export::Shown::Whole,
        },
    ]);
    let of = &compared.of;
    let facts = vec![
        fact("School", text(&compared.name)),
        fact("Financial year", text(compared.year)),
        fact("Comparison", text(&of.id)),
        fact("Compared at (UTC)", text(of.made_at)),
        fact("Digest of the school's file (SHA-256)", text(&of.source)),
        fact("Rows of the return", Value::Count(of.rows_read)),
        fact(
            "Rows left out: totals and notes",
            Value::Count(of.rows_left_out),
        ),
        fact("Awards held", Value::Count(of.awards_held)),
        fact("Made at (UTC)", text(moment.instant)),
        fact("Program version", text(env!("CARGO_PKG_VERSION"))),
    ];
    let sheets = [
        sheet("Summary", &[("Outcome", 30), ("Lines", 10)], summary, false),
        sheet("Lines", &LINES, rows, true),
        sheet("Audit", &[("What", 44), ("Value", 70)], facts, false),
    ];
    written(&sheets, &[name])
}

fn written(sheets: &[Sheet], names: &[(&str, String)]) -> Result<Vec<u8>, ServiceError> {
    let bytes = export::named_workbook(sheets, names);
    bytes.map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// The cell of the sum under a column of some rows.
fn sum_cell(sheet: &str, column: char, rows: usize) -> String {
    format!("={sheet}!${column}${}", rows + 2)
}

fn held_row(award: &HeldAward) -> Vec<Value> {
    let terms = &award.terms;
    vec![
        text(&award.local_id),
        text(award.name.as_deref().unwrap_or("Name withheld")),
        Value::of_text(terms.band.as_ref().map(ToString::to_string)),
        share(Some(terms.fte)),
        day(Some(terms.from)),
        day(terms.to.and_then(|to| to.yesterday().ok())),
        award.amount.map_or(Value::Blank, Value::Money),
    ]
}

fn line_row(line: &ReconciledLine, name: Option<&str>) -> Vec<Value> {
    let (held, said) = (line.held.as_ref(), line.said.as_ref());
    let differs: Vec<&str> = line.differences.iter().map(|one| one.title()).collect();
    let withheld = held.map(|_| name.unwrap_or("Name withheld"));
    vec![
        Value::Count(line.number),
        text(&line.reference),
        Value::of_text(withheld),
        text(line.outcome.title()),
        text(differs.join(", ")),
        Value::of_text(held.and_then(|held| held.band.clone())),
        Value::of_text(said.and_then(|said| said.band.clone())),
        share(held.map(|held| held.fte)),
        share(said.and_then(|said| said.fte)),
        day(held.map(|held| held.from)),
        day(said.and_then(|said| said.from)),
        day(held.and_then(|held| held.to?.yesterday().ok())),
        match said.map(|said| said.end) {
            Some(SaidEnd::On(last)) => day(Some(last)),
            Some(SaidEnd::Open) => text("On roll"),
            Some(SaidEnd::Unstated) | None => Value::Blank,
        },
        said.map_or(Value::Blank, |said| Value::Count(said.row)),
        text(&line.problem),
        text(state_in_words(line.state)),
        held.and_then(|held| held.amount)
            .map_or(Value::Blank, Value::Money),
    ]
}

/// What an officer made of a line, in words.
#[must_use]
pub fn state_in_words(state: LineState) -> &'static str {
    match state {
        LineState::Settled => "Nothing to settle",
        LineState::Open => "To be settled",
        LineState::Agreed => "Agreed",
        LineState::Task => "Casework looks into it",
        LineState::Done => "Looked into",
        LineState::Kept => "The record stays",
    }
}

/// The digest of what is held: whoever has the sheet can make it again.
fn digest_of(held: &SchoolHeld) -> Digest {
    let mut lines = String::new();
    for award in &held.awards {
        let terms = &award.terms;
        let parts = [
            award.local_id.to_string(),
            terms
                .band
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            terms.fte.to_string(),
            terms.from.to_string(),
            terms.to.map(|to| to.to_string()).unwrap_or_default(),
            award
                .amount
                .map(Money::pence)
                .unwrap_or_default()
                .to_string(),
        ];
        lines.push_str(&parts.join("\t"));
        lines.push('\n');
    }
    Digest::of(lines.as_bytes())
}

fn sheet(name: &str, headings: &[(&str, u16)], rows: Vec<Vec<Value>>, is_filtered: bool) -> Sheet {
    Sheet {
        name: name.to_owned(),
        columns: headings
            .iter()
            .map(|(heading, width)| Column::new(*heading, *width))
            .collect(),
        rows,
        is_filtered,
    }
}

/// A last row: the word, blanks, and the sum of the money column above it.
fn total_row(width: usize, total: Money) -> Vec<Value> {
    let mut row = vec![Value::Blank; width];
    row[0] = text("Total");
    row[width - 1] = Value::Sum(total);
    row
}

fn fact(what: &str, value: Value) -> Vec<Value> {
    vec![text(what), value]
}

fn text(text: impl ToString) -> Value {
    Value::Text(text.to_string())
}

fn count(number: usize) -> Value {
    Value::Count(u32::try_from(number).unwrap_or(u32::MAX))
}

fn share(fte: Option<Fte>) -> Value {
    let number = fte.and_then(|fte| fte.to_string().parse().ok());
    number.map_or(Value::Blank, Value::Number)
}

fn day(day: Option<Date>) -> Value {
    day.map_or(Value::Blank, |day| {
        Value::Moment(day.to_datetime(jiff::civil::Time::midnight()))
    })
}
