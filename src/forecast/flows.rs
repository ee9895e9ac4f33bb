//! The year-pairs of a cohort counted by what happened, over all years.

use super::cohort::{Cohort, YearPair};
use super::shrink::Tally;
use super::year_group::{OLDEST, YEAR_GROUPS, age_of};

/// What happened to how many, over all year-pairs.
pub struct Flows {
    /// By cell: left, of those at the first January.
    pub leave: Vec<Tally>,
    /// By cell: changed need, of those who stayed.
    pub change: Vec<Tally>,
    /// By cell, with the need of the second January: moved setting, of those who stayed.
    pub moving: Vec<Tally>,
    /// By the first need: how many changed to which.
    pub change_to: Vec<Vec<f64>>,
    /// By year group and first setting: how many moved to which.
    pub move_to: Vec<Vec<f64>>,
    /// By cell at the second January: joined.
    pub joined: Vec<f64>,
    /// By year of the first January, then year group at the second: joined.
    pub joined_by_year: Vec<(i16, [f64; YEAR_GROUPS])>,
    /// By year group at the second January: came from another authority, of those who joined.
    pub came_over: [Tally; YEAR_GROUPS],
    /// By year group at the first January: went to another authority, of those who left before the age at which all do.
    pub went_over: [Tally; YEAR_GROUPS],
}

impl Flows {
    /// Counts the year-pairs of a cohort.
    #[must_use]
    pub fn of(cohort: &Cohort) -> Flows {
        let grid = &cohort.grid;
        let settings = grid.settings().len();
        let mut flows = Flows {
            leave: vec![Tally::default(); grid.len()],
            change: vec![Tally::default(); grid.len()],
            moving: vec![Tally::default(); grid.len()],
            change_to: vec![vec![0.0; grid.needs().len()]; grid.needs().len()],
            move_to: vec![vec![0.0; settings]; YEAR_GROUPS * settings],
            joined: vec![0.0; grid.len()],
            joined_by_year: Vec::new(),
            came_over: [Tally::default(); YEAR_GROUPS],
            went_over: [Tally::default(); YEAR_GROUPS],
        };
        for (year, pair) in &cohort.pairs {
            let mut joined = [0.0; YEAR_GROUPS];
            for ((from, to), count) in &pair.flows {
                let count = f64::from(*count);
                match (from, to) {
                    (None, Some(to)) => {
                        joined[grid.cell(*to).age] += count;
                        flows.joined[*to] += count;
                    }
                    (Some(from), None) => flows.left(cohort, *from, count),
                    (Some(from), Some(to)) => flows.stayed(cohort, *from, *to, count),
                    (None, None) => {}
                }
            }
            flows.joined_by_year.push((*year, joined));
            flows.transferred(cohort, pair);
        }
        flows
    }

    fn transferred(&mut self, cohort: &Cohort, pair: &YearPair) {
        for ((from, to), count) in &pair.flows {
            let tally = match (from, to) {
                (None, Some(to)) => &mut self.came_over[cohort.grid.cell(*to).age],
                (Some(from), None) => &mut self.went_over[cohort.grid.cell(*from).age],
                _ => continue,
            };
            tally.of += f64::from(*count);
            let over = pair.transfers.get(&(*from, *to)).copied().unwrap_or(0);
            tally.did += f64::from(over);
        }
    }

    fn left(&mut self, cohort: &Cohort, from: usize, count: f64) {
        // Who is too old leaves by rule: that says nothing of the others.
        if Some(cohort.grid.cell(from).age) != age_of(OLDEST) {
            self.leave[from].did += count;
            self.leave[from].of += count;
        }
    }

    fn stayed(&mut self, cohort: &Cohort, from: usize, to: usize, count: f64) {
        let grid = &cohort.grid;
        let (before, after) = (grid.cell(from), grid.cell(to));
        self.leave[from].of += count;
        self.change[from].of += count;
        if before.need != after.need {
            self.change[from].did += count;
            self.change_to[before.need][after.need] += count;
        }
        let place = grid.index(super::grid::Cell {
            need: after.need,
            ..before
        });
        self.moving[place].of += count;
        if before.setting != after.setting {
            self.moving[place].did += count;
            self.move_to[grid.age_setting(before.age, before.setting)][after.setting] += count;
        }
    }
}
