//! From which day an award is paid when its decision comes late, and when an absence stops it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The day from which an award is paid; never before the child's first day at the establishment.
///
/// Gloucestershire backdates late plans to the statutory week 20 (finance guide 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backdating {
    /// The day of the decision.
    Decision,
    /// The first day at the establishment.
    Start,
    /// The day of the request.
    Request,
    /// The day on which the plan was due, if the decision came after it; else the day of the decision.
    Week20,
}

/// The days that backdating chooses from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AwardDays {
    /// The first day at the establishment.
    pub starts: Date,
    /// The day of the decision.
    pub decided: Date,
    /// The day of the request, where there was one.
    pub requested: Option<Date>,
    /// The day on which the plan was due, where it has one.
    pub week_20: Option<Date>,
}

/// The day that a rule set backdates to is not recorded.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum BackdatingError {
    /// The set pays from the request.
    #[error("the award is paid from the day of the request, which is not recorded")]
    NoRequest,
    /// The set pays from the day on which the plan was due.
    #[error("the award is paid from the day on which the plan was due, which is not recorded")]
    NoWeek20,
}

impl Backdating {
    /// The first day that is paid.
    ///
    /// # Errors
    /// [`BackdatingError`] if the day it turns on is not recorded.
    pub fn paid_from(self, days: &AwardDays) -> Result<Date, BackdatingError> {
        let from = match self {
            Backdating::Decision => days.decided,
            Backdating::Start => days.starts,
            Backdating::Request => days.requested.ok_or(BackdatingError::NoRequest)?,
            Backdating::Week20 => days
                .decided
                .min(days.week_20.ok_or(BackdatingError::NoWeek20)?),
        };
        Ok(from.max(days.starts))
    }
}

/// How long a placement is still paid while its child is educated elsewhere, each time anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suspension {
    /// Calendar days of an absence that are still paid; those after it are not.
    pub after_days: u16,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn each_rule_pays_from_its_own_day() {
        let days = AwardDays {
            starts: date(2026, 1, 5),
            decided: date(2026, 5, 20),
            requested: Some(date(2025, 11, 3)),
            week_20: Some(date(2026, 3, 23)),
        };
        let from = |rule: Backdating| rule.paid_from(&days).unwrap();
        assert_eq!(from(Backdating::Decision), date(2026, 5, 20));
        assert_eq!(from(Backdating::Start), date(2026, 1, 5));
        assert_eq!(from(Backdating::Request), date(2026, 1, 5)); // not before the child came
        assert_eq!(from(Backdating::Week20), date(2026, 3, 23));
    }

    #[test]
    fn a_plan_in_time_is_not_backdated_and_a_missing_day_is_said() {
        let mut days = AwardDays {
            starts: date(2026, 1, 5),
            decided: date(2026, 3, 2),
            requested: None,
            week_20: Some(date(2026, 3, 23)),
        };
        assert_eq!(Backdating::Week20.paid_from(&days), Ok(date(2026, 3, 2)));
        assert_eq!(
            Backdating::Request.paid_from(&days),
            Err(BackdatingError::NoRequest)
        );
        days.week_20 = None;
        assert_eq!(
            Backdating::Week20.paid_from(&days),
            Err(BackdatingError::NoWeek20)
        );
    }
}
