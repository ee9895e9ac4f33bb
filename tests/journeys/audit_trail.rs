//! Who opened a child's record, as auditors and administrators see it.

use axum::http::StatusCode;
use send_banding::access::Role::{
    Administrator, Auditor, Caseworker, HeadOfSend, Moderator, Senco,
};

use crate::rig::House;
use crate::scoring::{AGREE, conclusion, judged, sent};

on_both!(the_trail_is_searched_by_officer_child_day_and_action);

#[tokio::test]
async fn an_auditor_sees_who_opened_a_record_and_who_was_refused() {
    let house = House::open().await;
    let ben = house.authority.ben.clone();
    let record = format!("/children/{ben}");
    house.signed_in(Caseworker).await.get(&record).await;
    let refused = house.signed_in(Senco).await.get(&record).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let mut auditor = house.signed_in(Auditor).await;
    let page = auditor.get(&record).await;
    assert!(
        page.body.contains(&format!("{record}/trail")),
        "a link leads there"
    );
    let trail = auditor.get(&format!("{record}/trail")).await;
    trail.says(&[
        "Who opened EX-1002",
        "3 entries",
        "caseworker (invented) Opened the record",
        "senco (invented) Asked for the record and was refused",
        "auditor (invented) Opened the record",
    ]);
    trail.says_nothing_of(&["Okoro"]);
    // Reading it is an entry too.
    assert_eq!(house.trail().await.remove(0).0, "child-trail-read");
    auditor
        .get(&format!("{record}/trail"))
        .await
        .says(&["4 entries", "Read who opened the record"]);
}

#[tokio::test]
async fn what_is_done_with_a_childs_profile_is_in_the_childs_trail() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let case = format!("/decisions/{id}");
    let mut moderator = house.signed_in(Moderator).await;
    judged(&mut moderator, &case).await;
    moderator.get(&case).await;
    let done = moderator.post(&case, &conclusion("2", &AGREE)).await;
    done.location();
    let elsewhere = house
        .signed_in(Caseworker)
        .await
        .get(&format!("/scoring/{id}"))
        .await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND, "it is decided");
    let trail = format!("/children/{}/trail", house.authority.ben);
    house.signed_in(Auditor).await.get(&trail).await.says(&[
        "caseworker (invented) Opened the profile",
        "caseworker (invented) Asked for the profile and was refused",
        "moderator (invented) Opened the profile",
        "moderator (invented) Profile judged",
        "moderator (invented) Decision made",
    ]);
    // Another child's trail holds nothing of it.
    let other = format!("/children/{}/trail", house.authority.zofia);
    let other = house.signed_in(Auditor).await.get(&other).await;
    other.says_nothing_of(&["Opened the profile"]);
}

#[tokio::test]
async fn whatever_shows_or_asks_for_a_child_leaves_an_entry() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Caseworker).await;
    sent(&mut scorer, &house, "1").await;
    let ben = house.authority.ben.to_string();
    let zofia = house.authority.zofia.to_string();
    let hidden = house.authority.restricted.to_string();
    let of = |child: &str, page: &str| format!("/children/{child}/{page}");
    for (role, path, action, subject) in [
        (Caseworker, "/children".to_owned(), "children-listed", "all"),
        (Senco, "/children".to_owned(), "children-listed", "all"),
        (
            Caseworker,
            "/scoring".to_owned(),
            "children-listed",
            "scoring",
        ),
        (
            Moderator,
            "/decisions".to_owned(),
            "children-listed",
            "decisions",
        ),
        (Senco, "/awards".to_owned(), "children-listed", "awards"),
        (
            Caseworker,
            of(&ben, "recipients"),
            "recipients-viewed",
            &ben,
        ),
        (
            Caseworker,
            of(&hidden, "recipients"),
            "child-refused",
            &hidden,
        ),
        (
            Moderator,
            of(&ben, "tribunal-order"),
            "order-form-opened",
            &ben,
        ),
        (
            Moderator,
            of(&hidden, "tribunal-order"),
            "child-refused",
            &hidden,
        ),
        (
            HeadOfSend,
            of(&zofia, "restriction"),
            "restriction-viewed",
            &zofia,
        ),
        (
            Caseworker,
            of(&zofia, "restriction"),
            "child-refused",
            &zofia,
        ),
        (
            Caseworker,
            of(&zofia, "scoring"),
            "scoring-form-opened",
            &zofia,
        ),
        (
            Senco,
            of(&zofia, "support-request"),
            "support-request-opened",
            &zofia,
        ),
        (Senco, of(&ben, "support-request"), "child-refused", &ben),
    ] {
        let mut browser = house.signed_in(role).await;
        browser.get(&path).await;
        let (last, about, _) = house.trail().await.remove(0);
        assert_eq!((last.as_str(), about.as_str()), (action, subject), "{path}");
    }
    // An empty list shows nobody.
    let before = house.trail().await;
    scorer.get("/scoring?state=sent-back").await;
    assert_eq!(house.trail().await, before);
}

#[tokio::test]
async fn a_restricted_record_has_no_trail_for_an_administrator() {
    let house = House::open().await;
    let path = format!("/children/{}/trail", house.authority.restricted);
    let mut administrator = house.signed_in(Administrator).await;
    assert_eq!(administrator.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.trail().await.remove(0).0, "child-refused");
    assert_eq!(
        house.signed_in(Auditor).await.get(&path).await.status,
        StatusCode::OK
    );
    let wrong = administrator.get("/children/Zofia/trail").await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
}

async fn the_trail_is_searched_by_officer_child_day_and_action(house: House) {
    let zofia = format!("/children/{}", house.authority.zofia);
    let ben = format!("/children/{}", house.authority.ben);
    house.signed_in(Caseworker).await.get(&zofia).await;
    house.signed_in(Moderator).await.get(&zofia).await;
    house.wait(2 * 24 * 60 * 60);
    house.signed_in(Caseworker).await.get(&ben).await;
    let here = "/administration/audit";
    let mut auditor = house.signed_in(Auditor).await;
    let officer = house.authority.caseworker.to_string();
    let viewed = ("action", "child-viewed");
    let day = |which: &'static str| match which {
        "from" => [
            ("from-day", "2"),
            ("from-month", "9"),
            ("from-year", "2026"),
        ],
        _ => [("to-day", "2"), ("to-month", "9"), ("to-year", "2026")],
    };
    let by = ("officer", officer.as_str());
    let of_zofia = ("reference", "EX-1001");
    for (fields, found) in [
        (vec![viewed], "3 entries"),
        (vec![viewed, by], "2 entries"),
        (vec![viewed, of_zofia], "2 entries"),
        (vec![viewed, by, of_zofia], "1 entry"),
        ([&[viewed][..], &day("from")].concat(), "1 entry"),
        ([&[viewed][..], &day("to")].concat(), "2 entries"),
        (
            [&[viewed, by][..], &day("from"), &day("to")].concat(),
            "There is no entry here",
        ),
        (
            vec![("officer", "system"), viewed],
            "There is no entry here",
        ),
    ] {
        let to = auditor.post(here, &fields).await.location().to_owned();
        assert!(
            !to.contains("EX-1001"),
            "an address says no reference: {to}"
        );
        auditor.get(&to).await.says(&[found]);
    }
    assert_eq!(house.trail().await.remove(0).0, "audit-searched");
    // The form keeps what was sought, and the child's trail says who looked through it.
    let to = auditor.post(here, &[of_zofia]).await.location().to_owned();
    auditor.get(&to).await.holds(&["value=\"EX-1001\""]);
    assert_eq!(house.trail().await.remove(0).0, "child-trail-read");
    for (fields, problem) in [
        (
            vec![("reference", "EX-9999")],
            "No child that you may see has this reference",
        ),
        (
            vec![
                ("from-day", "31"),
                ("from-month", "2"),
                ("from-year", "2026"),
            ],
            "First day must be a real date",
        ),
        (
            [
                &day("to")[..],
                &[
                    ("from-day", "3"),
                    ("from-month", "9"),
                    ("from-year", "2026"),
                ],
            ]
            .concat(),
            "The last day must not be before the first",
        ),
    ] {
        let refused = auditor.post(here, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.says(&[problem]);
    }
    for query in [
        "officer=nobody",
        "action=a%27b",
        "child=1",
        "from=yesterday",
    ] {
        let answer = auditor.get(&format!("{here}?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
    }
    // A restricted record is nobody's to an administrator.
    let mut administrator = house.signed_in(Administrator).await;
    let hidden = [("reference", "EX-1003")];
    let refused = administrator.post(here, &hidden).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let by_id = format!("{here}?child={}", house.authority.restricted);
    let refused = administrator.get(&by_id).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(house.trail().await.remove(0).0, "child-refused");
    assert_eq!(auditor.get(&by_id).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_whole_trail_is_paged_and_leads_to_a_childs_own() {
    let house = House::open().await;
    let zofia = format!("/children/{}", house.authority.zofia);
    let mut administrator = house.signed_in(Administrator).await;
    for _ in 0..60 {
        administrator.get(&zofia).await;
    }
    administrator.get("/").await.says(&["Read the audit trail"]);
    let first = administrator.get("/administration/audit").await;
    first.says(&["Audit trail", "Opened the record", "Next page"]);
    assert!(first.body.contains(&format!("{zofia}/trail")));
    let second = administrator.get("/administration/audit?page=2").await;
    second.says(&["Opened the record", "Previous page"]);
    let beyond = administrator.get("/administration/audit?page=400").await;
    beyond.says(&["There is no entry here."]);
    assert_eq!(
        administrator
            .get("/administration/audit?page=x")
            .await
            .status,
        StatusCode::BAD_REQUEST
    );
}
