//! The form that ends a dated entry of a record: a cost line, an absence, an authority’s part in a case.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems, day};
use crate::calendar::{Date, Ending};

/// How an entry ends, as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct EndForm {
    /// The version of the entry that was shown.
    pub version: i64,
    /// `ends` on a day, or entered in `error`.
    pub how: String,
    /// Last day: day.
    pub last_day: String,
    /// Last day: month.
    pub last_month: String,
    /// Last day: year.
    pub last_year: String,
    /// Notice given: day. Asked of a cost line alone.
    pub notice_day: String,
    /// Notice given: month.
    pub notice_month: String,
    /// Notice given: year.
    pub notice_year: String,
}

impl EndForm {
    /// The form as it is first shown, over a version of the entry.
    #[must_use]
    pub fn of_version(version: i64) -> Self {
        Self {
            version,
            ..Self::default()
        }
    }
}

impl EndForm {
    /// The day on which notice was given, where one was typed; or what is wrong with it.
    ///
    /// # Errors
    /// The message for whoever typed it.
    pub fn notice_given_on(&self) -> Result<Option<Date>, String> {
        day::parse(
            "Day of notice",
            &self.notice_day,
            &self.notice_month,
            &self.notice_year,
        )
    }
}

impl Form for EndForm {
    type Value = Ending;

    const FIELDS: &'static [&'static str] = &["how", "last", "notice"];

    fn value(&self, problems: &mut Problems) -> Option<Ending> {
        match self.how.as_str() {
            "error" => Some(Ending::InError),
            "ends" => {
                let parts = [self.last_day.as_str(), &self.last_month, &self.last_year];
                day::wanted("last", ("Last day", "Enter the last day"), parts, problems)
                    .map(Ending::LastDay)
            }
            _ => {
                problems.add("how", "Select how it ends");
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

    #[test]
    fn an_entry_ends_on_a_day_or_never_was() {
        let text = str::to_owned;
        let ends = EndForm {
            how: text("ends"),
            last_day: text("31"),
            last_month: text("8"),
            last_year: text("2027"),
            version: 1,
            ..EndForm::default()
        };
        assert_eq!(parse(&ends).unwrap(), Ending::LastDay(date(2027, 8, 31)));
        let error = EndForm {
            how: text("error"),
            ..EndForm::default()
        };
        assert_eq!(parse(&error).unwrap(), Ending::InError);
        let neither = parse(&EndForm::default()).unwrap_err();
        assert_eq!(neither.of("how").as_deref(), Some("Select how it ends"));
        let no_day = EndForm {
            how: text("ends"),
            ..EndForm::default()
        };
        let no_day = parse(&no_day).unwrap_err();
        assert_eq!(no_day.of("last").as_deref(), Some("Enter the last day"));
    }
}
