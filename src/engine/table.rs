//! Which value table holds for a case, and how its amount becomes that of a year.

use crate::money::Rate;
use crate::rules::{AboveCap, AmountBasis, Modifier, Stream, ValueTable, What};

use super::asked::Asked;
use super::exact::Exact;
use super::place::TableAt;
use super::provision::{WEEK_HOURS, within};
use super::{Block, Fact, Refusal, Step, Stop, Trace, condition};

/// A table that holds for a case, with its place.
#[derive(Clone, Copy)]
pub(super) struct Chosen<'set> {
    /// The place of its stream.
    pub(super) stream: usize,
    /// Its place in the stream.
    pub(super) at: usize,
    pub(super) table: &'set ValueTable,
    /// What the amount is to be for.
    pub(super) wanted: AmountBasis,
}

/// The table that holds for the case: one for the basis that is wanted, else one from which a year
/// can be worked out, else one of amounts paid once. Hours that no table names fit none, and where
/// hours are not stated only a table for any hours fits: nothing is guessed.
pub(super) fn choose<'set>(
    stream_at: usize,
    stream: &'set Stream,
    wanted: AmountBasis,
    asked: &Asked<'_>,
) -> Result<Chosen<'set>, Stop> {
    let of_year = wanted == AmountBasis::Year;
    let orders: [&dyn Fn(&ValueTable) -> bool; 3] = [
        &|table| table.basis == wanted,
        &|table| of_year && table.times_a_year.is_some(),
        &|table| of_year && table.basis == AmountBasis::OneOff,
    ];
    for fits in orders {
        for (at, table) in stream.value_tables.iter().enumerate() {
            if fits(table)
                && table.settings.contains(&asked.context.setting)
                && hours_fit(table, asked)
                && condition::all_hold(&table.when, asked)?
            {
                return Ok(Chosen {
                    stream: stream_at,
                    at,
                    table,
                    wanted,
                });
            }
        }
    }
    Err(no_amount(wanted, asked))
}

/// The table of what is paid once that holds for the case, where a year's amount is wanted and another was chosen.
pub(super) fn paid_once<'set>(
    stream_at: usize,
    stream: &'set Stream,
    chosen: Chosen<'set>,
    asked: &Asked<'_>,
) -> Result<Option<Chosen<'set>>, Stop> {
    if chosen.wanted != AmountBasis::Year || chosen.table.basis == AmountBasis::OneOff {
        return Ok(None);
    }
    for (at, table) in stream.value_tables.iter().enumerate() {
        if table.basis == AmountBasis::OneOff
            && table.settings.contains(&asked.context.setting)
            && hours_fit(table, asked)
            && condition::all_hold(&table.when, asked)?
        {
            return Ok(Some(Chosen {
                stream: stream_at,
                at,
                table,
                wanted: chosen.wanted,
            }));
        }
    }
    Ok(None)
}

/// The refusal where the set has no amount.
pub(super) fn no_amount(wanted: AmountBasis, asked: &Asked<'_>) -> Stop {
    Refusal::NoAmountFor {
        setting: asked.context.setting,
        basis: wanted,
        hours: asked.context.hours,
    }
    .into()
}

fn hours_fit(table: &ValueTable, asked: &Asked<'_>) -> bool {
    table.hours == asked.context.hours
        || (table.hours.is_none() && asked.rules.streams.iter().any(reads_hours))
}

/// Whether a stream reads the hours attended otherwise than to choose a table.
fn reads_hours(stream: &Stream) -> bool {
    let by_hour = |table: &ValueTable| table.basis == AmountBasis::Hour;
    let fraction = |modifier: &Modifier| match modifier {
        Modifier::Change(change) => matches!(
            change.what,
            What::HoursFraction { .. } | What::HoursAWeek { .. }
        ),
        Modifier::Floor | Modifier::Fte => false,
    };
    stream.value_tables.iter().any(by_hour) || stream.modifiers.iter().any(fraction)
}

/// The year's amount, where a year's is wanted and the table's is for something shorter.
pub(super) fn of_year(
    amount: Exact,
    chosen: Chosen<'_>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<(Exact, AmountBasis), Stop> {
    let basis = chosen.table.basis;
    let wants_year = chosen.wanted == AmountBasis::Year;
    let Some(times) = chosen.table.times_a_year.filter(|_| wants_year) else {
        return Ok((amount, basis));
    };
    let hours = match basis {
        AmountBasis::Hour => Some(funded_hours(attended(asked)?, chosen, trace)?),
        _ => None,
    };
    let weekly = amount.times(hours.unwrap_or(Rate::ONE))?;
    let after = weekly.times(times)?;
    trace.record(Step::YearTaken {
        basis,
        before: amount.rate()?,
        hours,
        times,
        after: after.rate()?,
    });
    Ok((after, AmountBasis::Year))
}

/// Pounds of a year as pounds of what an amount is for; pounds paid once stay as they are.
///
/// # Errors
/// [`Refusal::NoAmountFor`] where the table does not say how often its basis comes in a year.
pub(super) fn of_basis(
    yearly: Exact,
    basis: AmountBasis,
    chosen: Chosen<'_>,
    asked: &Asked<'_>,
) -> Result<Exact, Stop> {
    let whole = matches!(basis, AmountBasis::Year | AmountBasis::OneOff);
    if whole || yearly.is(Exact::ZERO)? {
        return Ok(yearly);
    }
    let times = chosen.table.times_a_year;
    let times = times.ok_or_else(|| no_amount(chosen.wanted, asked))?;
    let hours = match basis {
        AmountBasis::Hour => funded_hours(attended(asked)?, chosen, &mut Trace::default())?,
        _ => Rate::ONE,
    };
    if hours == Rate::ZERO {
        return Ok(Exact::ZERO);
    }
    yearly.divided(times)?.divided(hours)
}

/// The hours a week that the table funds of some that it prices: those within its limit.
///
/// # Errors
/// [`Block::FundedHoursAboveCap`] where more than the limit blocks.
pub(super) fn funded_hours(
    hours: Rate,
    chosen: Chosen<'_>,
    trace: &mut Trace,
) -> Result<Rate, Stop> {
    let Some(cap) = chosen.table.most_hours.filter(|cap| hours > cap.most) else {
        return Ok(hours);
    };
    if cap.above == AboveCap::Block {
        return Err(Stop::Blocked(vec![Block::FundedHoursAboveCap {
            table: chosen.table.id.clone(),
            hours,
            cap: cap.most,
        }]));
    }
    trace.record(Step::FundedHoursCapped {
        table: TableAt::at(chosen.at),
        before: hours,
        after: cap.most,
    });
    Ok(cap.most)
}

/// The hours attended a week.
pub(super) fn attended(asked: &Asked<'_>) -> Result<Rate, Stop> {
    let fact = Fact::Hours;
    let hours = asked.context.hours.ok_or(Refusal::FactMissing { fact })?;
    if within(hours, WEEK_HOURS) {
        Ok(hours)
    } else {
        Err(Refusal::HoursWrong { hours }.into())
    }
}
