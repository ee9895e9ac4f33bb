//! A scorer's own profiles that are not sent: those being scored, and those that came back.

use crate::access::{Action, Actor};
use crate::service::reach::restricted;
use crate::service::{Moment, ServiceError, trail};
use crate::store::profile::ProfileState;
use crate::store::work_list;
use crate::store::{Page, Paged, RestrictedRecords, Store, Tx};

pub use crate::store::work_list::OwnLine;

/// How many profiles one page shows.
const PAGE_SIZE: u32 = 25;

/// Which of the scorer's own profiles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Own {
    /// Those being scored.
    #[default]
    Drafts,
    /// Those sent back.
    SentBack,
}

/// The actor's own profiles, the longest there first.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor scores nothing.
pub async fn list(
    store: &Store,
    actor: &Actor,
    wanted: Own,
    page: u32,
    moment: Moment,
) -> Result<Paged<OwnLine>, ServiceError> {
    let mut tx = store.read().await?;
    let (seen, state) = asked(actor, wanted)?;
    let page = Page::new(page, PAGE_SIZE);
    let found = work_list::own_profiles(&mut tx, &actor.user, state, &seen, page).await?;
    drop(tx);
    let shown = found.items.iter().map(|line| &line.child);
    trail::listed(store, moment, actor, "scoring", shown).await?;
    Ok(found)
}

/// How many [`list`] finds, in a transaction that goes on.
pub(in crate::service) async fn count(
    tx: &mut Tx,
    actor: &Actor,
    wanted: Own,
) -> Result<u64, ServiceError> {
    let (seen, state) = asked(actor, wanted)?;
    Ok(work_list::own_count(tx, &actor.user, state, &seen).await?)
}

/// Which restricted children are among the actor's own, and in which state a profile is wanted.
fn asked(actor: &Actor, wanted: Own) -> Result<(RestrictedRecords, ProfileState), ServiceError> {
    let seen = restricted(actor, Action::ScoreProfile)?;
    let state = match wanted {
        Own::Drafts => ProfileState::Draft,
        Own::SentBack => ProfileState::SentBack,
    };
    Ok((seen, state))
}
