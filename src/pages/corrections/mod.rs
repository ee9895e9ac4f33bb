//! Corrections: what schools say is wrong with an award, and what the council answers.

mod answer;
mod raise;
mod take_back;

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;

use super::task_list::{self, AskedPart};
use super::words::{day, day_cell, named_cell, sentences_cell};
use crate::components::{Cell, Column, Crumb, Pagination, Table, Tag, TagColour};
use crate::service::Moment;
use crate::service::corrections::{
    self, Correction, CorrectionKind, CorrectionLine, CorrectionState,
};
use crate::service::reconciliation::{self, Task};
use crate::service::task_list::{PageOf, Part};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

pub use answer::{answer, show};
pub use raise::{form, send};
pub use take_back::{show as own_one, take_back};

/// Answers `GET /awards/corrections`: a school's own corrections with their answers.
///
/// # Errors
/// [`WebError::Forbidden`] for anybody who belongs to no establishment.
pub async fn own(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<AskedPart>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let found = corrections::own(&state.store, &person.actor, asked.number(), moment).await?;
    let path = vec![Crumb::new("Awards", "/awards")];
    Ok(Page::titled("Your corrections")
        .below(path)
        .answer(&visit, move || {
            let none = "You have said of no award that it is wrong. To do so, use “Correct” beside it in your awards.";
            let (current, last) = (found.page, found.pages);
            view! {
                <h1 class="govuk-heading-l">"Your corrections"</h1>
                {table(("Corrections, the newest first", none), &found, OWN)}
                <Pagination base=OWN current=current last=last />
            }
        }))
}

/// Where a school's own corrections are.
pub(super) const OWN: &str = "/awards/corrections";
/// Where the council's are.
const LIST: &str = "/corrections";

/// Answers `GET /corrections`: what waits for the council's answer.
///
/// # Errors
/// [`WebError::Forbidden`] for anybody who does not answer corrections.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<AskedPart>,
) -> Result<Response, WebError> {
    let (asked, moment) = (asked.read(), state.clock.moment());
    let all = corrections::all(&state.store, &person.actor, asked, moment).await?;
    let tasks = reconciliation::tasks(&state.store, &person.actor).await?;
    let page = Page::titled("Corrections from schools").back("/", "Back to the start");
    Ok(page.answer(&visit, move || {
        let waiting = all.waiting.map(|page| {
            let words = (
                "Waiting for an answer, the oldest first",
                "No correction waits for an answer.",
            );
            view! {
                {table(words, &page, LIST)}
                {task_list::pages(LIST, "", Part::First, &page)}
                {only_there(&tasks)}
            }
        });
        let answered = all.answered.map(|page| {
            let words = (
                "Answered or taken back, the last first",
                "None has been answered yet.",
            );
            view! {
                {table(words, &page, LIST)}
                {task_list::pages(LIST, "", Part::Second, &page)}
            }
        });
        view! {
            <h1 class="govuk-heading-l">"Corrections from schools"</h1>
            {task_list::both(LIST.to_owned(), asked)}
            {waiting}
            {answered}
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

/// A page of corrections in a table, or the words for there being none; each leads to its own page below `base`.
fn table(
    words: (&'static str, &'static str),
    page: &PageOf<CorrectionLine>,
    base: &'static str,
) -> AnyView {
    let columns = vec![
        Column::text("Child"),
        Column::text("Establishment"),
        Column::text("What is wrong"),
        Column::text("Said on"),
        Column::text("Status"),
        Column::text("Answer"),
    ];
    task_list::table(words, page, columns, |line| row(line, base))
}

fn row(line: &CorrectionLine, base: &'static str) -> Vec<Cell> {
    let asked = &line.correction;
    let href = format!("{base}/{}", asked.id);
    let child = named_cell(href, line.name.as_deref(), &line.local_id);
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
            format!("{fte} FTE from {on}")
        }
        CorrectionKind::Other => "Something else".to_owned(),
    }
}

fn status(state: CorrectionState) -> impl IntoView {
    let (text, colour) = match state {
        CorrectionState::Open => ("Waiting", TagColour::Yellow),
        CorrectionState::Accepted => ("Accepted", TagColour::Green),
        CorrectionState::Declined => ("Declined", TagColour::Grey),
        CorrectionState::TakenBack => ("Taken back by the school", TagColour::Grey),
    };
    view! { <Tag text=text colour=colour /> }
}
