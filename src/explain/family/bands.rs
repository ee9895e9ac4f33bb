//! How the band follows, for a family.

use crate::engine::{BandAt, Step};
use crate::explain::here::Here;
use crate::explain::keys;
use crate::explain::sentence::received_from;
use crate::explain::words::{as_sentence, bound, points, pounds};
use crate::explain::{conditions, here};
use crate::money::Rate;
use crate::rules::Model;

use super::fit::{fit, fitting};

pub(super) fn of(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::BandMatched {
            score,
            band,
            from,
            to,
        } => Some(matched(here, *score, *band, (*from, *to))),
        Step::BandAgreed { band, .. } => Some(as_sentence(&format!(
            "An amount was agreed for this child, for which the scheme has {}",
            here.the_band(*band)
        ))),
        Step::AboveTopBand { band, .. } => Some(format!(
            "This is above the range of every band, so the scheme takes the highest, {}.",
            here.the_band(*band)
        )),
        Step::BandReached { band, .. } => Some(reached(here, *band)),
        Step::BandPicked { band } => Some(picked(here, *band)),
        Step::BandReceived { band } => Some(as_sentence(&format!(
            "{} comes from {}",
            here.the_band(*band),
            fitting(received_from(here), "another part of the council’s process")
        ))),
        Step::BandLookedUp { row, band } => Some(as_sentence(&format!(
            "The scheme’s table of bands gives {}{}",
            here.the_band(*band),
            keys::in_brackets(&keys::of_lookup(here, *row))
        ))),
        Step::BandConverted {
            earlier,
            nearest,
            band,
        } => {
            let from = here.rules.conversion.as_ref();
            let from = from.map_or("the earlier scheme", |it| it.from.trim_end_matches('.'));
            let from = fitting(from, "the earlier scheme");
            Some(match (earlier, nearest) {
                (Some(earlier), Some(nearest)) => format!(
                    "Under {from} the funding was {earlier} a year. The scheme converts it to {}, for which the amount is {nearest} a year.",
                    here.the_band(*band)
                ),
                _ => format!(
                    "The scheme converts the band under {from} to {}.",
                    here.the_band(*band)
                ),
            })
        }
        Step::FloorApplied { .. } => raised(here),
        Step::BandModified {
            modifier,
            before,
            after,
        } if before != after => Some(as_sentence(&format!(
            "{}: {} becomes {}",
            fitting(here.change_title(*modifier), "The scheme changes the band"),
            here.the_band(*before),
            here.the_band(*after)
        ))),
        // A floor or a change that left the band as it was changes nothing for the reader.
        _ => None,
    }
}

fn matched(here: &Here<'_>, score: Rate, band: BandAt, (from, to): (Rate, Rate)) -> String {
    let band = here.the_band(band);
    match &here.stream.model {
        // Numbers of hours would read as an entitlement.
        Model::HoursThreshold { .. } => {
            format!("By the amount of support that the plan specifies, this is {band}.")
        }
        Model::CostedProvision { .. } => format!(
            "A cost of {} a year is in {band}, which runs from {} to {}.",
            pounds(score),
            bound(from, here.stream),
            bound(to, here.stream)
        ),
        _ => as_sentence(&format!(
            "{} is in {band}, which runs from {} to {} points",
            format_args!("a total of {}", points(score)),
            bound(from, here.stream),
            bound(to, here.stream)
        )),
    }
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
    let band = here.the_band(band);
    if *needed == 0 {
        return format!("The levels of need reach no higher band than the first, {band}.");
    }
    let of_what = if *found == 1 {
        "area of need is"
    } else {
        "areas of need are"
    };
    format!(
        "{found} {of_what} at level {at_least} or higher. The scheme asks for {needed} for {band}."
    )
}

fn picked(here: &Here<'_>, band: BandAt) -> String {
    let said = format!(
        "The needs were compared with the descriptions of the bands, and {} fits.",
        here.the_band(band)
    );
    match here.band(band).and_then(|band| band.descriptor.as_deref()) {
        Some(descriptor) if fit(descriptor) => {
            format!("{said} Its description is: {}", as_sentence(descriptor))
        }
        _ => said,
    }
}

fn raised(here: &Here<'_>) -> Option<String> {
    let Step::FloorApplied {
        floor,
        primary_need,
        before,
        after,
    } = here.step
    else {
        return None;
    };
    let raised = format!(
        "the scheme raises the band from {} to {}",
        here.band_name(*before),
        here.band_name(*after)
    );
    let said = match primary_need {
        Some(need) => format!(
            "The main need is recorded as {}, and for this {raised}.",
            conditions::lower(need.title())
        ),
        None => as_sentence(&raised),
    };
    let reason = here.floor(*floor).map(|floor| floor.reason.as_str());
    Some(match reason {
        Some(reason) if fit(reason) && !reason.trim().is_empty() => {
            format!("{said} The reason: {}", as_sentence(reason))
        }
        _ => said,
    })
}

/// A band's name in a text to a family: `band F`.
pub(super) fn name(band: &crate::needs::BandId) -> String {
    here::called(band)
}
