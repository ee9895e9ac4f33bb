//! Every route, in one list.

use axum::Router;
use axum::routing::{get, post};

use super::fixed;
use crate::pages::{
    about, absences, account, audit_trail, awards, calculator, case_authorities, child, children,
    corrections, costs, council_sign_in, decisions, establishments, extracts, high_needs, home,
    imports, monitoring, one_time_code, one_time_users, oversight, payments, places,
    reconciliation, record_officers, recoupment, registers, restriction, retention, rule_life,
    rule_sets, scoring, second_scoring, section_251, sign_in, statement, subject_access,
    support_request, transfers, users,
};
use crate::visit::{AppState, assets};

/// Every route; `tests/journeys/roles.rs` tries each as each role.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        // For whoever is signed in, as far as their roles go.
        .route("/", get(home::home))
        .route("/awards", get(awards::list))
        .route("/awards/payments", get(payments::own))
        .route("/awards/values", get(awards::values))
        .route("/awards/values.csv", get(awards::csv))
        .route("/awards/values.xlsx", get(awards::workbook))
        .route("/awards/corrections", get(corrections::own))
        .route(
            "/awards/{award}/correction",
            get(corrections::form).post(corrections::send),
        )
        .route("/corrections", get(corrections::list))
        .route(
            "/corrections/{correction}",
            get(corrections::show).post(corrections::answer),
        )
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
        .route("/recoupment", get(recoupment::list).post(recoupment::raise))
        .route("/recoupment/claims.csv", get(recoupment::csv))
        .route("/recoupment/claims.xlsx", get(recoupment::workbook))
        .route(
            "/recoupment/{claim}",
            get(recoupment::show).post(recoupment::take),
        )
        .route("/children/{child}/costs", get(costs::list))
        .route(
            "/children/{child}/costs/{line}/end",
            get(costs::ask_end).post(costs::save_end),
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
        .route(
            "/children/{child}/scoring",
            get(scoring::start).post(scoring::begin),
        )
        .route(
            "/children/{child}/tribunal-order",
            get(decisions::order).post(decisions::enter_order),
        )
        .route("/children/{child}/profiles/{profile}", get(child::profile))
        .route(
            "/children/{child}/conflict",
            get(decisions::conflict).post(decisions::declare_conflict),
        )
        .route(
            "/children/{child}/conflict/{officer}/lift",
            post(decisions::lift_conflict),
        )
        .route("/scoring", get(scoring::own))
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
        .route("/support-requests", get(support_request::list))
        .route(
            "/support-requests/{request}",
            get(support_request::show).post(support_request::answer),
        )
        .route("/statements/{decision}", get(statement::show))
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
        .route("/registers", get(registers::show))
        .route("/registers/file.xlsx", get(registers::workbook))
        .route("/registers/file.csv", get(registers::csv))
        .route(
            "/registers/decisions.xlsx",
            get(registers::decisions_workbook),
        )
        .route("/registers/decisions.csv", get(registers::decisions_csv))
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
        .route(
            "/calculator",
            get(calculator::show).post(calculator::work_out),
        )
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
            "/high-needs/monitoring/{year}/monitoring.xlsx",
            get(monitoring::workbook),
        )
        .route(
            "/high-needs/monitoring/{year}/basis",
            post(monitoring::take_basis),
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
        .route("/account", get(account::show))
        .route("/account/one-time-codes", post(account::confirm))
        .route("/account/one-time-codes/start", post(account::start))
        .route("/administration/one-time-codes", get(one_time_users::list))
        .route(
            "/administration/one-time-codes/{user}/reset",
            post(one_time_users::reset),
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
        .route("/oversight", get(oversight::index))
        .route("/oversight/bands", get(oversight::bands))
        .route("/oversight/bands/file", get(oversight::bands_file))
        .route("/oversight/levels", get(oversight::levels))
        .route("/oversight/levels/file", get(oversight::levels_file))
        .route("/oversight/scorers", get(oversight::scorers))
        .route("/oversight/scorers/file", get(oversight::scorers_file))
        .route(
            "/oversight/baseline",
            get(oversight::baseline).post(oversight::freeze),
        )
        .route("/oversight/baseline/file", get(oversight::baseline_file))
        .route("/oversight/timeliness", get(oversight::timeliness))
        .route(
            "/oversight/timeliness/file",
            get(oversight::timeliness_file),
        )
        .route("/oversight/equality", get(oversight::equality))
        .route("/oversight/equality/file", get(oversight::equality_file))
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
        // For everybody.
        .route("/sign-in", get(sign_in::form).post(sign_in::enter))
        .route(
            "/sign-in/code",
            get(one_time_code::form).post(one_time_code::enter),
        )
        .route("/sign-in/council", get(council_sign_in::begin))
        .route("/sign-in/council/return", get(council_sign_in::finish))
        .route("/sign-in/council/leave", get(council_sign_in::leave))
        .route("/sign-out", post(sign_in::leave))
        .route("/about", get(about::about))
        .route("/accessibility", get(about::accessibility))
        // For machines.
        .route("/assets/{*path}", get(assets::serve))
        .route("/council.css", get(fixed::council_stylesheet))
        .route("/health", get(fixed::live))
        .route("/ready", get(fixed::ready))
}
