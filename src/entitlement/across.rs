//! A year that is paid, worked out by rules whose own years begin on another day: amounts for academic years, paid by
//! financial ones.

use super::divide::divided;
use super::due::{
    DueInYear, EntitlementError, OneOffDue, SegmentDue, Warning, YearTerms, due_in_year,
};
use super::{Life, PaymentPeriods, PeriodsError, PriceBook};
use crate::calendar::{Date, Period, YearKind};
use crate::money::Money;

/// What a life is due in the year that the payment periods make up, divided as [`divided`] does, whatever year the rules have.
///
/// Each of the rules' years that the paid year touches is worked out whole, cut where the paid year's periods begin, and the paid
/// year takes the payments of its own days. So a year of the rules is paid to the penny by the two years that share it, and its
/// rounding is the same in both.
///
/// # Errors
/// [`EntitlementError`].
pub fn due_by_any_year(
    life: &Life,
    terms: &YearTerms<'_>,
    prices: &impl PriceBook,
    whose: &[Vec<Period>],
) -> Result<Vec<DueInYear>, EntitlementError> {
    let year = terms.periods.year().ok_or(EntitlementError::NotTheYear)?;
    let kind = terms.time.year();
    if kind.year_of(year.start()) == year {
        let due = due_in_year(life, terms, prices)?;
        return if whose.is_empty() {
            Ok(vec![due])
        } else {
            divided(&due, terms, whose)
        };
    }
    let mut parts: Vec<DueInYear> = Vec::new();
    for own in years_of(kind, &year)? {
        let periods = cut(&own, &year, terms.periods).map_err(|_| EntitlementError::NotTheYear)?;
        let own_terms = YearTerms {
            periods: &periods,
            ..*terms
        };
        let due = due_in_year(life, &own_terms, prices)?;
        for (place, part) in divided(&due, &own_terms, whose)?.into_iter().enumerate() {
            let taken = taken(part, &year, terms.periods)?;
            match parts.get_mut(place) {
                None => parts.push(taken),
                Some(before) => join(before, taken)?,
            }
        }
    }
    Ok(parts)
}

/// The rules' years that a year touches, the first first.
fn years_of(kind: YearKind, year: &Period) -> Result<Vec<Period>, EntitlementError> {
    let end = year.end().ok_or(EntitlementError::NotTheYear)?;
    let mut years = Vec::new();
    let mut day = year.start();
    while day < end {
        let own = kind.year_of(day);
        day = own.end().ok_or(EntitlementError::NotTheYear)?;
        years.push(own);
    }
    Ok(years)
}

/// A year of the rules, cut where the paid year's periods begin and where that year ends.
fn cut(
    own: &Period,
    year: &Period,
    periods: &PaymentPeriods,
) -> Result<PaymentPeriods, PeriodsError> {
    let starts = periods.periods().iter().map(Period::start);
    let cuts = starts.chain(year.end());
    let inside = cuts.filter(|day| *day > own.start() && own.contains(*day));
    let first_days: Vec<Date> = std::iter::once(own.start()).chain(inside).collect();
    PaymentPeriods::bespoke(own, &first_days)
}

/// What of a year of the rules the paid year has.
fn taken(
    due: DueInYear,
    year: &Period,
    periods: &PaymentPeriods,
) -> Result<DueInYear, EntitlementError> {
    let inner = due.periods.periods();
    let place = |place: u32| {
        let at = usize::try_from(place).ok()?;
        let start = inner.get(at)?.start();
        periods.place_of(start)
    };
    let mut segments: Vec<SegmentDue> = Vec::with_capacity(due.segments.len());
    for mut one in due.segments {
        let Some(days) = one.segment.days.overlap(year) else {
            continue;
        };
        one.segment.days = days;
        one.payments = one
            .payments
            .into_iter()
            .filter_map(|mut payment| {
                payment.period = place(payment.period)?;
                Some(payment)
            })
            .collect();
        one.amount = Money::total(one.payments.iter().map(|payment| payment.amount))?;
        segments.push(one);
    }
    let one_offs = due.one_offs.into_iter().filter_map(|mut one: OneOffDue| {
        one.period = periods.place_of(one.on)?;
        Some(one)
    });
    let one_offs: Vec<OneOffDue> = one_offs.collect();
    let warnings = due.warnings.into_iter().filter(|warning| match warning {
        Warning::AboveFullTime { days, .. } => days.overlap(year).is_some(),
        // A segment may carry nothing in one of the two years and something in the other.
        Warning::CarriesNothing { .. } => false,
    });
    let amounts = segments.iter().map(|one| one.amount);
    let total = Money::total(amounts.chain(one_offs.iter().map(|one| one.amount)))?;
    let others = due.others.iter().filter_map(|days| days.overlap(year));
    Ok(DueInYear {
        periods: periods.clone(),
        warnings: warnings.collect(),
        others: others.collect(),
        segments,
        one_offs,
        total,
    })
}

fn join(before: &mut DueInYear, later: DueInYear) -> Result<(), EntitlementError> {
    before.total = before.total.plus(later.total)?;
    before.segments.extend(later.segments);
    before.one_offs.extend(later.one_offs);
    before.warnings.extend(later.warnings);
    before.others = crate::calendar::joined(before.others.drain(..).chain(later.others));
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calendar::{
        Apportionment, Attendance, Attends, Basis, FinancialYear, MonthRule, TimeRules,
    };
    use crate::entitlement::{Price, Spell};
    use crate::ids::EstablishmentId;
    use crate::money::Rounding;

    fn time(basis: Basis) -> TimeRules {
        let apportionment = Apportionment {
            basis,
            attendance: Attendance::Share,
        };
        TimeRules::new(YearKind::Academic, apportionment, None).unwrap()
    }

    fn life(first: Date, end: Date) -> Life {
        let establishment = "0197d3c0-0000-7000-8000-000000000001";
        let spell = Spell {
            establishment: EstablishmentId::parse(establishment).unwrap(),
            days: Period::new(first, end).unwrap(),
            band: None,
            attends: Attends::FullTime,
        };
        Life {
            spells: vec![spell],
            ..Life::default()
        }
    }

    fn paid(
        life: &Life,
        time: &TimeRules,
        periods: &PaymentPeriods,
        (pence, whose): (i64, &[Vec<Period>]),
    ) -> Vec<DueInYear> {
        let terms = YearTerms {
            time,
            rounding: Rounding::TO_THE_PENNY,
            periods,
        };
        let price = |_: &Spell, _: Date| {
            Some(Price {
                annual: Money::from_pence(pence).unwrap(),
                scales: false,
                until: None,
                rule_set: None,
            })
        };
        due_by_any_year(life, &terms, &price, whose).unwrap()
    }

    fn year(first: i16) -> Period {
        FinancialYear::containing(date(first, 4, 1)).period()
    }

    #[test]
    fn an_academic_years_amount_is_paid_by_the_two_financial_years_that_share_it() {
        // 12,000.00 over 365 days: 212 of them before April 2027.
        let stay = life(date(2026, 9, 1), date(2027, 9, 1));
        let time = time(Basis::CalendarDays);
        let mut sums = Vec::new();
        for first in [2026, 2027] {
            let months = PaymentPeriods::monthly(&year(first)).unwrap();
            let due = paid(&stay, &time, &months, (1_200_000, &[]));
            let [due] = due.as_slice() else { panic!() };
            let parts = due.segments.iter().flat_map(|one| &one.payments);
            let parts = Money::total(parts.map(|payment| payment.amount)).unwrap();
            assert_eq!(parts, due.total);
            sums.push(due.total.pence());
        }
        assert_eq!(sums, [696_986, 503_014]);
    }

    #[test]
    fn every_way_to_cut_the_year_pays_the_whole_of_it_to_the_penny() {
        for (pence, basis) in [
            (1_575_000, Basis::CalendarDays),
            (1_000_001, Basis::CalendarDays),
            (
                777_777,
                Basis::Twelfths {
                    starting: MonthRule::ByDays,
                    leaving: MonthRule::ByDays,
                },
            ),
        ] {
            // Three academic years, the second with a leap day.
            let stay = life(date(2026, 9, 1), date(2029, 9, 1));
            let time = time(basis);
            let theirs = [vec![
                Period::new(date(2027, 7, 20), date(2027, 10, 3)).unwrap(),
            ]];
            let cuts: [fn(&Period) -> PaymentPeriods; 2] = [
                |year| PaymentPeriods::monthly(year).unwrap(),
                |year| PaymentPeriods::four_weekly(year).unwrap(),
            ];
            for cut in cuts {
                let mut sums = [0, 0];
                for first in 2026..=2029 {
                    let periods = cut(&year(first));
                    let due = paid(&stay, &time, &periods, (pence, &theirs));
                    for (sum, part) in sums.iter_mut().zip(&due) {
                        *sum += part.total.pence();
                        let all = part.segments.iter().flat_map(|one| &one.payments);
                        assert!(all.clone().all(|one| {
                            usize::try_from(one.period).unwrap() < periods.periods().len()
                        }));
                        let all = Money::total(all.map(|one| one.amount)).unwrap();
                        assert_eq!(all, part.total);
                    }
                }
                assert_eq!(sums[0] + sums[1], 3 * pence);
                assert!(sums[1] > 0);
            }
        }
    }
}
