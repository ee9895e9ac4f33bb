//! The statement to a family: to print, or why it is held back; and who may receive it.

mod recipients;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::words::day;
use crate::components::{ButtonLink, InsetText};
use crate::explain::{Recipient, Section};
use crate::ids::DecisionId;
use crate::service::statement::{self, HeldBack, Opened, Statement};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

pub use recipients::{note_recipients, recipients};

/// The size of the letters.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    size: String,
}

/// Answers `GET /statements/{decision}`; with `?size=large` in large print.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such decision, or none for this reader.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(decision): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, WebError> {
    let id = DecisionId::parse(&decision).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let contacts = &state.settings.contacts;
    let (store, actor) = (&state.store, &person.actor);
    let opened = statement::open(store, state.rules, contacts, actor, &id, moment).await?;
    Ok(match opened {
        Opened::Ready(ready) => {
            let back = format!("/children/{}", ready.child);
            let large = shown.size == "large";
            let council = visit.settings().council.name.clone();
            Page::titled("Statement to the family")
                .back(back, "Back to the record")
                .answer(&visit, move || letter(&ready, &council, large))
        }
        Opened::HeldBack(held) => {
            let back = format!("/children/{}", held.child);
            Page::titled("Statement held back")
                .back(back, "Back to the record")
                .answer(&visit, move || held_back(&held))
        }
    })
}

fn letter(ready: &Statement, council: &str, large: bool) -> impl IntoView + use<> {
    let class = if large {
        "app-statement app-statement--large"
    } else {
        "app-statement"
    };
    let to = match ready.to {
        Recipient::Parent => format!("To the parent or carer of {}", ready.name),
        Recipient::YoungPerson => format!("To {}", ready.name),
    };
    let address = format!("/statements/{}", ready.decision);
    let (size, words) = if large {
        (address, "Show in ordinary print")
    } else {
        (format!("{address}?size=large"), "Show in large print")
    };
    let about = format!(
        "About: {}, reference {}. {}, {}.",
        ready.name,
        ready.local_id,
        council,
        day(ready.today)
    );
    view! {
        <div class="app-actions">
            <p class="govuk-body">
                "Print this page from your browser: only the letter below is printed, on at most two A4 pages. In large print it \
                 may take up to seven. "
                <a class="govuk-link" href=size>{words}</a>
            </p>
            {ready.is_without_contacts.then(|| view! {
                <p class="govuk-body">
                    "The letter names no address, telephone or e-mail, because none is set for this council. Write them beside \
                     it, and ask an administrator to enter them."
                </p>
            })}
        </div>
        <article class=class>
            <h1 class="govuk-heading-l">"How special educational needs funding was decided"</h1>
            <p class="govuk-body app-statement__to"><strong>{to}</strong></p>
            <p class="govuk-body">{about}</p>
            {ready.sections.iter().map(section).collect_view()}
        </article>
    }
}

fn section(section: &Section) -> impl IntoView + use<> {
    let paragraphs = section
        .paragraphs
        .iter()
        .map(|text| view! { <p class="govuk-body">{text.clone()}</p> })
        .collect_view();
    let items = section
        .list
        .iter()
        .map(|text| view! { <li>{text.clone()}</li> })
        .collect_view();
    let list = (!section.list.is_empty())
        .then(|| view! { <ul class="govuk-list govuk-list--bullet">{items}</ul> });
    view! {
        <section>
            <h2 class="govuk-heading-m">{section.heading}</h2>
            {paragraphs}
            {list}
        </section>
    }
}

fn held_back(held: &HeldBack) -> impl IntoView + use<> {
    let reasons = held
        .reasons
        .iter()
        .map(|reason| view! { <li>{reason.sentence()}</li> })
        .collect_view();
    let note = held.may_note.then(|| {
        let href = format!("/children/{}/recipients", held.child);
        view! { <ButtonLink href=href text="Note who may receive it" /> }
    });
    view! {
        <span class="govuk-caption-l app-reference">{held.local_id.to_string()}</span>
        <h1 class="govuk-heading-l">"Statement held back"</h1>
        <p class="govuk-body">"Do not send a statement about this decision, because:"</p>
        <InsetText>
            <ul class="govuk-list govuk-list--bullet">{reasons}</ul>
        </InsetText>
        {note}
    }
}
