//! The form by which a baseline is frozen.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems};

/// The raw form.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct BaselineForm {
    /// Why the distribution is frozen now.
    #[validate(length(max = 500, message = "Reason must be 500 characters or fewer"))]
    pub reason: String,
    /// Ticked by whoever knows that a standing alarm ends.
    pub clears: String,
}

impl Form for BaselineForm {
    type Value = String;

    const FIELDS: &'static [&'static str] = &["reason", "clears"];

    fn value(&self, problems: &mut Problems) -> Option<String> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            problems.add("reason", "Enter why the baseline is frozen now");
        }
        Some(reason.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::BaselineForm;
    use crate::forms::parse;

    #[test]
    fn a_reason_is_asked_for_and_has_an_end() {
        let form = |reason: &str| BaselineForm {
            reason: reason.to_owned(),
            ..BaselineForm::default()
        };
        assert_eq!(
            parse(&form(" After the pilot ")).ok().as_deref(),
            Some("After the pilot")
        );
        for reason in ["", "  ", &"x".repeat(501)] {
            assert!(parse(&form(reason)).is_err(), "{reason:?}");
        }
    }
}
