//! The levers of a what-if scenario, as a finance officer types them: each blank field leaves things as they are.

use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{Form, Problems, day};
use crate::calendar::Date;
use crate::forecast::{Lever, Scenario};
use crate::money::Rate;
use crate::needs::Setting;

/// The settings whose prices are band values.
const BY_BAND: [Setting; 3] = [Setting::Mms, Setting::Rpu, Setting::Spec];

/// The levers as they are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct ScenarioForm {
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
        let mut levers = Vec::new();
        if let Some(percent_a_year) = percent(&self.growth, "growth", problems) {
            levers.push(Lever::JoinerGrowth { percent_a_year });
        }
        if let Some(percent) = percent(&self.leavers, "leavers", problems) {
            levers.push(Lever::LeaversAfterSixteen { percent });
        }
        levers.extend(self.prices(problems));
        levers.extend(self.places(problems));
        levers.extend(self.redirect(problems));
        levers.extend(self.reform(problems));
        Some(Scenario {
            name: self.name.trim().to_owned(),
            levers,
        })
    }
}

impl ScenarioForm {
    fn prices(&self, problems: &mut Problems) -> Vec<Lever> {
        let mut levers = Vec::new();
        if let Some(percent_a_year) = percent(&self.prices, "prices", problems) {
            levers.push(Lever::Price {
                setting: None,
                percent_a_year,
            });
        }
        if let Some(percent_a_year) = percent(&self.bands, "bands", problems) {
            let settings = BY_BAND.map(|setting| setting.code().to_owned()).to_vec();
            levers.push(Lever::BandUplift {
                settings,
                percent_a_year,
            });
        }
        let of_one = percent(&self.price_percent, "price-percent", problems);
        match (setting(&self.price_setting), of_one) {
            (Some(setting), Some(percent_a_year)) => levers.push(Lever::Price {
                setting: Some(setting),
                percent_a_year,
            }),
            (Some(_), None) => problems.add("price-percent", "Enter by how much its prices rise"),
            (None, Some(_)) => problems.add("price-setting", "Select whose prices rise"),
            (None, None) => {}
        }
        levers
    }

    fn places(&self, problems: &mut Problems) -> Option<Lever> {
        let from = first_day(
            ("Places from", "places-from"),
            [
                &self.places_from_day,
                &self.places_from_month,
                &self.places_from_year,
            ],
            problems,
        );
        let typed = self.places.trim();
        let chosen = setting(&self.places_setting);
        if typed.is_empty() && chosen.is_none() {
            return None;
        }
        let places = typed.replace(',', "").parse().ok();
        if places.is_none() {
            problems.add("places", "Enter how many places there are, such as 240");
        }
        if chosen.is_none() {
            problems.add("places-setting", "Select where the places are");
        }
        if from.is_none() {
            problems.add("places-from", "Enter the first day of the places");
        }
        let overflow = setting(&self.places_overflow);
        if overflow.is_none() {
            problems.add(
                "places-overflow",
                "Select where a child goes who finds no place",
            );
        }
        Some(Lever::Places {
            setting: chosen?,
            places: places?,
            from: from?,
            overflow: vec![overflow?],
        })
    }

    fn redirect(&self, problems: &mut Problems) -> Option<Lever> {
        let since = first_day(
            ("From", "redirect-since"),
            [
                &self.redirect_since_day,
                &self.redirect_since_month,
                &self.redirect_since_year,
            ],
            problems,
        );
        let share = percent(&self.redirect_percent, "redirect-percent", problems)?;
        let (from, to) = (setting(&self.redirect_from), setting(&self.redirect_to));
        if from.is_none() {
            problems.add("redirect-from", "Select where they would start");
        }
        if to.is_none() {
            problems.add("redirect-to", "Select where they start instead");
        }
        if since.is_none() {
            problems.add("redirect-since", "Enter the first day from which they do");
        }
        Some(Lever::Redirect {
            from: from?,
            to: to?,
            percent: share,
            since: since?,
        })
    }

    fn reform(&self, problems: &mut Problems) -> Option<Lever> {
        let from = first_day(
            ("Reform from", "reform-from"),
            [
                &self.reform_from_day,
                &self.reform_from_month,
                &self.reform_from_year,
            ],
            problems,
        );
        let joiners = percent(&self.reform_joiners, "reform-joiners", problems);
        let leavers = percent(&self.reform_leavers, "reform-leavers", problems);
        if joiners.is_none() && leavers.is_none() {
            if from.is_some() {
                problems.add("reform-joiners", "Enter what the reform changes");
            }
            return None;
        }
        if from.is_none() {
            problems.add("reform-from", "Enter the day from which the law is another");
        }
        Some(Lever::Reform {
            from: from?,
            joiners_percent: joiners.unwrap_or(Rate::ZERO),
            leavers_percent: leavers.unwrap_or(Rate::ZERO),
        })
    }

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

fn setting(code: &str) -> Option<String> {
    Setting::parse(code)
        .ok()
        .map(|setting| setting.code().to_owned())
}

/// A percentage with or without its sign; none where the field is blank, nought or wrong.
fn percent(typed: &str, field: &'static str, problems: &mut Problems) -> Option<Rate> {
    let plain = typed.trim().replace('−', "-");
    let plain = plain
        .trim_end_matches('%')
        .trim_end()
        .trim_start_matches('+');
    if plain.is_empty() {
        return None;
    }
    match plain.parse::<Rate>() {
        Ok(rate) if rate == Rate::ZERO => None,
        Ok(rate) => Some(rate),
        Err(_) => {
            problems.add(field, "Enter a percentage, such as 2 or -1.5");
            None
        }
    }
}

fn first_day(
    (what, field): (&str, &'static str),
    [day, month, year]: [&String; 3],
    problems: &mut Problems,
) -> Option<Date> {
    day::parse(what, day, month, year).unwrap_or_else(|message| {
        problems.add(field, message);
        None
    })
}

#[cfg(test)]
mod tests {
    use super::ScenarioForm;
    use crate::forms::parse;

    fn whole() -> ScenarioForm {
        let text = |text: &str| text.to_owned();
        ScenarioForm {
            name: text("Both"),
            growth: text("-1.5 %"),
            leavers: text("+10"),
            prices: text("2"),
            bands: text("3"),
            price_setting: text("ISS"),
            price_percent: text("4"),
            places_setting: text("SPEC"),
            places: text("1,240"),
            places_from_day: text("1"),
            places_from_month: text("9"),
            places_from_year: text("2027"),
            places_overflow: text("ISS"),
            redirect_from: text("ISS"),
            redirect_to: text("SPEC"),
            redirect_percent: text("40"),
            redirect_since_day: text("1"),
            redirect_since_month: text("9"),
            redirect_since_year: text("2028"),
            reform_from_day: text("1"),
            reform_from_month: text("9"),
            reform_from_year: text("2030"),
            reform_joiners: text("−30"),
            reform_leavers: String::new(),
            ..ScenarioForm::default()
        }
    }

    #[test]
    fn every_lever_is_read_and_comes_back_as_it_was_typed() {
        let scenario = parse(&whole()).unwrap();
        assert_eq!(scenario.levers.len(), 8);
        let back = ScenarioForm::of(&scenario, 3);
        assert_eq!(parse(&back).unwrap(), scenario);
        assert_eq!((back.version, back.places.as_str()), (3, "1240"));
        assert_eq!(parse(&ScenarioForm::default()).unwrap().levers, []);
    }

    #[test]
    fn a_lever_that_is_begun_is_ended() {
        let fields = |form: &ScenarioForm| -> Vec<String> {
            let problems = parse(form).unwrap_err();
            problems.iter().map(|one| one.field.to_string()).collect()
        };
        let begun = ScenarioForm {
            growth: "much".to_owned(),
            price_setting: "ISS".to_owned(),
            places: "12".to_owned(),
            redirect_percent: "10".to_owned(),
            reform_leavers: "5".to_owned(),
            ..ScenarioForm::default()
        };
        assert_eq!(
            fields(&begun),
            [
                "growth",
                "price-percent",
                "places-setting",
                "places-from",
                "places-overflow",
                "redirect-from",
                "redirect-to",
                "redirect-since",
                "reform-from",
            ]
        );
    }
}
