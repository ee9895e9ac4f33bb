//! A commissioner keeps high needs places: numbers, a rate, one establishment with its fees, and what section 251 takes over.

use axum::http::StatusCode;
use send_banding::access::Role;
use send_banding::needs::Setting;
use send_banding::store::{child, establishment, placement};

use crate::payments::set_calendar;
use crate::reconciliation::awards;
use crate::rig::{Browser, House};
use crate::sample;

const YEAR: &str = "/places/2026-27";

on_both!(
    places_are_kept_changed_and_never_lost_to_somebody_else,
    the_statement_takes_the_places_over_and_counts_nothing_twice,
);

/// 200 places, then 216; 3 pupils of other authorities reported. `seen` is how many entries the form knew.
fn numbers<'a>(seen: &'a str, funded_april: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("seen", seen),
        ("commissioned-april", "216"),
        ("commissioned-september", "220"),
        ("funded-april", funded_april),
        ("funded-september", "216"),
        ("others", "3"),
        ("counted-day", "15"),
        ("counted-month", "1"),
        ("counted-year", "2026"),
        ("commissioned-by", "999"),
        ("source", "Place change return (invented)"),
        ("agreed-day", "5"),
        ("agreed-month", "12"),
        ("agreed-year", "2025"),
    ]
}

/// Two pupils in Oak Hill's places, one of them another authority's, whose fee is on record.
async fn pupils(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    let oak_hill = &house.authority.oak_hill;
    for (reference, surname, payer) in [("EX-4001", "Own", "999"), ("EX-4002", "Other", "998")] {
        let who = sample::keep_child(&mut tx, reference, "Ida", surname)
            .await
            .unwrap();
        let mut changed = who.clone();
        changed.paying_authority = payer.parse().unwrap();
        child::update(&mut tx, &changed).await.unwrap();
        let stay = sample::keep_placement(&mut tx, &who.id, Some(oak_hill), Setting::Spec).await;
        let stay = stay.unwrap();
        let mut line = sample::cost_line(&stay);
        line.terms.kind = placement::CostKind::Therapy;
        placement::insert_cost_lines(&mut tx, &[line])
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

/// Keeps Oak Hill's numbers as the first to do so.
async fn kept(house: &House, commissioner: &mut Browser<'_>) -> String {
    let form = format!("{YEAR}/{}/special", house.authority.oak_hill);
    let answer = commissioner.post(&form, &numbers("0", "200")).await;
    assert_eq!(
        answer.location(),
        format!("{YEAR}/{}", house.authority.oak_hill)
    );
    form
}

async fn places_are_kept_changed_and_never_lost_to_somebody_else(house: House) {
    pupils(&house).await;
    let mut commissioner = house.signed_in(Role::Commissioner).await;
    commissioner.get("/").await.holds(&["href=\"/places\""]);
    commissioner.get("/places").await.says(&[
        "High needs places, 2026-27",
        "No places are kept for the year yet.",
        "Filled without a number of places",
        "Oak Hill Special School",
    ]);

    // An establishment is found by its number, and one that has one kind of place leads straight to the form.
    let new = format!("{YEAR}/new");
    for (reference, why) in [
        ("", "Enter the URN or UKPRN"),
        ("999999", "no establishment with this number"),
    ] {
        let refused = commissioner.post(&new, &[("reference", reference)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.says(&[why]);
    }
    let form = format!("{YEAR}/{}/special", house.authority.oak_hill);
    let found = commissioner.post(&new, &[("reference", " 123457 ")]).await;
    assert_eq!(found.location(), form);

    let mut wrong = numbers("0", "lots");
    wrong.retain(|(name, _)| *name != "source");
    let refused = commissioner.post(&form, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["whole number of places", "Say from whom the numbers are"]);
    refused.holds(&["value=\"lots\"", "value=\"216\""]);

    kept(&house, &mut commissioner).await;
    assert_eq!(house.trail().await.remove(0).0, "places-kept");
    // On 1 September: 216 funded; one own pupil, one of another authority on record and three reported.
    let csv = commissioner.get(&format!("{YEAR}/places.csv")).await;
    csv.holds(&[
        "Oak Hill Special School,Special school,999,The council,216,220,200,216,0,0,220,216,5,4,211,0,833333.33,1260000.00,2093333.33",
        "All,,,,,,,,,,220,216,5,4,211,0,,,2093333.33",
    ]);
    let chart = commissioner.get(&format!("{YEAR}/filled.csv")).await;
    chart.holds(&["Oak Hill Special School,216,5"]);
    let list = commissioner.get("/places").await;
    list.says(&["211 free", "£2,093,333.33", "Paid by the council"]);
    list.says_nothing_of(&["Filled without a number"]);
    commissioner
        .get(&format!("{YEAR}?kind=unit"))
        .await
        .says(&["No place of this kind is kept"]);
    let workbook = commissioner.get(&format!("{YEAR}/places.xlsx")).await;
    assert_eq!(workbook.status, StatusCode::OK);

    // The same again changes nothing; of two who change, the second is told.
    let same = commissioner.post(&form, &numbers("1", "200")).await;
    let page = commissioner.get(same.location()).await;
    page.says(&["Nothing was different from what is kept."]);
    commissioner
        .post(&form, &numbers("1", "204"))
        .await
        .location();
    let late = commissioner.post(&form, &numbers("1", "190")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    commissioner
        .get(&form)
        .await
        .holds(&["name=\"seen\" value=\"2\"", "value=\"204\""]);
}

#[tokio::test]
async fn an_establishment_shows_its_places_and_what_its_placements_cost() {
    let house = House::open().await;
    pupils(&house).await;
    awards(&house, &[("EX-3001", "Vale")]).await;
    let mut commissioner = house.signed_in(Role::Commissioner).await;
    kept(&house, &mut commissioner).await;
    let at = format!("{YEAR}/{}", house.authority.oak_hill);
    commissioner.get(&at).await.says(&["no payment calendar"]);
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    set_calendar(&mut officer).await;
    let page = commissioner.get(&at).await;
    page.says(&[
        "200 April to August, 216 September to March",
        "3 on 15 January 2026",
        "£833,333.33",
        "200 at £10,000.00",
        "Ida Own",
        "Mira Vale",
        // Mira's award of £3,650.00 is paid there without a placement.
        "Paid for without a placement",
        "£3,650.00",
        "Therapy",
    ]);
    assert_eq!(house.trail().await.remove(0).0, "costs-of-children-viewed");

    // A rate from September counts from there: 216 × £11,000.00 × 7/12 = £1,386,000.00.
    let rate = [
        ("seen", "0"),
        ("kind", "special"),
        ("amount", "11,000"),
        ("from-day", "1"),
        ("from-month", "9"),
        ("from-year", "2026"),
        ("note", "Operational guide (invented)"),
    ];
    assert_eq!(
        officer.post("/places/rates", &rate).await.status,
        StatusCode::FORBIDDEN
    );
    let refused = commissioner.post("/places/rates", &rate[..2]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    commissioner.post("/places/rates", &rate).await.location();
    assert_eq!(house.trail().await.remove(0).0, "place-rate-entered");
    let again = commissioner.post("/places/rates", &rate).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    commissioner
        .get("/places/rates")
        .await
        .says(&["£11,000.00", "Operational guide (invented)"]);
    commissioner
        .get(&at)
        .await
        .says(&["£1,386,000.00", "£2,219,333.33"]);
}

#[tokio::test]
async fn others_look_and_keep_nothing() {
    let house = House::open().await;
    let form = format!("{YEAR}/{}/special", house.authority.oak_hill);
    for role in [Role::FinanceOfficer, Role::HeadOfSend, Role::Auditor] {
        let mut reader = house.signed_in(role).await;
        let list = reader.get("/places").await;
        list.says_nothing_of(&["Add places"]);
        let written = reader.post(&form, &numbers("0", "200")).await;
        assert_eq!(written.status, StatusCode::FORBIDDEN, "{}", role.code());
    }
    // Nothing of an independent school, and no kind that a special school has not.
    let mut commissioner = house.signed_in(Role::Commissioner).await;
    let unit = format!("{YEAR}/{}/unit", house.authority.oak_hill);
    assert_eq!(commissioner.get(&unit).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        commissioner.get("/places/1999-00").await.status,
        StatusCode::NOT_FOUND
    );
}

/// The value of a hidden field.
fn hidden<'a>(body: &'a str, name: &str) -> &'a str {
    let after = body
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .unwrap();
    after.split('"').next().unwrap()
}

async fn the_statement_takes_the_places_over_and_counts_nothing_twice(house: House) {
    let mut tx = house.store.begin().await.unwrap();
    let place = establishment::find(&mut tx, &house.authority.oak_hill).await;
    let mut place = place.unwrap().unwrap();
    place.kind = "Academy special converter".to_owned();
    establishment::update(&mut tx, &place).await.unwrap();
    tx.commit().await.unwrap();
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let line = "/high-needs/section-251/2026-27/lines/1.0.2";
    let nothing = officer.get(line).await;
    nothing.says_nothing_of(&["From the places that are kept"]);
    // What was entered by hand before, one of it under another phase.
    for (seen, phase, gross) in [("0", "special", "40,000"), ("1", "secondary", "5")] {
        let fields = [
            ("seen", seen),
            ("kind", "academy_places"),
            ("phase", phase),
            ("gross", gross),
            ("note", "Estimate (invented)"),
        ];
        officer.post(line, &fields).await.location();
    }
    let mut commissioner = house.signed_in(Role::Commissioner).await;
    kept(&house, &mut commissioner).await;

    let page = officer.get(line).await;
    page.says(&[
        "From the places that are kept",
        "£2,093,333.33",
        "£40,000.00",
    ]);
    let shown = hidden(&page.body, "shown").to_owned();
    let take = "/high-needs/section-251/2026-27/places";
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let refused = head.post(take, &[("shown", &shown)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    officer.post(take, &[("shown", &shown)]).await.location();
    assert_eq!(house.trail().await.remove(0).0, "section-251-places-taken");
    let csv = officer
        .get("/high-needs/section-251/2026-27/statement.csv")
        .await;
    let row = csv
        .body
        .lines()
        .find(|line| line.starts_with("1.0.2"))
        .unwrap();
    // Added back is what the academy's places come to, and nothing of what was entered by hand.
    assert!(
        row.ends_with("0.00,0.00,0.00,0.00,2093333.33,2093333.33,2093333.33,,"),
        "{row}"
    );
    // As it was shown once: what is taken over is not taken again from an old page.
    let again = officer.post(take, &[("shown", &shown)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    officer
        .get(line)
        .await
        .says(&["What is entered is what the places come to."]);
    officer.get("/high-needs/figures/2026-27").await.says(&[
        "£0.00 at schools that the council pays",
        "£2,093,333.33 at academies",
    ]);
}
