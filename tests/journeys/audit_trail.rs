//! Who opened a child's record, as auditors and administrators see it.

use axum::http::StatusCode;
use send_banding::access::Role::{Administrator, Auditor, Caseworker, Moderator, Senco};

use crate::rig::House;
use crate::scoring::{AGREE, conclusion, judged, sent};

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
