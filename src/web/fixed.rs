//! What machines ask for: whether the process lives, whether it can serve, the council's colour.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::service;
use crate::visit::{AppState, Dressed};

/// Answers `GET /health`: the process runs.
pub(super) async fn live() -> Response {
    plain(StatusCode::OK, "live\n")
}

/// Answers `GET /ready`: the database answers, or 503.
pub(super) async fn ready(State(state): State<AppState>) -> Response {
    match service::ready(&state.store).await {
        Ok(()) => plain(StatusCode::OK, "ready\n"),
        Err(_) => plain(
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n",
        ),
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = (
        status,
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        text,
    )
        .into_response();
    // A probe reads a status and a word, not a page.
    response.extensions_mut().insert(Dressed);
    response
}

/// Answers `GET /council.css`: the colour as a style sheet, since the security policy allows no style in a page.
pub(super) async fn council_stylesheet(State(state): State<AppState>) -> Response {
    let css = format!(
        ":root{{--council-colour:{}}}",
        state.settings.council.colour()
    );
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (headers, css).into_response()
}
