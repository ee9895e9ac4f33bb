//! A child's plans: each known by its first day, its content in versions.

use super::{Import, new_id};
use crate::ids::{ChildId, PlanId, PlanVersionId};
use crate::import::sen2::{ActivePlan, NamedPlan, Person, Place};
use crate::service::ServiceError;
use crate::store::plan::{self, NamedPlacement, Plan, PlanState, PlanVersion, Review};

/// A plan as a return has it: named, active, or both.
struct Returned<'a> {
    named: Option<&'a NamedPlan>,
    active: Option<&'a ActivePlan>,
}

impl Returned<'_> {
    /// The plans of a person, the oldest first. An active plan is the last plan of its request that has not ceased.
    fn of(person: &Person) -> Vec<Returned<'_>> {
        let mut all = Vec::new();
        for request in &person.requests {
            let mut plans: Vec<Returned> = request
                .assessments
                .iter()
                .flat_map(|assessment| &assessment.plans)
                .map(|named| Returned {
                    named: Some(named),
                    active: None,
                })
                .collect();
            if let Some(active) = &request.active {
                let is_open = |plan: &&mut Returned| {
                    plan.named.is_some_and(|named| named.ceased_on.is_none())
                };
                match plans.iter_mut().rev().find(is_open) {
                    Some(plan) => plan.active = Some(active),
                    None => plans.push(Returned {
                        named: None,
                        active: Some(active),
                    }),
                }
            }
            all.extend(plans);
        }
        all.sort_by_key(|plan| plan.named.and_then(|named| named.starts_on));
        all
    }

    fn module_and_row(&self) -> (&'static str, u32) {
        match (self.named, self.active) {
            (Some(named), _) => ("namedplan", named.row),
            (None, Some(active)) => ("activeplans", active.row),
            (None, None) => ("namedplan", 0),
        }
    }
}

impl Import<'_> {
    pub(super) async fn keep_plans(
        &mut self,
        child: &ChildId,
        is_new: bool,
        person: &Person,
    ) -> Result<(), ServiceError> {
        let mut held = if is_new {
            Vec::new()
        } else {
            plan::all_of(self.tx, child).await?
        };
        let mut first_days = Vec::new();
        for plan in Returned::of(person) {
            let starts_on = plan.named.and_then(|named| named.starts_on);
            if first_days.contains(&starts_on) {
                let (module, row) = plan.module_and_row();
                let sentence = "The child has an earlier plan with the same first day; this one was not taken.";
                self.refuse(module, row, sentence.to_owned());
                continue;
            }
            first_days.push(starts_on);
            match held.iter().find(|held| held.starts_on == starts_on) {
                Some(of_old) => self.renew_plan(of_old, &plan).await?,
                None => held.extend(self.add_plan(child, &held, &plan)?),
            }
        }
        Ok(())
    }

    fn add_plan(
        &mut self,
        child: &ChildId,
        held: &[Plan],
        returned: &Returned<'_>,
    ) -> Result<Option<Plan>, ServiceError> {
        let blank = Plan {
            id: new_id(PlanId::parse)?,
            child: child.clone(),
            ordinal: held.iter().map(|plan| plan.ordinal).max().unwrap_or(0) + 1,
            starts_on: returned.named.and_then(|named| named.starts_on),
            ceased_on: None,
            cease_reason: None,
            transferred_from: None,
            last_review_on: None,
            review_due_on: None,
            phase_transfer_due_on: None,
            phase_transfer_final_on: None,
            latest_version: 1,
            version: 1,
        };
        let added = renewed(&blank, returned);
        if added.ceased_on.is_none() && held.iter().any(|plan| plan.ceased_on.is_none()) {
            let (module, row) = returned.module_and_row();
            let sentence = "The child has another plan that has not ceased, with another first day; this one was not taken.";
            self.refuse(module, row, sentence.to_owned());
            return Ok(None);
        }
        let version = self.version_of(&added, returned, None)?;
        self.pending.plans.push(added.clone());
        self.pending.versions.push(version);
        self.pending.reviews.extend(review_of(&added.id, returned));
        self.changes.plans_added += 1;
        Ok(Some(added))
    }

    /// Writes what changed; a changed content is a new version.
    async fn renew_plan(
        &mut self,
        held: &Plan,
        returned: &Returned<'_>,
    ) -> Result<(), ServiceError> {
        let changed = renewed(held, returned);
        if changed != *held {
            plan::update(self.tx, &changed).await?;
            self.changes.plans_changed += 1;
        }
        if let (Some(active), Some(_)) = (returned.active, held.ceased_on) {
            let sentence = "The plan has ceased on record and is active in the return; on record it stays as it is.";
            self.doubt("activeplans", active.row, sentence.to_owned());
        }
        let latest = plan::latest_version(self.tx, &held.id).await?;
        let version = self.version_of(held, returned, latest.as_ref())?;
        let is_same = |latest: &PlanVersion| says_the_same(latest, &version);
        if !latest.as_ref().is_some_and(is_same) {
            plan::add_version(self.tx, &version).await?;
            self.changes.plan_versions_added += 1;
        }
        self.keep_review(&held.id, returned).await
    }

    /// The version that a return makes, after the latest one. What the return does not say is as it was.
    fn version_of(
        &self,
        plan: &Plan,
        returned: &Returned<'_>,
        latest: Option<&PlanVersion>,
    ) -> Result<PlanVersion, ServiceError> {
        let named = returned.named;
        let needs = match returned.active {
            Some(active) => active.needs.clone(),
            None => latest
                .map(|latest| latest.needs.clone())
                .unwrap_or_default(),
        };
        Ok(PlanVersion {
            id: new_id(PlanVersionId::parse)?,
            plan: plan.id.clone(),
            number: latest.map_or(0, |latest| latest.number) + 1,
            state: if latest.is_none() {
                PlanState::Final
            } else {
                PlanState::Amended
            },
            dated_on: if latest.is_none() {
                plan.starts_on
            } else {
                None
            },
            comply_by: None,
            residential: named.and_then(|named| named.residential.clone()),
            work_based: named.and_then(|named| named.work_based.clone()),
            personal_budget: named.is_some_and(|named| named.personal_budget),
            organised_arrangement: named.is_some_and(|named| named.organised_arrangement),
            direct_payment: named.is_some_and(|named| named.direct_payment),
            needs,
            named: named
                .map(|named| {
                    named
                        .named
                        .iter()
                        .map(|place| self.named_placement(place))
                        .collect()
                })
                .unwrap_or_default(),
            source: self.source(),
        })
    }

    fn named_placement(&self, place: &Place) -> NamedPlacement {
        NamedPlacement {
            establishment: self.register.find(place).map(|known| known.id.clone()),
            setting: self.register.setting(place),
            setting_other: place.sen_setting_other.clone(),
            in_sen_unit: place.in_sen_unit,
            in_resourced_provision: place.in_resourced_provision,
        }
    }

    /// Keeps the last review, unless one of the same day is on record, which officers may have added to.
    async fn keep_review(
        &mut self,
        plan: &PlanId,
        returned: &Returned<'_>,
    ) -> Result<(), ServiceError> {
        let Some(review) = review_of(plan, returned) else {
            return Ok(());
        };
        let held = plan::reviews_of(self.tx, plan).await?;
        if held.iter().all(|held| held.meeting_on != review.meeting_on) {
            self.pending.reviews.push(review);
        }
        Ok(())
    }
}

/// The last review of an active plan.
fn review_of(plan: &PlanId, returned: &Returned<'_>) -> Option<Review> {
    let active = returned.active?;
    Some(Review {
        plan: plan.clone(),
        meeting_on: active.review_meeting_on?,
        outcome: active.review_outcome.clone(),
        decided_on: None,
        draft_on: active.review_draft_on,
        final_on: None,
    })
}

/// A plan with what a return says anew.
fn renewed(plan: &Plan, returned: &Returned<'_>) -> Plan {
    let mut renewed = plan.clone();
    if let Some(named) = returned.named {
        renewed.ceased_on = named.ceased_on.or(plan.ceased_on);
        renewed.cease_reason = named
            .cease_reason
            .clone()
            .or_else(|| plan.cease_reason.clone());
    }
    if let Some(active) = returned.active {
        renewed.transferred_from = active
            .transferred_from
            .clone()
            .or_else(|| plan.transferred_from.clone());
        renewed.last_review_on = active.last_review_on.or(plan.last_review_on);
        renewed.phase_transfer_due_on = active.phase_transfer_due_on.or(plan.phase_transfer_due_on);
        renewed.phase_transfer_final_on = active
            .phase_transfer_final_on
            .or(plan.phase_transfer_final_on);
    }
    renewed
}

/// Whether two versions have the same content, whatever their number, date and source.
fn says_the_same(one: &PlanVersion, other: &PlanVersion) -> bool {
    let content = |version: &PlanVersion| {
        (
            (version.residential.clone(), version.work_based.clone()),
            (
                version.personal_budget,
                version.organised_arrangement,
                version.direct_payment,
            ),
            version.needs.clone(),
            version.named.clone(),
        )
    };
    content(one) == content(other)
}
