//! From levers that the records refuse to the fields that they were typed in.

use super::ScenarioForm;
use crate::forecast::{About, Lever, Refusal, Scenario};
use crate::forms::{Form as _, Problems};
use crate::needs::Setting;

impl ScenarioForm {
    /// What the records refuse of the levers that a form was read as, each at its field.
    #[must_use]
    pub fn refused(scenario: &Scenario, refusals: &[Refusal]) -> Problems {
        let mut problems = Problems::default();
        for refusal in refusals {
            // A refusal is of a lever of the scenario; one of none would be the whole form's.
            let field = scenario.levers.get(refusal.lever);
            let field = field.map_or("", |lever| field_of(lever, &refusal.about));
            problems.add(field, message(refusal));
        }
        problems.in_order(ScenarioForm::FIELDS)
    }
}

/// The field that a part of a lever was typed in.
fn field_of(lever: &Lever, about: &About) -> &'static str {
    let is = |setting: &str| matches!(about, About::Setting(code) if code == setting);
    match lever {
        Lever::JoinerGrowth { .. } => "growth",
        Lever::LeaversAfterSixteen { .. } => "leavers",
        Lever::Price { setting: None, .. } => "prices",
        Lever::Price { .. } if matches!(about, About::Percent(_)) => "price-percent",
        Lever::Price { .. } => "price-setting",
        Lever::BandUplift { .. } => "bands",
        Lever::BandDrift { .. } => "drift",
        Lever::Places { setting, .. } if is(setting) => "places-setting",
        Lever::Places { .. } if matches!(about, About::Lever) => "places-setting",
        Lever::Places { .. } => "places-overflow",
        Lever::Redirect { from, .. } if is(from) => "redirect-from",
        Lever::Redirect { .. } if matches!(about, About::Percent(_)) => "redirect-percent",
        Lever::Redirect { .. } => "redirect-to",
        Lever::Reform { .. } if *about == About::Percent(1) => "reform-leavers",
        Lever::Reform { .. } if matches!(about, About::Percent(_)) => "reform-joiners",
        Lever::Reform { .. } => "reform-from",
    }
}

/// What is wrong, for whoever filled in the form.
fn message(refusal: &Refusal) -> String {
    match &refusal.about {
        About::Setting(code) => {
            let title = Setting::parse(code);
            let title = title.map_or(code.as_str(), |setting| setting.title());
            format!("The records hold nobody in {title}, now or before: select another setting")
        }
        _ => {
            let mut letters = refusal.why.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string());
            first.unwrap_or_default() + letters.as_str()
        }
    }
}
