//! The forms by which an officer settles a line of a school's return, and casework says what was done.

use serde::Deserialize;
use validator::Validate;

use super::conclusion::words;
use super::{Form, Problems, day};
use crate::calendar::Date;

/// What an officer makes of a line, as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct SettleForm {
    /// `left`, `agree` or `keep`.
    pub how: String,
    /// The last day there: day. Asked of a child whom the school did not return.
    pub left_day: String,
    /// The last day there: month.
    pub left_month: String,
    /// The last day there: year.
    pub left_year: String,
    /// Why the record stays.
    #[validate(length(max = 1000, message = "The reason must be 1,000 characters or fewer"))]
    pub reason: String,
}

/// What an officer makes of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settle {
    /// The school is right.
    Agree,
    /// The school is right: the child left, and this was its last day there.
    Left(Date),
    /// The record stays, for this reason.
    Keep(String),
}

impl Form for SettleForm {
    type Value = Settle;

    const FIELDS: &'static [&'static str] = &["how", "left", "reason"];

    fn value(&self, problems: &mut Problems) -> Option<Settle> {
        match self.how.as_str() {
            "agree" => Some(Settle::Agree),
            "left" => {
                let parts = [self.left_day.as_str(), &self.left_month, &self.left_year];
                let named = ("Last day at the school", "Enter the last day at the school");
                day::wanted("left", named, parts, problems).map(Settle::Left)
            }
            "keep" => words(&self.reason, "reason", "Say why the record stays", problems)
                .map(Settle::Keep),
            _ => {
                problems.add("how", "Select who is right");
                None
            }
        }
    }
}

/// What casework did about a child whom only a school has, as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct LookedIntoForm {
    /// What was done.
    #[validate(length(
        max = 1000,
        message = "What was done must be 1,000 characters or fewer"
    ))]
    pub words: String,
}

impl Form for LookedIntoForm {
    type Value = String;

    const FIELDS: &'static [&'static str] = &["words"];

    fn value(&self, problems: &mut Problems) -> Option<String> {
        words(&self.words, "words", "Say what was done", problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::parse;

    #[test]
    fn a_record_stays_for_a_reason_only() {
        let form = |how: &str, reason: &str| SettleForm {
            how: how.to_owned(),
            reason: reason.to_owned(),
            ..SettleForm::default()
        };
        assert_eq!(parse(&form("agree", "")), Ok(Settle::Agree));
        let kept = parse(&form("keep", " Left in July "));
        assert_eq!(kept, Ok(Settle::Keep("Left in July".to_owned())));
        let left = SettleForm {
            left_day: "17".to_owned(),
            left_month: "7".to_owned(),
            left_year: "2026".to_owned(),
            ..form("left", "")
        };
        let last = jiff::civil::date(2026, 7, 17);
        assert_eq!(parse(&left), Ok(Settle::Left(last)));
        for (how, reason, field) in [
            ("", "", "how"),
            ("keep", " ", "reason"),
            ("left", "", "left"),
        ] {
            assert!(parse(&form(how, reason)).unwrap_err().of(field).is_some());
        }
        let blank = LookedIntoForm::default();
        assert!(parse(&blank).unwrap_err().of("words").is_some());
    }
}
