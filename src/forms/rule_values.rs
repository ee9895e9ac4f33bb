//! What a rules owner asks of values: a change of cost, a step, and how far a value may fall and rise.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems};
use crate::money::{Money, Rate, plain_number};

/// The question as it is sent.
#[derive(Clone, Debug, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct RuleValuesForm {
    /// Pounds more than today; with a minus, less.
    #[validate(length(max = 20, message = "The change must be 20 characters or fewer"))]
    pub change: String,
    /// Pounds of a step.
    #[validate(length(max = 20, message = "The step must be 20 characters or fewer"))]
    pub unit: String,
    /// Hundredths.
    #[validate(length(max = 10, message = "The fall must be 10 characters or fewer"))]
    pub fall: String,
    /// Hundredths.
    #[validate(length(max = 10, message = "The rise must be 10 characters or fewer"))]
    pub rise: String,
    /// `yes` once the values that were found are to be written.
    pub confirmed: String,
    /// The cost that the values on the page come to, as the page said it.
    pub seen: String,
}

impl Default for RuleValuesForm {
    /// The same cost, in steps of £10, no value down more than 5 % or up more than 20 %.
    fn default() -> RuleValuesForm {
        RuleValuesForm {
            change: "0".to_owned(),
            unit: "10".to_owned(),
            fall: "5".to_owned(),
            rise: "20".to_owned(),
            confirmed: String::new(),
            seen: String::new(),
        }
    }
}

/// What the question means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleValues {
    /// How much more than today.
    pub change: Money,
    /// The step.
    pub unit: Money,
    /// Hundredths by which a value may fall.
    pub fall: Rate,
    /// Hundredths by which a value may rise.
    pub rise: Rate,
}

/// The furthest that a value may rise: ten times as much again, beyond which a slip is likelier than a wish.
const RISE_MAX: u32 = 1_000;

impl Form for RuleValuesForm {
    type Value = RuleValues;

    const FIELDS: &'static [&'static str] = &["change", "unit", "fall", "rise"];

    fn value(&self, problems: &mut Problems) -> Option<RuleValues> {
        let pounds = |text: &str| plain_number(text)?.parse::<Money>().ok();
        let percent = |text: &str, most: u32| {
            let rate: Option<Rate> = text.trim().trim_end_matches('%').trim().parse().ok();
            rate.filter(|rate| (Rate::ZERO..=Rate::whole(most)).contains(rate))
        };
        let change = pounds(&self.change);
        if change.is_none() {
            problems.add("change", "Enter the change in pounds, such as 0 or -250000");
        }
        let unit = pounds(&self.unit).filter(|unit| *unit > Money::ZERO);
        if unit.is_none() {
            problems.add("unit", "Enter the step in pounds, such as 10");
        }
        let fall = percent(&self.fall, 100);
        if fall.is_none() {
            problems.add("fall", "Enter a percentage from 0 to 100");
        }
        let rise = percent(&self.rise, RISE_MAX);
        if rise.is_none() {
            problems.add("rise", "Enter a percentage from 0 to 1,000");
        }
        Some(RuleValues {
            change: change?,
            unit: unit?,
            fall: fall?,
            rise: rise?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::RuleValuesForm;
    use crate::forms::parse;

    #[test]
    fn sums_are_read_as_people_write_them() {
        let form = RuleValuesForm {
            change: "−£250,000".to_owned(),
            fall: "7.5 %".to_owned(),
            ..RuleValuesForm::default()
        };
        let read = parse(&form).unwrap();
        assert_eq!(read.change.pence(), -25_000_000);
        assert_eq!(read.fall.to_string(), "7.5");
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let form = RuleValuesForm {
            change: "a lot".to_owned(),
            unit: "0".to_owned(),
            fall: "101".to_owned(),
            rise: "-1".to_owned(),
            ..RuleValuesForm::default()
        };
        let problems = parse(&form).unwrap_err();
        for field in ["change", "unit", "fall", "rise"] {
            assert!(problems.of(field).is_some(), "{field}");
        }
    }
}
