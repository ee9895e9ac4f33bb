//! A second person's answer to a proposal: approved, or sent back.

use std::collections::BTreeSet;

use super::drafts::from_json;
use super::standing::days_in_force;
use super::{Told, next_number, told};
use crate::access::{Action, Actor, Subject, Verdict, may};
use crate::calendar::Period;
use crate::ids::{Digest, RuleSetRef, UserId};
use crate::rules::{ProposalRecord, RuleBook};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, Store, trail};
use crate::store::rule_step::{self, RuleLife, RuleStep, RuleStepKind};
use crate::store::{StoreError, Tx, rule_draft};

/// An approved set of the same authority that shares days with a proposed one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Which.
    pub reference: RuleSetRef,
    /// By its identity.
    pub digest: Digest,
    /// The days that both would be in force.
    pub days: Period,
}

/// A proposal, with everything that an approver needs.
#[derive(Debug)]
pub struct Proposal {
    /// The set and its life.
    pub told: Told,
    /// The record.
    pub record: ProposalRecord,
    /// The step that proposed it.
    pub step: RuleStep,
    /// Whether the actor may answer.
    pub may_answer: bool,
    /// Whether the actor wrote or proposed it.
    pub own: bool,
    /// The approved sets that share days with it: they must be withdrawn from its first day before it can be approved.
    pub overlaps: Vec<Overlap>,
}

/// What the second person answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The set is in force on its days.
    Approve,
    /// It goes back to its owner.
    SendBack {
        /// What to look at.
        reason: String,
    },
}

/// How an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It is written down.
    Done,
    /// Somebody else answered first.
    Lost,
    /// Approved sets share days with this one; two sets can never be in force on one day.
    Overlaps(Vec<Overlap>),
}

/// Opens a proposal that waits for an answer.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not see proposals; [`ServiceError::NotFound`] if the set does not wait.
pub async fn proposal(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    digest: &Digest,
    moment: Moment,
) -> Result<Proposal, ServiceError> {
    require(actor, Action::ViewRuleDrafts, &Subject::Anything)?;
    let told = told(store, book, actor, digest, moment).await?;
    let step = waiting(&told.life).cloned().ok_or(ServiceError::NotFound)?;
    let record = from_json(step.record.as_deref().unwrap_or_default())?;
    let mut tx = store.read().await?;
    let authors = authors(&mut tx, &step).await?;
    let verdict = may(
        actor,
        Action::ApproveRules,
        &Subject::RuleProposal { authors: &authors },
    );
    Ok(Proposal {
        overlaps: overlaps(&mut tx, &told.life).await?,
        told,
        record,
        step,
        may_answer: verdict == Verdict::Allowed,
        own: authors.contains(&actor.user),
    })
}

/// The proposal that a life ends with.
fn waiting(life: &RuleLife) -> Option<&RuleStep> {
    life.steps
        .last()
        .filter(|step| step.kind == RuleStepKind::Proposed)
}

/// Who proposed a set, and everybody who wrote a version of its text up to then.
async fn authors(tx: &mut Tx, step: &RuleStep) -> Result<BTreeSet<UserId>, ServiceError> {
    let mut authors: BTreeSet<UserId> = step.by.iter().cloned().collect();
    if let Some((draft, number)) = &step.draft {
        let versions = rule_draft::versions_of(tx, draft).await?;
        let up_to_then = versions
            .into_iter()
            .filter(|version| version.number <= *number);
        authors.extend(up_to_then.map(|version| version.by));
    }
    Ok(authors)
}

async fn overlaps(tx: &mut Tx, life: &RuleLife) -> Result<Vec<Overlap>, ServiceError> {
    let own = Period::from_first_to_last(life.first_day, life.last_day)
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let others = rule_step::all(tx, Some(life.reference.authority())).await?;
    let shared = |other: RuleLife| {
        let days = days_in_force(&other)?.overlap(&own)?;
        (other.digest != life.digest).then_some(Overlap {
            reference: other.reference,
            digest: other.digest,
            days,
        })
    };
    Ok(others.into_iter().filter_map(shared).collect())
}

/// Answers the proposal that the actor saw, by the number of its step.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not approve rules, or wrote or proposed these; [`ServiceError::NotFound`]
/// if there is no such set.
pub async fn answer(
    store: &Store,
    actor: &Actor,
    (digest, seen): (&Digest, u32),
    answer: &Answer,
    moment: Moment,
) -> Result<Answered, ServiceError> {
    require(actor, Action::ApproveRules, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let action = match answer {
        Answer::Approve => "rules-approved",
        Answer::SendBack { .. } => "rules-sent-back",
    };
    // The audit entry comes first: it holds the chain's head until the end, so that of two approvals at once the second
    // sees the first, on either database.
    let subject = ("rule-set", digest.as_str());
    trail::note(&mut tx, moment, Some(&actor.user), action, subject).await?;
    let life = rule_step::of(&mut tx, digest)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let Some(proposed) = waiting(&life).filter(|step| step.number == seen) else {
        return Ok(Answered::Lost);
    };
    let authors = authors(&mut tx, proposed).await?;
    let subject = Subject::RuleProposal { authors: &authors };
    require(actor, Action::ApproveRules, &subject)?;
    let (kind, note) = match answer {
        Answer::Approve => (RuleStepKind::Approved, String::new()),
        Answer::SendBack { reason } => (RuleStepKind::SentBack, reason.clone()),
    };
    if *answer == Answer::Approve {
        let overlaps = overlaps(&mut tx, &life).await?;
        if !overlaps.is_empty() {
            return Ok(Answered::Overlaps(overlaps));
        }
    }
    let step = RuleStep {
        digest: digest.clone(),
        number: next_number(&life),
        kind,
        by: Some(actor.user.clone()),
        at: moment.instant,
        draft: None,
        record: None,
        note,
        from: None,
    };
    match rule_step::add(&mut tx, &step).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Ok(Answered::Lost),
        Err(error) => return Err(error.into()),
    }
    tx.commit().await?;
    Ok(Answered::Done)
}
