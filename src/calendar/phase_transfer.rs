//! The days by which a move between phases must be settled in the final plan.

use jiff::civil::{Date, date};

use super::AcademicYear;

/// By when a plan is final for a move in the September that follows: 15 February into or between schools, 31 March into
/// post-16 (Special Educational Needs and Disability Regulations 2014, regulation 18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferDays {
    /// 15 February.
    pub into_school: Date,
    /// 31 March.
    pub into_post_16: Date,
}

impl TransferDays {
    /// The days of the academic year that a day falls in: they may be over.
    #[must_use]
    pub fn around(day: Date) -> TransferDays {
        let spring = AcademicYear::containing(day).end().year();
        TransferDays {
            into_school: date(spring, 2, 15),
            into_post_16: date(spring, 3, 31),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TransferDays;
    use jiff::civil::date;

    #[test]
    fn autumn_looks_ahead_and_summer_looks_back() {
        for (day, spring) in [
            (date(2026, 9, 1), 2027),
            (date(2027, 2, 15), 2027),
            (date(2027, 8, 31), 2027),
            (date(2027, 9, 1), 2028),
        ] {
            let days = TransferDays::around(day);
            assert_eq!(days.into_school, date(spring, 2, 15));
            assert_eq!(days.into_post_16, date(spring, 3, 31));
        }
    }
}
