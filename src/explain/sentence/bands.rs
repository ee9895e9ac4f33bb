//! Bands: matched, reached, picked, converted, and raised by floors.

use crate::engine::{BandAt, FloorAt, Step};
use crate::explain::conditions;
use crate::explain::here::Here;
use crate::explain::keys;
use crate::explain::words::{as_sentence, bound, measured};
use crate::money::Money;
use crate::needs::Need;
use crate::rules::Model;

pub(super) fn of(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::BandMatched {
            score,
            band,
            from,
            to,
        } => Some(as_sentence(&format!(
            "{} is in {}, which runs from {} to {}",
            measured(*score, here.stream),
            here.the_band(*band),
            bound(*from, here.stream),
            bound(*to, here.stream)
        ))),
        Step::BandAgreed { band, .. } => Some(as_sentence(&format!(
            "An amount was agreed for this child, for which there is {}",
            here.the_band(*band)
        ))),
        Step::AboveTopBand { score, band } => Some(as_sentence(&format!(
            "{} is above every range, and the scheme takes the highest, {}",
            measured(*score, here.stream),
            here.the_band(*band)
        ))),
        Step::BandReached { band, .. } => Some(reached(here, *band)),
        Step::BandPicked { band } => Some(picked(here, *band)),
        Step::BandReceived { band } => Some(as_sentence(&format!(
            "{} came from {}",
            here.the_band(*band),
            received_from(here)
        ))),
        Step::BandLookedUp { row, band } => Some(format!(
            "The scheme’s table of bands, row {}{}, gives {}.{}",
            row.position().saturating_add(1),
            keys::in_brackets(&keys::of_lookup(here, *row)),
            here.the_band(*band),
            keys::said_not_named(here)
        )),
        Step::BandConverted {
            earlier,
            nearest,
            band,
        } => Some(converted(here, *earlier, *nearest, *band)),
        Step::FloorApplied {
            floor,
            primary_need,
            before,
            after,
        } => {
            let reason = here.floor(*floor).map(|floor| as_sentence(&floor.reason));
            Some(format!(
                "{}, so the band is not {} but {}. {}",
                why(here, *floor, *primary_need),
                here.band_name(*before),
                here.band_name(*after),
                reason.unwrap_or_default()
            ))
        }
        Step::FloorMet {
            floor,
            primary_need,
            band,
        } => Some(format!(
            "{}, for which there is a lowest band; {} is not below it.",
            why(here, *floor, *primary_need),
            here.the_band(*band)
        )),
        _ => None,
    }
}

/// Who sent a band that came from elsewhere.
pub(in crate::explain) fn received_from<'a>(here: &Here<'a>) -> &'a str {
    match &here.stream.model {
        Model::ExternalBand { from } => from.trim_end_matches('.'),
        _ => "elsewhere",
    }
}

/// What a floor holds for, as the beginning of a sentence.
fn why(here: &Here<'_>, floor: FloorAt, need: Option<Need>) -> String {
    if let Some(need) = need {
        return format!(
            "The primary need is {} ({need})",
            conditions::lower(need.title())
        );
    }
    let when = here.floor(floor).map(|floor| floor.when.as_slice());
    let clause = conditions::all_in_words(when.unwrap_or_default(), here.rules);
    as_sentence(&clause).trim_end_matches('.').to_owned()
}

fn reached(here: &Here<'_>, band: BandAt) -> String {
    let Step::BandReached {
        at_least,
        needed,
        found,
        ..
    } = here.step
    else {
        return String::new();
    };
    if *needed == 0 {
        return format!(
            "The levels reach no higher band than the lowest, {}.",
            here.the_band(band)
        );
    }
    let of_what = match (here.is_over_areas(), *found) {
        (true, 1) => "area is",
        (true, _) => "areas are",
        (false, 1) => "domain is",
        (false, _) => "domains are",
    };
    format!(
        "{found} {of_what} at level {at_least} or higher, and {} needs {needed}.",
        here.the_band(band)
    )
}

fn picked(here: &Here<'_>, band: BandAt) -> String {
    let described = here.band(band).and_then(|band| band.descriptor.as_deref());
    let described = described.map(as_sentence).unwrap_or_default();
    let said = as_sentence(&format!(
        "{} was picked as the one whose description fits",
        here.the_band(band)
    ));
    if described.is_empty() {
        said
    } else {
        format!("{said} {described}")
    }
}

fn converted(
    here: &Here<'_>,
    earlier: Option<Money>,
    nearest: Option<Money>,
    band: BandAt,
) -> String {
    let from = here.rules.conversion.as_ref();
    let from = from.map_or("the earlier scheme", |conversion| {
        conversion.from.trim_end_matches('.')
    });
    match (earlier, nearest) {
        (Some(earlier), Some(nearest)) => format!(
            "Under {from} the amount was {earlier} a year; the scheme converts it to {}, which is worth {nearest}.",
            here.the_band(band)
        ),
        _ => format!(
            "The band under {from} becomes {} by the scheme’s table.",
            here.the_band(band)
        ),
    }
}
