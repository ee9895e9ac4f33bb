//! The expected-value projection: every flow is its mean. Quick, exact, and what the simulations must agree with.

use super::account::{AtSetting, Sums, at_settings, marks_of, meets, next};
use super::capacity;
use super::conserve::Broken;
use super::course::{Course, start_of};
use super::grid::YEAR_GROUPS;
use super::months::{MONTHS, PARTS, TIMINGS, Timing};
use super::record::{Flow, Marks, Month, STEPS};

/// The expected course of the years.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// By January, then cell; the first is the start.
    pub januaries: Vec<Vec<f64>>,
    /// By month from the first January to the last December.
    pub months: Vec<Month<f64>>,
    /// By year.
    pub sums: Vec<Sums<f64>>,
    /// By year, then setting.
    pub at_settings: Vec<Vec<AtSetting<f64>>>,
}

impl Expected {
    /// Everybody at a January, the start being 0.
    #[must_use]
    pub fn plans(&self, ahead: usize) -> f64 {
        self.januaries[ahead].iter().sum()
    }
}

/// Walks a course with expected values.
///
/// # Errors
/// [`Broken`] if anywhere people in are not people out.
pub fn expect(course: &Course) -> Result<Expected, Broken> {
    let start = course.cohort.at_start().into_iter().map(f64::from);
    let mut expected = Expected {
        januaries: vec![start.collect()],
        months: Vec::with_capacity(MONTHS * course.years.len()),
        sums: Vec::new(),
        at_settings: Vec::new(),
    };
    // Each year has about as many flows as the one before.
    let mut room = 0;
    for ahead in 0..course.years.len() {
        let present = &expected.januaries[ahead];
        let mut flows = flows(course, ahead, present, room);
        room = flows.len();
        capacity::hold(
            course,
            ahead,
            present,
            &mut flows,
            f64::from,
            |count, excess, arriving| count * excess / arriving,
        );
        let (after, sums) = next(course, ahead, present, &flows, "the expected ")?;
        let year = Walked::of(course, present, &flows);
        for step in STEPS {
            let at = || {
                format!(
                    "the expected month {} of {}",
                    step + 1,
                    start_of(course.january, ahead)
                )
            };
            expected.months.push(Month::of(&year.at(step), step, at)?);
        }
        meets(course, ahead, &year.at(MONTHS), &after, "the expected ")?;
        expected.sums.push(sums);
        expected.at_settings.push(at_settings(course, &flows));
        expected.januaries.push(after);
    }
    Ok(expected)
}

/// Every flow of a year, in a list with room for so many.
fn flows(course: &Course, ahead: usize, present: &[f64], room: usize) -> Vec<Flow<f64>> {
    let grid = &course.cohort.grid;
    let mut flows = Vec::with_capacity(room);
    for age in 0..YEAR_GROUPS {
        for setting in 0..grid.settings().len() {
            let group = Group {
                course,
                ahead,
                age,
                setting,
            };
            group.flows(present, &mut flows);
        }
    }
    let law = course.law(ahead);
    for age in 0..YEAR_GROUPS {
        let joiners = course.joining(ahead, age, course.rates.joining.rate(age));
        let ways = law.joins[age].iter();
        flows.extend(ways.filter(|_| joiners > 0.0).map(|(pair, share)| Flow {
            timing: Timing::AllYear,
            before: age,
            from: None,
            to: Some(*pair),
            is_change: false,
            count: joiners * share,
        }));
    }
    flows
}

/// The children of a year group and setting, whose needs change among each other before any of them moves.
struct Group<'a> {
    course: &'a Course,
    ahead: usize,
    age: usize,
    setting: usize,
}

impl Group<'_> {
    fn flows(&self, present: &[f64], flows: &mut Vec<Flow<f64>>) {
        let grid = &self.course.cohort.grid;
        let law = self.course.law(self.ahead);
        let needs = grid.needs().len();
        let at = |need: usize| self.age * grid.pairs() + grid.pair(need, self.setting);
        if (0..needs).all(|need| present[at(need)] <= 0.0) {
            return;
        }
        // Who stays with their need, and who comes to a need from another.
        let (mut same, mut changed) = (vec![0.0; needs], vec![0.0; needs]);
        for need in 0..needs {
            let count = present[at(need)];
            let leaving = count
                * self
                    .course
                    .leaving(self.ahead, at(need), law.leave[at(need)]);
            let timing = Timing::of_leaver(self.age);
            self.half(flows, timing, (Some(need), None), leaving, false);
            let changing = (count - leaving) * law.change[at(need)];
            same[need] = count - leaving - changing;
            let ways = &law.change_to[at(need) % grid.pairs()];
            let mut moving = 0.0;
            for (to, share) in ways {
                changed[*to] += changing * share;
                moving += changing * share * law.moving[at(*to)];
            }
            self.change(flows, (Some(need), None), changing - moving, moving);
        }
        for need in 0..needs {
            let moving = law.moving[at(need)];
            let (stay, move_on) = (changed[need] * (1.0 - moving), changed[need] * moving);
            self.change(flows, (None, Some(need)), stay, move_on);
            self.moves(flows, need, (same[need] + changed[need]) * moving);
        }
    }

    /// One side of a change of need: of those who keep their setting, in any month; of those who also move, with that.
    fn change(
        &self,
        flows: &mut Vec<Flow<f64>>,
        sides: (Option<usize>, Option<usize>),
        staying: f64,
        moving: f64,
    ) {
        self.half(flows, Timing::AllYear, sides, staying, true);
        self.half(flows, Timing::of_mover(self.age), sides, moving, true);
    }

    fn half(
        &self,
        flows: &mut Vec<Flow<f64>>,
        timing: Timing,
        (from, to): (Option<usize>, Option<usize>),
        count: f64,
        is_change: bool,
    ) {
        let pair = |need: usize| self.course.cohort.grid.pair(need, self.setting);
        if count > 0.0 {
            flows.push(Flow {
                timing,
                before: self.age + 1,
                from: from.map(pair),
                to: to.map(pair),
                is_change,
                count,
            });
        }
    }

    fn moves(&self, flows: &mut Vec<Flow<f64>>, need: usize, count: f64) {
        if count <= 0.0 {
            return;
        }
        let grid = &self.course.cohort.grid;
        let pair = grid.pair(need, self.setting);
        let ways = &self.course.law(self.ahead).move_to[self.age * grid.pairs() + pair];
        flows.extend(ways.iter().map(|(setting, share)| Flow {
            timing: Timing::of_mover(self.age),
            before: self.age + 1,
            from: Some(pair),
            to: Some(grid.pair(need, *setting)),
            is_change: false,
            count: count * share,
        }));
    }
}

/// A year's January, and its flows by when they happen.
struct Walked {
    january: Marks<f64>,
    by_timing: [Marks<f64>; TIMINGS],
}

impl Walked {
    fn of(course: &Course, present: &[f64], flows: &[Flow<f64>]) -> Walked {
        let grid = &course.cohort.grid;
        let cells = (YEAR_GROUPS + 1) * grid.pairs();
        // What each cell gains and loses in all; there are far fewer cells than flows.
        let mut gains = vec![0.0; TIMINGS * cells];
        for flow in flows {
            let first = flow.timing.place() * cells + flow.before * grid.pairs();
            if let Some(from) = flow.from {
                gains[first + from] -= flow.count;
            }
            if let Some(to) = flow.to {
                gains[first + to] += flow.count;
            }
        }
        let mut by_timing: [Marks<f64>; TIMINGS] = std::array::from_fn(|_| Marks::none(grid));
        for (place, gain) in gains
            .into_iter()
            .enumerate()
            .filter(|(_, gain)| *gain != 0.0)
        {
            let (cell, marks) = (place % cells, &mut by_timing[place / cells]);
            let pair = cell % grid.pairs();
            marks.put(grid, pair, cell / grid.pairs(), gain, course.prices[pair]);
        }
        Walked {
            january: marks_of(course, present),
            by_timing,
        }
    }

    /// The marks at a step of the year: the January's and the part of each flow that has happened.
    fn at(&self, step: usize) -> Marks<f64> {
        let mut marks = self.january.clone();
        for timing in Timing::ALL {
            let flows = &self.by_timing[timing.place()];
            let parts = timing.by(step);
            let share = f64::from(parts) / f64::from(PARTS);
            let add = |to: &mut [f64], of: &[f64]| {
                for (to, of) in to.iter_mut().zip(of) {
                    *to += of * share;
                }
            };
            add(&mut marks.settings, &flows.settings);
            add(&mut marks.needs, &flows.needs);
            add(&mut marks.before, &flows.before);
            for (to, of) in marks.cost.iter_mut().zip(&flows.cost) {
                *to += of * i128::from(parts) / i128::from(PARTS);
            }
        }
        marks
    }
}
