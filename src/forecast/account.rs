//! The bookkeeping of one year, the same for expected children and whole ones: flows in, next January out.

use super::conserve::{Broken, same};
use super::course::{Course, start_of};
use super::grid::By;
use super::record::{Amount, Flow, Kind, Marks};
use super::year_group::YEAR_GROUPS;

/// What happened in a year, in sum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums<T> {
    /// From outside to inside.
    pub joined: T,
    /// From inside to outside.
    pub left: T,
    /// From one setting to another.
    pub moved: T,
    /// From one need to another.
    pub changed: T,
    /// Of those who joined: from another authority.
    pub came_over: T,
    /// Of those who left: to another authority.
    pub went_over: T,
    /// From one band to another of the same setting at review.
    pub reviewed: T,
}

impl<T: Amount> Sums<T> {
    /// Adds some flows, `of` being the need and setting of each number.
    fn add(&mut self, flows: &[Flow<T>], of: &[(usize, usize)]) {
        let mut sums = *self;
        for flow in flows {
            match (flow.start(), flow.end()) {
                // Its other side is another flow.
                (from, _) if flow.kind == Kind::ChangeSide => {
                    if from.is_some() {
                        sums.changed = sums.changed + flow.count;
                    }
                }
                (None, Some(_)) => {
                    sums.joined = sums.joined + flow.count;
                    if flow.kind == Kind::Transfer {
                        sums.came_over = sums.came_over + flow.count;
                    }
                }
                (Some(_), None) => {
                    sums.left = sums.left + flow.count;
                    if flow.kind == Kind::Transfer {
                        sums.went_over = sums.went_over + flow.count;
                    }
                }
                (Some(from), Some(to)) => sums.within(flow.count, of[from], of[to], from != to),
                (None, None) => {}
            }
        }
        *self = sums;
    }

    fn within(&mut self, count: T, from: (usize, usize), to: (usize, usize), is_elsewhere: bool) {
        if from.0 != to.0 {
            self.changed = self.changed + count;
        }
        if from.1 != to.1 {
            self.moved = self.moved + count;
        }
        if from == to && is_elsewhere {
            self.reviewed = self.reviewed + count;
        }
    }
}

/// What happened to the children of one setting in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AtSetting<T> {
    /// From outside to it.
    pub joined: T,
    /// From it to outside.
    pub left: T,
    /// From another setting to it.
    pub came: T,
    /// From it to another setting.
    pub went: T,
}

/// Adds what some flows, numbered by pair, do at each setting.
pub fn add_at_settings<T: Amount>(
    course: &Course,
    settings: &mut [AtSetting<T>],
    flows: &[Flow<T>],
) {
    let table = course.cohort.grid.table(By::Pair);
    // A side of a change of need neither joins nor leaves, and its setting is the other side's.
    for flow in flows.iter().filter(|flow| flow.kind != Kind::ChangeSide) {
        let of = |pair: Option<usize>| pair.map(|pair| table[pair].1);
        match (of(flow.start()), of(flow.end())) {
            (None, Some(to)) => settings[to].joined = settings[to].joined + flow.count,
            (Some(from), None) => settings[from].left = settings[from].left + flow.count,
            (Some(from), Some(to)) if from != to => {
                settings[from].went = settings[from].went + flow.count;
                settings[to].came = settings[to].came + flow.count;
            }
            _ => {}
        }
    }
}

/// Everybody of a January by year group, as by the year group from one below the youngest: nobody is of that.
#[must_use]
pub fn of_january<T: Amount>(present: &[T]) -> Vec<T> {
    let mut all = vec![T::default(); present.len() / YEAR_GROUPS];
    all.extend_from_slice(present);
    all
}

/// Everybody by the year group of the January from one below the youngest, then stand, marked before anything happens.
#[must_use]
pub fn marks_of<T: Amount>(course: &Course, present: &[T]) -> Marks<T> {
    let grid = &course.cohort.grid;
    let mut marks = Marks::none(grid);
    for (before, of_age) in present.chunks(grid.stands().max(1)).enumerate() {
        for (stand, count) in of_age.iter().enumerate() {
            if *count > T::default() {
                marks.put(grid, stand, before, *count, course.prices[stand]);
            }
        }
    }
    marks
}

/// Marks a flow from stand to stand where it takes and gives.
pub fn mark<T: Amount>(course: &Course, marks: &mut Marks<T>, flow: &Flow<T>) {
    let grid = &course.cohort.grid;
    if let Some(from) = flow.start() {
        marks.take(
            grid,
            from,
            flow.year_group(),
            flow.count,
            course.prices[from],
        );
    }
    if let Some(to) = flow.end() {
        marks.put(grid, to, flow.year_group(), flow.count, course.prices[to]);
    }
}

/// The books of one year: everybody one year group up, and the flows as they come; and what happened in sum. They are kept
/// cell by cell, or stand by stand, apart from the marks, so that each can be held against the other.
pub struct Books<'a, T> {
    course: &'a Course,
    by: By,
    before: T,
    after: Vec<T>,
    sums: Sums<T>,
}

impl<'a, T: Amount> Books<'a, T> {
    /// The books of a year before anything happens.
    #[must_use]
    pub fn open(course: &'a Course, by: By, present: &[T]) -> Books<'a, T> {
        let width = course.cohort.grid.table(by).len();
        let mut after = vec![T::default(); (YEAR_GROUPS + 1) * width];
        after[width..].copy_from_slice(present);
        Books {
            course,
            by,
            before: present.iter().copied().sum(),
            after,
            sums: Sums::default(),
        }
    }

    /// Enters some flows.
    pub fn add(&mut self, flows: &[Flow<T>]) {
        let table = self.course.cohort.grid.table(self.by);
        for flow in flows {
            // `before` counts from one below the youngest, so it is the year group after, counted from the youngest.
            let first = flow.year_group() * table.len();
            if let Some(from) = flow.start() {
                let place = &mut self.after[first + from];
                *place = *place - flow.count;
            }
            if let Some(to) = flow.end() {
                let place = &mut self.after[first + to];
                *place = *place + flow.count;
            }
        }
        self.sums.add(flows, table);
    }

    /// Refuses books that are not at who is there by another count, by the year group from one below the youngest.
    ///
    /// # Errors
    /// [`Broken`] with the place.
    pub fn hold(&self, present: &[T], run: &str) -> Result<(), Broken> {
        for (entered, counted) in self.after.iter().zip(present) {
            same("the number on record today", *entered, *counted, || {
                format!("{run}year from January {}", self.course.january)
            })?;
        }
        Ok(())
    }

    /// The next January, and the sums.
    ///
    /// # Errors
    /// [`Broken`] if people in are not people out, a cell falls below nought, or anybody is past the oldest year group.
    pub fn close(mut self, ahead: usize, run: &str) -> Result<(Vec<T>, Sums<T>), Broken> {
        let width = self.course.cohort.grid.table(self.by).len();
        let place = || format!("{run}January {}", start_of(self.course.january, ahead + 1));
        let past: T = self.after[YEAR_GROUPS * width..].iter().copied().sum();
        same(
            "the number past the oldest year group",
            past,
            T::default(),
            place,
        )?;
        self.after.truncate(YEAR_GROUPS * width);
        let total: T = self.after.iter().copied().sum();
        same(
            "the number of children",
            total,
            self.before + self.sums.joined - self.sums.left,
            place,
        )?;
        for count in &mut self.after {
            if *count < T::default() {
                same("the number in a cell", *count, T::default(), place)?;
                *count = T::default();
            }
        }
        Ok((self.after, self.sums))
    }
}

/// Refuses a December whose marks, carried to the January after, are not the January that was worked out by stand.
///
/// # Errors
/// [`Broken`] with the place of the setting and band.
pub fn meets<T: Amount>(
    course: &Course,
    ahead: usize,
    marks: &Marks<T>,
    after: &[T],
    run: &str,
) -> Result<(), Broken> {
    let grid = &course.cohort.grid;
    let mut seats = vec![T::default(); grid.seats()];
    for of_age in after.chunks(grid.stands().max(1)) {
        for (stand, count) in of_age.iter().enumerate() {
            let seat = grid.seat(stand);
            seats[seat] = seats[seat] + *count;
        }
    }
    for (seat, count) in seats.into_iter().enumerate() {
        same(
            "the months' sum by setting",
            marks.seats[seat],
            count,
            || {
                let january = start_of(course.january, ahead + 1);
                format!("{run}January {january}, {}", grid.seat_title(seat))
            },
        )?;
    }
    Ok(())
}
