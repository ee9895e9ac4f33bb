//! A tribunal's order: an event of its own, with the plan as ordered and the money that follows, backdated.
//!
//! It is no override by a panel, and no panel can undo it: a decision may set another award only from the day of a plan
//! that was amended after the order.

use super::award::{self, Amount, Grant};
use super::conclude::{Step, Terms};
use super::conflict::keep_away;
use super::effect::{Before, Effect};
use super::plausible::{Doubt, doubts};
use crate::access::{Action, Actor, Subject};
use crate::calendar::Date;
use crate::engine::Context;
use crate::ids::{ChildId, DecisionId, PlanVersionId};
use crate::money::{Fte, Money};
use crate::needs::{BandId, Need, NeedsProfile, Setting};
use crate::rules::{RuleBook, RuleSet};
use crate::service::reach::require;
use crate::service::scoring::{About, child_for};
use crate::service::{Moment, ServiceError, Store, new_id, rule_life, trail};
use crate::store::child::Child;
use crate::store::decision::{self, Decision, DecisionKind};
use crate::store::plan::{self, PlanState, PlanVersion};
use crate::store::{StoreError, Tx, placement};

/// What is known before an order is entered.
#[derive(Debug)]
pub struct BeforeOrder {
    /// About whom.
    pub about: About,
    /// The plan as it stands; none where no plan is open, and nothing can be ordered of it.
    pub plan: Option<PlanVersion>,
    /// The setting of the main placement today.
    pub setting: Option<Setting>,
    /// The share of full time of the placement.
    pub fte: Fte,
    /// The bands of the rules in force today.
    pub bands: Vec<BandId>,
}

/// What the order is funded by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderFunding {
    /// A band of the rules in force on the first day.
    Band(BandId),
    /// An amount of a year.
    Amount(Money),
}

/// An order, as its officer enters it, having declared to have no conflict of interest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The day of the order.
    pub ordered_on: Date,
    /// By when it must be complied with.
    pub comply_by: Date,
    /// What it changes in Section F.
    pub change: String,
    /// What it is funded by.
    pub funding: OrderFunding,
    /// From when, perhaps long past, and for which share of full time.
    pub terms: Terms,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    /// The order, the plan as ordered and the award are kept.
    Done,
    /// It can be entered, and does this to the child's awards; nothing is kept until the officer has checked it.
    ToCheck(Box<Effect>),
    /// A date or the amount cannot be, or is so unusual that it has to be confirmed.
    Doubtful(Vec<Doubt>),
    /// The plan was changed since the officer saw it, or there is none.
    PlanChanged,
    /// The child had no placement on the first day, so nothing says for which setting the award is.
    NoPlacement,
    /// No rule set was in force on the first day.
    NoRules,
    /// The rules of the first day have no such band, or no amount of their own for it: an amount must be entered.
    NoAmount,
}

/// What is known before an order is entered.
///
/// # Errors
/// [`ServiceError::NotFound`] if the actor may not enter an order for this child; [`ServiceError::Refused`] for who declared a
/// conflict of interest.
pub async fn before_order(
    store: &Store,
    book: &RuleBook,
    authority: &str,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<BeforeOrder, ServiceError> {
    let mut tx = store.read().await?;
    let found = known_before(&mut tx, book, authority, actor, (id, moment)).await;
    drop(tx);
    let of = (id, "order-form-opened");
    trail::asked_for_child(store, moment, actor, of, found).await
}

async fn known_before(
    tx: &mut Tx,
    book: &RuleBook,
    authority: &str,
    actor: &Actor,
    (id, moment): (&ChildId, Moment),
) -> Result<BeforeOrder, ServiceError> {
    let (_, about) = child_for(tx, actor, Action::EnterTribunalOrder, id, moment).await?;
    keep_away(tx, actor, Action::EnterTribunalOrder, id).await?;
    let place = placement::on_day(tx, id, moment.today).await?;
    let place = place.into_iter().next();
    let rules = rule_life::rules_on(tx, book, authority, moment.today).await?;
    Ok(BeforeOrder {
        about,
        plan: newest_version(tx, id).await?,
        setting: place.as_ref().map(|place| place.setting),
        fte: place.map_or(Fte::FULL, |place| place.fte),
        bands: rules.map_or_else(|_| Vec::new(), |rules| bands_of(&rules)),
    })
}

fn bands_of(rules: &RuleSet) -> Vec<BandId> {
    rules.bands().map(|band| band.id.clone()).collect()
}

async fn newest_version(tx: &mut Tx, child: &ChildId) -> Result<Option<PlanVersion>, StoreError> {
    match plan::open_of(tx, child).await? {
        Some(open) => plan::latest_version(tx, &open.id).await,
        None => Ok(None),
    }
}

/// Enters an order over the plan version that the officer saw.
///
/// # Errors
/// [`ServiceError::NotFound`] if the actor may not enter an order for this child; [`ServiceError::Refused`] for who declared a
/// conflict of interest.
pub async fn enter_order(
    store: &Store,
    book: &RuleBook,
    authority: &str,
    actor: &Actor,
    (id, seen, step): (&ChildId, &PlanVersionId, Step),
    order: &Order,
    moment: Moment,
) -> Result<Entered, ServiceError> {
    require(actor, Action::EnterTribunalOrder, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let (child, _) = child_for(&mut tx, actor, Action::EnterTribunalOrder, id, moment).await?;
    keep_away(&mut tx, actor, Action::EnterTribunalOrder, id).await?;
    let newest = newest_version(&mut tx, id).await?;
    let Some(newest) = newest.filter(|newest| newest.id == *seen) else {
        return Ok(Entered::PlanChanged);
    };
    let found = order_doubts(&mut tx, id, order, moment.today).await?;
    if !found.is_empty() {
        return Ok(Entered::Doubtful(found));
    }
    let places = placement::on_day(&mut tx, id, order.terms.from).await?;
    let Some(setting) = places.first().map(|place| place.setting) else {
        return Ok(Entered::NoPlacement);
    };
    let rules = match &order.funding {
        OrderFunding::Amount(_) => None,
        OrderFunding::Band(band) => {
            let from = order.terms.from;
            let Ok(rules) = rule_life::rules_on(&mut tx, book, authority, from).await? else {
                return Ok(Entered::NoRules);
            };
            if !rules.has_band(band) {
                return Ok(Entered::NoAmount);
            }
            Some(rules)
        }
    };
    let before = Before::read(&mut tx, book, id).await?;
    let need = newest.needs.first().copied();
    keep_plan(&mut tx, &newest, order).await?;
    let of = (&child, setting, need);
    if !keep_award(&mut tx, actor, of, rules.as_ref(), order, moment).await? {
        return Ok(Entered::NoAmount);
    }
    if step == Step::Check {
        let effect = before
            .until_now(&mut tx, book, &order.terms, moment)
            .await?;
        tx.rollback().await?;
        return Ok(Entered::ToCheck(Box::new(effect)));
    }
    tx.commit().await?;
    Ok(Entered::Done)
}

/// What is doubtful of an order. A first day before any placement is refused by itself: it is no matter of confirming.
async fn order_doubts(
    tx: &mut Tx,
    child: &ChildId,
    order: &Order,
    today: Date,
) -> Result<Vec<Doubt>, ServiceError> {
    let annual = match order.funding {
        OrderFunding::Amount(annual) => Some(annual),
        OrderFunding::Band(_) => None,
    };
    let mut found = doubts(tx, child, (&order.terms, annual, None), today).await?;
    found.retain(|doubt| !matches!(doubt, Doubt::BeforePlacement(_)));
    if order.ordered_on > today {
        found.insert(0, Doubt::OrderToCome);
    }
    Ok(found)
}

/// Adds the plan as ordered: what it said, with the order's days.
async fn keep_plan(tx: &mut Tx, newest: &PlanVersion, order: &Order) -> Result<(), ServiceError> {
    let ordered = PlanVersion {
        id: new_id(PlanVersionId::parse)?,
        number: newest.number + 1,
        state: PlanState::TribunalOrdered,
        dated_on: Some(order.ordered_on),
        comply_by: Some(order.comply_by),
        source: "tribunal-order".to_owned(),
        ..newest.clone()
    };
    Ok(plan::add_version(tx, &ordered).await?)
}

/// Keeps the order and makes its award; false if the rules have no amount for the band without a profile.
async fn keep_award(
    tx: &mut Tx,
    actor: &Actor,
    (child, setting, need): (&Child, Setting, Option<Need>),
    rules: Option<&RuleSet>,
    order: &Order,
    moment: Moment,
) -> Result<bool, ServiceError> {
    let needs = NeedsProfile::default();
    let (band, amount) = match (&order.funding, rules) {
        (OrderFunding::Amount(annual), _) => (None, Amount::Agreed(*annual)),
        (OrderFunding::Band(band), Some(rules)) => {
            let context = Context::year(order.terms.from, setting, need, order.terms.fte);
            let amount = Amount::ByRules {
                rules,
                needs: &needs,
                context,
            };
            (Some(band.clone()), amount)
        }
        (OrderFunding::Band(_), None) => return Ok(false),
    };
    let rule_set = rules.map(|rules| rules.digest().clone());
    let made = Decision {
        id: new_id(DecisionId::parse)?,
        child: child.id.clone(),
        profile: None,
        determination: None,
        kind: DecisionKind::Tribunal,
        officer: actor.user.clone(),
        decided_on: order.ordered_on,
        band: band.clone(),
        rule_set: rule_set.clone(),
        reason: order.change.clone(),
        section_f_secured: true,
        answers: "{}".to_owned(),
        no_conflict_declared: true,
        supersedes: None,
        recorded_at: moment.instant,
    };
    decision::insert_all(tx, std::slice::from_ref(&made)).await?;
    let subject = ("decision", made.id.as_str());
    trail::note(
        tx,
        moment,
        Some(&actor.user),
        "tribunal-order-entered",
        subject,
    )
    .await?;
    let grant = Grant {
        child,
        decision: &made.id,
        setting,
        band,
        rule_set,
        amount,
        of_everything: true,
    };
    award::make(tx, actor, &grant, &order.terms, moment).await
}
