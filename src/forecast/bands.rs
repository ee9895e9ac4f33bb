//! Bands: who has which at the last January, what is paid for each, and how they change.
//!
//! A band does not change who leaves, moves or joins: those rates are of the cell. It is what a child brings into a
//! setting, may change at a review, and is paid for. Whoever comes to a setting, or to another need in it, takes a band
//! as those who came before; whoever stays keeps theirs but for the changes at review.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::money::Money;

use super::grid::Grid;
use super::rows::{CostRow, Side, TransitionRow};
use super::share::{self, shares_of};
use super::shrink::{Ladder, Tally};

/// The code of whoever has no decided band in a setting where others have.
pub const NO_BAND: &str = "none";

/// What the data say of bands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bands {
    /// By year group and stand: children at the last January.
    pub at_start: Vec<u32>,
    /// By stand: the annual price; `None` where the costs name none for the band.
    pub prices: Vec<Option<Money>>,
    /// By stand: children who came there with that band, from outside or from another need or setting.
    pub came: Vec<f64>,
    /// By cell: changed band, of those who stayed with need and setting and had a band at both Januaries.
    pub reviewed: Vec<Tally>,
    /// By seat, then by seat: who changed from which to which.
    pub changed: Vec<Vec<f64>>,
}

/// The bands of each setting in some rows, by the settings' codes; settings in which none is named are left out.
#[must_use]
pub fn codes(rows: &[&TransitionRow]) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let known = KnownJanuaries::of(rows);
    for (january, side) in sides(rows) {
        let Some((_, setting)) = &side.place else {
            continue;
        };
        if known.has(january) {
            let bands = found.entry(setting.clone()).or_default();
            bands.push(side.band.clone().unwrap_or_else(|| NO_BAND.to_owned()));
        }
    }
    for bands in found.values_mut() {
        bands.sort();
        bands.dedup();
    }
    found.retain(|_, bands| bands.iter().any(|band| band != NO_BAND));
    found
}

/// The Januaries at which any child had a band: before, bands were not recorded, which is not the same as having none.
struct KnownJanuaries(BTreeSet<i16>);

impl KnownJanuaries {
    fn of(rows: &[&TransitionRow]) -> KnownJanuaries {
        let banded = sides(rows).filter(|(_, side)| side.place.is_some() && side.band.is_some());
        KnownJanuaries(banded.map(|(january, _)| january).collect())
    }

    fn has(&self, january: i16) -> bool {
        self.0.contains(&january)
    }
}

/// Both sides of some rows, each with its January.
fn sides<'a>(rows: &'a [&TransitionRow]) -> impl Iterator<Item = (i16, &'a Side)> {
    rows.iter()
        .flat_map(|row| [(row.january, &row.from), (row.january + 1, &row.to)])
}

/// A child at one January, by number.
#[derive(Clone, Copy)]
struct At {
    cell: usize,
    stand: usize,
}

impl Bands {
    /// Counts the bands of some rows on a grid that has them; none where it has none. `cells` gives the cells of a row.
    #[must_use]
    pub fn of(
        rows: &[&TransitionRow],
        costs: &[CostRow],
        grid: &Grid,
        cells: impl Fn(&TransitionRow) -> (Option<usize>, Option<usize>),
    ) -> Option<Bands> {
        if !grid.is_banded() {
            return None;
        }
        let known = KnownJanuaries::of(rows);
        let last = rows.iter().map(|row| row.january).max()?;
        let mut bands = Bands {
            at_start: vec![0; grid.len() / grid.pairs() * grid.stands()],
            prices: prices(costs, grid),
            came: vec![0.0; grid.stands()],
            reviewed: vec![Tally::default(); grid.len()],
            changed: vec![vec![0.0; grid.seats()]; grid.seats()],
        };
        for row in rows {
            let (from, to) = cells(row);
            let of = |cell: Option<usize>, side: &Side, january| {
                let cell = cell.filter(|_| known.has(january))?;
                let stand = stand_of(grid, cell, side.band.as_deref())?;
                Some(At { cell, stand })
            };
            let after = of(to, &row.to, row.january + 1);
            bands.count(grid, of(from, &row.from, row.january), from, after);
            if row.january == last {
                let Some(cell) = to else { continue };
                let stand = after.map(|at| at.stand);
                let stand = stand.unwrap_or_else(|| grid.stands_of(cell % grid.pairs()).start);
                bands.at_start[cell / grid.pairs() * grid.stands() + stand] += 1;
            }
        }
        Some(bands)
    }

    fn count(&mut self, grid: &Grid, before: Option<At>, from: Option<usize>, after: Option<At>) {
        let Some(after) = after else { return };
        let pair = after.cell % grid.pairs();
        if from.map(|cell| cell % grid.pairs()) != Some(pair) {
            self.came[after.stand] += 1.0;
            return;
        }
        let Some(before) = before else { return };
        let tally = &mut self.reviewed[before.cell];
        tally.of += 1.0;
        if before.stand != after.stand {
            tally.did += 1.0;
            self.changed[grid.seat(before.stand)][grid.seat(after.stand)] += 1.0;
        }
    }
}

/// The stand of a cell's child with a band; `None` for a band that the setting does not have.
fn stand_of(grid: &Grid, cell: usize, band: Option<&str>) -> Option<usize> {
    let pair = cell % grid.pairs();
    let bands = grid.bands(grid.of_pair(pair).1);
    let place = match bands {
        [_] => 0,
        bands => bands
            .iter()
            .position(|known| known == band.unwrap_or(NO_BAND))?,
    };
    Some(grid.stands_of(pair).start + place)
}

fn prices(costs: &[CostRow], grid: &Grid) -> Vec<Option<Money>> {
    let mut prices = vec![None; grid.stands()];
    for row in costs {
        let (Some(band), Some(need), Some(setting)) = (
            row.band.as_deref(),
            grid.need(&row.need),
            grid.setting(&row.setting),
        ) else {
            continue;
        };
        let bands = grid.bands(setting).iter();
        let place = bands.clone().position(|known| known == band);
        // One below nought was refused with its pair's.
        if let Some(place) = place.filter(|_| row.cost >= Money::ZERO) {
            prices[grid.stands_of(grid.pair(need, setting)).start + place] = Some(row.cost);
        }
    }
    prices
}

/// How bands come and change, as rates.
#[derive(Clone, Debug, PartialEq)]
pub struct Banding {
    /// By stand: the share of those who come to its pair that take its band.
    pub coming: Vec<f64>,
    /// Changing band at review in a year, of those who stay.
    pub review: Ladder,
    /// By seat, then by seat: the shares of the bands of the setting to which a change leads.
    pub review_to: Vec<Vec<f64>>,
}

impl Banding {
    /// Estimates the rates of some bands. `prior` is the stated rate of change at review, and the children it counts for.
    #[must_use]
    pub fn of(bands: &Bands, grid: &Grid, (prior, weight): (f64, f64)) -> Banding {
        Banding {
            coming: coming(bands, grid),
            review: Ladder::of(&bands.reviewed, grid, prior, weight),
            review_to: review_to(bands, grid),
        }
    }
}

/// Bands of those who come to a pair, drawn towards those of all who come to the setting, and where nobody came towards
/// those who are there.
fn coming(bands: &Bands, grid: &Grid) -> Vec<f64> {
    let mut there = vec![0.0; grid.seats()];
    for (place, count) in bands.at_start.iter().enumerate() {
        there[grid.seat(place % grid.stands())] += f64::from(*count);
    }
    let mut came = vec![0.0; grid.seats()];
    for (stand, count) in bands.came.iter().enumerate() {
        came[grid.seat(stand)] += count;
    }
    let mut shares = vec![0.0; grid.stands()];
    for setting in 0..grid.settings().len() {
        let seats = grid.seats_of(setting);
        let all: f64 = there[seats.clone()].iter().sum();
        // Those who are there count as one who came, so that a setting nobody came to has shares too.
        let parent = seats
            .clone()
            .map(|seat| came[seat] + if all > 0.0 { there[seat] / all } else { 1.0 });
        let parent = shares_of(parent.collect());
        let pairs: Vec<usize> = (0..grid.needs().len())
            .map(|need| grid.pair(need, setting))
            .collect();
        let counts: Vec<Vec<f64>> = pairs
            .iter()
            .map(|pair| bands.came[grid.stands_of(*pair)].to_vec())
            .collect();
        let parents = vec![parent; pairs.len()];
        for (pair, own) in pairs.iter().zip(share::drawn(&counts, &parents).0) {
            shares[grid.stands_of(*pair)].copy_from_slice(&own);
        }
    }
    shares
}

/// Bands to which a change leads, drawn towards those of the setting in which children are.
fn review_to(bands: &Bands, grid: &Grid) -> Vec<Vec<f64>> {
    let mut there = vec![0.1; grid.seats()];
    for (place, count) in bands.at_start.iter().enumerate() {
        there[grid.seat(place % grid.stands())] += f64::from(*count);
    }
    let mut shares = vec![vec![0.0; grid.seats()]; grid.seats()];
    for setting in 0..grid.settings().len() {
        let seats = grid.seats_of(setting);
        let rows = |of: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<f64>> {
            seats
                .clone()
                .map(|from| seats.clone().map(|to| of(from, to)).collect())
                .collect()
        };
        let counts = rows(&|from, to| bands.changed[from][to]);
        let parents = rows(&|from, to| if from == to { 0.0 } else { there[to] });
        let parents: Vec<Vec<f64>> = parents.into_iter().map(shares_of).collect();
        let drawn = share::drawn(&counts, &parents).0;
        for (from, own) in seats.clone().zip(drawn) {
            shares[from][seats.clone()].copy_from_slice(&own);
        }
    }
    shares
}
