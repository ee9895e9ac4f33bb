//! A line's forecast outturn, and its variance split into volume, mix, price and timing.

use serde::{Deserialize, Serialize};

use crate::money::{Decimal, Money, MoneyError, Rounding, product, quotient, sum};

/// Part of a line's cost: children whose placements are priced alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What the part is, such as a setting with a band: the same in the basis and in the record.
    pub key: String,
    /// Days of the year at full time, over all children; nought where the cost counts no child of its own.
    pub volume: Decimal,
    /// What it comes to in the year.
    pub amount: Money,
}

/// What is known of a line at the end of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The budget of the year, virements included.
    pub budget: Money,
    /// The budget of the periods up to this one, virements not included: they are of the year.
    pub profiled: Money,
    /// Whether this is the year's last period, after which nothing is committed.
    pub is_last: bool,
    /// What the ledger holds up to this period, accruals included.
    pub actual: Money,
    /// What the record says is due after this period.
    pub due_after: Money,
    /// What the budget was worked out from; empty where it counts no children.
    pub basis: Vec<Part>,
    /// What the record comes to in the whole year; empty where it holds nothing for the line.
    pub record: Vec<Part>,
}

/// The four causes of a variance; they add up to it. Above nought is more spent than planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// More or fewer days at full time, at the average price of the budget.
    pub volume: Money,
    /// Other parts of the line than were planned, at the prices of the budget.
    pub mix: Money,
    /// Other prices within the same part.
    pub price: Money,
    /// Booked earlier, later or otherwise than the record says is due.
    pub timing: Money,
}

/// A line as it is monitored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Monitored {
    /// What is committed from here to the year's end.
    pub committed: Money,
    /// What the year will come to: the ledger up to here, and what is committed.
    pub forecast: Money,
    /// The forecast less the budget.
    pub variance: Money,
    /// Why.
    pub split: Split,
}

/// Monitors a line.
///
/// With `B` the budget, `N₀` the basis' volume, `n` and `c` the record's volume and amount by part, `N` and `C` their sums,
/// `F` the forecast, and a part's budget price `p` its share of `B` by the basis over its volume there (the average `B / N₀`
/// for a part that the basis does not have). A part that the basis has without a volume, such as a contribution, is its share
/// of `B` at budget prices, whatever the record holds of it:
///
/// - volume = (N − N₀) × B / N₀
/// - mix = Σ n·p − N × B / N₀
/// - price = C − Σ n·p
/// - timing = F − C
///
/// Together they are F − B. Volume and mix are rounded once, to the penny, and price is what is left of C − B, so that the
/// four add up exactly. Without a volume in the basis everything that the record holds is volume. Where neither basis nor
/// record counts a child's days, what the budget has beyond its basis is for services: `S`. Its part of the profile's rest,
/// with the virements of the year, is committed beside what is due, and `C + S` stands for `C`, so that a line of services
/// alone has its whole variance in timing. At the end of the last period nothing is left to commit.
///
/// Source: finance guide 2.3 names the four; the formulas are the quantity, mix and price variances of standard costing, as
/// this service states them, with what the ledger books otherwise than the record kept apart as timing.
///
/// # Errors
/// [`MoneyError::TooLarge`].
pub fn monitor(given: &Given) -> Result<Monitored, MoneyError> {
    let services = services(given)?;
    let committed = if given.is_last {
        Money::ZERO
    } else {
        let rest = given.budget.minus(given.profiled)?;
        let of_services = part_of(rest, services, given.budget)?;
        given.due_after.plus(of_services)?
    };
    let forecast = given.actual.plus(committed)?;
    let variance = forecast.minus(given.budget)?;
    let split = split(given, services, forecast)?;
    Ok(Monitored {
        committed,
        forecast,
        variance,
        split,
    })
}

/// What the budget has for services: all that is beyond its basis, where no child's days are counted.
fn services(given: &Given) -> Result<Money, MoneyError> {
    let counts_days = |parts| volume_of(parts).map(|volume| volume > Decimal::ZERO);
    if counts_days(&given.basis)? || counts_days(&given.record)? {
        return Ok(Money::ZERO);
    }
    let planned = Money::total(given.basis.iter().map(|part| part.amount))?;
    given
        .budget
        .minus(planned)
        .map(|rest| rest.max(Money::ZERO))
}

/// The part of a sum that one amount is of another, rounded to the penny; nothing of nothing.
///
/// # Errors
/// [`MoneyError::TooLarge`].
pub fn part_of(sum: Money, amount: Money, whole: Money) -> Result<Money, MoneyError> {
    if amount == whole || whole == Money::ZERO {
        return Ok(if amount == whole { sum } else { Money::ZERO });
    }
    let part = product(sum.pounds(), amount.pounds())
        .and_then(|product| quotient(product, whole.pounds()))
        .ok_or(MoneyError::TooLarge)?;
    Rounding::TO_THE_PENNY.to_money(part)
}

fn split(given: &Given, services: Money, forecast: Money) -> Result<Split, MoneyError> {
    let held = Money::total(given.record.iter().map(|part| part.amount))?;
    let cost = held.plus(services)?;
    let apart = cost.minus(given.budget)?;
    let timing = forecast.minus(cost)?;
    let planned = volume_of(&given.basis)?;
    if planned <= Decimal::ZERO {
        return Ok(Split {
            volume: apart,
            mix: Money::ZERO,
            price: Money::ZERO,
            timing,
        });
    }
    let held = volume_of(&given.record)?;
    let average = |volume: Decimal| {
        let at_budget = product(volume, given.budget.pounds());
        at_budget
            .and_then(|sum| quotient(sum, planned))
            .ok_or(MoneyError::TooLarge)
    };
    let volume = Rounding::TO_THE_PENNY.to_money(average(held - planned)?)?;
    let mut at_budget_prices = Decimal::ZERO;
    for part in &given.record {
        let priced = match priced_by_basis(given, part)? {
            Some(priced) => priced,
            None => average(part.volume)?,
        };
        at_budget_prices = sum(at_budget_prices, priced).ok_or(MoneyError::TooLarge)?;
    }
    let mix = sum(at_budget_prices, -average(held)?).ok_or(MoneyError::TooLarge)?;
    let mix = Rounding::TO_THE_PENNY.to_money(mix)?;
    Ok(Split {
        volume,
        mix,
        price: apart.minus(volume)?.minus(mix)?,
        timing,
    })
}

fn volume_of(parts: &[Part]) -> Result<Decimal, MoneyError> {
    let volumes = parts.iter().map(|part| part.volume);
    let mut total = Decimal::ZERO;
    for volume in volumes {
        total = sum(total, volume).ok_or(MoneyError::TooLarge)?;
    }
    Ok(total)
}

/// A part's volume at its price in the budget, or its share of the budget where it was planned without a volume; none where the
/// basis does not have it.
fn priced_by_basis(given: &Given, part: &Part) -> Result<Option<Decimal>, MoneyError> {
    let whole = Money::total(given.basis.iter().map(|part| part.amount))?;
    let planned = given.basis.iter().find(|planned| planned.key == part.key);
    let Some(planned) = planned else {
        return Ok(None);
    };
    if whole == Money::ZERO {
        return Ok(None);
    }
    // Its share of the budget first, so that what divides it is never larger than it must be.
    let of_budget = product(given.budget.pounds(), planned.amount.pounds())
        .and_then(|product| quotient(product, whole.pounds()));
    let priced = if planned.volume > Decimal::ZERO {
        of_budget
            .and_then(|share| product(share, part.volume))
            .and_then(|sum| quotient(sum, planned.volume))
    } else {
        of_budget
    };
    priced.map(Some).ok_or(MoneyError::TooLarge)
}
