//! A proposal as the second person reads it, and the answer to it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

use super::digest_of;
use super::history::record_rows;
use crate::components::{
    Button, Choice, Crumb, InsetText, RevealingRadios, SummaryList, SummaryRow, TextArea,
    WarningText,
};
use crate::forms::rule_answer::{RuleAnswer, RuleAnswerForm};
use crate::forms::{self, Problems};
use crate::pages::words;
use crate::service::Moment;
use crate::service::rule_life::{self, Answer, Answered, Overlap, Proposal};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /rules/proposals/{digest}`.
///
/// # Errors
/// [`WebError::Forbidden`] for whoever may not see proposals; [`WebError::NotFound`] for a set that does not wait.
pub async fn show(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(digest): Path<String>,
) -> Result<Response, WebError> {
    let proposal = opened(&state, &person, &digest).await?;
    let blank = RuleAnswerForm {
        step: proposal.step.number,
        ..RuleAnswerForm::default()
    };
    Ok(page(
        &state,
        &visit,
        &proposal,
        &blank,
        &Problems::default(),
    ))
}

async fn opened(state: &AppState, person: &SignedIn, digest: &str) -> Result<Proposal, WebError> {
    let moment = state.clock.moment();
    let digest = digest_of(digest)?;
    Ok(rule_life::proposal(&state.store, state.rules, &person.actor, &digest, moment).await?)
}

/// Answers `POST /rules/proposals/{digest}`.
///
/// # Errors
/// As [`show`]; [`WebError::Forbidden`] for whoever wrote or proposed the rules, or may not approve any.
pub async fn answer(
    State(state): State<AppState>,
    visit: Visit,
    person: SignedIn,
    Path(digest): Path<String>,
    FormBody(sent): FormBody<RuleAnswerForm>,
) -> Result<Response, WebError> {
    let proposal = match opened(&state, &person, &digest).await {
        // It was there when the form was shown: somebody else answered first.
        Err(WebError::NotFound) => return Ok(answered_already(&visit)),
        proposal => proposal?,
    };
    if !proposal.may_answer {
        return Err(WebError::Forbidden);
    }
    let meant = match forms::parse(&sent) {
        Ok(RuleAnswer::Approve) => Answer::Approve,
        Ok(RuleAnswer::SendBack(reason)) => Answer::SendBack { reason },
        Err(problems) => return Ok(page(&state, &visit, &proposal, &sent, &problems)),
    };
    let seen = (&proposal.told.life.digest, sent.step);
    let moment = state.clock.moment();
    match rule_life::answer(&state.store, &person.actor, seen, &meant, moment).await? {
        Answered::Done => {
            let said = match meant {
                Answer::Approve => "The rules are approved. They are in force on their days.",
                Answer::SendBack { .. } => "The rules went back to their owner, with your reason.",
            };
            person.leave_said(&state, said).await?;
            Ok(redirect(&format!("/rules/{}", proposal.told.life.digest)))
        }
        Answered::Lost => Ok(answered_already(&visit)),
        Answered::Overlaps(_) => {
            let message = "Other approved rules are in force on some of these days. Withdraw them from the first day of \
                           these, then approve";
            let problems = Problems::one("outcome", message);
            let proposal = opened(&state, &person, &digest).await?;
            Ok(page(&state, &visit, &proposal, &sent, &problems))
        }
    }
}

fn answered_already(visit: &Visit) -> Response {
    Page::titled("Somebody else has answered")
        .below(vec![Crumb::new("Banding rules", "/rules")])
        .with_status(StatusCode::CONFLICT)
        .answer(visit, || {
            view! {
                <h1 class="govuk-heading-l">"Somebody else has answered"</h1>
                <p class="govuk-body">
                    "These rules do not wait for an answer any more. Nothing of yours was written down. "
                    <a class="govuk-link" href="/rules">"Back to the rules"</a>
                </p>
            }
        })
}

fn page(
    state: &AppState,
    visit: &Visit,
    proposal: &Proposal,
    filled: &RuleAnswerForm,
    problems: &Problems,
) -> Response {
    let title = format!("Proposal of {}", proposal.told.life.reference);
    let page = Page::titled(title.clone())
        .below(vec![Crumb::new("Banding rules", "/rules")])
        .with_problems(problems);
    let today = state.clock.moment().today;
    page.answer(visit, || {
        let begun = (proposal.told.life.first_day < today).then(|| {
            view! {
                <WarningText text="These rules begin before today. What was decided until now stays as it is; the prices of \
                                   periods that no rules priced follow them." />
            }
        });
        view! {
            <h1 class="govuk-heading-l">{title}</h1>
            {facts(proposal)}
            {begun}
            <h2 class="govuk-heading-m">"The record"</h2>
            <SummaryList rows=record_rows(&proposal.record) />
            {overlaps(&proposal.overlaps)}
            {answer_form(proposal, filled, problems)}
        }
    })
}

fn facts(proposal: &Proposal) -> AnyView {
    let told = &proposal.told;
    let href = format!("/rules/{}", told.life.digest);
    let name = told.rules.scheme.title.clone();
    let by = proposal.step.by.as_ref().and_then(|by| told.people.get(by));
    let proposed = format!(
        "{} by {}",
        words::day(Moment::of(proposal.step.at).today),
        by.cloned().unwrap_or_default()
    );
    let mut rows = vec![
        SummaryRow::new(
            "Rules",
            view! { <a class="govuk-link" href=href>{name}</a> },
        ),
        SummaryRow::new("Days", told.rules.days_in_words()),
        SummaryRow::new("Proposed", proposed),
        SummaryRow::new(
            "Identity",
            view! { <code>{told.life.digest.short().to_owned()}</code> },
        ),
    ];
    if let Some((draft, version)) = &proposal.step.draft {
        let href = format!("/rules/drafts/{draft}");
        let text = format!("Version {version}");
        rows.push(SummaryRow::new(
            "Text",
            view! { <a class="govuk-link" href=href>{text}</a> },
        ));
        let href = format!("/rules/drafts/{draft}/effect");
        rows.push(SummaryRow::new(
            "Effect",
            view! { <a class="govuk-link" href=href>"Effect on the live cohort"</a> },
        ));
    }
    view! { <SummaryList rows=rows /> }.into_any()
}

fn overlaps(overlaps: &[Overlap]) -> Option<AnyView> {
    if overlaps.is_empty() {
        return None;
    }
    let items: Vec<AnyView> = overlaps
        .iter()
        .map(|overlap| {
            let href = format!("/rules/{}", overlap.digest);
            let days = format!(
                ", from {} to {}",
                words::day(overlap.days.start()),
                words::day_or(overlap.days.last_day(), "no end")
            );
            let reference = overlap.reference.to_string();
            view! { <li><a class="govuk-link" href=href>{reference}</a> {days}</li> }.into_any()
        })
        .collect();
    Some(
        view! {
            <InsetText>
                <p class="govuk-body">
                    "Approved rules share days with these. Two sets are never in force on one day, so the other is "
                    "withdrawn from the first day of this one before this one is approved:"
                </p>
                <ul class="govuk-list govuk-list--bullet">{items}</ul>
            </InsetText>
        }
        .into_any(),
    )
}

fn answer_form(proposal: &Proposal, filled: &RuleAnswerForm, problems: &Problems) -> AnyView {
    if proposal.own {
        return view! {
            <InsetText>
                "You wrote or proposed these rules, so a second person answers."
            </InsetText>
        }
        .into_any();
    }
    if !proposal.may_answer {
        return view! { <InsetText>"They wait for the head of SEND or the section 151 officer."</InsetText> }
            .into_any();
    }
    let action = format!("/rules/proposals/{}", proposal.told.life.digest);
    let reason = view! {
        <TextArea
            name="reason"
            label="What should the owner look at?"
            value=filled.reason.clone()
            error=problems.of("reason")
            rows=3
        />
    };
    let choices = vec![
        (
            Choice::new("approve", "Approve: they are in force on their days"),
            None,
        ),
        (
            Choice::new("back", "Send them back"),
            Some(reason.into_any()),
        ),
    ];
    view! {
        <h2 class="govuk-heading-m">"Your answer"</h2>
        <form method="post" action=action novalidate>
            <input type="hidden" name="step" value=filled.step.to_string() />
            <RevealingRadios
                name="outcome"
                legend="Do you approve these rules?"
                choices=choices
                value=Some(filled.outcome.clone())
                error=problems.of("outcome")
            />
            <Button text="Confirm" />
        </form>
    }
    .into_any()
}
