//! A late change against what closed periods were paid: the adjustments it makes, and what the open periods still get.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{DueInYear, Reason, Segment};
use crate::calendar::Period;
use crate::ids::EstablishmentId;
use crate::money::{Money, MoneyError};

/// What was paid for a closed period, in that period or later as an adjustment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// To whom.
    pub establishment: EstablishmentId,
    /// The place of the period that it belongs to.
    pub period: u32,
    /// How much.
    pub amount: Money,
}

/// A line that puts a closed period right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// Whom it pays or charges.
    pub establishment: EstablishmentId,
    /// The place of the closed period that it belongs to.
    pub belongs_to: u32,
    /// The place of the open period that it is paid in; none if the year is closed, for the next year's first.
    pub paid_in: Option<u32>,
    /// What was paid too little, or below zero too much.
    pub amount: Money,
    /// Why.
    pub reason: Reason,
}

/// What an open period pays of itself, without adjustments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenAmount {
    /// To whom.
    pub establishment: EstablishmentId,
    /// The period's place.
    pub period: u32,
    /// How much.
    pub amount: Money,
}

/// What is still to be paid of a year. With what was paid it makes up the year's entitlement, to the penny.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The lines that put closed periods right, by establishment and period.
    pub adjustments: Vec<Adjustment>,
    /// The open periods, by establishment and period.
    pub open: Vec<OpenAmount>,
}

/// Why a year cannot be settled.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SettleError {
    /// The payment periods are not those that were paid by.
    #[error("the payment periods of the two records differ")]
    PeriodsDiffer,
    /// More periods are closed than the year has.
    #[error("more periods are closed than the year has")]
    NoSuchPeriod,
    /// A payment belongs to a period that is still open.
    #[error("a payment belongs to period {0}, which is not closed")]
    PaidForOpenPeriod(u32),
    /// An amount out of range.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

type ByEstablishment = BTreeMap<EstablishmentId, BTreeMap<u32, Money>>;

/// Settles a year: `before` is what was due when its first `closed` periods were paid, `now` is what is due today, `paid` is
/// every payment and adjustment so far. No closed period changes; every difference is a line in the next open one.
///
/// # Errors
/// [`SettleError`].
pub fn settle(
    before: &DueInYear,
    now: &DueInYear,
    closed: u32,
    paid: &[Paid],
) -> Result<Settlement, SettleError> {
    if before.periods != now.periods {
        return Err(SettleError::PeriodsDiffer);
    }
    let periods = u32::try_from(now.periods.periods().len()).unwrap_or(u32::MAX);
    if closed > periods {
        return Err(SettleError::NoSuchPeriod);
    }
    let paid = paid_by_establishment(paid, closed)?;
    let due = now.by_establishment()?;
    let due_before = before.by_establishment()?;
    let establishments: BTreeSet<&EstablishmentId> = due.keys().chain(paid.keys()).collect();
    let mut settlement = Settlement {
        adjustments: Vec::new(),
        open: Vec::new(),
    };
    for establishment in establishments {
        let amounts = Amounts {
            due: due.get(establishment),
            due_before: due_before.get(establishment),
            paid: paid.get(establishment),
        };
        let lines = adjusted(establishment, &amounts, closed, before, now)?;
        settlement
            .adjustments
            .extend(
                lines
                    .into_iter()
                    .map(|(belongs_to, amount, reason)| Adjustment {
                        establishment: establishment.clone(),
                        belongs_to,
                        paid_in: (closed < periods).then_some(closed),
                        amount,
                        reason,
                    }),
            );
        let open = amounts.due.into_iter().flat_map(|due| due.range(closed..));
        settlement
            .open
            .extend(open.map(|(&period, &amount)| OpenAmount {
                establishment: establishment.clone(),
                period,
                amount,
            }));
    }
    Ok(settlement)
}

/// One establishment's amounts by period.
struct Amounts<'life> {
    due: Option<&'life BTreeMap<u32, Money>>,
    due_before: Option<&'life BTreeMap<u32, Money>>,
    paid: Option<&'life BTreeMap<u32, Money>>,
}

fn in_period(amounts: Option<&BTreeMap<u32, Money>>, period: u32) -> Money {
    let amount = amounts.and_then(|amounts| amounts.get(&period));
    amount.copied().unwrap_or(Money::ZERO)
}

fn paid_by_establishment(paid: &[Paid], closed: u32) -> Result<ByEstablishment, SettleError> {
    let mut by_establishment = ByEstablishment::new();
    for payment in paid {
        if payment.period >= closed {
            return Err(SettleError::PaidForOpenPeriod(payment.period));
        }
        let periods = by_establishment
            .entry(payment.establishment.clone())
            .or_default();
        let sum = periods.entry(payment.period).or_insert(Money::ZERO);
        *sum = sum.plus(payment.amount)?;
    }
    Ok(by_establishment)
}

/// The lines of one establishment: the closed period, the difference, the reason.
fn adjusted(
    establishment: &EstablishmentId,
    amounts: &Amounts<'_>,
    closed: u32,
    before: &DueInYear,
    now: &DueInYear,
) -> Result<Vec<(u32, Money, Reason)>, SettleError> {
    let mut lines = Vec::new();
    let mut elsewhere: Option<(u32, Money)> = None;
    for period in 0..closed {
        let paid = in_period(amounts.paid, period);
        let difference = in_period(amounts.due, period).minus(paid)?;
        if difference == Money::ZERO {
            continue;
        }
        let then = Facts::of(before, establishment, period);
        let today = Facts::of(now, establishment, period);
        match then.first_change(&today) {
            Some(reason) => lines.push((period, difference, reason)),
            None if paid != in_period(amounts.due_before, period) => {
                lines.push((period, difference, Reason::PaidOtherwise));
            }
            None => {
                let (_, sum) = elsewhere.unwrap_or((period, Money::ZERO));
                elsewhere = Some((period, sum.plus(difference)?));
            }
        }
    }
    let gathered = elsewhere.filter(|(_, sum)| *sum != Money::ZERO);
    lines.extend(gathered.map(|(period, sum)| (period, sum, Reason::CarriedOtherwise)));
    Ok(lines)
}

/// What decides an establishment's amount in one period.
struct Facts<'due> {
    segments: Vec<(Period, &'due Segment)>,
    one_offs: Vec<(jiff::civil::Date, Money)>,
    /// The days that others pay.
    others: Vec<Period>,
}

impl<'due> Facts<'due> {
    fn of(due: &'due DueInYear, establishment: &EstablishmentId, period: u32) -> Facts<'due> {
        let place = usize::try_from(period).unwrap_or(usize::MAX);
        let held = due.periods.periods().get(place);
        let within = |segment: &'due Segment| Some((held?.overlap(&segment.days)?, segment));
        let segments = due.segments.iter().map(|due| &due.segment);
        let one_offs = due.one_offs.iter();
        Facts {
            segments: segments
                .filter(|segment| segment.establishment == *establishment)
                .filter_map(within)
                .collect(),
            one_offs: one_offs
                .filter(|one_off| {
                    one_off.period == period && one_off.establishment == *establishment
                })
                .map(|one_off| (one_off.on, one_off.amount))
                .collect(),
            others: due
                .others
                .iter()
                .filter_map(|days| held?.overlap(days))
                .collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.segments.is_empty() && self.one_offs.is_empty()
    }

    /// The runs of days with the same value of what is looked at.
    fn runs<K: PartialEq>(&self, look: impl Fn(&'due Segment) -> K) -> Vec<(Period, K)> {
        let mut runs: Vec<(Period, K)> = Vec::new();
        for (days, segment) in &self.segments {
            let seen = look(segment);
            match runs.last_mut() {
                Some((last, held)) if *held == seen && last.end() == Some(days.start()) => {
                    *last = last.through(days);
                }
                _ => runs.push((*days, seen)),
            }
        }
        runs
    }

    fn first_change(&self, today: &Facts<'_>) -> Option<Reason> {
        let (was_nothing, is_nothing) = (self.is_empty(), today.is_empty());
        if self.others != today.others && !(was_nothing && is_nothing) {
            return Some(Reason::PayerChanged);
        }
        match (was_nothing, is_nothing) {
            (true, true) => return None,
            (true, false) => return Some(Reason::NewlyDue),
            (false, true) => return Some(Reason::NoLongerDue),
            (false, false) => {}
        }
        let price = |segment: &Segment| (segment.annual, segment.scales);
        let changes = [
            (self.runs(|_| ()) != today.runs(|_| ()), Reason::DaysChanged),
            (
                self.runs(|segment| segment.band.clone())
                    != today.runs(|segment| segment.band.clone()),
                Reason::BandChanged,
            ),
            (
                self.runs(|segment| segment.attends) != today.runs(|segment| segment.attends),
                Reason::AttendanceChanged,
            ),
            (self.runs(price) != today.runs(price), Reason::PriceChanged),
            (self.one_offs != today.one_offs, Reason::OneOffChanged),
        ];
        let changed = changes.into_iter().find(|(changed, _)| *changed);
        changed.map(|(_, reason)| reason)
    }
}
