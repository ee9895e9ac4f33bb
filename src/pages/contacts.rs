//! How families reach the council: what statements say of it, and the form that changes it.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

use super::words::day;
use crate::components::{Button, InsetText, TextInput};
use crate::explain::Contacts;
use crate::forms::contacts::{ContactsForm, label};
use crate::forms::{Problems, parse};
use crate::service::ServiceError;
use crate::service::contacts::{self, KeptContacts};
use crate::visit::{AppState, FormBody, Page, SignedIn, Visit, WebError, redirect};

const ADDRESS: &str = "/administration/contacts";

/// What is said to whoever came second.
const OVERTAKEN: &str = "Somebody entered contacts after you opened this page, and nothing of yours was kept. Yours are in the \
     form as you sent them: look at them again and keep them if they still hold.";

/// Answers `GET /administration/contacts`.
///
/// # Errors
/// [`WebError::Forbidden`] to anybody but an administrator.
pub async fn show(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let kept = opened(&state, &person).await?;
    let filled = ContactsForm::of(&kept.in_use, kept.number);
    Ok(page(&visit, &kept, &filled, &Problems::default(), false))
}

async fn opened(state: &AppState, person: &SignedIn) -> Result<KeptContacts, WebError> {
    Ok(contacts::open(&state.store, &person.actor, &state.settings.contacts).await?)
}

/// Answers `POST /administration/contacts`: shows what statements would say and, once that was looked at, keeps it.
///
/// # Errors
/// As [`show`].
pub async fn save(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    FormBody(filled): FormBody<ContactsForm>,
) -> Result<Response, WebError> {
    let kept = opened(&state, &person).await?;
    let entered = match parse(&filled) {
        Ok(entered) => entered,
        Err(problems) => return Ok(page(&visit, &kept, &filled, &problems, false)),
    };
    if filled.step != "keep" {
        return Ok(preview(&visit, &filled, &entered));
    }
    let seen = filled.seen.parse().map_err(|_| WebError::BadRequest)?;
    let moment = state.clock.moment();
    let done = contacts::keep(&state.store, &person.actor, (&entered, seen), moment).await;
    match done {
        Err(ServiceError::Conflict) => {
            let now = opened(&state, &person).await?;
            let again = ContactsForm {
                seen: now.number.to_string(),
                ..filled
            };
            return Ok(page(&visit, &now, &again, &Problems::default(), true));
        }
        Err(error) => return Err(error.into()),
        Ok(()) => {}
    }
    let said = if entered.is_empty() {
        "What was entered here counts no more. Statements name what this service was started with."
    } else {
        "The contacts were changed. Statements name them from now on."
    };
    person.leave_said(&state, said).await?;
    Ok(redirect(ADDRESS))
}

fn page(
    visit: &Visit,
    kept: &KeptContacts,
    filled: &ContactsForm,
    problems: &Problems,
    is_overtaken: bool,
) -> Response {
    Page::titled("How families reach us")
        .back("/administration", "Back to administration")
        .with_problems(problems)
        .overtaken(is_overtaken, OVERTAKEN)
        .answer(visit, || {
            let from = match &kept.entered {
                Some((by, at)) => format!("Entered by {by} on {}.", day(at.today)),
                None => "Nothing was entered here: statements name what this service was started with.".to_owned(),
            };
            view! {
                <h1 class="govuk-heading-l">"How families reach us"</h1>
                <p class="govuk-body">
                    "Every statement to a family ends with this. What is left blank is left out of it."
                </p>
                <h2 class="govuk-heading-m">"What statements say now"</h2>
                {lines(&kept.in_use)}
                <p class="govuk-body">{from}</p>
                <h2 class="govuk-heading-m">"Change it"</h2>
                {form(filled, problems)}
            }
        })
}

/// The words of the statement.
fn lines(contacts: &Contacts) -> AnyView {
    let lines = contacts.lines();
    if lines.is_empty() {
        return view! {
            <InsetText>
                "Nothing. Whoever prints a statement is told so, and must write beside it where the family can turn."
            </InsetText>
        }
        .into_any();
    }
    let items: Vec<_> = lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect();
    view! {
        <InsetText>
            <p class="govuk-body"><strong>"How to reach us"</strong></p>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        </InsetText>
    }
    .into_any()
}

fn form(filled: &ContactsForm, problems: &Problems) -> AnyView {
    let fields: Vec<_> = filled
        .answers()
        .into_iter()
        .map(|(field, typed)| {
            let (error, hint) = (problems.of(field), hint(field));
            view! { <TextInput name=field label=label(field) hint=hint value=typed.to_owned() error=error autocomplete="off" /> }
        })
        .collect();
    view! {
        <div class="govuk-grid-row">
            <div class="govuk-grid-column-two-thirds">
                <form method="post" action=ADDRESS novalidate>
                    <input type="hidden" name="seen" value=filled.seen.clone() />
                    {fields}
                    <Button text="See what statements would say" />
                </form>
            </div>
        </div>
    }
    .into_any()
}

fn hint(field: &str) -> &'static str {
    match field {
        "send-team-hours" => "For example, Monday to Friday, 9am to 5pm",
        "send-team-name" => "Without a name statements say “The SEND team”",
        "sendiass-name" => "Without a name statements say “SENDIASS”",
        "complaints-page" | "sendiass-web" => "Its whole address, from https://",
        _ => "Leave blank to leave it out",
    }
}

/// What statements would say, to be kept or changed.
fn preview(visit: &Visit, filled: &ContactsForm, entered: &Contacts) -> Response {
    Page::titled("Check what statements would say")
        .back(ADDRESS, "Back without a change")
        .answer(visit, || {
            let hidden: Vec<_> = filled
                .answers()
                .into_iter()
                .map(|(field, typed)| {
                    view! { <input type="hidden" name=field value=typed.trim().to_owned() /> }
                })
                .collect();
            let blank = entered.is_empty().then(|| {
                view! {
                    <p class="govuk-body">
                        "You left everything blank: statements then name what this service was started with, if anything."
                    </p>
                }
            });
            view! {
                <h1 class="govuk-heading-l">"Check what statements would say"</h1>
                {(!entered.is_empty()).then(|| lines(entered))}
                {blank}
                <form method="post" action=ADDRESS>
                    <input type="hidden" name="seen" value=filled.seen.clone() />
                    {hidden}
                    <Button text="Say this from now on" name="step" value="keep" />
                </form>
                <h2 class="govuk-heading-m">"Change it"</h2>
                {form(filled, &Problems::default())}
            }
        })
}
