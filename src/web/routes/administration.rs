//! Administration: users, establishments, imports, the trail, and records that come and go.

use axum::Router;
use axum::routing::{get, post};

use crate::pages::{
    audit_trail, contacts, establishments, imports, one_time_users, retention, transfers, users,
};
use crate::visit::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/transfers", get(transfers::list))
        .route(
            "/transfers/receive",
            get(transfers::ask_package).post(transfers::look),
        )
        .route("/transfers/receive/confirm", post(transfers::confirm))
        .route(
            "/transfers/keys",
            get(transfers::keys).post(transfers::add_key),
        )
        .route(
            "/transfers/keys/{key}/withdraw",
            post(transfers::withdraw_key),
        )
        .route(
            "/administration/audit",
            get(audit_trail::all).post(audit_trail::search),
        )
        .route(
            "/administration/retention",
            get(retention::show).post(retention::carry_out),
        )
        .route("/administration/imports", get(imports::list))
        .route(
            "/administration/imports/caseload",
            get(imports::ask).post(imports::give),
        )
        .route(
            "/administration/imports/caseload/{upload}",
            get(imports::compare).post(imports::confirm),
        )
        .route("/administration/imports/{run}", get(imports::show))
        .route(
            "/administration/imports/{run}/problems",
            post(imports::deal_with),
        )
        .route(
            "/administration/imports/{run}/problems.csv",
            get(imports::problems_file),
        )
        .route(
            "/administration/imports/{run}/rows.csv",
            get(imports::rows_file),
        )
        .route(
            "/administration/imports/{run}/rows/{row}",
            get(imports::row).post(imports::correct),
        )
        .route("/administration/establishments", get(establishments::list))
        .route(
            "/administration/establishments/register",
            get(establishments::ask).post(establishments::give),
        )
        .route(
            "/administration/establishments/register/{upload}",
            get(establishments::compare).post(establishments::confirm),
        )
        .route(
            "/administration/establishments/{establishment}",
            get(establishments::show),
        )
        .route("/administration/one-time-codes", get(one_time_users::list))
        .route(
            "/administration/one-time-codes/{user}/reset",
            post(one_time_users::reset),
        )
        .route(
            "/administration/contacts",
            get(contacts::show).post(contacts::save),
        )
        .route("/administration/users", get(users::list))
        .route(
            "/administration/users/new",
            get(users::ask).post(users::add),
        )
        .route(
            "/administration/users/{user}",
            get(users::show).post(users::save),
        )
        .route(
            "/administration/users/{user}/password",
            post(users::renew_password),
        )
        .route("/administration/users/{user}/closed", post(users::close))
}
