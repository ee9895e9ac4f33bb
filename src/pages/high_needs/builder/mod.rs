//! The scenario builder: levers in plain words, their expected effect on the same page, and saving.
//!
//! Levers hold nothing personal, so trying them out is a GET: the address is the scenario, and can be sent to a colleague.

mod effect;
mod levers;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;

use super::below_scenarios;
use crate::access::Action;
use crate::components::{Button, ButtonKind, WarningText};
use crate::forms::scenario::ScenarioForm;
use crate::forms::{self, Problems};
use crate::ids::ScenarioId;
use crate::service::form_key;
use crate::service::high_needs::scenarios::{self, BasedOn, NotTried, Told, Tried};
use crate::service::reach::allows;
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, key_of, redirect};

/// The page of a scenario: what is filled in, what is wrong, what came of it.
struct Shown {
    /// The scenario, if it is saved.
    id: Option<ScenarioId>,
    filled: ScenarioForm,
    problems: Problems,
    tried: Option<Told<Tried>>,
    /// Why it could not be tried out.
    why_not: Vec<String>,
    keeps: bool,
}

/// Answers `GET /high-needs/scenarios/new`: blank, or with what was sent tried out.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast.
pub async fn new(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Query(sent): Query<ScenarioForm>,
) -> Result<Response, WebError> {
    if !allows(&person.actor, Action::ViewForecast) {
        return Err(WebError::Forbidden);
    }
    let key = match sent.key.as_str() {
        "" => form_key(),
        key => key.to_owned(),
    };
    show(
        &state,
        &visit,
        &person,
        (None, ScenarioForm { key, ..sent }),
    )
    .await
}

/// Answers `GET /high-needs/scenarios/{scenario}`: as it was saved last, or with other levers tried out.
///
/// # Errors
/// As [`new`]; [`WebError::NotFound`] if there is no such scenario.
pub async fn edit(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(scenario): Path<String>,
    Query(sent): Query<ScenarioForm>,
) -> Result<Response, WebError> {
    let id = ScenarioId::parse(&scenario).map_err(|_| WebError::NotFound)?;
    let versions = scenarios::versions(&state.store, &person.actor, &id).await?;
    let newest = versions.first().ok_or(WebError::NotFound)?;
    let filled = if sent.sent.is_empty() {
        ScenarioForm {
            sent: "yes".to_owned(),
            ..ScenarioForm::of(&newest.scenario, newest.number)
        }
    } else {
        sent
    };
    show(&state, &visit, &person, (Some(id), filled)).await
}

async fn show(
    state: &AppState,
    visit: &Visit,
    person: &SignedIn,
    (id, filled): (Option<ScenarioId>, ScenarioForm),
) -> Result<Response, WebError> {
    let mut shown = Shown {
        id,
        filled,
        problems: Problems::default(),
        tried: None,
        why_not: Vec::new(),
        keeps: allows(&person.actor, Action::KeepForecast),
    };
    if !shown.filled.sent.is_empty() {
        match forms::parse(&shown.filled) {
            Ok(scenario) => {
                let moment = state.clock.moment();
                let tried =
                    scenarios::try_out(&state.store, state.rules, &person.actor, &scenario, moment)
                        .await?;
                match tried {
                    Ok(tried) => shown.tried = Some(tried),
                    Err(NotTried::Records(why)) => shown.why_not = why,
                    Err(NotTried::Levers(refused)) => {
                        shown.problems = ScenarioForm::refused(&scenario, &refused);
                    }
                }
            }
            Err(problems) => shown.problems = problems,
        }
    }
    Ok(page(visit, &shown))
}

/// Answers `POST /high-needs/scenarios/new`: saves a new scenario.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not save scenarios.
pub async fn save_new(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    FormBody(sent): FormBody<ScenarioForm>,
) -> Result<Response, WebError> {
    saved(&state, &visit, &person, (None, sent)).await
}

/// Answers `POST /high-needs/scenarios/{scenario}`: saves the next version.
///
/// # Errors
/// As [`save_new`]; [`WebError::NotFound`] if there is no such scenario; [`WebError::Conflict`] if somebody saved a
/// version first.
pub async fn save(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(scenario): Path<String>,
    FormBody(sent): FormBody<ScenarioForm>,
) -> Result<Response, WebError> {
    let id = ScenarioId::parse(&scenario).map_err(|_| WebError::NotFound)?;
    saved(&state, &visit, &person, (Some(id), sent)).await
}

async fn saved(
    state: &AppState,
    visit: &Visit,
    person: &SignedIn,
    (id, sent): (Option<ScenarioId>, ScenarioForm),
) -> Result<Response, WebError> {
    if !allows(&person.actor, Action::KeepForecast) {
        return Err(WebError::Forbidden);
    }
    let named = match forms::parse(&sent) {
        Ok(scenario) if scenario.name.is_empty() => {
            Err(Problems::one("name", "Give the scenario a name"))
        }
        parsed => parsed,
    };
    let scenario = match named {
        Ok(scenario) => scenario,
        Err(problems) => {
            let shown = Shown {
                id,
                filled: sent,
                problems,
                tried: None,
                why_not: Vec::new(),
                keeps: true,
            };
            return Ok(page(visit, &shown));
        }
    };
    let based_on = match id {
        Some(id) => BasedOn::Version(id, sent.version),
        None => BasedOn::Nothing(key_of(&sent.key, ScenarioId::parse)?),
    };
    let moment = state.clock.moment();
    let id = scenarios::save(&state.store, &person.actor, based_on, &scenario, moment).await?;
    person.leave_said(state, "The scenario is saved.").await?;
    Ok(redirect(&format!("/high-needs/scenarios/{id}")))
}

fn page(visit: &Visit, shown: &Shown) -> Response {
    let title = match (&shown.id, shown.filled.name.trim()) {
        (None, _) => "A new scenario".to_owned(),
        (Some(_), "") => "A scenario".to_owned(),
        (Some(_), name) => name.to_owned(),
    };
    let page = Page::titled(title.clone())
        .below(below_scenarios())
        .with_problems(&shown.problems);
    page.answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            {shown.why_not.iter().map(|why| view! { <WarningText text=why.clone() /> }).collect_view()}
            {shown.tried.as_ref().map(|(_, standing)| super::as_of(*standing))}
            {shown.tried.as_ref().map(|(tried, _)| effect::effect(tried, shown))}
            {run(shown)}
            {levers::form(shown)}
        }
    })
}

/// The way to simulate a saved scenario.
fn run(shown: &Shown) -> Option<AnyView> {
    let id = shown.id.as_ref().filter(|_| shown.keeps)?.to_string();
    Some(
        view! {
            <form method="post" action="/high-needs/runs" novalidate>
                <input type="hidden" name="scenario" value=id />
                <Button text="Simulate the saved scenario" kind=ButtonKind::Secondary />
            </form>
        }
        .into_any(),
    )
}
