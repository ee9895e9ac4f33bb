//! A cost line above its officer's limit, for a second person to agree or decline.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{address, child_id};
use crate::components::{
    Button, Choice, InsetText, RevealingRadios, SummaryList, SummaryRow, TextArea,
};
use crate::forms::cost_line::{CostAnswerForm, CostLineForm};
use crate::forms::{Problems, parse};
use crate::ids::CostLineId;
use crate::pages::words::{about_child, cost_per, day, day_or};
use crate::service::cost_proposals::{self, Answered, CostAnswer, CostProposalState, ToAnswer};
use crate::service::{Moment, ServiceError};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /children/{child}/costs/proposals/{proposal}`.
///
/// # Errors
/// [`WebError::NotFound`] to whoever agrees no costs, and for a proposal that is not the child's.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, proposal)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let found = found(&state, &person, (&child, &proposal)).await?;
    let (blank, none) = (CostAnswerForm::default(), Problems::default());
    Ok(page(&visit, &found, &blank, &none))
}

async fn found(
    state: &AppState,
    person: &SignedIn,
    (child, proposal): (&str, &str),
) -> Result<ToAnswer, WebError> {
    let child = child_id(child)?;
    let id = CostLineId::parse(proposal).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(cost_proposals::open(&state.store, &person.actor, (&child, &id), moment).await?)
}

/// Answers `POST /children/{child}/costs/proposals/{proposal}`.
///
/// # Errors
/// As [`show`]; [`WebError::Forbidden`] to who proposed it, and above the actor's limit.
pub async fn answer(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path((child, proposal)): Path<(String, String)>,
    FormBody(sent): FormBody<CostAnswerForm>,
) -> Result<Response, WebError> {
    let found = found(&state, &person, (&child, &proposal)).await?;
    if found.proposal.state == CostProposalState::Waiting && !found.may_agree {
        return Err(WebError::Forbidden);
    }
    let answer = match parse(&sent) {
        Ok(None) => CostAnswer::Agree,
        Ok(Some(reason)) => CostAnswer::Decline(reason),
        Err(problems) => return Ok(page(&visit, &found, &sent, &problems)),
    };
    let of = (&found.about.child, &found.proposal.id);
    let moment = state.clock.moment();
    let answered = cost_proposals::answer(&state.store, &person.actor, of, &answer, moment).await;
    let said = match (answered, &answer) {
        (Ok(Answered::Done), CostAnswer::Agree) => "The cost line was agreed and added.",
        (Ok(Answered::Done), CostAnswer::Decline(_)) => "The cost line was declined.",
        (Ok(Answered::TooLate) | Err(ServiceError::Conflict), _) => {
            "Somebody else answered first. Nothing of yours was kept."
        }
        (Ok(Answered::Unsound(problems)), _) => {
            let found_wrong = CostLineForm::problems_of(&problems);
            let why = found_wrong.iter().map(|one| one.message.clone());
            let why: Vec<String> = why.collect();
            let problem = format!(
                "The placement no longer takes this line: {}. Decline it",
                why.join("; ")
            );
            let problems = Problems::one("outcome", problem);
            return Ok(page(&visit, &found, &sent, &problems));
        }
        (Err(error), _) => return Err(error.into()),
    };
    person.leave_said(&state, said).await?;
    Ok(redirect(&proposal_address(&found)))
}

fn proposal_address(found: &ToAnswer) -> String {
    let costs = address(&found.about.child);
    format!("{costs}/proposals/{}", found.proposal.id)
}

fn page(visit: &Visit, found: &ToAnswer, filled: &CostAnswerForm, problems: &Problems) -> Response {
    let title = "A cost line above its officer’s limit";
    let record = format!("/children/{}", found.about.child);
    Page::titled(title)
        .back(record, "Back to the record")
        .with_problems(problems)
        .answer(visit, || {
            view! {
                <div class="govuk-grid-row">
                    <div class="govuk-grid-column-two-thirds">
                        {about_child(&found.about)}
                        <h1 class="govuk-heading-l">{title}</h1>
                        <SummaryList rows=rows(found) />
                        {answer_to(found, filled, problems)}
                    </div>
                </div>
            }
        })
}

fn rows(found: &ToAnswer) -> Vec<SummaryRow> {
    let (proposal, terms) = (&found.proposal, &found.proposal.terms);
    let place = found.place.clone();
    let mut rows = vec![
        SummaryRow::new(
            "Placement",
            place.unwrap_or_else(|| found.placed.setting.title().to_owned()),
        ),
        SummaryRow::new("What it pays for", terms.kind.title()),
        SummaryRow::new(
            "Amount without VAT",
            format!("{} {}", terms.net, cost_per(terms.per)),
        ),
        SummaryRow::new("VAT", terms.vat.to_string()),
        SummaryRow::new("At most, a year", proposal.annual.to_string()),
        SummaryRow::new("First paid day", day(terms.period.start())),
        SummaryRow::new(
            "Last paid day",
            day_or(terms.period.last_day(), "No end date"),
        ),
    ];
    let order = terms.order_number.clone();
    rows.extend(order.map(|order| SummaryRow::new("Purchase order", order)));
    let rise = terms.uplift.map(|rise| {
        let words = format!("{}% more from {}", rise.percent, day(rise.from));
        SummaryRow::new("Agreed rise", words)
    });
    rows.extend(rise);
    if !terms.notes.is_empty() {
        rows.push(SummaryRow::new("Notes", terms.notes.clone()));
    }
    let on = day(Moment::of(proposal.at).today);
    rows.push(SummaryRow::new(
        "Proposed by",
        format!("{}, {on}", found.officer_name),
    ));
    rows
}

/// The form, or why there is none.
fn answer_to(found: &ToAnswer, filled: &CostAnswerForm, problems: &Problems) -> AnyView {
    let said = match found.proposal.state {
        CostProposalState::Agreed => "It was agreed and added.".to_owned(),
        CostProposalState::Declined if found.proposal.answer.is_empty() => {
            "It was declined.".to_owned()
        }
        CostProposalState::Declined => format!("It was declined: {}", found.proposal.answer),
        CostProposalState::Waiting if !found.may_agree => {
            "Somebody else agrees it: nobody agrees their own, or what is above their own limit."
                .to_owned()
        }
        CostProposalState::Waiting => return form(found, filled, problems),
    };
    view! { <InsetText>{said}</InsetText> }.into_any()
}

fn form(found: &ToAnswer, filled: &CostAnswerForm, problems: &Problems) -> AnyView {
    let reason = view! {
        <TextArea
            name="reason"
            label="Why not?"
            hint="No name of a child or parent."
            value=filled.reason.clone()
            error=problems.of("reason")
            rows=3
        />
    };
    let choices = vec![
        (Choice::new("agree", "Agree it: the line is added"), None),
        (
            Choice::new("decline", "Decline it"),
            Some(reason.into_any()),
        ),
    ];
    view! {
        <form method="post" action=proposal_address(found) novalidate>
            <RevealingRadios
                name="outcome"
                legend="Do you agree this cost line?"
                choices=choices
                value=Some(filled.outcome.clone())
                error=problems.of("outcome")
            />
            <Button text="Confirm" />
        </form>
    }
    .into_any()
}
