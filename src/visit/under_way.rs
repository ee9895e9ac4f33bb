//! The cookies of a sign-in that is under way: at the council's provider, or waiting for a one-time code.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::session::cookie_of;
use super::state::Settings;
use crate::open_id::Started;
use crate::service::session::Token;

/// How long the browser keeps them, in seconds: longer than either may take.
const KEPT_S: u32 = 900;

/// The names of a cookie over plain HTTP and over TLS, where `__Host-` binds it to this host.
type Names = (&'static str, &'static str);

const AT_PROVIDER: Names = ("sign-in", "__Host-sign-in");
const FOR_CODE: Names = ("sign-in-code", "__Host-sign-in-code");

fn name(of: Names, settings: &Settings) -> &'static str {
    if settings.is_secure() { of.1 } else { of.0 }
}

/// The sign-in that this browser began.
#[must_use]
pub fn started(headers: &HeaderMap, settings: &Settings) -> Option<Started> {
    let value = cookie_of(headers, name(AT_PROVIDER, settings))?;
    let (kept, next) = value.rsplit_once('.')?;
    let next = String::from_utf8(hex::decode(next).ok()?).ok()?;
    Started::parse(kept, &next)
}

/// Gives the browser a sign-in to keep. `Lax`, because it must come back with the provider's redirect.
#[must_use]
pub fn with_started(response: Response, started: &Started, settings: &Settings) -> Response {
    let (kept, next) = started.parts();
    let value = format!("{kept}.{}", hex::encode(next));
    set(response, AT_PROVIDER, settings, &value)
}

/// Takes it from the browser.
#[must_use]
pub fn without_started(response: Response, settings: &Settings) -> Response {
    set(response, AT_PROVIDER, settings, "")
}

/// The token under which this browser's sign-in waits for a one-time code.
#[must_use]
pub fn waiting_token(headers: &HeaderMap, settings: &Settings) -> Option<Token> {
    cookie_of(headers, name(FOR_CODE, settings)).and_then(Token::parse)
}

/// Gives the browser the token under which its sign-in waits.
#[must_use]
pub fn with_waiting(response: Response, token: &Token, settings: &Settings) -> Response {
    set(response, FOR_CODE, settings, token.as_str())
}

/// Takes it from the browser.
#[must_use]
pub fn without_waiting(response: Response, settings: &Settings) -> Response {
    set(response, FOR_CODE, settings, "")
}

/// Sets a cookie, or takes it away if its value is empty.
fn set(mut response: Response, of: Names, settings: &Settings, value: &str) -> Response {
    let name = name(of, settings);
    let seconds = if value.is_empty() { 0 } else { KEPT_S };
    let secure = if settings.is_secure() { "; Secure" } else { "" };
    let cookie =
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    // Digits, letters and dots, which a header can hold.
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
