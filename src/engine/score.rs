//! Needs to a score, by the models that count points or levels.

use std::collections::BTreeMap;

use crate::money::{Decimal, Rate, product};
use crate::needs::{DomainId, Level};
use crate::rules::{AboveCap, Group, GroupCap, PointsSource};

use super::asked::Asked;
use super::place::{DomainAt, GroupAt};
use super::{Block, Refusal, Step, Stop, Trace, in_exact_range};

/// The score by points, from the set's own table or from elsewhere.
pub(super) fn by_points(
    points: &PointsSource,
    shares: &[Rate],
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Rate, Stop> {
    match points {
        PointsSource::Elsewhere { unit } => scored_elsewhere(*unit, asked, trace),
        PointsSource::Here { table } => {
            let levels = asked.every_level(trace)?;
            let terms = by_table(levels, table, asked, trace)?;
            let of = |at| (Some(DomainAt::at(at)), None);
            total(ranked(terms, shares, of, trace)?, trace)
        }
    }
}

/// The score by weighted groups of levels.
pub(super) fn by_groups(
    stream: usize,
    (groups, shares): (&[Group], &[Rate]),
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Rate, Stop> {
    let levels = asked.every_level(trace)?;
    read(levels, trace);
    let terms = capped_groups(stream, groups, levels, asked, trace)?;
    let of = |at| (None, Some(GroupAt::at(at)));
    total(ranked(terms, shares, of, trace)?, trace)
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

/// What each term counts for where the highest counts by the first share, the next by the second, and so on. Of two that are
/// alike the earlier one is the higher. `of` says whose a term is.
fn ranked(
    terms: Vec<Rate>,
    shares: &[Rate],
    of: impl Fn(usize) -> (Option<DomainAt>, Option<GroupAt>),
    trace: &mut Trace,
) -> Result<Vec<Rate>, Stop> {
    // A browser never gets a set with such shares: see `RuleSet::served_json`.
    let (false, Some(last)) = (crate::rules::IN_BROWSER, shares.last()) else {
        return Ok(terms);
    };
    let mut order: Vec<usize> = (0..terms.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(terms.get(*at).copied()));
    let mut counted = terms.clone();
    for (rank, at) in order.into_iter().enumerate() {
        let share = *shares.get(rank).unwrap_or(last);
        if let Some(term) = counted.get_mut(at)
            && share != Rate::ONE
            && *term != Rate::ZERO
        {
            let points = *term;
            *term = Rate::new(in_exact_range(product(points.value(), share.value()))?);
            let (domain, group) = of(at);
            trace.record(Step::RankCounted {
                domain,
                group,
                rank: u16::try_from(rank + 1).unwrap_or(u16::MAX),
                points,
                share,
                counted: *term,
            });
        }
    }
    Ok(counted)
}

fn total(terms: Vec<Rate>, trace: &mut Trace) -> Result<Rate, Stop> {
    let added = terms.iter().try_fold(Decimal::ZERO, |sum, term| {
        crate::money::sum(sum, term.value())
    });
    let score = Rate::new(in_exact_range(added)?);
    trace.record_with(|| Step::ScoreTotalled { terms, score });
    Ok(score)
}
