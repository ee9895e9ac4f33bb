//! A year of payments, period by period.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{period_address, year_address, year_of};
use crate::calendar::{Date, FinancialYear};
use crate::components::{
    ButtonLink, Cell, Column, Details, Figure, Figures, InsetText, Table, Tag, TagColour,
    WarningText,
};
use crate::money::Money;
use crate::pages::words::{self, count, day, day_cell, short_day};
use crate::service::payments::{
    self, CalendarKind, PaymentCalendar, PeriodRow, PeriodState, YearView,
};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /payments`: the financial year of today.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever sees no payments.
pub async fn of_today(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let today = state.clock.moment().today;
    let first = FinancialYear::containing(today).first_day();
    answer(visit, state, person, first).await
}

/// Answers `GET /payments/{year}`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever sees no payments; [`WebError::NotFound`] for what is no year.
pub async fn of_year(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(year): Path<String>,
) -> Result<Response, WebError> {
    let first = year_of(&year)?;
    answer(visit, state, person, first).await
}

async fn answer(
    visit: Visit,
    state: AppState,
    person: SignedIn,
    first: Date,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let view = payments::year(&state.store, state.rules, &person.actor, first, moment).await?;
    let title = format!("Payments {}", view.year);
    Ok(Page::titled(title).answer(&visit, move || content(&view, first)))
}

fn content(view: &YearView, first: Date) -> impl IntoView + use<> {
    let calendar = format!("{}/calendar", year_address(first));
    let body = match &view.paid {
        None if view.may_propose => view! {
            <p class="govuk-body">"This year has no payment calendar yet."</p>
            <ButtonLink href=calendar text="Set the payment calendar" />
        }
        .into_any(),
        None => view! {
            <p class="govuk-body">"This year has no payment calendar yet. A finance officer sets it."</p>
        }
        .into_any(),
        Some((set, rows)) => periods(view, first, set, rows),
    };
    view! {
        <h1 class="govuk-heading-l">{format!("Payments {}", view.year)}</h1>
        {body}
        {other_years(view, first)}
    }
}

fn periods(view: &YearView, first: Date, set: &PaymentCalendar, rows: &[PeriodRow]) -> AnyView {
    let figure = |value: String, label: &str| Figure {
        value,
        label: label.to_owned(),
        href: None,
    };
    let control = &view.control;
    // A sum that leaves something out says so where it stands, not further down.
    let without = payments::without(view.unpaid_count);
    let of = |label: &str| match &without {
        Some(without) => format!("{label}, {without}"),
        None => label.to_owned(),
    };
    let (due, to_pay) = (of("Due in the year"), of("Still to be paid"));
    let figures = vec![
        figure(control.due.to_string(), &due),
        figure(control.paid.to_string(), "Paid by closed periods"),
        figure(control.proposed.to_string(), "Waiting for release"),
        figure(control.to_pay.to_string(), &to_pay),
    ];
    let columns = vec![
        Column::text("Period"),
        Column::text("Pay day"),
        Column::text("State"),
        Column::number("Payees"),
        Column::number("Children"),
        Column::number("Of it for earlier periods"),
        Column::number("Amount"),
    ];
    let total = vec![
        Cell::from(of("All periods")),
        Cell::from(""),
        Cell::from(""),
        Cell::from(""),
        Cell::from(""),
        Cell::from(""),
        Cell::from(view.total.to_string()),
    ];
    let rows = rows.iter().map(|row| period_row(first, row)).collect();
    let calendar = format!("{}/calendar", year_address(first));
    let workbook = format!("{}/schedule.xlsx", year_address(first));
    let csv = format!("{}/schedule.csv", year_address(first));
    let nameless = format!("{workbook}?names=no");
    let schools = view.may_reconcile.then(|| {
        let href = format!("{}/schools", year_address(first));
        view! {
            <p class="govuk-body"><a class="govuk-link" href=href>"Reconcile with schools"</a></p>
        }
    });
    let is_known = view.standing.is_known();
    view! {
        {words::standing(view.standing).map(|text| view! { <InsetText>{text}</InsetText> })}
        {is_known.then(|| view! { <Figures figures=figures /> })}
        {unsound(view)}
        {left_out(view)}
        <p class="govuk-body">
            {kind_in_words(set.kind)}
            " See "
            <a class="govuk-link" href=calendar>"the payment calendar"</a>
            " and the "
            <a class="govuk-link" href="/payments/codes">"ledger codes"</a>
            "."
        </p>
        {is_known.then(|| view! {
            <Table caption="The periods of the year" caption_hidden=true columns=columns rows=rows totals=total />
        })}
        {left_over(view)}
        <p class="govuk-body">
            "Amounts have VAT in them. Periods that are not proposed yet change with the record."
        </p>
        <ul class="govuk-list">
            <li><a class="govuk-link" href=workbook>"Schedule as a workbook"</a></li>
            <li><a class="govuk-link" href=nameless>"Schedule as a workbook, without names"</a></li>
            <li><a class="govuk-link" href=csv>"Schedule as CSV"</a></li>
        </ul>
        {schools}
    }
    .into_any()
}

fn period_row(first: Date, row: &PeriodRow) -> Vec<Cell> {
    let href = period_address(first, row.place);
    let last = row.days.last_day().map_or_else(String::new, short_day);
    let days = format!("{} to {last}", short_day(row.days.start()));
    let number = row.place + 1;
    let (text, colour) = (row.state.title(), colour_of(row.state));
    vec![
        Cell::of(view! {
            <a class="govuk-link" href=href>{format!("Period {number}")}</a>
            " "
            <span class="app-under">{days}</span>
        }),
        day_cell(row.pay_day, ""),
        Cell::of(view! { <Tag text=text colour=colour /> }),
        Cell::from(count(row.payees)),
        Cell::from(count(row.children)),
        Cell::from(row.adjustments.to_string()),
        Cell::from(row.total.to_string()),
    ]
}

fn colour_of(state: PeriodState) -> TagColour {
    match state {
        PeriodState::Open => TagColour::Blue,
        PeriodState::Proposed => TagColour::Yellow,
        PeriodState::Released => TagColour::Green,
        PeriodState::Exported => TagColour::Grey,
    }
}

/// That a run is out of date, or that the control totals do not meet.
fn unsound(view: &YearView) -> AnyView {
    if let Some(why) = &view.out_of_date {
        return view! { <WarningText text=why.sentence() /> }.into_any();
    }
    match view.control.difference() {
        Ok(Money::ZERO) => ().into_any(),
        Ok(difference) => {
            let text = format!(
                "What is paid, waiting and to be paid differs from what is due by {difference}. Release nothing before that is explained."
            );
            view! { <WarningText text=text /> }.into_any()
        }
        Err(_) => ().into_any(),
    }
}

/// How a year is cut, in a sentence.
pub(super) fn kind_in_words(kind: CalendarKind) -> &'static str {
    match kind {
        CalendarKind::Monthly => "Paid each month.",
        CalendarKind::FourWeekly => "Paid every four weeks.",
        CalendarKind::Termly => "Paid each term.",
        CalendarKind::Bespoke => "Paid in periods of its own.",
    }
}

/// What of the next open period is of the year before.
fn left_over(view: &YearView) -> Option<AnyView> {
    let sum = view.left_over?;
    let text = format!(
        "The next open period pays {sum} that the closed year before still owes. It is in that period’s amount and in no figure above, which are of {} alone.",
        view.year
    );
    Some(view! { <InsetText>{text}</InsetText> }.into_any())
}

fn left_out(view: &YearView) -> AnyView {
    if view.unpaid_count == 0 {
        return ().into_any();
    }
    let columns = vec![
        Column::text("Child"),
        Column::text("What for"),
        Column::text("From"),
        Column::text("Why"),
    ];
    let rows = view
        .unpaid
        .iter()
        .map(|(reference, unpaid)| {
            let href = format!("/children/{}", unpaid.child);
            let reference = reference.to_string();
            vec![
                Cell::of(view! { <a class="govuk-link" href=href>{reference}</a> }),
                Cell::from(unpaid.kind.title()),
                day_cell(Some(unpaid.from), ""),
                Cell::from(unpaid.why.clone()),
            ]
        })
        .collect();
    let text = match view.unpaid_count {
        1 => "One cost cannot be worked out and is left out of every open period.".to_owned(),
        many => format!("{many} costs cannot be worked out and are left out of every open period."),
    };
    view! {
        <WarningText text=text />
        <Details summary="Which they are, and why">
            <Table caption="Costs that are left out" caption_hidden=true columns=columns rows=rows />
        </Details>
    }
    .into_any()
}

fn other_years(view: &YearView, first: Date) -> AnyView {
    let next = FinancialYear::containing(first).end();
    let mut years: Vec<Date> = view
        .years
        .iter()
        .copied()
        .filter(|year| *year != first)
        .collect();
    if view.may_propose && !years.contains(&next) {
        years.insert(0, next);
    }
    if years.is_empty() {
        return ().into_any();
    }
    let links = years
        .into_iter()
        .map(|year| {
            let href = year_address(year);
            let text = format!("{} (from {})", FinancialYear::containing(year), day(year));
            view! { <li><a class="govuk-link" href=href>{text}</a></li> }
        })
        .collect_view();
    view! {
        <h2 class="govuk-heading-m">"Other years"</h2>
        <ul class="govuk-list">{links}</ul>
    }
    .into_any()
}
