//! A school takes a request back as long as nobody has taken it over.

use super::answer::load_own;
use super::write::{keep_again, key};
use crate::access::Actor;
use crate::ids::SupportRequestId;
use crate::service::{Moment, ServiceError, trail};
use crate::store::support_request;
use crate::store::{Store, StoreError};

/// Takes a request back; what it says is a draft of the actor's again, unless another was begun. False if somebody
/// answered it, or took it back, first.
///
/// # Errors
/// [`ServiceError::NotFound`] if the actor's establishments have no such request.
pub async fn take_back(
    store: &Store,
    actor: &Actor,
    id: &SupportRequestId,
    moment: Moment,
) -> Result<bool, ServiceError> {
    let mut tx = store.begin().await?;
    let line = load_own(&mut tx, actor, id).await?;
    match support_request::take_back(&mut tx, id, (&actor.user, moment.instant)).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            tx.rollback().await?;
            return Ok(false);
        }
        Err(error) => return Err(error.into()),
    }
    let asked = &line.request;
    let key = key(&actor.user, &asked.child);
    keep_again(&mut tx, &key, asked, moment).await?;
    let subject = ("support-request", id.as_str());
    let action = "support-request-taken-back";
    trail::note(&mut tx, moment, Some(&actor.user), action, subject).await?;
    tx.commit().await?;
    Ok(true)
}
