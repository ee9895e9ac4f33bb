//! The rule sets of a year's awards: those they were decided under, and those that price them.

use std::collections::BTreeMap;

use crate::calendar::{Date, TimeRules};
use crate::ids::Digest;
use crate::money::Rounding;
use crate::rules::{RuleBook, RuleSet};
use crate::service::ServiceError;
use crate::service::rule_life::{self, Priced};
use crate::service::scoring::rules_of;
use crate::store::Tx;
use crate::store::payment::AwardOfYear;

/// The rule sets that the awards were decided under, and those that price them.
#[derive(Default)]
pub(in crate::service) struct Rules {
    decided: BTreeMap<Digest, Option<RuleSet>>,
    pricing: BTreeMap<String, Vec<Priced>>,
}

impl Rules {
    pub(super) async fn know(
        &mut self,
        tx: &mut Tx,
        book: &RuleBook,
        award: &AwardOfYear,
    ) -> Result<(), ServiceError> {
        let Some(digest) = &award.terms.rule_set else {
            return Ok(());
        };
        if self.decided.contains_key(digest) {
            return Ok(());
        }
        // A text that is no rule set to this program leaves the award out, with a reason.
        let decided = rules_of(tx, book, digest).await.ok();
        if let Some(authority) = decided.as_ref().map(|rules| &rules.scheme.authority)
            && !self.pricing.contains_key(authority)
        {
            let sets = rule_life::pricing(tx, book, authority).await?;
            self.pricing.insert(authority.clone(), sets);
        }
        self.decided.insert(digest.clone(), decided);
        Ok(())
    }

    pub(super) fn decided(&self, award: &AwardOfYear) -> Option<&RuleSet> {
        self.decided.get(award.terms.rule_set.as_ref()?)?.as_ref()
    }

    pub(super) fn pricing(&self, decided: Option<&RuleSet>) -> &[Priced] {
        let sets = decided.and_then(|rules| self.pricing.get(&rules.scheme.authority));
        sets.map(Vec::as_slice).unwrap_or_default()
    }

    /// The approved sets of the authority under whose rules an award was decided; none where it was agreed without rules.
    pub(in crate::service) fn sets_of(&self, award: &AwardOfYear) -> &[Priced] {
        self.pricing(self.decided(award))
    }

    /// What the set in force on a day says of time for the setting of an award, if it says anything.
    pub(super) fn time_on(&self, award: &AwardOfYear, day: Date) -> Option<&TimeRules> {
        self.in_force_on(award, day)?.time_in(award.terms.setting)
    }

    /// How the set in force on a day rounds a part of a year of an award; to the penny where none is.
    pub(super) fn rounding_on(&self, award: &AwardOfYear, day: Date) -> Rounding {
        self.in_force_on(award, day)
            .map_or(Rounding::TO_THE_PENNY, |rules| {
                rules.rounding_in(award.terms.setting)
            })
    }

    /// The set in force on a day, of the authority under whose rules an award was decided.
    fn in_force_on(&self, award: &AwardOfYear, day: Date) -> Option<&RuleSet> {
        let sets = self.pricing(self.decided(award));
        let in_force = sets.iter().find(|set| set.days.contains(day));
        in_force.map(|set| &set.rules)
    }
}
