//! The form by which budget is moved from one line to another.

use serde::Deserialize;
use validator::Validate;

use super::conclusion::words;
use super::{Form, Problems, pounds};
use crate::costs::section_251_title;
use crate::money::Money;

/// A virement, as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct VirementForm {
    /// By which the same form sent twice is known.
    pub key: String,
    /// The line that gives.
    pub from_line: String,
    /// The line that gets.
    pub to_line: String,
    /// Pounds.
    pub amount: String,
    /// Why.
    #[validate(length(max = 500, message = "The reason must be 500 characters or fewer"))]
    pub reason: String,
}

/// A virement that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The line that gives.
    pub from_line: String,
    /// The line that gets.
    pub to_line: String,
    /// How much; above nought.
    pub amount: Money,
    /// Why.
    pub reason: String,
}

impl Form for VirementForm {
    type Value = Move;

    const FIELDS: &'static [&'static str] = &["from-line", "to-line", "amount", "reason"];

    fn value(&self, problems: &mut Problems) -> Option<Move> {
        let mut line = |value: &str, field: &'static str, message: &str| {
            let found = section_251_title(value).map(|_| value.to_owned());
            if found.is_none() {
                problems.add(field, message.to_owned());
            }
            found
        };
        let from_line = line(&self.from_line, "from-line", "Select the line that gives");
        let to_line = line(&self.to_line, "to-line", "Select the line that gets");
        if from_line.is_some() && from_line == to_line {
            problems.add("to-line", "Select another line than the one that gives");
        }
        let amount = pounds::wanted(&self.amount, "amount", "Enter how much is moved", problems);
        if amount.is_some_and(|amount| amount <= Money::ZERO) {
            problems.add("amount", "The amount must be above nought");
        }
        let reason = words(
            &self.reason,
            "reason",
            "Say why the budget is moved",
            problems,
        );
        Some(Move {
            from_line: from_line?,
            to_line: to_line?,
            amount: amount?,
            reason: reason?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::parse;

    #[test]
    fn a_move_has_two_lines_an_amount_and_a_reason() {
        let form = |from: &str, to: &str, amount: &str, reason: &str| VirementForm {
            key: String::new(),
            from_line: from.to_owned(),
            to_line: to.to_owned(),
            amount: amount.to_owned(),
            reason: reason.to_owned(),
        };
        let good = parse(&form("1.2.1", "1.2.3", "£1,000.50", "New places")).unwrap();
        assert_eq!(good.amount.pence(), 100_050);
        for (from, to, amount, reason, field) in [
            ("", "1.2.3", "1", "x", "from-line"),
            ("1.2.1", "9", "1", "x", "to-line"),
            ("1.2.1", "1.2.1", "1", "x", "to-line"),
            ("1.2.1", "1.2.3", "", "x", "amount"),
            ("1.2.1", "1.2.3", "-1", "x", "amount"),
            ("1.2.1", "1.2.3", "0", "x", "amount"),
            ("1.2.1", "1.2.3", "1", " ", "reason"),
        ] {
            let problems = parse(&form(from, to, amount, reason)).unwrap_err();
            assert!(
                problems.of(field).is_some(),
                "{from} {to} {amount} {reason}"
            );
        }
    }
}
