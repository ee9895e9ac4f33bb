//! The declared modifiers of scores and of amounts, in the set's order.

use crate::calendar::Date;
use crate::money::{Decimal, Rate};
use crate::rules::{AboveCap, Change, Modifier, RoundingApplied, Stream, What};

use super::amount::{attended, times};
use super::asked::Asked;
use super::place::ModifierAt;
use super::{Block, Fact, Refusal, Step, Stop, Trace, condition};

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
                let sum = score.value().checked_add(points.value());
                Rate::new(sum.ok_or(Refusal::TooLarge)?)
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

/// The amount in pounds after the modifiers of amounts, each of which is recorded if it changed anything.
pub(super) fn of_amount(
    pounds: Decimal,
    stream: &Stream,
    scales_with_fte: bool,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Decimal, Stop> {
    let mut amount = pounds;
    for (at, modifier) in stream.modifiers.iter().enumerate() {
        let before = Rate::new(amount);
        let after = match modifier {
            Modifier::Floor => continue,
            Modifier::Fte if !scales_with_fte => continue,
            Modifier::Fte => {
                let fte = asked.context.fte;
                let after = times(amount, fte.rate().value())?;
                trace.record(Step::FteMultiplied {
                    before,
                    fte,
                    after: Rate::new(after),
                });
                after
            }
            Modifier::Change(change) => {
                if !changes_amounts(&change.what) || !condition::all_hold(&change.when, asked)? {
                    continue;
                }
                let after = changed(amount, change, asked)?;
                if after != amount {
                    trace.record(Step::AmountModified {
                        modifier: ModifierAt::at(at),
                        before,
                        after: Rate::new(after),
                    });
                }
                after
            }
        };
        amount = if asked.rules.scheme.rounding_applied == RoundingApplied::EachStep {
            rounded(after, asked, trace)?
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

fn changed(amount: Decimal, change: &Change, asked: &Asked<'_>) -> Result<Decimal, Stop> {
    let too_large = || Stop::from(Refusal::TooLarge);
    match &change.what {
        What::Uplift { percent } => {
            let part = times(amount, percent.value())? / Decimal::ONE_HUNDRED;
            amount.checked_add(part).ok_or_else(too_large)
        }
        What::Supplement { pounds } => amount.checked_add(pounds.value()).ok_or_else(too_large),
        What::Factor { by } => times(amount, by.value()),
        What::Threshold { pounds } => amount.checked_sub(pounds.value()).ok_or_else(too_large),
        What::Minimum { pounds } => Ok(amount.max(pounds.value())),
        What::Cap { pounds, above } => match above {
            AboveCap::Block if amount > pounds.value() => {
                Err(Stop::Blocked(vec![Block::AmountAboveCap {
                    modifier: change.id.clone(),
                    amount: Rate::new(amount),
                    cap: *pounds,
                }]))
            }
            _ => Ok(amount.min(pounds.value())),
        },
        What::Round(rounding) => {
            let money = rounding.to_money(amount).map_err(|_| too_large())?;
            Ok(money.pounds())
        }
        What::HoursFraction { full } => {
            let share = attended(asked)?.value().min(full.value());
            times(amount, share)?
                .checked_div(full.value())
                .ok_or_else(too_large)
        }
        What::DaysAWeek { shares } => {
            let fact = Fact::DaysAWeek;
            let days = asked.context.facts.days_a_week;
            let days = days.ok_or(Refusal::FactMissing { fact })?;
            let share = shares
                .get(&days)
                .ok_or(Refusal::DaysAWeekUnknown { days })?;
            times(amount, share.value())
        }
        What::Protection { from, shares } => protected(amount, *from, shares, asked),
        What::ScoreFloor { .. }
        | What::ScoreSupplement { .. }
        | What::BandShift { .. }
        | What::AllowedBands { .. } => Ok(amount),
    }
}

/// The amount with the year's share of the loss made good. A child without an earlier amount loses nothing.
fn protected(
    amount: Decimal,
    from: Date,
    shares: &[Rate],
    asked: &Asked<'_>,
) -> Result<Decimal, Stop> {
    let earlier = asked.context.facts.earlier.as_ref();
    let Some(earlier) = earlier.and_then(|earlier| earlier.top_up_annual) else {
        return Ok(amount);
    };
    let loss = earlier.pounds() - amount;
    let years = crate::calendar::age_on(from, asked.context.on);
    let share = years
        .and_then(|years| usize::try_from(years).ok())
        .and_then(|years| shares.get(years));
    match share {
        Some(share) if loss > Decimal::ZERO => {
            let made_good = times(loss, share.value())?;
            Ok(amount.checked_add(made_good).ok_or(Refusal::TooLarge)?)
        }
        _ => Ok(amount),
    }
}

/// The amount rounded as the set rounds, recorded.
pub(super) fn rounded(
    pounds: Decimal,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Decimal, Stop> {
    let rounding = asked.rules.rounding;
    let amount = rounding.to_money(pounds).map_err(|_| Refusal::TooLarge)?;
    trace.record(Step::Rounded {
        before: Rate::new(pounds),
        mode: rounding.mode,
        unit: rounding.unit,
        amount,
    });
    Ok(amount.pounds())
}
