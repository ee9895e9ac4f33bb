//! How far two scorers who did not know of each other agree on levels.

use rust_decimal::Decimal;

use super::Level;

/// Agreement over pairs of levels, the first scorer's and the second's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// How many pairs there are.
    pub pairs: u32,
    /// How many of them are the same level.
    pub exact: u32,
    /// How many are the same level or one apart.
    pub within_one: u32,
    /// Weighted kappa; `None` where it is not defined, because all the levels are one and the same.
    pub kappa: Option<Decimal>,
}

/// Measures the agreement of pairs.
///
/// Kappa is Cohen's with linear weights (Cohen 1968, Psychological Bulletin 70, 213-220): one less the ratio of the
/// distance that was seen to the distance that chance would leave with the same levels on either side. 1 is full
/// agreement, 0 what chance would bring, below 0 less than that. It is exact up to the places of a [`Decimal`].
#[must_use]
pub fn agreement(pairs: &[(Level, Level)]) -> Agreement {
    let apart = |pair: &(Level, Level)| pair.0.number().abs_diff(pair.1.number());
    let count = |holds: &dyn Fn(u8) -> bool| {
        let found = pairs.iter().filter(|pair| holds(apart(pair))).count();
        // A sample is thousands of profiles at the most.
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    Agreement {
        pairs: count(&|_| true),
        exact: count(&|apart| apart == 0),
        within_one: count(&|apart| apart <= 1),
        kappa: kappa(pairs),
    }
}

fn kappa(pairs: &[(Level, Level)]) -> Option<Decimal> {
    let distance = |one: Level, other: Level| u64::from(one.number().abs_diff(other.number()));
    let seen: u64 = pairs.iter().map(|pair| distance(pair.0, pair.1)).sum();
    // Every level of the first scorer against every level of the second: what chance would pair.
    let by_chance: u64 = pairs
        .iter()
        .flat_map(|(first, _)| pairs.iter().map(|(_, second)| distance(*first, *second)))
        .sum();
    if by_chance == 0 {
        return None;
    }
    let seen_of_all = Decimal::from(seen) * Decimal::from(pairs.len());
    Some(Decimal::ONE - seen_of_all / Decimal::from(by_chance))
}

#[cfg(test)]
mod tests {
    use super::agreement;
    use crate::needs::Level;

    fn of(pairs: &[(u8, u8)]) -> (u32, u32, u32, Option<String>) {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(first, second)| (Level::new(*first), Level::new(*second)))
            .collect();
        let found = agreement(&pairs);
        let kappa = found.kappa.map(|kappa| kappa.normalize().to_string());
        (found.pairs, found.exact, found.within_one, kappa)
    }

    /// Worked by hand. The first scorer's levels are 0, 1, 1, 2, 3 and the second's 0, 1, 2, 2, 1, so 3 pairs of 5 are
    /// the same and 4 within one; they are 0 + 0 + 1 + 0 + 2 = 3 apart. By chance: 0 is 0 + 1 + 2 + 2 + 1 = 6 from the
    /// second's five, each 1 is 1 + 0 + 1 + 1 + 0 = 3 (twice: 6), 2 is 2 + 1 + 0 + 0 + 1 = 4, 3 is 3 + 2 + 1 + 1 + 2 = 9:
    /// 25 in all. 1 - 5 x 3 / 25 = 0.4.
    #[test]
    fn a_mixed_sample_is_as_worked_by_hand() {
        let pairs = [(0, 0), (1, 1), (1, 2), (2, 2), (3, 1)];
        assert_eq!(of(&pairs), (5, 3, 4, Some("0.4".to_owned())));
    }

    /// By hand: apart 1 + 1 = 2; by chance 0 from {1, 0} is 1, 1 from {1, 0} is 1: 2. 1 - 2 x 2 / 2 = -1.
    #[test]
    fn scorers_who_change_places_disagree_below_chance() {
        assert_eq!(of(&[(0, 1), (1, 0)]), (2, 0, 2, Some("-1".to_owned())));
    }

    /// By hand: the second scorer sees one level whatever the first sees. Apart 0 + 1 + 2 = 3; by chance each of 0, 1, 2
    /// is 3 times 0, 1 or 2 from 0: 9. 1 - 3 x 3 / 9 = 0.
    #[test]
    fn a_scorer_who_sees_one_level_everywhere_agrees_as_chance_does() {
        let pairs = [(0, 0), (1, 0), (2, 0)];
        assert_eq!(of(&pairs), (3, 1, 2, Some("0".to_owned())));
    }

    #[test]
    fn full_agreement_is_one_and_one_level_alone_is_not_defined() {
        assert_eq!(of(&[(0, 0), (3, 3)]), (2, 2, 2, Some("1".to_owned())));
        assert_eq!(of(&[(2, 2), (2, 2)]), (2, 2, 2, None));
        assert_eq!(of(&[]), (0, 0, 0, None));
    }
}
