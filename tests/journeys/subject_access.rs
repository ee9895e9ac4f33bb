//! A request for everything that is held of a child: read first, then given as a page and as JSON.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use send_banding::access::Role::{Administrator, Auditor, Caseworker, HeadOfSend, Moderator};
use send_banding::calendar::{in_words, parse_iso_date};
use send_banding::store::draft::{self, DraftKey};
use send_banding::store::kept_of_child::{Said, TABLES};
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};

use crate::rig::House;
use crate::sample;
use crate::scoring::{AGREE, conclusion, judged, sent};

on_both!(everything_is_given_but_what_is_withheld);

async fn everything_is_given_but_what_is_withheld(house: House) {
    let record = format!("/children/{}", house.authority.ben);
    let path = format!("{record}/subject-access");
    let mut administrator = house.signed_in(Administrator).await;
    let page = administrator.get(&record).await;
    assert!(page.body.contains(&path), "a link leads there");
    let page = administrator.get(&path).await;
    page.says(&["What is held of EX-1002", "Officers are not named in it."]);
    let read = page.body.split("name=\"read\" value=\"").nth(1).unwrap();
    let read = read.split('"').next().unwrap();

    let json = administrator
        .post(&path, &[("read", read), ("as", "json")])
        .await;
    assert_eq!(json.header("content-type"), "application/json");
    let name = json.header("content-disposition").to_owned();
    assert!(
        name.starts_with("attachment; filename=\"held-EX-1002-"),
        "{name}"
    );
    let held: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(held["version"], 1);
    let text = held["sections"].to_string();
    for known in [
        "Okoro",
        "EX-1002",
        "Who looked at the record",
        "Opened the record",
    ] {
        assert!(text.contains(known), "{known} is not in {text}");
    }
    let file = administrator
        .post(&path, &[("read", read), ("as", "page")])
        .await;
    assert_eq!(file.header("content-type"), "text/html; charset=utf-8");
    file.says(&["What Exampleshire Council holds of EX-1002", "Okoro"]);
    // No officer's name, and nothing of another child.
    file.says_nothing_of(&["(invented)", "Zofia"]);
    json.says_nothing_of(&["(invented)", "Zofia"]);
    assert_eq!(house.trail().await.remove(0).0, "subject-access-answered");

    for wrong in [
        vec![("as", "json")],
        vec![("read", read), ("as", "king")],
        vec![("read", read), ("as", "json"), ("withhold", "x")],
    ] {
        let answer = administrator.post(&path, &wrong).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong:?}");
    }
    let other = "0".repeat(64);
    let stale = administrator
        .post(&path, &[("read", &other), ("as", "json")])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_restricted_record_is_answered_by_the_head_of_send_alone() {
    let house = House::open().await;
    let path = format!("/children/{}/subject-access", house.authority.restricted);
    for (role, status) in [
        (Administrator, StatusCode::NOT_FOUND),
        (HeadOfSend, StatusCode::OK),
        (Auditor, StatusCode::FORBIDDEN),
        (Caseworker, StatusCode::FORBIDDEN),
    ] {
        let answer = house.signed_in(role).await.get(&path).await;
        assert_eq!(answer.status, status, "{role:?}");
    }
}

/// Every column of every table that reaches a child is told, or stands with the reason why not: by the schema itself.
#[tokio::test]
async fn every_column_of_every_table_that_reaches_a_child_is_told_or_left_for_a_reason() {
    let house = House::open().await;
    let mut database = SqliteConnection::connect(&house.url).await.unwrap();
    let mut columns: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut refers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' ESCAPE '\\'";
    for table in texts(&mut database, tables, "name").await {
        let sql = format!("SELECT name FROM pragma_table_info('{table}')");
        let of = texts(&mut database, &sql, "name").await;
        columns.insert(table.clone(), of.into_iter().collect());
        let sql = format!("SELECT \"table\" AS name FROM pragma_foreign_key_list('{table}')");
        let to = texts(&mut database, &sql, "name").await;
        refers.insert(table, to.into_iter().collect());
    }
    // A draft names its subject by an id alone.
    let mut reach: BTreeSet<String> = ["child".to_owned(), "draft".to_owned()].into();
    loop {
        let more: Vec<String> = columns
            .iter()
            .filter(|(table, of)| {
                let is_near = of.contains("child_id") || !refers[*table].is_disjoint(&reach);
                is_near && !reach.contains(*table)
            })
            .map(|(table, _)| table.clone())
            .collect();
        if more.is_empty() {
            break;
        }
        reach.extend(more);
    }
    let listed: BTreeSet<String> = TABLES.iter().map(|table| table.name.to_owned()).collect();
    assert_eq!(listed, reach, "tables");
    let sources = [
        include_str!("../../src/service/subject_access/funded.rs"),
        include_str!("../../src/service/subject_access/judged.rs"),
        include_str!("../../src/service/subject_access/plans.rs"),
    ];
    for table in TABLES {
        let of: BTreeSet<String> = table
            .columns
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        assert_eq!(of, columns[table.name], "{}", table.name);
        assert_eq!(of.len(), table.columns.len(), "{}", table.name);
        for (column, said) in table.columns {
            let at = format!("{}.{column}", table.name);
            match said {
                Said::Left(why) => assert!(why.ends_with('.') && why.len() > 30, "{at}"),
                Said::Told(heading) => {
                    let heading = format!("\"{heading}");
                    assert!(
                        sources.iter().any(|text| text.contains(&heading)),
                        "{at}: {heading}"
                    );
                }
                Said::Json("") => {}
                Said::Fact(heading)
                | Said::Words(heading)
                | Said::Json(heading)
                | Said::Flag(heading)
                | Said::Pence(heading) => assert!(!heading.is_empty(), "{at}"),
            }
        }
    }
}

async fn texts(database: &mut SqliteConnection, sql: &str, column: &str) -> Vec<String> {
    let rows = sqlx::query(AssertSqlSafe(sql.to_owned()))
        .fetch_all(database)
        .await
        .unwrap();
    let each = rows.iter().map(|row| row.get::<Option<String>, _>(column));
    each.flatten().collect()
}

/// Each value that stands in such a column is in the answer, those that nothing else tells too: a draft, what a school returned,
/// in which extract the child stood.
#[tokio::test]
async fn what_stands_in_the_tables_is_in_the_answer() {
    let house = House::open().await;
    let ben = house.authority.ben.clone();
    let mut scorer = house.signed_in(Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let case = format!("/decisions/{id}");
    let mut moderator = house.signed_in(Moderator).await;
    judged(&mut moderator, &case).await;
    moderator
        .post(&case, &conclusion("2", &AGREE))
        .await
        .location();
    let mut tx = house.store.begin().await.unwrap();
    let key = DraftKey {
        owner: house.authority.caseworker.clone(),
        form: "scoring".to_owned(),
        subject: ben.to_string(),
    };
    let words = r#"{"needs":{"evidence":{"memory":[{"quotation":"Tom"},{"quotation":"Kit"}]}},"setting":"MMS"}"#;
    draft::save(&mut tx, &key, words, 0, sample::at(0))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    house.is_tampered_with();
    let mut database = SqliteConnection::connect(&house.url).await.unwrap();
    for sql in [
        "PRAGMA foreign_keys = OFF".to_owned(),
        format!("INSERT INTO case_child (child_id, system, seen_on) VALUES ('{ben}', 'weekly-system', '2026-08-30')"),
        "INSERT INTO reconciliation_line (reconciliation_id, number, outcome, differences, reference, said_band, said_fte, \
         said_from, problem, state, note) VALUES ('r', 1, 'refused', 'band', 'ex-1002', 'Z9', '0.35', '2026-02-03', \
         'His sister is in Year 4', 'open', '')".to_owned(),
    ] {
        sqlx::query(AssertSqlSafe(sql)).execute(&mut database).await.unwrap();
    }

    let path = format!("/children/{ben}/subject-access");
    let mut administrator = house.signed_in(Administrator).await;
    let page = administrator.get(&path).await;
    page.says(&["Tom", "His sister is in Year 4"]);
    let read = page.body.split("name=\"read\" value=\"").nth(1).unwrap();
    let read = read.split('"').next().unwrap().to_owned();
    let fields = [("read", read.as_str()), ("as", "json")];
    let json = administrator.post(&path, &fields).await;
    let held: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    let sections = held["sections"].as_array().unwrap();
    let entries = sections
        .iter()
        .flat_map(|section| section["entries"].as_array().unwrap());
    let facts = entries.flat_map(|entry| entry["facts"].as_array().unwrap());
    let said: BTreeSet<(&str, &str)> = facts
        .map(|fact| {
            (
                fact["what"].as_str().unwrap(),
                fact["value"].as_str().unwrap(),
            )
        })
        .collect();
    let mut told = 0;
    for table in TABLES {
        for (column, kind) in table.columns {
            let (Said::Fact(what) | Said::Words(what)) = kind else {
                continue;
            };
            let sql = format!(
                "SELECT CAST(t.{column} AS TEXT) AS value FROM {} t WHERE {}",
                table.name,
                table.of_child.replace("$1", &format!("'{ben}'"))
            );
            for value in texts(&mut database, &sql, "value").await {
                if !value.trim().is_empty() {
                    told += 1;
                    // A day is told in words, and so is a code; the rest as it stands.
                    let day = value.get(..10).and_then(parse_iso_date).map(in_words);
                    let is_code = value.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
                    let is_told = said.iter().any(|(of, told)| {
                        let is_said = match &day {
                            Some(day) => told.starts_with(day),
                            None => *told == value || is_code,
                        };
                        of == what && is_said
                    });
                    assert!(is_told, "{}.{column}: {value}", table.name);
                }
            }
        }
    }
    assert!(told >= 40, "{told}");
    for known in [
        ("Case system", "weekly-system"),
        ("Band returned", "Z9"),
        ("needs, evidence, memory, quotation", "Tom"),
        ("needs, evidence, memory, quotation", "Kit"),
        ("Asked of the rules, setting", "State special school"),
    ] {
        assert!(said.contains(&known), "{known:?} is not in {said:?}");
    }
    assert!(
        said.iter().any(|(what, _)| *what == "Why"),
        "how the rules came to it"
    );

    // What was written freely in any of them can be withheld.
    let ticked: Vec<&str> = page.body.split("name=\"withhold\"").skip(1).collect();
    let numbers = ticked.iter().map(|rest| {
        let value = rest.split("value=\"").nth(1).unwrap();
        value.split('"').next().unwrap()
    });
    let numbers: Vec<(&str, &str)> = numbers.map(|number| ("withhold", number)).collect();
    let fields = [&fields[..], &numbers].concat();
    let json = administrator.post(&path, &fields).await;
    json.says_nothing_of(&["\"Tom\"", "His sister"]);
}
