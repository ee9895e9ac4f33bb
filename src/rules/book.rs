//! Every rule set at hand, found by date, reference or digest. No date falls back to another set.

use std::collections::BTreeMap;

use jiff::civil::Date;
use thiserror::Error;

use crate::ids::{Digest, RuleSetRef};

use super::RuleSet;

/// No rule set is in force; the nearest one is never taken instead.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NoRuleSet {
    /// The authority has none for the day.
    #[error("no rule set of {authority} is in force on {on}")]
    InForce {
        /// The authority.
        authority: String,
        /// The day.
        on: Date,
    },
    /// No set has the reference.
    #[error("there is no rule set {0}")]
    Named(RuleSetRef),
}

/// Two sets that cannot stand in one book.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RuleBookError {
    /// Two sets of one authority are in force on the same days.
    #[error(
        "{first} and {second} are in force on the same days: end the first before the second begins"
    )]
    Overlap {
        /// The earlier set.
        first: RuleSetRef,
        /// The later set.
        second: RuleSetRef,
    },
}

/// Rule sets by reference; sets of one authority share no day.
#[derive(Clone, Debug, Default)]
pub struct RuleBook {
    sets: BTreeMap<RuleSetRef, RuleSet>,
}

impl RuleBook {
    /// Gathers sets into a book.
    ///
    /// # Errors
    /// [`RuleBookError::Overlap`] for each pair of one authority that shares a day.
    pub fn of(sets: impl IntoIterator<Item = RuleSet>) -> Result<RuleBook, Vec<RuleBookError>> {
        let mut book = RuleBook::default();
        let mut problems = Vec::new();
        for set in sets {
            let overlap = |other: &&RuleSet| {
                other.scheme.authority == set.scheme.authority
                    && other.in_force().overlap(&set.in_force()).is_some()
            };
            if let Some(other) = book.iter().find(overlap) {
                let (mut first, mut second) = (other.reference(), set.reference());
                if second < first {
                    std::mem::swap(&mut first, &mut second);
                }
                problems.push(RuleBookError::Overlap { first, second });
                continue;
            }
            book.sets.insert(set.reference(), set);
        }
        if problems.is_empty() {
            Ok(book)
        } else {
            Err(problems)
        }
    }

    /// Every set, by authority and first day.
    pub fn iter(&self) -> impl Iterator<Item = &RuleSet> {
        self.sets.values()
    }

    /// The set with a reference.
    ///
    /// # Errors
    /// [`NoRuleSet::Named`].
    pub fn named(&self, reference: &RuleSetRef) -> Result<&RuleSet, NoRuleSet> {
        self.sets
            .get(reference)
            .ok_or_else(|| NoRuleSet::Named(reference.clone()))
    }

    /// The set with a digest.
    #[must_use]
    pub fn by_digest(&self, digest: &Digest) -> Option<&RuleSet> {
        self.iter().find(|set| set.digest() == digest)
    }

    /// The set of an authority that is in force on a day.
    ///
    /// # Errors
    /// [`NoRuleSet::InForce`]; never the set of another day.
    pub fn in_force(&self, authority: &str, on: Date) -> Result<&RuleSet, NoRuleSet> {
        self.iter()
            .find(|set| set.scheme.authority == authority && set.in_force().contains(on))
            .ok_or_else(|| NoRuleSet::InForce {
                authority: authority.to_owned(),
                on,
            })
    }
}
