//! A head of SEND restricts a record and lifts the restriction.

use axum::http::StatusCode;
use send_banding::access::Role::{Administrator, Auditor, Caseworker, HeadOfSend, Senco};

use crate::rig::{Browser, House};

on_both!(a_restricted_record_closes_at_once_and_opens_again,);

/// What the form of the page would send, with its version.
pub async fn asked(head: &mut Browser<'_>, path: &str) -> (String, String) {
    let page = head.get(path).await;
    let value = |name: &str| {
        let rest = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1);
        rest.unwrap().split('"').next().unwrap().to_owned()
    };
    (value("restricted"), value("version"))
}

async fn a_restricted_record_closes_at_once_and_opens_again(house: House) {
    let record = format!("/children/{}", house.authority.zofia);
    let path = format!("{record}/restriction");
    let mut head = house.signed_in(HeadOfSend).await;
    let page = head.get(&record).await;
    assert!(page.body.contains(&path), "a link leads there");
    let (restricted, version) = asked(&mut head, &path).await;
    assert_eq!(restricted, "true");
    let fields = [("restricted", "true"), ("version", version.as_str())];
    for role in [Caseworker, Administrator, Auditor] {
        let refused = house.signed_in(role).await.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role:?}");
    }
    assert_eq!(head.post(&path, &fields).await.location(), record);
    assert_eq!(house.trail().await.remove(0).0, "child-restricted");
    head.get(&record)
        .await
        .says(&["The record was restricted.", "Restricted record"]);
    for (role, status) in [
        (Caseworker, StatusCode::NOT_FOUND),
        (Senco, StatusCode::NOT_FOUND),
        (Auditor, StatusCode::OK),
    ] {
        let answer = house.signed_in(role).await.get(&record).await;
        assert_eq!(answer.status, status, "{role:?}");
    }
    // The same form again is of an older version.
    let stale = head.post(&path, &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let (restricted, version) = asked(&mut head, &path).await;
    assert_eq!(restricted, "false");
    let fields = [("restricted", "false"), ("version", version.as_str())];
    assert_eq!(head.post(&path, &fields).await.location(), record);
    assert_eq!(house.trail().await.remove(0).0, "child-restriction-lifted");
    let answer = house.signed_in(Caseworker).await.get(&record).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_that_is_not_ours_changes_nothing() {
    let house = House::open().await;
    let path = format!("/children/{}/restriction", house.authority.zofia);
    let mut head = house.signed_in(HeadOfSend).await;
    for fields in [
        &[("restricted", "perhaps"), ("version", "1")][..],
        &[("restricted", "true"), ("version", "one")],
        &[("restricted", "true")],
        &[],
    ] {
        let answer = head.post(&path, fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{fields:?}");
    }
    let nobody = "/children/0197f3e0-0000-7000-8000-00000000ffff/restriction";
    let fields = [("restricted", "true"), ("version", "1")];
    assert_eq!(
        head.post(nobody, &fields).await.status,
        StatusCode::NOT_FOUND
    );
    head.get(&path).await.says(&["Restrict EX-1001"]);
}
