//! Children whom a school asks for and who are not on record: the list, the school's form, and the council's answer.

mod answer;
mod ask;

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;

use super::task_list::{self, AskedPart};
use super::words::{day_cell, sentences_cell};
use crate::components::{ButtonLink, Cell, Column, Crumb, Tag, TagColour};
use crate::service::Moment;
use crate::service::child_request::{self, ChildRequestLine, ChildRequestState};
use crate::service::task_list::{PageOf, Part};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

pub use answer::{answer, show};
pub use ask::{form, send, take_back};

/// Where the list is.
const LIST: &str = "/children-asked-for";

/// The pages above.
fn above() -> Vec<Crumb> {
    vec![Crumb::new(
        "Requests for extra support",
        "/support-requests",
    )]
}

/// Answers `GET /children-asked-for`: the council's, or a school's own.
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
    let found = child_request::list(&state.store, &person.actor, asked, moment).await?;
    let page = Page::titled("Children not on record").below(above());
    Ok(page.answer(&visit, move || {
        let ask = (!found.answers)
            .then(|| view! { <ButtonLink text="Ask for a child" href=format!("{LIST}/new") /> });
        let words = if found.answers {
            "Schools ask for extra support for children whom we do not have on record. Make a record, or find the one that there is: \
             what the school said goes on as its request."
        } else {
            "For a child whom you cannot find under Children. The council puts the child on record or finds it there; what you said \
             goes on as your request for extra support."
        };
        let waiting = found.waiting.map(|page| {
            part(Part::First, ("Waiting, the oldest first", "None waits."), &page)
        });
        let answered = found.answered.map(|page| {
            part(Part::Second, ("Answered or taken back, the last first", "None has been answered yet."), &page)
        });
        view! {
            <h1 class="govuk-heading-l">"Children not on record"</h1>
            <p class="govuk-body">{words}</p>
            {ask}
            {task_list::both(LIST.to_owned(), asked)}
            {waiting}
            {answered}
        }
    }))
}

fn part(
    part: Part,
    words: (&'static str, &'static str),
    page: &PageOf<ChildRequestLine>,
) -> AnyView {
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

fn row(line: &ChildRequestLine) -> Vec<Cell> {
    let request = &line.request;
    let href = format!("{LIST}/{}", request.id);
    let name = called(line);
    vec![
        Cell::of(view! { <a class="govuk-link" href=href><bdi>{name}</bdi></a> }),
        Cell::from(line.establishment_name.clone()),
        day_cell(Some(Moment::of(request.raised_at).today), ""),
        Cell::of(status(request.state)),
        sentences_cell(&request.answer),
    ]
}

/// Who was asked for; an answered request keeps no name.
fn called(line: &ChildRequestLine) -> String {
    let asked = &line.request.asked;
    if asked.surname.is_empty() {
        "Name not kept".to_owned()
    } else {
        format!("{} {}", asked.forename, asked.surname)
    }
}

fn status(state: ChildRequestState) -> impl IntoView {
    let (text, colour) = match state {
        ChildRequestState::Sent => ("Waiting for the council", TagColour::Yellow),
        ChildRequestState::OnRecord => ("On record", TagColour::Green),
        ChildRequestState::Declined => ("Declined", TagColour::Grey),
        ChildRequestState::TakenBack => ("Taken back by the school", TagColour::Grey),
    };
    view! { <Tag text=text colour=colour /> }
}
