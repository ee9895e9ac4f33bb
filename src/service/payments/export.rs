//! What leaves the service: a released run for the ledger, once, and the schedule of a year as sheets.

use std::collections::{BTreeMap, BTreeSet};

use super::control::Control;
use super::kept_back;
use super::period::{LineView, in_words};
use super::runs::{digest_of, note};
use super::schedule;
use super::waiting::{self, OutOfDate};
use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, Period};
use crate::ids::{ChildId, Digest, EstablishmentId, PaymentRunId};
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::kept_back::among;
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError, trail};
use crate::store::establishment::Establishment;
use crate::store::payment::{self, PaymentCalendar, PaymentLine, PaymentRun, Pupil, RunState};
use crate::store::{Store, establishment, user};

/// A released run for the ledger: no child, one entry for each payee, establishment, code and order.
#[derive(Debug)]
pub struct Exported {
    /// The run.
    pub run: PaymentRun,
    /// Whether it was exported before: this is a copy then, and says so.
    pub is_copy: bool,
    /// When it is paid.
    pub pay_day: Option<Date>,
    /// Its entries, by payee.
    pub entries: Vec<LedgerEntry>,
}

/// One entry of a ledger file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The payee's name.
    pub payee: String,
    /// The payee's supplier number.
    pub supplier_number: Option<String>,
    /// The establishment that it is paid for.
    pub establishment: String,
    /// The line of the section 251 statement.
    pub coding: String,
    /// The code of the general ledger, where one is set.
    pub gl_code: Option<String>,
    /// The purchase order.
    pub order_number: Option<String>,
    /// How much.
    pub amount: Money,
}

/// The schedule of a year: paid, proposed and open periods, line by line.
#[derive(Debug)]
pub struct YearSchedule {
    /// The calendar.
    pub calendar: PaymentCalendar,
    /// The runs that stand.
    pub runs: Vec<PaymentRun>,
    /// Every line with the place of the period that pays it, by period.
    pub lines: Vec<(u32, LineView)>,
    /// The control totals.
    pub control: Control,
    /// How a run that waits for release differs from the record as it is now, if it does.
    pub out_of_date: Option<OutOfDate>,
    /// The digest of the lines.
    pub digest: Digest,
    /// How many costs are left out.
    pub unpaid: usize,
    /// What the lines say of their pupils; empty where names are withheld. Primary needs only for who may see them.
    pub pupils: BTreeMap<ChildId, Pupil>,
    /// Whether names are withheld.
    pub is_nameless: bool,
    /// Every establishment.
    pub places: BTreeMap<EstablishmentId, Establishment>,
    /// Who released each run, by its id.
    pub released_by: BTreeMap<PaymentRunId, String>,
}

impl YearSchedule {
    /// The days of a period.
    #[must_use]
    pub fn days_of(&self, place: u32) -> Option<Period> {
        let place = usize::try_from(place).ok()?;
        self.calendar.periods.periods().get(place).copied()
    }
}

/// Exports a released run for the ledger. The first time counts; every later file is a copy.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not pay; [`ServiceError::NotFound`] if no run of the period was released.
pub async fn ledger(
    store: &Store,
    actor: &Actor,
    (year, period): (Date, u32),
    moment: Moment,
) -> Result<Exported, ServiceError> {
    require(actor, Action::ProposePayments, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let run = payment::runs_of(&mut tx, year)
        .await?
        .into_iter()
        .find(|run| run.period == period && run.state == RunState::Released)
        .ok_or(ServiceError::NotFound)?;
    let is_first = payment::mark_exported(&mut tx, &run.id, &actor.user, moment.instant).await?;
    let lines = payment::lines_of(&mut tx, &run.id).await?;
    let places: BTreeMap<_, _> = establishment::all(&mut tx)
        .await?
        .into_iter()
        .map(|place| (place.id, place.name))
        .collect();
    let calendar = payment::calendar_of(&mut tx, year).await?;
    let action = if is_first {
        "payment-run-exported"
    } else {
        "payment-run-copied"
    };
    note(&mut tx, Some(&actor.user), action, &run, moment).await?;
    tx.commit().await?;
    let place = usize::try_from(period).unwrap_or(usize::MAX);
    Ok(Exported {
        is_copy: !is_first,
        pay_day: calendar.and_then(|calendar| calendar.pay_days.get(place).copied()),
        entries: entries(&lines, &|line| {
            let place = line.establishment.as_ref().and_then(|id| places.get(id));
            place.cloned().unwrap_or_default()
        })?,
        run,
    })
}

fn entries(
    lines: &[PaymentLine],
    place: &dyn Fn(&PaymentLine) -> String,
) -> Result<Vec<LedgerEntry>, ServiceError> {
    let mut sums: BTreeMap<_, Money> = BTreeMap::new();
    for line in lines {
        let key = (
            line.payee_name.clone(),
            line.supplier_number.clone(),
            place(line),
            line.coding.clone(),
            line.gl_code.clone(),
            line.order_number.clone(),
        );
        let sum = sums.entry(key).or_insert(Money::ZERO);
        *sum = sum
            .plus(line.amount)
            .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    }
    let entry =
        |((payee, supplier_number, establishment, coding, gl_code, order_number), amount)| {
            LedgerEntry {
                payee,
                supplier_number,
                establishment,
                coding,
                gl_code,
                order_number,
                amount,
            }
        };
    Ok(sums.into_iter().map(entry).collect())
}

/// The schedule of a year, with names, pupil numbers and birth dates unless they are withheld. `None` for the actor is the
/// command line, whose user has the database itself.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever sees no payments; [`ServiceError::NotFound`] without a calendar.
pub async fn schedule_of_year(
    store: &Store,
    book: &RuleBook,
    actor: Option<&Actor>,
    (year, is_nameless): (Date, bool),
    moment: Moment,
) -> Result<YearSchedule, ServiceError> {
    if let Some(actor) = actor {
        require(actor, Action::ViewPayments, &Subject::Anything)?;
    }
    let mut tx = store.read().await?;
    let calendar = payment::calendar_of(&mut tx, year)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let runs = payment::runs_of(&mut tx, year).await?;
    let schedule = schedule::of_year(&mut tx, book, &calendar).await?;
    let waiting = waiting::of(&mut tx, book, &calendar, &runs, &schedule).await?;
    let lines = waiting.as_ref().map_or(&[][..], |waiting| &waiting.lines);
    let control = schedule
        .control
        .with_unpaid(year, (&runs, lines), &schedule.lines);
    let control = control.map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let mut all: Vec<(u32, PaymentLine)> = Vec::new();
    for run in &runs {
        let lines = payment::lines_of(&mut tx, &run.id).await?;
        all.extend(lines.into_iter().map(|line| (run.period, line)));
    }
    let standing = |place: u32| runs.iter().any(|run| run.period == place);
    for scheduled in schedule.lines {
        if let Some(place) = scheduled.paid_in.filter(|place| !standing(*place)) {
            all.push((place, scheduled.line));
        }
    }
    let (places, lines): (Vec<u32>, Vec<PaymentLine>) = all.into_iter().unzip();
    let digest = digest_of(&lines);
    let mut views = in_words(&mut tx, lines).await?;
    let mut pupils = BTreeMap::new();
    if is_nameless {
        views.iter_mut().for_each(|view| view.name = None);
    } else {
        pupils = payment::pupils(&mut tx).await?;
    }
    if actor.is_some_and(|actor| !allows(actor, Action::ViewNeeds)) {
        pupils.values_mut().for_each(|pupil| pupil.need = None);
    }
    let schools = establishment::all(&mut tx).await?;
    let schools = schools
        .into_iter()
        .map(|school| (school.id.clone(), school));
    let unjudged = match actor {
        Some(actor) => among(&mut tx, actor, None).await?,
        None => BTreeSet::new(),
    };
    let mut released_by = BTreeMap::new();
    for run in runs.iter().filter(|run| run.state == RunState::Released) {
        if let Some(by) = &run.concluded_by
            && let Some(found) = user::find(&mut tx, by).await?
        {
            released_by.insert(run.id.clone(), found.display_name);
        }
    }
    drop(tx);
    let subject = year.to_string();
    let subject = ("payment-year", subject.as_str());
    let user = actor.map(|actor| &actor.user);
    trail::note_alone(store, moment, user, "payments-exported", subject).await?;
    let mut made = YearSchedule {
        lines: places.into_iter().zip(views).collect(),
        control,
        out_of_date: waiting.and_then(|waiting| waiting.out_of_date),
        unpaid: schedule.unpaid.len(),
        pupils,
        is_nameless,
        places: schools.collect(),
        released_by,
        calendar,
        runs,
        digest,
    };
    kept_back::file(&mut made, &unjudged);
    Ok(made)
}
