//! A child's page.

use axum::http::StatusCode;
use send_banding::access::Role;

use crate::rig::House;

on_both!(another_schools_child_is_not_there_and_the_question_is_written_down);

#[tokio::test]
async fn a_caseworker_sees_how_things_stand_and_what_has_happened() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Caseworker).await;
    let page = browser
        .get(&format!("/children/{}", house.authority.zofia))
        .await;
    page.says(&[
        "Zofia Łęcka",
        "EX-1001",
        "15 June 2014",
        "Year 8",
        "A999000010010",
        "Autistic spectrum disorder",
        "In force since 29 July 2020",
        "1 August 2026 Overdue",
        "Birch Lane Primary School",
        "Band D",
        "£4,680.00 a year",
        "Continue scoring",
        "Profile: being scored",
        // The end is shown as the last paid day.
        "14 March 2027",
        "School fee £23,456.78 a term £4,691.36 1 September 2025 31 August 2026 PO 1",
        "Award begins: band D",
        "Indicative band agreed: band D by caseworker (invented)",
        "Final plan, version 1",
    ]);
    page.says_nothing_of(&["15 March 2027"]);
    assert!(
        page.body.contains("<title>Child EX-1001 – "),
        "no name stands in the browser's history"
    );
    assert!(page.body.contains(&format!(
        r#"href="/children/{}/scoring""#,
        house.authority.zofia
    )));
    let actor = house.authority.caseworker.to_string();
    let entry = (
        "child-viewed".to_owned(),
        house.authority.zofia.to_string(),
        actor,
    );
    assert_eq!(house.trail().await.remove(0), entry);
}

#[tokio::test]
async fn a_school_sees_its_own_child_without_what_is_the_authoritys() {
    let house = House::open().await;
    let address = format!("/children/{}", house.authority.zofia);
    let page = house.signed_in(Role::Senco).await.get(&address).await;
    page.says(&[
        "Zofia Łęcka",
        "Autistic spectrum disorder",
        "Band D",
        "Needs profile agreed",
    ]);
    page.says_nothing_of(&["scoring", "caseworker", "Scoring begun"]);
    let page = house
        .signed_in(Role::BusinessManager)
        .await
        .get(&address)
        .await;
    page.says(&["Zofia Łęcka", "Band D", "£4,680.00 a year", "14 March 2027"]);
    page.says_nothing_of(&["Autistic", "ASD", "Primary need", "profile", "Profile"]);
}

async fn another_schools_child_is_not_there_and_the_question_is_written_down(house: House) {
    let unknown = "0197f3e0-0000-7000-8000-00000000ffff";
    let ben = house.authority.ben.to_string();
    let restricted = house.authority.restricted.to_string();
    let mut pages = Vec::new();
    for (role, child) in [
        (Role::Senco, ben.as_str()),
        (Role::BusinessManager, ben.as_str()),
        (Role::Senco, unknown),
        (Role::Senco, restricted.as_str()),
        (Role::Caseworker, unknown),
        (Role::Caseworker, restricted.as_str()),
        (Role::RulesOwner, ben.as_str()),
    ] {
        let page = house
            .signed_in(role)
            .await
            .get(&format!("/children/{child}"))
            .await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{role:?}");
        page.says_nothing_of(&["Okoro", "Hidden", "EX-100"]);
        let (action, subject, actor) = house.trail().await.remove(0);
        assert_eq!(
            (action.as_str(), subject.as_str()),
            ("child-refused", child)
        );
        assert_ne!(actor, "system");
        if role == Role::Senco {
            pages.push(page.text());
        }
    }
    assert!(
        pages.windows(2).all(|pair| pair[0] == pair[1]),
        "not theirs and not there look the same"
    );
    let page = house
        .signed_in(Role::Caseworker)
        .await
        .get("/children/../../etc")
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_administrator_sees_who_it_is_and_no_money_or_needs() {
    let house = House::open().await;
    let page = house
        .signed_in(Role::Administrator)
        .await
        .get(&format!("/children/{}", house.authority.ben))
        .await;
    page.says(&["Ben Okoro", "Oak Hill Special School"]);
    page.says_nothing_of(&["£", "Profound", "Band F", "Awards", "scoring"]);
    assert_eq!(house.trail().await.remove(0).0, "child-viewed");
}
