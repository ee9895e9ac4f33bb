//! Transfers between authorities: plans that come ready made, and plans that go on elsewhere.
//!
//! They are flows of their own wherever the data tell them apart, which two returns do: nobody's birth rate or policy here
//! makes a family move, so neither the trend in new plans nor a lever on new plans or on ceasing changes them.

use super::flows::Flows;
use super::shrink::{Tally, weight};
use super::year_group::YEAR_GROUPS;

/// The shares of joining and leaving that are transfers; all nought where the data do not tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfers {
    /// By year group at the second January: of those who join at the rates of all years.
    pub inward: Vec<f64>,
    /// By year group at the first January: of those who leave.
    pub outward: Vec<f64>,
}

impl Transfers {
    /// Draws the shares of the year groups towards that of all.
    #[must_use]
    pub fn of(flows: &Flows) -> Transfers {
        Transfers {
            inward: drawn(&flows.came_over),
            outward: drawn(&flows.went_over),
        }
    }
}

fn drawn(tallies: &[Tally; YEAR_GROUPS]) -> Vec<f64> {
    let did: f64 = tallies.iter().map(|tally| tally.did).sum();
    let of: f64 = tallies.iter().map(|tally| tally.of).sum();
    if did <= 0.0 {
        return vec![0.0; YEAR_GROUPS];
    }
    let all = did / of;
    let lean = weight(tallies.iter().map(|tally| (*tally, all)));
    let of = |tally: &Tally| (tally.did + lean * all) / (tally.of + lean);
    tallies.iter().map(of).collect()
}
