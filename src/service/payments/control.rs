//! The control totals of a year: what was paid and what is still to be paid make up what is due.

use crate::entitlement::Paid;
use crate::money::{Money, MoneyError};

/// The control totals of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Control {
    /// The sum of every segment's entitlement and one-off amount.
    pub due: Money,
    /// What closed periods paid for the year.
    pub paid: Money,
    /// What the open periods pay: their own amounts and what puts closed ones right.
    pub to_pay: Money,
}

impl Default for Control {
    fn default() -> Control {
        Control {
            due: Money::ZERO,
            paid: Money::ZERO,
            to_pay: Money::ZERO,
        }
    }
}

impl Control {
    /// What was paid and is to be paid, less what is due: nothing, or the schedule is wrong.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn difference(&self) -> Result<Money, MoneyError> {
        self.paid.plus(self.to_pay)?.minus(self.due)
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
            to_pay: self.to_pay.plus(other.to_pay)?,
        })
    }

    pub(super) fn schedule(&mut self, amount: Money) -> Result<(), MoneyError> {
        self.to_pay = self.to_pay.plus(amount)?;
        Ok(())
    }
}
