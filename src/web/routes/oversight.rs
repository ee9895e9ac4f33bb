//! Oversight of levels, bands, scorers and time.

use axum::Router;
use axum::routing::get;

use crate::pages::oversight;
use crate::visit::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/oversight", get(oversight::index))
        .route("/oversight/bands", get(oversight::bands))
        .route("/oversight/bands/file", get(oversight::bands_file))
        .route("/oversight/levels", get(oversight::levels))
        .route("/oversight/levels/file", get(oversight::levels_file))
        .route("/oversight/scorers", get(oversight::scorers))
        .route("/oversight/scorers/file", get(oversight::scorers_file))
        .route("/oversight/scorers/levels", get(oversight::scorer_levels))
        .route(
            "/oversight/scorers/levels/file",
            get(oversight::scorer_levels_file),
        )
        .route(
            "/oversight/baseline",
            get(oversight::baseline).post(oversight::freeze),
        )
        .route("/oversight/baseline/file", get(oversight::baseline_file))
        .route("/oversight/baseline/determinations", get(oversight::made))
        .route("/oversight/timeliness", get(oversight::timeliness))
        .route(
            "/oversight/timeliness/file",
            get(oversight::timeliness_file),
        )
        .route("/oversight/timeliness/children", get(oversight::missed))
        .route("/oversight/equality", get(oversight::equality))
        .route("/oversight/equality/file", get(oversight::equality_file))
}
