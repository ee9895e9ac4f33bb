//! How the database answers the pages that everybody opens all day: by an index, never by reading a large table through.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Write;

use axum::http::StatusCode;
use send_banding::access::Role::{
    self, Administrator, Auditor, BusinessManager, Caseworker, Commissioner, FinanceOfficer,
    HeadOfSend, Moderator, RulesOwner, Senco,
};
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::rig::House;

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
        for words in ["EX-1002", "Zofia", "Zofja Kowalsky", "A999000000011"] {
            let fields = [("words", words), ("school", ""), ("filters", "")];
            let found = browser.post("/children/search", &fields).await;
            if !found.header("location").is_empty() {
                browser.get(found.header("location")).await;
            }
        }
    }
}

/// The lists that the routes show, each with a role that is shown it.
const LISTS: &[(Role, &str)] = &[
    (Caseworker, "/corrections"),
    (Caseworker, "/support-requests"),
    (Caseworker, "/double-scoring"),
    (Caseworker, "/transfers"),
    (Caseworker, "/scoring?state=sent-back"),
    (Moderator, "/double-scoring"),
    (Moderator, "/registers"),
    (Moderator, "/decisions?page=2"),
    (HeadOfSend, "/"),
    (HeadOfSend, "/children"),
    (HeadOfSend, "/decisions"),
    (HeadOfSend, "/transfers"),
    (Senco, "/support-requests"),
    (Senco, "/awards/corrections"),
    (Senco, "/awards/payments"),
    (BusinessManager, "/awards/corrections"),
    (BusinessManager, "/awards/payments"),
    (BusinessManager, "/awards?page=2"),
    (Commissioner, "/"),
    (Commissioner, "/places"),
    (FinanceOfficer, "/"),
    (FinanceOfficer, "/payments"),
    (FinanceOfficer, "/payments/2026/schools"),
    (FinanceOfficer, "/high-needs/scenarios"),
    (FinanceOfficer, "/high-needs/runs"),
    (FinanceOfficer, "/high-needs/monitoring/2026-27/virements"),
    (RulesOwner, "/rules"),
    (RulesOwner, "/rules/drafts"),
    (Administrator, "/administration/audit?page=2"),
    (Administrator, "/administration/imports"),
    (Administrator, "/administration/establishments"),
    (Administrator, "/administration/establishments?page=2"),
    (Administrator, "/administration/users"),
    (Administrator, "/administration/one-time-codes"),
    (Administrator, "/transfers/keys"),
];

/// Opens every list of the routes, and searches the audit trail by each thing that it is searched by.
async fn every_list(house: &House) {
    for (role, path) in LISTS {
        let answer = house.signed_in(*role).await.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
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
    let trail = format!("/children/{child}/trail");
    auditor.get(&trail).await;
}

#[tokio::test]
async fn no_page_of_a_days_work_reads_a_large_table_through() {
    let filter = Targets::new().with_target("send_banding::statement", LevelFilter::TRACE);
    let written = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(|| OfThisThread)
        .with_filter(filter);
    tracing_subscriber::registry().with(written).init();
    let house = House::open().await;
    TRACED.with_borrow_mut(Vec::clear);
    a_days_work(&house).await;
    every_list(&house).await;
    let statements = statements();
    assert!(statements.len() >= 20, "{statements:#?}");
    let mut database = SqliteConnection::connect(&house.url).await.unwrap();
    let mut read_through = Vec::new();
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
    assert!(read_through.is_empty(), "{}", read_through.join("\n"));
}
