//! Who pays for a child is written down with its days: the schedule pays what this authority pays, and the spend counts what is
//! its cost in the end.

use axum::http::StatusCode;
use jiff::civil::date;
use send_banding::access::Role;
use send_banding::recoupment::ClaimState;
use send_banding::store::claim::{self, Claim, ClaimFilter, ClaimStep};
use send_banding::store::{Page, audit};

use crate::absences::{mira, of_mira};
use crate::rig::House;
use crate::sample;

on_both!(
    a_neighbour_who_pays_takes_over_and_closed_periods_stay,
    whoever_sees_a_claim_is_in_the_trail_of_its_child,
    claims_make_up_what_is_due_and_follow_what_came_of_them,
);

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

/// The amounts of the claims in a file, in its order.
fn amounts(csv: &str) -> Vec<String> {
    let rows = csv.lines().skip(1);
    rows.map(|row| row.trim_end().rsplit(',').next().unwrap().to_owned())
        .collect()
}

/// The address of a claim in a page, the first one.
fn claim_in(page: &str) -> String {
    let rest = page.split("href=\"/recoupment/0").nth(1).unwrap();
    format!("/recoupment/0{}", rest.split('"').next().unwrap())
}

async fn claims_make_up_what_is_due_and_follow_what_came_of_them(house: House) {
    let child = mira(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let mut commissioner = house.signed_in(Role::Commissioner).await;
    let authorities = format!("/children/{child}/authorities");
    let empty = officer.get("/recoupment").await;
    empty.says(&["No claim has been raised", "within 6 months"]);

    // We pay and recover from 16 June on: £12,000 by calendar days, a year of which 289 of 365 are theirs.
    let recovered = [
        ("part", "we_recover"),
        ("authority", "998"),
        ("from-day", "16"),
        ("from-month", "6"),
        ("from-year", "2024"),
    ];
    commissioner.post(&authorities, &recovered).await.location();
    for wrong in ["", "2024-04-01/13", "1999-04-01/1", "<b>"] {
        let refused = officer.post("/recoupment", &[("period", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let june = [("period", "2024-04-01/3")];
    let refused = head.post("/recoupment", &june).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    officer.post("/recoupment", &june).await.location();
    officer.post("/recoupment", &june).await.location();
    const FILE: &str = "/recoupment/claims.csv";
    let file = officer.get(FILE).await;
    assert_eq!(amounts(&file.body), ["500.00"], "{}", file.body);
    file.says(&["Owed to us", "998", "999", "EX-3001", "Raised"]);

    // It goes out, is disputed, agreed at less and paid; nobody skips a step, and an old version is a conflict.
    let claim = claim_in(&officer.get("/recoupment").await.body);
    let shown = officer.get(&claim).await;
    shown.says(&["£500.00", "No rule sets one", "Oak Hill"]);
    let step = |version: &'static str, state: &'static str| {
        vec![
            ("version", version),
            ("state", state),
            ("on-day", "1"),
            ("on-month", "9"),
            ("on-year", "2026"),
            ("invoice", "R-<1>"),
            ("amount", "450"),
            ("reason", "days"),
        ]
    };
    let paid = officer.post(&claim, &step("1", "paid")).await;
    assert_eq!(paid.status, StatusCode::UNPROCESSABLE_ENTITY);
    paid.says(&["cannot become this"]);
    officer.post(&claim, &step("1", "sent")).await.location();
    assert_eq!(house.trail().await.remove(0).0, "claim-sent");
    let twice = officer.post(&claim, &step("1", "sent")).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let escaped = officer.get(&claim).await;
    escaped.holds(&["R-&lt;1&gt;"]);
    let mut auditor = house.signed_in(Role::Auditor).await;
    let refused = auditor.post(&claim, &step("2", "disputed")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    officer
        .post(&claim, &step("2", "disputed"))
        .await
        .location();
    let mut too_much = step("3", "agreed");
    too_much[6].1 = "500.01";
    let refused = officer.post(&claim, &too_much).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    officer.post(&claim, &step("3", "agreed")).await.location();
    let mut given_up = step("4", "written_off");
    given_up[7].1 = "not_recoverable";
    let refused = officer.post(&claim, &given_up).await;
    assert_eq!(
        refused.status,
        StatusCode::FORBIDDEN,
        "who raises does not give up"
    );
    officer.post(&claim, &step("4", "paid")).await.location();
    officer.get(&claim).await.says(&["Paid", "£450.00"]);

    // The rest of the year: the claims make up what is due to the penny, and £50 that was not recovered is our cost.
    officer
        .post("/recoupment", &[("period", "2024-04-01/12")])
        .await
        .location();
    let file = officer.get(FILE).await;
    assert_eq!(amounts(&file.body), ["500.00", "9000.00"], "{}", file.body);
    let spent = officer
        .get("/high-needs/section-251/2024-25/statement.csv")
        .await;
    spent.says(&["2550.00"]);

    // It was the neighbour's from July on only: what was claimed too much is in the next claim.
    let listed = commissioner.get(&authorities).await;
    let end = end_of(&listed.body, &authorities);
    commissioner
        .post(&end, &[("version", "1"), ("how", "error")])
        .await
        .location();
    let mut later = recovered;
    later[2].1 = "1";
    later[3].1 = "7";
    commissioner.post(&authorities, &later).await.location();
    officer
        .post("/recoupment", &[("period", "2024-04-01/12")])
        .await
        .location();
    let file = officer.get(FILE).await;
    assert_eq!(amounts(&file.body), ["500.00", "9000.00", "-500.00"]);
    let workbook = officer.get("/recoupment/claims.xlsx").await;
    assert_eq!(workbook.status, StatusCode::OK);
    officer
        .get("/recoupment?state=paid")
        .await
        .says(&["1 claim"]);
    officer
        .get("/recoupment?authority=997")
        .await
        .says(&["There is no such claim"]);

    // A claim for a looked-after child whose clock has run out is on the first page of whoever sees claims.
    let mut tx = house.store.begin().await.unwrap();
    let first = claim::all(&mut tx, &ClaimFilter::default())
        .await
        .unwrap()
        .remove(0)
        .claim;
    let overdue = Claim {
        id: "0197d3c0-0000-7000-8000-000000000009".parse().unwrap(),
        number: 9,
        state: ClaimState::Sent,
        looked_after: true,
        agreed: None,
        clock: Some((date(2023, 1, 1), date(2023, 7, 1))),
        version: 1,
        ..first
    };
    let step = ClaimStep {
        state: ClaimState::Sent,
        on: date(2023, 1, 1),
        amount: None,
        reason: None,
        by: None,
        at: sample::at(0),
    };
    claim::insert(&mut tx, &overdue, &[], &step).await.unwrap();
    tx.commit().await.unwrap();
    officer
        .get("/")
        .await
        .says(&["Claims between authorities whose clock has run out"]);
    officer
        .get("/recoupment?overdue=yes")
        .await
        .says(&["1 claim", "it has run out"]);
    let late = officer.get(&format!("/recoupment/{}", overdue.id)).await;
    late.says(&["the clock ran out on 1 July 2023", "full cost"]);
    let unknown = officer.get(&format!("/recoupment/{child}")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

/// What was done, to what, and the digest of what it became: the last entry.
async fn last_entry(house: &House) -> (String, String, String) {
    let mut tx = house.store.read().await.unwrap();
    let mut found = audit::all(&mut tx, Page::new(1, 1)).await.unwrap().items;
    let last = found.remove(0);
    (last.action, last.subject_id, last.detail_digest)
}

async fn whoever_sees_a_claim_is_in_the_trail_of_its_child(house: House) {
    let child = mira(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut commissioner = house.signed_in(Role::Commissioner).await;
    let authorities = format!("/children/{child}/authorities");
    let recovered = [
        ("part", "we_recover"),
        ("authority", "998"),
        ("from-day", "16"),
        ("from-month", "6"),
        ("from-year", "2024"),
    ];
    commissioner.post(&authorities, &recovered).await.location();
    let june = [("period", "2024-04-01/3")];
    officer.post("/recoupment", &june).await.location();

    // A list and both files name the list and, by a digest, the children that they show.
    let page = officer.get("/recoupment").await;
    let listed = last_entry(&house).await;
    assert_eq!(
        (listed.0.as_str(), listed.1.as_str()),
        ("children-listed", "claims")
    );
    for kind in ["csv", "xlsx"] {
        officer.get(&format!("/recoupment/claims.{kind}")).await;
        let file = last_entry(&house).await;
        assert_eq!(
            (file.0.as_str(), file.1.as_str()),
            ("children-listed", "claims-file")
        );
        assert_eq!(file.2, listed.2, "the same child is shown");
    }
    let july = [("period", "2024-04-01/4")];
    officer.post("/recoupment", &july).await.location();
    officer.get("/recoupment").await;
    assert_ne!(last_entry(&house).await.2, listed.2, "two claims are shown");

    // Opening one is in the child's own trail too; so is a refusal.
    let claim = claim_in(&page.body);
    officer.get(&claim).await;
    let trail = house.trail().await;
    let of = claim.trim_start_matches("/recoupment/");
    for (entry, subject) in trail.iter().zip([of, child.as_str()]) {
        assert_eq!(
            (entry.0.as_str(), entry.1.as_str()),
            ("claim-viewed", subject)
        );
    }
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let refused = caseworker.get(&claim).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let refused = last_entry(&house).await;
    assert_eq!(
        (refused.0.as_str(), refused.1.as_str()),
        ("child-refused", child.as_str())
    );

    // It stands in the menu of those who may open it.
    let entry = "<a href=\"/recoupment\" class=\"govuk-service-navigation__link\"";
    officer.get("/").await.holds(&[entry]);
    caseworker.get("/").await.says_nothing_of(&[entry]);
}
