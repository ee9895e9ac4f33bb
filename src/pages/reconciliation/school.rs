//! One school in a year: what is held, the workbook to send, and the return to take in.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::super::payments::year_of;
use super::{address, below_schools, schools_address};
use crate::calendar::{Date, FinancialYear};
use crate::components::{Button, Cell, Column, FileUpload, Table};
use crate::forms::Problems;
use crate::ids::EstablishmentId;
use crate::pages::words::{child_or_withheld, day_cell};
use crate::service::Moment;
use crate::service::reconciliation::{self, HeldAward, Latest, SchoolHeld, Taken};
use crate::visit::{AppState, Page, SignedIn, Upload, Visit, WebError, redirect, workbook_file};

/// The field of the file.
const FILE: &str = "file";

/// A year and a school, as an address has them.
type At = Path<(String, String)>;

fn place(Path((year, establishment)): &At) -> Result<(Date, EstablishmentId), WebError> {
    let id = EstablishmentId::parse(establishment).map_err(|_| WebError::NotFound)?;
    Ok((year_of(year)?, id))
}

/// Answers `GET /payments/{year}/schools/{establishment}`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever does not reconcile; [`WebError::NotFound`] without the school or the year's calendar.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    at: At,
) -> Result<Response, WebError> {
    let held = held(&state, &person, &at).await?;
    Ok(page(&visit, &held, &Problems::default()))
}

async fn held(state: &AppState, person: &SignedIn, at: &At) -> Result<SchoolHeld, WebError> {
    let (year, id) = place(at)?;
    let moment = state.clock.moment();
    let at = (year, &id);
    Ok(reconciliation::held_of(&state.store, state.rules, &person.actor, at, moment).await?)
}

/// Answers `GET /payments/{year}/schools/{establishment}/reconciliation.xlsx`.
///
/// # Errors
/// As [`show`].
pub async fn workbook(
    State(state): State<AppState>,
    person: SignedIn,
    at: At,
) -> Result<Response, WebError> {
    let held = held(&state, &person, &at).await?;
    let bytes = reconciliation::held_workbook(&held, state.clock.moment())?;
    workbook_file(&format!("reconciliation-{}.xlsx", held.year), bytes)
}

/// Answers `POST /payments/{year}/schools/{establishment}` with the school's return.
///
/// # Errors
/// As [`show`].
pub async fn take(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    at: At,
    upload: Upload,
) -> Result<Response, WebError> {
    let (year, id) = place(&at)?;
    let refused = |held: &SchoolHeld, why: String| page(&visit, held, &Problems::one(FILE, why));
    let mut sent = match upload {
        Upload::Read(sent) => sent,
        Upload::TooLarge => {
            let held = held(&state, &person, &at).await?;
            return Ok(refused(
                &held,
                "The file is larger than this service takes".to_owned(),
            ));
        }
    };
    let Some(file) = sent.take_file(FILE) else {
        let held = held(&state, &person, &at).await?;
        return Ok(refused(&held, "Select the school’s return".to_owned()));
    };
    let moment = state.clock.moment();
    let taken = reconciliation::take(
        &state.store,
        state.rules,
        &person.actor,
        (year, &id),
        (file.name, file.bytes),
        moment,
    )
    .await?;
    match taken {
        Taken::Compared(made) => Ok(redirect(&address(&made))),
        Taken::Unreadable(why) => {
            let held = held(&state, &person, &at).await?;
            Ok(refused(&held, why.to_string()))
        }
    }
}

fn page(visit: &Visit, held: &SchoolHeld, problems: &Problems) -> Response {
    let first = held.year.first_day();
    let title = format!("{}, {}", held.name, held.year);
    let page = Page::titled(title)
        .below(below_schools(first))
        .with_problems(problems);
    page.answer(visit, || {
        let here = format!("{}/{}", schools_address(first), held.establishment);
        let workbook = format!("{here}/reconciliation.xlsx");
        view! {
            <span class="govuk-caption-l">{format!("Reconciliation {}", held.year)}</span>
            <h1 class="govuk-heading-l">{held.name.clone()}</h1>
            <p class="govuk-body">
                <a class="govuk-link" href=workbook download="">"Workbook to send to the school"</a>
            </p>
            <form method="post" action=here enctype="multipart/form-data" novalidate>
                <FileUpload
                    name=FILE
                    label="What the school returns"
                    hint="The workbook with the school’s changes, or a CSV with a column for the child’s reference. It is compared and not kept."
                    error=problems.of(FILE)
                    accept=".xlsx,.csv"
                />
                <Button text="Compare" />
            </form>
            {returns(&held.returns)}
            {awards(held)}
        }
    })
}

fn returns(returns: &[Latest]) -> Option<AnyView> {
    if returns.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Compared on"),
        Column::number("Rows of the return"),
        Column::number("Awards held"),
        Column::number("Lines to settle"),
    ];
    let row = |one: &Latest| {
        let of = &one.reconciliation;
        let href = address(&of.id);
        let on = crate::pages::words::day(Moment::of(of.made_at).today);
        vec![
            Cell::of(view! { <a class="govuk-link" href=href>{on}</a> }),
            Cell::from(of.rows_read.to_string()),
            Cell::from(of.awards_held.to_string()),
            Cell::from(one.open.to_string()),
        ]
    };
    let rows = returns.iter().map(row).collect();
    let caption = "Returns, the newest first";
    Some(view! { <Table caption=caption columns=columns rows=rows stacked=true /> }.into_any())
}

fn awards(held: &SchoolHeld) -> AnyView {
    if held.awards.is_empty() {
        return view! { <p class="govuk-body">"The council holds no award of this school in the year."</p> }
            .into_any();
    }
    let columns = vec![
        Column::text("Child"),
        Column::text("Band"),
        Column::number("FTE"),
        Column::text("First day"),
        Column::text("Last day"),
        Column::number("Amount in the year"),
    ];
    let row = |award: &HeldAward| {
        let terms = &award.terms;
        let amount = award.amount.map(|amount| amount.to_string());
        vec![
            child_or_withheld(&award.child, award.name.as_deref(), &award.local_id),
            Cell::from(
                terms
                    .band
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ),
            Cell::from(terms.fte.to_string()),
            day_cell(Some(terms.from), ""),
            day_cell(terms.to.and_then(|to| to.yesterday().ok()), "None"),
            Cell::from(amount.unwrap_or_else(|| "Cannot be worked out".to_owned())),
        ]
    };
    let rows = held.awards.iter().map(row).collect();
    let mut totals: Vec<Cell> = (0..4).map(|_| Cell::from("")).collect();
    totals.insert(0, Cell::from("All awards"));
    totals.push(Cell::from(held.total.to_string()));
    let caption = format!(
        "What the council holds in {}",
        FinancialYear::containing(held.year.first_day())
    );
    view! { <Table caption=caption columns=columns rows=rows totals=totals /> }.into_any()
}
