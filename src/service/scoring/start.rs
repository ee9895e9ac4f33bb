//! Begins to score a child's needs.

use std::collections::BTreeMap;

use super::draft::{self, Scoring, undecided_of};
use super::last::{LastAgreed, last_agreed};
use super::{About, child_for, to_json};
use crate::access::{Action, Actor};
use crate::engine::Context;
use crate::ids::{ChildId, PlanVersionId, ProfileId};
use crate::money::Fte;
use crate::needs::{Need, NeedsProfile, Setting};
use crate::rules::{NoRuleSet, RuleBook, RuleSet};
use crate::service::{Moment, ServiceError, new_id, rule_life, trail};
use crate::store::plan::{self, PlanVersion};
use crate::store::profile::{self, Profile, ProfileState, ProfileVersion};
use crate::store::{Store, Tx, placement, user};

/// What is known before scoring begins.
#[derive(Debug)]
pub struct Beginning {
    /// Whose needs.
    pub about: About,
    /// The versions of the open plan, the newest first; none where the child has no plan.
    pub plans: Vec<PlanVersion>,
    /// The setting of the main placement today.
    pub setting: Option<Setting>,
    /// The primary need of the newest plan version.
    pub primary_need: Option<Need>,
    /// The share of full time of the placement.
    pub fte: Fte,
    /// The rule set in force today.
    pub rules: Result<RuleSet, NoRuleSet>,
    /// A profile of the child that is not decided yet.
    pub underway: Option<Underway>,
    /// The profile that was agreed last, from which scoring can start.
    pub last: Option<LastAgreed>,
}

/// A profile of the child that is not decided yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Underway {
    /// Which.
    pub profile: ProfileId,
    /// Whether it was sent.
    pub sent: bool,
    /// Whether the actor is scoring it.
    pub own: bool,
    /// Who scores it.
    pub scorer: Option<String>,
}

/// What the scorer says before the first level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// The plan version to read; none where the child has no plan.
    pub plan_version: Option<PlanVersionId>,
    /// Setting, need, share of full time and what else the rules ask of the case.
    pub asked: Context,
    /// Whether levels and evidence begin as they were last agreed.
    pub from_last: bool,
}

/// How a beginning ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// There is a new draft.
    New(ProfileId),
    /// Another profile of the child is not decided yet.
    Underway(Underway),
}

/// Finds what is known of a child before its needs are scored.
///
/// # Errors
/// [`ServiceError::NotFound`] if the actor may not score this child's needs.
pub async fn prepare(
    store: &Store,
    book: &RuleBook,
    authority: &str,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<Beginning, ServiceError> {
    let mut tx = store.read().await?;
    let found = known_before(&mut tx, book, authority, actor, (id, moment)).await;
    drop(tx);
    let of = (id, "scoring-form-opened");
    trail::asked_for_child(store, moment, actor, of, found).await
}

async fn known_before(
    tx: &mut Tx,
    book: &RuleBook,
    authority: &str,
    actor: &Actor,
    (id, moment): (&ChildId, Moment),
) -> Result<Beginning, ServiceError> {
    let (_, about) = child_for(tx, actor, Action::ScoreProfile, id, moment).await?;
    let plans = plan_versions(tx, id).await?;
    let place = placement::on_day(tx, id, moment.today)
        .await?
        .into_iter()
        .next();
    Ok(Beginning {
        last: last_agreed(tx, id, None).await?,
        about,
        primary_need: plans.first().and_then(|plan| plan.needs.first().copied()),
        plans,
        setting: place.as_ref().map(|place| place.setting),
        fte: place.map_or(Fte::FULL, |place| place.fte),
        rules: rule_life::rules_on(tx, book, authority, moment.today).await?,
        underway: match underway(tx, actor, id).await? {
            Some(underway) if is_left_behind(tx, &underway, moment).await? => None,
            underway => underway,
        },
    })
}

async fn plan_versions(tx: &mut Tx, id: &ChildId) -> Result<Vec<PlanVersion>, ServiceError> {
    let Some(open) = plan::open_of(tx, id).await? else {
        return Ok(Vec::new());
    };
    let mut versions = plan::versions_of(tx, &open.id).await?;
    versions.reverse();
    Ok(versions)
}

async fn underway(
    tx: &mut Tx,
    actor: &Actor,
    id: &ChildId,
) -> Result<Option<Underway>, ServiceError> {
    let Some(version) = undecided_of(tx, id).await? else {
        return Ok(None);
    };
    let scorer = match &version.scored_by {
        Some(scorer) => user::find(tx, scorer).await?.map(|user| user.display_name),
        None => None,
    };
    Ok(Some(Underway {
        profile: version.profile,
        sent: version.state == ProfileState::Submitted,
        own: version.scored_by.as_ref() == Some(&actor.user),
        scorer,
    }))
}

/// Begins scoring under the rule set in force today.
///
/// # Errors
/// [`ServiceError::NotFound`] if the actor may not score this child's needs, the plan version is not of the child's open
/// plan, or no rule set is in force.
pub async fn begin(
    store: &Store,
    book: &RuleBook,
    authority: &str,
    actor: &Actor,
    id: &ChildId,
    course: &Course,
    moment: Moment,
) -> Result<Begun, ServiceError> {
    let mut tx = store.begin().await?;
    let from = (course, NeedsProfile::default());
    let begun = begin_in(&mut tx, (book, authority), actor, id, from, moment).await?;
    tx.commit().await?;
    Ok(begun)
}

/// As [`begin`], with levels and evidence that are there already, in a transaction that goes on; they stand back where the
/// scorer begins as it was last agreed.
///
/// # Errors
/// As [`begin`].
pub(in crate::service) async fn begin_in(
    tx: &mut Tx,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    id: &ChildId,
    (course, needs): (&Course, NeedsProfile),
    moment: Moment,
) -> Result<Begun, ServiceError> {
    let rules = rule_life::rules_on(tx, book, authority, moment.today)
        .await?
        .map_err(|_| ServiceError::NotFound)?;
    child_for(tx, actor, Action::ScoreProfile, id, moment).await?;
    if let Some(underway) = underway(tx, actor, id).await? {
        if !is_left_behind(tx, &underway, moment).await? {
            return Ok(Begun::Underway(underway));
        }
        leave_behind(tx, actor, &underway.profile, moment).await?;
    }
    let known = plan_versions(tx, id).await?;
    let is_known = |wanted: &PlanVersionId| known.iter().any(|version| version.id == *wanted);
    if !course.plan_version.as_ref().is_none_or(is_known) {
        return Err(ServiceError::NotFound);
    }
    let last = if course.from_last {
        last_agreed(tx, id, None).await?
    } else {
        None
    };
    let needs = last
        .as_ref()
        .map_or(needs, |last| last.carried_into(&rules));
    let profile = new_id(ProfileId::parse)?;
    let head = Profile {
        id: profile.clone(),
        child: id.clone(),
        plan_version: course.plan_version.clone(),
        rule_set: rules.digest().clone(),
        latest_version: 1,
    };
    let first = ProfileVersion {
        profile: profile.clone(),
        number: 1,
        state: ProfileState::Draft,
        needs: needs.clone(),
        scored_by: Some(actor.user.clone()),
        by: Some(actor.user.clone()),
        at: moment.instant,
        note: String::new(),
    };
    profile::insert_all(tx, &[(head, first)]).await?;
    if let Some(last) = &last {
        profile::keep_start(tx, &profile, &last.profile).await?;
    }
    let scoring = Scoring {
        needs,
        setting: Some(course.asked.setting),
        primary_need: course.asked.primary_need,
        fte: course.asked.fte,
        hours: course.asked.hours,
        facts: course.asked.facts.clone(),
        answers: BTreeMap::new(),
    };
    let key = draft::key(&actor.user, &profile);
    crate::store::draft::save(tx, &key, &to_json(&scoring)?, 0, moment.instant).await?;
    let subject = ("profile", profile.as_str());
    trail::note(tx, moment, Some(&actor.user), "scoring-begun", subject).await?;
    Ok(Begun::New(profile))
}

/// Whether this is the actor's own unsent profile under rules that are not in force any more: it could never be sent.
async fn is_left_behind(
    tx: &mut Tx,
    underway: &Underway,
    moment: Moment,
) -> Result<bool, ServiceError> {
    if underway.sent || !underway.own {
        return Ok(false);
    }
    let head = profile::find(tx, &underway.profile)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let today = moment.today;
    Ok(!rule_life::may_decide_by(tx, &head.rule_set, today, today).await?)
}

/// Withdraws such a profile, so that the needs can be scored again under the rules in force.
async fn leave_behind(
    tx: &mut Tx,
    actor: &Actor,
    id: &ProfileId,
    moment: Moment,
) -> Result<(), ServiceError> {
    let head = profile::find(tx, id).await?.ok_or(ServiceError::NotFound)?;
    let latest = profile::version(tx, id, head.latest_version)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let withdrawn = ProfileVersion {
        number: latest.number + 1,
        state: ProfileState::Withdrawn,
        by: Some(actor.user.clone()),
        at: moment.instant,
        note: "The rules it was scored under are not in force any more".to_owned(),
        ..latest
    };
    profile::add_version(tx, &withdrawn).await?;
    crate::store::draft::discard(tx, &draft::key(&actor.user, id)).await?;
    let subject = ("profile", id.as_str());
    trail::note(tx, moment, Some(&actor.user), "profile-withdrawn", subject).await
}
