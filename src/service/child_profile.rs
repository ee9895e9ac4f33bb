//! A profile as it was sent or agreed, to be read again: what was judged, on which evidence, and what had changed.
//!
//! For the authority's own staff who may see needs. No band is in it: what a scorer may not know before a decision is not told
//! here after it either.

use super::child_record::works_here;
use super::reach::require;
use super::scoring::{
    About, LastAgreed, answers_from_note, child_for, rules_of, setting_answered, started_from,
};
use super::{Moment, ServiceError, kept_back, trail};
use crate::access::{Action, Actor, Subject};
use crate::calendar::Date;
use crate::engine::{Context, questions_raised};
use crate::ids::{ChildId, ProfileId};
use crate::rules::{Question, RuleBook, RuleSet};
use crate::store::plan::PlanVersion;
use crate::store::profile::{self, ProfileState, ProfileVersion};
use crate::store::{Store, Tx, determination, plan, user};

/// A version of a profile, with what it is read by.
#[derive(Debug)]
pub struct ReadProfile {
    /// Whose.
    pub about: About,
    /// The version.
    pub version: ProfileVersion,
    /// When it was kept.
    pub on: Date,
    /// By which rules it was scored.
    pub rules: RuleSet,
    /// Who scored it.
    pub scorer: Option<String>,
    /// The plan version that was read.
    pub plan: Option<PlanVersion>,
    /// The case that was scored for; none where it was never determined.
    pub context: Option<Context>,
    /// The questions that it raised, each with the scorer's answer.
    pub questions: Vec<(Question, Option<String>)>,
    /// The agreed profile as whose levels its own began.
    pub started_from: Option<LastAgreed>,
}

/// Opens the newest version of a profile that was sent or agreed, with an entry in the child's trail.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such profile of the child, it was never sent, or the actor may not see it;
/// [`ServiceError::KeptBack`] for who is to judge the child's levels first.
pub async fn open(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (child, profile): (&ChildId, &ProfileId),
    moment: Moment,
) -> Result<ReadProfile, ServiceError> {
    let mut tx = store.read().await?;
    let found = load(&mut tx, book, actor, (child, profile), moment).await;
    drop(tx);
    trail::asked_for_profile(store, moment, actor, profile, found).await
}

async fn load(
    tx: &mut Tx,
    book: &RuleBook,
    actor: &Actor,
    (child, id): (&ChildId, &ProfileId),
    moment: Moment,
) -> Result<ReadProfile, ServiceError> {
    require(actor, Action::ViewNeeds, &Subject::Anything).map_err(|_| ServiceError::NotFound)?;
    if !works_here(actor) {
        return Err(ServiceError::NotFound);
    }
    let (_, about) = child_for(tx, actor, Action::ViewNeeds, child, moment).await?;
    kept_back::keep(tx, actor, child).await?;
    let head = profile::find(tx, id).await?;
    let head = head.filter(|head| head.child == *child);
    let head = head.ok_or(ServiceError::NotFound)?;
    let mut versions = profile::versions_of(tx, id).await?;
    versions.retain(|one| matches!(one.state, ProfileState::Submitted | ProfileState::Agreed));
    let version = versions.pop().ok_or(ServiceError::NotFound)?;
    let rules = rules_of(tx, book, &head.rule_set).await?;
    let context = context_of(tx, &version, &versions).await?;
    // What the scorer answered stands beside the version that was sent.
    let sent = versions
        .iter()
        .rfind(|one| one.state == ProfileState::Submitted)
        .unwrap_or(&version);
    let answers = answers_from_note(&sent.note);
    let questions = context.as_ref().map_or_else(Vec::new, |context| {
        let raised = questions_raised(&rules, &version.needs, context).into_iter();
        let with_answer = |question: Question| {
            let answer = answers.get(&question.id).cloned();
            (question, answer)
        };
        let raised = raised.cloned().chain(setting_answered(&answers));
        raised.map(with_answer).collect()
    });
    let scorer = match &version.scored_by {
        Some(scorer) => user::find(tx, scorer).await?.map(|user| user.display_name),
        None => None,
    };
    Ok(ReadProfile {
        plan: match &head.plan_version {
            Some(version) => plan::version(tx, version).await?,
            None => None,
        },
        started_from: started_from(tx, id).await?,
        on: Moment::of(version.at).today,
        scorer,
        questions,
        context,
        rules,
        version,
        about,
    })
}

/// The case that the version was determined for; of an agreed version, that of the version that was sent.
async fn context_of(
    tx: &mut Tx,
    version: &ProfileVersion,
    earlier: &[ProfileVersion],
) -> Result<Option<Context>, ServiceError> {
    let numbers = earlier.iter().chain([version]).map(|one| one.number).rev();
    for number in numbers {
        let made = determination::latest_of_profile(tx, &version.profile, number).await?;
        if let Some(made) = made {
            let context = serde_json::from_str(&made.context);
            return Ok(Some(
                context.map_err(|error| ServiceError::Broken(Box::new(error)))?,
            ));
        }
    }
    Ok(None)
}
