//! What of a fee is owed after its last paid day, because the notice that was agreed with it has not run out.

use super::{CostKind, CostTerms};
use crate::calendar::{Date, Period};

/// Days after a fee's last paid day for which it is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The weeks that were agreed.
    pub weeks: u16,
    /// The day from which they count.
    pub given_on: Date,
    /// Whether that day is on record; without it notice counts from the last paid day, which is the longest that can be owed to
    /// a provider who was told on no later day.
    pub is_on_record: bool,
    /// The days that are owed: from the first day after the last paid one up to, not including, the day on which notice has run
    /// out.
    pub owed: Period,
}

impl CostTerms {
    /// The notice that still runs after the line's last paid day; none of a line that goes on, that is no fee, for which none was
    /// agreed, or whose notice had run out by then.
    #[must_use]
    pub fn notice(&self) -> Option<Notice> {
        let weeks = self.notice_weeks.filter(|weeks| *weeks > 0)?;
        let end = self.period.end().filter(|_| self.kind == CostKind::Fee)?;
        let last = end.yesterday().ok()?;
        let given_on = self.notice_given_on.unwrap_or(last);
        let days = jiff::Span::new().weeks(i64::from(weeks));
        // The first day of notice is the one after it was given.
        let over = given_on.checked_add(days).ok()?.tomorrow().ok()?;
        Some(Notice {
            weeks,
            given_on,
            is_on_record: self.notice_given_on.is_some(),
            owed: Period::new(end, over).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::costs::CostPer;
    use crate::money::Money;

    fn fee(given: Option<Date>) -> CostTerms {
        CostTerms {
            kind: CostKind::Fee,
            period: Period::new(date(2025, 9, 1), date(2026, 7, 22)).unwrap(),
            per: CostPer::Term,
            net: Money::from_pence(2_000_000).unwrap(),
            vat: Money::ZERO,
            uplift: None,
            order_number: Some("PO 1".to_owned()),
            notice_weeks: Some(12),
            notice_given_on: given,
            notes: String::new(),
        }
    }

    #[test]
    fn a_fee_is_owed_until_notice_runs_out() {
        // Twelve weeks from 8 June are over on 31 August.
        let known = fee(Some(date(2026, 6, 8))).notice().unwrap();
        assert_eq!(
            known.owed,
            Period::new(date(2026, 7, 22), date(2026, 9, 1)).unwrap()
        );
        assert!(known.is_on_record);
        // Without a day, from the last paid one.
        let assumed = fee(None).notice().unwrap();
        assert_eq!(assumed.given_on, date(2026, 7, 21));
        assert_eq!(assumed.owed.days(), Some(84));
        assert!(!assumed.is_on_record);
    }

    #[test]
    fn nothing_is_owed_of_what_had_notice_enough_or_bears_none() {
        assert_eq!(fee(Some(date(2026, 4, 1))).notice(), None);
        // To the very last day.
        assert_eq!(fee(Some(date(2026, 4, 28))).notice(), None);
        assert!(fee(Some(date(2026, 4, 29))).notice().is_some());
        let none = [
            CostTerms {
                notice_weeks: None,
                ..fee(None)
            },
            CostTerms {
                notice_weeks: Some(0),
                ..fee(None)
            },
            CostTerms {
                period: Period::open(date(2025, 9, 1)),
                ..fee(None)
            },
            CostTerms {
                kind: CostKind::Therapy,
                ..fee(None)
            },
        ];
        for terms in none {
            assert_eq!(terms.notice(), None, "{terms:?}");
        }
    }
}
