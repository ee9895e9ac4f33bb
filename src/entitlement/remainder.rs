//! A rounded whole divided into rounded parts that make it up.

use rust_decimal::Decimal;

use crate::money::{Money, MoneyError, Rounding, RoundingMode};

/// Rounds the sum of exact parts once, and gives each part its units by largest remainder; of equal remainders the first
/// listed goes first. The parts are all at or above zero, or all at or below it.
///
/// # Errors
/// [`MoneyError`]: an amount out of range, a unit that is no whole number of pence.
pub(super) fn by_largest_remainder(
    exact: &[Decimal],
    rounding: Rounding,
) -> Result<Vec<Money>, MoneyError> {
    let sum = exact
        .iter()
        .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part))
        .ok_or(MoneyError::TooLarge)?;
    let whole = rounding.to_money(sum)?;
    let down = Rounding {
        mode: RoundingMode::Down,
        ..rounding
    };
    let mut parts = Vec::with_capacity(exact.len());
    let mut order = Vec::with_capacity(exact.len());
    for (place, part) in exact.iter().enumerate() {
        let rounded = down.to_money(*part)?;
        order.push((place, (*part - rounded.pounds()).abs()));
        parts.push(rounded);
    }
    order.sort_by(|one, two| two.1.cmp(&one.1).then(one.0.cmp(&two.0)));
    let unit = Money::from_pounds(rounding.unit.value())?;
    let unit = if sum.is_sign_negative() {
        Money::ZERO.minus(unit)?
    } else {
        unit
    };
    let mut left = whole.minus(Money::total(parts.iter().copied())?)?;
    for (place, _) in order {
        if left == Money::ZERO {
            break;
        }
        parts[place] = parts[place].plus(unit)?;
        left = left.minus(unit)?;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(exact: &[&str], unit: &str) -> Vec<String> {
        let exact: Vec<Decimal> = exact.iter().map(|part| part.parse().unwrap()).collect();
        let rounding = Rounding {
            mode: RoundingMode::HalfUp,
            unit: unit.parse().unwrap(),
        };
        by_largest_remainder(&exact, rounding)
            .unwrap()
            .into_iter()
            .map(Money::pounds_text)
            .collect()
    }

    #[test]
    fn the_largest_remainder_takes_the_penny() {
        assert_eq!(
            parts(&["0.334", "0.333", "0.333"], "0.01"),
            ["0.34", "0.33", "0.33"]
        );
        assert_eq!(
            parts(&["0.333", "0.333", "0.334"], "0.01"),
            ["0.33", "0.33", "0.34"]
        );
        assert_eq!(parts(&["0.005", "0.005"], "0.01"), ["0.01", "0.00"]);
        assert_eq!(parts(&["-0.005", "-0.005"], "0.01"), ["-0.01", "0.00"]);
        assert_eq!(parts(&["33", "67"], "10"), ["30.00", "70.00"]);
    }
}
