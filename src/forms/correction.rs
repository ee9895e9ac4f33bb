//! The forms by which a school says that an award is wrong, and the council answers.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems, day};
use crate::calendar::Date;
use crate::money::Fte;

/// The raw form of a school.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct CorrectionForm {
    /// The version of the award that was shown.
    pub version: u32,
    /// What is wrong.
    pub kind: String,
    /// The last day there: day.
    pub left_day: String,
    /// The last day there: month.
    pub left_month: String,
    /// The last day there: year.
    pub left_year: String,
    /// The first day: day.
    pub started_day: String,
    /// The first day: month.
    pub started_month: String,
    /// The first day: year.
    pub started_year: String,
    /// The right share of full time.
    pub share: String,
    /// The share's first day: day.
    pub since_day: String,
    /// The share's first day: month.
    pub since_month: String,
    /// The share's first day: year.
    pub since_year: String,
    /// What else the school has to say.
    #[validate(length(max = 1000, message = "What you add must be 1,000 characters or fewer"))]
    pub note: String,
}

/// What a school says is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The child left; the last day there.
    Left(Date),
    /// The child started on another day.
    Started(Date),
    /// Another share of full time from a day on.
    Share(Fte, Date),
    /// Something else, which the note says.
    Other,
}

impl Form for CorrectionForm {
    type Value = (Said, String);

    const FIELDS: &'static [&'static str] = &["kind", "left", "started", "share", "since", "note"];

    fn value(&self, problems: &mut Problems) -> Option<(Said, String)> {
        let note = self.note.trim().to_owned();
        let said = match self.kind.as_str() {
            "left" => {
                let typed = [&self.left_day, &self.left_month, &self.left_year];
                wanted_day(("left", "Last day"), typed, problems).map(Said::Left)
            }
            "started" => {
                let typed = [&self.started_day, &self.started_month, &self.started_year];
                wanted_day(("started", "First day"), typed, problems).map(Said::Started)
            }
            "share" => self.shared(problems),
            "other" if note.is_empty() => {
                problems.add("note", "Say what is wrong");
                None
            }
            "other" => Some(Said::Other),
            _ => {
                problems.add("kind", "Select what is wrong");
                None
            }
        };
        Some((said?, note))
    }
}

impl CorrectionForm {
    fn shared(&self, problems: &mut Problems) -> Option<Said> {
        let fte: Option<Fte> = self.share.trim().parse().ok();
        if fte.is_none() {
            problems.add(
                "share",
                "Full-time equivalent (FTE) must be above 0 and at most 1, such as 0.5",
            );
        }
        let typed = [&self.since_day, &self.since_month, &self.since_year];
        let since = wanted_day(("since", "First day of the new share"), typed, problems);
        Some(Said::Share(fte?, since?))
    }
}

/// A day that must be given.
fn wanted_day(
    (field, what): (&'static str, &str),
    [day, month, year]: [&String; 3],
    problems: &mut Problems,
) -> Option<Date> {
    let message = match day::parse(what, day, month, year) {
        Ok(Some(day)) => return Some(day),
        Ok(None) => format!("Enter the {}", what.to_lowercase()),
        Err(message) => message,
    };
    problems.add(field, message);
    None
}

/// The raw form of the council's answer.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CorrectionAnswerForm {
    /// Accepted or declined.
    pub outcome: String,
    /// What the school is told.
    #[validate(length(max = 1000, message = "The answer must be 1,000 characters or fewer"))]
    pub answer: String,
}

impl Form for CorrectionAnswerForm {
    type Value = (bool, String);

    const FIELDS: &'static [&'static str] = &["outcome", "answer"];

    fn value(&self, problems: &mut Problems) -> Option<(bool, String)> {
        let answer = self.answer.trim().to_owned();
        match self.outcome.as_str() {
            "accept" => Some((true, answer)),
            "decline" if answer.is_empty() => {
                problems.add("answer", "Say why the correction is declined");
                None
            }
            "decline" => Some((false, answer)),
            _ => {
                problems.add("outcome", "Select whether you accept the correction");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::parse;
    use jiff::civil::date;

    fn fields<F: Form>(form: &F) -> Vec<String>
    where
        F::Value: std::fmt::Debug,
    {
        let problems = parse(form).unwrap_err();
        problems.iter().map(|one| one.field.to_string()).collect()
    }

    #[test]
    fn each_kind_asks_for_what_it_needs() {
        let of = |kind: &str| CorrectionForm {
            kind: kind.to_owned(),
            ..CorrectionForm::default()
        };
        assert_eq!(fields(&of("")), ["kind"]);
        assert_eq!(fields(&of("left")), ["left"]);
        assert_eq!(fields(&of("started")), ["started"]);
        assert_eq!(fields(&of("share")), ["share", "since"]);
        assert_eq!(fields(&of("other")), ["note"]);
        let left = CorrectionForm {
            left_day: "14".to_owned(),
            left_month: "3".to_owned(),
            left_year: "2027".to_owned(),
            ..of("left")
        };
        assert_eq!(
            parse(&left),
            Ok((Said::Left(date(2027, 3, 14)), String::new()))
        );
        let long = CorrectionForm {
            note: "x".repeat(1001),
            ..left
        };
        assert_eq!(fields(&long), ["note"]);
    }

    #[test]
    fn a_refusal_says_why() {
        let of = |outcome: &str| CorrectionAnswerForm {
            outcome: outcome.to_owned(),
            answer: String::new(),
        };
        assert_eq!(fields(&of("")), ["outcome"]);
        assert_eq!(fields(&of("decline")), ["answer"]);
        assert_eq!(parse(&of("accept")), Ok((true, String::new())));
    }
}
