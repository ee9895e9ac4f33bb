//! The cost of a month at real prices: those of known placements while they are known, then the level that they end at.

use super::course::Course;
use super::known::ONE;

/// The factors of a month whose prices are known.
#[must_use]
pub fn known_in(course: &Course, ahead: usize, step: usize) -> Option<&[i64]> {
    course.cohort.known.in_month(step).filter(|_| ahead == 0)
}

/// Prices everybody of a month after those that are known by the level of their settings; as they are where there is none.
pub fn at_level(course: &Course, cost: &mut [i128], level: &[i64]) {
    if !level.is_empty() {
        let all = cost.to_vec();
        reprice(course, cost, &all, level);
    }
}

/// Prices those of a month who were there at the last January by the factors of their settings.
pub fn reprice(course: &Course, cost: &mut [i128], still: &[i128], factors: &[i64]) {
    let grid = &course.cohort.grid;
    for (setting, factor) in factors.iter().enumerate() {
        for seat in grid.seats_of(setting) {
            cost[seat] += still[seat] * i128::from(factor - ONE) / i128::from(ONE);
        }
    }
}
