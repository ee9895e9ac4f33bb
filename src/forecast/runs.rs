//! Many simulations: each is kept as rows of whole numbers, run on any number of threads with the same result.

use std::ops::Range;
use std::thread;

use super::account::Sums;
use super::conserve::Broken;
use super::course::Course;
use super::expect::Expected;
use super::grid::{AGE_GROUPS, YEAR_GROUPS};
use super::record::Month;
use super::simulate::simulate;

/// What is kept of one simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// By month: settings, then needs, then age groups.
    months: Vec<u32>,
    /// By month, then setting: the annual cost at that month's prices, in pence.
    cost: Vec<i64>,
    /// By January, the start included: year groups.
    year_groups: Vec<u32>,
    /// By January, the start included: settings, then needs.
    januaries: Vec<u32>,
    /// By January, the start included: the annual cost at the prices of the start, in pence.
    january_cost: Vec<i64>,
    /// By year: joined, left, moved, changed need.
    sums: Vec<u32>,
}

impl Run {
    /// An empty one.
    #[must_use]
    pub fn with_room_for(course: &Course) -> Run {
        let months = course.index.len();
        let (settings, needs) = sizes(course);
        Run {
            months: Vec::with_capacity(months * (settings + needs + AGE_GROUPS.len())),
            cost: Vec::with_capacity(months * settings),
            year_groups: Vec::with_capacity((course.years.len() + 1) * YEAR_GROUPS),
            januaries: Vec::with_capacity((course.years.len() + 1) * (settings + needs)),
            january_cost: Vec::with_capacity(course.years.len() + 1),
            sums: Vec::with_capacity(course.years.len() * 4),
        }
    }

    /// Keeps a month. `index` and `prices` are in millionths.
    pub fn add_month(&mut self, month: &Month<i64>, index: &[i64], prices: i64) {
        let counts = month
            .settings
            .iter()
            .chain(&month.needs)
            .chain(&month.groups);
        self.months.extend(counts.map(|count| whole(*count)));
        for (cost, index) in month.cost.iter().zip(index) {
            self.cost.push(priced(*cost, *index, prices));
        }
    }

    /// Keeps the start.
    pub fn add_january(&mut self, course: &Course, cells: &[i64]) {
        let grid = &course.cohort.grid;
        let mut ages = [0; YEAR_GROUPS];
        let (settings, needs) = sizes(course);
        let mut margins = vec![0; settings + needs];
        let mut cost = 0;
        for (index, count) in cells.iter().enumerate() {
            if *count > 0 {
                let cell = grid.cell(index);
                ages[cell.age] += whole(*count);
                cost += count * course.prices[index % grid.pairs()];
                margins[cell.setting] += whole(*count);
                margins[settings + cell.need] += whole(*count);
            }
        }
        self.year_groups.extend(ages);
        self.januaries.extend(margins);
        self.january_cost.push(cost);
    }

    /// Keeps the January that ends a year, and what happened in it.
    pub fn add_year(&mut self, course: &Course, cells: &[i64], sums: &Sums<i64>) {
        self.add_january(course, cells);
        let sums = [sums.joined, sums.left, sums.moved, sums.changed];
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

fn sizes(course: &Course) -> (usize, usize) {
    let grid = &course.cohort.grid;
    (grid.settings().len(), grid.needs().len())
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
    settings: usize,
    needs: usize,
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
        let (settings, needs) = sizes(course);
        Ok(Runs {
            runs: part((course, expected), seed, 0..simulations, threads)?,
            settings,
            needs,
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
        let (settings, needs) = sizes(course);
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
            settings,
            needs,
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
        self.each(|run| sum(&run.months[at..at + self.settings]))
    }

    /// Children of a setting in a month.
    #[must_use]
    pub fn month_setting(&self, month: usize, setting: usize) -> Vec<i64> {
        self.each(|run| i64::from(run.months[month * self.width() + setting]))
    }

    /// Children with a need in a month.
    #[must_use]
    pub fn month_need(&self, month: usize, need: usize) -> Vec<i64> {
        self.each(|run| i64::from(run.months[month * self.width() + self.settings + need]))
    }

    /// Children of an age group in a month.
    #[must_use]
    pub fn month_group(&self, month: usize, group: usize) -> Vec<i64> {
        let place = month * self.width() + self.settings + self.needs + group;
        self.each(|run| i64::from(run.months[place]))
    }

    /// What some months cost together, in twelfths of a penny; of one setting, or of all.
    #[must_use]
    pub fn cost(&self, months: Range<usize>, setting: Option<usize>) -> Vec<i64> {
        self.each(|run| {
            let of_month = |month: usize| {
                let row = &run.cost[month * self.settings..(month + 1) * self.settings];
                setting.map_or_else(|| row.iter().sum::<i64>(), |setting| row[setting])
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
        self.each(|run| i64::from(run.januaries[ahead * (self.settings + self.needs) + setting]))
    }

    /// Children with a need at a January.
    #[must_use]
    pub fn january_need(&self, ahead: usize, need: usize) -> Vec<i64> {
        let at = ahead * (self.settings + self.needs) + self.settings + need;
        self.each(|run| i64::from(run.januaries[at]))
    }

    /// A sum of a year's flows: 0 joined, 1 left, 2 moved, 3 changed need.
    #[must_use]
    pub fn flow(&self, ahead: usize, which: usize) -> Vec<i64> {
        self.each(|run| i64::from(run.sums[ahead * 4 + which]))
    }

    fn width(&self) -> usize {
        self.settings + self.needs + AGE_GROUPS.len()
    }
}

fn sum(counts: &[u32]) -> i64 {
    counts.iter().copied().map(i64::from).sum()
}
