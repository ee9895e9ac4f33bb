//! What the scheme does to a score, a band or an amount: modifiers, the share of full time, rounding.

use crate::engine::Step;
use crate::explain::conditions;
use crate::explain::here::Here;
use crate::explain::words::{self, Shown, as_sentence, number, points, pounds, rate};
use crate::money::{Rate, product, quotient};
use crate::rules::{AboveCap, IN_BROWSER, What};

pub(super) fn of(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::ScoreModified {
            modifier,
            before,
            after,
        } => Some(as_sentence(&format!(
            "{}{}: {} become {}",
            here.change_title(*modifier),
            because(here),
            points(*before),
            number(*after)
        ))),
        Step::BandModified {
            modifier,
            before,
            after,
        } => Some(as_sentence(&if before == after {
            format!(
                "{}{}: {} stays",
                here.change_title(*modifier),
                because(here),
                here.the_band(*before)
            )
        } else {
            format!(
                "{}{}: {} becomes {}",
                here.change_title(*modifier),
                because(here),
                here.the_band(*before),
                here.the_band(*after)
            )
        })),
        Step::AmountModified { modifier, .. } => Some(as_sentence(&format!(
            "{}{}: {}",
            here.change_title(*modifier),
            because(here),
            arithmetic(here, pounds)?
        ))),
        Step::HoursShared { .. }
        | Step::HoursInRange { .. }
        | Step::DaysShared { .. }
        | Step::FallShared { .. } => shared(here),
        Step::FteMultiplied { fte, .. } if fte.is_full() => None,
        Step::FteMultiplied { fte, .. } => {
            Some(format!("For {fte} FTE: {}.", arithmetic(here, pounds)?))
        }
        Step::Rounded { before, amount, .. } if before.value() == amount.pounds() => None,
        Step::Rounded {
            before,
            mode,
            unit,
            amount,
        } => Some(as_sentence(&format!(
            "{} is rounded {} to {amount}",
            pounds(*before),
            words::rounding(*mode, *unit)
        ))),
        _ => None,
    }
}

/// When a change is made, where the scheme makes it for some only: ` (the phase is Primary)`.
pub(in crate::explain) fn because(here: &Here<'_>) -> String {
    let (Step::ScoreModified { modifier, .. }
    | Step::BandModified { modifier, .. }
    | Step::AmountModified { modifier, .. }) = here.step
    else {
        return String::new();
    };
    let change = here.change(*modifier);
    let when = change.map_or(&[][..], |change| change.when.as_slice());
    if when.is_empty() {
        String::new()
    } else {
        format!(" ({})", conditions::all_in_words(when, here.rules))
    }
}

/// What a share of an amount, or of a fall, is taken for.
pub(in crate::explain) fn shared(here: &Here<'_>) -> Option<String> {
    match here.step {
        Step::HoursShared { hours, full } => Some(format!(
            "Of {}, {} are attended.",
            words::hours_a_week(*full),
            number(*hours)
        )),
        Step::HoursInRange { hours, from, share } if !IN_BROWSER => Some(format!(
            "{} are attended; from {} on, {} of the amount is paid.",
            words::hours_a_week(*hours),
            words::counted(*from, "hour", "hours"),
            words::percent(*share)
        )),
        Step::DaysShared { days, share } => Some(format!(
            "For {} attended a week, {} of the amount is paid.",
            words::counted(*days, "day", "days"),
            words::percent(*share)
        )),
        Step::FallShared {
            at_least,
            fall,
            share,
            ..
        } => Some(format!(
            "{} comes to {}, {} more than the new amount; {} of that is made good in this year.",
            as_sentence(&earlier_amount(*at_least)).trim_end_matches('.'),
            earlier(here, pounds)?,
            pounds(*fall),
            words::percent(*share)
        )),
        _ => None,
    }
}

/// What is protected: `the earlier amount`, `98.5% of the earlier amount`.
fn earlier_amount(at_least: Option<Rate>) -> String {
    let share = at_least.map(|share| words::percent(share) + " of ");
    share.unwrap_or_default() + "the earlier amount"
}

/// The earlier amount as it was entered, for full time, and what attendance leaves of it: `£25,000.00 × 0.6 = £15,000.00`.
pub(in crate::explain) fn earlier(here: &Here<'_>, shown: Shown) -> Option<String> {
    let Step::FallShared {
        earlier, at_least, ..
    } = here.step
    else {
        return None;
    };
    let mut kept = *earlier;
    let mut entered = earlier.value();
    let mut shares = String::new();
    for step in here.before() {
        let (hours, full) = match step {
            Step::FteMultiplied { fte, .. } if !fte.is_full() => (fte.rate(), Rate::ONE),
            Step::DaysShared { share, .. } | Step::HoursInRange { share, .. } => {
                (*share, Rate::ONE)
            }
            Step::HoursShared { hours, full } => (*hours, *full),
            _ => continue,
        };
        entered = quotient(product(entered, full.value())?, hours.value())?;
        shares = format!("{shares} × {hours}");
        if full != Rate::ONE {
            shares = format!("{shares} ÷ {full}");
        }
    }
    if let Some(share) = at_least {
        kept = Rate::new(product(kept.value(), share.value())?);
        shares = format!("{shares} × {share}");
    }
    Some(if shares.is_empty() {
        shown(kept)
    } else {
        // What was entered is whole pence: further digits are of the division.
        let entered = pounds(Rate::new(entered.round_dp(6)));
        format!("{entered}{shares} = {}", shown(kept))
    })
}

/// An amount's change with its result: `£1,600.00 becomes £1,648.00 (plus 3%)`.
pub(in crate::explain) fn arithmetic(here: &Here<'_>, shown: Shown) -> Option<String> {
    match here.step {
        Step::AmountModified {
            modifier,
            before,
            after,
        } => {
            let effect = here
                .change(*modifier)
                .map_or_else(String::new, |change| effect(&change.what));
            Some(if before == after {
                format!("{} stays ({effect})", shown(*before))
            } else {
                format!("{} becomes {} ({effect})", shown(*before), shown(*after))
            })
        }
        Step::FteMultiplied { before, fte, after } => {
            Some(format!("{} × {fte} = {}", shown(*before), shown(*after)))
        }
        _ => None,
    }
}

/// What a change does, in few words.
pub(in crate::explain) fn effect(what: &What) -> String {
    match what {
        What::ScoreFloor { score } => format!("at least {}", points(*score)),
        What::ScoreSupplement { points: more } => format!("{} added", points(*more)),
        What::BandShift { by } if *by < 0 => format!("{} down", bands(by.unsigned_abs())),
        What::BandShift { by } => format!("{} up", bands(by.unsigned_abs())),
        What::AllowedBands { bands, .. } => {
            let names: Vec<&str> = bands.iter().map(crate::needs::BandId::as_str).collect();
            format!("only {} can be", names.join(", "))
        }
        What::Uplift { percent } => more_or_less(*percent, |size| format!("{size}%")),
        What::Supplement { pounds: more } => more_or_less(*more, rate),
        What::Factor { by } => format!("times {}", number(*by)),
        What::Threshold { pounds: met } => {
            format!("less {}, which the setting meets itself", rate(*met))
        }
        What::Minimum { pounds: least } => format!("at least {}", rate(*least)),
        What::NothingBelow { pounds: least } if !IN_BROWSER => {
            format!("nothing is paid below {}", rate(*least))
        }
        What::NothingBelow { .. } => String::new(),
        What::Cap {
            pounds: most,
            above: AboveCap::Clamp,
        } => format!("at most {}", rate(*most)),
        What::Cap {
            pounds: most,
            above: AboveCap::Block,
        } => format!("not above {}", rate(*most)),
        What::Round(rounding) => {
            format!("rounded {}", words::rounding(rounding.mode, rounding.unit))
        }
        What::HoursFraction { full } => {
            format!("the hours attended as a share of {} a week", number(*full))
        }
        What::HoursAWeek { .. } if !IN_BROWSER => {
            "by the table of hours attended a week".to_owned()
        }
        What::HoursAWeek { .. } => String::new(),
        What::DaysAWeek { .. } => "by the table of days attended a week".to_owned(),
        What::Protection { at_least, .. } => format!(
            "protection: a share of the fall from {} is made good",
            earlier_amount(*at_least)
        ),
    }
}

fn bands(count: u16) -> String {
    if count == 1 {
        "1 band".to_owned()
    } else {
        format!("{count} bands")
    }
}

fn more_or_less(change: Rate, shown: impl Fn(Rate) -> String) -> String {
    let size = Rate::new(change.value().abs());
    if change.value().is_sign_negative() {
        format!("less {}", shown(size))
    } else {
        format!("plus {}", shown(size))
    }
}
