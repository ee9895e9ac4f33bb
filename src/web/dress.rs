//! The page of every answer that is no success.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

use crate::pages::kept_back;
use crate::visit::address::local;
use crate::visit::{Dressed, Page, Reference, Unseen, Visit, WebError, Why};

/// The layer that turns every answer that is no success into a page in the frame, and a panic into 500.
pub(super) async fn errors(visit: Visit, request: Request, next: Next) -> Response {
    let form = form_of(&visit, &request);
    // A task of its own: a panic ends the task and not the connection, and a reader who leaves stops no write half-way.
    let response = match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(panicked) => WebError::Broken(Box::new(panicked)).into_response(),
    };
    let wrong = response.status().is_client_error() || response.status().is_server_error();
    if !wrong || response.extensions().get::<Dressed>().is_some() {
        return response;
    }
    let status = response.status();
    let reference = response.extensions().get::<Reference>().cloned();
    let reference = match (reference, status.is_server_error()) {
        (None, true) => Some(Reference::random()),
        (reference, _) => reference,
    };
    let unseen = response.extensions().get::<Unseen>().cloned();
    let why = response.extensions().get::<Why>().cloned();
    let mut page = match (unseen, why) {
        (Some(unseen), _) => unseen_page(&visit, form, unseen),
        (None, Some(why)) => why_page(&visit, status, &why),
        (None, None) => error_page(&visit, status, reference),
    };
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

/// The heading and the sentences of each status.
fn words(status: StatusCode) -> (&'static str, &'static [&'static str]) {
    match status {
        StatusCode::BAD_REQUEST => (
            "There is a problem with the request",
            &["What your browser sent could not be read. Go back and try again."],
        ),
        StatusCode::FORBIDDEN => (
            "You cannot do this",
            &[
                "Your role does not allow this, or the form was not sent from this service.",
                "If you think that it should, speak to whoever looks after users at your council.",
            ],
        ),
        StatusCode::NOT_FOUND => (
            "Page not found",
            &[
                "If you typed the web address, check that it is correct.",
                "If you followed a link to a record, it may have been removed or you may not be able to see it.",
            ],
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "This page cannot be used in that way",
            &["Go back to the page before and use the buttons there."],
        ),
        StatusCode::CONFLICT => (
            "Somebody else changed this first",
            &[
                "Nothing of yours was saved. Go back, load the page again to see what changed, and make your change to that.",
            ],
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "What you sent is too large",
            &[
                "Nothing was saved. Go back, shorten your answers or choose a smaller file, and try again.",
            ],
        ),
        StatusCode::MISDIRECTED_REQUEST => (
            "This is not the address of the service",
            &["Use the address that your council gave you."],
        ),
        StatusCode::UNPROCESSABLE_ENTITY => (
            "There is a problem with what you sent",
            &["Go back, check your answers and try again."],
        ),
        StatusCode::TOO_MANY_REQUESTS => (
            "Too many attempts",
            &["Wait a few minutes before you try again."],
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            "The service is not available",
            &["Try again in a few minutes. What you saved before is safe."],
        ),
        _ => (
            "Sorry, there is a problem with the service",
            &["Try again later. What you saved before is safe."],
        ),
    }
}

/// The page from which a form was sent: as the browser says, where that is one of ours, or the address it was sent to.
fn form_of(visit: &Visit, request: &Request) -> String {
    let from = request.headers().get(header::REFERER);
    let from = from.and_then(|from| from.to_str().ok());
    let path = from.and_then(|from| {
        let (_, rest) = from.split_once("://")?;
        let at = rest.find('/')?;
        local(&rest[at..])
    });
    path.unwrap_or(visit.path()).to_owned()
}

/// The page that says where a form holds what turns letters round or controls a machine. A form is read before anybody knows
/// its fields, so it is no part of the form's own page; the browser's own way back still has what was typed.
fn unseen_page(visit: &Visit, form: String, unseen: Unseen) -> Response {
    let heading = "There is a problem with what you sent";
    let place = if unseen.after.is_empty() {
        "One of them begins an answer.".to_owned()
    } else {
        format!("One of them comes after “{}”.", unseen.after)
    };
    let page =
        Page::titled(heading).refused("An answer holds control characters, which cannot be seen");
    page.answer(visit, move || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">{heading}</h1>
                    <p class="govuk-body">
                        "Control characters come along when text is copied from another program, and can make a text read as another. "
                        {place}
                    </p>
                    <p class="govuk-body">
                        "Nothing was saved. What you typed is still in the form: use your browser’s Back button, type that part again, \
                         and send it."
                    </p>
                    <p class="govuk-body">
                        <a class="govuk-link" href=form>"Or open the form as it was last saved"</a>
                    </p>
                </div>
            </div>
        }
    })
}

/// The page that says why something is refused to somebody whose role allows it, and what to do.
fn why_page(visit: &Visit, status: StatusCode, why: &Why) -> Response {
    let (heading, said) = match why {
        Why::KeptBack(kept) => (kept_back::heading(kept), kept_back::way_on(kept)),
        Why::SeenLevels => (
            "A colleague scores it",
            view! {
                <p class="govuk-body">
                    "You have opened this child’s levels since they were sent; a colleague scores it."
                </p>
                <p class="govuk-body">
                    <a class="govuk-link" href="/double-scoring">"Go to the profiles that wait for you"</a>
                </p>
            }
            .into_any(),
        ),
    };
    Page::titled(heading).with_status(status).answer(visit, move || {
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">{heading}</h1>
                    {said}
                    <p class="govuk-body"><a class="govuk-link" href="/">"Go to the start"</a></p>
                </div>
            </div>
        }
    })
}

fn error_page(visit: &Visit, status: StatusCode, reference: Option<Reference>) -> Response {
    let (heading, sentences) = words(status);
    Page::titled(heading).with_status(status).answer(visit, move || {
        let sentences = sentences.iter().map(|text| view! { <p class="govuk-body">{*text}</p> }).collect_view();
        let reference = reference.map(|reference| {
            view! {
                <p class="govuk-body">
                    "If you report this, give the reference number "
                    <strong class="app-reference">{reference.as_str().to_owned()}</strong>
                    "."
                </p>
            }
        });
        view! {
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    <h1 class="govuk-heading-l">{heading}</h1>
                    {sentences}
                    {reference}
                    <p class="govuk-body"><a class="govuk-link" href="/">"Go to the start"</a></p>
                </div>
            </div>
        }
    })
}
