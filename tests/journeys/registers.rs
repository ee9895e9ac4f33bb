//! The registers of overrides and exceptional awards.

use axum::http::header;
use send_banding::access::Role;
use send_banding::store::child;

use crate::rig::House;
use crate::scoring::{AGREE, conclusion, judged, sent};

on_both!(an_override_is_in_the_register_of_its_year_and_in_both_files);

async fn an_override_is_in_the_register_of_its_year_and_in_both_files(house: House) {
    let mut moderator = house.signed_in(Role::Moderator).await;
    moderator.get("/registers").await.says(&[
        "Registers, 2026-27",
        "There is none in this year",
        "awards in force today are exceptional, 0.0%: under the 5% that is looked for",
    ]);
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let mut fields = AGREE.to_vec();
    fields[2] = ("outcome", "override");
    fields.push(("band", "G"));
    fields.push(("override-reason", "combined"));
    fields.push(("override-words", "=Seizures & nights"));
    let case = format!("/decisions/{id}");
    judged(&mut moderator, &case).await;
    moderator
        .post(&case, &conclusion("2", &fields))
        .await
        .location();
    let page = moderator.get("/registers?year=2026").await;
    page.says(&[
        "EX-1002",
        "1 Sep 2026",
        "F G £9,600.00",
        "=Seizures & nights",
    ]);
    page.says_nothing_of(&["Okoro"]);
    moderator
        .get("/registers?year=2025")
        .await
        .says(&["Registers, 2025-26", "There is none"]);
    moderator
        .get("/registers?year=x")
        .await
        .says(&["Registers, 2026-27"]);
    let file = moderator.get("/registers/file.csv?year=2026").await;
    assert!(
        file.header(header::CONTENT_DISPOSITION)
            .starts_with("attachment")
    );
    assert!(
        file.body
            .contains("Another band decided,EX-1002,2026-09-01,"),
        "{}",
        file.body
    );
    // Every decision, the two that were agreed before the year's overrides too; a cell stays text.
    let every = moderator.get("/registers/decisions.csv?year=2026").await;
    let lines: Vec<&str> = every.body.lines().collect();
    assert!(
        lines[0].contains("Override,Exceptional award"),
        "{}",
        lines[0]
    );
    let ours = lines
        .iter()
        .find(|line| line.contains("Another band decided"));
    let ours = ours.unwrap();
    assert!(ours.starts_with("EX-1002,2026-09-01,"), "{ours}");
    assert!(
        ours.contains(",TRUE,,TRUE,") && ours.contains(" =Seizures & nights,"),
        "{ours}"
    );
    assert!(ours.contains(",exampleshire/2026-04-01,"), "{ours}");
    assert_eq!(house.trail().await[0].0, "decisions-exported");
    let book = moderator.get("/registers/decisions.xlsx?year=2026").await;
    assert!(book.body.starts_with("PK"));
    let book = moderator.get("/registers/file.xlsx?year=2026").await;
    assert!(book.body.starts_with("PK"));
    // A restricted child's decisions are for those who may open it.
    let mut tx = house.store.begin().await.unwrap();
    let mut ben = child::find(&mut tx, &house.authority.ben)
        .await
        .unwrap()
        .unwrap();
    ben.restricted = true;
    child::update(&mut tx, &ben).await.unwrap();
    tx.commit().await.unwrap();
    moderator
        .get("/registers")
        .await
        .says_nothing_of(&["EX-1002"]);
    let mut head = house.signed_in(Role::HeadOfSend).await;
    head.get("/registers").await.says(&["EX-1002"]);
    let (action, subject, _) = house.trail().await.remove(0);
    assert_eq!(
        (action.as_str(), subject.as_str()),
        ("registers-viewed", "2026-27")
    );
}
