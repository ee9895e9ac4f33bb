//! What is wrong with the value of a field, as a sentence about a column or a key says it: `year_group is “ten”, which …`.
//!
//! A form's own message tells a person what to select; a file shows no choices, so here they are named.

use crate::answers::{
    AGE, AGREED, EARLIER_AMOUNT, Gap, PLAN, RESIDENCY, YEAR_GROUP, band_field, circumstance_field,
};
use crate::rules::{Circumstance, RuleSet, Stream, nearest_first};

use super::super::columns::Meaning;
use super::super::record_part::PartOf;
use super::super::{Cell, Row};
use super::Columns;

/// What an amount must be.
const POUNDS: &str = "not pounds and pence, such as 1250.00";

/// The sentence without its full stop.
pub(super) fn refusal(gap: &Gap, row: &Row, columns: &Columns, rule_set: &RuleSet) -> String {
    let column = columns.get(&Meaning::Field(gap.field.clone()));
    let found = column.and_then(|column| Some((column, row.get(column.place)?)));
    let Some((column, cell)) = found else {
        return gap.message.clone();
    };
    format!(
        "{} is {}, which is {}",
        in_words(&column.label),
        cell.quoted(),
        what_it_is_not(&gap.field, cell, rule_set)
    )
}

/// A part of a line of provision as people call it; any other label as it is.
fn in_words(label: &str) -> String {
    let line = label
        .strip_prefix("line-")
        .and_then(|of| of.split_once('-'));
    line.map_or_else(
        || label.to_owned(),
        |(line, part)| format!("{part} of line {line} of the provision"),
    )
}

fn what_it_is_not(field: &str, cell: &Cell, rule_set: &RuleSet) -> String {
    let nearest =
        |names: &mut dyn Iterator<Item = &str>| nearest_first(&cell.text(), names).join(", ");
    let of_band = |stream: &&Stream| band_field(&stream.name()) == field;
    if let Some(stream) = rule_set.picked_streams().find(of_band) {
        let mut bands = stream.bands.iter().map(|band| band.id.as_str());
        return format!("no band here: write one of {}", nearest(&mut bands));
    }
    let of_line = match PartOf::read(field) {
        Some(PartOf::Line(part)) => part,
        _ => "",
    };
    if of_line == "kind" {
        let mut kinds = rule_set.provisions().map(|kind| kind.id.as_str());
        return format!(
            "no kind of provision under these rules: write one of {}",
            nearest(&mut kinds)
        );
    }
    let is_answer = |circumstance: &Circumstance| circumstance_field(&circumstance.id) == field;
    let text = match field {
        YEAR_GROUP => "no national curriculum year, such as 7, where 0 is Reception",
        AGE => "not a whole number of years from 0 to 25",
        RESIDENCY => "neither own nor other",
        AGREED | EARLIER_AMOUNT => POUNDS,
        _ if of_line == "cost" => POUNDS,
        _ if field == PLAN || rule_set.circumstances.iter().any(is_answer) => "neither yes nor no",
        _ => "not a number such as 2.5, of at most 10 characters and not below 0",
    };
    text.to_owned()
}
