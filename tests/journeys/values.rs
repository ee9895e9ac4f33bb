//! What a school's or trust's awards are worth in a year, month by month, and as files.

use axum::http::{StatusCode, header};
use send_banding::access::Role;
use send_banding::store::identity;

use crate::rig::{Browser, House};
use crate::scoring::{AGREE, conclusion, hidden, judged, sent};

/// Funds Ben of Oak Hill from 1 October 2026: band F at 0.6 of full time, £7,200.00 a year.
async fn funded(house: &House) {
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, house, "1").await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    let path = format!("/decisions/{id}");
    judged(&mut moderator, &path).await;
    let version = hidden(&moderator.get(&path).await, "version");
    moderator
        .post(&path, &conclusion(&version, &AGREE))
        .await
        .location();
}

async fn trust(house: &House) -> Browser<'_> {
    house.signed_in_as("trust").await
}

#[tokio::test]
async fn a_year_is_shared_out_over_its_months_to_the_penny() {
    let house = House::open().await;
    funded(&house).await;
    let mut trust = trust(&house).await;
    let page = trust.get("/awards/values").await;
    // 182 of 365 days: £7,200.00 × 182 ÷ 365 = £3,590.14. October is 31 days: £611.51.
    page.says(&[
        "Financial year 2026-27",
        "Ben Okoro",
        "1 October 2026",
        "£3,590.14",
        "October 2026 £611.51 £611.51",
        "March 2027",
        "September 2026 (now) £0.00",
        // A restricted record counts for its school and shows nobody.
        "Name withheld EX-1003",
    ]);
    page.says_nothing_of(&["Hidden", "PMLD", "Profound"]);
    // The rules of 2027-28 are not approved, so the academic year has seven of its twelve months and says so.
    let academic = trust.get("/awards/values?year=academic&from=2026").await;
    academic.says(&[
        "Academic year 2026/27",
        "£3,590.14 so far",
        "those days are not counted",
        "August 2027 £0.00 £3,590.14",
    ]);
    trust
        .get("/awards/values?year=financial&from=2027")
        .await
        .says(&["Financial year 2027-28", "Not priced yet"]);
    trust
        .get("/awards/values?year=financial&from=2020")
        .await
        .says(&["No award of this year"]);
}

#[tokio::test]
async fn one_establishment_at_a_time_and_never_anothers() {
    let house = House::open().await;
    funded(&house).await;
    let oak_hill = format!("/awards/values?establishment={}", house.authority.oak_hill);
    let mut trust = trust(&house).await;
    let one = trust.get(&oak_hill).await;
    one.says(&["Ben Okoro", "£3,590.14"]);
    one.says_nothing_of(&["Zofia"]);
    // The choice of a year keeps the establishment.
    assert!(one.body.contains(&format!(
        "year=financial&amp;from=2027&amp;establishment={}",
        house.authority.oak_hill
    )));
    let birch_lane = format!(
        "/awards/values?establishment={}",
        house.authority.birch_lane
    );
    trust.get(&birch_lane).await.says_nothing_of(&["Ben Okoro"]);

    let mut senco = house.signed_in(Role::Senco).await;
    let own = senco.get("/awards/values").await;
    own.says(&["Zofia Łęcka"]);
    own.says_nothing_of(&["Ben Okoro"]);
    for path in ["values", "values.csv", "values.xlsx"] {
        let forged = format!("/awards/{path}?establishment={}", house.authority.oak_hill);
        let page = senco.get(&forged).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(house.trail().await.remove(0).0, "awards-refused");
    }
    for nonsense in [
        "year=lunar",
        "from=1",
        "from=9999999",
        "from=-1",
        "from=%27%20OR%201",
        "establishment=1",
    ] {
        let page = senco.get(&format!("/awards/values?{nonsense}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{nonsense}");
    }
}

#[tokio::test]
async fn a_download_says_the_same_and_only_sums_are_formulas() {
    let house = House::open().await;
    funded(&house).await;
    let mut tx = house.store.begin().await.unwrap();
    let mut who = identity::find(&mut tx, &house.authority.ben)
        .await
        .unwrap()
        .unwrap();
    who.forename = "=1+1".to_owned();
    identity::save(&mut tx, &who).await.unwrap();
    tx.commit().await.unwrap();
    let mut trust = trust(&house).await;
    let csv = trust.get("/awards/values.csv").await;
    assert_eq!(csv.status, StatusCode::OK);
    assert_eq!(csv.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert_eq!(
        csv.header(header::CONTENT_DISPOSITION),
        "attachment; filename=\"awards-financial-year-2026.csv\""
    );
    assert!(csv.body.contains(",'=1+1 Okoro,"), "{}", csv.body);
    assert!(csv.body.contains("3590.14"), "{}", csv.body);
    assert_eq!(house.trail().await.remove(0).0, "awards-downloaded");

    let workbook = trust.get("/awards/values.xlsx").await;
    assert_eq!(workbook.status, StatusCode::OK);
    let mut read: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(workbook.bytes)).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut read, "Awards").unwrap();
    let texts: Vec<String> = sheet.cells().map(|(_, _, cell)| cell.to_string()).collect();
    assert!(texts.contains(&"=1+1 Okoro".to_owned()), "{texts:?}");
    assert!(texts.contains(&"3590.14".to_owned()), "{texts:?}");
    let formulas = calamine::Reader::worksheet_formula(&mut read, "Awards").unwrap();
    let formulas: Vec<&str> = formulas
        .cells()
        .map(|(_, _, formula)| formula.as_str())
        .filter(|formula| !formula.is_empty())
        .collect();
    assert!(formulas.len() > 12, "{formulas:?}");
    assert!(
        formulas.iter().all(|formula| formula.contains("SUM(")),
        "{formulas:?}"
    );
    let audit = calamine::Reader::worksheet_range(&mut read, "Audit").unwrap();
    let words: Vec<String> = audit.cells().map(|(_, _, cell)| cell.to_string()).collect();
    assert!(words.contains(&"Digest of the awards (SHA-256)".to_owned()));
}

#[tokio::test]
async fn a_senco_sees_levels_band_and_why_and_only_of_its_own_children() {
    let house = House::open().await;
    funded(&house).await;
    let address = format!("/children/{}/needs", house.authority.ben);
    let mut moderator = house.signed_in(Role::Moderator).await;
    moderator.get(&address).await.says(&[
        "Band F",
        "1 September 2026",
        "Hearing",
        "Level 1",
        "Why this band",
        "so the band is not D but F",
        "1 December 2026",
    ]);
    assert_eq!(house.trail().await.remove(0).0, "needs-viewed");
    let mut senco = house.signed_in(Role::Senco).await;
    let refused = senco.get(&address).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(house.trail().await.remove(0).0, "child-refused");
    let own = senco
        .get(&format!("/children/{}", house.authority.zofia))
        .await;
    own.says(&["Levels of need, and why this band"]);
    let own = senco
        .get(&format!("/children/{}/needs", house.authority.zofia))
        .await;
    assert_eq!(own.status, StatusCode::OK);
    let mut manager = house.signed_in(Role::BusinessManager).await;
    let record = manager
        .get(&format!("/children/{}", house.authority.zofia))
        .await;
    record.says_nothing_of(&["/needs"]);
}
