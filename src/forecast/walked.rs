//! A year of expected values by month: its January, what its flows do to each stand by when they happen, and the January
//! after by stand.

use super::account::marks_of;
use super::conserve::{Broken, same};
use super::course::{Course, start_of};
use super::months::{MONTHS, Parts, TIMINGS, Timing};
use super::priced::{at_level, month_on_record};
use super::record::{Flow, Kind, Marks, Month};
use super::year_group::YEAR_GROUPS;

/// A year's January, and its flows by when they happen.
pub struct Walked {
    /// Everybody from whom its flows go out: in its January, or as they are on record today.
    present: Marks<f64>,
    /// By slot: stretch, then timing.
    by_slot: Vec<Marks<f64>>,
    /// By slot: when its flows happen.
    parts: Vec<Parts>,
    /// The marks of the January after.
    pub last: Marks<f64>,
    /// The January after, by year group and stand.
    pub after: Vec<f64>,
    /// Who changed band at review.
    pub reviewed: f64,
}

/// What flows of one timing take from a pair under a year group before, and give to it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Turn {
    /// Gone from it.
    lost: f64,
    /// Come to it by a change of need.
    changed: f64,
    /// Come to it from elsewhere.
    came: f64,
}

/// What flows take and give, by pair under the year group before, from one below the youngest; then by timing.
pub struct Turnover {
    pairs: usize,
    slots: usize,
    /// By cell, then slot.
    turns: Vec<Turn>,
}

impl Turnover {
    /// Nothing.
    #[must_use]
    pub fn none(pairs: usize, slots: usize) -> Turnover {
        Turnover {
            pairs,
            slots,
            turns: vec![Turn::default(); (YEAR_GROUPS + 1) * pairs * slots],
        }
    }

    /// Adds some flows from pair to pair.
    pub fn add(&mut self, flows: &[Flow<f64>]) {
        for flow in flows {
            // Who was sent back to where they came from never left.
            if flow.from == flow.to {
                continue;
            }
            let first = flow.year_group() * self.pairs;
            let slot = flow.slot();
            if let Some(from) = flow.start() {
                self.turns[(first + from) * self.slots + slot].lost += flow.count;
            }
            if let Some(to) = flow.end() {
                let turn = &mut self.turns[(first + to) * self.slots + slot];
                match flow.kind {
                    Kind::ChangeSide => turn.changed += flow.count,
                    Kind::Whole | Kind::Transfer => turn.came += flow.count,
                }
            }
        }
    }

    /// Of a slot's cell: how many of those who were there in January go away, and how many come. Whoever changes need and
    /// moves in the same month passes through a pair without ever being there.
    fn at(&self, slot: usize, cell: usize) -> (f64, f64) {
        let turn = self.turns[cell * self.slots + slot];
        let passing = match Timing::in_place(slot % TIMINGS) {
            Timing::Move | Timing::Phase => turn.lost.min(turn.changed),
            _ => 0.0,
        };
        (turn.lost - passing, turn.came + turn.changed - passing)
    }
}

impl Walked {
    /// The months of a year: everybody from whom its flows go out, by the year group of its January from one below the
    /// youngest, then by pair and by stand; what its flows do; and the January after by cell.
    ///
    /// # Errors
    /// [`Broken`] if the bands of a cell do not add up to it.
    pub fn of(
        course: &Course,
        ahead: usize,
        (present, by_stand): (&[f64], &[f64]),
        turnover: &Turnover,
        after: &[f64],
    ) -> Result<Walked, Broken> {
        let grid = &course.cohort.grid;
        let marks = marks_of(course, by_stand);
        let mut walked = Walked {
            by_slot: (0..turnover.slots).map(|_| Marks::none(grid)).collect(),
            parts: course.parts_by_slot(ahead),
            last: marks.clone(),
            present: marks,
            after: Vec::new(),
            reviewed: 0.0,
        };
        let mut banded = by_stand.to_vec();
        for before in 0..=YEAR_GROUPS {
            for pair in 0..grid.pairs() {
                let cell = Cell {
                    course,
                    before,
                    pair,
                    present: present[before * grid.pairs() + pair],
                };
                cell.walk((ahead, turnover), by_stand, &mut walked, &mut banded);
            }
        }
        banded.truncate(YEAR_GROUPS * grid.stands());
        walked.after = banded;
        walked.last = walked.marks(MONTHS);
        walked.holds(course, ahead, after)?;
        Ok(walked)
    }

    fn holds(&self, course: &Course, ahead: usize, after: &[f64]) -> Result<(), Broken> {
        let grid = &course.cohort.grid;
        if !grid.is_banded() {
            return Ok(());
        }
        for (index, count) in after.iter().enumerate() {
            let first = index / grid.pairs() * grid.stands();
            let stands = grid.stands_of(index % grid.pairs());
            let bands: f64 = stands.map(|stand| self.after[first + stand]).sum();
            same("the sum over bands", bands, *count, || {
                let title = grid.pair_title(index % grid.pairs());
                format!(
                    "the expected January {}, {title}",
                    start_of(course.january, ahead + 1)
                )
            })?;
        }
        Ok(())
    }

    /// The marks at a step of the year: those of the present and the part of each flow that has happened.
    fn marks(&self, step: usize) -> Marks<f64> {
        let mut marks = self.present.clone();
        for (flows, parts) in self.by_slot.iter().zip(&self.parts) {
            let (parts, total) = (parts.by(step), parts.total().max(1));
            if parts == 0 {
                continue;
            }
            let share = f64::from(parts) / f64::from(total);
            let add = |to: &mut [f64], of: &[f64]| {
                for (to, of) in to.iter_mut().zip(of) {
                    *to += of * share;
                }
            };
            add(&mut marks.seats, &flows.seats);
            add(&mut marks.needs, &flows.needs);
            add(&mut marks.before, &flows.before);
            for (to, of) in marks.cost.iter_mut().zip(&flows.cost) {
                *to += of * i128::from(parts) / i128::from(total);
            }
        }
        marks
    }

    /// A month of the year: as the record has it up to today, then everybody at the prices of the month.
    ///
    /// # Errors
    /// [`Broken`] as [`Month::of`].
    pub fn month(
        &self,
        course: &Course,
        (ahead, step): (usize, usize),
        place: impl Fn() -> String,
    ) -> Result<Month<f64>, Broken> {
        match course.on_record(ahead, step) {
            Some(record) => month_on_record(course, record, step, place),
            None => {
                let mut month = Month::of(&course.cohort.grid, &self.marks(step), step, place)?;
                at_level(course, (ahead, step), &mut month.cost);
                Ok(month)
            }
        }
    }
}

/// A pair under a year group before.
struct Cell<'a> {
    course: &'a Course,
    before: usize,
    pair: usize,
    /// How many were there in January.
    present: f64,
}

impl Cell<'_> {
    fn walk(
        &self,
        (ahead, turnover): (usize, &Turnover),
        by_stand: &[f64],
        walked: &mut Walked,
        after: &mut [f64],
    ) {
        let grid = &self.course.cohort.grid;
        let cell = self.before * grid.pairs() + self.pair;
        let mut staying = self.present;
        for slot in 0..turnover.slots {
            let (lost, came) = turnover.at(slot, cell);
            if lost == 0.0 && came == 0.0 {
                continue;
            }
            staying -= lost;
            for stand in grid.stands_of(self.pair) {
                let gain = came * self.coming(stand) - lost * self.share(by_stand, stand);
                self.put(slot, stand, gain, walked, after);
            }
        }
        if grid.stands_of(self.pair).len() > 1 && staying > 0.0 {
            self.review((ahead, staying), by_stand, walked, after);
        }
    }

    /// The share of the cell's children in January that stands where one does.
    fn share(&self, by_stand: &[f64], stand: usize) -> f64 {
        let grid = &self.course.cohort.grid;
        if grid.stands_of(self.pair).len() == 1 {
            return 1.0;
        }
        match self.present > 0.0 {
            true => by_stand[self.before * grid.stands() + stand] / self.present,
            false => self.coming(stand),
        }
    }

    fn coming(&self, stand: usize) -> f64 {
        let banding = &self.course.rates.banding;
        banding
            .as_ref()
            .map_or(1.0, |banding| banding.coming[stand])
    }

    fn put(&self, slot: usize, stand: usize, gain: f64, walked: &mut Walked, after: &mut [f64]) {
        let grid = &self.course.cohort.grid;
        let price = self.course.prices[stand];
        walked.by_slot[slot].put(grid, stand, self.before, gain, price);
        after[self.before * grid.stands() + stand] += gain;
    }

    /// Those who stay with need and setting change band at review as the rates say.
    fn review(
        &self,
        (ahead, staying): (usize, f64),
        by_stand: &[f64],
        walked: &mut Walked,
        after: &mut [f64],
    ) {
        let grid = &self.course.cohort.grid;
        let Some((banding, age)) = self
            .course
            .rates
            .banding
            .as_ref()
            .zip(self.before.checked_sub(1))
        else {
            return;
        };
        let rate = banding.review.cell[age * grid.pairs() + self.pair];
        let rate = self.course.of_rest(ahead, Timing::AllYear, rate);
        let drift = self.course.drift(ahead);
        for from in grid.stands_of(self.pair) {
            let here = staying * self.share(by_stand, from);
            let changing = here * rate;
            let drifting = (here - changing) * drift;
            if let Some(up) = self.course.dearer[from].filter(|_| drifting > 0.0) {
                let all_year = Timing::AllYear.place();
                walked.reviewed += drifting;
                self.put(all_year, from, -drifting, walked, after);
                self.put(all_year, up, drifting, walked, after);
            }
            let ways = &banding.review_to[grid.seat(from)];
            for to in grid.stands_of(self.pair).filter(|to| *to != from) {
                let count = changing * ways[grid.seat(to)];
                if count > 0.0 {
                    walked.reviewed += count;
                    let all_year = Timing::AllYear.place();
                    self.put(all_year, from, -count, walked, after);
                    self.put(all_year, to, count, walked, after);
                }
            }
        }
    }
}
