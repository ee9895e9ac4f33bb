//! Who is signed in: the cookie, the stored session behind it, and the extractor that a page cannot do without.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};

use super::address::query_value;
use super::page::redirect;
use super::state::AppState;
use super::visitor::Visit;
use crate::access::{Actor, Role};

/// Somebody signed in. A handler that takes one is reached by nobody else: others are sent to sign in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who, in which roles, for which establishments.
    pub actor: Actor,
    /// The name that pages show.
    pub name: String,
}

impl SignedIn {
    /// The name and the roles, as the header shows them.
    #[must_use]
    pub fn described(&self) -> String {
        let roles: Vec<&str> = self.actor.roles.iter().copied().map(Role::title).collect();
        if roles.is_empty() {
            return self.name.clone();
        }
        format!("{}, {}", self.name, roles.join(" and "))
    }
}

/// What one page leaves to be said on the next. It is kept in the session, never in an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// What is said.
    pub text: String,
    /// Whether something was done.
    pub success: bool,
}

/// What the cookie led to.
#[derive(Default)]
pub(super) struct Found {
    pub(super) signed_in: Option<SignedIn>,
    pub(super) flash: Option<Flash>,
}

/// Finds who asks.
pub(super) async fn find(_state: &AppState, _headers: &HeaderMap) -> Found {
    Found::default()
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<SignedIn, Response> {
        let Ok(visit) = Visit::from_request_parts(parts, state).await;
        visit.signed_in().cloned().ok_or_else(|| to_sign_in(parts))
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> Result<Option<SignedIn>, Response> {
        let Ok(visit) = Visit::from_request_parts(parts, state).await;
        Ok(visit.signed_in().cloned())
    }
}

/// Sends a visitor to sign in, and from there to the page that was asked for; a form that was sent is not repeated.
fn to_sign_in(parts: &Parts) -> Response {
    if parts.method != Method::GET {
        return redirect("/sign-in").into_response();
    }
    let wanted = parts
        .uri
        .path_and_query()
        .map_or("/", |wanted| wanted.as_str());
    if wanted == "/" {
        return redirect("/sign-in");
    }
    redirect(&format!("/sign-in?next={}", query_value(wanted)))
}
