//! Why somebody takes a scoring over, or gives one up.

use serde::Deserialize;
use validator::Validate;

use super::conclusion::words;
use super::{Form, Problems};

/// The form as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct HandOverForm {
    /// The version of the profile that was shown.
    pub version: u32,
    /// Why.
    #[validate(length(max = 500, message = "Why must be 500 characters or fewer"))]
    pub reason: String,
}

impl Form for HandOverForm {
    type Value = String;

    const FIELDS: &'static [&'static str] = &["reason"];

    fn value(&self, problems: &mut Problems) -> Option<String> {
        words(&self.reason, "reason", "Say why", problems)
    }
}

#[cfg(test)]
mod tests {
    use super::HandOverForm;
    use crate::forms::parse;

    #[test]
    fn a_reason_is_needed_and_is_no_letter() {
        let said = |reason: &str| {
            parse(&HandOverForm {
                version: 1,
                reason: reason.to_owned(),
            })
        };
        assert_eq!(said(" On leave ").unwrap(), "On leave");
        assert!(said(" ").is_err());
        assert!(said(&"x".repeat(501)).is_err());
    }
}
