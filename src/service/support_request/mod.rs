//! A school's request for extra support: written area by area by the SENCO, with the provision asked for, and taken over
//! by the council as a draft profile.
//!
//! What the school says are levels and evidence as it sees them. They become a caseworker's own judgement only when the
//! caseworker has gone through the draft and sent it.

mod answer;
mod write;

use super::reach::{allows, require, restricted};
use super::{Moment, ServiceError, trail};
use crate::access::{Action, Actor, Subject};
use crate::store::Store;
use crate::store::support_request;

pub use crate::store::support_request::{RequestLine, RequestState, SupportRequest};
pub use answer::{OpenRequest, TakenOver, decline, open, take_over};
pub use write::{RequestDraft, SavedDraft, SentRequest, begin, save_area, save_provision, send};

/// The most requests of one list: more than wait in any authority at once.
const LINES_MAX: u32 = 500;

/// The requests that a reader sees.
#[derive(Debug)]
pub struct Requests {
    /// Those that wait for the council, the oldest first.
    pub waiting: Vec<RequestLine>,
    /// Those that were answered, the newest first.
    pub answered: Vec<RequestLine>,
    /// Whether the reader answers them.
    pub answers: bool,
}

/// The requests of the authority for whoever answers them, and a school's own for its SENCO.
///
/// # Errors
/// [`ServiceError::Refused`] for everybody else.
pub async fn list(store: &Store, actor: &Actor, moment: Moment) -> Result<Requests, ServiceError> {
    let answers = allows(actor, Action::TakeOverRequest);
    if !answers {
        require(actor, Action::RequestSupport, &Subject::Anything)?;
    }
    let mut tx = store.read().await?;
    let mut all = Vec::new();
    if answers {
        let seen = restricted(actor, Action::TakeOverRequest)?;
        for state in RequestState::ALL {
            all.extend(support_request::in_state(&mut tx, *state, &seen, LINES_MAX).await?);
        }
    } else {
        all = support_request::of_school_user(&mut tx, &actor.user, LINES_MAX).await?;
    }
    drop(tx);
    let shown = all.iter().map(|line| &line.request.child);
    trail::listed(store, moment, actor, "support-requests", shown).await?;
    let waits = |line: &RequestLine| line.request.state == RequestState::Sent;
    let (mut waiting, mut answered): (Vec<_>, Vec<_>) = all.into_iter().partition(waits);
    waiting.sort_by_key(|line| line.request.raised_at);
    answered.sort_by_key(|line| std::cmp::Reverse(line.request.raised_at));
    Ok(Requests {
        waiting,
        answered,
        answers,
    })
}
