//! Adding a cost line to a placement.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, child_id, place_in_words};
use crate::components::{
    Button, Crumb, DateFields, DateInput, Select, SelectOption, TextArea, TextInput,
};
use crate::costs::{CostKind, CostPer};
use crate::forms::cost_line::CostLineForm;
use crate::forms::{Problems, parse};
use crate::ids::{CostLineId, PlacementId};
use crate::pages::child::below_record;
use crate::pages::words::cost_per;
use crate::service::child_costs::{self, Added};
use crate::service::child_record::{ChildRecord, Placement};
use crate::service::form_key;
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, key_of, redirect};

/// Answers `GET /children/{child}/placements/{placement}/costs/new`.
///
/// # Errors
/// [`WebError::NotFound`] to whoever keeps no costs, and for a placement that is not the child's.
pub async fn ask(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, placement)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let record =
        child_costs::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let placed = placement_of(&record, &placement)?;
    let filled = CostLineForm {
        key: form_key(),
        ..CostLineForm::default()
    };
    Ok(page(&visit, &record, placed, &filled, &Problems::default()))
}

/// Answers `POST /children/{child}/placements/{placement}/costs/new`.
///
/// # Errors
/// As [`ask`].
pub async fn save(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, placement)): Path<(String, String)>,
    FormBody(filled): FormBody<CostLineForm>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let record =
        child_costs::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let placed = placement_of(&record, &placement)?;
    let key = key_of(&filled.key, CostLineId::parse)?;
    let terms = match parse(&filled) {
        Ok(terms) => terms,
        Err(problems) => return Ok(page(&visit, &record, placed, &filled, &problems)),
    };
    let added = child_costs::add(
        &state.store,
        &person.actor,
        &record,
        (&placed.id, key),
        terms,
        moment,
    )
    .await?;
    let said = match added {
        Added::Line => "The cost line was added.".to_owned(),
        Added::Proposed { annual } => format!(
            "You proposed a cost line of up to {annual} a year, which is above your limit. It waits for somebody with a higher \
             limit to agree, and nothing is paid before."
        ),
        Added::Unsound(found) => {
            let problems = CostLineForm::problems_of(&found);
            return Ok(page(&visit, &record, placed, &filled, &problems));
        }
    };
    person.leave_said(&state, &said).await?;
    Ok(redirect(&address(&child)))
}

fn placement_of<'record>(
    record: &'record ChildRecord,
    id: &str,
) -> Result<&'record Placement, WebError> {
    let id = PlacementId::parse(id).map_err(|_| WebError::NotFound)?;
    let mut placements = record.placements.iter().map(|(placement, _)| placement);
    placements
        .find(|placement| placement.id == id)
        .ok_or(WebError::NotFound)
}

fn page(
    visit: &Visit,
    record: &ChildRecord,
    placed: &Placement,
    filled: &CostLineForm,
    problems: &Problems,
) -> Response {
    let mut crumbs = below_record(&record.child, &record.local_id);
    crumbs.push(Crumb::new("Costs", address(&record.child)));
    let place = place_in_words(record, placed);
    let action = format!(
        "/children/{}/placements/{}/costs/new",
        record.child, placed.id
    );
    Page::titled("Add a cost line")
        .below(crumbs)
        .with_problems(problems)
        .answer(visit, || {
            view! {
                <div class="govuk-grid-row">
                    <div class="govuk-grid-column-two-thirds">
                        <span class="govuk-caption-l">{place}</span>
                        <h1 class="govuk-heading-l">"Add a cost line"</h1>
                        <form method="post" action=action novalidate>
                            <input type="hidden" name="key" value=filled.key.clone() />
                            {what_and_how_much(placed, filled, problems)}
                            {when(filled, problems)}
                            {agreed(filled, problems)}
                            <Button text="Add the cost line" />
                        </form>
                    </div>
                </div>
            }
        })
}

fn what_and_how_much(placed: &Placement, filled: &CostLineForm, problems: &Problems) -> AnyView {
    let mut kinds = vec![SelectOption::new("", "Select what it pays for")];
    let offered = CostKind::ALL
        .iter()
        .filter(|kind| !kind.is_of_an_award() && kind.belongs_to(placed.setting));
    kinds.extend(offered.map(|kind| SelectOption::new(kind.code(), kind.title())));
    let mut times = vec![SelectOption::new("", "Select the time")];
    times.extend(
        CostPer::ALL
            .iter()
            .map(|per| SelectOption::new(per.code(), cost_per(*per))),
    );
    view! {
        <Select
            name="kind"
            label="What it pays for"
            hint="Income from health or social care is entered as an amount above zero too."
            options=kinds
            value=filled.kind.clone()
            error=problems.of("kind")
        />
        <TextInput
            name="net"
            label="Amount without VAT"
            value=filled.net.clone()
            error=problems.of("net")
            prefix="£"
            width=10
            inputmode="decimal"
        />
        <Select name="per" label="The amount is for" options=times value=filled.per.clone() error=problems.of("per") />
        <TextInput
            name="vat"
            label="VAT (optional)"
            hint="For the same time. Non-maintained special schools charge none."
            value=filled.vat.clone()
            error=problems.of("vat")
            prefix="£"
            width=10
            inputmode="decimal"
        />
    }
    .into_any()
}

fn when(filled: &CostLineForm, problems: &Problems) -> AnyView {
    let from = DateFields {
        day: filled.from_day.clone(),
        month: filled.from_month.clone(),
        year: filled.from_year.clone(),
    };
    let to = DateFields {
        day: filled.to_day.clone(),
        month: filled.to_month.clone(),
        year: filled.to_year.clone(),
    };
    view! {
        <DateInput name="from" legend="First paid day" value=from error=problems.of("from") />
        <DateInput
            name="to"
            legend="Last paid day (optional)"
            hint="Leave blank if it goes on"
            value=to
            error=problems.of("to")
        />
    }
    .into_any()
}

fn agreed(filled: &CostLineForm, problems: &Problems) -> AnyView {
    let rise = DateFields {
        day: filled.uplift_day.clone(),
        month: filled.uplift_month.clone(),
        year: filled.uplift_year.clone(),
    };
    view! {
        <TextInput
            name="order"
            label="Purchase order"
            hint="A fee needs one."
            value=filled.order.clone()
            error=problems.of("order")
            width=20
        />
        <TextInput
            name="notice"
            label="Notice, in weeks (optional)"
            value=filled.notice.clone()
            error=problems.of("notice")
            width=3
            inputmode="numeric"
        />
        <TextInput
            name="uplift-percent"
            label="Agreed rise, in per cent (optional)"
            value=filled.uplift_percent.clone()
            error=problems.of("uplift-percent")
            width=5
            inputmode="decimal"
        />
        <DateInput name="uplift" legend="First day of the rise (optional)" value=rise error=problems.of("uplift") />
        <TextArea
            name="notes"
            label="Notes (optional)"
            hint="No name of a child or parent."
            value=filled.notes.clone()
            error=problems.of("notes")
            rows=3
        />
    }
    .into_any()
}
