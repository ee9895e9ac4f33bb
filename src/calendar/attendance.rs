//! How much of a full placement a child attends: a share of full time, days a week, or hours a week.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Fraction;
use crate::money::Fte;

/// What a placement states about attendance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attends {
    /// All of it.
    FullTime,
    /// A share of full time.
    Share(Fte),
    /// Days a week, such as 2 or 2.5.
    DaysAWeek(Fraction),
    /// Hours a week.
    HoursAWeek(Fraction),
}

/// What a rule set makes of attendance. A stated share of full time is taken as it is under every one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Attendance {
    /// Only the share of full time.
    #[default]
    Share,
    /// Days a week by a stated table, which need not be in proportion.
    DaysAWeek {
        /// The days a week and the share of the full amount that they carry.
        shares: BTreeMap<Fraction, Fraction>,
    },
    /// Hours a week by a stated table of ranges: each share from its hours up to the next, the first from none.
    HoursInRanges {
        /// The hours from which a share of the full amount holds, and the share. The checker of a rule set holds that they
        /// begin with none and rise.
        shares: BTreeMap<Fraction, Fraction>,
    },
    /// Hours a week over the hours that are full time. Herefordshire: 15 of 30 hours are half.
    Hours {
        /// The hours a week that are full time.
        full_time: Fraction,
    },
}

/// What is wrong with a rule set's account of attendance.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AttendanceProblem {
    /// A table without a row.
    #[error("the table of days a week is empty")]
    EmptyTable,
    /// A number of days that no week has.
    #[error("{0} is not a number of days in a week")]
    NotDaysOfAWeek(Fraction),
    /// A share above the whole, or nothing.
    #[error("{days} days a week carry {share}; a share is above 0 and at most 1")]
    NotAShare {
        /// The row.
        days: Fraction,
        /// What it says.
        share: Fraction,
    },
    /// More days carry less.
    #[error("{0} days a week carry less than fewer days do")]
    Falls(Fraction),
    /// No number of hours that a week has.
    #[error("{0} is not a number of hours in a week")]
    NotHoursOfAWeek(Fraction),
}

/// Why a placement's attendance has no share under a rule set.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AttendanceError {
    /// The set's table has no row for that many days.
    #[error("the rule set has no share for {0} days a week")]
    NoRow(Fraction),
    /// The set does not pay by what the placement states.
    #[error(
        "the rule set does not share amounts by what the placement states: days or hours a week"
    )]
    NotThisWay,
    /// More hours than are full time, or none.
    #[error("{hours} hours a week are none, or more than the {full_time} that are full time")]
    HoursOutOfRange {
        /// What the placement states.
        hours: Fraction,
        /// What is full time.
        full_time: Fraction,
    },
    /// A share of full time finer than millionths.
    #[error("the full-time equivalent (FTE) {0} is finer than millionths")]
    TooFine(Fte),
}

impl Attendance {
    /// Every problem with the table or the hours.
    #[must_use]
    pub fn problems(&self) -> Vec<AttendanceProblem> {
        let within = |number: Fraction, most: u64| {
            !number.is_zero() && Fraction::of(most, 1).is_some_and(|most| number <= most)
        };
        match self {
            Attendance::Share => Vec::new(),
            Attendance::HoursInRanges { shares } if shares.is_empty() => {
                vec![AttendanceProblem::EmptyTable]
            }
            Attendance::HoursInRanges { .. } => Vec::new(),
            Attendance::Hours { full_time } if within(*full_time, 168) => Vec::new(),
            Attendance::Hours { full_time } => {
                vec![AttendanceProblem::NotHoursOfAWeek(*full_time)]
            }
            Attendance::DaysAWeek { shares } if shares.is_empty() => {
                vec![AttendanceProblem::EmptyTable]
            }
            Attendance::DaysAWeek { shares } => {
                let mut problems = Vec::new();
                let mut before = Fraction::ZERO;
                for (&days, &share) in shares {
                    if !within(days, 7) {
                        problems.push(AttendanceProblem::NotDaysOfAWeek(days));
                    }
                    if !within(share, 1) {
                        problems.push(AttendanceProblem::NotAShare { days, share });
                    }
                    if share < before {
                        problems.push(AttendanceProblem::Falls(days));
                    }
                    before = share;
                }
                problems
            }
        }
    }

    /// The share of the full amount that a placement carries.
    ///
    /// # Errors
    /// [`AttendanceError`].
    pub fn share_of(&self, attends: Attends) -> Result<Fraction, AttendanceError> {
        match (attends, self) {
            (Attends::FullTime, _) => Ok(Fraction::ONE),
            (Attends::Share(fte), _) => {
                Fraction::try_from(fte).map_err(|_| AttendanceError::TooFine(fte))
            }
            (Attends::DaysAWeek(days), Attendance::DaysAWeek { shares }) => shares
                .get(&days)
                .copied()
                .ok_or(AttendanceError::NoRow(days)),
            (Attends::HoursAWeek(hours), Attendance::HoursInRanges { shares }) => {
                let begun = shares.range(..=hours).next_back();
                let share = begun.map(|(_, share)| *share);
                share.ok_or(AttendanceError::NotThisWay)
            }
            (Attends::HoursAWeek(hours), Attendance::Hours { full_time }) => {
                let out_of_range = AttendanceError::HoursOutOfRange {
                    hours,
                    full_time: *full_time,
                };
                if hours.is_zero() || hours > *full_time {
                    return Err(out_of_range);
                }
                hours.over(*full_time).map_err(|_| out_of_range)
            }
            (Attends::DaysAWeek(_) | Attends::HoursAWeek(_), _) => Err(AttendanceError::NotThisWay),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[(&str, &str)]) -> Attendance {
        let row = |(days, share): &(&str, &str)| (days.parse().unwrap(), share.parse().unwrap());
        Attendance::DaysAWeek {
            shares: rows.iter().map(row).collect(),
        }
    }

    #[test]
    fn hours_a_week_have_the_share_of_the_last_range_that_has_begun() {
        let Attendance::DaysAWeek { shares } = table(&[("0", "0"), ("10", "0.6"), ("15.5", "1")])
        else {
            unreachable!("a table is of shares");
        };
        let attendance = Attendance::HoursInRanges { shares };
        assert_eq!(attendance.problems(), []);
        let share = |hours: &str| attendance.share_of(Attends::HoursAWeek(hours.parse().unwrap()));
        for (hours, expected) in [
            ("9.5", "0"),
            ("10", "0.6"),
            ("15", "0.6"),
            ("15.5", "1"),
            ("40", "1"),
        ] {
            assert_eq!(share(hours), Ok(expected.parse().unwrap()), "{hours}");
        }
        assert_eq!(
            attendance.share_of(Attends::DaysAWeek(Fraction::ONE)),
            Err(AttendanceError::NotThisWay)
        );
    }

    #[test]
    fn days_a_week_go_by_the_table_and_by_nothing_else() {
        let attendance = table(&[("1", "0.25"), ("2.5", "0.6"), ("5", "1")]);
        assert_eq!(attendance.problems(), []);
        let share = |days: &str| attendance.share_of(Attends::DaysAWeek(days.parse().unwrap()));
        assert_eq!(share("2.5"), Ok("0.6".parse().unwrap()));
        assert_eq!(
            share("2"),
            Err(AttendanceError::NoRow("2".parse().unwrap()))
        );
        assert_eq!(
            attendance.share_of(Attends::HoursAWeek(Fraction::ONE)),
            Err(AttendanceError::NotThisWay)
        );
        let text = serde_json::to_string(&attendance).unwrap();
        assert_eq!(
            text,
            r#"{"kind":"days_a_week","shares":{"1":"0.25","2.5":"0.6","5":"1"}}"#
        );
        assert_eq!(
            serde_json::from_str::<Attendance>(&text).unwrap(),
            attendance
        );
    }

    #[test]
    fn a_table_that_falls_or_leaves_the_week_is_refused() {
        assert_eq!(table(&[]).problems(), [AttendanceProblem::EmptyTable]);
        let problems = table(&[("0", "0"), ("1", "0.5"), ("2", "0.4"), ("8", "1.1")]).problems();
        assert_eq!(problems.len(), 5, "{problems:?}");
    }

    #[test]
    fn hours_go_up_to_full_time() {
        let hours = Attendance::Hours {
            full_time: "30".parse().unwrap(),
        };
        let share = |text: &str| hours.share_of(Attends::HoursAWeek(text.parse().unwrap()));
        assert_eq!(share("15"), Ok(Fraction::HALF));
        assert_eq!(share("30"), Ok(Fraction::ONE));
        assert!(share("30.5").is_err() && share("0").is_err());
        let none = Attendance::Hours {
            full_time: Fraction::ZERO,
        };
        assert_eq!(none.problems().len(), 1);
    }
}
