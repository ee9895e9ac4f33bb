//! Tables for less than a year, beside pounds that a set states by the year: without `times_a_year` the
//! one cannot be turned into the other.

use crate::money::Rate;
use crate::needs::PhaseId;
use crate::rules::problem::Fault;
use crate::rules::reader::{Fields, Placed};
use crate::rules::set::{AmountBasis, Change, Modifier, ValueTable, Values, What};

use super::space::Space;

/// Says which tables need `times_a_year`, since something of theirs is in pounds a year.
pub(super) fn can_be_worked_out(
    stream: &Fields<'_>,
    tables: &[Placed<ValueTable>],
    modifiers: &[Modifier],
    phases: &[PhaseId],
) {
    for table in tables {
        let whole = matches!(table.value.basis, AmountBasis::Year | AmountBasis::OneOff);
        if whole || table.value.times_a_year.is_some() {
            continue;
        }
        if let Some(by_the_year) = by_the_year(&table.value, modifiers, phases) {
            let sentence = format!(
                "{by_the_year} is in pounds a year, and this table is for less than a year: say how often that comes in a year, with a line such as times_a_year = \"{}\"",
                usual(table.value.basis)
            );
            stream.wrong(&table.place, Fault::MissingKey, sentence);
        }
    }
}

/// What of a table is in pounds a year, in words.
fn by_the_year(table: &ValueTable, modifiers: &[Modifier], phases: &[PhaseId]) -> Option<String> {
    match &table.values {
        Values::Staffing(_) => return Some("the cost of a class".to_owned()),
        Values::Cost(_) => return Some("the cost of provision".to_owned()),
        _ if !table.agreed_above.is_empty() => return Some("an agreed amount".to_owned()),
        _ => {}
    }
    modifiers.iter().find_map(|modifier| match modifier {
        Modifier::Change(change) if has_pounds(&change.what) && meet(change, table, phases) => {
            Some(format!("the modifier {}", change.id))
        }
        _ => None,
    })
}

/// Whether a modifier has pounds of a year. Nothing is nothing, of whatever time.
fn has_pounds(what: &What) -> bool {
    match what {
        What::Supplement { pounds }
        | What::Threshold { pounds }
        | What::Minimum { pounds }
        | What::NothingBelow { pounds }
        | What::Cap { pounds, .. } => *pounds != Rate::ZERO,
        What::Protection { .. } => true,
        _ => false,
    }
}

/// Whether a modifier can apply to an amount of a table.
pub(super) fn meet(change: &Change, table: &ValueTable, phases: &[PhaseId]) -> bool {
    let space = Space::of(change.when.iter().chain(&table.when), phases);
    let (change, whole) = (space.region(&change.when), space.region(&table.when));
    let mut settings = table.settings.iter();
    settings.any(|setting| whole.in_setting(*setting).meets(&change))
}

/// How often a basis comes in most years.
fn usual(basis: AmountBasis) -> &'static str {
    match basis {
        AmountBasis::Term => "3",
        AmountBasis::Month => "12",
        AmountBasis::Day => "190",
        AmountBasis::Week | AmountBasis::Hour | AmountBasis::Year | AmountBasis::OneOff => "38",
    }
}
