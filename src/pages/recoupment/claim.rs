//! A claim: what it is made of, its clock, its steps, and the form of the next.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{HERE, colour};
use crate::calendar::FinancialYear;
use crate::components::{
    Button, Cell, Choice, Column, Crumb, DateFields, DateInput, RevealingRadios, Select,
    SelectOption, SummaryList, SummaryRow, Table, Tag, TextInput, WarningText,
};
use crate::forms::claim::{ClaimForm, StepAsked};
use crate::forms::{Problems, parse};
use crate::ids::ClaimId;
use crate::money::Money;
use crate::pages::words::{day, day_cell};
use crate::recoupment::Clock;
use crate::service::recoupment::{
    self, ClaimReason, ClaimSide, ClaimState, ClaimStep, ClaimView, Step, StepProblem,
};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /recoupment/{claim}`.
///
/// # Errors
/// [`WebError::NotFound`] to whoever sees no recoupment, as without it.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let id = ClaimId::parse(&id).map_err(|_| WebError::NotFound)?;
    let view = recoupment::open(&state.store, &person.actor, &id, moment).await?;
    let filled = ClaimForm {
        version: view.line.claim.version,
        ..ClaimForm::default()
    };
    Ok(page(&visit, &view, &filled, &Problems::default()))
}

/// Answers `POST /recoupment/{claim}`: the claim's next step.
///
/// # Errors
/// As [`show`]; [`WebError::Forbidden`] to whoever takes no such step; [`WebError::Conflict`] if the claim was changed since.
pub async fn take(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(id): Path<String>,
    FormBody(filled): FormBody<ClaimForm>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let id = ClaimId::parse(&id).map_err(|_| WebError::NotFound)?;
    let view = recoupment::open(&state.store, &person.actor, &id, moment).await?;
    let step = match parse(&filled) {
        Ok(StepAsked::Sent {
            on,
            invoice_number,
            less_grant,
        }) => Step::Sent {
            on,
            invoice_number,
            less_grant,
        },
        Ok(StepAsked::Agreed { on, amount }) => Step::Agreed { on, amount },
        Ok(StepAsked::Paid { on }) => Step::Paid { on },
        Ok(StepAsked::For { state, reason }) => Step::For { state, reason },
        Ok(StepAsked::Withdrawn) => Step::Withdrawn,
        Err(problems) if !view.next.is_empty() => {
            return Ok(page(&visit, &view, &filled, &problems));
        }
        Err(_) => return Err(WebError::Forbidden),
    };
    let shown = (&id, filled.version);
    let taken = recoupment::take(&state.store, &person.actor, shown, step, moment).await?;
    if let Err(problem) = taken {
        let (field, why) = in_words(problem);
        return Ok(page(&visit, &view, &filled, &Problems::one(field, why)));
    }
    person
        .leave_said(&state, "The claim is brought up to date.")
        .await?;
    Ok(redirect(&format!("{HERE}/{id}")))
}

fn in_words(problem: StepProblem) -> (&'static str, &'static str) {
    match problem {
        StepProblem::NotNext => ("state", "The claim cannot become this as it stands"),
        StepProblem::Day => (
            "on",
            "The day must not be after today or before the step before",
        ),
        StepProblem::Amount => ("amount", "The amount must not be more than the full cost"),
        StepProblem::Grant => (
            "grant",
            "The grant must not be more than the claim comes to",
        ),
        StepProblem::Reason => ("reason", "Select why"),
    }
}

fn page(visit: &Visit, view: &ClaimView, filled: &ClaimForm, problems: &Problems) -> Response {
    let title = format!("Claim for child {}", view.line.local_id);
    Page::titled(title.clone())
        .below(vec![Crumb::new("Recoupment", HERE)])
        .with_problems(problems)
        .answer(visit, || {
            let of = &view.line.claim;
            let tag = view! { <Tag text=of.state.title(of.side) colour=colour(of.state) /> };
            view! {
                <h1 class="govuk-heading-l">{title}</h1>
                <p class="govuk-body">{tag}</p>
                {run_out(view)}
                <SummaryList rows=facts(view) />
                {parts(view)}
                {steps(view)}
                {(!view.next.is_empty()).then(|| form(view, filled, problems))}
            }
        })
}

/// That the clock has run out, and what is due then.
fn run_out(view: &ClaimView) -> Option<AnyView> {
    let of = &view.line.claim;
    let (_, out) = of.clock.filter(|_| of.state.is_unsettled())?;
    if out > view.today {
        return None;
    }
    let words = format!(
        "Nothing is agreed and the clock ran out on {}. The home authority pays the full cost: {}.",
        day(out),
        shown(of.sums.full_cost()),
    );
    Some(view! { <WarningText text=words /> }.into_any())
}

fn shown(amount: Result<Money, crate::money::MoneyError>) -> String {
    amount.map_or_else(|_| "out of range".to_owned(), |amount| amount.to_string())
}

fn facts(view: &ClaimView) -> Vec<SummaryRow> {
    let line = &view.line;
    let of = &line.claim;
    let (home, provider) = match of.side {
        ClaimSide::OwedToUs => (&of.authority, &of.own),
        ClaimSide::OwedByUs => (&of.own, &of.authority),
    };
    let name = line.name.clone();
    let last = of.days.last_day().unwrap_or(of.days.start());
    let text = |text: String| text;
    let mut rows = vec![
        SummaryRow::new("Child", name.unwrap_or_else(|| "Name withheld".to_owned())),
        SummaryRow::new("Who owes", of.side.title()),
        SummaryRow::new("Home authority", home.to_string()),
        SummaryRow::new("Provider’s authority", provider.to_string()),
        SummaryRow::new(
            "Days",
            format!(
                "{} to {} ({}, claim {})",
                day(of.days.start()),
                day(last),
                FinancialYear::containing(of.year_on),
                of.number,
            ),
        ),
        SummaryRow::new("Cost", of.sums.cost.to_string()),
        SummaryRow::new("Transport claimed", of.sums.transport.to_string()),
        SummaryRow::new("Less grant", of.sums.less_grant.to_string()),
        SummaryRow::new("Claimed", shown(of.sums.claimed())),
    ];
    if let Some(agreed) = of.agreed {
        rows.push(SummaryRow::new("Agreed", agreed.to_string()));
    }
    if let Some(number) = &of.invoice_number {
        rows.push(SummaryRow::new("Invoice number", number.clone()));
    }
    let clock = match view.clock {
        Clock::None => text("No rule sets one: the claim is what the authorities agree".to_owned()),
        Clock::NotStarted => "It starts on the day on which the claim is sent".to_owned(),
        Clock::Running { started, runs_out } => format!(
            "Started {}, runs out {}. Without an agreement the home authority then pays the full cost: {}",
            day(started),
            day(runs_out),
            shown(of.sums.full_cost()),
        ),
    };
    rows.push(SummaryRow::new("Clock", clock));
    rows
}

fn parts(view: &ClaimView) -> impl IntoView + use<> {
    let columns = vec![
        Column::text("What for"),
        Column::text("Where"),
        Column::text("Section 251 line"),
        Column::number("All of it"),
        Column::number("Claimed"),
    ];
    let rows = view.parts.iter().map(|part| {
        let place = part
            .establishment
            .as_ref()
            .and_then(|at| view.places.get(at));
        vec![
            Cell::from(part.kind.title()),
            Cell::from(
                place
                    .cloned()
                    .unwrap_or_else(|| "No establishment".to_owned()),
            ),
            Cell::from(part.coding.clone()),
            Cell::from(part.all.to_string()),
            Cell::from(part.claimed.to_string()),
        ]
    });
    let rows = rows.collect();
    view! { <Table caption="What it is made of" columns=columns rows=rows /> }
}

fn steps(view: &ClaimView) -> impl IntoView + use<> {
    let side = view.line.claim.side;
    let columns = vec![
        Column::text("Day"),
        Column::text("What"),
        Column::text("Why"),
        Column::text("By"),
        Column::number("Amount"),
    ];
    let row = |step: &ClaimStep| {
        let by = step.by.as_ref().and_then(|by| view.people.get(by)).cloned();
        vec![
            day_cell(Some(step.on), ""),
            Cell::from(step.state.title(side)),
            Cell::from(step.reason.map_or("", ClaimReason::title)),
            Cell::from(by.unwrap_or_default()),
            Cell::from(step.amount.map(|sum| sum.to_string()).unwrap_or_default()),
        ]
    };
    let rows = view.steps.iter().map(row).collect();
    view! { <Table caption="Steps" columns=columns rows=rows /> }
}

fn form(view: &ClaimView, filled: &ClaimForm, problems: &Problems) -> impl IntoView + use<> {
    let of = &view.line.claim;
    let choices = view.next.iter().map(|state| {
        let choice = Choice::new(state.code(), state.title(of.side));
        (choice, fields(*state, filled, problems))
    });
    let choices = choices.collect();
    let on = DateFields {
        day: filled.on_day.clone(),
        month: filled.on_month.clone(),
        year: filled.on_year.clone(),
    };
    let wants_day = view.next.iter().any(|state| {
        matches!(
            state,
            ClaimState::Sent | ClaimState::Agreed | ClaimState::Paid
        )
    });
    let on = wants_day.then(|| {
        view! {
            <DateInput
                name="on"
                legend="On which day"
                hint="For what is sent, agreed or paid"
                value=on
                error=problems.of("on")
            />
        }
    });
    let action = format!("{HERE}/{}", of.id);
    view! {
        <h2 class="govuk-heading-m">"What came of it"</h2>
        <form method="post" action=action novalidate>
            <input type="hidden" name="version" value=filled.version.to_string() />
            <RevealingRadios
                name="state"
                legend="The claim is now"
                choices=choices
                value=Some(filled.state.clone())
                error=problems.of("state")
            />
            {reasons(view, filled, problems)}
            {on}
            <Button text="Save" />
        </form>
    }
}

/// What else is asked of a step.
fn fields(state: ClaimState, filled: &ClaimForm, problems: &Problems) -> Option<AnyView> {
    match state {
        ClaimState::Sent => Some(
            view! {
                <TextInput
                    name="invoice"
                    label="Invoice number"
                    value=filled.invoice.clone()
                    width=20
                    error=problems.of("invoice")
                />
                <TextInput
                    name="grant"
                    label="Grant to be taken off (optional)"
                    hint="Dedicated schools grant that the claiming authority has for the child"
                    value=filled.grant.clone()
                    width=10
                    inputmode="decimal"
                    prefix="£"
                    error=problems.of("grant")
                />
            }
            .into_any(),
        ),
        ClaimState::Agreed => Some(
            view! {
                <TextInput
                    name="amount"
                    label="Amount agreed"
                    hint="Or the full cost, where the clock has run out"
                    value=filled.amount.clone()
                    width=10
                    inputmode="decimal"
                    prefix="£"
                    error=problems.of("amount")
                />
            }
            .into_any(),
        ),
        _ => None,
    }
}

fn reasons(view: &ClaimView, filled: &ClaimForm, problems: &Problems) -> Option<AnyView> {
    let mut options = vec![SelectOption::new("", "Select why")];
    let of_states = view.next.iter().flat_map(|state| ClaimReason::of(*state));
    for reason in of_states {
        let option = SelectOption::new(reason.code(), reason.title());
        if !options.contains(&option) {
            options.push(option);
        }
    }
    (options.len() > 1).then(|| {
        view! {
            <Select
                name="reason"
                label="Why it is disputed or written off"
                options=options
                value=filled.reason.clone()
                error=problems.of("reason")
            />
        }
        .into_any()
    })
}
