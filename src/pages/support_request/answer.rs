//! A request as the council reads it: taken over as a draft profile, or declined.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::status;
use crate::components::{Button, ButtonKind, Choice, Radios, SummaryList, SummaryRow, TextArea};
use crate::forms::support_request::{RequestAnswer, RequestAnswerForm};
use crate::forms::{self, Problems};
use crate::ids::SupportRequestId;
use crate::needs::Grounds;
use crate::pages::besides_levels;
use crate::pages::words::{day, evidence_said, name_or_removed};
use crate::rules::Area;
use crate::service::Moment;
use crate::service::support_request::{self, OpenRequest, RequestState, TakenOver};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /support-requests/{request}`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such request, or none for this reader.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(request): Path<String>,
) -> Result<Response, WebError> {
    let found = opened(&state, &person, &request).await?;
    let blank = RequestAnswerForm::default();
    Ok(page(&visit, &found, &blank, &Problems::default(), false))
}

async fn opened(
    state: &AppState,
    person: &SignedIn,
    request: &str,
) -> Result<OpenRequest, WebError> {
    let id = SupportRequestId::parse(request).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(support_request::open(&state.store, state.rules, &person.actor, &id, moment).await?)
}

/// Answers `POST /support-requests/{request}`.
///
/// # Errors
/// As [`show`].
pub async fn answer(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(request): Path<String>,
    FormBody(sent): FormBody<RequestAnswerForm>,
) -> Result<Response, WebError> {
    let found = opened(&state, &person, &request).await?;
    if !found.answers {
        return Err(WebError::NotFound);
    }
    let read = match forms::parse(&sent) {
        Ok(read) => read,
        Err(problems) => return Ok(page(&visit, &found, &sent, &problems, false)),
    };
    let id = &found.line.request.id;
    let moment = state.clock.moment();
    let in_the_way = |message: &'static str| {
        page(
            &visit,
            &found,
            &sent,
            &Problems::one("outcome", message),
            false,
        )
    };
    match read {
        RequestAnswer::TakeOver => {
            let rules = (state.rules, state.settings.authority.as_str());
            let done =
                support_request::take_over(&state.store, rules, &person.actor, id, moment).await?;
            match done {
                TakenOver::Done(profile) => Ok(redirect(&format!("/scoring/{profile}"))),
                TakenOver::Lost => lost(&visit, &state, &person, &request).await,
                TakenOver::Underway => Ok(in_the_way(
                    "Another profile of this child is not decided yet. Take the request over afterwards",
                )),
                TakenOver::NoRules => Ok(in_the_way(
                    "No rule set is approved for today, so nothing can be scored",
                )),
            }
        }
        RequestAnswer::Decline(words) => {
            if !support_request::decline(&state.store, &person.actor, id, &words, moment).await? {
                return lost(&visit, &state, &person, &request).await;
            }
            let said = "The request was declined. The school sees the reason.";
            person.leave_said(&state, said).await?;
            Ok(redirect("/support-requests"))
        }
    }
}

/// Answers `POST /support-requests/{request}/take-back`: the school's own, as long as nobody has answered.
///
/// # Errors
/// [`WebError::NotFound`] if the reader's school has no such request.
pub async fn take_back(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(request): Path<String>,
) -> Result<Response, WebError> {
    let id = SupportRequestId::parse(&request).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    if !support_request::take_back(&state.store, &person.actor, &id, moment).await? {
        return lost(&visit, &state, &person, &request).await;
    }
    let said = "The request was taken back. What you wrote of needs is a draft again, on the child’s record.";
    person.leave_said(&state, said).await?;
    Ok(redirect("/support-requests"))
}

/// The request as somebody else left it.
async fn lost(
    visit: &Visit,
    state: &AppState,
    person: &SignedIn,
    request: &str,
) -> Result<Response, WebError> {
    let now = opened(state, person, request).await?;
    let blank = RequestAnswerForm::default();
    Ok(page(visit, &now, &blank, &Problems::default(), true))
}

fn page(
    visit: &Visit,
    found: &OpenRequest,
    filled: &RequestAnswerForm,
    problems: &Problems,
    lost: bool,
) -> Response {
    let page = Page::titled("Request for extra support")
        .back("/support-requests", "Back to requests")
        .overtaken(
            lost,
            "Somebody else answered after you opened this page. Nothing of yours was kept.",
        )
        .with_problems(problems);
    page.answer(visit, || {
        let name = name_or_removed(found.line.name.as_deref());
        let waits = found.line.request.state == RequestState::Sent;
        view! {
            <span class="govuk-caption-l"><bdi>{name}</bdi> " " <span class="app-reference">{found.line.local_id.to_string()}</span></span>
            <h1 class="govuk-heading-l">"Request for extra support"</h1>
            <SummaryList rows=facts(found) />
            {besides_levels::section("Provision asked for", &found.line.request.needs, &found.rules)}
            {found.rules.areas.iter().map(|area| area_of(found, area)).collect_view()}
            {(waits && found.answers).then(|| answer_form(filled, problems))}
            {(waits && !found.answers).then(|| take_back_form(found))}
        }
    })
}

fn facts(found: &OpenRequest) -> Vec<SummaryRow> {
    let asked = &found.line.request;
    let record = format!("/children/{}", asked.child);
    let record = found.opens_record.then(|| {
        SummaryRow::new(
            "Record",
            view! { <a class="govuk-link" href=record>"Open the child’s record"</a> },
        )
    });
    let mut rows = vec![
        SummaryRow::new("Establishment", found.line.establishment_name.clone()),
        SummaryRow::new("Asked on", day(Moment::of(asked.raised_at).today)),
        SummaryRow::new("Status", status(&found.line)),
        SummaryRow::new("Why, and what was tried", asked.words.clone()),
    ];
    if let Some(at) = asked.answered_at {
        let what = match asked.state {
            RequestState::TakenBack => "Taken back on",
            _ => "Answered on",
        };
        rows.push(SummaryRow::new(what, day(Moment::of(at).today)));
    }
    rows.extend(record);
    if !asked.answer.is_empty() {
        rows.push(SummaryRow::new("Answer", asked.answer.clone()));
    }
    rows
}

/// What the school said of an area; nothing where it said nothing.
fn area_of(found: &OpenRequest, area: &Area) -> Option<AnyView> {
    let needs = &found.line.request.needs;
    let rows: Vec<SummaryRow> = area
        .domains
        .iter()
        .filter_map(|domain| {
            let level = needs.level(&domain.id);
            let evidence = needs.evidence().get(&domain.id);
            if level.is_none() && evidence.is_none() {
                return None;
            }
            let level =
                level.map_or_else(|| "No level".to_owned(), |level| format!("Level {level}"));
            let words = evidence
                .into_iter()
                .flat_map(Grounds::iter)
                .map(|one| view! { <p class="govuk-body app-quotation">{evidence_said(one)}</p> })
                .collect_view();
            Some(SummaryRow::new(
                domain.title.clone(),
                view! { <p class="govuk-body"><strong>{level}</strong></p> {words} },
            ))
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <h2 class="govuk-heading-m">{area.title.clone()}</h2>
            <SummaryList rows=rows />
        }
        .into_any()
    })
}

/// The way for a school to take its own request back.
fn take_back_form(found: &OpenRequest) -> impl IntoView + use<> {
    let action = format!("/support-requests/{}/take-back", found.line.request.id);
    view! {
        <h2 class="govuk-heading-m">"Take the request back"</h2>
        <p class="govuk-body">
            "Nobody has taken it over yet. The council then no longer sees it as waiting; what you wrote of needs is a draft again, to \
             change and send anew."
        </p>
        <form method="post" action=action novalidate>
            <Button text="Take it back" kind=ButtonKind::Secondary />
        </form>
    }
}

fn answer_form(filled: &RequestAnswerForm, problems: &Problems) -> impl IntoView + use<> {
    let choices = vec![
        Choice::new("take-over", "Take it over").with_hint(
            "You get a draft profile with these levels and this evidence, to go through, change and send as your own judgement.",
        ),
        Choice::new("decline", "Decline").with_hint("Nothing is scored. Say why."),
    ];
    view! {
        <form method="post" novalidate>
            <Radios
                name="outcome"
                legend="What do you do with it?"
                choices=choices
                value=(!filled.outcome.is_empty()).then(|| filled.outcome.clone())
                error=problems.of("outcome")
            />
            <TextArea
                name="answer"
                label="What the school is told if you decline"
                hint="Up to 1,000 characters."
                value=filled.answer.clone()
                error=problems.of("answer")
            />
            <Button text="Answer" />
        </form>
    }
}
