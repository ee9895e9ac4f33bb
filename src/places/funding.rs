//! What the places of a year come to, to the penny.

use thiserror::Error;

use super::{Numbers, PlaceKind, PlaceRates, Places, RateKind, Stretch};
use crate::calendar::{AcademicYear, Date, FinancialYear, Fraction};
use crate::money::{Decimal, Money, MoneyError, Rate, Rounding, RoundingMode};

/// Twelfths of a year's rate that a stretch is paid: five for April to August, seven for September to March (finance guide
/// 1.4, the academic split by which place funding is paid).
const TWELFTHS: (i64, i64) = (5, 7);

/// Why places come to no sum.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum FundingProblem {
    /// No rate is stated on the first day of a stretch that has places.
    #[error("no rate is stated")]
    NoRate {
        /// Which rate is missing.
        rate: RateKind,
        /// On which day.
        on: Date,
    },
    /// Beyond what money can be.
    #[error("the sum is larger than any high needs budget")]
    TooLarge,
}

impl From<MoneyError> for FundingProblem {
    fn from(_: MoneyError) -> FundingProblem {
        FundingProblem::TooLarge
    }
}

/// A stretch of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Half {
    /// Places.
    pub places: u32,
    /// Pounds a place and year; nought where there is no place and no rate is stated.
    pub rate: Money,
    /// What the stretch comes to.
    pub amount: Money,
}

/// The places of one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FundedPart {
    /// Which rate.
    pub rate: RateKind,
    /// April to August.
    pub april: Half,
    /// September to March.
    pub september: Half,
}

impl FundedPart {
    /// What the part comes to in the year.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn year(&self) -> Result<Money, MoneyError> {
        self.april.amount.plus(self.september.amount)
    }
}

/// What the places of one kind come to in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearFunding {
    /// By rate; a part without places is left out.
    pub parts: Vec<FundedPart>,
    /// April to August.
    pub april: Money,
    /// September to March.
    pub september: Money,
    /// Both together.
    pub year: Money,
}

/// What funded places come to in a financial year.
///
/// A part's year is `(5 × rate × places + 7 × rate × places) / 12`, rounded half up to the penny once; April to August is
/// rounded by itself and September to March is the rest, so that both make up the year (finance guide 1.4, rule 2). Each
/// stretch is at the rate of its first day, 1 April or 1 September.
///
/// # Errors
/// [`FundingProblem`].
pub fn funding(
    places: &Places,
    year: FinancialYear,
    rates: &PlaceRates,
) -> Result<YearFunding, FundingProblem> {
    let mut parts = Vec::new();
    for (rate, numbers) in by_rate(places) {
        if numbers != Numbers::default() {
            parts.push(part(rate, numbers, year, rates)?);
        }
    }
    let april = Money::total(parts.iter().map(|part| part.april.amount))?;
    let september = Money::total(parts.iter().map(|part| part.september.amount))?;
    Ok(YearFunding {
        parts,
        april,
        september,
        year: april.plus(september)?,
    })
}

/// The funded places by the rate that each is paid at.
fn by_rate(places: &Places) -> Vec<(RateKind, Numbers)> {
    let funded = places.funded();
    match places.kind() {
        PlaceKind::Special => vec![(RateKind::Special, funded)],
        PlaceKind::PostSixteen => vec![(RateKind::PostSixteen, funded)],
        PlaceKind::Alternative => vec![(RateKind::Alternative, funded)],
        PlaceKind::Unit => {
            let on_roll = places.on_roll();
            let other = Numbers {
                // At most the funded, by construction.
                april: funded.april.saturating_sub(on_roll.april),
                september: funded.september.saturating_sub(on_roll.september),
            };
            vec![
                (RateKind::UnitOnRoll, on_roll),
                (RateKind::UnitOther, other),
            ]
        }
    }
}

fn part(
    kind: RateKind,
    numbers: Numbers,
    year: FinancialYear,
    rates: &PlaceRates,
) -> Result<FundedPart, FundingProblem> {
    let april_on = year.first_day();
    // The academic year that begins within the financial year begins where the one of its first day ends.
    let september_on = AcademicYear::containing(april_on).end();
    let of = |stretch: Stretch, on: Date| {
        let places = numbers.of(stretch);
        match rates.on(kind, on) {
            Some(rate) => Ok((places, rate)),
            None if places == 0 => Ok((0, Money::ZERO)),
            None => Err(FundingProblem::NoRate { rate: kind, on }),
        }
    };
    let (april_places, april_rate) = of(Stretch::April, april_on)?;
    let (september_places, september_rate) = of(Stretch::September, september_on)?;
    let april_twelfths = twelfths(TWELFTHS.0, april_places, april_rate)?;
    let september_twelfths = twelfths(TWELFTHS.1, september_places, september_rate)?;
    let both = april_twelfths
        .checked_add(september_twelfths)
        .ok_or(FundingProblem::TooLarge)?;
    let (year, april) = (twelfth_of(both)?, twelfth_of(april_twelfths)?);
    Ok(FundedPart {
        rate: kind,
        april: Half {
            places: april_places,
            rate: april_rate,
            amount: april,
        },
        september: Half {
            places: september_places,
            rate: september_rate,
            amount: year.minus(april)?,
        },
    })
}

/// Twelfths of a penny that places come to.
fn twelfths(of_year: i64, places: u32, rate: Money) -> Result<i64, FundingProblem> {
    let pence = rate.pence().checked_mul(i64::from(places));
    pence
        .and_then(|pence| pence.checked_mul(of_year))
        .ok_or(FundingProblem::TooLarge)
}

/// Twelfths of a penny as money, rounded half up.
fn twelfth_of(twelfths: i64) -> Result<Money, FundingProblem> {
    let pennies = Rounding {
        mode: RoundingMode::HalfUp,
        unit: Rate::new(Decimal::new(1, 2)),
    };
    let twelfth = Fraction::of(1, 12).unwrap_or(Fraction::ZERO);
    let pounds = twelfth.of_pounds(Decimal::new(twelfths, 2));
    let pounds = pounds.map_err(|_| FundingProblem::TooLarge)?;
    Ok(pennies.to_money(pounds)?)
}
