//! The cost of a month at real prices: what is on record, and after it the means at the level that the record shows.

use super::conserve::Broken;
use super::course::Course;
use super::known::ONE;
use super::months::MONTHS;
use super::record::{Amount, Marks, Month};

/// Prices a month that no record holds, `cost` being everybody at the means by seat: each setting at the factor that its known
/// placements have in the month, or had in the last one that is known.
pub fn at_level(course: &Course, (ahead, step): (usize, usize), cost: &mut [i128]) {
    let known = &course.cohort.known;
    if known.months() == 0 {
        return;
    }
    for setting in 0..course.cohort.grid.settings().len() {
        let factor = known.factor_in(ahead * MONTHS + step, setting);
        if factor == ONE {
            continue;
        }
        for seat in course.cohort.grid.seats_of(setting) {
            cost[seat] += cost[seat] * i128::from(factor - ONE) / i128::from(ONE);
        }
    }
}

/// A month that is on record; where no rules price its days, at the level of the last month that they price.
///
/// # Errors
/// [`Broken`] as [`Month::of`].
pub fn month_on_record<T: Amount>(
    course: &Course,
    record: &Marks<i64>,
    step: usize,
    place: impl Fn() -> String,
) -> Result<Month<T>, Broken> {
    let mut month = Month::of(&course.cohort.grid, &record.amounts(), step, place)?;
    let since = course.cohort.since.as_ref();
    if !since.is_some_and(|since| since.is_priced(step)) {
        at_level(course, (0, step), &mut month.cost);
    }
    Ok(month)
}
