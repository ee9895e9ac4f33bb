//! The rates as they apply to each cell: only to settings that are open to the year group and pairs that have a price.

use super::cohort::Cohort;
use super::grid::Grid;
use super::rates::Rates;
use super::share::shares_of;
use super::year_group::{OLDEST, YEAR_GROUPS, age_of};

/// Where a flow leads: places with their shares, which add up to one; empty where there is nowhere.
pub type Ways = Vec<(usize, f64)>;

/// A share of those who would start in one setting start in another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Redirected {
    /// The setting.
    pub from: usize,
    /// The setting.
    pub to: usize,
    /// The share, 0 to 1.
    pub share: f64,
}

/// What happens to a child of each cell in a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    /// By cell: leaves.
    pub leave: Vec<f64>,
    /// By cell: changes need, of those who stay.
    pub change: Vec<f64>,
    /// By pair of need and setting: to which need.
    pub change_to: Vec<Ways>,
    /// By cell: moves setting, of those who stay.
    pub moving: Vec<f64>,
    /// By cell: to which setting.
    pub move_to: Vec<Ways>,
    /// By year group: the pairs in which joiners begin.
    pub joins: Vec<Ways>,
}

impl Law {
    /// The rates of a cohort under some redirections.
    #[must_use]
    pub fn of(cohort: &Cohort, rates: &Rates, redirected: &[Redirected]) -> Law {
        let grid = &cohort.grid;
        let change_to: Vec<Ways> = (0..grid.pairs())
            .map(|pair| change_ways(cohort, rates, pair))
            .collect();
        let move_to: Vec<Ways> = (0..grid.len())
            .map(|index| {
                let mut ways = move_ways(cohort, rates, index);
                let may_take: Vec<Redirected> = redirected
                    .iter()
                    .filter(|one| cohort.prices[grid.pair(grid.cell(index).need, one.to)].is_some())
                    .copied()
                    .collect();
                redirect(&mut ways, &may_take);
                ways.retain(|(to, _)| *to != grid.cell(index).setting);
                normal(ways)
            })
            .collect();
        Law {
            leave: (0..grid.len())
                .map(|index| match Some(grid.cell(index).age) == age_of(OLDEST) {
                    true => 1.0,
                    false => rates.leave.cell[index],
                })
                .collect(),
            change: (0..grid.len())
                .map(|index| match change_to[index % grid.pairs()].is_empty() {
                    true => 0.0,
                    false => rates.change.cell[index],
                })
                .collect(),
            moving: (0..grid.len())
                .map(|index| match move_to[index].is_empty() {
                    true => 0.0,
                    false => rates.moving.cell[index],
                })
                .collect(),
            joins: (0..YEAR_GROUPS)
                .map(|age| join_ways(cohort, rates, age, redirected))
                .collect(),
            change_to,
            move_to,
        }
    }
}

fn change_ways(cohort: &Cohort, rates: &Rates, pair: usize) -> Ways {
    let grid = &cohort.grid;
    let (need, setting) = grid.of_pair(pair);
    let to = rates.change_to[need].iter().copied().enumerate();
    normal(
        to.filter(|(to, _)| cohort.prices[grid.pair(*to, setting)].is_some())
            .collect(),
    )
}

fn move_ways(cohort: &Cohort, rates: &Rates, index: usize) -> Ways {
    let grid = &cohort.grid;
    let cell = grid.cell(index);
    let may = |to: usize| {
        let next = grid.age_setting(cell.age + 1, to);
        rates.open.get(next).copied().unwrap_or(false)
            && cohort.prices[grid.pair(cell.need, to)].is_some()
    };
    let to = &rates.move_to[grid.age_setting(cell.age, cell.setting)];
    to.iter()
        .copied()
        .enumerate()
        .filter(|(to, _)| may(*to))
        .collect()
}

fn join_ways(cohort: &Cohort, rates: &Rates, age: usize, redirected: &[Redirected]) -> Ways {
    let grid: &Grid = &cohort.grid;
    let mut ways: Ways = rates.joining.share[age]
        .iter()
        .copied()
        .enumerate()
        .collect();
    for need in 0..grid.needs().len() {
        let priced = |setting: usize| {
            let pair = grid.pair(need, setting);
            cohort.prices[pair].map(|_| pair)
        };
        let of_need: Vec<Redirected> = redirected
            .iter()
            .filter(|one| priced(one.to).is_some())
            .map(|one| Redirected {
                from: grid.pair(need, one.from),
                to: grid.pair(need, one.to),
                share: one.share,
            })
            .collect();
        redirect(&mut ways, &of_need);
    }
    normal(ways)
}

/// Sends a share of what leads to one place to another; where the other is not yet among the ways, it is added.
fn redirect(ways: &mut Ways, redirected: &[Redirected]) {
    for one in redirected {
        let Some(place) = ways.iter().position(|(at, _)| *at == one.from) else {
            continue;
        };
        let sent = ways[place].1 * one.share;
        ways[place].1 -= sent;
        match ways.iter_mut().find(|(at, _)| *at == one.to) {
            Some((_, share)) => *share += sent,
            None => ways.push((one.to, sent)),
        }
    }
}

/// The ways that lead anywhere, their shares made to add up to one.
fn normal(ways: Ways) -> Ways {
    let (places, weights): (Vec<usize>, Vec<f64>) =
        ways.into_iter().filter(|(_, share)| *share > 0.0).unzip();
    places.into_iter().zip(shares_of(weights)).collect()
}
