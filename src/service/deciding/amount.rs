//! An amount agreed for one child, where an officer found that no band secures Section F. What is above the officer's limit is
//! kept as a proposal, for an officer with a higher one to agree or change.

use super::again;
use super::award::{self, Amount, Grant};
use super::case::{Case, Stage, load, open};
use super::conclude::{Step, Terms, blank, close};
use super::effect::{Before, Effect};
use super::plausible::{Doubt, doubts};
use crate::access::{Action, Actor, Reason, Subject};
use crate::ids::ProfileId;
use crate::money::Money;
use crate::rules::RuleBook;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, Store, trail};
use crate::store::amount_proposal::{self, AmountProposal};
use crate::store::decision::{self, Decision, DecisionKind};
use crate::store::profile::ProfileState;
use crate::store::{Tx, award_limit};

/// What an officer agrees, having declared to have no conflict of interest and that it secures every line of Section F.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndividualAmount {
    /// The amount of a year.
    pub annual: Money,
    /// What it secures that no band does.
    pub reason: String,
    /// When and for which share of full time; the amount is not shared out by it again.
    pub terms: Terms,
    /// The number of the proposal that was shown; 0 where there was none.
    pub proposal_seen: u32,
}

/// How it ended.
#[derive(Debug)]
pub enum Agreed {
    /// The award is made.
    Done,
    /// It can be made, or proposed where it is above the officer's limit; nothing is kept until the officer has checked it.
    ToCheck {
        /// Whether it is above.
        is_above: bool,
        /// What it does to the child's awards, once it is agreed.
        effect: Box<Effect>,
    },
    /// The officer has not judged the levels yet.
    NotJudged,
    /// It is above the officer's limit: it is kept, for an officer with a higher one to agree.
    Proposed,
    /// A tribunal's order stands on those days.
    OrderStands,
    /// A date or the amount cannot be, or is so unusual that it has to be confirmed.
    Doubtful(Vec<Doubt>),
    /// Somebody else concluded the case first.
    Lost(Box<Case>),
    /// Another amount was proposed since, perhaps by the same officer in another window.
    Overtaken,
}

/// A case for which an amount is wanted.
#[derive(Debug)]
pub struct Wanted {
    /// The case.
    pub case: Case,
    /// Up to how much the actor may agree; none where any amount.
    pub limit: Option<Money>,
}

/// The case for which an amount is wanted, and the actor's limit.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such case, or no finding that it needs an amount; [`ServiceError::Refused`]
/// if the actor may not agree one.
pub async fn wanted(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    id: &ProfileId,
    moment: Moment,
) -> Result<Wanted, ServiceError> {
    let case = open(store, book, actor, id, moment).await?;
    require(actor, Action::AgreeIndividualAmount, &Subject::Anything)?;
    let is_wanted = case.individual.is_some() && case.stage == Stage::Waiting && case.may_decide;
    if !is_wanted {
        return Err(ServiceError::NotFound);
    }
    let mut tx = store.read().await?;
    let limit = award_limit::of(&mut tx, &actor.user).await?;
    let annual = Money::LARGEST;
    let any = Subject::Amount { annual, limit };
    let is_bound = require(actor, Action::AgreeIndividualAmount, &any).is_err();
    Ok(Wanted {
        case,
        limit: is_bound.then_some(limit),
    })
}

/// Agrees an amount within the officer's limit, and makes the award; above it, keeps the amount as a proposal.
///
/// # Errors
/// As [`wanted`]; [`ServiceError::Refused`] for who scored the profile.
pub async fn agree_amount(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (id, seen, step): (&ProfileId, u32, Step),
    agreed: &IndividualAmount,
    moment: Moment,
) -> Result<Agreed, ServiceError> {
    let mut tx = store.begin().await?;
    let case = load(&mut tx, book, actor, id, moment).await?;
    require(actor, Action::AgreeIndividualAmount, &Subject::Anything)?;
    case.keep_to_deciders(actor)?;
    if case.individual.is_none() {
        return Err(ServiceError::NotFound);
    }
    if again::is_agreed(&mut tx, actor, &case, (seen, agreed)).await? {
        return Ok(Agreed::Done);
    }
    if case.stage != Stage::Waiting || case.version.number != seen {
        return Ok(Agreed::Lost(Box::new(case)));
    }
    if case.is_to_be_judged() {
        return Ok(Agreed::NotJudged);
    }
    if number_of(&case) != agreed.proposal_seen {
        return Ok(if is_proposed(actor, &case, agreed) {
            Agreed::Proposed
        } else {
            Agreed::Overtaken
        });
    }
    let limit = award_limit::of(&mut tx, &actor.user).await?;
    let subject = Subject::Amount {
        annual: agreed.annual,
        limit,
    };
    let mut is_above = false;
    match require(actor, Action::AgreeIndividualAmount, &subject) {
        Err(ServiceError::Refused(Reason::AboveLimit)) => is_above = true,
        answer => answer?,
    }
    if award::order_stands(&mut tx, &case, &agreed.terms).await? {
        return Ok(Agreed::OrderStands);
    }
    let asked = (&agreed.terms, Some(agreed.annual), None);
    let found = doubts(&mut tx, &case.about.child, asked, moment.today).await?;
    if !found.is_empty() {
        return Ok(Agreed::Doubtful(found));
    }
    let before = match step {
        Step::Check => Some(Before::read(&mut tx, book, &case.about.child).await?),
        Step::Make => None,
    };
    // What is checked is what agreeing it does, whoever agrees it in the end.
    let made = if is_above && before.is_none() {
        propose(&mut tx, actor, &case, agreed, moment).await
    } else {
        grant(&mut tx, actor, &case, agreed, moment).await
    };
    match made {
        Ok(()) => match before {
            Some(before) => {
                let effect = before
                    .until_now(&mut tx, book, &agreed.terms, moment)
                    .await?;
                tx.rollback().await?;
                let effect = Box::new(effect);
                Ok(Agreed::ToCheck { is_above, effect })
            }
            None => {
                tx.commit().await?;
                Ok(if is_above {
                    Agreed::Proposed
                } else {
                    Agreed::Done
                })
            }
        },
        Err(ServiceError::Conflict) => {
            tx.rollback().await?;
            let now = open(store, book, actor, id, moment).await?;
            Ok(Agreed::Lost(Box::new(now)))
        }
        Err(error) => Err(error),
    }
}

/// The number of the proposal that waits; 0 where none does.
fn number_of(case: &Case) -> u32 {
    case.proposal.as_ref().map_or(0, |(kept, _)| kept.number)
}

/// Whether the officer proposed that amount already.
fn is_proposed(actor: &Actor, case: &Case, agreed: &IndividualAmount) -> bool {
    let terms = &agreed.terms;
    case.proposal.as_ref().is_some_and(|(kept, _)| {
        kept.officer == actor.user
            && (kept.annual, &kept.reason) == (agreed.annual, &agreed.reason)
            && (kept.from, kept.to, kept.fte) == (terms.from, terms.to, terms.fte)
    })
}

/// Keeps an amount for an officer with a higher limit. The same one, sent again, is kept once.
async fn propose(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    agreed: &IndividualAmount,
    moment: Moment,
) -> Result<(), ServiceError> {
    if is_proposed(actor, case, agreed) {
        return Ok(());
    }
    let proposal = AmountProposal {
        profile: case.profile.clone(),
        version: case.version.number,
        number: number_of(case) + 1,
        officer: actor.user.clone(),
        annual: agreed.annual,
        reason: agreed.reason.clone(),
        from: agreed.terms.from,
        to: agreed.terms.to,
        fte: agreed.terms.fte,
        at: moment.instant,
    };
    amount_proposal::add(tx, &proposal).await?;
    let (by, subject) = (Some(&actor.user), ("profile", case.profile.as_str()));
    trail::note(tx, moment, by, "individual-amount-proposed", subject).await
}

async fn grant(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    agreed: &IndividualAmount,
    moment: Moment,
) -> Result<(), ServiceError> {
    close(tx, actor, case, ProfileState::Agreed, String::new(), moment).await?;
    let band = case.made.band().cloned();
    let made = Decision {
        band: band.clone(),
        rule_set: band.as_ref().map(|_| case.rules.digest().clone()),
        section_f_secured: true,
        supersedes: case.individual.as_ref().map(|found| found.decision.clone()),
        ..blank(
            actor,
            case,
            (DecisionKind::Exceptional, agreed.reason.clone()),
            moment,
        )?
    };
    decision::insert_all(tx, std::slice::from_ref(&made)).await?;
    let subject = ("decision", made.id.as_str());
    trail::note(
        tx,
        moment,
        Some(&actor.user),
        "individual-amount-agreed",
        subject,
    )
    .await?;
    let grant = Grant {
        child: &case.child,
        decision: &made.id,
        setting: case.context.setting,
        rule_set: band.as_ref().map(|_| case.rules.digest().clone()),
        band,
        amount: Amount::Agreed(agreed.annual),
        of_everything: true,
    };
    award::make(tx, actor, &grant, &agreed.terms, moment).await?;
    Ok(())
}
