//! Scoring a profile, alone or as the second of two.

use axum::Router;
use axum::routing::get;

use crate::pages::{scoring, second_scoring};
use crate::visit::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/scoring", get(scoring::own))
        .route("/scoring/{profile}", get(scoring::tasks))
        .route(
            "/scoring/{profile}/setting",
            get(scoring::setting).post(scoring::save_setting),
        )
        .route(
            "/scoring/{profile}/check",
            get(scoring::check).post(scoring::send),
        )
        .route(
            "/scoring/{profile}/{area}",
            get(scoring::area).post(scoring::save_area),
        )
        .route(
            "/double-scoring",
            get(second_scoring::list).post(second_scoring::choose),
        )
        .route(
            "/double-scoring/agreement.csv",
            get(second_scoring::agreement_file),
        )
        .route("/double-scoring/draws/{draw}", get(second_scoring::drawn))
        .route(
            "/double-scoring/{profile}",
            get(second_scoring::show).post(second_scoring::save),
        )
}
