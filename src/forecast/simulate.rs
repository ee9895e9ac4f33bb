//! One simulation: whole children, one possible course of the years.
//!
//! What is uncertain is drawn in three layers: the rates themselves once a simulation (beta and gamma distributions as
//! sure as the children they stand on, and the trend), a shock shared by everybody once a year (new plans, prices),
//! and then what each child does. Every layer has the mean of the expected-value projection.

use super::account::{mark, marks_of, meets, next};
use super::capacity;
use super::conserve::Broken;
use super::course::{Course, PRICE_SD, start_of};
use super::draws::Draws;
use super::expect::Expected;
use super::grid::YEAR_GROUPS;
use super::months::{MONTHS, PARTS, Timing};
use super::record::{Flow, Marks, Month, STEPS};
use super::runs::Run;

/// The slots of a simulation's stream that come before those of the years.
const FIRST_SLOTS: usize = 8;

/// Runs one simulation of a course.
///
/// # Errors
/// [`Broken`] if anywhere people in are not people out.
pub fn simulate(
    course: &Course,
    expected: &Expected,
    seed: u64,
    simulation: u32,
) -> Result<Run, Broken> {
    let mut draws = Draws::of(seed, u64::from(simulation));
    let drawn = Drawn::of(course, &mut draws);
    let mut run = Run::with_room_for(course);
    let name = format!("simulation {simulation}, ");
    let mut present: Vec<i64> = course
        .cohort
        .at_start()
        .into_iter()
        .map(i64::from)
        .collect();
    run.add_january(course, &present);
    let mut steps: Vec<Marks<i64>> = (0..=MONTHS)
        .map(|_| Marks::none(&course.cohort.grid))
        .collect();
    let mut prices = 1_000_000;
    for ahead in 0..course.years.len() {
        let mut year = YearOf::new(course, expected, &drawn, ahead);
        let flows = year.flows(&present, &mut draws);
        let (after, sums) = next(course, ahead, &present, &flows, &name)?;
        for marks in &mut steps {
            marks.clear();
        }
        draws.seek(year.slot(course.cohort.grid.len() + YEAR_GROUPS + 3));
        for flow in &flows {
            let step = flow.timing.step(draws.below(PARTS));
            mark(course, &mut steps[step], flow);
        }
        let mut marks = marks_of(course, &present);
        for step in STEPS {
            add(&mut marks, &steps[step]);
            if step == 3 {
                prices = year.price_shock(prices, &mut draws);
            }
            let at = || {
                format!(
                    "{name}month {} of {}",
                    step + 1,
                    start_of(course.january, ahead)
                )
            };
            let month = Month::of(&marks, step, at)?;
            run.add_month(&month, &course.index[ahead * MONTHS + step], prices);
        }
        add(&mut marks, &steps[MONTHS]);
        meets(course, ahead, &marks, &after, &name)?;
        run.add_year(course, &after, &sums);
        present = after;
    }
    Ok(run)
}

fn add(marks: &mut Marks<i64>, more: &Marks<i64>) {
    let add = |to: &mut [i64], of: &[i64]| {
        for (to, of) in to.iter_mut().zip(of) {
            *to += of;
        }
    };
    add(&mut marks.settings, &more.settings);
    add(&mut marks.needs, &more.needs);
    add(&mut marks.before, &more.before);
    for (to, of) in marks.cost.iter_mut().zip(&more.cost) {
        *to += of;
    }
}

/// The rates of one simulation.
struct Drawn {
    /// By year group and setting: how far leaving lies above its mean.
    leave: Vec<f64>,
    /// By year group and setting: how far moving lies above its mean.
    moving: Vec<f64>,
    /// By year group: joiners a person.
    join: Vec<f64>,
    /// How many standard deviations the trend lies above its mean.
    trend: f64,
}

impl Drawn {
    fn of(course: &Course, draws: &mut Draws) -> Drawn {
        let rates = &course.rates;
        draws.seek(0);
        let off = |ladder: &super::shrink::Ladder, draws: &mut Draws| -> Vec<f64> {
            let groups = ladder.group.iter().zip(&ladder.stands_on);
            groups
                .map(|(mean, on)| draws.rate(*mean, *on) - mean)
                .collect()
        };
        let leave = off(&rates.leave, draws);
        draws.seek(1);
        let moving = off(&rates.moving, draws);
        draws.seek(2);
        let join = (0..YEAR_GROUPS)
            .map(|age| rates.joining.rate(age) * draws.gamma(rates.joining.shape[age]))
            .collect();
        draws.seek(3);
        Drawn {
            leave,
            moving,
            join,
            trend: draws.normal(),
        }
    }
}

/// A year of a simulation.
struct YearOf<'a> {
    course: &'a Course,
    expected: &'a Expected,
    drawn: &'a Drawn,
    ahead: usize,
    flows: Vec<Flow<i64>>,
}

impl<'a> YearOf<'a> {
    fn new(
        course: &'a Course,
        expected: &'a Expected,
        drawn: &'a Drawn,
        ahead: usize,
    ) -> YearOf<'a> {
        YearOf {
            course,
            expected,
            drawn,
            ahead,
            flows: Vec::new(),
        }
    }

    /// The slot of the year's own draws, a year group's joiners or a cell.
    fn slot(&self, place: usize) -> usize {
        let a_year = self.course.cohort.grid.len() + YEAR_GROUPS + 4;
        FIRST_SLOTS + self.ahead * a_year + place
    }

    /// Every flow of the year, a child each.
    fn flows(&mut self, present: &[i64], draws: &mut Draws) -> Vec<Flow<i64>> {
        let cells = self.course.cohort.grid.len();
        for (index, count) in present.iter().enumerate() {
            if *count > 0 {
                draws.seek(self.slot(index));
                self.of_cell(index, *count, draws);
            }
        }
        draws.seek(self.slot(cells));
        let factor = self.shock(draws);
        for age in 0..YEAR_GROUPS {
            draws.seek(self.slot(cells + 1 + age));
            self.joiners(age, factor, draws);
        }
        // Who is sent on from a full setting.
        draws.seek(self.slot(cells + YEAR_GROUPS + 1));
        let mut flows = std::mem::take(&mut self.flows);
        let taken = |count: i64, excess: i64, arriving: i64| {
            // Flows are of one child: it is sent on with the chance that leaves the excess to be sent.
            let is_sent = draws.unit() * (arriving as f64) < excess as f64;
            if is_sent { count } else { 0 }
        };
        capacity::hold(
            self.course,
            self.ahead,
            present,
            &mut flows,
            i64::from,
            taken,
        );
        flows.retain(|flow| flow.count > 0);
        flows
    }

    /// The factor on all new plans of the year: the shared shock (a gamma with mean one) and the trend's uncertainty.
    fn shock(&self, draws: &mut Draws) -> f64 {
        let trend = &self.course.rates.trend;
        let joined = self.expected.sums[self.ahead].joined;
        let growth_sd = trend.growth_sd * self.course.scale;
        let spread = (growth_sd * self.expected.plans(self.ahead) / joined.max(1e-9)).min(1.5);
        let shock = if spread > 1e-6 {
            draws.gamma(1.0 / (spread * spread))
        } else {
            1.0
        };
        let slope = trend.slope_sd * self.course.scale * self.course.years[self.ahead].trend_steps;
        shock * (slope * self.drawn.trend - slope * slope / 2.0).exp()
    }

    fn of_cell(&mut self, index: usize, count: i64, draws: &mut Draws) {
        let grid = &self.course.cohort.grid;
        let law = self.course.law(self.ahead);
        let (rates, drawn) = (&self.course.rates, self.drawn);
        let cell = grid.cell(index);
        let group = grid.age_setting(cell.age, cell.setting);
        let leave = law.leave[index] + rates.leave.pull[index] * drawn.leave[group];
        let leaving = draws.binomial(count, self.course.leaving(self.ahead, index, leave));
        let pair = index % grid.pairs();
        for _ in 0..leaving {
            self.child(cell.age, Timing::of_leaver(cell.age), pair, None);
        }
        let staying = count - leaving;
        let changing = draws.binomial(staying, law.change[index]);
        let off = drawn.moving[group];
        let moving = |place: usize| match law.move_to[place].is_empty() {
            true => 0.0,
            false => law.moving[place] + rates.moving.pull[place] * off,
        };
        for _ in 0..draws.binomial(staying - changing, moving(index)) {
            if let Some(setting) = draws.way(&law.move_to[index]) {
                let to = grid.pair(cell.need, setting);
                self.child(cell.age, Timing::of_mover(cell.age), pair, Some(to));
            }
        }
        for _ in 0..changing {
            let Some(need) = draws.way(&law.change_to[pair]) else {
                continue;
            };
            let place = index - pair + grid.pair(need, cell.setting);
            let moves = draws.unit() < moving(place);
            let setting = if moves {
                draws.way(&law.move_to[place])
            } else {
                None
            };
            let timing = setting.map_or(Timing::AllYear, |_| Timing::of_mover(cell.age));
            let to = grid.pair(need, setting.unwrap_or(cell.setting));
            self.child(cell.age, timing, pair, Some(to));
        }
    }

    fn child(&mut self, age: usize, timing: Timing, from: usize, to: Option<usize>) {
        self.flows.push(Flow {
            timing,
            before: age + 1,
            from: Some(from),
            to,
            is_change: false,
            count: 1,
        });
    }

    fn joiners(&mut self, age: usize, factor: f64, draws: &mut Draws) {
        let expected = self.course.joining(self.ahead, age, self.drawn.join[age]) * factor;
        let ways = &self.course.law(self.ahead).joins[age];
        for _ in 0..draws.poisson(expected) {
            self.flows.push(Flow {
                timing: Timing::AllYear,
                before: age,
                from: None,
                to: draws.way(ways),
                is_change: false,
                count: 1,
            });
        }
    }

    /// Prices from 1 April, in millionths, after a shock whose mean is one.
    fn price_shock(&self, prices: i64, draws: &mut Draws) -> i64 {
        let cells = self.course.cohort.grid.len();
        draws.seek(self.slot(cells + YEAR_GROUPS + 2));
        let spread = PRICE_SD * self.course.scale;
        let factor = (spread * draws.normal() - spread * spread / 2.0).exp();
        // A factor near one; prices stay within a few times what they were.
        (prices as f64 * factor).round() as i64
    }
}
