//! Two profiles side by side: each domain's level in both, and how far apart they are.

use std::collections::BTreeSet;

use super::{DomainId, Level, NeedsProfile};

/// A domain's level in two profiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelPair {
    /// The domain.
    pub domain: DomainId,
    /// Its level in the first profile; `None` where it was not judged.
    pub was: Option<Level>,
    /// Its level in the second.
    pub is: Option<Level>,
}

impl LevelPair {
    /// Whether the two levels differ.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.was != self.is
    }

    /// By how many levels; a domain that was not judged counts as level 0.
    #[must_use]
    pub fn levels_apart(&self) -> u32 {
        let number = |level: Option<Level>| level.map_or(0, Level::number);
        u32::from(number(self.was).abs_diff(number(self.is)))
    }
}

/// Every domain that either profile judges, in the order of their ids.
#[must_use]
pub fn level_pairs(was: &NeedsProfile, is: &NeedsProfile) -> Vec<LevelPair> {
    let domains: BTreeSet<&DomainId> = was.levels().keys().chain(is.levels().keys()).collect();
    domains
        .into_iter()
        .map(|domain| LevelPair {
            domain: domain.clone(),
            was: was.level(domain),
            is: is.level(domain),
        })
        .collect()
}

/// By how many levels two profiles differ, over all domains.
#[must_use]
pub fn levels_apart(one: &NeedsProfile, other: &NeedsProfile) -> u32 {
    level_pairs(one, other)
        .iter()
        .map(LevelPair::levels_apart)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::{level_pairs, levels_apart};
    use crate::needs::{DomainId, Level, NeedsProfile};

    fn profile(levels: &[(&str, u8)]) -> NeedsProfile {
        let levels = levels.iter();
        NeedsProfile::of_levels(
            levels
                .map(|(id, level)| (DomainId::parse(id).unwrap(), Level::new(*level)))
                .collect(),
        )
    }

    #[test]
    fn every_domain_of_either_is_compared() {
        let was = profile(&[("hearing", 3), ("vision", 1)]);
        let is = profile(&[("hearing", 1), ("literacy", 2)]);
        let pairs: Vec<_> = level_pairs(&was, &is)
            .into_iter()
            .map(|pair| (pair.domain.to_string(), pair.levels_apart(), pair.differs()))
            .collect();
        let expected = [
            ("hearing", 2, true),
            ("literacy", 2, true),
            ("vision", 1, true),
        ];
        assert_eq!(
            pairs,
            expected.map(|(id, apart, differs)| (id.to_owned(), apart, differs))
        );
        assert_eq!(levels_apart(&was, &is), 5);
        assert_eq!(levels_apart(&was, &was), 0);
    }

    #[test]
    fn a_level_of_nought_is_a_judgement_all_the_same() {
        let pairs = level_pairs(&profile(&[]), &profile(&[("hearing", 0)]));
        assert!(pairs[0].differs());
        assert_eq!(pairs[0].levels_apart(), 0);
    }
}
