//! An officer declares a conflict of interest and leaves the child's decisions to colleagues.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::super::words;
use crate::components::{Button, Checkboxes, Choice, InsetText};
use crate::forms::Problems;
use crate::ids::ChildId;
use crate::service::deciding::{self, Interest};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// The form as it is sent.
#[derive(Debug, Deserialize)]
pub struct ConflictForm {
    /// Ticked where the officer has an interest.
    #[serde(default)]
    conflict: String,
}

/// Answers `GET /children/{child}/conflict`.
///
/// # Errors
/// [`WebError::NotFound`] for a child about whom this officer decides nothing.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let found = interest(&state, &person, &child).await?;
    Ok(page(&visit, &found, &Problems::default()))
}

async fn interest(state: &AppState, person: &SignedIn, child: &str) -> Result<Interest, WebError> {
    let id = ChildId::parse(child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(deciding::interest(&state.store, &person.actor, &id, moment).await?)
}

/// Answers `POST /children/{child}/conflict`.
///
/// # Errors
/// As [`show`].
pub async fn declare(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(child): Path<String>,
    FormBody(sent): FormBody<ConflictForm>,
) -> Result<Response, WebError> {
    let found = interest(&state, &person, &child).await?;
    if sent.conflict != "yes" {
        let problems = Problems::one("conflict", "Tick the box to leave this case to a colleague");
        return Ok(page(&visit, &found, &problems));
    }
    let (child, moment) = (&found.about.child, state.clock.moment());
    deciding::declare_interest(&state.store, &person.actor, child, moment).await?;
    let said = "You declared a conflict of interest. A colleague decides on this child’s case.";
    person.leave_said(&state, said).await?;
    Ok(redirect("/decisions"))
}

fn page(visit: &Visit, found: &Interest, problems: &Problems) -> Response {
    let title = "Declare a conflict of interest";
    let action = format!("/children/{}/conflict", found.about.child);
    Page::titled(title)
        .back("/decisions", "Back to decisions")
        .with_problems(problems)
        .answer(visit, || {
            let content = match found.declared_on {
                Some(day) => {
                    let said = format!(
                        "You declared a conflict of interest on {}. A colleague decides on this child’s case.",
                        words::day(day)
                    );
                    view! { <InsetText>{said}</InsetText> }.into_any()
                }
                None => view! {
                    <p class="govuk-body">
                        "Declare it where you know the child or the family outside your work, or gain or lose by what is decided. You \
                         then cannot open or decide this child’s profiles, agree an amount or enter an order, and cannot take that \
                         back. Why is not asked, and not kept."
                    </p>
                    <form method="post" action=action novalidate>
                        <Checkboxes
                            name="conflict"
                            legend="Conflict of interest"
                            choices=vec![Choice::new(
                                "yes",
                                "I have a personal or professional interest in this child’s case",
                            )]
                            values=Vec::new()
                            error=problems.of("conflict")
                        />
                        <Button text="Leave it to a colleague" />
                    </form>
                }
                .into_any(),
            };
            view! {
                <span class="govuk-caption-l">
                    {found.about.shown()} ", " {found.about.local_id.to_string()}
                </span>
                <h1 class="govuk-heading-l">{title}</h1>
                {content}
            }
        })
}

/// The way to declare it, for the pages on which an officer decides.
pub(super) fn way_out(child: &ChildId) -> AnyView {
    let href = format!("/children/{child}/conflict");
    view! {
        <p class="govuk-body">
            <a class="govuk-link" href=href>"I have a conflict of interest in this child’s case"</a>
        </p>
    }
    .into_any()
}
