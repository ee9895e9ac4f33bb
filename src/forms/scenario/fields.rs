//! From levers to fields.

use super::ScenarioForm;
use crate::calendar::Date;
use crate::forecast::{Lever, Scenario};

impl ScenarioForm {
    /// The fields that a saved scenario came from.
    #[must_use]
    pub fn of(scenario: &Scenario, version: u32) -> ScenarioForm {
        let mut form = ScenarioForm {
            version,
            name: scenario.name.clone(),
            ..ScenarioForm::default()
        };
        for lever in &scenario.levers {
            form.fill(lever);
        }
        form
    }

    fn fill(&mut self, lever: &Lever) {
        match lever {
            Lever::JoinerGrowth { percent_a_year } => self.growth = percent_a_year.to_string(),
            Lever::LeaversAfterSixteen { percent } => self.leavers = percent.to_string(),
            Lever::Price {
                setting: None,
                percent_a_year,
            } => {
                self.prices = percent_a_year.to_string();
            }
            Lever::Price {
                setting: Some(setting),
                percent_a_year,
            } => {
                self.price_setting.clone_from(setting);
                self.price_percent = percent_a_year.to_string();
            }
            Lever::BandUplift { percent_a_year, .. } => self.bands = percent_a_year.to_string(),
            Lever::BandDrift { percent_a_year } => self.drift = percent_a_year.to_string(),
            Lever::Places {
                setting,
                places,
                from,
                overflow,
            } => {
                self.places_setting.clone_from(setting);
                self.places = places.to_string();
                [
                    self.places_from_day,
                    self.places_from_month,
                    self.places_from_year,
                ] = parts(*from);
                self.places_overflow = overflow.first().cloned().unwrap_or_default();
            }
            Lever::Redirect {
                from,
                to,
                percent,
                since,
            } => {
                self.redirect_from.clone_from(from);
                self.redirect_to.clone_from(to);
                self.redirect_percent = percent.to_string();
                [
                    self.redirect_since_day,
                    self.redirect_since_month,
                    self.redirect_since_year,
                ] = parts(*since);
            }
            Lever::Reform {
                from,
                joiners_percent,
                leavers_percent,
            } => {
                [
                    self.reform_from_day,
                    self.reform_from_month,
                    self.reform_from_year,
                ] = parts(*from);
                self.reform_joiners = joiners_percent.to_string();
                self.reform_leavers = leavers_percent.to_string();
            }
        }
    }
}

fn parts(day: Date) -> [String; 3] {
    [
        day.day().to_string(),
        day.month().to_string(),
        day.year().to_string(),
    ]
}
