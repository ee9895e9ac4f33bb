//! The form that asks for a one-time code.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems};

/// The raw form.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CodeForm {
    /// What was typed; never shown again.
    #[validate(length(max = 100, message = "Code must be 100 characters or fewer"))]
    pub code: String,
    /// The page to go to afterwards.
    #[validate(length(max = 500, message = "The address to return to is too long"))]
    pub next: String,
}

impl Form for CodeForm {
    type Value = String;

    const FIELDS: &'static [&'static str] = &["code"];

    fn value(&self, problems: &mut Problems) -> Option<String> {
        let code = self.code.trim();
        if code.is_empty() {
            problems.add("code", "Enter the code");
        }
        Some(code.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::CodeForm;
    use crate::forms::parse;

    #[test]
    fn a_code_is_asked_for_and_has_an_end() {
        let form = |code: &str| CodeForm {
            code: code.to_owned(),
            next: String::new(),
        };
        assert_eq!(parse(&form(" 123 456 ")).ok().as_deref(), Some("123 456"));
        for code in ["", "  ", &"1".repeat(101)] {
            assert!(parse(&form(code)).is_err(), "{code}");
        }
    }
}
