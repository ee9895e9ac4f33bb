//! Counts and sums of a group of children: who gains, who loses, and that it all adds up.

use serde::Serialize;

use super::ending::Ended;
use crate::money::{Money, MoneyError};

/// Children, and what they come to together in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// How many.
    pub children: u32,
    /// Their pounds a year.
    pub amount: Money,
}

impl Sum {
    /// Nobody.
    pub const NONE: Sum = Sum {
        children: 0,
        amount: Money::ZERO,
    };

    pub(super) fn add(&mut self, amount: Money) -> Result<(), MoneyError> {
        self.children += 1;
        self.amount = self.amount.plus(amount)?;
        Ok(())
    }

    fn plus(self, other: Sum) -> Result<Sum, MoneyError> {
        Ok(Sum {
            children: self.children + other.children,
            amount: self.amount.plus(other.amount)?,
        })
    }
}

/// What two rule sets make of a group of children. A child with an amount under both gains, loses or stays; one with an
/// amount under only one of them is counted by itself, since nothing can be said of its gain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Children in the group.
    pub children: u32,
    /// Those with an amount under the first set.
    pub before: Sum,
    /// Those with an amount under the second set.
    pub after: Sum,
    /// Those who gain, and by how much together.
    pub gain: Sum,
    /// Those who lose, and by how much together, above nothing.
    pub lose: Sum,
    /// Those whose amount stays to the penny.
    pub same: u32,
    /// Those with an amount under the first set alone.
    pub only_before: Sum,
    /// Those with an amount under the second set alone.
    pub only_after: Sum,
    /// Those without an amount under either: fees, packages, refusals.
    pub neither: u32,
    /// What of the second set's amounts makes good a loss, and for how many.
    pub protection: Sum,
}

impl Default for Tally {
    fn default() -> Tally {
        Tally {
            children: 0,
            before: Sum::NONE,
            after: Sum::NONE,
            gain: Sum::NONE,
            lose: Sum::NONE,
            same: 0,
            only_before: Sum::NONE,
            only_after: Sum::NONE,
            neither: 0,
            protection: Sum::NONE,
        }
    }
}

impl Tally {
    /// Counts a child.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond any budget.
    pub(super) fn count(&mut self, before: &Ended, after: &Ended) -> Result<(), MoneyError> {
        self.children += 1;
        if let Some(amount) = before.amount {
            self.before.add(amount)?;
        }
        if let Some(amount) = after.amount {
            self.after.add(amount)?;
        }
        if after.protection > Money::ZERO {
            self.protection.add(after.protection)?;
        }
        match (before.amount, after.amount) {
            (Some(before), Some(after)) if after > before => self.gain.add(after.minus(before)?),
            (Some(before), Some(after)) if after < before => self.lose.add(before.minus(after)?),
            (Some(_), Some(_)) => {
                self.same += 1;
                Ok(())
            }
            (Some(before), None) => self.only_before.add(before),
            (None, Some(after)) => self.only_after.add(after),
            (None, None) => {
                self.neither += 1;
                Ok(())
            }
        }
    }

    /// The second set's cost less the first's.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond any budget.
    pub fn change(&self) -> Result<Money, MoneyError> {
        self.after.amount.minus(self.before.amount)
    }

    /// What of the change is nobody's gain or loss, in sentences: children with an amount under one set alone. Without
    /// them a set that refuses half the cohort would read as a saving.
    #[must_use]
    pub fn one_sided(&self) -> Vec<String> {
        let mut said = Vec::new();
        let (old, new) = (self.only_before, self.only_after);
        if old.children > 0 {
            said.push(format!(
                "{} in the first sum is of {} without an amount under the second set: that part of the change is no saving",
                old.amount,
                children(old.children)
            ));
        }
        if new.children > 0 {
            said.push(format!(
                "{} in the second sum is of {} without an amount under the first set: that part of the change is no new cost",
                new.amount,
                children(new.children)
            ));
        }
        said
    }

    /// Two groups together.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond any budget.
    pub fn plus(self, other: Tally) -> Result<Tally, MoneyError> {
        Ok(Tally {
            children: self.children + other.children,
            before: self.before.plus(other.before)?,
            after: self.after.plus(other.after)?,
            gain: self.gain.plus(other.gain)?,
            lose: self.lose.plus(other.lose)?,
            same: self.same + other.same,
            only_before: self.only_before.plus(other.only_before)?,
            only_after: self.only_after.plus(other.only_after)?,
            neither: self.neither + other.neither,
            protection: self.protection.plus(other.protection)?,
        })
    }

    /// Whether every child is counted once, and gains less losses are the change.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond any budget.
    pub(super) fn is_whole(&self) -> Result<bool, MoneyError> {
        let counted = self.gain.children
            + self.lose.children
            + self.same
            + self.only_before.children
            + self.only_after.children
            + self.neither;
        let moved = self.gain.amount.minus(self.lose.amount)?;
        let new = self.only_after.amount.minus(self.only_before.amount)?;
        Ok(counted == self.children && moved.plus(new)? == self.change()?)
    }
}

fn children(count: u32) -> String {
    match count {
        1 => "1 child".to_owned(),
        more => format!("{more} children"),
    }
}

/// A group of children with its tally.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its name for people: a school, a need, a setting, a band.
    pub title: String,
    /// What becomes of it.
    #[serde(flatten)]
    pub tally: Tally,
}
