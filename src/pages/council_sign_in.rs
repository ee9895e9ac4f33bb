//! Signing in by the council's own provider: there, back again, and out.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Query, State};
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::Response;
use leptos::prelude::*;

use super::sign_in::{Going, address_of};
use crate::components::ButtonLink;
use crate::open_id::{Answer, Provider, ProviderError, Started};
use crate::service::council_sign_in::{self, Finished};
use crate::visit::{
    AppState, Page, Settings, Visit, WebError, address, elsewhere, redirect, started, with_cookie,
    with_started, without_started,
};

/// Answers `GET /sign-in/council`: sends the browser to the provider. Nothing is written here but a cookie.
///
/// # Errors
/// [`WebError::NotFound`] where there is no provider.
pub async fn begin(
    visit: Visit,
    State(state): State<AppState>,
    Query(going): Query<Going>,
) -> Result<Response, WebError> {
    let (provider, origin) = provider(visit.settings())?;
    let next = address::local(&going.next).unwrap_or("/");
    let moment = state.clock.moment();
    let started = Started::new(next, moment.instant);
    match council_sign_in::entrance(provider, &started, &back(&origin), moment).await {
        Ok(there) => Ok(with_started(elsewhere(&there), &started, visit.settings())),
        Err(why) => Ok(unbelieved(&visit, &why)),
    }
}

/// Answers `GET /sign-in/council/return`, where the provider sends the browser back to. The protocol makes this a GET;
/// it does something only for the browser that began, and only once.
///
/// # Errors
/// [`WebError::TooMany`] after too many sign-ins; [`WebError::Broken`] if the database cannot be used.
pub async fn finish(
    visit: Visit,
    State(state): State<AppState>,
    headers: HeaderMap,
    extensions: Extensions,
    Query(answer): Query<Answer>,
) -> Result<Response, WebError> {
    let (provider, origin) = provider(visit.settings())?;
    let moment = state.clock.moment();
    let issuer = &provider.settings().issuer;
    let begun = started(&headers, visit.settings())
        .filter(|started| started.check(&answer, issuer, moment.instant).is_ok());
    let Some(started) = begun else {
        return Ok(told(&visit, NOT_BEGUN_HERE));
    };
    if answer.code.is_empty() || !answer.error.is_empty() {
        return Ok(told(&visit, NOT_DONE_THERE));
    }
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|peer| peer.0);
    let from = address_of(&headers, peer);
    let finished = council_sign_in::finish(
        &state.store,
        provider,
        (&started, &answer.code),
        (&back(&origin), &from),
        moment,
    )
    .await?;
    Ok(match finished {
        Finished::Done(token) => {
            let next = address::local(&started.next).unwrap_or("/");
            let response = with_cookie(redirect(next), &token, visit.settings());
            without_started(response, visit.settings())
        }
        Finished::NoRole => told(&visit, NO_ROLE),
        Finished::Disabled => told(&visit, DISABLED),
        Finished::Used => told(&visit, NOT_BEGUN_HERE),
        Finished::Unbelieved(why) => unbelieved(&visit, &why),
        Finished::TooMany { retry_after_s } => return Err(WebError::TooMany { retry_after_s }),
    })
}

/// Answers `GET /sign-in/council/leave`: sends the browser to sign out of the provider as well.
///
/// # Errors
/// [`WebError::NotFound`] where there is no provider, or it has no such place.
pub async fn leave(visit: Visit, State(state): State<AppState>) -> Result<Response, WebError> {
    let (provider, origin) = provider(visit.settings())?;
    let here = format!("{origin}/sign-in");
    match council_sign_in::exit(provider, &here, state.clock.moment()).await {
        Ok(there) => there
            .map(|there| elsewhere(&there))
            .ok_or(WebError::NotFound),
        Err(why) => Ok(unbelieved(&visit, &why)),
    }
}

fn provider(settings: &Settings) -> Result<(&Provider, String), WebError> {
    let origin = settings.public_url.as_ref().map(|url| url.origin());
    let provider = settings.open_id.as_ref();
    provider.zip(origin).ok_or(WebError::NotFound)
}

fn back(origin: &str) -> String {
    format!("{origin}/sign-in/council/return")
}

/// Why somebody is not signed in, as a page says it.
struct Told {
    status: StatusCode,
    heading: &'static str,
    sentences: &'static [&'static str],
}

const NOT_BEGUN_HERE: Told = Told {
    status: StatusCode::BAD_REQUEST,
    heading: "This sign-in cannot be finished",
    sentences: &[
        "It was not begun in this browser in the last 10 minutes, or it was finished already. Nothing is wrong with your account.",
    ],
};
const NOT_DONE_THERE: Told = Told {
    status: StatusCode::FORBIDDEN,
    heading: "You were not signed in",
    sentences: &["Signing in with your council account was cancelled or refused there."],
};
const NO_ROLE: Told = Told {
    status: StatusCode::FORBIDDEN,
    heading: "Your account has no role in this service",
    sentences: &[
        "Your council knows you, and none of the groups that you belong to may use this service.",
        "If you need it for your work, ask whoever looks after users at your council to add you to a group.",
    ],
};
const DISABLED: Told = Told {
    status: StatusCode::FORBIDDEN,
    heading: "Your account is closed in this service",
    sentences: &["Speak to whoever looks after users at your council."],
};
const UNBELIEVED: Told = Told {
    status: StatusCode::BAD_GATEWAY,
    heading: "Signing in with your council account did not work",
    sentences: &[
        "The council’s sign-in service gave no answer that can be relied on. Try again in a few minutes.",
    ],
};

fn unbelieved(visit: &Visit, why: &ProviderError) -> Response {
    tracing::warn!(%why, "the council’s sign-in provider");
    told(visit, UNBELIEVED)
}

fn told(visit: &Visit, told: Told) -> Response {
    let Told {
        status,
        heading,
        sentences,
    } = told;
    let page = Page::titled(heading)
        .with_status(status)
        .answer(visit, move || {
            let sentences = sentences
                .iter()
                .map(|text| view! { <p class="govuk-body">{*text}</p> })
                .collect_view();
            view! {
                <div class="govuk-grid-row">
                    <div class="govuk-grid-column-two-thirds">
                        <h1 class="govuk-heading-l">{heading}</h1>
                        {sentences}
                        <ButtonLink href="/sign-in" text="Back to signing in" />
                    </div>
                </div>
            }
        });
    without_started(page, visit.settings())
}
