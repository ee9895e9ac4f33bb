//! A profile beside the previous one and those most like it, shown to an officer who has judged it first.

use super::case::{Case, Stage, load};
use crate::access::{Action, Actor, Subject};
use crate::engine::Context;
use crate::ids::ProfileId;
use crate::needs::{BandId, NeedsProfile, Setting, levels_apart};
use crate::rules::RuleBook;
use crate::service::reach::{require, restricted};
use crate::service::scoring::{LastAgreed, last_agreed};
use crate::service::{Moment, ServiceError, Store, trail};
use crate::store::judgement::{self, DecidedProfile};
use crate::store::{StoreError, Tx, decision};

pub use crate::store::judgement::FirstJudgement;

/// Among how many of the newest decisions similar profiles are sought.
const SOUGHT: u32 = 500;

/// How many similar profiles are shown.
const SHOWN: usize = 5;

/// A profile beside others.
#[derive(Debug)]
pub struct Comparison {
    /// What the officer made of it first; none for who looks back at a decision.
    pub judgement: Option<FirstJudgement>,
    /// The child's profile that was agreed before it, and the band decided on it.
    pub previous: Option<(LastAgreed, Option<BandId>)>,
    /// Profiles of other children under the same rules, the most alike first. Nothing in them says whose they are.
    pub similar: Vec<Similar>,
}

/// Another child's decided profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    /// Its levels.
    pub needs: NeedsProfile,
    /// By how many levels it differs, over all domains.
    pub levels_apart: u32,
    /// The band decided.
    pub band: Option<BandId>,
    /// The setting it was scored for.
    pub setting: Option<Setting>,
}

/// The case, and what it is compared with; nothing to compare with until the officer who may decide has judged it.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such case for the actor; [`ServiceError::Refused`] before the decision for
/// who may not decide on it.
pub async fn compare(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    id: &ProfileId,
    moment: Moment,
) -> Result<(Case, Option<Comparison>), ServiceError> {
    let mut tx = store.read().await?;
    let case = match load(&mut tx, book, actor, id, moment).await {
        Ok(case) if !case.is_to_be_judged() => case,
        // The levels are shown, to be judged, and nothing beside them.
        opened => {
            drop(tx);
            let case = trail::asked_for_profile(store, moment, actor, id, opened).await?;
            return Ok((case, None));
        }
    };
    let judged = judgement::find(&mut tx, id, case.version.number, &actor.user).await?;
    let is_decided = judged.is_some() || matches!(case.stage, Stage::Decided(_));
    require(
        actor,
        Action::CompareProfiles,
        &Subject::Outcome { is_decided },
    )?;
    let comparison = Comparison {
        judgement: judged,
        previous: previous(&mut tx, &case).await?,
        similar: similar(&mut tx, actor, &case).await?,
    };
    drop(tx);
    let subject = ("profile", id.as_str());
    trail::note_alone(
        store,
        moment,
        Some(&actor.user),
        "profile-compared",
        subject,
    )
    .await?;
    Ok((case, Some(comparison)))
}

async fn previous(
    tx: &mut Tx,
    case: &Case,
) -> Result<Option<(LastAgreed, Option<BandId>)>, ServiceError> {
    let child = &case.about.child;
    let Some(last) = last_agreed(tx, child, Some(&case.profile)).await? else {
        return Ok(None);
    };
    let decided = decision::all_of(tx, child)
        .await?
        .into_iter()
        .find(|decision| {
            let of = decision.profile.as_ref();
            of.is_some_and(|(profile, _)| *profile == last.profile) && decision.band.is_some()
        });
    Ok(Some((last, decided.and_then(|decided| decided.band))))
}

/// The most alike; of restricted records only those that the actor sees.
async fn similar(tx: &mut Tx, actor: &Actor, case: &Case) -> Result<Vec<Similar>, ServiceError> {
    let seen = restricted(actor, Action::ViewQueue)?;
    let decided =
        judgement::decided_last(tx, case.rules.digest(), &case.about.child, &seen, SOUGHT).await?;
    let mut all: Vec<Similar> = decided
        .into_iter()
        .map(|other| as_similar(other, &case.version.needs))
        .collect();
    // The sort keeps the newest first among those equally alike.
    all.sort_by_key(|other| other.levels_apart);
    all.truncate(SHOWN);
    Ok(all)
}

fn as_similar(other: DecidedProfile, to: &NeedsProfile) -> Similar {
    let context = other
        .context
        .and_then(|json| serde_json::from_str::<Context>(&json).ok());
    Similar {
        levels_apart: levels_apart(&other.needs, to),
        // Words relied on may name a child: only the levels go on.
        needs: NeedsProfile::of_levels(other.needs.levels().clone()),
        band: other.band,
        setting: context.map(|context| context.setting),
    }
}

/// Keeps what the officer makes of the profile version that was shown, before any comparison. False where it is not the
/// one that waits any more.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not decide on it; [`ServiceError::NotFound`] if there is no such case.
pub async fn judge(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (id, seen): (&ProfileId, u32),
    (fits, words): (bool, &str),
    moment: Moment,
) -> Result<bool, ServiceError> {
    require(actor, Action::Decide, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let case = load(&mut tx, book, actor, id, moment).await?;
    case.keep_to_deciders(actor)?;
    if case.stage != Stage::Waiting || case.version.number != seen {
        return Ok(false);
    }
    let kept = FirstJudgement {
        profile: id.clone(),
        version: seen,
        officer: actor.user.clone(),
        fits,
        words: words.to_owned(),
        at: moment.instant,
    };
    match judgement::insert(&mut tx, &kept).await {
        Ok(()) => {}
        // Sent twice: the first one counts.
        Err(StoreError::Conflict) => return Ok(true),
        Err(error) => return Err(error.into()),
    }
    let subject = ("profile", id.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "profile-judged",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}
