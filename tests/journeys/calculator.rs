//! The calculator and the rule sets, without script.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use send_banding::access::Role;
use send_banding::rules::RuleSet;
use send_banding::service::rule_book;

use crate::rig::House;

/// Every domain of the invented set at one level.
fn levels(level: &'static str) -> Vec<(String, &'static str)> {
    let set = rule_book()
        .named(&"exampleshire/2026-04-01".parse().unwrap())
        .unwrap();
    let field = |domain: &send_banding::rules::Domain| (format!("level-{}", domain.id), level);
    set.domains().map(field).collect()
}

fn sent<'a>(
    levels: &'a [(String, &'static str)],
    more: &[(&'static str, &'static str)],
) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = levels
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    fields.extend(more);
    fields
}

#[tokio::test]
async fn a_form_post_shows_band_amount_and_reasons() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Senco).await;
    let levels = levels("2");
    let more = [
        ("rules", "exampleshire/2026-04-01"),
        ("on", "2026-09-01"),
        ("setting", "MMS"),
        ("need", "ASD"),
        ("fte", "0.6"),
    ];
    let answer = browser.post("/calculator", &sent(&levels, &more)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    // 16 (capped) + 12 + 16 + 32 (its cap) = 76, the first score of band H: £16,640 × 0.6.
    answer.says(&["Indicative band H", "£9,984.00"]);
    answer.says(&["16 + 12 + 16 + 32 = 76 points"]);
    assert!(
        answer.body.contains("<leptos-island"),
        "the island is there"
    );
    assert!(answer.body.contains("value=\"0.6\""), "values are kept");
}

#[tokio::test]
async fn missing_levels_are_named_and_what_was_chosen_is_kept() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Caseworker).await;
    let fields = [
        ("setting", "SPEC"),
        ("need", "HI"),
        ("level-hearing", "3"),
        ("fte", "2"),
    ];
    let answer = browser.post("/calculator", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(&[
        "There is a problem",
        "Full-time equivalent (FTE) must be above 0 and at most 1",
        "Select a level for Vision",
        "1 of 11 answered",
    ]);
    assert!(answer.body.contains("href=\"#level-vision\""));
    assert!(answer.body.contains("id=\"level-vision\""));
    assert!(answer.body.contains("<title>Error: "));
    let chosen = answer.body.split("id=\"level-hearing-3\"").nth(1).unwrap();
    assert!(chosen.split('>').next().unwrap().contains("checked"));
}

#[tokio::test]
async fn a_scheme_scored_elsewhere_asks_for_points_and_the_term() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Commissioner).await;
    let page = browser
        .get("/calculator?rules=herefordshire/2025-04-01")
        .await;
    page.says(&[
        "Total of points",
        "A term at 15 hours a week",
        "As published on this page",
    ]);
    page.says_nothing_of(&["level-", "Full-time equivalent"]);
    let fields = [
        ("rules", "herefordshire/2025-04-01"),
        ("on", "2025-09-01"),
        ("setting", "EYP"),
        ("amount", "term-15"),
        ("points", "47"),
    ];
    let answer = browser.post("/calculator", &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.says(&["C4", "£1,063.00", "top-up a term"]);
    let above = [&fields[..4], &[("points", "110")]].concat();
    let answer = browser.post("/calculator", &above).await;
    answer.says(&["There is no band for these answers", "109"]);
}

#[tokio::test]
async fn a_setting_not_funded_by_band_shows_the_band_and_why() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Moderator).await;
    let levels = levels("1");
    let more = [("on", "2026-09-01"), ("setting", "ISS"), ("need", "PMLD")];
    let answer = browser.post("/calculator", &sent(&levels, &more)).await;
    answer.says(&["Indicative band F", "funded by an agreed fee, not by band"]);
}

#[tokio::test]
async fn the_served_rules_can_be_kept_for_ever_and_others_are_not_found() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Senco).await;
    let set = rule_book().iter().next().unwrap();
    let path = format!("/rules/{}.json", set.digest());
    let answer = browser.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header(header::CACHE_CONTROL).contains("immutable"));
    let read = RuleSet::from_served_json(&answer.body).unwrap();
    assert_eq!(read, set.without_descriptors());
    let again = Request::get(&path).header(header::IF_NONE_MATCH, answer.header(header::ETAG));
    let again = browser.send(again.body(Body::empty()).unwrap()).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    for wrong in [
        "/rules/0000000000000000000000000000000000000000000000000000000000000000.json",
        "/rules/x.json",
        "/rules/exampleshire",
        "/rules/exampleshire/2026-04-02",
        "/rules/..%2F..%2Fetc/passwd",
        "/calculator?rules=exampleshire/2024-04-01",
        "/calculator?rules=%3Cscript%3E",
    ] {
        assert_eq!(
            browser.get(wrong).await.status,
            StatusCode::NOT_FOUND,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_rule_set_is_shown_in_full() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::BusinessManager).await;
    browser
        .get("/rules")
        .await
        .says(&["Invented", "As published", "Herefordshire"]);
    let page = browser.get("/rules/exampleshire/2026-04-01").await;
    page.says(&[
        "1 April 2026 to 31 March 2027",
        "£16,640.00",
        "never below band F",
        "Learns at a pace broadly expected for their age",
        "no band until the decision",
    ]);
}
