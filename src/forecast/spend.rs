//! Money, in integers throughout: a month is a twelfth of the annual cost of who is there.
//!
//! An expected count is rounded to a millionth of a child before it meets a price, so sums are whole millionths of a
//! penny. Pence are rounded once, at the sum of a financial year so far; a month is the difference of two such sums.
//! So the months add up to the year, and the settings to the total, in every figure that is shown.

use std::ops::Range;

use crate::calendar::{Date, FinancialYear};
use crate::money::{Money, MoneyError};

use super::course::Course;
use super::expect::Expected;
use super::months::MONTHS;
use super::shown::whole_units;

/// Millionths of a penny a year in a penny a month.
const UNIT: i128 = 12_000_000;

/// The months of a forecast that lie in one financial year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearMonths {
    /// The financial year.
    pub year: FinancialYear,
    /// Its months, counted from the first January.
    pub months: Range<usize>,
}

/// The financial years of a forecast; the first and the last are in part.
#[must_use]
pub fn financial_years(january: i16, months: usize) -> Vec<YearMonths> {
    let mut years: Vec<YearMonths> = Vec::new();
    for month in 0..months {
        let year = FinancialYear::containing(first_of(january, month));
        match years.last_mut() {
            Some(last) if last.year == year => last.months.end = month + 1,
            _ => years.push(YearMonths {
                year,
                months: month..month + 1,
            }),
        }
    }
    years
}

/// The first day of a month, counted from the January of a year.
#[must_use]
pub fn first_of(january: i16, month: usize) -> Date {
    // Horizons are tens of years, and a month is 1 to 12.
    let year = january.saturating_add(i16::try_from(month / MONTHS).unwrap_or(0));
    let number = i8::try_from(month % MONTHS + 1).unwrap_or(1);
    jiff::civil::date(year.clamp(1, 9998), number, 1)
}

/// Expected spend: by month, then setting.
///
/// # Errors
/// [`MoneyError::TooLarge`] beyond what is money.
pub fn monthly(course: &Course, expected: &Expected) -> Result<Vec<Vec<Money>>, MoneyError> {
    let grid = &course.cohort.grid;
    let months = monthly_by_seat(course, expected)?.into_iter();
    let settings = 0..grid.settings().len();
    let of_month = |seats: Vec<Money>| {
        let sum = |setting| Money::total(seats[grid.seats_of(setting)].iter().copied());
        settings.clone().map(sum).collect()
    };
    months.map(of_month).collect()
}

/// Expected spend: by month, then seat. A setting's is the sum of its seats'.
///
/// # Errors
/// [`MoneyError::TooLarge`] beyond what is money.
pub fn monthly_by_seat(
    course: &Course,
    expected: &Expected,
) -> Result<Vec<Vec<Money>>, MoneyError> {
    let grid = &course.cohort.grid;
    let mut months = Vec::with_capacity(expected.months.len());
    for year in financial_years(course.january, expected.months.len()) {
        let mut so_far = vec![0_i128; grid.seats()];
        let mut shown = vec![0_i64; grid.seats()];
        for month in year.months {
            let index = &course.index[month];
            for (seat, cost) in expected.months[month].cost.iter().enumerate() {
                let index = i128::from(index[grid.of_seat(seat).0]);
                so_far[seat] += cost * index / 1_000_000;
            }
            let now = whole_units(&so_far, UNIT);
            let spent = now.iter().zip(&shown).map(|(now, before)| now - before);
            months.push(spent.map(Money::from_pence).collect::<Result<_, _>>()?);
            shown = now;
        }
    }
    Ok(months)
}

/// What the children of a January cost a year, at the prices of the start: whole children, to the penny.
///
/// # Errors
/// [`MoneyError::TooLarge`] beyond what is money.
pub fn at_start(course: &Course) -> Result<Money, MoneyError> {
    let children = course.cohort.at_start_by_stand();
    let stands = course.cohort.grid.stands();
    let pence: i64 = children
        .iter()
        .enumerate()
        .map(|(place, count)| i64::from(*count) * course.prices[place % stands])
        .sum();
    Money::from_pence(pence)
}
