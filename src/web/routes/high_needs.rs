//! The High Needs Block: outlook, spend, monitoring, statements and places.

use axum::Router;
use axum::routing::{get, post};

use crate::pages::{high_needs, monitoring, places, section_251};
use crate::visit::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/high-needs", get(high_needs::outlook))
        .route("/high-needs/{file}", get(high_needs::outlook_csv))
        .route("/high-needs/figures", get(high_needs::figures))
        .route(
            "/high-needs/figures/{year}",
            get(high_needs::figures).post(high_needs::enter),
        )
        .route("/high-needs/sensitivity", get(high_needs::sensitivity))
        .route(
            "/high-needs/sensitivity.csv",
            get(high_needs::sensitivity_csv),
        )
        .route(
            "/high-needs/management-plan",
            get(high_needs::management_plan),
        )
        .route(
            "/high-needs/management-plan.xlsx",
            get(high_needs::management_plan_file),
        )
        .route("/high-needs/spend", get(high_needs::spend))
        .route("/high-needs/spend.csv", get(high_needs::spend_csv))
        .route("/high-needs/spend/lines/{line}", get(high_needs::of_line))
        .route(
            "/high-needs/spend/lines/{line}/establishments.csv",
            get(high_needs::of_line_csv),
        )
        .route("/high-needs/spend/{setting}", get(high_needs::of_setting))
        .route(
            "/high-needs/spend/{setting}/{establishment}",
            get(high_needs::school),
        )
        .route(
            "/high-needs/spend/{setting}/{establishment}/children.csv",
            get(high_needs::school_csv),
        )
        .route(
            "/high-needs/spend/{setting}/establishments.csv",
            get(high_needs::of_setting_csv),
        )
        .route("/high-needs/scenarios", get(high_needs::scenarios))
        .route(
            "/high-needs/scenarios/new",
            get(high_needs::new).post(high_needs::save_new),
        )
        .route(
            "/high-needs/scenarios/charts/{file}",
            get(high_needs::scenario_chart),
        )
        .route(
            "/high-needs/scenarios/{scenario}",
            get(high_needs::edit).post(high_needs::save),
        )
        .route("/high-needs/compare", get(high_needs::compare))
        .route("/high-needs/compare.csv", get(high_needs::compare_csv))
        .route(
            "/high-needs/runs",
            get(high_needs::runs).post(high_needs::start),
        )
        .route("/high-needs/runs/{run}", get(high_needs::run))
        .route("/high-needs/runs/{run}/stop", post(high_needs::stop))
        .route(
            "/high-needs/runs/{run}/forecast.xlsx",
            get(high_needs::run_file),
        )
        .route("/high-needs/monitoring", get(monitoring::of_today))
        .route("/high-needs/monitoring/{year}", get(monitoring::year))
        .route(
            "/high-needs/monitoring/{year}/lines.csv",
            get(monitoring::csv),
        )
        .route(
            "/high-needs/monitoring/{year}/months.csv",
            get(monitoring::chart),
        )
        .route(
            "/high-needs/monitoring/{year}/by-line.csv",
            get(monitoring::by_line_csv),
        )
        .route(
            "/high-needs/monitoring/{year}/monitoring.xlsx",
            get(monitoring::workbook),
        )
        .route(
            "/high-needs/monitoring/{year}/basis",
            post(monitoring::take_basis),
        )
        .route(
            "/high-needs/monitoring/{year}/reported",
            post(monitoring::report),
        )
        .route(
            "/high-needs/monitoring/{year}/thresholds",
            get(monitoring::thresholds).post(monitoring::enter_thresholds),
        )
        .route(
            "/high-needs/monitoring/{year}/lines/{line}",
            get(monitoring::line).post(monitoring::say),
        )
        .route(
            "/high-needs/monitoring/{year}/ledger",
            get(monitoring::ledger).post(monitoring::import),
        )
        .route(
            "/high-needs/monitoring/{year}/virements",
            get(monitoring::virements).post(monitoring::propose),
        )
        .route(
            "/high-needs/monitoring/{year}/virements/{virement}",
            post(monitoring::conclude),
        )
        .route("/places", get(places::of_today))
        .route("/places/rates", get(places::rates).post(places::enter_rate))
        .route("/places/{year}", get(places::of_year))
        .route(
            "/places/{year}/new",
            get(places::ask_where).post(places::find),
        )
        .route("/places/{year}/places.csv", get(places::csv))
        .route("/places/{year}/places.xlsx", get(places::workbook))
        .route("/places/{year}/filled.csv", get(places::chart))
        .route("/places/{year}/{establishment}", get(places::at))
        .route(
            "/places/{year}/{establishment}/{kind}",
            get(places::ask).post(places::keep),
        )
        .route("/high-needs/section-251", get(section_251::of_today))
        .route("/high-needs/section-251/{year}", get(section_251::year))
        .route(
            "/high-needs/section-251/{year}/places",
            post(section_251::take_places),
        )
        .route(
            "/high-needs/section-251/{year}/statement.csv",
            get(section_251::csv),
        )
        .route(
            "/high-needs/section-251/{year}/statement.xlsx",
            get(section_251::workbook),
        )
        .route(
            "/high-needs/section-251/{year}/lines/{line}",
            get(section_251::line).post(section_251::enter),
        )
        .route(
            "/high-needs/section-251/{year}/lines/{line}/establishments.csv",
            get(section_251::line_csv),
        )
        .route(
            "/high-needs/section-251/{year}/lines/{line}/{establishment}",
            get(section_251::place),
        )
        .route("/high-needs/back-test", get(high_needs::back_test))
}
