//! Who is signed in: the cookie, the session behind it, and the extractor that a page cannot do without.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};

use super::address::query_value;
use super::errors::WebError;
use super::page::redirect;
use super::state::{AppState, Settings};
use super::visitor::Visit;
use crate::access::{Actor, Role};
use crate::service::session::{self, Message, Token};

/// Somebody signed in. A handler that takes one is reached by nobody else: others are sent to sign in.
#[derive(Clone)]
pub struct SignedIn {
    /// Who, in which roles, for which establishments.
    pub actor: Actor,
    /// The name that pages show.
    pub name: String,
    token: Arc<Token>,
}

impl SignedIn {
    /// The name and the roles, as the header shows them.
    #[must_use]
    pub fn described(&self) -> String {
        let roles: Vec<&str> = self.actor.roles.iter().copied().map(Role::title).collect();
        let roles = roles.join(" and ");
        if roles.is_empty() || roles == self.name {
            return self.name.clone();
        }
        format!("{}, {roles}", self.name)
    }

    /// Leaves words to be said on the next page: that something was done.
    ///
    /// # Errors
    /// [`WebError::Broken`] if the database cannot be written.
    pub async fn leave_said(
        &self,
        state: &AppState,
        text: impl Into<String>,
    ) -> Result<(), WebError> {
        let message = Message {
            text: text.into(),
            success: true,
        };
        Ok(session::leave_message(&state.store, &self.token, Some(&message)).await?)
    }

    /// Takes away what was said.
    pub(super) async fn message_was_said(&self, state: &AppState) -> Result<(), WebError> {
        Ok(session::leave_message(&state.store, &self.token, None).await?)
    }

    /// Closes the session.
    ///
    /// # Errors
    /// [`WebError::Broken`] if the database cannot be written.
    pub async fn close(&self, state: &AppState) -> Result<(), WebError> {
        Ok(session::close(&state.store, &self.token, &self.actor, state.clock.moment()).await?)
    }
}

/// What the cookie led to.
#[derive(Default)]
pub(super) struct Found {
    pub(super) signed_in: Option<SignedIn>,
    pub(super) message: Option<Message>,
}

/// Finds who asks, by the cookie.
pub(super) async fn find(state: &AppState, headers: &HeaderMap) -> Result<Found, WebError> {
    let Some(token) = token_of(headers, &state.settings) else {
        return Ok(Found::default());
    };
    let Some(user) = session::find(&state.store, &token, state.clock.moment()).await? else {
        return Ok(Found::default());
    };
    Ok(Found {
        signed_in: Some(SignedIn {
            actor: user.actor,
            name: user.name,
            token: Arc::new(token),
        }),
        message: user.message,
    })
}

/// `__Host-` binds the cookie to this host over TLS; browsers refuse that name on plain HTTP.
fn cookie_name(settings: &Settings) -> &'static str {
    if settings.is_secure() {
        "__Host-session"
    } else {
        "session"
    }
}

fn token_of(headers: &HeaderMap, settings: &Settings) -> Option<Token> {
    cookie_of(headers, cookie_name(settings)).and_then(Token::parse)
}

/// The first cookie of a name.
pub(super) fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// Gives the browser a token, for as long as it runs; how long the session lasts is the server's to say.
#[must_use]
pub fn with_cookie(mut response: Response, token: &Token, settings: &Settings) -> Response {
    let secure = if settings.is_secure() { "; Secure" } else { "" };
    let name = cookie_name(settings);
    let cookie = format!(
        "{name}={}; Path=/; HttpOnly; SameSite=Lax{secure}",
        token.as_str()
    );
    // A token is hexadecimal, which a header can hold.
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Takes the token from the browser.
#[must_use]
pub fn without_cookie(mut response: Response, settings: &Settings) -> Response {
    let cookie = if settings.is_secure() {
        "__Host-session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"
    } else {
        "session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
    };
    response
        .headers_mut()
        .append(header::SET_COOKIE, HeaderValue::from_static(cookie));
    response
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<SignedIn, Response> {
        let Ok(visit) = Visit::from_request_parts(parts, state).await;
        match visit.signed_in() {
            Some(person) => Ok(person.clone()),
            None if visit.is_unknown() => Err(WebError::Unavailable.into_response()),
            None => Err(to_sign_in(parts)),
        }
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
    let wanted = parts
        .uri
        .path_and_query()
        .map_or("/", |wanted| wanted.as_str());
    if parts.method != Method::GET || wanted == "/" {
        return redirect("/sign-in");
    }
    redirect(&format!("/sign-in?next={}", query_value(wanted)))
}
