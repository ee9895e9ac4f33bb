//! The scenario builder: levers in plain words, their expected effect on the same page, and saving.
//!
//! Levers hold nothing personal, so trying them out is a GET: the address is the scenario, and can be sent to a colleague.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{below_scenarios, change, charts};
use crate::access::Action;
use crate::components::{
    Button, ButtonKind, Cell, Charted, Column, DateFields, DateInput, Drawing, Select,
    SelectOption, Table, TextInput, WarningText,
};
use crate::forms::scenario::ScenarioForm;
use crate::forms::{self, Problems};
use crate::ids::ScenarioId;
use crate::money::Money;
use crate::needs::Setting;
use crate::service::high_needs::scenarios::{self, Expected, Tried};
use crate::service::reach::allows;
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// The page of a scenario: what is filled in, what is wrong, what came of it.
struct Shown {
    /// The scenario, if it is saved.
    id: Option<ScenarioId>,
    filled: ScenarioForm,
    problems: Problems,
    tried: Option<Tried>,
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
    show(&state, &visit, &person, (None, sent)).await
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
                    Err(why) => shown.why_not = why,
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
    let based_on = id.map(|id| (id, sent.version));
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
            {shown.tried.as_ref().map(|tried| result(tried, shown))}
            {run(shown)}
            {form(shown)}
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

fn total(expected: &Expected) -> i64 {
    expected
        .projected
        .years
        .iter()
        .map(|year| year.spend.pence())
        .sum()
}

fn result(tried: &Tried, shown: &Shown) -> AnyView {
    let pence = total(&tried.with) - total(&tried.plain);
    let said = Money::from_pence(pence).map(change).unwrap_or_default();
    let years = tried.plain.projected.years.len();
    let query = serde_urlencoded::to_string(&shown.filled).unwrap_or_default();
    let csv = |chart: &str| format!("/high-needs/scenarios/charts/{chart}.csv?{query}");
    let charted = (!tried.one_by_one.is_empty()).then(|| {
        view! {
            <Charted chart=charts::waterfall(tried, csv("waterfall")) drawing=Drawing::Waterfall />
            <Charted chart=charts::tornado(tried, csv("tornado")) drawing=Drawing::Bars />
        }
    });
    view! {
        <h2 class="govuk-heading-m">"What it is expected to do"</h2>
        <p class="govuk-body-l">{format!("Over {years} years, compared with no lever: {said}.")}</p>
        {by_year(tried)}
        {charted}
    }
    .into_any()
}

fn by_year(tried: &Tried) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Financial year"),
        Column::number("Placements without any lever"),
        Column::number("With the levers"),
        Column::number("Carried forward without any lever"),
        Column::number("Carried forward with the levers"),
    ];
    let carried = |expected: &Expected, year: &str| {
        let found = expected
            .balance
            .iter()
            .find(|one| one.year.to_string() == year);
        found.map_or_else(
            || "Not entered".to_owned(),
            |one| one.carried_forward.to_string(),
        )
    };
    let rows = tried
        .plain
        .projected
        .years
        .iter()
        .zip(&tried.with.projected.years)
        .map(|(plain, with)| {
            vec![
                Cell::from(plain.year.clone()),
                Cell::from(plain.spend.to_string()),
                Cell::from(with.spend.to_string()),
                Cell::from(carried(&tried.plain, &plain.year)),
                Cell::from(carried(&tried.with, &plain.year)),
            ]
        })
        .collect();
    view! { <Table caption="By year, expected" columns=columns rows=rows /> }
}

fn form(shown: &Shown) -> AnyView {
    let action = match &shown.id {
        Some(id) => format!("/high-needs/scenarios/{id}"),
        None => "/high-needs/scenarios/new".to_owned(),
    };
    let save = shown.keeps.then(|| {
        view! {
            <button type="submit" class="govuk-button govuk-button--secondary" formmethod="post" data-module="govuk-button">
                "Save the scenario"
            </button>
        }
    });
    view! {
        <h2 class="govuk-heading-m">"Levers"</h2>
        <p class="govuk-body">"Leave a lever blank and things go on as they are."</p>
        <form method="get" action=action novalidate>
            <input type="hidden" name="sent" value="yes" />
            <input type="hidden" name="version" value=shown.filled.version.to_string() />
            <TextInput
                name="name"
                label="Name of the scenario"
                hint="Needed only to save it"
                value=shown.filled.name.clone()
                error=shown.problems.of("name")
            />
            {rates(shown)}
            {prices(shown)}
            {places(shown)}
            {redirects(shown)}
            {reform(shown)}
            <div class="govuk-button-group">
                <Button text="Show what it does" />
                {save}
            </div>
        </form>
    }
    .into_any()
}

fn percent(
    shown: &Shown,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: &str,
) -> AnyView {
    view! {
        <TextInput
            name=name
            label=label
            hint=hint
            value=value.to_owned()
            error=shown.problems.of(name)
            width=5
            inputmode="text"
        />
    }
    .into_any()
}

fn setting(shown: &Shown, name: &'static str, label: &'static str, value: &str) -> AnyView {
    let mut options = vec![SelectOption::new("", "Select a setting")];
    options.extend(
        Setting::ALL
            .iter()
            .map(|one| SelectOption::new(one.code(), one.title())),
    );
    view! {
        <Select name=name label=label options=options value=value.to_owned() error=shown.problems.of(name) />
    }
    .into_any()
}

fn day(
    shown: &Shown,
    name: &'static str,
    legend: &'static str,
    [day, month, year]: [&String; 3],
) -> AnyView {
    let value = DateFields {
        day: day.clone(),
        month: month.clone(),
        year: year.clone(),
    };
    view! { <DateInput name=name legend=legend value=value error=shown.problems.of(name) /> }
        .into_any()
}

fn section(title: &'static str, fields: Vec<AnyView>) -> AnyView {
    view! {
        <fieldset class="govuk-fieldset">
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{title}</legend>
            {fields}
        </fieldset>
    }
    .into_any()
}

fn rates(shown: &Shown) -> AnyView {
    let form = &shown.filled;
    let growth = percent(
        shown,
        "growth",
        "New plans grow by so many per cent more each year",
        "Such as 2, or -1.5 where they grow by less",
        &form.growth,
    );
    let leavers = percent(
        shown,
        "leavers",
        "Plans cease so many per cent more often after 16",
        "Such as 10",
        &form.leavers,
    );
    section("Children and young people", vec![growth, leavers])
}

fn prices(shown: &Shown) -> AnyView {
    let form = &shown.filled;
    let all = percent(
        shown,
        "prices",
        "All prices rise by so many per cent each April",
        "Such as 2.5",
        &form.prices,
    );
    let bands = percent(
        shown,
        "bands",
        "Band values rise by so many per cent each April",
        "Mainstream schools, units and state special schools",
        &form.bands,
    );
    let one = setting(
        shown,
        "price-setting",
        "Prices of one setting",
        &form.price_setting,
    );
    let rise = percent(
        shown,
        "price-percent",
        "rise by so many per cent each April",
        "On top of all prices, or less with a minus",
        &form.price_percent,
    );
    section("Prices", vec![all, bands, one, rise])
}

fn places(shown: &Shown) -> AnyView {
    let form = &shown.filled;
    let count = view! {
        <TextInput
            name="places"
            label="Places for this council’s children in all"
            value=form.places.clone()
            error=shown.problems.of("places")
            width=5
            inputmode="numeric"
        />
    }
    .into_any();
    let from = day(
        shown,
        "places-from",
        "From",
        [
            &form.places_from_day,
            &form.places_from_month,
            &form.places_from_year,
        ],
    );
    section(
        "Places",
        vec![
            setting(
                shown,
                "places-setting",
                "Setting with so many places",
                &form.places_setting,
            ),
            count,
            from,
            setting(
                shown,
                "places-overflow",
                "Where a child goes who finds no place",
                &form.places_overflow,
            ),
        ],
    )
}

fn redirects(shown: &Shown) -> AnyView {
    let form = &shown.filled;
    let share = percent(
        shown,
        "redirect-percent",
        "So many per cent of those who would start",
        "Such as 40",
        &form.redirect_percent,
    );
    let since = day(
        shown,
        "redirect-since",
        "From",
        [
            &form.redirect_since_day,
            &form.redirect_since_month,
            &form.redirect_since_year,
        ],
    );
    section(
        "Starting elsewhere",
        vec![
            share,
            setting(
                shown,
                "redirect-from",
                "in this setting",
                &form.redirect_from,
            ),
            setting(
                shown,
                "redirect-to",
                "start in this one instead",
                &form.redirect_to,
            ),
            since,
        ],
    )
}

fn reform(shown: &Shown) -> AnyView {
    let form = &shown.filled;
    let from = day(
        shown,
        "reform-from",
        "The law is another from",
        [
            &form.reform_from_day,
            &form.reform_from_month,
            &form.reform_from_year,
        ],
    );
    let joiners = percent(
        shown,
        "reform-joiners",
        "New plans then change by so many per cent",
        "Such as -30",
        &form.reform_joiners,
    );
    let leavers = percent(
        shown,
        "reform-leavers",
        "Plans then cease so many per cent more often",
        "At every age",
        &form.reform_leavers,
    );
    section("Reform", vec![from, joiners, leavers])
}
