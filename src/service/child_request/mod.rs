//! A school asks for a child who is not on record; the council makes a record or finds the one that there is.
//!
//! What the school said goes on as a request for extra support for that child: nothing is typed again. Who a child is stands in the
//! request only as long as it waits.

mod answer;
mod ask;

use super::reach::{allows, require};
use super::task_list::{PAGE_SIZE, PageOf, Part, PartAsked};
use super::{Moment, ServiceError, trail};
use crate::access::{Action, Actor, Subject};
use crate::store::child_request::{self, ChildRequestsOf};
use crate::store::{Page, Store};

pub use crate::store::child_request::{
    AskedFor, ChildRequest, ChildRequestLine, ChildRequestState,
};
pub use answer::{Decided, Match, OpenChildRequest, Put, answer, open};
pub use ask::{School, ask, schools, take_back};

/// A page of each part that was asked for.
#[derive(Debug)]
pub struct ChildRequests {
    /// Those that wait, the oldest first.
    pub waiting: Option<PageOf<ChildRequestLine>>,
    /// The others, the last first.
    pub answered: Option<PageOf<ChildRequestLine>>,
    /// Whether the reader answers them; otherwise they are of the reader's own schools.
    pub answers: bool,
}

/// The requests of the authority for whoever answers them, and a school's own for its SENCO. That somebody looked is written down.
///
/// # Errors
/// [`ServiceError::Refused`] for everybody else.
pub async fn list(
    store: &Store,
    actor: &Actor,
    asked: PartAsked,
    moment: Moment,
) -> Result<ChildRequests, ServiceError> {
    let answers = allows(actor, Action::TakeOverRequest);
    if !answers {
        require(actor, Action::RequestSupport, &Subject::Anything)?;
    }
    let mut tx = store.read().await?;
    let mut found = ChildRequests {
        waiting: None,
        answered: None,
        answers,
    };
    if let Some(page) = asked.page_of(Part::First) {
        let of = if answers {
            ChildRequestsOf::Waiting
        } else {
            ChildRequestsOf::SchoolWaiting(&actor.user)
        };
        let page = Page::new(page, PAGE_SIZE);
        found.waiting = Some(child_request::list(&mut tx, of, page).await?.into());
    }
    if let Some(page) = asked.page_of(Part::Second) {
        let of = if answers {
            ChildRequestsOf::Answered
        } else {
            ChildRequestsOf::SchoolAnswered(&actor.user)
        };
        let page = Page::new(page, PAGE_SIZE);
        found.answered = Some(child_request::list(&mut tx, of, page).await?.into());
    }
    drop(tx);
    let (by, subject) = (Some(&actor.user), ("child-requests", "waiting"));
    trail::note_alone(store, moment, by, "children-asked-for-viewed", subject).await?;
    Ok(found)
}
