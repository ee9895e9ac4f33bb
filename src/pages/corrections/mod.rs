//! Corrections: what schools say is wrong with an award, and what the council answers.

mod answer;
mod raise;

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use super::words::{day, day_cell, name_or_removed, named_cell, sentences_cell};
use crate::components::{Cell, Column, Crumb, Table, Tag, TagColour};
use crate::service::Moment;
use crate::service::corrections::{
    self, Correction, CorrectionKind, CorrectionLine, CorrectionState,
};
use crate::service::reconciliation::{self, Task};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

pub use answer::{answer, show};
pub use raise::{form, send};

/// Answers `GET /awards/corrections`: a school's own corrections with their answers.
///
/// # Errors
/// [`WebError::Forbidden`] for anybody who belongs to no establishment.
pub async fn own(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let lines = corrections::own(&state.store, &person.actor, state.clock.moment()).await?;
    let path = vec![Crumb::new("Awards", "/awards")];
    Ok(Page::titled("Your corrections")
        .below(path)
        .answer(&visit, move || {
            let none = "You have said of no award that it is wrong. To do so, use “Correct” beside it in your awards.";
            view! {
                <h1 class="govuk-heading-l">"Your corrections"</h1>
                {table("Corrections, the newest first", &lines, false, none)}
            }
        }))
}

/// Answers `GET /corrections`: what waits for the council's answer.
///
/// # Errors
/// [`WebError::Forbidden`] for anybody who does not answer corrections.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let all = corrections::all(&state.store, &person.actor, state.clock.moment()).await?;
    let tasks = reconciliation::tasks(&state.store, &person.actor).await?;
    Ok(Page::titled("Corrections from schools").answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">"Corrections from schools"</h1>
            {table("Waiting for an answer, the oldest first", &all.waiting, true, "No correction waits for an answer.")}
            {only_there(&tasks)}
            {table("Answered, the last first", &all.answered, true, "None has been answered yet.")}
        }
    }))
}

/// Children whom only a school's return has; nothing where none waits.
fn only_there(tasks: &[Task]) -> Option<AnyView> {
    if tasks.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Reference on the return"),
        Column::text("Establishment"),
        Column::text("Band there"),
        Column::text("First day there"),
    ];
    let row = |task: &Task| {
        let line = &task.line;
        let href = format!(
            "/reconciliations/{}/lines/{}/looked-into",
            line.reconciliation, line.number
        );
        let reference = line.reference_shown();
        let said = line.said.as_ref();
        vec![
            Cell::of(view! { <a class="govuk-link" href=href>{reference}</a> }),
            Cell::from(task.establishment_name.clone()),
            Cell::from(said.and_then(|said| said.band.clone()).unwrap_or_default()),
            day_cell(said.and_then(|said| said.from), "Not said"),
        ]
    };
    let rows = tasks.iter().map(row).collect();
    let caption = "Returned by a school, and no award names them there";
    Some(view! { <Table caption=caption columns=columns rows=rows /> }.into_any())
}

/// Corrections in a table, or the words for there being none.
fn table(
    caption: &'static str,
    lines: &[CorrectionLine],
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
        Column::text("What is wrong"),
        Column::text("Said on"),
        Column::text("Status"),
        Column::text("Answer"),
    ];
    let rows = lines.iter().map(|line| row(line, linked)).collect();
    view! { <Table caption=caption columns=columns rows=rows /> }.into_any()
}

fn row(line: &CorrectionLine, linked: bool) -> Vec<Cell> {
    let asked = &line.correction;
    let child = if linked {
        let href = format!("/corrections/{}", asked.id);
        named_cell(href, line.name.as_deref(), &line.local_id)
    } else {
        let name = name_or_removed(line.name.as_deref());
        let reference = line.local_id.to_string();
        Cell::of(view! { {name} " " <span class="app-under">{reference}</span> })
    };
    let mut said = what(asked);
    if !asked.note.is_empty() {
        said = format!("{said}: {}", asked.note);
    }
    vec![
        child,
        Cell::from(line.establishment_name.clone()),
        sentences_cell(&said),
        day_cell(Some(Moment::of(asked.raised_at).today), ""),
        Cell::of(status(asked.state)),
        sentences_cell(&asked.answer),
    ]
}

/// What a school says is wrong, in words.
fn what(asked: &Correction) -> String {
    let on = asked.on.map(day).unwrap_or_default();
    match asked.kind {
        CorrectionKind::Left => format!("Left; the last day was {on}"),
        CorrectionKind::Started => format!("Wrong start date; the first day was {on}"),
        CorrectionKind::Share => {
            let fte = asked.fte.map(|fte| fte.to_string()).unwrap_or_default();
            format!("{fte} of full time from {on}")
        }
        CorrectionKind::Other => "Something else".to_owned(),
    }
}

fn status(state: CorrectionState) -> impl IntoView {
    let (text, colour) = match state {
        CorrectionState::Open => ("Waiting", TagColour::Yellow),
        CorrectionState::Accepted => ("Accepted", TagColour::Green),
        CorrectionState::Declined => ("Declined", TagColour::Grey),
    };
    view! { <Tag text=text colour=colour /> }
}
