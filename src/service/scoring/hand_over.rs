//! A profile that is being scored goes to another scorer, or is given up, so that nobody's absence keeps a child waiting.
//!
//! Whoever takes it over is its scorer from then on. Everybody who scored any part of it decides on none of it, and scores it no
//! second time.

use super::draft::{key, undecided_of};
use super::{About, child_for};
use crate::access::{Action, Actor, Subject};
use crate::ids::{ChildId, ProfileId, UserId};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, kept_back, trail};
use crate::store::profile::{self, ProfileState, ProfileVersion};
use crate::store::{Store, StoreError, Tx, draft, user};

/// A profile that is being scored, before it goes to somebody else or is given up.
#[derive(Debug)]
pub struct Unsent {
    /// Whose.
    pub about: About,
    /// Its newest version, over which it is done.
    pub version: ProfileVersion,
    /// Who scores it; none where an import began it.
    pub scorer: Option<String>,
    /// Whether the actor does.
    pub own: bool,
}

/// How a hand-over or a withdrawal ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handed {
    /// It is done.
    Done(ProfileId),
    /// Somebody took it over, sent it or gave it up since the form was shown.
    Lost,
}

/// The child's profile that is being scored, for who may do this with it.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is none, or the actor may not do this for the child; [`ServiceError::Refused`] for who may
/// not do it with this one; [`ServiceError::KeptBack`] for its second scorer who has not finished.
pub async fn unsent(
    store: &Store,
    actor: &Actor,
    (child, action): (&ChildId, Action),
    moment: Moment,
) -> Result<Unsent, ServiceError> {
    let mut tx = store.read().await?;
    let found = load(&mut tx, actor, (child, action), moment).await;
    drop(tx);
    let of = (child, "scoring-form-opened");
    trail::asked_for_child(store, moment, actor, of, found).await
}

async fn load(
    tx: &mut Tx,
    actor: &Actor,
    (child, action): (&ChildId, Action),
    moment: Moment,
) -> Result<Unsent, ServiceError> {
    let (_, about) = child_for(tx, actor, action, child, moment).await?;
    let version = undecided_of(tx, child).await?;
    let version = version.filter(|version| version.state != ProfileState::Submitted);
    let version = version.ok_or(ServiceError::NotFound)?;
    let own = version.scored_by.as_ref() == Some(&actor.user);
    require(actor, action, &Subject::Draft { is_scorer: own })?;
    // Who is scoring it a second time would see the first levels.
    if action == Action::TakeOverScoring {
        kept_back::keep(tx, actor, child).await?;
    }
    let scorer = match &version.scored_by {
        Some(scorer) => user::find(tx, scorer).await?.map(|user| user.display_name),
        None => None,
    };
    Ok(Unsent {
        about,
        version,
        scorer,
        own,
    })
}

/// Takes a colleague's scoring over, with what the colleague saved last and why. A save of the colleague's from before is shown
/// beside it, and not kept.
///
/// # Errors
/// As [`unsent`].
pub async fn take_over(
    store: &Store,
    actor: &Actor,
    (child, seen): (&ChildId, u32),
    reason: &str,
    moment: Moment,
) -> Result<Handed, ServiceError> {
    let mut tx = store.begin().await?;
    let action = Action::TakeOverScoring;
    let found = load(&mut tx, actor, (child, action), moment).await?;
    if found.version.number != seen {
        return Ok(Handed::Lost);
    }
    let id = found.version.profile.clone();
    if let Some(former) = &found.version.scored_by {
        hand_draft(&mut tx, (former, &actor.user), &id, moment).await?;
    }
    let taken = ProfileVersion {
        state: ProfileState::Draft,
        scored_by: Some(actor.user.clone()),
        ..following(actor, found.version, reason, moment)
    };
    keep(tx, actor, (taken, "scoring-taken-over"), moment).await
}

/// Moves what was saved to its new scorer; its count goes on, so that no form of before fits it.
async fn hand_draft(
    tx: &mut Tx,
    (from, to): (&UserId, &UserId),
    profile: &ProfileId,
    moment: Moment,
) -> Result<(), ServiceError> {
    let (old, new) = (key(from, profile), key(to, profile));
    // Left by the new scorer from an earlier turn.
    draft::discard(tx, &new).await?;
    draft::hand_over(tx, &old, &new.owner, moment.instant).await?;
    Ok(())
}

/// Gives a profile that was not sent up, with why: its scorer, or the head of SEND. The child's needs can be scored anew.
///
/// # Errors
/// As [`unsent`].
pub async fn withdraw(
    store: &Store,
    actor: &Actor,
    (child, seen): (&ChildId, u32),
    reason: &str,
    moment: Moment,
) -> Result<Handed, ServiceError> {
    let mut tx = store.begin().await?;
    let action = Action::WithdrawProfile;
    let found = load(&mut tx, actor, (child, action), moment).await?;
    if found.version.number != seen {
        return Ok(Handed::Lost);
    }
    if let Some(scorer) = &found.version.scored_by {
        draft::discard(&mut tx, &key(scorer, &found.version.profile)).await?;
    }
    let withdrawn = ProfileVersion {
        state: ProfileState::Withdrawn,
        ..following(actor, found.version, reason, moment)
    };
    keep(tx, actor, (withdrawn, "profile-withdrawn"), moment).await
}

/// The next version after one, as it was but for who made it, when and why.
fn following(
    actor: &Actor,
    version: ProfileVersion,
    reason: &str,
    moment: Moment,
) -> ProfileVersion {
    ProfileVersion {
        number: version.number + 1,
        by: Some(actor.user.clone()),
        at: moment.instant,
        note: reason.to_owned(),
        ..version
    }
}

async fn keep(
    mut tx: Tx,
    actor: &Actor,
    (version, action): (ProfileVersion, &str),
    moment: Moment,
) -> Result<Handed, ServiceError> {
    match profile::add_version(&mut tx, &version).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            tx.rollback().await?;
            return Ok(Handed::Lost);
        }
        Err(error) => return Err(error.into()),
    }
    let (by, subject) = (Some(&actor.user), ("profile", version.profile.as_str()));
    trail::note(&mut tx, moment, by, action, subject).await?;
    tx.commit().await?;
    Ok(Handed::Done(version.profile))
}
