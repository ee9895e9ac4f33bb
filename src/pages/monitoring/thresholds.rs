//! From when a variance is amber or red: what holds, what was entered, and the form.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, below};
use crate::calendar::FinancialYear;
use crate::components::{Button, Cell, Column, DateFields, DateInput, Table, TextInput};
use crate::forms::monitoring::ThresholdForm;
use crate::forms::{self, Problems};
use crate::pages::words::{day, short_day};
use crate::service::Moment;
use crate::service::monitoring::{self, Thresholds, ThresholdsSaid, year_named};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /high-needs/monitoring/{year}/thresholds`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast; [`WebError::NotFound`] for a year out of reach.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(year): Path<String>,
) -> Result<Response, WebError> {
    let year = year_named(&year, state.clock.moment())?;
    let told = monitoring::thresholds(&state.store, &person.actor).await?;
    let blank = ThresholdForm::default();
    Ok(page(&visit, (year, &told), &blank, &Problems::default()))
}

/// Answers `POST /high-needs/monitoring/{year}/thresholds`.
///
/// # Errors
/// As [`show`]; [`WebError::Forbidden`] to whoever does not keep the budget.
pub async fn enter(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(year): Path<String>,
    FormBody(sent): FormBody<ThresholdForm>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = year_named(&year, moment)?;
    let told = monitoring::thresholds(&state.store, &person.actor).await?;
    if !told.may_enter {
        return Err(WebError::Forbidden);
    }
    let meant = match forms::parse(&sent) {
        Ok(meant) => meant,
        Err(problems) => return Ok(page(&visit, (year, &told), &sent, &problems)),
    };
    monitoring::enter_thresholds(&state.store, &person.actor, meant, moment).await?;
    let said = format!("The thresholds hold from {}.", day(meant.since));
    person.leave_said(&state, &said).await?;
    Ok(redirect(&format!("{}/thresholds", address(year))))
}

/// Tenths of a per cent: `2.5 %`.
pub(super) fn per_cent(tenths: i64) -> String {
    let sign = if tenths < 0 { "−" } else { "" };
    let size = tenths.unsigned_abs();
    format!("{sign}{}.{}%", size / 10, size % 10)
}

/// Thresholds in a sentence without its full stop.
pub(super) fn sentence(of: &Thresholds) -> String {
    format!(
        "amber from {} of the budget, red from {}, and green under {} whatever part of the budget that is",
        per_cent(of.amber.into()),
        per_cent(of.red.into()),
        of.least
    )
}

fn page(
    visit: &Visit,
    (year, told): (FinancialYear, &ThresholdsSaid),
    filled: &ThresholdForm,
    problems: &Problems,
) -> Response {
    let assumed = format!(
        "Where none were entered for a day: {}. No rule says how much is much; that is this service’s assumption.",
        sentence(&Thresholds::assumed())
    );
    Page::titled("When a variance is amber or red")
        .below(below(year))
        .with_problems(problems)
        .answer(visit, || {
            view! {
                <h1 class="govuk-heading-l">"When a variance is amber or red"</h1>
                <p class="govuk-body">
                    "A period is marked by what holds on its last day. " {assumed}
                </p>
                {entered(told)}
                {told.may_enter.then(|| form(year, filled, problems))}
            }
        })
}

fn entered(told: &ThresholdsSaid) -> AnyView {
    if told.entries.is_empty() {
        return view! { <p class="govuk-body">"None were entered."</p> }.into_any();
    }
    let columns = vec![
        Column::text("From"),
        Column::number("Amber from"),
        Column::number("Red from"),
        Column::number("Green under"),
        Column::text("Entered by"),
    ];
    let rows = told
        .entries
        .iter()
        .map(|(one, by)| {
            let of = &one.thresholds;
            let on = short_day(Moment::of(one.at).today);
            vec![
                Cell::from(short_day(of.since)),
                Cell::from(per_cent(of.amber.into())),
                Cell::from(per_cent(of.red.into())),
                Cell::from(of.least.to_string()),
                Cell::from(format!("{by}, {on}")),
            ]
        })
        .collect();
    let caption = "Thresholds, the last first; of several of a day the last entered holds";
    view! { <Table caption=caption columns=columns rows=rows /> }.into_any()
}

fn form(year: FinancialYear, filled: &ThresholdForm, problems: &Problems) -> impl IntoView + use<> {
    let action = format!("{}/thresholds", address(year));
    let from = DateFields {
        day: filled.from_day.clone(),
        month: filled.from_month.clone(),
        year: filled.from_year.clone(),
    };
    view! {
        <h2 class="govuk-heading-m">"Other thresholds"</h2>
        <form method="post" action=action novalidate>
            <DateInput name="from" legend="First day on which they hold" value=from error=problems.of("from") />
            <TextInput
                name="amber"
                label="Amber from this per cent of the budget"
                value=filled.amber.clone()
                error=problems.of("amber")
                width=5
                inputmode="decimal"
            />
            <TextInput
                name="red"
                label="Red from this per cent of the budget"
                value=filled.red.clone()
                error=problems.of("red")
                width=5
                inputmode="decimal"
            />
            <TextInput
                name="least"
                label="Green under this sum"
                value=filled.least.clone()
                error=problems.of("least")
                width=10
                inputmode="decimal"
                prefix="£"
            />
            <Button text="Keep the thresholds" />
        </form>
    }
}
