//! One simulation: whole children, one possible course of the years.
//!
//! What is uncertain is drawn in three layers: the rates themselves once a simulation (beta and gamma distributions as
//! sure as the children they stand on, and the trend), a shock shared by everybody once a year (new plans, prices),
//! and then what each child does. Every layer has the mean of the expected-value projection.

use super::account::{Books, mark, marks_of, meets, of_january};
use super::banded::Bander;
use super::capacity;
use super::conserve::Broken;
use super::course::{Course, PRICE_SD, start_of};
use super::drawn::Drawn;
use super::draws::Draws;
use super::expect::Expected;
use super::grid::By;
use super::months::{MONTHS, Timing};
use super::priced::{at_level, month_on_record};
use super::record::{Flow, Kind, Marks, Month, STEPS};
use super::runs::Run;
use super::stretch::Shares;
use super::year_group::YEAR_GROUPS;

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
    let start = course.cohort.at_start_by_stand().into_iter();
    let mut present: Vec<i64> = start.map(i64::from).collect();
    run.add_january(course, &present);
    let mut steps: Vec<Marks<i64>> = (0..=MONTHS)
        .map(|_| Marks::none(&course.cohort.grid))
        .collect();
    let mut prices = 1_000_000;
    let stands = course.cohort.grid.stands();
    for ahead in 0..course.years.len() {
        let mut books = Books::open(course, By::Stand, &present);
        let mut there = of_january(&present);
        // A year that has begun goes on from who is on record today: nothing before is drawn.
        if let Some(since) = course.cohort.since.as_ref().filter(|_| ahead == 0) {
            books.add(&since.flows);
            there.clone_from(&since.present);
            books.hold(&there, &name)?;
        }
        let mut year = YearOf::new(course, expected, &drawn, ahead);
        let flows = year.flows(&there[stands..], &mut draws);
        books.add(&flows);
        let (after, sums) = books.close(ahead, &name)?;
        for step in &mut steps {
            step.clear();
        }
        draws.seek(year.slot(course.cohort.grid.len() + YEAR_GROUPS + 3));
        let parts = course.parts_by_slot(ahead);
        for flow in &flows {
            let parts = &parts[flow.slot()];
            let step = parts.step(draws.below(parts.total()));
            mark(course, &mut steps[step], flow);
        }
        let mut marks = marks_of(course, &there);
        for step in STEPS {
            add(&mut marks, &steps[step]);
            let record = course.on_record(ahead, step);
            // What is on record is known.
            if step == 3 && record.is_none() {
                prices = year.price_shock(prices, &mut draws);
            }
            let at = || {
                format!(
                    "{name}month {} of {}",
                    step + 1,
                    start_of(course.january, ahead)
                )
            };
            let month = match record {
                Some(record) => month_on_record(course, record, step, at)?,
                None => {
                    let mut month = Month::of(&course.cohort.grid, &marks, step, at)?;
                    at_level(course, (ahead, step), &mut month.cost);
                    month
                }
            };
            run.add_month(course, &month, ahead * MONTHS + step, prices);
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
    add(&mut marks.seats, &more.seats);
    add(&mut marks.needs, &more.needs);
    add(&mut marks.before, &more.before);
    for (to, of) in marks.cost.iter_mut().zip(&more.cost) {
        *to += of;
    }
}

/// One of some stretches, each as likely as its share; nothing is drawn where there is only one.
fn stretch_of(shares: &Shares, draws: &mut Draws) -> usize {
    match shares.as_slice() {
        [(only, _)] => *only,
        several => draws.way(several).unwrap_or(0),
    }
}

/// A year of a simulation.
struct YearOf<'a> {
    course: &'a Course,
    expected: &'a Expected,
    drawn: &'a Drawn,
    ahead: usize,
    flows: Vec<Flow<i64>>,
    bander: Bander<'a>,
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
            bander: Bander::of(course, ahead),
        }
    }

    /// The slot of the year's own draws, a year group's joiners or a cell.
    fn slot(&self, place: usize) -> usize {
        let a_year = self.course.cohort.grid.len() + YEAR_GROUPS + 4;
        FIRST_SLOTS + self.ahead * a_year + place
    }

    /// Every flow of the year from stand to stand, a child each. `by_stand` is everybody by year group and stand.
    fn flows(&mut self, by_stand: &[i64], draws: &mut Draws) -> Vec<Flow<i64>> {
        let cells = self.course.cohort.grid.len();
        let present = self.bander.cells(by_stand);
        for (index, count) in present.iter().enumerate() {
            if *count > 0 {
                draws.seek(self.slot(index));
                let first = self.flows.len();
                self.of_cell(index, *count, draws);
                self.bander
                    .leave_and_review(index, by_stand, &mut self.flows[first..], draws);
            }
        }
        draws.seek(self.slot(cells));
        let factor = self.shock(draws);
        for age in 0..YEAR_GROUPS {
            draws.seek(self.slot(cells + 1 + age));
            let first = self.flows.len();
            self.joiners(age, factor, draws);
            self.bander.come(&mut self.flows[first..], draws);
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
            &present,
            &mut flows,
            i64::from,
            taken,
        );
        flows.retain(|flow| flow.count > 0);
        self.bander.placed(&mut flows);
        flows
    }

    /// The factor on all new plans of the year: the shared shock (a gamma with mean one) and the trend's uncertainty.
    fn shock(&self, draws: &mut Draws) -> f64 {
        let trend = &self.course.rates.trend;
        let joined = self.expected.sums[self.ahead].joined;
        let growth_sd = trend.growth_sd * self.course.scale * self.course.width(self.ahead);
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
        let law = self.course.law(self.ahead, 0);
        let (rates, drawn) = (&self.course.rates, self.drawn);
        let cell = grid.cell(index);
        let group = grid.age_setting(cell.age, cell.setting);
        let leave = law.leave[index] + rates.leave.pull[index] * drawn.leave[group];
        let leaving = draws.binomial(count, self.course.leaving(self.ahead, cell.age, leave));
        let pair = index % grid.pairs();
        let over = draws.binomial(leaving, self.course.going_over(self.ahead, cell.age));
        let timing = self.course.leaving_in(self.ahead, cell.age);
        let stretches = &self.course.years[self.ahead].stretches;
        for place in 0..leaving {
            let flow = if place < over {
                let flow = Flow::new(Timing::AllYear, cell.age + 1, Some(pair), None, 1);
                flow.of_kind(Kind::Transfer)
            } else {
                let stretch = stretch_of(&stretches.leaving[timing.place()].0, draws);
                Flow::new(timing, cell.age + 1, Some(pair), None, 1).in_stretch(stretch)
            };
            self.flows.push(flow);
        }
        let mover = Timing::of_mover(cell.age);
        let moved = &stretches.shares[mover.place()];
        let staying = count - leaving;
        let (course, ahead) = (self.course, self.ahead);
        let of_rest = |timing, rate| course.of_rest(ahead, timing, rate);
        let changing = draws.binomial(staying, of_rest(Timing::AllYear, law.change[index]));
        let off = drawn.moving[group];
        let moving = |place: usize| match law.move_to[place].is_empty() {
            true => 0.0,
            false => of_rest(mover, law.moving[place] + rates.moving.pull[place] * off),
        };
        for _ in 0..draws.binomial(staying - changing, moving(index)) {
            let stretch = stretch_of(moved, draws);
            let law = self.course.law(self.ahead, stretch);
            if let Some(setting) = draws.way(&law.move_to[index]) {
                let to = grid.pair(cell.need, setting);
                let timing = Timing::of_mover(cell.age);
                self.child(cell.age, (timing, stretch), pair, to);
            }
        }
        for _ in 0..changing {
            let Some(need) = draws.way(&law.change_to[pair]) else {
                continue;
            };
            let place = index - pair + grid.pair(need, cell.setting);
            let moves = draws.unit() < moving(place);
            let mut at = (Timing::AllYear, 0);
            let mut to = cell.setting;
            if moves {
                let stretch = stretch_of(moved, draws);
                let law = self.course.law(self.ahead, stretch);
                at = (Timing::of_mover(cell.age), stretch);
                to = draws.way(&law.move_to[place]).unwrap_or(to);
            }
            self.child(cell.age, at, pair, grid.pair(need, to));
        }
    }

    fn child(&mut self, age: usize, at: (Timing, usize), from: usize, to: usize) {
        let flow = Flow::new(at.0, age + 1, Some(from), Some(to), 1);
        self.flows.push(flow.in_stretch(at.1));
    }

    /// New plans at the drawn rates, those of other authorities, and those of open cases.
    fn joiners(&mut self, age: usize, factor: f64, draws: &mut Draws) {
        let (course, ahead, rate) = (self.course, self.ahead, self.drawn.join[age]);
        let stretches = &course.years[ahead].stretches;
        let starting = draws.poisson(course.starting(ahead, age, rate) * factor);
        let shares = &stretches.starting.0;
        self.begin(
            (age, Timing::Starting),
            Kind::Whole,
            (starting, shares),
            draws,
        );
        let coming = draws.poisson(course.coming_over(ahead, age, rate));
        let shares = &stretches.shares[Timing::AllYear.place()];
        self.begin(
            (age, Timing::AllYear),
            Kind::Transfer,
            (coming, shares),
            draws,
        );
        let cases = self.drawn.cases[ahead][age];
        let shares = &stretches.shares[Timing::Pipeline.place()];
        self.begin((age, Timing::Pipeline), Kind::Whole, (cases, shares), draws);
    }

    fn begin(
        &mut self,
        (age, timing): (usize, Timing),
        kind: Kind,
        (count, shares): (i64, &Shares),
        draws: &mut Draws,
    ) {
        let (course, ahead) = (self.course, self.ahead);
        for _ in 0..count {
            let stretch = stretch_of(shares, draws);
            let ways = match timing {
                Timing::Pipeline => course.case_ways(ahead, stretch, age),
                _ => course.law(ahead, stretch).joins[age].as_slice(),
            };
            if let Some(pair) = draws.way(ways) {
                let flow = Flow::new(timing, age, None, Some(pair), 1).in_stretch(stretch);
                self.flows.push(flow.of_kind(kind));
            }
        }
    }

    /// Prices from 1 April, in millionths, after a shock whose mean is one.
    fn price_shock(&self, prices: i64, draws: &mut Draws) -> i64 {
        let cells = self.course.cohort.grid.len();
        draws.seek(self.slot(cells + YEAR_GROUPS + 2));
        let spread = (PRICE_SD * self.course.scale).hypot(self.course.cost_stray);
        let factor = (spread * draws.normal() - spread * spread / 2.0).exp();
        // A factor near one; prices stay within a few times what they were.
        (prices as f64 * factor).round() as i64
    }
}
