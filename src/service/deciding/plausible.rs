//! What an award or an order cannot be, and what is so unusual that its officer has to confirm it: a slip of the keyboard is
//! refused before it is paid for years.

use jiff::ToSpan as _;

use super::conclude::Terms;
use crate::calendar::Date;
use crate::ids::ChildId;
use crate::money::Money;
use crate::needs::Setting;
use crate::service::ServiceError;
use crate::store::placement::{self, Placement};
use crate::store::{Tx, identity};

/// An award begins at most so many months after the day on which it is entered.
pub const MONTHS_AHEAD: i32 = 18;
/// The limits of plausibility of an amount that is agreed or ordered for one child, as they stand since November 2026. Our own
/// choice, well above what a year at the costliest residential place comes to; no law and no rule set names them.
pub const AMOUNTS: AmountLimits = AmountLimits {
    confirmed_above: 500_000,
    refused_above: 5_000_000,
};

/// Limits of plausibility of an amount of a year, in pounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountLimits {
    /// Above this the officer has to confirm it.
    pub confirmed_above: u32,
    /// Above this it is taken for a slip.
    pub refused_above: u32,
}

/// What is wrong with what an officer entered, or has to be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The order is dated after today.
    OrderToCome,
    /// The first day funded is before the child was born.
    BeforeBirth,
    /// The first day funded is later than this, which is the last that is taken.
    TooFarAhead(Date),
    /// The first day funded is before the placement, which began on this day. To be confirmed.
    BeforePlacement(Date),
    /// The placement of the first day funded has another setting than was scored, and the award is priced for it. To be
    /// confirmed.
    OtherSetting {
        /// What was scored.
        scored: Setting,
        /// The placement's.
        placed: Setting,
    },
    /// The amount is above what one is asked again about. To be confirmed.
    LargeAmount(Money),
    /// The amount is above what is taken at all.
    TooLargeAmount,
}

impl Doubt {
    /// Whether it is taken once the officer confirms it.
    #[must_use]
    pub fn may_be_confirmed(&self) -> bool {
        matches!(
            self,
            Doubt::BeforePlacement(_) | Doubt::OtherSetting { .. } | Doubt::LargeAmount(_)
        )
    }
}

/// What stands in the way of an award, but for what its officer confirmed. An amount is given where it is no band's, and the
/// setting that was scored where the price follows one.
pub(super) async fn doubts(
    tx: &mut Tx,
    child: &ChildId,
    (terms, annual, scored): (&Terms, Option<Money>, Option<Setting>),
    today: Date,
) -> Result<Vec<Doubt>, ServiceError> {
    let known = identity::find(tx, child).await?;
    let born = known.and_then(|known| known.birth_date);
    let last = today.saturating_add(MONTHS_AHEAD.months());
    let mut found = Vec::new();
    if born.is_some_and(|born| terms.from < born) {
        found.push(Doubt::BeforeBirth);
    } else if terms.from > last {
        found.push(Doubt::TooFarAhead(last));
    } else if let Some(began) = began_later(tx, child, terms.from).await? {
        found.push(Doubt::BeforePlacement(began));
    }
    if let Some(scored) = scored {
        let places = placement::on_day(tx, child, terms.from).await?;
        let placed = places.first().and_then(Placement::funded_setting);
        let other = placed.filter(|placed| *placed != scored);
        found.extend(other.map(|placed| Doubt::OtherSetting { scored, placed }));
    }
    found.extend(annual.and_then(of_amount));
    found.retain(|doubt| !(terms.confirmed && doubt.may_be_confirmed()));
    Ok(found)
}

/// What is doubtful of an amount.
fn of_amount(annual: Money) -> Option<Doubt> {
    let is_above = |pounds: u32| annual.pence() > i64::from(pounds) * 100;
    if is_above(AMOUNTS.refused_above) {
        Some(Doubt::TooLargeAmount)
    } else if is_above(AMOUNTS.confirmed_above) {
        Some(Doubt::LargeAmount(annual))
    } else {
        None
    }
}

/// The day on which the first placement after a day began, where none covers the day.
async fn began_later(
    tx: &mut Tx,
    child: &ChildId,
    day: Date,
) -> Result<Option<Date>, ServiceError> {
    if !placement::on_day(tx, child, day).await?.is_empty() {
        return Ok(None);
    }
    let all = placement::all_of(tx, child).await?;
    let later = all.into_iter().filter_map(|place| place.from);
    Ok(later.filter(|from| *from > day).min())
}

#[cfg(test)]
mod tests {
    use super::{Doubt, of_amount};

    #[test]
    fn an_amount_is_asked_again_above_one_limit_and_refused_above_the_other() {
        for (pounds, doubt) in [
            ("500000", None),
            (
                "500000.01",
                Some(Doubt::LargeAmount("500000.01".parse().unwrap())),
            ),
            (
                "5000000",
                Some(Doubt::LargeAmount("5000000".parse().unwrap())),
            ),
            ("5000000.01", Some(Doubt::TooLargeAmount)),
            ("99999999999", Some(Doubt::TooLargeAmount)),
        ] {
            assert_eq!(of_amount(pounds.parse().unwrap()), doubt, "{pounds}");
        }
    }
}
