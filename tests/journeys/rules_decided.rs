//! Rules that are withdrawn, and what would have changed a decided band, without script.

use axum::http::StatusCode;
use send_banding::access::Role;

use crate::rig::{Answer, Browser, House};
use crate::rules::shipped;
use crate::scoring::{AGREE, conclusion, hidden, judged, sent};

async fn withdrawn(head: &mut Browser<'_>, digest: &str, (day, month): (&str, &str)) -> Answer {
    let path = format!("/rules/withdrawals/{digest}");
    let step = hidden(&head.get(&path).await, "step");
    let fields = [
        ("step", step.as_str()),
        ("from-day", day),
        ("from-month", month),
        ("from-year", "2026"),
        ("reason", "A slip in band C (invented)"),
    ];
    head.post(&path, &fields).await
}

#[tokio::test]
async fn a_withdrawal_changes_nothing_that_was_agreed() {
    let house = House::open().await;
    let ben = format!("/children/{}", house.authority.ben);
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let profile = sent(&mut caseworker, &house, "2").await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    let path = format!("/decisions/{profile}");
    judged(&mut moderator, &path).await;
    let page = moderator.get(&path).await;
    let seen = hidden(&page, "version");
    moderator
        .post(&path, &conclusion(&seen, &AGREE))
        .await
        .location();
    let before = moderator.get(&ben).await;
    before.says(&["As decided", "No rules are approved for these days yet"]);

    let digest = shipped("exampleshire/2026-04-01");
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let past = withdrawn(&mut head, &digest, ("31", "8")).await;
    assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
    past.says(&["The day must be today or later"]);
    withdrawn(&mut head, &digest, ("1", "9")).await.location();
    let after = moderator.get(&ben).await;
    after.says(&[
        "were withdrawn, and no others are in force",
        "No rules are approved for these days yet",
    ]);
    let amounts = |page: &Answer| -> Vec<String> {
        let text = page.text();
        let words = text.split(' ').filter(|word| word.starts_with('£'));
        words.map(str::to_owned).collect()
    };
    assert_eq!(amounts(&before), amounts(&after), "no amount changes");
    assert!(!amounts(&after).is_empty());

    // The rules stay readable under their digest, for whoever may read rules; nothing new begins under them.
    for role in [Role::Senco, Role::Auditor, Role::Caseworker] {
        let mut browser = house.signed_in(role).await;
        let rules = browser.get(&format!("/rules/{digest}")).await;
        assert_eq!(rules.status, StatusCode::OK);
        rules.says(&["Withdrawn from 1 September 2026"]);
        let json = browser.get(&format!("/rules/{digest}.json")).await;
        assert_eq!(json.status, StatusCode::OK);
    }
    let scoring = format!("/children/{}/scoring", house.authority.ben);
    caseworker
        .get(&scoring)
        .await
        .says(&["Needs cannot be scored until a rule set is in force today"]);
}

#[tokio::test]
async fn nothing_is_agreed_under_withdrawn_rules() {
    let house = House::open().await;
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let profile = sent(&mut caseworker, &house, "2").await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let digest = shipped("exampleshire/2026-04-01");
    withdrawn(&mut head, &digest, ("1", "9")).await.location();
    let mut moderator = house.signed_in(Role::Moderator).await;
    let path = format!("/decisions/{profile}");
    judged(&mut moderator, &path).await;
    let seen = hidden(&moderator.get(&path).await, "version");
    let refused = moderator.post(&path, &conclusion(&seen, &AGREE)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["These rules were withdrawn"]);
    let back = [
        ("no-conflict", "yes"),
        ("section-f", "yes"),
        ("outcome", "back"),
        ("back-reason", "The rules were withdrawn"),
    ];
    moderator
        .post(&path, &conclusion(&seen, &back))
        .await
        .location();
}

#[tokio::test]
async fn what_would_change_a_band_is_shown_after_the_decision_to_those_who_look_back() {
    let house = House::open().await;
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let profile = sent(&mut caseworker, &house, "2").await;
    let path = format!("/decisions/{profile}");
    let change = format!("{path}/what-would-change");
    let mut moderator = house.signed_in(Role::Moderator).await;
    judged(&mut moderator, &path).await;
    let page = moderator.get(&path).await;
    page.says_nothing_of(&["what-would-change"]);
    assert_eq!(
        moderator.get(&change).await.status,
        StatusCode::FORBIDDEN,
        "not before the decision"
    );
    let seen = hidden(&page, "version");
    moderator
        .post(&path, &conclusion(&seen, &AGREE))
        .await
        .location();
    for role in [Role::Moderator, Role::Auditor] {
        let mut browser = house.signed_in(role).await;
        browser
            .get(&path)
            .await
            .says(&["What would change this band"]);
        let shown = browser.get(&change).await;
        assert_eq!(shown.status, StatusCode::OK);
        // Level 2 everywhere is 76 points, the first score of band H: one level less in most domains is band G.
        shown.says(&["give band H", "were at level 1 and not 2", "G (lower need)"]);
    }
    for (role, status) in [
        (Role::HeadOfSend, StatusCode::FORBIDDEN),
        (Role::Caseworker, StatusCode::NOT_FOUND),
        (Role::Senco, StatusCode::NOT_FOUND),
    ] {
        let mut browser = house.signed_in(role).await;
        assert_eq!(browser.get(&change).await.status, status, "{role:?}");
    }
}
