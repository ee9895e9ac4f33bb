//! What children with a plan cost a year, kept as sums that a page can add up at once, whatever the size of the authority.
//!
//! The sums are made of the records and hold nothing of their own. Whoever writes a plan, a placement, a cost line or an
//! award names the child as stale; who reads the sums has the stale ones worked out first.

mod stale;
mod sums;

pub use stale::{claim, in_step_at, is_in_step, is_little, set_in_step, take_turn, worked_out_of};
pub(super) use stale::{
    every_child, mark, mark_of_awards, mark_of_establishment, mark_of_placements, mark_of_plans,
};
pub use sums::{
    ChildSpend, KindSum, PlaceSum, by_kind, by_place, replace, spend_at, spend_of, unpriced_awards,
};
