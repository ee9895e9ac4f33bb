//! The list of children.

use axum::http::StatusCode;
use send_banding::access::Role;

use crate::rig::{Browser, House};

on_both!(
    a_name_typed_with_a_mistake_is_found_and_said_to_be_spelt_nearly_so,
    filters_narrow_the_list_and_can_be_taken_away
);

/// Searches by the form, and returns the address that it leads to.
async fn search(browser: &mut Browser<'_>, words: &str) -> String {
    browser
        .post("/children/search", &[("words", words), ("filters", "")])
        .await
        .location()
        .to_owned()
}

#[tokio::test]
async fn a_child_is_found_by_reference_upn_and_name_whose_words_stay_out_of_the_address() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Caseworker).await;
    for words in [
        "EX-1001",
        "ex-1001",
        "1001",
        "EX 10 01",
        "ex\u{2013}1001",
        "A999000010010",
        "a999 0000 1001 0",
        "lecka",
        "Łęcka",
        "zofia lec",
    ] {
        let address = search(&mut browser, words).await;
        assert!(address.starts_with("/children?search="), "{address}");
        assert!(
            !address.to_lowercase().contains("lec") && !address.contains("1001"),
            "{address}"
        );
        let page = browser.get(&address).await;
        page.says(&[
            "1 child found",
            "Zofia Łęcka",
            "EX-1001",
            "ASD",
            "Birch Lane Primary School",
            "£4,680.00",
            "Overdue",
        ]);
        page.says_nothing_of(&["Okoro", "Person01"]);
    }
    let address = search(&mut browser, "nobody of that name").await;
    browser.get(&address).await.says(&[
        "0 children found",
        "No children found",
        "Clear search and filters",
    ]);
    assert_eq!(search(&mut browser, "  ").await, "/children");
}

async fn a_name_typed_with_a_mistake_is_found_and_said_to_be_spelt_nearly_so(house: House) {
    let mut browser = house.signed_in(Role::Caseworker).await;
    for words in ["Okorro", "oxoro", "koro", "benn okroo"] {
        let address = search(&mut browser, words).await;
        let page = browser.get(&address).await;
        page.says(&["1 child found", "Ben Okoro", "spelt nearly so"]);
        page.says_nothing_of(&["Zofia"]);
    }
    // A restricted child is no more found by a near name than by its own.
    for words in ["Hiden Person", "okoronko"] {
        let address = search(&mut browser, words).await;
        let page = browser.get(&address).await;
        page.says(&["No children found"]);
        page.says_nothing_of(&["Hidden", "spelt nearly so"]);
    }
    let exact = search(&mut browser, "Okoro").await;
    browser
        .get(&exact)
        .await
        .says_nothing_of(&["spelt nearly so"]);
}

#[tokio::test]
async fn children_are_found_by_their_school_whose_name_stays_out_of_the_address() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Caseworker).await;
    let fields = [
        ("words", ""),
        ("school", "birch lane"),
        ("filters", "year=8"),
    ];
    let address = browser
        .post("/children/search", &fields)
        .await
        .location()
        .to_owned();
    assert!(!address.to_lowercase().contains("birch"), "{address}");
    let page = browser.get(&address).await;
    page.says(&["1 child found for school “birch lane”", "Zofia Łęcka"]);
    page.says_nothing_of(&["Okoro"]);
    for typed in ["Brich Lnae", "birch primry", "Brich Lane Primary Schol"] {
        let fields = [("words", ""), ("school", typed), ("filters", "")];
        let address = browser
            .post("/children/search", &fields)
            .await
            .location()
            .to_owned();
        let page = browser.get(&address).await;
        page.says(&["1 child found", "Zofia Łęcka", "spelt nearly so"]);
    }
    // One is found whose reference is right and whose school is spelt nearly so, and nobody of another school.
    for (words, found) in [("1001", "1 child found"), ("1002", "No children found")] {
        let fields = [("words", words), ("school", "Brich Lnae"), ("filters", "")];
        let address = browser
            .post("/children/search", &fields)
            .await
            .location()
            .to_owned();
        browser.get(&address).await.says(&[found]);
    }
    let fields = [("words", "okoro"), ("school", "birch")];
    let address = browser
        .post("/children/search", &fields)
        .await
        .location()
        .to_owned();
    browser.get(&address).await.says(&["No children found"]);
    let long = "x".repeat(101);
    let page = browser
        .post("/children/search", &[("school", long.as_str())])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says(&["School must be 100 characters or fewer"]);
}

#[tokio::test]
async fn a_search_is_its_owners() {
    let house = House::open().await;
    let address = search(&mut house.signed_in(Role::Caseworker).await, "Okoro").await;
    let page = house.signed_in(Role::Moderator).await.get(&address).await;
    page.says_nothing_of(&["found for"]);
    page.says(&["32 children"]);
}

#[tokio::test]
async fn too_long_a_search_is_put_back_to_its_typist() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Caseworker).await;
    let long = "x".repeat(101);
    let page = browser
        .post("/children/search", &[("words", long.as_str())])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says(&["Error: Children", "Search must be 100 characters or fewer"]);
    assert!(page.body.contains(&long), "what was typed is kept");
}

async fn filters_narrow_the_list_and_can_be_taken_away(house: House) {
    let mut browser = house.signed_in(Role::Caseworker).await;
    for (query, count, name) in [
        ("need=ASD", "1 child", "Zofia Łęcka"),
        ("setting=MMS&need=PMLD", "1 child", "Ben Okoro"),
        ("band=F", "1 child", "Ben Okoro"),
        ("review=overdue", "1 child", "Zofia Łęcka"),
        ("review=soon", "0 children", "No children found"),
        ("transfer=school", "1 child", "Ben Okoro"),
        ("transfer=post-16", "0 children", "No children found"),
        ("placement=unknown", "30 children", "Ada Person00"),
        ("year=7", "0 children", "No children found"),
        ("year=8", "32 children", "Ada Person00"),
        ("plan=ceased", "0 children", "No children found"),
        (
            "plan=open&need=nonsense&page=0",
            "32 children",
            "Ada Person00",
        ),
    ] {
        let page = browser.get(&format!("/children?{query}")).await;
        assert_eq!(page.status, StatusCode::OK);
        page.says(&[count, name]);
    }
    let page = browser
        .get("/children?need=ASD&band=D&order=reference")
        .await;
    assert!(
        page.body
            .contains(r#"href="/children?band=D&amp;order=reference""#),
        "{}",
        page.body
    );
    assert!(
        page.body.contains(r#"<option value="ASD" selected>"#),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_search_keeps_the_filters_and_the_filters_keep_the_search() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Caseworker).await;
    let fields = [
        ("words", "person"),
        ("filters", "need=SLCN&order=reference&page=7&x=<script>"),
    ];
    let address = browser
        .post("/children/search", &fields)
        .await
        .location()
        .to_owned();
    assert!(address.ends_with("&need=SLCN&order=reference"), "{address}");
    let page = browser.get(&address).await;
    page.says(&["30 children found for “person”"]);
    let id = address
        .split("search=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    assert!(
        page.body.contains(&format!(
            r#"<input type="hidden" name="search" value="{id}""#
        )),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn twenty_five_to_a_page_and_every_child_on_one() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Caseworker).await;
    let first = browser.get("/children?order=reference").await;
    first.says(&["32 children, showing 1 to 25", "EX-1001", "EX-2022"]);
    first.says_nothing_of(&["EX-2023"]);
    assert!(
        first
            .body
            .contains(r#"href="/children?order=reference&amp;page=2" rel="next""#),
        "{}",
        first.body
    );
    let second = browser.get("/children?order=reference&page=2").await;
    second.says(&["Children, page 2", "showing 26 to 32", "EX-2023", "EX-2029"]);
    second.says_nothing_of(&["EX-2022"]);
    browser
        .get("/children?order=reference&page=99")
        .await
        .says(&["showing 26 to 32"]);
}

#[tokio::test]
async fn a_school_lists_its_own_children_only_and_its_manager_no_needs() {
    let house = House::open().await;
    let page = house.signed_in(Role::Senco).await.get("/children").await;
    page.says(&["1 child", "Zofia Łęcka", "ASD"]);
    page.says_nothing_of(&["Okoro", "Hidden"]);
    let mut manager = house.signed_in(Role::BusinessManager).await;
    let page = manager.get("/children").await;
    page.says(&["Zofia Łęcka", "£4,680.00"]);
    page.says_nothing_of(&["ASD", "Autistic", r#"name="need""#]);
    // Nor can they be counted out by asking for them.
    manager.get("/children?need=PMLD").await.says(&["1 child"]);
    let address = search(&mut manager, "Okoro").await;
    manager.get(&address).await.says(&["0 children"]);
}

#[tokio::test]
async fn an_administrators_look_is_written_down_and_shows_neither_needs_nor_amounts() {
    let house = House::open().await;
    let page = house
        .signed_in(Role::Administrator)
        .await
        .get("/children?band=F")
        .await;
    page.says(&["32 children"]);
    page.says_nothing_of(&["£", "ASD", r#"name="band""#]);
    let (action, subject, _) = house.trail().await.remove(0);
    assert_eq!(
        (action.as_str(), subject.as_str()),
        ("children-listed", "all")
    );
}

#[tokio::test]
async fn a_restricted_child_is_listed_for_those_who_may_open_it() {
    let house = House::open().await;
    house
        .signed_in(Role::Caseworker)
        .await
        .get("/children?need=SEMH")
        .await
        .says(&["0 children"]);
    house
        .signed_in(Role::HeadOfSend)
        .await
        .get("/children?need=SEMH")
        .await
        .says(&["1 child", "Hidden Person", "Restricted"]);
}
