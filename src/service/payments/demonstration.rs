//! Payments of an invented authority: a monthly calendar of the year, its past months released, this month's proposed.

use super::calendar::{CalendarAsked, made};
use super::runs::{Proposal, keep, note};
use super::schedule;
use super::year_on;
use crate::calendar::{Date, FinancialYear};
use crate::ids::UserId;
use crate::rules::RuleBook;
use crate::service::{Moment, ServiceError};
use crate::store::Tx;
use crate::store::payment::{self, CalendarKind, RunState};

/// Sets an invented calendar of the year that a day falls in, releases the runs of its past months, and proposes the one of
/// the month of that day. The record did not change meanwhile, so one working serves them all.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written, or the invented terms are none.
pub async fn demonstrate(
    tx: &mut Tx,
    book: &RuleBook,
    today: Date,
    (officer, releaser): (&UserId, &UserId),
    moment: Moment,
) -> Result<(), ServiceError> {
    let year = year_on(today);
    let asked = CalendarAsked {
        kind: CalendarKind::Monthly,
        pay_after_days: 14,
        terms: invented_terms(year),
        first_days: Vec::new(),
    };
    let mut calendar = made(year, &asked, moment)
        .map_err(|problem| ServiceError::Broken(format!("{problem:?}").into()))?;
    calendar.set_by = Some(officer.clone());
    payment::set_calendar(tx, &calendar, None).await?;
    let schedule = schedule::of_year(tx, book, &calendar).await?;
    let this = calendar.periods.place_of(today).unwrap_or_default();
    let mut dues = schedule.changed;
    for period in 0..=this {
        let own = schedule.lines.iter();
        let own = own.filter(|scheduled| scheduled.paid_in == Some(period));
        let proposal = Proposal {
            lines: own.map(|scheduled| scheduled.line.clone()).collect(),
            dues: std::mem::take(&mut dues),
        };
        let run = keep(tx, (year, period), &proposal, (officer, moment)).await?;
        note(tx, Some(officer), "payment-run-proposed", &run, moment).await?;
        if period < this {
            let state = RunState::Released;
            payment::conclude(tx, &run.id, state, releaser, moment.instant).await?;
            payment::mark_exported(tx, &run.id, officer, moment.instant).await?;
            note(tx, Some(releaser), "payment-run-released", &run, moment).await?;
        }
    }
    Ok(())
}

/// Terms near those of most English schools; invented. Easter moves the real ones.
fn invented_terms(year: Date) -> [(Date, Date); 3] {
    let first = FinancialYear::containing(year).first_day().year();
    let day = jiff::civil::date;
    [
        (day(first, 4, 13), day(first, 7, 22)),
        (day(first, 9, 2), day(first, 12, 18)),
        (day(first + 1, 1, 5), day(first + 1, 3, 26)),
    ]
}
