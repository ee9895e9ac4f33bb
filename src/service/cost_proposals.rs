//! Cost lines above their officer's limit: each waits for a second person with a higher one, who agrees or declines it.

use super::child_costs::{add_line, note, placement_of};
use super::reach::require;
use super::scoring::{About, child_for};
use super::{Moment, ServiceError, trail};
use crate::access::{Action, Actor, Subject};
use crate::costs::CostProblem;
use crate::ids::{ChildId, CostLineId};
use crate::money::Money;
use crate::store::placement::{CostLine, Placement};
use crate::store::{Store, StoreError, Tx, cost_limit, cost_proposal, establishment, user};

pub use crate::store::cost_proposal::{CostProposal, CostProposalState};

/// A proposal as whoever may answer it sees it.
#[derive(Debug)]
pub struct ToAnswer {
    /// About whom.
    pub about: About,
    /// The placement.
    pub placed: Placement,
    /// Where that is, by name; none outside any establishment.
    pub place: Option<String>,
    /// The proposal.
    pub proposal: CostProposal,
    /// Who proposed it.
    pub officer_name: String,
    /// Whether the actor may agree it: not their own, nor what is above their limit.
    pub may_agree: bool,
}

/// What a second person makes of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CostAnswer {
    /// The line is added.
    Agree,
    /// It is not, and why.
    Decline(String),
}

/// How an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It is kept.
    Done,
    /// Somebody else answered first.
    TooLate,
    /// The placement has changed, and no longer takes the line.
    Unsound(Vec<CostProblem>),
}

/// A proposal, for whoever may agree cost lines of the child.
///
/// # Errors
/// [`ServiceError::NotFound`] if it is not the child's, or the actor agrees no cost lines or may not open the child's record.
pub async fn open(
    store: &Store,
    actor: &Actor,
    (child, id): (&ChildId, &CostLineId),
    moment: Moment,
) -> Result<ToAnswer, ServiceError> {
    let mut tx = store.read().await?;
    let found = found(&mut tx, actor, (child, id), moment).await;
    drop(tx);
    trail::asked_for_child(store, moment, actor, (child, "cost-proposal-opened"), found).await
}

async fn found(
    tx: &mut Tx,
    actor: &Actor,
    (child, id): (&ChildId, &CostLineId),
    moment: Moment,
) -> Result<ToAnswer, ServiceError> {
    let (_, about) = child_for(tx, actor, Action::AgreeCosts, child, moment).await?;
    let kept = cost_proposal::find(tx, id).await?;
    let (_, proposal) = kept
        .filter(|(of, _)| of == child)
        .ok_or(ServiceError::NotFound)?;
    let placed = placement_of(tx, child, &proposal.placement).await?;
    let place = match &placed.establishment {
        Some(id) => establishment::find(tx, id).await?.map(|place| place.name),
        None => None,
    };
    let officer = user::find(tx, &proposal.officer).await?;
    let may_agree = may_agree(tx, actor, &proposal).await.is_ok();
    Ok(ToAnswer {
        about,
        placed,
        place,
        officer_name: officer.map_or_else(String::new, |officer| officer.display_name),
        proposal,
        may_agree,
    })
}

/// What waits of a child's, the earliest first, for who keeps its costs and has opened them.
///
/// # Errors
/// [`ServiceError::NotFound`] to whoever keeps no costs of the child.
pub async fn waiting(
    store: &Store,
    actor: &Actor,
    child: &ChildId,
    moment: Moment,
) -> Result<Vec<CostProposal>, ServiceError> {
    let mut tx = store.read().await?;
    child_for(&mut tx, actor, Action::KeepCosts, child, moment).await?;
    Ok(cost_proposal::waiting_of(&mut tx, child).await?)
}

/// Asks whether the actor may agree a proposal: nobody agrees their own, and only the head of SEND goes above a limit.
async fn may_agree(
    tx: &mut Tx,
    actor: &Actor,
    proposal: &CostProposal,
) -> Result<(), ServiceError> {
    let proposed_by = &proposal.officer;
    let own = Subject::CostProposal { proposed_by };
    require(actor, Action::AgreeCosts, &own)?;
    let amount = Subject::Amount {
        annual: proposal.annual,
        limit: limit_of(tx, actor).await?,
    };
    require(actor, Action::AgreeCosts, &amount)
}

/// Up to how much a year an actor may add or agree: any amount without a limit of their own.
pub(super) async fn limit_of(tx: &mut Tx, actor: &Actor) -> Result<Money, ServiceError> {
    let limit = cost_limit::of(tx, &actor.user).await?;
    Ok(limit.unwrap_or(Money::LARGEST))
}

/// Agrees a proposal, which adds its line, or declines it with a reason.
///
/// # Errors
/// As [`open`]; [`ServiceError::Refused`] to who proposed it, and where it is above the actor's limit.
pub async fn answer(
    store: &Store,
    actor: &Actor,
    (child, id): (&ChildId, &CostLineId),
    answer: &CostAnswer,
    moment: Moment,
) -> Result<Answered, ServiceError> {
    let mut tx = store.begin().await?;
    let found = found(&mut tx, actor, (child, id), moment).await?;
    let proposal = found.proposal;
    may_agree(&mut tx, actor, &proposal).await?;
    let (state, words, action) = match answer {
        CostAnswer::Agree => (CostProposalState::Agreed, "", "cost-line-agreed"),
        CostAnswer::Decline(words) => (
            CostProposalState::Declined,
            words.as_str(),
            "cost-line-declined",
        ),
    };
    let by = (&actor.user, moment.instant);
    match cost_proposal::conclude(&mut tx, id, (state, words), by).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Ok(Answered::TooLate),
        Err(error) => return Err(error.into()),
    }
    let line = CostLine {
        id: proposal.id,
        placement: proposal.placement,
        in_error: false,
        terms: proposal.terms,
        version: 1,
    };
    if *answer == CostAnswer::Agree {
        let problems = line.terms.problems(&found.placed.placed_at());
        if !problems.is_empty() {
            return Ok(Answered::Unsound(problems));
        }
        add_line(&mut tx, &line).await?;
    }
    note(&mut tx, actor, action, &line, moment).await?;
    tx.commit().await?;
    Ok(Answered::Done)
}
