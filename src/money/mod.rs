//! Pounds and pence, rates, shares of full time, and rounding with a name.
//!
//! Money is a whole number of pence. A rate, weight or unrounded amount is a [`Decimal`]. The only
//! way from the second to the first is [`Rounding::to_money`], so every rounding has a policy that
//! some rule set named.

mod rate;
mod rounding;
mod typed;

use std::fmt;
use std::str::FromStr;

pub use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use rate::{Fte, Rate};
pub use rounding::{Rounding, RoundingMode};
pub use typed::plain_number;

/// The largest amount that is money, in pence either side of zero: £100 billion, more than the
/// nation's high needs spending of many years.
pub const PENCE_MAX: i64 = 10_000_000_000_000;

/// A penny in pounds.
const PENNY: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// Why a text, number or sum is not money, a rate or a share.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MoneyError {
    /// Not a plain decimal number such as `1234.50`.
    #[error("“{0}” is not an amount such as 1234.50")]
    NotANumber(String),
    /// More than two decimal places where whole pence are wanted.
    #[error("“{0}” has a part of a penny")]
    PartOfAPenny(String),
    /// Beyond [`PENCE_MAX`].
    #[error("the amount is larger than any high needs budget")]
    TooLarge,
    /// A share of full time that is not above 0 and at most 1.
    #[error("“{0}” is not a full-time equivalent (FTE) above 0 and at most 1")]
    NotAShare(String),
}

/// A signed whole number of pence, at most [`PENCE_MAX`] either side of zero.
///
/// # Examples
/// ```
/// use send_banding::money::Money;
/// let top_up: Money = "1461.34".parse().unwrap();
/// assert_eq!(top_up.pence(), 146_134);
/// assert_eq!(top_up.to_string(), "£1,461.34");
/// assert_eq!(top_up.pounds_text(), "1461.34");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

impl Money {
    /// No pounds and no pence.
    pub const ZERO: Money = Money(0);

    /// The largest amount, [`PENCE_MAX`].
    pub const LARGEST: Money = Money(PENCE_MAX);

    /// Reads a whole number of pence.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond [`PENCE_MAX`].
    pub fn from_pence(pence: i64) -> Result<Money, MoneyError> {
        if pence.unsigned_abs() > PENCE_MAX.unsigned_abs() {
            return Err(MoneyError::TooLarge);
        }
        Ok(Money(pence))
    }

    /// Reads pounds that hold no part of a penny.
    ///
    /// # Errors
    /// [`MoneyError::PartOfAPenny`], [`MoneyError::TooLarge`].
    pub fn from_pounds(pounds: Decimal) -> Result<Money, MoneyError> {
        let pence = pounds
            .checked_mul(Decimal::ONE_HUNDRED)
            .ok_or(MoneyError::TooLarge)?;
        if !pence.fract().is_zero() {
            return Err(MoneyError::PartOfAPenny(pounds.to_string()));
        }
        Money::from_pence(pence.to_i64().ok_or(MoneyError::TooLarge)?)
    }

    /// The amount in pence.
    #[must_use]
    pub fn pence(self) -> i64 {
        self.0
    }

    /// The amount in pounds, exact.
    #[must_use]
    pub fn pounds(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// Pounds with two decimals and nothing else, as files and other systems read them: `1234.50`.
    #[must_use]
    pub fn pounds_text(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let pence = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", pence / 100, pence % 100)
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond [`PENCE_MAX`].
    pub fn plus(self, other: Money) -> Result<Money, MoneyError> {
        // Two amounts within PENCE_MAX cannot leave i64.
        Money::from_pence(self.0 + other.0)
    }

    /// The difference.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond [`PENCE_MAX`].
    pub fn minus(self, other: Money) -> Result<Money, MoneyError> {
        Money::from_pence(self.0 - other.0)
    }

    /// The sum of many amounts.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond [`PENCE_MAX`].
    pub fn total(amounts: impl IntoIterator<Item = Money>) -> Result<Money, MoneyError> {
        amounts.into_iter().try_fold(Money::ZERO, Money::plus)
    }
}

/// A whole number, its thousands set apart: `4,200`.
#[must_use]
pub fn in_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl fmt::Display for Money {
    /// Pounds as a reader writes them: `£12,340.00`, `−£5.00`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pence = self.0.unsigned_abs();
        let pounds = in_thousands(pence / 100);
        let sign = if self.0 < 0 { "−" } else { "" };
        write!(out, "{sign}£{pounds}.{:02}", pence % 100)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads `1234`, `1234.5` or `1234.50`; no pound sign, comma or exponent.
    fn from_str(text: &str) -> Result<Money, MoneyError> {
        Money::from_pounds(parse_decimal(text)?)
    }
}

impl Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.pounds_text())
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Money, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// Reads a plain decimal: an optional minus, digits, at most one point. No exponent, comma or space.
///
/// # Errors
/// [`MoneyError::NotANumber`].
pub fn parse_decimal(text: &str) -> Result<Decimal, MoneyError> {
    let refused = || MoneyError::NotANumber(text.to_owned());
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit());
    if !plain {
        return Err(refused());
    }
    Decimal::from_str_exact(text).map_err(|_| refused())
}

/// The product; none if it leaves the range that is exact.
///
/// Of this and its two neighbours a browser has one copy each: every further one would be a kilobyte of download.
#[cfg_attr(target_family = "wasm", inline(never))]
#[must_use]
pub fn product(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_mul(b)
}

/// The sum; none if it leaves the range that is exact.
#[cfg_attr(target_family = "wasm", inline(never))]
#[must_use]
pub fn sum(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_add(b)
}

/// The quotient; none by nothing, or if it leaves the range that is exact.
#[cfg_attr(target_family = "wasm", inline(never))]
#[must_use]
pub fn quotient(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_div(b)
}

/// A decimal in its shortest form, as a trace and a sentence show it: `4`, `0.6`, never `4.00`.
#[must_use]
pub fn shortest(number: Decimal) -> String {
    number.normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_thousands_and_sign() {
        let cases = [
            (0, "£0.00", "0.00"),
            (5, "£0.05", "0.05"),
            (123_456_789, "£1,234,567.89", "1234567.89"),
            (-100_050, "−£1,000.50", "-1000.50"),
        ];
        for (pence, shown, plain) in cases {
            let money = Money::from_pence(pence).unwrap();
            assert_eq!(money.to_string(), shown);
            assert_eq!(money.pounds_text(), plain);
            assert_eq!(plain.parse::<Money>().unwrap(), money);
        }
    }

    #[test]
    fn refuses_what_is_not_plain_pounds_and_pence() {
        for text in [
            "", "£5", "1,000", "1e3", " 1", "1.005", ".5", "5.", "--1", "NaN", "١",
        ] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }

    #[test]
    fn holds_a_nation_and_no_more() {
        let largest = Money::from_pence(PENCE_MAX).unwrap();
        assert_eq!(
            largest.plus(Money::from_pence(1).unwrap()),
            Err(MoneyError::TooLarge)
        );
        assert_eq!(Money::total([largest, largest]), Err(MoneyError::TooLarge));
        assert!(Money::from_pence(i64::MIN).is_err());
    }
}
