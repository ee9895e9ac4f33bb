//! An officer's first judgement of a profile, before it is compared with any other.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems};

/// The form as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct FirstJudgementForm {
    /// The version of the profile that was shown.
    pub version: u32,
    /// Whether the levels follow from the evidence: `yes` or `no`.
    pub fits: String,
    /// Where they do not, which and why.
    #[validate(length(
        max = 2000,
        message = "Which levels, and why, must be 2,000 characters or fewer"
    ))]
    pub words: String,
}

impl FirstJudgementForm {
    /// The blank form about a version of a profile.
    #[must_use]
    pub fn of(version: u32) -> FirstJudgementForm {
        FirstJudgementForm {
            version,
            ..FirstJudgementForm::default()
        }
    }
}

impl Form for FirstJudgementForm {
    /// Whether the levels follow from the evidence, and the officer's words.
    type Value = (bool, String);

    const FIELDS: &'static [&'static str] = &["fits", "words"];

    fn value(&self, problems: &mut Problems) -> Option<(bool, String)> {
        let words = self.words.trim();
        match self.fits.as_str() {
            "yes" => Some((true, words.to_owned())),
            "no" if words.is_empty() => {
                problems.add("words", "Say which levels you would set otherwise, and why");
                None
            }
            "no" => Some((false, words.to_owned())),
            _ => {
                problems.add("fits", "Select whether the levels follow from the evidence");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FirstJudgementForm;
    use crate::forms::parse;

    #[test]
    fn a_no_says_why() {
        let form = |fits: &str, words: &str| FirstJudgementForm {
            version: 2,
            fits: fits.to_owned(),
            words: words.to_owned(),
        };
        assert_eq!(parse(&form("yes", " ")), Ok((true, String::new())));
        assert_eq!(
            parse(&form("no", " Hearing ")),
            Ok((false, "Hearing".to_owned()))
        );
        for (fits, words, field) in [
            ("no", " ", "words"),
            ("", "x", "fits"),
            ("maybe", "x", "fits"),
        ] {
            let problems = parse(&form(fits, words)).unwrap_err();
            assert!(problems.of(field).is_some(), "{fits}");
        }
    }
}
