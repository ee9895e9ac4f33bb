//! What is on record that an extract can say something of, read once instead of child by child.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::milestones::Milestones;
use super::state::{State, Stay};
use crate::calendar::Date;
use crate::ids::{AuthorityCode, ChildId, LocalId, PlanId};
use crate::import::caseload::CaseSystem;
use crate::needs::Need;
use crate::service::known_children::Known;
use crate::service::known_places::Register;
use crate::store::milestone::{self, Assessment, Request};
use crate::store::placement::{self, Placement};
use crate::store::plan::{self, Plan, Review};
use crate::store::{StoreError, Tx, case_system};

/// Everything on record that an extract can say something of.
pub(super) struct OnRecord {
    pub(super) register: Register,
    pub(super) known: Known,
    plans: HashMap<ChildId, Plan>,
    needs: HashMap<PlanId, Need>,
    stays: HashMap<ChildId, Stay>,
    requests: HashMap<ChildId, Request>,
    assessments: HashMap<ChildId, Assessment>,
    reviews: HashMap<PlanId, Review>,
    /// When each child stood in this system's extract last.
    pub(super) seen: BTreeMap<ChildId, Date>,
    /// The authority of children who are added: what the system says, or else who maintains the most of those on record;
    /// none where nothing says it.
    pub(super) authority: Option<AuthorityCode>,
}

impl OnRecord {
    pub(super) async fn load(tx: &mut Tx, system: &CaseSystem) -> Result<OnRecord, StoreError> {
        let known = Known::load(tx).await?;
        let maintained = known.all().map(|(child, _)| &child.maintaining_authority);
        let authority = system.authority.clone().or_else(|| most(maintained));
        let plans = plan::last_of_each(tx).await?.into_iter();
        let requests = milestone::last_requests(tx).await?.into_iter();
        let assessments = milestone::last_assessments(tx).await?.into_iter();
        let reviews = plan::last_reviews(tx).await?.into_iter();
        Ok(OnRecord {
            register: Register::load(tx).await?,
            plans: plans.map(|plan| (plan.child.clone(), plan)).collect(),
            needs: plan::primary_needs(tx).await?.into_iter().collect(),
            stays: last_stays(placement::every_main(tx).await?),
            requests: requests.map(|held| (held.child.clone(), held)).collect(),
            assessments: assessments.map(|held| (held.child.clone(), held)).collect(),
            reviews: reviews.map(|held| (held.plan.clone(), held)).collect(),
            seen: case_system::seen(tx, &system.code)
                .await?
                .into_iter()
                .collect(),
            known,
            authority,
        })
    }

    /// A child as it is on record; none once it was forgotten who it is.
    pub(super) fn state_of(&self, id: &ChildId) -> Option<State> {
        let (child, identity) = self.known.record(id)?;
        let plan = self.plans.get(id);
        Some(State {
            child: child.clone(),
            identity: identity.clone(),
            need: plan.and_then(|plan| self.needs.get(&plan.id)).copied(),
            milestones: Milestones {
                request: self.requests.get(id).cloned(),
                assessment: self.assessments.get(id).cloned(),
                review: plan.and_then(|plan| self.reviews.get(&plan.id)).cloned(),
            },
            plan: plan.cloned(),
            stay: self.stays.get(id).cloned(),
            ended: None,
        })
    }

    /// The open plan and stay of a child who is missing.
    pub(super) fn open_of(&self, id: &ChildId) -> (Option<&Plan>, Option<&Stay>) {
        let plan = self.plans.get(id).filter(|plan| plan.ceased_on.is_none());
        let stay = self.stays.get(id).filter(|stay| stay.last.to.is_none());
        (plan, stay)
    }
}

/// The authority that maintains the most children: a few of another may be on record too. Of as many, the smallest code.
fn most<'a>(maintained: impl Iterator<Item = &'a AuthorityCode>) -> Option<AuthorityCode> {
    let mut counts: BTreeMap<&AuthorityCode, usize> = BTreeMap::new();
    for code in maintained {
        *counts.entry(code).or_default() += 1;
    }
    let most = counts
        .into_iter()
        .max_by_key(|(code, count)| (*count, Reverse(*code)));
    most.map(|(code, _)| code.clone())
}

/// The last stay of each child; the placements stand child by child, the earliest first.
fn last_stays(placements: Vec<Placement>) -> HashMap<ChildId, Stay> {
    let mut stays: HashMap<ChildId, Stay> = HashMap::new();
    for next in placements {
        match stays.get_mut(&next.child) {
            Some(stay) if follows(&stay.last, &next) => stay.last = next,
            _ => {
                stays.insert(next.child.clone(), Stay::of_one(next));
            }
        }
    }
    stays
}

fn follows(before: &Placement, next: &Placement) -> bool {
    // Without an establishment two placements may be at two places: only another full-time equivalent says that they are one.
    let is_one_place = before.establishment.is_some()
        || (before.setting == next.setting && before.fte != next.fte);
    before.to.is_some()
        && before.to == next.from
        && before.establishment == next.establishment
        && is_one_place
}

/// The children whom an extract of the whole caseload should have: those with an open plan, and those of earlier extracts
/// whose placement lasts.
pub(super) fn caseload_of(held: &OnRecord) -> Vec<ChildId> {
    let is_open = |id: &ChildId| {
        let plan = held.plans.get(id);
        let stay = held.stays.get(id);
        plan.is_some_and(|plan| plan.ceased_on.is_none())
            || (held.seen.contains_key(id) && stay.is_some_and(|stay| stay.last.to.is_none()))
    };
    let mut all: Vec<(&LocalId, &ChildId)> = held
        .known
        .all()
        .map(|(child, _)| (&child.local_id, &child.id))
        .filter(|(_, id)| is_open(id))
        .collect();
    all.sort();
    all.into_iter().map(|(_, id)| id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::most;
    use crate::ids::AuthorityCode;

    #[test]
    fn a_child_of_another_authority_does_not_say_whose_the_others_are() {
        for (codes, wanted) in [
            (&["901", "902", "902"][..], Some("902")),
            (&["903", "902"], Some("902")),
            (&[], None),
        ] {
            let codes: Vec<AuthorityCode> =
                codes.iter().map(|code| code.parse().unwrap()).collect();
            let found = most(codes.iter());
            assert_eq!(
                found.as_ref().map(AuthorityCode::as_str),
                wanted,
                "{codes:?}"
            );
        }
    }
}
