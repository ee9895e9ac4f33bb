//! The scenarios that are saved, to be opened, compared and simulated; and the files of a scenario's charts.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{below, charts};
use crate::access::Action;
use crate::components::{Button, ButtonKind, ButtonLink, Cell, Checkboxes, Choice, Column, Table};
use crate::forms;
use crate::forms::scenario::ScenarioForm;
use crate::pages::words;
use crate::service::beside::Standing;
use crate::service::high_needs::scenarios::{self, COMPARED_MAX, Saved};
use crate::service::reach::allows;
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, chart_csv, redirect};

/// Answers `GET /high-needs/scenarios`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast.
pub async fn list(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
) -> Result<Response, WebError> {
    let saved = scenarios::list(&state.store, &person.actor).await?;
    let keeps = allows(&person.actor, Action::KeepForecast);
    Ok(Page::titled("What-if scenarios").below(below()).answer(&visit, move || {
        let text = if keeps { "Build a scenario" } else { "Try levers out" };
        view! {
            <h1 class="govuk-heading-l">"What-if scenarios"</h1>
            <p class="govuk-body">
                "A scenario says what would be done differently. Its expected effect is worked out at once; a simulation of it, \
                 with the same draws as every other, says how sure that is."
            </p>
            <ButtonLink href="/high-needs/scenarios/new" text=text />
            {table(&saved)}
            {compare(&saved)}
        }
    }))
}

fn table(saved: &[Saved]) -> AnyView {
    if saved.is_empty() {
        return view! { <p class="govuk-body">"No scenario is saved yet."</p> }.into_any();
    }
    let columns = vec![
        Column::text("Scenario"),
        Column::text("Levers"),
        Column::number("Version"),
        Column::text("Saved"),
    ];
    let rows = saved
        .iter()
        .map(|one| {
            let (href, name) = (
                format!("/high-needs/scenarios/{}", one.id),
                one.name.clone(),
            );
            let levers: Vec<String> = one
                .scenario
                .levers
                .iter()
                .map(|lever| lever.title())
                .collect();
            vec![
                Cell::of(view! { <a class="govuk-link" href=href>{name}</a> }),
                Cell::from(levers.join("; ")),
                Cell::from(one.number.to_string()),
                Cell::from(words::short_day(one.at.today)),
            ]
        })
        .collect();
    view! { <Table caption="Saved scenarios" columns=columns rows=rows /> }.into_any()
}

fn compare(saved: &[Saved]) -> Option<AnyView> {
    if saved.is_empty() {
        return None;
    }
    let choices = saved
        .iter()
        .map(|one| Choice::new(one.id.to_string(), one.name.clone()))
        .collect();
    let hint = format!("Up to {COMPARED_MAX}, beside nothing done differently");
    Some(
        view! {
            <form method="get" action="/high-needs/compare" novalidate>
                <Checkboxes name="with" legend="Compare scenarios" hint=hint choices=choices />
                <Button text="Compare" kind=ButtonKind::Secondary />
            </form>
        }
        .into_any(),
    )
}

/// Answers `GET /high-needs/scenarios/charts/{chart}`: `waterfall.csv` and `tornado.csv` of the levers in the query.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast; [`WebError::NotFound`] for levers that cannot be tried out.
pub async fn chart(
    State(state): State<AppState>,
    person: SignedIn,
    Path(file): Path<String>,
    Query(sent): Query<ScenarioForm>,
) -> Result<Response, WebError> {
    if !allows(&person.actor, Action::ViewForecast) {
        return Err(WebError::Forbidden);
    }
    let scenario = forms::parse(&sent).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    let tried =
        scenarios::try_out(&state.store, state.rules, &person.actor, &scenario, moment).await?;
    let (tried, standing) = tried.map_err(|_| WebError::NotFound)?;
    // A file would not say of when it is; the page does.
    if standing != Standing::Now {
        let levers = serde_urlencoded::to_string(&sent).map_err(|_| WebError::NotFound)?;
        return Ok(redirect(&format!("/high-needs/scenarios/new?{levers}")));
    }
    let chart = match file.as_str() {
        "waterfall.csv" => charts::waterfall(&tried, String::new()),
        "tornado.csv" => charts::tornado(&tried.one_by_one, String::new()),
        _ => return Err(WebError::NotFound),
    };
    chart_csv(&format!("high-needs-{file}"), &chart)
}
