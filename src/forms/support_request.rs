//! The forms that send a request for extra support, and answer one.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems};

/// The raw form that sends a request as it was written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SendRequestForm {
    /// The version of the draft that was shown.
    pub version: i64,
}

/// The raw form of why a request is made.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SupportRequestForm {
    /// The version of the draft that was shown.
    pub version: i64,
    /// Why, and what was tried.
    #[validate(length(max = 3000, message = "Why you ask must be 3,000 characters or fewer"))]
    pub words: String,
}

impl Form for SupportRequestForm {
    type Value = String;

    const FIELDS: &'static [&'static str] = &["words"];

    fn value(&self, problems: &mut Problems) -> Option<String> {
        text(
            &self.words,
            "words",
            "Say why you ask, and what was tried",
            problems,
        )
    }
}

/// The raw form that answers a request.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct RequestAnswerForm {
    /// Taken over or declined.
    pub outcome: String,
    /// What the school is told if it is declined.
    #[validate(length(max = 1000, message = "The answer must be 1,000 characters or fewer"))]
    pub answer: String,
}

/// What the council does with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestAnswer {
    /// Score from it.
    TakeOver,
    /// Decline it, with the reason.
    Decline(String),
}

impl Form for RequestAnswerForm {
    type Value = RequestAnswer;

    const FIELDS: &'static [&'static str] = &["outcome", "answer"];

    fn value(&self, problems: &mut Problems) -> Option<RequestAnswer> {
        match self.outcome.as_str() {
            "take-over" => Some(RequestAnswer::TakeOver),
            "decline" => {
                let why = text(
                    &self.answer,
                    "answer",
                    "Say why the request is declined",
                    problems,
                );
                why.map(RequestAnswer::Decline)
            }
            _ => {
                problems.add("outcome", "Select whether you take the request over");
                None
            }
        }
    }
}

/// A text that must not be blank.
fn text(
    typed: &str,
    field: &'static str,
    blank: &'static str,
    problems: &mut Problems,
) -> Option<String> {
    let typed = typed.trim();
    if typed.is_empty() {
        problems.add(field, blank);
        return None;
    }
    Some(typed.to_owned())
}
