//! The forms that send a plan to another authority, and keep the key of one.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems};
use crate::ids::{AuthorityCode, PublicKey};
use crate::transfer::AuthorityNamed;

/// The raw form that sends a plan.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SendForm {
    /// The number of the authority that it is for.
    pub code: String,
    /// Its name.
    #[validate(length(max = 100, message = "Name must be 100 characters or fewer"))]
    pub name: String,
    /// Why.
    #[validate(length(max = 500, message = "Why must be 500 characters or fewer"))]
    pub reason: String,
}

impl Form for SendForm {
    type Value = (AuthorityNamed, String);

    const FIELDS: &'static [&'static str] = &["code", "name", "reason"];

    fn value(&self, problems: &mut Problems) -> Option<Self::Value> {
        let to = authority(&self.code, &self.name, problems);
        let reason = self.reason.trim();
        if reason.is_empty() {
            problems.add("reason", "Say why the plan is sent");
            return None;
        }
        Some((to?, reason.to_owned()))
    }
}

/// The raw form that keeps a key.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct KeyForm {
    /// The number of the authority whose key it is.
    pub code: String,
    /// Its name.
    #[validate(length(max = 100, message = "Name must be 100 characters or fewer"))]
    pub name: String,
    /// The key.
    pub key: String,
}

impl Form for KeyForm {
    type Value = (AuthorityNamed, PublicKey);

    const FIELDS: &'static [&'static str] = &["code", "name", "key"];

    fn value(&self, problems: &mut Problems) -> Option<Self::Value> {
        let whose = authority(&self.code, &self.name, problems);
        // A key is copied with the spaces of its lines.
        let digits: String = self.key.split_whitespace().collect();
        let key = PublicKey::parse(&digits.to_ascii_lowercase());
        if key.is_err() {
            problems.add(
                "key",
                "Enter the public key: 64 digits and letters from a to f",
            );
        }
        Some((whose?, key.ok()?))
    }
}

fn authority(code: &str, name: &str, problems: &mut Problems) -> Option<AuthorityNamed> {
    let code = AuthorityCode::parse(code);
    if code.is_err() {
        problems.add("code", "Enter the authority’s number: three digits");
    }
    let name = name.trim();
    if name.is_empty() || name.chars().any(crate::letters::is_unseen) {
        problems.add("name", "Enter the authority’s name");
        return None;
    }
    Some(AuthorityNamed {
        code: code.ok()?,
        name: name.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{KeyForm, SendForm};
    use crate::forms::parse;

    #[test]
    fn an_authority_has_a_number_and_a_name() {
        let form = SendForm {
            code: " 901 ".to_owned(),
            name: "Otherton".to_owned(),
            reason: "The family moved".to_owned(),
        };
        assert!(parse(&form).is_ok());
        let wrong = parse(&SendForm::default()).unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|one| one.field.to_string()).collect();
        assert_eq!(fields, ["code", "name", "reason"]);
    }

    #[test]
    fn a_key_may_be_copied_with_its_spaces() {
        let form = KeyForm {
            code: "901".to_owned(),
            name: "Otherton".to_owned(),
            key: "AB ".repeat(32),
        };
        assert!(parse(&form).is_ok());
        let short = KeyForm {
            key: "ab".to_owned(),
            ..form
        };
        assert_eq!(parse(&short).unwrap_err().iter().count(), 1);
    }
}
