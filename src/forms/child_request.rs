//! The forms by which a school asks for a child who is not on record, and the council answers.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems, day};
use crate::calendar::{Date, YearGroup};
use crate::ids::{ChildId, EstablishmentId, LocalId, Upn};

/// The raw form of a school.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct ChildRequestForm {
    /// Which of the user's establishments asks.
    pub establishment: String,
    /// The given name or names.
    #[validate(length(max = 100, message = "Given name must be 100 characters or fewer"))]
    pub forename: String,
    /// The family name.
    #[validate(length(max = 100, message = "Family name must be 100 characters or fewer"))]
    pub surname: String,
    /// The birth date: day.
    pub born_day: String,
    /// The birth date: month.
    pub born_month: String,
    /// The birth date: year.
    pub born_year: String,
    /// The pupil number.
    pub upn: String,
    /// The year group's number.
    pub year_group: String,
    /// Why, and what was tried.
    #[validate(length(max = 3000, message = "Why you ask must be 3,000 characters or fewer"))]
    pub words: String,
}

/// Whom a school asks for, as it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Which establishment asks.
    pub establishment: EstablishmentId,
    /// The given name or names.
    pub forename: String,
    /// The family name.
    pub surname: String,
    /// The birth date.
    pub birth_date: Date,
    /// The pupil number, where there is one.
    pub upn: Option<Upn>,
    /// The year group, where it is said.
    pub year_group: Option<YearGroup>,
    /// Why, and what was tried.
    pub words: String,
}

impl Form for ChildRequestForm {
    type Value = Wanted;

    const FIELDS: &'static [&'static str] = &[
        "establishment",
        "forename",
        "surname",
        "born",
        "upn",
        "year-group",
        "words",
    ];

    fn value(&self, problems: &mut Problems) -> Option<Wanted> {
        let establishment = EstablishmentId::parse(self.establishment.trim()).ok();
        if establishment.is_none() {
            problems.add("establishment", "Select the school that asks");
        }
        let forename = wanted(
            &self.forename,
            ("forename", "Enter the given name"),
            problems,
        );
        let surname = wanted(
            &self.surname,
            ("surname", "Enter the family name"),
            problems,
        );
        let (born_day, month, year) = (&self.born_day, &self.born_month, &self.born_year);
        let birth_date = match day::parse("Birth date", born_day, month, year) {
            Ok(Some(born)) => Some(born),
            Ok(None) => {
                problems.add("born", "Enter the birth date");
                None
            }
            Err(message) => {
                problems.add("born", message);
                None
            }
        };
        let typed = self.upn.trim().to_uppercase();
        let upn = if typed.is_empty() {
            None
        } else {
            let read = Upn::parse(&typed).ok();
            if read.is_none() {
                problems.add("upn", "That is no UPN: a letter, then twelve digits, of which the last may be a letter");
            }
            read
        };
        let year_group = YearGroup::parse(self.year_group.trim());
        let words = wanted(
            &self.words,
            ("words", "Say why you ask, and what was tried"),
            problems,
        );
        Some(Wanted {
            establishment: establishment?,
            forename: forename?,
            surname: surname?,
            birth_date: birth_date?,
            upn,
            year_group,
            words: words?,
        })
    }
}

/// The raw form of the council's answer.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct ChildRequestAnswerForm {
    /// `new`, `reference`, `decline`, or the id of a record that was offered.
    pub outcome: String,
    /// The reference of a new record.
    pub new_reference: String,
    /// The reference of the child on record.
    pub reference: String,
    /// What the school is told if nobody is put on record.
    #[validate(length(max = 1000, message = "The answer must be 1,000 characters or fewer"))]
    pub answer: String,
}

/// What the council says of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A new record is to be made under a reference.
    New(LocalId),
    /// It is a child on record.
    Is(ChildId),
    /// It is the child on record under a reference.
    IsOfReference(LocalId),
    /// Nobody is put on record; why.
    Declined(String),
}

impl Form for ChildRequestAnswerForm {
    type Value = Said;

    const FIELDS: &'static [&'static str] = &["outcome", "new-reference", "reference", "answer"];

    fn value(&self, problems: &mut Problems) -> Option<Said> {
        let reference = |typed: &str, field: &'static str, problems: &mut Problems| {
            let read = LocalId::parse(typed.trim()).ok();
            if read.is_none() {
                problems.add(field, "Enter the reference");
            }
            read
        };
        match self.outcome.as_str() {
            "new" => reference(&self.new_reference, "new-reference", problems).map(Said::New),
            "reference" => {
                reference(&self.reference, "reference", problems).map(Said::IsOfReference)
            }
            "decline" => {
                let blank = ("answer", "Say why nobody is put on record");
                wanted(&self.answer, blank, problems).map(Said::Declined)
            }
            other => {
                let child = ChildId::parse(other).ok();
                if child.is_none() {
                    problems.add("outcome", "Select what you do with the request");
                }
                child.map(Said::Is)
            }
        }
    }
}

/// A text that must not be blank.
fn wanted(
    typed: &str,
    (field, blank): (&'static str, &'static str),
    problems: &mut Problems,
) -> Option<String> {
    let typed = typed.trim();
    if typed.is_empty() {
        problems.add(field, blank);
        return None;
    }
    Some(typed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{ChildRequestAnswerForm, ChildRequestForm, Said};
    use crate::forms::parse;

    const ID: &str = "0197f3e0-0000-7000-8000-00000000000a";

    fn fields<T: std::fmt::Debug>(read: Result<T, crate::forms::Problems>) -> Vec<String> {
        let problems = read.unwrap_err();
        problems.iter().map(|one| one.field.to_string()).collect()
    }

    #[test]
    fn a_school_says_who_and_why() {
        let blank = fields(parse(&ChildRequestForm::default()));
        assert_eq!(
            blank,
            ["establishment", "forename", "surname", "born", "words"]
        );
        let form = ChildRequestForm {
            establishment: ID.to_owned(),
            forename: " Siân ".to_owned(),
            surname: "Łęcka".to_owned(),
            born_day: "27".to_owned(),
            born_month: "3".to_owned(),
            born_year: "2019".to_owned(),
            upn: "x".to_owned(),
            words: "Two cycles".to_owned(),
            ..ChildRequestForm::default()
        };
        assert_eq!(fields(parse(&form)), ["upn"]);
        let form = ChildRequestForm {
            upn: String::new(),
            ..form
        };
        assert_eq!(parse(&form).unwrap().forename, "Siân");
    }

    #[test]
    fn each_answer_asks_for_what_it_needs() {
        let of = |outcome: &str| ChildRequestAnswerForm {
            outcome: outcome.to_owned(),
            ..ChildRequestAnswerForm::default()
        };
        assert_eq!(fields(parse(&of(""))), ["outcome"]);
        assert_eq!(fields(parse(&of("new"))), ["new-reference"]);
        assert_eq!(fields(parse(&of("reference"))), ["reference"]);
        assert_eq!(fields(parse(&of("decline"))), ["answer"]);
        assert!(matches!(parse(&of(ID)), Ok(Said::Is(_))));
    }
}
