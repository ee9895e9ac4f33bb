//! Days, years and the shares of a year.
//!
//! A period is half-open: its end is the first day outside it, so two periods that meet share no
//! day. People are shown the last day inside. Nothing here knows what day it is.

mod absences;
mod attendance;
mod backdating;
mod basis;
mod ending;
mod fraction;
mod phase_transfer;
mod school_age;
mod school_days;
mod shares;
mod terms;
mod time_rules;
mod year_group;
mod years;

pub use absences::{joined, without};
pub use attendance::{Attendance, AttendanceError, AttendanceProblem, Attends};
pub use backdating::{AwardDays, Backdating, BackdatingError, Suspension};
pub use basis::{Basis, Beyond, MonthRule, PartTerm, WeekDays};
pub use ending::Ending;
pub use fraction::{Fraction, FractionError};
pub use jiff::civil::Date;
use jiff::civil::Weekday;
pub use phase_transfer::TransferDays;
pub use school_age::last_day_of_compulsory_school_age;
pub use school_days::{CalendarProblem, SchoolCalendar};
use serde::{Deserialize, Serialize};
pub use shares::{Count, CountedDays, ShareError, StayShares, four_weeks_of, months_of, sum_of};
pub use terms::{Term, TermError};
use thiserror::Error;
pub use time_rules::{Apportionment, OuterDays, TimeProblem, TimeRules};
pub use year_group::YearGroup;
pub use years::{AcademicYear, BeginMonth, FinancialYear, YearKind};

/// Reads `2026-09-01` and nothing else.
#[must_use]
pub fn parse_iso_date(text: &str) -> Option<Date> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(place, b)| match place {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    if !shaped {
        return None;
    }
    let year = text[0..4].parse().ok()?;
    let month = text[5..7].parse().ok()?;
    let day = text[8..10].parse().ok()?;
    Date::new(year, month, day).ok()
}

/// A day as files and other systems read it: `2026-09-01`.
///
/// The calendar's own library writes the same, with all of its formats behind it; a browser would download them.
#[must_use]
pub fn iso_text(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// A day in JSON as [`iso_text`] writes it, for `#[serde(with = "crate::calendar::iso")]`.
pub mod iso {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::{Date, iso_text, parse_iso_date};

    /// Writes the day.
    ///
    /// # Errors
    /// The serializer's own.
    pub fn serialize<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&iso_text(*day))
    }

    /// Reads the day.
    ///
    /// # Errors
    /// The deserializer's own, and for any text that is not a day.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
        parse_iso_date(&String::deserialize(from)?)
            .ok_or_else(|| serde::de::Error::custom("not a day such as 2026-09-01"))
    }
}

/// A day as people in England write it: `1 September 2026`.
#[must_use]
pub fn in_words(day: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = MONTHS
        .get(usize::from(day.month().unsigned_abs()) - 1)
        .copied()
        .unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

/// Why two days do not make a period.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the end {end} is not after the start {start}")]
pub struct PeriodError {
    /// The first day.
    pub start: Date,
    /// The first day outside.
    pub end: Date,
}

/// Days from a first day up to, not including, an end; at least one day, or without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Bounds", into = "Bounds")]
pub struct Period {
    start: Date,
    end: Option<Date>,
}

#[derive(Serialize, Deserialize)]
struct Bounds {
    start: Date,
    end: Option<Date>,
}

impl Period {
    /// The days from `start` up to, not including, `end`.
    ///
    /// # Errors
    /// [`PeriodError`] if the end is not after the start.
    pub fn new(start: Date, end: Date) -> Result<Period, PeriodError> {
        if end <= start {
            return Err(PeriodError { start, end });
        }
        Ok(Period {
            start,
            end: Some(end),
        })
    }

    /// The days from `start` on, without end.
    #[must_use]
    pub fn open(start: Date) -> Period {
        Period { start, end: None }
    }

    /// The days from `first` to `last`, both inside, as people write a period.
    ///
    /// # Errors
    /// [`PeriodError`] if the last day is before the first.
    pub fn from_first_to_last(first: Date, last: Date) -> Result<Period, PeriodError> {
        // The calendar's own last day has no tomorrow; such a period is without end.
        match last.tomorrow() {
            Ok(end) => Period::new(first, end),
            Err(_) => Ok(Period::open(first)),
        }
    }

    /// The first day inside.
    #[must_use]
    pub fn start(&self) -> Date {
        self.start
    }

    /// The first day outside, unless the period is without end.
    #[must_use]
    pub fn end(&self) -> Option<Date> {
        self.end
    }

    /// The last day inside, unless the period is without end.
    #[must_use]
    pub fn last_day(&self) -> Option<Date> {
        self.end.and_then(|end| end.yesterday().ok())
    }

    /// How many calendar days are inside, unless the period is without end.
    #[must_use]
    pub fn days(&self) -> Option<i64> {
        let end = self.end?;
        Some(self.start.duration_until(end).as_hours() / 24)
    }

    /// Whether a day is inside.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        day >= self.start && self.end.is_none_or(|end| day < end)
    }

    /// The days before a day, if any.
    #[must_use]
    pub fn before(&self, day: Date) -> Option<Period> {
        let end = self.end.map_or(day, |end| end.min(day));
        Period::new(self.start, end).ok()
    }

    /// The days from a day on, if any.
    #[must_use]
    pub fn from(&self, day: Date) -> Option<Period> {
        self.overlap(&Period::open(day))
    }

    /// From the earlier start to the later end of both, with any days between.
    #[must_use]
    pub fn through(&self, other: &Period) -> Period {
        Period {
            start: self.start.min(other.start),
            end: self
                .end
                .zip(other.end)
                .map(|(mine, theirs)| mine.max(theirs)),
        }
    }

    /// The days that are in both, if any.
    #[must_use]
    pub fn overlap(&self, other: &Period) -> Option<Period> {
        let start = self.start.max(other.start);
        let end = match (self.end, other.end) {
            (Some(mine), Some(theirs)) => Some(mine.min(theirs)),
            (mine, theirs) => mine.or(theirs),
        };
        match end {
            Some(end) => Period::new(start, end).ok(),
            None => Some(Period::open(start)),
        }
    }
}

impl TryFrom<Bounds> for Period {
    type Error = PeriodError;

    fn try_from(bounds: Bounds) -> Result<Period, PeriodError> {
        match bounds.end {
            Some(end) => Period::new(bounds.start, end),
            None => Ok(Period::open(bounds.start)),
        }
    }
}

impl From<Period> for Bounds {
    fn from(period: Period) -> Bounds {
        Bounds {
            start: period.start,
            end: period.end,
        }
    }
}

/// Whole years from a birth to a day; `None` before the birth. A birthday on 29 February falls on 1 March in a common year.
#[must_use]
pub fn age_on(birth: Date, day: Date) -> Option<i16> {
    if day < birth {
        return None;
    }
    let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
    Some(day.year() - birth.year() - i16::from(before_birthday))
}

/// Age on the 31 August before the academic year that a day falls in: the age by which SEN2 tables
/// and year groups count (finance guide 1.4, rule 8).
#[must_use]
pub fn age_on_31_august_before(birth: Date, day: Date) -> Option<i16> {
    age_on(birth, AcademicYear::containing(day).eve())
}

/// The first Monday-to-Friday day on or after a day: when a deadline that falls on a weekend is met.
#[must_use]
pub fn next_weekday(day: Date) -> Date {
    let days_on = match day.weekday() {
        Weekday::Saturday => 2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    day.saturating_add(jiff::Span::new().days(days_on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_period_ends_before_its_end() {
        let april = Period::new(date(2026, 4, 1), date(2026, 5, 1)).unwrap();
        assert!(april.contains(date(2026, 4, 30)) && !april.contains(date(2026, 5, 1)));
        assert_eq!(april.last_day(), Some(date(2026, 4, 30)));
        assert!(Period::new(date(2026, 4, 1), date(2026, 4, 1)).is_err());
        assert_eq!(
            Period::from_first_to_last(date(2026, 4, 1), date(2026, 4, 30)),
            Ok(april)
        );
    }

    #[test]
    fn periods_that_meet_share_no_day() {
        let april = Period::new(date(2026, 4, 1), date(2026, 5, 1)).unwrap();
        assert_eq!(april.overlap(&Period::open(date(2026, 5, 1))), None);
        assert_eq!(
            april
                .overlap(&Period::open(date(2026, 4, 30)))
                .and_then(|p| p.end()),
            april.end()
        );
    }

    #[test]
    fn age_counts_birthdays() {
        let born = date(2012, 2, 29);
        assert_eq!(age_on(born, date(2013, 2, 28)), Some(0));
        assert_eq!(age_on(born, date(2013, 3, 1)), Some(1));
        assert_eq!(age_on(born, date(2011, 1, 1)), None);
    }

    /// A child born on 31 August is a year older for the tables than one born the day after.
    #[test]
    fn age_on_the_31_august_before_turns_on_one_day() {
        let census = date(2026, 1, 15);
        assert_eq!(age_on_31_august_before(date(2015, 8, 31), census), Some(10));
        assert_eq!(age_on_31_august_before(date(2015, 9, 1), census), Some(9));
    }

    #[test]
    fn only_a_full_iso_date_is_a_date() {
        assert_eq!(parse_iso_date("2026-02-28"), Some(date(2026, 2, 28)));
        for text in [
            "2026-02-29",
            "2026-2-28",
            "20260228",
            "2026-02-28T00",
            "",
            "२०२६-०२",
        ] {
            assert_eq!(parse_iso_date(text), None, "{text}");
        }
    }
}
