//! A child as it is on record, and as a row of an extract makes it.

use super::milestones::Milestones;
use crate::calendar::Date;
use crate::ids::{AuthorityCode, ChildId, PlacementId, PlanId};
use crate::import::caseload::{CellProblem, Facts, Field};
use crate::money::Fte;
use crate::needs::{Need, Setting};
use crate::service::known_children::with_upn;
use crate::service::known_places::Register;
use crate::service::{ServiceError, new_id};
use crate::store::child::{Child, Sex};
use crate::store::identity::Identity;
use crate::store::placement::Placement;
use crate::store::plan::Plan;

/// What an extract can say of a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) child: Child,
    pub(super) identity: Identity,
    /// The last plan.
    pub(super) plan: Option<Plan>,
    /// The plan's primary need.
    pub(super) need: Option<Need>,
    /// What time limits are measured by.
    pub(super) milestones: Milestones,
    /// The last stay.
    pub(super) stay: Option<Stay>,
    /// The placement that the last stay took the place of, with its end.
    pub(super) ended: Option<Placement>,
}

/// A child's time at one place: one placement, or several that follow each other with other shares of full time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stay {
    pub(super) first: Placement,
    pub(super) last: Placement,
}

impl Stay {
    pub(super) fn of_one(placement: Placement) -> Stay {
        Stay {
            first: placement.clone(),
            last: placement,
        }
    }
}

/// What a row changes of a child on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Which field.
    pub field: Field,
    /// What is on record, in words; empty where there is nothing.
    pub before: String,
    /// What the extract says, in words.
    pub after: String,
}

/// What a row is read against.
pub(super) struct Frame<'a> {
    pub(super) register: &'a Register,
    /// The day of the extract.
    pub(super) on: Date,
    /// Where imported things say that they are from.
    pub(super) source: &'a str,
    /// Whether the extract says what comes of reviews.
    pub(super) reviews_are_told: bool,
}

/// Why a row makes no state: something broke, or a problem of its own.
pub(super) enum NoState {
    Broken(ServiceError),
    Problem(CellProblem),
}

impl From<ServiceError> for NoState {
    fn from(error: ServiceError) -> NoState {
        NoState::Broken(error)
    }
}

impl From<CellProblem> for NoState {
    fn from(problem: CellProblem) -> NoState {
        NoState::Problem(problem)
    }
}

/// The state of a child who is not on record, before the row's facts are added.
pub(super) fn of_nobody(facts: &Facts, authority: &AuthorityCode) -> Result<State, ServiceError> {
    let id = new_id(ChildId::parse)?;
    Ok(State {
        child: Child {
            id: id.clone(),
            local_id: facts.local_id.clone(),
            uln: None,
            maintaining_authority: authority.clone(),
            paying_authority: authority.clone(),
            responsible_authority: None,
            sex: None,
            looked_after: false,
            restricted: false,
            version: 1,
        },
        identity: Identity {
            child: id,
            surname: facts.surname.clone(),
            forename: facts.forename.clone(),
            birth_date: Some(facts.birth_date),
            upn: None,
            upn_missing_reason: None,
            former_upns: Vec::new(),
        },
        plan: None,
        need: None,
        milestones: Milestones::default(),
        stay: None,
        ended: None,
    })
}

/// A state with what a row says anew; what the row leaves blank stays.
pub(super) fn renewed(held: &State, facts: &Facts, frame: &Frame<'_>) -> Result<State, NoState> {
    let sex = facts.sex.and_then(|code| Sex::parse(code).ok());
    let child = Child {
        local_id: facts.local_id.clone(),
        uln: facts.uln.clone().or_else(|| held.child.uln.clone()),
        sex: sex.or(held.child.sex),
        looked_after: facts.looked_after.unwrap_or(held.child.looked_after),
        ..held.child.clone()
    };
    let identity = Identity {
        surname: facts.surname.clone(),
        forename: facts.forename.clone(),
        birth_date: Some(facts.birth_date),
        ..held.identity.clone()
    };
    let plan = plan_of(held, facts)?;
    let (stay, ended) = stay_of(held, facts, frame)?;
    let milestones =
        held.milestones
            .renewed(&held.child.id, plan.as_ref(), facts, frame.reviews_are_told)?;
    Ok(State {
        child,
        milestones,
        identity: with_upn(identity, facts.upn.as_ref()),
        need: plan.as_ref().and_then(|_| facts.need.or(held.need)),
        plan,
        stay,
        ended,
    })
}

fn plan_of(held: &State, facts: &Facts) -> Result<Option<Plan>, NoState> {
    let plan = match (&held.plan, facts.plan_start) {
        (None, None) if facts.is_of_a_plan() => {
            return Err(CellProblem::of(
                Field::PlanStart,
                "There is no plan on record, and the row does not say when it began.",
                "Fill in the start of the plan.",
            )
            .into());
        }
        (None, None) => return Ok(None),
        (Some(plan), None) => plan.clone(),
        (Some(plan), Some(start)) if plan.ceased_on.is_none() || plan.starts_on == Some(start) => {
            Plan {
                starts_on: Some(start),
                ..plan.clone()
            }
        }
        (Some(plan), Some(start)) if plan.ceased_on.is_some_and(|ceased| start < ceased) => {
            return Err(CellProblem::of(
                Field::PlanStart,
                format!("Plan start {start} is before the plan on record ceased."),
                "Compare with the record: it may be the plan that ceased.",
            )
            .into());
        }
        (earlier, Some(start)) => blank_plan(held, earlier.as_ref(), start)?,
    };
    let ceased_on = facts.plan_ceased.or(plan.ceased_on);
    if let (Some(start), Some(ceased)) = (plan.starts_on, ceased_on)
        && ceased < start
    {
        return Err(CellProblem::of(
            Field::PlanCeased,
            format!("Plan ceased {ceased} is before the plan on record began, {start}."),
            "Correct one of the two dates.",
        )
        .into());
    }
    Ok(Some(Plan {
        ceased_on,
        last_review_on: facts.last_review.or(plan.last_review_on),
        review_due_on: facts.review_due.or(plan.review_due_on),
        phase_transfer_due_on: facts.transfer_due.or(plan.phase_transfer_due_on),
        phase_transfer_final_on: facts.transfer_plan.or(plan.phase_transfer_final_on),
        ..plan
    }))
}

fn blank_plan(held: &State, earlier: Option<&Plan>, start: Date) -> Result<Plan, ServiceError> {
    Ok(Plan {
        id: new_id(PlanId::parse)?,
        child: held.child.id.clone(),
        ordinal: earlier.map_or(0, |plan| plan.ordinal) + 1,
        starts_on: Some(start),
        ceased_on: None,
        cease_reason: None,
        transferred_from: None,
        last_review_on: None,
        review_due_on: None,
        phase_transfer_due_on: None,
        phase_transfer_final_on: None,
        latest_version: 1,
        version: 1,
    })
}

/// Where the child is by the row: the last stay, renewed or another, and the placement that the other ends.
fn stay_of(
    held: &State,
    facts: &Facts,
    frame: &Frame<'_>,
) -> Result<(Option<Stay>, Option<Placement>), NoState> {
    if !facts.is_of_a_place() {
        return match (&held.stay, facts.fte) {
            (Some(stay), Some(fte)) => at_fte(stay.clone(), fte, frame),
            (None, Some(_)) => Err(CellProblem::of(
                Field::Fte,
                "Full-time equivalent (FTE) is given, and neither a school nor a setting, and none is on record.",
                "Fill in the URN or the setting.",
            )
            .into()),
            (stay, None) => Ok((stay.clone(), None)),
        };
    }
    let placed = placed(held, facts, frame)?;
    let Some(stay) = &held.stay else {
        return Ok((Some(Stay::of_one(placed)), None));
    };
    let has_come_back = stay
        .last
        .to
        .is_some_and(|to| facts.placed_from.is_some_and(|from| from >= to));
    let same_place = stay.last.establishment == placed.establishment
        && (placed.establishment.is_some() || stay.last.setting == placed.setting);
    if same_place && !has_come_back {
        let stay = same_stay(stay, &placed, facts)?;
        return match facts.fte {
            Some(fte) => at_fte(stay, fte, frame),
            None => Ok((Some(stay), None)),
        };
    }
    let from = facts.placed_from.unwrap_or(frame.on);
    let began = stay.last.from;
    let is_after = match stay.last.to {
        Some(to) => from >= to,
        None => began.is_none_or(|began| began < from),
    };
    if !is_after {
        return Err(CellProblem::of(
            Field::PlacedFrom,
            format!("Placed from {from} is not after the placement on record."),
            "Correct the date, or the placement on record.",
        )
        .into());
    }
    let ended = stay.last.to.is_none().then(|| Placement {
        to: Some(from),
        ..stay.last.clone()
    });
    let placed = Placement {
        from: Some(from),
        ..placed
    };
    Ok((Some(Stay::of_one(placed)), ended))
}

/// The placement that a row makes by itself.
fn placed(held: &State, facts: &Facts, frame: &Frame<'_>) -> Result<Placement, NoState> {
    let place = match &facts.urn {
        None => None,
        Some(urn) => Some(frame.register.at(urn).ok_or_else(|| {
            CellProblem::of(
                Field::Urn,
                format!("No establishment on record has the URN {urn}."),
                "Correct the URN, or import the register of establishments first.",
            )
        })?),
    };
    let setting = match (facts.setting, place) {
        // Which children of a school are in its resourced provision, no register says.
        (Some(Setting::Rpu), _) => Setting::Rpu,
        (_, Some(place)) => place.setting,
        (said, None) => said.unwrap_or(Setting::Unk),
    };
    let establishment = place.map(|place| place.id.clone());
    Ok(Placement {
        id: new_id(PlacementId::parse)?,
        child: held.child.id.clone(),
        provider_authority: establishment
            .as_ref()
            .and_then(|id| frame.register.authority_of(id)),
        establishment,
        setting,
        setting_other: None,
        rank: 1,
        from: facts.placed_from,
        to: None,
        fte: facts.fte.unwrap_or(Fte::FULL),
        in_sen_unit: false,
        in_resourced_provision: setting == Setting::Rpu,
        residential: None,
        work_based: None,
        source: frame.source.to_owned(),
        version: 1,
    })
}

/// The stay on record with the first day and the setting that a row says.
fn same_stay(stay: &Stay, placed: &Placement, facts: &Facts) -> Result<Stay, CellProblem> {
    let from = facts.placed_from.or(stay.first.from);
    if let (Some(from), Some(to)) = (from, stay.first.to)
        && from >= to
    {
        return Err(CellProblem::of(
            Field::PlacedFrom,
            format!(
                "Placed from {from} is after the child’s full-time equivalent (FTE) changed there."
            ),
            "Correct the date, or the placement on record.",
        ));
    }
    let mut renewed = stay.clone();
    renewed.first.from = from;
    if stay.first.id == stay.last.id {
        renewed.last.from = from;
    }
    if renewed.last.setting != placed.setting && is_told(facts) {
        renewed.last.setting = placed.setting;
        renewed.last.in_resourced_provision = placed.in_resourced_provision;
        if stay.first.id == stay.last.id {
            renewed.first = renewed.last.clone();
        }
    }
    Ok(renewed)
}

/// A stay at a full-time equivalent: another one begins a placement on the day of the extract, and ends the one before. What
/// begins on that day or later is changed itself; what has ended stays as it was.
fn at_fte(
    stay: Stay,
    fte: Fte,
    frame: &Frame<'_>,
) -> Result<(Option<Stay>, Option<Placement>), NoState> {
    if stay.last.fte == fte || stay.last.to.is_some() {
        return Ok((Some(stay), None));
    }
    let is_one = stay.first.id == stay.last.id;
    if stay.last.from.is_some_and(|from| from >= frame.on) {
        let last = Placement { fte, ..stay.last };
        let first = if is_one { last.clone() } else { stay.first };
        return Ok((Some(Stay { first, last }), None));
    }
    let ended = Placement {
        to: Some(frame.on),
        ..stay.last.clone()
    };
    let last = Placement {
        id: new_id(PlacementId::parse)?,
        from: Some(frame.on),
        fte,
        source: frame.source.to_owned(),
        version: 1,
        ..stay.last
    };
    let first = if is_one { ended.clone() } else { stay.first };
    Ok((Some(Stay { first, last }), Some(ended)))
}

/// Whether a row says the setting itself; a unit that only the record knows of stays where it does not.
fn is_told(facts: &Facts) -> bool {
    facts.setting.is_some()
}
