//! What the year-pairs say: who leaves, who changes need, who moves and where to, who joins.

use super::bands::Banding;
use super::cohort::Cohort;
use super::flows::Flows;
use super::grid::Grid;
use super::joiners::Joining;
use super::share;
use super::shrink::{Ladder, Tally};
use super::transfers::Transfers;
use super::trend::Trend;
use super::year_group::YEAR_GROUPS;

/// A rate that is assumed before any data are seen, and the children that it counts for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// The rate a year.
    pub rate: f64,
    /// Children.
    pub weight: f64,
}

/// Plans that cease in a year: 44,862 of 576,474 in England in 2024 (DfE, Education, health and care plans 2025).
pub const LEAVE: Prior = Prior {
    rate: 0.078,
    weight: 20.0,
};
/// Children who move setting in a year. An assumption; no national table says it.
pub const MOVE: Prior = Prior {
    rate: 0.10,
    weight: 20.0,
};
/// Children whose recorded primary need changes in a year. An assumption; no national table says it.
pub const CHANGE: Prior = Prior {
    rate: 0.02,
    weight: 20.0,
};

/// Children whose band changes at review in a year, need and setting being the same. An assumption; no national table says
/// it.
pub const REVIEW: Prior = Prior {
    rate: 0.08,
    weight: 20.0,
};

/// Everything that is estimated from a cohort.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    /// Leaving, of those at the first January. The oldest year group leaves by age, whatever the data say.
    pub leave: Ladder,
    /// Changing need, of those who stay.
    pub change: Ladder,
    /// Moving setting, of those who stay, by the need they then have.
    pub moving: Ladder,
    /// By need: the shares of the needs to which a change leads.
    pub change_to: Vec<Vec<f64>>,
    /// By year group and setting: the shares of the settings to which a move leads.
    pub move_to: Vec<Vec<f64>>,
    /// Whether a setting takes children of a year group: seen there in the data, or one year group away.
    pub open: Vec<bool>,
    /// Who joins.
    pub joining: Joining,
    /// How joining has changed over the years.
    pub trend: Trend,
    /// Which of those who join and leave are transfers.
    pub transfers: Transfers,
    /// How bands come and change; none where the data have no bands.
    pub banding: Option<Banding>,
}

impl Rates {
    /// Estimates every rate from the year-pairs of a cohort.
    #[must_use]
    pub fn of(cohort: &Cohort) -> Rates {
        let flows = Flows::of(cohort);
        let grid = &cohort.grid;
        let open = open(cohort);
        let ladder =
            |tallies: &[Tally], prior: Prior| Ladder::of(tallies, grid, prior.rate, prior.weight);
        let joining = Joining::of(cohort, &flows, &open);
        Rates {
            leave: ladder(&flows.leave, LEAVE),
            change: ladder(&flows.change, CHANGE),
            moving: ladder(&flows.moving, MOVE),
            change_to: change_to(&flows, grid),
            move_to: move_to(&flows, grid),
            trend: Trend::of(cohort, &flows, &joining),
            transfers: Transfers::of(&flows),
            banding: (cohort.bands.as_ref())
                .map(|bands| Banding::of(bands, grid, (REVIEW.rate, REVIEW.weight))),
            open,
            joining,
        }
    }
}

/// The settings that take children of a year group, from what the data show.
fn open(cohort: &Cohort) -> Vec<bool> {
    let grid = &cohort.grid;
    let settings = grid.settings().len();
    let mut seen = vec![false; YEAR_GROUPS * settings];
    for pair in cohort.pairs.values() {
        for (from, to) in pair.flows.keys() {
            for index in [from, to].into_iter().flatten() {
                let cell = grid.cell(*index);
                seen[grid.age_setting(cell.age, cell.setting)] = true;
            }
        }
    }
    (0..seen.len())
        .map(|place| {
            let next = |at: Option<usize>| at.and_then(|at| seen.get(at)).copied();
            seen[place]
                || next(place.checked_sub(settings)).unwrap_or(false)
                || next(Some(place + settings)).unwrap_or(false)
        })
        .collect()
}

/// Needs to which a change leads, drawn towards the needs that all changes lead to.
fn change_to(flows: &Flows, grid: &Grid) -> Vec<Vec<f64>> {
    let needs = grid.needs().len();
    let mut all = vec![0.1; needs];
    for row in &flows.change_to {
        for (sum, count) in all.iter_mut().zip(row) {
            *sum += count;
        }
    }
    let parent: Vec<Vec<f64>> = (0..needs).map(|need| without(&all, need)).collect();
    share::drawn(&flows.change_to, &parent).0
}

/// Settings to which a move leads: by year group and setting, drawn towards the year group's moves from any setting,
/// these towards the moves of all year groups from that setting.
fn move_to(flows: &Flows, grid: &Grid) -> Vec<Vec<f64>> {
    let settings = grid.settings().len();
    let mut from_any = vec![vec![0.0; settings]; YEAR_GROUPS];
    let mut all_ages = vec![vec![0.1; settings]; settings];
    for (place, row) in flows.move_to.iter().enumerate() {
        for (to, count) in row.iter().enumerate() {
            from_any[place / settings][to] += count;
            all_ages[place % settings][to] += count;
        }
    }
    let parent: Vec<Vec<f64>> = (0..flows.move_to.len())
        .map(|place| {
            let (age, setting) = (place / settings, place % settings);
            let national = without(&all_ages[setting], setting);
            let of_age: f64 = from_any[age].iter().sum();
            // The year group's own destinations count as fully as ten children's would.
            let mixed = national.iter().zip(&from_any[age]).map(|(n, a)| {
                let own = if of_age > 0.0 { a / of_age } else { 0.0 };
                (10.0 * n + of_age.min(10.0) * own) / (10.0 + of_age.min(10.0))
            });
            without(&mixed.collect::<Vec<f64>>(), setting)
        })
        .collect();
    share::drawn(&flows.move_to, &parent).0
}

/// Shares of all but one place.
fn without(weights: &[f64], place: usize) -> Vec<f64> {
    let mut weights = weights.to_vec();
    weights[place] = 0.0;
    share::shares_of(weights)
}
