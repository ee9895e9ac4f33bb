//! The payment calendar of a year: how it is cut, when each period is paid, and the school terms.

use jiff::Timestamp;

use super::year_on;
use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, FinancialYear, Period};
use crate::costs::three_terms;
use crate::entitlement::PaymentPeriods;
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError, trail};
use crate::store::payment::{self, CalendarKind, PaymentCalendar};
use crate::store::{Store, StoreError};

/// What a calendar is asked to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarAsked {
    /// How the year is cut.
    pub kind: CalendarKind,
    /// How many days after its first day a period is paid.
    pub pay_after_days: u8,
    /// The first and last day of the summer, autumn and spring terms that fall in the year.
    pub terms: [(Date, Date); 3],
    /// The first days of the periods, where they are bespoke.
    pub first_days: Vec<Date>,
}

/// Why a calendar is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CalendarProblem {
    /// The terms are not three terms of the year in order, in a sentence.
    Terms(String),
    /// The first days do not cut the year, in a sentence.
    FirstDays(String),
    /// A run of the year stands or stood: its periods are paid by.
    PaidBy,
    /// Somebody set the calendar after it was shown.
    Overtaken,
}

/// A year's calendar for whoever sets it.
#[derive(Debug)]
pub struct CalendarView {
    /// The year.
    pub year: FinancialYear,
    /// The calendar, if it is set.
    pub calendar: Option<PaymentCalendar>,
    /// Whether it can still be changed: no run of the year exists, and the reader keeps calendars.
    pub is_open: bool,
}

/// A year's calendar.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever sees no payments.
pub async fn calendar(
    store: &Store,
    actor: &Actor,
    year: Date,
) -> Result<CalendarView, ServiceError> {
    require(actor, Action::ViewPayments, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let calendar = payment::calendar_of(&mut tx, year).await?;
    let runs = payment::runs_of(&mut tx, year).await?;
    Ok(CalendarView {
        year: FinancialYear::containing(year),
        calendar,
        is_open: runs.is_empty() && allows(actor, Action::ProposePayments),
    })
}

/// Sets a year's calendar over the one that was shown, known by when it was set. The same form sent again changes nothing.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not pay.
pub async fn set_calendar(
    store: &Store,
    actor: &Actor,
    (year, seen): (Date, Option<Timestamp>),
    asked: &CalendarAsked,
    moment: Moment,
) -> Result<Result<(), CalendarProblem>, ServiceError> {
    require(actor, Action::ProposePayments, &Subject::Anything)?;
    let mut made = match made(year_on(year), asked, moment) {
        Ok(made) => made,
        Err(problem) => return Ok(Err(problem)),
    };
    made.set_by = Some(actor.user.clone());
    let mut tx = store.begin().await?;
    if !payment::runs_of(&mut tx, made.year_on).await?.is_empty() {
        return Ok(Err(CalendarProblem::PaidBy));
    }
    let kept = payment::calendar_of(&mut tx, made.year_on).await?;
    if let Some(kept) = kept.filter(|kept| Some(kept.set_at) != seen) {
        let again = PaymentCalendar {
            set_at: kept.set_at,
            ..made
        };
        return Ok(if kept == again {
            Ok(())
        } else {
            Err(CalendarProblem::Overtaken)
        });
    }
    match payment::set_calendar(&mut tx, &made, seen).await {
        Err(StoreError::Conflict) => return Ok(Err(CalendarProblem::Overtaken)),
        set => set?,
    }
    let subject = ("payment-year", made.year_on.to_string());
    let subject = (subject.0, subject.1.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "payment-calendar-set",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// The first days that were asked for, with the year's own where the first of them is later.
fn from_the_first(year: &Period, asked: &CalendarAsked) -> Vec<Date> {
    let own = Some(year.start()).filter(|start| asked.first_days.first() != Some(start));
    own.into_iter()
        .chain(asked.first_days.iter().copied())
        .collect()
}

/// A calendar as it was asked for.
pub(super) fn made(
    year: Date,
    asked: &CalendarAsked,
    moment: Moment,
) -> Result<PaymentCalendar, CalendarProblem> {
    let days = FinancialYear::containing(year).period();
    let [summer, autumn, spring] = asked.terms;
    let inside = |(first, last): &(Date, Date)| days.contains(*first) && days.contains(*last);
    if !asked.terms.iter().all(inside) {
        let words = "The terms must lie within the financial year";
        return Err(CalendarProblem::Terms(words.to_owned()));
    }
    let terms = three_terms(&[
        ("Summer", summer.0, summer.1),
        ("Autumn", autumn.0, autumn.1),
        ("Spring", spring.0, spring.1),
    ])
    .map_err(CalendarProblem::Terms)?;
    let periods = match asked.kind {
        CalendarKind::Monthly => PaymentPeriods::monthly(&days),
        CalendarKind::FourWeekly => PaymentPeriods::four_weekly(&days),
        CalendarKind::Termly => PaymentPeriods::termly(&days, &terms),
        CalendarKind::Bespoke => PaymentPeriods::bespoke(&days, &from_the_first(&days, asked)),
    };
    let periods = periods.map_err(|error| CalendarProblem::FirstDays(error.to_string()))?;
    let after = jiff::Span::new().days(i64::from(asked.pay_after_days));
    let pay_days = periods.periods().iter();
    let pay_days = pay_days.map(|period| period.start().saturating_add(after));
    Ok(PaymentCalendar {
        year_on: year,
        kind: asked.kind,
        pay_days: pay_days.collect(),
        periods,
        terms,
        set_by: None,
        set_at: moment.instant,
    })
}
