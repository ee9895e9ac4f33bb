//! High needs places: how many a school is commissioned and funded for in a financial year, by kind, what they come to, who
//! pays them, and how many are filled on a day.
//!
//! Three numbers are kept apart. *Commissioned* is what the authority agreed with the establishment; *funded* is what place
//! funding is paid for; *filled* is how many pupils are there on a day. Place funding does not follow a pupil: an unused place
//! is not clawed back, and a full school is owed nothing automatic for one more (finance guide 1.1). What follows the pupil is
//! the top-up, which is the award's and not here. A year has two numbers, April to August and September to March, because
//! numbers change with the academic year.
//!
//! Nothing here reads a record or a clock. What a place is worth is a dated parameter ([`PlaceRates`]), never law.

mod filled;
mod funding;
mod kind;
mod numbers;
mod rates;
#[cfg(test)]
mod tests;

pub use filled::{Pupils, Standing};
pub use funding::{FundedPart, FundingProblem, Half, YearFunding, funding};
pub use kind::{Payer, PlaceKind, RateKind};
pub use numbers::{Numbers, PLACES_MAX, PlaceProblem, Places, Stretch};
pub use rates::{PUBLISHED, PlaceRate, PlaceRates, Published};
