//! Requests for extra support: written by a SENCO area by area, with the provision asked for, taken over by the council as a draft profile.

mod answer;
mod area;
mod provision;
mod why;
mod write;

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;

use super::task_list::{self, AskedPart};
use super::words::{day_cell, named_cell, profile_state, sentences_cell};
use crate::components::{Cell, Column, Tag, TagColour};
use crate::service::Moment;
use crate::service::support_request::{self, RequestLine, RequestState};
use crate::service::task_list::{PageOf, Part};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

pub use answer::{answer, show, take_back};
pub use area::{save as save_area, show as area};
pub use write::{send, tasks};

/// Answers `GET /support-requests`: the council's, or a school's own.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever neither asks nor answers.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<AskedPart>,
) -> Result<Response, WebError> {
    let (asked, moment) = (asked.read(), state.clock.moment());
    let found = support_request::list(&state.store, &person.actor, asked, moment).await?;
    let page = Page::titled("Requests for extra support").back("/", "Back to the start");
    Ok(page.answer(&visit, move || {
        let none = if found.answers {
            "No request waits."
        } else {
            "None of your requests waits. To ask for extra support, open the child’s record; a child who has none is asked for among the children not on record."
        };
        let waiting = found
            .waiting
            .map(|page| part(Part::First, ("Waiting, the oldest first", none), &page));
        let answered = found.answered.map(|page| {
            let words = (
                "Answered or taken back, the last first",
                "None has been answered yet.",
            );
            part(Part::Second, words, &page)
        });
        view! {
            <h1 class="govuk-heading-l">"Requests for extra support"</h1>
            <p class="govuk-body">
                <a class="govuk-link" href="/children-asked-for">"Children who are not on record"</a>
            </p>
            {task_list::both(LIST.to_owned(), asked)}
            {waiting}
            {answered}
        }
    }))
}

/// Where the list is.
const LIST: &str = "/support-requests";

/// One part of the list, or the words for there being none.
fn part(part: Part, words: (&'static str, &'static str), page: &PageOf<RequestLine>) -> AnyView {
    let columns = vec![
        Column::text("Child"),
        Column::text("Establishment"),
        Column::text("Asked on"),
        Column::text("Status"),
        Column::text("Answer"),
    ];
    view! {
        {task_list::table(words, page, columns, row)}
        {task_list::pages(LIST, "", part, page)}
    }
    .into_any()
}

fn row(line: &RequestLine) -> Vec<Cell> {
    let asked = &line.request;
    let href = format!("{LIST}/{}", asked.id);
    vec![
        named_cell(href, line.name.as_deref(), &line.local_id),
        Cell::from(line.establishment_name.clone()),
        day_cell(Some(Moment::of(asked.raised_at).today), ""),
        Cell::of(status(line)),
        sentences_cell(&asked.answer),
    ]
}

/// How far a request is; one that was taken over is as far as its profile.
fn status(line: &RequestLine) -> impl IntoView + use<> {
    let (text, colour) = match (line.request.state, line.profile_state) {
        (RequestState::Sent, _) => ("Waiting for the council".to_owned(), TagColour::Yellow),
        (RequestState::Declined, _) => ("Declined".to_owned(), TagColour::Grey),
        (RequestState::TakenBack, _) => ("Taken back by the school".to_owned(), TagColour::Grey),
        (RequestState::TakenOver, Some(state)) => {
            let state = profile_state(state).to_lowercase();
            (format!("Taken over: {state}"), TagColour::Green)
        }
        (RequestState::TakenOver, None) => ("Taken over".to_owned(), TagColour::Green),
    };
    view! { <Tag text=text colour=colour /> }
}
