//! Withdrawing approved rules from a day on.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::digest_of;
use crate::access::Action;
use crate::components::{Button, ButtonKind, Crumb, DateFields, DateInput, InsetText, TextArea};
use crate::forms::rule_answer::WithdrawalForm;
use crate::forms::{self, Problems};
use crate::service::reach::allows;
use crate::service::rule_life::{self, State as Standing, Told, Withdrawn};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /rules/withdrawals/{digest}`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not withdraw rules; [`WebError::NotFound`] for rules that are not approved.
pub async fn form(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(digest): Path<String>,
) -> Result<Response, WebError> {
    let told = approved(&state, &person, &digest).await?;
    let blank = WithdrawalForm {
        step: told.life.steps.last().map_or(0, |step| step.number),
        ..WithdrawalForm::default()
    };
    Ok(page(&visit, &told, &blank, &Problems::default()))
}

/// Answers `POST /rules/withdrawals/{digest}`.
///
/// # Errors
/// As [`form`]; [`WebError::Conflict`] if somebody else acted on the rules first.
pub async fn send(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(digest): Path<String>,
    FormBody(sent): FormBody<WithdrawalForm>,
) -> Result<Response, WebError> {
    let told = approved(&state, &person, &digest).await?;
    let meant = match forms::parse(&sent) {
        Ok(meant) => meant,
        Err(problems) => return Ok(page(&visit, &told, &sent, &problems)),
    };
    let seen = (&told.life.digest, sent.step);
    let what = (meant.from, meant.reason.as_str());
    let moment = state.clock.moment();
    let message = match rule_life::withdraw(&state.store, &person.actor, seen, what, moment).await?
    {
        Withdrawn::Done => {
            person
                .leave_said(
                    &state,
                    "The rules are withdrawn. Nothing that was agreed under them changes.",
                )
                .await?;
            return Ok(redirect(&format!("/rules/{}", told.life.digest)));
        }
        Withdrawn::Lost => return Err(WebError::Conflict),
        Withdrawn::NotInForce => "The rules are not in force on that day or later",
        Withdrawn::TooEarly => "The day must be today or later: what was decided until now stays",
    };
    Ok(page(&visit, &told, &sent, &Problems::one("from", message)))
}

async fn approved(state: &AppState, person: &SignedIn, digest: &str) -> Result<Told, WebError> {
    if !allows(&person.actor, Action::WithdrawRules) {
        return Err(WebError::Forbidden);
    }
    let digest = digest_of(digest)?;
    let moment = state.clock.moment();
    let told = rule_life::told(&state.store, state.rules, &person.actor, &digest, moment).await?;
    match told.state {
        Standing::Approved | Standing::InForce => Ok(told),
        _ => Err(WebError::NotFound),
    }
}

fn page(visit: &Visit, told: &Told, filled: &WithdrawalForm, problems: &Problems) -> Response {
    let page = Page::titled("Withdraw rules")
        .below(vec![
            Crumb::new("Banding rules", "/rules"),
            Crumb::new(
                told.life.reference.to_string(),
                format!("/rules/{}", told.life.digest),
            ),
        ])
        .with_problems(problems);
    page.answer(visit, || {
        let action = format!("/rules/withdrawals/{}", told.life.digest);
        let title = format!("{}, {}", told.life.title, told.rules.days_in_words());
        let from = DateFields {
            day: filled.from_day.clone(),
            month: filled.from_month.clone(),
            year: filled.from_year.clone(),
        };
        view! {
            <h1 class="govuk-heading-l">"Withdraw rules"</h1>
            <p class="govuk-body">{title}</p>
            <InsetText>
                "From the day you give nothing is decided under these rules. What was agreed stays: no band and no award "
                "changes. On days for which no other rules are approved, nothing can be scored or decided."
            </InsetText>
            <form method="post" action=action novalidate>
                <input type="hidden" name="step" value=filled.step.to_string() />
                <DateInput
                    name="from"
                    legend="Withdrawn from"
                    hint="The first day on which they are not in force, today or later"
                    value=from
                    error=problems.of("from")
                />
                <TextArea
                    name="reason"
                    label="Why?"
                    value=filled.reason.clone()
                    error=problems.of("reason")
                    rows=3
                />
                <Button text="Withdraw the rules" kind=ButtonKind::Warning />
            </form>
        }
    })
}
