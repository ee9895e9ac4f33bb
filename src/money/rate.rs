//! Rates, and shares of full time.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Decimal, MoneyError, PENNY, parse_decimal, shortest};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_above_nothing_and_at_most_one() {
        assert!("1".parse::<Fte>().unwrap().is_full());
        assert_eq!("0.60".parse::<Fte>().unwrap().to_string(), "0.6");
        for text in ["0", "1.01", "-0.5", "full", ""] {
            assert!(text.parse::<Fte>().is_err(), "{text}");
        }
    }
}
