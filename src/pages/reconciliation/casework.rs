//! A child whom only a school has: casework says what was done about it.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{id_of, lines, number_of};
use crate::components::{Button, SummaryList, SummaryRow, TextArea};
use crate::forms::reconciliation::LookedIntoForm;
use crate::forms::{self, Problems};
use crate::service::reconciliation::{self, Task};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// A comparison and the number of a line, as an address has them.
type At = Path<(String, String)>;

/// Answers `GET /reconciliations/{reconciliation}/lines/{number}/looked-into`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever does not answer what schools say; [`WebError::NotFound`] if no such line waits.
pub async fn ask(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    at: At,
) -> Result<Response, WebError> {
    let task = waiting(&state, &person, &at).await?;
    let blank = LookedIntoForm::default();
    Ok(page(&visit, &task, &blank, &Problems::default()))
}

async fn waiting(
    state: &AppState,
    person: &SignedIn,
    Path((id, number)): &At,
) -> Result<Task, WebError> {
    let (id, number) = (id_of(id)?, number_of(number)?);
    let tasks = reconciliation::tasks(&state.store, &person.actor).await?;
    let mut tasks = tasks.into_iter();
    let found = tasks.find(|task| task.line.reconciliation == id && task.line.number == number);
    found.ok_or(WebError::NotFound)
}

/// Answers `POST /reconciliations/{reconciliation}/lines/{number}/looked-into`.
///
/// # Errors
/// As [`ask`].
pub async fn conclude(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    at: At,
    FormBody(sent): FormBody<LookedIntoForm>,
) -> Result<Response, WebError> {
    let task = waiting(&state, &person, &at).await?;
    let words = match forms::parse(&sent) {
        Ok(words) => words,
        Err(problems) => return Ok(page(&visit, &task, &sent, &problems)),
    };
    let line = (&task.line.reconciliation, task.line.number);
    let (actor, moment) = (&person.actor, state.clock.moment());
    let is_first = reconciliation::conclude(&state.store, actor, line, &words, moment).await?;
    let said = if is_first {
        "What was done is noted beside the line of the return."
    } else {
        "Somebody else noted first what was done. Nothing of yours was kept."
    };
    person.leave_said(&state, said).await?;
    Ok(redirect("/corrections"))
}

fn page(visit: &Visit, task: &Task, filled: &LookedIntoForm, problems: &Problems) -> Response {
    let page = Page::titled("A child whom only a school has")
        .back("/corrections", "Back to corrections")
        .with_problems(problems);
    page.answer(visit, || {
        let rows = vec![
            SummaryRow::new("Reference on the return", task.line.reference_shown()),
            SummaryRow::new("Establishment", task.establishment_name.clone()),
            SummaryRow::new("The school returned", lines::said(&task.line)),
        ];
        view! {
            <h1 class="govuk-heading-l">"A child whom only a school has"</h1>
            <p class="govuk-body">
                "The school returned this child and no award of the year names it there. Find the child, and request a decision where
                one is missing."
            </p>
            <SummaryList rows=rows />
            <form method="post" novalidate>
                <TextArea
                    name="words"
                    label="What was done"
                    hint="Up to 1,000 characters, without the child’s name. The finance officer sees it."
                    value=filled.words.clone()
                    error=problems.of("words")
                />
                <Button text="Note what was done" />
            </form>
        }
    })
}
