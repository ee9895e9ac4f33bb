//! Sums of a large cohort: shown with their time until a job has worked them out again, and then the same as worked out anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use send_banding::access::{Actor, Role};
use send_banding::ids::Digest;
use send_banding::money::Money;
use send_banding::rules::RuleBook;
use send_banding::service::beside::Standing;
use send_banding::service::high_needs::spend;
use send_banding::service::{Moment, payments, rule_book};
use send_banding::store::{placement, user};

use crate::high_needs::{know, work_on};
use crate::payments::set_calendar;
use crate::rig::House;
use crate::sample;

const YEAR: Date = date(2026, 4, 1);

/// More children than are worked out while a page waits, none with a plan or a cost.
async fn crowd(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    for number in 0..=1_000 {
        let reference = format!("EX-9{number:04}");
        sample::keep_child(&mut tx, &reference, "Ana", "Ash")
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn finance(house: &House) -> Actor {
    let all = user::all(&mut house.store.read().await.unwrap()).await;
    let mut all = all.unwrap().into_iter();
    let officer = all
        .find(|user| user.roles.contains(&Role::FinanceOfficer))
        .unwrap();
    Actor {
        user: officer.id,
        roles: officer.roles,
        establishments: officer.establishments,
        named_for: Default::default(),
    }
}

/// What pages show of the year is what its lines come to, worked out anew, to the penny.
async fn is_as_worked_out_anew(house: &House) {
    let actor = finance(house).await;
    let (book, moment) = (rule_book(), Moment::of(sample::at(120)));
    let store = &house.store;
    let year = payments::year(store, book, &actor, YEAR, moment).await;
    let year = year.unwrap();
    assert_eq!(year.standing, Standing::Now);
    let at = (YEAR, false);
    let anew = payments::schedule_of_year(store, book, None, at, moment).await;
    let anew = anew.unwrap();
    assert_eq!(year.control, anew.control);
    assert_eq!(year.unpaid_count, anew.unpaid);
    let (_, rows) = year.paid.unwrap();
    for row in rows {
        let own = anew.lines.iter().filter(|(place, _)| *place == row.place);
        let mut by_payee: BTreeMap<&str, Money> = BTreeMap::new();
        for (_, view) in own {
            let sum = by_payee.entry(&view.line.payee_key).or_insert(Money::ZERO);
            *sum = sum.plus(view.line.amount).unwrap();
        }
        let total = Money::total(by_payee.values().copied()).unwrap();
        assert_eq!(row.total, total, "period {}", row.place);
        let place = (YEAR, row.place);
        let period = payments::period(store, book, &actor, place, None, moment).await;
        let period = period.unwrap();
        assert_eq!(period.standing, Standing::Now);
        assert_eq!(period.total, total);
        let shown = period.payees.iter();
        let shown: BTreeMap<&str, Money> = shown
            .map(|payee| (payee.key.as_str(), payee.total))
            .collect();
        assert_eq!(shown, by_payee);
        // Of one payee alone the lines are worked out of its own children.
        for payee in &period.payees {
            let key = Some(payee.key.as_str());
            let one = payments::period(store, book, &actor, place, key, moment).await;
            assert_eq!(&one.unwrap().shown.unwrap().0, payee);
        }
    }
}

#[tokio::test]
async fn payments_of_many_are_shown_with_their_time_until_a_job_has_worked_them_out() {
    let house = House::open().await;
    crowd(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    set_calendar(&mut officer).await;
    for path in ["/payments/2026", "/payments/2026/periods/1"] {
        officer
            .get(path)
            .await
            .says(&["being worked out for the first time"]);
    }
    assert!(work_on(&house).await);
    assert!(!work_on(&house).await, "it is asked for once");
    let year = officer.get("/payments/2026").await;
    assert!(!year.body.contains("worked out again"), "{}", year.body);
    is_as_worked_out_anew(&house).await;

    // A run is proposed, and released by another, whatever the pages know.
    let path = "/payments/2026/periods/1";
    for (step, person) in [("propose", &mut officer), ("release", &mut head)] {
        person.post(&format!("{path}/{step}"), &[]).await.location();
        let stale = person.get("/payments/2026").await;
        stale.says(&[
            "of the records as they were on",
            "Records have changed since",
        ]);
        assert!(work_on(&house).await);
        is_as_worked_out_anew(&house).await;
    }
    let child = &house.authority.ben;
    let mut tx = house.store.read().await.unwrap();
    let lines = placement::cost_lines_of(&mut tx, child).await.unwrap();
    drop(tx);
    let end = format!("/children/{child}/costs/{}/end", lines[0].id);
    let fields = [("version", "1"), ("how", "error")];
    officer.post(&end, &fields).await.location();
    let stale = officer.get("/payments/2026/periods/2").await;
    stale.says(&["of the records as they were on"]);
    assert!(!stale.body.contains("Is no longer due"));
    assert!(work_on(&house).await);
    is_as_worked_out_anew(&house).await;
    assert!(!work_on(&house).await);
}

/// The table of the balance, as a page shows it.
fn balance_table(body: &str) -> String {
    let after = body.split("Balance by year, expected").nth(1).unwrap();
    after.split("</table>").next().unwrap().to_owned()
}

#[tokio::test]
async fn the_outlook_of_many_says_of_when_it_is_and_is_the_one_worked_out_at_once() {
    let figures = [
        ("seen", "0"),
        ("brought-forward", "0"),
        ("allocation", "1500000"),
        ("other-spend", "400000"),
        ("note", "Settlement (invented)"),
    ];
    let (few, many) = (House::open().await, House::open().await);
    crowd(&many).await;
    let mut shown = Vec::new();
    for house in [&few, &many] {
        know(house).await;
        let mut officer = house.signed_in(Role::FinanceOfficer).await;
        let path = "/high-needs/figures/2026-27";
        officer.post(path, &figures).await.location();
        let first = officer.get("/high-needs").await;
        if std::ptr::eq(house, &many) {
            first.says(&["being worked out for the first time"]);
            assert!(work_on(house).await);
        }
        let page = officer.get("/high-needs").await;
        page.says(&["Expected values of today’s records"]);
        shown.push(balance_table(&page.body));
    }
    assert_eq!(shown[0], shown[1]);

    let mut officer = many.signed_in(Role::FinanceOfficer).await;
    let more = [
        ("seen", "3"),
        ("other-spend", "500000"),
        ("note", "More (invented)"),
    ];
    officer
        .post("/high-needs/figures/2026-27", &more)
        .await
        .location();
    let stale = officer.get("/high-needs").await;
    stale.says(&["of the records as they were on", "500,000.00"]);
    assert!(!stale.body.contains("today’s records"));
    let file = officer.get("/high-needs/balance.csv").await;
    assert_eq!(file.status, StatusCode::SEE_OTHER);
    assert!(work_on(&many).await);
    officer
        .get("/high-needs")
        .await
        .says(&["Expected values of today’s records"]);
}

/// The sums that a page of a scenario shows.
fn by_year(body: &str) -> String {
    // The name stands before the table too, for whoever cannot see it.
    let after = body.rsplit("By year, expected").next().unwrap();
    let table = after.split("</table>").next().unwrap().to_owned();
    assert!(table.contains("£"), "{table}");
    table
}

#[tokio::test]
async fn scenarios_of_many_are_tried_out_on_what_was_read_last_and_come_to_the_same() {
    let (few, many) = (House::open().await, House::open().await);
    crowd(&many).await;
    let path = "/high-needs/scenarios/new?sent=yes&prices=10";
    let mut shown = Vec::new();
    for house in [&few, &many] {
        know(house).await;
        let mut officer = house.signed_in(Role::FinanceOfficer).await;
        if std::ptr::eq(house, &many) {
            let first = officer.get(path).await;
            first.says(&["being worked out for the first time"]);
            let plan = officer.get("/high-needs/management-plan").await;
            plan.says(&["being worked out for the first time"]);
            assert!(work_on(house).await);
            assert!(!work_on(house).await, "it is asked for once");
        }
        let page = officer.get(path).await;
        assert!(!page.body.contains("of the records as they were"));
        shown.push(by_year(&page.body));
    }
    assert_eq!(shown[0], shown[1]);

    // Another process remembers nothing and reads what is kept, to the same pennies.
    let mut officer = many.signed_in(Role::FinanceOfficer).await;
    many.store
        .memory()
        .remember(&Digest::of(b"another"), &Arc::new(1_u32));
    assert_eq!(by_year(&officer.get(path).await.body), shown[1]);

    // A record changes: the last figures are shown with their time, and no file is made of them.
    let child = &many.authority.ben;
    let mut tx = many.store.read().await.unwrap();
    let lines = placement::cost_lines_of(&mut tx, child).await.unwrap();
    drop(tx);
    let end = format!("/children/{child}/costs/{}/end", lines[0].id);
    officer
        .post(&end, &[("version", "1"), ("how", "error")])
        .await
        .location();
    for path in [
        path,
        "/high-needs/sensitivity",
        "/high-needs/compare",
        "/high-needs/management-plan",
    ] {
        officer
            .get(path)
            .await
            .says(&["of the records as they were on", "worked out again"]);
    }
    assert_eq!(by_year(&officer.get(path).await.body), shown[1]);
    for file in [
        "/high-needs/sensitivity.csv",
        "/high-needs/compare.csv",
        "/high-needs/scenarios/charts/tornado.csv?sent=yes&prices=10",
    ] {
        assert_eq!(
            officer.get(file).await.status,
            StatusCode::SEE_OTHER,
            "{file}"
        );
    }
    assert!(work_on(&many).await);
    let page = officer.get(path).await;
    assert!(!page.body.contains("of the records as they were"));
    assert_ne!(by_year(&page.body), shown[1]);
}

#[tokio::test]
async fn what_many_placements_cost_is_shown_with_its_time_after_other_rules_and_at_once_after_one_record()
 {
    let house = House::open().await;
    crowd(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let path = "/high-needs/spend";
    let first = officer.get(path).await;
    first.says(&["being worked out for the first time"]);
    assert!(!first.body.contains("By setting"), "{}", first.body);
    assert!(work_on(&house).await);
    let known = officer.get(path).await;
    known.says(&["By setting"]);
    assert!(!known.body.contains("worked out again"));

    // One record is worked out while the page waits.
    let child = &house.authority.ben;
    let mut tx = house.store.read().await.unwrap();
    let lines = placement::cost_lines_of(&mut tx, child).await.unwrap();
    drop(tx);
    let end = format!("/children/{child}/costs/{}/end", lines[0].id);
    officer
        .post(&end, &[("version", "1"), ("how", "error")])
        .await
        .location();
    let changed = officer.get(path).await;
    assert!(!changed.body.contains("worked out again"));
    assert!(!work_on(&house).await);

    // Under other rules everybody is to be worked out: a job does.
    let (actor, moment) = (finance(&house).await, Moment::of(sample::at(120)));
    let other = RuleBook::of(rule_book().iter().skip(1).cloned()).unwrap();
    let told = spend::all(&house.store, &other, &actor, moment)
        .await
        .unwrap();
    assert!(
        matches!(told.standing, Standing::AsOf(_)),
        "{:?}",
        told.standing
    );
    let before = spend::all(&house.store, rule_book(), &actor, moment)
        .await
        .unwrap();
    assert_eq!((told.total, told.lines), (before.total, before.lines));
    spend::bring_in_step(&house.store, &other, moment)
        .await
        .unwrap();
    let told = spend::all(&house.store, &other, &actor, moment)
        .await
        .unwrap();
    assert_eq!(told.standing, Standing::Now);
    let file = spend::all(&house.store, rule_book(), &actor, moment)
        .await
        .unwrap();
    assert!(matches!(file.standing, Standing::AsOf(_)));
    let file = officer.get("/high-needs/spend.csv").await;
    assert_eq!(file.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_statement_and_monitoring_of_many_are_read_as_they_were_worked_out_last() {
    let (few, many) = (House::open().await, House::open().await);
    crowd(&many).await;
    let paths = [
        "/high-needs/section-251/2026-27",
        "/high-needs/monitoring/2026-27",
    ];
    let files = ["statement.csv", "lines.csv"];
    let mut lines = Vec::new();
    for house in [&few, &many] {
        let mut officer = house.signed_in(Role::FinanceOfficer).await;
        set_calendar(&mut officer).await;
        if std::ptr::eq(house, &many) {
            for path in paths {
                let first = officer.get(path).await;
                first.says(&["being worked out for the first time"]);
                assert!(!first.body.contains("Workbook"), "{}", first.body);
            }
            assert!(work_on(house).await);
            assert!(!work_on(house).await, "both ask for one job");
        }
        for (path, file) in paths.iter().zip(files) {
            let page = officer.get(path).await;
            assert!(!page.body.contains("being worked out"), "{}", page.body);
            let csv = officer.get(&format!("{path}/{file}")).await;
            assert_eq!(csv.status, StatusCode::OK);
            lines.push(csv.body);
        }
    }
    // To the penny what a page of few works out by itself.
    assert_eq!(lines[..2], lines[2..]);
    assert!(lines[0].contains("1.2."), "{}", lines[0]);

    // A record changes: the sums are shown with their time, and no file is made of them.
    let mut officer = many.signed_in(Role::FinanceOfficer).await;
    let child = &many.authority.ben;
    let mut tx = many.store.read().await.unwrap();
    let costs = placement::cost_lines_of(&mut tx, child).await.unwrap();
    drop(tx);
    let end = format!("/children/{child}/costs/{}/end", costs[0].id);
    let fields = [("version", "1"), ("how", "error")];
    officer.post(&end, &fields).await.location();
    for (path, file) in paths.iter().zip(files) {
        officer
            .get(path)
            .await
            .says(&["of the records as they were on"]);
        let csv = officer.get(&format!("{path}/{file}")).await;
        assert_eq!(csv.status, StatusCode::SEE_OTHER);
    }
    assert!(work_on(&many).await);
    let csv = officer.get(&format!("{}/{}", paths[0], files[0])).await;
    assert_ne!(csv.body, lines[2]);
}
