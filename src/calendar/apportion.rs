//! A year's amount shared over part of the year, to the penny.

use jiff::civil::Date;
use rust_decimal::Decimal;
use thiserror::Error;

use super::Period;
use crate::money::{Money, MoneyError, Rounding};

/// Which days of a year count, all of them or those of a school calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Days {
    /// Every calendar day: 365 or 366 in a financial year.
    Calendar,
    /// The days on which schools are open, ascending and without repeats.
    School(Vec<Date>),
}

impl Days {
    /// Takes school days in any order, repeats and all.
    #[must_use]
    pub fn school(mut days: Vec<Date>) -> Days {
        days.sort_unstable();
        days.dedup();
        Days::School(days)
    }

    /// How many count from a period's start to its end.
    ///
    /// # Errors
    /// [`ApportionError::Unending`] for a period without end.
    pub fn count(&self, period: &Period) -> Result<i64, ApportionError> {
        let end = period.end().ok_or(ApportionError::Unending)?;
        match self {
            Days::Calendar => Ok(period.start().duration_until(end).as_hours() / 24),
            Days::School(days) => {
                let inside = days.partition_point(|day| *day < end)
                    - days.partition_point(|day| *day < period.start());
                i64::try_from(inside).map_err(|_| ApportionError::NoDays)
            }
        }
    }
}

/// Why an amount cannot be shared.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ApportionError {
    /// A period without end has no number of days.
    #[error("a period without end has no number of days")]
    Unending,
    /// The year holds no day that counts.
    #[error("the year holds no day that counts")]
    NoDays,
    /// A share leaves the range of money.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Shares one year's amount over consecutive periods of it by days.
///
/// The entitlement from the first start is worked out to the end of each period and rounded there;
/// a period gets the difference from the one before. So the parts always sum to the rounded whole,
/// whatever the split (finance guide 1.4, rule 2).
///
/// # Errors
/// [`ApportionError`]: a period without end, a year without days, an amount out of range.
pub fn cumulative_shares(
    annual: Money,
    year: &Period,
    periods: &[Period],
    days: &Days,
    rounding: Rounding,
) -> Result<Vec<Money>, ApportionError> {
    let in_year = days.count(year)?;
    if in_year == 0 {
        return Err(ApportionError::NoDays);
    }
    let mut counted = 0;
    let mut shared = Money::ZERO;
    periods
        .iter()
        .map(|period| {
            counted += days.count(period)?;
            let exact = annual.pounds() * Decimal::from(counted) / Decimal::from(in_year);
            let reached = rounding.to_money(exact)?;
            let share = reached.minus(shared)?;
            shared = reached;
            Ok(share)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::FinancialYear;
    use crate::money::RoundingMode;
    use jiff::civil::date;

    fn pennies() -> Rounding {
        Rounding {
            mode: RoundingMode::HalfUp,
            unit: "0.01".parse().unwrap(),
        }
    }

    fn shares(annual: &str, year: FinancialYear, splits: &[Date]) -> Vec<String> {
        let periods: Vec<Period> = splits
            .windows(2)
            .map(|pair| Period::new(pair[0], pair[1]).unwrap())
            .collect();
        cumulative_shares(
            annual.parse().unwrap(),
            &year.period(),
            &periods,
            &Days::Calendar,
            pennies(),
        )
        .unwrap()
        .into_iter()
        .map(Money::pounds_text)
        .collect()
    }

    /// Finance guide 1.4: £15,750 over 61 and 304 of 365 days.
    #[test]
    fn a_move_in_june_splits_the_year_to_the_penny() {
        let year = FinancialYear::containing(date(2026, 4, 1));
        let split = [date(2026, 4, 1), date(2026, 6, 1), date(2027, 4, 1)];
        assert_eq!(shares("15750", year, &split), ["2632.19", "13117.81"]);
    }

    /// Finance guide 1.4: 2027-28 has 366 days, 153 of them from April to August.
    #[test]
    fn a_leap_year_has_a_day_more() {
        let year = FinancialYear::containing(date(2027, 4, 1));
        let split = [date(2027, 4, 1), date(2027, 9, 1), date(2028, 4, 1)];
        assert_eq!(shares("15750", year, &split), ["6584.02", "9165.98"]);
    }

    /// Waltham Forest publishes 18 of 194 school days of £15,750 as £1,461.34.
    #[test]
    fn school_days_share_as_published() {
        let first = date(2018, 4, 1);
        let day = |n: i64| first.saturating_add(jiff::Span::new().days(n));
        let days = Days::school(
            (0..176)
                .map(|n| day(100 + n))
                .chain((0..18).map(|n| day(30 + n)))
                .collect(),
        );
        let may = Period::new(date(2018, 5, 1), date(2018, 6, 1)).unwrap();
        let year = FinancialYear::containing(first).period();
        let paid =
            cumulative_shares("15750".parse().unwrap(), &year, &[may], &days, pennies()).unwrap();
        assert_eq!(paid[0].pounds_text(), "1461.34");
    }

    #[test]
    fn a_year_without_days_is_an_error() {
        let year = FinancialYear::containing(date(2026, 4, 1)).period();
        let refused = cumulative_shares(Money::ZERO, &year, &[], &Days::school(vec![]), pennies());
        assert_eq!(refused, Err(ApportionError::NoDays));
        assert_eq!(
            Days::Calendar.count(&Period::open(date(2026, 4, 1))),
            Err(ApportionError::Unending)
        );
    }
}
