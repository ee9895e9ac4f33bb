//! The clock of a claim: from which day on the law says what is paid where the authorities have agreed nothing.
//!
//! Its rules are data (`clock.json`), each from a day on and with its source: an amendment is a line there and no line here.

use serde::Deserialize;
use thiserror::Error;

use crate::calendar::{Date, Period, iso};

/// Which claims a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockFor {
    /// Those for a child whom an authority looks after.
    LookedAfter,
    /// All.
    Everybody,
}

/// From which day a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsFrom {
    /// The day on which the claim was sent.
    Sent,
    /// The first day that it is for.
    FirstDay,
}

/// A rule of the clock, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockRule {
    /// The first day that it is in force; no clock starts before it.
    #[serde(with = "iso")]
    pub in_force_from: Date,
    /// Which claims it is for.
    #[serde(rename = "for")]
    pub of: ClockFor,
    /// From which day it counts.
    pub counts_from: CountsFrom,
    /// How many months there are to agree.
    pub months: u8,
    /// Where it is from.
    pub source: String,
    /// What of it is to be checked at the source.
    pub to_check: String,
}

/// Why a file of rules is none.
#[derive(Debug, Error)]
pub enum NotRules {
    /// It is no list of rules.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// Two rules begin on one day, or they are not in order.
    #[error("the rules are not in the order of their first days")]
    NotInOrder,
    /// A rule leaves no month, or more than ten years.
    #[error("a rule must leave from 1 to 120 months")]
    Months,
}

/// The rules of the clock, the earliest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockRules(Vec<ClockRule>);

impl ClockRules {
    /// Reads rules.
    ///
    /// # Errors
    /// [`NotRules`].
    pub fn read(json: &str) -> Result<ClockRules, NotRules> {
        let rules: Vec<ClockRule> = serde_json::from_str(json)?;
        let in_order = rules
            .windows(2)
            .all(|two| two[0].in_force_from < two[1].in_force_from);
        if !in_order {
            return Err(NotRules::NotInOrder);
        }
        if rules.iter().any(|rule| !(1..=120).contains(&rule.months)) {
            return Err(NotRules::Months);
        }
        Ok(ClockRules(rules))
    }

    /// The rules that the program comes with.
    ///
    /// # Errors
    /// [`NotRules`] if the text inside the program is none; a test reads it.
    pub fn shipped() -> Result<ClockRules, NotRules> {
        ClockRules::read(include_str!("clock.json"))
    }

    /// The rules, the earliest first.
    #[must_use]
    pub fn all(&self) -> &[ClockRule] {
        &self.0
    }

    /// The clock of a claim for some days, sent on a day if it was: that of the latest rule in force on its last day.
    #[must_use]
    pub fn of(&self, days: &Period, looked_after: bool, sent: Option<Date>) -> Clock {
        let last = days.last_day().unwrap_or(Date::MAX);
        let mut rules = self.0.iter().rev();
        let rule = rules.find(|rule| {
            rule.in_force_from <= last && (looked_after || rule.of == ClockFor::Everybody)
        });
        let Some(rule) = rule else {
            return Clock::None;
        };
        let counted = match (rule.counts_from, sent) {
            (CountsFrom::FirstDay, _) => days.start(),
            (CountsFrom::Sent, Some(sent)) => sent,
            (CountsFrom::Sent, None) => return Clock::NotStarted,
        };
        let started = counted.max(rule.in_force_from);
        let runs_out = started.saturating_add(jiff::Span::new().months(i64::from(rule.months)));
        Clock::Running { started, runs_out }
    }
}

/// How a claim's clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// No rule is for the claim: nothing but an agreement, or a ruling, says what is paid.
    None,
    /// It starts when the claim is sent.
    NotStarted,
    /// It has started.
    Running {
        /// The first day that counts.
        started: Date,
        /// The first day on which, where nothing is agreed, the home authority owes the full cost.
        runs_out: Date,
    },
}

impl Clock {
    /// Both days, if it has started.
    #[must_use]
    pub fn days(self) -> Option<(Date, Date)> {
        match self {
            Clock::Running { started, runs_out } => Some((started, runs_out)),
            Clock::None | Clock::NotStarted => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_shipped_rules_are_read() {
        let shipped = ClockRules::shipped().unwrap();
        let first = &shipped.all()[0];
        assert_eq!((first.in_force_from, first.months), (date(2026, 9, 1), 6));
        assert!(!first.source.is_empty());
    }

    #[test]
    fn rules_out_of_order_or_without_months_are_refused() {
        let rule = |from: &str, months: u8| {
            format!(
                r#"{{"in_force_from":"{from}","for":"everybody","counts_from":"first_day","months":{months},"source":"x","to_check":""}}"#
            )
        };
        let (one, two) = (rule("2026-09-01", 6), rule("2027-09-01", 3));
        assert!(ClockRules::read(&format!("[{one},{two}]")).is_ok());
        for text in [
            format!("[{two},{one}]"),
            format!("[{one},{one}]"),
            format!("[{}]", rule("2026-09-01", 0)),
            format!("[{}]", rule("2026-09-31", 6)),
            "{}".to_owned(),
        ] {
            assert!(ClockRules::read(&text).is_err(), "{text}");
        }
    }

    /// Six months from the day of sending, none before the rule is in force, and only for looked-after children.
    #[test]
    fn a_clock_starts_when_the_claim_is_sent_and_no_earlier_than_its_rule() {
        let rules = ClockRules::shipped().unwrap();
        let days = |from, to| Period::new(from, to).unwrap();
        let autumn = days(date(2026, 9, 1), date(2027, 1, 1));
        let running = |started, runs_out| Clock::Running { started, runs_out };
        let (sent, out) = (date(2027, 1, 15), date(2027, 7, 15));
        assert_eq!(rules.of(&autumn, true, Some(sent)), running(sent, out));
        assert_eq!(rules.of(&autumn, true, None), Clock::NotStarted);
        assert_eq!(rules.of(&autumn, false, Some(sent)), Clock::None);
        let summer = days(date(2026, 4, 1), date(2026, 9, 1));
        assert_eq!(rules.of(&summer, true, Some(sent)), Clock::None);
        // A claim that reaches one day into September, sent in July: the clock waits for the rule.
        let astride = days(date(2026, 4, 1), date(2026, 9, 2));
        assert_eq!(
            rules.of(&astride, true, Some(date(2026, 7, 1))),
            running(date(2026, 9, 1), date(2027, 3, 1))
        );
        // The last day of August has no sixth month as long: the last of February.
        assert_eq!(
            rules.of(&autumn, true, Some(date(2027, 8, 31))),
            running(date(2027, 8, 31), date(2028, 2, 29))
        );
    }
}
