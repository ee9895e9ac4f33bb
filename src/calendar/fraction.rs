//! Exact parts of a whole, because 5/12 of a year is no decimal.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::money::{Fte, parse_decimal};

/// The largest number that a person may write above or below the line.
const WRITTEN_MAX: u128 = 1_000_000;

/// Why a text or a sum is not a fraction.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FractionError {
    /// Neither `5/12` nor a plain decimal at or above zero.
    #[error("“{0}” is neither a fraction such as 5/12 nor a decimal such as 0.4")]
    NotAFraction(String),
    /// A number of more than six digits above or below the line.
    #[error("“{0}” is finer than millionths")]
    TooFine(String),
    /// A sum or product whose parts no longer fit.
    #[error("the fractions have no common part that can be held")]
    Overflow,
}

/// An exact number at or above zero in lowest terms, written `5/12`, `0.4` or `3`.
///
/// # Examples
/// ```
/// use send_banding::calendar::Fraction;
/// let summer: Fraction = "5/12".parse().unwrap();
/// let autumn: Fraction = "4/12".parse().unwrap();
/// assert_eq!(summer.plus(autumn).unwrap().to_string(), "0.75");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fraction {
    above: u128,
    /// Never zero.
    below: u128,
}

impl Fraction {
    /// Nothing.
    pub const ZERO: Fraction = Fraction { above: 0, below: 1 };
    /// The whole.
    pub const ONE: Fraction = Fraction { above: 1, below: 1 };
    /// A half.
    pub const HALF: Fraction = Fraction { above: 1, below: 2 };

    /// `above / below`; `None` if `below` is zero.
    #[must_use]
    pub fn of(above: u64, below: u64) -> Option<Fraction> {
        Fraction::lowest(u128::from(above), u128::from(below))
    }

    fn lowest(above: u128, below: u128) -> Option<Fraction> {
        let divisor = common_divisor(above, below);
        (below > 0).then(|| Fraction {
            above: above / divisor,
            below: below / divisor,
        })
    }

    /// Reads a decimal at or above zero with at most six places.
    ///
    /// # Errors
    /// [`FractionError::NotAFraction`] below zero, [`FractionError::TooFine`].
    pub fn from_decimal(number: Decimal) -> Result<Fraction, FractionError> {
        let number = number.normalize();
        let above = u128::try_from(number.mantissa())
            .map_err(|_| FractionError::NotAFraction(number.to_string()))?;
        let below = 10_u128.pow(number.scale().min(28));
        if below > WRITTEN_MAX || above / below > WRITTEN_MAX {
            return Err(FractionError::TooFine(number.to_string()));
        }
        Fraction::lowest(above, below).ok_or(FractionError::Overflow)
    }

    /// Whether this is nothing.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.above == 0
    }

    /// The sum.
    ///
    /// # Errors
    /// [`FractionError::Overflow`].
    pub fn plus(self, other: Fraction) -> Result<Fraction, FractionError> {
        let shared = common_divisor(self.below, other.below);
        let widened = other.below / shared;
        let sum = || {
            let mine = self.above.checked_mul(widened)?;
            let theirs = other.above.checked_mul(self.below / shared)?;
            Fraction::lowest(mine.checked_add(theirs)?, self.below.checked_mul(widened)?)
        };
        sum().ok_or(FractionError::Overflow)
    }

    /// The difference; nothing where the other is larger.
    ///
    /// # Errors
    /// [`FractionError::Overflow`].
    pub fn less(self, other: Fraction) -> Result<Fraction, FractionError> {
        let shared = common_divisor(self.below, other.below);
        let widened = other.below / shared;
        let difference = || {
            let mine = self.above.checked_mul(widened)?;
            let theirs = other.above.checked_mul(self.below / shared)?;
            Fraction::lowest(
                mine.saturating_sub(theirs),
                self.below.checked_mul(widened)?,
            )
        };
        difference().ok_or(FractionError::Overflow)
    }

    /// The whole number in it, at most what `u64` holds.
    #[must_use]
    pub fn whole_part(self) -> u64 {
        u64::try_from(self.above / self.below).unwrap_or(u64::MAX)
    }

    /// What is left without the whole number in it.
    #[must_use]
    pub fn fractional_part(self) -> Fraction {
        Fraction::lowest(self.above % self.below, self.below).unwrap_or(Fraction::ZERO)
    }

    /// The product.
    ///
    /// # Errors
    /// [`FractionError::Overflow`].
    pub fn times(self, other: Fraction) -> Result<Fraction, FractionError> {
        // Reduced across first, so that 12/31 of 31/12 stays small.
        let product = || {
            let one = Fraction::lowest(self.above, other.below)?;
            let two = Fraction::lowest(other.above, self.below)?;
            Fraction::lowest(
                one.above.checked_mul(two.above)?,
                one.below.checked_mul(two.below)?,
            )
        };
        product().ok_or(FractionError::Overflow)
    }

    /// This divided by another.
    ///
    /// # Errors
    /// [`FractionError::Overflow`], for a division by zero too.
    pub fn over(self, other: Fraction) -> Result<Fraction, FractionError> {
        let turned = Fraction::lowest(other.below, other.above).ok_or(FractionError::Overflow)?;
        self.times(turned)
    }

    /// This part of an unrounded amount in pounds, divided once and last, so that a half penny stays a half penny.
    ///
    /// # Errors
    /// [`FractionError::Overflow`].
    pub fn of_pounds(self, pounds: Decimal) -> Result<Decimal, FractionError> {
        let part = || {
            let above = i128::try_from(self.above).ok()?;
            let below = i128::try_from(self.below).ok()?;
            let above = Decimal::try_from_i128_with_scale(above, 0).ok()?;
            let below = Decimal::try_from_i128_with_scale(below, 0).ok()?;
            pounds.checked_mul(above)?.checked_div(below)
        };
        part().ok_or(FractionError::Overflow)
    }
}

fn common_divisor(mut one: u128, mut two: u128) -> u128 {
    while two > 0 {
        (one, two) = (two, one % two);
    }
    one.max(1)
}

impl Ord for Fraction {
    fn cmp(&self, other: &Fraction) -> Ordering {
        let (mut one, mut two) = (*self, *other);
        // Whole parts first, then the remainders turned over: no product that could overflow.
        let mut turned = false;
        loop {
            let order = (one.above / one.below).cmp(&(two.above / two.below));
            let rests = (one.above % one.below, two.above % two.below);
            let order = match (order, rests) {
                (Ordering::Equal, (0, 0)) => Ordering::Equal,
                (Ordering::Equal, (0, _)) => Ordering::Less,
                (Ordering::Equal, (_, 0)) => Ordering::Greater,
                (Ordering::Equal, (mine, theirs)) => {
                    one = Fraction {
                        above: one.below,
                        below: mine,
                    };
                    two = Fraction {
                        above: two.below,
                        below: theirs,
                    };
                    turned = !turned;
                    continue;
                }
                (unequal, _) => unequal,
            };
            return if turned { order.reverse() } else { order };
        }
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Fraction) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Fraction {
    /// A decimal where six places hold it, else `5/12`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if WRITTEN_MAX.is_multiple_of(self.below)
            && let Ok(decimal) = self.of_pounds(Decimal::ONE)
        {
            return write!(out, "{}", decimal.normalize());
        }
        write!(out, "{}/{}", self.above, self.below)
    }
}

impl FromStr for Fraction {
    type Err = FractionError;

    fn from_str(text: &str) -> Result<Fraction, FractionError> {
        let refused = || FractionError::NotAFraction(text.chars().take(40).collect());
        let Some((above, below)) = text.split_once('/') else {
            return Fraction::from_decimal(parse_decimal(text).map_err(|_| refused())?);
        };
        let whole = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            if !plain {
                return Err(refused());
            }
            digits
                .parse()
                .ok()
                .filter(|number| *number <= WRITTEN_MAX)
                .ok_or_else(|| FractionError::TooFine(text.chars().take(40).collect()))
        };
        Fraction::lowest(whole(above)?, whole(below)?).ok_or_else(refused)
    }
}

impl TryFrom<Fte> for Fraction {
    type Error = FractionError;

    fn try_from(fte: Fte) -> Result<Fraction, FractionError> {
        Fraction::from_decimal(fte.rate().value())
    }
}

impl Serialize for Fraction {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fraction {
    /// Reads what [`fmt::Display`] writes, whatever its size: a result's exact shares are larger than what people write.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Fraction, D::Error> {
        let text = String::deserialize(from)?;
        let large = text
            .split_once('/')
            .and_then(|(above, below)| Fraction::lowest(above.parse().ok()?, below.parse().ok()?));
        match large {
            Some(fraction) => Ok(fraction),
            None => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(text: &str) -> Fraction {
        text.parse().unwrap()
    }

    #[test]
    fn a_fraction_is_shown_as_people_write_it() {
        let cases = [
            ("5/12", "5/12"),
            ("2/5", "0.4"),
            ("0.40", "0.4"),
            ("45.5", "45.5"),
            ("6/3", "2"),
            ("0/7", "0"),
        ];
        for (written, shown) in cases {
            assert_eq!(fraction(written).to_string(), shown);
            assert_eq!(fraction(shown), fraction(written));
        }
    }

    #[test]
    fn what_is_no_fraction_is_refused() {
        for text in [
            "", "1/0", "-0.5", "1/-2", "1/2/3", "½", "+1/2", "1e3", " 1", "5/",
        ] {
            assert!(text.parse::<Fraction>().is_err(), "{text}");
        }
        for text in [
            "0.1234567",
            "1/10000000",
            "99999999999999999999",
            "1/99999999999999999999999999999999999999999",
        ] {
            assert!(
                matches!(text.parse::<Fraction>(), Err(FractionError::TooFine(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn thirds_make_a_whole() {
        let third = fraction("1/3");
        assert_eq!(third.plus(third).unwrap().plus(third), Ok(Fraction::ONE));
        assert_eq!(third.over(third), Ok(Fraction::ONE));
        assert!(third < fraction("0.334") && third > fraction("0.333"));
        assert!(fraction("2.5") > fraction("2") && fraction("2/7") < fraction("3/10"));
    }

    #[test]
    fn what_cannot_be_held_is_an_error() {
        let fine = |below: u64| Fraction::of(1, below).unwrap();
        let finest = fine(u64::MAX).times(fine(u64::MAX - 1)).unwrap();
        assert_eq!(
            finest.plus(fine(u64::MAX - 2)),
            Err(FractionError::Overflow)
        );
        assert_eq!(finest.times(finest), Err(FractionError::Overflow));
        assert_eq!(
            Fraction::ONE.over(Fraction::ZERO),
            Err(FractionError::Overflow)
        );
        assert_eq!(finest.of_pounds(Decimal::ONE), Err(FractionError::Overflow));
        let text = serde_json::to_string(&finest).unwrap();
        assert_eq!(serde_json::from_str::<Fraction>(&text).unwrap(), finest);
    }
}
