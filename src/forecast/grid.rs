//! The state, numbered: cells of year group by primary need by setting, and within each the bands of its setting.
//!
//! Rates are of cells. Money is of *stands*: a pair of need and setting with one of the setting's bands. A setting with
//! one of its bands, whatever the need, is a *seat*. Data without bands have one band in every setting, and a stand then
//! is a pair and a seat is a setting, with the same numbers.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::year_group::{YEAR_GROUPS, year_group};

/// The band of everybody in a setting whose data have no bands.
pub const ALL_BANDS: &str = "all";
/// The most bands of a setting.
pub const BANDS_MAX: usize = 200;

/// Where a child is counted: places in the lists of a [`Grid`]; `age` is the year group from the youngest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Year group, counted from the youngest.
    pub age: usize,
    /// Place in the needs.
    pub need: usize,
    /// Place in the settings.
    pub setting: usize,
}

impl Cell {
    /// The year group's number.
    #[must_use]
    pub fn year_group(self) -> i16 {
        year_group(self.age)
    }
}

/// What flows and children are numbered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Pairs of need and setting.
    Pair,
    /// Stands: those with a band.
    Stand,
}

/// The needs, settings and bands that the data hold, in the order of their codes, and the numbering of cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    needs: Vec<String>,
    settings: Vec<String>,
    /// By setting: its bands, at least one.
    bands: Vec<Vec<String>>,
    /// By setting, and the number of all at the end: its first seat.
    first_seats: Vec<usize>,
    /// By pair, and the number of all at the end: its first stand.
    first_stands: Vec<usize>,
    /// The need and setting of each pair: asked for at every flow of every year, where a division would cost more.
    of_pairs: Vec<(usize, usize)>,
    /// The need and setting of each stand.
    of_stands: Vec<(usize, usize)>,
    /// The seat of each stand.
    seats: Vec<usize>,
}

impl Grid {
    /// The grid of some codes; each list is put in order, without repeats.
    #[must_use]
    pub fn new(mut needs: Vec<String>, mut settings: Vec<String>) -> Grid {
        needs.sort();
        needs.dedup();
        settings.sort();
        settings.dedup();
        let of_pairs = (0..needs.len())
            .flat_map(|need| (0..settings.len()).map(move |setting| (need, setting)))
            .collect();
        let grid = Grid {
            needs,
            settings,
            bands: Vec::new(),
            first_seats: Vec::new(),
            first_stands: Vec::new(),
            of_pairs,
            of_stands: Vec::new(),
            seats: Vec::new(),
        };
        grid.with_bands(&BTreeMap::new())
    }

    /// The grid with the bands of some settings, by the settings' codes; every other has one.
    #[must_use]
    pub fn with_bands(mut self, bands: &BTreeMap<String, Vec<String>>) -> Grid {
        let of = |code: &String| match bands.get(code) {
            Some(bands) if !bands.is_empty() => bands.clone(),
            _ => vec![ALL_BANDS.to_owned()],
        };
        self.bands = self.settings.iter().map(of).collect();
        self.first_seats = running(self.bands.iter().map(Vec::len));
        let settings = self.of_pairs.iter().map(|(_, setting)| *setting);
        self.first_stands = running(settings.map(|setting| self.bands[setting].len()));
        self.of_stands.clear();
        self.seats.clear();
        for (need, setting) in &self.of_pairs {
            for band in 0..self.bands[*setting].len() {
                self.of_stands.push((*need, *setting));
                self.seats.push(self.first_seats[*setting] + band);
            }
        }
        self
    }

    /// The same needs and settings, as if no band were known.
    #[must_use]
    pub fn without_bands(&self) -> Grid {
        self.clone().with_bands(&BTreeMap::new())
    }

    /// The needs' codes.
    #[must_use]
    pub fn needs(&self) -> &[String] {
        &self.needs
    }

    /// The settings' codes.
    #[must_use]
    pub fn settings(&self) -> &[String] {
        &self.settings
    }

    /// The place of a need's code.
    #[must_use]
    pub fn need(&self, code: &str) -> Option<usize> {
        self.needs
            .binary_search_by(|known| known.as_str().cmp(code))
            .ok()
    }

    /// The place of a setting's code.
    #[must_use]
    pub fn setting(&self, code: &str) -> Option<usize> {
        self.settings
            .binary_search_by(|known| known.as_str().cmp(code))
            .ok()
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        YEAR_GROUPS * self.pairs()
    }

    /// Whether there is no cell at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs() == 0
    }

    /// How many pairs of need and setting there are.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.needs.len() * self.settings.len()
    }

    /// The number of a pair of need and setting.
    #[must_use]
    pub fn pair(&self, need: usize, setting: usize) -> usize {
        need * self.settings.len() + setting
    }

    /// The need and setting of a pair's number.
    #[must_use]
    pub fn of_pair(&self, pair: usize) -> (usize, usize) {
        self.of_pairs[pair]
    }

    /// The bands of a setting, in the order of their codes.
    #[must_use]
    pub fn bands(&self, setting: usize) -> &[String] {
        &self.bands[setting]
    }

    /// Whether any setting has more than one band.
    #[must_use]
    pub fn is_banded(&self) -> bool {
        self.stands() > self.pairs()
    }

    /// How many seats there are.
    #[must_use]
    pub fn seats(&self) -> usize {
        self.first_seats.last().copied().unwrap_or(0)
    }

    /// The seats of a setting.
    #[must_use]
    pub fn seats_of(&self, setting: usize) -> Range<usize> {
        self.first_seats[setting]..self.first_seats[setting + 1]
    }

    /// The setting and band of a seat.
    #[must_use]
    pub fn of_seat(&self, seat: usize) -> (usize, usize) {
        let setting = self.first_seats.partition_point(|first| *first <= seat) - 1;
        (setting, seat - self.first_seats[setting])
    }

    /// A seat as a sentence names it: the setting, and its band where it has several.
    #[must_use]
    pub fn seat_title(&self, seat: usize) -> String {
        let (setting, band) = self.of_seat(seat);
        match self.bands[setting].as_slice() {
            [_] => self.settings[setting].clone(),
            bands => format!("{} band {}", self.settings[setting], bands[band]),
        }
    }

    /// The seat of a stand.
    #[must_use]
    pub fn seat(&self, stand: usize) -> usize {
        self.seats[stand]
    }

    /// How many stands there are.
    #[must_use]
    pub fn stands(&self) -> usize {
        self.seats.len()
    }

    /// The stands of a pair, a band each.
    #[must_use]
    pub fn stands_of(&self, pair: usize) -> Range<usize> {
        self.first_stands[pair]..self.first_stands[pair + 1]
    }

    /// The pair of a stand.
    #[must_use]
    pub fn pair_of(&self, stand: usize) -> usize {
        let (need, setting) = self.of_stands[stand];
        self.pair(need, setting)
    }

    /// The need and setting of each pair or stand.
    #[must_use]
    pub fn table(&self, by: By) -> &[(usize, usize)] {
        match by {
            By::Pair => &self.of_pairs,
            By::Stand => &self.of_stands,
        }
    }

    /// The number of a cell.
    #[must_use]
    pub fn index(&self, cell: Cell) -> usize {
        cell.age * self.pairs() + self.pair(cell.need, cell.setting)
    }

    /// The cell of a number.
    #[must_use]
    pub fn cell(&self, index: usize) -> Cell {
        let (need, setting) = self.of_pair(index % self.pairs());
        Cell {
            age: index / self.pairs(),
            need,
            setting,
        }
    }

    /// The number of a year group and setting together.
    #[must_use]
    pub fn age_setting(&self, age: usize, setting: usize) -> usize {
        age * self.settings.len() + setting
    }

    /// The numbers of a year group's cells.
    #[must_use]
    pub fn of_age(&self, age: usize) -> Range<usize> {
        age * self.pairs()..(age + 1) * self.pairs()
    }

    /// Every cell, by number.
    pub fn cells(&self) -> impl Iterator<Item = (usize, Cell)> + '_ {
        (0..self.len()).map(|index| (index, self.cell(index)))
    }

    /// A pair as a sentence names it: `ASD in SPEC`.
    #[must_use]
    pub fn pair_title(&self, pair: usize) -> String {
        let (need, setting) = self.of_pair(pair);
        format!("{} in {}", self.needs[need], self.settings[setting])
    }
}

/// Where each of some lengths begins when they are laid end to end, and their sum.
fn running(lengths: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut at = 0;
    let mut first = vec![0];
    first.extend(lengths.map(|length| {
        at += length;
        at
    }));
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    #[test]
    fn without_bands_a_stand_is_a_pair_and_a_seat_a_setting() {
        let grid = Grid::new(codes(&["ASD", "MLD"]), codes(&["MMS", "SPEC"]));
        assert!(!grid.is_banded());
        assert_eq!((grid.stands(), grid.seats()), (grid.pairs(), 2));
        assert_eq!(grid.table(By::Stand), grid.table(By::Pair));
        assert_eq!(grid.bands(0), [ALL_BANDS]);
    }

    #[test]
    fn each_stand_has_its_pair_and_its_seat() {
        let bands = [("SPEC".to_owned(), codes(&["B1", "B2", "B3"]))];
        let grid = Grid::new(codes(&["ASD", "MLD"]), codes(&["MMS", "SPEC"]));
        let grid = grid.with_bands(&bands.into());
        assert_eq!((grid.stands(), grid.seats()), (8, 4));
        for pair in 0..grid.pairs() {
            for stand in grid.stands_of(pair) {
                assert_eq!(grid.pair_of(stand), pair);
                let (_, setting) = grid.of_pair(pair);
                assert!(grid.seats_of(setting).contains(&grid.seat(stand)));
            }
        }
        assert_eq!(grid.without_bands().seats(), 2);
    }
}
