//! The audit trail: who opened a child's record, and everything that was done.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::child::below_record;
use super::words::count;
use crate::components::{Cell, Column, InsetText, Pagination, Table};
use crate::ids::ChildId;
use crate::service::audit_trail::{self, Line};
use crate::service::{Moment, Paged};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Which page is asked for.
#[derive(Deserialize)]
pub struct Asked {
    page: Option<u32>,
}

/// Answers `GET /children/{child}/trail`: who did what to the record, those who only looked among them.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not read the audit; [`WebError::NotFound`] for a child that is not theirs to see.
pub async fn of_child(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let child = ChildId::parse(&child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let page = asked.page.unwrap_or(1);
    let actor = &person.actor;
    let found = audit_trail::of_child(&state.store, actor, &child, page, moment).await?;
    let title = format!("Who opened {}", found.local_id);
    let here = format!("/children/{child}/trail");
    let path = below_record(&child, &found.local_id);
    let answer = Page::titled(title.clone()).below(path);
    Ok(answer.answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">
                "Every look at this record and every change of it, the newest first, with those who asked and were refused. That \
                 you have read this is written down too."
            </p>
            {list(found.lines, &here, false)}
        }
    }))
}

/// Answers `GET /administration/audit`: every entry.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not read the audit.
pub async fn all(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let page = asked.page.unwrap_or(1);
    let found = audit_trail::all(&state.store, &person.actor, page).await?;
    let answer = Page::titled("Audit trail").back("/", "Back to the start");
    Ok(answer.answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">"Audit trail"</h1>
            <p class="govuk-body">
                "What was done, the newest first. Entries hold ids and no personal data. To see who opened one child's record, find \
                 the "
                <a class="govuk-link" href="/children">"child"</a>
                " and follow “Who opened this record”."
            </p>
            <InsetText>
                "Whether the chain is whole is checked by the command "
                <code>"send-banding audit verify"</code>
                " on the server, against a head that was exported earlier and kept elsewhere."
            </InsetText>
            {list(found, "/administration/audit", true)}
        }
    }))
}

/// A page of entries, or the words for there being none.
fn list(found: Paged<Line>, base: &str, names_subject: bool) -> AnyView {
    if found.items.is_empty() {
        return view! { <p class="govuk-body">"There is no entry here."</p> }.into_any();
    }
    let mut columns = vec![
        Column::number("Entry"),
        Column::text("When"),
        Column::text("Who"),
        Column::text("What"),
    ];
    if names_subject {
        columns.push(Column::text("Record"));
    }
    let rows = found
        .items
        .iter()
        .map(|line| row(line, names_subject))
        .collect();
    let entries = match found.total {
        1 => "1 entry".to_owned(),
        many => format!("{} entries", count(many)),
    };
    let last = u32::try_from(found.pages()).unwrap_or(u32::MAX);
    let current = found.page.number();
    let base = base.to_owned();
    view! {
        <Table caption=entries columns=columns rows=rows />
        <Pagination base=base current=current last=last />
    }
    .into_any()
}

fn row(line: &Line, names_subject: bool) -> Vec<Cell> {
    let mut cells = vec![
        Cell::from(line.sequence.to_string()),
        Cell::from(when(line)),
        Cell::from(line.who.clone()),
        Cell::from(what(&line.action)),
    ];
    if names_subject {
        cells.push(subject(line));
    }
    cells
}

/// The day in England and the time in UTC, which entries are kept in.
fn when(line: &Line) -> String {
    let day = super::words::short_day(Moment::of(line.at).today);
    let time = line.at.strftime("%H:%M:%S");
    format!("{day}, {time} UTC")
}

/// What was done, in words where it concerns a record being looked at; otherwise as it is kept, without its dashes.
fn what(action: &str) -> String {
    match action {
        "child-viewed" => "Opened the record".to_owned(),
        "child-refused" => "Asked for the record and was refused".to_owned(),
        "profile-viewed" => "Opened the profile".to_owned(),
        "profile-refused" => "Asked for the profile and was refused".to_owned(),
        "child-trail-read" => "Read who opened the record".to_owned(),
        kept => {
            let words = kept.replace('-', " ");
            let mut letters = words.chars();
            match letters.next() {
                Some(first) => first.to_uppercase().chain(letters).collect(),
                None => words,
            }
        }
    }
}

/// The kind of record and its id; a child's leads to its own trail.
fn subject(line: &Line) -> Cell {
    let kind = line.subject_kind.replace('-', " ");
    let id = line.subject_id.clone();
    if line.subject_kind == "child" {
        let href = format!("/children/{id}/trail");
        Cell::of(view! { {kind} " " <a class="govuk-link app-under" href=href>{id}</a> })
    } else {
        Cell::of(view! { {kind} " " <span class="app-under">{id}</span> })
    }
}

#[cfg(test)]
mod tests {
    use super::what;

    #[test]
    fn an_action_is_said_in_words() {
        assert_eq!(what("child-viewed"), "Opened the record");
        assert_eq!(what("profile-submitted"), "Profile submitted");
        assert_eq!(what(""), "");
    }
}
