//! The profile of a child that was agreed last, from which a review starts and beside which it is shown.

use std::collections::BTreeMap;

use crate::calendar::Date;
use crate::ids::{ChildId, Digest, ProfileId};
use crate::needs::NeedsProfile;
use crate::rules::RuleSet;
use crate::service::{Moment, ServiceError};
use crate::store::Tx;
use crate::store::profile::{self, ProfileState};

/// An agreed profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastAgreed {
    /// Which.
    pub profile: ProfileId,
    /// The rule set whose domains it has.
    pub rules: Digest,
    /// What was judged.
    pub needs: NeedsProfile,
    /// The day it was agreed.
    pub on: Date,
}

impl LastAgreed {
    /// As much of it as another rule set can begin with: everything under the same rules, else the levels that the rules
    /// have in domains of the same id, with their evidence.
    #[must_use]
    pub fn carried_into(&self, rules: &RuleSet) -> NeedsProfile {
        if self.rules == *rules.digest() {
            return self.needs.clone();
        }
        let mut levels = BTreeMap::new();
        let mut evidence = BTreeMap::new();
        for domain in rules.domains() {
            let level = self.needs.level(&domain.id);
            let Some(level) = level.filter(|level| domain.levels.contains_key(level)) else {
                continue;
            };
            levels.insert(domain.id.clone(), level);
            if let Some(known) = self.needs.evidence().get(&domain.id) {
                evidence.insert(domain.id.clone(), known.clone());
            }
        }
        let unevidenced = rules
            .domains()
            .filter(|domain| self.needs.unevidenced().contains(&domain.id))
            .map(|domain| domain.id.clone())
            .collect();
        NeedsProfile::of_levels(levels)
            .with_unevidenced(unevidenced)
            .with_evidence(evidence)
    }
}

/// The child's profile that was agreed last, or last before another.
pub(in crate::service) async fn last_agreed(
    tx: &mut Tx,
    child: &ChildId,
    before: Option<&ProfileId>,
) -> Result<Option<LastAgreed>, ServiceError> {
    for head in profile::all_of(tx, child).await? {
        // Ids are made in the order of time.
        if before.is_some_and(|before| head.id >= *before) {
            continue;
        }
        if let Some(found) = agreed(tx, &head).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The agreed profile as whose levels a profile's began.
pub(in crate::service) async fn started_from(
    tx: &mut Tx,
    id: &ProfileId,
) -> Result<Option<LastAgreed>, ServiceError> {
    let Some(from) = profile::start_of(tx, id).await? else {
        return Ok(None);
    };
    match profile::find(tx, &from).await? {
        Some(head) => agreed(tx, &head).await,
        None => Ok(None),
    }
}

async fn agreed(tx: &mut Tx, head: &profile::Profile) -> Result<Option<LastAgreed>, ServiceError> {
    let latest = profile::version(tx, &head.id, head.latest_version).await?;
    let latest = latest.filter(|latest| latest.state == ProfileState::Agreed);
    Ok(latest.map(|latest| LastAgreed {
        profile: head.id.clone(),
        rules: head.rule_set.clone(),
        on: Moment::of(latest.at).today,
        needs: latest.needs,
    }))
}
