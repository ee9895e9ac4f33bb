//! One period: its payees, and one payee's children.

use std::collections::{BTreeMap, BTreeSet};

use super::runs::{calendar_with, left_over};
use super::schedule::{self, closed_of};
use super::waiting::{self, OutOfDate};
use crate::access::{Action, Actor, Subject, Verdict, may};
use crate::calendar::{Date, FinancialYear, Period};
use crate::ids::{ChildId, EstablishmentId, LocalId, UserId};
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError, trail};
use crate::store::payment::{self, PaymentLine, PaymentRun, RunState};
use crate::store::{Store, Tx, establishment, user};

/// One payee of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayeeRow {
    /// Its key, for the address of its own page.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The finance system's number for it, where there is one.
    pub supplier_number: Option<String>,
    /// How many children.
    pub children: usize,
    /// What is adjusted for earlier periods.
    pub adjustments: Money,
    /// The VAT in what it is paid.
    pub vat: Money,
    /// What it is paid.
    pub total: Money,
}

/// A line with its child and establishment in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineView {
    /// The line.
    pub line: PaymentLine,
    /// The child's reference.
    pub local_id: LocalId,
    /// The child's name; none where the record is restricted or erased.
    pub name: Option<String>,
    /// The establishment's name; empty where there is none.
    pub establishment: String,
}

/// What the reader may do with the period as it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// Propose its run.
    pub propose: bool,
    /// Release the run that is proposed.
    pub release: bool,
    /// Take the proposed run back.
    pub withdraw: bool,
    /// Export the released run.
    pub export: bool,
}

/// One period.
#[derive(Debug)]
pub struct PeriodView {
    /// The year.
    pub year: FinancialYear,
    /// The period's place, from 0.
    pub place: u32,
    /// Its days.
    pub days: Period,
    /// When it is paid.
    pub pay_day: Option<Date>,
    /// Its run, if one stands.
    pub run: Option<PaymentRun>,
    /// Who proposed and who released it, by name.
    pub people: BTreeMap<UserId, String>,
    /// Its payees, by name.
    pub payees: Vec<PayeeRow>,
    /// The lines of the payee that was asked for, with its row.
    pub shown: Option<(PayeeRow, Vec<LineView>)>,
    /// What the period pays without VAT.
    pub net: Money,
    /// The VAT that it pays.
    pub vat: Money,
    /// What the period pays.
    pub total: Money,
    /// The first days of the year's periods, to name the one that a line belongs to.
    pub starts: Vec<Date>,
    /// What the reader may do.
    pub may: May,
    /// How the run, where it waits for release, differs from the record as it is now.
    pub out_of_date: Option<OutOfDate>,
}

/// A period as it stands, and the lines of one of its payees if one is asked for.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever sees no payments; [`ServiceError::NotFound`] without such a period or payee.
pub async fn period(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (year, place): (Date, u32),
    payee: Option<&str>,
    moment: Moment,
) -> Result<PeriodView, ServiceError> {
    require(actor, Action::ViewPayments, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let calendar = calendar_with(&mut tx, year, place).await?;
    let runs = payment::runs_of(&mut tx, year).await?;
    let run = runs.iter().find(|run| run.period == place).cloned();
    let is_next = closed_of(&runs) == place;
    let lines = lines(&mut tx, book, (&calendar, place), run.as_ref(), is_next).await?;
    let is_waiting = run
        .as_ref()
        .is_some_and(|run| run.state == RunState::Proposed);
    let mut out_of_date = None;
    if is_waiting {
        let schedule = schedule::of_year(&mut tx, book, &calendar).await?;
        let waiting = waiting::of(&mut tx, book, &calendar, &runs, &schedule).await?;
        out_of_date = waiting.and_then(|waiting| waiting.out_of_date);
    }
    let payees = payees(&lines)?;
    let shown = match payee {
        None => None,
        Some(key) => {
            let row = payees.iter().find(|row| row.key == key);
            let row = row.cloned().ok_or(ServiceError::NotFound)?;
            let own = lines.iter().filter(|line| line.payee_key == key);
            Some((row, in_words(&mut tx, own.cloned().collect()).await?))
        }
    };
    let at = usize::try_from(place).unwrap_or(usize::MAX);
    let periods = calendar.periods.periods();
    let view = PeriodView {
        year: FinancialYear::containing(year),
        place,
        days: *periods.get(at).ok_or(ServiceError::NotFound)?,
        pay_day: calendar.pay_days.get(at).copied(),
        people: names(&mut tx, run.as_ref()).await?,
        net: Money::total(lines.iter().map(PaymentLine::net)).map_err(broken)?,
        vat: Money::total(lines.iter().map(PaymentLine::vat)).map_err(broken)?,
        total: Money::total(lines.iter().map(|line| line.amount)).map_err(broken)?,
        starts: periods.iter().map(Period::start).collect(),
        may: may_do(actor, run.as_ref(), is_next),
        out_of_date,
        run,
        payees,
        shown,
    };
    drop(tx);
    let subject = format!("{year}/{place}");
    let subject = ("payment-period", subject.as_str());
    trail::note_alone(store, moment, Some(&actor.user), "payments-viewed", subject).await?;
    Ok(view)
}

/// The lines of a period: its run's, or as they would be proposed today.
pub(super) async fn lines(
    tx: &mut Tx,
    book: &RuleBook,
    (calendar, place): (&payment::PaymentCalendar, u32),
    run: Option<&PaymentRun>,
    is_next: bool,
) -> Result<Vec<PaymentLine>, ServiceError> {
    if let Some(run) = run {
        return Ok(payment::lines_of(tx, &run.id).await?);
    }
    let mut lines = Vec::new();
    if is_next && let Some(left_over) = left_over(tx, book, calendar.year_on).await? {
        lines.extend(left_over.lines);
    }
    let schedule = schedule::of_year(tx, book, calendar).await?;
    let own = schedule.lines.into_iter();
    let own = own.filter(|one| one.paid_in == Some(place));
    lines.extend(own.map(|one| one.line));
    Ok(lines)
}

fn may_do(actor: &Actor, run: Option<&PaymentRun>, is_next: bool) -> May {
    let Some(run) = run else {
        return May {
            propose: is_next && allows(actor, Action::ProposePayments),
            ..May::default()
        };
    };
    let subject = Subject::PaymentRun {
        proposed_by: &run.proposed_by,
    };
    let is_proposed = run.state == RunState::Proposed;
    May {
        propose: false,
        release: is_proposed && may(actor, Action::ReleasePayments, &subject) == Verdict::Allowed,
        withdraw: is_proposed && allows(actor, Action::WithdrawPayments),
        export: run.state == RunState::Released && allows(actor, Action::ProposePayments),
    }
}

fn payees(lines: &[PaymentLine]) -> Result<Vec<PayeeRow>, ServiceError> {
    let mut of_payee: BTreeMap<(&str, &str), Vec<&PaymentLine>> = BTreeMap::new();
    for line in lines {
        let key = (line.payee_name.as_str(), line.payee_key.as_str());
        of_payee.entry(key).or_default().push(line);
    }
    let mut rows = Vec::with_capacity(of_payee.len());
    for ((name, key), lines) in of_payee {
        let children: BTreeSet<&ChildId> = lines.iter().map(|line| &line.child).collect();
        let adjusted = lines.iter().filter(|line| line.reason.is_some());
        rows.push(PayeeRow {
            key: key.to_owned(),
            name: name.to_owned(),
            supplier_number: lines.iter().find_map(|line| line.supplier_number.clone()),
            children: children.len(),
            adjustments: Money::total(adjusted.map(|line| line.amount)).map_err(broken)?,
            vat: Money::total(lines.iter().map(|line| line.vat())).map_err(broken)?,
            total: Money::total(lines.iter().map(|line| line.amount)).map_err(broken)?,
        });
    }
    Ok(rows)
}

/// Lines with their children and establishments in words.
pub(super) async fn in_words(
    tx: &mut Tx,
    lines: Vec<PaymentLine>,
) -> Result<Vec<LineView>, ServiceError> {
    let people = payment::people(tx).await?;
    let places: BTreeMap<EstablishmentId, String> = establishment::all(tx)
        .await?
        .into_iter()
        .map(|place| (place.id, place.name))
        .collect();
    let mut views = Vec::with_capacity(lines.len());
    for line in lines {
        let (local_id, name) = people
            .get(&line.child)
            .cloned()
            .ok_or(ServiceError::NotFound)?;
        let place = line.establishment.as_ref().and_then(|id| places.get(id));
        views.push(LineView {
            establishment: place.cloned().unwrap_or_default(),
            local_id,
            name,
            line,
        });
    }
    Ok(views)
}

async fn names(
    tx: &mut Tx,
    run: Option<&PaymentRun>,
) -> Result<BTreeMap<UserId, String>, ServiceError> {
    let mut names = BTreeMap::new();
    let Some(run) = run else {
        return Ok(names);
    };
    let ids = [
        Some(&run.proposed_by),
        run.concluded_by.as_ref(),
        run.exported_by.as_ref(),
    ];
    for id in ids.into_iter().flatten() {
        if let Some(found) = user::find(tx, id).await? {
            names.insert(id.clone(), found.display_name);
        }
    }
    Ok(names)
}

fn broken(error: crate::money::MoneyError) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}
