//! What an award is worth in each period: an uplift changes the price of a period, never the band.
//!
//! A decision pins a band and the rule set that the band belongs to; under a scheme without bands, the rule set alone. Each
//! later period is priced by the values of the set in force then, for the same band, or for the same needs where there is
//! none; within a set, from each day on which its amounts change. Only a conversion that belongs to a later set gives the band another name. Where no
//! set is in force there is no price; the nearest set's is never taken.

use crate::calendar::{Date, Period};
use crate::ids::RuleSetRef;
use crate::money::Money;
use crate::needs::{BandId, NeedsProfile};
use crate::rules::{AmountBasis, RuleSet};

use super::{Context, Earlier, Refusal, Status, determine, for_full_time, price, turns};

/// A rule set and the days on which it prices: approved, and not withdrawn.
#[derive(Clone, Copy, Debug)]
pub struct PricingSet<'a> {
    /// The days, within the set's own.
    pub days: Period,
    /// The rules.
    pub rules: &'a RuleSet,
}

/// What was agreed for a child.
#[derive(Clone, Copy, Debug)]
pub struct Agreed<'a> {
    /// The days of the award.
    pub days: Period,
    /// The set by which it was decided, with the band, where the set has bands; none where an amount was agreed without.
    pub by: Option<(Option<&'a BandId>, &'a RuleSet)>,
    /// Pounds and pence a year as decided, for the share of full time; none where the setting is not funded by band.
    pub annual: Option<Money>,
    /// Whether the amount stays as it is: protected, or agreed for this child.
    pub fixed: bool,
    /// The needs that were decided on, for what a set adds to its table.
    pub profile: &'a NeedsProfile,
    /// The circumstances of the award; the day and the basis are not read.
    pub context: &'a Context,
}

/// What an award is worth in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodPrice {
    /// The days.
    pub days: Period,
    /// The set in force on them.
    pub rules: Option<RuleSetRef>,
    /// The band by which it is priced.
    pub band: Option<BandId>,
    /// Pounds and pence a year for the share of full time; none where there is no price, which [`PriceReason`] explains.
    pub annual: Option<Money>,
    /// How the price came about.
    pub reason: PriceReason,
}

/// How the price of a period came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PriceReason {
    /// It was decided so, under the set that is in force.
    Decided,
    /// The same band by the values of the set in force.
    Revalued,
    /// The set in force converts the bands of an earlier scheme.
    Converted {
        /// The band before.
        from: BandId,
    },
    /// Protected, or agreed for this child: no table changes it.
    Fixed,
    /// The set in force has no such band and converts none: as decided.
    BandUnknown,
    /// The set that it was decided under is not in force any more, and no other is: as decided.
    SetGone,
    /// The set in force does not fund the setting by band.
    NotFunded,
    /// No set is in force: there is no price yet.
    NoRules,
    /// The set in force asks for facts that are not known, or blocks the amount.
    NotPriced(Vec<Refusal>),
}

/// The price of an award in each period of its days, the first first. The periods touch and cover the award's days.
///
/// `sets` are one authority's, by their days, of which no two share one. Amounts are yearly and rounded as each set says;
/// they are not yet shared out over the days.
#[must_use]
pub fn price_by_period(agreed: &Agreed<'_>, sets: &[PricingSet<'_>]) -> Vec<PeriodPrice> {
    let Some((band, rules)) = agreed.by.filter(|_| !agreed.fixed) else {
        return vec![as_decided(agreed, agreed.days, None, PriceReason::Fixed)];
    };
    let mut prices = Vec::new();
    let mut known = Known {
        band: band.cloned(),
        rules,
        annual: agreed.annual,
    };
    let mut reached = Some(agreed.days.start());
    for set in sets {
        let Some(days) = set.days.overlap(&agreed.days) else {
            continue;
        };
        if let Some(gap) = reached.and_then(|from| Period::new(from, days.start()).ok()) {
            prices.extend(without_set(agreed, rules, gap));
        }
        for part in turns::cut(days, set.rules) {
            add(
                in_set(agreed, &mut known, rules, set.rules, part),
                &mut prices,
            );
        }
        reached = days.end();
    }
    let rest = reached.and_then(|from| match agreed.days.end() {
        Some(end) => Period::new(from, end).ok(),
        None => Some(Period::open(from)),
    });
    prices.extend(
        rest.map(|rest| without_set(agreed, rules, rest))
            .unwrap_or_default(),
    );
    prices
}

/// Adds a price; days at the price of the days before them are one period with them.
fn add(price: PeriodPrice, prices: &mut Vec<PeriodPrice>) {
    if let Some(last) = prices.last_mut()
        && last.days.end() == Some(price.days.start())
        && (&last.rules, &last.band, last.annual, &last.reason)
            == (&price.rules, &price.band, price.annual, &price.reason)
    {
        last.days = last.days.through(&price.days);
    } else {
        prices.push(price);
    }
}

/// The band as the last set that knew it names it; none where the scheme has none.
struct Known<'a> {
    band: Option<BandId>,
    rules: &'a RuleSet,
    annual: Option<Money>,
}

/// The price under a set in force; a conversion is remembered for the sets after it.
fn in_set<'a>(
    agreed: &Agreed<'_>,
    known: &mut Known<'a>,
    decided: &RuleSet,
    rules: &'a RuleSet,
    days: Period,
) -> PeriodPrice {
    if rules.digest() == decided.digest() && is_as_decided(agreed, rules, days) {
        let reason = match agreed.annual {
            Some(_) => PriceReason::Decided,
            None => PriceReason::NotFunded,
        };
        return as_decided(agreed, days, Some(rules), reason);
    }
    let context = context_on(days.start(), agreed);
    // A set keeps the conversion of the set before it that it was copied from; then the band is converted already.
    let is_later = rules.scheme.first_day > known.rules.scheme.first_day;
    let converts = rules.conversion.is_some() && rules.conversion != known.rules.conversion;
    if let Some(before) = known.band.clone().filter(|_| is_later && converts) {
        return converted(agreed, (known, before), rules, days, context);
    }
    match price(known.band.as_ref(), agreed.profile, rules, &context) {
        Ok(top_up) => {
            let annual = top_up.map(|top_up| top_up.amount);
            if is_later || rules.digest() == known.rules.digest() {
                known.rules = rules;
                known.annual = annual;
            }
            PeriodPrice {
                days,
                rules: Some(rules.reference()),
                band: known.band.clone(),
                annual,
                reason: match annual {
                    Some(_) => PriceReason::Revalued,
                    None => PriceReason::NotFunded,
                },
            }
        }
        Err(refusals) => refused(agreed, rules, days, refusals),
    }
}

fn context_on(day: Date, agreed: &Agreed<'_>) -> Context {
    Context {
        on: day,
        basis: AmountBasis::Year,
        ..agreed.context.clone()
    }
}

/// Whether days within the set of the decision are at the amount decided: all are, unless the set names a day in the award
/// from which it pays something else. What cannot be priced anew stays as decided until such a day.
fn is_as_decided(agreed: &Agreed<'_>, rules: &RuleSet, days: Period) -> bool {
    let within = rules.in_force().overlap(&agreed.days);
    let parts = within.map_or(1, |within| turns::cut(within, rules).len());
    let Some((band, _)) = agreed.by.filter(|_| parts > 1) else {
        return true;
    };
    let context = context_on(days.start(), agreed);
    match price(band, agreed.profile, rules, &context) {
        Ok(top_up) => top_up.map(|top_up| top_up.amount) == agreed.annual,
        Err(_) => days.start() == agreed.days.start(),
    }
}

fn converted<'a>(
    agreed: &Agreed<'_>,
    (known, before): (&mut Known<'a>, BandId),
    rules: &'a RuleSet,
    days: Period,
    mut context: Context,
) -> PeriodPrice {
    context.facts.earlier = Some(Earlier {
        band: Some(before.clone()),
        top_up_annual: annual_for_full_time(agreed, known, rules, &context),
        convert: true,
    });
    match determine(agreed.profile, rules, &context).status {
        Status::Determined {
            band: Some(band),
            top_up,
            ..
        } => {
            known.band = Some(band.clone());
            known.rules = rules;
            known.annual = top_up.map(|top_up| top_up.amount);
            PeriodPrice {
                days,
                rules: Some(rules.reference()),
                band: Some(band),
                annual: known.annual,
                reason: match known.annual {
                    Some(_) => PriceReason::Converted { from: before },
                    None => PriceReason::NotFunded,
                },
            }
        }
        Status::Refused { reasons } => refused(agreed, rules, days, reasons),
        Status::Determined { .. } | Status::Blocked { .. } => {
            refused(agreed, rules, days, Vec::new())
        }
    }
}

/// What the band brought in the set before, for what the later set calls full time: an earlier amount always is.
fn annual_for_full_time(
    agreed: &Agreed<'_>,
    known: &Known<'_>,
    later: &RuleSet,
    context: &Context,
) -> Option<Money> {
    let full = for_full_time(context, later);
    if full == *context {
        return known.annual;
    }
    let last_day = known.rules.scheme.last_day;
    let before = Context {
        on: last_day.min(context.on),
        ..full
    };
    let found = price(known.band.as_ref(), agreed.profile, known.rules, &before);
    found.ok().flatten().map(|top_up| top_up.amount)
}

/// The band is not the set's: the price stays. Anything else that is missing leaves no price.
fn refused(
    agreed: &Agreed<'_>,
    rules: &RuleSet,
    days: Period,
    refusals: Vec<Refusal>,
) -> PeriodPrice {
    let is_unknown = refusals.iter().any(|refusal| {
        matches!(
            refusal,
            Refusal::BandUnknown { .. } | Refusal::ConversionMissing
        )
    });
    if is_unknown {
        return as_decided(agreed, days, Some(rules), PriceReason::BandUnknown);
    }
    PeriodPrice {
        annual: None,
        ..as_decided(agreed, days, Some(rules), PriceReason::NotPriced(refusals))
    }
}

/// Days on which no set is in force: as decided on the days for which the set of the decision was made, else no price.
fn without_set(agreed: &Agreed<'_>, decided: &RuleSet, days: Period) -> Vec<PeriodPrice> {
    let no_price = |days| PeriodPrice {
        annual: None,
        ..as_decided(agreed, days, None, PriceReason::NoRules)
    };
    let Some(own) = days.overlap(&decided.in_force()) else {
        return vec![no_price(days)];
    };
    let before = Period::new(days.start(), own.start()).ok();
    let after = own.end().and_then(|from| match days.end() {
        Some(end) => Period::new(from, end).ok(),
        None => Some(Period::open(from)),
    });
    let gone = as_decided(agreed, own, None, PriceReason::SetGone);
    let before = before.map(no_price);
    before
        .into_iter()
        .chain([gone])
        .chain(after.map(no_price))
        .collect()
}

fn as_decided(
    agreed: &Agreed<'_>,
    days: Period,
    rules: Option<&RuleSet>,
    reason: PriceReason,
) -> PeriodPrice {
    PeriodPrice {
        days,
        rules: rules.map(|rules| rules.reference()),
        band: agreed.by.and_then(|(band, _)| band.cloned()),
        annual: agreed.annual,
        reason,
    }
}
