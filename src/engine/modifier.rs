//! The declared modifiers of scores and of amounts, in the set's order.

use std::collections::BTreeMap;

use crate::money::{Decimal, Money, Rate, product, sum};
use crate::needs::BandId;
use crate::rules::{
    AboveCap, AmountBasis, Change, IN_BROWSER, Modifier, RoundingApplied, Stream, What, share_from,
};

use super::asked::Asked;
use super::exact::Exact;
use super::place::ModifierAt;
use super::table::{Chosen, attended, of_basis};
use super::{Block, Fact, Refusal, Step, Stop, Trace, condition, in_exact_range};

/// What a percentage is multiplied by.
const HUNDREDTH: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// The score after the modifiers of scores.
pub(super) fn of_score(
    score: Rate,
    stream: &Stream,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Rate, Stop> {
    let mut score = score;
    for (at, modifier) in stream.modifiers.iter().enumerate() {
        let Modifier::Change(change) = modifier else {
            continue;
        };
        let after = match change.what {
            What::ScoreFloor { score: least } => score.max(least),
            What::ScoreSupplement { points } => {
                let added = sum(score.value(), points.value());
                Rate::new(in_exact_range(added)?)
            }
            _ => continue,
        };
        if after != score && condition::all_hold(&change.when, asked)? {
            trace.record(Step::ScoreModified {
                modifier: ModifierAt::at(at),
                before: score,
                after,
            });
            score = after;
        }
    }
    Ok(score)
}

/// What the modifiers of amounts work on.
#[derive(Clone, Copy)]
pub(super) struct Paid<'set> {
    pub(super) chosen: Chosen<'set>,
    /// What the amount is for.
    pub(super) basis: AmountBasis,
    /// The band, where the stream gives one.
    pub(super) band: Option<&'set BandId>,
    /// Whether what only adds to the amount counts; not where bands are compared to convert an earlier one.
    pub(super) besides: bool,
}

/// The amount after the modifiers of amounts, each of which is recorded if it changed anything.
pub(super) fn of_amount(
    amount: Exact,
    stream: &Stream,
    paid: Paid<'_>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Exact, Stop> {
    let mut amount = amount;
    for (at, modifier) in stream.modifiers.iter().enumerate() {
        let after = match modifier {
            Modifier::Floor => continue,
            Modifier::Fte if !paid.chosen.table.scales_with_fte => continue,
            Modifier::Fte => {
                let fte = asked.context.fte;
                let after = amount.times(fte.rate())?;
                let (before, multiplied) = (amount.rate()?, after.rate()?);
                trace.record_with(|| Step::FteMultiplied {
                    before,
                    fte,
                    after: multiplied,
                });
                after
            }
            Modifier::Change(change) => {
                if !changes_amounts(&change.what)
                    || !condition::all_hold_in(paid.band, &change.when, asked)?
                {
                    continue;
                }
                let (after, read) = match &change.what {
                    What::Protection { .. } => {
                        let before = stream.modifiers.get(..at).unwrap_or_default();
                        protected(amount, &change.what, before, paid, asked)?
                    }
                    what if is_of_attendance(what) => {
                        let after = attending(amount, &change.what, asked)?;
                        (after, attendance(&change.what, asked)?)
                    }
                    _ => (changed(amount, change, paid, asked)?, None),
                };
                if !after.is(amount)? {
                    trace.record_all(read.into_iter());
                    trace.record(Step::AmountModified {
                        modifier: ModifierAt::at(at),
                        before: amount.rate()?,
                        after: after.rate()?,
                    });
                }
                after
            }
        };
        amount = if asked.rules.scheme.rounding_applied == RoundingApplied::EachStep {
            Exact::of(rounded(after, paid.chosen, asked, trace)?.pounds())
        } else {
            after
        };
    }
    Ok(amount)
}

/// Whether a change is of amounts, not of scores or bands.
fn changes_amounts(what: &What) -> bool {
    !matches!(
        what,
        What::ScoreFloor { .. }
            | What::ScoreSupplement { .. }
            | What::BandShift { .. }
            | What::AllowedBands { .. }
    )
}

fn changed(
    amount: Exact,
    change: &Change,
    paid: Paid<'_>,
    asked: &Asked<'_>,
) -> Result<Exact, Stop> {
    let of_basis =
        |pounds: &Rate| of_basis(Exact::of(pounds.value()), paid.basis, paid.chosen, asked);
    match &change.what {
        What::Uplift { percent } => {
            let part = product(percent.value(), HUNDREDTH);
            let factor = part.and_then(|part| sum(part, Decimal::ONE));
            amount.times(Rate::new(in_exact_range(factor)?))
        }
        What::Supplement { pounds } if !paid.besides && *pounds > Rate::ZERO => Ok(amount),
        What::Supplement { pounds } => amount.plus(of_basis(pounds)?),
        What::Factor { by } => amount.times(*by),
        What::Threshold { pounds } => amount.minus(of_basis(pounds)?),
        What::Minimum { pounds } => greater(amount, of_basis(pounds)?),
        What::NothingBelow { pounds } if !IN_BROWSER => {
            let is_below = of_basis(pounds)?.is_above(amount)?;
            Ok(if is_below { Exact::ZERO } else { amount })
        }
        What::Cap { pounds, above } => {
            let cap = of_basis(pounds)?;
            match (amount.is_above(cap)?, above) {
                (false, _) => Ok(amount),
                (true, AboveCap::Clamp) => Ok(cap),
                (true, AboveCap::Block) => Err(Stop::Blocked(vec![Block::AmountAboveCap {
                    modifier: change.id.clone(),
                    amount: amount.rate()?,
                    cap: cap.rate()?,
                }])),
            }
        }
        What::Round(rounding) => {
            let money = rounding.to_money(amount.value()?);
            Ok(Exact::of(money.map_err(|_| Refusal::TooLarge)?.pounds()))
        }
        What::NothingBelow { .. }
        | What::HoursFraction { .. }
        | What::DaysAWeek { .. }
        | What::HoursAWeek { .. }
        | What::Protection { .. }
        | What::ScoreFloor { .. }
        | What::ScoreSupplement { .. }
        | What::BandShift { .. }
        | What::AllowedBands { .. } => Ok(amount),
    }
}

fn greater(a: Exact, b: Exact) -> Result<Exact, Stop> {
    Ok(if b.is_above(a)? { b } else { a })
}

/// The part of an amount for full time that is due for the hours or days that are attended.
fn attending(amount: Exact, what: &What, asked: &Asked<'_>) -> Result<Exact, Stop> {
    match what {
        What::HoursFraction { full } => amount.times(attended(asked)?.min(*full))?.divided(*full),
        What::DaysAWeek { shares } => amount.times(days_attended(shares, asked)?.1),
        What::HoursAWeek { shares } if !IN_BROWSER => {
            amount.times(hours_attended(shares, asked)?.2)
        }
        _ => Ok(amount),
    }
}

/// What [`attending`] reads, as a step.
fn attendance(what: &What, asked: &Asked<'_>) -> Result<Option<Step>, Stop> {
    Ok(match what {
        What::HoursFraction { full } => Some(Step::HoursShared {
            hours: attended(asked)?,
            full: *full,
        }),
        What::DaysAWeek { shares } => {
            let (days, share) = days_attended(shares, asked)?;
            Some(Step::DaysShared { days, share })
        }
        What::HoursAWeek { shares } if !IN_BROWSER => {
            let (hours, from, share) = hours_attended(shares, asked)?;
            Some(Step::HoursInRange { hours, from, share })
        }
        _ => None,
    })
}

/// The days attended a week, with their share of an amount.
fn days_attended(shares: &BTreeMap<Rate, Rate>, asked: &Asked<'_>) -> Result<(Rate, Rate), Stop> {
    let fact = Fact::DaysAWeek;
    let days = asked.context.facts.days_a_week;
    let days = days.ok_or(Refusal::FactMissing { fact })?;
    let share = shares.get(&days);
    Ok((days, *share.ok_or(Refusal::DaysAWeekUnknown { days })?))
}

/// The hours attended a week, with those from which their share of an amount holds, and the share.
fn hours_attended(
    shares: &BTreeMap<Rate, Rate>,
    asked: &Asked<'_>,
) -> Result<(Rate, Rate, Rate), Stop> {
    let hours = attended(asked)?;
    // The checker holds that the first share is from no hours on.
    let (from, share) = share_from(shares, hours).ok_or(Refusal::HoursWrong { hours })?;
    Ok((hours, from, share))
}

/// The earlier yearly amount, which is for full time, as some modifiers leave it: those that share an amount out by
/// attendance share it too, and no other changes it.
///
/// # Errors
/// [`Refusal::FactMissing`] where it is not known: a child who had nothing has an earlier amount of nothing.
pub(super) fn earlier_attending(
    modifiers: &[Modifier],
    chosen: Chosen<'_>,
    asked: &Asked<'_>,
) -> Result<Exact, Stop> {
    let fact = Fact::Earlier;
    let earlier = asked.context.facts.earlier.as_ref();
    let earlier = earlier.and_then(|earlier| earlier.top_up_annual);
    let earlier = earlier.ok_or(Refusal::FactMissing { fact })?;
    let mut earlier = Exact::of(earlier.pounds());
    for modifier in modifiers {
        earlier = match modifier {
            Modifier::Fte if chosen.table.scales_with_fte => {
                earlier.times(asked.context.fte.rate())?
            }
            Modifier::Change(change)
                if is_of_attendance(&change.what) && condition::all_hold(&change.when, asked)? =>
            {
                attending(earlier, &change.what, asked)?
            }
            _ => earlier,
        };
    }
    Ok(earlier)
}

fn is_of_attendance(what: &What) -> bool {
    matches!(
        what,
        What::HoursFraction { .. } | What::DaysAWeek { .. } | What::HoursAWeek { .. }
    )
}

/// The amount with the year's share of the fall made good, and the figures of that. `before` are the modifiers that stand
/// before the protection. An amount paid once does not take the place of a yearly one, and loses nothing.
fn protected(
    amount: Exact,
    what: &What,
    before: &[Modifier],
    paid: Paid<'_>,
    asked: &Asked<'_>,
) -> Result<(Exact, Option<Step>), Stop> {
    let What::Protection {
        from,
        shares,
        at_least,
    } = what
    else {
        return Ok((amount, None));
    };
    let years = crate::calendar::age_on(*from, asked.context.on);
    let share = years
        .and_then(|years| usize::try_from(years).ok())
        .and_then(|years| shares.get(years));
    let Some(share) = share.filter(|_| paid.besides && paid.basis != AmountBasis::OneOff) else {
        return Ok((amount, None));
    };
    let earlier = earlier_attending(before, paid.chosen, asked)?;
    let earlier = of_basis(earlier, paid.basis, paid.chosen, asked)?;
    let kept = earlier.times(at_least.unwrap_or(Rate::ONE))?;
    let fall = kept.minus(amount)?;
    if !fall.is_above(Exact::ZERO)? {
        return Ok((amount, None));
    }
    let read = Step::FallShared {
        earlier: earlier.rate()?,
        at_least: *at_least,
        fall: fall.rate()?,
        share: *share,
    };
    Ok((amount.plus(fall.times(*share)?)?, Some(read)))
}

/// The amount rounded as the table or else the set rounds, recorded.
pub(super) fn rounded(
    amount: Exact,
    chosen: Chosen<'_>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Money, Stop> {
    let rounding = chosen.table.rounding_in(asked.rules.rounding);
    let pounds = amount.value()?;
    let amount = rounding.to_money(pounds).map_err(|_| Refusal::TooLarge)?;
    trace.record_with(|| Step::Rounded {
        before: Rate::new(pounds),
        mode: rounding.mode,
        unit: rounding.unit,
        amount,
    });
    Ok(amount)
}
