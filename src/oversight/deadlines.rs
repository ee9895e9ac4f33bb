//! Whether what the law gives a day for was done by it.
//!
//! Weeks are counted from the day of the request or the meeting. Sources: Special Educational Needs and Disability
//! Regulations 2014 (assessment: 6 and 20 weeks; review: 4 weeks), and R (L) v Devon [2022] EWHC 493 (final amended plan
//! within 12 weeks of the meeting). Phase transfers carry their own day.

use jiff::ToSpan as _;

use crate::calendar::Date;

/// One thing that had to be done by a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last day for it.
    pub due: Date,
    /// When it was done; `None` while it is not.
    pub done: Option<Date>,
    /// Whether an exception to the time limit was recorded.
    pub excepted: bool,
}

/// How a deadline stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Done by the day.
    InTime,
    /// Not done by the day, and an exception was recorded.
    Excepted,
    /// Done after the day.
    Late,
    /// Not done, and the day has passed.
    Overdue,
    /// Not done, and the day has not passed.
    NotYetDue,
}

impl Standing {
    /// Every standing whose deadline has come, the best first.
    pub const PAST: [Standing; 4] = [
        Standing::InTime,
        Standing::Excepted,
        Standing::Late,
        Standing::Overdue,
    ];

    /// The standing in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Standing::InTime => "In time",
            Standing::Excepted => "Not in time, exception recorded",
            Standing::Late => "Late",
            Standing::Overdue => "Not done, overdue",
            Standing::NotYetDue => "Not yet due",
        }
    }
}

/// How a deadline stands on a day.
#[must_use]
pub fn standing(deadline: Deadline, today: Date) -> Standing {
    match deadline.done {
        Some(done) if done <= deadline.due => Standing::InTime,
        None if today <= deadline.due => Standing::NotYetDue,
        _ if deadline.excepted => Standing::Excepted,
        Some(_) => Standing::Late,
        None => Standing::Overdue,
    }
}

/// The last day to decide whether to assess: six weeks after the request.
#[must_use]
pub fn assessment_decision_due(requested: Date) -> Date {
    weeks_after(requested, 6)
}

/// The last day for the final plan: twenty weeks after the request.
#[must_use]
pub fn plan_due(requested: Date) -> Date {
    weeks_after(requested, 20)
}

/// The last day for the decision after a review: four weeks after the meeting.
#[must_use]
pub fn review_decision_due(meeting: Date) -> Date {
    weeks_after(meeting, 4)
}

/// The last day for the final amended plan after a review: twelve weeks after the meeting.
#[must_use]
pub fn review_plan_due(meeting: Date) -> Date {
    weeks_after(meeting, 12)
}

fn weeks_after(day: Date, weeks: i32) -> Date {
    day.saturating_add(weeks.weeks())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_last_day_is_in_time_and_the_next_is_late() {
        let due = plan_due(date(2026, 1, 1));
        assert_eq!(due, date(2026, 5, 21));
        let today = date(2026, 8, 1);
        let on = |done, excepted| {
            let deadline = Deadline {
                due,
                done,
                excepted,
            };
            standing(deadline, today)
        };
        assert_eq!(on(Some(date(2026, 5, 21)), false), Standing::InTime);
        assert_eq!(on(Some(date(2026, 5, 22)), false), Standing::Late);
        assert_eq!(on(Some(date(2026, 5, 22)), true), Standing::Excepted);
        assert_eq!(on(Some(date(2026, 5, 20)), true), Standing::InTime);
        assert_eq!(on(None, false), Standing::Overdue);
        assert_eq!(on(None, true), Standing::Excepted);
    }

    #[test]
    fn what_is_not_due_yet_is_neither() {
        let deadline = Deadline {
            due: review_decision_due(date(2026, 9, 1)),
            done: None,
            excepted: true,
        };
        assert_eq!(deadline.due, date(2026, 9, 29));
        assert_eq!(standing(deadline, date(2026, 9, 29)), Standing::NotYetDue);
        assert_eq!(standing(deadline, date(2026, 9, 30)), Standing::Excepted);
        assert_eq!(
            assessment_decision_due(date(2026, 9, 1)),
            date(2026, 10, 13)
        );
        assert_eq!(review_plan_due(date(2026, 9, 1)), date(2026, 11, 24));
    }
}
