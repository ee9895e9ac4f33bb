//! A band, or the circumstances alone, to pounds: what the table that holds says.

use crate::money::{Money, Rate};
use crate::needs::BandId;
use crate::rules::{
    AmountBasis, AmountKind, ClassStaffing, Cost, Multiples, PricedPoints, Rows, Staffing,
    SupportHours, Values,
};

use super::asked::{Asked, has_agreed_band};
use super::exact::Exact;
use super::place::{BandAt, RowAt, TableAt};
use super::table::{Chosen, funded_hours, no_amount, of_basis};
use super::{Refusal, Step, Stop, Trace, keys, provision};

/// What the model came to, as far as amounts depend on it.
#[derive(Clone, Copy, Default)]
pub(super) struct Measure {
    /// The cost of the lines in pounds a year.
    pub(super) cost: Option<Exact>,
    /// Points, where the model counts any.
    pub(super) points: Option<Rate>,
    /// Hours of support a week, where the model read them already.
    pub(super) support_hours: Option<Rate>,
}

/// The amount of a band in a table, in pounds for the table's own basis.
pub(super) fn of_band(
    chosen: Chosen<'_>,
    band: Option<(usize, &BandId)>,
    measure: Measure,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Exact, Stop> {
    if let Some((at, id)) = band
        && let Some(above) = chosen.table.agreed_above.get(id)
    {
        return agreed(chosen, (at, id), *above, asked, trace);
    }
    match &chosen.table.values {
        Values::Amounts(_) => {
            let (at, _) = named(band, chosen, asked)?;
            let index = asked.rules.index();
            let amount = index.amount(chosen.stream, chosen.at, at);
            let amount = amount.ok_or_else(|| no_amount(chosen.wanted, asked))?;
            trace.record_with(|| Step::AmountRead {
                table: TableAt::at(chosen.at),
                setting: asked.context.setting,
                basis: chosen.table.basis,
                hours: chosen.table.hours,
                band: BandAt::at(at),
                kind: chosen.table.kind,
                amount,
            });
            Ok(Exact::of(amount.pounds()))
        }
        Values::Multiples(multiples) => multiple(chosen, multiples, band, asked, trace),
        Values::Rows(rows) => row(chosen, rows, band.map(|(_, id)| id), measure, asked, trace),
        Values::SupportHours(priced) => support_hours(chosen, *priced, measure, asked, trace),
        Values::Staffing(staffing) => class(chosen, staffing, band, asked, trace),
        Values::Cost(met) => cost(chosen, *met, measure, asked, trace),
        Values::Points(priced) => points(chosen, *priced, measure, asked, trace),
    }
}

/// The band, where the table has amounts by band.
fn named<'b>(
    band: Option<(usize, &'b BandId)>,
    chosen: Chosen<'_>,
    asked: &Asked<'_>,
) -> Result<(usize, &'b BandId), Stop> {
    band.ok_or_else(|| no_amount(chosen.wanted, asked))
}

/// The yearly amount that was agreed for the band, for the table's basis.
fn agreed(
    chosen: Chosen<'_>,
    (at, id): (usize, &BandId),
    above: Money,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Exact, Stop> {
    let band = id.clone();
    let Some(agreed) = asked.take_agreed() else {
        return Err(Refusal::AgreedMissing { band }.into());
    };
    let yearly = Exact::of(agreed.pounds());
    let amount = of_basis(yearly, chosen.table.basis, chosen, asked)?;
    if !amount.is_above(Exact::of(above.pounds()))? {
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
        amount: agreed,
    });
    Ok(amount)
}

/// The most that may be agreed, and what it is; where a sum was agreed, the lesser of both, which is the top-up itself. In a
/// set where another stream has bands that are agreed one by one, the sum is for those.
pub(super) fn within_limit(
    limit: Exact,
    chosen: Chosen<'_>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<(Exact, AmountKind), Stop> {
    let kind = chosen.table.kind;
    let others = asked.rules.streams.iter().enumerate();
    let mut others = others.filter(|(at, _)| *at != chosen.stream);
    if kind != AmountKind::UpperLimit || others.any(|(_, other)| has_agreed_band(other)) {
        return Ok((limit, kind));
    }
    let Some(agreed) = asked.take_agreed() else {
        return Ok((limit, kind));
    };
    let agreed = Exact::of(agreed.pounds());
    let agreed = of_basis(agreed, chosen.table.basis, chosen, asked)?;
    let amount = if agreed.is_above(limit)? {
        limit
    } else {
        agreed
    };
    trace.record(Step::AgreedLimited {
        table: TableAt::at(chosen.at),
        basis: chosen.table.basis,
        limit: limit.rate()?,
        agreed: agreed.rate()?,
        amount: amount.rate()?,
    });
    Ok((amount, AmountKind::NetTopUp))
}

fn multiple(
    chosen: Chosen<'_>,
    multiples: &Multiples,
    band: Option<(usize, &BandId)>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Exact, Stop> {
    let (at, id) = named(band, chosen, asked)?;
    let multiple = multiples.by_band.get(id).copied();
    let multiple = multiple.ok_or_else(|| no_amount(chosen.wanted, asked))?;
    let amount = Exact::of(multiples.base.value()).times(multiple)?;
    trace.record(Step::MultipleTaken {
        table: TableAt::at(chosen.at),
        band: BandAt::at(at),
        basis: chosen.table.basis,
        kind: chosen.table.kind,
        base: multiples.base,
        multiple,
        amount: amount.rate()?,
    });
    Ok(amount)
}

fn row(
    chosen: Chosen<'_>,
    rows: &Rows,
    band: Option<&BandId>,
    measure: Measure,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Exact, Stop> {
    let keys = keys::of(&rows.columns, band, asked)?;
    let texts: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
    let index = asked.rules.index().table(chosen.stream, chosen.at);
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
    let pounds = found.amount.pounds();
    match rows.per_hour_above {
        None => Ok(Exact::of(pounds)),
        Some(above) => {
            let rate = Rate::new(pounds);
            support_hours(chosen, SupportHours { rate, above }, measure, asked, trace)
        }
    }
}

fn support_hours(
    chosen: Chosen<'_>,
    priced: SupportHours,
    measure: Measure,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Exact, Stop> {
    let hours = match measure.support_hours {
        Some(hours) => hours,
        None => provision::support_hours(None, asked, trace)?,
    };
    // Of an attended hour, the hours attended are limited and not these.
    let hours = match chosen.table.basis {
        AmountBasis::Hour => hours,
        _ => funded_hours(hours, chosen, trace)?,
    };
    let amount = above_of(hours, priced.above)?.times(priced.rate)?;
    trace.record(Step::SupportHoursPriced {
        table: TableAt::at(chosen.at),
        basis: chosen.table.basis,
        kind: chosen.table.kind,
        hours,
        above: priced.above,
        rate: priced.rate,
        amount: amount.rate()?,
    });
    Ok(amount)
}

fn points(
    chosen: Chosen<'_>,
    priced: PricedPoints,
    measure: Measure,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Exact, Stop> {
    let points = measure.points;
    let points = points.ok_or_else(|| no_amount(chosen.wanted, asked))?;
    let amount = above_of(points, priced.above)?.times(priced.rate)?;
    trace.record(Step::PointsPriced {
        table: TableAt::at(chosen.at),
        basis: chosen.table.basis,
        kind: chosen.table.kind,
        points,
        above: priced.above,
        rate: priced.rate,
        amount: amount.rate()?,
    });
    Ok(amount)
}

/// What of a count is above what the setting meets itself; nothing where all of it is.
fn above_of(count: Rate, met: Rate) -> Result<Exact, Stop> {
    let above = Exact::of(count.value()).minus(Exact::of(met.value()))?;
    Ok(if above.is_above(Exact::ZERO)? {
        above
    } else {
        Exact::ZERO
    })
}

fn class(
    chosen: Chosen<'_>,
    staffing: &Staffing,
    band: Option<(usize, &BandId)>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Exact, Stop> {
    let (at, id) = named(band, chosen, asked)?;
    let class = staffing.classes.get(id);
    let class = class.ok_or_else(|| no_amount(chosen.wanted, asked))?;
    let staff = staff_cost(class, staffing)?;
    let share = staff.divided(class.pupils)?;
    let yearly = share.plus(Exact::of(staffing.per_pupil.value()))?;
    let amount = of_basis(yearly, chosen.table.basis, chosen, asked)?;
    trace.record(Step::ClassPriced {
        table: TableAt::at(chosen.at),
        band: BandAt::at(at),
        basis: chosen.table.basis,
        kind: chosen.table.kind,
        staff: staff.rate()?,
        pupils: class.pupils,
        per_pupil: staffing.per_pupil,
        amount: amount.rate()?,
    });
    Ok(amount)
}

fn staff_cost(class: &ClassStaffing, staffing: &Staffing) -> Result<Exact, Stop> {
    let mut staff = Exact::ZERO;
    for (post, adults) in &class.adults {
        // The checker holds that every post of a class has its cost.
        if let Some(cost) = staffing.posts.get(post) {
            staff = staff.plus(Exact::of(cost.value()).times(*adults)?)?;
        }
    }
    Ok(staff)
}

fn cost(
    chosen: Chosen<'_>,
    met: Cost,
    measure: Measure,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Exact, Stop> {
    let cost = measure.cost;
    let cost = cost.ok_or_else(|| no_amount(chosen.wanted, asked))?;
    let yearly = cost.times(met.share)?;
    let amount = of_basis(yearly, chosen.table.basis, chosen, asked)?;
    trace.record(Step::CostMet {
        table: TableAt::at(chosen.at),
        kind: chosen.table.kind,
        cost: cost.rate()?,
        share: met.share,
        amount: amount.rate()?,
    });
    Ok(amount)
}
