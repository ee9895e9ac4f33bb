//! The children of an establishment on a line of a year: the last step of the way from the total down.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{below, line_address};
use crate::components::{Cell, Column, Crumb, Table};
use crate::ids::EstablishmentId;
use crate::pages::words::child_or_withheld;
use crate::service::monitoring::year_named;
use crate::service::section_251::{self, ChildRow, PlaceSpend};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// What an address has in the place of an establishment for the money that goes to none.
pub(super) const NOWHERE: &str = "none";

/// Answers `GET /high-needs/section-251/{year}/lines/{line}/{establishment}`; `none` is what goes to no establishment.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast; [`WebError::NotFound`] where nothing of the line goes.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path((year, line, establishment)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = year_named(&year, moment)?;
    let id = match establishment.as_str() {
        NOWHERE => None,
        id => Some(EstablishmentId::parse(id).map_err(|_| WebError::NotFound)?),
    };
    let at = (year, line.as_str(), id.as_ref());
    let told = section_251::of_place(&state.store, state.rules, &person.actor, at, moment).await?;
    let mut path = below(year);
    path.push(Crumb::new(
        format!("Line {line}"),
        line_address(year, &line),
    ));
    Ok(Page::titled(told.name.clone())
        .below(path)
        .answer(&visit, move || {
            view! {
                <span class="govuk-caption-l">{format!("Line {}, {}", told.line, told.year)}</span>
                <h1 class="govuk-heading-l">{told.name.clone()}</h1>
                {table(&told)}
            }
        }))
}

fn table(told: &PlaceSpend) -> impl IntoView + use<> {
    let columns = vec![Column::text("Child"), Column::number("In the year")];
    let row = |child: &ChildRow| {
        vec![
            child_or_withheld(&child.child, child.name.as_deref(), &child.local_id),
            Cell::from(child.amount.to_string()),
        ]
    };
    let rows = told.children.iter().map(row).collect();
    let totals = vec![Cell::from("All"), Cell::from(told.total.to_string())];
    let caption = "Children, the dearest first";
    view! { <Table caption=caption columns=columns rows=rows totals=totals /> }
}
