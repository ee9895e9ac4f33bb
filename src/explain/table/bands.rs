//! How a band was found, and what changed it.

use crate::calendar::in_words;
use crate::engine::Step;
use crate::explain::conditions::{all_in_words, lower};
use crate::explain::here::Here;
use crate::explain::keys;
use crate::explain::sentence::{because, effect, received_from};
use crate::explain::words::{bound, measured};
use crate::needs::Need;
use crate::rules::What;

use super::Row;

pub(super) fn found(here: &Here<'_>) -> Row {
    match here.step {
        Step::BandMatched {
            score,
            band,
            from,
            to,
        } => Row::of("Band")
            .read(measured(*score, here.stream))
            .rule(format!(
                "{} runs from {} to {}",
                here.the_band(*band),
                bound(*from, here.stream),
                bound(*to, here.stream)
            ))
            .result(here.the_band(*band)),
        Step::AboveTopBand { score, band } => Row::of("Band")
            .read(measured(*score, here.stream))
            .rule("Above every range: the highest band")
            .result(here.the_band(*band)),
        Step::BandAgreed { score, band } => Row::of("Band agreed")
            .read(measured(*score, here.stream))
            .rule("An amount was agreed for this child")
            .result(here.the_band(*band)),
        Step::BandReached {
            band,
            at_least,
            needed,
            found,
        } => {
            let counted = if here.is_over_areas() {
                "areas"
            } else {
                "domains"
            };
            Row::of("Band")
                .read(format!("{counted} at level {at_least} or higher: {found}"))
                .rule(format!("{} needs {needed}", here.the_band(*band)))
                .result(here.the_band(*band))
        }
        Step::BandPicked { band } => {
            let descriptor = here.band(*band).and_then(|band| band.descriptor.as_deref());
            Row::of("Band picked")
                .rule(descriptor.unwrap_or_default())
                .result(here.the_band(*band))
        }
        Step::BandReceived { band } => Row::of("Band received")
            .read(format!("from {}", received_from(here)))
            .result(here.the_band(*band)),
        Step::BandLookedUp { row, band } => Row::of("Band looked up")
            .read(keys::of_lookup(here, *row).join(", "))
            .rule(format!(
                "Row {} of the table of bands{}",
                row.position().saturating_add(1),
                for_any_other(here)
            ))
            .result(here.the_band(*band)),
        Step::BandConverted {
            earlier,
            nearest,
            band,
        } => {
            let from = here.rules.conversion.as_ref();
            let amounts = match (earlier, nearest) {
                (Some(earlier), Some(nearest)) => format!("{earlier} a year to {nearest}"),
                _ => "By the table of old and new bands".to_owned(),
            };
            Row::of("Band converted")
                .read(from.map_or("", |conversion| conversion.from.as_str()))
                .rule(amounts)
                .result(here.the_band(*band))
        }
        _ => Row::default(),
    }
}

/// After the row for any other institution: `, for any other: the table does not name this institution`.
pub(super) fn for_any_other(here: &Here<'_>) -> String {
    let said = |names| format!(", for any other: the table does not name {names}");
    keys::not_named(here).map(said).unwrap_or_default()
}

pub(super) fn changed(here: &Here<'_>) -> Row {
    match here.step {
        Step::FloorApplied {
            floor,
            primary_need,
            before,
            after,
        } => {
            let floor = here.floor(*floor);
            let when = floor.map_or(&[][..], |floor| floor.when.as_slice());
            Row::of("Lowest band")
                .read(of_need(*primary_need, &all_in_words(when, here.rules)))
                .rule(floor.map_or("", |floor| floor.reason.as_str()))
                .arithmetic(format!(
                    "{} is below {}",
                    here.the_band(*before),
                    here.the_band(*after)
                ))
                .result(here.the_band(*after))
        }
        Step::FloorMet {
            floor,
            primary_need,
            band,
        } => {
            let floor = here.floor(*floor);
            let when = floor.map_or(&[][..], |floor| floor.when.as_slice());
            Row::of("Lowest band")
                .read(of_need(*primary_need, &all_in_words(when, here.rules)))
                .rule(floor.map_or("", |floor| floor.reason.as_str()))
                .arithmetic(format!("{} is not below it", here.the_band(*band)))
                .result(here.the_band(*band))
        }
        Step::BandModified {
            modifier,
            before,
            after,
        } => {
            let change = here.change(*modifier);
            Row::of("Change of the band")
                .read(here.the_band(*before))
                .rule(format!("{}{}", here.change_title(*modifier), because(here)))
                .arithmetic(change.map_or_else(String::new, |change| effect(&change.what)))
                .result(here.the_band(*after))
        }
        _ => Row::default(),
    }
}

/// What a floor was asked for: the need, the circumstances, or both.
fn of_need(need: Option<Need>, when: &str) -> String {
    let need = need.map(|need| format!("{} ({need})", lower(need.title())));
    match (need, when.is_empty()) {
        (Some(need), true) => need,
        (Some(need), false) => format!("{need}; {when}"),
        (None, _) => when.to_owned(),
    }
}

/// The day from which the years of a protection are counted, where a change is one.
pub(super) fn counted_from(what: &What) -> Option<String> {
    match what {
        What::Protection { from, .. } => Some(format!("years counted from {}", in_words(*from))),
        _ => None,
    }
}
