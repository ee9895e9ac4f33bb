//! The levers of a what-if scenario, as a finance officer types them: each blank field leaves things as they are.

mod fields;
mod levers;
mod refused;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{Form, Problems};
use crate::forecast::Scenario;

/// The levers as they are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct ScenarioForm {
    /// By which the same new scenario sent twice is known.
    pub key: String,
    /// The version that was shown; none of a new scenario.
    pub version: u32,
    /// Whether the levers were sent: a page that is opened has none.
    pub sent: String,
    /// The scenario's name.
    #[validate(length(max = 100, message = "The name must be 100 characters or fewer"))]
    pub name: String,
    /// Per cent a year.
    pub growth: String,
    /// Per cent of the rate.
    pub leavers: String,
    /// Per cent a year.
    pub prices: String,
    /// Per cent a year, of band values.
    pub bands: String,
    /// Per cent a year of those who keep their band.
    pub drift: String,
    /// A setting's code.
    pub price_setting: String,
    /// Per cent a year, of that setting.
    pub price_percent: String,
    /// A setting's code.
    pub places_setting: String,
    /// How many places.
    pub places: String,
    /// From: day.
    pub places_from_day: String,
    /// From: month.
    pub places_from_month: String,
    /// From: year.
    pub places_from_year: String,
    /// Where those go who find none: a setting's code.
    pub places_overflow: String,
    /// A setting's code.
    pub redirect_from: String,
    /// A setting's code.
    pub redirect_to: String,
    /// Per cent of those who would start.
    pub redirect_percent: String,
    /// Since: day.
    pub redirect_since_day: String,
    /// Since: month.
    pub redirect_since_month: String,
    /// Since: year.
    pub redirect_since_year: String,
    /// From: day.
    pub reform_from_day: String,
    /// From: month.
    pub reform_from_month: String,
    /// From: year.
    pub reform_from_year: String,
    /// Per cent of new plans.
    pub reform_joiners: String,
    /// Per cent of the rate at which plans cease.
    pub reform_leavers: String,
}

impl Form for ScenarioForm {
    type Value = Scenario;

    const FIELDS: &'static [&'static str] = &[
        "name",
        "growth",
        "leavers",
        "prices",
        "bands",
        "drift",
        "price-setting",
        "price-percent",
        "places-setting",
        "places",
        "places-from",
        "places-overflow",
        "redirect-from",
        "redirect-to",
        "redirect-percent",
        "redirect-since",
        "reform-from",
        "reform-joiners",
        "reform-leavers",
    ];

    fn value(&self, problems: &mut Problems) -> Option<Scenario> {
        Some(Scenario {
            name: self.name.trim().to_owned(),
            levers: self.levers(problems),
        })
    }
}
