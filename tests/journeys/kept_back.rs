//! What is kept back from an officer until the levels of a waiting profile are judged, or scored a second time.

use axum::http::StatusCode;
use send_banding::access::Role::{
    Auditor, Caseworker, Commissioner, FinanceOfficer, HeadOfSend, Moderator,
};
use send_banding::store::profile::{self, ProfileState, ProfileVersion};
use send_banding::store::{decision, user};

use crate::authority::cheap_hash;
use crate::payments::set_calendar;
use crate::reviewing::{review, send};
use crate::rig::{Browser, House};
use crate::sample;
use crate::scoring::{AGREE, conclusion, judged};

on_both!(
    nothing_tells_the_earlier_band_or_the_new_one_before_the_levels_are_judged,
    no_page_of_money_tells_what_a_child_is_awarded_before_the_levels_are_judged,
);

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

/// The pages of money on which Ben is, or his school's sum.
fn money(house: &House) -> Vec<String> {
    let school = format!("/high-needs/spend/SPEC/{}", house.authority.oak_hill);
    vec![
        school.clone(),
        format!("{school}/children.csv"),
        "/high-needs/spend/SPEC".to_owned(),
        "/high-needs/spend/SPEC/establishments.csv".to_owned(),
        "/payments/2026/periods/12".to_owned(),
    ]
}

/// Whether a page or a file tells an amount: a number with two places.
fn tells_money(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    words.any(|word| {
        let places = word.trim_end_matches('.').split_once('.');
        places.is_some_and(|(pounds, pence)| !pounds.is_empty() && pence.len() == 2)
    })
}

async fn no_page_of_money_tells_what_a_child_is_awarded_before_the_levels_are_judged(house: House) {
    set_calendar(&mut house.signed_in(FinanceOfficer).await).await;
    let roles = [Moderator, Caseworker, Commissioner];
    let both = sample::user("both", &roles, &[]);
    let mut tx = house.store.begin().await.unwrap();
    user::insert(&mut tx, &both, Some(&cheap_hash()))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let (mut scorer, draft) = review(&house).await;
    let mut head = house.signed_in(HeadOfSend).await;
    let period = "/payments/2026/periods/12";
    let list = head.get(period).await;
    let rest = list
        .body
        .split(&format!("{period}?payee="))
        .find(|part| part.contains("Oak Hill"));
    let payee = rest.unwrap().split('"').next().unwrap().to_owned();
    let mut pages = money(&house);
    pages.push(format!("{period}?payee={payee}"));
    for page in &pages {
        let shown = head.get(page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}");
        assert!(tells_money(&shown.text()), "{page}");
    }
    send(&mut scorer, &draft).await;
    for page in &pages {
        let shown = head.get(page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}");
        shown.says(&["Kept back"]);
        assert!(!tells_money(&shown.text()), "{page}: {}", shown.text());
    }
    // The file of the year still adds up, and says of nobody's line whose it is where that would tell.
    let file = head.get("/payments/2026/schedule.csv").await;
    assert_eq!(file.status, StatusCode::OK);
    file.says_nothing_of(&["EX-1002", "Ben Okoro", "Oak Hill"]);
    assert!(file.body.contains("Payees together"), "{}", file.body);
    let costs = format!("/children/{}/costs", house.authority.ben);
    let mut both = house.signed_in_as("both").await;
    let held = both.get(&costs).await;
    assert_eq!(held.status, StatusCode::FORBIDDEN);
    held.says(&["Shown once you have judged"]);
    // Who decides on nothing goes on as before.
    let mut officer = house.signed_in(FinanceOfficer).await;
    for page in &pages {
        assert!(tells_money(&officer.get(page).await.text()), "{page}");
    }
    assert_eq!(officer.get(&costs).await.status, StatusCode::OK);
    let waiting = draft.trim_start_matches("/scoring/");
    judged(&mut head, &format!("/decisions/{waiting}")).await;
    for page in &pages {
        let shown = head.get(page).await;
        assert!(tells_money(&shown.text()), "{page}");
        shown.says_nothing_of(&["Kept back"]);
    }
}
