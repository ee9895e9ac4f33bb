//! One file a use case: asks `access`, loads, lets the core work, saves, writes the audit entry; owns the transaction.
//!
//! Nothing here knows HTTP or markup, and nothing reads a clock: the time is given as a [`Moment`].

mod error;
mod moment;
pub mod rule_sets;

pub use error::ServiceError;
pub use moment::Moment;
pub use rule_sets::rule_book;
