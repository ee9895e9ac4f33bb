//! One import run: its counts, its problems, and what can be done about each.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{HERE, address, kind_in_words, path, run_id};
use crate::components::{
    Button, ButtonKind, ButtonLink, Cell, Column, InsetText, Pagination, SummaryList, SummaryRow,
    Table, Tag, TagColour,
};
use crate::ids::ImportRunId;
use crate::pages::words::{count, day};
use crate::service::Moment;
use crate::service::imports::{self, ImportSeverity, KeptProblem, Run, settled_in_words};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, csv_file, redirect};

/// Which problems are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    show: String,
    page: String,
}

/// Which problem was dealt with.
#[derive(Debug, Deserialize)]
pub struct DealtWith {
    problem: u32,
}

/// Answers `GET /administration/imports/{run}`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator; [`WebError::NotFound`] without such a run.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(run): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let id = run_id(&run)?;
    let wanted = (asked.show != "all", asked.page.parse().unwrap_or(1));
    let moment = state.clock.moment();
    let found = imports::run(&state.store, &person.actor, &id, wanted, moment).await?;
    let title = kind_in_words(&found.line.run.kind);
    let page = Page::titled(title).below(path());
    Ok(page.answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <SummaryList rows=facts(&found) />
            {found.keeps_rows.then(|| again(&id))}
            {problems(&found, wanted.0)}
        }
    }))
}

/// Answers `POST /administration/imports/{run}/problems`: one was dealt with in another way.
///
/// # Errors
/// As [`show`]; [`WebError::Conflict`] if it is settled already.
pub async fn deal_with(
    State(state): State<AppState>,
    person: SignedIn,
    Path(run): Path<String>,
    FormBody(sent): FormBody<DealtWith>,
) -> Result<Response, WebError> {
    let id = run_id(&run)?;
    let (place, moment) = ((&id, sent.problem), state.clock.moment());
    imports::deal_with(&state.store, &person.actor, place, moment).await?;
    person
        .leave_said(&state, "The problem was marked as dealt with.")
        .await?;
    Ok(redirect(&address(&id)))
}

/// Answers `GET /administration/imports/{run}/problems.csv`.
///
/// # Errors
/// As [`show`].
pub async fn problems_file(
    State(state): State<AppState>,
    person: SignedIn,
    Path(run): Path<String>,
) -> Result<Response, WebError> {
    let (id, moment) = (run_id(&run)?, state.clock.moment());
    let bytes = imports::problems_csv(&state.store, &person.actor, &id, moment).await?;
    csv_file("import-problems.csv", bytes)
}

/// Answers `GET /administration/imports/{run}/rows.csv`.
///
/// # Errors
/// As [`show`]; [`WebError::NotFound`] too for a run that keeps no rows.
pub async fn rows_file(
    State(state): State<AppState>,
    person: SignedIn,
    Path(run): Path<String>,
) -> Result<Response, WebError> {
    let (id, moment) = (run_id(&run)?, state.clock.moment());
    let bytes = imports::rows_csv(&state.store, &person.actor, &id, moment).await?;
    csv_file("rows-to-correct.csv", bytes)
}

fn facts(found: &Run) -> Vec<SummaryRow> {
    let run = &found.line.run;
    let who = found.line.who.clone();
    let mut rows = vec![
        SummaryRow::new("On", day(Moment::of(run.started_at).today)),
        SummaryRow::new("By", who.unwrap_or_else(|| "Command".to_owned())),
        SummaryRow::new("Rows read", count(run.rows_read.into())),
        SummaryRow::new("Rows taken", count(run.rows_accepted.into())),
        SummaryRow::new("Rows not taken", count(run.rows_refused.into())),
        SummaryRow::new("Open problems", count(found.line.open)),
    ];
    if !run.file_name.is_empty() {
        let file = run.file_name.clone();
        rows.insert(
            0,
            SummaryRow::new(
                "File",
                view! { <span class="govuk-!-text-break-word">{file}</span> },
            ),
        );
    }
    rows
}

/// What can be done about rows that are kept.
fn again(id: &ImportRunId) -> impl IntoView + use<> {
    let rows = format!("{}/rows.csv", address(id));
    let give = format!("{HERE}/caseload?corrects={id}");
    view! {
        <p class="govuk-body">
            "Correct a row below and try it again, or "
            <a class="govuk-link" href=rows>"download the rows that were not taken (CSV)"</a>
            ", correct them and give the file again."
        </p>
        <ButtonLink href=give text="Give corrected rows" kind=ButtonKind::Secondary />
    }
}

fn problems(found: &Run, only_open: bool) -> AnyView {
    let id = &found.line.run.id;
    let here = address(id);
    let all = found.line.problems;
    let switch = match (only_open, all) {
        (_, 0) => None,
        (true, _) => Some((
            format!("{here}?show=all"),
            format!("Show all {}, settled ones too", count(all)),
        )),
        (false, _) => Some((here.clone(), "Show open problems only".to_owned())),
    };
    let switch = switch.map(|(href, text)| {
        let file = format!("{here}/problems.csv");
        view! {
            <p class="govuk-body">
                <a class="govuk-link" href=href>{text}</a>
                " or "
                <a class="govuk-link" href=file>"download them (CSV)"</a>
            </p>
        }
    });
    if found.problems.items.is_empty() {
        let words = if all == 0 {
            "Everything was taken without a problem."
        } else {
            "No problem is open."
        };
        return view! { <InsetText>{words}</InsetText> {switch} }.into_any();
    }
    let columns = ["Where", "Why", "What to do", "State"].map(Column::text);
    let rows = found
        .problems
        .items
        .iter()
        .map(|kept| row(id, kept))
        .collect();
    let caption = if only_open {
        "Open problems"
    } else {
        "Problems"
    };
    let last = u32::try_from(found.problems.pages()).unwrap_or(u32::MAX);
    let current = found.problems.page.number();
    let query = if only_open { "" } else { "show=all" };
    view! {
        <Table caption=caption columns=columns.into() rows=rows />
        {switch}
        <Pagination base=here query=query current=current last=last />
    }
    .into_any()
}

fn row(id: &ImportRunId, kept: &KeptProblem) -> Vec<Cell> {
    let problem = &kept.problem;
    let row = problem.row.map(|row| format!("Row {row}"));
    let column = problem.column.clone();
    let place = match (row, column) {
        (None, None) => problem.place.clone(),
        (Some(row), None) => format!("{}, {row}", problem.place),
        (None, Some(column)) => column,
        (Some(row), Some(column)) => format!("{row}, {column}"),
    };
    vec![
        Cell::from(place),
        Cell::from(problem.sentence.clone()),
        Cell::from(problem.fix.clone()),
        state(id, kept),
    ]
}

/// How far a problem is, and what can be done about it.
fn state(id: &ImportRunId, kept: &KeptProblem) -> Cell {
    if let Some((how, _)) = kept.settled {
        let text = settled_in_words(how);
        return Cell::of(view! { <Tag text=text colour=TagColour::Green /> });
    }
    let (text, colour) = match kept.problem.severity {
        ImportSeverity::Refused => ("Not taken", TagColour::Red),
        ImportSeverity::Warning => ("Taken with a doubt", TagColour::Yellow),
    };
    let row = kept.problem.row.filter(|_| kept.has_row);
    let correct = row.map(|row| {
        let href = format!("{}/rows/{row}", address(id));
        let hidden = format!(" row {row}");
        view! {
            <p class="govuk-body govuk-!-margin-bottom-1">
                <a class="govuk-link" href=href>"Correct"<span class="govuk-visually-hidden">{hidden}</span></a>
            </p>
        }
    });
    let number = kept.number;
    Cell::of(view! {
        <p class="govuk-body govuk-!-margin-bottom-1"><Tag text=text colour=colour /></p>
        {correct}
        <form method="post" action=format!("{}/problems", address(id))>
            <input type="hidden" name="problem" value=number.to_string() />
            <Button
                text="Dealt with"
                kind=ButtonKind::Secondary
                hidden_text=format!(" problem {number}")
            />
        </form>
    })
}
