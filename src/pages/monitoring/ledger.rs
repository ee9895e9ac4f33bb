//! The ledger of a year: what it holds, and the extract to take in.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, below};
use crate::components::{Button, Cell, Column, Details, FileUpload, InsetText, Table};
use crate::forms::Problems;
use crate::service::monitoring::{
    self, Amounts, Change, Imported, LedgerImport, LedgerLine, LedgerMap, LedgerView, Summary,
    year_named,
};
use crate::visit::{AppState, Page, SignedIn, Upload, Visit, WebError};

/// The field of the file.
const FILE: &str = "file";

/// What an import has to say.
enum Told {
    Nothing,
    Done(LedgerImport),
    Refused(Vec<String>),
}

/// Answers `GET /high-needs/monitoring/{year}/ledger`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast; [`WebError::NotFound`] for a year out of reach.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(year): Path<String>,
) -> Result<Response, WebError> {
    let held = held(&state, &person, &year).await?;
    Ok(page(&visit, &held, &Told::Nothing, &Problems::default()))
}

async fn held(state: &AppState, person: &SignedIn, year: &str) -> Result<LedgerView, WebError> {
    let year = year_named(year, state.clock.moment())?;
    Ok(monitoring::ledger_of(&state.store, &person.actor, year).await?)
}

/// Answers `POST /high-needs/monitoring/{year}/ledger` with an extract; the answer shows what it changed.
///
/// # Errors
/// As [`show`]; [`WebError::Forbidden`] to whoever does not keep the budget.
pub async fn import(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(year): Path<String>,
    upload: Upload,
) -> Result<Response, WebError> {
    let before = held(&state, &person, &year).await?;
    if !before.may_import {
        return Err(WebError::Forbidden);
    }
    let refused = |why: &str| page(&visit, &before, &Told::Nothing, &Problems::one(FILE, why));
    let mut sent = match upload {
        Upload::Read(sent) => sent,
        Upload::TooLarge => return Ok(refused("The file is larger than this service takes")),
    };
    let Some(file) = sent.take_file(FILE) else {
        return Ok(refused("Select the ledger’s extract"));
    };
    let (actor, moment) = (&person.actor, state.clock.moment());
    let asked = (LedgerMap::ours(), Some(before.year));
    let file = (file.name, file.bytes);
    let imported = monitoring::import_file(&state.store, actor, file, asked, moment).await?;
    match imported {
        Imported::Unreadable(why) => Ok(refused(&why.to_string())),
        Imported::Refused(summary, problems) => {
            let why = format!(
                "Nothing was taken: {} of {} rows cannot be read. Put them right and send the extract again",
                summary.refused, summary.rows
            );
            let said = problems.iter().filter(|problem| problem.is_refused);
            let told = Told::Refused(said.map(ToString::to_string).collect());
            Ok(page(&visit, &before, &told, &Problems::one(FILE, why)))
        }
        Imported::Done(done) => {
            let after = held(&state, &person, &year).await?;
            Ok(page(
                &visit,
                &after,
                &Told::Done(done),
                &Problems::default(),
            ))
        }
    }
}

fn page(visit: &Visit, held: &LedgerView, told: &Told, problems: &Problems) -> Response {
    let title = format!("The ledger of {}", held.year);
    let page = Page::titled(title.clone())
        .below(below(held.year))
        .with_problems(problems);
    page.answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            {said(told)}
            {held.may_import.then(|| form(held, problems))}
            {entries(held)}
        }
    })
}

fn said(told: &Told) -> AnyView {
    match told {
        Told::Nothing => ().into_any(),
        Told::Refused(rows) => bullets(rows.clone()),
        Told::Done(done) => {
            let doubts = done.problems.iter().map(ToString::to_string).collect();
            let (counted, changes) = (counted(&done.summary), changes(&done.changes));
            view! { <InsetText>{counted}</InsetText> {changes} {bullets(doubts)} }.into_any()
        }
    }
}

/// Sentences as a list; nothing where there is none.
fn bullets(sentences: Vec<String>) -> AnyView {
    if sentences.is_empty() {
        return ().into_any();
    }
    let items = sentences.into_iter();
    let items: Vec<_> = items
        .map(|sentence| view! { <li>{sentence}</li> })
        .collect();
    view! { <ul class="govuk-list govuk-list--bullet">{items}</ul> }.into_any()
}

fn counted(summary: &Summary) -> String {
    format!(
        "{} rows: {} added, {} changed, {} no longer there, {} as they were; {} totals and notes left out.",
        summary.rows,
        summary.added,
        summary.changed,
        summary.withdrawn,
        summary.unchanged,
        summary.left_out
    )
}

fn changes(changes: &[Change]) -> Option<AnyView> {
    if changes.is_empty() {
        return None;
    }
    let columns = vec![
        Column::number("Period"),
        Column::text("Cost centre"),
        Column::number("Budget"),
        Column::number("Actual"),
        Column::number("Accruals"),
    ];
    let row = |change: &Change| {
        let line = &change.line;
        let before = change.before.as_ref().map(|before| before.amounts);
        let cell = |of: fn(&Amounts) -> crate::money::Money| {
            let now = of(&line.amounts).to_string();
            match before.as_ref().map(|before| of(before).to_string()) {
                Some(before) if before != now => Cell::from(format!("{before} to {now}")),
                _ => Cell::from(now),
            }
        };
        vec![
            Cell::from(line.period.to_string()),
            Cell::from(format!("{} {}", line.centre, line.title)),
            cell(|amounts| amounts.budget),
            cell(|amounts| amounts.actual),
            cell(|amounts| amounts.accruals),
        ]
    };
    let rows = changes.iter().map(row).collect();
    Some(view! { <Table caption="What changed" columns=columns rows=rows /> }.into_any())
}

fn form(held: &LedgerView, problems: &Problems) -> impl IntoView + use<> {
    let action = format!("{}/ledger", address(held.year));
    view! {
        <form method="post" action=action enctype="multipart/form-data" novalidate>
            <FileUpload
                name=FILE
                label="Extract of the ledger"
                hint="A workbook or CSV with cost centre, period (1 is April), budget, actual and accruals of each period, and the section 251 line of a cost centre that is new. A period in it takes the place of what was held."
                error=problems.of(FILE)
                accept=".xlsx,.csv"
            />
            <Button text="Import" />
        </form>
    }
}

fn entries(held: &LedgerView) -> AnyView {
    if held.lines.is_empty() {
        return view! { <p class="govuk-body">"The ledger holds nothing of this year yet."</p> }
            .into_any();
    }
    let columns = vec![
        Column::number("Period"),
        Column::text("Cost centre"),
        Column::text("Section 251 line"),
        Column::number("Budget"),
        Column::number("Actual"),
        Column::number("Accruals"),
    ];
    let row = |line: &LedgerLine| {
        vec![
            Cell::from(line.period.to_string()),
            Cell::from(format!("{} {}", line.centre, line.title)),
            Cell::from(line.line.clone()),
            Cell::from(line.amounts.budget.to_string()),
            Cell::from(line.amounts.actual.to_string()),
            Cell::from(line.amounts.accruals.to_string()),
        ]
    };
    let rows = held.lines.iter().map(row).collect();
    view! {
        <Details summary="Every entry">
            <Table caption="What the ledger holds" caption_hidden=true columns=columns rows=rows />
        </Details>
    }
    .into_any()
}
