//! Claims: which period they are raised for, and a claim's next step.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems, day, pounds};
use crate::calendar::{Date, parse_iso_date};
use crate::money::Money;
use crate::recoupment::{ClaimReason, ClaimState};

/// The form that raises claims as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct RaiseForm {
    /// The year's first day and the period's place from 1: `2026-04-01/3`.
    pub period: String,
}

impl Form for RaiseForm {
    /// The year's first day and the period's place from 0.
    type Value = (Date, u32);

    const FIELDS: &'static [&'static str] = &["period"];

    fn value(&self, problems: &mut Problems) -> Option<(Date, u32)> {
        let parts = self.period.split_once('/');
        let read = parts.and_then(|(year, place)| {
            let place: u32 = place.parse().ok()?;
            Some((parse_iso_date(year)?, place.checked_sub(1)?))
        });
        if read.is_none() {
            problems.add("period", "Select the period up to whose end is claimed");
        }
        read
    }
}

/// The form of a claim's next step as it is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct ClaimForm {
    /// The version of the claim that was shown.
    pub version: i64,
    /// What it becomes, by its code.
    pub state: String,
    /// The day: day.
    pub on_day: String,
    /// The day: month.
    pub on_month: String,
    /// The day: year.
    pub on_year: String,
    /// The number of the invoice.
    #[validate(length(max = 40, message = "Invoice number must be 40 characters or fewer"))]
    pub invoice: String,
    /// Grant that is taken off.
    #[validate(length(max = 20, message = "Amount must be 20 characters or fewer"))]
    pub grant: String,
    /// What is agreed.
    #[validate(length(max = 20, message = "Amount must be 20 characters or fewer"))]
    pub amount: String,
    /// Why, by its code.
    pub reason: String,
}

/// What the form of a step says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepAsked {
    /// Sent, or come in.
    Sent {
        /// On which day.
        on: Date,
        /// The number of the invoice.
        invoice_number: String,
        /// Grant that is taken off.
        less_grant: Money,
    },
    /// Agreed.
    Agreed {
        /// On which day.
        on: Date,
        /// How much.
        amount: Money,
    },
    /// Paid.
    Paid {
        /// On which day.
        on: Date,
    },
    /// Disputed or written off.
    For {
        /// What it becomes.
        state: ClaimState,
        /// Why.
        reason: ClaimReason,
    },
    /// Taken back.
    Withdrawn,
}

impl Form for ClaimForm {
    type Value = StepAsked;

    const FIELDS: &'static [&'static str] =
        &["state", "on", "invoice", "grant", "amount", "reason"];

    fn value(&self, problems: &mut Problems) -> Option<StepAsked> {
        let state = ClaimState::parse(&self.state).ok();
        let Some(state) = state.filter(|state| *state != ClaimState::Raised) else {
            problems.add("state", "Select what came of the claim");
            return None;
        };
        match state {
            ClaimState::Sent => {
                let on = self.on(problems);
                let number = self.invoice.trim().to_owned();
                if number.is_empty() {
                    problems.add("invoice", "Enter the number of the invoice");
                }
                let less_grant = match self.grant.trim() {
                    "" => Some(Money::ZERO),
                    typed => pounds::wanted(typed, "grant", "", problems),
                };
                Some(StepAsked::Sent {
                    on: on?,
                    invoice_number: (!number.is_empty()).then_some(number)?,
                    less_grant: less_grant?,
                })
            }
            ClaimState::Agreed => {
                let on = self.on(problems);
                let blank = "Enter the amount that is agreed";
                let amount = pounds::wanted(&self.amount, "amount", blank, problems);
                Some(StepAsked::Agreed {
                    on: on?,
                    amount: amount?,
                })
            }
            ClaimState::Paid => Some(StepAsked::Paid {
                on: self.on(problems)?,
            }),
            ClaimState::Disputed | ClaimState::WrittenOff => {
                let reason = ClaimReason::parse(&self.reason).ok();
                let reason = reason.filter(|reason| ClaimReason::of(state).contains(reason));
                if reason.is_none() {
                    problems.add("reason", "Select why");
                }
                Some(StepAsked::For {
                    state,
                    reason: reason?,
                })
            }
            ClaimState::Withdrawn => Some(StepAsked::Withdrawn),
            ClaimState::Raised => None,
        }
    }
}

impl ClaimForm {
    fn on(&self, problems: &mut Problems) -> Option<Date> {
        let parts = [self.on_day.as_str(), &self.on_month, &self.on_year];
        day::wanted("on", ("Day", "Enter the day"), parts, problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::parse;
    use jiff::civil::date;

    fn filled(state: &str) -> ClaimForm {
        let text = str::to_owned;
        ClaimForm {
            state: text(state),
            on_day: text("15"),
            on_month: text("1"),
            on_year: text("2027"),
            invoice: text(" R-1 "),
            amount: text("£1,234.50"),
            reason: text("days"),
            ..ClaimForm::default()
        }
    }

    #[test]
    fn a_step_is_read_as_it_is_typed() {
        let on = date(2027, 1, 15);
        let sent = StepAsked::Sent {
            on,
            invoice_number: "R-1".to_owned(),
            less_grant: Money::ZERO,
        };
        assert_eq!(parse(&filled("sent")).unwrap(), sent);
        let amount = Money::from_pence(123_450).unwrap();
        let agreed = StepAsked::Agreed { on, amount };
        assert_eq!(parse(&filled("agreed")).unwrap(), agreed);
        assert_eq!(parse(&filled("paid")).unwrap(), StepAsked::Paid { on });
        assert_eq!(parse(&filled("withdrawn")).unwrap(), StepAsked::Withdrawn);
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it() {
        let text = str::to_owned;
        #[rustfmt::skip]
        let cases = [
            (filled("raised"), "state"),
            (filled("<b>"), "state"),
            (filled("written_off"), "reason"),
            (ClaimForm { invoice: String::new(), ..filled("sent") }, "invoice"),
            (ClaimForm { invoice: "x".repeat(41), ..filled("sent") }, "invoice"),
            (ClaimForm { grant: text("x"), ..filled("sent") }, "grant"),
            (ClaimForm { amount: text("1.234"), ..filled("agreed") }, "amount"),
            (ClaimForm { on_day: text("32"), ..filled("paid") }, "on"),
        ];
        for (form, field) in cases {
            let problems = parse(&form).unwrap_err();
            assert!(problems.of(field).is_some(), "{form:?}");
        }
        let raise = |period: &str| {
            parse(&RaiseForm {
                period: period.to_owned(),
            })
        };
        assert_eq!(raise("2026-04-01/3").unwrap(), (date(2026, 4, 1), 2));
        for wrong in [
            "",
            "2026-04-01",
            "2026-04-01/0",
            "2026-04-31/1",
            "2026-04-01/x",
        ] {
            assert!(raise(wrong).is_err(), "{wrong}");
        }
    }
}
