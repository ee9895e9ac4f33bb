//! Every route, in one list.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};

use super::{dress, fixed, headers, log, origin};
use crate::pages::{about, awards, child, children, home, sign_in};
use crate::visit::{self, AppState, FORM_BYTES_MAX, assets};

/// The whole service, ready to be served or asked by a test.
pub fn app(state: AppState) -> Router {
    routes()
        .fallback(|| async { StatusCode::NOT_FOUND })
        .method_not_allowed_fallback(|| async { StatusCode::METHOD_NOT_ALLOWED })
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        // The last is the outermost.
        .layer(from_fn_with_state(state.clone(), origin::check))
        .layer(from_fn(dress::errors))
        .layer(from_fn(headers::add))
        .layer(from_fn_with_state(state.clone(), visit::begin))
        .layer(from_fn(log::write))
        .with_state(state)
}

/// Every route, in one list; `tests/journeys/roles.rs` tries each as each role.
fn routes() -> Router<AppState> {
    Router::new()
        // For whoever is signed in, as far as their roles go.
        .route("/", get(home::home))
        .route("/awards", get(awards::list))
        .route("/children", get(children::list))
        .route("/children/search", post(children::search))
        .route("/children/{child}", get(child::show))
        // For everybody.
        .route("/sign-in", get(sign_in::form).post(sign_in::enter))
        .route("/sign-out", post(sign_in::leave))
        .route("/about", get(about::about))
        .route("/accessibility", get(about::accessibility))
        // For machines.
        .route("/assets/{*path}", get(assets::serve))
        .route("/council.css", get(fixed::council_stylesheet))
        .route("/health", get(fixed::live))
        .route("/ready", get(fixed::ready))
}
