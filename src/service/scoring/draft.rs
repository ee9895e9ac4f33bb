//! What is being scored, as its scorer left it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::last::{LastAgreed, started_from};
use super::{About, child_for, rules_of};
use crate::access::{Action, Actor};
use crate::calendar::Date;
use crate::ids::{ChildId, ProfileId};
use crate::money::{Fte, Rate};
use crate::needs::{Facts, Need, NeedsProfile, Setting};
use crate::rules::{RuleBook, RuleSet};
use crate::service::{Moment, ServiceError, trail};
use crate::store::draft::{self, DraftKey};
use crate::store::placement::{self, Placement};
use crate::store::plan::{self, PlanVersion};
use crate::store::plan_extract::{self, Extract};
use crate::store::profile::{self, ProfileState, ProfileVersion};
use crate::store::{Store, Tx, user};

/// The name of this form among the drafts.
const FORM: &str = "scoring";

/// What the scorer has said so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scoring {
    /// Levels or points, with their evidence; perhaps not all of them yet.
    pub needs: NeedsProfile,
    /// The setting that the amount is for.
    pub setting: Option<Setting>,
    /// The primary need.
    pub primary_need: Option<Need>,
    /// The share of full time.
    pub fte: Fte,
    /// The hours attended a week, where the rules ask.
    #[serde(default)]
    pub hours: Option<Rate>,
    /// What else the rules ask of the case.
    #[serde(default)]
    pub facts: Facts,
    /// Answers to the rule set's questions, by question.
    pub answers: BTreeMap<String, String>,
}

/// A profile being scored, with what its pages show beside it.
#[derive(Debug)]
pub struct OpenScoring {
    /// Which profile.
    pub profile: ProfileId,
    /// Whose.
    pub about: About,
    /// By which rules.
    pub rules: RuleSet,
    /// The plan version that is read; none where the child has no plan.
    pub plan: Option<PlanVersion>,
    /// The extracts of that version, to be read beside the form.
    pub extracts: Vec<Extract>,
    /// What was said so far.
    pub scoring: Scoring,
    /// The setting in which the child is placed today; none where it is not known.
    pub placed: Option<Setting>,
    /// Counts the saves: what the next one must be based on.
    pub version: i64,
    /// When it was last saved.
    pub saved_at: Timestamp,
    /// The agreed profile as whose levels these began, if they did.
    pub started_from: Option<LastAgreed>,
    /// Why it was sent back, if it was.
    pub sent_back: Option<String>,
    /// The colleague whose it is now, where the actor scored it before: then it is the colleague's work that stands here.
    pub with_colleague: Option<Colleague>,
}

/// Who took a scoring over, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// The name.
    pub name: String,
    /// When.
    pub on: Date,
}

/// What a profile's draft is known by.
#[must_use]
pub fn key(actor: &crate::ids::UserId, profile: &ProfileId) -> DraftKey {
    DraftKey {
        owner: actor.clone(),
        form: FORM.to_owned(),
        subject: profile.to_string(),
    }
}

/// Opens what the actor is scoring.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such draft of the actor's.
pub async fn open(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    id: &ProfileId,
    moment: Moment,
) -> Result<OpenScoring, ServiceError> {
    let mut tx = store.read().await?;
    let opened = load(&mut tx, book, actor, id, moment).await;
    drop(tx);
    trail::asked_for_profile(store, moment, actor, id, opened).await
}

/// As [`open`], for a form that was filled in: also for who was its scorer when the form was opened, to whom it shows what the
/// colleague who took it over has saved since.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such draft of the actor's, nor one that was.
pub async fn open_to_save(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    id: &ProfileId,
    moment: Moment,
) -> Result<OpenScoring, ServiceError> {
    let mut tx = store.read().await?;
    let opened = load_to_save(&mut tx, book, actor, id, moment).await;
    drop(tx);
    trail::asked_for_profile(store, moment, actor, id, opened).await
}

/// As [`open`], in a transaction that goes on.
pub(super) async fn load(
    tx: &mut Tx,
    book: &RuleBook,
    actor: &Actor,
    id: &ProfileId,
    moment: Moment,
) -> Result<OpenScoring, ServiceError> {
    let open = load_to_save(tx, book, actor, id, moment).await?;
    match open.with_colleague {
        Some(_) => Err(ServiceError::NotFound),
        None => Ok(open),
    }
}

/// As [`open_to_save`], in a transaction that goes on.
pub(super) async fn load_to_save(
    tx: &mut Tx,
    book: &RuleBook,
    actor: &Actor,
    id: &ProfileId,
    moment: Moment,
) -> Result<OpenScoring, ServiceError> {
    let head = profile::find(tx, id).await?.ok_or(ServiceError::NotFound)?;
    let (_, about) = child_for(tx, actor, Action::ScoreProfile, &head.child, moment).await?;
    let versions = profile::versions_of(tx, id).await?;
    let sent_back = why_sent_back(&versions);
    let is_or_was_scorer = versions
        .iter()
        .any(|version| version.scored_by.as_ref() == Some(&actor.user));
    let mut versions = versions;
    let latest = versions
        .pop()
        .filter(|latest| is_or_was_scorer && is_being_scored(latest))
        .ok_or(ServiceError::NotFound)?;
    let scorer = latest.scored_by.as_ref().ok_or(ServiceError::NotFound)?;
    let with_colleague = if *scorer == actor.user {
        None
    } else {
        let name = user::find(tx, scorer).await?.map(|user| user.display_name);
        Some(Colleague {
            name: name.unwrap_or_default(),
            on: Moment::of(latest.at).today,
        })
    };
    let kept = draft::find(tx, &key(scorer, id)).await?;
    let (scoring, version, saved_at) = match kept {
        Some(kept) => {
            let scoring = serde_json::from_str(&kept.document)
                .map_err(|error| ServiceError::Broken(Box::new(error)))?;
            (scoring, kept.version, kept.saved_at)
        }
        // Begun by an import: there is nothing but the profile's own version yet.
        None => {
            let scoring = from_version(tx, &latest, &head.child, moment).await?;
            (scoring, 0, latest.at)
        }
    };
    let plan = match &head.plan_version {
        Some(version) => plan::version(tx, version).await?,
        None => None,
    };
    let extracts = match &plan {
        Some(version) => plan_extract::of_version(tx, &version.id).await?,
        None => Vec::new(),
    };
    let places = placement::on_day(tx, &head.child, moment.today).await?;
    Ok(OpenScoring {
        placed: places.first().and_then(Placement::funded_setting),
        profile: id.clone(),
        started_from: started_from(tx, id).await?,
        about,
        rules: rules_of(tx, book, &head.rule_set).await?,
        plan,
        extracts,
        scoring,
        version,
        saved_at,
        sent_back,
        with_colleague,
    })
}

fn is_being_scored(latest: &ProfileVersion) -> bool {
    matches!(latest.state, ProfileState::Draft | ProfileState::SentBack)
}

/// Why it was last sent back, where it has not been sent since.
fn why_sent_back(versions: &[ProfileVersion]) -> Option<String> {
    let decided = versions
        .iter()
        .rfind(|version| version.state != ProfileState::Draft)?;
    (decided.state == ProfileState::SentBack).then(|| decided.note.clone())
}

/// What a profile's version says, for the setting in which the child is today.
async fn from_version(
    tx: &mut Tx,
    version: &ProfileVersion,
    child: &ChildId,
    moment: Moment,
) -> Result<Scoring, ServiceError> {
    let place = placement::on_day(tx, child, moment.today)
        .await?
        .into_iter()
        .next();
    let need = match plan::open_of(tx, child).await? {
        Some(open) => plan::latest_version(tx, &open.id).await?,
        None => None,
    };
    Ok(Scoring {
        needs: version.needs.clone(),
        setting: place.as_ref().map(|place| place.setting),
        primary_need: need.and_then(|plan| plan.needs.first().copied()),
        fte: place.map_or(Fte::FULL, |place| place.fte),
        hours: None,
        facts: Facts::default(),
        answers: BTreeMap::new(),
    })
}

/// The child's profile that is not decided yet, with its state; there is at most one.
pub(in crate::service) async fn undecided_of(
    tx: &mut Tx,
    child: &ChildId,
) -> Result<Option<profile::ProfileVersion>, ServiceError> {
    for head in profile::all_of(tx, child).await? {
        let latest = profile::version(tx, &head.id, head.latest_version).await?;
        let open = latest.filter(|version| {
            matches!(
                version.state,
                ProfileState::Draft | ProfileState::Submitted | ProfileState::SentBack
            )
        });
        if open.is_some() {
            return Ok(open);
        }
    }
    Ok(None)
}
