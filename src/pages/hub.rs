//! Pages that lead to what belongs together: funding, and administration.

use axum::response::Response;
use leptos::prelude::*;

use super::home::tasks::{self, Group};
use crate::access::Action;
use crate::service::reach::allows;
use crate::visit::{Page, SignedIn, Visit, WebError};

/// Answers `GET /funding`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever can do nothing of it.
pub async fn funding(visit: Visit, person: SignedIn) -> Result<Response, WebError> {
    let words = "What is paid to whom, what other authorities owe us and we owe them, places, and the high needs outlook.";
    page(&visit, &person, Group::Funding, ("Funding", words))
}

/// Answers `GET /administration`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever neither keeps users nor reads the audit trail.
pub async fn administration(visit: Visit, person: SignedIn) -> Result<Response, WebError> {
    let keeps = [Action::KeepUsers, Action::ReadAudit];
    if !keeps.iter().any(|action| allows(&person.actor, *action)) {
        return Err(WebError::Forbidden);
    }
    let words = "Who may sign in, which establishments there are, what comes in and goes out, and who did what.";
    page(
        &visit,
        &person,
        Group::Administration,
        ("Administration", words),
    )
}

fn page(
    visit: &Visit,
    person: &SignedIn,
    group: Group,
    (title, words): (&'static str, &'static str),
) -> Result<Response, WebError> {
    let tasks = tasks::of_group(&person.actor, group);
    if tasks.is_empty() {
        return Err(WebError::Forbidden);
    }
    let page = Page::titled(title).back("/", "Back to the start");
    Ok(page.answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">{words}</p>
            <div class="app-cards">{tasks.into_iter().map(tasks::card).collect_view()}</div>
        }
    }))
}
