//! A year of payments: every period with what it pays.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::control::Control;
use super::strands::Unpaid;
use super::summary;
use super::waiting::OutOfDate;
use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, FinancialYear, Period};
use crate::ids::{ChildId, LocalId};
use crate::money::{Money, in_thousands};
use crate::rules::RuleBook;
use crate::service::beside::Standing;
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError, trail};
use crate::store::payment::{self, PaymentCalendar, PaymentLine, PaymentRun, RunState};
use crate::store::{Store, Tx, child};

/// How far a period has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodState {
    /// Its lines are worked out anew whenever they are looked at.
    Open,
    /// A run is proposed.
    Proposed,
    /// Its run was released.
    Released,
    /// Its run was released and exported.
    Exported,
}

impl PeriodState {
    /// How far a period has come whose run, if any, stands.
    #[must_use]
    pub fn of(run: Option<&PaymentRun>) -> PeriodState {
        match run.map(|run| (run.state, run.exported_at)) {
            None => PeriodState::Open,
            Some((RunState::Released, Some(_))) => PeriodState::Exported,
            Some((RunState::Released, None)) => PeriodState::Released,
            Some(_) => PeriodState::Proposed,
        }
    }

    /// In words: the same on the page and in the workbook.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            PeriodState::Open => "Open",
            PeriodState::Proposed => "Waiting for release",
            PeriodState::Released => "Released",
            PeriodState::Exported => "Exported",
        }
    }
}

/// One period of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodRow {
    /// Its place, from 0.
    pub place: u32,
    /// Its days.
    pub days: Period,
    /// When it is paid.
    pub pay_day: Option<Date>,
    /// How far it has come.
    pub state: PeriodState,
    /// How many payees.
    pub payees: u64,
    /// How many children.
    pub children: u64,
    /// What it adjusts for earlier periods.
    pub adjustments: Money,
    /// What it pays.
    pub total: Money,
}

/// A year of payments.
#[derive(Debug)]
pub struct YearView {
    /// The year.
    pub year: FinancialYear,
    /// The first days of the years that have a calendar, the latest first.
    pub years: Vec<Date>,
    /// How the year is paid, with its periods; none before a calendar is set.
    pub paid: Option<(PaymentCalendar, Vec<PeriodRow>)>,
    /// What all periods pay.
    pub total: Money,
    /// What of it the year before still owes, which the next open period pays and no control total of this year has; none where
    /// it owes nothing.
    pub left_over: Option<Money>,
    /// How many costs are left out.
    pub unpaid_count: usize,
    /// The first of them, with the child's reference.
    pub unpaid: Vec<(LocalId, Unpaid)>,
    /// The control totals.
    pub control: Control,
    /// How a run that waits for release differs from the record as it is now, if it does.
    pub out_of_date: Option<OutOfDate>,
    /// Of when the sums of open periods and the control totals are.
    pub standing: Standing,
    /// Whether the reader proposes runs and sets calendars.
    pub may_propose: bool,
    /// Whether the reader compares schools' returns.
    pub may_reconcile: bool,
}

/// What the sums of a year leave out, to be said beside each of them; nothing where they leave out nothing.
#[must_use]
pub fn without(left_out: usize) -> Option<String> {
    match left_out {
        0 => None,
        1 => Some("without 1 cost that cannot be priced".to_owned()),
        many => {
            let many = in_thousands(u64::try_from(many).unwrap_or(u64::MAX));
            Some(format!("without {many} costs that cannot be priced"))
        }
    }
}

/// A year of payments, as it stands.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever sees no payments.
pub async fn year(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    year: Date,
    moment: Moment,
) -> Result<YearView, ServiceError> {
    require(actor, Action::ViewPayments, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let mut view = YearView {
        year: FinancialYear::containing(year),
        years: payment::years(&mut tx).await?,
        paid: None,
        total: Money::ZERO,
        left_over: None,
        unpaid_count: 0,
        unpaid: Vec::new(),
        control: Control::default(),
        out_of_date: None,
        standing: Standing::Now,
        may_propose: allows(actor, Action::ProposePayments),
        may_reconcile: allows(actor, Action::ReconcileSchools),
    };
    if let Some(calendar) = payment::calendar_of(&mut tx, year).await? {
        let told = summary::of_year((store, &mut tx), book, &calendar, moment).await?;
        let (summary, standing) = told;
        let rows = rows(&mut tx, &calendar, &summary.open).await?;
        view.total = Money::total(rows.iter().map(|row| row.total)).map_err(broken)?;
        view.left_over = summary.left_over;
        view.unpaid_count = summary.unpaid_count;
        view.unpaid = named(&mut tx, &summary.unpaid()).await?;
        view.control = summary.control;
        view.out_of_date = summary.out_of_date;
        view.standing = standing;
        view.paid = Some((calendar, rows));
    }
    drop(tx);
    let subject = year.to_string();
    let subject = ("payment-year", subject.as_str());
    trail::note_alone(store, moment, Some(&actor.user), "payments-viewed", subject).await?;
    Ok(view)
}

async fn rows(
    tx: &mut Tx,
    calendar: &PaymentCalendar,
    open: &[OpenSums],
) -> Result<Vec<PeriodRow>, ServiceError> {
    let runs = payment::runs_of(tx, calendar.year_on).await?;
    let totals = payment::totals_by_run(tx, calendar.year_on).await?;
    let mut rows = Vec::new();
    for (place, days) in (0_u32..).zip(calendar.periods.periods()) {
        let mut row = PeriodRow {
            place,
            days: *days,
            pay_day: calendar.pay_days.get(rows.len()).copied(),
            state: PeriodState::Open,
            payees: 0,
            children: 0,
            adjustments: Money::ZERO,
            total: Money::ZERO,
        };
        let run = runs.iter().find(|run| run.period == place);
        let total = run.and_then(|run| totals.iter().find(|total| total.run == run.id));
        if let (Some(run), Some(total)) = (run, total) {
            row.state = PeriodState::of(Some(run));
            (row.payees, row.children) = (total.payees, total.children);
            (row.adjustments, row.total) = (total.adjustments, total.total);
        } else if let Some(sums) = open.get(rows.len()) {
            (row.payees, row.children) = (sums.payees, sums.children);
            (row.adjustments, row.total) = (sums.adjustments, sums.total);
        }
        rows.push(row);
    }
    Ok(rows)
}

/// What the lines of an open period come to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct OpenSums {
    payees: u64,
    children: u64,
    adjustments: Money,
    total: Money,
}

impl OpenSums {
    pub(super) fn of(lines: &[&PaymentLine]) -> Result<OpenSums, ServiceError> {
        let payees: BTreeSet<&str> = lines.iter().map(|line| line.payee_key.as_str()).collect();
        let children: BTreeSet<&ChildId> = lines.iter().map(|line| &line.child).collect();
        let adjustments = lines.iter().filter(|line| line.reason.is_some());
        Ok(OpenSums {
            payees: u64::try_from(payees.len()).unwrap_or(u64::MAX),
            children: u64::try_from(children.len()).unwrap_or(u64::MAX),
            adjustments: Money::total(adjustments.map(|line| line.amount)).map_err(broken)?,
            total: Money::total(lines.iter().map(|line| line.amount)).map_err(broken)?,
        })
    }
}

async fn named(tx: &mut Tx, unpaid: &[Unpaid]) -> Result<Vec<(LocalId, Unpaid)>, ServiceError> {
    let mut named = Vec::with_capacity(unpaid.len());
    for one in unpaid {
        if let Some(found) = child::find(tx, &one.child).await? {
            named.push((found.local_id, one.clone()));
        }
    }
    Ok(named)
}

fn broken(error: crate::money::MoneyError) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}
