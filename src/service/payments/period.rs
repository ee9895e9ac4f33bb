//! One period: its payees, and one payee's children.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::kept_back;
use super::payees::Payees;
use super::runs::{calendar_with, left_over};
use super::schedule::{self, Walk, closed_of};
use super::summary;
use super::waiting::OutOfDate;
use crate::access::{Action, Actor, Subject, Verdict, may};
use crate::calendar::{Date, FinancialYear, Period};
use crate::ids::{ChildId, EstablishmentId, LocalId, UserId};
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::beside::Standing;
use crate::service::kept_back::among;
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError, awards_to_look_at, trail};
use crate::store::payment::{self, PaymentLine, PaymentRun, RunState};
use crate::store::plan_history::Whom;
use crate::store::{Store, Tx, establishment, user};

/// How many children one statement names.
const CHILDREN_A_STATEMENT: usize = 500;
/// Above so many children everybody is read, once.
const CHILDREN_NAMED_ALONE: usize = 2_000;

/// One payee of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The VAT that it pays.
    pub vat: Money,
    /// What the period pays.
    pub total: Money,
    /// The first days of the year's periods, to name the one that a line belongs to.
    pub starts: Vec<Date>,
    /// What the reader may do.
    pub may: May,
    /// How many awards go on though the child left their school or has no plan, where the reader may propose the run.
    pub to_look_at: u64,
    /// How the run, where it waits for release, differs from the record as it is now.
    pub out_of_date: Option<OutOfDate>,
    /// Of when its sums are.
    pub standing: Standing,
    /// Whether amounts are kept back, child by child or all, because the reader is to judge a child in them first.
    pub is_kept_back: bool,
    /// Whether its sums are too.
    pub hides_sums: bool,
}

impl PeriodView {
    /// What the period pays without VAT.
    #[must_use]
    pub fn net(&self) -> Money {
        // Both are sums of the same lines.
        self.total.minus(self.vat).unwrap_or(Money::ZERO)
    }
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
    let mut standing = Standing::Now;
    let (mut shown, mut out_of_date) = (None, None);
    let unjudged = among(&mut tx, actor, None).await?;
    let (mut is_kept_back, mut hides_sums) = (false, false);
    let mut payees;
    if let Some(key) = payee {
        let mut own = lines_of_payee(
            &mut tx,
            book,
            (&calendar, place),
            (run.as_ref(), is_next),
            key,
        )
        .await?;
        own.retain(|line| line.payee_key == key);
        payees = payees_in(&own)?;
        let row = payees.first().cloned().ok_or(ServiceError::NotFound)?;
        if !unjudged.is_empty() {
            // What stands together with others in the period's list does not stand alone here.
            let all = match &run {
                Some(run) => payees_in(&payment::lines_of(&mut tx, &run.id).await?)?,
                None => {
                    let at = (&calendar, place);
                    summary::payees_of((store, &mut tx), book, at, moment)
                        .await?
                        .0
                }
            };
            let listed = kept_back::rows(&mut tx, year, all, &unjudged).await?;
            hides_sums = listed.hides_sums || !listed.rows.iter().any(|one| one.key == row.key);
            is_kept_back = hides_sums || own.iter().any(|line| unjudged.contains(&line.child));
        }
        shown = Some((row, in_words(&mut tx, own).await?));
    } else if let Some(run) = &run {
        payees = payees_in(&payment::lines_of(&mut tx, &run.id).await?)?;
        if run.state == RunState::Proposed {
            let of_year = (store, &mut tx);
            let told = summary::of_year(of_year, book, &calendar, moment).await?;
            out_of_date = told.0.out_of_date;
            standing = told.1;
        }
    } else {
        let at = (&calendar, place);
        (payees, standing) = summary::payees_of((store, &mut tx), book, at, moment).await?;
    }
    if payee.is_none() && !unjudged.is_empty() {
        let listed = kept_back::rows(&mut tx, year, payees, &unjudged).await?;
        hides_sums = listed.hides_sums;
        is_kept_back = listed.rows.iter().any(|row| row.key.is_empty());
        payees = listed.rows;
    }
    let can_do = may_do(actor, run.as_ref(), is_next);
    let to_look_at = match can_do.propose {
        true => awards_to_look_at::count(&mut tx, actor, moment).await?,
        false => None,
    };
    let at = usize::try_from(place).unwrap_or(usize::MAX);
    let periods = calendar.periods.periods();
    let view = PeriodView {
        year: FinancialYear::containing(year),
        place,
        days: *periods.get(at).ok_or(ServiceError::NotFound)?,
        pay_day: calendar.pay_days.get(at).copied(),
        people: names(&mut tx, run.as_ref()).await?,
        vat: Money::total(payees.iter().map(|row| row.vat)).map_err(broken)?,
        total: Money::total(payees.iter().map(|row| row.total)).map_err(broken)?,
        starts: periods.iter().map(Period::start).collect(),
        may: can_do,
        to_look_at: to_look_at.unwrap_or_default(),
        out_of_date,
        standing,
        is_kept_back,
        hides_sums,
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

/// The lines of a period among which are all of one payee: its run's, or as they would be proposed today, worked out of the
/// children whose cost goes there and of nobody else.
async fn lines_of_payee(
    tx: &mut Tx,
    book: &RuleBook,
    (calendar, place): (&payment::PaymentCalendar, u32),
    (run, is_next): (Option<&PaymentRun>, bool),
    key: &str,
) -> Result<Vec<PaymentLine>, ServiceError> {
    if let Some(run) = run {
        return Ok(payment::lines_of(tx, &run.id).await?);
    }
    let payee = Payees::read(tx).await?.of_key(key);
    let mut lines = Vec::new();
    if is_next {
        let before = calendar.year_on.saturating_sub(jiff::Span::new().years(1));
        let children = payment::children_of_payee(tx, before, &payee).await?;
        let left_over = left_over(tx, book, calendar.year_on, Some(&children)).await?;
        lines.extend(left_over.into_iter().flat_map(|left_over| left_over.lines));
    }
    let children = payment::children_of_payee(tx, calendar.year_on, &payee).await?;
    let mut own = Vec::new();
    let mut walk = Walk::begin(tx, book, calendar).await?.only(Some(&children));
    while let Some(part) = walk.next(tx).await? {
        let part = part.lines.into_iter();
        let part = part.filter(|one| one.paid_in == Some(place));
        own.extend(part.map(|one| one.line));
    }
    schedule::in_order(&mut own);
    lines.append(&mut own);
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

fn payees_in(lines: &[PaymentLine]) -> Result<Vec<PayeeRow>, ServiceError> {
    payees(&lines.iter().collect::<Vec<_>>())
}

/// The payees of lines, by name.
pub(super) fn payees(lines: &[&PaymentLine]) -> Result<Vec<PayeeRow>, ServiceError> {
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
    let children: BTreeSet<ChildId> = lines.iter().map(|line| line.child.clone()).collect();
    let children: Vec<ChildId> = children.into_iter().collect();
    let mut people = BTreeMap::new();
    if children.len() > CHILDREN_NAMED_ALONE {
        people = payment::people(tx).await?;
    } else {
        for some in children.chunks(CHILDREN_A_STATEMENT) {
            people.extend(payment::people_of(tx, Whom::Only(some)).await?);
        }
    }
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
