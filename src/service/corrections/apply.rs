//! What an accepted correction changes: the award's dates or share, and the placement's.
//!
//! The award keeps its decision and its band; a new version says why it was changed. A new share of full time within an
//! award ends it on that day and begins another by the same decision, because one award has one share.

use super::answer::OpenCorrection;
use crate::access::Actor;
use crate::calendar::Date;
use crate::engine::price;
use crate::ids::{AwardId, PlacementId};
use crate::money::{Fte, Money};
use crate::rules::RuleBook;
use crate::service::caseload::{Field, is_kept_elsewhere};
use crate::service::child_record::worth::decided_on;
use crate::service::scoring::rules_of;
use crate::service::{Moment, ServiceError, new_id, trail};
use crate::store::Tx;
use crate::store::award::{self, Award, AwardPrice, AwardVersion};
use crate::store::correction::{Correction, CorrectionKind};
use crate::store::placement::{self, Placement};
use crate::store::timeline;

/// Why a correction cannot be accepted as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotApplied {
    /// The award was changed since the school saw it.
    AwardChanged,
    /// The day is not inside the award.
    DayOutside,
    /// Another award of the child covers some of the days.
    Overlaps,
    /// The amount is not by band, so another share of it has to be decided.
    NotByBand,
    /// The rules give no amount for the share, or cannot be read any more.
    NoAmount,
}

/// Why the award was changed, as its version says.
const NOTE: &str = "Corrected after the school said so";

/// Changes what the correction is about.
///
/// # Errors
/// [`ServiceError::Conflict`] if the award or the placement is changed at the same time.
pub(super) async fn apply(
    tx: &mut Tx,
    book: &RuleBook,
    actor: &Actor,
    found: &OpenCorrection,
    moment: Moment,
) -> Result<Result<(), NotApplied>, ServiceError> {
    let (asked, terms) = (&found.line.correction, &found.terms);
    if asked.kind == CorrectionKind::Other {
        // In words alone: the officer's answer says what was done about it.
        return Ok(Ok(()));
    }
    if terms.number != asked.award_version {
        return Ok(Err(NotApplied::AwardChanged));
    }
    let Some(on) = asked.on else {
        return Ok(Err(NotApplied::DayOutside));
    };
    let changed = match (asked.kind, asked.fte) {
        (CorrectionKind::Left, _) => left(tx, actor, (asked, terms), on, moment).await?,
        (CorrectionKind::Started, _) => started(tx, actor, (asked, terms), on, moment).await?,
        (_, Some(fte)) => shared(tx, book, actor, (asked, terms), (on, fte), moment).await?,
        (_, None) => Err(NotApplied::DayOutside),
    };
    if changed.is_ok() {
        let subject = ("award", terms.award.as_str());
        trail::note(tx, moment, Some(&actor.user), "award-corrected", subject).await?;
    }
    Ok(changed)
}

/// The next version of an award by the same decision.
fn next(terms: &AwardVersion, actor: &Actor, moment: Moment) -> AwardVersion {
    AwardVersion {
        number: terms.number.saturating_add(1),
        recorded_by: Some(actor.user.clone()),
        recorded_at: moment.instant,
        note: NOTE.to_owned(),
        ..terms.clone()
    }
}

fn is_inside(terms: &AwardVersion, day: Date) -> bool {
    terms.from <= day && terms.to.is_none_or(|to| day < to)
}

/// The name of the case system that keeps what a correction would change of the placement; none where our pages do.
pub(super) async fn placement_kept_in(
    tx: &mut Tx,
    asked: &Correction,
) -> Result<Option<String>, ServiceError> {
    let field = match asked.kind {
        CorrectionKind::Share => Field::Fte,
        _ => Field::PlacedFrom,
    };
    is_kept_elsewhere(tx, &asked.child, field).await
}

/// The placement at the award's establishment that covers a day; none where a case system keeps what would change of it, which
/// is then changed there.
async fn placement_on(
    tx: &mut Tx,
    asked: &Correction,
    day: Date,
) -> Result<Option<Placement>, ServiceError> {
    if placement_kept_in(tx, asked).await?.is_some() {
        return Ok(None);
    }
    let places = placement::on_day(tx, &asked.child, day).await?;
    let here = |place: &Placement| place.establishment.as_ref() == Some(&asked.establishment);
    Ok(places.into_iter().find(here))
}

async fn left(
    tx: &mut Tx,
    actor: &Actor,
    (asked, terms): (&Correction, &AwardVersion),
    last: Date,
    moment: Moment,
) -> Result<Result<(), NotApplied>, ServiceError> {
    let after = last.tomorrow().ok().filter(|_| is_inside(terms, last));
    let Some(after) = after else {
        return Ok(Err(NotApplied::DayOutside));
    };
    let ended = AwardVersion {
        to: Some(after),
        ..next(terms, actor, moment)
    };
    award::add_version(tx, &ended).await?;
    for other in others_here(tx, asked, after).await? {
        let ended = AwardVersion {
            to: Some(other.from.max(after)),
            ..next(&other, actor, moment)
        };
        award::add_version(tx, &ended).await?;
    }
    if let Some(place) = placement_on(tx, asked, last).await? {
        let place = Placement {
            to: Some(after),
            ..place
        };
        placement::update(tx, &place).await?;
    }
    Ok(Ok(()))
}

/// The child's other awards at the school of a correction that pay for a day from one on.
async fn others_here(
    tx: &mut Tx,
    asked: &Correction,
    since: Date,
) -> Result<Vec<AwardVersion>, ServiceError> {
    let all = award::all_of(tx, &asked.child).await?;
    let others = all.into_iter().map(|(_, terms)| terms);
    let others = others.filter(|terms| {
        terms.award != asked.award
            && terms.establishment.as_ref() == Some(&asked.establishment)
            && terms.to.is_none_or(|to| since < to && terms.from < to)
    });
    Ok(others.collect())
}

async fn started(
    tx: &mut Tx,
    actor: &Actor,
    (asked, terms): (&Correction, &AwardVersion),
    first: Date,
    moment: Moment,
) -> Result<Result<(), NotApplied>, ServiceError> {
    if terms.to.is_some_and(|to| first >= to) {
        return Ok(Err(NotApplied::DayOutside));
    }
    for (head, other) in award::all_of(tx, &asked.child).await? {
        let overlaps = other.from < terms.from && other.to.is_none_or(|to| first < to);
        if head.id != terms.award && overlaps && other.to != Some(other.from) {
            return Ok(Err(NotApplied::Overlaps));
        }
    }
    let moved = AwardVersion {
        from: first,
        ..next(terms, actor, moment)
    };
    award::add_version(tx, &moved).await?;
    if let Some(place) = placement_on(tx, asked, terms.from).await?
        && place.from == Some(terms.from)
    {
        let place = Placement {
            from: Some(first),
            ..place
        };
        placement::update(tx, &place).await?;
    }
    Ok(Ok(()))
}

async fn shared(
    tx: &mut Tx,
    book: &RuleBook,
    actor: &Actor,
    (asked, terms): (&Correction, &AwardVersion),
    (since, fte): (Date, Fte),
    moment: Moment,
) -> Result<Result<(), NotApplied>, ServiceError> {
    if !is_inside(terms, since) {
        return Ok(Err(NotApplied::DayOutside));
    }
    if terms.price != AwardPrice::Band || terms.annual.is_none() {
        return Ok(Err(NotApplied::NotByBand));
    }
    let Some(annual) = annual_at(tx, book, asked, terms, fte).await? else {
        return Ok(Err(NotApplied::NoAmount));
    };
    let whole = since == terms.from;
    let corrected = AwardVersion {
        fte,
        annual: Some(annual),
        from: since,
        ..next(terms, actor, moment)
    };
    if whole {
        award::add_version(tx, &corrected).await?;
    } else {
        let ended = AwardVersion {
            to: Some(since),
            ..next(terms, actor, moment)
        };
        award::add_version(tx, &ended).await?;
        let head = Award {
            id: new_id(AwardId::parse)?,
            child: asked.child.clone(),
            latest_version: 1,
        };
        let first = AwardVersion {
            award: head.id.clone(),
            number: 1,
            ..corrected
        };
        award::insert_all(tx, &[(head, first)]).await?;
    }
    // An award that was decided for later has the new share too. An amount that was agreed for the child is not shared out.
    for later in others_here(tx, asked, since).await? {
        let is_new = later.from == since && later.fte == fte;
        if is_new || later.from < since || later.price != AwardPrice::Band || later.annual.is_none()
        {
            continue;
        }
        let Some(annual) = annual_at(tx, book, asked, &later, fte).await? else {
            return Ok(Err(NotApplied::NoAmount));
        };
        let shared = AwardVersion {
            fte,
            annual: Some(annual),
            ..next(&later, actor, moment)
        };
        award::add_version(tx, &shared).await?;
    }
    share_of_placement(tx, asked, (since, fte)).await?;
    Ok(Ok(()))
}

/// The placement gets the share from that day: changed from its first day on, otherwise ended and begun anew.
async fn share_of_placement(
    tx: &mut Tx,
    asked: &Correction,
    (since, fte): (Date, Fte),
) -> Result<(), ServiceError> {
    let Some(place) = placement_on(tx, asked, since).await? else {
        return Ok(());
    };
    if place.from == Some(since) {
        placement::update(tx, &Placement { fte, ..place }).await?;
        return Ok(());
    }
    let after = Placement {
        id: new_id(PlacementId::parse)?,
        from: Some(since),
        fte,
        source: "correction".to_owned(),
        version: 1,
        ..place.clone()
    };
    let before = Placement {
        to: Some(since),
        ..place
    };
    placement::update(tx, &before).await?;
    placement::insert_all(tx, &[after]).await?;
    Ok(())
}

/// The amount of a year at another share of full time, by the rules of the decision.
async fn annual_at(
    tx: &mut Tx,
    book: &RuleBook,
    asked: &Correction,
    terms: &AwardVersion,
    fte: Fte,
) -> Result<Option<Money>, ServiceError> {
    let (Some(band), Some(digest)) = (&terms.band, &terms.rule_set) else {
        return Ok(None);
    };
    let Some(found) = timeline::of(tx, &asked.child).await? else {
        return Ok(None);
    };
    let rules = match rules_of(tx, book, digest).await {
        Ok(rules) => rules,
        // A text that is no rule set to this program prices nothing.
        Err(ServiceError::Broken(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (profile, mut context) = decided_on(&found, terms);
    context.fte = fte;
    let top_up = price(Some(band), &profile, &rules, &context).ok().flatten();
    Ok(top_up.map(|top_up| top_up.amount))
}
