//! One establishment in a year: its places, its children with what they cost, and the dated cost lines.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::year::room;
use super::{address_at, below, in_words};
use crate::components::{
    Cell, Column, Details, InsetText, SummaryList, SummaryRow, Table, WarningText,
};
use crate::ids::EstablishmentId;
use crate::pages::words::{child_or_withheld, cost_per, count, day, day_cell, short_day};
use crate::places::{FundedPart, Numbers};
use crate::service::Moment;
use crate::service::monitoring::year_named;
use crate::service::places::{self, At, ChildAt, LineAt, PlaceEntry, Row};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /places/{year}/{establishment}`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever may not see places; [`WebError::NotFound`] without the establishment, or for a year out
/// of reach.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path((year, establishment)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = year_named(&year, moment)?;
    let id = EstablishmentId::parse(&establishment).map_err(|_| WebError::NotFound)?;
    let at = (year, &id);
    let told = places::at(&state.store, state.rules, &person.actor, at, moment).await?;
    let title = told.establishment.name.clone();
    let page = Page::titled(title.clone()).below(below(year));
    Ok(page.answer(&visit, move || {
        view! {
            <span class="govuk-caption-l">{format!("Places and placements, {}", told.year)}</span>
            <h1 class="govuk-heading-l">{title}</h1>
            {told.rows.iter().map(|row| of_kind(&told, row)).collect_view()}
            {without(&told)}
            {history(&told)}
            {children(&told)}
            {lines(&told)}
        }
    }))
}

fn numbers(numbers: Numbers) -> String {
    format!(
        "{} April to August, {} September to March",
        count(numbers.april.into()),
        count(numbers.september.into())
    )
}

fn of_kind(told: &At, row: &Row) -> AnyView {
    let places = &row.entry.places;
    let standing = row.standing;
    let filled = format!(
        "{}, {} of them other authorities’; {}",
        count(standing.pupils.all().into()),
        count(standing.pupils.of_others.into()),
        room(standing).to_lowercase()
    );
    let reported = row.entry.others_on.map(|on| {
        let words = format!("{} on {}", row.entry.others_reported, day(on));
        SummaryRow::new("Other authorities’ pupils, as reported", words)
    });
    let mut facts = vec![
        SummaryRow::new("Commissioned", numbers(places.commissioned())),
        SummaryRow::new("Funded", numbers(places.funded())),
        SummaryRow::new(format!("Filled on {}", day(told.on)), filled),
    ];
    facts.extend(reported);
    facts.push(SummaryRow::new("Paid by", row.payer.title()));
    facts.push(SummaryRow::new(
        "Commissioned by",
        format!("Authority {}", row.entry.commissioned_by),
    ));
    facts.push(SummaryRow::new("Numbers from", of_source(&row.entry)));
    let change = told.may_keep.then(|| {
        let at = address_at(told.year, &told.establishment.id);
        let href = format!("{at}/{}", row.kind().code());
        let of = format!(": {}", row.kind().title());
        view! {
            <p class="govuk-body">
                <a class="govuk-link" href=href>
                    "Change the numbers"
                    <span class="govuk-visually-hidden app-joined">{of}</span>
                </a>
            </p>
        }
    });
    view! {
        <h2 class="govuk-heading-m">{row.kind().title()}</h2>
        <SummaryList rows=facts />
        {change}
        {funded(row)}
    }
    .into_any()
}

fn of_source(entry: &PlaceEntry) -> String {
    format!("{}, {}", entry.source, day(entry.agreed_on))
}

/// How the year's funding is worked out.
fn funded(row: &Row) -> AnyView {
    let sums = match &row.funding {
        Ok(sums) => sums,
        Err(problem) => {
            let text = format!(
                "{}, so that nothing says what they come to.",
                in_words(*problem)
            );
            return view! { <WarningText text=text /> }.into_any();
        }
    };
    let columns = vec![
        Column::text("Place"),
        Column::number("April to August"),
        Column::number("September to March"),
        Column::number("The year"),
    ];
    let half = |half: crate::places::Half| {
        Cell::of(view! {
            {half.amount.to_string()}
            " "
            <span class="app-under">{format!("{} at {}", half.places, half.rate)}</span>
        })
    };
    let part = |part: &FundedPart| {
        vec![
            Cell::from(part.rate.title()),
            half(part.april),
            half(part.september),
            Cell::from(
                part.year()
                    .map_or_else(|_| String::new(), |sum| sum.to_string()),
            ),
        ]
    };
    let rows = sums.parts.iter().map(part).collect();
    let totals = vec![
        Cell::from("All"),
        Cell::from(sums.april.to_string()),
        Cell::from(sums.september.to_string()),
        Cell::from(sums.year.to_string()),
    ];
    let caption = "Funding: five twelfths of a year’s rate, then seven";
    view! { <Table caption=caption columns=columns rows=rows totals=totals /> }.into_any()
}

/// The kinds without a number, to add.
fn without(told: &At) -> Option<AnyView> {
    if told.rows.is_empty() && told.without.is_empty() {
        let words = "The establishment has no high needs places: an independent school’s fee is its whole price, and the department \
                     funds a non-maintained special school itself.";
        return Some(view! { <InsetText>{words}</InsetText> }.into_any());
    }
    if !told.may_keep {
        let none = told.rows.is_empty();
        return none.then(|| {
            view! { <p class="govuk-body">"No number of places is kept for the year."</p> }
                .into_any()
        });
    }
    let links = told.without.iter().map(|kind| {
        let at = address_at(told.year, &told.establishment.id);
        let href = format!("{at}/{}", kind.code());
        let words = format!("Add places: {}", kind.title());
        view! { <li><a class="govuk-link" href=href>{words}</a></li> }
    });
    let links = links.collect_view();
    Some(view! { <ul class="govuk-list">{links}</ul> }.into_any())
}

fn history(told: &At) -> Option<AnyView> {
    if told.history.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Kind of place"),
        Column::text("Commissioned"),
        Column::text("Funded"),
        Column::text("From"),
        Column::text("Kept"),
    ];
    let row = |entry: &PlaceEntry| {
        vec![
            Cell::from(entry.places.kind().title()),
            Cell::from(numbers(entry.places.commissioned())),
            Cell::from(numbers(entry.places.funded())),
            Cell::from(of_source(entry)),
            Cell::from(short_day(Moment::of(entry.at).today)),
        ]
    };
    let rows = told.history.iter().map(row).collect();
    let caption = "Entries of the year, the newest of a kind first";
    Some(
        view! {
            <Details summary="Every entry of the year; of one kind the newest counts">
                <Table caption=caption caption_hidden=true columns=columns rows=rows />
            </Details>
        }
        .into_any(),
    )
}

fn children(told: &At) -> AnyView {
    let calendar = (!told.has_calendar).then(|| {
        let text = "The year has no payment calendar, so that nothing says what a placement comes to in it. A finance officer sets it \
                    under Payments.";
        view! { <WarningText text=text /> }
    });
    let table = if told.children.is_empty() {
        view! { <p class="govuk-body">"No child on record is placed there in the year."</p> }
            .into_any()
    } else {
        children_table(told)
    };
    view! {
        <h2 class="govuk-heading-m">"Placements"</h2>
        {calendar}
        {table}
    }
    .into_any()
}

fn children_table(told: &At) -> AnyView {
    let columns = vec![
        Column::text("Child"),
        Column::text("Setting"),
        Column::text("From"),
        Column::text("Last day"),
        Column::number("Top-up"),
        Column::number("Fee"),
        Column::number("Other"),
        Column::number("In the year"),
    ];
    let row = |one: &ChildAt| {
        let total = one
            .total()
            .map_or_else(|_| String::new(), |sum| sum.to_string());
        vec![
            child_or_withheld(&one.child, one.name.as_deref(), &one.local_id),
            Cell::from(
                one.setting
                    .map_or("Paid for without a placement", |setting| setting.title()),
            ),
            day_cell(one.from, "Not known"),
            day_cell(one.last, "No end date"),
            Cell::from(one.top_ups.to_string()),
            Cell::from(one.fees.to_string()),
            Cell::from(one.others.to_string()),
            Cell::from(total),
        ]
    };
    let rows = told.children.iter().map(row).collect();
    let mut totals: Vec<Cell> = vec![Cell::from("All")];
    totals.extend((0..6).map(|_| Cell::from("")));
    totals.push(Cell::from(told.total.to_string()));
    let caption = "What is paid to the establishment for them in the year, without VAT and besides place funding";
    view! { <Table caption=caption columns=columns rows=rows totals=totals /> }.into_any()
}

fn lines(told: &At) -> Option<AnyView> {
    if told.lines.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Child"),
        Column::text("What for"),
        Column::number("Amount without VAT"),
        Column::text("Each"),
        Column::text("From"),
        Column::text("Last paid day"),
        Column::text("Order"),
    ];
    let row = |line: &LineAt| {
        let terms = &line.terms;
        let reference = line.local_id.to_string();
        let child = if told.may_keep_costs && line.is_open {
            let href = format!("/children/{}/costs", line.child);
            Cell::of(view! { <a class="govuk-link" href=href>{reference}</a> })
        } else {
            Cell::from(reference)
        };
        vec![
            child,
            Cell::from(terms.kind.title()),
            Cell::from(terms.net.to_string()),
            Cell::from(cost_per(terms.per)),
            day_cell(Some(terms.period.start()), ""),
            day_cell(terms.period.last_day(), "No end date"),
            Cell::from(terms.order_number.clone().unwrap_or_default()),
        ]
    };
    let rows = told.lines.iter().map(row).collect();
    let caption = "Fees and other dated costs of the placements";
    Some(view! { <Table caption=caption columns=columns rows=rows /> }.into_any())
}
