//! Oversight in numbers: distributions, their drift from a frozen baseline, timeliness, and small numbers hidden.
//!
//! Pure: it is given cases without names and answers with counts and verdicts, in whole numbers. It knows no page, reads
//! no clock, and decides about no child.

mod cross;
mod deadlines;
mod drift;
mod evidence;
mod exceptional;
mod same_bands;
mod shift;
mod suppress;

pub use cross::CrossTable;
pub use deadlines::{
    Deadline, Standing, assessment_decision_due, plan_due, review_decision_due, review_plan_due,
    standing,
};
pub use drift::{Drift, FALSE_ALARMS_PER_HUNDRED, drift};
pub use evidence::Evidence;
pub use exceptional::ShareLookedFor;
pub use same_bands::same_bands;
pub use shift::{Shift, shift};
pub use suppress::{Hidden, THRESHOLD, hidden};
