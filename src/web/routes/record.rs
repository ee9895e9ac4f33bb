//! A child’s record and what begins there.

use axum::Router;
use axum::routing::{get, post};

use crate::pages::{
    absences, audit_trail, award_end, awards_to_look_at, case_authorities, child, children, costs,
    decisions, extracts, kept_back, record_officers, restriction, scoring, statement,
    subject_access, support_request, transfers,
};
use crate::visit::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/children", get(children::list))
        .route("/children/search", post(children::search))
        .route("/children/{child}", get(child::show))
        .route(
            "/children/{child}/absences",
            get(absences::list).post(absences::add),
        )
        .route(
            "/children/{child}/absences/{absence}/end",
            get(absences::ask_end).post(absences::save_end),
        )
        .route(
            "/children/{child}/authorities",
            get(case_authorities::list).post(case_authorities::add),
        )
        .route(
            "/children/{child}/authorities/{part}/end",
            get(case_authorities::ask_end).post(case_authorities::save_end),
        )
        .route("/children/{child}/costs", get(costs::list))
        .route(
            "/children/{child}/costs/{line}/end",
            get(costs::ask_end).post(costs::save_end),
        )
        .route(
            "/children/{child}/costs/proposals/{proposal}",
            get(costs::proposal).post(costs::answer_proposal),
        )
        .route(
            "/children/{child}/placements/{placement}/costs/new",
            get(costs::ask).post(costs::save),
        )
        .route(
            "/children/{child}/extracts",
            get(extracts::list).post(extracts::attach),
        )
        .route("/children/{child}/extracts/{extract}", get(extracts::fetch))
        .route(
            "/children/{child}/extracts/{extract}/remove",
            get(extracts::ask_removal).post(extracts::remove),
        )
        .route(
            "/children/{child}/transfer",
            get(transfers::ask).post(transfers::send),
        )
        .route("/children/{child}/trail", get(audit_trail::of_child))
        .route(
            "/children/{child}/restriction",
            get(restriction::show).post(restriction::change),
        )
        .route(
            "/children/{child}/officers",
            get(record_officers::list).post(record_officers::name),
        )
        .route(
            "/children/{child}/officers/{officer}/end",
            get(record_officers::ask_end).post(record_officers::end),
        )
        .route(
            "/children/{child}/subject-access",
            get(subject_access::show).post(subject_access::answer),
        )
        .route(
            "/children/{child}/scoring",
            get(scoring::start).post(scoring::begin),
        )
        .route(
            "/children/{child}/scoring/take-over",
            get(scoring::show_take_over).post(scoring::take_over),
        )
        .route(
            "/children/{child}/scoring/withdraw",
            get(scoring::show_withdraw).post(scoring::give_up),
        )
        .route(
            "/children/{child}/tribunal-order",
            get(decisions::order).post(decisions::enter_order),
        )
        .route(
            "/children/{child}/awards/{award}/end",
            get(award_end::show).post(award_end::end),
        )
        .route("/awards-to-look-at", get(awards_to_look_at::list))
        .route("/children/{child}/profiles/{profile}", get(child::profile))
        .route(
            "/children/{child}/conflict",
            get(decisions::conflict).post(decisions::declare_conflict),
        )
        .route(
            "/children/{child}/conflict/{officer}/lift",
            post(decisions::lift_conflict),
        )
        .route(
            "/children/{child}/stand-aside",
            post(kept_back::stand_aside),
        )
        .route("/children/{child}/needs", get(child::needs))
        .route(
            "/children/{child}/recipients",
            get(statement::recipients).post(statement::note_recipients),
        )
        .route(
            "/children/{child}/support-request",
            get(support_request::tasks).post(support_request::send),
        )
        .route(
            "/children/{child}/support-request/{area}",
            get(support_request::area).post(support_request::save_area),
        )
}
