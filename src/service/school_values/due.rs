//! One award shared out over the months of a year.

use crate::calendar::{
    Apportionment, Attendance, Attends, Basis, Date, Period, TimeRules, YearKind,
};
use crate::engine::{PeriodPrice, PriceReason};
use crate::entitlement::{Life, PaymentPeriods, Price, Spell, YearTerms, due_in_year};
use crate::money::{Money, Rounding};
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::service::child_record::worth::worth;
use crate::service::rule_life::{self, Priced};
use crate::service::scoring::rules_of;
use crate::store::Tx;
use crate::store::award::SchoolAward;
use crate::store::timeline::{self, Timeline};

/// What an award is worth in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Valued {
    /// Pounds and pence in each month of the year. Days that are not priced yet carry nothing, and are told.
    Amounts {
        /// By the place of the month.
        months: Vec<Money>,
        /// Whether the rules of some of its days are not approved yet.
        partly: bool,
    },
    /// The setting is not funded by band.
    NotByBand,
    /// The rules of the year are not approved yet.
    NotPricedYet,
    /// The record does not say enough to share the amount out.
    NotKnown,
}

impl Valued {
    /// What it comes to in a month of the year; nothing where it has no amount.
    #[must_use]
    pub fn in_month(&self, place: usize) -> Money {
        match self {
            Valued::Amounts { months, .. } => months.get(place).copied().unwrap_or(Money::ZERO),
            Valued::NotByBand | Valued::NotPricedYet | Valued::NotKnown => Money::ZERO,
        }
    }

    /// What it comes to in the year, where it has an amount.
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        match self {
            // Months of one award that cannot be summed were never worked out.
            Valued::Amounts { months, .. } => Money::total(months.iter().copied()).ok(),
            Valued::NotByBand | Valued::NotPricedYet | Valued::NotKnown => None,
        }
    }
}

/// What an award is worth in each of the months of a year.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn valued(
    tx: &mut Tx,
    book: &RuleBook,
    award: &SchoolAward,
    year: &Period,
    months: &[Period],
) -> Result<Valued, ServiceError> {
    let Some(mut found) = timeline::of(tx, &award.child).await? else {
        return Ok(Valued::NotKnown);
    };
    found.awards.retain(|(head, _)| head.id == award.award);
    let prices = worth(tx, book, &found).await?;
    let Some(prices) = prices.get(&award.award) else {
        return Ok(Valued::NotKnown);
    };
    let inside: Vec<&PeriodPrice> = prices
        .iter()
        .filter(|price| price.days.overlap(year).is_some())
        .collect();
    let priced: Vec<&PeriodPrice> = inside
        .iter()
        .copied()
        .filter(|price| price.annual.is_some())
        .collect();
    if priced.is_empty() {
        let by_band = inside
            .iter()
            .any(|price| price.reason != PriceReason::NotFunded);
        return Ok(if by_band {
            Valued::NotPricedYet
        } else {
            Valued::NotByBand
        });
    }
    let sets = sets_of(tx, book, &found).await?;
    Ok(match shared_out(months, award, &priced, &sets) {
        Some(months) => Valued::Amounts {
            months,
            partly: priced.len() < inside.len(),
        },
        None => Valued::NotKnown,
    })
}

/// The approved sets of the authority whose band it is; none where an amount was agreed without a band.
async fn sets_of(
    tx: &mut Tx,
    book: &RuleBook,
    found: &Timeline,
) -> Result<Vec<Priced>, ServiceError> {
    let digest = found
        .awards
        .first()
        .and_then(|(_, terms)| terms.rule_set.clone());
    let Some(digest) = digest else {
        return Ok(Vec::new());
    };
    match rules_of(tx, book, &digest).await {
        Ok(rules) => rule_life::pricing(tx, book, &rules.scheme.authority).await,
        // A text that is no rule set to this program: the days are counted as in a set that says nothing of time.
        Err(ServiceError::Broken(_) | ServiceError::NotFound) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// What the priced periods are due in each of the months; `None` if it cannot be worked out.
fn shared_out(
    months: &[Period],
    award: &SchoolAward,
    priced: &[&PeriodPrice],
    sets: &[Priced],
) -> Option<Vec<Money>> {
    let mut sums = vec![Money::ZERO; months.len()];
    let (first, last) = (months.first()?.start(), months.last()?.last_day()?);
    let mut on = first;
    // A year of the other kind lies in two of the set's own.
    while on <= last {
        let (time, rounding) = terms_on(sets, on)?;
        let year = time.year().year_of(on);
        let periods = PaymentPeriods::monthly(&year).ok()?;
        let terms = YearTerms {
            time: &time,
            rounding,
            periods: &periods,
        };
        add_year(&mut sums, months, award, priced, &terms)?;
        on = year.end()?;
    }
    Some(sums)
}

/// Adds what one of the set's own years is due in each of the months asked for.
fn add_year(
    sums: &mut [Money],
    months: &[Period],
    award: &SchoolAward,
    priced: &[&PeriodPrice],
    terms: &YearTerms<'_>,
) -> Option<()> {
    let spell = |price: &&PeriodPrice| Spell {
        establishment: award.establishment.clone(),
        days: price.days,
        band: price.band.as_ref().map(ToString::to_string),
        attends: Attends::FullTime,
    };
    let life = Life {
        spells: priced.iter().map(spell).collect(),
        ..Life::default()
    };
    let prices = |_: &Spell, on: Date| {
        let price = priced.iter().find(|price| price.days.contains(on))?;
        Some(Price {
            annual: price.annual?,
            // The price is for the award's share of full time already: it is not multiplied by it again.
            scales: false,
            until: price.days.end(),
            rule_set: price.rules.clone(),
        })
    };
    let due = due_in_year(&life, terms, &prices).ok()?;
    for payment in due.segments.iter().flat_map(|segment| &segment.payments) {
        let period = usize::try_from(payment.period).ok()?;
        let paid_for = terms.periods.periods().get(period)?;
        let place = months.iter().position(|month| month == paid_for);
        if let Some(sum) = place.and_then(|place| sums.get_mut(place)) {
            *sum = sum.plus(payment.amount).ok()?;
        }
    }
    Some(())
}

/// How the year that a day falls in is shared: as the set in force then says, or by calendar days of the financial year
/// where no set says anything of time.
fn terms_on(sets: &[Priced], on: Date) -> Option<(TimeRules, Rounding)> {
    let set = sets
        .iter()
        .find(|set| set.days.contains(on))
        .or_else(|| sets.first());
    let rounding = set.map_or(Rounding::TO_THE_PENNY, |set| set.rules.rounding);
    match set.and_then(|set| set.rules.time.clone()) {
        Some(time) => Some((time, rounding)),
        None => {
            let by_days = Apportionment {
                basis: Basis::CalendarDays,
                attendance: Attendance::Share,
            };
            let time = TimeRules::new(YearKind::Financial, by_days, None).ok()?;
            Some((time, rounding))
        }
    }
}
