//! The nearest values in reach of one proportion for every band.
//!
//! The proportion is found by halving; what is then left to the target is a few steps' cost. Sixteen of the values may each
//! go one step up or down: half of them are tried in every combination and sorted, and each combination of the other half
//! looks up its nearest there, so that 43 million combinations cost some thousands of look-ups.

use std::cmp::Reverse;

use super::domain::Domain;

/// The greatest proportion that is tried: a thousand times the set's own values, in millionths.
const MILLIONTHS_MAX: i64 = 1_000_000_000;

/// How many values go a step up or down in one half.
const HALF: usize = 8;

/// How many neighbours are looked at on either side for one that keeps the order.
const NEIGHBOURS: usize = 32;

/// A combination of steps of one half: what it adds to the cost, and each value's step.
struct Combination {
    cost: i64,
    steps: Vec<i64>,
}

/// Steps of every value whose cost is near a target that lies between the lowest and the highest.
pub(super) fn nearest(domain: &Domain<'_>, target: i64) -> Vec<i64> {
    let mut steps = proportion(domain, target);
    raise(domain, target, &mut steps);
    polish(domain, target, steps)
}

/// The steps at the greatest proportion that costs no more than the target; the lowest where none does.
fn proportion(domain: &Domain<'_>, target: i64) -> Vec<i64> {
    let (mut low, mut high) = (0, MILLIONTHS_MAX);
    while high - low > 1 {
        let middle = i64::midpoint(low, high);
        if domain.cost(&domain.at_proportion(middle)) <= target {
            low = middle;
        } else {
            high = middle;
        }
    }
    let steps = domain.at_proportion(low);
    if domain.cost(&steps) > target {
        return domain.lowest().to_vec();
    }
    steps
}

/// Raises single values, the dearest step first, while the cost stays at or below the target.
fn raise(domain: &Domain<'_>, target: i64, steps: &mut [i64]) {
    let mut order: Vec<usize> = (0..domain.len()).collect();
    let price = |at: usize, steps: &[i64]| {
        let now = steps.get(at).copied().unwrap_or(0);
        domain.cost_of(at, now + 1) - domain.cost_of(at, now)
    };
    order.sort_by_key(|at| (Reverse(price(*at, steps)), *at));
    let mut left = target - domain.cost(steps);
    for at in order {
        let price = price(at, steps);
        if price <= 0 || price > left {
            continue;
        }
        if let Some(step) = steps.get_mut(at) {
            *step += 1;
        }
        if domain.allows(steps) {
            left -= price;
        } else if let Some(step) = steps.get_mut(at) {
            *step -= 1;
        }
    }
}

/// Tries one step up or down for sixteen values, those whose step costs least, and keeps the nearest; of those as near, the
/// one that moves the fewest.
fn polish(domain: &Domain<'_>, target: i64, start: Vec<i64>) -> Vec<i64> {
    let paying = |at: &usize| {
        let (low, high) = domain.range(*at);
        domain.cost_of(*at, high) > domain.cost_of(*at, low)
    };
    let mut free: Vec<usize> = (0..domain.len()).filter(paying).collect();
    let price = |at: usize| {
        let (low, _) = domain.range(at);
        domain.cost_of(at, low + 1) - domain.cost_of(at, low)
    };
    free.sort_by_key(|at| (price(*at), *at));
    free.truncate(2 * HALF);
    let (first, second) = free.split_at(free.len() / 2);
    let mut known = combinations(domain, &start, first);
    known.sort_by_key(|combination| (combination.cost, moves(&combination.steps)));
    let wanted = target - domain.cost(&start);
    let mut best = (wanted.abs(), 0, start.clone());
    for other in combinations(domain, &start, second) {
        let place = known.partition_point(|known| known.cost + other.cost < wanted);
        let from = place.saturating_sub(NEIGHBOURS);
        for one in known.iter().skip(from).take(2 * NEIGHBOURS) {
            let distance = (wanted - one.cost - other.cost).abs();
            let moved = moves(&one.steps) + moves(&other.steps);
            if (distance, moved) >= (best.0, best.1) {
                continue;
            }
            let mut steps = start.clone();
            for (at, by) in first
                .iter()
                .zip(&one.steps)
                .chain(second.iter().zip(&other.steps))
            {
                if let Some(step) = steps.get_mut(*at) {
                    *step += by;
                }
            }
            if domain.allows(&steps) {
                best = (distance, moved, steps);
            }
        }
    }
    best.2
}

fn moves(steps: &[i64]) -> i64 {
    steps.iter().map(|step| step.abs()).sum()
}

/// Every combination of a step down, none or up for some values, each within its range.
fn combinations(domain: &Domain<'_>, start: &[i64], values: &[usize]) -> Vec<Combination> {
    let mut all = vec![Combination {
        cost: 0,
        steps: Vec::new(),
    }];
    for at in values {
        let now = start.get(*at).copied().unwrap_or(0);
        let (low, high) = domain.range(*at);
        let possible: Vec<i64> = [-1, 0, 1]
            .into_iter()
            .filter(|by| (low..=high).contains(&(now + by)))
            .collect();
        let mut next = Vec::with_capacity(all.len() * possible.len());
        for combination in &all {
            for by in &possible {
                let price = domain.cost_of(*at, now + by) - domain.cost_of(*at, now);
                let mut steps = combination.steps.clone();
                steps.push(*by);
                next.push(Combination {
                    cost: combination.cost + price,
                    steps,
                });
            }
        }
        all = next;
    }
    all
}
