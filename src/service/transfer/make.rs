//! What a package that is taken in becomes: a record, a plan, a draft profile.

use super::found::{DraftFound, Found};
use crate::access::Actor;
use crate::engine::Context;
use crate::ids::{ChildId, EstablishmentId, LocalId, PlanId, PlanVersionId};
use crate::import::transfer::Opened;
use crate::money::Fte;
use crate::needs::Setting;
use crate::rules::RuleBook;
use crate::service::scoring::{self, Begun, Course};
use crate::service::{Moment, ServiceError, new_id};
use crate::store::child::{self, Child, Sex};
use crate::store::identity::{self, Identity};
use crate::store::plan::{self, NamedPlacement, Plan, PlanState, PlanVersion};
use crate::store::{StoreError, Tx, establishment};
use crate::transfer::{Contents, PlaceFacts, VersionFacts};

/// A new record of the child, maintained and paid for by the authority that the package is for.
///
/// # Errors
/// [`StoreError::Conflict`] if the reference is another child's.
pub(super) async fn child(
    tx: &mut Tx,
    opened: &Opened,
    reference: &LocalId,
) -> Result<ChildId, StoreError> {
    let Contents { child, to, .. } = &opened.contents;
    let id = new_id(ChildId::parse).map_err(|error| StoreError::Unavailable(Box::new(error)))?;
    let record = Child {
        id: id.clone(),
        local_id: reference.clone(),
        uln: child.uln.clone(),
        maintaining_authority: to.code.clone(),
        paying_authority: to.code.clone(),
        responsible_authority: child.responsible_authority.clone(),
        sex: child.sex.as_deref().and_then(|code| Sex::parse(code).ok()),
        looked_after: child.looked_after,
        restricted: child.restricted,
        version: 1,
    };
    child::insert_all(tx, &[record]).await?;
    let identity = Identity {
        child: id.clone(),
        surname: child.surname.clone(),
        forename: child.forename.clone(),
        birth_date: child.birth_date,
        upn: child.upn.clone(),
        upn_missing_reason: None,
        former_upns: Vec::new(),
    };
    identity::insert_all(tx, &[identity]).await?;
    Ok(id)
}

/// Brings a record that was here before up to what is taken in: with a new plan it is maintained here, and a restriction of
/// the sender's is one here too. Returns whether it is restricted only from now on.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody else changed the record meanwhile.
pub(super) async fn update(tx: &mut Tx, found: &Found, held: &Child) -> Result<bool, StoreError> {
    let Contents { child, to, .. } = &found.opened.contents;
    let mut record = held.clone();
    if !found.has_open_plan {
        // Who paid because it maintained the plan does so no longer.
        if record.paying_authority == record.maintaining_authority {
            record.paying_authority = to.code.clone();
        }
        record.maintaining_authority = to.code.clone();
    }
    record.restricted = held.restricted || child.restricted;
    if record != *held {
        child::update(tx, &record).await?;
    }
    Ok(record.restricted && !held.restricted)
}

/// The plan with its versions, where none is open here.
pub(super) async fn plan(tx: &mut Tx, found: &Found, child: &ChildId) -> Result<(), ServiceError> {
    if found.has_open_plan {
        return Ok(());
    }
    let Contents { plan, from, .. } = &found.opened.contents;
    let last = plan::all_of(tx, child).await?;
    let last = last.last().map_or(0, |last| last.ordinal);
    let whole = Plan {
        id: new_id(PlanId::parse)?,
        child: child.clone(),
        ordinal: last.saturating_add(1),
        starts_on: plan.starts_on,
        ceased_on: None,
        cease_reason: None,
        transferred_from: Some(from.code.clone()),
        last_review_on: plan.last_review_on,
        review_due_on: plan.review_due_on,
        phase_transfer_due_on: plan.phase_transfer_due_on,
        phase_transfer_final_on: None,
        latest_version: u32::try_from(plan.versions.len()).unwrap_or(u32::MAX),
        version: 1,
    };
    plan::insert_all(tx, std::slice::from_ref(&whole)).await?;
    let mut versions = Vec::with_capacity(plan.versions.len());
    for (facts, number) in plan.versions.iter().zip(1..) {
        let source = format!("transfer-{}", from.code);
        versions.push(version(tx, (&whole.id, number), facts, source).await?);
    }
    plan::insert_versions(tx, &versions).await?;
    Ok(())
}

async fn version(
    tx: &mut Tx,
    (plan, number): (&PlanId, u32),
    facts: &VersionFacts,
    source: String,
) -> Result<PlanVersion, ServiceError> {
    let mut named = Vec::with_capacity(facts.named.len());
    for place in &facts.named {
        named.push(place_named(tx, place).await?);
    }
    let state = PlanState::parse(&facts.state);
    Ok(PlanVersion {
        id: new_id(PlanVersionId::parse)?,
        plan: plan.clone(),
        number,
        state: state.map_err(|error| ServiceError::Broken(Box::new(error)))?,
        dated_on: facts.dated_on,
        comply_by: facts.comply_by,
        residential: facts.residential.clone(),
        work_based: facts.work_based.clone(),
        personal_budget: facts.personal_budget,
        organised_arrangement: facts.organised_arrangement,
        direct_payment: facts.direct_payment,
        needs: facts.needs.clone(),
        named,
        source,
    })
}

/// The establishment that our register has under the same numbers; else its setting with its name beside it.
async fn place_named(tx: &mut Tx, place: &PlaceFacts) -> Result<NamedPlacement, ServiceError> {
    let establishment = known_here(tx, place).await?;
    let setting_other = match establishment {
        Some(_) => place.setting_other.clone(),
        None => place.setting_other.clone().or(place.name.clone()),
    };
    Ok(NamedPlacement {
        establishment,
        setting: place.setting,
        setting_other,
        in_sen_unit: place.in_sen_unit,
        in_resourced_provision: place.in_resourced_provision,
    })
}

/// The establishment of a URN, or else the only one of a UKPRN: colleges often have no URN, and sites may share a UKPRN.
async fn known_here(
    tx: &mut Tx,
    place: &PlaceFacts,
) -> Result<Option<EstablishmentId>, StoreError> {
    if let Some(urn) = &place.urn
        && let Some(known) = establishment::find_by_urn(tx, urn).await?
    {
        return Ok(Some(known.id));
    }
    let Some(ukprn) = &place.ukprn else {
        return Ok(None);
    };
    let known = establishment::find_by_ukprn(tx, ukprn).await?;
    Ok(match known.as_slice() {
        [only] => Some(only.id.clone()),
        _ => None,
    })
}

/// The draft profile, if one is to be made; whether it was.
pub(super) async fn draft(
    tx: &mut Tx,
    rules: (&RuleBook, &str),
    actor: &Actor,
    found: &Found,
    child: &ChildId,
    moment: Moment,
) -> Result<bool, ServiceError> {
    if !matches!(found.draft, DraftFound::Draft { .. }) {
        return Ok(false);
    }
    let latest = match plan::open_of(tx, child).await? {
        Some(open) => plan::latest_version(tx, &open.id).await?,
        None => None,
    };
    let need = latest
        .as_ref()
        .and_then(|latest| latest.needs.first().copied());
    let placement = found.opened.contents.placement.as_ref();
    let (setting, fte) = placement.map_or((Setting::Unk, Fte::FULL), |placement| {
        (placement.at.setting, placement.fte)
    });
    let course = Course {
        plan_version: latest.map(|latest| latest.id),
        asked: Context::year(moment.today, setting, need, fte),
        from_last: false,
    };
    let with = (&course, found.needs.clone());
    let begun = scoring::begin_in(tx, rules, actor, child, with, moment).await?;
    Ok(matches!(begun, Begun::New(_)))
}
