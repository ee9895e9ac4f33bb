//! What only some rule sets ask of a case, from a line's cells by way of the fields that a form would fill.

use crate::answers::{
    Answers, CONVERT, INSTITUTION, PLAN, YEAR_GROUP, circumstance_field, line_field,
};
use crate::engine::Facts;
use crate::money::Rate;
use crate::needs::NeedsProfile;
use crate::rules::{Inputs, RuleSet};

use super::super::columns::Meaning;
use super::super::words::fold;
use super::super::{Cell, Row};
use super::{Columns, picked, refused};

/// What a line says besides levels, points, setting, need and share of full time.
pub(super) struct More {
    /// Bands that are picked, provision, hours of support, an agreed amount.
    pub(super) needs: NeedsProfile,
    /// The hours attended a week.
    pub(super) hours: Option<Rate>,
    /// The facts of the case.
    pub(super) facts: Facts,
    /// What cannot be read, as sentences.
    pub(super) wrong: Vec<String>,
}

/// Whether a set asks for more than levels or points, setting, need and share of full time.
pub(super) fn are_asked(inputs: &Inputs) -> bool {
    let plain = Inputs {
        levels: inputs.levels,
        points: inputs.points,
        primary_need: inputs.primary_need,
        fte: inputs.fte,
        ..Inputs::default()
    };
    *inputs != plain
}

/// Reads what a line says besides. What it does not say is for the engine to miss.
pub(super) fn read(row: &Row, columns: &Columns, rule_set: &RuleSet) -> More {
    let cell = |field: &str| {
        let column = columns.get(&Meaning::Field(field.to_owned()))?;
        row.get(column.place)
    };
    let value_of = |field: &str| value(field, &cell, row, columns, rule_set);
    let answers = Answers::read(rule_set, &value_of);
    // Setting, need and levels are read with the cells' own leniency, so here they are not missed.
    let refusals = answers
        .wrong
        .iter()
        .map(|gap| refused::refusal(gap, row, columns, rule_set));
    let mut wrong: Vec<String> = refusals.collect();
    let needs = picked::with_bands(answers.profile, (row, columns), rule_set, &mut wrong);
    let known = Answers::known(rule_set, &value_of);
    More {
        wrong,
        needs,
        hours: known.hours,
        facts: known.facts,
    }
}

fn value<'row>(
    field: &str,
    cell: &dyn Fn(&str) -> Option<&'row Cell>,
    row: &'row Row,
    columns: &Columns,
    rule_set: &RuleSet,
) -> Option<String> {
    if let Some(kind) = kind_of_line(field, cell, rule_set) {
        return Some(kind);
    }
    let found = cell(field);
    if field == INSTITUTION && found.is_none() {
        let numbers = [Meaning::Urn, Meaning::Ukprn];
        let number = numbers
            .iter()
            .find_map(|meaning| row.get(columns.get(meaning)?.place));
        return number.map(Cell::text);
    }
    let text = found?.text();
    let is_circumstance = rule_set
        .circumstances
        .iter()
        .any(|known| circumstance_field(&known.id) == field);
    if field == PLAN || is_circumstance {
        Some(yes_or_no(&text).unwrap_or(&text).to_owned())
    } else if field == CONVERT || field.starts_with("pick-") {
        // A box that is ticked is there; one that is not is nothing.
        match yes_or_no(&text) {
            Some("no") => None,
            _ => Some("yes".to_owned()),
        }
    } else if field == YEAR_GROUP {
        Some(year_group(&text))
    } else {
        Some(text)
    }
}

/// The kind of a line of provision whose hours or cost stand in a column of that kind.
fn kind_of_line<'row>(
    field: &str,
    cell: &dyn Fn(&str) -> Option<&'row Cell>,
    rule_set: &RuleSet,
) -> Option<String> {
    let number = field.strip_prefix("line-")?.strip_suffix("-kind")?;
    if let Some(kind) = cell(field) {
        return Some(kind.text());
    }
    let line: usize = number.parse().ok()?;
    let stands = ["hours", "cost"]
        .iter()
        .any(|part| cell(&line_field(line, part)).is_some());
    let kind = rule_set.provisions().nth(line.checked_sub(1)?)?;
    stands.then(|| kind.id.to_string())
}

/// The plain ways to tick a box or to leave it.
fn yes_or_no(text: &str) -> Option<&'static str> {
    match fold(text).as_str() {
        "yes" | "y" | "true" | "1" | "x" | "plan" => Some("yes"),
        "no" | "n" | "false" | "0" | "noplan" | "none" => Some("no"),
        _ => None,
    }
}

/// A year group's number: `7`, `Year 7`, `Y7`, `R`, `Reception`.
fn year_group(text: &str) -> String {
    let folded = fold(text);
    match folded.as_str() {
        "r" | "yr" | "reception" | "yearr" => "0".to_owned(),
        _ => {
            let number = folded.strip_prefix("year").or(folded.strip_prefix('y'));
            number.map_or_else(|| text.trim().to_owned(), str::to_owned)
        }
    }
}
