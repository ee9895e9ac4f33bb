//! One year by month: flows are marked where they take and give, then summed from February to January.

use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

use serde::{Deserialize, Serialize};

use super::conserve::{Broken, Count, same};
use super::grid::{By, Grid};
use super::months::{MONTHS, SEPTEMBER, TIMINGS, Timing};
use super::year_group::{AGE_GROUPS, YEAR_GROUPS, age_group, year_group};

/// What kind of flow it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// From where it begins to where it ends.
    Whole,
    /// One side of a change of need: another flow is the other side, at the same time.
    ChangeSide,
    /// From another authority or to one.
    Transfer,
}

/// A child of one flow, or many: from a pair of need and setting, or a stand, to another; `None` is outside the system.
///
/// There are a hundred thousand of them in a year of a projection: small numbers keep them near the processor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flow<T> {
    /// Where from.
    pub from: Option<u32>,
    /// Where to.
    pub to: Option<u32>,
    /// How many.
    pub count: T,
    /// By which of the bands where it leads it takes one: even over all numbers. Of a child; of an expectation nothing.
    pub luck: u32,
    /// The band from which it comes, by its place in the setting. Of a child; of an expectation nothing.
    pub band: u8,
    /// The year group at the first January, counted from one below the youngest (who joins as the youngest was that).
    pub before: u8,
    /// When in the year.
    pub timing: Timing,
    /// In which stretch of it; 0 where it has only one, and for what happens as if it had.
    pub stretch: u8,
    /// Of which kind.
    pub kind: Kind,
}

impl<T> Flow<T> {
    /// A whole flow of a year group at the first January, counted from one below the youngest.
    #[must_use]
    pub fn new(
        timing: Timing,
        before: usize,
        from: Option<usize>,
        to: Option<usize>,
        count: T,
    ) -> Flow<T> {
        // There are 25 year groups, and far fewer stands than a u32 counts.
        let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        Flow {
            from: from.map(number),
            to: to.map(number),
            count,
            luck: 0,
            band: 0,
            before: u8::try_from(before).unwrap_or(u8::MAX),
            timing,
            stretch: 0,
            kind: Kind::Whole,
        }
    }

    /// The same flow in a stretch of the year.
    #[must_use]
    pub fn in_stretch(self, number: usize) -> Flow<T> {
        Flow {
            // A year has at most twelve.
            stretch: u8::try_from(number).unwrap_or(0),
            ..self
        }
    }

    /// Its slot: by stretch, then timing.
    #[must_use]
    pub fn slot(&self) -> usize {
        usize::from(self.stretch) * TIMINGS + self.timing.place()
    }

    /// The same flow of another kind.
    #[must_use]
    pub fn of_kind(self, kind: Kind) -> Flow<T> {
        Flow { kind, ..self }
    }

    /// Where from.
    #[must_use]
    pub fn start(&self) -> Option<usize> {
        self.from.map(|place| place as usize)
    }

    /// Where to.
    #[must_use]
    pub fn end(&self) -> Option<usize> {
        self.to.map(|place| place as usize)
    }

    /// The year group at the first January, counted from one below the youngest.
    #[must_use]
    pub fn year_group(&self) -> usize {
        usize::from(self.before)
    }
}

/// What can be counted and priced.
pub trait Amount:
    Count + Default + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Sum + PartialOrd
{
    /// Millionths of a child: prices are whole pence, so the sums of money stay whole.
    fn millionths(self) -> i128;
    /// Whole children.
    fn whole(count: i64) -> Self;
}

impl Amount for f64 {
    fn millionths(self) -> i128 {
        // An expected count is far below 2^53 millionths; the casts cannot lose more than the rounding says.
        i128::from((self * 1e6).round() as i64)
    }

    fn whole(count: i64) -> f64 {
        // Far below 2^53.
        count as f64
    }
}

impl Amount for i64 {
    fn millionths(self) -> i128 {
        i128::from(self) * 1_000_000
    }

    fn whole(count: i64) -> i64 {
        count
    }
}

/// Counts by seat, need and year group, and what they cost a year by seat in millionths of a penny.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Marks<T> {
    /// By seat.
    pub seats: Vec<T>,
    /// By need.
    pub needs: Vec<T>,
    /// By the year group at the first January, from one below the youngest.
    pub before: [T; YEAR_GROUPS + 1],
    /// By seat.
    pub cost: Vec<i128>,
}

impl<T: Amount> Marks<T> {
    /// Nobody.
    #[must_use]
    pub fn none(grid: &Grid) -> Marks<T> {
        Marks {
            seats: vec![T::default(); grid.seats()],
            needs: vec![T::default(); grid.needs().len()],
            before: [T::default(); YEAR_GROUPS + 1],
            cost: vec![0; grid.seats()],
        }
    }

    /// Forgets everybody.
    pub fn clear(&mut self) {
        self.seats.fill(T::default());
        self.needs.fill(T::default());
        self.before.fill(T::default());
        self.cost.fill(0);
    }

    /// Puts children of a stand in.
    pub fn put(&mut self, grid: &Grid, stand: usize, before: usize, count: T, price: i64) {
        let (need, _) = grid.table(By::Stand)[stand];
        let seat = grid.seat(stand);
        self.seats[seat] = self.seats[seat] + count;
        self.needs[need] = self.needs[need] + count;
        self.before[before] = self.before[before] + count;
        self.cost[seat] += count.millionths() * i128::from(price);
    }

    /// Takes children of a stand out.
    pub fn take(&mut self, grid: &Grid, stand: usize, before: usize, count: T, price: i64) {
        let (need, _) = grid.table(By::Stand)[stand];
        let seat = grid.seat(stand);
        self.seats[seat] = self.seats[seat] - count;
        self.needs[need] = self.needs[need] - count;
        self.before[before] = self.before[before] - count;
        self.cost[seat] -= count.millionths() * i128::from(price);
    }
}

impl Marks<i64> {
    /// The same, whole children in the amounts of a projection.
    #[must_use]
    pub fn amounts<T: Amount>(&self) -> Marks<T> {
        Marks {
            seats: self.seats.iter().map(|count| T::whole(*count)).collect(),
            needs: self.needs.iter().map(|count| T::whole(*count)).collect(),
            before: self.before.map(T::whole),
            cost: self.cost.clone(),
        }
    }
}

/// A month's counts, and its annual cost by seat in millionths of a penny at the prices of the start.
#[derive(Clone, Debug, PartialEq)]
pub struct Month<T> {
    /// By setting: the sum of its seats.
    pub settings: Vec<T>,
    /// By seat.
    pub seats: Vec<T>,
    /// By need.
    pub needs: Vec<T>,
    /// By age group.
    pub groups: [T; AGE_GROUPS.len()],
    /// By seat.
    pub cost: Vec<i128>,
}

impl<T: Amount> Month<T> {
    /// A month of a year's marks; `step` is 0 in January, 12 in the January after.
    ///
    /// # Errors
    /// [`Broken`] if its settings, needs and age groups do not each come to the same total.
    pub fn of(
        grid: &Grid,
        marks: &Marks<T>,
        step: usize,
        place: impl Fn() -> String,
    ) -> Result<Month<T>, Broken> {
        let mut groups = [T::default(); AGE_GROUPS.len()];
        for (age, count) in year_groups(marks, step).into_iter().enumerate() {
            let group = &mut groups[age_group(year_group(age))];
            *group = *group + count;
        }
        let of_setting = |setting| marks.seats[grid.seats_of(setting)].iter().copied().sum();
        let month = Month {
            settings: (0..grid.settings().len()).map(of_setting).collect(),
            seats: marks.seats.clone(),
            needs: marks.needs.clone(),
            groups,
            cost: marks.cost.clone(),
        };
        let total = month.total();
        let needs: T = month.needs.iter().copied().sum();
        let ages: T = month.groups.iter().copied().sum();
        same("the sum over needs", needs, total, &place)?;
        same("the sum over age groups", ages, total, &place)?;
        Ok(month)
    }

    /// Everybody.
    #[must_use]
    pub fn total(&self) -> T {
        self.settings.iter().copied().sum()
    }
}

/// Counts by year group at a step: from 1 September each is one above what it was in January.
fn year_groups<T: Amount>(marks: &Marks<T>, step: usize) -> [T; YEAR_GROUPS] {
    let mut counts = [T::default(); YEAR_GROUPS];
    let shift = usize::from(step < SEPTEMBER);
    for (age, count) in counts.iter_mut().enumerate() {
        *count = marks.before[age + shift];
    }
    // Before September nobody below the youngest is counted, after it nobody above the oldest: who joins early as
    // one below the youngest, or is past the oldest, stands with the nearest that has a name.
    let (edge, left_over) = if step < SEPTEMBER {
        (0, marks.before[0])
    } else {
        (YEAR_GROUPS - 1, marks.before[YEAR_GROUPS])
    };
    counts[edge] = counts[edge] + left_over;
    counts
}

/// The months of a year from its January (step 0) to December (step 11).
pub const STEPS: std::ops::Range<usize> = 0..MONTHS;
