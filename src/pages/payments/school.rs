//! What a school's or trust's own establishments were paid this year, child by child.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use crate::components::{Cell, Column, Crumb, Figure, Figures, Table};
use crate::pages::words::{child_or_withheld, day_or, short_day};
use crate::service::payments::{self, LineOfChild, PaidInPeriod, SchoolPayments};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /awards/payments`.
///
/// # Errors
/// [`WebError::Forbidden`] for anybody who belongs to no establishment.
pub async fn own(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let paid = payments::own(&state.store, &person.actor, moment).await?;
    let title = format!("Payments to your establishments {}", paid.year);
    let heading = title.clone();
    let page = Page::titled(title).below(vec![Crumb::new("Awards", "/awards")]);
    Ok(page.answer(&visit, move || {
        let next = Figure {
            value: day_or(paid.next_pay_day, "Not set"),
            label: "Next pay day".to_owned(),
            href: None,
        };
        let total = Figure {
            value: paid.total.to_string(),
            label: "Paid so far this year".to_owned(),
            href: None,
        };
        let lines = if paid.lines.is_empty() {
            view! { <p class="govuk-body">"Nothing has been paid for your establishments this year yet."</p> }
                .into_any()
        } else {
            view! { {by_period(&paid)} {table(&paid)} }.into_any()
        };
        view! {
            <h1 class="govuk-heading-l">{heading}</h1>
            <Figures figures=vec![next, total] />
            {lines}
            <p class="govuk-body">
                "A trust is paid for its academies. If a date or an amount is wrong, tell the council’s SEND team: a payment \
                 that was made is put right in the next one."
            </p>
        }
    }))
}

/// What a school's own ledger has: one sum for each period and establishment.
fn by_period(paid: &SchoolPayments) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Period"),
        Column::text("Establishment"),
        Column::number("Children"),
        Column::number("Amount"),
    ];
    let row = |of: &PaidInPeriod| {
        vec![
            Cell::from(period(paid, of.period)),
            Cell::from(of.establishment_name.clone()),
            Cell::from(of.children.to_string()),
            Cell::from(of.total.to_string()),
        ]
    };
    let rows = paid.by_period.iter().map(row).collect();
    view! { <Table caption="By period, the latest first" columns=columns rows=rows /> }
}

/// A period as a school knows it: its number and its first day.
fn period(paid: &SchoolPayments, place: u32) -> String {
    let start = usize::try_from(place).ok();
    let start = start.and_then(|at| paid.starts.get(at));
    let from = start.map_or_else(String::new, |day| format!(" from {}", short_day(*day)));
    format!("Period {}{from}", place + 1)
}

fn table(paid: &SchoolPayments) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Child"),
        Column::text("Period"),
        Column::text("Establishment"),
        Column::text("What for"),
        Column::text("Paid to"),
        Column::text("For an earlier period"),
        Column::number("Amount"),
    ];
    let rows = paid.lines.iter().map(|line| row(paid, line)).collect();
    view! { <Table caption="Child by child, the latest first" columns=columns rows=rows /> }
}

fn row(paid: &SchoolPayments, of: &LineOfChild) -> Vec<Cell> {
    let line = &of.line;
    let child = child_or_withheld(&line.child, of.name.as_deref(), &of.local_id);
    let earlier = line.reason.map_or_else(String::new, |reason| {
        format!("{}: {}", period(paid, line.belongs_to), reason.title())
    });
    let what = match &line.band {
        Some(band) => format!("{}, band {band}", line.title()),
        None => line.title(),
    };
    vec![
        child,
        Cell::from(period(paid, of.paid_in.1)),
        Cell::from(of.establishment_name.clone()),
        Cell::from(what),
        Cell::from(line.payee_name.clone()),
        Cell::from(earlier),
        Cell::from(line.amount.to_string()),
    ]
}
