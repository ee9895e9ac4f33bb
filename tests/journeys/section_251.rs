//! The section 251 statement: budget and outturn made comparable, and the way from a line to its children.

use axum::http::StatusCode;
use send_banding::access::Role;
use send_banding::costs::CostKind;
use send_banding::ids::LocalId;
use send_banding::needs::Setting;
use send_banding::store::{child, placement};

use crate::payments::set_calendar;
use crate::reconciliation::awards;
use crate::rig::House;
use crate::sample;

const YEAR: &str = "/high-needs/section-251/2026-27";

on_both!(academy_places_are_added_back_and_a_line_leads_to_its_children);

/// Therapy beside the place of a child at Oak Hill.
async fn therapy(house: &House, reference: &str) {
    let mut tx = house.store.begin().await.unwrap();
    let local_id = LocalId::parse(reference).unwrap();
    let who = child::find_by_local_id(&mut tx, &local_id).await.unwrap();
    let at = Some(&house.authority.oak_hill);
    let placed = sample::placement(&who.unwrap().id, at, Setting::Spec);
    placement::insert_all(&mut tx, std::slice::from_ref(&placed))
        .await
        .unwrap();
    let mut line = sample::cost_line(&placed);
    line.terms.kind = CostKind::Therapy;
    placement::insert_cost_lines(&mut tx, &[line])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn academy_places_are_added_back_and_a_line_leads_to_its_children(house: House) {
    awards(&house, &[("EX-3001", "Vale"), ("EX-3002", "Ward")]).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    officer
        .get("/high-needs/section-251")
        .await
        .says(&["Section 251, 2026-27", "no payment calendar"]);
    set_calendar(&mut officer).await;

    // £100,000 of places are budgeted; £40,000 of them the department pays itself.
    let places = format!("{YEAR}/lines/1.0.2");
    for (seen, kind, gross) in [
        ("0", "budget", "100,000"),
        ("1", "outturn", "60000"),
        ("2", "academy_places", "£40,000.00"),
    ] {
        let fields = [
            ("seen", seen),
            ("kind", kind),
            ("phase", "special"),
            ("gross", gross),
            ("note", "Budget return (invented)"),
        ];
        officer.post(&places, &fields).await.location();
    }
    let refused = officer
        .post(
            &format!("{YEAR}/lines/1.2.5"),
            &[("kind", "academy_places"), ("gross", "x")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&[
        "line 1.0.2 alone",
        "Select the phase",
        "Say where the figure is from",
    ]);
    refused.holds(&["value=\"x\""]);
    let csv = officer.get(&format!("{YEAR}/statement.csv")).await;
    let row = csv
        .body
        .lines()
        .find(|line| line.starts_with("1.0.2"))
        .unwrap();
    assert!(
        row.ends_with("100000.00,0.00,60000.00,60000.00,40000.00,100000.00,0.00,,"),
        "{row}"
    );

    // The ledger stands beside the outturn, and what it holds of no line here is named.
    officer
        .get(YEAR)
        .await
        .says(&["No ledger of the year is imported"]);
    let text = "Period,Cost centre,Description,S251 line,Budget,Actual,Accruals\n\
                1,EX100,Places,1.0.2,60000,59000,500\n1,EX300,Support,1.2.5,10,7,0\n";
    let file = ("file", "ledger.csv", text.as_bytes());
    let ledger = "/high-needs/monitoring/2026-27/ledger";
    officer.upload(ledger, &[], file).await;
    officer.get(YEAR).await.says(&[
        "The outturn and the ledger",
        "imported up to period 1 of 12",
        "£59,500.00",
        "−£500.00",
        "£7.00",
    ]);
    let csv = officer.get(&format!("{YEAR}/statement.csv")).await;
    let row = csv.body.lines().find(|line| line.starts_with("1.0.2"));
    assert!(row.unwrap().ends_with(",59500.00,-500.00"), "{}", csv.body);

    // Two awards of £3,650.00 at Oak Hill, and Ben's.
    let line = format!("{YEAR}/lines/1.2.1");
    let page = officer.get(&line).await;
    page.says(&["Oak Hill Special School"]);
    let place = format!("{line}/{}", house.authority.oak_hill);
    let children = officer.get(&place).await;
    children.says(&["Mira Vale", "EX-3002", "£3,650.00"]);
    assert_eq!(house.trail().await.remove(0).0, "costs-of-children-viewed");
    assert_eq!(
        officer.get(&format!("{YEAR}/lines/9.9.9")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        officer.get("/high-needs/section-251/1999-00").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        officer.get(&format!("{YEAR}/statement.xlsx")).await.status,
        StatusCode::OK
    );

    // What is paid to no establishment leads to its children too.
    therapy(&house, "EX-3002").await;
    let line = format!("{YEAR}/lines/1.2.13");
    let page = officer.get(&line).await;
    page.says(&["No establishment"]);
    page.holds(&[&format!("href=\"{line}/none\"")]);
    let children = officer.get(&format!("{line}/none")).await;
    children.says(&["No establishment", "Mira Ward"]);
    children.says_nothing_of(&["Mira Vale"]);
    assert_eq!(house.trail().await.remove(0).0, "costs-of-children-viewed");
    let nothing = officer.get(&format!("{YEAR}/lines/1.2.5/none")).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);

    let mut head = house.signed_in(Role::HeadOfSend).await;
    head.get(&places).await.says_nothing_of(&["Enter a figure"]);
    let fields = [
        ("kind", "budget"),
        ("phase", "special"),
        ("gross", "1"),
        ("note", "x"),
    ];
    assert_eq!(
        head.post(&places, &fields).await.status,
        StatusCode::FORBIDDEN
    );
}
