//! The expected-value projection: every flow is its mean. Quick, exact, and what the simulations must agree with.

use super::account::{AtSetting, Books, Sums, add_at_settings, meets, of_january};
use super::capacity;
use super::conserve::Broken;
use super::course::{Course, start_of};
use super::grid::By;
use super::months::{MONTHS, Timing};
use super::record::{Flow, Kind, Month};
use super::walked::{Turnover, Walked};
use super::year_group::YEAR_GROUPS;

/// The expected course of the years.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// By January, then cell; the first is the start.
    pub januaries: Vec<Vec<f64>>,
    /// By January, then seat.
    pub seats: Vec<Vec<f64>>,
    /// By month from the first January to the last December.
    pub months: Vec<Month<f64>>,
    /// By year.
    pub sums: Vec<Sums<f64>>,
    /// By year, then setting.
    pub at_settings: Vec<Vec<AtSetting<f64>>>,
    /// By year, then setting: who arrives in a full setting because no setting that it overflows into has room.
    pub no_room: Vec<Vec<f64>>,
}

impl Expected {
    /// Everybody at a January, the start being 0.
    #[must_use]
    pub fn plans(&self, ahead: usize) -> f64 {
        self.januaries[ahead].iter().sum()
    }
}

/// Walks a course with expected values. In a year in which a lever begins, the months before are those of the year in which
/// it never does, to the last bit.
///
/// # Errors
/// [`Broken`] if anywhere people in are not people out.
pub fn expect(course: &Course) -> Result<Expected, Broken> {
    let floats = |counts: Vec<u32>| counts.into_iter().map(f64::from).collect::<Vec<f64>>();
    let mut expected = Expected {
        januaries: vec![floats(course.cohort.at_start())],
        seats: Vec::new(),
        months: Vec::with_capacity(MONTHS * course.years.len()),
        sums: Vec::new(),
        at_settings: Vec::new(),
        no_room: Vec::new(),
    };
    let mut by_stand = floats(course.cohort.at_start_by_stand());
    expected.seats.push(by_seat(course, &by_stand));
    for ahead in 0..course.years.len() {
        let at = (expected.januaries[ahead].as_slice(), by_stand.as_slice());
        let mut step = 0;
        let mut month = |year: &OneYear, until: usize| -> Result<(), Broken> {
            for step in step..until {
                let at = || {
                    let start = start_of(course.january, ahead);
                    format!("the expected month {} of {start}", step + 1)
                };
                let month = year.walked.month(course, (ahead, step), at)?;
                expected.months.push(month);
            }
            step = step.max(until);
            Ok(())
        };
        for (number, stretch) in course.years[ahead].stretches.all.iter().enumerate() {
            let begins = stretch.steps.start;
            let is_known = course.on_record(ahead, begins - 1).is_some();
            let without = course.without_later_levers(ahead, number);
            if let Some(without) = without.filter(|_| !is_known) {
                month(&OneYear::of(&without, ahead, at)?, begins)?;
            }
        }
        let year = OneYear::of(course, ahead, at)?;
        month(&year, MONTHS)?;
        by_stand = year.walked.after;
        meets(course, ahead, &year.walked.last, &by_stand, "the expected ")?;
        expected.seats.push(by_seat(course, &by_stand));
        expected.sums.push(year.sums);
        expected.at_settings.push(year.settings);
        expected.no_room.push(year.no_room);
        expected.januaries.push(year.after);
    }
    Ok(expected)
}

/// A year as it is expected.
struct OneYear {
    walked: Walked,
    sums: Sums<f64>,
    settings: Vec<AtSetting<f64>>,
    no_room: Vec<f64>,
    /// The January after, by cell.
    after: Vec<f64>,
}

impl OneYear {
    /// From everybody at its January, by cell and by stand; in a year that has begun from who is on record today.
    fn of(
        course: &Course,
        ahead: usize,
        (cells, by_stand): (&[f64], &[f64]),
    ) -> Result<OneYear, Broken> {
        let run = "the expected ";
        let grid = &course.cohort.grid;
        let mut books = Books::open(course, By::Pair, cells);
        let slots = course.years[ahead].stretches.slots();
        let mut turnover = Turnover::none(grid.pairs(), slots);
        let mut settings = vec![AtSetting::default(); grid.settings().len()];
        let (mut present, mut stands) = (of_january(cells), of_january(by_stand));
        let mut reviewed = 0.0;
        if let Some(since) = course.cohort.since.as_ref().filter(|_| ahead == 0) {
            let by_pair = since.by_pair(grid);
            books.add(&by_pair.flows);
            add_at_settings(course, &mut settings, &by_pair.flows);
            reviewed = by_pair.reviewed;
            stands = since.present.iter().map(|count| *count as f64).collect();
            present = by_pair.present;
            books.hold(&present, run)?;
        }
        let mut no_room = vec![0.0; grid.settings().len()];
        for flows in flows(course, ahead, &present, &mut no_room) {
            books.add(&flows);
            turnover.add(&flows);
            add_at_settings(course, &mut settings, &flows);
        }
        let (after, mut sums) = books.close(ahead, run)?;
        let walked = Walked::of(course, ahead, (&present, &stands), &turnover, &after)?;
        sums.reviewed = walked.reviewed + reviewed;
        Ok(OneYear {
            walked,
            sums,
            settings,
            no_room,
            after,
        })
    }
}

/// Sums by seat of what is by year group and stand.
fn by_seat(course: &Course, by_stand: &[f64]) -> Vec<f64> {
    let grid = &course.cohort.grid;
    let mut sums = vec![0.0; grid.seats()];
    for of_age in by_stand.chunks(grid.stands().max(1)) {
        for (stand, count) in of_age.iter().enumerate() {
            sums[grid.seat(stand)] += count;
        }
    }
    sums
}

/// Every flow of a year from pair to pair. `present` is by the year group from one below the youngest, of whom nobody goes
/// anywhere. They come a year group at a time so that a list stays near the processor; all in one where
/// places are limited, because who finds none goes where others of any year group leave room; `no_room` then is, by setting, for
/// how many there is no room anywhere.
fn flows<'a>(
    course: &'a Course,
    ahead: usize,
    present: &'a [f64],
    no_room: &mut Vec<f64>,
) -> Box<dyn Iterator<Item = Vec<Flow<f64>>> + 'a> {
    let of_age = move |age| {
        let mut flows = Vec::with_capacity(ROOM);
        for setting in 0..course.cohort.grid.settings().len() {
            let group = Group {
                course,
                ahead,
                age,
                setting,
            };
            group.flows(present, &mut flows);
        }
        joiners(course, ahead, age, &mut flows);
        flows
    };
    if course.years[ahead].places.iter().all(Option::is_none) {
        return Box::new((0..YEAR_GROUPS).map(of_age));
    }
    let mut all: Vec<Flow<f64>> = (0..YEAR_GROUPS).flat_map(of_age).collect();
    *no_room = capacity::hold(
        course,
        ahead,
        present,
        &mut all,
        f64::from,
        |count, excess, arriving| count * excess / arriving,
    );
    Box::new(std::iter::once(all))
}

/// Room for the flows of a year group in a council of every need and setting.
const ROOM: usize = 6_000;

/// New plans at the rates of the past, those of open cases, and those of other authorities.
fn joiners(course: &Course, ahead: usize, age: usize, flows: &mut Vec<Flow<f64>>) {
    let rate = course.rates.joining.rate(age);
    let year = &course.years[ahead];
    for (timing, kind, count, shares) in [
        (
            Timing::Starting,
            Kind::Whole,
            course.starting(ahead, age, rate),
            &year.stretches.starting.0,
        ),
        (
            Timing::AllYear,
            Kind::Transfer,
            course.coming_over(ahead, age, rate),
            &year.stretches.shares[Timing::AllYear.place()],
        ),
        (
            Timing::Pipeline,
            Kind::Whole,
            year.starting.of_cases[age],
            &year.stretches.shares[Timing::Pipeline.place()],
        ),
    ] {
        for (stretch, part) in shares.iter().filter(|(_, part)| count * part > 0.0) {
            let ways = match timing {
                Timing::Pipeline => course.case_ways(ahead, *stretch, age),
                _ => course.law(ahead, *stretch).joins[age].as_slice(),
            };
            flows.extend(ways.iter().map(|(pair, share)| {
                Flow::new(timing, age, None, Some(*pair), count * part * share)
                    .of_kind(kind)
                    .in_stretch(*stretch)
            }));
        }
    }
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
        let law = self.course.law(self.ahead, 0);
        let needs = grid.needs().len();
        let at = |need: usize| self.age * grid.pairs() + grid.pair(need, self.setting);
        let present = &present[grid.pairs()..];
        if (0..needs).all(|need| present[at(need)] <= 0.0) {
            return;
        }
        let rate = |timing: Timing, rate: f64| self.course.of_rest(self.ahead, timing, rate);
        let change = |need: usize| rate(Timing::AllYear, law.change[at(need)]);
        let moves = |need: usize| rate(Timing::of_mover(self.age), law.moving[at(need)]);
        // Who stays with their need, and who comes to a need from another.
        let (mut same, mut changed) = (vec![0.0; needs], vec![0.0; needs]);
        for need in 0..needs {
            let count = present[at(need)];
            let leaving = count
                * self
                    .course
                    .leaving(self.ahead, self.age, law.leave[at(need)]);
            self.leave(flows, need, leaving);
            let changing = (count - leaving) * change(need);
            same[need] = count - leaving - changing;
            let ways = &law.change_to[at(need) % grid.pairs()];
            let mut moving = 0.0;
            for (to, share) in ways {
                changed[*to] += changing * share;
                moving += changing * share * moves(*to);
            }
            self.change(flows, (Some(need), None), changing - moving, moving);
        }
        for need in 0..needs {
            let moving = moves(need);
            let (stay, move_on) = (changed[need] * (1.0 - moving), changed[need] * moving);
            self.change(flows, (None, Some(need)), stay, move_on);
            self.moves(flows, need, (same[need] + changed[need]) * moving);
        }
    }

    fn leave(&self, flows: &mut Vec<Flow<f64>>, need: usize, leaving: f64) {
        let over = leaving * self.course.going_over(self.ahead, self.age);
        let timing = self.course.leaving_in(self.ahead, self.age);
        let stretches = &self.course.years[self.ahead].stretches;
        for (stretch, share) in &stretches.leaving[timing.place()].0 {
            let at = (timing, *stretch);
            self.side(
                flows,
                at,
                (Some(need), None),
                (leaving - over) * share,
                Kind::Whole,
            );
        }
        // Transfers are as many whatever the levers: they happen in all of the year.
        let at = (Timing::AllYear, 0);
        self.side(flows, at, (Some(need), None), over, Kind::Transfer);
    }

    /// What happens in which stretch to those who move.
    fn moving_shares(&self) -> &[(usize, f64)] {
        let timing = Timing::of_mover(self.age);
        &self.course.years[self.ahead].stretches.shares[timing.place()]
    }

    /// One side of a change of need: of those who keep their setting, in any month; of those who also move, with that.
    fn change(
        &self,
        flows: &mut Vec<Flow<f64>>,
        sides: (Option<usize>, Option<usize>),
        staying: f64,
        moving: f64,
    ) {
        let kind = Kind::ChangeSide;
        self.side(flows, (Timing::AllYear, 0), sides, staying, kind);
        for (stretch, share) in self.moving_shares() {
            let at = (Timing::of_mover(self.age), *stretch);
            self.side(flows, at, sides, moving * share, kind);
        }
    }

    fn side(
        &self,
        flows: &mut Vec<Flow<f64>>,
        (timing, stretch): (Timing, usize),
        (from, to): (Option<usize>, Option<usize>),
        count: f64,
        kind: Kind,
    ) {
        let pair = |need: usize| self.course.cohort.grid.pair(need, self.setting);
        if count > 0.0 {
            let flow = Flow::new(timing, self.age + 1, from.map(pair), to.map(pair), count);
            flows.push(flow.of_kind(kind).in_stretch(stretch));
        }
    }

    fn moves(&self, flows: &mut Vec<Flow<f64>>, need: usize, count: f64) {
        if count <= 0.0 {
            return;
        }
        let grid = &self.course.cohort.grid;
        let pair = grid.pair(need, self.setting);
        let timing = Timing::of_mover(self.age);
        for (stretch, part) in self.moving_shares().iter().filter(|(_, part)| *part > 0.0) {
            let law = self.course.law(self.ahead, *stretch);
            let ways = &law.move_to[self.age * grid.pairs() + pair];
            flows.extend(ways.iter().map(|(setting, share)| {
                let to = grid.pair(need, *setting);
                let count = count * part * share;
                Flow::new(timing, self.age + 1, Some(pair), Some(to), count).in_stretch(*stretch)
            }));
        }
    }
}
