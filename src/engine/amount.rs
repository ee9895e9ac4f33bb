//! A band, or the circumstances alone, to pounds: the table that holds and what it says.

use crate::money::{Decimal, Money, Rate};
use crate::needs::BandId;
use crate::rules::{
    AmountBasis, ClassStaffing, Modifier, Multiples, Rows, Staffing, Stream, SupportHours,
    ValueTable, Values, What,
};

use super::asked::Asked;
use super::place::{BandAt, RowAt, TableAt};
use super::{Fact, Refusal, Step, Stop, Trace, condition, keys, provision};

/// What the model came to, as far as amounts depend on it.
#[derive(Clone, Copy, Default)]
pub(super) struct Measure {
    /// The cost of the lines in pounds a year.
    pub(super) cost: Option<Rate>,
    /// Hours of support a week, where the model read them already.
    pub(super) support_hours: Option<Rate>,
}

/// A table that holds for a case, with its place.
#[derive(Clone, Copy)]
pub(super) struct Chosen<'set> {
    pub(super) at: usize,
    pub(super) table: &'set ValueTable,
}

/// The table that holds for the case: one for the basis that is asked for, else one from which a year
/// can be worked out, else one of amounts paid once. Hours that no table names fit none, and where
/// hours are not stated only a table for any hours fits: nothing is guessed.
pub(super) fn table<'set>(stream: &'set Stream, asked: &Asked<'_>) -> Result<Chosen<'set>, Stop> {
    let wanted = asked.context.basis;
    let to_year = |table: &ValueTable| wanted == AmountBasis::Year && table.times_a_year.is_some();
    let orders: [&dyn Fn(&ValueTable) -> bool; 3] = [
        &|table| table.basis == wanted,
        &|table| to_year(table),
        &|table| wanted == AmountBasis::Year && table.basis == AmountBasis::OneOff,
    ];
    for fits in orders {
        for (at, table) in stream.value_tables.iter().enumerate() {
            if fits(table)
                && table.settings.contains(&asked.context.setting)
                && hours_fit(table, asked)
                && condition::all_hold(&table.when, asked)?
            {
                return Ok(Chosen { at, table });
            }
        }
    }
    Err(Refusal::NoAmountFor {
        setting: asked.context.setting,
        basis: wanted,
        hours: asked.context.hours,
    }
    .into())
}

/// Hours that some stream of the set reads anyway say nothing against a table that names none.
fn hours_fit(table: &ValueTable, asked: &Asked<'_>) -> bool {
    let mut streams = asked.rules.streams.iter();
    table.hours == asked.context.hours || (table.hours.is_none() && streams.any(reads_hours))
}

/// Whether the stream reads the hours attended otherwise than to choose a table.
fn reads_hours(stream: &Stream) -> bool {
    let by_hour = |table: &ValueTable| table.basis == AmountBasis::Hour;
    let fraction = |modifier: &Modifier| matches!(modifier, Modifier::Change(change) if matches!(change.what, What::HoursFraction { .. }));
    stream.value_tables.iter().any(by_hour) || stream.modifiers.iter().any(fraction)
}

/// The amount of a band in a table, in pounds for the table's own basis.
pub(super) fn of_band(
    chosen: Chosen<'_>,
    stream_at: usize,
    band: Option<(usize, &BandId)>,
    measure: Measure,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Decimal, Stop> {
    let table = chosen.table;
    if let Some((at, id)) = band {
        if let Some(above) = table.agreed_above.get(id) {
            return agreed(chosen, (at, id), *above, asked, trace);
        }
        if asked.profile.agreed().is_some() {
            return Err(Refusal::AgreedNotExpected.into());
        }
    }
    match &table.values {
        Values::Amounts(amounts) => {
            let (at, id) = band.ok_or_else(|| none(asked))?;
            let amount = *amounts.get(id).ok_or_else(|| none(asked))?;
            trace.record(Step::AmountRead {
                table: TableAt::at(chosen.at),
                setting: asked.context.setting,
                basis: table.basis,
                hours: table.hours,
                band: BandAt::at(at),
                kind: table.kind,
                amount,
            });
            Ok(amount.pounds())
        }
        Values::Multiples(multiples) => multiple(chosen, multiples, band, asked, trace),
        Values::Rows(rows) => row(
            chosen,
            stream_at,
            rows,
            band.map(|(_, id)| id),
            asked,
            trace,
        ),
        Values::SupportHours(priced) => support_hours(chosen, *priced, measure, asked, trace),
        Values::Staffing(staffing) => class(chosen, staffing, band, asked, trace),
        Values::Cost(met) => {
            let cost = measure.cost.ok_or_else(|| none(asked))?;
            let amount = times(cost.value(), met.share.value())?;
            trace.record(Step::CostMet {
                table: TableAt::at(chosen.at),
                kind: table.kind,
                cost,
                share: met.share,
                amount: Rate::new(amount),
            });
            Ok(amount)
        }
    }
}

fn none(asked: &Asked<'_>) -> Stop {
    Refusal::NoAmountFor {
        setting: asked.context.setting,
        basis: asked.context.basis,
        hours: asked.context.hours,
    }
    .into()
}

fn agreed(
    chosen: Chosen<'_>,
    (at, id): (usize, &BandId),
    above: Money,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Decimal, Stop> {
    let band = id.clone();
    let Some(amount) = asked.profile.agreed() else {
        return Err(Refusal::AgreedMissing { band }.into());
    };
    if amount <= above {
        let agreed = amount;
        return Err(Refusal::AgreedTooLow {
            band,
            agreed,
            above,
        }
        .into());
    }
    trace.record(Step::AgreedRead {
        table: TableAt::at(chosen.at),
        band: BandAt::at(at),
        basis: chosen.table.basis,
        kind: chosen.table.kind,
        above,
        amount,
    });
    Ok(amount.pounds())
}

fn multiple(
    chosen: Chosen<'_>,
    multiples: &Multiples,
    band: Option<(usize, &BandId)>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Decimal, Stop> {
    let (at, id) = band.ok_or_else(|| none(asked))?;
    let multiple = *multiples.by_band.get(id).ok_or_else(|| none(asked))?;
    let amount = times(multiples.base.value(), multiple.value())?;
    trace.record(Step::MultipleTaken {
        table: TableAt::at(chosen.at),
        band: BandAt::at(at),
        basis: chosen.table.basis,
        kind: chosen.table.kind,
        base: multiples.base,
        multiple,
        amount: Rate::new(amount),
    });
    Ok(amount)
}

fn row(
    chosen: Chosen<'_>,
    stream_at: usize,
    rows: &Rows,
    band: Option<&BandId>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Decimal, Stop> {
    let keys = keys::of(&rows.columns, band, asked)?;
    let texts: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
    let index = asked.rules.index().table(stream_at, chosen.at);
    let at = index.and_then(|index| index.row(&texts));
    let Some((at, found)) = at.and_then(|at| rows.rows.get(at).map(|row| (at, row))) else {
        return Err(Refusal::NoRowFor {
            table: Some(chosen.table.id.clone()),
            keys: texts.into_iter().map(str::to_owned).collect(),
        }
        .into());
    };
    trace.record(Step::RowRead {
        table: TableAt::at(chosen.at),
        row: RowAt::at(at),
        basis: chosen.table.basis,
        kind: chosen.table.kind,
        amount: found.amount,
    });
    Ok(found.amount.pounds())
}

fn support_hours(
    chosen: Chosen<'_>,
    priced: SupportHours,
    measure: Measure,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Decimal, Stop> {
    let hours = match measure.support_hours {
        Some(hours) => hours,
        None => provision::support_hours(None, asked, trace)?,
    };
    let counted = (hours.value() - priced.above.value()).max(Decimal::ZERO);
    let amount = times(counted, priced.rate.value())?;
    trace.record(Step::SupportHoursPriced {
        table: TableAt::at(chosen.at),
        basis: chosen.table.basis,
        kind: chosen.table.kind,
        hours,
        above: priced.above,
        rate: priced.rate,
        amount: Rate::new(amount),
    });
    Ok(amount)
}

fn class(
    chosen: Chosen<'_>,
    staffing: &Staffing,
    band: Option<(usize, &BandId)>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Decimal, Stop> {
    let (at, id) = band.ok_or_else(|| none(asked))?;
    let class = staffing.classes.get(id).ok_or_else(|| none(asked))?;
    let staff = staff_cost(class, staffing)?;
    let share = staff
        .checked_div(class.pupils.value())
        .and_then(|share| share.checked_add(staffing.per_pupil.value()));
    let amount = share.ok_or(Refusal::TooLarge)?;
    trace.record(Step::ClassPriced {
        table: TableAt::at(chosen.at),
        band: BandAt::at(at),
        basis: chosen.table.basis,
        kind: chosen.table.kind,
        staff: Rate::new(staff),
        pupils: class.pupils,
        per_pupil: staffing.per_pupil,
        amount: Rate::new(amount),
    });
    Ok(amount)
}

fn staff_cost(class: &ClassStaffing, staffing: &Staffing) -> Result<Decimal, Stop> {
    let mut staff = Decimal::ZERO;
    for (post, adults) in &class.adults {
        // The checker holds that every post of a class has its cost.
        let cost = staffing
            .posts
            .get(post)
            .map_or(Decimal::ZERO, |cost| cost.value());
        let line = times(adults.value(), cost)?;
        staff = staff.checked_add(line).ok_or(Refusal::TooLarge)?;
    }
    Ok(staff)
}

/// The year's amount, where the table's is for something shorter.
pub(super) fn of_year(
    pounds: Decimal,
    table: &ValueTable,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<(Decimal, AmountBasis), Stop> {
    let wants_year = asked.context.basis == AmountBasis::Year;
    let Some(count) = table.times_a_year.filter(|_| wants_year) else {
        return Ok((pounds, table.basis));
    };
    let hours = if table.basis == AmountBasis::Hour {
        Some(attended(asked)?)
    } else {
        None
    };
    let weekly = times(pounds, hours.unwrap_or(Rate::ONE).value())?;
    let after = times(weekly, count.value())?;
    trace.record(Step::YearTaken {
        basis: table.basis,
        before: Rate::new(pounds),
        hours,
        times: count,
        after: Rate::new(after),
    });
    Ok((after, AmountBasis::Year))
}

/// The hours attended a week.
pub(super) fn attended(asked: &Asked<'_>) -> Result<Rate, Stop> {
    let fact = Fact::Hours;
    let hours = asked.context.hours.ok_or(Refusal::FactMissing { fact })?;
    if provision::within(hours, provision::WEEK_HOURS) {
        Ok(hours)
    } else {
        Err(Refusal::HoursWrong { hours }.into())
    }
}

/// A product that is exact, or a refusal.
pub(super) fn times(a: Decimal, b: Decimal) -> Result<Decimal, Stop> {
    Ok(a.checked_mul(b).ok_or(Refusal::TooLarge)?)
}
