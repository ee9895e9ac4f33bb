//! What a school's or trust's user sees: what its own establishments were paid, child by child.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, FinancialYear};
use crate::money::Money;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::store::Store;
use crate::store::payment::{self, LineOfChild};

use super::year_on;

/// What a user's own establishments were paid in a year.
#[derive(Debug)]
pub struct SchoolPayments {
    /// The year.
    pub year: FinancialYear,
    /// The first day of each of the year's periods; none before a calendar is set.
    pub starts: Vec<Date>,
    /// The next pay day from today on, if the year has one.
    pub next_pay_day: Option<Date>,
    /// What each period paid for each establishment, the latest first.
    pub by_period: Vec<PaidInPeriod>,
    /// What was paid, the latest period first.
    pub lines: Vec<LineOfChild>,
    /// What it comes to.
    pub total: Money,
}

/// What a period paid for an establishment: the sum that the school's own ledger has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidInPeriod {
    /// The place of the period in the year, from 0.
    pub period: u32,
    /// The establishment's name.
    pub establishment_name: String,
    /// For how many children.
    pub children: usize,
    /// What it comes to.
    pub total: Money,
}

/// What released runs of the year of today paid for the actor's own establishments.
///
/// # Errors
/// [`ServiceError::Refused`] to anybody who belongs to no establishment.
pub async fn own(
    store: &Store,
    actor: &Actor,
    moment: Moment,
) -> Result<SchoolPayments, ServiceError> {
    require(actor, Action::ViewEstablishmentAwards, &Subject::Anything)?;
    let year = year_on(moment.today);
    let mut tx = store.read().await?;
    let lines = payment::lines_of_school_user(&mut tx, &actor.user, year).await?;
    let calendar = payment::calendar_of(&mut tx, year).await?;
    drop(tx);
    let subject = year.to_string();
    let subject = ("payment-year", subject.as_str());
    trail::note_alone(
        store,
        moment,
        Some(&actor.user),
        "own-payments-viewed",
        subject,
    )
    .await?;
    let periods = calendar.iter().flat_map(|one| one.periods.periods());
    let pay_days = calendar.iter().flat_map(|one| one.pay_days.iter().copied());
    let total = Money::total(lines.iter().map(|line| line.line.amount));
    Ok(SchoolPayments {
        by_period: by_period(&lines)?,
        year: FinancialYear::containing(year),
        starts: periods.map(crate::calendar::Period::start).collect(),
        next_pay_day: pay_days.filter(|day| *day >= moment.today).min(),
        total: total.map_err(|error| ServiceError::Broken(Box::new(error)))?,
        lines,
    })
}

fn by_period(lines: &[LineOfChild]) -> Result<Vec<PaidInPeriod>, ServiceError> {
    let mut paid: BTreeMap<(Reverse<u32>, &str), Vec<&LineOfChild>> = BTreeMap::new();
    for line in lines {
        let of = (Reverse(line.paid_in.1), line.establishment_name.as_str());
        paid.entry(of).or_default().push(line);
    }
    let each = paid.into_iter().map(|((Reverse(period), name), lines)| {
        let children: BTreeSet<_> = lines.iter().map(|line| &line.line.child).collect();
        let total = Money::total(lines.iter().map(|line| line.line.amount));
        let total = total.map_err(|error| ServiceError::Broken(Box::new(error)));
        total.map(|total| PaidInPeriod {
            period,
            establishment_name: name.to_owned(),
            children: children.len(),
            total,
        })
    });
    each.collect()
}
