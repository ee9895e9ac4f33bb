//! A school term: its first and last day, and the part of a year's amount that it carries.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Fraction, Period, iso, iso_text, parse_iso_date};

/// The longest term, in days; none is longer than half a year.
const DAYS_MAX: i64 = 184;

/// Why a term is not one.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TermError {
    /// A term needs a title that people know it by.
    #[error("a term has no title")]
    Untitled,
    /// The last day is before the first.
    #[error("the term “{title}” ends on {}, before it begins on {}", iso_text(*last), iso_text(*first))]
    EndsBeforeItBegins {
        /// The term.
        title: String,
        /// Its first day.
        first: Date,
        /// Its last day.
        last: Date,
    },
    /// Longer than half a year: two terms written as one, or a wrong year.
    #[error("the term “{0}” is longer than half a year")]
    TooLong(String),
    /// A weight above the whole year.
    #[error("the term “{title}” carries {weight} of a year, more than the whole")]
    WeightAboveOne {
        /// The term.
        title: String,
        /// Its weight.
        weight: Fraction,
    },
    /// A day of counting that the term does not have.
    #[error("the day of counting {} is not in the term “{title}”", iso_text(*day))]
    CountedOutside {
        /// The term.
        title: String,
        /// The day.
        day: Date,
    },
}

/// A school term, both days inside it, with its weight: the part of a year's amount that it carries.
///
/// The weight counts only where amounts are shared by terms; there the weights of a year sum to 1. Elsewhere it may be 0,
/// which JSON leaves out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WireTerm", into = "WireTerm")]
pub struct Term {
    title: String,
    days: Period,
    weight: Fraction,
    count_day: Option<Date>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireTerm {
    title: String,
    #[serde(with = "iso")]
    first_day: Date,
    #[serde(with = "iso")]
    last_day: Date,
    #[serde(default = "nothing", skip_serializing_if = "Fraction::is_zero")]
    weight: Fraction,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count_day: Option<String>,
}

/// The weight of a term that states none, where amounts are not shared by terms.
fn nothing() -> Fraction {
    Fraction::ZERO
}

impl Term {
    /// A term from its first to its last day, both inside.
    ///
    /// # Errors
    /// [`TermError`].
    pub fn new(title: &str, first: Date, last: Date, weight: Fraction) -> Result<Term, TermError> {
        let title = title.trim().to_owned();
        if title.is_empty() {
            return Err(TermError::Untitled);
        }
        let Ok(days) = Period::from_first_to_last(first, last) else {
            return Err(TermError::EndsBeforeItBegins { title, first, last });
        };
        if days.days().is_none_or(|days| days > DAYS_MAX) {
            return Err(TermError::TooLong(title));
        }
        if weight > Fraction::ONE {
            return Err(TermError::WeightAboveOne { title, weight });
        }
        Ok(Term {
            title,
            days,
            weight,
            count_day: None,
        })
    }

    /// With the day on which those on roll are counted.
    ///
    /// # Errors
    /// [`TermError::CountedOutside`].
    pub fn counted_on(self, day: Date) -> Result<Term, TermError> {
        if self.days.contains(day) {
            Ok(Term {
                count_day: Some(day),
                ..self
            })
        } else {
            let title = self.title;
            Err(TermError::CountedOutside { title, day })
        }
    }

    /// The day on which those on roll are counted, if the term has one.
    #[must_use]
    pub fn count_day(&self) -> Option<Date> {
        self.count_day
    }

    /// What people call it.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its days.
    #[must_use]
    pub fn days(&self) -> Period {
        self.days
    }

    /// The part of a year's amount that it carries.
    #[must_use]
    pub fn weight(&self) -> Fraction {
        self.weight
    }
}

impl TryFrom<WireTerm> for Term {
    type Error = String;

    fn try_from(wire: WireTerm) -> Result<Term, String> {
        let term = Term::new(&wire.title, wire.first_day, wire.last_day, wire.weight);
        let term = term.map_err(|error| error.to_string())?;
        let Some(text) = wire.count_day else {
            return Ok(term);
        };
        let day = parse_iso_date(&text).ok_or_else(|| format!("“{text}” is no day"))?;
        term.counted_on(day).map_err(|error| error.to_string())
    }
}

impl From<Term> for WireTerm {
    fn from(term: Term) -> WireTerm {
        WireTerm {
            first_day: term.days.start(),
            // A term has an end (`Term::new`), so it has a last day.
            last_day: term.days.last_day().unwrap_or(term.days.start()),
            title: term.title,
            weight: term.weight,
            count_day: term.count_day.map(iso_text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_term_has_a_title_two_days_and_a_part_of_the_year() {
        let term = |title: &str, last, weight: &str| {
            Term::new(title, date(2026, 9, 1), last, weight.parse().unwrap())
        };
        let autumn = term("Autumn", date(2026, 12, 18), "4/12").unwrap();
        let text = serde_json::to_string(&autumn).unwrap();
        assert_eq!(
            text,
            r#"{"title":"Autumn","first_day":"2026-09-01","last_day":"2026-12-18","weight":"1/3"}"#
        );
        assert_eq!(serde_json::from_str::<Term>(&text).unwrap(), autumn);

        let bare = r#"{"title":"Autumn","first_day":"2026-09-01","last_day":"2026-12-18"}"#;
        let unweighted = term("Autumn", date(2026, 12, 18), "0").unwrap();
        assert_eq!(serde_json::to_string(&unweighted).unwrap(), bare);
        assert_eq!(serde_json::from_str::<Term>(bare).unwrap(), unweighted);

        assert_eq!(term(" ", date(2026, 12, 18), "1"), Err(TermError::Untitled));
        assert!(term("Autumn", date(2026, 8, 31), "1").is_err());
        assert!(term("Autumn", date(2027, 12, 18), "1").is_err());
        assert!(term("Autumn", date(2026, 12, 18), "13/12").is_err());
        assert!(term("Autumn", Date::MAX, "1").is_err());
    }
}
