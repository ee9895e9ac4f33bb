//! What a school's or trust's user sees: its own children's awards, and nothing else.

use axum::http::StatusCode;
use send_banding::access::Role;

use crate::rig::House;

on_both!(a_trust_switches_between_its_schools);

#[tokio::test]
async fn a_school_sees_its_own_childrens_awards_with_their_sum() {
    let house = House::open().await;
    for role in [Role::Senco, Role::BusinessManager] {
        let page = house.signed_in(role).await.get("/awards").await;
        page.says(&[
            "Zofia Łęcka",
            "EX-1001",
            "D",
            "£4,680.00",
            "1 April 2026",
            "14 March 2027",
            "£7,800.00",
        ]);
        // A restricted record counts, and shows nobody.
        page.says(&["Name withheld", "EX-1003", "£3,120.00"]);
        page.says_nothing_of(&["Hidden", "Okoro", "Oak Hill", "ASD", "Autistic"]);
        assert!(!page.body.contains(&house.authority.restricted.to_string()));
    }
}

async fn a_trust_switches_between_its_schools(house: House) {
    let mut trust = house.signed_in_as("trust").await;
    let all = trust.get("/awards").await;
    all.says(&[
        "Zofia Łęcka",
        "Ben Okoro",
        "0.6",
        "£12,000.00",
        "£19,800.00",
        "Birch Lane Primary School",
        "Oak Hill Special School",
    ]);
    let one = trust
        .get(&format!(
            "/awards?establishment={}",
            house.authority.oak_hill
        ))
        .await;
    one.says(&["Ben Okoro", "£12,000.00"]);
    one.says_nothing_of(&["Zofia", "£4,680.00"]);
}

#[tokio::test]
async fn another_school_cannot_be_asked_for() {
    let house = House::open().await;
    let mut senco = house.signed_in(Role::Senco).await;
    let own = format!("/awards?establishment={}", house.authority.birch_lane);
    senco.get(&own).await.says(&["Zofia Łęcka"]);
    for id in [
        house.authority.oak_hill.to_string(),
        "0197f3e0-0000-7000-8000-00000000ffff".to_owned(),
    ] {
        let page = senco.get(&format!("/awards?establishment={id}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert_eq!(house.trail().await.remove(0).0, "awards-refused");
    }
    assert_eq!(
        senco.get("/awards?establishment=1").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        house
            .signed_in(Role::Caseworker)
            .await
            .get("/awards")
            .await
            .status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn the_links_of_the_list_lead_to_pages_that_open() {
    let house = House::open().await;
    let mut trust = house.signed_in_as("trust").await;
    for child in [&house.authority.zofia, &house.authority.ben] {
        assert_eq!(
            trust.get(&format!("/children/{child}")).await.status,
            StatusCode::OK
        );
    }
}
