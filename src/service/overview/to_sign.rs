//! What others proposed and waits for the signature of whoever is signed in.

use crate::access::{Action, Actor};
use crate::service::ServiceError;
use crate::service::reach::allows;
use crate::store::budget::{self, Virement};
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
}

impl ToSign {
    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.virements.is_empty() && self.rule_sets.is_empty()
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
    Ok(found)
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
