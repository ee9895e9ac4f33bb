//! Recoupment: the register of claims with its files, raising claims, and a claim with its next step.

mod claim;
mod register;

pub use claim::{show, take};
pub use register::{csv, list, raise, workbook};

use crate::components::TagColour;
use crate::recoupment::ClaimState;

/// Where the register is.
const HERE: &str = "/recoupment";

fn colour(state: ClaimState) -> TagColour {
    match state {
        ClaimState::Raised | ClaimState::Sent => TagColour::Blue,
        ClaimState::Disputed => TagColour::Red,
        ClaimState::Agreed | ClaimState::Paid => TagColour::Green,
        ClaimState::WrittenOff | ClaimState::Withdrawn => TagColour::Grey,
    }
}
