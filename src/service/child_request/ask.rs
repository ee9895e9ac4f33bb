//! The SENCO asks, and takes back what nobody has answered.

use crate::access::{Action, Actor, Subject};
use crate::ids::{ChildRequestId, EstablishmentId};
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, new_id, trail};
use crate::store::child_request::{self, AskedFor, ChildRequest, ChildRequestState};
use crate::store::{Store, StoreError, Tx, establishment};

/// An establishment for which the actor may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct School {
    /// Which.
    pub id: EstablishmentId,
    /// Its name.
    pub name: String,
}

/// The establishments for which the actor may ask.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever asks for nobody.
pub async fn schools(store: &Store, actor: &Actor) -> Result<Vec<School>, ServiceError> {
    require(actor, Action::RequestSupport, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let mut found = Vec::new();
    for id in &actor.establishments {
        if let Some(known) = establishment::find(&mut tx, id).await? {
            found.push(School {
                id: known.id,
                name: known.name,
            });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Keeps a request of one of the actor's own establishments.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever asks for nobody; [`ServiceError::NotFound`] for another's establishment.
pub async fn ask(
    store: &Store,
    actor: &Actor,
    (establishment, asked): (&EstablishmentId, &AskedFor),
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::RequestSupport, &Subject::Anything)?;
    if !actor.establishments.contains(establishment) {
        return Err(ServiceError::NotFound);
    }
    let made = ChildRequest {
        id: new_id(ChildRequestId::parse)?,
        establishment: establishment.clone(),
        asked: asked.clone(),
        raised_by: actor.user.clone(),
        raised_at: moment.instant,
        state: ChildRequestState::Sent,
        child: None,
        answer: String::new(),
        answered_at: None,
    };
    let mut tx = store.begin().await?;
    child_request::insert(&mut tx, &made).await?;
    let subject = ("child-request", made.id.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "child-asked-for",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a request of the actor's own establishments back; false if somebody answered it, or took it back, first.
///
/// # Errors
/// [`ServiceError::NotFound`] if they have no such request.
pub async fn take_back(
    store: &Store,
    actor: &Actor,
    id: &ChildRequestId,
    moment: Moment,
) -> Result<bool, ServiceError> {
    let mut tx = store.begin().await?;
    is_own(&mut tx, actor, id).await?;
    let by = (&actor.user, moment.instant);
    let to = (ChildRequestState::TakenBack, None, "");
    match child_request::answer(&mut tx, id, to, by).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            tx.rollback().await?;
            return Ok(false);
        }
        Err(error) => return Err(error.into()),
    }
    let subject = ("child-request", id.as_str());
    let action = "child-asked-for-taken-back";
    trail::note(&mut tx, moment, Some(&actor.user), action, subject).await?;
    tx.commit().await?;
    Ok(true)
}

/// Whether a request is of the actor's own establishments, for whoever asks.
async fn is_own(tx: &mut Tx, actor: &Actor, id: &ChildRequestId) -> Result<(), ServiceError> {
    if require(actor, Action::RequestSupport, &Subject::Anything).is_err() {
        return Err(ServiceError::NotFound);
    }
    let line = child_request::find(tx, id).await?;
    let line = line.ok_or(ServiceError::NotFound)?;
    if actor.establishments.contains(&line.request.establishment) {
        Ok(())
    } else {
        Err(ServiceError::NotFound)
    }
}
