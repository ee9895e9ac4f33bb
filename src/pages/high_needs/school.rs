//! What the children of an establishment cost a year: the last step of the way from the total down.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::spend::{amount, amount_text, below_spend, kept_back};
use crate::components::{Cell, Column, Crumb, Table};
use crate::ids::EstablishmentId;
use crate::needs::Setting;
use crate::pages::words;
use crate::service::beside::Standing;
use crate::service::files;
use crate::service::high_needs::spend::{self, Pupil, SchoolSpend};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, csv_file, redirect};

/// A setting and an establishment, as an address has them.
type At = Path<(String, String)>;

/// Answers `GET /high-needs/spend/{setting}/{establishment}`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast; [`WebError::NotFound`] where nobody is placed.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    at: At,
) -> Result<Response, WebError> {
    let (setting, told) = told(&state, &person, &at).await?;
    let mut path = below_spend();
    path.push(Crumb::new(
        setting.title(),
        format!("/high-needs/spend/{}", setting.code()),
    ));
    let csv = format!("/high-needs/spend/{}/{}/children.csv", at.0.0, at.0.1);
    Ok(Page::titled(told.name.clone()).below(path).answer(&visit, move || {
        view! {
            <h1 class="govuk-heading-l">{told.name.clone()}</h1>
            <p class="govuk-body">
                "Each child’s awards and cost lines in force today, for a whole year, within the dedicated schools grant, without \
                 VAT."
            </p>
            {super::as_of(told.standing)}
            {kept_back(told.is_kept_back)}
            {table(&told)}
            <p class="govuk-body">
                <a class="govuk-link" href=csv download="">"Download as CSV, without names"</a>
            </p>
        }
    }))
}

/// Answers `GET /high-needs/spend/{setting}/{establishment}/children.csv`: references and no names.
///
/// # Errors
/// As [`show`].
pub async fn csv(
    State(state): State<AppState>,
    person: SignedIn,
    at: At,
) -> Result<Response, WebError> {
    let (setting, told) = told(&state, &person, &at).await?;
    // A file would not say of when it is; the page does.
    if told.standing != Standing::Now {
        let (setting, place) = (setting.code(), &at.0.1);
        return Ok(redirect(&format!("/high-needs/spend/{setting}/{place}")));
    }
    let headings = ["Child", "Section 251 lines", "Cost a year (£)"].map(str::to_owned);
    let row = |pupil: &Pupil| {
        vec![
            pupil.called.local_id.to_string(),
            lines(pupil),
            amount_text(pupil.annual),
        ]
    };
    let total = vec!["All".to_owned(), String::new(), amount_text(told.total)];
    let rows: Vec<Vec<String>> = told.pupils.iter().map(row).chain([total]).collect();
    let name = format!("high-needs-spend-{}-children.csv", setting.code());
    csv_file(&name, files::csv(&headings, &rows))
}

async fn told(
    state: &AppState,
    person: &SignedIn,
    Path((setting, establishment)): &At,
) -> Result<(Setting, SchoolSpend), WebError> {
    let setting = Setting::parse(setting).map_err(|_| WebError::NotFound)?;
    let id = EstablishmentId::parse(establishment).map_err(|_| WebError::NotFound)?;
    let at = (setting, &id);
    let moment = state.clock.moment();
    let told = spend::of_school(&state.store, state.rules, &person.actor, at, moment).await?;
    Ok((setting, told))
}

/// The lines that a child's costs are coded to, each once.
fn lines(pupil: &Pupil) -> String {
    let mut lines: Vec<&str> = pupil.parts.iter().map(|(line, _)| line.as_str()).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.join(", ")
}

fn table(told: &SchoolSpend) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Child"),
        Column::text("Section 251 lines"),
        Column::number("Cost a year"),
    ];
    let row = |pupil: &Pupil| {
        let called = &pupil.called;
        vec![
            words::child_or_withheld(&called.child, called.name.as_deref(), &called.local_id),
            Cell::from(lines(pupil)),
            Cell::from(amount(pupil.annual)),
        ]
    };
    let rows = told.pupils.iter().map(row).collect();
    let totals = vec![
        Cell::from("All"),
        Cell::from(""),
        Cell::from(amount(told.total)),
    ];
    let caption = if told.is_kept_back {
        "Children"
    } else {
        "Children, the dearest first"
    };
    view! { <Table caption=caption columns=columns rows=rows totals=totals /> }
}
