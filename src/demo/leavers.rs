//! Invented children whose plans have ceased, over the years that a demonstration's forecast looks back on.

use jiff::civil::Date;

use super::YEARS_OF_LEAVERS;
use super::cube::{self, Seat};
use super::draw::{Draw, days_after, years_before};
use super::plans::PlanFile;
use crate::store::placement::Placement;

/// SEN2's reasons, weighted as nationally in 2024 (the source of `national`): most no longer engage or move away.
const REASONS: [(&str, u32); 9] = [
    ("6", 359),
    ("5", 311),
    ("4", 90),
    ("2", 88),
    ("3", 57),
    ("1", 44),
    ("7", 21),
    ("9", 19),
    ("8", 11),
];

/// Of a thousand plans at an age, those that cease in a year, nationally in 2024 (the source of `national`: ceased plans
/// by age over the plans of January 2024).
fn in_thousand_leave(age: u8) -> usize {
    match age {
        ..=15 => 26,
        16 => 47,
        17 => 63,
        18 => 195,
        19 => 313,
        20.. => 523,
    }
}

/// How many seats are drawn for one who leaves: few leave before 18, so most draws are passed over.
const SEATS_FOR_ONE: usize = 8;

/// As many seats as asked of children who leave: the cohort's, each taken as often as children of that age leave.
pub(super) fn seats(count: usize, draw: &mut Draw) -> Vec<Seat> {
    let (mut leaving, mut staying) = (Vec::new(), Vec::new());
    for seat in cube::seats(count * SEATS_FOR_ONE, draw) {
        // The shares are of the most that leave at any age, which takes nothing from their proportions.
        if draw.below(in_thousand_leave(20)) < in_thousand_leave(seat.age) {
            leaving.push(seat);
        } else {
            staying.push(seat);
        }
    }
    leaving.extend(staying);
    leaving.truncate(count);
    leaving
}

/// A day some time in the past years, before today.
pub(super) fn ceased_on(today: Date, draw: &mut Draw) -> Date {
    draw.working_day(years_before(today, YEARS_OF_LEAVERS), today)
}

/// Ends a plan on a day, and with it the child's stays.
pub(super) fn cease(plan: &mut PlanFile, stays: &mut Vec<Placement>, day: Date, draw: &mut Draw) {
    let starts = plan.plan.starts_on.unwrap_or(day);
    let ceased = day.max(days_after(starts, 1));
    plan.plan.ceased_on = Some(ceased);
    plan.plan.cease_reason = Some(
        REASONS[draw.weighted(&REASONS.map(|(_, weight)| weight))]
            .0
            .to_owned(),
    );
    plan.plan.review_due_on = None;
    plan.plan.phase_transfer_due_on = None;
    plan.plan.phase_transfer_final_on = None;
    stays.retain(|stay| stay.from.is_some_and(|from| from < ceased));
    for stay in stays {
        stay.to = stay.to.map_or(Some(ceased), |to| Some(to.min(ceased)));
    }
}
