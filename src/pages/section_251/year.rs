//! A year's statement: budget and outturn by line, made comparable.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{above, address, line_address};
use crate::calendar::FinancialYear;
use crate::components::{Cell, Column, InsetText, Table, WarningText};
use crate::money::Money;
use crate::pages::words;
use crate::service::beside::Standing;
use crate::service::monitoring::year_named;
use crate::service::section_251::{self, BookedRow, Row, Statement};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, csv_file, redirect, workbook_file};

/// Answers `GET /high-needs/section-251` with the year of today.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast.
pub async fn of_today(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
) -> Result<Response, WebError> {
    let year = FinancialYear::containing(state.clock.moment().today).to_string();
    of_year(State(state), visit, person, Path(year)).await
}

/// Answers `GET /high-needs/section-251/{year}`.
///
/// # Errors
/// As [`of_today`]; [`WebError::NotFound`] for a year out of reach.
pub async fn of_year(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(year): Path<String>,
) -> Result<Response, WebError> {
    let told = told(&state, &person, &year).await?;
    let moment = state.clock.moment();
    let offered = section_251::years(&state.store, &person.actor, told.year, moment).await?;
    let title = format!("Section 251, {}", told.year);
    Ok(Page::titled(title.clone())
        .below(above())
        .answer(&visit, move || {
            view! {
                <h1 class="govuk-heading-l">{title}</h1>
                {years(told.year, offered)}
                {as_of(told.standing)}
                {told.standing.is_known().then(|| statement(&told))}
            }
        }))
}

/// Of when the record's sums are, where that is not now.
fn as_of(standing: Standing) -> Option<AnyView> {
    let text = words::standing(standing)?;
    Some(view! { <InsetText>{text}</InsetText> }.into_any())
}

/// What is missing, every line, and the files.
fn statement(told: &Statement) -> AnyView {
    let here = address(told.year);
    let (csv, workbook) = (
        format!("{here}/statement.csv"),
        format!("{here}/statement.xlsx"),
    );
    view! {
            {missing(told)}
            <InsetText>
                "The budget includes the place funding of academies and the outturn does not, because the department pays it: it is \
                 added back, so that both compare. The outturn is what the record of placements comes to in the year, and what is \
                 entered of lines that no placement bears."
            </InsetText>
            {table(told)}
            {reconciled(told)}
            <p class="govuk-body">
                <a class="govuk-link" href=csv download="">"The statement as CSV"</a>
                " "
                <a class="govuk-link" href=workbook download="">"Workbook by line and phase, in whole pounds"</a>
            </p>
    }
    .into_any()
}

async fn told(state: &AppState, person: &SignedIn, year: &str) -> Result<Statement, WebError> {
    let moment = state.clock.moment();
    let year = year_named(year, moment)?;
    let actor = Some(&person.actor);
    Ok(section_251::of_year(&state.store, state.rules, actor, year, moment).await?)
}

/// Answers `GET /high-needs/section-251/{year}/statement.csv`.
///
/// # Errors
/// As [`of_year`].
pub async fn csv(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
) -> Result<Response, WebError> {
    let told = told(&state, &person, &year).await?;
    // A file would not say of when it is; the page does.
    if told.standing != Standing::Now {
        return Ok(redirect(&address(told.year)));
    }
    csv_file(
        &format!("section-251-{}.csv", told.year),
        section_251::csv(&told),
    )
}

/// Answers `GET /high-needs/section-251/{year}/statement.xlsx`.
///
/// # Errors
/// As [`of_year`].
pub async fn workbook(
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
) -> Result<Response, WebError> {
    let told = told(&state, &person, &year).await?;
    // A file would not say of when it is; the page does.
    if told.standing != Standing::Now {
        return Ok(redirect(&address(told.year)));
    }
    let bytes = section_251::workbook(&told, state.clock.moment())?;
    workbook_file(&format!("section-251-{}.xlsx", told.year), bytes)
}

fn missing(told: &Statement) -> AnyView {
    let calendar = (!told.has_calendar).then(|| {
        let text = "The year has no payment calendar, so the record of placements comes to nothing here. A finance officer sets it \
                    under Payments.";
        view! { <WarningText text=text /> }
    });
    let left_out = (told.left_out > 0).then(|| {
        let text = format!(
            "{} costs of the record cannot be worked out and are in no line; the payments of the year say which.",
            told.left_out
        );
        view! { <WarningText text=text /> }
    });
    view! { {calendar} {left_out} }.into_any()
}

fn table(told: &Statement) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Line"),
        Column::number("Budget"),
        Column::number("Outturn"),
        Column::number("Academy places added back"),
        Column::number("Comparable outturn"),
        Column::number("Difference"),
    ];
    let sums = |row: &Row| {
        [
            row.budget,
            row.outturn,
            row.added_back,
            row.comparable,
            row.difference,
        ]
        .map(|sum| Cell::from(sum.to_string()))
    };
    let row = |row: &Row| {
        let href = line_address(told.year, row.line);
        let name = format!("{} {}", row.line, row.title);
        let name = Cell::of(view! { <a class="govuk-link" href=href>{name}</a> });
        std::iter::once(name).chain(sums(row)).collect()
    };
    let rows = told.rows.iter().map(row).collect();
    let totals = std::iter::once(Cell::from("All lines"))
        .chain(sums(&told.total))
        .collect();
    let caption = "By line, net of income";
    view! { <Table caption=caption columns=columns rows=rows totals=totals /> }
}

/// The outturn beside the ledger's.
fn reconciled(told: &Statement) -> AnyView {
    let Some(booked) = &told.booked else {
        return view! {
            <p class="govuk-body">
                "The outturn is of the record of placements and of what was entered. No ledger of the year is imported to hold it                  against."
            </p>
        }
        .into_any();
    };
    let columns = vec![
        Column::text("Line"),
        Column::number("Outturn above"),
        Column::number("Ledger, posted and accrued"),
        Column::number("Ledger less outturn"),
    ];
    let sums = |row: &BookedRow| {
        [row.outturn, row.ledger, row.difference].map(|sum| Cell::from(sum.to_string()))
    };
    let row = |row: &BookedRow| {
        let name = Cell::from(format!("{} {}", row.line, row.title));
        std::iter::once(name).chain(sums(row)).collect()
    };
    let differs = |row: &&BookedRow| row.outturn != Money::ZERO || row.ledger != Money::ZERO;
    let rows = booked.rows.iter().filter(differs).map(row).collect();
    let totals = std::iter::once(Cell::from("All lines"))
        .chain(sums(&booked.total))
        .collect();
    let sentence = booked.sentence();
    view! {
        <h2 class="govuk-heading-m">"The outturn and the ledger"</h2>
        <p class="govuk-body">{sentence}</p>
        <Table caption="Lines with an outturn or something in the ledger" columns=columns rows=rows totals=totals />
    }
    .into_any()
}

/// The years around the one that is shown.
fn years(shown: FinancialYear, offered: Vec<FinancialYear>) -> impl IntoView + use<> {
    let links: Vec<_> = offered
        .into_iter()
        .map(|year| {
            let href = address(year);
            let current = (year == shown).then_some("page");
            view! { <li><a class="govuk-link" href=href aria-current=current>{year.to_string()}</a></li> }
        })
        .collect();
    view! { <nav class="app-switch" aria-label="Financial year"><ul>{links}</ul></nav> }
}
