//! An officer declares a conflict of interest and leaves the child's decisions to colleagues; a head of SEND lifts what was
//! declared by mistake.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::super::words;
use crate::components::{Button, Cell, Checkboxes, Choice, Column, InsetText, Table};
use crate::forms::Problems;
use crate::ids::{ChildId, UserId};
use crate::service::Moment;
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

/// Answers `POST /children/{child}/conflict/{officer}/lift`.
///
/// # Errors
/// [`WebError::Forbidden`] for anybody but a head of SEND, and for whoever declared it; [`WebError::NotFound`] without such a
/// child.
pub async fn lift(
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, officer)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let officer = UserId::parse(&officer).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    deciding::lift_interest(&state.store, &person.actor, (&child, &officer), moment).await?;
    let said =
        "The conflict of interest was lifted. The officer can decide on this child’s case again.";
    person.leave_said(&state, said).await?;
    Ok(redirect(&format!("/children/{child}/conflict")))
}

fn page(visit: &Visit, found: &Interest, problems: &Problems) -> Response {
    // Who lifts comes for what colleagues declared.
    let title = if found.of_colleagues.is_empty() {
        "Declare a conflict of interest"
    } else {
        "Conflicts of interest"
    };
    let record = format!("/children/{}", found.about.child);
    let action = format!("/children/{}/conflict", found.about.child);
    Page::titled(title)
        .back("/decisions", "Back to decisions")
        .with_problems(problems)
        .answer(visit, || {
            let content = match found.declared_on {
                Some(day) => {
                    let said = format!(
                        "You declared a conflict of interest on {}. A colleague decides on this child’s case. If it was a mistake, \
                         another officer who is head of SEND can lift it.",
                        words::day(day)
                    );
                    view! { <InsetText>{said}</InsetText> }.into_any()
                }
                None => view! {
                    <p class="govuk-body">
                        "Declare it where you know the child or the family outside your work, or gain or lose by what is decided. You \
                         then cannot open or decide this child’s profiles, agree an amount or enter an order, and cannot take that \
                         back yourself. Why is not asked, and not kept."
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
                {words::about_child(&found.about)}
                <h1 class="govuk-heading-l">{title}</h1>
                {of_colleagues(found)}
                {content}
                <p class="govuk-body"><a class="govuk-link" href=record>"Open the child’s record"</a></p>
            }
        })
}

/// The interests that colleagues declared, each with the way to lift it.
fn of_colleagues(found: &Interest) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Officer"),
        Column::text("Declared on"),
        Column::text("If it was a mistake"),
    ];
    let rows: Vec<Vec<Cell>> = found
        .of_colleagues
        .iter()
        .map(|interest| {
            let child = &found.about.child;
            let action = format!("/children/{child}/conflict/{}/lift", interest.officer);
            let whose = format!(" of {}", interest.name);
            vec![
                Cell::from(interest.name.clone()),
                words::day_cell(Some(Moment::of(interest.declared_at).today), ""),
                Cell::of(view! {
                    <form method="post" action=action>
                        <button type="submit" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0" data-module="govuk-button">
                            "Lift it"<span class="govuk-visually-hidden">{whose}</span>
                        </button>
                    </form>
                }),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <Table caption="Colleagues who declared one" columns=columns rows=rows />
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
