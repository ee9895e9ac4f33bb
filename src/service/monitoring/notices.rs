//! Fees of independent and non-maintained placements that ended and are still owed, because notice has not run out.
//!
//! Payments end with the placement: what a provider may still invoice is no entitlement of the child's stay. It is committed
//! until an officer writes down when notice was given, or notice runs out. A child who stays at the same establishment at
//! another fee has left nothing, and days that are another authority's cost are not this one's.

use super::broken;
use super::record::MONTHS;
use crate::calendar::{
    Apportionment, Attendance, Basis, Date, FinancialYear, Fraction, Period, SchoolCalendar,
    TimeRules, YearKind, without,
};
use crate::costs::{CostTerms, Notice, section_251_line};
use crate::ids::{ChildId, LocalId};
use crate::money::{Money, Rounding};
use crate::service::ServiceError;
use crate::store::payment;
use crate::store::placement::{self, EndedFee};
use crate::store::plan_history::Whom;
use crate::store::{Tx, case_authority};

/// The longest notice that a line can have, in weeks.
const WEEKS_MAX: i64 = 104;

/// A fee that is owed after its last paid day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeOwed {
    /// Whose placement ended.
    pub child: ChildId,
    /// The child's reference.
    pub local_id: LocalId,
    /// The establishment; the setting where none is named.
    pub place: String,
    /// The section 251 line.
    pub line: &'static str,
    /// The last day that was paid for.
    pub last_day: Date,
    /// The notice.
    pub notice: Notice,
    /// What it comes to by the months of the year, April first.
    pub by_month: [Money; MONTHS],
    /// What it comes to in the year.
    pub amount: Money,
}

impl NoticeOwed {
    /// Why it is owed, in words.
    #[must_use]
    pub fn why(&self, day: impl Fn(Date) -> String) -> String {
        let weeks = self.notice.weeks;
        match self.notice.is_on_record {
            true => format!(
                "{weeks} weeks’ notice, given on {}",
                day(self.notice.given_on)
            ),
            false => format!(
                "{weeks} weeks’ notice; no day on record, so it counts from the last paid day"
            ),
        }
    }
}

/// What is owed in a year because notice has not run out, by last day.
pub(super) async fn of_year(
    tx: &mut Tx,
    year: FinancialYear,
) -> Result<Vec<NoticeOwed>, ServiceError> {
    let since = year
        .first_day()
        .saturating_sub(jiff::Span::new().weeks(WEEKS_MAX));
    let ended = placement::ended_fees(tx, since, year.end()).await?;
    if ended.is_empty() {
        return Ok(Vec::new());
    }
    let calendar = payment::calendar_of(tx, year.first_day()).await?;
    let school_terms = calendar.map(|calendar| calendar.terms);
    let mut children: Vec<ChildId> = ended.iter().map(|one| one.child.clone()).collect();
    children.dedup();
    let mut payers = std::collections::BTreeMap::new();
    for some in children.chunks(500) {
        payers.extend(case_authority::payers(tx, &year.period(), Whom::Only(some)).await?);
    }
    let mut owed = Vec::new();
    for fee in ended {
        let theirs = payers.get(&fee.child).map(|of| of.not_our_cost());
        let school_terms = school_terms.as_ref();
        owed.extend(of_fee(
            fee,
            &theirs.unwrap_or_default(),
            (year, school_terms),
        )?);
    }
    Ok(owed)
}

fn of_fee(
    fee: EndedFee,
    theirs: &[Period],
    within: (FinancialYear, Option<&SchoolCalendar>),
) -> Result<Option<NoticeOwed>, ServiceError> {
    let Some(notice) = fee.terms.notice() else {
        return Ok(None);
    };
    let last_day = notice
        .owed
        .start()
        .yesterday()
        .unwrap_or(notice.owed.start());
    let by_month = by_month(&fee.terms, last_day, &without(notice.owed, theirs), within)?;
    let amount = Money::total(by_month).map_err(broken)?;
    let place = match fee.place.is_empty() {
        true => fee.setting.title().to_owned(),
        false => fee.place,
    };
    Ok((amount > Money::ZERO).then_some(NoticeOwed {
        line: section_251_line(fee.terms.kind, fee.setting, &fee.place_kind),
        child: fee.child,
        local_id: fee.local_id,
        place,
        last_day,
        notice,
        by_month,
        amount,
    }))
}

/// What days of notice come to, by month: shared out over the year as the fee itself is, a termly fee by the terms of the
/// year's payment calendar and any other by the day, at the price of the last paid day.
///
/// Each month is a cumulative difference that begins with what is paid of the fee at that price in the year, so that what is
/// paid and what is owed of a term make up the term's invoice to the penny.
fn by_month(
    fee: &CostTerms,
    last_day: Date,
    owed: &[Period],
    (year, school_terms): (FinancialYear, Option<&SchoolCalendar>),
) -> Result<[Money; MONTHS], ServiceError> {
    let Some(over) = owed.iter().filter_map(Period::end).max() else {
        return Ok([Money::ZERO; MONTHS]);
    };
    let annual = fee.price_on(last_day).map_err(broken)?.annual;
    // A year without a calendar has no terms to share by: the fee is counted by the day until it has.
    let by_fee = school_terms.and_then(|terms| fee.time(terms).ok());
    let by_day = || TimeRules::new(YearKind::Financial, BY_DAY, None).map_err(amiss);
    let rules = by_fee.map_or_else(by_day, Ok)?;
    let days = year.period();
    let stay = Period::new(fee.period.start(), over).map_err(amiss)?;
    let shares = rules.shares_of_stay(&stay, &days).map_err(amiss)?;
    let of = |share: Fraction| {
        let pounds = share.of_pounds(annual.pounds()).map_err(amiss)?;
        Rounding::TO_THE_PENNY.to_money(pounds).map_err(broken)
    };
    let mut carried = match paid_at_the_price(fee, last_day, &days) {
        Some(paid) => shares.share_of(&paid).map_err(amiss)?,
        None => Fraction::ZERO,
    };
    let mut before = of(carried)?;
    let mut months = [Money::ZERO; MONTHS];
    let mut first = year.first_day();
    for month in &mut months {
        let next = first.saturating_add(jiff::Span::new().months(1));
        let held = Period::new(first, next).ok();
        for part in owed {
            if let Some(own) = held.and_then(|month| part.overlap(&month)) {
                let share = shares.share_of(&own).map_err(amiss)?;
                carried = carried.plus(share).map_err(amiss)?;
            }
        }
        let so_far = of(carried)?;
        *month = so_far.minus(before).map_err(broken)?;
        before = so_far;
        first = next;
    }
    Ok(months)
}

/// An amount of a year by the day.
const BY_DAY: Apportionment = Apportionment {
    basis: Basis::CalendarDays,
    attendance: Attendance::Share,
};

/// The days of a year that a fee is paid for at the price of its last paid day; none if that is before the year.
fn paid_at_the_price(fee: &CostTerms, last_day: Date, year: &Period) -> Option<Period> {
    let rose = fee.uplift.map(|uplift| uplift.from);
    let rose = rose.filter(|from| *from <= last_day);
    let from = rose.map_or(fee.period.start(), |from| from.max(fee.period.start()));
    Period::from_first_to_last(from, last_day)
        .ok()?
        .overlap(year)
}

fn amiss(error: impl std::fmt::Debug) -> ServiceError {
    ServiceError::Broken(format!("the notice of a fee cannot be shared out: {error:?}").into())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::costs::{CostKind, CostPer, Uplift, three_terms};

    fn year() -> FinancialYear {
        FinancialYear::containing(date(2026, 4, 1))
    }

    fn terms() -> SchoolCalendar {
        // 73, 78 and 58 school days.
        three_terms(&[
            ("Summer", date(2026, 4, 13), date(2026, 7, 22)),
            ("Autumn", date(2026, 9, 2), date(2026, 12, 18)),
            ("Spring", date(2027, 1, 5), date(2027, 3, 25)),
        ])
        .unwrap()
    }

    fn fee(per: CostPer, net: i64, last: Date) -> CostTerms {
        CostTerms {
            kind: CostKind::Fee,
            period: Period::from_first_to_last(date(2025, 9, 1), last).unwrap(),
            per,
            net: Money::from_pence(net).unwrap(),
            vat: Money::ZERO,
            uplift: None,
            order_number: None,
            notice_weeks: Some(12),
            notice_given_on: None,
            notes: String::new(),
        }
    }

    fn owed(fee: &CostTerms, from: Date, to: Date) -> [i64; MONTHS] {
        let last = from.yesterday().unwrap();
        let owed = Period::new(from, to).unwrap();
        let months = by_month(fee, last, &[owed], (year(), Some(&terms()))).unwrap();
        months.map(Money::pence)
    }

    #[test]
    fn a_years_fee_is_owed_by_the_day_to_the_penny() {
        let fee = fee(CostPer::Year, 6_000_000, date(2026, 7, 21));
        let months = owed(&fee, date(2026, 7, 22), date(2026, 9, 1));
        // 112 days paid are £18,410.96, 122 are £20,054.79 and 153 are £25,150.68.
        assert_eq!(months[3], 2_005_479 - 1_841_096);
        assert_eq!(months[4], 2_515_068 - 2_005_479);
        assert_eq!(months[5], 0);
        // The days of the year after are that year's.
        let fee = CostTerms {
            period: Period::from_first_to_last(date(2025, 9, 1), date(2027, 3, 30)).unwrap(),
            ..fee
        };
        let months = owed(&fee, date(2027, 3, 31), date(2027, 4, 10));
        assert_eq!(months.iter().sum::<i64>(), 6_000_000 - 5_983_562);
    }

    #[test]
    fn notice_to_the_end_of_a_term_makes_up_the_terms_invoice() {
        // 33 of the autumn's 78 school days are paid, 16 October the last: £7,192.31 of £17,000.00.
        let fee = fee(CostPer::Term, 1_700_000, date(2026, 10, 16));
        let months = owed(&fee, date(2026, 10, 17), date(2026, 12, 19));
        assert_eq!(months.iter().sum::<i64>(), 1_700_000 - 719_231);
        // Ten school days of October, 21 of November and 14 of December.
        assert_eq!(months[6], 937_179 - 719_231);
        assert_eq!(months[7], 1_394_872 - 937_179);
        assert_eq!(months[8], 1_700_000 - 1_394_872);
        // Days on which no term is are no part of an invoice: notice over Christmas costs nothing until the spring begins.
        let longer = owed(&fee, date(2026, 10, 17), date(2027, 1, 5));
        assert_eq!(longer, months);
        let into_spring = owed(&fee, date(2026, 10, 17), date(2027, 1, 13));
        assert_eq!(into_spring[9], 175_862, "6 of the spring’s 58 school days");
    }

    #[test]
    fn notice_is_owed_at_the_price_to_which_a_fee_rose() {
        let mut fee = fee(CostPer::Term, 1_700_000, date(2026, 12, 18));
        fee.uplift = Some(Uplift {
            from: date(2026, 9, 1),
            percent: crate::money::Rate::whole(10),
        });
        let months = owed(&fee, date(2026, 12, 19), date(2027, 3, 26));
        assert_eq!(
            months.iter().sum::<i64>(),
            1_870_000,
            "the spring term, whole"
        );
    }
}
