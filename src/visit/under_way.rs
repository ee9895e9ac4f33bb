//! The cookie of a sign-in that is under way at the council's provider.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::session::cookie_of;
use super::state::Settings;
use crate::open_id::Started;

/// How long the browser keeps it, in seconds: longer than the sign-in may take.
const KEPT_S: u32 = 900;

fn name(settings: &Settings) -> &'static str {
    if settings.is_secure() {
        "__Host-sign-in"
    } else {
        "sign-in"
    }
}

/// The sign-in that this browser began.
#[must_use]
pub fn started(headers: &HeaderMap, settings: &Settings) -> Option<Started> {
    let value = cookie_of(headers, name(settings))?;
    let (kept, next) = value.rsplit_once('.')?;
    let next = String::from_utf8(hex::decode(next).ok()?).ok()?;
    Started::parse(kept, &next)
}

/// Gives the browser a sign-in to keep. `Lax`, because it must come back with the provider's redirect.
#[must_use]
pub fn with_started(response: Response, started: &Started, settings: &Settings) -> Response {
    let (kept, next) = started.parts();
    set(
        response,
        settings,
        &format!("{kept}.{}", hex::encode(next)),
        KEPT_S,
    )
}

/// Takes it from the browser.
#[must_use]
pub fn without_started(response: Response, settings: &Settings) -> Response {
    set(response, settings, "", 0)
}

fn set(mut response: Response, settings: &Settings, value: &str, seconds: u32) -> Response {
    let (name, secure) = (name(settings), settings.is_secure());
    let secure = if secure { "; Secure" } else { "" };
    let cookie =
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    // Digits, letters and dots, which a header can hold.
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
