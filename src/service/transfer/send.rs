//! A package for another authority is made of a child's record.

use std::collections::BTreeSet;

use super::{Direction, Transfer, note, own_key};
use crate::access::{Action, Actor};
use crate::calendar::Date;
use crate::explain::needs_besides_levels;
use crate::export;
use crate::ids::{AuthorityCode, ChildId, PublicKey, TransferId};
use crate::needs::{DomainId, NeedsProfile};
use crate::rules::{RuleBook, RuleSet};
use crate::service::scoring::{About, LastAgreed, child_for, last_agreed, rules_of};
use crate::service::{Moment, ServiceError, kept_back, new_id, trail};
use crate::store::child::{Child, Sex};
use crate::store::plan::{NamedPlacement, Plan, PlanVersion};
use crate::store::signing::Signer;
use crate::store::{Store, Tx, establishment, identity, placement, plan, transfer};
use crate::transfer::{
    AuthorityNamed, BYTES_MAX, ChildFacts, Contents, DomainFacts, PlaceFacts, PlacementFacts,
    PlanFacts, ProfileFacts, RulesNamed, VersionFacts,
};

/// What is known before a package is made.
#[derive(Debug)]
pub struct Ready {
    /// Whose plan.
    pub about: About,
    /// The authority that maintains it, which no package is for.
    pub maintaining: AuthorityCode,
    /// How many versions the open plan has; none without one, of which no package is made.
    pub versions: Option<usize>,
    /// When the profile was agreed that would go with it.
    pub agreed_on: Option<Date>,
    /// The packages that went before.
    pub before: Vec<Transfer>,
    /// The key that signs ours.
    pub own_key: PublicKey,
}

/// To whom a package goes, and why.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The authority that it is for.
    pub to: AuthorityNamed,
    /// Why, in the officer's words.
    pub reason: String,
}

/// How making a package ended.
pub enum Sealed {
    /// The file.
    Made(Vec<u8>),
    /// The child has no open plan, or its name was forgotten.
    NoPlan,
    /// It is for the authority that maintains the plan.
    OwnAuthority,
    /// What would be in it is more than any package holds, or is not well formed.
    NotFit(String),
}

/// What is known before a package is made of a child's plan.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such child or the actor may not send its plan.
pub async fn prepare(
    store: &Store,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<Ready, ServiceError> {
    let mut tx = store.read().await?;
    let found = child_for(&mut tx, actor, Action::SendTransfer, id, moment).await;
    let (child, about) = match found {
        Err(ServiceError::NotFound) => {
            drop(tx);
            trail::child_refused(store, moment, actor, id).await?;
            return Err(ServiceError::NotFound);
        }
        found => found?,
    };
    let versions = match plan::open_of(&mut tx, id).await? {
        Some(open) => Some(plan::versions_of(&mut tx, &open.id).await?.len()),
        None => None,
    };
    let mut before = transfer::of_child(&mut tx, id).await?;
    before.retain(|one| one.direction == Direction::Sent);
    Ok(Ready {
        about,
        maintaining: child.maintaining_authority,
        versions,
        agreed_on: last_agreed(&mut tx, id, None).await?.map(|last| last.on),
        before,
        own_key: own_key(&tx)?,
    })
}

/// Makes the package of a child's open plan and its agreed profile; `council` is our own name in it.
///
/// # Errors
/// As [`prepare`]; [`ServiceError::KeptBack`] for who is to judge the child's levels first.
pub async fn send(
    store: &Store,
    (book, council): (&RuleBook, &str),
    actor: &Actor,
    id: &ChildId,
    to: Destination,
    moment: Moment,
) -> Result<Sealed, ServiceError> {
    let mut tx = store.begin().await?;
    let (child, _) = child_for(&mut tx, actor, Action::SendTransfer, id, moment).await?;
    kept_back::keep(&mut tx, actor, id).await?;
    if child.maintaining_authority == to.to.code {
        return Ok(Sealed::OwnAuthority);
    }
    let from = AuthorityNamed {
        code: child.maintaining_authority.clone(),
        name: council.to_owned(),
    };
    let authorities = (from, to.to.clone());
    let Some(contents) = contents(&mut tx, book, &child, authorities, moment).await? else {
        return Ok(Sealed::NoPlan);
    };
    if let Err(wrong) = contents.check() {
        return Ok(Sealed::NotFit(wrong.to_string()));
    }
    let signer = Signer::of(&tx)?;
    let (digest, file) = export::package(&contents, signer.public_key(), |message| {
        signer.sign(message)
    })
    .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    if file.len() > BYTES_MAX {
        return Ok(Sealed::NotFit("it is larger than any package".to_owned()));
    }
    let sent = Transfer {
        package: contents.package,
        direction: Direction::Sent,
        child: id.clone(),
        authority: to.to.code,
        authority_name: to.to.name,
        digest,
        public_key: signer.public_key().clone(),
        reason: to.reason,
        by: actor.user.clone(),
        at: moment.instant,
    };
    transfer::insert(&mut tx, &sent).await?;
    note(&mut tx, actor, (id, &sent), moment).await?;
    tx.commit().await?;
    Ok(Sealed::Made(file))
}

/// What the package holds; none without an open plan, or of a child whose name was forgotten.
async fn contents(
    tx: &mut Tx,
    book: &RuleBook,
    child: &Child,
    (from, to): (AuthorityNamed, AuthorityNamed),
    moment: Moment,
) -> Result<Option<Contents>, ServiceError> {
    let Some(open) = plan::open_of(tx, &child.id).await? else {
        return Ok(None);
    };
    let Some(known) = identity::find(tx, &child.id).await? else {
        return Ok(None);
    };
    let profile = match last_agreed(tx, &child.id, None).await? {
        // Rules that cannot be read any more leave names as they are.
        Some(last) => {
            let rules = rules_of(tx, book, &last.rules).await.ok();
            Some(profile(&last, rules.as_ref()))
        }
        None => None,
    };
    Ok(Some(Contents {
        package: new_id(TransferId::parse)?,
        made_at: moment.instant,
        from,
        to,
        child: ChildFacts {
            reference: child.local_id.clone(),
            forename: known.forename,
            surname: known.surname,
            birth_date: known.birth_date,
            upn: known.upn,
            uln: child.uln.clone(),
            sex: child.sex.map(Sex::code).map(str::to_owned),
            looked_after: child.looked_after,
            responsible_authority: child.responsible_authority.clone(),
            restricted: child.restricted,
        },
        plan: plan_facts(tx, &open).await?,
        placement: placement_now(tx, child, moment).await?,
        profile,
    }))
}

async fn plan_facts(tx: &mut Tx, open: &Plan) -> Result<PlanFacts, ServiceError> {
    let mut versions = Vec::new();
    for version in plan::versions_of(tx, &open.id).await? {
        versions.push(version_facts(tx, version).await?);
    }
    Ok(PlanFacts {
        starts_on: open.starts_on,
        last_review_on: open.last_review_on,
        review_due_on: open.review_due_on,
        phase_transfer_due_on: open.phase_transfer_due_on,
        versions,
    })
}

async fn version_facts(tx: &mut Tx, version: PlanVersion) -> Result<VersionFacts, ServiceError> {
    let mut named = Vec::new();
    for place in version.named {
        named.push(place_facts(tx, place).await?);
    }
    Ok(VersionFacts {
        id: version.id,
        state: version.state.code().to_owned(),
        dated_on: version.dated_on,
        comply_by: version.comply_by,
        residential: version.residential,
        work_based: version.work_based,
        personal_budget: version.personal_budget,
        organised_arrangement: version.organised_arrangement,
        direct_payment: version.direct_payment,
        needs: version.needs,
        named,
    })
}

async fn place_facts(tx: &mut Tx, place: NamedPlacement) -> Result<PlaceFacts, ServiceError> {
    let known = match &place.establishment {
        Some(id) => establishment::find(tx, id).await?,
        None => None,
    };
    let (urn, ukprn, name) = known.map_or((None, None, None), |known| {
        (known.urn, known.ukprn, Some(known.name))
    });
    Ok(PlaceFacts {
        urn,
        ukprn,
        name,
        setting: place.setting,
        setting_other: place.setting_other,
        in_sen_unit: place.in_sen_unit,
        in_resourced_provision: place.in_resourced_provision,
    })
}

async fn placement_now(
    tx: &mut Tx,
    child: &Child,
    moment: Moment,
) -> Result<Option<PlacementFacts>, ServiceError> {
    let placed = placement::on_day(tx, &child.id, moment.today).await?;
    let Some(main) = placed.into_iter().next() else {
        return Ok(None);
    };
    let place = NamedPlacement {
        establishment: main.establishment,
        setting: main.setting,
        setting_other: main.setting_other,
        in_sen_unit: main.in_sen_unit,
        in_resourced_provision: main.in_resourced_provision,
    };
    Ok(Some(PlacementFacts {
        at: place_facts(tx, place).await?,
        from: main.from,
        fte: main.fte,
    }))
}

/// An agreed profile with the words of its rules beside each level; no amount that was agreed.
fn profile(last: &LastAgreed, rules: Option<&RuleSet>) -> ProfileFacts {
    let needs = &last.needs;
    let judged: BTreeSet<&DomainId> = needs
        .levels()
        .keys()
        .chain(needs.unevidenced())
        .chain(needs.evidence().keys())
        .collect();
    let domains = judged.into_iter().map(|id| {
        let known = rules.and_then(|rules| rules.domain(id));
        let level = needs.level(id);
        DomainFacts {
            id: id.clone(),
            title: known.map_or_else(|| id.to_string(), |known| known.title.clone()),
            level,
            says: known
                .zip(level)
                .and_then(|(known, level)| known.levels.get(&level).cloned()),
            evidence: needs.evidence().get(id).cloned(),
        }
    });
    ProfileFacts {
        rules: RulesNamed {
            reference: rules.map(RuleSet::reference),
            title: rules
                .map_or("Earlier rules", |rules| &rules.scheme.title)
                .to_owned(),
            digest: last.rules.clone(),
        },
        agreed_on: last.on,
        domains: domains.collect(),
        besides: besides(needs, rules),
    }
}

/// What was judged besides levels, a sentence each; no amount that was agreed for the child, which is our own.
fn besides(needs: &NeedsProfile, rules: Option<&RuleSet>) -> Vec<String> {
    let said = needs_besides_levels(needs, rules).into_iter();
    said.map(|(what, value)| format!("{what}: {value}."))
        .collect()
}
