//! Sends a scored profile for a decision, with what the engine makes of it.

use super::draft::{self, OpenScoring, Scoring, load};
use super::setting::setting_asked;
use super::{answers_from_note, child_for, note_of_answers, to_json};
use crate::access::{Action, Actor};
use crate::calendar::Date;
use crate::engine::{Context, Determination, Status, determine, questions_raised};
use crate::ids::{ChildId, DeterminationId, ProfileId};
use crate::needs::{NeedsProfile, Setting};
use crate::rules::{Inputs, MissingLevel, Question, RuleBook};
use crate::service::{Moment, ServiceError, new_id, rule_life, trail};
use crate::store::determination::{self, DeterminationStatus, StoredDetermination};
use crate::store::profile::{self, ProfileState, ProfileVersion};
use crate::store::{Store, Tx};

/// What has to be done before a profile can be sent.
#[derive(Debug, Default)]
pub struct Check {
    /// The questions that the profile raises.
    pub questions: Vec<Question>,
    /// Those without an answer.
    pub unanswered: Vec<Question>,
    /// Domains without an answer.
    pub without_level: Vec<crate::needs::DomainId>,
    /// Domains on which there is not enough evidence, where the rules then give no result.
    pub without_result: Vec<crate::needs::DomainId>,
    /// Whether the points, the setting or the primary need are missing.
    pub without_judged: bool,
    /// Whether the setting or the primary need is missing.
    pub without_setting: bool,
    /// Domains above level 0 without evidence; they may be sent all the same.
    pub without_evidence: Vec<crate::needs::DomainId>,
}

impl Check {
    /// Whether everything was said that has to be said.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unanswered.is_empty()
            && self.without_level.is_empty()
            && self.without_result.is_empty()
            && !self.without_judged
            && !self.without_setting
    }
}

/// How a sending ended.
#[derive(Debug)]
pub enum Sent {
    /// It waits for a decision.
    Done,
    /// Something has to be done first.
    Incomplete,
    /// The rules give no result, so there is nothing to decide on.
    Refused(Determination),
    /// The rules are not in force any more, or never were: the child’s needs are scored again.
    RulesNotInForce,
    /// It was saved elsewhere since the scorer saw it.
    Lost,
}

/// What has to be done before this can be sent.
#[must_use]
pub fn check(open: &OpenScoring) -> Check {
    let scoring = &open.scoring;
    let needs = &scoring.needs;
    let setting = scoring.setting.unwrap_or(Setting::Unk);
    let day = open.rules.scheme.first_day;
    let context = asked(scoring, setting, day);
    let questions: Vec<Question> = questions_raised(&open.rules, needs, &context)
        .into_iter()
        .cloned()
        .chain(setting_asked(scoring.setting, open.placed))
        .collect();
    let answered = |question: &&Question| {
        let answer = scoring.answers.get(&question.id);
        answer.is_none_or(|answer| answer.trim().is_empty())
    };
    let domains = || open.rules.domains().map(|domain| domain.id.clone());
    let inputs = open.rules.inputs();
    // Where the setting has an amount of its own, nothing is missed that other settings need.
    let made = determine(needs, &open.rules, &context);
    let lacks = matches!(made.status, Status::Refused { .. });
    let refuses = open.rules.scheme.without_evidence() == MissingLevel::Refuse;
    Check {
        unanswered: questions.iter().filter(answered).cloned().collect(),
        questions,
        without_level: domains()
            .filter(|id| lacks && inputs.levels && !needs.is_answered(id))
            .collect(),
        without_result: domains()
            .filter(|id| lacks && refuses && needs.unevidenced().contains(id))
            .collect(),
        without_judged: lacks && lacks_judged(needs, &inputs),
        without_setting: scoring.setting.is_none()
            || (scoring.primary_need.is_none() && inputs.primary_need),
        without_evidence: domains()
            .filter(|id| needs.level(id).is_some_and(|level| level.number() > 0))
            .filter(|id| !needs.evidence().contains_key(id))
            .collect(),
    }
}

/// Sends the profile as it was last saved.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such draft of the actor's.
pub async fn send(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (id, based_on): (&ProfileId, i64),
    moment: Moment,
) -> Result<Sent, ServiceError> {
    let mut tx = store.begin().await?;
    let open = load(&mut tx, book, actor, id, moment).await?;
    if open.version != based_on {
        return Ok(Sent::Lost);
    }
    let Some(context) = context(&open, moment).filter(|_| check(&open).is_complete()) else {
        return Ok(Sent::Incomplete);
    };
    let (rules, today) = (open.rules.digest(), moment.today);
    let made = determine(&open.scoring.needs, &open.rules, &context);
    if matches!(made.status, Status::Refused { .. }) {
        return Ok(Sent::Refused(made));
    }
    if !rule_life::may_decide_by(&mut tx, rules, today, today).await? {
        return Ok(Sent::RulesNotInForce);
    }
    let number = keep_version(&mut tx, actor, &open, moment).await?;
    let kept = stored(&open, actor, number, (&context, &made), moment)?;
    determination::insert_all(&mut tx, std::slice::from_ref(&kept)).await?;
    crate::store::draft::discard(&mut tx, &draft::key(&actor.user, id)).await?;
    let by = Some(&actor.user);
    trail::note(
        &mut tx,
        moment,
        by,
        "profile-sent",
        ("profile", id.as_str()),
    )
    .await?;
    let subject = ("determination", kept.id.as_str());
    trail::note(&mut tx, moment, by, "determination-made", subject).await?;
    tx.commit().await?;
    Ok(Sent::Done)
}

/// The child whose profile the actor sent already with these answers, where nobody sent it back since.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such profile that the actor may score.
pub async fn sent_already(
    store: &Store,
    actor: &Actor,
    id: &ProfileId,
    answered: impl Fn(&str) -> Option<String>,
    moment: Moment,
) -> Result<Option<ChildId>, ServiceError> {
    let mut tx = store.read().await?;
    let head = profile::find(&mut tx, id).await?;
    let head = head.ok_or(ServiceError::NotFound)?;
    child_for(&mut tx, actor, Action::ScoreProfile, &head.child, moment).await?;
    let versions = profile::versions_of(&mut tx, id).await?;
    let last = versions.iter().rev().find(|version| {
        let state = version.state;
        [
            ProfileState::Draft,
            ProfileState::Submitted,
            ProfileState::SentBack,
        ]
        .contains(&state)
    });
    let is_sent = last.is_some_and(|last| {
        let answers = answers_from_note(&last.note);
        let mut answers = answers.iter();
        last.state == ProfileState::Submitted
            && last.by.as_ref() == Some(&actor.user)
            && answers.all(|(question, answer)| answered(question).as_ref() == Some(answer))
    });
    Ok(is_sent.then_some(head.child))
}

fn context(open: &OpenScoring, moment: Moment) -> Option<Context> {
    let scoring = &open.scoring;
    Some(asked(scoring, scoring.setting?, moment.today))
}

/// What is asked of the engine for a scoring.
fn asked(scoring: &Scoring, setting: Setting, on: Date) -> Context {
    Context {
        hours: scoring.hours,
        facts: scoring.facts.clone(),
        ..Context::year(on, setting, scoring.primary_need, scoring.fte)
    }
}

/// Whether something besides levels that the rules read is not there at all.
fn lacks_judged(needs: &NeedsProfile, inputs: &Inputs) -> bool {
    (inputs.points && needs.points().is_none())
        || (inputs.picked && needs.all_picked().is_empty())
        || (inputs.provision && needs.provision().is_empty())
        || (inputs.support_hours && needs.support_hours().is_none())
}

/// Adds the version that is sent. Only the answers to questions that the profile still raises go with it.
async fn keep_version(
    tx: &mut Tx,
    actor: &Actor,
    open: &OpenScoring,
    moment: Moment,
) -> Result<u32, ServiceError> {
    let head = profile::find(tx, &open.profile)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let asked = check(open).questions;
    let mut answers = open.scoring.answers.clone();
    answers.retain(|id, _| asked.iter().any(|question| question.id == *id));
    let version = ProfileVersion {
        profile: open.profile.clone(),
        number: head.latest_version + 1,
        state: ProfileState::Submitted,
        needs: open.scoring.needs.clone(),
        scored_by: Some(actor.user.clone()),
        by: Some(actor.user.clone()),
        at: moment.instant,
        note: note_of_answers(&answers),
    };
    profile::add_version(tx, &version).await?;
    Ok(version.number)
}

fn stored(
    open: &OpenScoring,
    actor: &Actor,
    profile_version: u32,
    (context, made): (&Context, &Determination),
    moment: Moment,
) -> Result<StoredDetermination, ServiceError> {
    Ok(StoredDetermination {
        id: new_id(DeterminationId::parse)?,
        child: open.about.child.clone(),
        profile: open.profile.clone(),
        profile_version,
        rule_set: made.digest.clone(),
        engine_version: made.engine_version,
        trace_version: made.trace_version,
        on: context.on,
        context: to_json(context)?,
        status: match made.status {
            Status::Determined { .. } => DeterminationStatus::Determined,
            Status::Blocked { .. } => DeterminationStatus::Blocked,
            Status::Refused { .. } => DeterminationStatus::Refused,
        },
        band: made.band().cloned(),
        top_up_annual: made.top_up_annual(),
        document: to_json(made)?,
        made_by: Some(actor.user.clone()),
        made_at: moment.instant,
    })
}
