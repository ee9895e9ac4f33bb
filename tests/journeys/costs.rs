//! A finance officer adds a cost line to a placement and ends it.

use axum::http::StatusCode;
use jiff::civil::date;
use send_banding::access::Role;
use send_banding::needs::Setting;
use send_banding::store::placement::{self, CostLine, Placement};

use crate::rig::{Browser, House};
use crate::sample;

on_both!(a_line_is_added_shown_and_ended);

/// A placement of Ben's in an independent school, without any line.
pub async fn independent(house: &House) -> Placement {
    let mut tx = house.store.begin().await.unwrap();
    let mut placed = sample::placement(&house.authority.ben, None, Setting::Iss);
    placed.rank = 2;
    placed.to = Some(date(2027, 9, 1));
    placement::insert_all(&mut tx, std::slice::from_ref(&placed))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    placed
}

async fn lines(house: &House, of: &Placement) -> Vec<CostLine> {
    let mut tx = house.store.read().await.unwrap();
    let all = placement::cost_lines_of(&mut tx, &of.child).await.unwrap();
    all.into_iter()
        .filter(|line| line.placement == of.id)
        .collect()
}

const FEE: [(&str, &str); 10] = [
    ("kind", "fee"),
    ("net", "18,500.00"),
    ("per", "term"),
    ("vat", "3700"),
    ("from-day", "1"),
    ("from-month", "9"),
    ("from-year", "2026"),
    ("to-day", "31"),
    ("to-month", "8"),
    ("to-year", "2027"),
];

async fn add(officer: &mut Browser<'_>, path: &str) {
    let mut fields = FEE.to_vec();
    fields.extend([("order", "PO 99"), ("notice", "12")]);
    let answer = officer.post(path, &fields).await;
    assert!(answer.location().ends_with("/costs"), "{}", answer.body);
}

async fn a_line_is_added_shown_and_ended(house: House) {
    let placed = independent(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let costs = format!("/children/{}/costs", house.authority.ben);
    let new = format!(
        "/children/{}/placements/{}/costs/new",
        house.authority.ben, placed.id
    );
    let record = officer
        .get(&format!("/children/{}", house.authority.ben))
        .await;
    assert!(record.body.contains(&costs), "the record links to the page");
    let shown = officer.get(&costs).await;
    shown.says(&["From awards", "£12,000.00"]);
    assert!(shown.body.contains(&new), "a placement leads to its form");

    let refused = officer.post(&new, &FEE).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["Enter the purchase order of the fee"]);
    assert!(refused.body.contains("18,500.00"), "what was typed stays");
    assert_eq!(lines(&house, &placed).await, []);

    add(&mut officer, &new).await;
    assert_eq!(house.trail().await.remove(0).0, "cost-line-added");
    officer.get(&costs).await.says(&[
        "£18,500.00",
        "a term",
        "£3,700.00",
        "order PO 99",
        "31 August 2027",
    ]);

    let [line] = lines(&house, &placed).await.try_into().unwrap();
    let end = format!("{costs}/{}/end", line.id);
    let late = [
        ("version", "1"),
        ("how", "ends"),
        ("last-day", "1"),
        ("last-month", "9"),
        ("last-year", "2027"),
    ];
    let answer = officer.post(&end, &late).await;
    answer.says(&["must not be after the placement’s last day"]);
    let mut fields = late;
    (fields[2].1, fields[3].1, fields[4].1) = ("18", "12", "2026");
    assert!(
        officer
            .post(&end, &fields)
            .await
            .location()
            .ends_with("/costs")
    );
    officer.get(&costs).await.says(&["18 December 2026"]);
    // The version that was shown is not the one that counts any more.
    assert_eq!(
        officer.post(&end, &fields).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn a_line_entered_in_error_stays_on_record_and_ends_nowhere_else() {
    let house = House::open().await;
    let placed = independent(&house).await;
    let mut officer = house.signed_in(Role::Commissioner).await;
    let new = format!(
        "/children/{}/placements/{}/costs/new",
        house.authority.ben, placed.id
    );
    add(&mut officer, &new).await;
    let [line] = lines(&house, &placed).await.try_into().unwrap();
    let others = format!("/children/{}/costs/{}/end", house.authority.zofia, line.id);
    assert_eq!(officer.get(&others).await.status, StatusCode::NOT_FOUND);
    let own = format!("/children/{}/costs/{}/end", house.authority.ben, line.id);
    let fields = [("version", "1"), ("how", "error")];
    officer.post(&own, &fields).await.location();
    let [line] = lines(&house, &placed).await.try_into().unwrap();
    assert!(line.in_error);
    let page = officer
        .get(&format!("/children/{}/costs", house.authority.ben))
        .await;
    page.says(&["Entered in error"]);
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    assert_eq!(
        caseworker.post(&new, &FEE).await.status,
        StatusCode::NOT_FOUND
    );
}
