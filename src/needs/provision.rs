//! Lines of provision, for schemes that cost what a plan specifies.

use serde::{Deserialize, Serialize};

use crate::money::{Decimal, Money, Rate};

use super::ProvisionId;

/// Minutes in an hour.
const HOUR_MINUTES: u32 = 60;

/// One line of provision: what, how much of it, shared by how many, for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvisionLine {
    /// The kind of provision, as the rule set names it.
    pub provision: ProvisionId,
    /// Minutes a week; an hour is 60.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Rate>,
    /// Pupils who share it; 1 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pupils: Option<Rate>,
    /// Weeks a year, where they differ from the rule set's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<Rate>,
    /// Pounds a year, where the line is costed one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
}

impl ProvisionLine {
    /// The minutes of a line that says hours, minutes or both, which are added; none where it says neither. A sum that is too
    /// large to be a number is the largest there is, and more than any week has.
    #[must_use]
    pub fn minutes_of(hours: Option<Rate>, minutes: Option<Rate>) -> Option<Rate> {
        let in_hours = hours.map(|hours| hours.value().saturating_mul(Decimal::from(HOUR_MINUTES)));
        let sum = match (in_hours, minutes.map(Rate::value)) {
            (Some(hours), Some(minutes)) => Some(hours.saturating_add(minutes)),
            (hours, minutes) => hours.or(minutes),
        };
        sum.map(Rate::new)
    }
}
