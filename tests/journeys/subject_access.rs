//! A request for everything that is held of a child: read first, then given as a page and as JSON.

use axum::http::StatusCode;
use send_banding::access::Role::{Administrator, Auditor, Caseworker, HeadOfSend};

use crate::rig::House;

on_both!(everything_is_given_but_what_is_withheld);

async fn everything_is_given_but_what_is_withheld(house: House) {
    let record = format!("/children/{}", house.authority.ben);
    let path = format!("{record}/subject-access");
    let mut administrator = house.signed_in(Administrator).await;
    let page = administrator.get(&record).await;
    assert!(page.body.contains(&path), "a link leads there");
    let page = administrator.get(&path).await;
    page.says(&["What is held of EX-1002", "Officers are not named in it."]);
    let read = page.body.split("name=\"read\" value=\"").nth(1).unwrap();
    let read = read.split('"').next().unwrap();

    let json = administrator
        .post(&path, &[("read", read), ("as", "json")])
        .await;
    assert_eq!(json.header("content-type"), "application/json");
    let name = json.header("content-disposition").to_owned();
    assert!(
        name.starts_with("attachment; filename=\"held-EX-1002-"),
        "{name}"
    );
    let held: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(held["version"], 1);
    let text = held["sections"].to_string();
    for known in [
        "Okoro",
        "EX-1002",
        "Who looked at the record",
        "child viewed",
    ] {
        assert!(text.contains(known), "{known} is not in {text}");
    }
    let file = administrator
        .post(&path, &[("read", read), ("as", "page")])
        .await;
    assert_eq!(file.header("content-type"), "text/html; charset=utf-8");
    file.says(&["What Exampleshire Council holds of EX-1002", "Okoro"]);
    // No officer's name, and nothing of another child.
    file.says_nothing_of(&["(invented)", "Zofia"]);
    json.says_nothing_of(&["(invented)", "Zofia"]);
    assert_eq!(house.trail().await.remove(0).0, "subject-access-answered");

    for wrong in [
        vec![("as", "json")],
        vec![("read", read), ("as", "king")],
        vec![("read", read), ("as", "json"), ("withhold", "x")],
    ] {
        let answer = administrator.post(&path, &wrong).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong:?}");
    }
    let other = "0".repeat(64);
    let stale = administrator
        .post(&path, &[("read", &other), ("as", "json")])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_restricted_record_is_answered_by_the_head_of_send_alone() {
    let house = House::open().await;
    let path = format!("/children/{}/subject-access", house.authority.restricted);
    for (role, status) in [
        (Administrator, StatusCode::NOT_FOUND),
        (HeadOfSend, StatusCode::OK),
        (Auditor, StatusCode::FORBIDDEN),
        (Caseworker, StatusCode::FORBIDDEN),
    ] {
        let answer = house.signed_in(role).await.get(&path).await;
        assert_eq!(answer.status, status, "{role:?}");
    }
}
