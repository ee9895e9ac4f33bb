//! What a chart's values are, and how they are written.

use crate::money::Money;

/// What a chart's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Whole things: `4,200`.
    Count,
    /// Amounts in whole pence: `£1,461.34` in the table, `£1,461` or `£4.2m` in the picture.
    Pence,
    /// Tenths of a per cent: 125 is `12.5%`.
    PerMille,
}

impl Measure {
    /// A value as a table shows it.
    pub(super) fn shown(self, value: i64) -> String {
        match self {
            Measure::Count => grouped(value),
            Measure::Pence => Money::from_pence(value)
                .map_or_else(|_| grouped(value / 100), |amount| amount.to_string()),
            Measure::PerMille => format!("{}%", tenths(value)),
        }
    }

    /// A value as the picture shows it: money short, since its table has the pence.
    #[must_use]
    pub fn short(self, value: i64) -> String {
        match self {
            Measure::Count | Measure::PerMille => self.shown(value),
            Measure::Pence => {
                // As an amount is written in the table, rounded to what is shown.
                let sign = if value < 0 { "−" } else { "" };
                let pence = value.unsigned_abs();
                let rounded = |unit: u64| pence.saturating_add(unit / 2) / unit;
                let pounds = i64::try_from(rounded(100)).unwrap_or(i64::MAX);
                match (pounds, rounded(100_000), rounded(10_000_000)) {
                    (0..10_000, ..) => format!("{sign}£{}", grouped(pounds)),
                    (_, thousands @ 0..1_000, _) => format!("{sign}£{thousands}k"),
                    (_, _, tenths) => {
                        let millions = i64::try_from(tenths / 10).unwrap_or(i64::MAX);
                        format!("{sign}£{}.{}m", grouped(millions), tenths % 10)
                    }
                }
            }
        }
    }

    /// A value as a file holds it: digits, a point, perhaps a minus.
    pub(super) fn plain(self, value: i64) -> String {
        match self {
            Measure::Count => value.to_string(),
            Measure::Pence => {
                Money::from_pence(value).map_or_else(|_| value.to_string(), Money::pounds_text)
            }
            Measure::PerMille => tenths(value),
        }
    }
}

fn tenths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let size = value.unsigned_abs();
    format!("{sign}{}.{}", size / 10, size % 10)
}

/// A whole number, its thousands set apart.
fn grouped(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::new();
    if value < 0 {
        out.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_amount_is_the_nearest_one() {
        let cases = [
            (0, "£0"),
            (146_150, "£1,462"),
            (999_949, "£9,999"),
            (999_950, "£10k"),
            (566_880_300, "£5.7m"),
            (477_034_459, "£4.8m"),
            (-99_950_000, "−£1.0m"),
            (99_994_999_999, "£999.9m"),
            (100_771_000_000, "£1,007.7m"),
            (-123_456_789_000_000, "−£1,234,567.9m"),
            (-4_999, "−£50"),
        ];
        for (pence, shown) in cases {
            assert_eq!(Measure::Pence.short(pence), shown);
        }
    }
}
