//! Pounds on their way from a table to a rounded amount.

use crate::money::{Decimal, Rate, product, quotient, sum};

use super::{Refusal, Stop, in_exact_range};

/// Pounds that are not rounded yet: a quotient whose division waits until it is shown or rounded.
///
/// So a third, tripled, is whole again, and neither a cap nor a rounding down sees a penny that is
/// not missing. Digits beyond the 28th of a long product are rounded, far below any penny.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exact {
    over: Decimal,
    /// Above zero; none for 1, since most amounts are never divided and a comparison with 1 costs as much as a product.
    under: Option<Decimal>,
}

impl Exact {
    /// Nothing.
    pub(super) const ZERO: Exact = Exact::of(Decimal::ZERO);

    /// A number as it stands.
    pub(super) const fn of(number: Decimal) -> Exact {
        Exact {
            over: number,
            under: None,
        }
    }

    fn fraction(over: Decimal, under: Decimal) -> Exact {
        Exact {
            over,
            under: Some(under).filter(|under| *under != Decimal::ONE),
        }
    }

    fn divisor(self) -> Decimal {
        self.under.unwrap_or(Decimal::ONE)
    }

    /// The product.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`], here and below.
    pub(super) fn times(self, by: Rate) -> Result<Exact, Stop> {
        let over = product(self.over, by.value());
        Ok(Exact {
            over: in_exact_range(over)?,
            under: self.under,
        })
    }

    /// The quotient by a number above zero.
    pub(super) fn divided(self, by: Rate) -> Result<Exact, Stop> {
        let under = product(self.divisor(), by.value());
        match under.filter(|under| *under > Decimal::ZERO) {
            Some(under) => Ok(Exact::fraction(self.over, under)),
            None => Err(Refusal::TooLarge.into()),
        }
    }

    /// The sum.
    pub(super) fn plus(self, other: Exact) -> Result<Exact, Stop> {
        if let Some(sum) = self.plus_over_one_divisor(other) {
            return Ok(sum);
        }
        let added = sum(self.value()?, other.value()?);
        in_exact_range(added).map(Exact::of)
    }

    fn plus_over_one_divisor(self, other: Exact) -> Option<Exact> {
        if self.under == other.under {
            let over = sum(self.over, other.over)?;
            return Some(Exact { over, ..self });
        }
        let (own, others) = (self.divisor(), other.divisor());
        let by = quotient(others, common(own, others)?)?;
        let under = product(own, by)?;
        let others = product(other.over, quotient(under, others)?)?;
        let over = sum(product(self.over, by)?, others)?;
        Some(Exact::fraction(over, under))
    }

    /// The difference.
    pub(super) fn minus(self, other: Exact) -> Result<Exact, Stop> {
        self.plus(Exact {
            over: -other.over,
            under: other.under,
        })
    }

    /// The number itself, to 28 digits.
    pub(super) fn value(self) -> Result<Decimal, Stop> {
        let Some(under) = self.under else {
            return Ok(self.over);
        };
        in_exact_range(quotient(self.over, under))
    }

    /// The number as a step of the trace shows it.
    pub(super) fn rate(self) -> Result<Rate, Stop> {
        self.value().map(Rate::new)
    }

    /// Whether it is above another.
    pub(super) fn is_above(self, other: Exact) -> Result<bool, Stop> {
        Ok(self.minus(other)?.over > Decimal::ZERO)
    }

    /// Whether both are the same number.
    pub(super) fn is(self, other: Exact) -> Result<bool, Stop> {
        Ok(self.minus(other)?.over.is_zero())
    }
}

/// The greatest number that divides both without remainder, by Euclid; both above zero.
fn common(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (mut greater, mut rest) = (a, b);
    while !rest.is_zero() {
        (greater, rest) = (rest, greater.checked_rem(rest)?);
    }
    Some(greater)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::of(rate(text).value())
    }

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    fn ok<T>(result: Result<T, Stop>) -> T {
        result.unwrap_or_else(|_| panic!("out of range"))
    }

    #[test]
    fn a_third_tripled_is_whole() {
        let third = ok(exact("100").divided(rate("3")));
        assert_eq!(ok(ok(third.times(rate("3"))).value()), Decimal::from(100));
        let two = ok(exact("200").divided(rate("6")));
        let whole = ok(ok(third.plus(third)).plus(two));
        assert!(ok(whole.is(exact("100"))));
        assert!(!ok(whole.is_above(exact("100"))));
        assert!(ok(whole.is_above(exact("99.9999999"))));
    }

    /// Seven lines, each shared by another number of pupils, with a part of a pupil among them.
    #[test]
    fn many_divisors_stay_within_range() {
        let mut sum = Exact::ZERO;
        for pupils in ["2", "3", "7", "11", "13", "17", "2.5"] {
            let line = ok(exact("12345.67").times(rate("0.7")));
            let line = ok(line.divided(rate(pupils)));
            sum = ok(sum.plus(line));
        }
        let shown = ok(sum.value()).round_dp(9).to_string();
        assert_eq!(shown, "13851.746942589");
    }

    #[test]
    fn what_leaves_the_range_is_refused() {
        let most = Exact::of(Decimal::MAX);
        assert!(most.times(rate("2")).is_err());
        assert!(most.plus(most).is_err());
        assert!(Exact::of(Decimal::MIN).minus(most).is_err());
        assert!(exact("1").divided(rate("0")).is_err());
    }
}
