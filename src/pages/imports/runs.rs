//! The list of import runs.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{HERE, address, kind_in_words};
use crate::components::{ButtonLink, Cell, Column, InsetText, Pagination, Table};
use crate::pages::words::{self, count};
use crate::service::imports::{self, RunLine};
use crate::service::{Moment, Paged};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

/// Answers `GET /administration/imports`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let page = asked.page.parse().unwrap_or(1);
    let found = imports::runs(&state.store, &person.actor, page).await?;
    let page = Page::titled("Imports").back("/", "Back to the start");
    Ok(page.answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">"Imports"</h1>
            <p class="govuk-body">
                "What was read from other systems, and what could not be taken. The register is imported under "
                <a class="govuk-link" href="/administration/establishments">"Establishments"</a>
                "; returns and tables of scores by command."
            </p>
            <ButtonLink href=format!("{HERE}/caseload") text="Import an extract of the case system" />
            {results(&found)}
        }
    }))
}

fn results(found: &Paged<RunLine>) -> AnyView {
    if found.items.is_empty() {
        return view! { <InsetText>"Nothing was imported yet."</InsetText> }.into_any();
    }
    let mut columns = vec![
        Column::text("Import"),
        Column::text("File"),
        Column::text("By"),
        Column::text("On"),
    ];
    columns.extend(["Rows", "Taken", "Problems", "Open"].map(Column::number));
    let total = match found.total {
        1 => "1 import".to_owned(),
        many => format!("{} imports", count(many)),
    };
    let last = u32::try_from(found.pages()).unwrap_or(u32::MAX);
    let current = found.page.number();
    let rows = found.items.iter().map(row).collect();
    view! {
        <Table caption=total columns=columns rows=rows />
        <Pagination base=HERE current=current last=last />
    }
    .into_any()
}

fn row(line: &RunLine) -> Vec<Cell> {
    let run = &line.run;
    let href = address(&run.id);
    let kind = kind_in_words(&run.kind);
    vec![
        Cell::of(view! { <a class="govuk-link" href=href>{kind}</a> }),
        Cell::of(view! { <span class="govuk-!-text-break-word">{run.file_name.clone()}</span> }),
        Cell::from(line.who.clone().unwrap_or_else(|| "Command".to_owned())),
        words::day_cell(Some(Moment::of(run.started_at).today), ""),
        Cell::from(count(run.rows_read.into())),
        Cell::from(count(run.rows_accepted.into())),
        Cell::from(count(line.problems)),
        Cell::from(count(line.open)),
    ]
}
