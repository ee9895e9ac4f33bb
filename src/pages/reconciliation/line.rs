//! One line of a school's return, to be settled.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, below_school, id_of, lines, number_of};
use crate::components::{
    Button, Choice, Crumb, DateFields, DateInput, RevealingRadios, SummaryList, SummaryRow,
    TextArea,
};
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
        Settle::Agree | Settle::Left(_) => {
            let left = match meant {
                Settle::Left(last) => Some(last),
                Settle::Agree | Settle::Keep(_) => None,
            };
            let line = ((id, number), left);
            let agreed = reconciliation::agree(store, state.rules, actor, line, moment);
            match agreed.await? {
                Ok(agreed) => came(agreed),
                Err(CannotAgree::Settled) => SETTLED.to_owned(),
                Err(why) => {
                    let field = match why {
                        CannotAgree::DayOutside => "left",
                        _ => "how",
                    };
                    let problems = Problems::one(field, in_the_way(why));
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
        CannotAgree::DayOutside => {
            "Last day at the school must be a day of the award, and in this year or later. Choose the other answer where it was before"
        }
        CannotAgree::NotOnlyHere => "Select who is right",
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
    let is_only_here = line.outcome == Outcome::OnlyHere;
    let left = is_only_here.then(|| {
        let value = DateFields {
            day: filled.left_day.clone(),
            month: filled.left_month.clone(),
            year: filled.left_year.clone(),
        };
        let last = view! {
            <DateInput
                name="left"
                legend="Last day at the school"
                hint="The award ends on it. Closed periods stay; the next open one takes back what was paid for later days."
                value=value
                error=problems.of("left")
            />
        };
        let choice = Choice::new("left", "The school is right: the child left");
        (choice, Some(last.into_any()))
    });
    let agree = if is_only_here {
        "The school is right, and the last day is not known"
    } else {
        "The school is right"
    };
    let choices = left.into_iter().chain([
        (
            Choice::new("agree", agree).with_hint(comes_of_it(line)),
            None,
        ),
        (
            Choice::new("keep", "The record stays as it is").with_hint("Say why."),
            None,
        ),
    ]);
    view! {
        <form method="post" novalidate>
            <RevealingRadios
                name="how"
                legend="Who is right?"
                choices=choices.collect()
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
            "No money changes by this. A band is an officer’s decision on the child’s needs, with reasons that a family can \
             challenge, so a school’s return cannot change one. A correction asks casework to look at the child’s record, \
             under Corrections."
        }
        _ if needs_a_decision => {
            "Dates and full-time equivalent (FTE) are corrected. The band is not: it is an officer’s decision on the child’s needs, \
             so a correction asks casework to look at the child’s record, under Corrections."
        }
        _ => {
            "The award is corrected. Closed periods stay; the next open one adjusts what was paid."
        }
    }
}
