//! What a place is paid: today's rates with where they are from, every rate that was entered, and the form of another.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use super::HOME;
use crate::components::{
    Button, Cell, Column, Crumb, DateFields, DateInput, InsetText, Select, SelectOption, Table,
    TextInput,
};
use crate::forms::places::RateForm;
use crate::forms::{self, Problems};
use crate::money::Money;
use crate::pages::words::{day_cell, short_day};
use crate::places::RateKind;
use crate::service::Moment;
use crate::service::places::{self, EnteredRate, RateEntry, RateView};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /places/rates`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever may not see places.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
) -> Result<Response, WebError> {
    let told = places::rates(&state.store, &person.actor, state.clock.moment()).await?;
    let filled = RateForm {
        seen: told.entered.len(),
        ..RateForm::default()
    };
    Ok(page(&visit, &told, &filled, &Problems::default()))
}

/// Answers `POST /places/rates`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever keeps no places; [`WebError::Conflict`] if somebody entered a rate first.
pub async fn enter(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    FormBody(sent): FormBody<RateForm>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let told = places::rates(&state.store, &person.actor, moment).await?;
    if !told.may_keep {
        return Err(WebError::Forbidden);
    }
    let (rate, note) = match forms::parse(&sent) {
        Ok(meant) => meant,
        Err(problems) => return Ok(page(&visit, &told, &sent, &problems)),
    };
    let entry = RateEntry {
        rate,
        note,
        seen: sent.seen,
    };
    places::enter_rate(&state.store, &person.actor, entry, moment).await?;
    person.leave_said(&state, "The rate is entered.").await?;
    Ok(redirect(&format!("{HOME}/rates")))
}

fn page(visit: &Visit, told: &RateView, filled: &RateForm, problems: &Problems) -> Response {
    let title = "What a place is paid";
    let page = Page::titled(title)
        .below(vec![Crumb::new("Places", HOME)])
        .with_problems(problems);
    page.answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            <InsetText>
                "Pounds a place and year. A financial year pays five twelfths of the rate of 1 April and seven twelfths of the rate of \
                 1 September. Rates are as they were published, or as an officer states them from a day on: check them against the \
                 operational guide of the year."
            </InsetText>
            {today(told)}
            {entered(&told.entered)}
            {told.may_keep.then(|| form(filled, problems))}
        }
    })
}

fn today(told: &RateView) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Place"),
        Column::number("A year"),
        Column::text("From"),
    ];
    let row = |(kind, amount, source): &(RateKind, Option<Money>, String)| {
        let amount = amount.map_or_else(|| "Not stated".to_owned(), |amount| amount.to_string());
        vec![
            Cell::from(kind.title()),
            Cell::from(amount),
            Cell::from(source.clone()),
        ]
    };
    let rows = told.today.iter().map(row).collect();
    view! { <Table caption="Rates of today" columns=columns rows=rows /> }
}

fn entered(entered: &[EnteredRate]) -> Option<AnyView> {
    if entered.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Place"),
        Column::text("From the day"),
        Column::number("A year"),
        Column::text("From"),
        Column::text("Entered"),
    ];
    let row = |one: &EnteredRate| {
        vec![
            Cell::from(one.rate.kind.title()),
            day_cell(Some(one.rate.from), ""),
            Cell::from(one.rate.amount.to_string()),
            Cell::from(one.note.clone()),
            Cell::from(short_day(Moment::of(one.at).today)),
        ]
    };
    let rows = entered.iter().map(row).collect();
    let caption = "Every rate that was entered; of one day the last counts";
    Some(view! { <Table caption=caption columns=columns rows=rows /> }.into_any())
}

fn form(filled: &RateForm, problems: &Problems) -> impl IntoView + use<> {
    let kinds = RateKind::ALL.iter();
    let options = std::iter::once(SelectOption::new("", "Select the rate"))
        .chain(kinds.map(|kind| SelectOption::new(kind.code(), kind.title())))
        .collect();
    let from = DateFields {
        day: filled.from_day.clone(),
        month: filled.from_month.clone(),
        year: filled.from_year.clone(),
    };
    view! {
        <h2 class="govuk-heading-m">"Enter a rate"</h2>
        <form method="post" action=format!("{HOME}/rates") novalidate>
            <input type="hidden" name="seen" value=filled.seen.to_string() />
            <Select name="kind" label="Place" options=options value=filled.kind.clone() error=problems.of("kind") />
            <TextInput
                name="amount"
                label="A place and year"
                value=filled.amount.clone()
                error=problems.of("amount")
                width=10
                inputmode="decimal"
                prefix="£"
            />
            <DateInput
                name="from"
                legend="From the day"
                hint="1 April or 1 September: a rate of another day counts from the next of these."
                value=from
                error=problems.of("from")
            />
            <TextInput
                name="note"
                label="Where the rate is from"
                hint="Such as the operational guide of the year, with its page"
                value=filled.note.clone()
                error=problems.of("note")
            />
            <Button text="Enter the rate" />
        </form>
    }
}
