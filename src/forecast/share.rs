//! How a flow is shared out among settings or needs, each group's shares drawn towards those of the group above.

use super::shrink::{Tally, weight};

/// Shares that add up to one, or all nought where there is nothing to share among.
#[must_use]
pub fn shares_of(mut weights: Vec<f64>) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    if total > 0.0 {
        for weight in &mut weights {
            *weight /= total;
        }
    }
    weights
}

/// The shares of several groups, drawn towards a parent's shares. `counts` is by group; `parent` too.
#[must_use]
pub fn drawn(counts: &[Vec<f64>], parent: &[Vec<f64>]) -> (Vec<Vec<f64>>, f64) {
    let parts = counts.iter().zip(parent).flat_map(|(group, parents)| {
        let of: f64 = group.iter().sum();
        group
            .iter()
            .zip(parents)
            .map(move |(did, parent)| (Tally { did: *did, of }, *parent))
    });
    let weight = weight(parts);
    let shares = counts
        .iter()
        .zip(parent)
        .map(|(group, parents)| {
            let drawn = group.iter().zip(parents).map(|(n, m)| n + weight * m);
            shares_of(drawn.collect())
        })
        .collect();
    (shares, weight)
}
