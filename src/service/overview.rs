//! What waits for whoever has just signed in.

mod to_sign;

use jiff::SignedDuration;

use super::children::soon;
use super::reach::{allows, restricted, scope};
use super::scoring::own::{self, Own};
use super::{Moment, ServiceError, awards_to_look_at, rule_life, trail, undecided};
use crate::access::{Action, Actor};
use crate::store::caseload::{self, Filter, Scope};
use crate::store::child_request::{self, ChildRequestsOf};
use crate::store::correction::{self, CorrectionsOf};
use crate::store::support_request::{self, RequestsOf};
use crate::store::{Page, Store, Tx, claim, work_list};

pub use crate::store::caseload::ChildLine;
pub use crate::store::work_list::{QueueFilter, QueueLine, TakenOver, WorkCounts};

pub use super::undecided::WithoutDecider;
pub use to_sign::ToSign;

/// How many lines of what waits the first page shows.
const SHOWN: u32 = 5;

/// For how long a scorer is told that a colleague took something over.
const TOLD: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The first page's figures: each only for those who may see what it counts.
#[derive(Debug)]
pub struct Overview {
    /// The authority's counts; only for its own staff.
    pub counts: Option<WorkCounts>,
    /// Children at the actor's own establishments; only for their staff.
    pub own_children: Option<u64>,
    /// How many profiles the actor is scoring, and how many were sent back to the actor; only for who scores.
    pub own_profiles: Option<(u64, u64)>,
    /// Whether the actor decides on profiles, or reads the queue.
    pub sees_queue: bool,
    /// Claims between authorities whose clock has run out without an agreement; only for who sees them.
    pub claims_overdue: Option<u64>,
    /// Corrections of schools that wait for an answer; only for who answers them.
    pub corrections: Option<u64>,
    /// Awards that go on though the child left their school or has no plan; only for who is shown them.
    pub awards_to_look_at: Option<u64>,
    /// Requests for extra support that wait; only for who takes them over.
    pub requests: Option<u64>,
    /// Children asked for who are not on record; only for who takes them over.
    pub children_asked_for: Option<u64>,
    /// The rules in work; only for who edits rules.
    pub rules: Option<rule_life::Work>,
    /// What others proposed and waits for the actor's signature.
    pub to_sign: ToSign,
    /// The profiles on which nobody is left to decide; only for who can change that.
    pub without_decider: Vec<WithoutDecider>,
    /// The profiles that have waited longest for a decision; only for who sees the queue.
    pub waiting: Vec<QueueLine>,
    /// What colleagues took over from the actor in the last days; only for who scores.
    pub taken_over: Vec<TakenOver>,
    /// The children whose review is longest overdue; only for who scores.
    pub overdue: Vec<ChildLine>,
}

/// Counts what waits. That somebody was shown which children wait longest is an entry in the trail.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub async fn of(store: &Store, actor: &Actor, moment: Moment) -> Result<Overview, ServiceError> {
    let found = read(store, actor, moment).await?;
    let named = found.waiting.iter().map(|line| &line.child);
    let named = named.chain(found.overdue.iter().map(|line| &line.child));
    let named = named.chain(found.taken_over.iter().map(|line| &line.child));
    let named = named.chain(found.without_decider.iter().map(|line| &line.child));
    let named = named.chain(found.to_sign.amounts.iter().map(|line| &line.child));
    trail::listed(store, moment, actor, "first-page", named).await?;
    Ok(found)
}

async fn read(store: &Store, actor: &Actor, moment: Moment) -> Result<Overview, ServiceError> {
    let reach = scope(actor, Action::ListChildren).ok();
    let mut tx = store.read().await?;
    let (counts, own_children) = match &reach {
        Some(reach) if reach.is_authority_wide() => {
            let days = (moment.today, soon(moment.today));
            let counts = work_list::counts(&mut tx, days, reach.restricted()).await?;
            (Some(counts), None)
        }
        Some(reach) => (None, Some(count(&mut tx, reach, moment).await?)),
        None => (None, None),
    };
    let sees_queue = allows(actor, Action::ViewQueue);
    let waiting = if sees_queue {
        let seen = restricted(actor, Action::ViewQueue)?;
        work_list::moderation_queue(
            &mut tx,
            &actor.user,
            &seen,
            QueueFilter::default(),
            Page::new(1, SHOWN),
        )
        .await?
        .items
    } else {
        Vec::new()
    };
    let scores = allows(actor, Action::ScoreProfile);
    let own_profiles = if scores {
        let drafts = own::count(&mut tx, actor, Own::Drafts).await?;
        let sent_back = own::count(&mut tx, actor, Own::SentBack).await?;
        Some((drafts, sent_back))
    } else {
        None
    };
    let taken_over = if scores {
        let since = moment.instant.saturating_sub(TOLD);
        let since = since.unwrap_or(jiff::Timestamp::MIN);
        let seen = restricted(actor, Action::ScoreProfile)?;
        work_list::taken_over_from(&mut tx, &actor.user, since, &seen).await?
    } else {
        Vec::new()
    };
    let overdue = match reach.filter(|_| scores) {
        Some(reach) => caseload::longest_overdue(&mut tx, &reach, moment.today, SHOWN).await?,
        None => Vec::new(),
    };
    let claims_overdue = if allows(actor, Action::ViewRecoupment) {
        Some(claim::overdue(&mut tx, moment.today).await?)
    } else {
        None
    };
    let corrections = if allows(actor, Action::AnswerCorrection) {
        let seen = restricted(actor, Action::AnswerCorrection)?;
        Some(correction::count(&mut tx, CorrectionsOf::Waiting(&seen)).await?)
    } else {
        None
    };
    let requests = if allows(actor, Action::TakeOverRequest) {
        let seen = restricted(actor, Action::TakeOverRequest)?;
        Some(support_request::count(&mut tx, RequestsOf::Waiting(&seen)).await?)
    } else {
        None
    };
    let children_asked_for = if requests.is_some() {
        Some(child_request::count(&mut tx, ChildRequestsOf::Waiting).await?)
    } else {
        None
    };
    let rules = if allows(actor, Action::EditRules) {
        Some(rule_life::work(&mut tx, moment).await?)
    } else {
        None
    };
    Ok(Overview {
        rules,
        awards_to_look_at: awards_to_look_at::count(&mut tx, actor, moment).await?,
        to_sign: to_sign::of(&mut tx, actor).await?,
        without_decider: undecided::to_help(&mut tx, actor).await?,
        claims_overdue,
        corrections,
        requests,
        children_asked_for,
        counts,
        own_children,
        own_profiles,
        sees_queue,
        waiting,
        taken_over,
        overdue,
    })
}

async fn count(tx: &mut Tx, reach: &Scope, moment: Moment) -> Result<u64, ServiceError> {
    let nobody_left_out = Filter::default();
    let found = caseload::list(tx, reach, &nobody_left_out, moment.today, Page::new(1, 1)).await?;
    Ok(found.total)
}
