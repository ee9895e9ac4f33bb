//! What a life is due in one year: every segment's entitlement, its working and its payments.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::overlap::above_full_time;
use super::remainder::by_largest_remainder;
use super::segment::segments;
use super::split::payments;
use super::{Life, PaymentPeriods, PriceBook, Segment};
use crate::calendar::{
    AttendanceError, Basis, Count, Fraction, FractionError, Period, ShareError, StayShares,
    TimeRules, iso, iso_text, sum_of,
};
use crate::ids::EstablishmentId;
use crate::money::{Money, MoneyError, Rate, Rounding};

/// How one year is shared, rounded and paid: the same for all of it, though prices may change within it.
#[derive(Clone, Copy, Debug)]
pub struct YearTerms<'set> {
    /// The rule set's account of time.
    pub time: &'set TimeRules,
    /// How a segment's entitlement is rounded, once.
    pub rounding: Rounding,
    /// The payment periods; they make up the year.
    pub periods: &'set PaymentPeriods,
}

/// Why a life's entitlement cannot be worked out.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum EntitlementError {
    /// More than a thousand spells, absences, one-off amounts or segments.
    #[error("the record has more than a thousand spells, absences, amounts or changes of price")]
    TooLong,
    /// The payment periods make up some other time than a year of the rule set's kind.
    #[error("the payment periods do not make up a year of the rule set's kind")]
    NotTheYear,
    /// Nothing prices a day of a spell.
    #[error("nothing prices the placement on {}", iso_text(*on))]
    NoPrice {
        /// Where.
        establishment: EstablishmentId,
        /// The first day without a price.
        on: Date,
    },
    /// The year's share cannot be counted.
    #[error(transparent)]
    Share(#[from] ShareError),
    /// The attendance has no share under the rule set.
    #[error(transparent)]
    Attendance(#[from] AttendanceError),
    /// An amount out of range, or a unit of rounding that is no whole number of pence.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl From<FractionError> for EntitlementError {
    fn from(error: FractionError) -> EntitlementError {
        EntitlementError::Share(ShareError::Fraction(error))
    }
}

/// What an officer should look at; the amounts stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Warning {
    /// The shares of full time come to more than one.
    AboveFullTime {
        /// The days.
        days: Period,
        /// What they come to.
        share: Fraction,
    },
    /// None of a segment's days carries anything on the rule set's basis: a stay in the summer holidays.
    CarriesNothing {
        /// The segment's place in the list.
        segment: u32,
    },
}

/// How a segment's amount came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Working {
    /// The basis of the rule set.
    pub basis: Basis,
    /// The days counted.
    pub counts: Vec<Count>,
    /// What they carry together of the year's amount.
    pub share_of_year: Fraction,
    /// What the attendance carries of the full amount; 1 for a lump sum.
    pub attendance: Fraction,
    /// The year's price x both shares, in pounds, unrounded.
    pub exact: Rate,
    /// How it was rounded.
    pub rounding: Rounding,
    /// Whether the penny went by largest remainder among placements held side by side.
    pub by_largest_remainder: bool,
}

/// What one payment period gets of a segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The period's place in the list.
    pub period: u32,
    /// How much of the segment's entitlement is reached by the period's end.
    pub so_far: Fraction,
    /// What is new since the period before.
    pub amount: Money,
}

/// A segment with what it is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentDue {
    /// The days, and what stays the same in them.
    pub segment: Segment,
    /// The stay that it is part of, which decides months and terms on roll in part.
    pub stay: Period,
    /// The entitlement, rounded once.
    pub amount: Money,
    /// How it came about.
    pub working: Working,
    /// What each payment period gets of it.
    pub payments: Vec<Payment>,
}

/// A one-off amount in its payment period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneOffDue {
    /// Who is paid.
    pub establishment: EstablishmentId,
    /// The day it belongs to.
    #[serde(with = "iso")]
    pub on: Date,
    /// How much.
    pub amount: Money,
    /// The place of the payment period.
    pub period: u32,
}

/// What a life is due in one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueInYear {
    /// The payment periods, which make up the year.
    pub periods: PaymentPeriods,
    /// The segments, earliest first.
    pub segments: Vec<SegmentDue>,
    /// The one-off amounts of the year, in the order of the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub one_offs: Vec<OneOffDue>,
    /// What an officer should look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// The days of the year that others pay, where it is one payer's part of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Period>,
    /// The sum of the segments' entitlements and the one-off amounts.
    pub total: Money,
}

impl DueInYear {
    /// What each establishment is due in each payment period, by the period's place; nothing due is left out.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn by_establishment(
        &self,
    ) -> Result<BTreeMap<EstablishmentId, BTreeMap<u32, Money>>, MoneyError> {
        let mut due: BTreeMap<EstablishmentId, BTreeMap<u32, Money>> = BTreeMap::new();
        let of_segments = self.segments.iter().flat_map(|due| {
            let establishment = &due.segment.establishment;
            let payments = due.payments.iter();
            payments.map(move |payment| (establishment, payment.period, payment.amount))
        });
        let of_one_offs = self
            .one_offs
            .iter()
            .map(|one_off| (&one_off.establishment, one_off.period, one_off.amount));
        for (establishment, period, amount) in of_segments.chain(of_one_offs) {
            let periods = due.entry(establishment.clone()).or_default();
            let sum = periods.entry(period).or_insert(Money::ZERO);
            *sum = sum.plus(amount)?;
        }
        Ok(due)
    }
}

/// A segment with its exact entitlement, before rounding.
struct Exact<'set> {
    segment: Segment,
    stay: Period,
    shares: StayShares<'set>,
    counts: Vec<Count>,
    share_of_year: Fraction,
    attendance: Fraction,
    exact: Decimal,
}

/// Works out what a life is due in the year that the payment periods make up.
///
/// Each segment is rounded once; segments of the same days and price at different establishments (a dual placement) are
/// rounded together and share the pennies by largest remainder. The year is the sum of its segments and one-off amounts.
///
/// # Errors
/// [`EntitlementError`].
pub fn due_in_year(
    life: &Life,
    terms: &YearTerms<'_>,
    prices: &impl PriceBook,
) -> Result<DueInYear, EntitlementError> {
    let year = terms
        .periods
        .year()
        .filter(|year| terms.time.year().year_of(year.start()) == *year)
        .ok_or(EntitlementError::NotTheYear)?;
    let mut worked = Vec::new();
    for segment in segments(life, &year, terms.time.suspension(), prices)? {
        worked.push(exact_of(segment, life, &year, terms.time)?);
    }
    let rounded = rounded(&worked, terms.rounding)?;
    let mut warnings = above_full_time_of(&worked, terms.time)?;
    let mut due = Vec::with_capacity(worked.len());
    for (place, (work, (amount, by_largest_remainder))) in
        (0_u32..).zip(worked.into_iter().zip(rounded))
    {
        if work.share_of_year.is_zero() {
            warnings.push(Warning::CarriesNothing { segment: place });
        }
        due.push(segment_due(work, amount, by_largest_remainder, terms)?);
    }
    let one_offs: Vec<OneOffDue> = one_offs_of(life, terms.periods);
    let amounts = due.iter().map(|due| due.amount);
    let total = Money::total(amounts.chain(one_offs.iter().map(|one_off| one_off.amount)))?;
    Ok(DueInYear {
        periods: terms.periods.clone(),
        segments: due,
        one_offs,
        warnings,
        others: Vec::new(),
        total,
    })
}

fn exact_of<'set>(
    segment: Segment,
    life: &Life,
    year: &Period,
    time: &'set TimeRules,
) -> Result<Exact<'set>, EntitlementError> {
    // A segment lies within a spell, so it has a stay.
    let stay = life
        .stay(&segment.establishment, segment.days.start())
        .unwrap_or(segment.days);
    let shares = time.shares_of_stay(&stay, year)?;
    let counts = shares.counts(&segment.days)?;
    let share_of_year = sum_of(&counts)?;
    let attendance = if segment.scales {
        time.apportionment().attendance.share_of(segment.attends)?
    } else {
        Fraction::ONE
    };
    let exact = share_of_year
        .times(attendance)?
        .of_pounds(segment.annual.pounds())?;
    Ok(Exact {
        segment,
        stay,
        shares,
        counts,
        share_of_year,
        attendance,
        exact,
    })
}

fn segment_due(
    work: Exact<'_>,
    amount: Money,
    by_largest_remainder: bool,
    terms: &YearTerms<'_>,
) -> Result<SegmentDue, EntitlementError> {
    let payments = payments(
        amount,
        &work.segment.days,
        &work.shares,
        work.share_of_year,
        terms.periods,
        terms.rounding,
    )?;
    Ok(SegmentDue {
        segment: work.segment,
        stay: work.stay,
        amount,
        working: Working {
            basis: terms.time.apportionment().basis,
            counts: work.counts,
            share_of_year: work.share_of_year,
            attendance: work.attendance,
            exact: Rate::new(work.exact),
            rounding: terms.rounding,
            by_largest_remainder,
        },
        payments,
    })
}

/// Each segment's amount, and whether its penny went by largest remainder.
fn rounded(
    worked: &[Exact<'_>],
    rounding: Rounding,
) -> Result<Vec<(Money, bool)>, EntitlementError> {
    let mut amounts = Vec::with_capacity(worked.len());
    for work in worked {
        amounts.push((rounding.to_money(work.exact)?, false));
    }
    for places in side_by_side(worked) {
        let exact: Vec<Decimal> = places.iter().map(|place| worked[*place].exact).collect();
        for (place, amount) in places
            .into_iter()
            .zip(by_largest_remainder(&exact, rounding)?)
        {
            amounts[place] = (amount, true);
        }
    }
    Ok(amounts)
}

/// The segments that are one placement held at several establishments: the same days and price, and no more than full time.
fn side_by_side(worked: &[Exact<'_>]) -> Vec<Vec<usize>> {
    let mut alike: BTreeMap<(Date, Option<Date>, Money), Vec<usize>> = BTreeMap::new();
    for (place, work) in worked.iter().enumerate() {
        let days = work.segment.days;
        if work.segment.scales {
            let sort = (days.start(), days.end(), work.segment.annual);
            alike.entry(sort).or_default().push(place);
        }
    }
    let dual = |places: &Vec<usize>| {
        let establishments: BTreeSet<_> = places
            .iter()
            .map(|place| &worked[*place].segment.establishment)
            .collect();
        let together = places.iter().try_fold(Fraction::ZERO, |sum, place| {
            sum.plus(worked[*place].attendance)
        });
        places.len() > 1
            && establishments.len() == places.len()
            && together.is_ok_and(|together| together <= Fraction::ONE)
    };
    alike.into_values().filter(dual).collect()
}

fn above_full_time_of(
    worked: &[Exact<'_>],
    time: &TimeRules,
) -> Result<Vec<Warning>, EntitlementError> {
    let shares: Vec<(Period, Fraction)> = worked
        .iter()
        .filter_map(|work| {
            let share = time
                .apportionment()
                .attendance
                .share_of(work.segment.attends);
            // A lump sum may state an attendance that the set gives no share to; it cannot be summed then.
            Some((work.segment.days, share.ok()?))
        })
        .collect();
    let above = above_full_time(&shares)?;
    let warning = |(days, share)| Warning::AboveFullTime { days, share };
    Ok(above.into_iter().map(warning).collect())
}

fn one_offs_of(life: &Life, periods: &PaymentPeriods) -> Vec<OneOffDue> {
    let in_year = |one_off: &super::OneOff| {
        Some(OneOffDue {
            establishment: one_off.establishment.clone(),
            on: one_off.on,
            amount: one_off.amount,
            period: periods.place_of(one_off.on)?,
        })
    };
    life.one_offs.iter().filter_map(in_year).collect()
}
