//! What each child costs a year as things stand on a day: its awards as they are paid, and the cost lines of its places.

use std::collections::BTreeMap;

use super::ours::ours;
use crate::calendar::{Date, Period};
use crate::costs::CostKind;
use crate::ids::ChildId;
use crate::money::{Money, MoneyError};
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::service::payments::{self, AwardsADay};
use crate::store::plan_history::{self, CostInForce, Whom};
use crate::store::{Tx, case_authority};

/// What children cost a year, within the grant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Annual {
    by_child: BTreeMap<ChildId, BTreeMap<CostKind, Money>>,
    /// What is outside the grant: transport.
    memo: BTreeMap<ChildId, Money>,
    unpriced: usize,
}

impl Annual {
    /// What a child costs a year, in pounds and pence; what comes in is taken off.
    pub(super) fn of(&self, child: &ChildId) -> Money {
        // Each sum was money when the last of it was added.
        Money::total(self.parts(child).map(|(_, sum)| sum)).unwrap_or(Money::ZERO)
    }

    /// As [`Annual::of`]; none of a child with neither an award nor a cost line in force.
    pub(super) fn on_record(&self, child: &ChildId) -> Option<Money> {
        self.by_child.contains_key(child).then(|| self.of(child))
    }

    /// What a child costs a year by kind of cost; all awards together are a top-up.
    pub(super) fn parts(&self, child: &ChildId) -> impl Iterator<Item = (CostKind, Money)> {
        let parts = self.by_child.get(child).into_iter().flatten();
        parts.map(|(kind, sum)| (*kind, *sum))
    }

    /// What a child's transport costs a year: a memorandum, in no other sum.
    pub(super) fn transport(&self, child: &ChildId) -> Option<Money> {
        self.memo.get(child).copied()
    }

    /// That awards count as they were decided because they have no price now, if so.
    pub(super) fn doubt(&self) -> Option<String> {
        doubt(u64::try_from(self.unpriced).unwrap_or(u64::MAX))
    }
}

/// That so many awards count as they were decided because they have no price now; none if every one has a price.
pub(super) fn doubt(unpriced: u64) -> Option<String> {
    let awards = match unpriced {
        0 => return None,
        1 => "1 award counts as it was decided, because its price".to_owned(),
        count => format!("{count} awards count as they were decided, because their price"),
    };
    Some(format!(
        "{awards} of today cannot be worked out; the payments of the year say why"
    ))
}

/// What every child costs a year at the prices of a day.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn on(tx: &mut Tx, book: &RuleBook, day: Date) -> Result<Annual, ServiceError> {
    let awards = payments::awards_a_year(tx, book, day).await?;
    with_awards(tx, awards, day).await
}

/// As [`on`], the awards of the day being known.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn with_awards(
    tx: &mut Tx,
    awards: AwardsADay,
    day: Date,
) -> Result<Annual, ServiceError> {
    let broken = |error: MoneyError| ServiceError::Broken(Box::new(error));
    let mut by_child: BTreeMap<ChildId, BTreeMap<CostKind, Money>> = BTreeMap::new();
    let mut memo: BTreeMap<ChildId, Money> = BTreeMap::new();
    let mut totals = awards.annual.clone();
    for (child, annual) in awards.annual {
        by_child.insert(child, BTreeMap::from([(CostKind::BandTopUp, annual)]));
    }
    let next = day.tomorrow().unwrap_or(day);
    let since = year_before(day);
    let today = Period::new(since, next).unwrap_or(Period::open(since));
    let payers = case_authority::payers(tx, &today, Whom::Everybody).await?;
    let lines = plan_history::costs(tx, since, day).await?;
    for line in ours(lines, &payers, day) {
        // What begins again after a day of another's is no cost of the day.
        if line.terms.period.start() > day {
            continue;
        }
        if !line.terms.kind.is_within_grant() {
            let price = line.terms.price_on(day).map_err(broken)?;
            let memo = memo.entry(line.child).or_insert(Money::ZERO);
            *memo = memo.plus(price.annual).map_err(broken)?;
            continue;
        }
        let annual = a_year(&line, day).map_err(broken)?;
        let total = totals.entry(line.child.clone()).or_insert(Money::ZERO);
        *total = total.plus(annual).map_err(broken)?;
        let parts = by_child.entry(line.child).or_default();
        let part = parts.entry(line.terms.kind).or_insert(Money::ZERO);
        *part = part.plus(annual).map_err(broken)?;
    }
    Ok(Annual {
        by_child,
        memo,
        unpriced: awards.unpriced,
    })
}

/// The day a year before, since when what is paid once counts.
pub(super) fn year_before(day: Date) -> Date {
    day.saturating_sub(jiff::Span::new().years(1))
}

/// What a cost line comes to in a year at the price of a day, within the grant; what comes in is below nought.
pub(super) fn a_year(line: &CostInForce, day: Date) -> Result<Money, MoneyError> {
    if !line.terms.kind.is_within_grant() {
        return Ok(Money::ZERO);
    }
    Ok(line.terms.price_on(day)?.annual)
}
