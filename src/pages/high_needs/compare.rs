//! Scenarios beside each other, and beside nothing done differently.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{below_scenarios, charts, whole};
use crate::components::{Cell, Charted, Column, Drawing, Table, WarningText};
use crate::ids::ScenarioId;
use crate::pages::words;
use crate::service::beside::Standing;
use crate::service::high_needs::scenarios::{self, Expected};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, chart_csv, redirect};

/// The scenarios of a query such as `with=…&with=…`.
fn chosen(query: Option<&str>) -> Result<Vec<ScenarioId>, WebError> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(query.unwrap_or_default()).map_err(|_| WebError::BadRequest)?;
    pairs
        .iter()
        .filter(|(name, _)| name == "with")
        .map(|(_, id)| ScenarioId::parse(id).map_err(|_| WebError::NotFound))
        .collect()
}

/// Answers `GET /high-needs/compare`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast; [`WebError::NotFound`] for a scenario that is not there.
pub async fn compare(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let ids = chosen(query.as_deref())?;
    let moment = state.clock.moment();
    let all = scenarios::compare(&state.store, state.rules, &person.actor, &ids, moment).await?;
    let csv = format!("/high-needs/compare.csv?{}", query.unwrap_or_default());
    let page = Page::titled("Scenarios compared").below(below_scenarios());
    Ok(page.answer(&visit, move || {
        let content = match &all {
            Err(why) => view! { <WarningText text=why.join(". ") /> }.into_any(),
            Ok((all, standing)) => view! {
                {super::as_of(*standing)}
                {reported(all)}
                <Charted chart=charts::compared(all, csv) drawing=Drawing::Lines />
                {carried(all)}
                {people(all)}
                {waterfalls(all, &ids)}
            }
            .into_any(),
        };
        view! { <h1 class="govuk-heading-l">"Scenarios compared"</h1> {content} }
    }))
}

/// Answers `GET /high-needs/compare.csv`; with `chart=waterfall`, the steps of the first scenario.
///
/// # Errors
/// As [`compare`]; [`WebError::NotFound`] where nothing can be forecast.
pub async fn compare_csv(
    State(state): State<AppState>,
    person: SignedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let ids = chosen(query.as_deref())?;
    let moment = state.clock.moment();
    let all = scenarios::compare(&state.store, state.rules, &person.actor, &ids, moment).await?;
    let (all, standing) = all.map_err(|_| WebError::NotFound)?;
    // A file would not say of when it is; the page does.
    if standing != Standing::Now {
        let page = format!("/high-needs/compare?{}", query.unwrap_or_default());
        return Ok(redirect(&page));
    }
    if asks_for_waterfall(query.as_deref()) {
        let [plain, with, ..] = all.as_slice() else {
            return Err(WebError::NotFound);
        };
        let chart = charts::waterfall_of(0, plain, with, String::new());
        return chart_csv("high-needs-waterfall.csv", &chart);
    }
    chart_csv(
        "high-needs-scenarios.csv",
        &charts::compared(&all, String::new()),
    )
}

/// Whether a query asks for the steps of its first scenario and not for the years of all.
fn asks_for_waterfall(query: Option<&str>) -> bool {
    let pairs = serde_urlencoded::from_str::<Vec<(String, String)>>(query.unwrap_or_default());
    pairs.is_ok_and(|pairs| {
        pairs
            .iter()
            .any(|(name, value)| name == "chart" && value == "waterfall")
    })
}

/// What a scenario does that nobody may have meant.
fn reported(all: &[Expected]) -> AnyView {
    let said = all.iter().flat_map(|one| {
        one.reported
            .iter()
            .map(|sentence| format!("{}: {sentence}.", one.name))
    });
    said.map(|text| view! { <WarningText text=text /> })
        .collect_view()
        .into_any()
}

/// What each scenario's levers do, one after another.
fn waterfalls(all: &[Expected], ids: &[ScenarioId]) -> Option<AnyView> {
    let (plain, scenarios) = all.split_first()?;
    let of = |(place, (with, id)): (usize, (&Expected, &ScenarioId))| {
        let csv = format!("/high-needs/compare.csv?chart=waterfall&with={id}");
        let chart = charts::waterfall_of(place, plain, with, csv);
        view! { <Charted chart=chart drawing=Drawing::Waterfall /> }
    };
    let drawn: Vec<_> = scenarios.iter().zip(ids).enumerate().map(of).collect();
    Some(drawn.into_any())
}

fn columns(first: &'static str, all: &[Expected]) -> Vec<Column> {
    let names = all.iter().map(|one| Column::number(one.name.clone()));
    std::iter::once(Column::text(first)).chain(names).collect()
}

fn carried(all: &[Expected]) -> Option<AnyView> {
    let years = &all.first()?.balance;
    if years.is_empty() {
        return None;
    }
    let rows = years
        .iter()
        .enumerate()
        .map(|(place, year)| {
            let sums = all.iter().map(|one| {
                let held = one
                    .balance
                    .get(place)
                    .map(|year| year.carried_forward.to_string());
                Cell::from(held.unwrap_or_default())
            });
            std::iter::once(Cell::from(year.year.to_string()))
                .chain(sums)
                .collect()
        })
        .collect();
    let columns = columns("Financial year", all);
    Some(view! { <Table caption="Balance carried forward" columns=columns rows=rows /> }.into_any())
}

fn people(all: &[Expected]) -> Option<AnyView> {
    let januaries = &all.first()?.projected.januaries;
    let rows = januaries
        .iter()
        .enumerate()
        .map(|(place, january)| {
            let counts = all.iter().map(|one| {
                let plans = one
                    .projected
                    .januaries
                    .get(place)
                    .map_or(0.0, |held| held.plans);
                Cell::from(words::count(whole(plans).unsigned_abs()))
            });
            std::iter::once(Cell::from(january.january.to_string()))
                .chain(counts)
                .collect()
        })
        .collect();
    let columns = columns("January", all);
    Some(view! { <Table caption="Plans at each January" columns=columns rows=rows /> }.into_any())
}
