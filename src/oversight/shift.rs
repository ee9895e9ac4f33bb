//! In which direction bands have moved, and by how much: two counts of the same bands, one before and one since.

/// How a spread over bands has moved, in whole numbers that can be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Of each band, its share before, in tenths of a per cent.
    pub before: Vec<i64>,
    /// Of each band, its share since.
    pub since: Vec<i64>,
    /// By how many hundredths of a band the mean band has moved: above nought is higher. Nought where either side is empty.
    pub steps: i64,
}

/// Compares two counts by band, the lowest band first; what one has more bands than the other counts as none.
#[must_use]
pub fn shift(before: &[u32], since: &[u32]) -> Shift {
    let bands = before.len().max(since.len());
    let of = |counts: &[u32], band: usize| counts.get(band).copied().map_or(0, i64::from);
    let total = |counts: &[u32]| -> i64 { counts.iter().copied().map(i64::from).sum() };
    let (then, now) = (total(before), total(since));
    let shares = |counts: &[u32], whole: i64| {
        (0..bands)
            .map(|band| rounded(of(counts, band) * 1000, whole))
            .collect()
    };
    let places = |counts: &[u32]| -> i64 {
        let each = counts.iter().zip(0_i64..);
        each.map(|(count, place)| i64::from(*count) * place).sum()
    };
    let steps = if then == 0 || now == 0 {
        0
    } else {
        // Both means over one denominator, so that they are rounded once.
        rounded(
            100 * (places(since) * then - places(before) * now),
            then * now,
        )
    };
    Shift {
        before: shares(before, then),
        since: shares(since, now),
        steps,
    }
}

/// A quotient to the nearest whole number, halves away from nought; nought of nothing.
fn rounded(part: i64, whole: i64) -> i64 {
    if whole == 0 {
        return 0;
    }
    (2 * part + part.signum() * whole) / (2 * whole)
}

#[cfg(test)]
mod tests {
    use super::shift;

    /// By hand: 3 of 4 in the lowest band and 1 in the next is a mean of 0.25; 1 and 3 is 0.75; half a band higher.
    #[test]
    fn the_mean_moves_by_as_many_bands_as_it_does() {
        let up = shift(&[3, 1], &[1, 3]);
        assert_eq!(up.steps, 50);
        assert_eq!((up.before, up.since), (vec![750, 250], vec![250, 750]));
        assert_eq!(shift(&[1, 3], &[3, 1]).steps, -50);
        // A third: 33.3 per cent, and 0.33 of a band.
        let third = shift(&[1, 0], &[2, 1]);
        assert_eq!((third.steps, third.since), (33, vec![667, 333]));
    }

    #[test]
    fn nothing_has_no_direction() {
        assert_eq!(shift(&[], &[]).steps, 0);
        assert_eq!(shift(&[0, 0], &[0, 5]).steps, 0);
        assert_eq!(shift(&[5, 0], &[0, 0]).since, [0, 0]);
    }
}
