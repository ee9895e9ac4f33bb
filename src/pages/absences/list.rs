//! A child's absences, what the rules make of each, and the form for another.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, child_id, in_words, place_of};
use crate::components::{
    Button, Cell, Column, Crumb, DateFields, DateInput, InsetText, Select, SelectOption, Table,
};
use crate::forms::absence::AbsenceForm;
use crate::forms::{Problems, parse};
use crate::pages::child::below_record;
use crate::pages::words::{day, day_cell};
use crate::service::absences::{self, AbsenceKind, AbsenceView, NewAbsence, Stops};
use crate::service::child_record::ChildRecord;
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /children/{child}/absences`.
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
    let told = absences::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let filled = AbsenceForm::default();
    Ok(page(&visit, &told, &filled, &Problems::default()))
}

/// Answers `POST /children/{child}/absences`.
///
/// # Errors
/// As [`list`].
pub async fn add(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
    FormBody(filled): FormBody<AbsenceForm>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let told = absences::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let (establishment, kind, days) = match parse(&filled) {
        Ok(meant) => meant,
        Err(problems) => return Ok(page(&visit, &told, &filled, &problems)),
    };
    let new = NewAbsence {
        establishment,
        kind,
        days,
    };
    let added = absences::add(&state.store, &person.actor, &told.0, new, moment).await?;
    if let Err(problem) = added {
        let (field, why) = in_words(problem);
        return Ok(page(&visit, &told, &filled, &Problems::one(field, why)));
    }
    let said = "The absence is on record. What was paid already is put right in the next open payment period, if the rules \
                stop payment.";
    person.leave_said(&state, said).await?;
    Ok(redirect(&address(&child)))
}

fn page(
    visit: &Visit,
    (record, views): &(ChildRecord, Vec<AbsenceView>),
    filled: &AbsenceForm,
    problems: &Problems,
) -> Response {
    let mut crumbs = below_record(&record.child, &record.local_id);
    let costs = format!("/children/{}/costs", record.child);
    crumbs.push(Crumb::new("Costs", costs.clone()));
    Page::titled(format!("Absences of child {}", record.local_id))
        .below(crumbs)
        .with_problems(problems)
        .answer(visit, || {
            view! {
                <h1 class="govuk-heading-l">"Absences from a place that is kept"</h1>
                <p class="govuk-body">
                    "Days that the child is educated elsewhere or suspended while it keeps its place. Whether the top-up stops, \
                     and after how many days, is for the rules that price it to say."
                </p>
                {table(record, views)}
                {form(record, filled, problems)}
                <p class="govuk-body"><a class="govuk-link" href=costs>"Back to the costs"</a></p>
            }
        })
}

fn table(record: &ChildRecord, views: &[AbsenceView]) -> AnyView {
    if views.is_empty() {
        return view! { <p class="govuk-body">"No absence is on record."</p> }.into_any();
    }
    let columns = vec![
        Column::text("Away from"),
        Column::text("Why"),
        Column::text("First day"),
        Column::text("Last day"),
        Column::text("Top-up"),
        Column::text("Change"),
    ];
    let rows = views.iter().map(|view| row(record, view)).collect();
    view! { <Table caption="Absences, the latest first" columns=columns rows=rows /> }.into_any()
}

fn row(record: &ChildRecord, told: &AbsenceView) -> Vec<Cell> {
    let absence = &told.absence;
    let place = place_of(record, absence);
    let (last, change) = if absence.in_error {
        (Cell::from("Entered in error"), Cell::from(""))
    } else {
        let href = format!("{}/{}/end", address(&record.child), absence.id);
        let words = format!(
            " the absence from {place} from {}",
            day(absence.days.start())
        );
        let link = view! {
            <a class="govuk-link" href=href>"End"<span class="govuk-visually-hidden">{words}</span></a>
        };
        (
            day_cell(absence.days.last_day(), "Still away"),
            Cell::of(link),
        )
    };
    vec![
        Cell::from(place),
        Cell::from(absence.kind.title()),
        day_cell(Some(absence.days.start()), ""),
        last,
        Cell::from(told.stops.map(stops_in_words).unwrap_or_default()),
        change,
    ]
}

fn stops_in_words(stops: Stops) -> String {
    match stops {
        Stops::From(from) => format!("Not paid from {}", day(from)),
        Stops::PaidFor(days) => format!("Paid: the rules stop it after {days} days"),
        Stops::Never => "Paid: the rules say nothing of absences".to_owned(),
        Stops::NoAward => "No award goes there".to_owned(),
    }
}

fn form(record: &ChildRecord, filled: &AbsenceForm, problems: &Problems) -> AnyView {
    let mut known = BTreeSet::new();
    let placed = record.placements.iter();
    let placed = placed.filter_map(|(placement, _)| placement.establishment.clone());
    let mut places = vec![SelectOption::new("", "Select the place")];
    for id in placed.filter(|id| known.insert(id.clone())) {
        let name = record.establishments.get(&id).cloned().unwrap_or_default();
        places.push(SelectOption::new(id.to_string(), name));
    }
    if places.len() == 1 {
        return view! { <InsetText>"The child has no place at an establishment to be away from."</InsetText> }
            .into_any();
    }
    let mut kinds = vec![SelectOption::new("", "Select why")];
    let all = AbsenceKind::ALL.iter();
    kinds.extend(all.map(|kind| SelectOption::new(kind.code(), kind.title())));
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
        <h2 class="govuk-heading-m">"Add an absence"</h2>
        <form method="post" action=address(&record.child) novalidate>
            <Select
                name="establishment"
                label="Away from"
                options=places
                value=filled.establishment.clone()
                error=problems.of("establishment")
            />
            <Select name="kind" label="Why" options=kinds value=filled.kind.clone() error=problems.of("kind") />
            <DateInput name="from" legend="First day away" value=from error=problems.of("from") />
            <DateInput
                name="to"
                legend="Last day away (optional)"
                hint="Leave blank while the child is away"
                value=to
                error=problems.of("to")
            />
            <Button text="Add the absence" />
        </form>
    }
    .into_any()
}
