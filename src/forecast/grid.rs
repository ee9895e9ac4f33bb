//! The cells of the state: year group by primary need by setting, numbered.

use std::ops::Range;

/// The youngest year group that a plan is held in.
pub const YOUNGEST: i16 = -4;
/// The oldest: the year in which a young person turns 25.
pub const OLDEST: i16 = 20;
/// How many year groups there are.
pub const YEAR_GROUPS: usize = 25;

/// The age groups of the management plan, by age on the 31 August before: their titles, youngest first.
pub const AGE_GROUPS: [&str; 5] = ["Under 5", "5-10", "11-15", "16-19", "20-25"];

/// The place of a year group in [`AGE_GROUPS`]. Age at the year's start is the year group and four.
#[must_use]
pub fn age_group(year_group: i16) -> usize {
    match year_group {
        ..=0 => 0,
        1..=6 => 1,
        7..=11 => 2,
        12..=15 => 3,
        16.. => 4,
    }
}

/// Where a child is counted: places in the lists of a [`Grid`]; `age` is the year group from [`YOUNGEST`] on.
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

/// The number of a year group by its place from the youngest.
#[must_use]
pub fn year_group(age: usize) -> i16 {
    // There are 25 of them.
    YOUNGEST + i16::try_from(age).unwrap_or(i16::MAX - 4)
}

/// The place of a year group from the youngest; `None` outside the years in which a plan can be held.
#[must_use]
pub fn age_of(year_group: i16) -> Option<usize> {
    let age = usize::try_from(year_group.checked_sub(YOUNGEST)?).ok()?;
    (age < YEAR_GROUPS).then_some(age)
}

/// The needs and settings that the data hold, in the order of their codes, and the numbering of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    needs: Vec<String>,
    settings: Vec<String>,
    /// The need and setting of each pair: asked for at every flow of every year, where a division would cost more.
    of_pairs: Vec<(usize, usize)>,
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
        Grid {
            needs,
            settings,
            of_pairs,
        }
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
