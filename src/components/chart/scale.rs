//! From values to places: in whole numbers, so that the same values give the same picture everywhere.

/// The values that an axis spans, and where it is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    /// The lowest value: nought, or a mark below it.
    pub low: i64,
    /// The highest: a mark, above [`Scale::low`].
    pub high: i64,
    /// The marks, upwards.
    pub marks: Vec<i64>,
}

/// About how many marks an axis has.
const MARKS: i128 = 5;

impl Scale {
    /// The scale that holds nought and every value, its marks at round numbers.
    pub fn of(values: impl Iterator<Item = i64> + Clone) -> Scale {
        let low = i128::from(values.clone().min().unwrap_or(0).min(0));
        let high = i128::from(values.max().unwrap_or(0).max(0));
        let step = round_step((high - low).max(1));
        let first = low.div_euclid(step);
        // The mark at or above the highest value; at least one step above the lowest.
        let last = (-(-high).div_euclid(step)).max(first + 1);
        let marks: Vec<i64> = (first..=last).map(|place| clamped(place * step)).collect();
        Scale {
            low: clamped(first * step),
            high: clamped(last * step),
            marks,
        }
    }

    /// Where a value stands, in hundredths of a per cent of the axis.
    pub fn place(&self, value: i64) -> i64 {
        share(
            i128::from(value) - i128::from(self.low),
            i128::from(self.high) - i128::from(self.low),
        )
    }
}

/// The smallest of 1, 2, 5 times a power of ten that divides a span into at most [`MARKS`] steps.
fn round_step(span: i128) -> i128 {
    let mut power = 1;
    loop {
        for digit in [1, 2, 5] {
            let step = digit * power;
            if step * MARKS >= span {
                return step;
            }
        }
        power *= 10;
    }
}

fn clamped(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

/// A part of a whole in hundredths of a per cent, rounded down; nought of nothing.
pub(super) fn share(part: i128, whole: i128) -> i64 {
    if whole <= 0 {
        return 0;
    }
    clamped((part * 10_000).div_euclid(whole))
}

/// Hundredths of a per cent as an attribute has them: `12.5%` is 1,250.
pub(super) fn percent(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}%", size / 100, size % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(values: &[i64]) -> Scale {
        Scale::of(values.iter().copied())
    }

    #[test]
    fn an_axis_begins_at_nought_and_ends_at_a_round_number() {
        assert_eq!(scale(&[4, 37]).marks, [0, 10, 20, 30, 40]);
        assert_eq!(scale(&[100]).marks, [0, 20, 40, 60, 80, 100]);
        assert_eq!(scale(&[-12, 30]).marks, [-20, -10, 0, 10, 20, 30]);
        assert_eq!(scale(&[-5]).marks, [-5, -4, -3, -2, -1, 0]);
    }

    #[test]
    fn nothing_and_nought_still_have_an_axis() {
        assert_eq!(scale(&[]).marks, [0, 1]);
        assert_eq!(scale(&[0, 0]).marks, [0, 1]);
        assert_eq!(scale(&[0]).place(0), 0);
    }

    #[test]
    fn the_largest_values_do_not_overflow() {
        let widest = scale(&[i64::MIN, i64::MAX]);
        assert_eq!((widest.low, widest.high), (i64::MIN, i64::MAX));
        assert_eq!(widest.place(i64::MAX), 10_000);
    }

    #[test]
    fn a_place_is_a_share_of_the_axis() {
        let axis = scale(&[40]);
        assert_eq!(axis.place(0), 0);
        assert_eq!(axis.place(10), 2_500);
        assert_eq!(axis.place(40), 10_000);
        assert_eq!(percent(2_505), "25.05%");
        assert_eq!(percent(-5), "-0.05%");
    }
}
