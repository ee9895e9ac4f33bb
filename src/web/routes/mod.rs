//! Every route, one list for each part of the work.

mod administration;
mod decisions;
mod front;
mod high_needs;
mod oversight;
mod payments;
mod record;
mod rules;
mod schools;
mod scoring;

use axum::Router;

use crate::visit::AppState;

/// Every route; `tests/journeys/roles.rs` tries each as each role.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .merge(record::routes())
        .merge(scoring::routes())
        .merge(decisions::routes())
        .merge(schools::routes())
        .merge(payments::routes())
        .merge(high_needs::routes())
        .merge(oversight::routes())
        .merge(administration::routes())
        .merge(rules::routes())
        .merge(front::routes())
}
