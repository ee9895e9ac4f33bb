//! Payments of an invented authority: a monthly calendar of the year, its past months released, a few costs that changed too late
//! for them, and this month's proposed, which puts those right.

use std::collections::BTreeSet;

use super::calendar::{CalendarAsked, made};
use super::runs::{Proposal, keep, note};
use super::schedule::{self, Schedule, Walk};
use super::year_on;
use crate::calendar::{Date, FinancialYear, Period};
use crate::costs::CostKind;
use crate::ids::{ChildId, CostLineId, UserId};
use crate::rules::RuleBook;
use crate::service::{Moment, ServiceError, new_id, trail};
use crate::store::payment::{self, CalendarKind, PaymentCalendar, RunState};
use crate::store::placement::CostLine;
use crate::store::{Tx, placement};

/// Sets an invented calendar of the year that a day falls in, releases the runs of its past months, and proposes the one of
/// the month of that day. The record did not change before the last of those was released, so one working serves them all; of
/// the children whose costs changed then, the last run is worked out again.
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
    let mut schedule = schedule::of_year(tx, book, &calendar).await?;
    let this = calendar.periods.place_of(today).unwrap_or_default();
    let mut dues = std::mem::take(&mut schedule.changed);
    for period in 0..=this {
        let own = schedule.lines.iter();
        let own = own.filter(|scheduled| scheduled.paid_in == Some(period));
        let mut proposal = Proposal {
            lines: own.map(|scheduled| scheduled.line.clone()).collect(),
            dues: std::mem::take(&mut dues),
        };
        if period == this {
            let changed = change_late(tx, &schedule, (&calendar, this), (officer, moment)).await?;
            put_right(tx, book, &calendar, &changed, (this, &mut proposal)).await?;
        }
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

/// How many therapies ended and how many began without anybody having said so in time.
const LATE: usize = 3;
/// How many periods back they did.
const BACK: u32 = 3;

/// Ends a few therapies and begins a few others some months back, as officers do who hear of it late. Whose costs changed, in the
/// order of their ids.
async fn change_late(
    tx: &mut Tx,
    schedule: &Schedule,
    (calendar, this): (&PaymentCalendar, u32),
    (officer, moment): (&UserId, Moment),
) -> Result<BTreeSet<ChildId>, ServiceError> {
    let mut changed = BTreeSet::new();
    let periods = calendar.periods.periods();
    let since = this
        .checked_sub(BACK)
        .and_then(|place| usize::try_from(place).ok());
    let Some(since) = since.and_then(|place| periods.get(place)) else {
        return Ok(changed);
    };
    let since = since.start();
    let of_april = schedule.lines.iter().map(|one| &one.line);
    let of_april = of_april.filter(|line| line.kind == CostKind::Therapy && line.belongs_to == 0);
    let children: BTreeSet<ChildId> = of_april.map(|line| line.child.clone()).collect();
    for child in children {
        if changed.len() >= 2 * LATE {
            break;
        }
        let lines = placement::cost_lines_of(tx, &child).await?;
        let of_year = |line: &&CostLine| {
            let days = line.terms.period;
            line.terms.kind == CostKind::Therapy
                && line.terms.uplift.is_none()
                && days.start() < calendar.year_on
                && days.end().is_none()
        };
        let Some(line) = lines.iter().find(of_year) else {
            continue;
        };
        let (id, action) = if changed.len() < LATE {
            let mut ended = line.clone();
            ended.terms.period = Period::new(line.terms.period.start(), since)
                .map_err(|error| ServiceError::Broken(Box::new(error)))?;
            placement::update_cost_line(tx, &ended).await?;
            (ended.id, "cost-line-ended")
        } else {
            let mut begun = line.clone();
            begun.id = new_id(CostLineId::parse)?;
            begun.version = 1;
            begun.terms.period = Period::open(since);
            placement::insert_cost_lines(tx, std::slice::from_ref(&begun)).await?;
            (begun.id, "cost-line-added")
        };
        let subject = ("cost-line", id.as_str());
        trail::note(tx, moment, Some(officer), action, subject).await?;
        changed.insert(child);
    }
    Ok(changed)
}

/// Puts what a run pays for some children in the place of what it would have paid before their costs changed.
async fn put_right(
    tx: &mut Tx,
    book: &RuleBook,
    calendar: &PaymentCalendar,
    changed: &BTreeSet<ChildId>,
    (period, proposal): (u32, &mut Proposal),
) -> Result<(), ServiceError> {
    if changed.is_empty() {
        return Ok(());
    }
    proposal.lines.retain(|line| !changed.contains(&line.child));
    let only: Vec<ChildId> = changed.iter().cloned().collect();
    let mut walk = Walk::begin(tx, book, calendar).await?.only(Some(&only));
    while let Some(part) = walk.next(tx).await? {
        let own = part.lines.into_iter();
        let own = own.filter(|scheduled| scheduled.paid_in == Some(period));
        proposal.lines.extend(own.map(|scheduled| scheduled.line));
        proposal.dues.extend(part.changed);
    }
    schedule::in_order(&mut proposal.lines);
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
