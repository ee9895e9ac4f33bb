//! Awards follow the child: each school is paid for the days on which it has the child, at the price of its setting, and what one
//! award interrupts goes on after it.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use send_banding::access::Role;
use send_banding::ids::EstablishmentId;
use send_banding::needs::Setting;
use send_banding::service::{Moment, payments, rule_book};
use send_banding::store::award::{AwardPrice, AwardVersion};
use send_banding::store::{RestrictedRecords, award, award_to_look_at, placement, plan};

use crate::payments::set_calendar;
use crate::rig::{Browser, House};
use crate::sample;
use crate::scoring::{AGREE, conclusion, hidden, judged, sent};

on_both!(
    an_order_backdated_over_a_move_pays_each_school_for_its_days,
    an_award_with_a_last_day_lets_the_earlier_one_go_on,
    an_award_of_a_child_who_moved_is_looked_at_and_ended,
    an_award_of_a_plan_that_ceased_is_looked_at_from_that_day_on,
);

async fn awards(house: &House) -> Vec<AwardVersion> {
    let mut tx = house.store.read().await.unwrap();
    let all = award::all_of(&mut tx, &house.authority.ben).await.unwrap();
    let mut all: Vec<_> = all.into_iter().map(|(_, terms)| terms).collect();
    all.sort_by_key(|terms| terms.from);
    all
}

/// The days of each award that is ever paid.
async fn days(house: &House) -> Vec<(Date, Option<Date>)> {
    let all = awards(house).await.into_iter();
    all.map(|terms| (terms.from, terms.to))
        .filter(|(from, to)| *to != Some(*from))
        .collect()
}

/// Ben moves from Oak Hill to Birch Lane on a day.
async fn moved(house: &House, on: Date) {
    let mut tx = house.store.begin().await.unwrap();
    let ben = &house.authority.ben;
    let [mut stay] = placement::all_of(&mut tx, ben)
        .await
        .unwrap()
        .try_into()
        .unwrap();
    stay.to = Some(on);
    stay.setting = Setting::Spec;
    placement::update(&mut tx, &stay).await.unwrap();
    let mut next = sample::placement(ben, Some(&house.authority.birch_lane), Setting::Mms);
    next.from = Some(on);
    placement::insert_all(&mut tx, &[next]).await.unwrap();
    tx.commit().await.unwrap();
}

/// What the periods from a place on pay a school for Ben's awards, in pence.
async fn paid_to(house: &House, school: &EstablishmentId, from: u32) -> i64 {
    let year = (date(2026, 4, 1), false);
    let now = Moment::of(sample::at(0));
    let schedule = payments::schedule_of_year(&house.store, rule_book(), None, year, now)
        .await
        .unwrap();
    let lines = schedule.lines.iter().filter(|(period, view)| {
        *period >= from
            && view.line.child == house.authority.ben
            && view.line.kind.is_of_an_award()
            && view.line.establishment.as_ref() == Some(school)
    });
    lines.map(|(_, view)| view.line.amount.pence()).sum()
}

/// An order of 10 August 2026 by band G, funded from 1 June 2026.
async fn ordered(browser: &mut Browser<'_>, house: &House) -> String {
    let path = format!("/children/{}/tribunal-order", house.authority.ben);
    let plan = hidden(&browser.get(&path).await, "plan");
    let mut fields = vec![
        ("plan", plan.as_str()),
        ("no-conflict", "yes"),
        ("ordered-day", "10"),
        ("ordered-month", "8"),
        ("ordered-year", "2026"),
        ("comply-day", "14"),
        ("comply-month", "9"),
        ("comply-year", "2026"),
        ("change", "Speech therapy weekly"),
        ("funding", "band"),
        ("band", "G"),
        ("from-day", "1"),
        ("from-month", "6"),
        ("from-year", "2026"),
        ("fte", "1"),
    ];
    let check = browser.post(&path, &fields).await;
    assert_eq!(check.status, StatusCode::OK);
    fields.push(("checked", "yes"));
    browser.post(&path, &fields).await.location();
    check.text()
}

async fn an_order_backdated_over_a_move_pays_each_school_for_its_days(house: House) {
    let (oak_hill, birch_lane) = (&house.authority.oak_hill, &house.authority.birch_lane);
    moved(&house, date(2026, 7, 1)).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    set_calendar(&mut officer).await;
    let april = "/payments/2026/periods/1";
    officer
        .post(&format!("{april}/propose"), &[])
        .await
        .location();
    head.post(&format!("{april}/release"), &[]).await.location();
    let mut moderator = house.signed_in(Role::Moderator).await;
    let check = ordered(&mut moderator, &house).await;
    for said in [
        "The child’s school today Birch Lane Primary School",
        "Oak Hill Special School: £16,000.00 a year from 1 June 2026 to 30 June 2026, priced as “State special school”.",
        "Birch Lane Primary School: £12,480.00 a year from 1 July 2026, with no end date, priced as “Mainstream state school”.",
        "Band F, £12,000.00 a year, to Oak Hill Special School: ends, with 31 May 2026 as its last day.",
    ] {
        assert!(check.contains(said), "{said}: {check}");
    }
    let made = awards(&house).await;
    assert_ne!(
        made[0].decision, made[1].decision,
        "what ended stays the award of the decision that granted it"
    );
    let told: Vec<_> = made
        .iter()
        .map(|terms| {
            (
                terms.from,
                terms.to,
                terms.establishment.as_ref(),
                terms.setting,
            )
        })
        .collect();
    assert_eq!(
        told[1..],
        [
            (
                date(2026, 6, 1),
                Some(date(2026, 7, 1)),
                Some(oak_hill),
                Setting::Spec
            ),
            (date(2026, 7, 1), None, Some(birch_lane), Setting::Mms),
        ]
    );
    assert_eq!(
        paid_to(&house, oak_hill, 3).await,
        0,
        "nothing after the child left"
    );
    assert!(paid_to(&house, oak_hill, 1).await > 0, "June was there");
    assert!(paid_to(&house, birch_lane, 3).await > 0);
    let register = moderator.get("/registers/file.csv?year=2026").await;
    let lines = register.body.lines();
    let lines = lines.filter(|line| line.starts_with("Ordered by the tribunal,EX-1002,"));
    assert_eq!(lines.count(), 1, "one order: {}", register.body);
}

/// A decision on Ben's profile, looked at and then made.
async fn decided(house: &House, more: &[(&str, &str)]) -> String {
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, house, "1").await;
    let path = format!("/decisions/{id}");
    let mut moderator = house.signed_in(Role::Moderator).await;
    judged(&mut moderator, &path).await;
    let form = moderator.get(&path).await.text();
    let fields = [&conclusion("2", &AGREE)[..], more].concat();
    let unchecked: Vec<_> = fields
        .iter()
        .filter(|(name, _)| *name != "checked")
        .copied()
        .collect();
    let check = moderator.post(&path, &unchecked).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.text());
    moderator.post(&path, &fields).await.location();
    format!("{form} | {}", check.text())
}

const OCTOBER_ALONE: [(&str, &str); 3] =
    [("to-day", "31"), ("to-month", "10"), ("to-year", "2026")];

async fn an_award_with_a_last_day_lets_the_earlier_one_go_on(house: House) {
    let check = decided(&house, &OCTOBER_ALONE).await;
    let said = "stops, with 30 September 2026 as its last day, and goes on from 1 November 2026.";
    assert!(check.contains(said), "{check}");
    let october = (date(2026, 10, 1), Some(date(2026, 11, 1)));
    assert_eq!(
        days(&house).await,
        [
            (date(2026, 4, 1), Some(october.0)),
            october,
            (date(2026, 11, 1), Some(date(2027, 3, 15))),
        ]
    );
    let all = awards(&house).await;
    assert_eq!(
        (&all[2].band, all[2].annual),
        (&all[0].band, all[0].annual),
        "on the same terms"
    );
}

#[tokio::test]
async fn an_award_with_a_last_day_ends_the_earlier_one_where_the_officer_says_so() {
    let house = House::open().await;
    let fields = [&OCTOBER_ALONE[..], &[("earlier-ends", "yes")]].concat();
    let check = decided(&house, &fields).await;
    let said = "From 1 November 2026 nothing is paid until a new decision is made.";
    assert!(check.contains(said), "{check}");
    let october = (date(2026, 10, 1), Some(date(2026, 11, 1)));
    assert_eq!(
        days(&house).await,
        [(date(2026, 4, 1), Some(october.0)), october]
    );
}

/// Makes Ben's award an amount that was agreed for him.
async fn agreed_for_ben(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    let all = award::all_of(&mut tx, &house.authority.ben).await.unwrap();
    let terms = all[0].1.clone();
    let agreed = AwardVersion {
        number: 2,
        annual: Some(sample::money(4_600_000)),
        price: AwardPrice::Individual,
        ..terms
    };
    award::add_version(&mut tx, &agreed).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_amount_in_place_of_a_bands_ends_where_a_band_is_decided() {
    let house = House::open().await;
    agreed_for_ben(&house).await;
    let check = decided(&house, &[]).await;
    for said in [
        "ends where this award begins, unless you let it go on",
        "An amount for this child, £46,000.00 a year, to Oak Hill Special School: ends, with 30 September 2026 as its last day.",
    ] {
        assert!(check.contains(said), "{said}: {check}");
    }
    assert_eq!(
        days(&house).await,
        [
            (date(2026, 4, 1), Some(date(2026, 10, 1))),
            (date(2026, 10, 1), None)
        ]
    );
}

#[tokio::test]
async fn an_amount_goes_on_beside_a_band_where_the_officer_says_so() {
    let house = House::open().await;
    agreed_for_ben(&house).await;
    let check = decided(&house, &[("individual-stays", "yes")]).await;
    assert!(check.contains("goes on, and is paid beside it."), "{check}");
    assert_eq!(
        days(&house).await,
        [
            (date(2026, 4, 1), Some(date(2027, 3, 15))),
            (date(2026, 10, 1), None)
        ]
    );
}

#[tokio::test]
async fn an_award_is_priced_for_the_setting_of_the_placement_and_another_one_is_confirmed() {
    let house = House::open().await;
    moved(&house, date(2026, 9, 1)).await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    // The journey scores a special school; the child is in a mainstream one, so that the question is put and answered.
    let id = sent(&mut scorer, &house, "1").await;
    let path = format!("/decisions/{id}");
    let mut moderator = house.signed_in(Role::Moderator).await;
    judged(&mut moderator, &path).await;
    moderator
        .get(&path)
        .await
        .says(&["Another setting was chosen than the one in which the child was placed"]);
    let fields = conclusion("2", &AGREE);
    let refused = moderator.post(&path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&[
        "Confirm that the award is priced as “Mainstream state school”, where the child is placed on the first day, though \
         “State special school” was scored",
    ]);
    assert_eq!(awards(&house).await.len(), 1);
    let confirmed = [&fields[..], &[("confirmed", "yes")]].concat();
    moderator.post(&path, &confirmed).await.location();
    let made = awards(&house).await.pop().unwrap();
    assert_eq!(made.setting, Setting::Mms);
    assert_eq!(
        made.establishment.as_ref(),
        Some(&house.authority.birch_lane)
    );
    assert_ne!(
        made.annual,
        Some(sample::money(720_000)),
        "the special school’s"
    );
}

async fn an_award_of_a_child_who_moved_is_looked_at_and_ended(house: House) {
    let mut worker = house.signed_in(Role::Caseworker).await;
    worker.get("/").await.says(&["Awards to look at 0"]);
    moved(&house, date(2026, 7, 1)).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    for browser in [&mut worker, &mut officer] {
        browser.get("/").await.says(&["Awards to look at 1"]);
        browser.get("/awards-to-look-at").await.says(&[
            "EX-1002",
            "The child is not placed there",
            "End this award",
        ]);
    }
    let award = awards(&house).await[0].award.clone();
    let path = format!("/children/{}/awards/{award}/end", house.authority.ben);
    let bare = worker.post(&path, &[("version", "1")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    bare.says(&["Enter the last day that is paid", "Select why it ends"]);
    let fields = [
        ("version", "1"),
        ("last-day", "30"),
        ("last-month", "6"),
        ("last-year", "2026"),
        ("end-reason", "left"),
        ("end-words", "The school told us"),
    ];
    let check = worker.post(&path, &fields).await;
    check.says(&[
        "Check your answers",
        "ends, with 30 June 2026 as its last day.",
    ]);
    assert_eq!(awards(&house).await[0].number, 1, "nothing is kept yet");
    let checked = [&fields[..], &[("checked", "yes")]].concat();
    worker.post(&path, &checked).await.location();
    assert_eq!(awards(&house).await[0].to, Some(date(2026, 7, 1)));
    let again = worker.post(&path, &checked).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    worker
        .get("/awards-to-look-at")
        .await
        .says(&["No award goes on without its reason."]);
    let trail = house.trail().await;
    assert!(trail.iter().any(|(action, ..)| action == "award-ended"));
}

async fn an_award_of_a_plan_that_ceased_is_looked_at_from_that_day_on(house: House) {
    let ben = &house.authority.ben;
    let mut tx = house.store.begin().await.unwrap();
    let [mut last] = plan::all_of(&mut tx, ben)
        .await
        .unwrap()
        .try_into()
        .unwrap();
    last.ceased_on = Some(date(2026, 9, 20));
    last.cease_reason = Some("1".to_owned());
    plan::update(&mut tx, &last).await.unwrap();
    let shown = RestrictedRecords::Shown;
    let mut on = async |day| award_to_look_at::count(&mut tx, day, &shown).await.unwrap();
    assert_eq!(on(date(2026, 9, 19)).await, 0);
    assert_eq!(on(date(2026, 9, 20)).await, 1);
}
