//! What would change a band: the smallest changes of level that move it up or down.
//!
//! For moderators and auditors, after the decision (`access`: [`crate::access::Action::SeeWhatWouldChange`]).
//! Before it, this would teach which level to nudge.

use crate::engine::{Context, Determination, determine};
use crate::money::Money;
use crate::needs::{BandId, DomainId, Level, NeedsProfile};
use crate::rules::{Domain, RuleSet};

/// The most profiles that are tried; a set of 44 domains, far more than any known, stays within it.
const TRIES_MOST: usize = 4_000;

/// Which way a band moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// To a band of higher need.
    Up,
    /// To a band of lower need.
    Down,
}

/// One level that would be another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelChange {
    /// The domain.
    pub domain: DomainId,
    /// Its level now.
    pub from: Level,
    /// The level that it would have.
    pub to: Level,
}

/// Levels that would be others, and the band that would come of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WouldChange {
    /// The levels, in the set's order of domains: one, or two.
    pub levels: Vec<LevelChange>,
    /// Which way the band moves.
    pub direction: Direction,
    /// The band that it would be.
    pub band: BandId,
    /// The amount of a year, if there would be one.
    pub top_up_annual: Option<Money>,
}

/// The smallest changes of level that move the band: for each direction, every single level changed by
/// one step that does so; where none does, every pair of steps that does (two domains by one, or one
/// domain by two). Ups come first; within a direction, the set's order of domains.
///
/// Nothing where there is no band, the band does not follow from levels, or no two steps move it.
#[must_use]
pub fn what_would_change(
    profile: &NeedsProfile,
    rules: &RuleSet,
    context: &Context,
) -> Vec<WouldChange> {
    let now = determine(profile, rules, context);
    let Some(place) = rank(&now, rules) else {
        return Vec::new();
    };
    let mut found: Vec<WouldChange> = Vec::new();
    let mut tries = TRIES_MOST;
    for changes in [one_step(profile, rules), two_steps(profile, rules)] {
        let is_open = |direction| found.iter().all(|it| it.direction != direction);
        let (up, down) = (is_open(Direction::Up), is_open(Direction::Down));
        for levels in changes {
            if tries == 0 || !(up || down) {
                break;
            }
            tries -= 1;
            let other = determine(&with(profile, &levels), rules, context);
            let Some(direction) = moved(place, &other, rules) else {
                continue;
            };
            let wanted = match direction {
                Direction::Up => up,
                Direction::Down => down,
            };
            if let Some(band) = other.band().filter(|_| wanted) {
                found.push(WouldChange {
                    levels,
                    direction,
                    band: band.clone(),
                    top_up_annual: other.top_up_annual(),
                });
            }
        }
    }
    found.sort_by_key(|it| it.direction);
    found
}

/// Where the band stands: its stream, and its place among that stream's bands.
fn rank(determination: &Determination, rules: &RuleSet) -> Option<(usize, usize)> {
    let band = determination.band()?;
    let mut streams = rules.streams.iter().enumerate();
    streams.find_map(|(at, stream)| stream.rank(band).map(|rank| (at, rank)))
}

fn moved(
    (stream, place): (usize, usize),
    other: &Determination,
    rules: &RuleSet,
) -> Option<Direction> {
    let (other_stream, other_place) = rank(other, rules)?;
    match other_place.cmp(&place) {
        _ if other_stream != stream => None,
        std::cmp::Ordering::Greater => Some(Direction::Up),
        std::cmp::Ordering::Less => Some(Direction::Down),
        std::cmp::Ordering::Equal => None,
    }
}

/// Every level one step up, and one step down.
fn one_step(profile: &NeedsProfile, rules: &RuleSet) -> Vec<Vec<LevelChange>> {
    let single = single(profile, rules, [1, -1]).into_iter();
    single.map(|change| vec![change]).collect()
}

/// Every two of those in different domains, then every level two steps up or down.
fn two_steps(profile: &NeedsProfile, rules: &RuleSet) -> Vec<Vec<LevelChange>> {
    let ones = single(profile, rules, [1, -1]);
    let mut all = Vec::new();
    for (at, first) in ones.iter().enumerate() {
        let later = ones.iter().skip(at + 1);
        for second in later.filter(|second| second.domain != first.domain) {
            all.push(vec![first.clone(), second.clone()]);
        }
    }
    let twos = single(profile, rules, [2, -2]).into_iter();
    all.extend(twos.map(|change| vec![change]));
    all
}

/// Each domain's level moved by so many steps, in the set's order of domains.
fn single(profile: &NeedsProfile, rules: &RuleSet, by: [isize; 2]) -> Vec<LevelChange> {
    let mut all = Vec::new();
    for domain in rules.domains() {
        let Some(from) = profile.level(&domain.id) else {
            continue;
        };
        for to in by.into_iter().filter_map(|steps| next(domain, from, steps)) {
            all.push(LevelChange {
                domain: domain.id.clone(),
                from,
                to,
            });
        }
    }
    all
}

/// The level so many steps from another, among those that the domain has.
fn next(domain: &Domain, from: Level, steps: isize) -> Option<Level> {
    let levels: Vec<Level> = domain.levels.keys().copied().collect();
    let at = levels.iter().position(|level| *level == from)?;
    levels.get(at.checked_add_signed(steps)?).copied()
}

fn with(profile: &NeedsProfile, changes: &[LevelChange]) -> NeedsProfile {
    let same = profile.clone();
    changes.iter().fold(same, |profile, change| {
        profile.with_level(change.domain.clone(), change.to)
    })
}
