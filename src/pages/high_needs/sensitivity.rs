//! What the forecast's cost hangs on most: the standard levers, each alone.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use super::{below, charts};
use crate::components::{Charted, Drawing, WarningText};
use crate::service::beside::Standing;
use crate::service::high_needs::scenarios;
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, chart_csv, redirect};

/// Where the chart's file is.
const CSV: &str = "/high-needs/sensitivity.csv";

/// Answers `GET /high-needs/sensitivity`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let told = scenarios::sensitivity(&state.store, state.rules, &person.actor, moment).await?;
    let page = Page::titled("What the cost hangs on").below(below());
    Ok(page.answer(&visit, move || {
        let content = match &told {
            Ok((effects, standing)) => {
                let chart = charts::tornado(effects, CSV.to_owned());
                view! { {super::as_of(*standing)} <Charted chart=chart drawing=Drawing::Bars /> }.into_any()
            }
            Err(why) => view! { <WarningText text=why.join(". ") /> }.into_any(),
        };
        view! {
            <h1 class="govuk-heading-l">"What the cost hangs on"</h1>
            <p class="govuk-body">
                "Each line changes one thing and nothing else, by expected values. None of them is a \
                 forecast: they show which assumption matters most. "
                <a class="govuk-link" href="/high-needs/scenarios/new">"Put several together in a scenario"</a>
            </p>
            {content}
        }
    }))
}

/// Answers `GET /high-needs/sensitivity.csv`.
///
/// # Errors
/// As [`show`]; [`WebError::NotFound`] where nothing can be forecast.
pub async fn csv(State(state): State<AppState>, person: SignedIn) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let told = scenarios::sensitivity(&state.store, state.rules, &person.actor, moment).await?;
    let (effects, standing) = told.map_err(|_| WebError::NotFound)?;
    // A file would not say of when it is; the page does.
    if standing != Standing::Now {
        return Ok(redirect("/high-needs/sensitivity"));
    }
    chart_csv(
        "high-needs-sensitivity.csv",
        &charts::tornado(&effects, CSV.to_owned()),
    )
}
