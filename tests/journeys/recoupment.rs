//! Who pays for a child is written down with its days: the schedule pays what this authority pays, and the spend counts what is
//! its cost in the end.

use axum::http::StatusCode;
use send_banding::access::Role;

use crate::absences::{mira, of_mira};
use crate::rig::House;

on_both!(a_neighbour_who_pays_takes_over_and_closed_periods_stay);

const SCHEDULE: &str = "/payments/2024/schedule.csv";

/// The address that ends the only part that can be ended.
fn end_of(page: &str, authorities: &str) -> String {
    let rest = page.split(&format!("{authorities}/")).nth(1).unwrap();
    format!("{authorities}/{}", rest.split('"').next().unwrap())
}

async fn a_neighbour_who_pays_takes_over_and_closed_periods_stay(house: House) {
    let child = mira(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    for period in 1..=3 {
        let path = format!("/payments/2024/periods/{period}");
        officer
            .post(&format!("{path}/propose"), &[])
            .await
            .location();
        head.post(&format!("{path}/release"), &[]).await.location();
    }
    let authorities = format!("/children/{child}/authorities");
    let record = caseworker.get(&format!("/children/{child}")).await;
    record.holds(&[&authorities]);
    let empty = caseworker.get(&authorities).await;
    empty.says(&["Nothing else is on record", "We pay", "Not looked after"]);

    // A neighbour pays the school itself from 16 June on: half of June is taken back in July.
    let direct = [
        ("part", "pays_directly"),
        ("authority", "998"),
        ("from-day", "16"),
        ("from-month", "6"),
        ("from-year", "2024"),
    ];
    for (field, wrong, why) in [
        (1, "<b>", "number of three digits"),
        (1, "999", "This is our own number"),
        (2, "41", "First day"),
        (0, "somebody", "Select what the authority does"),
    ] {
        let mut fields = direct;
        fields[field].1 = wrong;
        let refused = caseworker.post(&authorities, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        refused.says(&[why]);
    }
    caseworker.post(&authorities, &direct).await.location();
    assert_eq!(house.trail().await.remove(0).0, "case-authority-added");
    let again = caseworker.post(&authorities, &direct).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.says(&["Something else is on record for some of these days"]);
    let listed = caseworker.get(&authorities).await;
    listed.says(&[
        "The authority pays the provider directly",
        "998",
        "No end date",
    ]);
    let schedule = officer.get(SCHEDULE).await;
    schedule.says(&["Which authority pays changed"]);
    assert_eq!(
        of_mira(&schedule.body),
        [100_000, 100_000, 100_000, -50_000],
        "{}",
        schedule.body
    );
    let spent = officer
        .get("/high-needs/section-251/2024-25/statement.csv")
        .await;
    assert_eq!(spent.status, StatusCode::OK);
    spent.says(&["2500.00"]);

    // Somebody else may not end it, nor end it elsewhere; a forged id is not found, an old version is a conflict.
    let end = end_of(&listed.body, &authorities);
    let error = [("version", "1"), ("how", "error")];
    for stranger in [Role::FinanceOfficer, Role::HeadOfSend, Role::Senco] {
        let mut stranger = house.signed_in(stranger).await;
        let refused = stranger.post(&end, &error).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    }
    let others = format!("/children/{}/authorities", house.authority.ben);
    let other = end.replace(&authorities, &others);
    assert_eq!(
        caseworker.post(&other, &error).await.status,
        StatusCode::NOT_FOUND
    );
    caseworker.get(&end).await.says(&["998", "16 June 2024"]);
    let backwards = [
        ("version", "1"),
        ("how", "ends"),
        ("last-day", "1"),
        ("last-month", "5"),
        ("last-year", "2024"),
    ];
    let refused = caseworker.post(&end, &backwards).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    caseworker.post(&end, &error).await.location();
    let lost = caseworker.post(&end, &error).await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    let back = officer.get(SCHEDULE).await;
    assert_eq!(of_mira(&back.body), [100_000; 12]);

    // We pay and recover: all of it goes out, and none of it is our cost from September on.
    let mut recovered = direct;
    recovered[0].1 = "we_recover";
    recovered[2].1 = "1";
    recovered[3].1 = "9";
    let mut commissioner = house.signed_in(Role::Commissioner).await;
    commissioner.post(&authorities, &recovered).await.location();
    let out = officer.get(SCHEDULE).await;
    assert_eq!(of_mira(&out.body), [100_000; 12]);
    let spent = officer
        .get("/high-needs/section-251/2024-25/statement.csv")
        .await;
    spent.says(&["5000.00"]);
}
