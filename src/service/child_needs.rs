//! The levels of a child's newest agreed profile, the band that was decided on them, and why.
//!
//! For a school's SENCO and the council's staff who may see needs. What is not agreed yet stays the council's.

use super::child_record::present_establishments;
use super::scoring::rules_of;
use super::{Moment, ServiceError, kept_back, trail};
use crate::access::{Action, Actor, Restriction, Subject, Verdict, may};
use crate::calendar::Date;
use crate::engine::{Context, determine};
use crate::explain;
use crate::ids::{ChildId, LocalId};
use crate::needs::{BandId, DomainId, NeedsProfile};
use crate::rules::{RuleBook, RuleSet};
use crate::store::decision::{Decision, DecisionKind};
use crate::store::profile::{ProfileState, ProfileVersion};
use crate::store::timeline::{self, Timeline};
use crate::store::{Store, Tx};

/// What is shown of a child's needs.
#[derive(Debug)]
pub struct ChildNeeds {
    /// Whose.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// Given and family name; `None` once erased.
    pub name: Option<String>,
    /// When the plan is next reviewed.
    pub review_due: Option<Date>,
    /// The newest agreed profile; none before the first, or where its rules cannot be read any more.
    pub agreed: Option<AgreedNeeds>,
}

/// An agreed profile and what was decided on it.
#[derive(Debug)]
pub struct AgreedNeeds {
    /// The scheme.
    pub scheme: String,
    /// The levels, area by area.
    pub areas: Vec<AreaLevels>,
    /// All that was judged, for what stands beside the levels.
    pub needs: NeedsProfile,
    /// By which rules it is called what it is.
    pub rules: RuleSet,
    /// The band decided; none where the scheme has none, or where no decision is recorded.
    pub band: Option<BandId>,
    /// When it was decided.
    pub decided_on: Option<Date>,
    /// Whether another band was decided than the scheme came to.
    pub overridden: bool,
    /// How the scheme came to its result, sentence by sentence; empty where that was not recorded.
    pub why: Vec<String>,
}

/// The levels of one area.
#[derive(Debug)]
pub struct AreaLevels {
    /// Its title.
    pub title: String,
    /// Each domain with its name, its title and what the scheme says of its level.
    pub domains: Vec<(DomainId, String, String)>,
}

/// Opens a child's needs.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such child or the actor may not see its needs; both are written down.
/// [`ServiceError::KeptBack`] for who is to judge the child's levels first.
pub async fn open(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<ChildNeeds, ServiceError> {
    let mut tx = store.read().await?;
    let found = timeline::of(&mut tx, id).await?.filter(|found| {
        let places = present_establishments(found, moment.today);
        let child = Subject::Child {
            establishments: &places,
            restriction: Restriction::of(&found.child.id, found.child.restricted),
        };
        may(actor, Action::ViewNeeds, &child) == Verdict::Allowed
    });
    let Some(found) = found else {
        drop(tx);
        trail::child_refused(store, moment, actor, id).await?;
        return Err(ServiceError::NotFound);
    };
    let subject = ("child", id.as_str());
    if let Err(kept) = kept_back::keep(&mut tx, actor, id).await {
        drop(tx);
        let by = Some(&actor.user);
        trail::note_alone(store, moment, by, "needs-kept-back", subject).await?;
        return Err(kept);
    }
    let agreed = agreed(&mut tx, book, &found).await?;
    drop(tx);
    trail::note_alone(store, moment, Some(&actor.user), "needs-viewed", subject).await?;
    let plan = found.plans.last().map(|plan| &plan.plan);
    Ok(ChildNeeds {
        review_due: plan
            .filter(|plan| plan.ceased_on.is_none())
            .and_then(|plan| plan.review_due_on),
        name: found
            .identity
            .map(|known| format!("{} {}", known.forename, known.surname)),
        local_id: found.child.local_id,
        child: found.child.id,
        agreed,
    })
}

async fn agreed(
    tx: &mut Tx,
    book: &RuleBook,
    found: &Timeline,
) -> Result<Option<AgreedNeeds>, ServiceError> {
    let newest = found.profiles.iter().find_map(|(head, versions)| {
        let last = versions.last()?;
        (last.state == ProfileState::Agreed).then_some((head, last))
    });
    let Some((head, version)) = newest else {
        return Ok(None);
    };
    let rules = match rules_of(tx, book, &head.rule_set).await {
        Ok(rules) => rules,
        // A text that is no rule set to this program has no titles to show levels under.
        Err(ServiceError::Broken(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let decided = found
        .decisions
        .iter()
        .find(|decision| decision.section_f_secured && is_of(decision, version));
    Ok(Some(AgreedNeeds {
        scheme: rules.scheme.title.clone(),
        areas: levels(&rules, version),
        needs: version.needs.clone(),
        band: decided.and_then(|decision| decision.band.clone()),
        decided_on: decided.map(|decision| decision.decided_on),
        overridden: decided.is_some_and(|decision| decision.kind == DecisionKind::Override),
        why: decided.map_or_else(Vec::new, |decision| why(found, &rules, decision, version)),
        rules,
    }))
}

fn is_of(decision: &Decision, version: &ProfileVersion) -> bool {
    let profile = decision.profile.as_ref();
    profile.is_some_and(|(id, _)| *id == version.profile)
}

fn levels(rules: &RuleSet, version: &ProfileVersion) -> Vec<AreaLevels> {
    let of_area = |area: &crate::rules::Area| AreaLevels {
        title: area.title.clone(),
        domains: area
            .domains
            .iter()
            .map(|domain| {
                let level = version.needs.level(&domain.id);
                let says = level.and_then(|level| domain.levels.get(&level));
                (
                    domain.id.clone(),
                    domain.title.clone(),
                    says.cloned().unwrap_or_default(),
                )
            })
            .collect(),
    };
    rules.areas.iter().map(of_area).collect()
}

/// The determination that the officer saw, made again from what it was made from.
fn why(
    found: &Timeline,
    rules: &RuleSet,
    decided: &Decision,
    version: &ProfileVersion,
) -> Vec<String> {
    let made = decided.determination.as_ref();
    let made = made.and_then(|id| found.determinations.iter().find(|made| made.id == *id));
    let asked: Option<Context> = made.and_then(|made| serde_json::from_str(&made.context).ok());
    asked.map_or_else(Vec::new, |context| {
        explain::sentences(&determine(&version.needs, rules, &context), rules)
    })
}
