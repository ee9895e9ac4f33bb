//! One row of an extract that was not taken: its fields, to be corrected and tried again.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{HERE, address, run_id};
use crate::components::{Button, Crumb, InsetText, TextInput};
use crate::forms::Problems;
use crate::ids::ImportRunId;
use crate::service::caseload::{self, CellProblem, Field, KeptRow, Retried};
use crate::visit::{AppState, Lists, Page, SignedIn, Visit, WebError, redirect};

/// The longest value of a field, in characters.
const CHARACTERS_MAX: usize = 200;

/// Answers `GET /administration/imports/{run}/rows/{row}`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator; [`WebError::NotFound`] if the run keeps no such row.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((run, row)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let kept = opened(&state, &person, &run, &row).await?;
    Ok(page(&visit, &kept, &kept.cells, &Problems::default()))
}

async fn opened(
    state: &AppState,
    person: &SignedIn,
    run: &str,
    row: &str,
) -> Result<KeptRow, WebError> {
    let place: (&ImportRunId, u32) = (&run_id(run)?, row.parse().map_err(|_| WebError::NotFound)?);
    let moment = state.clock.moment();
    Ok(caseload::kept_row(&state.store, &person.actor, place, moment).await?)
}

/// Answers `POST /administration/imports/{run}/rows/{row}`: tries the row again.
///
/// # Errors
/// As [`show`]; [`WebError::Conflict`] if a record changed at the same time.
pub async fn correct(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((run, row)): Path<(String, String)>,
    sent: Lists,
) -> Result<Response, WebError> {
    let kept = opened(&state, &person, &run, &row).await?;
    let mut problems = Problems::default();
    let mut cells = BTreeMap::new();
    for field in kept.system.fields() {
        let typed = sent.first(field.code()).unwrap_or_default();
        if typed.chars().count() > CHARACTERS_MAX || typed.contains('\0') {
            problems.add(
                field.code(),
                format!(
                    "{} must be {CHARACTERS_MAX} characters or fewer",
                    field.title()
                ),
            );
        }
        if !typed.is_empty() {
            cells.insert(field, typed.to_owned());
        }
    }
    if !problems.is_empty() {
        return Ok(page(&visit, &kept, &cells, &problems));
    }
    let (place, moment) = ((&kept.run.id, kept.row), state.clock.moment());
    let retried =
        caseload::retry(&state.store, &person.actor, place, cells.clone(), moment).await?;
    match retried {
        Retried::Taken => {
            let said = format!("Row {} was taken, and its problems are settled.", kept.row);
            person.leave_said(&state, said).await?;
            Ok(redirect(&address(&kept.run.id)))
        }
        Retried::Refused(why) => Ok(page(&visit, &kept, &cells, &said(&why))),
    }
}

/// What keeps the row from being taken, at its fields.
fn said(why: &[CellProblem]) -> Problems {
    let mut problems = Problems::default();
    for problem in why {
        let field = problem.field.map_or("", Field::code);
        problems.add(field, format!("{} {}", problem.reason, problem.fix));
    }
    problems
}

fn page(
    visit: &Visit,
    kept: &KeptRow,
    cells: &BTreeMap<Field, String>,
    problems: &Problems,
) -> Response {
    let title = format!("Correct row {}", kept.row);
    let back = address(&kept.run.id);
    let path = vec![
        Crumb::new("Imports", HERE),
        Crumb::new("Extract of the case system", back.clone()),
    ];
    let page = Page::titled(title.clone())
        .below(path)
        .with_problems(problems);
    page.answer(visit, || {
        let why = kept.problems.iter().filter(|kept| kept.settled.is_none());
        let why = why
            .map(|kept| {
                let problem = &kept.problem;
                view! { <p class="govuk-body">{format!("{} {}", problem.sentence, problem.fix)}</p> }
            })
            .collect_view();
        let fields = kept.system.fields();
        let fields = fields.map(|field| input(kept, field, cells, problems)).collect_view();
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">{title}</h1>
                    <InsetText>{why}</InsetText>
                    <p class="govuk-body">
                        "What stands here is tried in place of the row. Correct it in "
                        {kept.system.title.clone()}
                        " too: the next extract brings what stands there."
                    </p>
                    <form method="post" action=format!("{back}/rows/{}", kept.row) novalidate>
                        {fields}
                        <Button text="Try the row again" />
                    </form>
                </div>
            </div>
        }
    })
}

fn input(
    kept: &KeptRow,
    field: Field,
    cells: &BTreeMap<Field, String>,
    problems: &Problems,
) -> impl IntoView + use<> {
    let label = kept.system.heading(field).to_owned();
    view! {
        <TextInput
            name=field.code()
            label=label
            value=cells.get(&field).cloned().unwrap_or_default()
            error=problems.of(field.code())
            autocomplete="off"
        />
    }
}
