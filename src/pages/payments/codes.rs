//! The codes of the general ledger by line of the section 251 statement: shown, and set.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use crate::access::{Action, Subject};
use crate::components::{Button, Cell, Column, Crumb, Table, TextInput};
use crate::forms::Problems;
use crate::forms::ledger_codes::{self, field};
use crate::service::ServiceError;
use crate::service::payments::{self, CodeRow, CodesView};
use crate::service::reach::require;
use crate::visit::{AppState, Lists, Page, SignedIn, Visit, WebError, redirect};

const ADDRESS: &str = "/payments/codes";

/// Answers `GET /payments/codes`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever sees no payments.
pub async fn ask(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let view = payments::ledger_codes(&state.store, &person.actor).await?;
    let kept = |row: &CodeRow| row.code.clone();
    Ok(page(&visit, &view, &kept, &Problems::default(), false))
}

/// Answers `POST /payments/codes`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever does not pay.
pub async fn save(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    typed: Lists,
) -> Result<Response, WebError> {
    require(&person.actor, Action::ProposePayments, &Subject::Anything)?;
    let view = payments::ledger_codes(&state.store, &person.actor).await?;
    let value = |field: &str| typed.first(field).map(str::to_owned);
    let filled = |row: &CodeRow| value(&field(&row.line)).unwrap_or_default();
    let lines: Vec<String> = view.rows.iter().map(|row| row.line.clone()).collect();
    let codes = match ledger_codes::parse(&lines, &value) {
        Ok(codes) => codes,
        Err(problems) => return Ok(page(&visit, &view, &filled, &problems, false)),
    };
    let seen = value("seen").unwrap_or_default();
    let seen = seen.parse().map_err(|_| WebError::BadRequest)?;
    let moment = state.clock.moment();
    let set = payments::set_ledger_codes(&state.store, &person.actor, (&codes, seen), moment).await;
    match set {
        Err(ServiceError::Conflict) => {
            let now = payments::ledger_codes(&state.store, &person.actor).await?;
            Ok(page(&visit, &now, &filled, &Problems::default(), true))
        }
        Err(error) => Err(error.into()),
        Ok(()) => {
            person
                .leave_said(
                    &state,
                    "The codes were set. Runs that are proposed keep theirs.",
                )
                .await?;
            Ok(redirect(ADDRESS))
        }
    }
}

/// What is said to whoever came second.
const OVERTAKEN: &str = "Somebody set codes after you opened this page, and nothing of yours was kept. Yours are in the form as \
     you sent them: set them if they still hold.";

fn page(
    visit: &Visit,
    view: &CodesView,
    filled: &dyn Fn(&CodeRow) -> String,
    problems: &Problems,
    is_overtaken: bool,
) -> Response {
    Page::titled("Ledger codes of payments")
        .below(vec![Crumb::new("Payments", "/payments")])
        .with_problems(problems)
        .overtaken(is_overtaken, OVERTAKEN)
        .answer(visit, || {
            let body = if view.may_set {
                form(view, filled, problems)
            } else {
                shown(view)
            };
            view! {
                <h1 class="govuk-heading-l">"Ledger codes of payments"</h1>
                <p class="govuk-body">
                    "Each payment bears the line of the section 251 statement that it counts under, and the code of the general \
                     ledger that is set for the line here. A line without a code is paid without one."
                </p>
                {body}
            }
        })
}

fn form(view: &CodesView, filled: &dyn Fn(&CodeRow) -> String, problems: &Problems) -> AnyView {
    let fields = view.rows.iter().map(|row| {
        let name = field(&row.line);
        let error = problems.of(&name);
        let label = format!("{}: {}", row.line, row.title);
        let hint = match row.centres.as_slice() {
            [] => "The ledger that was imported has nothing under it".to_owned(),
            centres => format!("In the ledger: {}", centres.join(", ")),
        };
        view! { <TextInput name=name label=label hint=hint value=filled(row) error=error width=20 /> }
    });
    view! {
        <div class="govuk-grid-row">
            <div class="govuk-grid-column-two-thirds">
                <form method="post" action=ADDRESS novalidate>
                    <input type="hidden" name="seen" value=view.seen.to_string() />
                    {fields.collect_view()}
                    <Button text="Set the codes" />
                </form>
            </div>
        </div>
    }
    .into_any()
}

fn shown(view: &CodesView) -> AnyView {
    let columns = vec![
        Column::text("Line"),
        Column::text("What for"),
        Column::text("Code"),
    ];
    let rows = view.rows.iter().map(|row| {
        let code = match row.code.as_str() {
            "" => "None",
            code => code,
        };
        vec![
            Cell::from(row.line.clone()),
            Cell::from(row.title),
            Cell::from(code.to_owned()),
        ]
    });
    view! { <Table caption="Codes by line" caption_hidden=true columns=columns rows=rows.collect() /> }
        .into_any()
}
