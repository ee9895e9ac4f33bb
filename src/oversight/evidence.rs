//! A positive number over a range that no integer type has, the same on every machine.

use std::cmp::Ordering;

/// The lowest value that a mantissa takes: it always has all its 64 bits.
const TOP: u64 = 1 << 63;

/// Evidence against “nothing has changed”, as odds: 20 is twenty to one. Kept as a mantissa of 64 bits and a power of two;
/// every step rounds down, so evidence is never overstated. After n steps at most 2n parts in 2^63 are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// From 2^63 up to 2^64.
    mantissa: u64,
    /// The value is `mantissa * 2^(exponent - 63)`.
    exponent: i64,
}

impl Evidence {
    /// No evidence either way: one to one.
    pub const NONE: Evidence = Evidence {
        mantissa: TOP,
        exponent: 0,
    };

    /// The same times a fraction of two whole numbers, neither of them nought.
    pub(super) fn times(self, above: u64, below: u64) -> Evidence {
        debug_assert!(above > 0 && below > 0, "odds of nought");
        let product = u128::from(self.mantissa) * u128::from(above);
        // As many bits as there are, so that dividing loses as few as can be.
        let shift = product.leading_zeros();
        let quotient = (product << shift) / u128::from(below.max(1));
        // At least 2^63, since the dividend has 128 bits and the divisor at most 64.
        let kept = 64_u32.saturating_sub(quotient.leading_zeros());
        let mantissa = u64::try_from(quotient >> kept).unwrap_or(u64::MAX);
        Evidence {
            mantissa,
            exponent: self.exponent + i64::from(kept) - i64::from(shift),
        }
    }

    /// Whether it is at least so many to one.
    #[must_use]
    pub fn is_at_least(self, odds: u64) -> bool {
        let other = Evidence::NONE.times(odds.max(1), 1);
        self.cmp(&other) != Ordering::Less
    }

    /// The odds as a whole number, rounded down; beyond a million million, that.
    #[must_use]
    pub fn odds(self) -> u64 {
        const MOST: u64 = 1_000_000_000_000;
        match self.exponent {
            ..0 => 0,
            0..40 => (self.mantissa >> (63 - self.exponent)).min(MOST),
            40.. => MOST,
        }
    }
}

impl Ord for Evidence {
    fn cmp(&self, other: &Evidence) -> Ordering {
        (self.exponent, self.mantissa).cmp(&(other.exponent, other.mantissa))
    }
}

impl PartialOrd for Evidence {
    fn partial_cmp(&self, other: &Evidence) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::Evidence;

    #[test]
    fn odds_are_multiplied_and_divided() {
        let of = |above, below| Evidence::NONE.times(above, below);
        assert_eq!(Evidence::NONE.odds(), 1);
        assert_eq!(of(20, 1).odds(), 20);
        assert_eq!(of(20, 3).odds(), 6);
        assert_eq!(of(1, 3).odds(), 0);
        assert_eq!(
            of(1, 3).times(3, 1).odds(),
            0,
            "it is rounded down, never up"
        );
        assert_eq!(of(u64::MAX, u64::MAX).odds(), 1);
        assert!(of(1_000_001, 1).is_at_least(1_000_000) && !of(999_999, 1).is_at_least(1_000_000));
        assert!(of(20, 1).is_at_least(20) && !of(199, 10).is_at_least(20));
    }

    #[test]
    fn there_is_no_end_to_the_range() {
        let far = (0..10_000).fold(Evidence::NONE, |odds, _| odds.times(1_000, 1));
        assert_eq!(far.odds(), 1_000_000_000_000);
        let back = (0..10_000).fold(far, |odds, _| odds.times(1, 1_000));
        assert!(!back.is_at_least(1) && back.times(1_000_000_001, 1_000_000_000).is_at_least(1));
        let nearly_none = (0..10_000).fold(Evidence::NONE, |odds, _| odds.times(1, 1_000));
        assert!(nearly_none < Evidence::NONE && nearly_none.odds() == 0);
    }
}
