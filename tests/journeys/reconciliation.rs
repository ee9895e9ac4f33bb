//! A school's return: sent out, taken in, compared line by line, and settled; never a bare write over an award.

use axum::http::StatusCode;
use jiff::civil::date;
use send_banding::access::Role;
use send_banding::ids::{AwardId, EstablishmentId, LocalId};
use send_banding::store::award::{self, AwardPrice};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::{child, decision};

use crate::payments::set_calendar;
use crate::rig::{Browser, House};
use crate::sample;

on_both!(
    a_return_is_compared_and_an_agreed_line_adjusts_the_next_period,
    a_leaver_whom_a_school_does_not_return_is_taken_back_from_the_day_it_left,
    what_no_correction_changes_is_left_to_casework
);

/// Awards of £3,650.00 a year to some children at Oak Hill, £10.00 a day.
pub async fn awards(house: &House, children: &[(&str, &str)]) -> Vec<AwardId> {
    let mut tx = house.store.begin().await.unwrap();
    let mut made = Vec::new();
    for (reference, surname) in children {
        let who = sample::keep_child(&mut tx, reference, "Mira", surname)
            .await
            .unwrap();
        let scored = sample::profile(&who.id, &house.authority.caseworker, ProfileState::Agreed);
        profile::insert_all(&mut tx, std::slice::from_ref(&scored))
            .await
            .unwrap();
        let decided = sample::decision(&scored.1, &who.id, &house.authority.caseworker);
        decision::insert_all(&mut tx, std::slice::from_ref(&decided))
            .await
            .unwrap();
        let (head, mut terms) = sample::award(&decided, Some(&house.authority.oak_hill), "F");
        terms.price = AwardPrice::Protected;
        terms.annual = Some(sample::money(365_000));
        terms.from = date(2026, 4, 1);
        terms.to = None;
        made.push(head.id.clone());
        award::insert_all(&mut tx, &[(head, terms)]).await.unwrap();
    }
    tx.commit().await.unwrap();
    made
}

fn school(at: &EstablishmentId) -> String {
    format!("/payments/2026/schools/{at}")
}

async fn a_return_is_compared_and_an_agreed_line_adjusts_the_next_period(house: House) {
    let made = awards(&house, &[("EX-3001", "Vale"), ("EX-3002", "Ward")]).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let here = school(&house.authority.oak_hill);
    // Before the year has a calendar nothing says what an award comes to.
    assert_eq!(officer.get(&here).await.status, StatusCode::NOT_FOUND);
    set_calendar(&mut officer).await;
    officer
        .post("/payments/2026/periods/1/propose", &[])
        .await
        .location();
    head.post("/payments/2026/periods/1/release", &[])
        .await
        .location();
    officer
        .get("/payments/2026")
        .await
        .says(&["Reconcile with schools"]);
    let list = officer.get("/payments/2026/schools").await;
    list.says(&["Oak Hill Special School", "None yet"]);
    officer
        .get(&here)
        .await
        .says(&["Mira Vale", "EX-3002", "£3,650.00"]);

    // What the school is sent is what it may send back: everything matches.
    let sheet = officer.get(&format!("{here}/reconciliation.xlsx")).await;
    assert_eq!(sheet.status, StatusCode::OK);
    let same = officer
        .upload(&here, &[], ("file", "return.xlsx", &sheet.bytes))
        .await;
    let same = officer.get(same.location()).await;
    same.says(&["Lines that match"]);
    same.says_nothing_of(&["Lines that differ"]);

    // One left on 15 April, one is there as held, one is known to nobody, one row is broken.
    let text = "Reference,Band,FTE,First day,Last day\nEX-3001,F,1,01/04/2026,15/04/2026\nex-3002,Band F,1,01/04/2026,\n\
                EX-9999,F,1,01/09/2026,\nEX-3003,F,lots,01/09/2026,\nNia Birch,F,1,01/09/2026,\nTotal,,3,,\n";
    let sent = officer
        .upload(&here, &[], ("file", "return.csv", text.as_bytes()))
        .await;
    let path = sent.location().to_owned();
    let page = officer.get(&path).await;
    page.says(&[
        "Differs: Last day",
        "Only the school has it",
        "Row 5: The full-time equivalent (FTE) is no number",
        "One row was a total or a note",
        "Settle",
        "No reference, row 6",
    ]);
    page.says_nothing_of(&["Nia Birch"]);
    assert_eq!(house.trail().await.remove(0).0, "reconciliation-viewed");
    let workbook = officer.get(&format!("{path}/lines.xlsx")).await;
    assert_eq!(workbook.status, StatusCode::OK);

    // The award itself is changed by nothing but the correction.
    let line = format!("{path}/lines/{}", number_of(&page.body, "EX-3001"));
    let unsaid = officer.post(&line, &[("how", "keep")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    unsaid.says(&["Say why the record stays"]);
    officer.post(&line, &[("how", "agree")]).await.location();
    officer
        .get(&path)
        .await
        .says(&["Agreed", "the next open payment period adjusts"]);
    let trail = house.trail().await;
    for action in [
        "reconciliation-line-agreed",
        "correction-accepted",
        "award-corrected",
    ] {
        assert!(
            trail.iter().any(|entry| entry.0 == action),
            "{action}: {trail:?}"
        );
    }
    let mut tx = house.store.read().await.unwrap();
    let (_, terms) = award::find(&mut tx, &made[0]).await.unwrap().unwrap();
    assert_eq!((terms.number, terms.to), (2, Some(date(2026, 4, 16))));
    drop(tx);
    // £300.00 was paid for April, fifteen days were due.
    let schedule = officer.get("/payments/2026/schedule.csv").await;
    let of_child: Vec<&str> = schedule
        .body
        .lines()
        .filter(|line| line.contains("EX-3001"))
        .collect();
    assert_eq!(of_child.len(), 2, "{of_child:?}");
    assert!(
        of_child.iter().any(|line| line.ends_with("-150.00")),
        "{of_child:?}"
    );
    // A line is settled once.
    officer.post(&line, &[("how", "agree")]).await.location();
    officer
        .get(&path)
        .await
        .says(&["Somebody else settled the line first"]);
    assert_eq!(officer.get(&line).await.status, StatusCode::NOT_FOUND);
}

async fn a_leaver_whom_a_school_does_not_return_is_taken_back_from_the_day_it_left(house: House) {
    let made = awards(&house, &[("EX-3001", "Vale"), ("EX-3002", "Ward")]).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let here = school(&house.authority.oak_hill);
    set_calendar(&mut officer).await;
    officer
        .post("/payments/2026/periods/1/propose", &[])
        .await
        .location();
    head.post("/payments/2026/periods/1/release", &[])
        .await
        .location();
    let sent = officer
        .upload(
            &here,
            &[],
            ("file", "return.csv", b"Reference,Band\nEX-3002,F\n"),
        )
        .await;
    let path = sent.location().to_owned();
    let page = officer.get(&path).await;
    page.says(&["Only the council has it"]);
    // On a telephone a line stands as a block, what is to be done about it in it.
    page.holds(&["app-table--stacked", "data-column=\"What came of it\""]);
    let line = format!("{path}/lines/{}", number_of(&page.body, "EX-3001"));
    officer.get(&line).await.says(&[
        "The school is right: the child left",
        "Last day at the school",
    ]);
    let left = |day: &'static str, year: &'static str| {
        [
            ("how", "left"),
            ("left-day", day),
            ("left-month", "4"),
            ("left-year", year),
        ]
    };
    for (fields, said) in [
        (left("", ""), "Last day at the school must include"),
        (left("15", "2025"), "must be a day of the award"),
    ] {
        let refused = officer.post(&line, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.says(&[said]);
    }
    officer.post(&line, &left("15", "2026")).await.location();
    officer.get(&path).await.says(&[
        "Left; the last day was 15 April 2026",
        "the next open payment period adjusts",
    ]);
    let mut tx = house.store.read().await.unwrap();
    let (_, terms) = award::find(&mut tx, &made[0]).await.unwrap().unwrap();
    assert_eq!((terms.number, terms.to), (2, Some(date(2026, 4, 16))));
    drop(tx);
    // £300.00 was paid for April, fifteen days were due.
    let schedule = officer.get("/payments/2026/schedule.csv").await;
    let taken_back = schedule
        .body
        .lines()
        .any(|line| line.contains("EX-3001") && line.ends_with("-150.00"));
    assert!(taken_back, "{}", schedule.body);
    // A line that both sides have asks for no last day.
    let text = b"Reference,Band\nEX-3002,E\n";
    let sent = officer
        .upload(&here, &[], ("file", "return.csv", text))
        .await;
    let path = sent.location().to_owned();
    let page = officer.get(&path).await;
    let line = format!("{path}/lines/{}", number_of(&page.body, "EX-3002"));
    let band = officer.get(&line).await;
    band.says(&["No money changes by this", "officer’s decision"]);
    band.says_nothing_of(&["Last day at the school"]);
    let forged = officer.post(&line, &left("15", "2026")).await;
    assert_eq!(forged.status, StatusCode::UNPROCESSABLE_ENTITY);
    officer.post(&line, &[("how", "agree")]).await.location();
    officer
        .get(&path)
        .await
        .holds(&["href=\"/corrections\"", "See what waits under Corrections"]);
    // The task leads back to the return, for whoever may read that.
    let list = officer.get("/corrections").await;
    let task = list.body.split("href=\"/corrections/").nth(1).unwrap();
    let task = format!("/corrections/{}", task.split('"').next().unwrap());
    officer
        .get(&task)
        .await
        .holds(&[&format!("href=\"{path}\""), "Open the school’s return"]);
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    caseworker
        .get(&task)
        .await
        .says_nothing_of(&["Open the school’s return"]);
}

/// The number of the line about a reference, by its link.
fn number_of(body: &str, reference: &str) -> u32 {
    let rows = body.split("<tr").filter(|row| row.contains(reference));
    let link = rows
        .filter_map(|row| row.split("/lines/").nth(1))
        .next()
        .unwrap();
    link.split('"').next().unwrap().parse().unwrap()
}

async fn what_no_correction_changes_is_left_to_casework(house: House) {
    let made = awards(
        &house,
        &[
            ("EX-3001", "Vale"),
            ("EX-3002", "Ward"),
            ("EX-3004", "Yarn"),
        ],
    )
    .await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    set_calendar(&mut officer).await;
    let here = school(&house.authority.oak_hill);
    // Another band, a child whom only the council has, one whom only the school has.
    let text = "Reference,Band\nEX-3001,E\nEX-3004,F\nEX-9999,F\n";
    let sent = officer
        .upload(&here, &[], ("file", "return.csv", text.as_bytes()))
        .await;
    let path = sent.location().to_owned();
    let page = officer.get(&path).await;
    page.says(&[
        "Differs: Band",
        "Only the council has it",
        "Only the school has it",
    ]);
    for reference in ["EX-3001", "EX-3002", "EX-9999"] {
        let line = format!("{path}/lines/{}", number_of(&page.body, reference));
        officer.post(&line, &[("how", "agree")]).await.location();
    }
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let waiting = caseworker.get("/corrections").await;
    waiting.says(&[
        "the band is E there and F here",
        "the school does not have this child in the year",
        "Returned by a school, and no award names them there",
        "EX-9999",
    ]);
    let mut tx = house.store.read().await.unwrap();
    for id in &made {
        let (_, terms) = award::find(&mut tx, id).await.unwrap().unwrap();
        assert_eq!((terms.number, terms.to), (1, None));
    }
    drop(tx);
    // Another line about the same award waits for the answer.
    let sent = officer
        .upload(&here, &[], ("file", "return.csv", text.as_bytes()))
        .await;
    let twice = sent.location().to_owned();
    let page = officer.get(&twice).await;
    let line = format!("{twice}/lines/{}", number_of(&page.body, "EX-3001"));
    let refused = officer.post(&line, &[("how", "agree")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["waits for an answer"]);
    officer
        .post(&line, &[("how", "keep"), ("reason", "Decided in May")])
        .await
        .location();
    officer
        .get(&twice)
        .await
        .says(&["The record stays", "Decided in May"]);

    let task = format!("{}/looked-into", waiting_line(&waiting.body));
    let blank = caseworker.post(&task, &[("words", "")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    caseworker
        .post(&task, &[("words", "Not ours")])
        .await
        .location();
    caseworker
        .get("/corrections")
        .await
        .says_nothing_of(&["EX-9999"]);
    officer.get(&path).await.says(&["Looked into", "Not ours"]);
}

/// The addresses of a comparison, of a line of it to settle, and of one that waits for casework.
pub async fn returned(house: &House, officer: &mut Browser<'_>) -> (String, String, String) {
    let here = school(&house.authority.oak_hill);
    let text = b"Reference\nEX-9001\nEX-9002\n";
    let sent = officer
        .upload(&here, &[], ("file", "return.csv", text))
        .await;
    let path = sent.location().to_owned();
    let page = officer.get(&path).await;
    let line = |reference: &str| format!("{path}/lines/{}", number_of(&page.body, reference));
    let (open, waiting) = (line("EX-9001"), line("EX-9002"));
    officer.post(&waiting, &[("how", "agree")]).await.location();
    (path, open, format!("{waiting}/looked-into"))
}

fn waiting_line(body: &str) -> String {
    let link = body.split("href=\"/reconciliations/").nth(1).unwrap();
    let path = link.split("/looked-into").next().unwrap();
    format!("/reconciliations/{path}")
}

#[tokio::test]
async fn a_file_of_no_use_is_refused_with_the_reason_and_nothing_is_kept() {
    let house = House::open().await;
    awards(&house, &[("EX-3001", "Vale")]).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    set_calendar(&mut officer).await;
    let here = school(&house.authority.oak_hill);
    for (name, bytes, said) in [
        ("", "", "Select the school’s return"),
        (
            "return.csv",
            "Pupil,Band\nMira,F\n",
            "lacks Child's reference",
        ),
        (
            "return.xlsx",
            "Reference\nEX-1\n",
            "is not an Excel workbook",
        ),
        ("return.pdf", "%PDF-1.7", "must end in"),
        ("return.csv", "Reference\n\"EX-1\n", "never closed"),
    ] {
        let answer = officer
            .upload(&here, &[], ("file", name, bytes.as_bytes()))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        answer.says(&[said]);
    }
    let plain = officer.post(&here, &[("file", "x")]).await;
    assert_eq!(plain.status, StatusCode::BAD_REQUEST);
    officer
        .get(&here)
        .await
        .says_nothing_of(&["Returns, the newest first"]);
    let mut auditor = house.signed_in(Role::Auditor).await;
    let refused = auditor
        .upload(&here, &[], ("file", "return.csv", b"Reference\nEX-1\n"))
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

/// A restricted record is in the comparison without its name, and is not corrected through the list.
#[tokio::test]
async fn a_restricted_record_has_no_name_and_is_not_settled_here() {
    let house = House::open().await;
    awards(&house, &[("EX-3001", "Vale")]).await;
    let mut tx = house.store.begin().await.unwrap();
    let local_id = LocalId::parse("EX-3001").unwrap();
    let mut who = child::find_by_local_id(&mut tx, &local_id)
        .await
        .unwrap()
        .unwrap();
    who.restricted = true;
    child::update(&mut tx, &who).await.unwrap();
    tx.commit().await.unwrap();
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    set_calendar(&mut officer).await;
    let here = school(&house.authority.oak_hill);
    let text = "Reference,Last day\nEX-3001,15/04/2026\n";
    let sent = officer
        .upload(&here, &[], ("file", "return.csv", text.as_bytes()))
        .await;
    let path = sent.location().to_owned();
    let page = officer.get(&path).await;
    page.says(&["Name withheld"]);
    page.says_nothing_of(&["Vale"]);
    let line = format!("{path}/lines/{}", number_of(&page.body, "EX-3001"));
    let refused = officer.post(&line, &[("how", "agree")]).await;
    refused.says(&["The record is restricted"]);
}
