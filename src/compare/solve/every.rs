//! Every combination of values, where there are few enough: the proof that nothing is nearer.

use super::domain::Domain;

/// The most combinations that are tried.
const COMBINATIONS_MAX: i64 = 200_000;

/// The most values: trying goes one call deeper for each.
const VALUES_MAX: usize = 500;

/// The nearest steps of all; none where there are too many to try. Of those as near, the first in the order of values.
pub(super) fn nearest(domain: &Domain<'_>, target: i64) -> Option<Vec<i64>> {
    if domain.len() > VALUES_MAX {
        return None;
    }
    let mut combinations = 1_i64;
    for at in 0..domain.len() {
        let (low, high) = domain.range(at);
        combinations = combinations.checked_mul(high - low + 1)?;
        if combinations > COMBINATIONS_MAX {
            return None;
        }
    }
    let mut best: Option<(i64, Vec<i64>)> = None;
    let mut steps = Vec::with_capacity(domain.len());
    try_from(domain, target, &mut steps, &mut best);
    best.map(|(_, steps)| steps)
}

/// Tries every value behind those that are chosen already.
fn try_from(
    domain: &Domain<'_>,
    target: i64,
    steps: &mut Vec<i64>,
    best: &mut Option<(i64, Vec<i64>)>,
) {
    let at = steps.len();
    if at == domain.len() {
        let distance = (domain.cost(steps) - target).abs();
        if best.as_ref().is_none_or(|(known, _)| distance < *known) {
            *best = Some((distance, steps.clone()));
        }
        return;
    }
    let (low, high) = domain.range(at);
    let least = match (domain.above(at), steps.last()) {
        (Some(above), Some(before)) => low.max(before + above),
        _ => low,
    };
    for value in least..=high {
        steps.push(value);
        try_from(domain, target, steps, best);
        steps.pop();
    }
}
