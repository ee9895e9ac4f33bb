//! The run of a year that waits for release: its lines as they were proposed, and whether the record still says the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::runs::{digest_of, left_over};
use super::schedule::Schedule;
use crate::ids::ChildId;
use crate::money::{Money, MoneyError};
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::store::Tx;
use crate::store::payment::{self, PaymentCalendar, PaymentLine, PaymentRun, RunState};

/// How a run that waits for release differs from what would be proposed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutOfDate {
    /// Its period, from 0.
    pub period: u32,
    /// For how many children the amount is another; none where only payees, codes, orders or reasons are.
    pub children: usize,
    /// What would be proposed now, less what was.
    pub difference: Money,
}

impl OutOfDate {
    /// That the run is out of date, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let what = match self.children {
            0 => "payees, codes or reasons of its lines are other ones".to_owned(),
            1 => format!(
                "the amount of 1 child is another ({} in all)",
                self.difference
            ),
            count => format!(
                "the amounts of {count} children are other ones ({} in all)",
                self.difference
            ),
        };
        format!(
            "The run of period {} is out of date: since it was proposed the record has changed, and {what}. Take it back and propose it again.",
            self.period + 1
        )
    }
}

/// A run that waits for release.
pub(super) struct Waiting {
    pub(super) lines: Vec<PaymentLine>,
    pub(super) out_of_date: Option<OutOfDate>,
}

/// The run of a year that waits for release, held against the year's schedule as it is worked out now.
pub(super) async fn of(
    tx: &mut Tx,
    book: &RuleBook,
    calendar: &PaymentCalendar,
    runs: &[PaymentRun],
    schedule: &Schedule,
) -> Result<Option<Waiting>, ServiceError> {
    let Some(run) = runs.iter().find(|run| run.state == RunState::Proposed) else {
        return Ok(None);
    };
    let lines = payment::lines_of(tx, &run.id).await?;
    let left_over = left_over(tx, book, calendar.year_on, None).await?;
    let mut now = left_over.map_or_else(Vec::new, |left_over| left_over.lines);
    let own = schedule.lines.iter();
    let own = own.filter(|one| one.paid_in == Some(run.period));
    now.extend(own.map(|one| one.line.clone()));
    let out_of_date = match digest_of(&now) == run.digest {
        true => None,
        false => Some(differs(run.period, &lines, &now).map_err(broken)?),
    };
    Ok(Some(Waiting { lines, out_of_date }))
}

fn differs(
    period: u32,
    then: &[PaymentLine],
    now: &[PaymentLine],
) -> Result<OutOfDate, MoneyError> {
    let mut by_child: BTreeMap<&ChildId, Money> = BTreeMap::new();
    for line in now {
        let sum = by_child.entry(&line.child).or_insert(Money::ZERO);
        *sum = sum.plus(line.amount)?;
    }
    for line in then {
        let sum = by_child.entry(&line.child).or_insert(Money::ZERO);
        *sum = sum.minus(line.amount)?;
    }
    let other = by_child.values().filter(|sum| **sum != Money::ZERO);
    Ok(OutOfDate {
        period,
        children: other.clone().count(),
        difference: Money::total(other.copied())?,
    })
}

fn broken(error: MoneyError) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}
