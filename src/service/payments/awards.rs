//! What an award costs a year in each period of its days, and why one has no amount.

use std::collections::BTreeMap;

use super::rules::Rules;
use crate::calendar::{Date, Period, TimeRules, without};
use crate::engine::{PeriodPrice, PriceReason};
use crate::ids::{AwardId, ChildId, EstablishmentId};
use crate::money::Money;
use crate::recoupment::Payers;
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::service::child_record::worth::{self, Worth};
use crate::store::award::AwardPrice;
use crate::store::payment::{self, AwardOfYear};
use crate::store::plan_history::Whom;
use crate::store::{Tx, case_authority};

/// What the awards of a day come to in a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::service) struct AwardsADay {
    /// By child: the sum of its awards, in pounds and pence a year for the shares of full time that were decided.
    /// An award without a price on the day counts as it was decided: it is owed, though a payment run leaves it out.
    pub(in crate::service) annual: BTreeMap<ChildId, Money>,
    /// How many awards have no price on the day, because the rules or the record do not give one.
    pub(in crate::service) unpriced: usize,
}

/// Days of an award at one price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::service) struct PricedDays {
    /// Whose.
    pub(in crate::service) child: ChildId,
    /// The days.
    pub(in crate::service) days: Period,
    /// Pounds and pence a year for the share of full time that was decided; as it was decided where it has no price.
    pub(in crate::service) annual: Money,
    /// Whether it has no price on these days, because the rules or the record do not give one.
    is_unpriced: bool,
    /// Whether that is because no rules are approved for them.
    is_without_rules: bool,
}

impl PricedDays {
    /// Whether it has no price on its days, because the rules or the record do not give one.
    pub(in crate::service) fn is_unpriced(&self) -> bool {
        self.is_unpriced
    }
}

/// What awards come to by day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::service) struct AwardPrices(pub(in crate::service) Vec<PricedDays>);

impl AwardPrices {
    /// What the awards with a paid day on a day come to in a year at its prices.
    ///
    /// # Errors
    /// [`ServiceError::Broken`] beyond what is money.
    pub(in crate::service) fn on(&self, day: Date) -> Result<AwardsADay, ServiceError> {
        let mut made = AwardsADay::default();
        for priced in self.0.iter().filter(|priced| priced.days.contains(day)) {
            made.unpriced += usize::from(priced.is_unpriced);
            // A band without an amount is no cost on record.
            if priced.is_unpriced && priced.annual == Money::ZERO {
                continue;
            }
            let sum = made
                .annual
                .entry(priced.child.clone())
                .or_insert(Money::ZERO);
            *sum = sum
                .plus(priced.annual)
                .map_err(|error| ServiceError::Broken(Box::new(error)))?;
        }
        Ok(made)
    }

    /// The first day from a day on for which an award has no approved rules; none if rules price every day.
    pub(in crate::service) fn without_rules_from(&self, day: Date) -> Option<Date> {
        let without = self.0.iter().filter(|priced| priced.is_without_rules);
        let days = without.filter_map(|priced| priced.days.from(day));
        days.map(|days| days.start()).min()
    }
}

/// What every award with a paid day on `day` comes to in a year, at the prices of that day: those by which it is paid.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn a_year(
    tx: &mut Tx,
    book: &RuleBook,
    day: Date,
) -> Result<AwardsADay, ServiceError> {
    prices(tx, book, &only(day)?).await?.on(day)
}

/// How many children's awards are read by one query.
const AT_ONCE: usize = 500;

/// What each award of some children with a paid day on `day` is worth on it: at the prices by which it is paid, whoever bears
/// the cost in the end.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn worth_on(
    tx: &mut Tx,
    book: &RuleBook,
    day: Date,
    children: &[ChildId],
) -> Result<BTreeMap<AwardId, Worth>, ServiceError> {
    let only = only(day)?;
    let mut rules = Rules::default();
    let mut found = BTreeMap::new();
    for some in children.chunks(AT_ONCE) {
        for award in payment::awards_of(tx, &only, Whom::Only(some)).await? {
            rules.know(tx, book, &award).await?;
            let prices = priced(&award, &rules).ok();
            if let Some(worth) = Worth::on(&award.terms, prices.as_deref(), day) {
                found.insert(award.terms.award.clone(), worth);
            }
        }
    }
    Ok(found)
}

/// An award with its prices by period; none where the rules or the record do not give any.
pub(in crate::service) struct PricedAward {
    /// The award.
    pub(in crate::service) award: AwardOfYear,
    /// Its prices.
    pub(in crate::service) prices: Option<Vec<PeriodPrice>>,
}

/// The awards of some children with a paid day in a period, by child, by rules that are read once for all of them.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn priced_awards(
    tx: &mut Tx,
    book: &RuleBook,
    rules: &mut Rules,
    period: &Period,
    children: &[ChildId],
) -> Result<Vec<PricedAward>, ServiceError> {
    let mut found = Vec::new();
    for award in payment::awards_of(tx, period, Whom::Only(children)).await? {
        rules.know(tx, book, &award).await?;
        let prices = priced(&award, rules).ok();
        found.push(PricedAward { award, prices });
    }
    Ok(found)
}

/// A day alone.
fn only(day: Date) -> Result<Period, ServiceError> {
    let next = day
        .tomorrow()
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    Period::new(day, next).map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// What every award with a paid day in a period comes to in a year, by day.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn prices(
    tx: &mut Tx,
    book: &RuleBook,
    period: &Period,
) -> Result<AwardPrices, ServiceError> {
    prices_of(tx, book, &mut Rules::default(), period, Whom::Everybody).await
}

/// As [`prices`], of some children, by rules that are read once for all of them. Days that are another authority's cost in the
/// end are in none.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn prices_of(
    tx: &mut Tx,
    book: &RuleBook,
    rules: &mut Rules,
    period: &Period,
    whom: Whom<'_>,
) -> Result<AwardPrices, ServiceError> {
    let payers = case_authority::payers(tx, period, whom).await?;
    let mut all = AwardPrices::default();
    for award in payment::awards_of(tx, period, whom).await? {
        rules.know(tx, book, &award).await?;
        let theirs = payers.get(&award.child).map(Payers::not_our_cost);
        let theirs = theirs.unwrap_or_default();
        for priced in by_day(&award, rules) {
            let ours = without(priced.days, &theirs).into_iter();
            all.0.extend(ours.map(|days| PricedDays {
                days,
                ..priced.clone()
            }));
        }
    }
    Ok(all)
}

/// What the rules that price a child's awards at a place say of an absence from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::service) enum Suspended {
    /// No award goes there on the day.
    NoAward,
    /// The rules say nothing: everything is paid.
    Never,
    /// Payment stops after so many days.
    After(u16),
}

/// What the rules say of an absence from a place that begins on a day, as its year's schedule reads them.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn suspended_after(
    tx: &mut Tx,
    book: &RuleBook,
    child: &ChildId,
    at: &EstablishmentId,
    day: Date,
) -> Result<Suspended, ServiceError> {
    let period = only(day)?;
    let children = [child.clone()];
    let mut rules = Rules::default();
    let mut found = Suspended::NoAward;
    for award in payment::awards_of(tx, &period, Whom::Only(&children)).await? {
        if award.terms.establishment.as_ref() != Some(at) {
            continue;
        }
        rules.know(tx, book, &award).await?;
        let time = rules.time_on(&award, super::year_on(day));
        let stops = time.and_then(TimeRules::suspension);
        found = stops.map_or(Suspended::Never, |rule| Suspended::After(rule.after_days));
    }
    Ok(found)
}

/// An award's days by price: nothing where its setting is not funded by band.
fn by_day(award: &AwardOfYear, rules: &Rules) -> Vec<PricedDays> {
    let of = |days: Period, annual: Option<Money>, is_without_rules: bool| PricedDays {
        child: award.child.clone(),
        days,
        annual: annual.or(award.terms.annual).unwrap_or(Money::ZERO),
        is_unpriced: annual.is_none(),
        is_without_rules,
    };
    let Ok(periods) = priced(award, rules) else {
        let days = worth::days(&award.terms);
        return days.map(|days| of(days, None, false)).into_iter().collect();
    };
    let amounts = periods.iter().map(|period| {
        let annual = match (period.annual, why_unpriced(&period.reason)) {
            (None, None) => Some(Money::ZERO),
            (annual, _) => annual,
        };
        of(period.days, annual, period.reason == PriceReason::NoRules)
    });
    amounts.collect()
}

/// The prices of an award by period, or why it has none.
pub(super) fn priced(award: &AwardOfYear, rules: &Rules) -> Result<Vec<PeriodPrice>, String> {
    let terms = &award.terms;
    let days = worth::days(terms).ok_or("nothing was ever due")?;
    let decided = rules.decided(award);
    if decided.is_none() && terms.price == AwardPrice::Band {
        return Err("the rules it was decided under cannot be read".to_owned());
    }
    let basis = award
        .basis
        .needs()
        .map_err(|_| "the profile it was decided on cannot be read")?;
    let needs = basis.unwrap_or_default();
    let context = worth::context_of(terms, award.basis.context());
    let sets = rules.pricing(decided);
    Ok(worth::priced(
        terms,
        days,
        decided,
        sets,
        (&needs, &context),
    ))
}

/// Why a period without a price is no amount, in a sentence; none where the setting is not funded by band, which is no fault.
pub(super) fn why_unpriced(reason: &PriceReason) -> Option<&'static str> {
    match reason {
        PriceReason::NotFunded => None,
        PriceReason::NoRules => Some("no rules are approved for some of its days"),
        PriceReason::NotPriced(_) => {
            Some("the rules of some of its days ask for something that was not recorded")
        }
        _ => Some("it has no amount"),
    }
}
