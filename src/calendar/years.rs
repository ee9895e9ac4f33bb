//! The two years that funding runs by.

use std::fmt;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::Period;

/// A year by the day and month it begins on. Years 1 to 9998 only, so that both ends are dates.
macro_rules! year_from {
    ($(#[$doc:meta])* $name:ident, $month:literal, $label:literal, $(#[$eve_doc:meta])* $eve:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name {
            first: Date,
        }

        impl $name {
            /// The year that a day falls in.
            #[must_use]
            pub fn containing(day: Date) -> $name {
                let began = if day.month() >= $month { day.year() } else { day.year() - 1 };
                $name { first: date(began.clamp(1, 9998), $month, 1) }
            }

            /// The first day.
            #[must_use]
            pub fn first_day(self) -> Date {
                self.first
            }

            /// The first day of the year after.
            #[must_use]
            pub fn end(self) -> Date {
                date(self.first.year() + 1, $month, 1)
            }

            $(#[$eve_doc])*
            #[must_use]
            pub fn $eve(self) -> Date {
                self.first.saturating_sub(jiff::Span::new().days(1))
            }

            /// All its days.
            #[must_use]
            pub fn period(self) -> Period {
                // `end` is one year after `first`, so the period cannot be empty.
                Period { start: self.first, end: Some(self.end()) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{}{}{:02}", self.first.year(), $label, (self.first.year() + 1) % 100)
            }
        }
    };
}

year_from!(
    /// 1 April to 31 March, written `2026-27`.
    FinancialYear, 4, "-",
    /// The 31 March before.
    eve
);
year_from!(
    /// 1 September to 31 August, written `2026/27`.
    AcademicYear, 9, "/",
    /// The 31 August before: the day by which ages are counted.
    eve
);

/// Which year an amount is stated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YearKind {
    /// 1 April to 31 March.
    Financial,
    /// 1 September to 31 August.
    Academic,
    /// From the first of another month.
    From(BeginMonth),
}

/// A month on whose first a year begins, other than April and September, of which the years have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "i8", into = "i8")]
pub struct BeginMonth(i8);

impl TryFrom<i8> for BeginMonth {
    type Error = &'static str;

    fn try_from(month: i8) -> Result<BeginMonth, Self::Error> {
        match month {
            1..=3 | 5..=8 | 10..=12 => Ok(BeginMonth(month)),
            _ => Err("no month on whose first another year begins"),
        }
    }
}

impl From<BeginMonth> for i8 {
    fn from(month: BeginMonth) -> i8 {
        month.0
    }
}

impl BeginMonth {
    /// The first day of the year that a day falls in. Years 1 to 9998 only, so that both ends are dates.
    fn first_day(self, day: Date) -> Date {
        let began = if day.month() >= self.0 {
            day.year()
        } else {
            day.year() - 1
        };
        date(began.clamp(1, 9998), self.0, 1)
    }
}

impl YearKind {
    /// All the days of the year that a day falls in.
    #[must_use]
    pub fn year_of(self, day: Date) -> Period {
        match self {
            YearKind::Financial => FinancialYear::containing(day).period(),
            YearKind::Academic => AcademicYear::containing(day).period(),
            YearKind::From(month) => {
                let start = month.first_day(day);
                // The end is one year after the start, so the period cannot be empty.
                Period {
                    start,
                    end: Some(date(start.year() + 1, month.0, 1)),
                }
            }
        }
    }

    /// The year that a day falls in, as people write it: `2026-27` or `2026/27`; of another, `from 1 January 2026`.
    #[must_use]
    pub fn text(self, day: Date) -> String {
        match self {
            YearKind::Financial => FinancialYear::containing(day).to_string(),
            YearKind::Academic => AcademicYear::containing(day).to_string(),
            YearKind::From(month) => format!("from {}", super::in_words(month.first_day(day))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_turn_on_their_first_day() {
        assert_eq!(
            FinancialYear::containing(date(2026, 3, 31)).to_string(),
            "2025-26"
        );
        assert_eq!(
            FinancialYear::containing(date(2026, 4, 1)).to_string(),
            "2026-27"
        );
        assert_eq!(
            AcademicYear::containing(date(2026, 8, 31)).to_string(),
            "2025/26"
        );
        assert_eq!(
            AcademicYear::containing(date(2026, 9, 1)).to_string(),
            "2026/27"
        );
        assert_eq!(
            AcademicYear::containing(date(2026, 1, 15)).eve(),
            date(2025, 8, 31)
        );
        assert_eq!(
            FinancialYear::containing(date(1999, 4, 1)).to_string(),
            "1999-00"
        );
        let january = YearKind::From(BeginMonth(1));
        let of = |day| january.year_of(day);
        assert_eq!(of(date(2026, 12, 31)), of(date(2026, 1, 1)));
        assert_eq!(of(date(2027, 1, 1)).start(), date(2027, 1, 1));
        let november = YearKind::From(BeginMonth(11));
        assert_eq!(november.text(date(2026, 10, 31)), "from 1 November 2025");
        assert_eq!(
            november.year_of(date(2026, 11, 1)).start(),
            date(2026, 11, 1)
        );
        for month in [0, 4, 9, 13] {
            assert!(BeginMonth::try_from(month).is_err());
        }
    }
}
