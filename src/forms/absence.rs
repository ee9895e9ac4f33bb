//! An absence from a place that is kept: writing one down and ending one.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems, day};
use crate::calendar::Period;
use crate::entitlement::AbsenceKind;
use crate::ids::EstablishmentId;

/// The form of a new absence as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct AbsenceForm {
    /// Away from which establishment, by its id.
    pub establishment: String,
    /// Why, by its code.
    pub kind: String,
    /// First day away: day.
    pub from_day: String,
    /// First day away: month.
    pub from_month: String,
    /// First day away: year.
    pub from_year: String,
    /// Last day away: day.
    pub to_day: String,
    /// Last day away: month.
    pub to_month: String,
    /// Last day away: year.
    pub to_year: String,
}

impl Form for AbsenceForm {
    type Value = (EstablishmentId, AbsenceKind, Period);

    const FIELDS: &'static [&'static str] = &["establishment", "kind", "from", "to"];

    fn value(&self, problems: &mut Problems) -> Option<Self::Value> {
        let establishment = EstablishmentId::parse(&self.establishment).ok();
        if establishment.is_none() {
            problems.add(
                "establishment",
                "Select the place that the child is away from",
            );
        }
        let kind = AbsenceKind::parse(&self.kind).ok();
        if kind.is_none() {
            problems.add("kind", "Select why the child is away");
        }
        let parts = [self.from_day.as_str(), &self.from_month, &self.from_year];
        let from = day::wanted(
            "from",
            ("First day away", "Enter the first day away"),
            parts,
            problems,
        );
        let last = day::parse("Last day away", &self.to_day, &self.to_month, &self.to_year);
        let last = last.map_err(|message| problems.add("to", message)).ok()?;
        let days = match (from?, last) {
            (from, None) => Some(Period::open(from)),
            (from, Some(last)) => Period::from_first_to_last(from, last).ok(),
        };
        if days.is_none() {
            problems.add("to", "Last day away must be the first day away or later");
        }
        Some((establishment?, kind?, days?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::parse;
    use jiff::civil::date;

    #[test]
    fn an_absence_has_a_place_a_reason_and_days_in_their_order() {
        let text = str::to_owned;
        let form = AbsenceForm {
            establishment: text("00000000-0000-7000-8000-000000000001"),
            kind: text("suspended"),
            from_day: text("1"),
            from_month: text("6"),
            from_year: text("2026"),
            ..AbsenceForm::default()
        };
        let (_, kind, days) = parse(&form).unwrap();
        assert_eq!(
            (kind, days),
            (AbsenceKind::Suspended, Period::open(date(2026, 6, 1)))
        );
        let ended = AbsenceForm {
            to_day: text("5"),
            to_month: text("6"),
            to_year: text("2026"),
            ..form.clone()
        };
        assert_eq!(parse(&ended).unwrap().2.end(), Some(date(2026, 6, 6)));
        let backwards = AbsenceForm {
            to_year: text("2025"),
            ..ended
        };
        assert!(parse(&backwards).unwrap_err().of("to").is_some());
        let problems = parse(&AbsenceForm::default()).unwrap_err();
        for field in ["establishment", "kind", "from"] {
            assert!(problems.of(field).is_some(), "{field}");
        }
    }
}
