//! One request as the pages see it: who asks, and what every page's frame needs.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use leptos::nonce::Nonce;

use super::session::{self, Flash, SignedIn};
use super::state::{AppState, Settings};

/// One request as the pages see it. Every handler that answers with a page takes one.
#[derive(Clone)]
pub struct Visit(Arc<VisitParts>);

struct VisitParts {
    settings: Arc<Settings>,
    nonce: Nonce,
    path: String,
    signed_in: Option<SignedIn>,
    flash: Option<Flash>,
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
    pub fn flash(&self) -> Option<&Flash> {
        self.0.flash.as_ref()
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
    let found = session::find(&state, request.headers()).await;
    let visit = Visit(Arc::new(VisitParts {
        settings: Arc::clone(&state.settings),
        nonce: Nonce::new(),
        path: request.uri().path().to_owned(),
        signed_in: found.signed_in,
        flash: found.flash,
    }));
    request.extensions_mut().insert(visit);
    next.run(request).await
}
