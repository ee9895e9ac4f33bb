//! One file of a draft of rules, as its owner saves it.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems};
use crate::rules::FILE_BYTES_MAX;

/// The form as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct RuleFileForm {
    /// The version of the draft that was shown.
    pub version: u32,
    /// The file's name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Ticked where the file is to be taken away.
    pub remove: String,
}

/// What the form means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFileText {
    /// The file's name.
    pub name: String,
    /// Its text, lines ended as files end them; none takes the file away.
    pub text: Option<String>,
}

impl Form for RuleFileForm {
    type Value = RuleFileText;

    const FIELDS: &'static [&'static str] = &["name", "text", "remove"];

    fn value(&self, problems: &mut Problems) -> Option<RuleFileText> {
        let name = self.name.trim().to_owned();
        if !is_file_name(&name) {
            problems.add(
                "name",
                "The name must be lower-case letters, digits, dashes or underscores and end in .toml, such as \
                 scheme.toml, or cases/boundaries.toml for cases",
            );
        }
        if !self.remove.is_empty() {
            return Some(RuleFileText { name, text: None });
        }
        // A browser ends each line of a form with two characters.
        let text = self.text.replace("\r\n", "\n");
        if text.trim().is_empty() {
            problems.add("text", "Enter the text of the file, or take the file away");
        } else if text.contains('\0') {
            problems.add("text", "The text must not hold the character NUL");
        } else if text.len() > FILE_BYTES_MAX {
            problems.add("text", "The text must be 1 MB or less");
        }
        Some(RuleFileText {
            name,
            text: Some(text),
        })
    }
}

/// A name such as `scheme.toml` or `cases/boundaries.toml`.
#[must_use]
pub fn is_file_name(name: &str) -> bool {
    let own = name.strip_prefix("cases/").unwrap_or(name);
    let stem = own.strip_suffix(".toml").unwrap_or_default();
    !stem.is_empty()
        && stem.len() <= 60
        && stem
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::{RuleFileForm, is_file_name};
    use crate::forms::parse;

    #[test]
    fn a_file_is_named_as_the_format_names_files() {
        for name in [
            "scheme.toml",
            "cases/boundaries.toml",
            "values_2026-27.toml",
        ] {
            assert!(is_file_name(name), "{name}");
        }
        for name in [
            "",
            ".toml",
            "scheme",
            "Scheme.toml",
            "../scheme.toml",
            "cases/",
            "other/x.toml",
            "a b.toml",
        ] {
            assert!(!is_file_name(name), "{name}");
        }
    }

    #[test]
    fn a_text_has_the_line_ends_of_a_file_and_says_something() {
        let form = |text: &str| RuleFileForm {
            name: "scheme.toml".to_owned(),
            text: text.to_owned(),
            ..RuleFileForm::default()
        };
        let read = parse(&form("a = 1\r\nb = 2\r\n")).unwrap();
        assert_eq!(read.text.as_deref(), Some("a = 1\nb = 2\n"));
        for text in ["", " \r\n", "a\0b"] {
            assert!(parse(&form(text)).unwrap_err().of("text").is_some());
        }
        let gone = RuleFileForm {
            remove: "yes".to_owned(),
            ..form("")
        };
        assert_eq!(parse(&gone).unwrap().text, None);
    }
}
