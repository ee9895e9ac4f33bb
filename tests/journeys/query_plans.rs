//! How the database answers every route and every form: by an index, never by reading a large table through.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Once;

use axum::http::StatusCode;
use send_banding::access::Role::{
    self, Administrator, Auditor, BusinessManager, Caseworker, FinanceOfficer, HeadOfSend,
    Moderator, Senco,
};
use send_banding::store::{record_officer, user};
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::posts::every_form;
use crate::rig::House;
use crate::roles::{self, Furnished};
use crate::sample;

/// Statements that may read a table through, by what is in them, and why no index can answer them.
const READ_THROUGH: &[(&str, &str)] = &[
    ("FROM app_user", "as many rows as there are officers"),
    ("FROM rule_set ", "as many rows as there are rule sets"),
    (
        "FROM authority_key ",
        "as many rows as there are keys of other authorities",
    ),
    (
        "FROM rule_draft d JOIN rule_draft_version v",
        "as many rows as there are versions of drafts",
    ),
    (
        "FROM spend_state WHERE rules",
        "as many rows as there are sets of rules whose sums are kept",
    ),
    (
        "FROM (SELECT child_id FROM spend_stale UNION ALL",
        "no more rows than children are worked out while a page waits",
    ),
    (
        "FROM monitoring_threshold ORDER BY",
        "as many rows as thresholds were ever entered",
    ),
    (
        "FROM spend_by_kind s WHERE s.children > 0",
        "as many rows as there are kinds of cost by setting: sums that are kept",
    ),
    (
        "(SELECT profile_id FROM second_scoring WHERE chosen_at",
        "as many rows as were ever drawn to be scored twice",
    ),
    (
        "SELECT p.* FROM plan p WHERE p.ordinal = (SELECT MAX(o.ordinal)",
        "what became of every plan: the forecast’s and the places’ own question",
    ),
    (
        "FROM payment_run WHERE state = 'proposed'",
        "as many rows as there are periods that were paid",
    ),
    (
        "FROM payment_run WHERE year_on = $1 AND period = $2 AND state = 'withdrawn'",
        "as many rows as runs were ever proposed",
    ),
    (
        "FROM virement WHERE state = 'proposed'",
        "as many rows as there are virements",
    ),
    (
        "FROM request r WHERE received_on = (SELECT MAX",
        "the last request of everybody: an extract of the whole caseload is compared with it",
    ),
    (
        "FROM assessment a WHERE received_on = (SELECT MAX",
        "the last assessment of everybody, likewise",
    ),
    (
        "FROM review r WHERE meeting_on = (SELECT MAX",
        "the last review of every plan, likewise",
    ),
    (
        "SELECT p.id, n.need FROM plan p JOIN plan_version v",
        "the need of every plan, likewise",
    ),
    (
        "FROM child c LEFT JOIN child_identity i ON i.child_id = c.id AND c.restricted = FALSE;",
        "a file that names everybody",
    ),
    (
        "FROM one_time_secret s JOIN app_user u",
        "as many rows as there are officers",
    ),
];

thread_local! {
    /// What this thread's statements were, line by line. Other tests run beside this one.
    static TRACED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Keeps what is traced with the thread that does it.
struct OfThisThread;

impl Write for OfThisThread {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        TRACED.with_borrow_mut(|traced| traced.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Begins to count this thread's statements.
pub fn count_statements() {
    trace_statements();
    TRACED.with_borrow_mut(Vec::clear);
}

/// How many statements of this thread there were since.
pub fn counted() -> usize {
    let text = TRACED.with_borrow_mut(std::mem::take);
    let text = String::from_utf8(text).unwrap();
    text.matches("send_banding::statement: ").count()
}

/// Writes down every statement of every thread, each with its own, from now on.
fn trace_statements() {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| {
        let filter = Targets::new().with_target("send_banding::statement", LevelFilter::TRACE);
        let written = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(|| OfThisThread)
            .with_filter(filter);
        tracing_subscriber::registry().with(written).init();
    });
}

/// The different statements of this thread that read, as they were asked.
fn statements() -> BTreeSet<String> {
    let text = TRACED.with_borrow(|traced| String::from_utf8(traced.clone()).unwrap());
    let lines = text
        .lines()
        .filter_map(|line| line.split_once("send_banding::statement: "));
    let read = |sql: &&str| sql.starts_with("SELECT") || sql.starts_with("WITH");
    lines
        .map(|(_, sql)| sql)
        .filter(read)
        .map(str::to_owned)
        .collect()
}

/// Names officers for the restricted record: their lists are asked for in another way.
async fn with_named_officers(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    let head = user::find_by_name(&mut tx, HeadOfSend.code())
        .await
        .unwrap();
    let head = head.unwrap().id;
    for role in [
        Caseworker,
        Moderator,
        Senco,
        BusinessManager,
        FinanceOfficer,
    ] {
        let named = user::find_by_name(&mut tx, role.code()).await.unwrap();
        let naming = sample::naming(&house.authority.restricted, &named.unwrap().id, &head);
        assert!(record_officer::name(&mut tx, &naming).await.unwrap());
    }
    tx.commit().await.unwrap();
}

/// Opens the pages of a day's work.
async fn a_days_work(house: &House) {
    let record = format!("/children/{}", house.authority.zofia);
    for role in [Caseworker, Moderator, Senco, BusinessManager, Administrator] {
        let mut browser = house.signed_in(role).await;
        for path in [
            "/",
            "/children",
            "/children?setting=mms&review=overdue&order=review",
            &record,
            "/scoring",
            "/decisions",
            "/awards",
        ] {
            browser.get(path).await;
        }
        for (words, school) in [
            ("EX-1002", ""),
            ("Zofia", ""),
            ("Zofja Kowalsky", ""),
            ("A999000000011", ""),
            ("1002", "Brich Lane"),
        ] {
            let fields = [("words", words), ("school", school), ("filters", "")];
            let found = browser.post("/children/search", &fields).await;
            if !found.header("location").is_empty() {
                browser.get(found.header("location")).await;
            }
        }
    }
}

/// Opens every route that somebody is shown, as everybody who is, and the queries of lists that have some.
async fn every_route(house: &House, furnished: &Furnished) {
    for role in Role::ALL {
        let mut browser = house.signed_in(*role).await;
        for (path, _) in roles::shown().filter(|(_, shown)| shown == role) {
            let path = furnished.address(house, path);
            let answer = browser.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
        }
    }
    for (role, path) in QUERIES {
        let answer = house.signed_in(*role).await.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
}

/// Lists by what they may be asked for, each with a role that is shown it.
const QUERIES: &[(Role, &str)] = &[
    (Caseworker, "/scoring?state=sent-back"),
    (Moderator, "/decisions?page=2"),
    (BusinessManager, "/awards?page=2"),
    (Administrator, "/administration/audit?page=2"),
    (Administrator, "/administration/establishments?page=2"),
    (Administrator, "/administration/establishments?words=brich"),
];

/// Searches the audit trail by each thing that it is searched by.
async fn every_search_of_the_trail(house: &House) {
    let child = &house.authority.zofia;
    let officer = &house.authority.caseworker;
    let mut auditor = house.signed_in(Auditor).await;
    for query in [
        format!("officer={officer}"),
        "action=child-viewed".to_owned(),
        "from=2026-09-01&to=2026-09-02".to_owned(),
        format!("child={child}"),
        format!("officer={officer}&action=child-viewed&from=2026-09-01&page=2"),
        format!("child={child}&officer={officer}&action=child-viewed&to=2026-09-02"),
    ] {
        let path = format!("/administration/audit?{query}");
        let answer = auditor.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn no_route_or_form_reads_a_large_table_through() {
    trace_statements();
    let house = House::open().await;
    let furnished = Furnished::of(&house).await;
    TRACED.with_borrow_mut(Vec::clear);
    a_days_work(&house).await;
    every_route(&house, &furnished).await;
    with_named_officers(&house).await;
    a_days_work(&house).await;
    every_route(&house, &furnished).await;
    every_form(&house, &furnished).await;
    every_search_of_the_trail(&house).await;
    let statements = statements();
    assert!(
        statements.len() >= 200,
        "{}: {statements:#?}",
        statements.len()
    );
    let mut database = SqliteConnection::connect(&house.url).await.unwrap();
    let mut read_through = Vec::new();
    let mut asked_of_officers = 0;
    for sql in &statements {
        let asked = format!("EXPLAIN QUERY PLAN {sql}");
        let plan = sqlx::query(AssertSqlSafe(asked))
            .fetch_all(&mut database)
            .await
            .unwrap();
        let steps: Vec<String> = plan
            .into_iter()
            .map(|step| step.get::<String, _>("detail"))
            .collect();
        // Who is named is found along an index, row by row of those that are restricted.
        let of_officers = steps.iter().filter(|step| step.contains(" o "));
        if sql.contains("record_officer o ") {
            asked_of_officers += 1;
            let along = |step: &String| step.starts_with("SEARCH o USING ");
            assert!(of_officers.clone().all(along), "{steps:?}: {sql}");
        }
        // A query within the query is named where it is made; what it reads has steps of its own.
        let made: BTreeSet<&str> = steps
            .iter()
            .filter_map(|step| step.strip_prefix("CO-ROUTINE "))
            .collect();
        // A scan by an index says which; one without reads the whole table. Of sums alone it scans one row of constants.
        let whole = |step: &&String| {
            step.strip_prefix("SCAN ").is_some_and(|read| {
                !read.contains(" USING ") && read != "CONSTANT ROW" && !made.contains(read)
            })
        };
        let ended = format!("{sql};");
        let reason = READ_THROUGH
            .iter()
            .any(|(within, _)| ended.contains(within));
        read_through.extend(
            steps
                .iter()
                .filter(whole)
                .filter(|_| !reason)
                .map(|step| format!("{step}: {sql}")),
        );
    }
    assert!(asked_of_officers >= 8, "{asked_of_officers}");
    assert!(read_through.is_empty(), "{}", read_through.join("\n"));
}
