//! One step as part of a line.

use crate::engine::Step;
use crate::money::{Money, Rate, shortest};
use crate::rules::IN_BROWSER;

use super::here::Here;
use super::keys;
use super::part::Part;
use super::sentence::{arithmetic, earlier};
use super::words::{self, bound, number, points};

/// Pounds with their parts of a penny, for a line is where a rules owner looks for a penny: `£3,134.555`; `about £0.33` for
/// a third.
fn exact(pounds: Rate) -> String {
    let value = pounds.value();
    let whole = Money::from_pounds(value.trunc());
    let parts = value.abs().fract().normalize();
    match whole {
        Ok(whole) if (3..=words::PLACES_MOST).contains(&parts.scale()) => {
            let whole = whole.to_string();
            let digits = shortest(parts);
            format!(
                "{}{}",
                whole.trim_end_matches(".00"),
                digits.trim_start_matches('0')
            )
        }
        _ => words::pounds(pounds),
    }
}

/// A step as part of a line; none where the line needs no mention of it.
pub(super) fn of(here: &Here<'_>) -> Option<String> {
    match Part::of(here.step) {
        Part::Rules => of_rules(here),
        Part::Levels | Part::ScoreChange | Part::Provision => of_needs(here),
        Part::Band | Part::Floor | Part::BandChange => of_band(here),
        Part::Price | Part::Working | Part::Sum | Part::AmountChange => of_amount(here),
    }
}

fn of_rules(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::StreamBegan { stream } => Some(here.stream_title(*stream).to_owned()),
        _ => None,
    }
}

fn of_needs(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::LevelAssumed { domain, level, .. } => {
            Some(format!("{} taken as {level}", here.domain_title(*domain)))
        }
        Step::LevelScored {
            domain,
            level,
            points,
        } => Some(format!(
            "{} level {level} = {points}",
            here.domain_title(*domain)
        )),
        Step::PointsRead { points: total } => Some(points(*total)),
        Step::GroupWeighted {
            group,
            sum,
            weight,
            points,
        } => Some(format!(
            "{} {sum} × {weight} = {points}",
            here.group_title(*group)
        )),
        Step::GroupCapped { after, .. } => Some(format!("counts {after}")),
        Step::RankCounted { counted, .. } if !IN_BROWSER => {
            Some(format!("{} counts {counted}", here.ranked_title()))
        }
        Step::ScoreTotalled { score, .. } => Some(format!("together {}", points(*score))),
        Step::ScoreModified {
            modifier, after, ..
        } => Some(format!(
            "{}: {}",
            here.change_title(*modifier),
            points(*after)
        )),
        Step::SupportHoursRead { hours } => Some(words::hours_a_week(*hours)),
        Step::LineCosted {
            provision, cost, ..
        }
        | Step::LineCostRead {
            provision, cost, ..
        } => Some(format!(
            "{} {}",
            here.provision_title(*provision),
            exact(*cost)
        )),
        Step::CostTotalled { cost } => Some(format!("together {}", exact(*cost))),
        _ => None,
    }
}

fn of_band(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::BandMatched { band, from, to, .. } => Some(format!(
            "{} ({} to {})",
            here.the_band(*band),
            bound(*from, here.stream),
            bound(*to, here.stream)
        )),
        Step::AboveTopBand { band, .. } => Some(format!("{} (the highest)", here.the_band(*band))),
        Step::BandAgreed { band, .. } => Some(format!("{} agreed", here.the_band(*band))),
        Step::BandReached {
            band,
            at_least,
            found,
            ..
        } => Some(format!(
            "{} ({found} at level {at_least} or higher)",
            here.the_band(*band)
        )),
        Step::BandPicked { band } => Some(format!("{} picked", here.the_band(*band))),
        Step::BandReceived { band } => Some(format!("{} received", here.the_band(*band))),
        Step::BandLookedUp { row, band } => Some(format!(
            "{} (row {})",
            here.the_band(*band),
            row.position().saturating_add(1)
        )),
        Step::BandConverted { band, .. } => Some(format!("{} converted", here.the_band(*band))),
        Step::FloorApplied {
            primary_need: Some(need),
            after,
            ..
        } => Some(format!(
            "raised to {}, the lowest for {need}",
            here.band_name(*after)
        )),
        Step::FloorApplied { after, .. } => Some(format!("raised to {}", here.band_name(*after))),
        Step::BandModified {
            modifier, after, ..
        } => Some(format!(
            "{}: {}",
            here.change_title(*modifier),
            here.the_band(*after)
        )),
        _ => None,
    }
}

fn of_amount(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::RowRead { amount, basis, .. } => {
            let said = |names| format!(" (the table does not name {names})");
            let other = keys::not_named(here).map(said).unwrap_or_default();
            Some(format!("{amount} {}{other}", words::basis(*basis)))
        }
        Step::AmountRead { amount, basis, .. } | Step::AgreedRead { amount, basis, .. } => {
            Some(format!("{amount} {}", words::basis(*basis)))
        }
        Step::AgreedLimited { agreed, amount, .. } => Some(format!(
            "{} agreed, {} within the limit",
            exact(*agreed),
            exact(*amount)
        )),
        Step::MultipleTaken {
            base,
            multiple,
            amount,
            basis,
            ..
        } => Some(format!(
            "{} × {} = {} {}",
            words::rate(*base),
            number(*multiple),
            exact(*amount),
            words::basis(*basis)
        )),
        Step::FundedHoursCapped { after, .. } => {
            Some(format!("counts {}", words::hours_a_week(*after)))
        }
        Step::SupportHoursPriced { amount, basis, .. }
        | Step::PointsPriced { amount, basis, .. }
        | Step::ClassPriced { amount, basis, .. } => {
            Some(format!("{} {}", exact(*amount), words::basis(*basis)))
        }
        Step::CostMet { amount, .. } => Some(format!("met: {} a year", exact(*amount))),
        Step::PickCounted {
            band,
            share,
            counted,
            ..
        } => Some(format!(
            "{} × {} = {}",
            here.the_band(*band),
            number(*share),
            exact(*counted)
        )),
        Step::PicksAdded { amount } => Some(format!("together {}", exact(*amount))),
        Step::YearTaken { after, .. } => Some(format!("{} a year", exact(*after))),
        Step::NotFundedByBand { setting } => {
            Some(format!("{}: not funded by band", setting.title()))
        }
        Step::HoursShared { hours, full } => Some(format!(
            "{} of {} attended",
            number(*hours),
            words::hours(*full)
        )),
        Step::HoursInRange { hours, share, .. } if !IN_BROWSER => Some(format!(
            "{} attended: {}",
            words::hours(*hours),
            words::percent(*share)
        )),
        Step::DaysShared { days, share } => Some(format!(
            "{} attended: {}",
            words::counted(*days, "day", "days"),
            words::percent(*share)
        )),
        Step::FallShared { share, .. } => Some(format!(
            "{} before, {} of the fall made good",
            earlier(here, exact)?,
            words::percent(*share)
        )),
        Step::AmountModified { modifier, .. } => Some(format!(
            "{}: {}",
            here.change_title(*modifier),
            arithmetic(here, exact)?
        )),
        Step::FteMultiplied { fte, after, .. } if !fte.is_full() => {
            Some(format!("× {fte} = {}", exact(*after)))
        }
        Step::Rounded { before, amount, .. } if before.value() != amount.pounds() => {
            Some(format!("rounded {amount}"))
        }
        Step::StreamsAdded { amount, .. } => Some(format!("all together {amount}")),
        _ => None,
    }
}
