//! From fields to levers.

use super::ScenarioForm;
use crate::forecast::{Lever, PERCENT, SHARE, is_within};
use crate::forms::{Problems, day};
use crate::money::{Rate, plain_number};
use crate::needs::Setting;

/// The settings whose prices are band values.
const BY_BAND: [Setting; 3] = [Setting::Mms, Setting::Rpu, Setting::Spec];

/// Said where children would go from a setting to itself.
const SAME: &str = "Select another setting than the one above";

impl ScenarioForm {
    /// Every lever that is filled in. A lever that is begun and not ended is a problem at each field that it lacks.
    pub(super) fn levers(&self, problems: &mut Problems) -> Vec<Lever> {
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
        levers
    }

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
        if let Some(percent_a_year) = share(&self.drift, "drift", problems) {
            levers.push(Lever::BandDrift { percent_a_year });
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
        let from = [
            self.places_from_day.as_str(),
            &self.places_from_month,
            &self.places_from_year,
        ];
        if !is_begun(
            &[&self.places_setting, &self.places, &self.places_overflow],
            from,
        ) {
            return None;
        }
        let typed = self.places.trim();
        let places = plain_number(typed).and_then(|plain| plain.parse().ok());
        if places.is_none() {
            problems.add("places", "Enter how many places there are, such as 240");
        }
        let chosen = wanted(
            &self.places_setting,
            ("places-setting", "Select where the places are"),
            problems,
        );
        let from = day::wanted(
            "places-from",
            ("Places from", "Enter the first day of the places"),
            from,
            problems,
        );
        let overflow = wanted(
            &self.places_overflow,
            (
                "places-overflow",
                "Select where a child goes who finds no place",
            ),
            problems,
        );
        if overflow.is_some() && chosen == overflow {
            problems.add("places-overflow", SAME);
        }
        Some(Lever::Places {
            setting: chosen?,
            places: places?,
            from: from?,
            overflow: vec![overflow?],
        })
    }

    fn redirect(&self, problems: &mut Problems) -> Option<Lever> {
        let since = [
            self.redirect_since_day.as_str(),
            &self.redirect_since_month,
            &self.redirect_since_year,
        ];
        let typed = [
            &self.redirect_percent,
            &self.redirect_from,
            &self.redirect_to,
        ];
        if !is_begun(&typed, since) {
            return None;
        }
        if self.redirect_percent.trim().is_empty() {
            problems.add(
                "redirect-percent",
                "Enter how many per cent start elsewhere",
            );
        }
        let share = share(&self.redirect_percent, "redirect-percent", problems);
        let from = wanted(
            &self.redirect_from,
            ("redirect-from", "Select where they would start"),
            problems,
        );
        let to = wanted(
            &self.redirect_to,
            ("redirect-to", "Select where they start instead"),
            problems,
        );
        if to.is_some() && from == to {
            problems.add("redirect-to", SAME);
        }
        let since = day::wanted(
            "redirect-since",
            ("From", "Enter the first day from which they do"),
            since,
            problems,
        );
        Some(Lever::Redirect {
            from: from?,
            to: to?,
            percent: share?,
            since: since?,
        })
    }

    fn reform(&self, problems: &mut Problems) -> Option<Lever> {
        let from = [
            self.reform_from_day.as_str(),
            &self.reform_from_month,
            &self.reform_from_year,
        ];
        if !is_begun(&[&self.reform_joiners, &self.reform_leavers], from) {
            return None;
        }
        let joiners = percent(&self.reform_joiners, "reform-joiners", problems);
        let leavers = percent(&self.reform_leavers, "reform-leavers", problems);
        if joiners.is_none() && leavers.is_none() && problems.of("reform-joiners").is_none() {
            problems.add("reform-joiners", "Enter what the reform changes");
        }
        let from = day::wanted(
            "reform-from",
            ("Reform from", "Enter the day from which the law is another"),
            from,
            problems,
        );
        Some(Lever::Reform {
            from: from?,
            joiners_percent: joiners.unwrap_or(Rate::ZERO),
            leavers_percent: leavers.unwrap_or(Rate::ZERO),
        })
    }
}

/// Whether anything of a lever is filled in.
fn is_begun(typed: &[&String], day: [&str; 3]) -> bool {
    let is_filled = |text: &str| !text.trim().is_empty();
    typed.iter().any(|text| is_filled(text)) || day.into_iter().any(is_filled)
}

fn setting(code: &str) -> Option<String> {
    Setting::parse(code)
        .ok()
        .map(|setting| setting.code().to_owned())
}

/// A setting that must be chosen; otherwise the field's message.
fn wanted(
    code: &str,
    (field, otherwise): (&'static str, &str),
    problems: &mut Problems,
) -> Option<String> {
    let chosen = setting(code);
    if chosen.is_none() {
        problems.add(field, otherwise);
    }
    chosen
}

/// A percentage that a lever can have, with or without its sign; none where the field is blank, nought or wrong.
fn percent(typed: &str, field: &'static str, problems: &mut Problems) -> Option<Rate> {
    let message = "Enter a percentage from -100 to 1,000, such as 2 or -1.5";
    within(typed, (field, message), PERCENT, problems)
}

/// A percentage of some children: as [`percent`].
fn share(typed: &str, field: &'static str, problems: &mut Problems) -> Option<Rate> {
    let message = "Enter a percentage from 0 to 100, such as 40";
    within(typed, (field, message), SHARE, problems)
}

fn within(
    typed: &str,
    (field, message): (&'static str, &str),
    limits: (i64, i64),
    problems: &mut Problems,
) -> Option<Rate> {
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
        Ok(rate) if is_within(rate, limits) => Some(rate),
        _ => {
            problems.add(field, message);
            None
        }
    }
}
