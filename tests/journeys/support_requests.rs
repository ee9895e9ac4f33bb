//! A SENCO asks for extra support; the council takes it over as a draft profile without typing anything again.

use axum::http::StatusCode;
use send_banding::access::Role;

use crate::rig::{Answer, Browser, House};
use crate::scoring::{begun, hidden};

on_both!(a_request_becomes_a_draft_profile_and_both_sides_see_how_far_it_is);

const AREA: &str = "cognition-and-learning";

fn request_of(house: &House) -> String {
    format!("/children/{}/support-request", house.authority.zofia)
}

/// Saves one area: level 2 of thinking, with the words that it rests on.
async fn saved(senco: &mut Browser<'_>, request: &str, version: &str) -> Answer {
    let fields = [
        ("version", version),
        ("level-thinking", "2"),
        ("source-thinking", "report"),
        ("report-thinking", "School’s own assessment"),
        ("page-thinking", "3"),
        ("quotation-thinking", "<b>Needs</b> tasks in small steps"),
    ];
    senco.post(&format!("{request}/{AREA}"), &fields).await
}

/// Saves why the request is made, as a part of it; the version of the draft that it is based on is the one before.
async fn said_why(senco: &mut Browser<'_>, request: &str, words: &str) -> Answer {
    let version = hidden(&senco.get(request).await, "version");
    let fields = [("version", version.as_str()), ("words", words)];
    senco.post(&format!("{request}/why"), &fields).await
}

/// Sends the request as it is saved.
async fn send(senco: &mut Browser<'_>, request: &str) -> Answer {
    let version = hidden(&senco.get(request).await, "version");
    senco.post(request, &[("version", &version)]).await
}

async fn asked(senco: &mut Browser<'_>, request: &str) {
    let version = hidden(&senco.get(request).await, "version");
    let done = saved(senco, request, &version).await;
    assert_eq!(done.location(), request, "{}", done.body);
    let words = "Two cycles of assess, plan, do, review (invented)";
    let done = said_why(senco, request, words).await;
    assert_eq!(done.location(), request, "{}", done.body);
    // It is kept as the areas are, whatever is looked at next.
    let why = senco.get(&format!("{request}/why")).await;
    why.says(&[words]);
    let sent = send(senco, request).await;
    assert_eq!(sent.location(), "/support-requests", "{}", sent.body);
}

/// The address of the only request that waits.
async fn waiting(officer: &mut Browser<'_>) -> String {
    let list = officer.get("/support-requests").await;
    let rest = list.body.split("href=\"/support-requests/").nth(1).unwrap();
    format!("/support-requests/{}", rest.split('"').next().unwrap())
}

async fn a_request_becomes_a_draft_profile_and_both_sides_see_how_far_it_is(house: House) {
    let mut senco = house.signed_in(Role::Senco).await;
    let record = senco
        .get(&format!("/children/{}", house.authority.zofia))
        .await;
    record.says(&["Ask for extra support"]);
    let request = request_of(&house);
    senco
        .get(&request)
        .await
        .says(&["Ask for extra support", "Not started"]);
    asked(&mut senco, &request).await;
    senco
        .get("/support-requests")
        .await
        .says(&["The request was sent", "Waiting for the council"]);

    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let address = waiting(&mut caseworker).await;
    let page = caseworker.get(&address).await;
    page.says(&[
        "Birch Lane Primary School",
        "Two cycles of assess, plan, do, review",
        "Level 2",
        "<b>Needs</b> tasks in small steps",
    ]);
    page.says_nothing_of(&["<b>Needs"]);
    let draft = caseworker
        .post(&address, &[("outcome", "take-over")])
        .await
        .location()
        .to_owned();
    assert!(draft.starts_with("/scoring/"), "{draft}");
    let area = caseworker.get(&format!("{draft}/{AREA}")).await;
    area.says(&["tasks in small steps"]);
    let kept = area
        .body
        .split("name=\"level-thinking\"")
        .any(|input| input.contains("value=\"2\"") && input.contains("checked"));
    assert!(kept, "the level is there");
    senco
        .get("/support-requests")
        .await
        .says(&["Taken over: being scored"]);
    let trail: Vec<String> = house
        .trail()
        .await
        .into_iter()
        .map(|(action, ..)| action)
        .collect();
    for action in [
        "support-request-saved",
        "support-requested",
        "support-request-taken-over",
        "scoring-begun",
    ] {
        assert!(trail.contains(&action.to_owned()), "{action}: {trail:?}");
    }
    // Taken over once, however often the form is sent.
    let again = caseworker.post(&address, &[("outcome", "take-over")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    again.says(&["Somebody else answered"]);
}

#[tokio::test]
async fn a_request_is_declined_with_a_reason_or_waits_for_the_profile_under_way() {
    let house = House::open().await;
    let mut senco = house.signed_in(Role::Senco).await;
    asked(&mut senco, &request_of(&house)).await;
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    begun(&mut caseworker, &house.authority.zofia).await;
    let address = waiting(&mut caseworker).await;
    let underway = caseworker.post(&address, &[("outcome", "take-over")]).await;
    assert_eq!(underway.status, StatusCode::UNPROCESSABLE_ENTITY);
    underway.says(&["Another profile of this child is not decided yet"]);
    let bare = caseworker.post(&address, &[("outcome", "decline")]).await;
    bare.says(&["Say why the request is declined"]);
    let fields = [("outcome", "decline"), ("answer", "Being scored already")];
    assert_eq!(
        caseworker.post(&address, &fields).await.location(),
        "/support-requests"
    );
    senco
        .get("/support-requests")
        .await
        .says(&["Declined", "Being scored already"]);
}

#[tokio::test]
async fn a_school_reads_its_request_again_and_takes_it_back_until_somebody_has_answered() {
    let house = House::open().await;
    let mut senco = house.signed_in(Role::Senco).await;
    asked(&mut senco, &request_of(&house)).await;
    let address = waiting(&mut senco).await;
    let page = senco.get(&address).await;
    page.says(&[
        "Waiting for the council",
        "Two cycles of assess, plan, do, review",
        "Level 2",
        "Take it back",
    ]);
    page.says_nothing_of(&["What do you do with it?"]);
    // A school does not answer its own request, and whoever answers takes nothing back.
    let forged = senco.post(&address, &[("outcome", "take-over")]).await;
    assert_eq!(forged.status, StatusCode::NOT_FOUND);
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let back = format!("{address}/take-back");
    let forged = caseworker.post(&back, &[]).await;
    assert_eq!(forged.status, StatusCode::NOT_FOUND);
    caseworker
        .get(&address)
        .await
        .says_nothing_of(&["Take it back"]);

    assert_eq!(senco.post(&back, &[]).await.location(), "/support-requests");
    senco
        .get("/support-requests")
        .await
        .says(&["The request was taken back", "Taken back by the school"]);
    let trail = house.trail().await;
    assert!(
        trail
            .iter()
            .any(|entry| entry.0 == "support-request-taken-back")
    );
    let late = caseworker.post(&address, &[("outcome", "take-over")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let again = senco.post(&back, &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    // What was written is a draft again, to be changed and sent anew.
    senco.get(&request_of(&house)).await.says(&["1 of"]);
    let why = senco.get(&format!("{}/why", request_of(&house))).await;
    why.says(&["Two cycles of assess, plan, do, review"]);
}

#[tokio::test]
async fn bad_input_is_told_and_kept_nowhere() {
    let house = House::open().await;
    let mut senco = house.signed_in(Role::Senco).await;
    let request = request_of(&house);
    let empty = send(&mut senco, &request).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.says(&["Fill in at least one part about needs first"]);
    saved(&mut senco, &request, "0").await.location();
    let mute = send(&mut senco, &request).await;
    assert_eq!(mute.status, StatusCode::UNPROCESSABLE_ENTITY);
    mute.says(&["Say why you ask, and what was tried"]);
    // The same page sent again, or from another window, is based on what is not there any more.
    let stale = saved(&mut senco, &request, "0").await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.says(&["You saved this request somewhere else"]);
    let stale = senco.post(&request, &[("version", "0")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let why = [("version", "0"), ("words", "Please <b>help</b>")];
    let stale = senco.post(&format!("{request}/why"), &why).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.says(&["These are the answers of this page", "Please <b>help</b>"]);
    let area = format!("{request}/{AREA}");
    let more = [
        ("version", "1"),
        ("level-thinking", "2"),
        ("quotation-thinking", "Slow to start"),
        ("action", "add-thinking"),
    ];
    let more = senco.post(&area, &more).await;
    assert_eq!(more.status, StatusCode::OK);
    more.says(&["Slow to start", "piece 2 of 2"]);
    let wrong = [
        ("version", "1"),
        ("level-thinking", "99"),
        ("quotation-thinking", "No source"),
    ];
    let wrong = senco.post(&area, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says(&["Select where the evidence is"]);
    assert_eq!(
        senco.post(&area, &[("version", "x")]).await.status,
        StatusCode::BAD_REQUEST
    );
    for words in ["", "  ", "a\u{7}b", &"x".repeat(3_001)] {
        let answer = said_why(&mut senco, &request, words).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words:?}");
    }
    senco
        .get("/support-requests")
        .await
        .says(&["None of your requests waits"]);
    asked_twice(&mut senco, &request).await;
}

/// Of a child one request waits at a time; the same form sent again is the same request.
async fn asked_twice(senco: &mut Browser<'_>, request: &str) {
    said_why(senco, request, "Please").await.location();
    for _ in 0..2 {
        let sent = senco.post(request, &[("version", "2")]).await;
        assert_eq!(sent.location(), "/support-requests");
    }
    saved(senco, request, "0").await.location();
    said_why(senco, request, "Please").await.location();
    let twice = send(senco, request).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    twice.says(&["waits for the council already"]);
}

#[tokio::test]
async fn another_schools_child_is_not_there_and_no_school_answers() {
    let house = House::open().await;
    let mut senco = house.signed_in(Role::Senco).await;
    for child in [&house.authority.ben, &house.authority.restricted] {
        let request = format!("/children/{child}/support-request");
        assert_eq!(senco.get(&request).await.status, StatusCode::NOT_FOUND);
        let forged = saved(&mut senco, &request, "0").await;
        assert_eq!(forged.status, StatusCode::NOT_FOUND);
        assert_eq!(house.trail().await.remove(0).0, "child-refused");
    }
    asked(&mut senco, &request_of(&house)).await;
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let address = waiting(&mut caseworker).await;
    let own = senco.post(&address, &[("outcome", "take-over")]).await;
    assert_eq!(own.status, StatusCode::NOT_FOUND);
    let mut manager = house.signed_in(Role::BusinessManager).await;
    assert_eq!(
        manager.get("/support-requests").await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(manager.get(&address).await.status, StatusCode::NOT_FOUND);
}
