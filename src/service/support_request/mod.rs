//! A school's request for extra support: written area by area by the SENCO, with the provision asked for, and taken over
//! by the council as a draft profile.
//!
//! What the school says are levels and evidence as it sees them. They become a caseworker's own judgement only when the
//! caseworker has gone through the draft and sent it.

mod answer;
mod take_back;
mod write;

use super::reach::{allows, require, restricted};
use super::task_list::{PAGE_SIZE, PageOf, Part, PartAsked};
use super::{Moment, ServiceError, trail};
use crate::access::{Action, Actor, Subject};
use crate::store::support_request::{self, RequestsOf};
use crate::store::{Page, Store};

pub use crate::store::support_request::{RequestLine, RequestState, SupportRequest};
pub use answer::{OpenRequest, TakenOver, decline, open, take_over};
pub use take_back::take_back;
pub use write::{
    RequestDraft, SavedDraft, SentRequest, begin, save_area, save_provision, save_words, send,
};

/// The requests that a reader sees: a page of each part that was asked for.
#[derive(Debug)]
pub struct Requests {
    /// Those that wait for the council, the oldest first.
    pub waiting: Option<PageOf<RequestLine>>,
    /// Those that were answered or taken back, the last first.
    pub answered: Option<PageOf<RequestLine>>,
    /// Whether the reader answers them.
    pub answers: bool,
}

/// The requests of the authority for whoever answers them, and a school's own for its SENCO.
///
/// # Errors
/// [`ServiceError::Refused`] for everybody else.
pub async fn list(
    store: &Store,
    actor: &Actor,
    asked: PartAsked,
    moment: Moment,
) -> Result<Requests, ServiceError> {
    let answers = allows(actor, Action::TakeOverRequest);
    if !answers {
        require(actor, Action::RequestSupport, &Subject::Anything)?;
    }
    let seen = answers
        .then(|| restricted(actor, Action::TakeOverRequest))
        .transpose()?;
    let mut tx = store.read().await?;
    let mut found = Requests {
        waiting: None,
        answered: None,
        answers,
    };
    if let Some(page) = asked.page_of(Part::First) {
        let of = match &seen {
            Some(seen) => RequestsOf::Waiting(seen),
            None => RequestsOf::SchoolWaiting(&actor.user),
        };
        let page = Page::new(page, PAGE_SIZE);
        found.waiting = Some(support_request::list(&mut tx, of, page).await?.into());
    }
    if let Some(page) = asked.page_of(Part::Second) {
        let of = match &seen {
            Some(seen) => RequestsOf::Answered(seen),
            None => RequestsOf::SchoolAnswered(&actor.user),
        };
        let page = Page::new(page, PAGE_SIZE);
        found.answered = Some(support_request::list(&mut tx, of, page).await?.into());
    }
    drop(tx);
    let parts = [&found.waiting, &found.answered];
    let shown = parts.into_iter().flatten().flat_map(|part| &part.lines);
    let shown = shown.map(|line| &line.request.child);
    trail::listed(store, moment, actor, "support-requests", shown).await?;
    Ok(found)
}
