//! Simulations: asked for, followed, left and found again, stopped, and their files.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{bands, below};
use crate::access::Action;
use crate::components::{
    Button, ButtonKind, ButtonLink, Cell, Column, Crumb, InsetText, SummaryList, SummaryRow, Table,
    Tag, TagColour,
};
use crate::ids::{JobId, ScenarioId};
use crate::pages::words;
use crate::service::Moment;
use crate::service::high_needs::runs::{self, JobState, Run, RunOutcome};
use crate::service::reach::allows;
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect, workbook_file};

/// Where the runs are.
const RUNS: &str = "/high-needs/runs";

/// What is to be simulated.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// A saved scenario; blank for nothing done differently.
    scenario: String,
}

/// Answers `POST /high-needs/runs`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not; [`WebError::NotFound`] if there is no such scenario.
pub async fn start(
    State(state): State<AppState>,
    person: SignedIn,
    FormBody(wanted): FormBody<Wanted>,
) -> Result<Response, WebError> {
    let scenario = match wanted.scenario.as_str() {
        "" => None,
        text => Some(ScenarioId::parse(text).map_err(|_| WebError::NotFound)?),
    };
    let moment = state.clock.moment();
    let id = runs::start(&state.store, &person.actor, scenario.as_ref(), moment).await?;
    Ok(redirect(&format!("{RUNS}/{id}")))
}

/// Answers `POST /high-needs/runs/{run}/stop`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not; [`WebError::NotFound`] if there is no such run.
pub async fn stop(
    State(state): State<AppState>,
    person: SignedIn,
    Path(run): Path<String>,
) -> Result<Response, WebError> {
    let id = id_of(&run)?;
    runs::cancel(&state.store, &person.actor, &id, state.clock.moment()).await?;
    Ok(redirect(&format!("{RUNS}/{id}")))
}

fn id_of(text: &str) -> Result<JobId, WebError> {
    JobId::parse(text).map_err(|_| WebError::NotFound)
}

fn state_tag(state: JobState) -> AnyView {
    let (text, colour) = match state {
        JobState::Queued => ("Waiting", TagColour::Grey),
        JobState::Running => ("Running", TagColour::Blue),
        JobState::Done => ("Done", TagColour::Green),
        JobState::Failed => ("Could not be done", TagColour::Red),
        JobState::Cancelled => ("Stopped", TagColour::Yellow),
    };
    view! { <Tag text=text colour=colour /> }.into_any()
}

fn title(run: &Run) -> String {
    run.payload
        .name
        .clone()
        .unwrap_or_else(|| "Nothing done differently".to_owned())
}

/// Answers `GET /high-needs/runs`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast.
pub async fn list(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
) -> Result<Response, WebError> {
    let all = runs::list(&state.store, &person.actor).await?;
    let keeps = allows(&person.actor, Action::KeepForecast);
    Ok(Page::titled("Simulations")
        .below(below())
        .answer(&visit, move || {
            let begin = keeps.then(|| {
                view! {
                    <form method="post" action=RUNS novalidate>
                        <Button text="Run the simulation" />
                    </form>
                }
            });
            view! {
                <h1 class="govuk-heading-l">"Simulations"</h1>
                {begin}
                {table(&all)}
            }
        }))
}

fn table(all: &[Run]) -> AnyView {
    if all.is_empty() {
        return view! { <p class="govuk-body">"No simulation has been asked for yet."</p> }
            .into_any();
    }
    let columns = vec![
        Column::text("Scenario"),
        Column::text("Asked for"),
        Column::text("State"),
        Column::number("Simulations"),
    ];
    let rows = all
        .iter()
        .map(|run| {
            let (href, title) = (format!("{RUNS}/{}", run.job.id), title(run));
            vec![
                Cell::of(view! { <a class="govuk-link" href=href>{title}</a> }),
                Cell::from(words::short_day(Moment::of(run.job.created_at).today)),
                Cell::of(state_tag(run.job.state)),
                Cell::from(words::count(run.payload.simulations.into())),
            ]
        })
        .collect();
    view! { <Table caption="Simulations, the newest first" columns=columns rows=rows /> }.into_any()
}

/// Answers `GET /high-needs/runs/{run}`: how far it is, or what it made.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast; [`WebError::NotFound`] if there is no such run.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(run): Path<String>,
) -> Result<Response, WebError> {
    let run = runs::find(&state.store, &person.actor, &id_of(&run)?).await?;
    let made = match run.job.state {
        JobState::Done => runs::outcome(&state.store, &person.actor, &run.job.id)
            .await
            .ok(),
        _ => None,
    };
    let keeps = allows(&person.actor, Action::KeepForecast);
    let mut path = below();
    path.push(Crumb::new("Simulations", RUNS));
    let title = title(&run);
    Ok(Page::titled(title.clone())
        .below(path)
        .answer(&visit, move || {
            view! {
                <h1 class="govuk-heading-l">{title}</h1>
                {facts(&run)}
                {under_way(&run, keeps)}
                {made.as_ref().map(result)}
            }
        }))
}

fn facts(run: &Run) -> impl IntoView + use<> {
    let mut rows = vec![
        SummaryRow::new("State", state_tag(run.job.state)),
        SummaryRow::new(
            "Asked for",
            words::day(Moment::of(run.job.created_at).today),
        ),
        SummaryRow::new("Simulations", words::count(run.payload.simulations.into())),
        SummaryRow::new("Years ahead", run.payload.years.to_string()),
        SummaryRow::new("Seed", run.payload.seed.to_string()),
    ];
    if !run.job.outcome.is_empty() {
        rows.push(SummaryRow::new("Outcome", run.job.outcome.clone()));
    }
    view! { <SummaryList rows=rows /> }
}

/// The progress, and what can be done meanwhile; nothing of a run that has ended.
fn under_way(run: &Run, keeps: bool) -> Option<AnyView> {
    if !matches!(run.job.state, JobState::Queued | JobState::Running) {
        return None;
    }
    let (done, total) = (run.job.steps_done, u64::from(run.payload.simulations));
    let said = match (run.job.state, done) {
        (JobState::Queued, _) => "Waiting for its turn".to_owned(),
        (_, 0) => "Testing the model on the past".to_owned(),
        _ => format!(
            "{} of {} simulations",
            words::count(done),
            words::count(total)
        ),
    };
    let here = format!("{RUNS}/{}", run.job.id);
    let stop = keeps.then(|| {
        let action = format!("{here}/stop");
        let words = if run.job.cancel_asked {
            "It is about to stop."
        } else {
            ""
        };
        view! {
            <form method="post" action=action novalidate>
                <Button text="Stop the simulation" kind=ButtonKind::Warning />
            </form>
            <p class="govuk-body">{words}</p>
        }
    });
    Some(
        view! {
            <h2 class="govuk-heading-m">"Progress"</h2>
            <p class="govuk-body">
                <label for="progress">{said.clone()}</label>
            </p>
            <p><progress id="progress" class="app-progress" max=total.to_string() value=done.to_string()>{said}</progress></p>
            <p class="govuk-body">"You can leave this page: the simulation goes on, and is in the list of simulations."</p>
            <ButtonLink href=here.clone() text="See how far it is" kind=ButtonKind::Secondary />
            {stop}
        }
        .into_any(),
    )
}

fn result(made: &RunOutcome) -> AnyView {
    let href = format!("{RUNS}/{}/forecast.xlsx", made.run.job.id);
    let test = &made.outcome.back_test;
    let years = &made.outcome.financial_years;
    let has_own = years.iter().any(|year| year.spend_of_model.is_some());
    let mut columns = vec![
        Column::text("Financial year"),
        Column::number("Expected"),
        Column::number("Low"),
        Column::number("Likely"),
        Column::number("High"),
        Column::number("Without any lever"),
    ];
    if has_own {
        columns.push(Column::number("The model by itself"));
    }
    let rows = made
        .outcome
        .financial_years
        .iter()
        .filter(|year| year.months == 12)
        .map(|year| {
            let mut row = vec![
                Cell::from(year.year.clone()),
                Cell::from(year.spend.expected.to_string()),
                Cell::from(year.spend.low.to_string()),
                Cell::from(year.spend.likely.to_string()),
                Cell::from(year.spend.high.to_string()),
                Cell::from(year.spend_unmitigated.to_string()),
            ];
            if has_own {
                let own = year.spend_of_model.map(|own| own.to_string());
                row.push(Cell::from(own.unwrap_or_default()));
            }
            row
        })
        .collect();
    let problems: Vec<_> = made
        .outcome
        .problems
        .iter()
        .map(|problem| {
            // With the row, where one is to blame: whoever reads it can find it.
            let words = match problem.row {
                Some(_) => problem.to_string(),
                None => problem.sentence.clone(),
            };
            view! { <li>{words}</li> }
        })
        .collect();
    let doubts = (!problems.is_empty()).then(|| {
        view! {
            <h2 class="govuk-heading-m">"What to mind"</h2>
            <ul class="govuk-list govuk-list--bullet">{problems}</ul>
        }
    });
    view! {
        <p class="govuk-body">
            {test.headline.clone()} " "
            <a class="govuk-link" href="/high-needs/back-test">"See the back-test"</a> "."
        </p>
        <Table caption="What placements cost" columns=columns rows=rows stacked=true />
        {test.doubt.clone().map(|doubt| view! { <InsetText>{doubt}</InsetText> })}
        {bands::table(&made.outcome)}
        <p class="govuk-body"><a class="govuk-link" href=href download="">"Download the workbook"</a></p>
        {doubts}
    }
    .into_any()
}

/// Answers `GET /high-needs/runs/{run}/forecast.xlsx`.
///
/// # Errors
/// As [`show`]; [`WebError::NotFound`] while the run is not done.
pub async fn file(
    State(state): State<AppState>,
    person: SignedIn,
    Path(run): Path<String>,
) -> Result<Response, WebError> {
    let id = id_of(&run)?;
    let bytes = runs::workbook(&state.store, &person.actor, &id, state.clock.moment()).await?;
    workbook_file("high-needs-forecast.xlsx", bytes)
}
