//! Every route as every role, and as nobody: a table that a new route must join.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use send_banding::access::Role::{
    self, Administrator, Auditor, BusinessManager, Caseworker, Commissioner, FinanceOfficer,
    HeadOfSend, Moderator, RulesOwner, Senco,
};

use send_banding::service::rule_book;

use crate::rig::House;
use crate::{
    double_scoring, establishments, high_needs, imports, patterns, payments, reconciliation, rules,
};

/// A route that is read, and the roles that are shown it; the others are answered by 403 or 404.
struct Route {
    path: &'static str,
    roles: &'static [Role],
    otherwise: StatusCode,
}

const STAFF: &[Role] = &[
    Caseworker,
    Moderator,
    Commissioner,
    FinanceOfficer,
    HeadOfSend,
    Auditor,
    Administrator,
];
const SCHOOLS: &[Role] = &[Senco, BusinessManager];
const PAYMENT_READERS: &[Role] = &[Commissioner, FinanceOfficer, HeadOfSend, Auditor];
const FINANCE: &[Role] = &[FinanceOfficer];
const COST_KEEPERS: &[Role] = &[Commissioner, FinanceOfficer];
const OVERSEERS: &[Role] = &[Moderator, HeadOfSend, Auditor];
const EQUALITY_READERS: &[Role] = &[HeadOfSend, Auditor];
const FORECAST: &[Role] = &[FinanceOfficer, HeadOfSend, Auditor];
const RULE_READERS: &[Role] = &[RulesOwner, HeadOfSend, Auditor];

const REGISTER_READERS: &[Role] = &[Moderator, HeadOfSend, Auditor];

/// `{zofia}` is a child of Birch Lane, where the SENCO and the business manager are; `{ben}` is not.
const ROUTES: &[Route] = &[
    route("/", Role::ALL, StatusCode::OK),
    route("/funding", PAYMENT_READERS, StatusCode::FORBIDDEN),
    route(
        "/administration",
        &[Administrator, Auditor],
        StatusCode::FORBIDDEN,
    ),
    route("/awards", SCHOOLS, StatusCode::FORBIDDEN),
    route("/awards/payments", SCHOOLS, StatusCode::FORBIDDEN),
    route("/awards/payments.csv", SCHOOLS, StatusCode::FORBIDDEN),
    route("/payments", PAYMENT_READERS, StatusCode::FORBIDDEN),
    route("/payments/2026", PAYMENT_READERS, StatusCode::FORBIDDEN),
    route("/payments/codes", PAYMENT_READERS, StatusCode::FORBIDDEN),
    route(
        "/payments/2026/calendar",
        PAYMENT_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/payments/2026/schedule.xlsx",
        PAYMENT_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/payments/2026/schedule.csv",
        PAYMENT_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/payments/2026/periods/1",
        PAYMENT_READERS,
        StatusCode::FORBIDDEN,
    ),
    route("/payments/2026/schools", FINANCE, StatusCode::FORBIDDEN),
    route(
        "/payments/2026/schools/{establishment}",
        FINANCE,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/payments/2026/schools/{establishment}/reconciliation.xlsx",
        FINANCE,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/reconciliations/{returned}",
        FINANCE,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/reconciliations/{returned}/lines.xlsx",
        FINANCE,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/reconciliations/{returned}/lines/{open}",
        FINANCE,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/reconciliations/{returned}/lines/{task}/looked-into",
        &[Caseworker, FinanceOfficer],
        StatusCode::FORBIDDEN,
    ),
    route("/awards/corrections", SCHOOLS, StatusCode::FORBIDDEN),
    route("/awards/corrections/{ben}", &[], StatusCode::NOT_FOUND),
    // The award is one of Birch Lane's; another's, and a correction that is not there, look the same.
    route(
        "/awards/{zofias_award}/correction",
        SCHOOLS,
        StatusCode::NOT_FOUND,
    ),
    route("/awards/{ben}/correction", &[], StatusCode::NOT_FOUND),
    route(
        "/corrections",
        &[Caseworker, FinanceOfficer],
        StatusCode::FORBIDDEN,
    ),
    route("/corrections/{ben}", &[], StatusCode::NOT_FOUND),
    route("/awards/values", SCHOOLS, StatusCode::FORBIDDEN),
    route("/awards/values.csv", SCHOOLS, StatusCode::FORBIDDEN),
    route("/awards/values.xlsx", SCHOOLS, StatusCode::FORBIDDEN),
    route(
        "/children",
        &[
            Caseworker,
            Moderator,
            Senco,
            BusinessManager,
            Commissioner,
            FinanceOfficer,
            HeadOfSend,
            Auditor,
            Administrator,
        ],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/children/{zofia}",
        &[
            Caseworker,
            Moderator,
            Senco,
            BusinessManager,
            Commissioner,
            FinanceOfficer,
            HeadOfSend,
            Auditor,
            Administrator,
        ],
        StatusCode::NOT_FOUND,
    ),
    route("/children/{ben}", STAFF, StatusCode::NOT_FOUND),
    route(
        "/children/{restricted}",
        &[HeadOfSend, Auditor],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{ben}/absences",
        COST_KEEPERS,
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{restricted}/absences",
        &[],
        StatusCode::NOT_FOUND,
    ),
    // No absence has a child's id; the journey of an absence sees the rest.
    route(
        "/children/{ben}/absences/{ben}/end",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{ben}/authorities",
        &[
            Caseworker,
            Commissioner,
            FinanceOfficer,
            HeadOfSend,
            Auditor,
        ],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{restricted}/authorities",
        &[HeadOfSend, Auditor],
        StatusCode::NOT_FOUND,
    ),
    // No part of an authority has a child's id; the journey of recoupment sees the rest.
    route(
        "/children/{ben}/authorities/{ben}/end",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route("/recoupment", PAYMENT_READERS, StatusCode::FORBIDDEN),
    route(
        "/recoupment?overdue=yes&side=owed_to_us&state=sent&authority=998&page=2",
        PAYMENT_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/recoupment/claims.csv",
        PAYMENT_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/recoupment/claims.xlsx",
        PAYMENT_READERS,
        StatusCode::FORBIDDEN,
    ),
    // No claim has a child's id; the journey of claims sees the rest.
    route("/recoupment/{ben}", &[], StatusCode::NOT_FOUND),
    route("/children/{ben}/costs", COST_KEEPERS, StatusCode::NOT_FOUND),
    route("/children/{restricted}/costs", &[], StatusCode::NOT_FOUND),
    // No placement or line has a child's id; the journey of a cost line sees the rest.
    route(
        "/children/{ben}/placements/{ben}/costs/new",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{ben}/costs/{ben}/end",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{ben}/costs/proposals/{ben}",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{zofia}/trail",
        &[Auditor, Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/children/{ben}/restriction",
        &[HeadOfSend],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/children/{ben}/officers",
        &[HeadOfSend],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{restricted}/officers",
        &[HeadOfSend],
        StatusCode::NOT_FOUND,
    ),
    // Nobody is named; the journey of named officers sees the rest.
    route(
        "/children/{restricted}/officers/{caseworker}/end",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{ben}/subject-access",
        &[HeadOfSend, Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/audit",
        &[Auditor, Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/children/{zofia}/extracts",
        &[Caseworker, Moderator, Senco, HeadOfSend, Auditor],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{ben}/extracts",
        &[Caseworker, Moderator, HeadOfSend, Auditor],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{restricted}/extracts",
        &[HeadOfSend, Auditor],
        StatusCode::NOT_FOUND,
    ),
    // No extract has a child's id; the journeys see those that are there.
    route(
        "/children/{zofia}/extracts/{ben}",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{zofia}/extracts/{ben}/remove",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{zofia}/transfer",
        &[Caseworker, HeadOfSend],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{restricted}/transfer",
        &[HeadOfSend],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/transfers",
        &[Caseworker, HeadOfSend, Auditor, Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/transfers/receive",
        &[Caseworker, HeadOfSend],
        StatusCode::FORBIDDEN,
    ),
    route("/transfers/keys", &[Administrator], StatusCode::FORBIDDEN),
    route(
        "/children/{zofia}/needs",
        &[Caseworker, Moderator, Senco, HeadOfSend, Auditor],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{ben}/needs",
        &[Caseworker, Moderator, HeadOfSend, Auditor],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{zofia}/support-request",
        &[Senco],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{zofia}/support-request/{area}",
        &[Senco],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{ben}/support-request",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/support-requests",
        &[Caseworker, Senco],
        StatusCode::FORBIDDEN,
    ),
    route("/support-requests/{ben}", &[], StatusCode::NOT_FOUND),
    route(
        "/children-asked-for",
        &[Caseworker, Senco],
        StatusCode::FORBIDDEN,
    ),
    route("/children-asked-for/new", &[Senco], StatusCode::FORBIDDEN),
    route("/children-asked-for/{ben}", &[], StatusCode::NOT_FOUND),
    route(
        "/children/{zofia}/recipients",
        &[Caseworker, HeadOfSend],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{restricted}/recipients",
        &[HeadOfSend],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/statements/{zofias_decision}",
        &[Caseworker, Moderator, HeadOfSend, Auditor],
        StatusCode::NOT_FOUND,
    ),
    route("/statements/{ben}", &[], StatusCode::NOT_FOUND),
    route(
        "/children/{ben}/scoring",
        &[Caseworker],
        StatusCode::NOT_FOUND,
    ),
    // Nothing of theirs is being scored; the journeys see the rest.
    route(
        "/children/{ben}/scoring/take-over",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{ben}/scoring/withdraw",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{ben}/awards/{ben}/end",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{zofia}/awards/{zofias_award}/end",
        &[Caseworker, Moderator, FinanceOfficer, HeadOfSend],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/awards-to-look-at",
        &[Caseworker, Moderator, FinanceOfficer, HeadOfSend, Auditor],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/children/{ben}/tribunal-order",
        &[Moderator, HeadOfSend],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{ben}/conflict",
        &[Moderator, HeadOfSend],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/children/{restricted}/conflict",
        &[HeadOfSend],
        StatusCode::NOT_FOUND,
    ),
    // No profile has a child's id; the journeys see the rest.
    route("/children/{ben}/profiles/{ben}", &[], StatusCode::NOT_FOUND),
    route("/scoring", &[Caseworker], StatusCode::FORBIDDEN),
    // No profile has a child's id: what is not there and what is not theirs look the same. The journeys see the rest.
    route("/scoring/{ben}", &[], StatusCode::NOT_FOUND),
    route("/scoring/{ben}/setting", &[], StatusCode::NOT_FOUND),
    route("/scoring/{ben}/check", &[], StatusCode::NOT_FOUND),
    route("/scoring/{ben}/{zofia}", &[], StatusCode::NOT_FOUND),
    route(
        "/double-scoring",
        &[Caseworker, Moderator, HeadOfSend],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/double-scoring/agreement.csv",
        &[Moderator, HeadOfSend],
        StatusCode::FORBIDDEN,
    ),
    route("/registers", REGISTER_READERS, StatusCode::FORBIDDEN),
    route(
        "/registers/file.xlsx",
        REGISTER_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/registers/file.csv",
        REGISTER_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/registers/decisions.xlsx",
        REGISTER_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/registers/decisions.csv",
        REGISTER_READERS,
        StatusCode::FORBIDDEN,
    ),
    route("/double-scoring/{ben}", &[], StatusCode::NOT_FOUND),
    route(
        "/double-scoring/draws/{drawn}",
        &[Moderator, HeadOfSend],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/decisions",
        &[Moderator, HeadOfSend, Auditor],
        StatusCode::FORBIDDEN,
    ),
    route("/decisions/{ben}", &[], StatusCode::NOT_FOUND),
    route("/decisions/{ben}/compare", &[], StatusCode::NOT_FOUND),
    route("/decisions/{ben}/amount", &[], StatusCode::NOT_FOUND),
    route("/decisions/{ben}/done", &[], StatusCode::NOT_FOUND),
    route(
        "/decisions/{ben}/what-would-change",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route("/calculator", Role::ALL, StatusCode::FORBIDDEN),
    route("/high-needs", FORECAST, StatusCode::FORBIDDEN),
    route("/high-needs/{file}", FORECAST, StatusCode::FORBIDDEN),
    route("/high-needs/monitoring", FORECAST, StatusCode::FORBIDDEN),
    route(
        "/high-needs/monitoring/{year}",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/monitoring/{year}/lines.csv",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/monitoring/{year}/months.csv",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/monitoring/{year}/by-line.csv",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/monitoring/{year}/monitoring.xlsx",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/monitoring/{year}/thresholds",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/monitoring/{year}/lines/{line}",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/monitoring/{year}/ledger",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/monitoring/{year}/virements",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route("/places", PAYMENT_READERS, StatusCode::FORBIDDEN),
    route("/places/rates", PAYMENT_READERS, StatusCode::FORBIDDEN),
    route("/places/{year}", PAYMENT_READERS, StatusCode::FORBIDDEN),
    route("/places/{year}/new", &[Commissioner], StatusCode::FORBIDDEN),
    route(
        "/places/{year}/places.csv",
        PAYMENT_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/places/{year}/places.xlsx",
        PAYMENT_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/places/{year}/filled.csv",
        PAYMENT_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/places/{year}/{establishment}",
        PAYMENT_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/places/{year}/{establishment}/{kind}",
        &[Commissioner],
        StatusCode::FORBIDDEN,
    ),
    route("/high-needs/section-251", FORECAST, StatusCode::FORBIDDEN),
    route(
        "/high-needs/section-251/{year}",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/section-251/{year}/statement.csv",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/section-251/{year}/statement.xlsx",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/section-251/{year}/lines/{line}",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/section-251/{year}/lines/{line}/establishments.csv",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/section-251/{year}/lines/{line}/{establishment}",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route("/high-needs/figures", FORECAST, StatusCode::FORBIDDEN),
    route(
        "/high-needs/figures/{year}",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route("/high-needs/sensitivity", FORECAST, StatusCode::FORBIDDEN),
    route(
        "/high-needs/sensitivity.csv",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/management-plan",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/management-plan.xlsx",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/spend/lines/{line}",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/spend/lines/{line}/establishments.csv",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/spend/{setting}/{establishment}",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/spend/{setting}/{establishment}/children.csv",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route("/high-needs/spend", FORECAST, StatusCode::FORBIDDEN),
    route("/high-needs/spend.csv", FORECAST, StatusCode::FORBIDDEN),
    route(
        "/high-needs/spend/{setting}",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/spend/{setting}/establishments.csv",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route("/high-needs/scenarios", FORECAST, StatusCode::FORBIDDEN),
    route("/high-needs/scenarios/new", FORECAST, StatusCode::FORBIDDEN),
    route("/high-needs/compare", FORECAST, StatusCode::FORBIDDEN),
    route("/high-needs/runs", FORECAST, StatusCode::FORBIDDEN),
    route("/high-needs/back-test", FORECAST, StatusCode::FORBIDDEN),
    route("/high-needs/compare.csv", FORECAST, StatusCode::FORBIDDEN),
    route(
        "/high-needs/scenarios/charts/{chart}",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/high-needs/scenarios/{scenario}",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route("/high-needs/runs/{run}", FORECAST, StatusCode::FORBIDDEN),
    route(
        "/high-needs/runs/{run}/forecast.xlsx",
        FORECAST,
        StatusCode::FORBIDDEN,
    ),
    route("/account", Role::ALL, StatusCode::FORBIDDEN),
    route(
        "/administration/one-time-codes",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/imports",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/imports/caseload",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/imports/caseload/{upload}",
        &[],
        StatusCode::NOT_FOUND,
    ),
    route(
        "/administration/imports/{run}",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/imports/{run}/problems.csv",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/imports/{run}/rows.csv",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/imports/{run}/rows/{row}",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/establishments",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/establishments/register",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/establishments/register/{register}",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/establishments/{establishment}",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/contacts",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/retention",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/users",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/users/new",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/administration/users/{caseworker}",
        &[Administrator],
        StatusCode::FORBIDDEN,
    ),
    route("/oversight", OVERSEERS, StatusCode::FORBIDDEN),
    route("/oversight/bands", OVERSEERS, StatusCode::FORBIDDEN),
    route("/oversight/bands/file", OVERSEERS, StatusCode::FORBIDDEN),
    route("/oversight/levels", OVERSEERS, StatusCode::FORBIDDEN),
    route("/oversight/levels/file", OVERSEERS, StatusCode::FORBIDDEN),
    route("/oversight/scorers", &[Moderator], StatusCode::FORBIDDEN),
    route(
        "/oversight/scorers/file",
        &[Moderator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/oversight/scorers/levels",
        &[Moderator],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/oversight/scorers/levels/file",
        &[Moderator],
        StatusCode::FORBIDDEN,
    ),
    route("/oversight/baseline", OVERSEERS, StatusCode::FORBIDDEN),
    route("/oversight/baseline/file", OVERSEERS, StatusCode::FORBIDDEN),
    route(
        "/oversight/baseline/determinations",
        OVERSEERS,
        StatusCode::FORBIDDEN,
    ),
    route("/oversight/timeliness", OVERSEERS, StatusCode::FORBIDDEN),
    route(
        "/oversight/timeliness/children",
        OVERSEERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/oversight/timeliness/file",
        OVERSEERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/oversight/equality",
        EQUALITY_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/oversight/equality/file",
        EQUALITY_READERS,
        StatusCode::FORBIDDEN,
    ),
    route("/rules", Role::ALL, StatusCode::FORBIDDEN),
    route("/rules/{digest}", Role::ALL, StatusCode::FORBIDDEN),
    route("/rules/{authority}/{day}", Role::ALL, StatusCode::FORBIDDEN),
    route("/rules/drafts", RULE_READERS, StatusCode::FORBIDDEN),
    route("/rules/drafts/upload", &[RulesOwner], StatusCode::FORBIDDEN),
    route("/rules/drafts/{draft}", RULE_READERS, StatusCode::FORBIDDEN),
    route(
        "/rules/drafts/{draft}/upload",
        &[RulesOwner],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/rules/drafts/{draft}/files/{name}",
        RULE_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/rules/drafts/{draft}/new-file",
        &[RulesOwner],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/rules/drafts/{draft}/effect",
        RULE_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/rules/drafts/{draft}/effect/matrix.csv",
        RULE_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/rules/drafts/{draft}/values",
        &[RulesOwner],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/rules/drafts/{draft}/propose",
        &[RulesOwner],
        StatusCode::FORBIDDEN,
    ),
    route(
        "/rules/proposals/{proposed}",
        RULE_READERS,
        StatusCode::FORBIDDEN,
    ),
    route(
        "/rules/withdrawals/{approved}",
        &[HeadOfSend],
        StatusCode::FORBIDDEN,
    ),
];

/// Routes for everybody, signed in or not.
const OPEN: &[&str] = &[
    "/about",
    "/accessibility",
    "/council.css",
    "/health",
    "/ready",
];

const fn route(path: &'static str, roles: &'static [Role], otherwise: StatusCode) -> Route {
    Route {
        path,
        roles,
        otherwise,
    }
}

/// Things of each kind that a route shows, by their ids in an address.
pub struct Furnished(Vec<(&'static str, String)>);

impl Furnished {
    /// Makes them.
    pub async fn of(house: &House) -> Furnished {
        let mut owner = house.signed_in(RulesOwner).await;
        let draft = rules::draft_of_2027(&mut owner).await;
        let proposal = rules::proposed(&mut owner, &draft).await;
        let open = rules::draft_of_2027(&mut owner).await;
        let mut officer = house.signed_in(FinanceOfficer).await;
        payments::set_calendar(&mut officer).await;
        let (returned, line, task) = reconciliation::returned(house, &mut officer).await;
        high_needs::know(house).await;
        let (scenario, run) = high_needs::scenario_and_run(house).await;
        let mut administrator = house.signed_in(Administrator).await;
        let imported = imports::with_a_problem(&mut administrator).await;
        let register = establishments::given(&mut administrator).await;
        let drawn = double_scoring::drawn(house).await;
        Furnished(vec![
            ("/rules/drafts/{draft}", open),
            ("{name}", "scheme.toml".to_owned()),
            ("/rules/proposals/{proposed}", proposal),
            ("/reconciliations/{returned}/lines/{task}/looked-into", task),
            ("/reconciliations/{returned}/lines/{open}", line),
            ("/reconciliations/{returned}", returned),
            ("/high-needs/scenarios/{scenario}", scenario),
            ("/administration/imports/{run}", imported),
            ("{row}", "2".to_owned()),
            ("/double-scoring/draws/{drawn}", drawn),
            (
                "/administration/establishments/register/{register}",
                register,
            ),
            ("/high-needs/runs/{run}", run),
        ])
    }

    /// The address of a route of the table.
    pub fn address(&self, house: &House, path: &str) -> String {
        let filled = filled(house, path);
        let each = self.0.iter();
        each.fold(filled, |path, (place, with)| path.replace(place, with))
    }
}

/// The routes that somebody is shown, with each role that is.
pub fn shown() -> impl Iterator<Item = (&'static str, Role)> {
    let each = ROUTES.iter();
    each.flat_map(|route| route.roles.iter().map(|role| (route.path, *role)))
}

fn filled(house: &House, path: &str) -> String {
    path.replace("{zofia}", house.authority.zofia.as_str())
        .replace(
            "{zofias_decision}",
            house.authority.zofias_decision.as_str(),
        )
        .replace("{zofias_award}", house.authority.zofias_award.as_str())
        .replace("{area}", "cognition-and-learning")
        .replace("{ben}", house.authority.ben.as_str())
        .replace("{restricted}", house.authority.restricted.as_str())
        .replace("{caseworker}", house.authority.caseworker.as_str())
        .replace("{authority}/{day}", "exampleshire/2026-04-01")
        .replace("/high-needs/{file}", "/high-needs/balance.csv")
        .replace("{chart}", "tornado.csv")
        .replace("{year}", "2026-27")
        .replace("{setting}", "MMS")
        .replace("{line}", "1.2.1")
        .replace("{kind}", "special")
        .replace("{establishment}", house.authority.oak_hill.as_str())
        .replace("{digest}", &served_rules())
        .replace("{approved}", served_rules().trim_end_matches(".json"))
}

/// The routes below one child's record, with `{child}` where the child stands; those that name another thing beside are left out.
pub fn of_a_child() -> BTreeSet<String> {
    let each = ROUTES.iter().filter_map(|route| {
        let of_one = ["/children/{zofia}", "/children/{ben}"];
        let rest = of_one
            .iter()
            .find_map(|child| route.path.strip_prefix(child))?;
        // Whether scoring is taken over or given up depends on whether and who scores, not on whose record it is.
        let of_scoring = ["/scoring/take-over", "/scoring/withdraw"].contains(&rest);
        // An award is of one child alone.
        let of_another = rest.contains("{ben}") || rest.contains("{zofias_award}");
        let of_record = !of_another && !of_scoring;
        of_record.then(|| format!("/children/{{child}}{rest}"))
    });
    each.collect()
}

/// The address's last part for the JSON of a rule set.
fn served_rules() -> String {
    let set = rule_book()
        .named(&"exampleshire/2026-04-01".parse().unwrap())
        .unwrap();
    format!("{}.json", set.digest())
}

#[tokio::test]
async fn every_route_answers_every_role_as_the_table_says() {
    let house = House::open().await;
    let furnished = Furnished::of(&house).await;
    let mut wrong = Vec::new();
    for role in Role::ALL {
        let mut browser = house.signed_in(*role).await;
        for route in ROUTES {
            let expected = if route.roles.contains(role) {
                StatusCode::OK
            } else {
                route.otherwise
            };
            let path = furnished.address(&house, route.path);
            let status = browser.get(&path).await.status;
            if status != expected {
                wrong.push(format!(
                    "{} as {}: {status}, not {expected}",
                    route.path,
                    role.code()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn nobody_is_shown_anything_before_signing_in() {
    let house = House::open().await;
    for route in ROUTES {
        let answer = house.visitor().get(&filled(&house, route.path)).await;
        assert!(answer.location().starts_with("/sign-in"), "{}", route.path);
        answer.says_nothing_of(&["Zofia", "Okoro"]);
    }
    for path in OPEN {
        assert_eq!(
            house.visitor().get(path).await.status,
            StatusCode::OK,
            "{path}"
        );
    }
}

#[tokio::test]
async fn nothing_that_writes_answers_a_get() {
    let house = House::open().await;
    let mut browser = house.signed_in(Caseworker).await;
    for path in ["/sign-out", "/children/search"] {
        let status = browser.get(path).await.status;
        assert!(
            [StatusCode::METHOD_NOT_ALLOWED, StatusCode::NOT_FOUND].contains(&status),
            "{path}: {status}"
        );
    }
}

/// Every pattern of the router is in one of the tables above, so that a new route cannot be forgotten.
#[test]
fn every_pattern_of_the_router_is_in_the_table() {
    let known = |pattern: &str| {
        let shape = |path: &str| {
            path.split('/')
                .map(|part| match part {
                    // A year and a period of payments, and a comparison's file, stand in the table as they are asked for.
                    "2026" | "1" | "matrix.csv" => "{}",
                    part if part.starts_with('{') => "{}",
                    part => part,
                })
                .collect::<Vec<_>>()
                .join("/")
        };
        let listed = ROUTES
            .iter()
            .map(|route| route.path)
            .chain(OPEN.iter().copied());
        let writes = [
            "/sign-in",
            "/sign-out",
            "/children/search",
            "/payments/{year}/periods/{period}/propose",
            "/payments/{year}/periods/{period}/release",
            "/payments/{year}/periods/{period}/withdraw",
            "/payments/{year}/periods/{period}/export",
            "/high-needs/runs/{run}/stop",
            "/transfers/receive/confirm",
            "/transfers/keys/{key}/withdraw",
            "/administration/imports/{run}/problems",
            "/high-needs/monitoring/{year}/basis",
            "/high-needs/monitoring/{year}/reported",
            "/high-needs/section-251/{year}/places",
            "/high-needs/monitoring/{year}/virements/{virement}",
            "/children/{child}/conflict/{officer}/lift",
            "/children/{child}/stand-aside",
            "/account/one-time-codes",
            "/account/one-time-codes/start",
            "/administration/one-time-codes/{user}/reset",
            "/administration/users/{user}/password",
            "/administration/users/{user}/closed",
            "/support-requests/{request}/take-back",
            "/children-asked-for/{request}/take-back",
        ];
        // A sign-in by the council's provider, and the second step of one, have journeys of their own.
        let council = [
            "/sign-in/code",
            "/sign-in/council",
            "/sign-in/council/return",
            "/sign-in/council/leave",
        ];
        listed
            .chain(writes)
            .chain(council)
            .any(|path| shape(path) == shape(pattern))
            || pattern == "/assets/{*path}"
    };
    let unknown = patterns::of_the_router().into_iter();
    let unknown: Vec<String> = unknown
        .map(|pattern| pattern.path)
        .filter(|path| !known(path))
        .collect();
    assert!(
        unknown.is_empty(),
        "these routes are in no table: {unknown:?}"
    );
}
