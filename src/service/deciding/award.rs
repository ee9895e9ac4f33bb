//! The award that a decision makes.

use super::case::Case;
use super::conclude::Terms;
use crate::access::{Action, Actor, Subject};
use crate::engine::{Context, price};
use crate::ids::{AwardId, DecisionId};
use crate::money::Money;
use crate::needs::BandId;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, Store, new_id};
use crate::store::Tx;
use crate::store::award::{self, Award, AwardBasis, AwardPrice, AwardVersion};
use crate::store::decision::Decision;
use crate::store::placement;

/// The amount of a year at a band; `Some(None)` where the setting is not funded by band, `None` where the rules should
/// name an amount and do not.
pub(super) fn annual(case: &Case, band: &BandId, terms: &Terms) -> Option<Option<Money>> {
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

/// Makes the award, and ends by the day before what was awarded by band until then.
pub(super) async fn make(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    (decision, band, annual): (&DecisionId, &BandId, Option<Money>),
    terms: &Terms,
    moment: Moment,
) -> Result<AwardId, ServiceError> {
    end_earlier(tx, actor, case, decision, terms, moment).await?;
    let places = placement::on_day(tx, &case.about.child, terms.from).await?;
    let head = Award {
        id: new_id(AwardId::parse)?,
        child: case.about.child.clone(),
        latest_version: 1,
    };
    let version = AwardVersion {
        award: head.id.clone(),
        number: 1,
        decision: decision.clone(),
        establishment: places
            .into_iter()
            .next()
            .and_then(|place| place.establishment),
        setting: case.context.setting,
        paying_authority: case.child.paying_authority.clone(),
        from: terms.from,
        to: terms.to,
        fte: terms.fte,
        basis: AwardBasis::CalendarDay,
        band: Some(band.clone()),
        rule_set: Some(case.rules.digest().clone()),
        annual,
        price: AwardPrice::Band,
        recorded_by: Some(actor.user.clone()),
        recorded_at: moment.instant,
        note: String::new(),
    };
    let id = head.id.clone();
    award::insert_all(tx, &[(head, version)]).await?;
    Ok(id)
}

/// Ends each award by band that would overlap the new one; one that would have begun later never takes effect.
async fn end_earlier(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    decision: &DecisionId,
    terms: &Terms,
    moment: Moment,
) -> Result<(), ServiceError> {
    for (_, earlier) in award::all_of(tx, &case.about.child).await? {
        let overlaps = earlier.to.is_none_or(|to| terms.from < to)
            && terms.to.is_none_or(|to| earlier.from < to)
            && earlier.to != Some(earlier.from);
        if !overlaps || earlier.price == AwardPrice::Individual {
            continue;
        }
        let ended = AwardVersion {
            number: earlier.number + 1,
            decision: decision.clone(),
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
