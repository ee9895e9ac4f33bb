//! What a change of rules would do to a cohort: two rule sets over the same profiles, compared to the penny.
//!
//! Each child's agreed profile is determined under both sets in the placement of the day. Nothing is read from a store and
//! nothing is decided: what comes out is a shadow of the rules, no award, and awards that were agreed one by one stay as
//! they are whatever it says. A set is asked on the day of the comparison or, where that is not among its days, on the
//! nearest of its own; no other set is taken in its stead.
//!
//! [`Comparison::of`] adds up what it lists and refuses to answer if a part does not come to its whole. [`solve`] works the
//! other way round: from a sum to the values that come to it.

mod bounds;
mod ending;
mod matrix;
mod member;
mod movement;
pub mod solve;

mod tally;
mod total;

pub use bounds::{Alarm, Bounds, Measure};
pub use ending::{Ended, Ending};
pub use matrix::Matrix;
pub use member::{Awarded, Cohort, LeftOut, Member, School, asked_on};
pub use movement::Movement;
pub use tally::{Group, Sum, Tally};
pub use total::{Broken, Comparison, Side, Standing};
