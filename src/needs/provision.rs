//! Lines of provision, for schemes that cost what a plan specifies.

use serde::{Deserialize, Serialize};

use crate::money::{Money, Rate};

use super::ProvisionId;

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
