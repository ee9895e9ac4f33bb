//! Small numbers lean on larger groups: how much is fitted from the data (empirical Bayes).
//!
//! Children of one cell are few, so a rate counted there alone says little. Each rate is drawn towards that of the
//! group above it, as if the group had sent `weight` more children: cell, then year group and setting, then year
//! group, then all, and all towards a stated prior. The weight is fitted at each step by the method of moments of the
//! beta-binomial: where groups differ no more than chance makes them, the weight is large; where they differ, small.

use super::grid::{Grid, YEAR_GROUPS};

/// The least and most that a group above may count for, in children.
const WEIGHT: (f64, f64) = (1.0, 2_000.0);

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// How many did.
    pub did: f64,
    /// How many might have.
    pub of: f64,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.did += other.did;
        self.of += other.of;
    }

    /// The rate, drawn towards a parent's that counts for `weight` children.
    fn drawn(self, parent: f64, weight: f64) -> f64 {
        (self.did + weight * parent) / (self.of + weight)
    }
}

/// The weight of the parents over groups that each have one: the children that a parent's rate counts for.
///
/// Var(did) of a beta-binomial is `of·m·(1−m)·(1+(of−1)·ρ)`; solved for ρ over all groups, the weight is `1/ρ − 1`.
/// A share among several is the sum over its parts, so that one formula serves both.
#[must_use]
pub fn weight(groups: impl IntoIterator<Item = (Tally, f64)>) -> f64 {
    let (mut excess, mut room) = (0.0, 0.0);
    for (tally, parent) in groups {
        let chance = tally.of * parent * (1.0 - parent);
        let off = tally.did - tally.of * parent;
        excess += off * off - chance;
        room += (tally.of - 1.0).max(0.0) * chance;
    }
    if room <= 0.0 || excess <= 0.0 {
        return WEIGHT.1;
    }
    (room / excess - 1.0).clamp(WEIGHT.0, WEIGHT.1)
}

/// A rate at every cell, and how sure the rate of its year group and setting is.
#[derive(Clone, Debug, PartialEq)]
pub struct Ladder {
    /// By cell.
    pub cell: Vec<f64>,
    /// By cell: how far the cell moves with its year group and setting, 0 to 1.
    pub pull: Vec<f64>,
    /// By year group and setting: the rate.
    pub group: Vec<f64>,
    /// By year group and setting: the children that the rate stands on, its parents' weight included.
    pub stands_on: Vec<f64>,
    /// The weights fitted: of year group and setting over the cell, year group over that, all over year group.
    pub weights: [f64; 3],
}

impl Ladder {
    /// Draws the tallies of all cells towards the groups above. `prior` is the stated rate, `prior_weight` what it counts for.
    #[must_use]
    pub fn of(tallies: &[Tally], grid: &Grid, prior: f64, prior_weight: f64) -> Ladder {
        let settings = grid.settings().len();
        let mut groups = vec![Tally::default(); YEAR_GROUPS * settings];
        let mut ages = vec![Tally::default(); YEAR_GROUPS];
        let mut all = Tally::default();
        for (index, cell) in grid.cells() {
            groups[grid.age_setting(cell.age, cell.setting)].add(tallies[index]);
            ages[cell.age].add(tallies[index]);
            all.add(tallies[index]);
        }
        let all = all.drawn(prior, prior_weight);
        let over_age = weight(ages.iter().map(|tally| (*tally, all)));
        let age: Vec<f64> = ages.iter().map(|t| t.drawn(all, over_age)).collect();
        let age_over = |place: usize| age[place / settings.max(1)];
        let over_group = weight(groups.iter().enumerate().map(|(i, t)| (*t, age_over(i))));
        let group: Vec<f64> = (groups.iter().enumerate())
            .map(|(place, tally)| tally.drawn(age_over(place), over_group))
            .collect();
        let parent = |index: usize| {
            let cell = grid.cell(index);
            group[grid.age_setting(cell.age, cell.setting)]
        };
        let over_cell = weight(tallies.iter().enumerate().map(|(i, t)| (*t, parent(i))));
        Ladder {
            cell: (tallies.iter().enumerate())
                .map(|(index, tally)| tally.drawn(parent(index), over_cell))
                .collect(),
            pull: (tallies.iter())
                .map(|tally| over_cell / (tally.of + over_cell))
                .collect(),
            stands_on: groups.iter().map(|tally| tally.of + over_group).collect(),
            group,
            weights: [over_cell, over_group, over_age],
        }
    }
}
