//! A finance officer adds a cost line to a placement and ends it.

use axum::http::StatusCode;
use jiff::civil::date;
use send_banding::access::Role;
use send_banding::needs::Setting;
use send_banding::store::placement::{self, CostLine, Placement};
use send_banding::store::{cost_limit, cost_proposal, user};

use crate::payments::set_calendar;
use crate::rig::{Browser, House};
use crate::sample;

on_both!(
    a_line_is_added_shown_and_ended,
    a_line_above_its_officers_limit_waits_for_a_second_person,
    a_fee_is_owed_until_its_notice_runs_out,
    vat_is_paid_beside_the_fee_and_refused_where_none_is_charged,
    a_line_is_paid_under_the_code_of_its_ledger,
);

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

pub const FEE: [(&str, &str); 10] = [
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

pub async fn add(officer: &mut Browser<'_>, path: &str) {
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

/// Limits the finance officer's cost lines to an amount of a year.
async fn limit(house: &House, name: &str, pence: i64) {
    let mut tx = house.store.begin().await.unwrap();
    let officer = user::find_by_name(&mut tx, name).await.unwrap().unwrap();
    let limit = Some(sample::money(pence));
    cost_limit::save(&mut tx, &officer.id, limit).await.unwrap();
    tx.commit().await.unwrap();
}

/// A year of the fee is three terms of £18,500.00 with £3,700.00 VAT: £66,600.00.
async fn a_line_above_its_officers_limit_waits_for_a_second_person(house: House) {
    let placed = independent(&house).await;
    limit(&house, "finance-officer", 6_659_999).await;
    limit(&house, "commissioner", 6_659_999).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let ben = &house.authority.ben;
    let costs = format!("/children/{ben}/costs");
    let new = format!("/children/{ben}/placements/{}/costs/new", placed.id);
    add(&mut officer, &new).await;
    assert_eq!(house.trail().await.remove(0).0, "cost-line-proposed");
    assert_eq!(lines(&house, &placed).await, [], "nothing counts yet");
    let page = officer.get(&costs).await;
    page.says(&[
        "You proposed a cost line of up to £66,600.00 a year, which is above your limit",
        "Waiting for a second person",
        "School fee: £18,500.00 a term from 1 September 2026",
    ]);
    let mut tx = house.store.read().await.unwrap();
    let [waits] = cost_proposal::waiting_of(&mut tx, ben)
        .await
        .unwrap()
        .try_into()
        .unwrap();
    drop(tx);
    let proposal = format!("{costs}/proposals/{}", waits.id);
    page.holds(&[&proposal]);
    // Neither its officer nor one of no higher limit agrees it, and neither is asked to.
    let agree = [("outcome", "agree")];
    let signed = "Agree up to £66,600.00 a year for EX-1002: school fee";
    let mut commissioner = house.signed_in(Role::Commissioner).await;
    for other in [&mut officer, &mut commissioner] {
        other.get("/").await.says_nothing_of(&[signed]);
        other
            .get(&proposal)
            .await
            .says(&["Somebody else agrees it"]);
        let answer = other.post(&proposal, &agree).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    let mut head = house.signed_in(Role::HeadOfSend).await;
    head.get("/")
        .await
        .says(&["Waiting for your signature", signed]);
    head.get(&proposal).await.says(&[
        "A cost line above its officer’s limit",
        "£18,500.00 a term",
        "PO 99",
        "finance-officer (invented), 1 September 2026",
    ]);
    let bare = head.post(&proposal, &[]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    bare.says(&["Select whether you agree the cost line"]);
    assert_eq!(lines(&house, &placed).await, []);
    assert_eq!(head.post(&proposal, &agree).await.location(), proposal);
    assert_eq!(house.trail().await.remove(0).0, "cost-line-agreed");
    head.get(&proposal).await.says(&["It was agreed and added"]);
    head.get("/").await.says_nothing_of(&[signed]);
    let [line] = lines(&house, &placed).await.try_into().unwrap();
    assert_eq!((line.id, line.terms), (waits.id, waits.terms));
    // A second answer changes nothing, and what lies within the limit waits for nobody.
    let again = [("outcome", "decline"), ("reason", "Too late")];
    assert_eq!(head.post(&proposal, &again).await.location(), proposal);
    head.get(&proposal)
        .await
        .says(&["Somebody else answered first"]);
    limit(&house, "finance-officer", 6_660_000).await;
    let mut fields = FEE.to_vec();
    fields.extend([("order", "PO 100")]);
    officer.post(&new, &fields).await.location();
    assert_eq!(lines(&house, &placed).await.len(), 2);
    declined(&house, (&mut officer, &mut head), (&new, &costs)).await;
    assert_eq!(lines(&house, &placed).await.len(), 2);
}

/// What is declined is never added, and its officer reads why.
async fn declined(
    house: &House,
    (officer, head): (&mut Browser<'_>, &mut Browser<'_>),
    (new, costs): (&str, &str),
) {
    limit(house, "finance-officer", 0).await;
    let mut fields = FEE.to_vec();
    fields.extend([("order", "PO 101")]);
    officer.post(new, &fields).await.location();
    let mut tx = house.store.read().await.unwrap();
    let waiting = cost_proposal::waiting_of(&mut tx, &house.authority.ben);
    let proposal = format!("{costs}/proposals/{}", waiting.await.unwrap()[0].id);
    drop(tx);
    let why = [
        ("outcome", "decline"),
        ("reason", "<b>Not</b> agreed with the school"),
    ];
    head.post(&proposal, &why).await.location();
    let page = officer.get(&proposal).await;
    page.says(&["It was declined: <b>Not</b> agreed with the school"]);
    page.says_nothing_of(&["<b>Not"]);
    officer
        .get(costs)
        .await
        .says_nothing_of(&["Waiting for a second person"]);
    // Another child's address leads nowhere.
    let other = format!("/children/{}/costs", house.authority.zofia);
    let forged = proposal.replace(costs, &other);
    assert_eq!(head.get(&forged).await.status, StatusCode::NOT_FOUND);
}

async fn a_fee_is_owed_until_its_notice_runs_out(house: House) {
    let placed = independent(&house).await;
    // To 4 December.
    house.wait(94 * 86_400);
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    set_calendar(&mut officer).await;
    let costs = format!("/children/{}/costs", house.authority.ben);
    let new = format!(
        "/children/{}/placements/{}/costs/new",
        house.authority.ben, placed.id
    );
    add(&mut officer, &new).await;
    const YEAR: &str = "/high-needs/monitoring/2026-27";
    let heading = "Placements that ended and are still owed";
    officer.get(YEAR).await.says_nothing_of(&[heading]);
    let [line] = lines(&house, &placed).await.try_into().unwrap();
    let end = format!("{costs}/{}/end", line.id);
    let ends = [
        ("version", "1"),
        ("how", "ends"),
        ("last-day", "18"),
        ("last-month", "12"),
        ("last-year", "2026"),
    ];
    let given = |year: &'static str| {
        let day = [
            ("notice-day", "4"),
            ("notice-month", "12"),
            ("notice-year", year),
        ];
        [ends.as_slice(), &day].concat()
    };
    let early = officer.post(&end, &given("2025")).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    early.says(&["before the line’s first paid day"]);
    let mut to_come = given("2026");
    to_come[5].1 = "5";
    let to_come = officer.post(&end, &to_come).await;
    assert_eq!(to_come.status, StatusCode::UNPROCESSABLE_ENTITY);
    to_come.says(&["Day of notice must be today or in the past"]);
    officer.post(&end, &ends).await.location();
    // 84 days after 18 December are over on 12 March: 49 of the spring's 58 school days, whose fee is £18,500.
    let page = officer.get(YEAR).await;
    page.says(&[
        heading,
        "no day on record, so it counts from the last paid day",
        "12 March 2027",
        "£15,629.31",
    ]);
    // Told a fortnight before, 39 school days of the term are owed.
    let mut fields = given("2026");
    fields[0].1 = "2";
    officer.get(&end).await.holds(&["value=\"18\""]);
    officer.post(&end, &fields).await.location();
    officer
        .get(&costs)
        .await
        .says(&["given on 4 December 2026"]);
    let page = officer.get(YEAR).await;
    page.says(&[
        "12 weeks’ notice, given on",
        "26 February 2027",
        "£12,439.66",
    ]);
    // It is committed on its line, beside what the stay came to.
    let csv = officer.get(&format!("{YEAR}/lines.csv")).await;
    let line = csv.body.lines().find(|line| line.starts_with("1.2.3,"));
    let line = line.unwrap_or_else(|| panic!("{}", csv.body));
    let sums: Vec<&str> = line.split(',').collect();
    let told: send_banding::money::Money = sums[sums.len() - 17].parse().unwrap();
    // The autumn term, and 39 of the next one's 58 school days.
    assert_eq!(told.pence(), 1_850_000 + 1_243_966, "{line}");
    assert_eq!(
        officer.get(&format!("{YEAR}/monitoring.xlsx")).await.status,
        StatusCode::OK
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

/// A file's rows as headings and cells; no cell of these files has a comma but names, which are quoted.
fn cells(row: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in row.trim_end().chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

/// The sum of a column over the rows that hold a text, in pence.
fn column(csv: &str, heading: &str, holding: &str) -> i64 {
    let mut rows = csv.trim_start_matches('\u{feff}').lines();
    let headings = cells(rows.next().unwrap());
    let place = headings.iter().position(|one| one == heading).unwrap();
    rows.filter(|row| row.contains(holding))
        .map(|row| cells(row)[place].replace('.', "").parse::<i64>().unwrap())
        .sum()
}

async fn vat_is_paid_beside_the_fee_and_refused_where_none_is_charged(house: House) {
    let placed = independent(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    set_calendar(&mut officer).await;
    let child = &house.authority.ben;
    let new = format!("/children/{child}/placements/{}/costs/new", placed.id);
    let filled = |kind: &'static str, vat: &'static str| {
        let mut fields = FEE.to_vec();
        fields[0].1 = kind;
        fields[3].1 = vat;
        fields.extend([("order", "PO 99"), ("notice", "12")]);
        fields
    };
    for (kind, vat, why) in [
        ("fee", "3700.02", "VAT is more than its rate"),
        (
            "direct_payment",
            "1",
            "No VAT is charged on this kind of cost",
        ),
        (
            "health_contribution",
            "1",
            "No VAT is charged on this kind of cost",
        ),
    ] {
        let refused = officer.post(&new, &filled(kind, vat)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}");
        refused.says(&[why]);
    }
    let statement = "/high-needs/section-251/2026-27/statement.csv";
    let outturn = |csv: &str| column(csv, "Record of placements (£)", "1.2.3,");
    let before = outturn(&officer.get(statement).await.body);
    officer.post(&new, &filled("fee", "3700")).await.location();

    // Two of three terms are in the year: net and VAT apart, both in the amount, and the spend without it.
    let file = officer.get("/payments/2026/schedule.csv").await.body;
    assert_eq!(column(&file, "Net", "PO 99"), 3_700_000, "{file}");
    assert_eq!(column(&file, "VAT", "PO 99"), 740_000);
    assert_eq!(column(&file, "Amount", "PO 99"), 4_440_000);
    let is_vat = |line: &&str| line.contains("PO 99") && line.contains("VAT: School fee");
    assert!(file.lines().any(|line| is_vat(&line)), "{file}");
    // The council reclaims VAT: the record costs the net amount more and not a penny of VAT.
    let after = outturn(&officer.get(statement).await.body);
    assert_eq!(after - before, 3_700_000);
    let named = officer.get("/payments/2026/schedule.csv").await;
    assert!(named.body.contains("Ben"), "{}", named.body);
    let nameless = officer.get("/payments/2026/schedule.csv?names=no").await;
    assert!(!nameless.body.contains("Ben "), "{}", nameless.body);
    nameless.says(&["Name withheld"]);
}

async fn a_line_is_paid_under_the_code_of_its_ledger(house: House) {
    independent(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    set_calendar(&mut officer).await;
    let set = [
        ("seen", "0"),
        ("code-1-2-1", "HN 4410/03"),
        ("code-vat", "V1"),
    ];
    let odd = [("seen", "0"), ("code-1-2-3", "=HN"), ("code-vat", "V1")];
    let refused = officer.post("/payments/codes", &odd).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["The code of 1.2.3 must be letters"]);
    refused.holds(&["value=\"=HN\""]);
    officer.post("/payments/codes", &set).await.location();
    let late = [("seen", "0"), ("code-1-2-3", "HN 1")];
    let late = officer.post("/payments/codes", &late).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let file = officer.get("/payments/2026/schedule.csv").await.body;
    let line = file.lines().find(|line| line.contains("School fee"));
    let line = line.unwrap();
    assert!(line.contains("1.2.1,HN 4410/03,"), "{line}");
    let vat = file.lines().find(|line| line.contains("VAT: School fee"));
    assert!(vat.unwrap().contains("VAT,V1,"), "{file}");
    let mut auditor = house.signed_in(Role::Auditor).await;
    auditor.get("/payments/codes").await.says(&["HN 4410/03"]);
}
