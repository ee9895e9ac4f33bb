//! Fees of independent and non-maintained placements that ended and are still owed, because notice has not run out.
//!
//! Payments end with the placement: what a provider may still invoice is no entitlement of the child's stay. It is committed
//! until an officer writes down when notice was given, or notice runs out. A child who stays at the same establishment at
//! another fee has left nothing, and days that are another authority's cost are not this one's.

use super::broken;
use super::record::MONTHS;
use crate::calendar::{Date, FinancialYear, Period, without};
use crate::costs::{Notice, section_251_line};
use crate::ids::{ChildId, LocalId};
use crate::money::{Decimal, Money, Rounding};
use crate::service::ServiceError;
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
    let mut children: Vec<ChildId> = ended.iter().map(|one| one.child.clone()).collect();
    children.dedup();
    let mut payers = std::collections::BTreeMap::new();
    for some in children.chunks(500) {
        payers.extend(case_authority::payers(tx, &year.period(), Whom::Only(some)).await?);
    }
    let mut owed = Vec::new();
    for fee in ended {
        let theirs = payers.get(&fee.child).map(|of| of.not_our_cost());
        owed.extend(of_fee(fee, &theirs.unwrap_or_default(), year)?);
    }
    Ok(owed)
}

fn of_fee(
    fee: EndedFee,
    theirs: &[Period],
    year: FinancialYear,
) -> Result<Option<NoticeOwed>, ServiceError> {
    let Some(notice) = fee.terms.notice() else {
        return Ok(None);
    };
    let last_day = notice
        .owed
        .start()
        .yesterday()
        .unwrap_or(notice.owed.start());
    let annual = fee.terms.price_on(last_day).map_err(broken)?.annual;
    let by_month = by_month(annual, &without(notice.owed, theirs), year)?;
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

/// What some days of a year come to at a price of a year, by month: by calendar day, rounded once, by cumulative difference.
fn by_month(
    annual: Money,
    owed: &[Period],
    year: FinancialYear,
) -> Result<[Money; MONTHS], ServiceError> {
    let of_year = Decimal::from(year.period().days().unwrap_or(365));
    let mut months = [Money::ZERO; MONTHS];
    let (mut days, mut before) = (0, Money::ZERO);
    let mut first = year.first_day();
    for month in &mut months {
        let next = first.saturating_add(jiff::Span::new().months(1));
        let held = Period::new(first, next).ok();
        for part in owed {
            let own = held.and_then(|month| part.overlap(&month));
            days += own.and_then(|own| own.days()).unwrap_or(0);
        }
        let so_far = annual.pounds() * Decimal::from(days) / of_year;
        let so_far = Rounding::TO_THE_PENNY.to_money(so_far).map_err(broken)?;
        *month = so_far.minus(before).map_err(broken)?;
        before = so_far;
        first = next;
    }
    Ok(months)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_of_notice_are_shared_by_month_to_the_penny() {
        let year = FinancialYear::containing(date(2026, 4, 1));
        let owed = Period::new(date(2026, 7, 22), date(2026, 9, 1)).unwrap();
        let annual = Money::from_pence(6_000_000).unwrap();
        let months = by_month(annual, &[owed], year).unwrap();
        // 41 of 365 days of £60,000.
        assert_eq!(Money::total(months).unwrap().pence(), 673_973);
        assert_eq!(months[3].pence(), 164_384);
        assert_eq!(months[4].pence(), 509_589);
        assert_eq!(months[5], Money::ZERO);
        // The days of the year after are that year's.
        let late = Period::new(date(2027, 3, 31), date(2027, 4, 10)).unwrap();
        let months = by_month(annual, &[late], year).unwrap();
        assert_eq!(Money::total(months).unwrap().pence(), 16_438);
    }
}
