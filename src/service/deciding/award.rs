//! The award that a decision makes.

use super::case::Case;
use super::conclude::Terms;
use super::parts::parts;
use crate::access::Actor;
use crate::engine::{Context, price};
use crate::ids::{AwardId, ChildId, DecisionId, Digest};
use crate::money::{Fte, Money};
use crate::needs::{BandId, NeedsProfile, Setting};
use crate::rules::RuleSet;
use crate::service::{Moment, ServiceError, new_id, trail};
use crate::store::Tx;
use crate::store::award::{self, Award, AwardBasis, AwardPrice, AwardVersion};
use crate::store::child::Child;
use crate::store::decision::{self, DecisionKind};
use crate::store::placement;
use crate::store::plan::PlanState;

/// What a decision grants.
pub(super) struct Grant<'a> {
    /// To whom.
    pub(super) child: &'a Child,
    /// By which decision.
    pub(super) decision: &'a DecisionId,
    /// The setting that it is priced for where no placement says one.
    pub(super) setting: Setting,
    /// The band, where there is one.
    pub(super) band: Option<BandId>,
    /// The rule set that it was decided by; none where an amount was agreed without rules.
    pub(super) rule_set: Option<Digest>,
    /// How much.
    pub(super) amount: Amount<'a>,
    /// Whether it takes the place of amounts agreed one by one too, as a tribunal's order does.
    pub(super) of_everything: bool,
}

/// How much a decision grants a year.
pub(super) enum Amount<'a> {
    /// So much, wherever the child is.
    Agreed(Money),
    /// What the rules come to for the band, in the setting of each placement.
    ByRules {
        /// The rules.
        rules: &'a RuleSet,
        /// The needs that they are asked of.
        needs: &'a NeedsProfile,
        /// The circumstances, but for the setting and the share.
        context: Context,
    },
}

impl Amount<'_> {
    /// The amount of a year in a setting; `Some(None)` where it is not funded by band, `None` where the rules should name an
    /// amount and do not.
    fn annual(&self, band: Option<&BandId>, setting: Setting, fte: Fte) -> Option<Option<Money>> {
        match self {
            Amount::Agreed(annual) => Some(Some(*annual)),
            Amount::ByRules {
                rules,
                needs,
                context,
            } => {
                let context = Context {
                    setting,
                    fte,
                    ..context.clone()
                };
                let top_up = price(band, needs, rules, &context).ok()?;
                Some(top_up.map(|top_up| top_up.amount))
            }
        }
    }

    /// What the price follows.
    fn price(&self) -> AwardPrice {
        match self {
            Amount::Agreed(_) => AwardPrice::Individual,
            Amount::ByRules { .. } => AwardPrice::Band,
        }
    }
}

/// Makes an award for each placement of its days, and ends by the day before what they take the place of, which goes on after a
/// last day; false, and nothing is made, if the rules have no amount for one of the settings.
pub(super) async fn make(
    tx: &mut Tx,
    actor: &Actor,
    grant: &Grant<'_>,
    terms: &Terms,
    moment: Moment,
) -> Result<bool, ServiceError> {
    let places = placement::all_of(tx, &grant.child.id).await?;
    let mut made = Vec::new();
    for part in parts(&places, terms.from, terms.to) {
        let setting = part.setting.unwrap_or(grant.setting);
        let annual = grant.amount.annual(grant.band.as_ref(), setting, terms.fte);
        let Some(annual) = annual else {
            return Ok(false);
        };
        let version = AwardVersion {
            award: new_id(AwardId::parse)?,
            number: 1,
            decision: grant.decision.clone(),
            establishment: part.establishment,
            setting,
            paying_authority: grant.child.paying_authority.clone(),
            from: part.from,
            to: part.to,
            fte: terms.fte,
            basis: AwardBasis::CalendarDay,
            band: grant.band.clone(),
            rule_set: grant.rule_set.clone(),
            annual,
            price: grant.amount.price(),
            recorded_by: Some(actor.user.clone()),
            recorded_at: moment.instant,
            note: String::new(),
        };
        made.push(version);
    }
    end_earlier(tx, actor, grant, terms, moment).await?;
    for version in made {
        keep(tx, actor, &grant.child.id, version, moment).await?;
    }
    Ok(true)
}

/// Keeps the first version of an award.
async fn keep(
    tx: &mut Tx,
    actor: &Actor,
    child: &ChildId,
    first: AwardVersion,
    moment: Moment,
) -> Result<(), ServiceError> {
    let head = Award {
        id: first.award.clone(),
        child: child.clone(),
        latest_version: 1,
    };
    let id = head.id.clone();
    award::insert_all(tx, &[(head, first)]).await?;
    let subject = ("award", id.as_str());
    trail::note(tx, moment, Some(&actor.user), "award-made", subject).await
}

/// Ends each award that the new one takes the place of; one that would have begun later never takes effect. What lasts longer
/// than the new one goes on after it, unless the officer says that it ends.
async fn end_earlier(
    tx: &mut Tx,
    actor: &Actor,
    grant: &Grant<'_>,
    terms: &Terms,
    moment: Moment,
) -> Result<(), ServiceError> {
    for (_, earlier) in award::all_of(tx, &grant.child.id).await? {
        let is_individual = earlier.price == AwardPrice::Individual;
        let stays = is_individual && terms.keeps_individual && !grant.of_everything;
        if stays || !overlaps(&earlier, terms) {
            continue;
        }
        let again = terms.to.filter(|to| {
            let lasts_longer = earlier.to.is_none_or(|end| *to < end);
            lasts_longer && !terms.ends_earlier
        });
        let next = AwardVersion {
            number: earlier.number + 1,
            recorded_by: Some(actor.user.clone()),
            recorded_at: moment.instant,
            ..earlier.clone()
        };
        if let Some(again) = again.filter(|_| terms.from <= earlier.from) {
            let later = AwardVersion {
                from: again,
                note: "Begins after the last day of a later decision".to_owned(),
                ..next
            };
            award::add_version(tx, &later).await?;
            continue;
        }
        // It stays the award of the decision that granted it: its paid days are priced by what that one was made on.
        let ended = AwardVersion {
            to: Some(earlier.from.max(terms.from)),
            note: "Replaced by a later decision".to_owned(),
            ..next
        };
        award::add_version(tx, &ended).await?;
        if let Some(again) = again {
            let goes_on = AwardVersion {
                award: new_id(AwardId::parse)?,
                number: 1,
                from: again,
                recorded_by: Some(actor.user.clone()),
                recorded_at: moment.instant,
                note: "Goes on after the last day of a later decision".to_owned(),
                ..earlier
            };
            keep(tx, actor, &grant.child.id, goes_on, moment).await?;
        }
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
