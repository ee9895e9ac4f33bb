//! Another scheme's profile in the domains of ours: by name, and only where the names mean the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::needs::NeedsProfile;
use crate::rules::{Domain, RuleSet};
use crate::transfer::{DomainFacts, ProfileFacts};

/// What of a domain is not carried over, and has to be judged here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotCarried {
    /// Our rules have no domain of that name.
    Domain(String),
    /// They have, but what the level looks like is described otherwise: its evidence is carried, its level is not.
    Level {
        /// The domain.
        domain: String,
        /// The level that it had.
        number: u8,
    },
    /// What was judged besides levels.
    Besides(String),
}

/// As much of a profile as our rules can begin with, and what has to be judged here.
///
/// A domain is the same if it is called the same, or has that name as another heading. A level is the same if it has the
/// same number and the rules describe it in the same words: the second level of another scheme is not ours.
pub(super) fn carried(facts: &ProfileFacts, rules: &RuleSet) -> (NeedsProfile, Vec<NotCarried>) {
    let same_rules = facts.rules.digest == *rules.digest();
    let mut levels = BTreeMap::new();
    let mut evidence = BTreeMap::new();
    let mut unevidenced = BTreeSet::new();
    let mut left = Vec::new();
    let mut taken = BTreeSet::new();
    for judged in &facts.domains {
        let ours = rules
            .domains()
            .find(|ours| is_called(ours, &judged.title) || (same_rules && ours.id == judged.id));
        let Some(ours) = ours.filter(|ours| taken.insert(&ours.id)) else {
            left.push(NotCarried::Domain(judged.title.clone()));
            continue;
        };
        match judged.level {
            None => {
                unevidenced.insert(ours.id.clone());
            }
            Some(level) if same_rules || describes(ours, judged) => {
                levels.insert(ours.id.clone(), level);
            }
            Some(level) => left.push(NotCarried::Level {
                domain: judged.title.clone(),
                number: level.number(),
            }),
        }
        if let Some(known) = &judged.evidence {
            evidence.insert(ours.id.clone(), known.clone());
        }
    }
    left.extend(facts.besides.iter().cloned().map(NotCarried::Besides));
    let needs = NeedsProfile::of_levels(levels)
        .with_unevidenced(unevidenced)
        .with_evidence(evidence);
    (needs, left)
}

fn is_called(ours: &Domain, title: &str) -> bool {
    let same = |name: &str| folded(name) == folded(title);
    same(&ours.title) || ours.aliases.iter().any(|alias| same(alias))
}

/// Whether our rules describe the level in the words that theirs do.
fn describes(ours: &Domain, judged: &DomainFacts) -> bool {
    let here = judged.level.and_then(|level| ours.levels.get(&level));
    match (here, &judged.says) {
        (Some(here), Some(there)) => folded(here) == folded(there),
        _ => false,
    }
}

/// Without case and without regard to how words are spaced.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::needs::{Evidence, EvidenceSource, Grounds, Level};
    use crate::service::rule_book;

    fn rules() -> &'static RuleSet {
        rule_book()
            .named(&"exampleshire/2026-04-01".parse().unwrap())
            .unwrap()
    }

    fn judged(domain: &Domain, level: Level) -> DomainFacts {
        DomainFacts {
            id: "of-another-scheme".parse().unwrap(),
            title: domain.title.to_uppercase(),
            level: Some(level),
            says: domain.levels.get(&level).cloned(),
            evidence: Some(Grounds::from(Evidence {
                source: EvidenceSource::SectionB,
                report: None,
                page: None,
                quotation: "Invented words".to_owned(),
            })),
        }
    }

    fn facts(domains: Vec<DomainFacts>) -> ProfileFacts {
        let text = include_str!("../../../fixtures/transfer/contents.json");
        let contents: crate::transfer::Contents = serde_json::from_str(text).unwrap();
        ProfileFacts {
            domains,
            besides: Vec::new(),
            ..contents.profile.unwrap()
        }
    }

    #[test]
    fn a_level_is_carried_where_name_number_and_words_are_the_same() {
        let domain = rules().domains().next().unwrap();
        let (level, _) = domain.levels.iter().next().unwrap();
        let (needs, left) = carried(&facts(vec![judged(domain, *level)]), rules());
        assert_eq!(needs.level(&domain.id), Some(*level));
        assert_eq!(needs.evidence().len(), 1);
        assert_eq!(left, []);
    }

    #[test]
    fn a_level_in_other_words_leaves_its_evidence_alone() {
        let domain = rules().domains().next().unwrap();
        let (level, _) = domain.levels.iter().next().unwrap();
        let mut other = judged(domain, *level);
        other.says = Some("Something else".to_owned());
        let (needs, left) = carried(&facts(vec![other.clone()]), rules());
        assert!(needs.levels().is_empty());
        assert_eq!(needs.evidence().len(), 1);
        let number = level.number();
        assert_eq!(
            left,
            [NotCarried::Level {
                domain: other.title.clone(),
                number
            }]
        );
        // Under the very same rules the id alone says which level it is.
        let mut same = facts(vec![DomainFacts {
            id: domain.id.clone(),
            ..other
        }]);
        same.rules.digest = rules().digest().clone();
        let (needs, left) = carried(&same, rules());
        assert_eq!((needs.level(&domain.id), left), (Some(*level), vec![]));
    }

    #[test]
    fn a_domain_that_is_not_ours_is_listed() {
        let domain = rules().domains().next().unwrap();
        let (level, _) = domain.levels.iter().next().unwrap();
        let mut other = judged(domain, *level);
        other.title = "Nobody’s domain".to_owned();
        let (needs, left) = carried(&facts(vec![other]), rules());
        assert_eq!(needs, NeedsProfile::default());
        assert_eq!(left, [NotCarried::Domain("Nobody’s domain".to_owned())]);
    }
}
