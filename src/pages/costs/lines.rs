//! Every cost of a child: what comes from its awards, and the lines of each placement.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, child_id, place_in_words};
use crate::components::{ButtonKind, ButtonLink, Cell, Column, InsetText, Table};
use crate::pages::child::below_record;
use crate::pages::words::{cost_per, day, day_cell, name_or_removed};
use crate::service::child_costs;
use crate::service::child_record::{AwardPrice, AwardVersion, ChildRecord, CostLine, Placement};
use crate::service::cost_proposals::{self, CostProposal};
use crate::visit::{AppState, Page, SignedIn, Visit, WebError};

/// Answers `GET /children/{child}/costs`.
///
/// # Errors
/// [`WebError::NotFound`] to whoever keeps no costs, and for a record that is not theirs to open.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let record =
        child_costs::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let waiting = cost_proposals::waiting(&state.store, &person.actor, &child, moment).await?;
    let page = Page::titled(format!("Costs of child {}", record.local_id))
        .below(below_record(&record.child, &record.local_id));
    let away = format!("/children/{child}/absences");
    Ok(page.answer(&visit, move || {
        let each = record
            .placements
            .iter()
            .map(|(placement, lines)| of_placement(&record, placement, lines))
            .collect_view();
        view! {
            <span class="govuk-caption-l"><bdi>{name_or_removed(record.name.as_deref())}</bdi> ", " {record.local_id.to_string()}</span>
            <h1 class="govuk-heading-l">"What the child’s placements cost"</h1>
            {proposed(&record, &waiting)}
            {of_awards(&record)}
            {each}
            <p class="govuk-body"><a class="govuk-link" href=away>"Absences from a place that is kept"</a></p>
        }
    }))
}

/// What waits for a second person; nothing where nothing does.
fn proposed(record: &ChildRecord, waiting: &[CostProposal]) -> Option<AnyView> {
    let items = waiting.iter().map(|proposal| {
        let href = format!("{}/proposals/{}", address(&record.child), proposal.id);
        let terms = &proposal.terms;
        let text = format!(
            "{}: {} {} from {}",
            terms.kind.title(),
            terms.net,
            cost_per(terms.per),
            day(terms.period.start())
        );
        view! { <li><a class="govuk-link" href=href>{text}</a></li> }
    });
    let items: Vec<_> = items.collect();
    (!items.is_empty()).then(|| {
        view! {
            <h2 class="govuk-heading-m">"Waiting for a second person"</h2>
            <p class="govuk-body">"These are above the limit of who proposed them. Nothing is paid before they are agreed."</p>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
        .into_any()
    })
}

fn of_awards(record: &ChildRecord) -> AnyView {
    let columns = vec![
        Column::text("What for"),
        Column::text("Paid to"),
        Column::number("A year"),
        Column::text("From"),
        Column::text("Last paid day"),
    ];
    let rows: Vec<Vec<Cell>> = record
        .awards
        .iter()
        .map(|terms| award_row(record, terms))
        .collect();
    let table = if rows.is_empty() {
        view! { <p class="govuk-body">"No award has been made."</p> }.into_any()
    } else {
        view! { <Table caption="Costs that come from awards" caption_hidden=true columns=columns rows=rows /> }
            .into_any()
    };
    view! {
        <h2 class="govuk-heading-m">"From awards"</h2>
        {table}
        <InsetText>
            "A top-up or exceptional amount changes by a decision only. Payments take it from the award."
        </InsetText>
    }
    .into_any()
}

fn award_row(record: &ChildRecord, terms: &AwardVersion) -> Vec<Cell> {
    let what = match (&terms.price, &terms.band) {
        (AwardPrice::Individual, _) if record.ordered.contains(&terms.award) => {
            "Amount ordered by the tribunal".to_owned()
        }
        (AwardPrice::Individual, _) => "Exceptional amount".to_owned(),
        (_, Some(band)) => format!("Top-up, band {band}"),
        (_, None) => "Top-up".to_owned(),
    };
    let payee = terms
        .establishment
        .as_ref()
        .and_then(|id| record.establishments.get(id));
    let never_due = terms.to == Some(terms.from);
    let last = terms.to.and_then(|to| to.yesterday().ok());
    vec![
        Cell::from(what),
        Cell::from(
            payee
                .cloned()
                .unwrap_or_else(|| terms.setting.title().to_owned()),
        ),
        Cell::from(terms.annual.map_or_else(
            || "No amount by band".to_owned(),
            |amount| amount.to_string(),
        )),
        day_cell(Some(terms.from), ""),
        if never_due {
            Cell::from("Nothing was due")
        } else {
            day_cell(last, "No end date")
        },
    ]
}

fn of_placement(record: &ChildRecord, placement: &Placement, lines: &[CostLine]) -> AnyView {
    let place = place_in_words(record, placement);
    let since = placement
        .from
        .map_or_else(String::new, |from| format!(" from {}", day(from)));
    let heading = format!("{place}{since}");
    let add = format!(
        "/children/{}/placements/{}/costs/new",
        record.child, placement.id
    );
    let table = if lines.is_empty() {
        view! { <p class="govuk-body">"No cost line."</p> }.into_any()
    } else {
        let columns = vec![
            Column::text("What for"),
            Column::number("Amount without VAT"),
            Column::text("Each"),
            Column::number("VAT"),
            Column::text("From"),
            Column::text("Last paid day"),
            Column::text("Agreed with it"),
            Column::text("Change"),
        ];
        let rows = lines.iter().map(|line| line_row(record, line)).collect();
        view! {
            <Table caption=format!("Cost lines of the placement at {heading}") caption_hidden=true columns=columns rows=rows />
        }
        .into_any()
    };
    view! {
        <h2 class="govuk-heading-m">{heading}</h2>
        {table}
        <ButtonLink href=add text="Add a cost line" kind=ButtonKind::Secondary />
    }
    .into_any()
}

fn line_row(record: &ChildRecord, line: &CostLine) -> Vec<Cell> {
    let terms = &line.terms;
    let what = if terms.kind.is_income() {
        format!("{} (income)", terms.kind.title())
    } else {
        terms.kind.title().to_owned()
    };
    let (last, change) = if line.in_error {
        (Cell::from("Entered in error"), Cell::from(""))
    } else {
        let href = format!("{}/{}/end", address(&record.child), line.id);
        let words = format!(
            " {} from {}",
            what.to_lowercase(),
            day(terms.period.start())
        );
        let link = view! {
            <a class="govuk-link" href=href>
                "End"
                <span class="govuk-visually-hidden">{words}</span>
            </a>
        };
        (
            day_cell(terms.period.last_day(), "No end date"),
            Cell::of(link),
        )
    };
    vec![
        Cell::from(what),
        Cell::from(terms.net.to_string()),
        Cell::from(cost_per(terms.per)),
        Cell::from(terms.vat.to_string()),
        day_cell(Some(terms.period.start()), ""),
        last,
        Cell::from(agreed(line)),
        change,
    ]
}

/// Order, notice, rise and notes, in one cell.
fn agreed(line: &CostLine) -> String {
    let terms = &line.terms;
    let order = terms
        .order_number
        .as_ref()
        .map(|order| format!("order {order}"));
    let notice = terms.notice_weeks.map(|weeks| match terms.notice_given_on {
        Some(given) => format!("{weeks} weeks’ notice, given on {}", day(given)),
        None => format!("{weeks} weeks’ notice"),
    });
    let rise = terms
        .uplift
        .map(|rise| format!("{}% more from {}", rise.percent, day(rise.from)));
    let notes = (!terms.notes.is_empty()).then(|| terms.notes.clone());
    let parts: Vec<String> = [order, notice, rise, notes].into_iter().flatten().collect();
    parts.join("; ")
}
