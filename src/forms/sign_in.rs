//! The form that signs somebody in.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems};

/// The raw form.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SignInForm {
    /// The user name.
    #[validate(length(max = 200, message = "User name must be 200 characters or fewer"))]
    pub name: String,
    /// The password; never shown again.
    #[validate(length(max = 500, message = "Password must be 500 characters or fewer"))]
    pub password: String,
    /// The page to go to afterwards.
    #[validate(length(max = 500, message = "The address to return to is too long"))]
    pub next: String,
}

/// A user name and a password.
pub struct Credentials {
    /// The user name.
    pub name: String,
    /// The password.
    pub password: String,
}

impl Form for SignInForm {
    type Value = Credentials;

    const FIELDS: &'static [&'static str] = &["name", "password"];

    fn value(&self, problems: &mut Problems) -> Option<Credentials> {
        let name = self.name.trim();
        if name.is_empty() {
            problems.add("name", "Enter your user name");
        }
        if self.password.is_empty() {
            problems.add("password", "Enter your password");
        }
        Some(Credentials {
            name: name.to_owned(),
            password: self.password.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::SignInForm;
    use crate::forms::parse;

    #[test]
    fn both_fields_are_asked_for_in_the_order_of_the_page() {
        let problems = parse(&SignInForm::default()).err().unwrap();
        let fields: Vec<&str> = problems.iter().map(|problem| &*problem.field).collect();
        assert_eq!(fields, ["name", "password"]);
    }

    #[test]
    fn a_password_keeps_its_spaces_and_a_name_does_not() {
        let form = SignInForm {
            name: " caseworker ".to_owned(),
            password: " p ".to_owned(),
            next: String::new(),
        };
        let credentials = parse(&form).ok().unwrap();
        assert_eq!(
            (credentials.name.as_str(), credentials.password.as_str()),
            ("caseworker", " p ")
        );
    }
}
