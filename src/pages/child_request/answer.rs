//! A request for a child who is not on record: the council makes a record, finds it, or declines; the school reads it.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use super::{LIST, above, called, status};
use crate::components::{
    Button, ButtonKind, Choice, Crumb, RevealingRadios, SummaryList, SummaryRow, TextArea,
    TextInput,
};
use crate::forms::child_request::{ChildRequestAnswerForm, Said};
use crate::forms::{self, Problems};
use crate::ids::ChildRequestId;
use crate::pages::words::{day, day_or};
use crate::service::Moment;
use crate::service::child_request::{self, ChildRequestState, Decided, OpenChildRequest, Put};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /children-asked-for/{request}`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such request for the reader.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(request): Path<String>,
) -> Result<Response, WebError> {
    let found = opened(&state, &person, &request).await?;
    let blank = ChildRequestAnswerForm::default();
    Ok(page(&visit, &found, &blank, &Problems::default(), false))
}

async fn opened(
    state: &AppState,
    person: &SignedIn,
    request: &str,
) -> Result<OpenChildRequest, WebError> {
    let id = ChildRequestId::parse(request).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(child_request::open(&state.store, &person.actor, &id, moment).await?)
}

/// Answers `POST /children-asked-for/{request}`.
///
/// # Errors
/// As [`show`]; [`WebError::NotFound`] for whoever answers none.
pub async fn answer(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(request): Path<String>,
    FormBody(sent): FormBody<ChildRequestAnswerForm>,
) -> Result<Response, WebError> {
    let found = opened(&state, &person, &request).await?;
    if !found.answers {
        return Err(WebError::NotFound);
    }
    let decided = match forms::parse(&sent) {
        Ok(Said::New(reference)) => Decided::New(reference),
        Ok(Said::Is(child)) => Decided::Is(child),
        Ok(Said::IsOfReference(reference)) => Decided::IsOfReference(reference),
        Ok(Said::Declined(why)) => Decided::Declined(why),
        Err(problems) => return Ok(page(&visit, &found, &sent, &problems, false)),
    };
    let id = &found.line.request.id;
    let rules = (state.rules, state.settings.authority.as_str());
    let (store, moment) = (&state.store, state.clock.moment());
    let put = child_request::answer(store, rules, &person.actor, id, &decided, moment).await?;
    let refused = |field: &'static str, message: &'static str| {
        let problems = Problems::one(field, message);
        Ok(page(&visit, &found, &sent, &problems, false))
    };
    match put {
        Put::OnRecord(request) => {
            let said = "The child is on record, and the school’s request waits here.";
            person.leave_said(&state, said).await?;
            Ok(redirect(&format!("/support-requests/{request}")))
        }
        Put::Declined => {
            let said = "The request was declined. The school sees the reason; no name is kept.";
            person.leave_said(&state, said).await?;
            Ok(redirect(LIST))
        }
        Put::Lost => {
            let now = opened(&state, &person, &request).await?;
            let blank = ChildRequestAnswerForm::default();
            Ok(page(&visit, &now, &blank, &Problems::default(), true))
        }
        Put::Taken => refused(
            "new-reference",
            "That reference, or the UPN, cannot be taken for a new record. Look whether the child is on record",
        ),
        Put::NoRecord => refused("outcome", "There is no such child on record"),
        Put::Waiting => refused(
            "outcome",
            "A request for this child waits already. Answer that one first",
        ),
        Put::NoRules => refused(
            "outcome",
            "No rule set is approved for today, so nothing can be asked for in its words",
        ),
    }
}

fn page(
    visit: &Visit,
    found: &OpenChildRequest,
    filled: &ChildRequestAnswerForm,
    problems: &Problems,
    lost: bool,
) -> Response {
    let mut path = above();
    path.push(Crumb::new("Children not on record", LIST));
    let page = Page::titled("A child not on record")
        .below(path)
        .overtaken(
            lost,
            "Somebody else answered after you opened this page. Nothing of yours was kept.",
        )
        .with_problems(problems);
    page.answer(visit, || {
        let name = called(&found.line);
        let waits = found.line.request.state == ChildRequestState::Sent;
        view! {
            <span class="govuk-caption-l"><bdi>{name}</bdi></span>
            <h1 class="govuk-heading-l">"A child not on record"</h1>
            <SummaryList rows=facts(found) />
            {(waits && found.answers).then(|| answer_form(found, filled, problems))}
            {(waits && !found.answers).then(|| take_back_form(found))}
        }
    })
}

fn facts(found: &OpenChildRequest) -> Vec<SummaryRow> {
    let request = &found.line.request;
    let asked = &request.asked;
    let mut rows = vec![
        SummaryRow::new("Establishment", found.line.establishment_name.clone()),
        SummaryRow::new("Asked on", day(Moment::of(request.raised_at).today)),
        SummaryRow::new("Status", status(request.state)),
    ];
    if request.state == ChildRequestState::Sent {
        let upn = asked.upn.as_ref().map(ToString::to_string);
        let year = if asked.year_group.is_empty() {
            "Not said".to_owned()
        } else {
            asked.year_group.clone()
        };
        rows.extend([
            SummaryRow::new("Birth date", day_or(asked.birth_date, "Not said")),
            SummaryRow::new("UPN", upn.unwrap_or_else(|| "Not said".to_owned())),
            SummaryRow::new("Year group", year),
            SummaryRow::new("Why, and what was tried", asked.words.clone()),
        ]);
    }
    if let Some(at) = request.answered_at {
        rows.push(SummaryRow::new("Answered on", day(Moment::of(at).today)));
    }
    if !request.answer.is_empty() {
        rows.push(SummaryRow::new("Answer", request.answer.clone()));
    }
    if request.state == ChildRequestState::OnRecord {
        rows.push(SummaryRow::new(
            "What became of it",
            view! { <a class="govuk-link" href="/support-requests">"Among the requests for extra support"</a> },
        ));
    }
    rows
}

fn answer_form(
    found: &OpenChildRequest,
    filled: &ChildRequestAnswerForm,
    problems: &Problems,
) -> impl IntoView + use<> {
    let mut choices: Vec<(Choice, Option<AnyView>)> = found
        .matches
        .iter()
        .map(|known| {
            let text = format!("It is {}, {}", known.name, known.local_id);
            let hint = format!("On record, with {}.", known.why);
            (
                Choice::new(known.child.as_str(), text).with_hint(hint),
                None,
            )
        })
        .collect();
    let other = view! {
        <TextInput
            name="reference"
            label="The child’s reference"
            value=filled.reference.clone()
            error=problems.of("reference")
            width=20
        />
    };
    let new = view! {
        <TextInput
            name="new-reference"
            label="Reference of the new record"
            hint="Names, birth date, UPN and the school are taken from the request."
            value=filled.new_reference.clone()
            error=problems.of("new-reference")
            width=20
        />
    };
    let why = view! {
        <TextArea
            name="answer"
            label="What the school is told"
            hint="Up to 1,000 characters, without the child’s name: none is kept."
            value=filled.answer.clone()
            error=problems.of("answer")
        />
    };
    choices.extend([
        (
            Choice::new("reference", "It is another child on record"),
            Some(other.into_any()),
        ),
        (
            Choice::new("new", "Make a new record"),
            Some(new.into_any()),
        ),
        (Choice::new("decline", "Decline"), Some(why.into_any())),
    ]);
    view! {
        <form method="post" novalidate>
            <RevealingRadios
                name="outcome"
                legend="Who is it?"
                choices=choices
                value=(!filled.outcome.is_empty()).then(|| filled.outcome.clone())
                error=problems.of("outcome")
            />
            <Button text="Answer" />
        </form>
    }
}

fn take_back_form(found: &OpenChildRequest) -> impl IntoView + use<> {
    let action = format!("{LIST}/{}/take-back", found.line.request.id);
    view! {
        <h2 class="govuk-heading-m">"Take the request back"</h2>
        <p class="govuk-body">"Nobody has answered yet. Taken back, the request keeps no name."</p>
        <form method="post" action=action novalidate>
            <Button text="Take it back" kind=ButtonKind::Secondary />
        </form>
    }
}
