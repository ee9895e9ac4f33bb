//! The outlook: the balance by year, when it is nil, plans, and the ways to everything else.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{bands, charts};
use crate::access::Action;
use crate::components::{
    Button, ButtonKind, Cell, Charted, Column, Drawing, Figure, Figures, InsetText, Measure, Table,
    WarningText,
};
use crate::forecast::{BalanceYear, Entered, Nil};
use crate::money::Money;
use crate::pages::words;
use crate::service::beside::Standing;
use crate::service::high_needs::outlook::{self, Outlook, PastYear};
use crate::service::reach::allows;
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, chart_csv, redirect};

/// Answers `GET /high-needs`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
) -> Result<Response, WebError> {
    let told = outlook::of(
        &state.store,
        state.rules,
        &person.actor,
        state.clock.moment(),
    )
    .await?;
    let keeps = allows(&person.actor, Action::KeepForecast);
    let is_known = told.standing.is_known();
    Ok(Page::titled("High needs outlook").answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">"High needs outlook"</h1>
            {super::as_of(told.standing)}
            {is_known.then(|| balance(&told, keeps))}
            {is_known.then(|| plans(&told))}
            {past(&told.past)}
            {ways()}
        }
    }))
}

/// Answers `GET /high-needs/{chart}.csv`: `balance` and `plans`.
///
/// # Errors
/// As [`show`]; [`WebError::NotFound`] for a chart that is none.
pub async fn csv(
    State(state): State<AppState>,
    person: SignedIn,
    Path(file): Path<String>,
) -> Result<Response, WebError> {
    let told = outlook::of(
        &state.store,
        state.rules,
        &person.actor,
        state.clock.moment(),
    )
    .await?;
    // A file would not say of when it is; the page does.
    if told.standing != Standing::Now {
        return Ok(redirect("/high-needs"));
    }
    let (chart, _) = match file.as_str() {
        "balance.csv" => charts::balance(&told.balance),
        "plans.csv" => charts::plans(&told.plans),
        _ => return Err(WebError::NotFound),
    };
    chart_csv(&format!("high-needs-{file}"), &chart)
}

/// What the numbers stand on and how far they can be doubted, and the way to a fresh simulation: after the numbers.
fn standing(told: &Outlook, keeps: bool) -> AnyView {
    if let Some(why) = &told.why_not {
        return view! {
            <WarningText text=why.clone() />
            {told.plans.is_empty().then(|| view! {
                <p class="govuk-body">"Returns are imported by an administrator."</p>
            })}
        }
        .into_any();
    }
    let words = match &told.run {
        Some(run) => {
            let day = run.run.job.finished_at.map(|at| {
                words::day(crate::service::Moment::of(at).today)
            });
            let count = words::count(run.outcome.simulations.into());
            let href = format!("/high-needs/runs/{}", run.run.job.id);
            view! {
                "From " <a class="govuk-link" href=href>{count} " simulations"</a> " of the records of "
                {day.unwrap_or_default()} ". "
            }
            .into_any()
        }
        None if told.standing != Standing::Now => "Expected values of the records as they were then. How sure they are is not known until a simulation is run. ".into_any(),
        None => "Expected values of today’s records. How sure they are is not known until a simulation is run. ".into_any(),
    };
    let verdict = told.back_test.as_ref().map(|test| {
        view! {
            " " {test.headline.clone()} " "
            <a class="govuk-link" href="/high-needs/back-test">"See the back-test"</a> "."
        }
    });
    let run = keeps.then(|| {
        view! {
            <form method="post" action="/high-needs/runs" novalidate>
                <Button text="Run the simulation" kind=ButtonKind::Secondary />
            </form>
        }
    });
    view! { <InsetText>{words} {verdict}</InsetText> {run} }.into_any()
}

fn figures(told: &Outlook, first: &BalanceYear) -> Vec<Figure> {
    let figure = |value: String, label: &str| Figure {
        value,
        label: label.to_owned(),
        href: None,
    };
    let nil = match told.nil {
        Nil::Already => "Below nought".to_owned(),
        Nil::In { months, .. } => months.to_string(),
        Nil::NotYet => "Not in these years".to_owned(),
    };
    // In short, so that a figure stays on one line; the table below has the pence.
    let short = |sum: Money| Measure::Pence.short(sum.pence());
    vec![
        figure(short(first.brought_forward.sum), "Brought forward"),
        figure(short(first.allocation.sum), "Allocation"),
        figure(short(first.placements), "Placements, expected"),
        figure(short(first.carried_forward), "Carried forward, expected"),
        figure(nil, "Months until the balance is nil"),
    ]
}

fn balance(told: &Outlook, keeps: bool) -> AnyView {
    let Some(first) = told.balance.first() else {
        return view! {
            {standing(told, keeps)}
            <h2 class="govuk-heading-m">"Balance"</h2>
            <p class="govuk-body">
                "Enter a balance brought forward and an allocation to see the balance by year. "
                <a class="govuk-link" href="/high-needs/figures">"Enter figures"</a>
            </p>
        }
        .into_any();
    };
    let heading = format!("The balance of {}", first.year);
    let (chart, is_ranked) = charts::balance(&told.balance);
    let drawing = if is_ranked {
        Drawing::LinesWithRange
    } else {
        Drawing::Lines
    };
    view! {
        <h2 class="govuk-heading-m">{heading}</h2>
        <Figures figures=figures(told, first) />
        {standing(told, keeps)}
        {years(&told.balance)}
        <p class="govuk-body">
            "Placements are what the record costs day by day up to today, and what is expected after it, without VAT, which the \
             council reclaims. What this year’s payments come to is another sum: they share a termly fee by its terms, pay \
             equipment once, bear VAT, and expect nobody to come or leave whose coming or leaving is not on record."
        </p>
        <p class="govuk-body"><a class="govuk-link" href="/high-needs/figures">"See and enter figures"</a></p>
        <Charted chart=chart drawing=drawing />
    }
    .into_any()
}

/// A sum in a cell, with a word where it was carried on and not entered.
fn entered(of: Entered, otherwise: &'static str) -> Cell {
    let cell = Cell::from(of.sum.to_string());
    if of.is_given {
        cell
    } else {
        cell.and(view! { <span class="app-under">{otherwise}</span> })
    }
}

fn years(years: &[BalanceYear]) -> impl IntoView + use<> {
    let mut columns = vec![
        Column::text("Financial year"),
        Column::number("Brought forward"),
        Column::number("Allocation"),
        Column::number("Besides placements"),
        Column::number("Placements"),
        Column::number("In the year"),
        Column::number("Carried forward"),
    ];
    let has_grant = years.iter().any(|year| year.stability_grant != Money::ZERO);
    if has_grant {
        columns.insert(6, Column::number("Grant towards the deficit"));
    }
    let rows = years
        .iter()
        .map(|year| {
            let mut row = vec![
                Cell::from(year.year.to_string()),
                entered(year.brought_forward, "carried"),
                entered(year.allocation, "as before"),
                entered(year.other_spend, "as before"),
                Cell::from(year.placements.to_string()),
                Cell::from(year.in_year.to_string()),
                Cell::from(year.carried_forward.to_string()),
            ];
            if has_grant {
                row.insert(6, Cell::from(year.stability_grant.to_string()));
            }
            row
        })
        .collect();
    view! { <Table caption="Balance by year, expected" columns=columns rows=rows /> }
}

fn plans(told: &Outlook) -> Option<AnyView> {
    if told.plans.is_empty() {
        return None;
    }
    let (chart, is_ranked) = charts::plans(&told.plans);
    let drawing = if is_ranked {
        Drawing::LinesWithRange
    } else {
        Drawing::Lines
    };
    let by_band = told.run.as_ref().and_then(|run| bands::table(&run.outcome));
    Some(view! { <Charted chart=chart drawing=drawing /> {by_band} }.into_any())
}

fn past(years: &[PastYear]) -> Option<AnyView> {
    if years.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Financial year"),
        Column::number("Allocation"),
        Column::number("Spent"),
        Column::number("In the year"),
    ];
    let shown =
        |sum: Option<Money>| sum.map_or_else(|| "Not entered".to_owned(), |sum| sum.to_string());
    let rows = years
        .iter()
        .map(|past| {
            let in_year = past
                .allocation
                .zip(past.outturn)
                .and_then(|(one, other)| Money::from_pence(one.pence() - other.pence()).ok());
            vec![
                Cell::from(past.year.to_string()),
                Cell::from(shown(past.allocation)),
                Cell::from(shown(past.outturn)),
                Cell::from(shown(in_year)),
            ]
        })
        .collect();
    Some(view! { <Table caption="Years that are over" columns=columns rows=rows /> }.into_any())
}

fn ways() -> impl IntoView {
    view! {
        <h2 class="govuk-heading-m">"Look further"</h2>
        <ul class="govuk-list govuk-list--bullet">
            <li><a class="govuk-link" href="/high-needs/spend">"What placements cost today, by setting, establishment and need"</a></li>
            <li><a class="govuk-link" href="/high-needs/monitoring">"This year against its budget and the ledger"</a></li>
            <li><a class="govuk-link" href="/high-needs/section-251">"Section 251: budget and outturn by line"</a></li>
            <li><a class="govuk-link" href="/high-needs/scenarios">"What-if scenarios"</a></li>
            <li><a class="govuk-link" href="/high-needs/sensitivity">"What the cost hangs on"</a></li>
            <li><a class="govuk-link" href="/high-needs/management-plan">"DSG management plan"</a></li>
            <li><a class="govuk-link" href="/high-needs/runs">"Simulations and their workbooks"</a></li>
            <li><a class="govuk-link" href="/high-needs/back-test">"How good the forecast would have been"</a></li>
        </ul>
    }
}
