//! The scores that a model can give, all of them: what proves a band reachable and a gap real.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::prelude::ToPrimitive;

use crate::money::{Decimal, Rate};
use crate::needs::{DomainId, Level};
use crate::rules::set::{AboveCap, Group};

/// The most steps between no score and the highest. A scheme with more tells apart what nobody can.
const STEPS_MAX: usize = 20_000;

/// The most ways in which needs can stand by their points, where the highest count by a share of their own.
const RANKED_MAX: usize = 50_000;

/// The most domains whose scores are worked out.
const DOMAINS_MAX: usize = 100;

/// The scores of a model: multiples of a step.
#[derive(Debug)]
pub(in crate::rules) struct Scores {
    step: Decimal,
    /// For each multiple of the step, whether some profile scores it; none where any total may come.
    attained: Option<Vec<bool>>,
    /// The most that any total can be, where there is a most.
    most: Option<Decimal>,
    counted: Counted,
}

/// What the ranges of bands count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// A score that is worked out from levels.
    Score,
    /// Points that arrive.
    Points,
    /// Hours of support a week.
    Hours,
    /// Pounds of a cost.
    Pounds,
}

impl Counted {
    /// What they are, in words.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Counted::Score => "scores",
            Counted::Points => "points",
            Counted::Hours => "support hours",
            Counted::Pounds => "pounds",
        }
    }

    /// The key that says the step, in brackets; nothing where the step is worked out.
    pub(super) fn key(self) -> &'static str {
        match self {
            Counted::Points => " (points_unit)",
            Counted::Hours => " (hours_unit)",
            Counted::Score | Counted::Pounds => "",
        }
    }
}

/// By which shares terms count, from the highest on or from that of the primary need.
pub(in crate::rules) struct Ranks<'a> {
    /// The shares; none where each term counts whole.
    pub(in crate::rules) shares: &'a [Rate],
    /// The domains of which some primary need makes the first.
    pub(in crate::rules) first: BTreeSet<&'a DomainId>,
    /// Whether every primary need makes one of them the first.
    pub(in crate::rules) every: bool,
}

impl Ranks<'_> {
    /// The terms that some primary need makes the first, by their places.
    fn places<'t>(&self, terms: impl Iterator<Item = &'t [DomainId]>) -> Vec<usize> {
        let is_first = |domains: &[DomainId]| domains.iter().any(|one| self.first.contains(one));
        let terms = terms.enumerate().filter(|(_, domains)| is_first(domains));
        terms.map(|(at, _)| at).collect()
    }
}

impl Scores {
    /// Any total of points in a unit, scored elsewhere.
    pub(super) fn any_total(unit: Rate) -> Scores {
        Scores {
            step: unit.value(),
            attained: None,
            most: None,
            counted: Counted::Score,
        }
    }

    /// The same, of what the ranges count.
    pub(super) fn counted_in(self, counted: Counted) -> Scores {
        Scores { counted, ..self }
    }

    /// What the ranges count.
    pub(super) fn counted(&self) -> Counted {
        self.counted
    }

    /// Any total in a unit, up to a most.
    pub(super) fn up_to(unit: Rate, most: Decimal) -> Scores {
        Scores {
            most: Some(most),
            ..Scores::any_total(unit)
        }
    }

    /// The scores of groups of weighted levels. None if there are too many.
    pub(in crate::rules) fn of_groups(
        groups: &[Group],
        ranks: &Ranks<'_>,
        levels: impl Fn(&DomainId) -> Vec<Level>,
    ) -> Option<Scores> {
        let numbers = groups
            .iter()
            .flat_map(|group| std::iter::once(group.weight).chain(group.cap.map(|cap| cap.points)));
        let step = finest(numbers);
        let domains: usize = groups.iter().map(|group| group.domains.len()).sum();
        if domains > DOMAINS_MAX {
            return None;
        }
        let terms = groups
            .iter()
            .map(|group| group_scores(group, &levels, step));
        let firsts = ranks.places(groups.iter().map(|group| group.domains.as_slice()));
        let (attained, step) = attained(terms, ranks, &firsts, step)?;
        Some(Scores {
            step,
            attained: Some(attained),
            most: None,
            counted: Counted::Score,
        })
    }

    /// The scores of a table of points. None if there are too many.
    pub(in crate::rules) fn of_table(
        table: &BTreeMap<DomainId, BTreeMap<Level, Rate>>,
        ranks: &Ranks<'_>,
    ) -> Option<Scores> {
        let step = finest(table.values().flat_map(|row| row.values().copied()));
        if table.len() > DOMAINS_MAX {
            return None;
        }
        let terms = table.values().map(|row| {
            let points = row.values().map(|points| in_steps(points.value(), step));
            points.collect::<Option<Vec<usize>>>()
        });
        let firsts = ranks.places(table.keys().map(std::slice::from_ref));
        let (attained, step) = attained(terms, ranks, &firsts, step)?;
        Some(Scores {
            step,
            attained: Some(attained),
            most: None,
            counted: Counted::Score,
        })
    }

    /// The distance from one score to the next that a table of bands has to name.
    pub(super) fn step(&self) -> Decimal {
        self.step
    }

    /// The highest score that some profile has; none where any total may come.
    pub(super) fn highest(&self) -> Option<Decimal> {
        let Some(attained) = &self.attained else {
            return self.most;
        };
        let last = attained.iter().rposition(|attained| *attained)?;
        Some(Decimal::from(last) * self.step)
    }

    /// Whether a number is so many steps.
    pub(super) fn is_in_steps(&self, number: Decimal) -> bool {
        let rest = number.checked_rem(self.step);
        rest.is_some_and(|rest| rest.is_zero())
    }

    /// The scores after a change of some or of all: what is added, or the least.
    /// None if there are too many.
    pub(super) fn changed(self, change: ScoreChange, always: bool) -> Option<Scores> {
        let number = match change {
            ScoreChange::Add(number) | ScoreChange::AtLeast(number) => number,
        };
        let step = self.step.min(finest(std::iter::once(number)));
        let Some(attained) = &self.attained else {
            return Some(Scores { step, ..self });
        };
        let finer = (self.step / step).to_usize()?;
        let by = in_steps(number.value(), step)?;
        let mut after = Vec::new();
        let multiples = attained.iter().enumerate();
        for (multiple, _) in multiples.filter(|(_, attained)| **attained) {
            let before = multiple.checked_mul(finer)?;
            let changed = match change {
                ScoreChange::Add(_) => before.checked_add(by)?,
                ScoreChange::AtLeast(_) => before.max(by),
            };
            mark(&mut after, changed)?;
            if !always {
                mark(&mut after, before)?;
            }
        }
        Some(Scores {
            step,
            attained: Some(after),
            most: None,
            counted: self.counted,
        })
    }

    /// The lowest score that some profile has.
    pub(super) fn lowest(&self) -> Decimal {
        let first = self
            .attained
            .as_ref()
            .and_then(|list| list.iter().position(|attained| *attained));
        Decimal::from(first.unwrap_or(0)) * self.step
    }

    /// Whether some profile scores within a range, both ends inside.
    pub(in crate::rules) fn reach(&self, from: Decimal, to: Decimal) -> bool {
        let Some(attained) = &self.attained else {
            return self.most.is_none_or(|most| from <= most);
        };
        let holds = |multiple: usize| {
            let score = Decimal::from(multiple) * self.step;
            from <= score && score <= to
        };
        let mut reached = attained.iter().zip(0..).filter(|(attained, _)| **attained);
        reached.any(|(_, multiple)| holds(multiple))
    }
}

/// What a modifier does to a score.
#[derive(Clone, Copy, Debug)]
pub(super) enum ScoreChange {
    /// Points are added.
    Add(Rate),
    /// The score is at least this.
    AtLeast(Rate),
}

/// Notes that a multiple of the step is attained. None beyond the most steps.
fn mark(attained: &mut Vec<bool>, multiple: usize) -> Option<()> {
    if multiple > STEPS_MAX {
        return None;
    }
    if attained.len() <= multiple {
        attained.resize(multiple + 1, false);
    }
    *attained.get_mut(multiple)? = true;
    Some(())
}

/// A unit of the last decimal place that any of the numbers uses: 1 for whole numbers.
fn finest(numbers: impl Iterator<Item = Rate>) -> Decimal {
    let places = numbers
        .map(|number| number.value().normalize().scale())
        .max();
    Decimal::new(1, places.unwrap_or(0))
}

/// A number as a multiple of the step; none beyond the most steps.
fn in_steps(number: Decimal, step: Decimal) -> Option<usize> {
    let steps = number.checked_div(step)?.to_usize()?;
    (steps <= STEPS_MAX).then_some(steps)
}

/// What a group can count for, in steps. A cap that blocks gives no score above it.
fn group_scores(
    group: &Group,
    levels: impl Fn(&DomainId) -> Vec<Level>,
    step: Decimal,
) -> Option<Vec<usize>> {
    let mut sums_of_levels = vec![true];
    for domain in &group.domains {
        let levels = levels(domain).into_iter();
        let numbers: Vec<usize> = levels.map(|level| usize::from(level.number())).collect();
        sums_of_levels = sums(&sums_of_levels, &numbers)?;
    }
    let mut scores = Vec::new();
    for (sum, _) in sums_of_levels
        .iter()
        .enumerate()
        .filter(|(_, attained)| **attained)
    {
        let points = Decimal::from(sum).checked_mul(group.weight.value())?;
        match group.cap {
            Some(cap) if points > cap.points.value() => {
                if cap.above == AboveCap::Clamp {
                    scores.push(in_steps(cap.points.value(), step)?);
                    break;
                }
            }
            _ => scores.push(in_steps(points, step)?),
        }
    }
    Some(scores)
}

/// Every score that one of each list of terms can make, in steps, with the step.
fn attained(
    terms: impl Iterator<Item = Option<Vec<usize>>>,
    ranks: &Ranks<'_>,
    firsts: &[usize],
    step: Decimal,
) -> Option<(Vec<bool>, Decimal)> {
    if ranks.shares.is_empty() {
        let mut attained = vec![true];
        for terms in terms {
            attained = sums(&attained, &terms?)?;
        }
        return Some((attained, step));
    }
    let terms: Vec<Vec<usize>> = terms.collect::<Option<_>>()?;
    let mut scores = BTreeSet::new();
    if firsts.is_empty() || !ranks.every {
        scores = by_rank(terms.iter(), ranks.shares)?;
    }
    for first in firsts {
        let (share, further) = ranks.shares.split_first()?;
        let further = if further.is_empty() {
            ranks.shares
        } else {
            further
        };
        let others = terms.iter().enumerate().filter(|(at, _)| at != first);
        let others = by_rank(others.map(|(_, terms)| terms), further)?;
        for term in terms.get(*first)? {
            let own = Decimal::from(*term).checked_mul(share.value())?;
            for rest in &others {
                scores.insert(own.checked_add(*rest)?.normalize());
            }
            if scores.len() > RANKED_MAX {
                return None;
            }
        }
    }
    let finer = step.checked_mul(finest(ranks.shares.iter().copied()))?;
    let mut attained = Vec::new();
    for score in scores {
        mark(&mut attained, in_steps(score.checked_mul(step)?, finer)?)?;
    }
    Some((attained, finer))
}

/// Every score, in steps of the terms, where the highest term counts by the first share, the next by the second, and all
/// further ones by the last.
fn by_rank<'t>(
    terms: impl Iterator<Item = &'t Vec<usize>>,
    shares: &[Rate],
) -> Option<BTreeSet<Decimal>> {
    let last = shares.last()?;
    // The terms that count by a share of their own, highest first, and the sum of all others.
    let ranks = shares.len() - 1;
    let mut known = BTreeSet::from([(Vec::new(), 0_usize)]);
    for terms in terms {
        let terms: BTreeSet<&usize> = terms.iter().collect();
        let mut next = BTreeSet::new();
        for (highest, rest) in &known {
            for term in &terms {
                let (mut highest, mut rest) = (highest.clone(), *rest);
                let place = highest.partition_point(|known| known >= *term);
                highest.insert(place, **term);
                if highest.len() > ranks {
                    rest += highest.pop()?;
                }
                // What counts for nothing tells no two scores apart.
                let rest = if *last == Rate::ZERO { 0 } else { rest };
                next.insert((highest, rest));
            }
            if next.len() > RANKED_MAX {
                return None;
            }
        }
        known = next;
    }
    let score = |(highest, rest): (Vec<usize>, usize)| {
        let terms = highest.into_iter().zip(shares).chain([(rest, last)]);
        let score = terms.map(|(term, share)| Decimal::from(term) * share.value());
        score.sum::<Decimal>().normalize()
    };
    Some(known.into_iter().map(score).collect())
}

/// Every sum of an attained number and one of the terms. None beyond the most steps.
fn sums(attained: &[bool], terms: &[usize]) -> Option<Vec<bool>> {
    let most = terms.iter().max().copied().unwrap_or(0);
    let length = attained.len().checked_add(most)?;
    if length > STEPS_MAX + 1 {
        return None;
    }
    let mut sums = vec![false; length];
    for (base, _) in attained
        .iter()
        .enumerate()
        .filter(|(_, attained)| **attained)
    {
        for term in terms {
            if let Some(sum) = sums.get_mut(base + term) {
                *sum = true;
            }
        }
    }
    Some(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_every_pair() {
        let twice = sums(&sums(&[true], &[0, 3]).unwrap(), &[0, 5]).unwrap();
        let attained: Vec<usize> = (0..twice.len()).filter(|n| twice[*n]).collect();
        assert_eq!(attained, [0, 3, 5, 8]);
        assert_eq!(sums(&[true], &[STEPS_MAX + 1]), None);
    }

    #[test]
    fn the_step_is_the_finest_decimal_place() {
        let numbers = ["4", "1.50", "0.25"].map(|text| text.parse::<Rate>().unwrap());
        assert_eq!(finest(numbers.into_iter()).to_string(), "0.01");
        assert_eq!(finest(std::iter::empty()), Decimal::ONE);
    }

    #[test]
    fn any_total_may_come_from_elsewhere() {
        let scores = Scores::any_total("1".parse().unwrap());
        assert_eq!(scores.highest(), None);
        assert!(scores.reach(Decimal::from(7), Decimal::from(7)));
    }
}
