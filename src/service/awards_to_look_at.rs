//! Awards that go on though the child left their school, or has no plan any more: for an officer to end, or to put the record right.

use super::reach::{allows, require, restricted};
use super::task_list::{PAGE_SIZE, PageOf};
use super::{Moment, ServiceError, trail};
use crate::access::{Action, Actor, Subject};
use crate::store::{Page, Store, Tx, award_to_look_at};

pub use crate::store::award_to_look_at::AwardToLookAt;

/// A page of them.
///
/// # Errors
/// [`ServiceError::Refused`] to who is not shown them.
pub async fn list(
    store: &Store,
    actor: &Actor,
    page: u32,
    moment: Moment,
) -> Result<PageOf<AwardToLookAt>, ServiceError> {
    require(actor, Action::ViewAwardsToLookAt, &Subject::Anything)?;
    let seen = restricted(actor, Action::ViewAwardsToLookAt)?;
    let mut tx = store.read().await?;
    let page = Page::new(page, PAGE_SIZE);
    let found = award_to_look_at::list(&mut tx, moment.today, &seen, page).await?;
    drop(tx);
    let named = found.items.iter().map(|line| &line.child);
    trail::listed(store, moment, actor, "awards-to-look-at", named).await?;
    Ok(PageOf::from(found))
}

/// How many there are; none for who is not shown them.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(in crate::service) async fn count(
    tx: &mut Tx,
    actor: &Actor,
    moment: Moment,
) -> Result<Option<u64>, ServiceError> {
    if !allows(actor, Action::ViewAwardsToLookAt) {
        return Ok(None);
    }
    let seen = restricted(actor, Action::ViewAwardsToLookAt)?;
    Ok(Some(
        award_to_look_at::count(tx, moment.today, &seen).await?,
    ))
}
