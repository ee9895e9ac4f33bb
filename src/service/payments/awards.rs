//! What an award costs a year in each period of its days, and why one has no amount.

use std::collections::BTreeMap;

use super::rules::Rules;
use crate::calendar::{Date, Period};
use crate::engine::{PeriodPrice, PriceReason};
use crate::ids::ChildId;
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::service::child_record::worth;
use crate::store::Tx;
use crate::store::award::AwardPrice;
use crate::store::payment::{self, AwardOfYear};

/// What the awards of a day come to in a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::service) struct AwardsADay {
    /// By child: the sum of its awards, in pounds and pence a year for the shares of full time that were decided.
    /// An award without a price on the day counts as it was decided: it is owed, though a payment run leaves it out.
    pub(in crate::service) annual: BTreeMap<ChildId, Money>,
    /// How many awards have no price on the day, because the rules or the record do not give one.
    pub(in crate::service) unpriced: usize,
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
    let next = day
        .tomorrow()
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let today = Period::new(day, next).map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let mut rules = Rules::default();
    let mut made = AwardsADay::default();
    for award in payment::awards_between(tx, &today).await? {
        rules.know(tx, book, &award).await?;
        let annual = on(&award, &rules, day).unwrap_or_else(|_| {
            made.unpriced += 1;
            award.terms.annual.unwrap_or(Money::ZERO)
        });
        let sum = made.annual.entry(award.child).or_insert(Money::ZERO);
        *sum = sum
            .plus(annual)
            .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    }
    Ok(made)
}

/// What an award comes to in a year at the price of a day; nothing where its setting is not funded by band.
fn on(award: &AwardOfYear, rules: &Rules, day: Date) -> Result<Money, String> {
    let periods = priced(award, rules)?;
    let Some(period) = periods.iter().find(|period| period.days.contains(day)) else {
        return Ok(Money::ZERO);
    };
    match (period.annual, why_unpriced(&period.reason)) {
        (Some(annual), _) => Ok(annual),
        (None, None) => Ok(Money::ZERO),
        (None, Some(why)) => Err(why.to_owned()),
    }
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
