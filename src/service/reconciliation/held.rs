//! What the authority holds of a school's children in a year: each award with its dates and what it comes to.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::{Action, Actor, Subject};
use crate::calendar::{Date, FinancialYear, Period};
use crate::ids::{ChildId, EstablishmentId, LocalId};
use crate::money::{Decimal, Money, MoneyError, Rounding, product, quotient};
use crate::rules::RuleBook;
use crate::service::payments::{Costed, costed_in_year};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::store::award::AwardVersion;
use crate::store::payment::{self, PaymentCalendar};
use crate::store::reconciliation::{self, Latest};
use crate::store::{Store, Tx, establishment};

/// An award at a school in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldAward {
    /// Whose.
    pub child: ChildId,
    /// The child's reference.
    pub local_id: LocalId,
    /// Given and family name; none where the record is restricted or erased.
    pub name: Option<String>,
    /// The terms that count.
    pub terms: AwardVersion,
    /// What it comes to in the year; none where that cannot be worked out.
    pub amount: Option<Money>,
}

/// What is held of a school.
#[derive(Debug)]
pub struct SchoolHeld {
    /// The year.
    pub year: FinancialYear,
    /// The school.
    pub establishment: EstablishmentId,
    /// Its name.
    pub name: String,
    /// Its awards of the year, by the children's references and then by date.
    pub awards: Vec<HeldAward>,
    /// The bands that a return may name: those of the rules by which its awards were decided, and those that it holds.
    pub bands: Vec<String>,
    /// What they come to.
    pub total: Money,
    /// Its returns of the year, the newest first.
    pub returns: Vec<Latest>,
}

/// A school in the list of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolRow {
    /// The school.
    pub establishment: EstablishmentId,
    /// Its name.
    pub name: String,
    /// How many awards of the year go to it.
    pub awards: u64,
    /// Its newest return, if it sent one.
    pub latest: Option<Latest>,
}

/// Every school with an award in a year, by name.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not reconcile.
pub async fn schools(
    store: &Store,
    actor: &Actor,
    year: Date,
) -> Result<Vec<SchoolRow>, ServiceError> {
    require(actor, Action::ReconcileSchools, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let days = FinancialYear::containing(year).period();
    let mut counts: BTreeMap<EstablishmentId, u64> = BTreeMap::new();
    for award in payment::awards_between(&mut tx, &days).await? {
        if let Some(at) = award.terms.establishment {
            *counts.entry(at).or_default() += 1;
        }
    }
    let newest = reconciliation::newest(&mut tx, year).await?;
    let mut rows: Vec<SchoolRow> = establishment::all(&mut tx)
        .await?
        .into_iter()
        .filter_map(|place| {
            let of_place = |one: &&Latest| one.reconciliation.establishment == place.id;
            Some(SchoolRow {
                awards: counts.get(&place.id).copied()?,
                latest: newest.iter().find(of_place).cloned(),
                establishment: place.id,
                name: place.name,
            })
        })
        .collect();
    rows.sort_by(|one, two| (&one.name, &one.establishment).cmp(&(&two.name, &two.establishment)));
    Ok(rows)
}

/// What is held of a school in a year. Who looks is in the trail.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever does not reconcile; [`ServiceError::NotFound`] without such a school, or before the
/// year has a payment calendar.
pub async fn held_of(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (year, at): (Date, &EstablishmentId),
    moment: Moment,
) -> Result<SchoolHeld, ServiceError> {
    require(actor, Action::ReconcileSchools, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let place = establishment::find(&mut tx, at).await?;
    let name = place.ok_or(ServiceError::NotFound)?.name;
    let awards = of_school(&mut tx, book, (year, at)).await?;
    let returns = reconciliation::of_school(&mut tx, year, at).await?;
    drop(tx);
    let subject = ("establishment", at.as_str());
    let who = Some(&actor.user);
    trail::note_alone(store, moment, who, "awards-of-school-viewed", subject).await?;
    let total = Money::total(awards.iter().filter_map(|award| award.amount))
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let bands = bands_of(book, &awards);
    Ok(SchoolHeld {
        bands,
        year: FinancialYear::containing(year),
        establishment: at.clone(),
        name,
        awards,
        total,
        returns,
    })
}

/// The bands of the rules by which awards were decided, in their order, and bands of the awards that no such rules name.
fn bands_of(book: &RuleBook, awards: &[HeldAward]) -> Vec<String> {
    let mut bands: Vec<String> = Vec::new();
    let mut add = |band: String| {
        if !bands.contains(&band) {
            bands.push(band);
        }
    };
    let sets: BTreeSet<_> = awards
        .iter()
        .filter_map(|award| award.terms.rule_set.as_ref())
        .collect();
    for set in sets.into_iter().filter_map(|digest| book.by_digest(digest)) {
        set.bands().for_each(|band| add(band.id.to_string()));
    }
    for band in awards.iter().filter_map(|award| award.terms.band.as_ref()) {
        add(band.to_string());
    }
    bands
}

/// A school's awards of a year with what each comes to.
pub(super) async fn of_school(
    tx: &mut Tx,
    book: &RuleBook,
    (year, at): (Date, &EstablishmentId),
) -> Result<Vec<HeldAward>, ServiceError> {
    let calendar = payment::calendar_of(tx, year)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let days = days_of(&calendar)?;
    let people = payment::people(tx).await?;
    let mut awards = Vec::new();
    for award in payment::awards_between(tx, &days).await? {
        if award.terms.establishment.as_ref() != Some(at) {
            continue;
        }
        let (local_id, name) = people
            .get(&award.child)
            .cloned()
            .ok_or(ServiceError::NotFound)?;
        awards.push(HeldAward {
            child: award.child,
            local_id,
            name,
            terms: award.terms,
            amount: None,
        });
    }
    let record = costed_in_year(tx, book, &calendar).await?;
    let here = record
        .pieces
        .iter()
        .filter(|piece| piece.establishment.as_ref() == Some(at));
    for piece in here.filter(|piece| piece.kind.is_of_an_award() && !piece.is_recovered) {
        give(&mut awards, piece)?;
    }
    awards.sort_by(|one, two| {
        let key = |award: &HeldAward| {
            (
                award.local_id.clone(),
                award.terms.from,
                award.terms.award.clone(),
            )
        };
        key(one).cmp(&key(two))
    });
    Ok(awards)
}

pub(super) fn days_of(calendar: &PaymentCalendar) -> Result<Period, ServiceError> {
    let days = calendar.periods.year();
    days.ok_or_else(|| ServiceError::Broken("a payment calendar without a year".into()))
}

/// Adds a piece of the record to the awards that it comes from. Awards of one child that follow each other at the same
/// terms are one piece, which is shared by their days: each but the last has its share rounded to the penny, and the last
/// what is left. Of several awards of one day, the one of the piece's band.
fn give(awards: &mut [HeldAward], piece: &Costed) -> Result<(), ServiceError> {
    let Some(days) = piece.days else {
        return Ok(());
    };
    let overlap = |award: &HeldAward| {
        let of_child = award.child == piece.child;
        let own = match award.terms.to {
            Some(to) => Period::new(award.terms.from, to).ok()?,
            None => Period::open(award.terms.from),
        };
        own.overlap(&days).filter(|_| of_child)
    };
    let is_of_band = |award: &HeldAward| {
        award
            .terms
            .band
            .as_ref()
            .map(ToString::to_string)
            .as_deref()
            == piece.band.as_deref()
    };
    let of_child: Vec<usize> = places(awards, |award| overlap(award).is_some());
    let of_band: Vec<usize> = places(awards, |award| {
        overlap(award).is_some() && is_of_band(award)
    });
    let mut sharing = if of_band.is_empty() {
        of_child
    } else {
        of_band
    };
    sharing.sort_by_key(|place| awards[*place].terms.from);
    let days_of = |place: usize| overlap(&awards[place]).and_then(|days| days.days());
    let shared: i64 = sharing.iter().filter_map(|place| days_of(*place)).sum();
    let all = days.days().unwrap_or(0);
    if shared > all {
        // They run side by side, so each has a piece of its own.
        sharing.truncate(1);
    }
    let parts: Vec<i64> = sharing
        .iter()
        .map(|place| days_of(*place).unwrap_or(0))
        .collect();
    let mut rest = piece.amount;
    for (nth, (place, days)) in sharing.iter().zip(&parts).enumerate() {
        let share = if nth + 1 == sharing.len() {
            rest
        } else {
            part_of(piece.amount, Decimal::from(*days), Decimal::from(all)).map_err(broken)?
        };
        rest = rest.minus(share).map_err(broken)?;
        if let Some(award) = awards.get_mut(*place) {
            let before = award.amount.unwrap_or(Money::ZERO);
            award.amount = Some(before.plus(share).map_err(broken)?);
        }
    }
    Ok(())
}

fn places(awards: &[HeldAward], is_meant: impl Fn(&HeldAward) -> bool) -> Vec<usize> {
    let meant = awards
        .iter()
        .enumerate()
        .filter(|(_, award)| is_meant(award));
    meant.map(|(place, _)| place).collect()
}

fn part_of(amount: Money, days: Decimal, all: Decimal) -> Result<Money, MoneyError> {
    let part = product(amount.pounds(), days).and_then(|product| quotient(product, all));
    Rounding::TO_THE_PENNY.to_money(part.ok_or(MoneyError::TooLarge)?)
}

fn broken(error: MoneyError) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}
