//! The forms that name an officer for a restricted record, and end that.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems};
use crate::ids::UserId;

/// The raw form that names somebody.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct NameForm {
    /// Whom, by the user's id.
    pub officer: String,
    /// Why.
    #[validate(length(max = 500, message = "Why must be 500 characters or fewer"))]
    pub reason: String,
}

impl Form for NameForm {
    type Value = (UserId, String);

    const FIELDS: &'static [&'static str] = &["officer", "reason"];

    fn value(&self, problems: &mut Problems) -> Option<Self::Value> {
        let officer = UserId::parse(&self.officer);
        if officer.is_err() {
            problems.add("officer", "Select the officer");
        }
        let reason = reason_of(&self.reason, "Say why the officer is named", problems);
        Some((officer.ok()?, reason?))
    }
}

/// The raw form that ends it.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct NamingEndForm {
    /// Why.
    #[validate(length(max = 500, message = "Why must be 500 characters or fewer"))]
    pub reason: String,
}

impl Form for NamingEndForm {
    type Value = String;

    const FIELDS: &'static [&'static str] = &["reason"];

    fn value(&self, problems: &mut Problems) -> Option<String> {
        reason_of(
            &self.reason,
            "Say why the officer is named no more",
            problems,
        )
    }
}

/// Words, which must stand.
fn reason_of(typed: &str, missing: &'static str, problems: &mut Problems) -> Option<String> {
    let reason = typed.trim();
    if reason.is_empty() {
        problems.add("reason", missing);
        return None;
    }
    Some(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{NameForm, NamingEndForm};
    use crate::forms::parse;

    #[test]
    fn an_officer_is_named_for_a_reason() {
        let form = NameForm {
            officer: "0197f3e0-0000-7000-8000-000000000001".to_owned(),
            reason: " Scores the profile ".to_owned(),
        };
        assert_eq!(parse(&form).unwrap().1, "Scores the profile");
        let fields = |form: &NameForm| -> Vec<String> {
            let problems = parse(form).unwrap_err();
            problems.iter().map(|one| one.field.to_string()).collect()
        };
        assert_eq!(fields(&NameForm::default()), ["officer", "reason"]);
        for reason in ["  ".to_owned(), "x".repeat(501)] {
            let wrong = NameForm {
                reason,
                ..form.clone()
            };
            assert_eq!(fields(&wrong), ["reason"]);
        }
    }

    #[test]
    fn ending_it_needs_one_too() {
        assert!(parse(&NamingEndForm::default()).is_err());
        let reason = "Moved to another team".to_owned();
        assert!(parse(&NamingEndForm { reason }).is_ok());
    }
}
