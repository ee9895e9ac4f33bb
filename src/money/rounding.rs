//! From a decimal to money: rounding with a name.

use std::cmp::Ordering;

use rust_decimal::RoundingStrategy;
use serde::{Deserialize, Serialize};

use super::{Decimal, Money, MoneyError, PENNY, Rate};

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
    /// Any remainder goes away from zero: 4,701.821 to 4,701.83.
    Up,
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
    /// To the penny, half a penny up (finance guide 1.4, rule 2).
    pub const TO_THE_PENNY: Rounding = Rounding {
        mode: RoundingMode::HalfUp,
        unit: Rate::PENNY,
    };

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
            RoundingMode::Up => RoundingStrategy::AwayFromZero,
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
        (RoundingMode::Up, _) => rest != 0,
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
    use super::super::parse_decimal;
    use super::*;

    fn pounds(text: &str) -> Decimal {
        parse_decimal(text).unwrap()
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
        assert_eq!(round(RoundingMode::Up), "4701.83");
    }

    /// The quick way and the long way round alike, either side of every half and beyond the length of a word.
    #[test]
    fn few_digits_are_rounded_as_many_are() {
        for mode in [
            RoundingMode::HalfUp,
            RoundingMode::HalfEven,
            RoundingMode::Down,
            RoundingMode::Up,
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
}
