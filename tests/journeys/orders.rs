//! Money that no band decides: an amount agreed for one child, and a tribunal's order.

use axum::http::StatusCode;
use jiff::civil::date;
use send_banding::access::Role;
use send_banding::service::{Moment, payments, rule_book};
use send_banding::store::award::AwardVersion;
use send_banding::store::decision::DecisionKind;
use send_banding::store::plan::PlanState;
use send_banding::store::{award, award_limit, decision, plan, user};

use crate::payments::set_calendar;
use crate::rig::{Browser, House};
use crate::sample;
use crate::scoring::{AGREE, conclusion, hidden, judged, sent};

on_both!(
    an_order_stands_until_the_plan_is_amended_and_read,
    an_order_binds_until_its_last_day_and_a_later_one_takes_its_place,
    what_an_order_backdates_is_paid_in_the_next_open_period,
    an_amount_is_agreed_within_the_limit_and_by_one_above_beyond_it,
    an_order_is_an_event_of_its_own_backdated_and_wins,
);

/// A scored profile that an officer found to need an individual amount.
async fn found(house: &House) -> String {
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, house, "1").await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    let individual = [
        ("no-conflict", "yes"),
        ("section-f", "no"),
        ("outcome", "individual"),
        ("individual-note", "Two adults at all times"),
    ];
    let path = format!("/decisions/{id}");
    judged(&mut moderator, &path).await;
    let next = moderator.post(&path, &conclusion("2", &individual)).await;
    assert_eq!(next.location(), format!("{path}/amount"));
    id
}

const AMOUNT: [(&str, &str); 9] = [
    ("version", "2"),
    ("checked", "yes"),
    ("no-conflict", "yes"),
    ("section-f", "yes"),
    ("amount", "41,000"),
    ("reason", "Two adults at all times"),
    ("from-day", "1"),
    ("from-month", "10"),
    ("from-year", "2026"),
];

async fn awards(house: &House) -> Vec<AwardVersion> {
    let mut tx = house.store.read().await.unwrap();
    let all = award::all_of(&mut tx, &house.authority.ben).await.unwrap();
    all.into_iter().map(|(_, terms)| terms).collect()
}

async fn an_amount_is_agreed_within_the_limit_and_by_one_above_beyond_it(house: House) {
    let id = found(&house).await;
    let path = format!("/decisions/{id}/amount");
    let mut moderator = house.signed_in(Role::Moderator).await;
    moderator.get(&path).await.says(&[
        "Two adults at all times",
        "You have no limit of your own; what you enter becomes a proposal",
    ]);
    let mut tx = house.store.begin().await.unwrap();
    let officer = user::find_by_name(&mut tx, "moderator")
        .await
        .unwrap()
        .unwrap();
    award_limit::save(&mut tx, &officer.id, sample::money(4_099_999))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // What would be kept is shown first, and keeps nothing; the form comes back as it was filled in.
    let mut to_check = AMOUNT;
    to_check[1] = ("checked", "");
    let page = moderator.post(&path, &to_check).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&[
        "Check your answers",
        "An amount above your limit is proposed",
        "£41,000.00 a year",
        "Two adults at all times",
        "1 October 2026",
        "Propose the amount",
    ]);
    to_check[1] = ("step", "change");
    let form = moderator.post(&path, &to_check).await;
    form.holds(&["value=\"41,000\"", "Agree an individual amount"]);
    moderator
        .get("/decisions")
        .await
        .says_nothing_of(&["£41,000"]);
    // Above the limit it is kept for somebody else, once however often it is sent, and awards nothing.
    for _ in 0..2 {
        let above = moderator.post(&path, &AMOUNT).await;
        assert_eq!(above.location(), "/decisions");
    }
    moderator.get("/decisions").await.says(&[
        "You proposed £41,000.00 a year, which is above your limit",
        "£41,000.00 a year proposed, above its officer’s limit",
    ]);
    // The same form with another amount takes the place of nothing unseen: both are shown.
    let dearer = |proposal: &'static str| {
        let mut fields = AMOUNT.to_vec();
        fields[4].1 = "46,000";
        fields.push(("proposal", proposal));
        fields
    };
    let other = moderator.post(&path, &dearer("0")).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    other.says(&[
        "Another amount was proposed after you opened this form",
        "proposed £41,000.00 a year",
    ]);
    other.holds(&["value=\"46,000\"", "name=\"proposal\" value=\"1\""]);
    let proposed = house.trail().await;
    let proposed = proposed
        .iter()
        .filter(|entry| entry.0 == "individual-amount-proposed");
    assert_eq!(proposed.count(), 1);
    assert_eq!(awards(&house).await.len(), 1);
    // It waits on the first page of whoever may agree it, and of nobody whose limit it is above.
    let waits = "Agree £41,000.00 a year for";
    moderator.get("/").await.says_nothing_of(&[waits]);
    let mut head = house.signed_in(Role::HeadOfSend).await;
    // The officer above judges first as well, and is told no amount and nothing of the finding before.
    let first = head.get("/").await;
    first.says(&["Waiting for your signature", "Judge the levels of EX-1002"]);
    first.says_nothing_of(&[waits]);
    let case = format!("/decisions/{id}");
    for page in ["/decisions", &case] {
        let page = head.get(page).await;
        page.says(&["ndividually agreed amount"]);
        page.says_nothing_of(&["£41,000", "Two adults at all times"]);
    }
    assert_eq!(head.get(&path).await.location(), case);
    assert_eq!(head.post(&path, &AMOUNT).await.location(), case);
    judged(&mut head, &case).await;
    head.get("/").await.says(&[waits]);
    let filled = head.get(&path).await;
    filled.says(&[
        "You can agree any amount",
        "moderator (invented) proposed £41,000.00 a year on 1 September 2026",
        "Two adults at all times",
    ]);
    filled.holds(&["value=\"41000.00\"", "value=\"2026\""]);
    to_check[1] = ("checked", "");
    // An officer who opened the form before it was proposed is shown it first.
    let stale = head.post(&path, &AMOUNT).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.says(&["proposed £41,000.00 a year"]);
    let seen = [("proposal", "1")];
    let page = head.post(&path, &[&to_check[..], &seen].concat()).await;
    page.says(&["An amount is agreed for this child", "Agree the amount"]);
    assert_eq!(awards(&house).await.len(), 1, "nothing is agreed yet");
    let agreed = [&AMOUNT[..], &seen].concat();
    let done = head.post(&path, &agreed).await.location().to_owned();
    head.get(&done)
        .await
        .says(&["£41,000.00 a year from 1 October 2026"]);
    let awards = awards(&house).await;
    assert_eq!(awards.len(), 2);
    assert_eq!(
        awards[1].to,
        Some(date(2026, 10, 1)),
        "the band’s award ends there"
    );
    head.get("/").await.says_nothing_of(&[waits]);
    assert_eq!(moderator.get(&path).await.status, StatusCode::NOT_FOUND);
    let again = head.post(&path, &agreed).await;
    assert_eq!(again.location(), done, "it is agreed once");
    let other = head.post(&path, &dearer("1")).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    other.says(&[
        "You decided this already",
        "What is kept",
        "What you sent",
        "£46,000",
    ]);
}

#[tokio::test]
async fn no_amount_is_agreed_without_a_finding_a_declaration_or_a_role() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let path = format!("/decisions/{id}/amount");
    let mut head = house.signed_in(Role::HeadOfSend).await;
    assert_eq!(head.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        head.post(&path, &AMOUNT).await.status,
        StatusCode::NOT_FOUND
    );
    let individual = [
        ("no-conflict", "yes"),
        ("section-f", "no"),
        ("outcome", "individual"),
        ("individual-note", "Two adults at all times"),
    ];
    let case = format!("/decisions/{id}");
    judged(&mut head, &case).await;
    head.post(&case, &conclusion("2", &individual))
        .await
        .location();
    let bare = head.post(&path, &[("version", "2")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    bare.says(&[
        "Confirm that you have no conflict of interest",
        "Confirm that the amount secures every line of Section F",
        "Enter an amount of a year in pounds",
    ]);
    for role in [Role::Caseworker, Role::Senco, Role::Auditor] {
        let mut other = house.signed_in(role).await;
        let status = other.post(&path, &AMOUNT).await.status;
        assert!(
            [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&status),
            "{}",
            role.code()
        );
    }
    assert_eq!(awards(&house).await.len(), 1);
}

/// Fields of an order of 10 August 2026, funded from 1 June 2026, that were checked.
fn order<'a>(plan: &'a str, funding: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let fields = [
        ("plan", plan),
        ("checked", "yes"),
        ("no-conflict", "yes"),
        ("ordered-day", "10"),
        ("ordered-month", "8"),
        ("ordered-year", "2026"),
        ("comply-day", "14"),
        ("comply-month", "9"),
        ("comply-year", "2026"),
        ("change", "Speech therapy weekly, & <b>nights</b>"),
        ("from-day", "1"),
        ("from-month", "6"),
        ("from-year", "2026"),
        ("fte", "1"),
    ];
    [&fields[..], funding].concat()
}

/// Enters the order as the moderator; returns the browser and the form's address.
async fn entered<'a>(house: &'a House, funding: &[(&str, &str)]) -> (Browser<'a>, String) {
    let mut moderator = house.signed_in(Role::Moderator).await;
    let record = format!("/children/{}", house.authority.ben);
    moderator
        .get(&record)
        .await
        .says(&["Enter a tribunal’s order"]);
    let path = format!("{record}/tribunal-order");
    let plan = hidden(&moderator.get(&path).await, "plan");
    let answer = moderator.post(&path, &order(&plan, funding)).await;
    assert_eq!(answer.location(), record);
    (moderator, path)
}

async fn an_order_is_an_event_of_its_own_backdated_and_wins(house: House) {
    let (mut moderator, path) = entered(&house, &[("funding", "band"), ("band", "G")]).await;
    let record = moderator
        .get(&format!("/children/{}", house.authority.ben))
        .await;
    record.says(&[
        "The tribunal’s order is entered",
        "Plan ordered by the tribunal, version 2",
        "To be complied with by 14 September 2026",
        "Ordered by the tribunal: band G",
        "& <b>nights</b>",
    ]);
    record.says_nothing_of(&["<b>nights"]);
    let now = awards(&house).await;
    assert_eq!(now[0].from, date(2026, 6, 1));
    assert_eq!(now[0].band, Some("G".parse().unwrap()));
    assert_eq!(
        now[1].to,
        Some(date(2026, 6, 1)),
        "the earlier one ends there"
    );
    // The same order again meets a plan that has changed.
    let plan = "0197f3e0-0000-7000-8000-00000000000a";
    let twice = moderator
        .post(&path, &order(plan, &[("funding", "band"), ("band", "G")]))
        .await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    // A panel cannot undo it.
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let case = format!("/decisions/{id}");
    judged(&mut moderator, &case).await;
    let refused = moderator.post(&case, &conclusion("2", &AGREE)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["A tribunal’s order sets the award on these days"]);
    assert_eq!(awards(&house).await, now);
    let trail: Vec<String> = house
        .trail()
        .await
        .into_iter()
        .map(|(action, ..)| action)
        .collect();
    assert!(trail.iter().any(|entry| entry == "tribunal-order-entered"));
}

async fn an_order_stands_until_the_plan_is_amended_and_read(house: House) {
    let (mut moderator, _) = entered(&house, &[("funding", "amount"), ("amount", "52,000")]).await;
    let now = awards(&house).await;
    assert_eq!(now[0].annual, Some(sample::money(5_200_000)));
    let mut tx = house.store.begin().await.unwrap();
    let open = plan::open_of(&mut tx, &house.authority.ben)
        .await
        .unwrap()
        .unwrap();
    let ordered = plan::latest_version(&mut tx, &open.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(ordered.state, PlanState::TribunalOrdered);
    let amended = plan::PlanVersion {
        id: sample::id(),
        number: ordered.number + 1,
        state: PlanState::Amended,
        dated_on: Some(date(2026, 9, 20)),
        comply_by: None,
        ..ordered
    };
    plan::add_version(&mut tx, &amended).await.unwrap();
    let decided = decision::all_of(&mut tx, &house.authority.ben)
        .await
        .unwrap();
    assert!(decided.iter().any(|one| one.kind == DecisionKind::Tribunal));
    tx.commit().await.unwrap();
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let case = format!("/decisions/{id}");
    judged(&mut moderator, &case).await;
    let mut early = AGREE;
    early[4] = ("from-month", "9");
    let refused = moderator.post(&case, &conclusion("2", &early)).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "before the plan’s day"
    );
    moderator
        .post(&case, &conclusion("2", &AGREE))
        .await
        .location();
}

async fn an_order_binds_until_its_last_day_and_a_later_one_takes_its_place(house: House) {
    let ends = [
        ("funding", "amount"),
        ("amount", "52,000"),
        ("to-day", "31"),
        ("to-month", "10"),
        ("to-year", "2026"),
    ];
    let (mut moderator, path) = entered(&house, &ends).await;
    let now = awards(&house).await;
    let again = (now[0].from, now[0].to, now[0].band.clone());
    let before = Some("F".parse().unwrap());
    assert_eq!(
        again,
        (date(2026, 11, 1), Some(date(2027, 3, 15)), before),
        "the award that it interrupts goes on"
    );
    assert_eq!(now[1].to, Some(date(2026, 11, 1)));
    assert_eq!(
        (now[1].band.as_ref(), now[1].rule_set.as_ref()),
        (None, None)
    );
    let record = moderator
        .get(&format!("/children/{}", house.authority.ben))
        .await;
    record.says(&["31 October 2026", "£52,000.00 Ordered by the tribunal"]);
    // Nothing decided begins inside the order, and what begins after its last day does.
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let case = format!("/decisions/{id}");
    judged(&mut moderator, &case).await;
    let inside = moderator.post(&case, &conclusion("2", &AGREE)).await;
    assert_eq!(inside.status, StatusCode::UNPROCESSABLE_ENTITY);
    inside.says(&["A tribunal’s order sets the award on these days"]);
    let mut after = AGREE;
    after[4] = ("from-month", "11");
    moderator
        .post(&case, &conclusion("2", &after))
        .await
        .location();
    // A later order needs no band where the first had an amount, and ends what it overlaps.
    let plan = hidden(&moderator.get(&path).await, "plan");
    let mut later = order(&plan, &[("funding", "band"), ("band", "G")]);
    for field in &mut later {
        match field.0 {
            "ordered-day" => field.1 = "20",
            "from-month" => field.1 = "10",
            "comply-month" => field.1 = "11",
            _ => {}
        }
    }
    moderator.post(&path, &later).await.location();
    let now = awards(&house).await;
    let began: Vec<_> = now.iter().map(|terms| (terms.from, terms.to)).collect();
    assert_eq!(
        began[..4],
        [
            (date(2026, 11, 1), Some(date(2026, 11, 1))),
            (date(2026, 11, 1), Some(date(2026, 11, 1))),
            (date(2026, 10, 1), None),
            (date(2026, 6, 1), Some(date(2026, 10, 1))),
        ],
        "the decided award never begins, and the first order ends where the second begins"
    );
    // The register has both, by the day of the order; the file says which it is.
    let register = moderator.get("/registers?year=2026").await;
    register.says(&[
        "Ordered by the tribunal",
        "£52,000.00",
        "Speech therapy weekly",
    ]);
    let file = moderator.get("/registers/file.csv?year=2026").await;
    let ordered = file.body.lines();
    let ordered = ordered.filter(|line| line.starts_with("Ordered by the tribunal,EX-1002,"));
    assert_eq!(ordered.count(), 2, "{}", file.body);
    let third = moderator.get("/registers?year=2026&list=third").await;
    third.says(&["Ordered by the tribunal", "Show every list"]);
    third.says_nothing_of(&["Exceptional awards"]);
}

/// £36,500.00 a year is £100.00 a day: April, paid at the old amount before the order came, is put right with May.
async fn what_an_order_backdates_is_paid_in_the_next_open_period(house: House) {
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    set_calendar(&mut officer).await;
    let april = "/payments/2026/periods/1";
    officer
        .post(&format!("{april}/propose"), &[])
        .await
        .location();
    head.post(&format!("{april}/release"), &[]).await.location();
    let paid = ben_by_period(&house).await;
    let before = paid[0];
    let backdated = [
        ("funding", "amount"),
        ("amount", "36,500"),
        ("from-month", "4"),
    ];
    let mut moderator = house.signed_in(Role::Moderator).await;
    let path = format!("/children/{}/tribunal-order", house.authority.ben);
    let plan = hidden(&moderator.get(&path).await, "plan");
    let mut fields = order(&plan, &backdated);
    fields.retain(|field| *field != ("from-month", "6"));
    moderator.post(&path, &fields).await.location();
    let paid = ben_by_period(&house).await;
    assert_eq!(paid[0], before, "a closed period stays as it was paid");
    assert_eq!(paid[1], 300_000 - before + 310_000, "April’s rest, and May");
    assert_eq!(paid[2], 300_000, "June");
    assert_eq!(paid.iter().sum::<i64>(), 3_650_000, "the whole year");
}

/// The pence that each period of 2026-27 pays for Ben's awards.
async fn ben_by_period(house: &House) -> Vec<i64> {
    let schedule = payments::schedule_of_year(
        &house.store,
        rule_book(),
        None,
        (date(2026, 4, 1), false),
        Moment::of(sample::at(0)),
    )
    .await
    .unwrap();
    let mut paid = vec![0; 12];
    for (period, view) in &schedule.lines {
        if view.line.child == house.authority.ben && view.line.kind.is_of_an_award() {
            paid[*period as usize] += view.line.amount.pence();
        }
    }
    paid
}

#[tokio::test]
async fn an_order_needs_its_days_its_money_and_no_conflict() {
    let house = House::open().await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    let path = format!("/children/{}/tribunal-order", house.authority.ben);
    let plan = hidden(&moderator.get(&path).await, "plan");
    let bare = moderator.post(&path, &[("plan", plan.as_str())]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    bare.says(&[
        "Confirm that you have no conflict of interest",
        "Enter the day of the order",
        "Say what the order changes in Section F",
        "Select what the order is funded by",
    ]);
    let unknown = order(&plan, &[("funding", "band"), ("band", "Z")]);
    let refused = moderator.post(&path, &unknown).await;
    refused.says(&[
        "give this band no amount by itself",
        "Speech therapy weekly",
    ]);
    refused.says_nothing_of(&["<b>nights"]);
    let hidden_child = format!("/children/{}/tribunal-order", house.authority.restricted);
    assert_eq!(
        moderator.get(&hidden_child).await.status,
        StatusCode::NOT_FOUND
    );
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let fields = order(&plan, &[("funding", "band"), ("band", "G")]);
    assert_eq!(
        caseworker.post(&path, &fields).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(awards(&house).await.len(), 1);
}
