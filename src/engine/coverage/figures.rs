//! Which figures of a rule set no case turns on: every case would hold of another figure as well.

use std::collections::BTreeMap;

use crate::engine::cases::differences;
use crate::rules::{Case, Figure, RuleSet, figures};

/// The figures of which some likely slip of the pen is noticed by no case, each with those slips alone; and how many
/// figures there are. Every slip is tried on every case, so it takes as long as their number times that of the cases.
#[must_use]
pub fn unnoticed(cases: &[Case], rules: &RuleSet) -> (Vec<Figure>, usize) {
    let all = figures(rules);
    let mut left: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    // What noticed the slip before often notices the next one too.
    let mut first = 0;
    for (at, nth, slipped) in rules.with_slips(&all) {
        let differs = |case: &Case| !differences(case, &slipped).is_empty();
        let order = cases.iter().skip(first).chain(cases.iter().take(first));
        match order.clone().position(differs) {
            Some(place) => first = (first + place) % cases.len().max(1),
            None => left.entry(at).or_default().push(nth),
        }
    }
    let left = left.iter().filter_map(|(at, slips)| {
        let figure = all.get(*at)?;
        Some(figure.with_slips_left(slips))
    });
    (left.collect(), all.len())
}
