//! Pounds and pence, rates, shares of full time, and rounding with a name.
//!
//! Money is a whole number of pence. A rate, weight or unrounded amount is a [`Decimal`]. The only
//! way from the second to the first is [`Rounding::to_money`], so every rounding has a policy that
//! some rule set named.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

pub use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use thiserror::Error;

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
    #[error("“{0}” is not a share of full time above 0 and at most 1")]
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

impl fmt::Display for Money {
    /// Pounds as a reader writes them: `£12,340.00`, `−£5.00`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pence = self.0.unsigned_abs();
        let digits = (pence / 100).to_string();
        let mut pounds = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                pounds.push(',');
            }
            pounds.push(digit);
        }
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

/// A rate: an hourly cost, a weight, a factor. Exact; never rounded by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate(Decimal);

impl Ord for Rate {
    /// By size. Numbers with as many decimals, as those of one scheme mostly have, are compared by their digits.
    #[cfg_attr(target_family = "wasm", inline(never))]
    fn cmp(&self, other: &Rate) -> Ordering {
        if self.0.scale() == other.0.scale() {
            self.0.mantissa().cmp(&other.0.mantissa())
        } else {
            self.0.cmp(&other.0)
        }
    }
}

impl PartialOrd for Rate {
    fn partial_cmp(&self, other: &Rate) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Rate {
    /// One.
    pub const ONE: Rate = Rate(Decimal::ONE);
    /// Nothing.
    pub const ZERO: Rate = Rate(Decimal::ZERO);
    /// A penny in pounds.
    pub const PENNY: Rate = Rate(PENNY);

    /// A whole number.
    #[must_use]
    pub const fn whole(number: u32) -> Rate {
        Rate(Decimal::from_parts(number, 0, 0, false, 0))
    }

    /// Takes any decimal as a rate. Zeros behind the point mean nothing: they are not compared and not shown.
    #[must_use]
    pub const fn new(value: Decimal) -> Rate {
        Rate(value)
    }

    /// The number itself.
    #[must_use]
    pub fn value(self) -> Decimal {
        self.0
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&shortest(self.0))
    }
}

impl FromStr for Rate {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Rate, MoneyError> {
        parse_decimal(text).map(Rate::new)
    }
}

impl Serialize for Rate {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.to_string())
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Rate, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// A share of full time (full-time equivalent): above 0, at most 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Rate", into = "Rate")]
pub struct Fte(Rate);

impl Fte {
    /// Full time.
    pub const FULL: Fte = Fte(Rate::ONE);

    /// The share as a rate.
    #[must_use]
    pub fn rate(self) -> Rate {
        self.0
    }

    /// Whether this is full time.
    #[must_use]
    pub fn is_full(self) -> bool {
        self == Fte::FULL
    }
}

impl TryFrom<Rate> for Fte {
    type Error = MoneyError;

    fn try_from(rate: Rate) -> Result<Fte, MoneyError> {
        if rate.0 <= Decimal::ZERO || rate.0 > Decimal::ONE {
            return Err(MoneyError::NotAShare(rate.to_string()));
        }
        Ok(Fte(rate))
    }
}

impl From<Fte> for Rate {
    fn from(fte: Fte) -> Rate {
        fte.0
    }
}

impl FromStr for Fte {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Fte, MoneyError> {
        let rate: Rate = text
            .parse()
            .map_err(|_| MoneyError::NotAShare(text.to_owned()))?;
        Fte::try_from(rate)
    }
}

impl fmt::Display for Fte {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// Which way a half, or any remainder, goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingMode {
    /// A half goes away from zero: 4,701.825 to 4,701.83.
    HalfUp,
    /// A half goes to the even neighbour: 4,701.825 to 4,701.82.
    HalfEven,
    /// Any remainder is dropped towards zero: 4,701.829 to 4,701.82.
    Down,
}

/// A rounding policy: a mode, and the unit in pounds that results are whole numbers of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rounding {
    /// Which way a remainder goes.
    pub mode: RoundingMode,
    /// The unit in pounds, such as `0.01`, `1` or `10`; a whole number of pence, above zero.
    pub unit: Rate,
}

impl Rounding {
    /// Rounds an unrounded amount in pounds to money.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`]; [`MoneyError::PartOfAPenny`] if the unit is not whole pence.
    pub fn to_money(self, pounds: Decimal) -> Result<Money, MoneyError> {
        // Whole pence need no division of long numbers, which is slow.
        if self.unit.value() == PENNY {
            return match few_digits_to_pence(pounds, self.mode) {
                Some(pence) => Money::from_pence(pence),
                None => Money::from_pence(to_pence(pounds, self.strategy())?),
            };
        }
        let units = pounds
            .checked_div(self.unit.value())
            .ok_or(MoneyError::TooLarge)?;
        let whole = units.round_dp_with_strategy(0, self.strategy());
        Money::from_pounds(
            whole
                .checked_mul(self.unit.value())
                .ok_or(MoneyError::TooLarge)?,
        )
    }

    fn strategy(self) -> RoundingStrategy {
        match self.mode {
            RoundingMode::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            RoundingMode::HalfEven => RoundingStrategy::MidpointNearestEven,
            RoundingMode::Down => RoundingStrategy::ToZero,
        }
    }
}

/// Pounds rounded to pence, if their digits are few enough for a machine word, as those of most amounts are.
fn few_digits_to_pence(pounds: Decimal, mode: RoundingMode) -> Option<i64> {
    let digits = i64::try_from(pounds.mantissa()).ok()?;
    let Some(beyond) = pounds.scale().checked_sub(2) else {
        let to_pence = [100, 10].get(usize::try_from(pounds.scale()).ok()?)?;
        return digits.checked_mul(*to_pence);
    };
    let penny = 10_i64.checked_pow(beyond)?;
    let (pence, rest) = (digits / penny, digits % penny);
    // A penny is at most 10^18 here, so neither twice the rest of one nor one penny more leaves the word.
    let away = match (mode, (rest.unsigned_abs() * 2).cmp(&penny.unsigned_abs())) {
        (RoundingMode::Down, _) | (_, Ordering::Less) => false,
        (_, Ordering::Greater) | (RoundingMode::HalfUp, Ordering::Equal) => true,
        (RoundingMode::HalfEven, Ordering::Equal) => pence % 2 != 0,
    };
    Some(if away { pence + rest.signum() } else { pence })
}

/// Pounds of any length rounded to pence.
fn to_pence(pounds: Decimal, strategy: RoundingStrategy) -> Result<i64, MoneyError> {
    let mut pence = pounds.round_dp_with_strategy(2, strategy);
    pence.rescale(2);
    let whole = i64::try_from(pence.mantissa()).ok();
    // A number too large for two more digits keeps fewer.
    let whole = whole.filter(|_| pence.scale() == 2);
    whole.ok_or(MoneyError::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pounds(text: &str) -> Decimal {
        parse_decimal(text).unwrap()
    }

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

    /// Telford & Wrekin publishes 4.5 units of 1,044.85 as 4,701.83: half up.
    #[test]
    fn rounding_modes_differ_at_a_half() {
        let exact = pounds("4701.825");
        let round = |mode| {
            Rounding {
                mode,
                unit: "0.01".parse().unwrap(),
            }
            .to_money(exact)
            .unwrap()
            .pounds_text()
        };
        assert_eq!(round(RoundingMode::HalfUp), "4701.83");
        assert_eq!(round(RoundingMode::HalfEven), "4701.82");
        assert_eq!(round(RoundingMode::Down), "4701.82");
    }

    /// The quick way and the long way round alike, either side of every half and beyond the length of a word.
    #[test]
    fn few_digits_are_rounded_as_many_are() {
        for mode in [
            RoundingMode::HalfUp,
            RoundingMode::HalfEven,
            RoundingMode::Down,
        ] {
            let rounding = Rounding {
                mode,
                unit: Rate::PENNY,
            };
            for digits in [
                0,
                1,
                4,
                5,
                6,
                15,
                24,
                25,
                26,
                35,
                149,
                150,
                151,
                999_995,
                4_611_686_018_427_387_905,
            ] {
                for (sign, scale) in [-1, 1]
                    .into_iter()
                    .flat_map(|sign| (0..=20).map(move |scale| (sign, scale)))
                {
                    let pounds = Decimal::new(sign * digits, scale);
                    let long = to_pence(pounds, rounding.strategy()).and_then(Money::from_pence);
                    assert_eq!(rounding.to_money(pounds), long, "{pounds} {mode:?}");
                }
            }
        }
    }

    #[test]
    fn rounds_to_ten_pounds() {
        let tens = Rounding {
            mode: RoundingMode::HalfUp,
            unit: "10".parse().unwrap(),
        };
        assert_eq!(
            tens.to_money(pounds("1185.00")).unwrap().pounds_text(),
            "1190.00"
        );
        assert_eq!(
            tens.to_money(pounds("1184.99")).unwrap().pounds_text(),
            "1180.00"
        );
    }

    #[test]
    fn a_share_is_above_nothing_and_at_most_one() {
        assert!("1".parse::<Fte>().unwrap().is_full());
        assert_eq!("0.60".parse::<Fte>().unwrap().to_string(), "0.6");
        for text in ["0", "1.01", "-0.5", "full", ""] {
            assert!(text.parse::<Fte>().is_err(), "{text}");
        }
    }
}
