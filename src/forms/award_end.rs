//! The form that ends an award.

use serde::{Deserialize, Serialize};
use validator::Validate;

use super::conclusion::words;
use super::{Form, Problems, day};
use crate::calendar::Date;

/// The form as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Serialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct AwardEndForm {
    /// The version of the award that was shown.
    pub version: u32,
    /// The last day that is paid: day.
    pub last_day: String,
    /// The last day that is paid: month.
    pub last_month: String,
    /// The last day that is paid: year.
    pub last_year: String,
    /// Why, by its code.
    pub end_reason: String,
    /// Why, in words.
    #[validate(length(
        max = 500,
        message = "What you know of it must be 500 characters or fewer"
    ))]
    pub end_words: String,
    /// `yes` once the answers were checked.
    pub checked: String,
    /// `change` where the form is wanted again.
    pub step: String,
}

/// What the form means: the last day that is paid, why by its code, and why in words.
pub type AwardEnd = (Date, String, String);

impl Form for AwardEndForm {
    type Value = AwardEnd;

    const FIELDS: &'static [&'static str] = &["last", "end-reason", "end-words"];

    fn value(&self, problems: &mut Problems) -> Option<AwardEnd> {
        let called = (
            "The last day that is paid",
            "Enter the last day that is paid",
        );
        let typed = [self.last_day.as_str(), &self.last_month, &self.last_year];
        let last = day::wanted("last", called, typed, problems);
        let reason = words(
            &self.end_reason,
            "end-reason",
            "Select why it ends",
            problems,
        );
        let said = words(
            &self.end_words,
            "end-words",
            "Say what you know of it, and from whom",
            problems,
        );
        Some((last?, reason?, said?))
    }
}
