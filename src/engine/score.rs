//! Needs to a score, by the set's model.

use std::collections::BTreeMap;

use crate::money::{Decimal, Rate};
use crate::needs::{DomainId, Level, NeedsProfile};
use crate::rules::{AboveCap, Group, GroupCap, Model, PointsSource, RuleSet};

use super::{Block, Refusal, Step, Stop, Trace};

/// The score of a profile.
pub(super) fn of(profile: &NeedsProfile, rules: &RuleSet, trace: &mut Trace) -> Result<Rate, Stop> {
    match &rules.model {
        Model::ScoreSum {
            points: PointsSource::Elsewhere { unit },
        } => scored_elsewhere(profile, *unit, trace),
        Model::ScoreSum {
            points: PointsSource::Here { table },
        } => {
            let levels = levels_of(profile, rules)?;
            total(by_table(&levels, table, trace)?, trace)
        }
        Model::WeightedLevels { groups } => {
            let levels = levels_of(profile, rules)?;
            for (domain, level) in &levels {
                trace.record(Step::LevelRead {
                    domain: (*domain).clone(),
                    level: *level,
                });
            }
            total(by_group(&levels, groups, trace)?, trace)
        }
    }
}

fn scored_elsewhere(profile: &NeedsProfile, unit: Rate, trace: &mut Trace) -> Result<Rate, Stop> {
    if let Some(domain) = profile.levels().keys().next() {
        return Err(Refusal::DomainUnknown {
            domain: domain.clone(),
        }
        .into());
    }
    let points = Rate::new(profile.points().ok_or(Refusal::PointsMissing)?);
    let remainder = points.value().checked_rem(unit.value());
    if remainder != Some(Decimal::ZERO) {
        return Err(Refusal::PointsNotInUnits { points, unit }.into());
    }
    trace.record(Step::PointsRead { points });
    Ok(points)
}

/// The level of every domain of the set, in the set's order; every problem at once.
fn levels_of<'set>(
    profile: &NeedsProfile,
    rules: &'set RuleSet,
) -> Result<Vec<(&'set DomainId, Level)>, Stop> {
    let mut refusals = Vec::new();
    if profile.points().is_some() {
        refusals.push(Refusal::PointsNotExpected);
    }
    let mut levels = Vec::new();
    for domain in rules.domains() {
        match profile.level(&domain.id) {
            None => refusals.push(Refusal::LevelMissing {
                domain: domain.id.clone(),
            }),
            Some(level) if domain.levels.contains_key(&level) => levels.push((&domain.id, level)),
            Some(level) => refusals.push(Refusal::LevelUnknown {
                domain: domain.id.clone(),
                level,
            }),
        }
    }
    let unknown = profile
        .levels()
        .keys()
        .filter(|id| rules.domain(id).is_none());
    refusals.extend(unknown.map(|id| Refusal::DomainUnknown { domain: id.clone() }));
    if refusals.is_empty() {
        Ok(levels)
    } else {
        Err(Stop::Refused(refusals))
    }
}

fn by_table(
    levels: &[(&DomainId, Level)],
    table: &BTreeMap<DomainId, BTreeMap<Level, Rate>>,
    trace: &mut Trace,
) -> Result<Vec<Rate>, Stop> {
    let mut terms = Vec::new();
    for (domain, level) in levels {
        let points = table.get(*domain).and_then(|row| row.get(level));
        let points = *points.ok_or_else(|| Refusal::LevelUnknown {
            domain: (*domain).clone(),
            level: *level,
        })?;
        trace.record(Step::LevelScored {
            domain: (*domain).clone(),
            level: *level,
            points,
        });
        terms.push(points);
    }
    Ok(terms)
}

/// What each group counts for; every cap that blocks is found before stopping.
fn by_group(
    levels: &[(&DomainId, Level)],
    groups: &[Group],
    trace: &mut Trace,
) -> Result<Vec<Rate>, Stop> {
    let mut terms = Vec::new();
    let mut blocks = Vec::new();
    for group in groups {
        let points = weighted(levels, group, trace)?;
        match group.cap {
            Some(GroupCap { points: cap, above }) if points > cap => match above {
                AboveCap::Clamp => {
                    let id = group.id.clone();
                    trace.record(Step::GroupCapped {
                        group: id,
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

fn weighted(levels: &[(&DomainId, Level)], group: &Group, trace: &mut Trace) -> Result<Rate, Stop> {
    let in_group = levels
        .iter()
        .filter(|(domain, _)| group.domains.contains(domain));
    let sum: u32 = in_group.map(|(_, level)| u32::from(level.number())).sum();
    let sum = Decimal::from(sum);
    let points = sum
        .checked_mul(group.weight.value())
        .map(Rate::new)
        .ok_or(Refusal::TooLarge)?;
    trace.record(Step::GroupWeighted {
        group: group.id.clone(),
        sum: Rate::new(sum),
        weight: group.weight,
        points,
    });
    Ok(points)
}

fn total(terms: Vec<Rate>, trace: &mut Trace) -> Result<Rate, Stop> {
    let added = terms
        .iter()
        .try_fold(Decimal::ZERO, |sum, term| sum.checked_add(term.value()));
    let score = Rate::new(added.ok_or(Refusal::TooLarge)?);
    trace.record(Step::ScoreTotalled { terms, score });
    Ok(score)
}
