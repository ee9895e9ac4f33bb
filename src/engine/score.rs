//! Needs to a score, by the models that count points or levels.

use std::collections::BTreeMap;

use crate::money::{Decimal, Rate};
use crate::needs::{DomainId, Level};
use crate::rules::{AboveCap, Group, GroupCap, PointsSource};

use super::asked::Asked;
use super::place::{DomainAt, GroupAt};
use super::{Block, Refusal, Step, Stop, Trace, in_exact_range};

/// The score by points, from the set's own table or from elsewhere.
pub(super) fn by_points(
    points: &PointsSource,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Rate, Stop> {
    match points {
        PointsSource::Elsewhere { unit } => scored_elsewhere(*unit, asked, trace),
        PointsSource::Here { table } => {
            let levels = asked.every_level(trace)?;
            total(by_table(levels, table, asked, trace)?, trace)
        }
    }
}

/// The score by weighted groups of levels.
pub(super) fn by_groups(
    stream: usize,
    groups: &[Group],
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Rate, Stop> {
    let levels = asked.every_level(trace)?;
    read(levels, trace);
    total(capped_groups(stream, groups, levels, asked, trace)?, trace)
}

/// Records every level as it was read.
pub(super) fn read(levels: &[Level], trace: &mut Trace) {
    let read = |(position, level): (usize, &Level)| Step::LevelRead {
        domain: DomainAt::at(position),
        level: *level,
    };
    trace.record_all(levels.iter().enumerate().map(read));
}

fn scored_elsewhere(unit: Rate, asked: &Asked<'_>, trace: &mut Trace) -> Result<Rate, Stop> {
    let points = Rate::new(asked.profile.points().ok_or(Refusal::PointsMissing)?);
    let remainder = points.value().checked_rem(unit.value());
    if remainder != Some(Decimal::ZERO) {
        return Err(Refusal::PointsNotInUnits { points, unit }.into());
    }
    trace.record(Step::PointsRead { points });
    Ok(points)
}

fn by_table(
    levels: &[Level],
    table: &BTreeMap<DomainId, BTreeMap<Level, Rate>>,
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Vec<Rate>, Stop> {
    let mut terms = Vec::with_capacity(levels.len());
    for ((position, domain), level) in asked.rules.domains().enumerate().zip(levels) {
        let points = table.get(&domain.id).and_then(|row| row.get(level));
        let points = *points.ok_or_else(|| Refusal::LevelUnknown {
            domain: domain.id.clone(),
            level: *level,
        })?;
        trace.record(Step::LevelScored {
            domain: DomainAt::at(position),
            level: *level,
            points,
        });
        terms.push(points);
    }
    Ok(terms)
}

/// What each group counts for; every cap that blocks is found before stopping.
fn capped_groups(
    stream: usize,
    groups: &[Group],
    levels: &[Level],
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Vec<Rate>, Stop> {
    let mut terms = Vec::with_capacity(groups.len());
    let mut blocks = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let index = asked.rules.index().group(stream, at);
        let weighted = index.and_then(|index| index.weighted(levels));
        let (sum, points) = in_exact_range(weighted)?;
        trace.record_with(|| Step::GroupWeighted {
            group: GroupAt::at(at),
            sum,
            weight: group.weight,
            points,
        });
        match group.cap {
            Some(GroupCap { points: cap, above }) if points > cap => match above {
                AboveCap::Clamp => {
                    trace.record(Step::GroupCapped {
                        group: GroupAt::at(at),
                        before: points,
                        cap,
                        after: cap,
                    });
                    terms.push(cap);
                }
                AboveCap::Block => blocks.push(Block::GroupAboveCap {
                    group: group.id.clone(),
                    points,
                    cap,
                }),
            },
            _ => terms.push(points),
        }
    }
    if blocks.is_empty() {
        Ok(terms)
    } else {
        Err(Stop::Blocked(blocks))
    }
}

fn total(terms: Vec<Rate>, trace: &mut Trace) -> Result<Rate, Stop> {
    let added = terms.iter().try_fold(Decimal::ZERO, |sum, term| {
        crate::money::sum(sum, term.value())
    });
    let score = Rate::new(in_exact_range(added)?);
    trace.record_with(|| Step::ScoreTotalled { terms, score });
    Ok(score)
}
