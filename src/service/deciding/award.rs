//! The award that a decision makes.

use super::case::Case;
use super::conclude::Terms;
use crate::access::{Action, Actor, Subject};
use crate::engine::{Context, price};
use crate::ids::{AwardId, DecisionId, Digest};
use crate::money::Money;
use crate::needs::{BandId, Setting};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, Store, new_id, trail};
use crate::store::Tx;
use crate::store::award::{self, Award, AwardBasis, AwardPrice, AwardVersion};
use crate::store::child::Child;
use crate::store::decision::{self, Decision, DecisionKind};
use crate::store::placement;
use crate::store::plan::PlanState;

/// The amount of a year at a band, or, without one, as the rules come to it; `Some(None)` where the setting is not funded by band, `None` where the rules should
/// name an amount and do not.
pub(super) fn annual(case: &Case, band: Option<&BandId>, terms: &Terms) -> Option<Option<Money>> {
    let context = Context {
        fte: terms.fte,
        ..case.context.clone()
    };
    let top_up = price(band, &case.version.needs, &case.rules, &context).ok()?;
    Some(top_up.map(|top_up| top_up.amount))
}

/// The award that a decision made, as its terms are now.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not see awards.
pub async fn of_decision(
    store: &Store,
    actor: &Actor,
    decision: &Decision,
) -> Result<Option<AwardVersion>, ServiceError> {
    require(actor, Action::ViewAwards, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let awards = award::all_of(&mut tx, &decision.child).await?;
    Ok(awards
        .into_iter()
        .map(|(_, terms)| terms)
        .find(|terms| terms.decision == decision.id && terms.number == 1))
}

/// What a decision grants.
pub(super) struct Grant<'a> {
    /// To whom.
    pub(super) child: &'a Child,
    /// By which decision.
    pub(super) decision: &'a DecisionId,
    /// The setting it is priced for.
    pub(super) setting: Setting,
    /// The band, where there is one.
    pub(super) band: Option<BandId>,
    /// The rule set that it was decided by; none where an amount was agreed without rules.
    pub(super) rule_set: Option<Digest>,
    /// The amount of a year; none where the band gives none.
    pub(super) annual: Option<Money>,
    /// What the price follows.
    pub(super) price: AwardPrice,
    /// Whether it takes the place of amounts agreed one by one too, as a tribunal's order does.
    pub(super) of_everything: bool,
}

/// Makes the award, and ends by the day before what it takes the place of.
pub(super) async fn make(
    tx: &mut Tx,
    actor: &Actor,
    grant: &Grant<'_>,
    terms: &Terms,
    moment: Moment,
) -> Result<AwardId, ServiceError> {
    end_earlier(tx, actor, grant, terms, moment).await?;
    let places = placement::on_day(tx, &grant.child.id, terms.from).await?;
    let head = Award {
        id: new_id(AwardId::parse)?,
        child: grant.child.id.clone(),
        latest_version: 1,
    };
    let version = AwardVersion {
        award: head.id.clone(),
        number: 1,
        decision: grant.decision.clone(),
        establishment: places
            .into_iter()
            .next()
            .and_then(|place| place.establishment),
        setting: grant.setting,
        paying_authority: grant.child.paying_authority.clone(),
        from: terms.from,
        to: terms.to,
        fte: terms.fte,
        basis: AwardBasis::CalendarDay,
        band: grant.band.clone(),
        rule_set: grant.rule_set.clone(),
        annual: grant.annual,
        price: grant.price,
        recorded_by: Some(actor.user.clone()),
        recorded_at: moment.instant,
        note: String::new(),
    };
    let id = head.id.clone();
    award::insert_all(tx, &[(head, version)]).await?;
    let subject = ("award", id.as_str());
    trail::note(tx, moment, Some(&actor.user), "award-made", subject).await?;
    Ok(id)
}

/// Ends each award that the new one takes the place of; one that would have begun later never takes effect.
async fn end_earlier(
    tx: &mut Tx,
    actor: &Actor,
    grant: &Grant<'_>,
    terms: &Terms,
    moment: Moment,
) -> Result<(), ServiceError> {
    for (_, earlier) in award::all_of(tx, &grant.child.id).await? {
        let stays = earlier.price == AwardPrice::Individual && !grant.of_everything;
        if stays || !overlaps(&earlier, terms) {
            continue;
        }
        let ended = AwardVersion {
            number: earlier.number + 1,
            decision: grant.decision.clone(),
            to: Some(earlier.from.max(terms.from)),
            recorded_by: Some(actor.user.clone()),
            recorded_at: moment.instant,
            note: "Replaced by a later decision".to_owned(),
            ..earlier
        };
        award::add_version(tx, &ended).await?;
    }
    Ok(())
}

/// Whether an award has a day in common with some terms.
fn overlaps(award: &AwardVersion, terms: &Terms) -> bool {
    award.to.is_none_or(|to| terms.from < to)
        && terms.to.is_none_or(|to| award.from < to)
        && award.to != Some(award.from)
}

/// Whether a tribunal's order stands in the way: an award that it made covers a day of the terms, and the plan that was
/// read is not one amended after the order, or the terms begin before that plan.
pub(super) async fn order_stands(
    tx: &mut Tx,
    case: &Case,
    terms: &Terms,
) -> Result<bool, ServiceError> {
    for (head, latest) in award::all_of(tx, &case.about.child).await? {
        if !overlaps(&latest, terms) {
            continue;
        }
        let first = award::versions_of(tx, &head.id).await?.into_iter().next();
        let made_by = match first {
            Some(first) => decision::find(tx, &first.decision).await?,
            None => None,
        };
        let Some(order) = made_by.filter(|made| made.kind == DecisionKind::Tribunal) else {
            continue;
        };
        let amended = case.plan.as_ref().is_some_and(|plan| {
            plan.state != PlanState::TribunalOrdered
                && plan
                    .dated_on
                    .is_some_and(|dated| dated > order.decided_on && dated <= terms.from)
        });
        if !amended {
            return Ok(true);
        }
    }
    Ok(false)
}
