//! Which limits of hours a case stands at, or goes above.
//!
//! The steps and blocks do not say whose limit it was: of the kind, of all lines, or of the table. The hours of the case
//! do, since the engine holds them in a fixed order: within each kind first, then over all lines.

use std::collections::{BTreeMap, BTreeSet};

use crate::money::{Decimal, Rate};
use crate::needs::NeedsProfile;
use crate::rules::{
    AboveCap, AmountBasis, HoursCap, Model, Part, Provision, ProvisionPrice, Side, Stream, TotalOf,
};

use super::Tried;
use crate::engine::{Block, Status, Step};

/// Minutes in an hour.
const HOUR_MINUTES: u32 = 60;

/// The limits of hours that a case shows.
pub(super) fn hits(tried: &Tried<'_>, hit: &mut BTreeSet<Part>) {
    let blocks = match &tried.determination.status {
        Status::Blocked { reasons } => reasons.as_slice(),
        _ => &[],
    };
    let of_lines = |block: &Block| {
        matches!(
            block,
            Block::ProvisionAboveCap { .. } | Block::HoursAboveCap { .. }
        )
    };
    let are_blocked = blocks.iter().any(of_lines);
    let mut found = Vec::new();
    let last = tried.by_stream(|at, stream, steps| {
        let totalled = |step: &Step| matches!(step, Step::CostTotalled { .. });
        if steps.iter().any(totalled) {
            of_provision(at, stream, tried.needs, &mut found);
        }
        of_tables(at, stream, steps, tried, &mut found);
    });
    if let Some(stream) = tried.rules.streams.get(last) {
        if are_blocked {
            of_provision(last, stream, tried.needs, &mut found);
        }
        found.extend(blocks.iter().filter_map(|block| match block {
            Block::FundedHoursAboveCap { table, .. } => {
                let mut tables = stream.value_tables.iter();
                let table = tables.position(|known| known.id == *table)?;
                Some(Part::MostHours(last, table, Side::Beyond))
            }
            _ => None,
        }));
    }
    hit.extend(found);
}

/// The limits of value tables: above one that clamps, and at one that blocks.
fn of_tables(at: usize, stream: &Stream, steps: &[Step], tried: &Tried<'_>, found: &mut Vec<Part>) {
    for step in steps {
        match step {
            Step::FundedHoursCapped { table, .. } => {
                found.push(Part::MostHours(at, table.position(), Side::Beyond));
            }
            Step::SupportHoursPriced { table, hours, .. } => {
                found.extend(stands_at(at, table.position(), stream, *hours));
            }
            Step::RowRead {
                table,
                basis: AmountBasis::Hour,
                ..
            }
            | Step::AmountRead {
                table,
                basis: AmountBasis::Hour,
                ..
            }
            | Step::MultipleTaken {
                table,
                basis: AmountBasis::Hour,
                ..
            } => {
                let hours = tried.context.hours.unwrap_or(Rate::ZERO);
                found.extend(stands_at(at, table.position(), stream, hours));
            }
            _ => {}
        }
    }
}

fn stands_at(at: usize, table: usize, stream: &Stream, hours: Rate) -> Option<Part> {
    let most = stream.value_tables.get(table)?.most_hours?.most;
    (hours == most).then_some(Part::MostHours(at, table, Side::Before))
}

/// The limits over lines of provision.
fn of_provision(at: usize, stream: &Stream, needs: &NeedsProfile, found: &mut Vec<Part>) {
    let Model::CostedProvision {
        provisions,
        total_hours,
        total_of,
        ..
    } = &stream.model
    else {
        return;
    };
    let mut minutes: BTreeMap<usize, Decimal> = BTreeMap::new();
    let mut order = Vec::new();
    for line in needs.provision() {
        let Some(kind) = provisions.iter().position(|kind| kind.id == line.provision) else {
            continue;
        };
        let own = minutes.entry(kind).or_default();
        *own = own.saturating_add(line.minutes.map_or(Decimal::ZERO, Rate::value));
        order.push(kind);
    }
    let mut all = Decimal::ZERO;
    for (kind, own) in minutes {
        let cap = provisions.get(kind).and_then(|kind| kind.hours);
        let side = cap.and_then(|cap| side_of(own, cap));
        found.extend(side.map(|side| Part::ProvisionCap(at, kind, side)));
        all = all.saturating_add(match cap {
            Some(cap) if cap.above == AboveCap::Clamp => own.min(in_minutes(cap)),
            _ => own,
        });
    }
    for (owner, cap) in over_all(provisions, &order, *total_hours, *total_of) {
        let side = side_of(all, cap);
        found.extend(side.map(|side| Part::TotalHours(at, owner, side)));
    }
}

/// Whose limit over all lines holds, and which. Where several kinds have the same, each is shown: lower it, and the
/// result is another.
fn over_all(
    provisions: &[Provision],
    order: &[usize],
    general: Option<HoursCap>,
    of: TotalOf,
) -> Vec<(Option<usize>, HoursCap)> {
    let hourly = order.iter().filter_map(|kind| {
        let known = provisions.get(*kind)?;
        let is_hourly = matches!(known.price, ProvisionPrice::Hourly { .. });
        is_hourly.then(|| match known.total_hours {
            Some(own) => Some((Some(*kind), own)),
            None => general.map(|general| (None, general)),
        })
    });
    let mut all: Vec<Option<(Option<usize>, HoursCap)>> = hourly.collect();
    if of == TotalOf::LastLine {
        return all.pop().flatten().into_iter().collect();
    }
    let mut caps: Vec<(Option<usize>, HoursCap)> = all.into_iter().flatten().collect();
    let lowest = caps.iter().map(|(_, cap)| cap.most).min();
    caps.retain(|(_, cap)| Some(cap.most) == lowest);
    caps
}

fn in_minutes(cap: HoursCap) -> Decimal {
    cap.most.value().saturating_mul(Decimal::from(HOUR_MINUTES))
}

/// On which side of a limit some minutes stand: above it or exactly at it.
fn side_of(minutes: Decimal, cap: HoursCap) -> Option<Side> {
    match minutes.cmp(&in_minutes(cap)) {
        std::cmp::Ordering::Less => None,
        std::cmp::Ordering::Equal => Some(Side::Before),
        std::cmp::Ordering::Greater => Some(Side::Beyond),
    }
}
