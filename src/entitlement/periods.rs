//! The periods by which a year is paid.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::calendar::{Period, SchoolCalendar, Term, four_weeks_of, iso_text, months_of};

/// The most payment periods of a year: one a week and one over.
const MOST: usize = 54;

/// Why days do not cut a year into payment periods.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PeriodsError {
    /// A year without end.
    #[error("a year without end has no payment periods")]
    Unending,
    /// A first day outside the year, or not after the one before.
    #[error("{} is not a later day of the year than the payment period before it begins", iso_text(*.0))]
    OutOfOrder(Date),
    /// More periods than weeks.
    #[error("a year has no more than 54 payment periods")]
    TooMany,
}

/// The periods by which a year is paid, earliest first. They make up the year: no day is in none, and none in two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Period>", into = "Vec<Period>")]
pub struct PaymentPeriods(Vec<Period>);

impl PaymentPeriods {
    /// The year's twelve months.
    ///
    /// # Errors
    /// [`PeriodsError`].
    pub fn monthly(year: &Period) -> Result<PaymentPeriods, PeriodsError> {
        PaymentPeriods::starting(year, months_of(year))
    }

    /// Thirteen periods of four weeks from the year's first day; the last has the day or two left over.
    ///
    /// # Errors
    /// [`PeriodsError`].
    pub fn four_weekly(year: &Period) -> Result<PaymentPeriods, PeriodsError> {
        PaymentPeriods::starting(year, four_weeks_of(year))
    }

    /// From each term's first day to the next one's; the days before the first belong to the first.
    ///
    /// # Errors
    /// [`PeriodsError`].
    pub fn termly(
        year: &Period,
        calendar: &SchoolCalendar,
    ) -> Result<PaymentPeriods, PeriodsError> {
        let terms = calendar.terms().iter().map(Term::days);
        PaymentPeriods::starting(year, terms.filter(|term| year.contains(term.start())))
    }

    /// By a list of first days, ascending and inside the year; the days before the first belong to the first.
    ///
    /// # Errors
    /// [`PeriodsError`].
    pub fn bespoke(year: &Period, first_days: &[Date]) -> Result<PaymentPeriods, PeriodsError> {
        let end = year.end().ok_or(PeriodsError::Unending)?;
        if first_days.len() > MOST {
            return Err(PeriodsError::TooMany);
        }
        let mut periods = Vec::with_capacity(first_days.len().max(1));
        let mut start = year.start();
        for (place, &day) in first_days.iter().enumerate() {
            let after = place.checked_sub(1).map(|before| first_days[before]);
            if !year.contains(day) || after.is_some_and(|before| day <= before) {
                return Err(PeriodsError::OutOfOrder(day));
            }
            if place > 0 {
                periods.extend(Period::new(start, day));
                start = day;
            }
        }
        periods.extend(Period::new(start, end));
        Ok(PaymentPeriods(periods))
    }

    fn starting(
        year: &Period,
        periods: impl IntoIterator<Item = Period>,
    ) -> Result<PaymentPeriods, PeriodsError> {
        let first_days: Vec<Date> = periods.into_iter().map(|period| period.start()).collect();
        PaymentPeriods::bespoke(year, &first_days)
    }

    /// The periods, earliest first; a period is known by its place in this list, from 0.
    #[must_use]
    pub fn periods(&self) -> &[Period] {
        &self.0
    }

    /// All the days, from the first period's start to the last one's end; `None` if there is no period.
    #[must_use]
    pub fn year(&self) -> Option<Period> {
        Some(self.0.first()?.through(self.0.last()?))
    }

    /// The place of the period that a day falls in.
    #[must_use]
    pub fn place_of(&self, day: Date) -> Option<u32> {
        let place = self.0.iter().position(|period| period.contains(day))?;
        u32::try_from(place).ok()
    }
}

impl TryFrom<Vec<Period>> for PaymentPeriods {
    type Error = PeriodsError;

    fn try_from(periods: Vec<Period>) -> Result<PaymentPeriods, PeriodsError> {
        for pair in periods.windows(2) {
            if pair[0].end() != Some(pair[1].start()) {
                return Err(PeriodsError::OutOfOrder(pair[1].start()));
            }
        }
        match periods.last().map(Period::end) {
            None | Some(None) => Err(PeriodsError::Unending),
            Some(Some(_)) if periods.len() > MOST => Err(PeriodsError::TooMany),
            Some(Some(_)) => Ok(PaymentPeriods(periods)),
        }
    }
}

impl From<PaymentPeriods> for Vec<Period> {
    fn from(periods: PaymentPeriods) -> Vec<Period> {
        periods.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::YearKind;
    use jiff::civil::date;

    #[test]
    fn every_split_makes_up_the_year() {
        let leap = YearKind::Financial.year_of(date(2027, 4, 1));
        let monthly = PaymentPeriods::monthly(&leap).unwrap();
        let four_weekly = PaymentPeriods::four_weekly(&leap).unwrap();
        assert_eq!(monthly.periods().len(), 12);
        assert_eq!(four_weekly.periods().len(), 13);
        assert_eq!(four_weekly.periods()[12].days(), Some(30));
        let two = PaymentPeriods::bespoke(&leap, &[date(2027, 4, 12), date(2027, 9, 1)]).unwrap();
        for split in [&monthly, &four_weekly, &two] {
            assert_eq!(split.year(), Some(leap));
            let days: Option<i64> = split.periods().iter().map(Period::days).sum();
            assert_eq!(days, Some(366));
            let text = serde_json::to_string(split).unwrap();
            assert_eq!(
                serde_json::from_str::<PaymentPeriods>(&text).unwrap(),
                *split
            );
        }
        assert_eq!(two.place_of(date(2027, 4, 1)), Some(0));
        assert_eq!(two.place_of(date(2027, 9, 1)), Some(1));
        assert_eq!(two.place_of(date(2028, 4, 1)), None);
    }

    #[test]
    fn a_list_out_of_order_is_refused() {
        let year = YearKind::Financial.year_of(date(2026, 4, 1));
        let split = |days: &[Date]| PaymentPeriods::bespoke(&year, days);
        assert!(split(&[date(2026, 9, 1), date(2026, 9, 1)]).is_err());
        assert!(split(&[date(2027, 4, 1)]).is_err());
        assert_eq!(split(&[]).unwrap().periods(), [year]);
        assert!(PaymentPeriods::monthly(&Period::open(date(2026, 4, 1))).is_err());
        let gap = r#"[{"start":"2026-04-01","end":"2026-05-01"},{"start":"2026-05-02","end":"2026-06-01"}]"#;
        assert!(serde_json::from_str::<PaymentPeriods>(gap).is_err());
    }
}
