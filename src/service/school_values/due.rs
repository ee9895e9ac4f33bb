//! Awards shared out over the months of a year.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{
    Apportionment, Attendance, Attends, Basis, Date, FinancialYear, Period, TimeRules, YearKind,
};
use crate::costs::CostKind;
use crate::engine::{PeriodPrice, PriceReason};
use crate::entitlement::{Life, PaymentPeriods, Price, Spell, YearTerms, due_in_year};
use crate::ids::{AwardId, ChildId};
use crate::money::{Decimal, Money, MoneyError, Rounding};
use crate::needs::Setting;
use crate::rules::RuleBook;
use crate::service::ServiceError;
use crate::service::payments::{self, Costed, PricedAward, PricingRules};
use crate::service::rule_life::Priced;
use crate::store::Tx;
use crate::store::award::SchoolAward;

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

/// How many children one statement names.
const AT_ONCE: usize = 500;

/// What each award is worth in each of the months of a year. Records and rules are read once for many children, and not once for
/// each award.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn valued(
    tx: &mut Tx,
    book: &RuleBook,
    awards: &[&SchoolAward],
    year: &Period,
    months: &[Period],
) -> Result<BTreeMap<AwardId, Valued>, ServiceError> {
    let mut of_children: BTreeMap<&ChildId, Vec<&SchoolAward>> = BTreeMap::new();
    for award in awards {
        of_children.entry(&award.child).or_default().push(award);
    }
    let children: Vec<ChildId> = of_children.keys().map(|child| (*child).clone()).collect();
    let mut rules = PricingRules::default();
    let mut found = BTreeMap::new();
    for some in children.chunks(AT_ONCE) {
        let priced = payments::priced_awards(tx, book, &mut rules, year, some).await?;
        let paid = paid_years(tx, book, &mut rules, months, some).await?;
        for child in some {
            let from = priced.partition_point(|one| one.award.child < *child);
            let to = priced.partition_point(|one| one.award.child <= *child);
            let record = OfChild {
                awards: priced.get(from..to).unwrap_or_default(),
                paid: paid.as_deref(),
                rules: &rules,
            };
            for award in of_children.get(child).into_iter().flatten() {
                let valued = record.valued(award, year, months)?;
                found.insert(award.award.clone(), valued);
            }
        }
    }
    Ok(found)
}

/// What bears on the awards of one child in a year.
struct OfChild<'a> {
    /// All of them, with their prices.
    awards: &'a [PricedAward],
    /// What the years of the months cost; none where one of them has no payment calendar.
    paid: Option<&'a [PaidYear]>,
    rules: &'a PricingRules,
}

impl OfChild<'_> {
    fn valued(
        &self,
        award: &SchoolAward,
        year: &Period,
        months: &[Period],
    ) -> Result<Valued, ServiceError> {
        let own = self
            .awards
            .iter()
            .find(|one| one.award.terms.award == award.award);
        let Some((own, prices)) = own.and_then(|own| Some((own, own.prices.as_ref()?))) else {
            return Ok(Valued::NotKnown);
        };
        let inside = prices.iter();
        let inside: Vec<&PeriodPrice> = inside
            .filter(|price| price.days.overlap(year).is_some())
            .collect();
        let priced = inside.iter().copied();
        let priced: Vec<&PeriodPrice> = priced.filter(|price| price.annual.is_some()).collect();
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
        let partly = priced.len() < inside.len();
        let as_paid = match self.paid.filter(|_| self.is_alone(award)) {
            Some(years) => as_paid(years, award, months)?,
            None => None,
        };
        let sets = self.rules.sets_of(&own.award);
        let amounts = as_paid.or_else(|| shared_out(months, award, &priced, sets));
        Ok(match amounts {
            Some(months) => Valued::Amounts { months, partly },
            None => Valued::NotKnown,
        })
    }

    /// Whether no other award of the child at the same establishment has days of this one: then what is paid there on a day is
    /// this one's.
    fn is_alone(&self, award: &SchoolAward) -> bool {
        let own = days_of(award.from, award.to);
        let shares = |one: &PricedAward| {
            let terms = &one.award.terms;
            let days = days_of(terms.from, terms.to);
            let at = terms.establishment.as_ref() == Some(&award.establishment);
            at && own
                .zip(days)
                .is_some_and(|(own, days)| own.overlap(&days).is_some())
        };
        let mut others = self.awards.iter();
        !others.any(|one| one.award.terms.award != award.award && shares(one))
    }
}

fn days_of(from: Date, to: Option<Date>) -> Option<Period> {
    match to {
        Some(to) => Period::new(from, to).ok(),
        None => Some(Period::open(from)),
    }
}

/// What some children cost in a year, worked out as payments are: each with its other awards, so that two that follow each
/// other at the same price are rounded once, and with its absences.
struct PaidYear {
    periods: PaymentPeriods,
    pieces: BTreeMap<ChildId, Vec<Costed>>,
    /// Of whom a cost cannot be worked out.
    left_out: BTreeSet<ChildId>,
}

/// That of each financial year that the months are of; none where one has no payment calendar.
async fn paid_years(
    tx: &mut Tx,
    book: &RuleBook,
    rules: &mut PricingRules,
    months: &[Period],
    children: &[ChildId],
) -> Result<Option<Vec<PaidYear>>, ServiceError> {
    let firsts = months
        .iter()
        .map(|month| FinancialYear::containing(month.start()).first_day());
    let firsts: BTreeSet<Date> = firsts.collect();
    let mut years = Vec::new();
    for year_on in firsts {
        let made = payments::costed_by_month(tx, book, rules, year_on, children).await?;
        let Some((record, periods)) = made else {
            return Ok(None);
        };
        let mut pieces: BTreeMap<ChildId, Vec<Costed>> = BTreeMap::new();
        for piece in record.pieces {
            let own = pieces.entry(piece.child.clone()).or_default();
            own.push(piece);
        }
        years.push(PaidYear {
            periods,
            pieces,
            left_out: record.left_out_of,
        });
    }
    Ok(Some(years))
}

/// What the payments of the years come to in each of the months for an award. None where a cost of the child cannot be worked
/// out.
fn as_paid(
    years: &[PaidYear],
    award: &SchoolAward,
    months: &[Period],
) -> Result<Option<Vec<Money>>, ServiceError> {
    let Some(own) = days_of(award.from, award.to) else {
        return Ok(None);
    };
    if years
        .iter()
        .any(|year| year.left_out.contains(&award.child))
    {
        return Ok(None);
    }
    let mut sums = vec![Money::ZERO; months.len()];
    for year in years {
        let pieces = year.pieces.get(&award.child).into_iter().flatten();
        let here = pieces.filter(|piece| {
            let is_award = matches!(piece.kind, CostKind::BandTopUp | CostKind::Exceptional);
            is_award
                && !piece.is_recovered
                && piece.establishment.as_ref() == Some(&award.establishment)
        });
        for piece in here {
            for (period, amount) in &piece.by_period {
                let place = usize::try_from(*period).unwrap_or(usize::MAX);
                let Some(paid_for) = year.periods.periods().get(place) else {
                    continue;
                };
                let at = months.iter().position(|month| month == paid_for);
                let part = piece.days.and_then(|days| days.overlap(paid_for));
                let (Some(sum), Some(part)) = (at.and_then(|at| sums.get_mut(at)), part) else {
                    continue;
                };
                let broken = |error: MoneyError| ServiceError::Broken(Box::new(error));
                let share = of_days(*amount, &part, &own).map_err(broken)?;
                *sum = sum.plus(share).map_err(broken)?;
            }
        }
    }
    Ok(Some(sums))
}

/// What the days of an award have of an amount that is paid for some days. Awards that follow each other may be paid as one: each
/// has what its days add to those before, so that together they have the amount.
fn of_days(amount: Money, paid_for: &Period, own: &Period) -> Result<Money, MoneyError> {
    let Some(days) = paid_for.overlap(own) else {
        return Ok(Money::ZERO);
    };
    let up_to = |day: Option<Date>| -> Result<Money, MoneyError> {
        let all = paid_for.days().unwrap_or(1).max(1);
        let held = match day {
            Some(day) => paid_for.before(day).and_then(|part| part.days()),
            None => Some(all),
        };
        let share = Decimal::from(held.unwrap_or(0)) / Decimal::from(all);
        Rounding::TO_THE_PENNY.to_money(amount.pounds() * share)
    };
    up_to(days.end())?.minus(up_to(Some(days.start()))?)
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
        let (time, rounding) = terms_on(sets, on, award.setting)?;
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
fn terms_on(sets: &[Priced], on: Date, setting: Setting) -> Option<(TimeRules, Rounding)> {
    let set = sets
        .iter()
        .find(|set| set.days.contains(on))
        .or_else(|| sets.first());
    let rounding = set.map_or(Rounding::TO_THE_PENNY, |set| set.rules.rounding_in(setting));
    match set.and_then(|set| set.rules.time_in(setting)) {
        Some(time) => Some((time.clone(), rounding)),
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
