//! What is kept back from an officer whose own judgement a child's levels wait for.
//!
//! While a sent profile waits that somebody may decide on and has not judged, or that somebody has begun to score a second time,
//! its band and the child's earlier profiles, levels, bands and amounts are not for this reader: not on the record, nor on any
//! page, list or file of casework. Every use case that tells them asks here. A head of SEND who only reads, and a second scorer
//! who gives the scoring up, stand aside, and then see everything and have no part in it.

use std::collections::BTreeSet;

use super::reach::allows;
use super::scoring::child_for;
use super::{Moment, ServiceError, Store, second_scoring, trail};
use crate::access::{Action, Actor};
use crate::ids::{ChildId, ProfileId};
use crate::store::kept_back::{self, WaitingVersion};
use crate::store::{Tx, draft};

/// What stands in the place of words that are kept back.
pub const LATER: &str = "Shown once you have judged";

/// What must be done before it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The reader judges the levels.
    Judged,
    /// The reader scores the profile a second time.
    ScoredAgain,
}

/// That something is kept back, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBack {
    /// Whose.
    pub child: ChildId,
    /// The profile that waits for the reader.
    pub profile: ProfileId,
    /// Until when.
    pub until: Until,
    /// Whether the reader may leave it to colleagues, and see everything.
    pub may_stand_aside: bool,
}

/// Whether the child's bands, levels and amounts are kept back from the actor.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn of(
    tx: &mut Tx,
    actor: &Actor,
    child: &ChildId,
) -> Result<Option<KeptBack>, ServiceError> {
    Ok(found(tx, actor, child).await?.map(|(kept, _)| kept))
}

async fn found(
    tx: &mut Tx,
    actor: &Actor,
    child: &ChildId,
) -> Result<Option<(KeptBack, WaitingVersion)>, ServiceError> {
    let (officer, only) = (&actor.user, Some(std::slice::from_ref(child)));
    let kept = |version: &WaitingVersion, until, may_stand_aside| KeptBack {
        child: child.clone(),
        profile: version.0.clone(),
        until,
        may_stand_aside,
    };
    if allows(actor, Action::Decide)
        && let Some(version) = kept_back::to_judge(tx, officer, only).await?.remove(child)
    {
        let aside = allows(actor, Action::ReadWithoutJudging);
        return Ok(Some((kept(&version, Until::Judged, aside), version)));
    }
    if allows(actor, Action::ScoreSecond)
        && let Some(version) = kept_back::to_score_again(tx, officer, only, true)
            .await?
            .remove(child)
    {
        return Ok(Some((kept(&version, Until::ScoredAgain, true), version)));
    }
    Ok(None)
}

/// Lets nobody further from whom the child's bands, levels and amounts are kept back.
///
/// # Errors
/// [`ServiceError::KeptBack`] for such a reader.
pub(super) async fn keep(tx: &mut Tx, actor: &Actor, child: &ChildId) -> Result<(), ServiceError> {
    match of(tx, actor, child).await? {
        Some(kept) => Err(ServiceError::KeptBack(Box::new(kept))),
        None => Ok(()),
    }
}

/// The children whose bands and amounts a list does not show to the actor: of some, or of all. In a list they are kept back
/// from whoever may still score such a profile a second time, begun or not.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn among(
    tx: &mut Tx,
    actor: &Actor,
    children: Option<&[ChildId]>,
) -> Result<BTreeSet<ChildId>, ServiceError> {
    let mut all = BTreeSet::new();
    if allows(actor, Action::Decide) {
        let waiting = kept_back::to_judge(tx, &actor.user, children).await?;
        all.extend(waiting.into_keys());
    }
    if allows(actor, Action::ScoreSecond) {
        let waiting = kept_back::to_score_again(tx, &actor.user, children, false).await?;
        all.extend(waiting.into_keys());
    }
    Ok(all)
}

/// The profile of the child that the actor might still score a second time without having begun: whose band, once seen, ends
/// that.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn might_score_again(
    tx: &mut Tx,
    actor: &Actor,
    child: &ChildId,
) -> Result<Option<ProfileId>, ServiceError> {
    if !allows(actor, Action::ScoreSecond) {
        return Ok(None);
    }
    let only = Some(std::slice::from_ref(child));
    let mut waiting = kept_back::to_score_again(tx, &actor.user, only, false).await?;
    Ok(waiting.remove(child).map(|(profile, _)| profile))
}

/// Leaves what waits for the actor to colleagues: the actor sees everything of the child from now on, and neither decides on this
/// version nor scores it a second time.
///
/// # Errors
/// [`ServiceError::NotFound`] if nothing of the child is kept back from the actor, or the actor may not stand aside.
pub async fn stand_aside(
    store: &Store,
    actor: &Actor,
    child: &ChildId,
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    child_for(&mut tx, actor, Action::ViewChild, child, moment).await?;
    let found = found(&mut tx, actor, child).await?;
    let (_, version) = found
        .filter(|(kept, _)| kept.may_stand_aside)
        .ok_or(ServiceError::NotFound)?;
    kept_back::stand_aside(&mut tx, &version, &actor.user, moment.instant).await?;
    draft::discard(&mut tx, &second_scoring::draft_key(actor, &version.0)).await?;
    let (by, subject) = (Some(&actor.user), ("profile", version.0.as_str()));
    trail::note(&mut tx, moment, by, "stood-aside", subject).await?;
    tx.commit().await?;
    Ok(())
}
