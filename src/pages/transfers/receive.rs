//! A package is chosen, looked at, and taken in. Between looking and confirming it stays with the browser: nothing of it is
//! kept here.

use axum::extract::State;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use leptos::prelude::*;

use super::preview::{COMPARED, PACKAGE, REFERENCE, preview};
use crate::components::{Button, Crumb, FileUpload};
use crate::forms::Problems;
use crate::ids::LocalId;
use crate::service::transfer::{self, BYTES_MAX, Confirmed, Looked, TakenIn};
use crate::visit::{AppState, Page, SignedIn, Upload, Visit, WebError, redirect};

/// The field of the file.
const FILE: &str = "file";

/// Answers `GET /transfers/receive`.
///
/// # Errors
/// [`WebError::Forbidden`] for who takes no packages in.
pub async fn ask(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let found = transfer::all(&state.store, &person.actor, 1, state.clock.moment()).await?;
    if !found.receives {
        return Err(WebError::Forbidden);
    }
    Ok(chooser(&visit, &Problems::default()))
}

/// Answers `POST /transfers/receive`: shows what would come of a package.
///
/// # Errors
/// As [`ask`].
pub async fn look(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    upload: Upload,
) -> Result<Response, WebError> {
    let file = match upload {
        Upload::TooLarge => None,
        Upload::Read(mut sent) => match sent.take_file(FILE) {
            Some(file) => Some(file),
            None => {
                // Who may not take one in is not told what the form lacks.
                ask(visit.clone(), State(state), person).await?;
                return Ok(chooser(&visit, &Problems::one(FILE, "Choose a file")));
            }
        },
    };
    // What is above the limit on files is above that on packages.
    let bytes = file.map_or_else(|| vec![b' '; BYTES_MAX + 1], |file| file.bytes);
    shown(&visit, &state, &person, &bytes, ("", false), None).await
}

/// Answers `POST /transfers/receive/confirm`: takes the package in.
///
/// # Errors
/// As [`ask`]; [`WebError::BadRequest`] for a form that is not ours; [`WebError::Conflict`] if somebody else took the same
/// package in meanwhile.
pub async fn confirm(
    visit: Visit,
    State(state): State<AppState>,
    person: SignedIn,
    upload: Upload,
) -> Result<Response, WebError> {
    let Upload::Read(sent) = upload else {
        return Err(WebError::TooLarge);
    };
    let bytes = STANDARD
        .decode(sent.value(PACKAGE))
        .map_err(|_| WebError::BadRequest)?;
    let typed = sent.value(REFERENCE);
    let compared = sent.value(COMPARED) == "yes";
    let confirmed = Confirmed {
        reference: LocalId::parse(typed).ok(),
        compared,
    };
    let (actor, moment) = (&person.actor, state.clock.moment());
    let rules = (state.rules, state.settings.authority.as_str());
    let with = (bytes.as_slice(), &confirmed);
    let problems = match transfer::take_in(&state.store, rules, actor, with, moment).await? {
        TakenIn::Done { child, has_draft } => {
            let said = if has_draft {
                "The package was taken in. Its profile is a draft of yours: continue scoring to check it."
            } else {
                "The package was taken in."
            };
            person.leave_said(&state, said).await?;
            return Ok(redirect(&format!("/children/{child}")));
        }
        TakenIn::Refused(why) => return Ok(chooser(&visit, &Problems::one(FILE, why))),
        TakenIn::NotCompared => Problems::one(
            COMPARED,
            "Compare the fingerprint with the other authority, and say that you have",
        ),
        TakenIn::ReferenceTaken => Problems::one(REFERENCE, "This reference is another child’s"),
        TakenIn::NoReference => Problems::one(
            REFERENCE,
            "Enter the reference of your case system: up to 60 characters",
        ),
    };
    shown(
        &visit,
        &state,
        &person,
        &bytes,
        (typed, compared),
        Some(&problems),
    )
    .await
}

/// What would come of a package, or why it is not taken in.
async fn shown(
    visit: &Visit,
    state: &AppState,
    person: &SignedIn,
    bytes: &[u8],
    typed: (&str, bool),
    problems: Option<&Problems>,
) -> Result<Response, WebError> {
    let rules = (state.rules, state.settings.authority.as_str());
    let moment = state.clock.moment();
    match transfer::look(&state.store, rules, &person.actor, bytes, moment).await? {
        Looked::Refused(why) => Ok(chooser(visit, &Problems::one(FILE, why))),
        Looked::Ready(found) => {
            let none = Problems::default();
            let sealed = STANDARD.encode(bytes);
            Ok(preview(
                visit,
                &found,
                sealed,
                typed,
                problems.unwrap_or(&none),
            ))
        }
    }
}

fn chooser(visit: &Visit, problems: &Problems) -> Response {
    let path = vec![Crumb::new(
        "Plans from and to other authorities",
        "/transfers",
    )];
    let page = Page::titled("Take a package in")
        .below(path)
        .with_problems(problems);
    page.answer(visit, || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">"Take a package in"</h1>
                    <p class="govuk-body">
                        "Choose the file that another authority sent. You see who signed it and what would be made of it; nothing is \
                         kept until you confirm."
                    </p>
                    <form method="post" enctype="multipart/form-data" action="/transfers/receive" novalidate>
                        <FileUpload name=FILE label="Package" error=problems.of(FILE) accept=".json" />
                        <Button text="Look at it" />
                    </form>
                </div>
            </div>
        }
    })
}
