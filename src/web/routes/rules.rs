//! The calculator and the life of rule sets.

use axum::Router;
use axum::routing::get;

use crate::pages::{calculator, rule_life, rule_sets};
use crate::visit::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(
            "/calculator",
            get(calculator::show).post(calculator::work_out),
        )
        .route("/rules", get(rule_sets::list))
        .route("/rules/{digest}", get(rule_sets::by_digest))
        .route("/rules/{authority}/{first_day}", get(rule_sets::show))
        .route(
            "/rules/drafts",
            get(rule_life::drafts).post(rule_life::begin),
        )
        .route(
            "/rules/drafts/upload",
            get(rule_life::begin_form).post(rule_life::begin_from_files),
        )
        .route("/rules/drafts/{draft}", get(rule_life::draft))
        .route(
            "/rules/drafts/{draft}/upload",
            get(rule_life::files_form).post(rule_life::send_files),
        )
        .route(
            "/rules/drafts/{draft}/new-file",
            get(rule_life::new).post(rule_life::save_new),
        )
        .route(
            "/rules/drafts/{draft}/files/{*name}",
            get(rule_life::edit).post(rule_life::save),
        )
        .route("/rules/drafts/{draft}/effect", get(rule_life::effect))
        .route(
            "/rules/drafts/{draft}/effect/{file}",
            get(rule_life::effect_file),
        )
        .route(
            "/rules/drafts/{draft}/values",
            get(rule_life::values).post(rule_life::set_values),
        )
        .route(
            "/rules/drafts/{draft}/propose",
            get(rule_life::propose).post(rule_life::send_proposal),
        )
        .route(
            "/rules/proposals/{digest}",
            get(rule_life::proposal).post(rule_life::answer),
        )
        .route(
            "/rules/withdrawals/{digest}",
            get(rule_life::withdrawal).post(rule_life::withdraw),
        )
}
