//! The part that an authority has in a child's case: writing one down and ending one.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems, day};
use crate::calendar::Period;
use crate::ids::AuthorityCode;
use crate::recoupment::AuthorityPart;

/// The form of a new part as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct CaseAuthorityForm {
    /// The part, by its code.
    pub part: String,
    /// The authority's number.
    pub authority: String,
    /// First day: day.
    pub from_day: String,
    /// First day: month.
    pub from_month: String,
    /// First day: year.
    pub from_year: String,
    /// Last day: day.
    pub to_day: String,
    /// Last day: month.
    pub to_month: String,
    /// Last day: year.
    pub to_year: String,
    /// `yes` where what is recovered has transport in it.
    pub transport: String,
}

/// What the form of a part says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartAsked {
    /// The part.
    pub part: AuthorityPart,
    /// The authority; none where this one pays.
    pub authority: Option<AuthorityCode>,
    /// The days.
    pub days: Period,
    /// Whether what is recovered has transport in it.
    pub with_transport: bool,
}

impl Form for CaseAuthorityForm {
    type Value = PartAsked;

    const FIELDS: &'static [&'static str] = &["part", "authority", "from", "to", "transport"];

    fn value(&self, problems: &mut Problems) -> Option<PartAsked> {
        let part = AuthorityPart::parse(&self.part).ok();
        if part.is_none() {
            problems.add("part", "Select what the authority does");
        }
        let typed = self.authority.trim();
        let authority = match (part, typed) {
            (Some(AuthorityPart::WePay), "") => Some(None),
            (Some(AuthorityPart::WePay), _) => {
                problems.add("authority", "Leave the number blank where we pay");
                None
            }
            (_, "") => {
                problems.add("authority", "Enter the authority’s number");
                None
            }
            (_, typed) => {
                let found = AuthorityCode::parse(typed).ok();
                if found.is_none() {
                    problems.add(
                        "authority",
                        "Authority must be a number of three digits, such as 301",
                    );
                }
                found.map(Some)
            }
        };
        let parts = [self.from_day.as_str(), &self.from_month, &self.from_year];
        let from = day::wanted(
            "from",
            ("First day", "Enter the first day"),
            parts,
            problems,
        );
        let last = day::parse("Last day", &self.to_day, &self.to_month, &self.to_year);
        let last = last.map_err(|message| problems.add("to", message)).ok()?;
        let days = match (from?, last) {
            (from, None) => Some(Period::open(from)),
            (from, Some(last)) => Period::from_first_to_last(from, last).ok(),
        };
        if days.is_none() {
            problems.add("to", "Last day must be the first day or later");
        }
        Some(PartAsked {
            part: part?,
            authority: authority?,
            days: days?,
            with_transport: self.transport == "yes",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::parse;
    use jiff::civil::date;

    fn filled() -> CaseAuthorityForm {
        let text = str::to_owned;
        CaseAuthorityForm {
            part: text("we_recover"),
            authority: text(" 998 "),
            from_day: text("1"),
            from_month: text("9"),
            from_year: text("2026"),
            ..CaseAuthorityForm::default()
        }
    }

    #[test]
    fn a_part_has_an_authority_and_days_in_their_order() {
        let asked = parse(&filled()).unwrap();
        assert_eq!(asked.part, AuthorityPart::WeRecover);
        assert_eq!(asked.authority.unwrap().as_str(), "998");
        assert_eq!(asked.days, Period::open(date(2026, 9, 1)));
        assert!(!asked.with_transport);
        let ours = CaseAuthorityForm {
            part: "we_pay".to_owned(),
            authority: String::new(),
            ..filled()
        };
        assert_eq!(parse(&ours).unwrap().authority, None);
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it() {
        let text = str::to_owned;
        #[rustfmt::skip]
        let cases = [
            (CaseAuthorityForm { part: text("somebody"), ..filled() }, "part"),
            (CaseAuthorityForm { authority: text("12"), ..filled() }, "authority"),
            (CaseAuthorityForm { authority: text("<b>"), ..filled() }, "authority"),
            (CaseAuthorityForm { authority: String::new(), ..filled() }, "authority"),
            (CaseAuthorityForm { part: text("we_pay"), ..filled() }, "authority"),
            (CaseAuthorityForm { from_month: text("13"), ..filled() }, "from"),
            (CaseAuthorityForm { to_day: text("31"), to_month: text("8"), to_year: text("2026"), ..filled() }, "to"),
        ];
        for (form, field) in cases {
            let problems = parse(&form).unwrap_err();
            assert!(problems.of(field).is_some(), "{form:?}");
        }
    }
}
