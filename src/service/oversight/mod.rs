//! Oversight: how bands and levels are spread, who scores how, what drifts from a frozen baseline, what is late, and what
//! an equality analysis shows.
//!
//! Everything here is a count; no name of a child leaves this room.

mod baseline;
mod distribution;
mod equality;
mod group;
mod scorers;
mod timeliness;

pub use crate::oversight::Standing;
pub use baseline::{
    Alarm, Alarms, FrozenBaseline, MadeSince, MadeWhere, Watch, Watched, alarms, freeze, made,
    watched,
};
pub use distribution::{Distribution, Levels, SCHOOLS_SHOWN, bands, levels};
pub use equality::{Characteristic, EqualityTable, equality};
pub use group::{By, NO_BAND};
pub use scorers::{FEW, MONTHS, ScorerLevels, scorer_levels, scorers};
pub use timeliness::{Limit, Missed, Punctuality, missed, timeliness};
