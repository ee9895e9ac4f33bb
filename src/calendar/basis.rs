//! How a year's amount is shared over a part of the year: one of the bases that authorities publish.

use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

use super::Fraction;

/// The days of a stated number that fall beyond it: the 191st school day where a year is 190.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beyond {
    /// Each is paid too; a year with more days pays more than the year's amount.
    Paid,
    /// None is paid: the year's first days count, up to the number.
    Unpaid,
}

/// What the month of starting, or of leaving, counts for. A month on roll from its first to its last day counts whole in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthRule {
    /// The whole month, as if on roll for all of it.
    Whole,
    /// Nothing, as if not on roll in it.
    Nothing,
    /// Half the month.
    Half,
    /// The calendar days on roll.
    ByDays,
}

/// What a term counts for that a child is on roll for in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartTerm {
    /// The school days on roll over the school days of the term.
    ByDays,
    /// The whole term if on roll on its first day, else nothing.
    WholeIfOnRollOnFirstDay,
    /// The whole term if on roll on its day of counting, else nothing.
    WholeIfOnRollOnCountDay,
}

/// The days of which weeks are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeekDays {
    /// A week is five school days.
    School,
    /// A week is seven calendar days.
    Calendar,
}

/// The basis on which a year's amount is shared over a part of that year.
///
/// Seen in: finance guide 1.4; the forms that councils publish are listed beside each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Basis {
    /// Calendar days over the 365 or 366 of that year. Common.
    CalendarDays,
    /// School days over those of that year by the set's calendar. Waltham Forest.
    SchoolDays,
    /// School days by the set's calendar over a fixed number. Leicestershire: 190.
    SchoolDaysOver {
        /// The number that makes a year.
        days: NonZeroU16,
        /// What the days beyond it count for.
        beyond: Beyond,
    },
    /// Months, each a twelfth. Central Bedfordshire; Norfolk's 6/12.
    Twelfths {
        /// The month of starting, unless on its first day.
        starting: MonthRule,
        /// The month of leaving, unless after its last day.
        leaving: MonthRule,
    },
    /// Terms by their own weights. Herefordshire: thirds.
    Terms {
        /// What a term on roll in part counts for.
        part: PartTerm,
    },
    /// Weeks over a stated number that makes a year, part weeks by days. Durham: 38; Bristol: 45.5.
    Weeks {
        /// The number that makes a year, above 0.
        weeks: Fraction,
        /// What makes a week.
        of: WeekDays,
        /// What the weeks beyond the number count for.
        beyond: Beyond,
    },
    /// Thirteen periods of four weeks from the year's first day, each a thirteenth; the last takes in the year's one or two
    /// days left over. A period on roll in part counts by calendar days. Derby.
    FourWeekly,
}

impl Basis {
    /// How a year is shared out, in words.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Basis::CalendarDays => "Calendar days",
            Basis::SchoolDays => "School days",
            Basis::SchoolDaysOver { .. } => "School days over a fixed number",
            Basis::Twelfths { .. } => "Months, each a twelfth",
            Basis::Terms { .. } => "Terms",
            Basis::Weeks { .. } => "Weeks",
            Basis::FourWeekly => "Four weeks, each a thirteenth",
        }
    }

    /// Whether it counts by a school calendar.
    #[must_use]
    pub fn needs_calendar(self) -> bool {
        match self {
            Basis::SchoolDays | Basis::SchoolDaysOver { .. } | Basis::Terms { .. } => true,
            Basis::Weeks { of, .. } => of == WeekDays::School,
            Basis::CalendarDays | Basis::Twelfths { .. } | Basis::FourWeekly => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basis_is_one_flat_table() {
        let cases = [
            (Basis::CalendarDays, r#"{"kind":"calendar_days"}"#),
            (
                Basis::SchoolDaysOver {
                    days: NonZeroU16::new(190).unwrap(),
                    beyond: Beyond::Unpaid,
                },
                r#"{"kind":"school_days_over","days":190,"beyond":"unpaid"}"#,
            ),
            (
                Basis::Twelfths {
                    starting: MonthRule::Whole,
                    leaving: MonthRule::ByDays,
                },
                r#"{"kind":"twelfths","starting":"whole","leaving":"by_days"}"#,
            ),
            (
                Basis::Weeks {
                    weeks: "45.5".parse().unwrap(),
                    of: WeekDays::Calendar,
                    beyond: Beyond::Paid,
                },
                r#"{"kind":"weeks","weeks":"45.5","of":"calendar","beyond":"paid"}"#,
            ),
        ];
        for (basis, text) in cases {
            assert_eq!(serde_json::to_string(&basis).unwrap(), text);
            assert_eq!(serde_json::from_str::<Basis>(text).unwrap(), basis);
        }
        let zero = r#"{"kind":"school_days_over","days":0,"beyond":"paid"}"#;
        assert!(serde_json::from_str::<Basis>(zero).is_err());
    }
}
