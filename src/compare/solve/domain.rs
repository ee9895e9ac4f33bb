//! The values that are possible: whole steps within each band's limits, in order, each with its cost.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::cells::{Cell, CellName, Cells};
use super::{Goal, Unsolvable, Valued};
use crate::money::Money;

/// The most steps that one value may have: a band of £100,000 by single pounds, from nothing to twice.
const STEPS_MAX: i64 = 200_000;

/// The possible steps of one value.
struct Range<'a> {
    cell: &'a Cell,
    /// The fewest and the most steps by the band's own limits.
    own: (i64, i64),
    /// As `own`, within what the order of the table leaves.
    low: i64,
    high: i64,
    /// How many steps more than the value before it is worth at least; none for the first of a table, and for one that was
    /// worth less than the one before.
    above: Option<i64>,
    /// What the children cost in pence, from `low` to `high`.
    costs: Vec<i64>,
}

/// Every possible value, in one list over all tables.
pub(super) struct Domain<'a> {
    unit: i64,
    fixed: i64,
    ranges: Vec<Range<'a>>,
    lowest: Vec<i64>,
    highest: Vec<i64>,
}

impl<'a> Domain<'a> {
    pub(super) fn of(cells: &'a Cells, goal: Goal) -> Result<Domain<'a>, Unsolvable> {
        let unit = goal.unit.pence();
        let mut ranges = Vec::new();
        for table in &cells.tables {
            let mut before: Option<&Cell> = None;
            for cell in table {
                let own = limits(cell, goal)?;
                ranges.push(Range {
                    cell,
                    own,
                    low: own.0,
                    high: own.1,
                    above: before.and_then(|before| above(before.value, cell.value)),
                    costs: Vec::new(),
                });
                before = Some(cell);
            }
        }
        keep_order(&mut ranges);
        for range in &mut ranges {
            if range.low > range.high {
                return Err(no_value(range.cell));
            }
            for steps in range.low..=range.high {
                let value = Money::from_pence(steps * unit)?;
                range
                    .costs
                    .push(range.cell.cost(value, cells.rounding)?.pence());
            }
        }
        Ok(Domain {
            unit,
            fixed: cells.fixed.pence(),
            lowest: ranges.iter().map(|range| range.low).collect(),
            highest: ranges.iter().map(|range| range.high).collect(),
            ranges,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// The fewest steps of every value; in order.
    pub(super) fn lowest(&self) -> &[i64] {
        &self.lowest
    }

    /// The most steps of every value; in order.
    pub(super) fn highest(&self) -> &[i64] {
        &self.highest
    }

    /// What the cohort costs in pence at some steps of every value.
    pub(super) fn cost(&self, steps: &[i64]) -> i64 {
        let costs = steps.iter().enumerate();
        self.fixed
            + costs
                .map(|(at, steps)| self.cost_of(at, *steps))
                .sum::<i64>()
    }

    /// What the children of one value cost at some steps of it; the nearest end's cost beyond the range.
    pub(super) fn cost_of(&self, at: usize, steps: i64) -> i64 {
        let Some(range) = self.ranges.get(at) else {
            return 0;
        };
        let place = steps.clamp(range.low, range.high) - range.low;
        let place = usize::try_from(place).unwrap_or(0);
        range.costs.get(place).copied().unwrap_or(0)
    }

    /// The fewest and the most steps of one value.
    pub(super) fn range(&self, at: usize) -> (i64, i64) {
        self.ranges
            .get(at)
            .map_or((0, 0), |range| (range.low, range.high))
    }

    /// How many steps more than the value before it one is worth at least.
    pub(super) fn above(&self, at: usize) -> Option<i64> {
        self.ranges.get(at)?.above
    }

    /// Whether some steps of every value are within the limits and in order.
    pub(super) fn allows(&self, steps: &[i64]) -> bool {
        let within = self.ranges.iter().zip(steps);
        let in_range = within
            .clone()
            .all(|(range, steps)| (range.low..=range.high).contains(steps));
        let pairs = steps.windows(2).zip(self.ranges.iter().skip(1));
        in_range
            && pairs
                .into_iter()
                .all(|(pair, range)| match (pair, range.above) {
                    ([before, after], Some(above)) => after - before >= above,
                    _ => true,
                })
    }

    /// The steps at a proportion of the set's own values, in millionths: each value rounded to the nearest step, a half
    /// upwards, and raised where the order wants it. More for a greater proportion, never less.
    pub(super) fn at_proportion(&self, millionths: i64) -> Vec<i64> {
        let mut all: Vec<i64> = Vec::with_capacity(self.ranges.len());
        for range in &self.ranges {
            let exact = i128::from(range.cell.value.pence()) * i128::from(millionths);
            let whole = i128::from(self.unit) * 1_000_000;
            let nearest = (2 * exact + whole).div_euclid(2 * whole);
            let nearest = i64::try_from(nearest).unwrap_or(i64::MAX);
            let least = match (range.above, all.last()) {
                (Some(above), Some(before)) => before + above,
                _ => i64::MIN,
            };
            all.push(nearest.max(least).clamp(range.low, range.high));
        }
        all
    }

    /// The common divisor, in pence, of what every step of every value costs; 0 if no step costs anything.
    pub(super) fn apart(&self) -> i64 {
        let costs = self.ranges.iter().flat_map(|range| range.costs.windows(2));
        costs.fold(0, |divisor, pair| match pair {
            [low, high] => common(divisor, high - low),
            _ => divisor,
        })
    }

    /// How near to a target any cost can lie, if costs are a common divisor apart.
    pub(super) fn least_distance(&self, target: i64, apart: i64) -> i64 {
        let away = (target - self.cost(&self.lowest)).abs();
        if apart == 0 {
            return away;
        }
        let over = away % apart;
        over.min(apart - over)
    }

    /// Who stands at the limit of its fall at the lowest values, and who is held above it by the order.
    pub(super) fn held_low(&self) -> (Vec<CellName>, Vec<CellName>) {
        self.held(|range| range.low == range.own.0)
    }

    /// Who stands at the limit of its rise at the highest values, and who is held below it by the order.
    pub(super) fn held_high(&self) -> (Vec<CellName>, Vec<CellName>) {
        self.held(|range| range.high == range.own.1)
    }

    fn held(&self, is_at_limit: impl Fn(&Range<'_>) -> bool) -> (Vec<CellName>, Vec<CellName>) {
        let paying = self.ranges.iter().filter(|range| range.cell.children() > 0);
        let (at_limit, by_order): (Vec<_>, Vec<_>) = paying.partition(|range| is_at_limit(range));
        let names = |ranges: Vec<&Range<'_>>| -> Vec<CellName> {
            ranges.iter().map(|range| range.cell.name.clone()).collect()
        };
        (names(at_limit), names(by_order))
    }

    pub(super) fn valued(&self, steps: &[i64]) -> Result<Vec<Valued>, Unsolvable> {
        let valued = |(range, steps): (&Range<'_>, &i64)| {
            Ok(Valued {
                name: range.cell.name.clone(),
                children: range.cell.children(),
                from: range.cell.value,
                to: Money::from_pence(steps * self.unit)?,
            })
        };
        self.ranges.iter().zip(steps).map(valued).collect()
    }
}

/// The fewest and the most steps of a value by its own limits.
fn limits(cell: &Cell, goal: Goal) -> Result<(i64, i64), Unsolvable> {
    let at = |percent: Decimal| -> Option<Decimal> {
        let hundredths = Decimal::ONE_HUNDRED.checked_add(percent)?;
        let pounds = cell.value.pounds().checked_mul(hundredths)?;
        pounds
            .checked_div(Decimal::ONE_HUNDRED)?
            .checked_div(goal.unit.pounds())
    };
    let low = at(-goal.fall_percent.value()).and_then(|steps| steps.ceil().to_i64());
    let high = at(goal.rise_percent.value()).and_then(|steps| steps.floor().to_i64());
    match low.zip(high) {
        Some((low, high)) if low <= high && high - low <= STEPS_MAX => Ok((low, high)),
        _ => Err(no_value(cell)),
    }
}

/// A value that was higher stays at least a step higher; one that was equal is never lower.
fn above(before: Money, after: Money) -> Option<i64> {
    match after.cmp(&before) {
        std::cmp::Ordering::Greater => Some(1),
        std::cmp::Ordering::Equal => Some(0),
        std::cmp::Ordering::Less => None,
    }
}

/// Narrows every range to what some values in order leave: the lowest of all are then in order, and so are the highest.
fn keep_order(ranges: &mut [Range<'_>]) {
    for at in 1..ranges.len() {
        if let [before, after] = &mut ranges[at - 1..=at]
            && let Some(above) = after.above
        {
            after.low = after.low.max(before.low + above);
        }
    }
    for at in (1..ranges.len()).rev() {
        if let [before, after] = &mut ranges[at - 1..=at]
            && let Some(above) = after.above
        {
            before.high = before.high.min(after.high - above);
        }
    }
}

fn no_value(cell: &Cell) -> Unsolvable {
    Unsolvable::NoValue {
        table: cell.name.title.clone(),
        band: cell.name.band.to_string(),
    }
}

fn common(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { common(b, a % b) }
}
