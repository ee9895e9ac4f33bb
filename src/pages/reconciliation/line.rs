//! One line of a school's return, to be settled.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, below_school, id_of, lines, number_of};
use crate::components::{Button, Choice, Crumb, Radios, SummaryList, SummaryRow, TextArea};
use crate::forms::reconciliation::{Settle, SettleForm};
use crate::forms::{self, Problems};
use crate::service::reconciliation::{
    self, Agreed, CannotAgree, Compared, Difference, LineState, Outcome, ReconciledLine,
};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// A comparison and the number of a line, as an address has them.
type At = Path<(String, String)>;

/// Answers `GET /reconciliations/{reconciliation}/lines/{number}`.
///
/// # Errors
/// [`WebError::Forbidden`] to whoever does not reconcile; [`WebError::NotFound`] if there is no line to settle.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    at: At,
) -> Result<Response, WebError> {
    let (compared, number) = opened(&state, &person, &at).await?;
    page(
        &visit,
        &compared,
        number,
        &SettleForm::default(),
        &Problems::default(),
    )
}

async fn opened(
    state: &AppState,
    person: &SignedIn,
    Path((id, number)): &At,
) -> Result<(Compared, u32), WebError> {
    let id = id_of(id)?;
    let moment = state.clock.moment();
    let compared = reconciliation::compared(&state.store, &person.actor, &id, moment).await?;
    Ok((compared, number_of(number)?))
}

/// Answers `POST /reconciliations/{reconciliation}/lines/{number}`.
///
/// # Errors
/// As [`show`].
pub async fn settle(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    at: At,
    FormBody(sent): FormBody<SettleForm>,
) -> Result<Response, WebError> {
    let (compared, number) = opened(&state, &person, &at).await?;
    let meant = match forms::parse(&sent) {
        Ok(meant) => meant,
        Err(problems) => return page(&visit, &compared, number, &sent, &problems),
    };
    let id = &compared.of.id;
    let (store, actor, moment) = (&state.store, &person.actor, state.clock.moment());
    let said = match meant {
        Settle::Keep(reason) => {
            let was_open =
                reconciliation::keep(store, actor, (id, number), &reason, moment).await?;
            if was_open {
                "The record stays as it is."
            } else {
                SETTLED
            }
        }
        .to_owned(),
        Settle::Agree => {
            let agreed = reconciliation::agree(store, state.rules, actor, (id, number), moment);
            match agreed.await? {
                Ok(agreed) => came(agreed),
                Err(CannotAgree::Settled) => SETTLED.to_owned(),
                Err(why) => {
                    let problems = Problems::one("how", in_the_way(why));
                    return page(&visit, &compared, number, &sent, &problems);
                }
            }
        }
    };
    person.leave_said(&state, said).await?;
    Ok(redirect(&address(id)))
}

const SETTLED: &str = "Somebody else settled the line first. Nothing of yours was kept.";

fn came(agreed: Agreed) -> String {
    let corrected = match agreed.corrected {
        0 => None,
        _ => Some("The award was corrected; the next open payment period adjusts what was paid."),
    };
    let left = match agreed.left_to_casework {
        0 => None,
        _ => Some("What needs a decision is under Corrections, for casework."),
    };
    let sentences: Vec<&str> = corrected.into_iter().chain(left).collect();
    sentences.join(" ")
}

fn in_the_way(why: CannotAgree) -> &'static str {
    match why {
        CannotAgree::Settled => SETTLED,
        CannotAgree::AwardChanged => {
            "The award was changed after the return was compared. Compare the return again"
        }
        CannotAgree::Waiting => {
            "A correction of this award waits for an answer. Answer it first, under Corrections"
        }
        CannotAgree::Restricted => {
            "The record is restricted. Tell an officer who is named for it, or the head of SEND, what the school returned"
        }
    }
}

fn page(
    visit: &Visit,
    compared: &Compared,
    number: u32,
    filled: &SettleForm,
    problems: &Problems,
) -> Result<Response, WebError> {
    let found = compared
        .lines
        .iter()
        .find(|(line, _)| line.number == number);
    let (line, name) = found
        .filter(|(line, _)| line.state == LineState::Open)
        .ok_or(WebError::NotFound)?;
    let mut path = below_school(&compared.of, &compared.name);
    path.push(Crumb::new("The return", address(&compared.of.id)));
    let page = Page::titled("Settle a line")
        .below(path)
        .with_problems(problems);
    Ok(page.answer(visit, || {
        let differs: Vec<&str> = line.differences.iter().map(|one| one.title()).collect();
        let outcome = match differs.as_slice() {
            [] => line.outcome.title().to_owned(),
            some => some.join(", "),
        };
        let amount = line.held.as_ref().and_then(|held| held.amount);
        let mut rows = vec![
            SummaryRow::new("Child", named(line, name.as_deref())),
            SummaryRow::new("School", compared.name.clone()),
            SummaryRow::new("Outcome", outcome),
            SummaryRow::new("The council holds", lines::held(line)),
            SummaryRow::new("The school returned", lines::said(line)),
        ];
        rows.extend(amount.map(|amount| SummaryRow::new("Amount in the year", amount.to_string())));
        view! {
            <h1 class="govuk-heading-l">"Settle a line"</h1>
            <SummaryList rows=rows />
            {form(line, filled, problems)}
        }
    }))
}

fn named(line: &ReconciledLine, name: Option<&str>) -> String {
    match (&line.held, name) {
        (Some(_), Some(name)) => format!("{name}, {}", line.reference),
        (Some(_), None) => format!("Name withheld, {}", line.reference),
        (None, _) => line.reference_shown(),
    }
}

fn form(line: &ReconciledLine, filled: &SettleForm, problems: &Problems) -> impl IntoView + use<> {
    let choices = vec![
        Choice::new("agree", "The school is right").with_hint(comes_of_it(line)),
        Choice::new("keep", "The record stays as it is").with_hint("Say why."),
    ];
    view! {
        <form method="post" novalidate>
            <Radios
                name="how"
                legend="Who is right?"
                choices=choices
                value=(!filled.how.is_empty()).then(|| filled.how.clone())
                error=problems.of("how")
            />
            <TextArea
                name="reason"
                label="Why the record stays"
                hint="Needed only where it does. Up to 1,000 characters."
                value=filled.reason.clone()
                error=problems.of("reason")
            />
            <Button text="Settle the line" />
        </form>
    }
}

/// What agreeing does to a line, before it is done.
fn comes_of_it(line: &ReconciledLine) -> &'static str {
    let needs_a_decision = line.differences.contains(&Difference::Band);
    match line.outcome {
        Outcome::OnlyThere => "Casework finds out whether an award is missing.",
        Outcome::OnlyHere => {
            "A correction is left for casework: nothing is taken back before it is answered."
        }
        _ if needs_a_decision && line.differences.len() == 1 => {
            "A correction is left for casework: a band changes only by a decision."
        }
        _ if needs_a_decision => {
            "Dates and full-time equivalent (FTE) are corrected; the band is left for casework, since it changes only by a decision."
        }
        _ => {
            "The award is corrected. Closed periods stay; the next open one adjusts what was paid."
        }
    }
}
