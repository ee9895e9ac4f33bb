//! Who may receive statements about a child: noted by an officer, over the note that was shown.

use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;

use crate::components::{Button, Choice, Radios};
use crate::forms::recipients::RecipientsForm;
use crate::forms::{self, Problems};
use crate::ids::ChildId;
use crate::service::statement::{self, NotedOutcome, RecipientNoted, Recipients};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

/// Answers `GET /children/{child}/recipients`.
///
/// # Errors
/// [`WebError::NotFound`] if there is no such child, or none for this officer.
pub async fn recipients(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
) -> Result<Response, WebError> {
    let now = opened(&state, &person, &child).await?;
    let chosen = now.noted.map(|noted| noted.code().to_owned());
    Ok(page(&visit, &now, chosen, &Problems::default(), false))
}

async fn opened(state: &AppState, person: &SignedIn, child: &str) -> Result<Recipients, WebError> {
    let child = ChildId::parse(child).map_err(|_| WebError::NotFound)?;
    let moment = state.clock.moment();
    Ok(statement::recipients(&state.store, &person.actor, &child, moment).await?)
}

/// Answers `POST /children/{child}/recipients`.
///
/// # Errors
/// As [`recipients`].
pub async fn note_recipients(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    Path(child): Path<String>,
    FormBody(sent): FormBody<RecipientsForm>,
) -> Result<Response, WebError> {
    let now = opened(&state, &person, &child).await?;
    let read = forms::parse(&sent).and_then(|code| {
        RecipientNoted::parse(&code)
            .map_err(|_| Problems::one("noted", "Select who may receive statements"))
    });
    let noted = match read {
        Ok(noted) => noted,
        Err(problems) => return Ok(page(&visit, &now, Some(sent.noted), &problems, false)),
    };
    let moment = state.clock.moment();
    let over = (&now.child, sent.seen);
    match statement::note_recipients(&state.store, &person.actor, over, noted, moment).await? {
        NotedOutcome::Done => {
            person
                .leave_said(&state, "It was noted who may receive statements.")
                .await?;
            Ok(redirect(&format!("/children/{}", now.child)))
        }
        NotedOutcome::Lost(now) => {
            let chosen = now.noted.map(|noted| noted.code().to_owned());
            Ok(page(&visit, &now, chosen, &Problems::default(), true))
        }
    }
}

fn page(
    visit: &Visit,
    now: &Recipients,
    chosen: Option<String>,
    problems: &Problems,
    lost: bool,
) -> Response {
    let page = Page::titled("Who may receive statements")
        .back(format!("/children/{}", now.child), "Back to the record")
        .overtaken(lost, "Somebody else noted something after you opened this page. This is what they noted; yours was not kept.")
        .with_problems(problems);
    page.answer(visit, || {
        view! {
            <span class="govuk-caption-l app-reference">{now.local_id.to_string()}</span>
            <h1 class="govuk-heading-l">"Who may receive statements"</h1>
            <p class="govuk-body">
                "A statement tells a family how funding was decided. It is addressed to the parent, or to the young person after \
                 compulsory school age. Hold it back while it is not certain who may receive it."
            </p>
            <form method="post" novalidate>
                <input type="hidden" name="seen" value=now.number.to_string() />
                <Radios
                    name="noted"
                    legend="What do you know of the recipients?"
                    choices=choices()
                    value=chosen
                    error=problems.of("noted")
                />
                <Button text="Save" />
            </form>
        }
    })
}

fn choices() -> Vec<Choice> {
    RecipientNoted::ALL
        .iter()
        .map(|noted| Choice::new(noted.code(), title(*noted)))
        .collect()
}

fn title(noted: RecipientNoted) -> &'static str {
    match noted {
        RecipientNoted::Checked => "I checked who may receive statements: they may go out",
        RecipientNoted::SeparatedParents => "Hold them back: the parents live apart",
        RecipientNoted::SocialWorker => "Hold them back: a social worker has to be asked",
        RecipientNoted::Died => "Hold them back: the child or young person has died",
        RecipientNoted::Other => {
            "Hold them back: the recipients have to be checked for another reason"
        }
    }
}
