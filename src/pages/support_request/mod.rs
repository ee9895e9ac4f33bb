//! Requests for extra support: written by a SENCO area by area, with the provision asked for, taken over by the council as a draft profile.

mod answer;
mod area;
mod provision;
mod write;

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use super::words::{day_cell, named_cell, profile_state, sentences_cell};
use crate::components::{Cell, Column, Table, Tag, TagColour};
use crate::service::Moment;
use crate::service::support_request::{self, RequestLine, RequestState};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

pub use answer::{answer, show};
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
) -> Result<Response, WebError> {
    let found = support_request::list(&state.store, &person.actor, state.clock.moment()).await?;
    Ok(Page::titled("Requests for extra support").answer(&visit, move || {
        let none = if found.answers {
            "No request waits."
        } else {
            "None of your requests waits. To ask for extra support, open the child’s record."
        };
        view! {
            <h1 class="govuk-heading-l">"Requests for extra support"</h1>
            {table("Waiting, the oldest first", &found.waiting, found.answers, none)}
            {table("Answered, the newest first", &found.answered, found.answers, "None has been answered yet.")}
        }
    }))
}

/// Requests in a table, or the words for there being none.
fn table(
    caption: &'static str,
    lines: &[RequestLine],
    linked: bool,
    none: &'static str,
) -> AnyView {
    if lines.is_empty() {
        return view! {
            <h2 class="govuk-heading-m">{caption}</h2>
            <p class="govuk-body">{none}</p>
        }
        .into_any();
    }
    let columns = vec![
        Column::text("Child"),
        Column::text("Establishment"),
        Column::text("Asked on"),
        Column::text("Status"),
        Column::text("Answer"),
    ];
    let rows = lines.iter().map(|line| row(line, linked)).collect();
    view! { <Table caption=caption columns=columns rows=rows /> }.into_any()
}

fn row(line: &RequestLine, linked: bool) -> Vec<Cell> {
    let asked = &line.request;
    let href = if linked {
        format!("/support-requests/{}", asked.id)
    } else {
        format!("/children/{}", asked.child)
    };
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
        (RequestState::TakenOver, Some(state)) => {
            let state = profile_state(state).to_lowercase();
            (format!("Taken over: {state}"), TagColour::Green)
        }
        (RequestState::TakenOver, None) => ("Taken over".to_owned(), TagColour::Green),
    };
    view! { <Tag text=text colour=colour /> }
}
