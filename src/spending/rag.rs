//! How a line's variance is marked: green, amber or red, by thresholds that hold from a day on.

use crate::calendar::Date;
use crate::money::{Decimal, Money, product, quotient};

/// From when a variance is marked how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// The first day on which they hold.
    pub since: Date,
    /// From how many tenths of a per cent of the budget on it is amber.
    pub amber: u32,
    /// From how many tenths of a per cent of the budget on it is red; not below amber.
    pub red: u32,
    /// What is smaller is green, whatever part of the budget it is.
    pub least: Money,
}

/// The mark of a variance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rag {
    /// Within the thresholds.
    Green,
    /// To be watched.
    Amber,
    /// To be acted on.
    Red,
}

impl Rag {
    /// Its word.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Rag::Green => "Green",
            Rag::Amber => "Amber",
            Rag::Red => "Red",
        }
    }
}

impl Thresholds {
    /// What holds where nobody entered any: no rule says how much is much, so that these are this service's assumption.
    #[must_use]
    pub fn assumed() -> Thresholds {
        Thresholds {
            since: Date::MIN,
            amber: 10,
            red: 30,
            // A thousand pounds are within what money is.
            least: Money::from_pence(100_000).unwrap_or(Money::ZERO),
        }
    }

    /// The thresholds that hold on a day, of some that begin on days.
    #[must_use]
    pub fn on(day: Date, of: &[Thresholds]) -> Thresholds {
        let begun = of.iter().filter(|one| one.since <= day);
        let last = begun.max_by_key(|one| one.since);
        last.copied().unwrap_or_else(Thresholds::assumed)
    }

    /// The mark of a variance against a budget. Where nothing is budgeted, everything that is not small is red.
    #[must_use]
    pub fn mark(&self, variance: Money, budget: Money) -> Rag {
        let size = Decimal::from(variance.pence().unsigned_abs());
        if size < Decimal::from(self.least.pence()) || variance == Money::ZERO {
            return Rag::Green;
        }
        let budget = Decimal::from(budget.pence().unsigned_abs());
        // A product that is no number is of sums that are not money.
        let is_over = |tenths: u32| {
            let limit = product(budget, Decimal::from(tenths)).unwrap_or(Decimal::MAX);
            size * Decimal::ONE_THOUSAND >= limit
        };
        match (is_over(self.red), is_over(self.amber)) {
            (true, _) => Rag::Red,
            (_, true) => Rag::Amber,
            _ => Rag::Green,
        }
    }
}

/// A variance as tenths of a per cent of the budget, half away from nought; none where nothing is budgeted.
#[must_use]
pub fn tenths_of_per_cent(variance: Money, budget: Money) -> Option<i64> {
    if budget == Money::ZERO {
        return None;
    }
    let thousandths = product(Decimal::from(variance.pence()), Decimal::ONE_THOUSAND)?;
    let share = quotient(thousandths, Decimal::from(budget.pence().unsigned_abs()))?;
    let whole =
        share.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    i64::try_from(whole).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn pounds(pounds: i64) -> Money {
        Money::from_pence(pounds * 100).unwrap()
    }

    #[test]
    fn a_variance_is_marked_from_its_threshold_on_whichever_way_it_goes() {
        let marks = Thresholds {
            since: date(2026, 4, 1),
            amber: 10,
            red: 30,
            least: pounds(500),
        };
        let budget = pounds(100_000);
        for (pence, wanted) in [
            (0, Rag::Green),
            (99_999, Rag::Green),
            (100_000, Rag::Amber),
            (-100_000, Rag::Amber),
            (299_999, Rag::Amber),
            (300_000, Rag::Red),
            (-300_000, Rag::Red),
        ] {
            let variance = Money::from_pence(pence).unwrap();
            assert_eq!(marks.mark(variance, budget), wanted, "{pence}");
        }
        // What is small is green, though it is all of a small budget.
        assert_eq!(marks.mark(pounds(499), pounds(10)), Rag::Green);
        assert_eq!(marks.mark(pounds(500), Money::ZERO), Rag::Red);
        assert_eq!(marks.mark(Money::ZERO, Money::ZERO), Rag::Green);
    }

    #[test]
    fn the_last_thresholds_that_have_begun_hold() {
        let from = |since, amber| Thresholds {
            since,
            amber,
            ..Thresholds::assumed()
        };
        let of = [from(date(2026, 9, 1), 20), from(date(2026, 4, 1), 15)];
        for (day, amber) in [
            (date(2026, 3, 31), Thresholds::assumed().amber),
            (date(2026, 4, 1), 15),
            (date(2026, 8, 31), 15),
            (date(2026, 9, 1), 20),
        ] {
            assert_eq!(Thresholds::on(day, &of).amber, amber, "{day}");
        }
    }

    #[test]
    fn a_share_is_rounded_away_from_nought_and_keeps_its_sign() {
        let share = |variance, budget| tenths_of_per_cent(pounds(variance), pounds(budget));
        assert_eq!(share(25, 20_000), Some(1));
        assert_eq!(share(5, 10_000), Some(1));
        assert_eq!(share(-5, 10_000), Some(-1));
        assert_eq!(share(4, 10_000), Some(0));
        assert_eq!(share(300, 200), Some(1_500));
        assert_eq!(share(300, 0), None);
    }
}
