//! Rows of an extract: what is kept of those that were not taken, and what those that are taken do not change.

use axum::http::StatusCode;
use jiff::civil::date;
use send_banding::access::Role::{Administrator, HeadOfSend};
use send_banding::ids::{ChildId, ImportRunId};
use send_banding::store::{case_system, child, identity, import_row, retention};

use crate::imports::{GIVE, HEADINGS, confirm, give};
use crate::restriction::asked;
use crate::rig::{Browser, House};
use crate::sample;

/// A row that cannot be taken, since there is no such birth date.
fn wrong(reference: &str, name: &str) -> String {
    format!("{reference},{name},Ada,31/02/2013,,,,,,\n")
}

/// The address of a run with such rows.
async fn run_of(administrator: &mut Browser<'_>, rows: &str) -> String {
    let given = give(administrator, "", &format!("{HEADINGS}{rows}")).await;
    let at = given.location().to_owned();
    let done = confirm(administrator, &at, &[]).await;
    done.location().to_owned()
}

/// What a run keeps, row by row.
async fn kept(house: &House, run: &str) -> Vec<(u32, String)> {
    let id: ImportRunId = run.rsplit('/').next().unwrap().parse().unwrap();
    let mut tx = house.store.read().await.unwrap();
    import_row::of_run(&mut tx, &id).await.unwrap()
}

/// The child of a reference.
async fn of_reference(house: &House, reference: &str) -> ChildId {
    let mut tx = house.store.read().await.unwrap();
    let found = child::find_by_local_id(&mut tx, &reference.parse().unwrap()).await;
    found.unwrap().unwrap().id
}

#[tokio::test]
async fn a_row_of_a_restricted_record_or_a_forgotten_child_is_neither_kept_nor_quoted() {
    let house = House::open().await;
    let forgotten = of_reference(&house, "EX-2001").await;
    let mut tx = house.store.begin().await.unwrap();
    identity::erase(&mut tx, &forgotten).await.unwrap();
    tx.commit().await.unwrap();
    let mut administrator = house.signed_in(Administrator).await;
    let rows = [
        wrong("EX-1003", "Hidden"),
        wrong("EX-2001", "Gone"),
        wrong("EX-2002", "Later"),
        wrong("EX-2003", "Open"),
    ];
    let given = give(
        &mut administrator,
        "",
        &format!("{HEADINGS}{}", rows.concat()),
    )
    .await;
    let at = given.location().to_owned();
    let page = administrator.get(&at).await;
    page.says(&[
        "Row 2, Date of birth No It cannot be taken as it stands. The record is restricted",
        "Row 3, Case reference No The row is of a child who was forgotten",
        "Row 4, Date of birth No Date of birth “31/02/2013” is no date.",
    ]);
    let run = confirm(&mut administrator, &at, &[])
        .await
        .location()
        .to_owned();
    let bare = "{\"reference\":\"EX-1003\"}";
    let all = kept(&house, &run).await;
    assert_eq!(all[0], (2, bare.to_owned()));
    assert_eq!(
        all.iter().map(|(row, _)| *row).collect::<Vec<_>>(),
        [2, 4, 5]
    );
    // It is given again in a file, and not on the page.
    let page = administrator.get(&run).await;
    page.holds(&[&format!("{run}/rows/4")]);
    assert!(!page.body.contains(&format!("{run}/rows/2")));
    let row = administrator.get(&format!("{run}/rows/2")).await;
    assert_eq!(row.status, StatusCode::NOT_FOUND);
    let file = administrator.get(&format!("{run}/rows.csv")).await;
    assert!(file.body.contains("EX-1003,,,,"), "{}", file.body);
    for path in ["", "?show=all", "/problems.csv", "/rows.csv"] {
        let shown = administrator.get(&format!("{run}{path}")).await;
        shown.says_nothing_of(&["Hidden", "Gone"]);
    }

    // A record that is restricted later, and a child who is forgotten later.
    let later = of_reference(&house, "EX-2002").await;
    let path = format!("/children/{later}/restriction");
    let mut head = house.signed_in(HeadOfSend).await;
    let (_, version) = asked(&mut head, &path).await;
    head.post(&path, &[("restricted", "true"), ("version", &version)])
        .await
        .location();
    let open = of_reference(&house, "EX-2003").await;
    let held = administrator
        .get(&format!("/children/{open}/subject-access"))
        .await;
    held.says(&["Surname: Open"]);
    let mut tx = house.store.begin().await.unwrap();
    retention::forget(&mut tx, &open).await.unwrap();
    tx.commit().await.unwrap();
    let bare = |row, reference: &str| (row, format!("{{\"reference\":\"{reference}\"}}"));
    assert_eq!(
        kept(&house, &run).await,
        [bare(2, "EX-1003"), bare(4, "EX-2002")]
    );
    let problems = administrator.get(&format!("{run}/problems.csv")).await;
    problems.says_nothing_of(&["31/02/2013", "Later", "Open"]);
}

#[tokio::test]
async fn a_row_is_forgotten_once_its_last_problem_is_dealt_with() {
    let house = House::open().await;
    let mut administrator = house.signed_in(Administrator).await;
    let rows = "EX-9009,Nowak,Jan,31/02/2016,X,,,,,\n";
    let run = run_of(&mut administrator, rows).await;
    let row = format!("{run}/rows/2");
    let path = format!("{run}/problems");
    administrator
        .post(&path, &[("problem", "1")])
        .await
        .location();
    assert_eq!(administrator.get(&row).await.status, StatusCode::OK);
    administrator
        .post(&path, &[("problem", "2")])
        .await
        .location();
    assert_eq!(administrator.get(&row).await.status, StatusCode::NOT_FOUND);
    assert_eq!(kept(&house, &run).await, []);
    administrator
        .get(&run)
        .await
        .says_nothing_of(&["Give corrected rows"]);
}

#[tokio::test]
async fn a_row_of_an_earlier_extract_undoes_nothing_of_a_later_one() {
    let house = House::open().await;
    let mut administrator = house.signed_in(Administrator).await;
    let before = [
        ("system", "case-system"),
        ("on-day", "20"),
        ("on-month", "8"),
        ("on-year", "2026"),
    ];
    let wrong = format!("{HEADINGS}EX-1002,Okoro-Mbeki,Ben,31/02/2014,,,,,,\n");
    let file = ("file", "week 34.csv", wrong.as_bytes());
    let at = administrator.upload(GIVE, &before, file).await;
    let run = confirm(&mut administrator, at.location(), &[]).await;
    let later = format!("{HEADINGS}EX-1002,Okoro,Ben,15/06/2014,,,,,,\n");
    let at = give(&mut administrator, "", &later).await;
    confirm(&mut administrator, at.location(), &[])
        .await
        .location();
    let fields = [
        ("reference", "EX-1002"),
        ("surname", "Okoro-Mbeki"),
        ("forename", "Ben"),
        ("birth-date", "15/06/2014"),
    ];
    let row = format!("{}/rows/2", run.location());
    let refused = administrator.post(&row, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["in the extract of 1 September 2026, which is later than that of this row"]);
    let mut tx = house.store.read().await.unwrap();
    let ben = identity::find(&mut tx, &house.authority.ben).await.unwrap();
    assert_eq!(ben.unwrap().surname, "Okoro");
    // The shipped list of columns is not copied, and nobody gave another.
    assert_eq!(case_system::all(&mut tx).await.unwrap(), [""]);
    drop(tx);
    let told = |trail: &[(String, String, String)]| {
        let kept = trail.iter().filter(|entry| entry.0 == "case-system-kept");
        kept.count()
    };
    assert_eq!(told(&house.trail().await), 0);
    let record = format!("/children/{}", house.authority.ben);
    administrator
        .get(&record)
        .await
        .says(&["kept in the case system"]);
    // The council's own is kept, once, and said.
    let own = include_str!("../../src/import/caseload/systems/case-system.toml");
    let own = own.replace("title = \"the case system\"", "title = \"Invented One\"");
    for _ in 0..2 {
        let columns = ("columns", "ours.toml", own.as_bytes());
        administrator.upload(GIVE, &before, columns).await;
    }
    assert_eq!(told(&house.trail().await), 1);
    administrator
        .get(&record)
        .await
        .says(&["kept in Invented One"]);
}

#[tokio::test]
async fn a_birth_date_that_is_doubted_stays_as_it_is_on_record() {
    let house = House::open().await;
    let mut tx = house.store.begin().await.unwrap();
    let mut ana = sample::child("EX-7001");
    ana.uln = Some("1234567890".parse().unwrap());
    child::insert_all(&mut tx, std::slice::from_ref(&ana))
        .await
        .unwrap();
    let mut who = sample::identity(&ana.id, "Ana", "Ash");
    who.upn = Some(sample::upn(7_001));
    identity::insert_all(&mut tx, &[who]).await.unwrap();
    tx.commit().await.unwrap();
    let mut administrator = house.signed_in(Administrator).await;
    let upn = sample::upn(7_001);
    let extract = format!(
        "Case reference,Surname,First name,Date of birth,UPN,ULN\nEX-7002,Ash,Ana,16/06/2014,{upn},1234567890\n"
    );
    let at = give(&mut administrator, "", &extract).await;
    let at = at.location().to_owned();
    let page = administrator.get(&at).await;
    page.says(&["the one on record stays"]);
    confirm(&mut administrator, &at, &[]).await.location();
    let mut tx = house.store.read().await.unwrap();
    let kept = child::find(&mut tx, &ana.id).await.unwrap().unwrap();
    assert_eq!(kept.local_id.as_str(), "EX-7002");
    let who = identity::find(&mut tx, &ana.id).await.unwrap().unwrap();
    assert_eq!(who.birth_date, Some(date(2014, 6, 15)));
}
