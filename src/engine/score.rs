//! Needs to a score, by the models that count points or levels.

use std::collections::BTreeMap;

use crate::money::{Decimal, Rate, product};
use crate::needs::{DomainId, Level, Need};
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
            total(ranked(terms, shares, (of, |at| at), asked, trace)?, trace)
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
    let term_of = |domain| group_of(domain, groups, asked);
    total(ranked(terms, shares, (of, term_of), asked, trace)?, trace)
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

/// The group of a domain by its position.
fn group_of(domain: usize, groups: &[Group], asked: &Asked<'_>) -> usize {
    let id = asked.rules.domains().nth(domain).map(|domain| &domain.id);
    let has = |group: &Group| id.is_some_and(|id| group.domains.contains(id));
    // The checker holds that every domain is in a group.
    groups.iter().position(has).unwrap_or_default()
}

/// The domain that counts first, by its position: that of the primary need, where domains say of which needs they are.
///
/// # Errors
/// [`Refusal::PrimaryNeedMissing`].
fn first(asked: &Asked<'_>) -> Result<Option<(Need, usize)>, Stop> {
    if asked
        .rules
        .domains()
        .all(|one| one.primary_needs.is_empty())
    {
        return Ok(None);
    }
    let need = asked.context.primary_need;
    let need = need.ok_or(Refusal::PrimaryNeedMissing)?;
    let mut domains = asked.rules.domains();
    let found = domains.position(|domain| domain.primary_needs.contains(&need));
    Ok(found.map(|domain| (need, domain)))
}

/// What each term counts for where the first counts by the first share, the next by the second, and so on: that of the
/// primary need before all others, which are in the order of their points. Of two that are alike the earlier one is the
/// higher. `of` says whose a term is, and which is a domain's.
fn ranked(
    terms: Vec<Rate>,
    shares: &[Rate],
    of: (
        impl Fn(usize) -> (Option<DomainAt>, Option<GroupAt>),
        impl Fn(usize) -> usize,
    ),
    asked: &Asked<'_>,
    trace: &mut Trace,
) -> Result<Vec<Rate>, Stop> {
    // A browser never gets a set with such shares: see `RuleSet::served_json`.
    let (false, Some(last)) = (crate::rules::IN_BROWSER, shares.last()) else {
        return Ok(terms);
    };
    let first = first(asked)?;
    let first_term = first.map(|(_, domain)| of.1(domain));
    let mut order: Vec<usize> = (0..terms.len()).collect();
    order.sort_by_key(|at| {
        let points = terms.get(*at).copied();
        (first_term != Some(*at), std::cmp::Reverse(points))
    });
    let mut counted = terms.clone();
    for (rank, at) in order.into_iter().enumerate() {
        let share = *shares.get(rank).unwrap_or(last);
        if let Some(term) = counted.get_mut(at)
            && share != Rate::ONE
            && *term != Rate::ZERO
        {
            let points = *term;
            *term = Rate::new(in_exact_range(product(points.value(), share.value()))?);
            let (domain, group) = of.0(at);
            trace.record(Step::RankCounted {
                domain,
                group,
                primary_need: first.map(|(need, _)| need),
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
