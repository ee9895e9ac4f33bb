//! One request as the pages see it: who asks, and what every page's frame needs.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use leptos::nonce::Nonce;

use super::page::SaysMessage;
use super::session::{self, Found, SignedIn};
use super::state::{AppState, Settings};
use crate::service::session::Message;

/// One request as the pages see it. Every handler that answers with a page takes one.
#[derive(Clone)]
pub struct Visit(Arc<VisitParts>);

struct VisitParts {
    settings: Arc<Settings>,
    nonce: Nonce,
    path: String,
    signed_in: Option<SignedIn>,
    message: Option<Message>,
    unknown: bool,
}

impl Visit {
    /// The operator's settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The number by which this answer's scripts are told from foreign ones.
    #[must_use]
    pub fn nonce(&self) -> &Nonce {
        &self.0.nonce
    }

    /// The path asked for, without its query.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Who is signed in, if anybody.
    #[must_use]
    pub fn signed_in(&self) -> Option<&SignedIn> {
        self.0.signed_in.as_ref()
    }

    /// What the page before left to be said on this one.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.0.message.as_ref()
    }

    /// Whether it could not be found out who asks, because the database does not answer.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.0.unknown
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Visit, Infallible> {
        // `begin` is a layer round every route.
        let visit = parts.extensions.get::<Visit>().cloned();
        Ok(visit.unwrap_or_else(|| unreachable!("a route outside the visit layer")))
    }
}

/// The layer that begins every visit: finds who asks and makes the nonce.
pub async fn begin(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let found = if is_for_machines(request.uri().path()) {
        Ok(Found::default())
    } else {
        session::find(&state, request.headers()).await
    };
    // The pages that need nobody still work; the others answer 503. The cause is in the log.
    let unknown = found.is_err();
    let found = found.unwrap_or_else(|error| {
        error.log();
        Found::default()
    });
    // It is said once, on a page that was asked for: one that answers a form may be left unseen for the page of the same form
    // sent again.
    let message = found.message.filter(|_| request.method() == Method::GET);
    let has_message = message.is_some();
    let visit = Visit(Arc::new(VisitParts {
        settings: Arc::clone(&state.settings),
        nonce: Nonce::new(),
        path: request.uri().path().to_owned(),
        signed_in: found.signed_in,
        message,
        unknown,
    }));
    request.extensions_mut().insert(visit.clone());
    let response = next.run(request).await;
    // A redirect, a file and the page of an error say nothing: what is to be said waits for the next page.
    let says_it = response.extensions().get::<SaysMessage>().is_some();
    if has_message
        && says_it
        && let Some(person) = visit.signed_in()
        && let Err(error) = person.message_was_said(&state).await
    {
        error.log();
    }
    response
}

/// What is the same for everybody, and asked for with every page.
fn is_for_machines(path: &str) -> bool {
    path.starts_with("/assets/") || matches!(path, "/council.css" | "/health" | "/ready")
}
