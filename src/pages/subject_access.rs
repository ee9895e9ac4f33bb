//! Answering a request for everything that is held of a child: what people wrote freely is read first, then the file is made.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::response::Response;
use leptos::prelude::*;

use super::child::below_record;
use super::extracts::beside;
use super::words;
use crate::components::{Button, ButtonKind, Checkboxes, Choice, WarningText};
use crate::ids::{ChildId, Digest};
use crate::service::subject_access::{self, Entry, Held, Prepared, Section};
use crate::visit::{AppState, Lists, Page, SignedIn, Visit, WebError, saved_file};

/// Answers `GET /children/{child}/subject-access`.
///
/// # Errors
/// [`WebError::Forbidden`] to who answers no such requests; [`WebError::NotFound`] for a child that is not theirs to open.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let prepared =
        subject_access::prepare(&state.store, state.rules, &person.actor, &child, moment).await?;
    Ok(page(&visit, &child, &prepared))
}

/// Answers `POST /children/{child}/subject-access`: the file, without the passages that were ticked.
///
/// # Errors
/// As [`show`]; [`WebError::Conflict`] if something was written since the passages were read; [`WebError::BadRequest`] for a
/// form that is not ours.
pub async fn answer(
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
    sent: Lists,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let read = sent.first("read").and_then(|text| Digest::parse(text).ok());
    let read = read.ok_or(WebError::BadRequest)?;
    let withheld: Result<BTreeSet<u32>, _> = sent.all("withhold").map(str::parse).collect();
    let withheld = withheld.map_err(|_| WebError::BadRequest)?;
    let (actor, moment) = (&person.actor, state.clock.moment());
    let chosen = (&read, &withheld);
    let prepared =
        subject_access::answer(&state.store, state.rules, actor, &child, chosen, moment).await?;
    let name = format!("held-{}-{}", prepared.local_id, moment.today);
    match sent.first("as") {
        Some("json") => {
            let text =
                serde_json::to_vec_pretty(&prepared.held).map_err(|_| WebError::BadRequest)?;
            saved_file(
                &format!("{name}.json"),
                HeaderValue::from_static("application/json"),
                text,
            )
        }
        Some("page") => {
            let text = readable(&prepared.held, &state.settings.council.name);
            saved_file(
                &format!("{name}.html"),
                HeaderValue::from_static("text/html; charset=utf-8"),
                text.into_bytes(),
            )
        }
        _ => Err(WebError::BadRequest),
    }
}

fn page(visit: &Visit, child: &ChildId, prepared: &Prepared) -> Response {
    let title = format!("What is held of {}", prepared.local_id);
    let path = below_record(child, &prepared.local_id);
    let action = format!("/children/{child}/subject-access");
    let read = prepared.digest.to_string();
    Page::titled(title.clone()).below(path).answer(visit, || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">{title}</h1>
                    <p class="govuk-body">
                        "Everything that is kept of the child, as one file to read and one for machines. Officers are not named in it."
                    </p>
                    <WarningText text="Read every passage below. Withhold those that tell of somebody else: a brother, another pupil, a parent’s illness." />
                    <form method="post" action=action>
                        <input type="hidden" name="read" value=read />
                        {passages(&prepared.held)}
                        {extracts(prepared)}
                        <div class="govuk-button-group">
                            <Button text="Make the file to read" name="as" value="page" />
                            <Button text="Make the file for machines" name="as" value="json" kind=ButtonKind::Secondary />
                        </div>
                    </form>
                </div>
            </div>
        }
    })
}

/// The passages, each with a box; or the words for there being none.
fn passages(held: &Held) -> AnyView {
    let choices: Vec<Choice> = held
        .passages()
        .map(|(section, fact, number)| {
            let label = format!("{section}. {}", fact.what);
            Choice::new(number.to_string(), label).with_hint(fact.value.clone())
        })
        .collect();
    if choices.is_empty() {
        return view! { <p class="govuk-body">"Nobody wrote anything freely about this child."</p> }.into_any();
    }
    view! { <Checkboxes name="withhold" legend="Withhold" choices=choices small=true /> }.into_any()
}

/// The extracts of plans, to be looked at and given one by one.
fn extracts(prepared: &Prepared) -> Option<AnyView> {
    beside(
        &prepared.extracts,
        "Extracts of plans that are held too. Read each, black out what tells of somebody else, and give it with the file:",
    )
}

/// The file to read: one page that needs nothing besides itself.
fn readable(held: &Held, council: &str) -> String {
    let title = format!("What {council} holds of {}", held.reference);
    let written = words::day(held.written_on);
    let owner = Owner::new_root(None);
    let html = owner.with(|| {
        let sections = held.sections.iter().map(readable_section).collect_view();
        view! {
            <html lang="en-GB">
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <title>{title.clone()}</title>
                </head>
                <body>
                    <h1>{title}</h1>
                    <p>"Written on " {written} ". Where something tells of somebody else it is withheld, and the place says so."</p>
                    {sections}
                </body>
            </html>
        }
        .to_html()
    });
    owner.cleanup();
    owner.unset_with_forced_cleanup();
    format!("<!DOCTYPE html>{html}")
}

fn readable_section(section: &Section) -> impl IntoView + use<> {
    let title = section.title;
    let entries = section.entries.iter().map(readable_entry).collect_view();
    let none = section
        .entries
        .is_empty()
        .then(|| view! { <p>"Nothing is held."</p> });
    view! {
        <h2>{title}</h2>
        {none}
        {entries}
    }
}

fn readable_entry(entry: &Entry) -> impl IntoView + use<> {
    let facts = entry.facts.iter().map(|fact| {
        let (what, value) = (fact.what.clone(), fact.value.clone());
        view! { <dt>{what}</dt> <dd>{value}</dd> }
    });
    view! { <dl>{facts.collect_view()}</dl> <hr /> }
}
