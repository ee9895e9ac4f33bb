//! Lines of provision to a cost, and hours of support.

use crate::money::{Decimal, Money, Rate};
use crate::needs::{ProvisionId, ProvisionLine};
use crate::rules::{
    AboveCap, HoursCap, Model, Provision, ProvisionPrice, RoundingApplied, TotalOf,
};

use super::asked::Asked;
use super::exact::Exact;
use super::place::{LineAt, ProvisionAt};
use super::{Block, Refusal, Step, Stop, Trace, WrongLine, condition};

/// Hours in a week.
pub(super) const WEEK_HOURS: u32 = 168;
/// Minutes in an hour.
const HOUR_MINUTES: u32 = 60;
/// Weeks in the longest year.
const YEAR_WEEKS: u32 = 53;
/// More pupils than any session has.
const PUPILS_MOST: u32 = 10_000;

/// The hours of support a week.
pub(super) fn support_hours(
    unit: Option<Rate>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Rate, Stop> {
    let hours = asked.profile.support_hours();
    let hours = hours.ok_or(Refusal::SupportHoursMissing)?;
    let in_week = within(hours, WEEK_HOURS);
    let in_units =
        unit.is_none_or(|unit| hours.value().checked_rem(unit.value()) == Some(Decimal::ZERO));
    if !in_week || !in_units {
        return Err(Refusal::SupportHoursWrong { hours }.into());
    }
    trace.record(Step::SupportHoursRead { hours });
    Ok(hours)
}

/// Whether a number is from 0 to a most.
pub(super) fn within(number: Rate, most: u32) -> bool {
    number.value() >= Decimal::ZERO && number.value() <= Decimal::from(most)
}

/// A line that is as its kind is priced.
struct Line<'a> {
    at: usize,
    kind: usize,
    provision: &'a Provision,
    wanted: &'a ProvisionLine,
    /// Minutes a week that count; none of a line that is costed one by one. Minutes keep a third of an
    /// hour exact.
    minutes: Decimal,
}

/// The yearly cost of all lines, unrounded unless the set rounds each line.
pub(super) fn cost(
    provisions: &[Provision],
    weeks: Rate,
    (total_hours, total_of): (Option<HoursCap>, TotalOf),
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Exact, Stop> {
    let mut lines = lines(provisions, asked)?;
    let mut blocks = Vec::new();
    for (kind, provision) in provisions.iter().enumerate() {
        let of_kind = |line: &&mut Line<'_>| line.kind == kind;
        if let Some(cap) = provision.hours {
            let held = lines.iter_mut().filter(of_kind);
            if let Some(hours) = hold(held, cap, trace)? {
                blocks.push(Block::ProvisionAboveCap {
                    provision: provision.id.clone(),
                    hours,
                    cap: cap.most,
                });
            }
        }
    }
    if let Some(cap) = total_cap(&lines, total_hours, total_of)
        && let Some(hours) = hold(lines.iter_mut(), cap, trace)?
    {
        blocks.push(Block::HoursAboveCap {
            hours,
            cap: cap.most,
        });
    }
    if !blocks.is_empty() {
        return Err(Stop::Blocked(blocks));
    }
    let mut total = Exact::ZERO;
    for line in &lines {
        total = total.plus(cost_of(line, weeks, asked, trace)?)?;
    }
    trace.record(Step::CostTotalled {
        cost: total.rate()?,
    });
    Ok(total)
}

/// The profile's lines; every problem at once.
fn lines<'a>(provisions: &'a [Provision], asked: &Asked<'a>) -> Result<Vec<Line<'a>>, Stop> {
    if asked.profile.provision().is_empty() {
        return Err(Refusal::ProvisionMissing.into());
    }
    let mut refusals = Vec::new();
    let mut lines = Vec::new();
    for (at, wanted) in asked.profile.provision().iter().enumerate() {
        let mut all = provisions.iter().enumerate();
        let Some((kind, provision)) = all.find(|(_, known)| known.id == wanted.provision) else {
            if is_of_another(&wanted.provision, asked)? {
                continue;
            }
            refusals.push(Refusal::ProvisionUnknown {
                provision: wanted.provision.clone(),
            });
            continue;
        };
        if !condition::all_hold(&provision.when, asked)? {
            refusals.push(Refusal::ProvisionNotAllowed {
                line: u16::try_from(at + 1).unwrap_or(u16::MAX),
                provision: provision.id.clone(),
            });
            continue;
        }
        match wrong_with(wanted, provision) {
            Some(wrong) => refusals.push(Refusal::ProvisionLine {
                line: u16::try_from(at + 1).unwrap_or(u16::MAX),
                wrong,
            }),
            None => lines.push(Line {
                at,
                kind,
                provision,
                wanted,
                minutes: wanted.minutes.map_or(Decimal::ZERO, Rate::value),
            }),
        }
    }
    if refusals.is_empty() {
        Ok(lines)
    } else {
        Err(Stop::Refused(refusals))
    }
}

/// Whether a kind is one of another stream that is for the child, which costs its lines.
fn is_of_another(kind: &ProvisionId, asked: &Asked<'_>) -> Result<bool, Stop> {
    for stream in &asked.rules.streams {
        if let Model::CostedProvision { provisions, .. } = &stream.model
            && provisions.iter().any(|known| known.id == *kind)
            && super::stream::holds(stream, asked)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn wrong_with(line: &ProvisionLine, provision: &Provision) -> Option<WrongLine> {
    if matches!(provision.price, ProvisionPrice::Individual {}) {
        return match line.cost {
            None => Some(WrongLine::CostMissing),
            Some(cost) if cost < Money::ZERO => Some(WrongLine::NotAsPriced),
            Some(_) if line.minutes.is_some() || line.pupils.is_some() || line.weeks.is_some() => {
                Some(WrongLine::NotAsPriced)
            }
            Some(_) => None,
        };
    }
    if line.cost.is_some() {
        return Some(WrongLine::NotAsPriced);
    }
    match line.minutes {
        None => return Some(WrongLine::TimeMissing),
        Some(minutes) if !within(minutes, WEEK_HOURS * HOUR_MINUTES) => {
            return Some(WrongLine::TimeOutOfRange);
        }
        Some(_) => {}
    }
    if let Some(pupils) = line.pupils
        && (pupils < Rate::ONE || !within(pupils, PUPILS_MOST))
    {
        return Some(WrongLine::PupilsOutOfRange);
    }
    let weeks = line.weeks.filter(|weeks| !within(*weeks, YEAR_WEEKS));
    weeks.map(|_| WrongLine::WeeksOutOfRange)
}

/// Of the limits over all kinds that are in use, the lowest, and of two that are alike the one that blocks; or that of the
/// last line. The model's where a kind names none.
fn total_cap(lines: &[Line<'_>], general: Option<HoursCap>, of: TotalOf) -> Option<HoursCap> {
    let hourly = lines
        .iter()
        .filter(|line| matches!(line.provision.price, ProvisionPrice::Hourly { .. }));
    let mut caps = hourly.map(|line| line.provision.total_hours.or(general));
    match of {
        TotalOf::Lowest => caps
            .flatten()
            .min_by_key(|cap| (cap.most, cap.above == AboveCap::Clamp)),
        TotalOf::LastLine => caps.next_back().flatten(),
    }
}

/// Holds lines within a limit of hours: a limit that clamps takes the excess off the last lines; of
/// one that blocks, the hours above it are returned.
fn hold<'l, 'a: 'l>(
    lines: impl DoubleEndedIterator<Item = &'l mut Line<'a>>,
    cap: HoursCap,
    trace: &mut Trace,
) -> Result<Option<Rate>, Stop> {
    let mut held: Vec<&mut Line<'_>> = lines.collect();
    let mut minutes = Exact::ZERO;
    for line in &held {
        minutes = minutes.plus(Exact::of(line.minutes))?;
    }
    let most = Exact::of(cap.most.value()).times(Rate::whole(HOUR_MINUTES))?;
    if !minutes.is_above(most)? {
        return Ok(None);
    }
    if cap.above == AboveCap::Block {
        return Ok(Some(minutes.divided(Rate::whole(HOUR_MINUTES))?.rate()?));
    }
    let mut excess = minutes.minus(most)?.value()?;
    for line in held.iter_mut().rev() {
        let taken = excess.min(line.minutes);
        if taken > Decimal::ZERO {
            let before = Rate::new(line.minutes);
            line.minutes -= taken;
            excess -= taken;
            trace.record(Step::HoursCapped {
                line: LineAt::at(line.at),
                before,
                after: Rate::new(line.minutes),
                most: cap.most,
            });
        }
    }
    Ok(None)
}

fn cost_of(
    line: &Line<'_>,
    weeks: Rate,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Exact, Stop> {
    let (at, provision) = (LineAt::at(line.at), ProvisionAt::at(line.kind));
    let ProvisionPrice::Hourly { rate, shared } = line.provision.price else {
        let cost = line
            .wanted
            .cost
            .map_or(Exact::ZERO, |cost| Exact::of(cost.pounds()));
        let cost = each_line_rounded(cost, asked)?;
        trace.record(Step::LineCostRead {
            line: at,
            provision,
            cost: cost.rate()?,
        });
        return Ok(cost);
    };
    let rate = line.provision.rate_on(asked.context.on, rate);
    let weeks = line.wanted.weeks.or(line.provision.weeks).unwrap_or(weeks);
    let pupils = line.wanted.pupils.filter(|_| shared).unwrap_or(Rate::ONE);
    let year = Exact::of(line.minutes).times(rate)?.times(weeks)?;
    let exact = year.divided(Rate::whole(HOUR_MINUTES))?.divided(pupils)?;
    let cost = each_line_rounded(exact, asked)?;
    trace.record(Step::LineCosted {
        line: at,
        provision,
        minutes: Rate::new(line.minutes),
        pupils,
        rate,
        weeks,
        cost: cost.rate()?,
    });
    Ok(cost)
}

/// The cost of a line, rounded where the set rounds each line.
fn each_line_rounded(cost: Exact, asked: &Asked<'_>) -> Result<Exact, Stop> {
    if asked.rules.scheme.rounding_applied != RoundingApplied::EachLine {
        return Ok(cost);
    }
    let rounded = asked.rules.rounding.to_money(cost.value()?);
    Ok(Exact::of(rounded.map_err(|_| Refusal::TooLarge)?.pounds()))
}
