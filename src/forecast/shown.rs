//! Shown parts add up to the shown total: what rounding leaves over goes to the largest remainders.

/// Rounds parts to whole units so that they add up to their rounded total; half a unit goes up. Equal remainders are
/// served in the order of the parts.
#[must_use]
pub fn whole_units(parts: &[i128], unit: i128) -> Vec<i64> {
    let total = (parts.iter().sum::<i128>() * 2 + unit).div_euclid(2 * unit);
    units_of(parts, unit, total)
}

/// Rounds parts to whole units so that they add up to a total that was rounded before, among other totals; one of no
/// parts is nowhere.
#[must_use]
pub fn units_of(parts: &[i128], unit: i128, total: i128) -> Vec<i64> {
    let mut whole: Vec<i128> = parts.iter().map(|part| part.div_euclid(unit)).collect();
    let left_over = total - whole.iter().sum::<i128>();
    let remainder = |place: &usize| parts[*place].rem_euclid(unit);
    let mut places: Vec<usize> = (0..parts.len()).collect();
    let fractions = places.iter().filter(|place| remainder(place) > 0).count();
    if usize::try_from(left_over).is_ok_and(|left_over| left_over <= fractions) {
        places.sort_by_key(|place| std::cmp::Reverse(remainder(place)));
    } else {
        // Only a total that was rounded among others: the largest parts bear what their fractions cannot.
        places.sort_by_key(|place| std::cmp::Reverse(parts[*place]));
    }
    let steps = usize::try_from(left_over.unsigned_abs()).unwrap_or(0);
    for place in places.iter().cycle().take(steps) {
        whole[*place] += left_over.signum();
    }
    whole
        .into_iter()
        .map(|part| i64::try_from(part).unwrap_or(i64::MAX))
        .collect()
}

/// The value below or at which a share of some values lies: the nearest rank. Nought of no values.
#[must_use]
pub fn quantile(sorted: &[i64], per_mille: usize) -> i64 {
    let rank = (sorted.len() * per_mille).div_ceil(1000).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}

/// How many joined and how many left as they are shown, in units: so that what was there before, as it is shown, and both come
/// to what is there after. The one that is off by less is changed.
#[must_use]
pub fn flows_between(before: i64, after: i64, flows: (i128, i128), unit: i128) -> (i64, i64) {
    let near = |count: i128| whole_units(&[count], unit)[0];
    let (joined, left) = (near(flows.0), near(flows.1));
    let missing = after - (before + joined - left);
    let off = |shown: i64, count: i128| (i128::from(shown) * unit - count).abs();
    let more_joined = (joined + missing, left);
    let fewer_left = (joined, left - missing);
    let is_possible = |flows: (i64, i64)| flows.0 >= 0 && flows.1 >= 0;
    let joins_nearer = off(more_joined.0, flows.0) <= off(fewer_left.1, flows.1);
    match is_possible(more_joined) && (joins_nearer || !is_possible(fewer_left)) {
        true => more_joined,
        false => fewer_left,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_as_they_are_shown_lead_from_one_count_to_the_next() {
        // Of 10.0 there, 2.04 joined and 1.03 left: 11.1 are shown, and 10.0 + 2.0 - 1.0 is 11.0.
        assert_eq!(flows_between(100, 111, (2_040, 1_030), 100), (21, 10));
        assert_eq!(flows_between(100, 89, (0, 1_040), 100), (0, 11));
        assert_eq!(flows_between(100, 110, (1_000, 0), 100), (10, 0));
        assert_eq!(flows_between(100, 99, (0, 60), 100), (0, 1));
    }

    #[test]
    fn parts_add_up_to_the_rounded_total() {
        // Three thirds of one unit: the first of equals is served.
        assert_eq!(whole_units(&[4, 4, 4], 12), [1, 0, 0]);
        // 1.4 + 1.4 + 1.2 is 4: the largest remainders go up.
        assert_eq!(whole_units(&[14, 14, 12], 10), [2, 1, 1]);
        // 0.4 + 0.4 is 0.8, shown as 1.
        assert_eq!(whole_units(&[4, 4], 10), [1, 0]);
        assert_eq!(whole_units(&[-5, 10], 10), [0, 1]);
        assert_eq!(whole_units(&[], 10), [0_i64; 0]);
        // A total among others may be a unit up or down.
        assert_eq!(units_of(&[14, 14, 12], 10, 5), [2, 2, 1]);
        assert_eq!(units_of(&[10, 20], 10, 2), [1, 1]);
        assert_eq!(units_of(&[10, 20], 10, 5), [2, 3]);
    }

    #[test]
    fn a_quantile_is_the_nearest_rank() {
        let values: Vec<i64> = (1..=10).collect();
        let found = [25, 100, 500, 900, 975].map(|per_mille| quantile(&values, per_mille));
        assert_eq!(found, [1, 1, 5, 9, 10]);
        assert_eq!(quantile(&[], 500), 0);
    }
}
