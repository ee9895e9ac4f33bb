//! One profile that waits, with everything an officer needs to decide on it.

use std::collections::BTreeMap;

use super::conflict::keep_away;
use crate::access::{Action, Actor, Subject, Verdict, may};
use crate::calendar::Date;
use crate::engine::{
    Context, Determination, TRACE_VERSION, determine, questions_raised, read_stored,
};
use crate::explain;
use crate::ids::{ChildId, DeterminationId, ProfileId, UserId};
use crate::needs::{NeedsProfile, SectionFLine};
use crate::rules::{Question, RuleBook, RuleSet};
use crate::service::child_record::Worth;
use crate::service::kept_back::{self, LATER};
use crate::service::payments;
use crate::service::reach::{allows, require};
use crate::service::scoring::{About, answers_from_note, child_for, rules_of, setting_answered};
use crate::service::{Moment, ServiceError, Store, trail};
use crate::store::amount_proposal::{self, AmountProposal};
use crate::store::award::{self, AwardPrice, AwardVersion};
use crate::store::child::Child;
use crate::store::decision::{self, Decision, DecisionKind};
use crate::store::placement::{self, Placement};
use crate::store::plan::{self, PlanVersion};
use crate::store::plan_extract::{self, Extract};
use crate::store::profile::{self, Profile, ProfileState, ProfileVersion};
use crate::store::{
    Tx, determination, establishment, judgement, kept_back as kept_store, section_f_check, user,
};

/// How far a profile is on its way to a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It waits for a decision.
    Waiting,
    /// It was sent back to its scorer.
    SentBack,
    /// It was decided.
    Decided(Box<Decision>),
}

/// An officer's finding that no band secures Section F.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndividualFinding {
    /// The record of it.
    pub decision: crate::ids::DecisionId,
    /// What is left unsecured.
    pub note: String,
    /// The day.
    pub on: Date,
    /// Who found so.
    pub officer: String,
}

/// A sent profile, with everything that bears on its decision.
#[derive(Debug)]
pub struct Case {
    /// Which profile.
    pub profile: ProfileId,
    /// The version that was sent.
    pub version: ProfileVersion,
    /// How far it is.
    pub stage: Stage,
    /// Whose.
    pub about: About,
    /// The child's record, for who pays.
    pub child: Child,
    /// By which rules it was scored.
    pub rules: RuleSet,
    /// The plan version that was read.
    pub plan: Option<PlanVersion>,
    /// Its extracts, to be read beside the levels.
    pub extracts: Vec<Extract>,
    /// The stored determination.
    pub determination: DeterminationId,
    /// What the engine made of it.
    pub made: Determination,
    /// What the engine was asked.
    pub context: Context,
    /// The questions that the profile raises, each with the scorer's answer.
    pub questions: Vec<(Question, Option<String>)>,
    /// Who scored it.
    pub scorer: Option<String>,
    /// Whether the actor may decide, and if not, whether that is because the actor scored it.
    pub may_decide: bool,
    /// Whether the actor scored it, wholly or in part.
    pub own: bool,
    /// Whether the actor left it to colleagues.
    pub has_stood_aside: bool,
    /// Whether the actor said first what to make of the levels and the evidence alone.
    pub judged: bool,
    /// Whether the actor may see what would change the band: decided, and the actor looks back at decisions.
    pub sees_change: bool,
    /// The finding that it needs an individually agreed amount.
    pub individual: Option<IndividualFinding>,
    /// An amount above its officer's limit that waits for an officer with a higher one, and who proposed it.
    pub proposal: Option<(AmountProposal, String)>,
    /// The main placement today, with the establishment's name.
    pub placement: Option<(Placement, Option<String>)>,
    /// The award in force today.
    pub award: Option<AwardVersion>,
    /// What that award is worth today.
    pub award_worth: Option<Worth>,
    /// The amount that was agreed for this child and is paid today or later.
    pub individual_award: Option<AwardVersion>,
    /// What was checked in Section F before it was decided; none before, or where it was not asked.
    pub section_f_checked: Option<String>,
    /// The lines of Section F that were gone through: for the decision, or for the finding that it needs an amount.
    pub section_f_lines: Vec<SectionFLine>,
    /// When it was sent.
    pub sent_on: Date,
}

impl Case {
    /// The lines of Section F that are known: those whose provision the profile has.
    #[must_use]
    pub fn known_lines(&self) -> Vec<String> {
        explain::provision_lines(&self.version.needs, &self.rules)
    }

    /// Whether the rules came to something that an officer can agree: a band, or an amount under a scheme without bands.
    #[must_use]
    pub fn is_agreeable(&self) -> bool {
        self.made.band().is_some() || self.made.top_up_annual().is_some()
    }

    /// The domains with a level above nought for which no evidence is given.
    pub fn without_evidence(&self) -> impl Iterator<Item = &crate::rules::Domain> {
        let needs = &self.version.needs;
        self.rules.domains().filter(move |domain| {
            needs
                .level(&domain.id)
                .is_some_and(|level| level.number() > 0)
                && !needs.evidence().contains_key(&domain.id)
        })
    }

    /// Lets nobody further who may not decide on it.
    ///
    /// # Errors
    /// [`ServiceError::Refused`] for who may decide on nothing, scored it or left it to colleagues.
    pub(super) fn keep_to_deciders(&self, actor: &Actor) -> Result<(), ServiceError> {
        let subject = Subject::Profile {
            has_scored: self.own,
            has_stood_aside: self.has_stood_aside,
        };
        require(actor, Action::Decide, &subject)
    }

    /// Whether the actor may decide and has to judge the levels first: until then neither the band that follows from them
    /// nor what was decided before is shown.
    #[must_use]
    pub fn is_to_be_judged(&self) -> bool {
        self.may_decide && self.stage == Stage::Waiting && !self.judged
    }
}

/// Opens a profile that was sent. Who looks, and who may not, is in the trail.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such profile, it was never sent, or the actor may not see it;
/// [`ServiceError::Refused`] for who declared a conflict of interest.
pub async fn open(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    id: &ProfileId,
    moment: Moment,
) -> Result<Case, ServiceError> {
    let mut tx = store.read().await?;
    let opened = load(&mut tx, book, actor, id, moment).await;
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
) -> Result<Case, ServiceError> {
    if !allows(actor, Action::ViewQueue) {
        return Err(ServiceError::NotFound);
    }
    let head = profile::find(tx, id).await?.ok_or(ServiceError::NotFound)?;
    let (child, about) = child_for(tx, actor, Action::ViewQueue, &head.child, moment).await?;
    keep_away(tx, actor, Action::ViewQueue, &head.child).await?;
    let (version, stage, has_scored) = sent_version(tx, &head, &actor.user).await?;
    // Of a child of whom another profile is to be judged, the earlier ones are kept back.
    if stage != Stage::Waiting {
        kept_back::keep(tx, actor, &head.child).await?;
    }
    let has_stood_aside = kept_store::has_stood_aside(tx, id, version.number, &actor.user).await?;
    let stands = Subject::Profile {
        has_scored,
        has_stood_aside,
    };
    let kept = determination::latest_of_profile(tx, id, version.number)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let rules = rules_of(tx, book, &kept.rule_set).await?;
    let context: Context = from_json(&kept.context)?;
    let answers = answers_from_note(&version.note);
    let award = award_in_force(tx, &head.child, moment.today).await?;
    let children = std::slice::from_ref(&head.child);
    let mut worth = payments::worth_on(tx, book, moment.today, children).await?;
    let section_f_checked = match &stage {
        Stage::Decided(decision) => section_f_check::of(tx, &decision.id).await?,
        _ => None,
    };
    let individual = individual_finding(tx, &head.child, id).await?;
    let mut lines = section_f_check::lines_of_child(tx, &head.child).await?;
    let decided_on = match &stage {
        Stage::Decided(decision) => lines.remove(&decision.id),
        _ => None,
    };
    let section_f_lines = decided_on.or_else(|| lines.remove(&individual.as_ref()?.decision));
    let mut case = Case {
        section_f_checked,
        section_f_lines: section_f_lines.unwrap_or_default(),
        questions: questions(&rules, &version, &context, &answers),
        scorer: name_of(tx, version.scored_by.as_ref()).await?,
        may_decide: may(actor, Action::Decide, &stands) == Verdict::Allowed,
        sees_change: sees_change(actor, &stage),
        own: has_scored,
        has_stood_aside,
        judged: judgement::find(tx, id, version.number, &actor.user)
            .await?
            .is_some(),
        individual,
        proposal: proposal(tx, id, version.number).await?,
        placement: main_placement(tx, &head.child, moment).await?,
        individual_award: individual_award(tx, &head.child, moment.today).await?,
        award_worth: award.as_ref().and_then(|terms| worth.remove(&terms.award)),
        award,
        plan: match &head.plan_version {
            Some(version) => plan::version(tx, version).await?,
            None => None,
        },
        extracts: match &head.plan_version {
            Some(version) => plan_extract::of_version(tx, version).await?,
            None => Vec::new(),
        },
        determination: kept.id,
        made: made(&kept.document, &version.needs, &rules, &context)?,
        sent_on: Moment::of(version.at).today,
        profile: head.id,
        version,
        stage,
        about,
        child,
        rules,
        context,
    };
    if case.is_to_be_judged() {
        keep_back(&mut case);
    }
    Ok(case)
}

/// Takes out of a case what its officer is told once the levels are judged.
fn keep_back(case: &mut Case) {
    case.award = None;
    case.award_worth = None;
    case.individual_award = None;
    case.proposal = None;
    case.section_f_lines.clear();
    if let Some(found) = &mut case.individual {
        found.note = format!("{LATER} the levels");
    }
}

/// The stored determination. Steps of an older shape are taken from the same determination made again,
/// as long as it comes to the same result.
fn made(
    document: &str,
    needs: &NeedsProfile,
    rules: &RuleSet,
    context: &Context,
) -> Result<Determination, ServiceError> {
    let stored = read_stored(document).map_err(|error| ServiceError::Broken(Box::new(error)))?;
    if stored.trace_version == TRACE_VERSION {
        return Ok(stored);
    }
    let again = determine(needs, rules, context);
    Ok(if again.status == stored.status {
        Determination {
            trace: again.trace,
            ..stored
        }
    } else {
        stored
    })
}

fn sees_change(actor: &Actor, stage: &Stage) -> bool {
    let is_decided = matches!(stage, Stage::Decided(_));
    let subject = Subject::Outcome { is_decided };
    may(actor, Action::SeeWhatWouldChange, &subject) == Verdict::Allowed
}

/// The newest version that was sent, what became of it, and whether a reader scored any version.
async fn sent_version(
    tx: &mut Tx,
    head: &Profile,
    reader: &UserId,
) -> Result<(ProfileVersion, Stage, bool), ServiceError> {
    let mut versions = profile::versions_of(tx, &head.id).await?;
    let mut scorers = versions.iter().filter_map(|one| one.scored_by.as_ref());
    let has_scored = scorers.any(|scorer| scorer == reader);
    let latest = versions.last().map(|version| version.state);
    versions.retain(|version| version.state == ProfileState::Submitted);
    let sent = versions.pop().ok_or(ServiceError::NotFound)?;
    let stage = match latest {
        Some(ProfileState::Submitted) => Stage::Waiting,
        Some(ProfileState::SentBack | ProfileState::Draft) => Stage::SentBack,
        _ => {
            let decided = decision::all_of(tx, &head.child)
                .await?
                .into_iter()
                .find(|decision| is_of(decision, &head.id) && !is_finding(decision));
            Stage::Decided(Box::new(decided.ok_or(ServiceError::NotFound)?))
        }
    };
    Ok((sent, stage, has_scored))
}

fn is_of(decision: &Decision, profile: &ProfileId) -> bool {
    decision
        .profile
        .as_ref()
        .is_some_and(|(id, _)| id == profile)
}

/// Whether it only says that an amount is needed, and agrees none.
fn is_finding(decision: &Decision) -> bool {
    decision.kind == DecisionKind::Exceptional && !decision.section_f_secured
}

fn questions(
    rules: &RuleSet,
    version: &ProfileVersion,
    context: &Context,
    answers: &BTreeMap<String, String>,
) -> Vec<(Question, Option<String>)> {
    questions_raised(rules, &version.needs, context)
        .into_iter()
        .cloned()
        .chain(setting_answered(answers))
        .map(|question| {
            let answer = answers.get(&question.id).cloned();
            (question, answer)
        })
        .collect()
}

/// The newest finding that a profile needs an individually agreed amount.
pub(super) async fn individual_finding(
    tx: &mut Tx,
    child: &ChildId,
    profile: &ProfileId,
) -> Result<Option<IndividualFinding>, ServiceError> {
    let found = decision::all_of(tx, child)
        .await?
        .into_iter()
        .find(|decision| is_of(decision, profile) && is_finding(decision));
    let Some(found) = found else {
        return Ok(None);
    };
    let officer = name_of(tx, Some(&found.officer)).await?;
    Ok(Some(IndividualFinding {
        decision: found.id,
        note: found.reason,
        on: found.decided_on,
        officer: officer.unwrap_or_default(),
    }))
}

/// The amount that waits for an officer with a higher limit, with its officer's name.
async fn proposal(
    tx: &mut Tx,
    profile: &ProfileId,
    version: u32,
) -> Result<Option<(AmountProposal, String)>, ServiceError> {
    let Some(found) = amount_proposal::latest(tx, profile, version).await? else {
        return Ok(None);
    };
    let officer = name_of(tx, Some(&found.officer)).await?;
    Ok(Some((found, officer.unwrap_or_default())))
}

async fn name_of(tx: &mut Tx, id: Option<&UserId>) -> Result<Option<String>, ServiceError> {
    let Some(id) = id else {
        return Ok(None);
    };
    Ok(user::find(tx, id).await?.map(|user| user.display_name))
}

async fn main_placement(
    tx: &mut Tx,
    child: &ChildId,
    moment: Moment,
) -> Result<Option<(Placement, Option<String>)>, ServiceError> {
    let places = placement::on_day(tx, child, moment.today).await?;
    let Some(place) = places.into_iter().next() else {
        return Ok(None);
    };
    let name = match &place.establishment {
        Some(id) => establishment::find(tx, id).await?.map(|known| known.name),
        None => None,
    };
    Ok(Some((place, name)))
}

async fn award_in_force(
    tx: &mut Tx,
    child: &ChildId,
    day: Date,
) -> Result<Option<AwardVersion>, ServiceError> {
    let awards = award::all_of(tx, child).await?;
    Ok(awards
        .into_iter()
        .map(|(_, terms)| terms)
        .find(|terms| terms.from <= day && terms.to.is_none_or(|to| day < to)))
}

/// The amount agreed for a child that is paid on a day or later.
async fn individual_award(
    tx: &mut Tx,
    child: &ChildId,
    day: Date,
) -> Result<Option<AwardVersion>, ServiceError> {
    let awards = award::all_of(tx, child).await?;
    let mut awards = awards.into_iter().map(|(_, terms)| terms);
    Ok(awards.find(|terms| {
        terms.price == AwardPrice::Individual
            && terms.to.is_none_or(|to| day < to && terms.from < to)
    }))
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, ServiceError> {
    serde_json::from_str(text).map_err(|error| ServiceError::Broken(Box::new(error)))
}
