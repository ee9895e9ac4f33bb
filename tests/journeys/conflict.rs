//! An officer who declares a conflict of interest has no part in the child's decisions.

use axum::http::StatusCode;
use send_banding::access::Role::{Administrator, Auditor, Caseworker, HeadOfSend, Moderator};
use send_banding::store::{child, user};

use crate::rig::House;
use crate::scoring::{AGREE, conclusion, judged, sent};

on_both!(
    a_declared_conflict_keeps_its_officer_away_from_page_and_post,
    a_head_of_send_lifts_what_a_colleague_declared_by_mistake,
    a_profile_on_which_nobody_is_left_to_decide_is_told_to_whoever_can_help,
);

async fn a_profile_on_which_nobody_is_left_to_decide_is_told_to_whoever_can_help(house: House) {
    const TOLD: &str = "Nobody is left to decide";
    let mut scorer = house.signed_in(Caseworker).await;
    sent(&mut scorer, &house, "1").await;
    let record = format!("/children/{}", house.authority.ben);
    let conflict = format!("{record}/conflict");
    let mut moderator = house.signed_in(Moderator).await;
    moderator.post(&conflict, &[("conflict", "yes")]).await;
    let mut head = house.signed_in(HeadOfSend).await;
    let mut administrator = house.signed_in(Administrator).await;
    let mut auditor = house.signed_in(Auditor).await;
    // The head of SEND can still decide.
    for browser in [&mut head, &mut administrator] {
        browser.get("/").await.says_nothing_of(&[TOLD]);
    }
    head.post(&format!("{record}/stand-aside"), &[])
        .await
        .location();
    let page = head.get("/").await;
    page.says(&[
        TOLD,
        "EX-1002, sent on 1 September 2026",
        "Ask an administrator",
    ]);
    page.holds(&[&format!("href=\"{conflict}\"")]);
    let page = administrator.get("/").await;
    page.says(&[
        TOLD,
        "EX-1002",
        "Give an officer who has no part in the case",
    ]);
    page.says_nothing_of(&["Ben Okoro", "see the interests declared"]);
    for browser in [&mut head, &mut auditor] {
        browser
            .get("/decisions")
            .await
            .says(&["Nobody left to decide"]);
    }
    for browser in [&mut moderator, &mut scorer, &mut auditor] {
        browser.get("/").await.says_nothing_of(&[TOLD]);
    }
    // A restricted record is not the administrator's to hear of, and another officer's role does not open it.
    restrict(&house, true).await;
    administrator.get("/").await.says_nothing_of(&[TOLD]);
    let mut tx = house.store.begin().await.unwrap();
    let other = user::find_by_name(&mut tx, "commissioner").await;
    let mut other = other.unwrap().unwrap();
    other.roles = [Moderator].into();
    user::update(&mut tx, &other).await.unwrap();
    tx.commit().await.unwrap();
    head.get("/").await.says(&[TOLD]);
    restrict(&house, false).await;
    // There is somebody again.
    head.get("/").await.says_nothing_of(&[TOLD]);
    head.get("/decisions")
        .await
        .says_nothing_of(&["Nobody left to decide"]);
}

/// Closes Ben's record to most officers, or opens it again.
async fn restrict(house: &House, restricted: bool) {
    let mut tx = house.store.begin().await.unwrap();
    let ben = child::find(&mut tx, &house.authority.ben).await.unwrap();
    let mut ben = ben.unwrap();
    ben.restricted = restricted;
    child::update(&mut tx, &ben).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_declared_conflict_keeps_its_officer_away_from_page_and_post(house: House) {
    let mut scorer = house.signed_in(Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let case = format!("/decisions/{id}");
    let child = format!("/children/{}", house.authority.ben);
    let declare = format!("{child}/conflict");
    let order = format!("{child}/tribunal-order");
    let mut moderator = house.signed_in(Moderator).await;
    judged(&mut moderator, &case).await;
    for page in [&case, &order] {
        let page = moderator.get(page).await;
        assert!(page.body.contains(&declare), "a link leads there");
    }
    // Nothing is declared without the tick.
    let refused = moderator.post(&declare, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["Tick the box to leave this case to a colleague"]);
    assert_eq!(moderator.get(&case).await.status, StatusCode::OK);
    // Sent twice, it is declared once.
    for _ in 0..2 {
        let next = moderator.post(&declare, &[("conflict", "yes")]).await;
        assert_eq!(next.location(), "/decisions");
    }
    let declared = house.trail().await;
    let declared = declared
        .iter()
        .filter(|entry| entry.0 == "conflict-declared");
    assert_eq!(declared.count(), 1);
    let queue = moderator.get("/decisions").await;
    queue.says(&[
        "A colleague decides on this child’s case",
        "No profile waits for a decision",
    ]);
    moderator.get("/").await.says_nothing_of(&["Ben Okoro"]);
    moderator
        .get(&declare)
        .await
        .says(&["You declared a conflict of interest on 1 September 2026"]);
    let compare = format!("{case}/compare");
    for page in [&case, &compare, &format!("{case}/done"), &order] {
        let answer = moderator.get(page).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{page}");
        answer.says_nothing_of(&["Okoro"]);
    }
    // Neither a form from before, that says otherwise, nor any other is taken.
    let agreed = conclusion("2", &AGREE);
    let judgement = [("version", "2"), ("fits", "yes")];
    for (page, fields) in [(&case, &agreed[..]), (&compare, &judgement), (&order, &[])] {
        let answer = moderator.post(page, fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{page}");
    }
    house
        .signed_in(Auditor)
        .await
        .get(&format!("{child}/trail"))
        .await
        .says(&["moderator (invented) Conflict declared"]);
    // A colleague decides.
    let mut head = house.signed_in(HeadOfSend).await;
    head.get("/decisions").await.says(&["Ben Okoro"]);
    judged(&mut head, &case).await;
    let done = head.post(&case, &agreed).await;
    assert_eq!(done.location(), format!("{case}/done"));
}

async fn a_head_of_send_lifts_what_a_colleague_declared_by_mistake(house: House) {
    let mut scorer = house.signed_in(Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let case = format!("/decisions/{id}");
    let conflict = format!("/children/{}/conflict", house.authority.ben);
    let lift = |page: &str| {
        let form = page
            .split("action=\"")
            .find(|rest| rest.contains("/lift\""));
        form.and_then(|rest| rest.split('"').next())
            .unwrap()
            .to_owned()
    };
    let mut moderator = house.signed_in(Moderator).await;
    moderator.post(&conflict, &[("conflict", "yes")]).await;
    let own = moderator.get(&conflict).await;
    own.says(&["another officer who is head of SEND can lift it"]);
    own.says_nothing_of(&["Colleagues who declared one"]);
    let mut head = house.signed_in(HeadOfSend).await;
    head.get(&format!("/children/{}", house.authority.ben))
        .await
        .holds(&["Conflicts of interest"]);
    let seen = head.get(&conflict).await;
    seen.says(&["Colleagues who declared one", "1 September 2026"]);
    let lifting = lift(&seen.body);
    // Neither the officer nor anybody but a head of SEND lifts it.
    let refused = moderator.post(&lifting, &[]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(moderator.get(&case).await.status, StatusCode::FORBIDDEN);
    // Sent twice, it is lifted once.
    for _ in 0..2 {
        assert_eq!(head.post(&lifting, &[]).await.location(), conflict);
    }
    let lifted = house.trail().await;
    let lifted = lifted.iter().filter(|entry| entry.0 == "conflict-lifted");
    assert_eq!(lifted.count(), 1);
    head.get(&conflict)
        .await
        .says_nothing_of(&["Colleagues who declared one"]);
    assert_eq!(moderator.get(&case).await.status, StatusCode::OK);
    // It may be declared again, and stands then.
    moderator.post(&conflict, &[("conflict", "yes")]).await;
    assert_eq!(moderator.get(&case).await.status, StatusCode::FORBIDDEN);
    // A head of SEND who declares one does not lift it alone.
    head.post(&conflict, &[("conflict", "yes")]).await;
    let mut tx = house.store.read().await.unwrap();
    let officer = user::find_by_name(&mut tx, HeadOfSend.code())
        .await
        .unwrap();
    drop(tx);
    let own = format!("{conflict}/{}/lift", officer.unwrap().id);
    assert_eq!(head.post(&own, &[]).await.status, StatusCode::FORBIDDEN);
    let seen = head.get(&conflict).await;
    assert!(!seen.body.contains(&own), "no way to lift one's own");
}
