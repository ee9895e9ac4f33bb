//! What was compared is written down: children added and changed, who is missing ended if that was said.

use super::compare::{Compared, Outcome};
use super::milestones::Milestones;
use super::on_record::OnRecord;
use super::state::{State, Stay};
use crate::calendar::Date;
use crate::ids::{ChildId, PlanVersionId};
use crate::needs::Need;
use crate::service::pending_records::Pending;
use crate::service::{ServiceError, new_id};
use crate::store::placement::{self, Placement};
use crate::store::plan::{self, PlanState, PlanVersion};
use crate::store::{Tx, child, identity};

/// Writes what the rows change; returns the children who stood in the extract.
pub(super) async fn rows(
    tx: &mut Tx,
    compared: &Compared,
    source: &str,
) -> Result<Vec<ChildId>, ServiceError> {
    let mut pending = Pending::default();
    let mut present = Vec::new();
    for row in &compared.rows {
        match &row.outcome {
            Outcome::Refused(_) => {}
            Outcome::Unchanged(id) => present.push(id.clone()),
            Outcome::New(state) => {
                present.push(state.child.id.clone());
                add(&mut pending, state, source)?;
            }
            Outcome::Changed { from, to, .. } => {
                present.push(to.child.id.clone());
                change(tx, &mut pending, (from, to), source).await?;
            }
        }
    }
    pending.write(tx).await?;
    Ok(present)
}

fn add(pending: &mut Pending, state: &State, source: &str) -> Result<(), ServiceError> {
    pending.children.push(state.child.clone());
    pending.identities.push(state.identity.clone());
    if let Some(plan) = &state.plan {
        let first = first_version(state, source)?;
        pending.plans.push(plan.clone());
        pending.versions.extend(first);
    }
    add_milestones(pending, &Milestones::default(), &state.milestones);
    let placements = state.stay.iter().map(|stay| stay.last.clone());
    pending.placements.extend(placements);
    Ok(())
}

/// Requests, assessments and reviews that a row made or changed.
fn add_milestones(pending: &mut Pending, from: &Milestones, to: &Milestones) {
    let request = to.request.clone().filter(|_| from.request != to.request);
    pending.requests.extend(request);
    let assessment = to.assessment.clone();
    pending
        .assessments
        .extend(assessment.filter(|_| from.assessment != to.assessment));
    let review = to.review.clone().filter(|_| from.review != to.review);
    pending.reviews.extend(review);
}

/// The first version of a plan that was not known.
fn first_version(state: &State, source: &str) -> Result<Option<PlanVersion>, ServiceError> {
    let Some(plan) = &state.plan else {
        return Ok(None);
    };
    Ok(Some(PlanVersion {
        id: new_id(PlanVersionId::parse)?,
        plan: plan.id.clone(),
        number: 1,
        state: PlanState::Final,
        dated_on: plan.starts_on,
        comply_by: None,
        residential: None,
        work_based: None,
        personal_budget: false,
        organised_arrangement: false,
        direct_payment: false,
        needs: state.need.into_iter().collect(),
        named: Vec::new(),
        source: source.to_owned(),
    }))
}

async fn change(
    tx: &mut Tx,
    pending: &mut Pending,
    (from, to): (&State, &State),
    source: &str,
) -> Result<(), ServiceError> {
    // The child's version guards the identity too, which has none of its own.
    if from.child != to.child || from.identity != to.identity {
        child::update(tx, &to.child).await?;
        identity::save(tx, &to.identity).await?;
    }
    change_plan(tx, pending, (from, to), source).await?;
    add_milestones(pending, &from.milestones, &to.milestones);
    if let Some(ended) = &to.ended {
        placement::update(tx, ended).await?;
    }
    match (&from.stay, &to.stay) {
        (Some(held), Some(now)) if held.last.id == now.last.id => {
            change_stay(tx, held, now).await?;
        }
        (held, Some(now)) if from.stay != to.stay => {
            // The first placement of a stay that goes on; where it is the one that ended, that is written already.
            let first = held.as_ref().filter(|held| held.first.id == now.first.id);
            let is_ended = to
                .ended
                .as_ref()
                .is_some_and(|ended| ended.id == now.first.id);
            if first.is_some_and(|held| held.first != now.first) && !is_ended {
                placement::update(tx, &now.first).await?;
            }
            pending.placements.push(now.last.clone());
        }
        _ => {}
    }
    Ok(())
}

async fn change_stay(tx: &mut Tx, held: &Stay, now: &Stay) -> Result<(), ServiceError> {
    if held.first != now.first {
        placement::update(tx, &now.first).await?;
    }
    if held.first.id != held.last.id && held.last != now.last {
        placement::update(tx, &now.last).await?;
    }
    Ok(())
}

async fn change_plan(
    tx: &mut Tx,
    pending: &mut Pending,
    (from, to): (&State, &State),
    source: &str,
) -> Result<(), ServiceError> {
    let Some(now) = &to.plan else { return Ok(()) };
    match &from.plan {
        Some(held) if held.id == now.id => {
            if held != now {
                plan::update(tx, now).await?;
            }
            if let Some(need) = to.need.filter(|_| from.need != to.need) {
                add_version(tx, to, need, source).await?;
            }
        }
        _ => {
            pending.plans.push(now.clone());
            pending.versions.extend(first_version(to, source)?);
        }
    }
    Ok(())
}

/// The next version of a plan, with another primary need; what else the last one says is as it was.
async fn add_version(
    tx: &mut Tx,
    to: &State,
    need: Need,
    source: &str,
) -> Result<(), ServiceError> {
    let Some(held) = &to.plan else { return Ok(()) };
    let latest = plan::latest_version(tx, &held.id).await?;
    let Some(latest) = latest else {
        return Err(ServiceError::Conflict);
    };
    let others = latest.needs.iter().copied().filter(|held| *held != need);
    let next = PlanVersion {
        id: new_id(PlanVersionId::parse)?,
        number: latest.number + 1,
        state: PlanState::Amended,
        dated_on: None,
        comply_by: None,
        needs: std::iter::once(need).chain(others).collect(),
        source: source.to_owned(),
        ..latest
    };
    plan::add_version(tx, &next).await?;
    Ok(())
}

/// Ends the plans and placements of children who are missing, on the day of the extract. Nothing is deleted.
pub(super) async fn end_missing(
    tx: &mut Tx,
    held: &OnRecord,
    missing: &[ChildId],
    on: Date,
) -> Result<(), ServiceError> {
    for id in missing {
        let (open, stay) = held.open_of(id);
        if let Some(open) = open {
            let ceased_on = open.starts_on.map_or(on, |start| start.max(on));
            let ceased = plan::Plan {
                ceased_on: Some(ceased_on),
                ..open.clone()
            };
            plan::update(tx, &ceased).await?;
        }
        if let Some(stay) = stay {
            let from = stay.last.from;
            let to = match from {
                Some(from) if on <= from => from.tomorrow().unwrap_or(from),
                _ => on,
            };
            let ended = Placement {
                to: Some(to),
                ..stay.last.clone()
            };
            placement::update(tx, &ended).await?;
        }
    }
    Ok(())
}
