//! The way in: the first page, signing in, one’s own account, and what is open to everybody.

use axum::Router;
use axum::routing::{get, post};

use crate::pages::{about, account, council_sign_in, home, hub, one_time_code, sign_in};
use crate::visit::{AppState, assets};
use crate::web::fixed;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(home::home))
        .route("/funding", get(hub::funding))
        .route("/administration", get(hub::administration))
        .route("/account", get(account::show))
        .route("/account/one-time-codes", post(account::confirm))
        .route("/account/one-time-codes/start", post(account::start))
        .route("/sign-in", get(sign_in::form).post(sign_in::enter))
        .route(
            "/sign-in/code",
            get(one_time_code::form).post(one_time_code::enter),
        )
        .route("/sign-in/council", get(council_sign_in::begin))
        .route("/sign-in/council/return", get(council_sign_in::finish))
        .route("/sign-in/council/leave", get(council_sign_in::leave))
        .route("/sign-out", post(sign_in::leave))
        .route("/about", get(about::about))
        .route("/accessibility", get(about::accessibility))
        .route("/assets/{*path}", get(assets::serve))
        .route("/council.css", get(fixed::council_stylesheet))
        .route("/health", get(fixed::live))
        .route("/ready", get(fixed::ready))
}
