//! The cost of a month at real prices: those on record while they are known, then the level that they end at.

use super::course::Course;
use super::known::ONE;

/// The factors of a month whose prices are known.
#[must_use]
pub fn known_in(course: &Course, ahead: usize, step: usize) -> Option<&[i64]> {
    course.cohort.known.in_month(step).filter(|_| ahead == 0)
}

/// Prices everybody of a month after those that are known by the level of their settings; as they are where there is none.
pub fn at_level(course: &Course, cost: &mut [i128], level: &[i64]) {
    if level.is_empty() {
        return;
    }
    for (setting, factor) in level.iter().enumerate() {
        for seat in course.cohort.grid.seats_of(setting) {
            cost[seat] += cost[seat] * i128::from(factor - ONE) / i128::from(ONE);
        }
    }
}

/// Those of today in a later month: what everybody cost at the means in the month of today, by seat, and what those of them
/// who are still there do. Both are the model's.
pub struct OfToday<'a> {
    /// In the month of today.
    pub then: &'a [i128],
    /// Of them, still there.
    pub still: &'a [i128],
}

/// Prices a month of the first year: up to today as the record has it; after it those of today who are still there at the
/// prices of their days, and whoever came since at the mean.
pub fn reprice(
    course: &Course,
    cost: &mut [i128],
    step: usize,
    of_today: &OfToday<'_>,
    factors: &[i64],
) {
    let known = &course.cohort.known;
    if let Some(real) = known.cost_in(step) {
        cost.copy_from_slice(real);
        return;
    }
    for (setting, factor) in factors.iter().enumerate() {
        for seat in course.cohort.grid.seats_of(setting) {
            let came = cost[seat] - of_today.still[seat];
            let there = still_there(course, of_today, setting, seat);
            cost[seat] = (came + there * i128::from(*factor) / i128::from(ONE)).max(0);
        }
    }
}

/// What those on record today who are still there cost at the means: of everybody on record in the seat the share that the
/// model leaves in the setting.
fn still_there(course: &Course, of_today: &OfToday<'_>, setting: usize, seat: usize) -> i128 {
    let Some(today) = course.cohort.known.today_at_mean() else {
        return of_today.still[seat];
    };
    let seats = course.cohort.grid.seats_of(setting);
    let sum = |cost: &[i128]| cost[seats.clone()].iter().sum::<i128>();
    let (then, still) = (sum(of_today.then), sum(of_today.still));
    match then {
        // Where the model has nobody, nobody leaves.
        ..=0 => today[seat],
        // In millionths of them all: a nation's cost times itself is more than an i128 holds.
        _ => today[seat] / 1_000_000 * (still.max(0) * 1_000_000 / then),
    }
}

/// By setting: what the last known month costs over what the model says at the means, in millionths, as it goes on after it.
/// `all` is everybody at the means in that month.
#[must_use]
pub fn level(course: &Course, last: usize, all: &[i128], of_today: &OfToday<'_>) -> Vec<i64> {
    let grid = &course.cohort.grid;
    let known = &course.cohort.known;
    let is_on_record = known.cost_in(last).is_some();
    let of = |setting: usize| {
        let factor = i128::from(known.lasting(setting).unwrap_or(ONE));
        let mut real = 0;
        for seat in grid.seats_of(setting) {
            let came = if is_on_record {
                0
            } else {
                all[seat] - of_today.still[seat]
            };
            real += came + still_there(course, of_today, setting, seat) * factor / i128::from(ONE);
        }
        let at_mean: i128 = all[grid.seats_of(setting)].iter().sum();
        if at_mean <= 0 {
            return ONE;
        }
        // Costs a thousandth of a penny apart are the same.
        let (real, at_mean) = (real.max(0) / 1_000, at_mean / 1_000);
        i64::try_from(real * i128::from(ONE) / at_mean.max(1)).unwrap_or(ONE)
    };
    (0..grid.settings().len()).map(of).collect()
}
