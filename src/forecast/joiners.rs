//! Who joins: how many of the people of a year group, and with which need in which setting.

use super::cohort::Cohort;
use super::flows::Flows;
use super::share;
use super::year_group::YEAR_GROUPS;

/// Joining by year group.
#[derive(Clone, Debug, PartialEq)]
pub struct Joining {
    /// Joiners that the rate stands on, the lean on all year groups included: the shape of its gamma distribution.
    pub shape: Vec<f64>,
    /// The people over all years that they are of: the gamma's rate.
    pub people: Vec<f64>,
    /// By year group: the shares of the pairs of need and setting; all nought where nobody can join.
    pub share: Vec<Vec<f64>>,
}

impl Joining {
    /// Estimates joining from the flows. `open` is by year group and setting.
    #[must_use]
    pub fn of(cohort: &Cohort, flows: &Flows, open: &[bool]) -> Joining {
        let mut joined = vec![0.0; YEAR_GROUPS];
        let mut people = vec![0.0; YEAR_GROUPS];
        for (year, by_age) in &flows.joined_by_year {
            for age in 0..YEAR_GROUPS {
                joined[age] += by_age[age];
                people[age] += cohort.population.people(year + 1, age).unwrap_or(0.0);
            }
        }
        let share = shares(cohort, &flows.joined, open);
        let (lean, mean) = lean(&joined, &people);
        let can_join = |age: usize| people[age] > 0.0 && share[age].iter().any(|one| *one > 0.0);
        let shape = (0..YEAR_GROUPS)
            .map(|age| {
                if can_join(age) {
                    joined[age] + lean
                } else {
                    0.0
                }
            })
            .collect();
        Joining {
            shape,
            people: people
                .iter()
                .map(|people| people + lean / mean.max(1e-12))
                .collect(),
            share,
        }
    }

    /// Joiners a person a year.
    #[must_use]
    pub fn rate(&self, age: usize) -> f64 {
        self.shape[age] / self.people[age].max(1e-9)
    }
}

/// How many joiners at the rate of all year groups each year group leans on, by the method of moments of the
/// gamma-Poisson: `Var = E·m + (E·m)²/lean`. And the rate of all.
fn lean(joined: &[f64], people: &[f64]) -> (f64, f64) {
    let mean = joined.iter().sum::<f64>() / people.iter().sum::<f64>().max(1.0);
    let (mut excess, mut room) = (0.0, 0.0);
    for (joined, people) in joined.iter().zip(people) {
        let expected = people * mean;
        excess += (joined - expected) * (joined - expected) - expected;
        room += expected * expected;
    }
    let lean = if excess > 0.0 { room / excess } else { 50.0 };
    (lean.clamp(0.01, 50.0), mean)
}

/// Shares of need and setting by year group: the setting, drawn towards all joiners' settings that the year group
/// may be in; then the need in it, drawn towards the year group's needs and these towards all joiners'.
fn shares(cohort: &Cohort, joined: &[f64], open: &[bool]) -> Vec<Vec<f64>> {
    let grid = &cohort.grid;
    let (needs, settings) = (grid.needs().len(), grid.settings().len());
    let mut by_setting = vec![vec![0.0; settings]; YEAR_GROUPS];
    let mut by_need = vec![vec![0.0; needs]; YEAR_GROUPS];
    let mut by_both = vec![vec![0.0; needs]; YEAR_GROUPS * settings];
    for (index, cell) in grid.cells() {
        by_setting[cell.age][cell.setting] += joined[index];
        by_need[cell.age][cell.need] += joined[index];
        by_both[grid.age_setting(cell.age, cell.setting)][cell.need] += joined[index];
    }
    let all = |rows: &[Vec<f64>], len: usize| -> Vec<f64> {
        (0..len)
            .map(|at| rows.iter().map(|row| row[at]).sum())
            .collect()
    };
    let all_settings = all(&by_setting, settings);
    let parents: Vec<Vec<f64>> = (0..YEAR_GROUPS)
        .map(|age| {
            let may = |setting: usize| open[grid.age_setting(age, setting)];
            let open = (0..settings).map(|s| if may(s) { all_settings[s] } else { 0.0 });
            share::shares_of(open.collect())
        })
        .collect();
    let setting_share = share::drawn(&by_setting, &parents).0;
    let all_needs = vec![share::shares_of(all(&by_need, needs)); YEAR_GROUPS];
    let need_share = share::drawn(&by_need, &all_needs).0;
    let over: Vec<Vec<f64>> = (0..by_both.len())
        .map(|place| need_share[place / settings].clone())
        .collect();
    let need_in = share::drawn(&by_both, &over).0;
    (0..YEAR_GROUPS)
        .map(|age| {
            let weights = (0..grid.pairs()).map(|pair| {
                let (need, setting) = grid.of_pair(pair);
                match cohort.prices[pair] {
                    Some(_) => {
                        setting_share[age][setting] * need_in[grid.age_setting(age, setting)][need]
                    }
                    None => 0.0,
                }
            });
            share::shares_of(weights.collect())
        })
        .collect()
}
