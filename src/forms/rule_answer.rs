//! A second person's answer to a proposal of rules, and the withdrawal of rules.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems, day};
use crate::calendar::Date;

/// The answer as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct RuleAnswerForm {
    /// The number of the proposal's step that was shown.
    pub step: u32,
    /// `approve` or `back`.
    pub outcome: String,
    /// What to look at, where it goes back.
    #[validate(length(
        max = 2000,
        message = "What to look at must be 2,000 characters or fewer"
    ))]
    pub reason: String,
}

/// What the answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleAnswer {
    /// The set is in force on its days.
    Approve,
    /// It goes back, for this reason.
    SendBack(String),
}

impl Form for RuleAnswerForm {
    type Value = RuleAnswer;

    const FIELDS: &'static [&'static str] = &["outcome", "reason"];

    fn value(&self, problems: &mut Problems) -> Option<RuleAnswer> {
        match (self.outcome.as_str(), self.reason.trim()) {
            ("approve", _) => Some(RuleAnswer::Approve),
            ("back", "") => {
                problems.add("reason", "Say what the owner should look at");
                None
            }
            ("back", reason) => Some(RuleAnswer::SendBack(reason.to_owned())),
            _ => {
                problems.add("outcome", "Select whether you approve the rules");
                None
            }
        }
    }
}

/// The withdrawal as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct WithdrawalForm {
    /// The number of the set's last step that was shown.
    pub step: u32,
    /// From: day.
    pub from_day: String,
    /// From: month.
    pub from_month: String,
    /// From: year.
    pub from_year: String,
    /// Why.
    #[validate(length(max = 2000, message = "The reason must be 2,000 characters or fewer"))]
    pub reason: String,
}

/// What the withdrawal means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// The first day on which the set is not in force.
    pub from: Date,
    /// Why.
    pub reason: String,
}

impl Form for WithdrawalForm {
    type Value = Withdrawal;

    const FIELDS: &'static [&'static str] = &["from", "reason"];

    fn value(&self, problems: &mut Problems) -> Option<Withdrawal> {
        let reason = self.reason.trim().to_owned();
        if reason.is_empty() {
            problems.add("reason", "Say why the rules are withdrawn");
        }
        let from = day::parse(
            "Withdrawn from",
            &self.from_day,
            &self.from_month,
            &self.from_year,
        );
        match from {
            Ok(Some(from)) => Some(Withdrawal { from, reason }),
            Ok(None) => {
                problems.add(
                    "from",
                    "Enter the first day on which the rules are not in force",
                );
                None
            }
            Err(message) => {
                problems.add("from", message);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{RuleAnswer, RuleAnswerForm, WithdrawalForm};
    use crate::forms::parse;
    use jiff::civil::date;

    #[test]
    fn rules_go_back_with_a_reason_only() {
        let answer = |outcome: &str, reason: &str| {
            parse(&RuleAnswerForm {
                step: 2,
                outcome: outcome.to_owned(),
                reason: reason.to_owned(),
            })
        };
        assert_eq!(answer("approve", ""), Ok(RuleAnswer::Approve));
        assert_eq!(
            answer("back", " Band C "),
            Ok(RuleAnswer::SendBack("Band C".to_owned()))
        );
        assert!(answer("back", " ").unwrap_err().of("reason").is_some());
        assert!(answer("", "").unwrap_err().of("outcome").is_some());
    }

    #[test]
    fn a_withdrawal_has_a_day_and_a_reason() {
        let blank = parse(&WithdrawalForm::default()).unwrap_err();
        assert!(blank.of("from").is_some() && blank.of("reason").is_some());
        let whole = WithdrawalForm {
            from_day: "1".to_owned(),
            from_month: "9".to_owned(),
            from_year: "2026".to_owned(),
            reason: "A slip in band C".to_owned(),
            ..WithdrawalForm::default()
        };
        assert_eq!(parse(&whole).unwrap().from, date(2026, 9, 1));
    }
}
