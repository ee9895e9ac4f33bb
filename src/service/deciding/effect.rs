//! What a decision, an order or an end does to a child's awards: worked out by doing it, in a transaction that is taken back.

use std::collections::BTreeMap;

use super::conclude::Terms;
use crate::calendar::{Date, FinancialYear};
use crate::ids::{AwardId, ChildId, EstablishmentId};
use crate::money::{Money, MoneyError};
use crate::needs::Setting;
use crate::rules::RuleBook;
use crate::service::payments::{self, Corrected};
use crate::service::{Moment, ServiceError};
use crate::store::award::{self, AwardVersion};
use crate::store::{Tx, establishment, payment, placement};

/// What comes of it, to be looked at before it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Where the child is today; none where nowhere.
    pub placed_at: Option<String>,
    /// The awards that begin, one for each placement of their days, the earliest first.
    pub paid: Vec<PaidTo>,
    /// The days of it for which nobody is paid, because no placement covers them: first, and first after.
    pub unpaid: Vec<(Date, Option<Date>)>,
    /// The awards that were there, and what becomes of those that it touches or is paid beside.
    pub earlier: Vec<Earlier>,
    /// How much more a year is paid from its first day on, as decided; below nought where less.
    pub difference: Money,
    /// What the next payment run puts right of periods that were paid, by payee.
    pub put_right: Vec<PutRight>,
    /// The years of its days up to today that no payment run pays, because they have no calendar.
    pub without_calendar: Vec<FinancialYear>,
}

/// An award that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidTo {
    /// The school or college; none where the money follows the child outside any.
    pub place: Option<String>,
    /// Who is paid for it: a trust, not its school.
    pub payee: Option<String>,
    /// The setting that it is priced for.
    pub setting: Setting,
    /// The first day.
    pub from: Date,
    /// The first unpaid day.
    pub to: Option<Date>,
    /// Pence a year as decided.
    pub annual: Option<Money>,
}

/// An award that was there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Its terms before.
    pub terms: AwardVersion,
    /// The school or college that it pays.
    pub place: Option<String>,
    /// What becomes of it.
    pub now: Now,
}

/// What becomes of an award.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Now {
    /// It ends: its first unpaid day, and the day from which it goes on again.
    Ends(Date, Option<Date>),
    /// It never begins.
    Never,
    /// It begins later.
    Begins(Date),
    /// It is paid beside.
    Stays,
}

/// What is put right of periods that were paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutRight {
    /// Who is paid, or pays back.
    pub payee: String,
    /// How much; below nought where it is taken back.
    pub amount: Money,
}

/// A child's awards, and what is put right for it, before something is done.
pub(in crate::service) struct Before {
    child: ChildId,
    awards: Vec<AwardVersion>,
    corrected: Corrected,
}

impl Before {
    /// Reads how things stand.
    ///
    /// # Errors
    /// [`ServiceError::Broken`] if the database cannot be read.
    pub(in crate::service) async fn read(
        tx: &mut Tx,
        book: &RuleBook,
        child: &ChildId,
    ) -> Result<Before, ServiceError> {
        Ok(Before {
            child: child.clone(),
            awards: awards_of(tx, child).await?,
            corrected: payments::corrected(tx, book, child).await?,
        })
    }

    /// What was done since to awards of these days.
    ///
    /// # Errors
    /// [`ServiceError::Broken`] if the database cannot be read.
    pub(in crate::service) async fn until_now(
        &self,
        tx: &mut Tx,
        book: &RuleBook,
        terms: &Terms,
        moment: Moment,
    ) -> Result<Effect, ServiceError> {
        let now = awards_of(tx, &self.child).await?;
        let new = begun(&self.awards, &now);
        let goes_on = |one: &&AwardVersion| self.awards.iter().any(|was| is_of(was, one));
        let (again, mut made): (Vec<&AwardVersion>, Vec<&AwardVersion>) =
            new.into_iter().partition(goes_on);
        made.sort_by_key(|one| one.from);
        let mut paid = Vec::new();
        for one in &made {
            paid.push(paid_to(tx, one).await?);
        }
        let days = (terms.from, terms.to);
        let mut earlier = Vec::new();
        for was in self.awards.iter().filter(|was| is_ever_paid(was)) {
            let Some(is) = now.iter().find(|is| is.award == was.award) else {
                continue;
            };
            if let Some(now) = became(was, is, &again, days) {
                earlier.push(Earlier {
                    place: name_of(tx, was.establishment.as_ref()).await?,
                    terms: was.clone(),
                    now,
                });
            }
        }
        let places = placement::on_day(tx, &self.child, moment.today).await?;
        let main = places
            .first()
            .and_then(|place| place.establishment.as_ref());
        let corrected = payments::corrected(tx, book, &self.child).await?;
        Ok(Effect {
            placed_at: name_of(tx, main).await?,
            unpaid: gaps(&made, days),
            difference: worth(&now, terms.from)?
                .minus(worth(&self.awards, terms.from)?)
                .map_err(|error| ServiceError::Broken(Box::new(error)))?,
            put_right: put_right(&self.corrected, &corrected)?,
            without_calendar: without_calendar(tx, days, moment.today).await?,
            paid,
            earlier,
        })
    }
}

async fn awards_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<AwardVersion>, ServiceError> {
    let all = award::all_of(tx, child).await?;
    Ok(all.into_iter().map(|(_, terms)| terms).collect())
}

/// The awards that were not there before.
fn begun<'a>(before: &[AwardVersion], now: &'a [AwardVersion]) -> Vec<&'a AwardVersion> {
    let known: Vec<&AwardId> = before.iter().map(|one| &one.award).collect();
    now.iter()
        .filter(|one| !known.contains(&&one.award))
        .collect()
}

/// Whether an award goes on with what an earlier one granted.
fn is_of(was: &AwardVersion, one: &AwardVersion) -> bool {
    was.decision == one.decision
}

fn is_ever_paid(terms: &AwardVersion) -> bool {
    terms.to != Some(terms.from)
}

/// What became of an award; none of one that is neither changed nor paid on any of the days.
fn became(
    was: &AwardVersion,
    is: &AwardVersion,
    again: &[&AwardVersion],
    (from, to): (Date, Option<Date>),
) -> Option<Now> {
    if !is_ever_paid(is) {
        return Some(Now::Never);
    }
    if is.from != was.from {
        return Some(Now::Begins(is.from));
    }
    match is.to {
        Some(end) if is.to != was.to => {
            let mut again = again.iter().filter(|one| is_of(was, one));
            let next = again.find(|one| one.from >= end && one.to == was.to);
            Some(Now::Ends(end, next.map(|one| one.from)))
        }
        _ => {
            let overlaps = was.to.is_none_or(|end| from < end) && to.is_none_or(|to| was.from < to);
            overlaps.then_some(Now::Stays)
        }
    }
}

/// The days that no award pays, of those for which some were made.
fn gaps(made: &[&AwardVersion], (from, to): (Date, Option<Date>)) -> Vec<(Date, Option<Date>)> {
    let mut gaps = Vec::new();
    if made.is_empty() {
        return gaps;
    }
    let mut reached = Some(from);
    for one in made {
        if let Some(day) = reached.filter(|day| *day < one.from) {
            gaps.push((day, Some(one.from)));
        }
        reached = one.to;
    }
    if let Some(day) = reached.filter(|day| to.is_none_or(|to| *day < to)) {
        gaps.push((day, to));
    }
    gaps
}

/// What awards come to in a year on a day, as decided.
fn worth(awards: &[AwardVersion], day: Date) -> Result<Money, ServiceError> {
    let on = awards
        .iter()
        .filter(|one| one.from <= day && one.to.is_none_or(|to| day < to));
    Money::total(on.filter_map(|one| one.annual))
        .map_err(|error| ServiceError::Broken(Box::new(error)))
}

async fn paid_to(tx: &mut Tx, terms: &AwardVersion) -> Result<PaidTo, ServiceError> {
    let at = terms.establishment.as_ref();
    Ok(PaidTo {
        place: name_of(tx, at).await?,
        payee: payments::payee_of(tx, at).await?,
        setting: terms.setting,
        from: terms.from,
        to: terms.to,
        annual: terms.annual,
    })
}

async fn name_of(
    tx: &mut Tx,
    at: Option<&EstablishmentId>,
) -> Result<Option<String>, ServiceError> {
    let Some(id) = at else {
        return Ok(None);
    };
    Ok(establishment::find(tx, id).await?.map(|place| place.name))
}

/// What is put right more than before, by payee.
fn put_right(before: &Corrected, now: &Corrected) -> Result<Vec<PutRight>, ServiceError> {
    let mut by_payee: BTreeMap<&String, Money> = BTreeMap::new();
    let broken = |error: MoneyError| ServiceError::Broken(Box::new(error));
    for (payee, amount) in now {
        by_payee.insert(payee, *amount);
    }
    for (payee, amount) in before {
        let sum = by_payee.entry(payee).or_insert(Money::ZERO);
        *sum = sum.minus(*amount).map_err(broken)?;
    }
    let changed = by_payee.into_iter();
    let changed = changed.filter(|(_, amount)| *amount != Money::ZERO);
    let changed = changed.map(|(payee, amount)| PutRight {
        payee: payee.clone(),
        amount,
    });
    Ok(changed.collect())
}

/// The years of some days up to today that have no payment calendar.
async fn without_calendar(
    tx: &mut Tx,
    (from, to): (Date, Option<Date>),
    today: Date,
) -> Result<Vec<FinancialYear>, ServiceError> {
    let mut without = Vec::new();
    let mut year = FinancialYear::containing(from);
    let last = to.map_or(today, |to| to.min(today));
    while year.first_day() <= last {
        if payment::calendar_of(tx, year.first_day()).await?.is_none() {
            without.push(year);
        }
        year = FinancialYear::containing(year.end());
    }
    Ok(without)
}
