//! The bookkeeping of one year, the same for expected children and whole ones: flows in, next January out.

use super::conserve::{Broken, same};
use super::course::{Course, start_of};
use super::grid::YEAR_GROUPS;
use super::record::{Amount, Flow, Marks};

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
}

impl<T: Amount> Sums<T> {
    /// The sums of some flows.
    #[must_use]
    pub fn of(course: &Course, flows: &[Flow<T>]) -> Sums<T> {
        let grid = &course.cohort.grid;
        let mut sums = Sums::default();
        for flow in flows {
            match (flow.from, flow.to) {
                // Its other side is another flow.
                (from, _) if flow.is_change => {
                    if from.is_some() {
                        sums.changed = sums.changed + flow.count;
                    }
                }
                (None, Some(_)) => sums.joined = sums.joined + flow.count,
                (Some(_), None) => sums.left = sums.left + flow.count,
                (Some(from), Some(to)) => {
                    let (from, to) = (grid.of_pair(from), grid.of_pair(to));
                    if from.0 != to.0 {
                        sums.changed = sums.changed + flow.count;
                    }
                    if from.1 != to.1 {
                        sums.moved = sums.moved + flow.count;
                    }
                }
                (None, None) => {}
            }
        }
        sums
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

/// What some flows do at each setting.
#[must_use]
pub fn at_settings<T: Amount>(course: &Course, flows: &[Flow<T>]) -> Vec<AtSetting<T>> {
    let grid = &course.cohort.grid;
    let mut settings = vec![AtSetting::default(); grid.settings().len()];
    // A side of a change of need neither joins nor leaves, and its setting is the other side's.
    for flow in flows.iter().filter(|flow| !flow.is_change) {
        let of = |pair: Option<usize>| pair.map(|pair| grid.of_pair(pair).1);
        match (of(flow.from), of(flow.to)) {
            (None, Some(to)) => settings[to].joined = settings[to].joined + flow.count,
            (Some(from), None) => settings[from].left = settings[from].left + flow.count,
            (Some(from), Some(to)) if from != to => {
                settings[from].went = settings[from].went + flow.count;
                settings[to].came = settings[to].came + flow.count;
            }
            _ => {}
        }
    }
    settings
}

/// Everybody of a January, marked before anything happens.
#[must_use]
pub fn marks_of<T: Amount>(course: &Course, present: &[T]) -> Marks<T> {
    let grid = &course.cohort.grid;
    let mut marks = Marks::none(grid);
    for (index, count) in present.iter().enumerate() {
        if *count > T::default() {
            let pair = index % grid.pairs();
            marks.put(
                grid,
                pair,
                index / grid.pairs() + 1,
                *count,
                course.prices[pair],
            );
        }
    }
    marks
}

/// Marks a flow where it takes and gives.
pub fn mark<T: Amount>(course: &Course, marks: &mut Marks<T>, flow: &Flow<T>) {
    let grid = &course.cohort.grid;
    if let Some(from) = flow.from {
        marks.take(grid, from, flow.before, flow.count, course.prices[from]);
    }
    if let Some(to) = flow.to {
        marks.put(grid, to, flow.before, flow.count, course.prices[to]);
    }
}

/// The next January: everybody one year group up, and the flows; and what happened in sum. It is worked out cell by cell, apart from the marks,
/// so that each can be held against the other.
///
/// # Errors
/// [`Broken`] if people in are not people out, a cell falls below nought, or anybody is past the oldest year group.
pub fn next<T: Amount>(
    course: &Course,
    ahead: usize,
    present: &[T],
    flows: &[Flow<T>],
    run: &str,
) -> Result<(Vec<T>, Sums<T>), Broken> {
    let grid = &course.cohort.grid;
    let place = || format!("{run}January {}", start_of(course.january, ahead + 1));
    let mut after = vec![T::default(); grid.len() + grid.pairs()];
    after[grid.pairs()..].copy_from_slice(present);
    for flow in flows {
        if let Some(from) = flow.from {
            let at = flow.before * grid.pairs() + from;
            after[at] = after[at] - flow.count;
        }
        if let Some(to) = flow.to {
            // `before` counts from one below the youngest, so it is the year group after, counted from the youngest.
            let at = flow.before * grid.pairs() + to;
            after[at] = after[at] + flow.count;
        }
    }
    let past: T = after[YEAR_GROUPS * grid.pairs()..].iter().copied().sum();
    same(
        "the number past the oldest year group",
        past,
        T::default(),
        place,
    )?;
    after.truncate(grid.len());
    let sums = Sums::of(course, flows);
    let before: T = present.iter().copied().sum();
    let total: T = after.iter().copied().sum();
    same(
        "the number of children",
        total,
        before + sums.joined - sums.left,
        place,
    )?;
    for count in &mut after {
        if *count < T::default() {
            same("the number in a cell", *count, T::default(), place)?;
            *count = T::default();
        }
    }
    Ok((after, sums))
}

/// Refuses a December whose marks, carried to the January after, are not the January that was worked out by cell.
///
/// # Errors
/// [`Broken`] with the setting's place.
pub fn meets<T: Amount>(
    course: &Course,
    ahead: usize,
    marks: &Marks<T>,
    after: &[T],
    run: &str,
) -> Result<(), Broken> {
    let grid = &course.cohort.grid;
    let mut settings = vec![T::default(); grid.settings().len()];
    for (index, count) in after.iter().enumerate() {
        let setting = index % grid.pairs() % settings.len();
        settings[setting] = settings[setting] + *count;
    }
    for (setting, count) in settings.into_iter().enumerate() {
        same(
            "the months' sum by setting",
            marks.settings[setting],
            count,
            || {
                let code = &grid.settings()[setting];
                format!(
                    "{run}January {}, {code}",
                    start_of(course.january, ahead + 1)
                )
            },
        )?;
    }
    Ok(())
}
