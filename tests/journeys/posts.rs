//! Every form as every role: a table that a new route must join, with own records and those of others.

use axum::http::StatusCode;
use send_banding::access::Role::{
    self, Administrator, Auditor, BusinessManager, Caseworker, Commissioner, FinanceOfficer,
    HeadOfSend, Moderator, RulesOwner, Senco,
};
use send_banding::needs::Need;
use send_banding::store::{placement, plan};

use crate::patterns;
use crate::rig::{Answer, Browser, House};
use crate::roles::Furnished;
use crate::sample;
use crate::scoring::{begun, sent};

/// What is sent.
enum Body {
    /// Fields, enough for the form to be read; what they say may be wrong.
    Fields(&'static [(&'static str, &'static str)]),
    /// A form with a file that is empty.
    File,
}

/// A form, and the roles for which it is taken: read, whatever comes of it. The others are refused as they should be.
struct Form {
    path: &'static str,
    body: Body,
    roles: &'static [Role],
    otherwise: StatusCode,
    /// Refused in another way.
    but: &'static [(Role, StatusCode)],
}

const FORBIDDEN: StatusCode = StatusCode::FORBIDDEN;
const NOT_FOUND: StatusCode = StatusCode::NOT_FOUND;
const NOTHING: Body = Body::Fields(&[]);

const LISTERS: &[Role] = &[
    Caseworker,
    Moderator,
    Senco,
    BusinessManager,
    Commissioner,
    FinanceOfficer,
    HeadOfSend,
    Auditor,
    Administrator,
];
const SCHOOLS: &[Role] = &[Senco, BusinessManager];
const CASEWORK: &[Role] = &[Caseworker, HeadOfSend];
const DECIDERS: &[Role] = &[Moderator, HeadOfSend];
const FINANCE: &[Role] = &[FinanceOfficer];
const HEAD: &[Role] = &[HeadOfSend];
const ADMINISTRATION: &[Role] = &[Administrator];
const COMMISSIONING: &[Role] = &[Commissioner];
const RULES: &[Role] = &[RulesOwner];

const fn form(path: &'static str, roles: &'static [Role], otherwise: StatusCode) -> Form {
    with(path, NOTHING, roles, otherwise)
}

const fn with(
    path: &'static str,
    body: Body,
    roles: &'static [Role],
    otherwise: StatusCode,
) -> Form {
    Form {
        path,
        body,
        roles,
        otherwise,
        but: &[],
    }
}

const fn but(form: Form, but: &'static [(Role, StatusCode)]) -> Form {
    Form {
        path: form.path,
        body: form.body,
        roles: form.roles,
        otherwise: form.otherwise,
        but,
    }
}

/// A digest of nothing that there is.
const NO_DIGEST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// `{zofia}` and `{zofias_award}` are of Birch Lane, where the SENCO and the business manager are; `{ben}` is not, and where an
/// award, a request or a file is asked for by that id there is none. `{waiting}` is a profile of Ben's that the caseworker sent,
/// `{scoring}` one that the caseworker is scoring.
const FORMS: &[Form] = &[
    form("/awards/{zofias_award}/correction", SCHOOLS, NOT_FOUND),
    form("/awards/{ben}/correction", &[], NOT_FOUND),
    form("/awards/corrections/{ben}", &[], NOT_FOUND),
    form("/corrections/{ben}", &[], NOT_FOUND),
    with(
        "/children/search",
        Body::Fields(&[("words", "EX-1002")]),
        LISTERS,
        FORBIDDEN,
    ),
    form(
        "/children/{ben}/placements/{bens_placement}/costs/new",
        &[Commissioner, FinanceOfficer],
        NOT_FOUND,
    ),
    form(
        "/children/{zofia}/placements/{bens_placement}/costs/new",
        &[],
        NOT_FOUND,
    ),
    form(
        "/children/{restricted}/placements/{bens_placement}/costs/new",
        &[],
        NOT_FOUND,
    ),
    // The caseworker scores hers: nobody takes over from oneself.
    but(
        form("/children/{zofia}/scoring/take-over", &[], NOT_FOUND),
        &[(Caseworker, FORBIDDEN)],
    ),
    form(
        "/children/{zofia}/scoring/withdraw",
        &[Caseworker, HeadOfSend],
        NOT_FOUND,
    ),
    // Nothing of hers waits; the journeys see the rest.
    form("/children/{zofia}/stand-aside", &[], NOT_FOUND),
    form("/children/{ben}/costs/{ben}/end", &[], NOT_FOUND),
    form("/children/{ben}/costs/proposals/{ben}", &[], NOT_FOUND),
    form("/recoupment", FINANCE, FORBIDDEN),
    form("/recoupment/{ben}", &[], NOT_FOUND),
    form(
        "/children/{ben}/authorities",
        &[Caseworker, Commissioner],
        NOT_FOUND,
    ),
    form("/children/{restricted}/authorities", &[], NOT_FOUND),
    form("/children/{ben}/authorities/{ben}/end", &[], NOT_FOUND),
    form(
        "/children/{ben}/absences",
        &[Commissioner, FinanceOfficer],
        NOT_FOUND,
    ),
    form("/children/{restricted}/absences", &[], NOT_FOUND),
    form("/children/{ben}/absences/{ben}/end", &[], NOT_FOUND),
    with(
        "/children/{zofia}/extracts",
        Body::File,
        CASEWORK,
        NOT_FOUND,
    ),
    with(
        "/children/{restricted}/extracts",
        Body::File,
        HEAD,
        NOT_FOUND,
    ),
    with(
        "/children/{zofia}/extracts/{ben}/remove",
        Body::Fields(&[("reason", "Of another child")]),
        &[],
        NOT_FOUND,
    ),
    form("/children/{zofia}/transfer", CASEWORK, NOT_FOUND),
    form("/children/{restricted}/transfer", HEAD, NOT_FOUND),
    with("/transfers/receive", Body::File, CASEWORK, FORBIDDEN),
    with(
        "/transfers/receive/confirm",
        Body::File,
        CASEWORK,
        FORBIDDEN,
    ),
    form("/transfers/keys", ADMINISTRATION, FORBIDDEN),
    // No key is that id.
    form("/transfers/keys/{ben}/withdraw", &[], NOT_FOUND),
    with(
        "/children/{zofia}/restriction",
        Body::Fields(&[("restricted", "true"), ("version", "999")]),
        HEAD,
        FORBIDDEN,
    ),
    form("/children/{zofia}/officers", HEAD, NOT_FOUND),
    form("/children/{restricted}/officers", HEAD, NOT_FOUND),
    // Nobody is named.
    with(
        "/children/{restricted}/officers/{caseworker}/end",
        Body::Fields(&[("reason", "Nobody is named")]),
        &[],
        NOT_FOUND,
    ),
    with(
        "/children/{zofia}/subject-access",
        Body::Fields(&[("read", NO_DIGEST)]),
        &[HeadOfSend, Administrator],
        FORBIDDEN,
    ),
    but(
        with(
            "/children/{restricted}/subject-access",
            Body::Fields(&[("read", NO_DIGEST)]),
            HEAD,
            FORBIDDEN,
        ),
        &[(Administrator, NOT_FOUND)],
    ),
    form(
        "/administration/audit",
        &[Auditor, Administrator],
        FORBIDDEN,
    ),
    with(
        "/administration/retention",
        Body::Fields(&[("years", "7"), ("shown", NO_DIGEST)]),
        ADMINISTRATION,
        FORBIDDEN,
    ),
    with(
        "/administration/imports/caseload",
        Body::File,
        ADMINISTRATION,
        FORBIDDEN,
    ),
    but(
        with(
            "/administration/imports/caseload/{ben}",
            Body::Fields(&[("shown", NO_DIGEST)]),
            &[],
            FORBIDDEN,
        ),
        &[(Administrator, NOT_FOUND)],
    ),
    form(
        "/administration/imports/{run}/rows/{row}",
        ADMINISTRATION,
        FORBIDDEN,
    ),
    with(
        "/administration/imports/{run}/problems",
        Body::Fields(&[("problem", "1")]),
        ADMINISTRATION,
        FORBIDDEN,
    ),
    with(
        "/administration/establishments/register",
        Body::File,
        ADMINISTRATION,
        FORBIDDEN,
    ),
    with(
        "/administration/establishments/register/{register}",
        Body::Fields(&[("shown", NO_DIGEST)]),
        ADMINISTRATION,
        FORBIDDEN,
    ),
    form("/children/{ben}/scoring", &[Caseworker], NOT_FOUND),
    form("/children/{restricted}/scoring", &[], NOT_FOUND),
    form(
        "/children/{zofia}/awards/{zofias_award}/end",
        &[Caseworker, Moderator, FinanceOfficer, HeadOfSend],
        NOT_FOUND,
    ),
    form("/children/{ben}/tribunal-order", DECIDERS, NOT_FOUND),
    form("/children/{restricted}/tribunal-order", HEAD, NOT_FOUND),
    form("/children/{ben}/conflict", DECIDERS, NOT_FOUND),
    form("/children/{restricted}/conflict", HEAD, NOT_FOUND),
    form(
        "/children/{ben}/conflict/{caseworker}/lift",
        HEAD,
        NOT_FOUND,
    ),
    form(
        "/children/{restricted}/conflict/{caseworker}/lift",
        HEAD,
        NOT_FOUND,
    ),
    form("/payments/codes", FINANCE, FORBIDDEN),
    form("/payments/2026/calendar", FINANCE, FORBIDDEN),
    form("/payments/2026/periods/1/propose", FINANCE, FORBIDDEN),
    // Whoever proposed it does not release it.
    form("/payments/2026/periods/1/release", HEAD, FORBIDDEN),
    // Nothing is proposed of the second period, and nothing released of the first when it is the finance officer's turn.
    but(
        form("/payments/2026/periods/2/withdraw", &[], FORBIDDEN),
        &[(FinanceOfficer, NOT_FOUND), (HeadOfSend, NOT_FOUND)],
    ),
    but(
        form("/payments/2026/periods/1/export", &[], FORBIDDEN),
        &[(FinanceOfficer, NOT_FOUND)],
    ),
    with(
        "/payments/2026/schools/{establishment}",
        Body::File,
        FINANCE,
        FORBIDDEN,
    ),
    form(
        "/reconciliations/{returned}/lines/{open}",
        FINANCE,
        FORBIDDEN,
    ),
    form(
        "/reconciliations/{returned}/lines/{task}/looked-into",
        &[Caseworker, FinanceOfficer],
        FORBIDDEN,
    ),
    form("/children/{zofia}/recipients", CASEWORK, NOT_FOUND),
    form("/children/{restricted}/recipients", HEAD, NOT_FOUND),
    form("/children/{zofia}/support-request", &[Senco], NOT_FOUND),
    form("/children/{ben}/support-request", &[], NOT_FOUND),
    form(
        "/children/{zofia}/support-request/{area}",
        &[Senco],
        NOT_FOUND,
    ),
    form("/children/{ben}/support-request/{area}", &[], NOT_FOUND),
    form("/support-requests/{ben}", &[], NOT_FOUND),
    form("/support-requests/{ben}/take-back", &[], NOT_FOUND),
    form("/children-asked-for/new", &[Senco], FORBIDDEN),
    form("/children-asked-for/{ben}", &[], NOT_FOUND),
    form("/children-asked-for/{ben}/take-back", &[], NOT_FOUND),
    form("/scoring/{scoring}/setting", &[Caseworker], NOT_FOUND),
    form("/scoring/{scoring}/check", &[Caseworker], NOT_FOUND),
    form("/scoring/{scoring}/{area}", &[Caseworker], NOT_FOUND),
    // Sent, it is its scorer's no more.
    form("/scoring/{waiting}/check", &[], NOT_FOUND),
    form("/double-scoring", DECIDERS, FORBIDDEN),
    form("/double-scoring/{ben}", &[], NOT_FOUND),
    but(
        form("/decisions/{waiting}", DECIDERS, NOT_FOUND),
        &[(Auditor, FORBIDDEN)],
    ),
    but(
        form("/decisions/{waiting}/compare", DECIDERS, NOT_FOUND),
        &[(Auditor, FORBIDDEN)],
    ),
    // No amount is wanted of it.
    but(
        form("/decisions/{waiting}/amount", &[], NOT_FOUND),
        &[(Auditor, FORBIDDEN)],
    ),
    form("/decisions/{scoring}", &[], NOT_FOUND),
    form("/calculator", Role::ALL, FORBIDDEN),
    form("/high-needs/figures/{year}", FINANCE, FORBIDDEN),
    form("/high-needs/scenarios/new", FINANCE, FORBIDDEN),
    form("/high-needs/scenarios/{scenario}", FINANCE, FORBIDDEN),
    form("/high-needs/runs", FINANCE, FORBIDDEN),
    form("/high-needs/runs/{run}/stop", FINANCE, FORBIDDEN),
    form("/high-needs/monitoring/{year}/basis", FINANCE, FORBIDDEN),
    but(
        form("/high-needs/monitoring/{year}/reported", &[], FORBIDDEN),
        &[(FinanceOfficer, NOT_FOUND)],
    ),
    form(
        "/high-needs/monitoring/{year}/thresholds",
        FINANCE,
        FORBIDDEN,
    ),
    form(
        "/high-needs/monitoring/{year}/lines/{line}",
        FINANCE,
        FORBIDDEN,
    ),
    with(
        "/high-needs/monitoring/{year}/ledger",
        Body::File,
        FINANCE,
        FORBIDDEN,
    ),
    form(
        "/high-needs/monitoring/{year}/virements",
        FINANCE,
        FORBIDDEN,
    ),
    but(
        with(
            "/high-needs/monitoring/{year}/virements/{ben}",
            Body::Fields(&[("answer", "approve")]),
            &[],
            FORBIDDEN,
        ),
        &[(FinanceOfficer, NOT_FOUND), (HeadOfSend, NOT_FOUND)],
    ),
    form("/places/rates", COMMISSIONING, FORBIDDEN),
    form("/places/{year}/new", COMMISSIONING, FORBIDDEN),
    form(
        "/places/{year}/{establishment}/{kind}",
        COMMISSIONING,
        FORBIDDEN,
    ),
    but(
        with(
            "/high-needs/section-251/{year}/places",
            Body::Fields(&[("shown", NO_DIGEST)]),
            &[],
            FORBIDDEN,
        ),
        &[(FinanceOfficer, NOT_FOUND)],
    ),
    form(
        "/high-needs/section-251/{year}/lines/{line}",
        FINANCE,
        FORBIDDEN,
    ),
    form("/account/one-time-codes", Role::ALL, FORBIDDEN),
    form("/account/one-time-codes/start", Role::ALL, FORBIDDEN),
    form(
        "/administration/one-time-codes/{caseworker}/reset",
        ADMINISTRATION,
        FORBIDDEN,
    ),
    form("/administration/contacts", ADMINISTRATION, FORBIDDEN),
    form("/administration/users/new", ADMINISTRATION, FORBIDDEN),
    form(
        "/administration/users/{caseworker}",
        ADMINISTRATION,
        FORBIDDEN,
    ),
    with(
        "/administration/users/{caseworker}/password",
        Body::Fields(&[("version", "999"), ("closed", "false")]),
        ADMINISTRATION,
        FORBIDDEN,
    ),
    with(
        "/administration/users/{caseworker}/closed",
        Body::Fields(&[("version", "999"), ("closed", "true")]),
        ADMINISTRATION,
        FORBIDDEN,
    ),
    form("/oversight/baseline", HEAD, FORBIDDEN),
    // There is no set of that digest to copy.
    but(
        with(
            "/rules/drafts",
            Body::Fields(&[("from", NO_DIGEST)]),
            &[],
            FORBIDDEN,
        ),
        &[(RulesOwner, NOT_FOUND)],
    ),
    with("/rules/drafts/upload", Body::File, RULES, FORBIDDEN),
    with("/rules/drafts/{draft}/upload", Body::File, RULES, FORBIDDEN),
    form("/rules/drafts/{draft}/new-file", RULES, FORBIDDEN),
    form("/rules/drafts/{draft}/files/{name}", RULES, FORBIDDEN),
    form("/rules/drafts/{draft}/values", RULES, FORBIDDEN),
    form("/rules/drafts/{draft}/propose", RULES, FORBIDDEN),
    form("/rules/proposals/{proposed}", HEAD, FORBIDDEN),
    form("/rules/withdrawals/{approved}", HEAD, FORBIDDEN),
];

/// Forms for whoever is not signed in yet, or is leaving.
const OPEN: &[&str] = &["/sign-in", "/sign-in/code", "/sign-out"];

/// The addresses of what the table names, beside those of the routes that are read.
async fn places(house: &House) -> Vec<(&'static str, String)> {
    let mut scorer = house.signed_in(Caseworker).await;
    let waiting = sent(&mut scorer, house, "1").await;
    let mut tx = house.store.begin().await.unwrap();
    let other = sample::keep_child(&mut tx, "EX-8101", "Mira", "Vale").await;
    let other = other.unwrap().id;
    let open = sample::plan(&other);
    let read = sample::plan_version(&open.id, 1, &[Need::Asd]);
    plan::insert_all(&mut tx, &[open]).await.unwrap();
    plan::insert_versions(&mut tx, &[read]).await.unwrap();
    tx.commit().await.unwrap();
    let scoring = begun(&mut scorer, &other).await;
    let scoring = scoring.trim_start_matches("/scoring/").to_owned();
    let mut tx = house.store.read().await.unwrap();
    let stays = placement::all_of(&mut tx, &house.authority.ben).await;
    vec![
        ("{scoring}", scoring),
        ("{waiting}", waiting),
        ("{bens_placement}", stays.unwrap()[0].id.to_string()),
    ]
}

async fn send(browser: &mut Browser<'_>, path: &str, body: &Body) -> Answer {
    match body {
        Body::Fields(fields) => browser.post(path, fields).await,
        Body::File => browser.upload(path, &[], ("file", "", b"")).await,
    }
}

/// Sends every form as everybody for whom it is taken.
pub async fn every_form(house: &House, furnished: &Furnished) {
    let places = places(house).await;
    for role in Role::ALL {
        let mut browser = house.signed_in(*role).await;
        for form in FORMS.iter().filter(|form| form.roles.contains(role)) {
            let path = furnished.address(house, &placed(form, &places));
            send(&mut browser, &path, &form.body).await;
        }
    }
}

/// The address of a form, with the ids of what the table names.
fn placed(form: &Form, places: &[(&str, String)]) -> String {
    let each = places.iter();
    each.fold(form.path.to_owned(), |path, (name, with)| {
        path.replace(name, with)
    })
}

/// A form of the table as somebody sends it for whom it is taken.
pub struct Taken {
    pub path: String,
    pub role: Role,
    /// What the form must hold to be read at all.
    pub fields: &'static [(&'static str, &'static str)],
    pub has_file: bool,
}

/// Every form that is taken from somebody, with the first such role.
pub async fn taken(house: &House, furnished: &Furnished) -> Vec<Taken> {
    let places = places(house).await;
    let each = FORMS.iter().filter_map(|form| {
        let (fields, has_file): (&[_], bool) = match form.body {
            Body::Fields(fields) => (fields, false),
            Body::File => (&[], true),
        };
        Some(Taken {
            path: furnished.address(house, &placed(form, &places)),
            role: *form.roles.first()?,
            fields,
            has_file,
        })
    });
    each.collect()
}

#[tokio::test]
async fn no_form_is_taken_from_a_page_of_another_site() {
    let house = House::open().await;
    let furnished = Furnished::of(&house).await;
    let places = places(&house).await;
    let mut wrong = Vec::new();
    for role in Role::ALL {
        let mut browser = house.signed_in(*role).await.on_a_foreign_page();
        let entries = house.trail().await;
        let mut refuse = |path: &str, answer: &Answer| {
            let is_refused =
                answer.status == FORBIDDEN && answer.text().contains("You cannot do this");
            if !is_refused {
                wrong.push(format!("{path} as {}: {}", role.code(), answer.status));
            }
        };
        for form in FORMS.iter().filter(|form| form.roles.contains(role)) {
            let path = furnished.address(&house, &placed(form, &places));
            let answer = send(&mut browser, &path, &form.body).await;
            refuse(form.path, &answer);
        }
        for path in OPEN {
            let answer = browser.post(path, &[]).await;
            refuse(path, &answer);
        }
        assert_eq!(house.trail().await, entries, "nothing was done");
        assert_eq!(
            browser.get("/").await.status,
            StatusCode::OK,
            "nobody was signed out"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_form_answers_every_role_as_the_table_says() {
    let house = House::open().await;
    let furnished = Furnished::of(&house).await;
    let places = places(&house).await;
    let mut wrong = Vec::new();
    for role in Role::ALL {
        let mut browser = house.signed_in(*role).await;
        for form in FORMS {
            let path = furnished.address(&house, &placed(form, &places));
            let answer = send(&mut browser, &path, &form.body).await;
            let (status, is_refused) = (
                answer.status,
                [FORBIDDEN, NOT_FOUND].contains(&answer.status),
            );
            let other = form.but.iter().find(|(other, _)| other == role);
            let is_right = if form.roles.contains(role) {
                !is_refused && !status.is_server_error()
            } else {
                status == other.map_or(form.otherwise, |(_, status)| *status)
            };
            if !is_right {
                wrong.push(format!("{} as {}: {status}", form.path, role.code()));
            }
            if is_refused {
                answer.says_nothing_of(&["Okoro", "Zofia"]);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn nobody_sends_anything_before_signing_in() {
    let house = House::open().await;
    let furnished = Furnished::of(&house).await;
    let places = places(&house).await;
    let entries = house.trail().await;
    for form in FORMS {
        let path = furnished.address(&house, &placed(form, &places));
        let answer = send(&mut house.visitor(), &path, &form.body).await;
        assert!(
            answer.location().starts_with("/sign-in"),
            "{}: {}",
            form.path,
            answer.status
        );
    }
    assert_eq!(house.trail().await, entries, "nothing was done");
}

/// Every form of the router is in one of the tables above, so that a new one cannot be forgotten.
#[test]
fn every_form_of_the_router_is_in_the_table() {
    let shape = |path: &str| {
        let parts = path.split('/').map(|part| match part {
            // A year and a period of payments stand in the table as they are asked for.
            "2026" | "1" | "2" => "{}",
            part if part.starts_with('{') => "{}",
            part => part,
        });
        parts.collect::<Vec<_>>().join("/")
    };
    let listed = FORMS.iter().map(|form| form.path);
    let listed: Vec<String> = listed.chain(OPEN.iter().copied()).map(shape).collect();
    let forms = patterns::of_the_router().into_iter();
    let forms: Vec<String> = forms
        .filter(|pattern| pattern.takes_posts)
        .map(|pattern| pattern.path)
        .collect();
    assert!(forms.len() >= 70, "{forms:?}");
    let unknown: Vec<&String> = forms
        .iter()
        .filter(|path| !listed.contains(&shape(path)))
        .collect();
    assert!(
        unknown.is_empty(),
        "these forms are in no table: {unknown:?}"
    );
}
