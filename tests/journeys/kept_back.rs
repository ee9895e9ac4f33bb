//! What is kept back from an officer until the levels of a waiting profile are judged, or scored a second time.

use axum::http::StatusCode;
use send_banding::access::Role::{Auditor, Caseworker, HeadOfSend, Moderator};
use send_banding::store::decision;
use send_banding::store::profile::{self, ProfileState, ProfileVersion};

use crate::reviewing::{review, send};
use crate::rig::{Browser, House};
use crate::scoring::{AGREE, conclusion, judged};

on_both!(nothing_tells_the_earlier_band_or_the_new_one_before_the_levels_are_judged);

/// What the record tells of the award by the first profile.
const TOLD: [&str; 2] = ["Band F", "£"];

/// The pages that tell of the child's earlier profile, beside the record itself.
async fn pages(house: &House) -> Vec<String> {
    let ben = &house.authority.ben;
    let mut tx = house.store.read().await.unwrap();
    let decided = decision::all_of(&mut tx, ben).await.unwrap();
    // The one that was sent here: one of before was never sent, and has no page of its own.
    let mut first = None;
    for one in &decided {
        let Some((profile, _)) = &one.profile else {
            continue;
        };
        let versions = profile::versions_of(&mut tx, profile).await.unwrap();
        let sent = |version: &ProfileVersion| version.state == ProfileState::Submitted;
        if versions.iter().any(sent) {
            first = Some(one);
        }
    }
    let first = first.unwrap();
    let (profile, _) = first.profile.as_ref().unwrap();
    vec![
        format!("/children/{ben}/needs"),
        format!("/children/{ben}/profiles/{profile}"),
        format!("/decisions/{profile}"),
        format!("/decisions/{profile}/done"),
        format!("/decisions/{profile}/compare"),
        format!("/statements/{}", first.id),
    ]
}

/// The page of the search that finds Ben.
async fn found(browser: &mut Browser<'_>) -> crate::rig::Answer {
    let next = browser
        .post("/children/search", &[("words", "EX-1002")])
        .await;
    browser.get(next.location()).await
}

/// The line of the file of decisions that is Ben's.
async fn line(browser: &mut Browser<'_>) -> String {
    let file = browser.get("/registers/decisions.csv?year=2026").await;
    assert_eq!(file.status, StatusCode::OK);
    let mut lines = file.body.lines();
    lines
        .find(|line| line.starts_with("EX-1002"))
        .unwrap()
        .to_owned()
}

async fn sees_everything(browser: &mut Browser<'_>, house: &House, who: &str) {
    let record = browser
        .get(&format!("/children/{}", house.authority.ben))
        .await;
    record.says(&TOLD);
    record.says_nothing_of(&["Shown once you have judged"]);
    for page in pages(house).await {
        let status = browser.get(&page).await.status;
        assert_ne!(status, StatusCode::FORBIDDEN, "{who}: {page}");
    }
    found(browser).await.says(&["Ben Okoro", "£"]);
}

async fn sees_nothing(browser: &mut Browser<'_>, house: &House, waiting: &str) {
    let case = format!("href=\"/decisions/{waiting}\"");
    let record = browser
        .get(&format!("/children/{}", house.authority.ben))
        .await;
    assert_eq!(record.status, StatusCode::OK);
    record.says(&[
        "Ben Okoro",
        "Shown once you have judged",
        "Judge the levels",
        "Needs profile agreed",
    ]);
    record.says_nothing_of(&["Band F", "£", "Indicative", "Award begins", "Why this band"]);
    assert!(record.body.contains(&case));
    for page in pages(house).await {
        let page = browser.get(&page).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        page.says(&["Shown once you have judged"]);
        page.says_nothing_of(&["Okoro", "Band F", "£", "signs"]);
        assert!(page.body.contains(&case));
    }
    let list = found(browser).await;
    list.says(&["Ben Okoro", "Kept back"]);
    list.says_nothing_of(&["£"]);
    let by_band = browser.get("/children?band=F").await;
    by_band.says(&["left out of a list by band"]);
    by_band.says_nothing_of(&["Okoro"]);
    let line = line(browser).await;
    assert!(
        line.contains("Shown once you have judged") && !line.contains(",F,"),
        "{line}"
    );
    browser
        .get("/decisions")
        .await
        .says_nothing_of(&["£", "Band F"]);
}

async fn nothing_tells_the_earlier_band_or_the_new_one_before_the_levels_are_judged(house: House) {
    let (mut scorer, draft) = review(&house).await;
    let mut moderator = house.signed_in(Moderator).await;
    sees_everything(&mut moderator, &house, "while it is scored").await;
    send(&mut scorer, &draft).await;
    let waiting = draft.trim_start_matches("/scoring/");
    sees_nothing(&mut moderator, &house, waiting).await;
    // Who cannot decide is not kept from anything: the scorer, and the auditor, who reads.
    sees_everything(&mut house.signed_in(Auditor).await, &house, "auditor").await;
    let record = format!("/children/{}", house.authority.ben);
    scorer.get(&record).await.says(&TOLD);
    // The head of SEND decides too, or only reads, and then has no part in it; a moderator is there to judge.
    let aside = format!("{record}/stand-aside");
    let mut head = house.signed_in(HeadOfSend).await;
    sees_nothing(&mut head, &house, waiting).await;
    let held = head.get(&format!("{record}/subject-access")).await;
    assert_eq!(held.status, StatusCode::FORBIDDEN);
    for browser in [&mut moderator, &mut scorer] {
        assert_eq!(
            browser.post(&aside, &[]).await.status,
            StatusCode::NOT_FOUND
        );
    }
    assert_eq!(head.post(&aside, &[]).await.location(), record);
    sees_everything(&mut head, &house, "who stood aside").await;
    let case = format!("/decisions/{waiting}");
    head.get(&case).await.says(&["Indicative band"]);
    let judge = [("version", "2"), ("fits", "yes")];
    let refused = head.post(&format!("{case}/compare"), &judge).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let refused = head.post(&case, &conclusion("2", &AGREE)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let trail = house.trail().await;
    assert!(
        trail
            .iter()
            .any(|(action, id, _)| action == "stood-aside" && id == waiting)
    );
    judged(&mut moderator, &case).await;
    sees_everything(&mut moderator, &house, "who judged").await;
    assert!(line(&mut moderator).await.contains(",F,"));
    let found = house.trail().await;
    assert!(found.iter().any(|(action, ..)| action == "needs-kept-back"));
    assert!(
        house
            .signed_in(Caseworker)
            .await
            .get(&record)
            .await
            .status
            .is_success()
    );
}
