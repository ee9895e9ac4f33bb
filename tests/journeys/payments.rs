//! A year's payments: a calendar, a run proposed and released by two, exported once, and a late change in the next period.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use send_banding::access::Role;
use send_banding::ids::AwardId;
use send_banding::rules::RuleBook;
use send_banding::service::{Moment, payments, rule_book};
use send_banding::store::award::{self, AwardPrice, AwardVersion};
use send_banding::store::establishment::{self, Payee};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::{decision, placement};

use crate::double_scoring::with_role;
use crate::provision;
use crate::rig::{Browser, House};
use crate::sample;

on_both!(
    a_run_takes_two_people_closes_its_period_and_is_exported_once,
    a_late_change_leaves_the_closed_period_and_adjusts_the_next
);

/// The form of a monthly calendar of 2026-27, with invented terms.
pub const CALENDAR: [(&str, &str); 20] = [
    ("kind", "monthly"),
    ("pay-after", "14"),
    ("summer-first-day", "13"),
    ("summer-first-month", "4"),
    ("summer-first-year", "2026"),
    ("summer-last-day", "22"),
    ("summer-last-month", "7"),
    ("summer-last-year", "2026"),
    ("autumn-first-day", "2"),
    ("autumn-first-month", "9"),
    ("autumn-first-year", "2026"),
    ("autumn-last-day", "18"),
    ("autumn-last-month", "12"),
    ("autumn-last-year", "2026"),
    ("spring-first-day", "5"),
    ("spring-first-month", "1"),
    ("spring-first-year", "2027"),
    ("spring-last-day", "25"),
    ("spring-last-month", "3"),
    ("spring-last-year", "2027"),
];

/// Sets the calendar of 2026-27.
pub async fn set_calendar(officer: &mut Browser<'_>) {
    let answer = officer.post("/payments/2026/calendar", &CALENDAR).await;
    assert_eq!(answer.location(), "/payments/2026");
}

/// A protected award of £3,650.00 a year to Mira at Oak Hill, £10.00 a day, whose trust is paid.
async fn ten_pounds_a_day(house: &House) -> AwardId {
    let mut tx = house.store.begin().await.unwrap();
    let child = sample::keep_child(&mut tx, "EX-3001", "Mira", "Vale").await;
    let child = &child.unwrap().id;
    let scored = sample::profile(child, &house.authority.caseworker, ProfileState::Agreed);
    profile::insert_all(&mut tx, std::slice::from_ref(&scored))
        .await
        .unwrap();
    let decided = sample::decision(&scored.1, child, &house.authority.caseworker);
    decision::insert_all(&mut tx, std::slice::from_ref(&decided))
        .await
        .unwrap();
    let (head, mut terms) = sample::award(&decided, Some(&house.authority.oak_hill), "F");
    terms.price = AwardPrice::Protected;
    terms.annual = Some(sample::money(365_000));
    let id = head.id.clone();
    award::insert_all(&mut tx, &[(head, terms)]).await.unwrap();
    let trust = Payee {
        supplier_number: "EX0101".to_owned(),
        name: "Lantern Learning Trust".to_owned(),
    };
    establishment::save_payee(&mut tx, &trust).await.unwrap();
    let place = establishment::find(&mut tx, &house.authority.oak_hill)
        .await
        .unwrap();
    let mut place = place.unwrap();
    place.supplier_number = Some(trust.supplier_number);
    establishment::update(&mut tx, &place).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn end_award(house: &House, id: &AwardId, first_unpaid: Date) {
    let mut tx = house.store.begin().await.unwrap();
    let (_, terms) = award::find(&mut tx, id).await.unwrap().unwrap();
    let ended = AwardVersion {
        number: terms.number + 1,
        to: Some(first_unpaid),
        ..terms
    };
    award::add_version(&mut tx, &ended).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_year_without_a_calendar_asks_for_one_and_refuses_a_wrong_one() {
    let house = House::open().await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    officer
        .get("/payments")
        .await
        .says(&["Payments 2026-27", "no payment calendar yet"]);
    let mut wrong = CALENDAR;
    wrong[7].1 = "2027";
    let answer = officer.post("/payments/2026/calendar", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Error: "), "{}", answer.body);
    set_calendar(&mut officer).await;
    let year = officer.get("/payments/2026").await;
    year.says(&["Paid each month.", "Period 12", "15 April 2026"]);
    let mut auditor = house.signed_in(Role::Auditor).await;
    let refused = auditor.post("/payments/2026/calendar", &CALENDAR).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

async fn a_run_takes_two_people_closes_its_period_and_is_exported_once(house: House) {
    ten_pounds_a_day(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    set_calendar(&mut officer).await;
    let april = "/payments/2026/periods/1";
    officer
        .get(april)
        .await
        .says(&["Lantern Learning Trust", "EX0101"]);
    officer.get(&format!("{april}?payee=EX0101")).await.says(&[
        "Mira Vale",
        "Oak Hill Special School",
        "Top-up by band",
        "£300.00",
    ]);

    // Periods are paid in order.
    let refused = officer.post("/payments/2026/periods/2/propose", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["There is a problem", "this is not the next"]);
    refused.says_nothing_of(&["Success"]);
    officer
        .post(&format!("{april}/propose"), &[])
        .await
        .location();
    let own = officer.post(&format!("{april}/release"), &[]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    let early = officer.post(&format!("{april}/export"), &[]).await;
    assert_eq!(early.status, StatusCode::NOT_FOUND);
    // It waits for another's signature, and is nobody's after that.
    let signed = "Release the payments of period 1, 2026-27";
    officer.get("/").await.says_nothing_of(&[signed]);
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let page = head.get("/").await;
    page.says(&["Waiting for your signature", signed, "£17,061.63, 7 lines"]);
    for _ in 0..2 {
        let released = head.post(&format!("{april}/release"), &[]).await;
        assert_eq!(released.location(), april);
    }
    let trail = house.trail().await;
    let released = trail.iter().filter(|one| one.0 == "payment-run-released");
    assert_eq!(released.count(), 1);
    let after = head.get("/").await;
    after.says_nothing_of(&["Waiting for your signature"]);
    // Whoever comes after it was released is told by whom and when, without a word of success.
    with_role(&house, "commissioner", Role::HeadOfSend).await;
    let mut second = house.signed_in_as("commissioner").await;
    for (step, said) in [
        ("withdraw", "Nothing was taken back."),
        ("release", "Nothing was released now."),
    ] {
        let late = second.post(&format!("{april}/{step}"), &[]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        late.says(&[
            said,
            "released this run on 1 September 2026, and the period is closed",
        ]);
        late.says_nothing_of(&["Success"]);
    }
    // A calendar that is paid by stays.
    let changed = officer.post("/payments/2026/calendar", &CALENDAR).await;
    assert_eq!(changed.status, StatusCode::CONFLICT);

    let first = officer.post(&format!("{april}/export"), &[]).await;
    assert_eq!(first.status, StatusCode::OK);
    assert!(first.body.contains("ORIGINAL") && first.body.contains("300.00"));
    assert!(first.body.contains("EX0101,Lantern Learning Trust"));
    first.says_nothing_of(&["Mira", "Vale", "EX-3001"]);
    let copy = officer.post(&format!("{april}/export"), &[]).await;
    assert!(copy.body.contains("COPY") && !copy.body.contains("ORIGINAL"));
    assert!(copy.header("content-disposition").contains("copy"));
}

async fn a_late_change_leaves_the_closed_period_and_adjusts_the_next(house: House) {
    let id = ten_pounds_a_day(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    set_calendar(&mut officer).await;
    officer
        .post("/payments/2026/periods/1/propose", &[])
        .await
        .location();
    head.post("/payments/2026/periods/1/release", &[])
        .await
        .location();
    // Fifteen days of April were due and not thirty.
    end_award(&house, &id, date(2026, 4, 16)).await;
    let april = officer.get("/payments/2026/periods/1?payee=EX0101").await;
    april.says(&["£300.00"]);
    let may = officer.get("/payments/2026/periods/2?payee=EX0101").await;
    may.says(&["Period 1: The dates changed", "£150.00"]);
    may.says_nothing_of(&["£310.00"]);
    officer.get("/payments/2026").await.says(&["£150.00"]);

    let csv = officer.get("/payments/2026/schedule.csv").await;
    assert!(csv.body.contains("-150.00"), "{}", csv.body);
    let workbook = officer.get("/payments/2026/schedule.xlsx").await;
    assert_eq!(workbook.status, StatusCode::OK);
    assert!(workbook.header("content-type").contains("spreadsheetml"));
    assert_eq!(house.trail().await.remove(0).0, "payments-exported");
}

/// Two awards that follow each other at one price are one segment, rounded once: the school's page says what it is paid.
#[tokio::test]
async fn a_schools_own_page_says_what_payments_say_to_the_penny() {
    let house = House::open().await;
    let id = ten_pounds_a_day(&house).await;
    let mut tx = house.store.begin().await.unwrap();
    let (_, terms) = award::find(&mut tx, &id).await.unwrap().unwrap();
    let annual = Some(sample::money(370_000));
    let first = AwardVersion {
        number: terms.number + 1,
        annual,
        to: Some(date(2026, 4, 16)),
        ..terms.clone()
    };
    award::add_version(&mut tx, &first).await.unwrap();
    let found = decision::find(&mut tx, &terms.decision).await.unwrap();
    let (next, next_terms) = sample::award(&found.unwrap(), Some(&house.authority.oak_hill), "F");
    let next_terms = AwardVersion {
        price: AwardPrice::Protected,
        annual,
        from: date(2026, 4, 16),
        to: Some(date(2026, 5, 1)),
        ..next_terms
    };
    award::insert_all(&mut tx, &[(next, next_terms)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    set_calendar(&mut officer).await;
    // £3,700.00 × 30 ÷ 365 = £304.11; two halves of £152.05 would be a penny less.
    officer
        .get("/payments/2026/periods/1?payee=EX0101")
        .await
        .says(&["£304.11"]);
    let mut trust = house.signed_in_as("trust").await;
    let page = trust.get("/awards/values?year=financial&from=2026").await;
    page.says(&["April 2026 £304.11"]);
}

/// A part of a year is rounded as the rules in force round: £3,700.00 × 30 ÷ 365 = £304.109…, whose part of a penny these
/// rules drop.
#[tokio::test]
async fn an_award_is_paid_as_its_rules_round() {
    let set = provision::rules(&provision::SCHEME.replace("half_up", "down"));
    let digest = set.digest().clone();
    let house = House::under(RuleBook::of([set]).unwrap()).await;
    let id = ten_pounds_a_day(&house).await;
    let mut tx = house.store.begin().await.unwrap();
    let (_, terms) = award::find(&mut tx, &id).await.unwrap().unwrap();
    let april = AwardVersion {
        number: terms.number + 1,
        annual: Some(sample::money(370_000)),
        to: Some(date(2026, 5, 1)),
        rule_set: Some(digest),
        ..terms
    };
    award::add_version(&mut tx, &april).await.unwrap();
    tx.commit().await.unwrap();
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    set_calendar(&mut officer).await;
    officer
        .get("/payments/2026/periods/1?payee=EX0101")
        .await
        .says(&["£304.10"]);
    let mut trust = house.signed_in_as("trust").await;
    let page = trust.get("/awards/values?year=financial&from=2026").await;
    page.says(&["April 2026 £304.10"]);
}

/// A run waits, the record changes: the control totals do not meet, and it is not released before it is made again.
#[tokio::test]
async fn a_run_that_the_record_has_overtaken_is_not_released() {
    let house = House::open().await;
    let id = ten_pounds_a_day(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    set_calendar(&mut officer).await;
    let april = "/payments/2026/periods/1";
    let propose = format!("{april}/propose");
    officer.post(&propose, &[]).await.location();
    officer.get(april).await.says_nothing_of(&["out of date"]);
    let year = officer.get("/payments/2026").await;
    year.says(&["Waiting for release", "£300.00"]);
    year.says_nothing_of(&["out of date"]);
    end_award(&house, &id, date(2026, 4, 16)).await;
    let why = "The run of period 1 is out of date";
    officer.get("/payments/2026").await.says(&[why]);
    officer
        .get(april)
        .await
        .says(&[why, "the amount of 1 child is another (−£150.00 in all)"]);
    let schedule = payments::schedule_of_year(
        &house.store,
        rule_book(),
        None,
        (date(2026, 4, 1), false),
        Moment::of(sample::at(0)),
    )
    .await
    .unwrap();
    // 300.00 of it is proposed for her, where 150.00 is due.
    assert!(schedule.control.proposed.pence() >= 30_000);
    assert_eq!(schedule.control.difference().unwrap().pence(), 15_000);
    assert_eq!(schedule.out_of_date.map(|why| why.children), Some(1));
    head.get(april)
        .await
        .says_nothing_of(&["Release and close the period"]);
    let refused = head.post(&format!("{april}/release"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["There is a problem", "Nothing was released", "150.00"]);
    // Taken back once, however often the form is sent; and proposed once.
    for step in ["withdraw", "withdraw", "propose", "propose"] {
        let done = officer.post(&format!("{april}/{step}"), &[]).await;
        assert_eq!(done.location(), april, "{step}");
    }
    let trail = house.trail().await;
    for (action, times) in [("payment-run-withdrawn", 1), ("payment-run-proposed", 2)] {
        let found = trail.iter().filter(|entry| entry.0 == action);
        assert_eq!(found.count(), times, "{action}");
    }
    head.post(&format!("{april}/release"), &[]).await.location();
}

#[tokio::test]
async fn a_school_sees_what_its_own_establishments_were_paid() {
    let house = House::open().await;
    ten_pounds_a_day(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    set_calendar(&mut officer).await;
    officer
        .post("/payments/2026/periods/1/propose", &[])
        .await
        .location();
    let mut trust = house.signed_in_as("trust").await;
    // What is proposed only is not paid.
    trust
        .get("/awards/payments")
        .await
        .says(&["Nothing has been paid"]);
    head.post("/payments/2026/periods/1/release", &[])
        .await
        .location();
    trust.get("/awards/payments").await.says(&[
        "By period, the latest first",
        "Child by child, the latest first",
        "Mira Vale",
        "£300.00",
        "Lantern Learning Trust",
        "15 September 2026",
    ]);
    let mut senco = house.signed_in(Role::Senco).await;
    senco
        .get("/awards/payments")
        .await
        .says_nothing_of(&["Vale", "£300.00"]);
}

/// A fee by the term is paid in the months of its terms, and what was entered in error is taken back whole.
#[tokio::test]
async fn a_cost_line_is_paid_and_taken_back() {
    let house = House::open().await;
    let mut tx = house.store.begin().await.unwrap();
    let placed = placement::all_of(&mut tx, &house.authority.ben)
        .await
        .unwrap();
    let lines = placement::cost_lines_of(&mut tx, &house.authority.ben)
        .await
        .unwrap();
    assert_eq!(placed.len(), 1);
    tx.commit().await.unwrap();
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    set_calendar(&mut officer).await;
    // From 1 April at 3.5 per cent more: £24,277.77 for the summer term, and the VAT on it, which rises with it.
    let year = officer.get("/payments/2026/schedule.csv").await;
    let of_ben = |body: &str| -> [i64; 3] {
        let fee = body.lines().filter(|line| line.contains("EX-1002"));
        let fee = fee.filter(|line| line.contains("School fee"));
        fee.fold([0; 3], |[net, vat, amount], line| {
            let mut last = line.trim_end().rsplit(',');
            let mut next = || {
                last.next()
                    .unwrap()
                    .replace('.', "")
                    .parse::<i64>()
                    .unwrap()
            };
            let (own_amount, own_vat) = (next(), next());
            [net + next(), vat + own_vat, amount + own_amount]
        })
    };
    assert_eq!(of_ben(&year.body), [2_427_777, 485_556, 2_913_333]);
    for period in 1..=4 {
        let path = format!("/payments/2026/periods/{period}");
        officer
            .post(&format!("{path}/propose"), &[])
            .await
            .location();
        head.post(&format!("{path}/release"), &[]).await.location();
    }
    let end = format!(
        "/children/{}/costs/{}/end",
        house.authority.ben, lines[0].id
    );
    let fields = [("version", "1"), ("how", "error")];
    officer.post(&end, &fields).await.location();
    let year = officer.get("/payments/2026/schedule.csv").await;
    assert_eq!(of_ben(&year.body), [0; 3]);
    assert!(year.body.contains("Is no longer due"), "{}", year.body);
    assert!(year.body.contains("On record no longer"), "{}", year.body);
}
