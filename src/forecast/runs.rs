//! Many simulations: each is kept as rows of whole numbers, run on any number of threads with the same result.

use std::ops::Range;
use std::thread;

use super::account::Sums;
use super::conserve::Broken;
use super::course::Course;
use super::expect::Expected;
use super::grid::{By, Grid};
use super::record::Month;
use super::simulate::simulate;
use super::year_group::{AGE_GROUPS, YEAR_GROUPS};

/// What is kept of one simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// By month: seats, then needs, then age groups.
    months: Vec<u32>,
    /// By month, then seat: the annual cost at that month's prices, in pence.
    cost: Vec<i64>,
    /// By January, the start included: year groups.
    year_groups: Vec<u32>,
    /// By January, the start included: seats, then needs.
    januaries: Vec<u32>,
    /// By January, the start included: the annual cost at the prices of the start, in pence.
    january_cost: Vec<i64>,
    /// By year: joined, left, moved, changed need, of the joined from other authorities, of the left to them, changed band.
    sums: Vec<u32>,
}

/// How many sums of flows a year has.
const SUMS: usize = 7;

impl Run {
    /// An empty one.
    #[must_use]
    pub fn with_room_for(course: &Course) -> Run {
        let months = course.index.len();
        let (seats, needs) = (course.cohort.grid.seats(), course.cohort.grid.needs().len());
        Run {
            months: Vec::with_capacity(months * (seats + needs + AGE_GROUPS.len())),
            cost: Vec::with_capacity(months * seats),
            year_groups: Vec::with_capacity((course.years.len() + 1) * YEAR_GROUPS),
            januaries: Vec::with_capacity((course.years.len() + 1) * (seats + needs)),
            january_cost: Vec::with_capacity(course.years.len() + 1),
            sums: Vec::with_capacity(course.years.len() * SUMS),
        }
    }

    /// Keeps a month, counted from the first January. `prices` is in millionths.
    pub fn add_month(&mut self, course: &Course, month: &Month<i64>, number: usize, prices: i64) {
        let counts = month.seats.iter().chain(&month.needs).chain(&month.groups);
        self.months.extend(counts.map(|count| whole(*count)));
        let grid = &course.cohort.grid;
        for (setting, index) in course.index[number].iter().enumerate() {
            let cost = month.cost[grid.seats_of(setting)].iter();
            self.cost
                .extend(cost.map(|cost| priced(*cost, *index, prices)));
        }
    }

    /// Keeps the start, by year group and stand.
    pub fn add_january(&mut self, course: &Course, by_stand: &[i64]) {
        let grid = &course.cohort.grid;
        let mut ages = [0; YEAR_GROUPS];
        let seats = grid.seats();
        let mut margins = vec![0; seats + grid.needs().len()];
        let mut cost = 0;
        for (age, of_age) in by_stand.chunks(grid.stands().max(1)).enumerate() {
            for (stand, count) in of_age.iter().enumerate().filter(|(_, count)| **count > 0) {
                let (need, _) = grid.table(By::Stand)[stand];
                ages[age] += whole(*count);
                cost += count * course.prices[stand];
                margins[grid.seat(stand)] += whole(*count);
                margins[seats + need] += whole(*count);
            }
        }
        self.year_groups.extend(ages);
        self.januaries.extend(margins);
        self.january_cost.push(cost);
    }

    /// Keeps the January that ends a year, and what happened in it.
    pub fn add_year(&mut self, course: &Course, cells: &[i64], sums: &Sums<i64>) {
        self.add_january(course, cells);
        let sums: [i64; SUMS] = [
            sums.joined,
            sums.left,
            sums.moved,
            sums.changed,
            sums.came_over,
            sums.went_over,
            sums.reviewed,
        ];
        self.sums.extend(sums.map(whole));
    }
}

/// The annual cost of a month in pence: half a penny goes up. It is in millionths, and so are both factors.
#[must_use]
pub fn priced(cost: i128, index: i64, prices: i64) -> i64 {
    let scaled = cost / 1_000_000 * i128::from(index) / 1_000_000 * i128::from(prices);
    // A nation's plans cost far less than i64 pence.
    i64::try_from((scaled + 500_000) / 1_000_000).unwrap_or(i64::MAX)
}

/// A count that has been checked not to be below nought.
fn whole(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(0)
}

/// How many simulations are run between two looks at whether to go on: well under a second's work.
const AT_A_TIME: u32 = 50;

/// Some simulations, by number, on so many threads.
fn part(
    (course, expected): (&Course, &Expected),
    seed: u64,
    numbers: Range<u32>,
    threads: usize,
) -> Result<Vec<Run>, Broken> {
    let run_all = |from: u32, to: u32| -> Result<Vec<Run>, Broken> {
        (from..to)
            .map(|number| simulate(course, expected, seed, number))
            .collect()
    };
    let count = numbers.end - numbers.start;
    let each = count
        .div_ceil(u32::try_from(threads.max(1)).unwrap_or(u32::MAX))
        .max(1);
    if each >= count {
        return run_all(numbers.start, numbers.end);
    }
    let mut runs = Vec::new();
    thread::scope(|scope| -> Result<(), Broken> {
        let parts: Vec<_> = numbers
            .clone()
            .step_by(each as usize)
            .map(|from| {
                let run_all = &run_all;
                scope.spawn(move || run_all(from, numbers.end.min(from + each)))
            })
            .collect();
        for part in parts {
            match part.join() {
                Ok(part) => runs.extend(part?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(())
    })?;
    Ok(runs)
}

/// All simulations of a course, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runs {
    runs: Vec<Run>,
    grid: Grid,
}

impl Runs {
    /// Runs so many simulations on so many threads; how many changes nothing in the result.
    ///
    /// # Errors
    /// [`Broken`] of the first simulation, by number, in which people are lost or made.
    pub fn of(
        course: &Course,
        expected: &Expected,
        seed: u64,
        simulations: u32,
        threads: usize,
    ) -> Result<Runs, Broken> {
        Ok(Runs {
            runs: part((course, expected), seed, 0..simulations, threads)?,
            grid: course.cohort.grid.clone(),
        })
    }

    /// As [`Runs::of`], some at a time: after each part `goes_on` is told how many are done; none if it says no.
    ///
    /// # Errors
    /// As [`Runs::of`].
    pub fn watched(
        (course, expected): (&Course, &Expected),
        seed: u64,
        simulations: u32,
        threads: usize,
        goes_on: &mut dyn FnMut(u32) -> bool,
    ) -> Result<Option<Runs>, Broken> {
        let mut runs = Vec::new();
        let mut done = 0;
        while done < simulations {
            if !goes_on(done) {
                return Ok(None);
            }
            let end = simulations.min(done + AT_A_TIME);
            runs.extend(part((course, expected), seed, done..end, threads)?);
            done = end;
        }
        Ok(goes_on(done).then_some(Runs {
            runs,
            grid: course.cohort.grid.clone(),
        }))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    fn each(&self, of: impl Fn(&Run) -> i64) -> Vec<i64> {
        self.runs.iter().map(of).collect()
    }

    /// Everybody in a month, by simulation.
    #[must_use]
    pub fn month(&self, month: usize) -> Vec<i64> {
        let at = month * self.width();
        self.each(|run| sum(&run.months[at..at + self.grid.seats()]))
    }

    /// Children of a setting in a month.
    #[must_use]
    pub fn month_setting(&self, month: usize, setting: usize) -> Vec<i64> {
        let seats = self.grid.seats_of(setting);
        let at = month * self.width();
        self.each(|run| sum(&run.months[at + seats.start..at + seats.end]))
    }

    /// Children of a seat in a month.
    #[must_use]
    pub fn month_seat(&self, month: usize, seat: usize) -> Vec<i64> {
        self.each(|run| i64::from(run.months[month * self.width() + seat]))
    }

    /// Children with a need in a month.
    #[must_use]
    pub fn month_need(&self, month: usize, need: usize) -> Vec<i64> {
        let place = month * self.width() + self.grid.seats() + need;
        self.each(|run| i64::from(run.months[place]))
    }

    /// Children of an age group in a month.
    #[must_use]
    pub fn month_group(&self, month: usize, group: usize) -> Vec<i64> {
        let place = month * self.width() + self.margins() + group;
        self.each(|run| i64::from(run.months[place]))
    }

    /// What some months cost together, in twelfths of a penny; of one setting, or of all.
    #[must_use]
    pub fn cost(&self, months: Range<usize>, setting: Option<usize>) -> Vec<i64> {
        let seats = setting.map_or(0..self.grid.seats(), |setting| self.grid.seats_of(setting));
        self.seat_cost(months, seats)
    }

    /// What some months of some seats cost together, in twelfths of a penny.
    #[must_use]
    pub fn seat_cost(&self, months: Range<usize>, seats: Range<usize>) -> Vec<i64> {
        let width = self.grid.seats();
        self.each(|run| {
            let of_month = |month: usize| {
                let row = &run.cost[month * width..(month + 1) * width];
                row[seats.clone()].iter().sum::<i64>()
            };
            months.clone().map(of_month).sum()
        })
    }

    /// Everybody at a January, the start being 0.
    #[must_use]
    pub fn january(&self, ahead: usize) -> Vec<i64> {
        let at = ahead * YEAR_GROUPS;
        self.each(|run| sum(&run.year_groups[at..at + YEAR_GROUPS]))
    }

    /// The annual cost at a January, at the prices of the start, in pence.
    #[must_use]
    pub fn january_cost(&self, ahead: usize) -> Vec<i64> {
        self.each(|run| run.january_cost[ahead])
    }

    /// Children of a year group at a January.
    #[must_use]
    pub fn january_age(&self, ahead: usize, age: usize) -> Vec<i64> {
        self.each(|run| i64::from(run.year_groups[ahead * YEAR_GROUPS + age]))
    }

    /// Children of a setting at a January.
    #[must_use]
    pub fn january_setting(&self, ahead: usize, setting: usize) -> Vec<i64> {
        let seats = self.grid.seats_of(setting);
        let at = ahead * self.margins();
        self.each(|run| sum(&run.januaries[at + seats.start..at + seats.end]))
    }

    /// Children of a seat at a January.
    #[must_use]
    pub fn january_seat(&self, ahead: usize, seat: usize) -> Vec<i64> {
        self.each(|run| i64::from(run.januaries[ahead * self.margins() + seat]))
    }

    /// Children with a need at a January.
    #[must_use]
    pub fn january_need(&self, ahead: usize, need: usize) -> Vec<i64> {
        let at = ahead * self.margins() + self.grid.seats() + need;
        self.each(|run| i64::from(run.januaries[at]))
    }

    /// A sum of a year's flows: 0 joined, 1 left, 2 moved, 3 changed need, 4 of the joined from other authorities, 5 of the
    /// left to them, 6 changed band at review.
    #[must_use]
    pub fn flow(&self, ahead: usize, which: usize) -> Vec<i64> {
        self.each(|run| i64::from(run.sums[ahead * SUMS + which]))
    }

    fn width(&self) -> usize {
        self.margins() + AGE_GROUPS.len()
    }

    fn margins(&self) -> usize {
        self.grid.seats() + self.grid.needs().len()
    }
}

fn sum(counts: &[u32]) -> i64 {
    counts.iter().copied().map(i64::from).sum()
}
