//! The schools of a year: which have returned, and what waits.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::super::payments::{path, year_of};
use super::schools_address;
use crate::calendar::{Date, FinancialYear};
use crate::components::{Cell, Column, Table};
use crate::pages::words::{count, day_cell};
use crate::service::Moment;
use crate::service::reconciliation::{self, SchoolRow};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /payments/{year}/schools`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever does not reconcile.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
) -> Result<Response, WebError> {
    let first = year_of(&year)?;
    let rows = reconciliation::schools(&state.store, &person.actor, first).await?;
    let title = format!(
        "Reconcile with schools, {}",
        FinancialYear::containing(first)
    );
    let page = Page::titled(title.clone()).below(path(first));
    Ok(page.answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <p class="govuk-body">
                "Send each school what the council holds, take in what it returns, and settle every line that differs."
            </p>
            {table(first, &rows)}
        }
    }))
}

fn table(first: Date, rows: &[SchoolRow]) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="govuk-body">"No school has an award in this year."</p> }
            .into_any();
    }
    let columns = vec![
        Column::text("School"),
        Column::number("Awards"),
        Column::text("Last return"),
        Column::number("Lines to settle"),
    ];
    let row = |school: &SchoolRow| {
        let href = format!("{}/{}", schools_address(first), school.establishment);
        let name = school.name.clone();
        let latest = school.latest.as_ref();
        let on = latest.map(|one| Moment::of(one.reconciliation.made_at).today);
        vec![
            Cell::of(view! { <a class="govuk-link" href=href>{name}</a> }),
            Cell::from(count(school.awards)),
            day_cell(on, "None yet"),
            Cell::from(latest.map_or_else(String::new, |one| one.open.to_string())),
        ]
    };
    let rows = rows.iter().map(row).collect();
    let caption = "Schools with an award in the year";
    view! { <Table caption=caption caption_hidden=true columns=columns rows=rows stacked=true /> }
        .into_any()
}
