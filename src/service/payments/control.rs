//! The control totals of a year: what was paid, what is proposed and what is still to be paid make up what is due.
//!
//! The two sides are added up of different things: what is due of the record's segments, what is paid of the lines that
//! stand. A run that waits for release counts as it was proposed, so that a change of the record since then shows here.

use serde::{Deserialize, Serialize};

use super::schedule::Scheduled;
use crate::calendar::Date;
use crate::entitlement::Paid;
use crate::money::{Money, MoneyError};
use crate::store::payment::{PaymentLine, PaymentRun};

/// The control totals of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// The sum of every segment's entitlement and one-off amount.
    pub due: Money,
    /// What closed periods paid for the year.
    pub paid: Money,
    /// What the run that waits for release pays for the year, as it was proposed.
    pub proposed: Money,
    /// What the open periods pay: their own amounts and what puts closed ones right.
    pub to_pay: Money,
}

impl Default for Control {
    fn default() -> Control {
        Control {
            due: Money::ZERO,
            paid: Money::ZERO,
            proposed: Money::ZERO,
            to_pay: Money::ZERO,
        }
    }
}

impl Control {
    /// What was paid, is proposed and is to be paid, less what is due: nothing, or the schedule is wrong or out of date.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn difference(&self) -> Result<Money, MoneyError> {
        let all = self.paid.plus(self.proposed)?.plus(self.to_pay)?;
        all.minus(self.due)
    }

    pub(super) fn add(&mut self, due: Money, paid: &[Paid]) -> Result<(), MoneyError> {
        self.due = self.due.plus(due)?;
        let paid = Money::total(paid.iter().map(|paid| paid.amount))?;
        self.paid = self.paid.plus(paid)?;
        Ok(())
    }

    /// Both together.
    pub(super) fn with(&self, other: &Control) -> Result<Control, MoneyError> {
        Ok(Control {
            due: self.due.plus(other.due)?,
            paid: self.paid.plus(other.paid)?,
            proposed: self.proposed.plus(other.proposed)?,
            to_pay: self.to_pay.plus(other.to_pay)?,
        })
    }

    /// With the lines that stand unpaid in a year: those of its run that waits for release, and of the schedule those that no
    /// run stands for.
    pub(super) fn with_unpaid(
        mut self,
        year_on: Date,
        (runs, waiting): (&[PaymentRun], &[PaymentLine]),
        scheduled: &[Scheduled],
    ) -> Result<Control, MoneyError> {
        let own = waiting.iter().filter(|line| line.belongs_year == year_on);
        self.proposed = Money::total(own.map(|line| line.amount))?;
        let stands = |period: u32| runs.iter().any(|run| run.period == period);
        let open = scheduled
            .iter()
            .filter(|one| !one.paid_in.is_some_and(stands));
        self.to_pay = Money::total(open.map(|one| one.line.amount))?;
        Ok(self)
    }
}
