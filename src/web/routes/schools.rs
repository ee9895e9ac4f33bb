//! What a school sees of its own children, and what it asks for.

use axum::Router;
use axum::routing::{get, post};

use crate::pages::{awards, child_request, corrections, payments, support_request};
use crate::visit::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/awards", get(awards::list))
        .route("/awards/payments", get(payments::own))
        .route("/awards/payments.csv", get(payments::own_csv))
        .route("/awards/values", get(awards::values))
        .route("/awards/values.csv", get(awards::csv))
        .route("/awards/values.xlsx", get(awards::workbook))
        .route("/awards/corrections", get(corrections::own))
        .route(
            "/awards/corrections/{correction}",
            get(corrections::own_one).post(corrections::take_back),
        )
        .route(
            "/awards/{award}/correction",
            get(corrections::form).post(corrections::send),
        )
        .route("/corrections", get(corrections::list))
        .route(
            "/corrections/{correction}",
            get(corrections::show).post(corrections::answer),
        )
        .route("/children-asked-for", get(child_request::list))
        .route(
            "/children-asked-for/new",
            get(child_request::form).post(child_request::send),
        )
        .route(
            "/children-asked-for/{request}",
            get(child_request::show).post(child_request::answer),
        )
        .route(
            "/children-asked-for/{request}/take-back",
            post(child_request::take_back),
        )
        .route("/support-requests", get(support_request::list))
        .route(
            "/support-requests/{request}",
            get(support_request::show).post(support_request::answer),
        )
        .route(
            "/support-requests/{request}/take-back",
            post(support_request::take_back),
        )
}
