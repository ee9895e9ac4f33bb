//! Which authority pays for a child, day by day, and what one recovers from another.
//!
//! Nothing here reads a store or a clock. What a placement comes to is [`entitlement`](crate::entitlement)'s to work out and to
//! divide; here is who has which days.

mod claim;
mod clock;
mod payer;

pub use claim::{ClaimReason, ClaimSide, ClaimState, ClaimSums};
pub use clock::{Clock, ClockFor, ClockRule, ClockRules, CountsFrom, NotRules};
pub use payer::{AuthorityPart, PaidBy, Payers};
