//! Paying, and settling with schools and other authorities.

use axum::Router;
use axum::routing::{get, post};

use crate::pages::{payments, reconciliation, recoupment};
use crate::visit::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/recoupment", get(recoupment::list).post(recoupment::raise))
        .route("/recoupment/claims.csv", get(recoupment::csv))
        .route("/recoupment/claims.xlsx", get(recoupment::workbook))
        .route(
            "/recoupment/{claim}",
            get(recoupment::show).post(recoupment::take),
        )
        .route("/payments", get(payments::of_today))
        .route(
            "/payments/codes",
            get(payments::ask_codes).post(payments::save_codes),
        )
        .route("/payments/{year}", get(payments::of_year))
        .route(
            "/payments/{year}/calendar",
            get(payments::ask).post(payments::save),
        )
        .route(
            "/payments/{year}/schedule.xlsx",
            get(payments::schedule_workbook),
        )
        .route("/payments/{year}/schedule.csv", get(payments::schedule_csv))
        .route("/payments/{year}/periods/{period}", get(payments::show))
        .route(
            "/payments/{year}/periods/{period}/propose",
            post(payments::propose),
        )
        .route(
            "/payments/{year}/periods/{period}/release",
            post(payments::release),
        )
        .route(
            "/payments/{year}/periods/{period}/withdraw",
            post(payments::withdraw),
        )
        .route(
            "/payments/{year}/periods/{period}/export",
            post(payments::take_ledger),
        )
        .route("/payments/{year}/schools", get(reconciliation::schools))
        .route(
            "/payments/{year}/schools/{establishment}",
            get(reconciliation::school).post(reconciliation::take),
        )
        .route(
            "/payments/{year}/schools/{establishment}/reconciliation.xlsx",
            get(reconciliation::held_workbook),
        )
        .route(
            "/reconciliations/{reconciliation}",
            get(reconciliation::show),
        )
        .route(
            "/reconciliations/{reconciliation}/lines.xlsx",
            get(reconciliation::lines_workbook),
        )
        .route(
            "/reconciliations/{reconciliation}/lines/{number}",
            get(reconciliation::line).post(reconciliation::settle),
        )
        .route(
            "/reconciliations/{reconciliation}/lines/{number}/looked-into",
            get(reconciliation::ask_casework).post(reconciliation::conclude),
        )
}
