//! What is kept back from an officer until the levels of a waiting profile are judged, or scored a second time.

use axum::http::StatusCode;
use send_banding::access::Role::Moderator;
use send_banding::store::decision;

use crate::reviewing::{review, send};
use crate::rig::{Browser, House};

on_both!(nothing_tells_the_earlier_band_or_the_new_one_before_the_levels_are_judged);

/// What the record tells of the award by the first profile.
const TOLD: [&str; 2] = ["Band F", "£"];

/// The pages that tell of the child's earlier profile, beside the record itself.
async fn pages(house: &House) -> Vec<String> {
    let ben = &house.authority.ben;
    let mut tx = house.store.read().await.unwrap();
    let decided = decision::all_of(&mut tx, ben).await.unwrap();
    let first = decided.iter().find(|one| one.profile.is_some()).unwrap();
    let (profile, _) = first.profile.as_ref().unwrap();
    vec![
        format!("/children/{ben}/needs"),
        format!("/children/{ben}/profiles/{profile}"),
    ]
}

/// The page of the search that finds Ben.
async fn found(browser: &mut Browser<'_>) -> crate::rig::Answer {
    let next = browser
        .post("/children/search", &[("words", "EX-1002")])
        .await;
    browser.get(next.location()).await
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
}

async fn nothing_tells_the_earlier_band_or_the_new_one_before_the_levels_are_judged(house: House) {
    let (mut scorer, draft) = review(&house).await;
    let mut moderator = house.signed_in(Moderator).await;
    sees_everything(&mut moderator, &house, "while it is scored").await;
    send(&mut scorer, &draft).await;
    let waiting = draft.trim_start_matches("/scoring/");
    sees_nothing(&mut moderator, &house, waiting).await;
}
