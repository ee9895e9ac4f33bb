//! Establishments for an administrator: the list, one establishment, and a new register compared and imported.

mod list;
mod one;
mod register;

pub use list::list;
pub use one::show;
pub use register::{ask, compare, confirm, give};

use crate::components::{Crumb, TagColour};
use crate::service::establishments::EstablishmentStatus;

/// The address of the list.
const HERE: &str = "/administration/establishments";

fn path() -> Vec<Crumb> {
    vec![Crumb::new("Establishments", HERE)]
}

fn colour(status: EstablishmentStatus) -> TagColour {
    match status {
        EstablishmentStatus::Open => TagColour::Green,
        EstablishmentStatus::Closing => TagColour::Yellow,
        EstablishmentStatus::Closed => TagColour::Grey,
        EstablishmentStatus::Proposed => TagColour::Blue,
    }
}
