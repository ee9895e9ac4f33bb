//! What a school's or trust's own establishments were paid this year, child by child.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use crate::components::{Cell, Column, Crumb, Figure, Figures, Pagination, Table};
use crate::ids::EstablishmentId;
use crate::pages::awards::switch;
use crate::pages::words::{child_or_withheld, day_or, short_day};
use crate::service::payments::{self, LineOfChild, PaidFor, SchoolPayments};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError, csv_file};

/// Where the page is.
const HERE: &str = "/awards/payments";

/// Which establishment is shown, and which page of its lines.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct OfSchool {
    establishment: String,
    page: u32,
}

/// Answers `GET /awards/payments.csv`: all lines, of one establishment or of all.
///
/// # Errors
/// As [`own`].
pub async fn own_csv(
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<OfSchool>,
) -> Result<Response, WebError> {
    let shown = switch::asked(&asked.establishment)?;
    let moment = state.clock.moment();
    let (year, bytes) = payments::own_csv(&state.store, &person.actor, shown, moment).await?;
    let name = format!("payments-{}.csv", year.first_day().year());
    csv_file(&name, bytes)
}

/// Answers `GET /awards/payments`.
///
/// # Errors
/// [`WebError::Forbidden`] for anybody who belongs to no establishment; [`WebError::NotFound`] for another's.
pub async fn own(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Query(asked): Query<OfSchool>,
) -> Result<Response, WebError> {
    let shown = switch::asked(&asked.establishment)?;
    let moment = state.clock.moment();
    let of = (shown, asked.page);
    let paid = payments::own(&state.store, &person.actor, of, moment).await?;
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
        let lines = if paid.lines.total == 0 {
            view! { <p class="govuk-body">"Nothing has been paid for your establishments this year yet."</p> }
                .into_any()
        } else {
            all(&paid)
        };
        let own = switch::establishments(HERE, "", &paid.establishments, paid.shown.as_ref());
        view! {
            <h1 class="govuk-heading-l">{heading}</h1>
            {own}
            <Figures figures=vec![next, total] />
            {lines}
            <p class="govuk-body">
                "A trust is paid for its academies. If a date or an amount is wrong, tell the council’s SEND team: a payment \
                 that was made is put right in the next one."
            </p>
        }
    }))
}

/// The part of an address that names the establishment shown.
fn query_of(shown: Option<&EstablishmentId>) -> String {
    shown.map_or_else(String::new, |id| format!("establishment={id}"))
}

/// The sums, a page of the lines, and the way to all of them.
fn all(paid: &SchoolPayments) -> AnyView {
    let query = query_of(paid.shown.as_ref());
    let file = match query.as_str() {
        "" => format!("{HERE}.csv"),
        query => format!("{HERE}.csv?{query}"),
    };
    let (current, last) = (paid.lines.page, paid.lines.pages);
    view! {
        <p class="govuk-body">
            "Download all lines as "
            <a class="govuk-link" href=file>"comma-separated values (.csv)"</a>
            "."
        </p>
        {by_period(paid)}
        {by_establishment(paid)}
        {table(paid)}
        <Pagination base=HERE query=query current=current last=last />
    }
    .into_any()
}

/// What was paid, as the cells of a row.
fn sums(paid: PaidFor) -> [Cell; 2] {
    [
        Cell::from(paid.children.to_string()),
        Cell::from(paid.total.to_string()),
    ]
}

/// What a ledger has: one sum for each period.
fn by_period(paid: &SchoolPayments) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("Period"),
        Column::number("Children"),
        Column::number("Amount"),
    ];
    let row = |(place, of): &(u32, PaidFor)| {
        let mut cells = vec![Cell::from(period(paid, *place))];
        cells.extend(sums(*of));
        cells
    };
    let rows = paid.by_period.iter().map(row).collect();
    view! { <Table caption="By period, the latest first" columns=columns rows=rows /> }
}

/// What each of several establishments was paid, each with the way to its own periods; nothing where one is shown.
fn by_establishment(paid: &SchoolPayments) -> Option<AnyView> {
    let columns = vec![
        Column::text("Establishment"),
        Column::number("Children"),
        Column::number("Amount"),
    ];
    let row = |(id, name, of): &(EstablishmentId, String, PaidFor)| {
        let href = format!("{HERE}?{}", query_of(Some(id)));
        let name = name.clone();
        let mut cells = vec![Cell::of(
            view! { <a class="govuk-link" href=href>{name}</a> },
        )];
        cells.extend(sums(*of));
        cells
    };
    let rows: Vec<Vec<Cell>> = paid.by_establishment.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        view! { <Table caption="By establishment, this year so far" columns=columns rows=rows /> }
            .into_any()
    })
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
    let rows = paid
        .lines
        .lines
        .iter()
        .map(|line| row(paid, line))
        .collect();
    view! { <Table caption="Child by child, the latest first" columns=columns rows=rows stacked=true /> }
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
