//! The expected-value projection: every flow is its mean. Quick, exact, and what the simulations must agree with.

use super::account::{Sums, mark, marks_of, meets, next};
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
    };
    for ahead in 0..course.years.len() {
        let present = &expected.januaries[ahead];
        let mut flows = flows(course, ahead, present);
        capacity::hold(
            course,
            ahead,
            present,
            &mut flows,
            f64::from,
            |count, excess, arriving| count * excess / arriving,
        );
        let after = next(course, ahead, present, &flows, "the expected ")?;
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
        expected.sums.push(Sums::of(course, &flows));
        expected.januaries.push(after);
    }
    Ok(expected)
}

/// Every flow of a year.
fn flows(course: &Course, ahead: usize, present: &[f64]) -> Vec<Flow<f64>> {
    let mut flows = Vec::new();
    for (index, count) in present.iter().enumerate() {
        if *count > 0.0 {
            of_cell(course, ahead, (index, *count), &mut flows);
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
            count: joiners * share,
        }));
    }
    flows
}

fn of_cell(
    course: &Course,
    ahead: usize,
    (index, count): (usize, f64),
    flows: &mut Vec<Flow<f64>>,
) {
    let grid = &course.cohort.grid;
    let law = course.law(ahead);
    let cell = grid.cell(index);
    let (pair, before) = (index % grid.pairs(), cell.age + 1);
    let leaving = count * course.leaving(ahead, index, law.leave[index]);
    let mut flow = |timing: Timing, to: Option<usize>, count: f64| {
        if count > 0.0 {
            flows.push(Flow {
                timing,
                before,
                from: Some(pair),
                to,
                count,
            });
        }
    };
    flow(Timing::of_leaver(cell.age), None, leaving);
    let staying = count - leaving;
    let changing = staying * law.change[index];
    let mut moves = |need: usize, of: f64| {
        let place = index - pair + grid.pair(need, cell.setting);
        let moving = of * law.moving[place];
        for (setting, share) in &law.move_to[place] {
            let to = grid.pair(need, *setting);
            flow(Timing::of_mover(cell.age), Some(to), moving * share);
        }
        if need != cell.need {
            flow(
                Timing::AllYear,
                Some(grid.pair(need, cell.setting)),
                of - moving,
            );
        }
    };
    moves(cell.need, staying - changing);
    for (need, share) in &law.change_to[pair] {
        moves(*need, changing * share);
    }
}

/// A year's January, and its flows by when they happen.
struct Walked {
    january: Marks<f64>,
    by_timing: [Marks<f64>; TIMINGS],
}

impl Walked {
    fn of(course: &Course, present: &[f64], flows: &[Flow<f64>]) -> Walked {
        let mut by_timing: [Marks<f64>; TIMINGS] =
            std::array::from_fn(|_| Marks::none(&course.cohort.grid));
        for flow in flows {
            mark(course, &mut by_timing[flow.timing.place()], flow);
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
