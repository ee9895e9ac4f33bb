//! Small numbers lean on larger groups: how much is fitted from the data (empirical Bayes).
//!
//! Children of one cell are few, so a rate counted there alone says little. Each rate is drawn towards that of the
//! group above it, as if the group had sent `weight` more children: cell, then year group and setting, then year
//! group, then all, and all towards a stated prior. The weight is fitted at each step by the method of moments of the
//! beta-binomial: where groups differ no more than chance makes them, the weight is large; where they differ, small.

use serde::{Deserialize, Serialize};

use super::grid::Grid;
use super::year_group::YEAR_GROUPS;

/// The least and most that a group above may count for, in children.
const WEIGHT: (f64, f64) = (1.0, 2_000.0);

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
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

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(did: f64, of: f64) -> Tally {
        Tally { did, of }
    }

    #[test]
    fn groups_that_differ_by_chance_alone_lean_wholly_and_groups_that_differ_hardly() {
        let same: Vec<_> = (0..20).map(|_| (tally(10.0, 100.0), 0.1)).collect();
        assert_eq!(weight(same), WEIGHT.1);
        let apart =
            (0..20).map(|place| (tally(if place % 2 == 0 { 95.0 } else { 5.0 }, 100.0), 0.5));
        assert_eq!(weight(apart), WEIGHT.0);
        assert_eq!(weight([]), WEIGHT.1);
    }

    /// Groups whose rates are a beta distribution of 8 and 12 lean on it as on 20 children.
    #[test]
    fn the_weight_is_that_of_the_distribution_that_made_the_groups() {
        // The deciles of beta(8, 12), each of 10,000 children, so that chance within a group counts for little.
        let rates = [
            0.230, 0.286, 0.324, 0.358, 0.391, 0.424, 0.460, 0.505, 0.576,
        ];
        let groups = rates.map(|rate| (tally(rate * 1e4, 1e4), 0.4));
        let found = weight(groups);
        assert!((18.0..30.0).contains(&found), "{found}");
    }

    #[test]
    fn a_cell_of_many_keeps_its_rate_and_an_empty_cell_takes_its_groups() {
        let grid = Grid::new(
            vec!["ASD".to_owned(), "MLD".to_owned()],
            vec!["MMS".to_owned()],
        );
        let mut tallies = vec![Tally::default(); grid.len()];
        for (place, tally_of) in tallies.iter_mut().enumerate().take(40) {
            // Every other year group leaves often; the second need of the last is empty.
            let did = if place % 4 < 2 { 20.0 } else { 180.0 };
            *tally_of = if place == 39 {
                Tally::default()
            } else {
                tally(did, 1_000.0)
            };
        }
        let ladder = Ladder::of(&tallies, &grid, 0.08, 20.0);
        assert!((ladder.cell[0] - 0.02).abs() < 0.005, "{}", ladder.cell[0]);
        assert!((ladder.cell[38] - 0.18).abs() < 0.01, "{}", ladder.cell[38]);
        assert!((ladder.cell[39] - ladder.group[19]).abs() < 1e-12);
        assert_eq!(ladder.pull[39], 1.0);
        assert!(ladder.cell.iter().all(|rate| (0.0..=1.0).contains(rate)));
    }
}
