//! Virements: budget moved from one line to another by two people.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{address, below};
use crate::components::{
    Button, ButtonKind, Cell, Column, Select, SelectOption, Table, Tag, TagColour, TextArea,
    TextInput,
};
use crate::costs::{SECTION_251_LINES, section_251_title};
use crate::forms::virement::VirementForm;
use crate::forms::{self, Problems};
use crate::ids::VirementId;
use crate::money::Money;
use crate::service::form_key;
use crate::service::monitoring::{self, Moved, VirementState, VirementView, Virements, year_named};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, key_of, redirect};

/// Answers `GET /high-needs/monitoring/{year}/virements`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see the forecast; [`WebError::NotFound`] for a year out of reach.
pub async fn list(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(year): Path<String>,
) -> Result<Response, WebError> {
    let known = known(&state, &person, &year).await?;
    let blank = VirementForm {
        key: form_key(),
        ..VirementForm::default()
    };
    Ok(page(&visit, &known, &blank, &Problems::default()))
}

async fn known(state: &AppState, person: &SignedIn, year: &str) -> Result<Virements, WebError> {
    let year = year_named(year, state.clock.moment())?;
    Ok(monitoring::virements(&state.store, &person.actor, year).await?)
}

/// Answers `POST /high-needs/monitoring/{year}/virements`.
///
/// # Errors
/// As [`list`]; [`WebError::Forbidden`] to whoever does not keep the budget.
pub async fn propose(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(year): Path<String>,
    FormBody(sent): FormBody<VirementForm>,
) -> Result<Response, WebError> {
    let known = known(&state, &person, &year).await?;
    if !known.may_propose {
        return Err(WebError::Forbidden);
    }
    let key = key_of(&sent.key, VirementId::parse)?;
    let meant = match forms::parse(&sent) {
        Ok(meant) => meant,
        Err(problems) => return Ok(page(&visit, &known, &sent, &problems)),
    };
    let moved = (
        meant.from_line.as_str(),
        meant.to_line.as_str(),
        meant.amount,
        meant.reason.as_str(),
    );
    let moment = state.clock.moment();
    let at = (known.year, key);
    let ended = monitoring::propose(&state.store, &person.actor, at, moved, moment).await?;
    if let Moved::TooMuch(left) = ended {
        let mut problems = Problems::default();
        problems.add("amount", too_much(&meant.from_line, left));
        return Ok(page(&visit, &known, &sent, &problems));
    }
    let said = "The virement was proposed. A second person approves it.";
    person.leave_said(&state, said).await?;
    Ok(redirect(&format!("{}/virements", address(known.year))))
}

/// What a second person says of a virement.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Answer {
    answer: String,
}

/// Answers `POST /high-needs/monitoring/{year}/virements/{virement}`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever proposed it or approves none; [`WebError::NotFound`] without it.
pub async fn conclude(
    State(state): State<AppState>,
    person: SignedIn,
    Path((year, virement)): Path<(String, String)>,
    FormBody(sent): FormBody<Answer>,
) -> Result<Response, WebError> {
    let moment = state.clock.moment();
    let year = year_named(&year, moment)?;
    let id = VirementId::parse(&virement).map_err(|_| WebError::NotFound)?;
    let is_approved = match sent.answer.as_str() {
        "approve" => true,
        "decline" => false,
        _ => return Err(WebError::BadRequest),
    };
    let at = (&id, is_approved);
    let ended = monitoring::conclude(&state.store, &person.actor, at, moment).await?;
    let said = match (ended, is_approved) {
        (Moved::Kept, true) => "The virement was approved and the budget is moved.",
        (Moved::Kept, false) => "The virement was declined. The budget stays.",
        (Moved::AnsweredBefore, _) => "Somebody else answered first. Nothing of yours was kept.",
        (Moved::TooMuch(_), _) => {
            "The virement was not approved: the line that gives has less left by now than it would give. Decline it."
        }
    };
    person.leave_said(&state, said).await?;
    Ok(redirect(&format!("{}/virements", address(year))))
}

/// Why a line does not give so much.
fn too_much(line: &str, left: Money) -> String {
    if left > Money::ZERO {
        format!("Line {line} has {left} to give: its budget, less what other virements take")
    } else {
        format!("Line {line} has no budget to give")
    }
}

fn page(visit: &Visit, known: &Virements, filled: &VirementForm, problems: &Problems) -> Response {
    let page = Page::titled(format!("Virements {}", known.year))
        .below(below(known.year))
        .with_problems(problems);
    page.answer(visit, || {
        view! {
            <h1 class="govuk-heading-l">{format!("Virements {}", known.year)}</h1>
            <p class="govuk-body">
                "What one line gives another gets, so that the budget of all lines stays. Whoever proposes a virement cannot approve it."
            </p>
            {table(known)}
            {net(known)}
            {known.may_propose.then(|| form(known, filled, problems))}
        }
    })
}

fn titled(line: &str) -> String {
    format!("{line} {}", section_251_title(line).unwrap_or_default())
}

fn table(known: &Virements) -> AnyView {
    if known.all.is_empty() {
        return view! { <p class="govuk-body">"No budget was moved in this year."</p> }.into_any();
    }
    let columns = vec![
        Column::text("From"),
        Column::text("To"),
        Column::text("Why"),
        Column::text("Status"),
        Column::number("Amount"),
    ];
    let here = format!("{}/virements", address(known.year));
    let row = |one: &VirementView| {
        let of = &one.virement;
        vec![
            Cell::from(titled(&of.from_line)),
            Cell::from(titled(&of.to_line)),
            Cell::from(format!("{} ({})", of.reason, one.proposed_by)),
            status(one, &here),
            Cell::from(of.amount.to_string()),
        ]
    };
    let rows = known.all.iter().map(row).collect();
    let caption = "Virements, the last first";
    view! { <Table caption=caption caption_hidden=true columns=columns rows=rows /> }.into_any()
}

fn status(one: &VirementView, here: &str) -> Cell {
    let (text, colour) = match one.virement.state {
        VirementState::Proposed => ("Waiting", TagColour::Yellow),
        VirementState::Approved => ("Approved", TagColour::Green),
        VirementState::Declined => ("Declined", TagColour::Grey),
    };
    let by = one.concluded_by.clone();
    let action = format!("{here}/{}", one.virement.id);
    let which = format!(" {} to {}", one.virement.from_line, one.virement.to_line);
    let forms = one.may_conclude.then(|| {
        view! {
            <form method="post" action=action novalidate class="app-actions">
                <Button text="Approve" name="answer" value="approve" hidden_text=which.clone() />
                <Button text="Decline" kind=ButtonKind::Secondary name="answer" value="decline" hidden_text=which />
            </form>
        }
    });
    Cell::of(view! { <Tag text=text colour=colour /> " " {by} {forms} })
}

/// What approved virements moved to each line.
fn net(known: &Virements) -> Option<AnyView> {
    if known.moved.is_empty() {
        return None;
    }
    let columns = vec![Column::text("Line"), Column::number("Moved to it")];
    let moved = known.moved.iter();
    let rows = moved.map(|(line, sum)| vec![Cell::from(titled(line)), Cell::from(sum.to_string())]);
    let rows = rows.collect();
    let all: i64 = known.moved.values().map(|sum| sum.pence()).sum();
    let all = crate::money::Money::from_pence(all).unwrap_or(crate::money::Money::ZERO);
    let totals = vec![Cell::from("All lines"), Cell::from(all.to_string())];
    let caption = "What approved virements moved";
    Some(view! { <Table caption=caption columns=columns rows=rows totals=totals /> }.into_any())
}

fn form(known: &Virements, filled: &VirementForm, problems: &Problems) -> impl IntoView + use<> {
    let action = format!("{}/virements", address(known.year));
    let lines = || {
        let first = SelectOption::new("", "Select a line");
        let lines = SECTION_251_LINES
            .iter()
            .map(|(line, _)| SelectOption::new(*line, titled(line)));
        std::iter::once(first).chain(lines).collect::<Vec<_>>()
    };
    view! {
        <h2 class="govuk-heading-m">"Propose a virement"</h2>
        <form method="post" action=action novalidate>
            <input type="hidden" name="key" value=filled.key.clone() />
            <Select
                name="from-line"
                label="From"
                options=lines()
                value=filled.from_line.clone()
                error=problems.of("from-line")
            />
            <Select
                name="to-line"
                label="To"
                options=lines()
                value=filled.to_line.clone()
                error=problems.of("to-line")
            />
            <TextInput
                name="amount"
                label="Amount"
                value=filled.amount.clone()
                error=problems.of("amount")
                width=10
                inputmode="decimal"
                prefix="£"
            />
            <TextArea
                name="reason"
                label="Why"
                hint="Up to 500 characters; no child’s name."
                value=filled.reason.clone()
                error=problems.of("reason")
            />
            <Button text="Propose" kind=ButtonKind::Primary />
        </form>
    }
}
