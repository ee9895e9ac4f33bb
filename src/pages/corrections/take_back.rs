//! A school's own correction, to be read with its answer, and taken back as long as there is none.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{OWN, status, what};
use crate::components::{Button, ButtonKind, Crumb, SummaryList, SummaryRow};
use crate::ids::CorrectionId;
use crate::pages::words::{day, name_or_removed};
use crate::service::Moment;
use crate::service::corrections::{self, CorrectionLine, CorrectionState};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /awards/corrections/{correction}`.
///
/// # Errors
/// [`WebError::NotFound`] if the reader's establishments have no such correction.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(correction): Path<String>,
) -> Result<Response, WebError> {
    let found = opened(&state, &person, &correction).await?;
    Ok(page(&visit, &found, false))
}

async fn opened(
    state: &AppState,
    person: &SignedIn,
    correction: &str,
) -> Result<CorrectionLine, WebError> {
    let id = CorrectionId::parse(correction).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(corrections::open_own(&state.store, &person.actor, &id, moment).await?)
}

/// Answers `POST /awards/corrections/{correction}`: takes it back.
///
/// # Errors
/// As [`show`].
pub async fn take_back(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(correction): Path<String>,
) -> Result<Response, WebError> {
    let id = CorrectionId::parse(&correction).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    if !corrections::take_back(&state.store, &person.actor, &id, moment).await? {
        let now = opened(&state, &person, &correction).await?;
        return Ok(page(&visit, &now, true));
    }
    person
        .leave_said(&state, "The correction was taken back.")
        .await?;
    Ok(redirect(OWN))
}

fn page(visit: &Visit, found: &CorrectionLine, lost: bool) -> Response {
    let path = vec![
        Crumb::new("Awards", "/awards"),
        Crumb::new("Your corrections", OWN),
    ];
    let page = Page::titled("Your correction").below(path).overtaken(
        lost,
        "Somebody else answered after you opened this page. It cannot be taken back any more.",
    );
    page.answer(visit, || {
        let name = name_or_removed(found.name.as_deref());
        let reference = found.local_id.to_string();
        let waits = found.correction.state == CorrectionState::Open;
        view! {
            <span class="govuk-caption-l"><bdi>{name}</bdi> " " <span class="app-reference">{reference}</span></span>
            <h1 class="govuk-heading-l">"Your correction"</h1>
            <SummaryList rows=facts(found) />
            {waits.then(form)}
        }
    })
}

fn form() -> impl IntoView {
    view! {
        <h2 class="govuk-heading-m">"Take the correction back"</h2>
        <p class="govuk-body">"Nobody has answered yet. If you were wrong, take it back: nothing changes then."</p>
        <form method="post" novalidate>
            <Button text="Take it back" kind=ButtonKind::Secondary />
        </form>
    }
}

fn facts(found: &CorrectionLine) -> Vec<SummaryRow> {
    let asked = &found.correction;
    let mut rows = vec![
        SummaryRow::new("Establishment", found.establishment_name.clone()),
        SummaryRow::new("What is wrong", what(asked)),
    ];
    if !asked.note.is_empty() {
        rows.push(SummaryRow::new("What you add", asked.note.clone()));
    }
    rows.push(SummaryRow::new(
        "Said on",
        day(Moment::of(asked.raised_at).today),
    ));
    rows.push(SummaryRow::new("Status", status(asked.state)));
    if let Some(at) = asked.answered_at {
        let what = match asked.state {
            CorrectionState::TakenBack => "Taken back on",
            _ => "Answered on",
        };
        rows.push(SummaryRow::new(what, day(Moment::of(at).today)));
    }
    if !asked.answer.is_empty() {
        rows.push(SummaryRow::new("Answer", asked.answer.clone()));
    }
    rows
}
