//! The packages that went out and came in.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::key_facts;
use crate::components::{ButtonLink, Cell, Column, Pagination, Table};
use crate::pages::words::{child_cell, day_cell};
use crate::service::Moment;
use crate::service::transfer::{self, Direction, TransferLine, Transfers};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Which page of the list.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    page: Option<u32>,
}

/// Answers `GET /transfers`.
///
/// # Errors
/// [`WebError::Forbidden`] for who may not see them; [`WebError::Broken`] if the database cannot be read.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let page = asked.page.unwrap_or(1);
    let found = transfer::all(&state.store, &person.actor, page, state.clock.moment()).await?;
    let page = Page::titled("Plans from and to other authorities").back("/", "Back to the start");
    Ok(page.answer(&visit, || content(&found)))
}

fn content(found: &Transfers) -> impl IntoView + use<> {
    let receive = found.receives.then(|| {
        view! { <ButtonLink href="/transfers/receive" text="Take a package in" /> }
    });
    let keys = found.keeps_keys.then(|| {
        view! {
            <p class="govuk-body"><a class="govuk-link" href="/transfers/keys">"Keys of other authorities"</a></p>
        }
    });
    let lines = &found.lines;
    let table = if lines.items.is_empty() {
        view! { <p class="govuk-body">"No package has gone out or come in."</p> }.into_any()
    } else {
        let columns = vec![
            Column::text("Child"),
            Column::text("Which way"),
            Column::text("Other authority"),
            Column::text("On"),
            Column::text("By"),
        ];
        let is_withheld = |line: &TransferLine| found.withheld.contains(&line.transfer.child);
        let rows = lines.items.iter().map(|line| row(line, is_withheld(line)));
        let rows = rows.collect();
        view! { <Table caption="Packages, the latest first" columns=columns rows=rows /> }
            .into_any()
    };
    let (current, last) = (
        lines.page.number(),
        u32::try_from(lines.pages()).unwrap_or(u32::MAX),
    );
    view! {
        <h1 class="govuk-heading-l">"Plans from and to other authorities"</h1>
        <p class="govuk-body">"A plan is sent from the child’s record, with its agreed profile and the evidence for it."</p>
        {receive}
        {table}
        <Pagination base="/transfers" current=current last=last />
        <h2 class="govuk-heading-m">"The key that signs our packages"</h2>
        <p class="govuk-body">"Whoever takes a package in compares this fingerprint with the one that they see."</p>
        {key_facts(&found.own_key)}
        {keys}
    }
}

fn row(line: &TransferLine, is_withheld: bool) -> Vec<Cell> {
    let transfer = &line.transfer;
    let child = if is_withheld {
        Cell::of(view! { "Name withheld" })
    } else {
        let name = Some(format!("Child {}", line.local_id));
        child_cell(&transfer.child, name, &line.local_id)
    };
    let way = match transfer.direction {
        Direction::Sent => "Sent",
        Direction::Received => "Taken in",
    };
    vec![
        child,
        Cell::from(way),
        Cell::from(format!(
            "{} ({})",
            transfer.authority_name, transfer.authority
        )),
        day_cell(Some(Moment::of(transfer.at).today), ""),
        Cell::from(line.by_name.clone()),
    ]
}
