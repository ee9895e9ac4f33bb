//! Deciding on a profile, what follows for families, and the registers.

use axum::Router;
use axum::routing::get;

use crate::pages::{decisions, registers, statement};
use crate::visit::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/statements/{decision}", get(statement::show))
        .route("/registers", get(registers::show))
        .route("/registers/file.xlsx", get(registers::workbook))
        .route("/registers/file.csv", get(registers::csv))
        .route(
            "/registers/decisions.xlsx",
            get(registers::decisions_workbook),
        )
        .route("/registers/decisions.csv", get(registers::decisions_csv))
        .route("/decisions", get(decisions::list))
        .route(
            "/decisions/{profile}",
            get(decisions::show).post(decisions::conclude),
        )
        .route(
            "/decisions/{profile}/compare",
            get(decisions::compare).post(decisions::judge),
        )
        .route(
            "/decisions/{profile}/amount",
            get(decisions::amount).post(decisions::agree_amount),
        )
        .route("/decisions/{profile}/done", get(decisions::done))
        .route(
            "/decisions/{profile}/what-would-change",
            get(decisions::what_would_change),
        )
}
