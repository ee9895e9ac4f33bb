//! The first page as a list of what waits, each count leading to its list.

use send_banding::access::Role;

use crate::restriction::asked;
use crate::rig::House;
use crate::scoring::{begun, conclusion, sent};

on_both!(
    each_count_leads_to_a_list_of_that_many,
    a_restricted_record_is_counted_for_who_may_see_it_alone,
);

/// The figure under a label, as the page shows it.
fn figure(page: &str, label: &str) -> String {
    let after = page.split(&format!(">{label}</a>")).nth(1).unwrap();
    let value = after.split("app-figure__value\">").nth(1).unwrap();
    value.split('<').next().unwrap().to_owned()
}

async fn each_count_leads_to_a_list_of_that_many(house: House) {
    let mut browser = house.signed_in(Role::Caseworker).await;
    let home = browser.get("/").await.body;
    for (label, address, count, listed) in [
        ("Your drafts", "/scoring", "1", "Zofia Łęcka"),
        (
            "Sent back to you",
            "/scoring?state=sent-back",
            "0",
            "No profile has been sent back to you",
        ),
        (
            "Requests for extra support",
            "/support-requests",
            "0",
            "No request waits.",
        ),
        (
            "Corrections to answer",
            "/corrections",
            "0",
            "No correction waits for an answer.",
        ),
        (
            "Reviews overdue",
            "/children?review=overdue&amp;order=review",
            "1",
            "1 child",
        ),
        (
            "Reviews due in 60 days",
            "/children?review=soon&amp;order=review",
            "0",
            "0 children",
        ),
        (
            "Phase transfers due by 15 February 2027",
            "/children?transfer=school",
            "1",
            "1 child",
        ),
        (
            "Phase transfers due by 31 March 2027",
            "/children?transfer=post-16",
            "0",
            "0 children",
        ),
        (
            "Placements not known",
            "/children?placement=unknown",
            "30",
            "30 children",
        ),
    ] {
        assert_eq!(figure(&home, label), count, "{label}");
        assert!(home.contains(&format!("href=\"{address}\"")), "{label}");
        let list = browser.get(&address.replace("&amp;", "&")).await;
        list.says(&[listed]);
    }
}

async fn a_restricted_record_is_counted_for_who_may_see_it_alone(house: House) {
    let lists = [
        ("Open plans", "/children?plan=open"),
        ("Reviews overdue", "/children?review=overdue&order=review"),
        (
            "Phase transfers due by 15 February 2027",
            "/children?transfer=school",
        ),
        ("Placements not known", "/children?placement=unknown"),
    ];
    let mut officer = house.signed_in(Role::Caseworker).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let open = |page: &str| figure(page, "Open plans").parse::<u32>().unwrap();
    let before = open(&officer.get("/").await.body);
    let of_head = open(&head.get("/").await.body);
    let path = format!("/children/{}/restriction", house.authority.zofia);
    let (restricted, version) = asked(&mut head, &path).await;
    let fields = [
        ("restricted", restricted.as_str()),
        ("version", version.as_str()),
    ];
    head.post(&path, &fields).await.location();
    assert_eq!(open(&officer.get("/").await.body), before - 1);
    assert_eq!(open(&head.get("/").await.body), of_head);
    for browser in [&mut officer, &mut head] {
        let home = browser.get("/").await.body;
        for (label, list) in lists {
            let count = figure(&home, label);
            let noun = if count == "1" { "child" } else { "children" };
            let list = browser.get(list).await;
            list.says(&[&format!("{count} {noun}")]);
        }
    }
}

#[tokio::test]
async fn what_came_back_is_listed_with_its_reason_for_its_scorer_alone() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let back = [
        ("no-conflict", "yes"),
        ("outcome", "back"),
        ("back-reason", "Look at Hearing again"),
    ];
    let mut moderator = house.signed_in(Role::Moderator).await;
    moderator
        .post(&format!("/decisions/{id}"), &conclusion("2", &back))
        .await
        .location();
    let list = scorer.get("/scoring?state=sent-back").await;
    list.says(&["Ben Okoro", "Look at Hearing again"]);
    assert!(list.body.contains(&format!("href=\"/scoring/{id}\"")));
    assert_eq!(figure(&scorer.get("/").await.body, "Sent back to you"), "1");
}

#[tokio::test]
async fn a_draft_is_on_its_scorers_list_from_its_beginning() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let draft = begun(&mut scorer, &house.authority.ben).await;
    let list = scorer.get("/scoring").await;
    list.says(&["Ben Okoro", "EX-1002", "1 September 2026"]);
    assert!(list.body.contains(&format!("href=\"{draft}\"")));
}
