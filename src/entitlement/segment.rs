//! A life cut where something that decides the amount changes.

use serde::{Deserialize, Serialize};

use super::due::EntitlementError;
use super::{Life, Price, PriceBook, Spell};
use crate::calendar::{Attends, Period, Suspension, without};
use crate::ids::{EstablishmentId, RuleSetRef};
use crate::money::Money;

/// The most spells, absences, one-off amounts or segments of one life, so that absurd input ends in a refusal.
const MOST: usize = 1_000;

/// Days of one year with the same establishment, band, attendance and price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Where.
    pub establishment: EstablishmentId,
    /// The band, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// How much of a full placement.
    pub attends: Attends,
    /// The year's price, for full time where it scales.
    pub annual: Money,
    /// Whether the price is multiplied by the share that the attendance carries.
    pub scales: bool,
    /// The rule set that prices its first day, unless the amount was agreed individually.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_set: Option<RuleSetRef>,
    /// Its days, all in the year.
    pub days: Period,
}

impl Segment {
    fn of(spell: &Spell, price: Price, days: Period) -> Segment {
        Segment {
            establishment: spell.establishment.clone(),
            band: spell.band.clone(),
            attends: spell.attends,
            annual: price.annual,
            scales: price.scales,
            rule_set: price.rule_set,
            days,
        }
    }

    /// What must be the same for two segments that meet to be one.
    fn sort_of(&self) -> (&EstablishmentId, Option<&str>, Attends, Money, bool) {
        (
            &self.establishment,
            self.band.as_deref(),
            self.attends,
            self.annual,
            self.scales,
        )
    }
}

/// The segments of a life in a year, earliest first, then by establishment and band.
pub(super) fn segments(
    life: &Life,
    year: &Period,
    suspension: Option<Suspension>,
    prices: &impl PriceBook,
) -> Result<Vec<Segment>, EntitlementError> {
    if life.spells.len().max(life.absences.len()) > MOST || life.one_offs.len() > MOST {
        return Err(EntitlementError::TooLong);
    }
    let mut cut = Vec::new();
    for spell in &life.spells {
        let Some(days) = spell.days.overlap(year) else {
            continue;
        };
        let unpaid = suspension.map_or_else(Vec::new, |suspension| {
            life.unpaid(&spell.establishment, suspension)
        });
        for (days, price) in priced(spell, days, prices)? {
            for paid in without(days, &unpaid) {
                cut.push(Segment::of(spell, price.clone(), paid));
                if cut.len() > MOST {
                    return Err(EntitlementError::TooLong);
                }
            }
        }
    }
    Ok(merged(cut))
}

/// A spell's days cut where its price changes.
fn priced(
    spell: &Spell,
    days: Period,
    prices: &impl PriceBook,
) -> Result<Vec<(Period, Price)>, EntitlementError> {
    let mut cut = Vec::new();
    let mut rest = Some(days);
    while let Some(days) = rest {
        let on = days.start();
        let no_price = || EntitlementError::NoPrice {
            establishment: spell.establishment.clone(),
            on,
        };
        let price = prices.price(spell, on).ok_or_else(no_price)?;
        if price.until.is_some_and(|until| until <= on) || cut.len() == MOST {
            return Err(no_price());
        }
        let held = price.until.map_or(Some(days), |until| days.before(until));
        rest = price.until.and_then(|until| days.from(until));
        cut.extend(held.map(|days| (days, price)));
    }
    Ok(cut)
}

fn merged(mut cut: Vec<Segment>) -> Vec<Segment> {
    // By the end too, so that the order of the record decides nothing.
    cut.sort_by(|one, two| {
        let order = (one.sort_of(), one.days.start(), one.days.end());
        order.cmp(&(two.sort_of(), two.days.start(), two.days.end()))
    });
    let mut whole: Vec<Segment> = Vec::new();
    for segment in cut {
        match whole.last_mut() {
            Some(last)
                if last.sort_of() == segment.sort_of()
                    && last.days.end() == Some(segment.days.start()) =>
            {
                last.days = last.days.through(&segment.days);
            }
            _ => whole.push(segment),
        }
    }
    // The sort keeps what is equal in its place, so segments of one start stay in their order.
    whole.sort_by_key(|segment| segment.days.start());
    whole
}
