//! The authorities on a child's case, and the form for what changes.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, authority_of, child_id, in_words};
use crate::components::{
    Button, Cell, Checkboxes, Choice, Column, DateFields, DateInput, Radios, SummaryList,
    SummaryRow, Table, TextInput,
};
use crate::forms::case_authority::CaseAuthorityForm;
use crate::forms::{Problems, parse};
use crate::pages::child::below_record;
use crate::pages::words::{day, day_cell};
use crate::service::case_authorities::{self, AuthorityPart, CaseAuthority, CaseView, NewPart};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /children/{child}/authorities`.
///
/// # Errors
/// [`WebError::NotFound`] to whoever may not see them, and for a record that is not theirs to open.
pub async fn list(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let view =
        case_authorities::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    let filled = CaseAuthorityForm::default();
    Ok(page(&visit, &view, &filled, &Problems::default()))
}

/// Answers `POST /children/{child}/authorities`.
///
/// # Errors
/// As [`list`], and to whoever keeps no authorities.
pub async fn add(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
    FormBody(filled): FormBody<CaseAuthorityForm>,
) -> Result<Response, WebError> {
    let child = child_id(&child)?;
    let moment = state.clock.moment();
    let view =
        case_authorities::open(&state.store, state.rules, &person.actor, &child, moment).await?;
    if !view.may_keep {
        return Err(WebError::NotFound);
    }
    let asked = match parse(&filled) {
        Ok(asked) => asked,
        Err(problems) => return Ok(page(&visit, &view, &filled, &problems)),
    };
    let new = NewPart {
        part: asked.part,
        authority: asked.authority,
        days: asked.days,
        with_transport: asked.with_transport,
    };
    let added = case_authorities::add(&state.store, &person.actor, &view, new, moment).await?;
    if let Err(problem) = added {
        let (field, why) = in_words(problem);
        return Ok(page(&visit, &view, &filled, &Problems::one(field, why)));
    }
    let said = "It is on record. What was paid already is settled in the next open payment period.";
    person.leave_said(&state, said).await?;
    Ok(redirect(&address(&child)))
}

fn page(
    visit: &Visit,
    view: &CaseView,
    filled: &CaseAuthorityForm,
    problems: &Problems,
) -> Response {
    let record = &view.record;
    let back = format!("/children/{}", record.child);
    Page::titled(format!(
        "Authorities on the case of child {}",
        record.local_id
    ))
    .below(below_record(&record.child, &record.local_id))
    .with_problems(problems)
    .answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">"Authorities on the case"</h1>
            <SummaryList rows=facts(view) />
            {table(view)}
            {view.may_keep.then(|| form(view, filled, problems))}
            <p class="govuk-body"><a class="govuk-link" href=back>"Back to the record"</a></p>
        }
    })
}

/// Who has which part today.
fn facts(view: &CaseView) -> Vec<SummaryRow> {
    let today = view.record.today;
    let now = |is_about_paying: bool| {
        let mut parts = view.parts.iter().filter(|part| !part.in_error);
        parts.find(|part| {
            part.days.contains(today) && part.part.is_about_paying() == is_about_paying
        })
    };
    let pays = match now(true) {
        Some(part) if part.part == AuthorityPart::WePay => part.part.title().to_owned(),
        Some(part) => format!("{}: {}", part.part.title(), authority_of(part)),
        None if view.paying == view.maintaining => AuthorityPart::WePay.title().to_owned(),
        None => format!("{}: {}", AuthorityPart::PaysDirectly.title(), view.paying),
    };
    let responsible = match now(false) {
        Some(part) => Some(authority_of(part)),
        None => view.responsible.as_ref().map(ToString::to_string),
    };
    let looked_after = match responsible {
        Some(authority) => authority,
        None if view.record.looked_after => {
            "Looked after; the authority is not on record".to_owned()
        }
        None => "Not looked after".to_owned(),
    };
    let mut rows = vec![
        SummaryRow::new("Maintains the plan", view.maintaining.to_string()),
        SummaryRow::new("Who pays today", pays),
        SummaryRow::new("Responsible for a looked-after child", looked_after),
    ];
    for (name, authority) in &view.providers {
        let authority = authority.as_ref();
        let authority = authority.map_or_else(|| "not on record".to_owned(), ToString::to_string);
        rows.push(SummaryRow::new(
            "Provider’s authority",
            format!("{authority} ({name})"),
        ));
    }
    rows
}

fn table(view: &CaseView) -> AnyView {
    if view.parts.is_empty() {
        return view! { <p class="govuk-body">"Nothing else is on record for any days."</p> }
            .into_any();
    }
    let mut columns = vec![
        Column::text("What"),
        Column::text("Authority"),
        Column::text("First day"),
        Column::text("Last day"),
        Column::text("Transport"),
    ];
    if view.may_keep {
        columns.push(Column::text("Change"));
    }
    let rows = view.parts.iter().map(|part| row(view, part)).collect();
    view! { <Table caption="Who pays and who looks after the child, the latest first" columns=columns rows=rows /> }
        .into_any()
}

fn row(view: &CaseView, part: &CaseAuthority) -> Vec<Cell> {
    let last = match part.in_error {
        true => Cell::from("Entered in error"),
        false => day_cell(part.days.last_day(), "No end date"),
    };
    let transport = match (part.part, part.with_transport) {
        (AuthorityPart::WeRecover | AuthorityPart::RecoversFromUs, true) => "Included",
        (AuthorityPart::WeRecover | AuthorityPart::RecoversFromUs, false) => "Not included",
        _ => "",
    };
    let mut cells = vec![
        Cell::from(part.part.title()),
        Cell::from(authority_of(part)),
        day_cell(Some(part.days.start()), ""),
        last,
        Cell::from(transport),
    ];
    if view.may_keep {
        let href = format!("{}/{}/end", address(&view.record.child), part.id);
        let words = format!(" what holds from {}", day(part.days.start()));
        let link = (!part.in_error).then(|| {
            view! {
                <a class="govuk-link" href=href>"End"<span class="govuk-visually-hidden">{words}</span></a>
            }
        });
        cells.push(Cell::of(link));
    }
    cells
}

fn form(view: &CaseView, filled: &CaseAuthorityForm, problems: &Problems) -> impl IntoView + use<> {
    let choices = AuthorityPart::ALL
        .iter()
        .map(|part| Choice::new(part.code(), part.title()).with_hint(hint(*part)))
        .collect();
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
    let chosen = match filled.transport.as_str() {
        "yes" => vec!["yes".to_owned()],
        _ => Vec::new(),
    };
    view! {
        <h2 class="govuk-heading-m">"Add what holds from a day on"</h2>
        <form method="post" action=address(&view.record.child) novalidate>
            <Radios
                name="part"
                legend="What does the authority do?"
                choices=choices
                value=Some(filled.part.clone())
                error=problems.of("part")
            />
            <TextInput
                name="authority"
                label="Number of the authority"
                hint="Three digits. Leave blank where we pay"
                width=3
                inputmode="numeric"
                value=filled.authority.clone()
                error=problems.of("authority")
            />
            <Checkboxes
                name="transport"
                legend="What is recovered"
                choices=vec![Choice::new("yes", "Transport is part of what is recovered")]
                values=chosen
                error=problems.of("transport")
            />
            <DateInput name="from" legend="First day" value=from error=problems.of("from") />
            <DateInput
                name="to"
                legend="Last day (optional)"
                hint="Leave blank while it lasts"
                value=to
                error=problems.of("to")
            />
            <Button text="Save" />
        </form>
    }
}

/// What a part means for payments.
fn hint(part: AuthorityPart) -> &'static str {
    match part {
        AuthorityPart::WePay => "Top-up and fees go out from us, and nobody pays us back",
        AuthorityPart::WeRecover => {
            "Top-up and fees go out from us; what they come to is claimed from the authority"
        }
        AuthorityPart::PaysDirectly => {
            "Nothing goes out from us, and nothing goes between the authorities"
        }
        AuthorityPart::RecoversFromUs => {
            "Nothing goes out from us to the provider; the authority claims it from us"
        }
        AuthorityPart::LooksAfter => "The responsible authority of a looked-after child",
    }
}
