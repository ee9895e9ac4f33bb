//! What others proposed and waits for the signature of whoever is signed in.

use std::collections::BTreeSet;

use crate::access::{Action, Actor, Subject, Verdict, may};
use crate::ids::ChildId;
use crate::money::Money;
use crate::service::cost_proposals::limit_of;
use crate::service::reach::{allows, restricted};
use crate::service::{ServiceError, kept_back};
use crate::store::amount_proposal::{self, ProposedLine};
use crate::store::award_limit;
use crate::store::budget::{self, Virement};
use crate::store::cost_proposal::{self, CostProposedLine};
use crate::store::payment::{self, PaymentRun};
use crate::store::rule_step::{self, RuleLife, RuleStepKind};
use crate::store::{StoreError, Tx};

/// Proposals of others, each only for those who may agree to it. Nobody signs their own.
#[derive(Debug, Default)]
pub struct ToSign {
    /// Runs of payments to be released, the earliest period first.
    pub runs: Vec<PaymentRun>,
    /// Budget to be moved, the earliest proposal first.
    pub virements: Vec<Virement>,
    /// Rule sets to be approved.
    pub rule_sets: Vec<RuleLife>,
    /// Amounts for one child that are above their officer's limit and within the actor's.
    pub amounts: Vec<ProposedLine>,
    /// Cost lines that are above their officer's limit and within the actor's.
    pub costs: Vec<CostProposedLine>,
    /// The children among them whose levels the actor is to judge before the amount is shown.
    pub unjudged: BTreeSet<ChildId>,
}

impl ToSign {
    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
            && self.virements.is_empty()
            && self.rule_sets.is_empty()
            && self.amounts.is_empty()
            && self.costs.is_empty()
    }
}

pub(super) async fn of(tx: &mut Tx, actor: &Actor) -> Result<ToSign, ServiceError> {
    let mut found = ToSign::default();
    if allows(actor, Action::ReleasePayments) {
        found.runs = payment::proposed_to(tx, &actor.user).await?;
    }
    if allows(actor, Action::ApproveVirement) {
        found.virements = budget::proposed_to(tx, &actor.user).await?;
    }
    if allows(actor, Action::ApproveRules) {
        found.rule_sets = proposed_rules(tx, actor).await?;
    }
    if allows(actor, Action::AgreeIndividualAmount) {
        found.amounts = proposed_amounts(tx, actor).await?;
        let children: Vec<ChildId> = found
            .amounts
            .iter()
            .map(|line| line.child.clone())
            .collect();
        found.unjudged = kept_back::among(tx, actor, Some(&children)).await?;
    }
    if allows(actor, Action::AgreeCosts) {
        found.costs = proposed_costs(tx, actor).await?;
    }
    Ok(found)
}

/// The amounts that others proposed and the actor may agree.
async fn proposed_amounts(tx: &mut Tx, actor: &Actor) -> Result<Vec<ProposedLine>, ServiceError> {
    let limit = award_limit::of(tx, &actor.user).await?;
    let annual = Money::LARGEST;
    let any = Subject::Amount { annual, limit };
    let is_bound = may(actor, Action::AgreeIndividualAmount, &any) != Verdict::Allowed;
    let seen = restricted(actor, Action::ViewQueue)?;
    let up_to = is_bound.then_some(limit);
    Ok(amount_proposal::proposed_to(tx, &actor.user, up_to, &seen).await?)
}

/// The cost lines that others proposed and the actor may agree.
async fn proposed_costs(tx: &mut Tx, actor: &Actor) -> Result<Vec<CostProposedLine>, ServiceError> {
    let limit = limit_of(tx, actor).await?;
    let annual = Money::LARGEST;
    let any = Subject::Amount { annual, limit };
    let is_bound = may(actor, Action::AgreeCosts, &any) != Verdict::Allowed;
    let seen = restricted(actor, Action::AgreeCosts)?;
    let up_to = is_bound.then_some(limit);
    Ok(cost_proposal::proposed_to(tx, &actor.user, up_to, &seen).await?)
}

async fn proposed_rules(tx: &mut Tx, actor: &Actor) -> Result<Vec<RuleLife>, StoreError> {
    let lives = rule_step::all(tx, None).await?.into_iter();
    let waits = |life: &RuleLife| {
        life.steps.last().is_some_and(|step| {
            step.kind == RuleStepKind::Proposed && step.by.as_ref() != Some(&actor.user)
        })
    };
    Ok(lives.filter(waits).collect())
}
