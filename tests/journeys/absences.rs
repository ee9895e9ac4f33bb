//! A finance officer writes down that a child is away from its place: the top-up stops as the rules say, and what was paid is
//! put right in the next open period.

use axum::http::StatusCode;
use jiff::civil::date;
use send_banding::access::{Actor, Role};
use send_banding::ids::{ChildId, RuleSetRef};
use send_banding::needs::Setting;
use send_banding::service::payments::{self, CalendarAsked, CalendarKind};
use send_banding::service::{Moment, rule_book, rule_life};
use send_banding::store::award::{self, AwardPrice};
use send_banding::store::placement;
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::{decision, user};

use crate::rig::House;
use crate::sample;

on_both!(a_top_up_stops_as_the_rules_say_and_is_paid_again_where_nobody_was_away);

pub async fn actor(house: &House, role: Role) -> Actor {
    let mut tx = house.store.read().await.unwrap();
    let found = user::find_by_name(&mut tx, role.code()).await.unwrap();
    Actor {
        user: found.unwrap().id,
        roles: [role].into(),
        establishments: [].into(),
        named_for: [].into(),
    }
}

/// Mira is at Oak Hill with £12,000 a year that was agreed under those rules, and a calendar pays the year by month.
pub async fn mira(house: &House) -> ChildId {
    let (officer, head) = (
        actor(house, Role::FinanceOfficer).await,
        actor(house, Role::HeadOfSend).await,
    );
    let mut tx = house.store.begin().await.unwrap();
    let people = (&officer.user, &head.user);
    rule_life::approve_invented(&mut tx, rule_book(), "wealdshire", people, sample::at(0))
        .await
        .unwrap();
    let child = sample::keep_child(&mut tx, "EX-3001", "Mira", "Vale").await;
    let child = child.unwrap().id;
    let mut placed = sample::placement(&child, Some(&house.authority.oak_hill), Setting::Mms);
    placed.from = Some(date(2023, 9, 1));
    placement::insert_all(&mut tx, &[placed]).await.unwrap();
    let scored = sample::profile(&child, &house.authority.caseworker, ProfileState::Agreed);
    profile::insert_all(&mut tx, std::slice::from_ref(&scored))
        .await
        .unwrap();
    let decided = sample::decision(&scored.1, &child, &house.authority.caseworker);
    decision::insert_all(&mut tx, std::slice::from_ref(&decided))
        .await
        .unwrap();
    let (head, mut terms) = sample::award(&decided, Some(&house.authority.oak_hill), "F");
    // An invented set whose rules pay twenty days of an absence, in force on the first day of 2024-25.
    let reference = RuleSetRef::of("wealdshire", date(2023, 9, 1)).unwrap();
    let set = rule_book().named(&reference);
    terms.price = AwardPrice::Protected;
    terms.band = None;
    terms.rule_set = Some(set.unwrap().digest().clone());
    terms.from = date(2024, 4, 1);
    terms.fte = "1".parse().unwrap();
    terms.annual = Some(sample::money(1_200_000));
    award::insert_all(&mut tx, &[(head, terms)]).await.unwrap();
    tx.commit().await.unwrap();
    let asked = CalendarAsked {
        kind: CalendarKind::Monthly,
        pay_after_days: 14,
        terms: [
            (date(2024, 4, 15), date(2024, 7, 23)),
            (date(2024, 9, 3), date(2024, 12, 20)),
            (date(2025, 1, 6), date(2025, 3, 28)),
        ],
        first_days: Vec::new(),
    };
    let moment = Moment::of(sample::at(0));
    let set = payments::set_calendar(
        &house.store,
        &officer,
        (date(2024, 4, 1), None),
        &asked,
        moment,
    );
    assert!(set.await.unwrap().is_ok());
    child
}

/// What the schedule of the year pays and puts right for her, by line.
pub fn of_mira(csv: &str) -> Vec<i64> {
    let own = csv.lines().filter(|line| line.contains("EX-3001"));
    own.map(|line| {
        let amount = line.trim_end().rsplit(',').next().unwrap();
        amount.replace('.', "").parse().unwrap()
    })
    .collect()
}

async fn a_top_up_stops_as_the_rules_say_and_is_paid_again_where_nobody_was_away(house: House) {
    let child = mira(&house).await;
    let mut officer = house.signed_in(Role::FinanceOfficer).await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    for period in 1..=3 {
        let path = format!("/payments/2024/periods/{period}");
        officer
            .post(&format!("{path}/propose"), &[])
            .await
            .location();
        head.post(&format!("{path}/release"), &[]).await.location();
    }
    let whole = officer.get("/payments/2024/schedule.csv").await;
    assert_eq!(of_mira(&whole.body), [100_000; 12], "{}", whole.body);

    let absences = format!("/children/{child}/absences");
    let costs = officer.get(&format!("/children/{child}/costs")).await;
    costs.holds(&[&absences]);
    officer
        .get(&absences)
        .await
        .says(&["No absence is on record"]);
    let away = [
        ("establishment", house.authority.oak_hill.as_str()),
        ("kind", "educated_elsewhere"),
        ("from-day", "1"),
        ("from-month", "6"),
        ("from-year", "2024"),
    ];
    let mut early = away;
    early[4].1 = "2022";
    let refused = officer.post(&absences, &early).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["The child must have a placement there on all of the days"]);
    officer.post(&absences, &away).await.location();
    assert_eq!(house.trail().await.remove(0).0, "absence-added");
    let listed = officer.get(&absences).await;
    listed.says(&[
        "Educated elsewhere",
        "Still away",
        "Not paid from 21 June 2024",
    ]);
    officer
        .post(&absences, &away)
        .await
        .says(&["Another absence from the same place is on record"]);

    // Nothing from 21 June on: ten of June's thirty days are taken back in July, which pays nothing itself.
    let stopped = officer.get("/payments/2024/schedule.csv").await;
    assert_eq!(of_mira(&stopped.body), [100_000, 100_000, 100_000, -33_333]);
    let july = officer.get("/payments/2024/periods/4").await;
    july.says(&["−£333.33"]);

    // She came back on 1 August: what follows is paid.
    let view = listed.body.split(&format!("{absences}/")).nth(1).unwrap();
    let end = format!("{absences}/{}", view.split('"').next().unwrap());
    let fields = [
        ("version", "1"),
        ("how", "ends"),
        ("last-day", "31"),
        ("last-month", "7"),
        ("last-year", "2024"),
    ];
    let mut backwards = fields;
    backwards[3].1 = "5";
    let refused = officer.post(&end, &backwards).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    officer.post(&end, &fields).await.location();
    officer.get(&absences).await.says(&["31 July 2024"]);
    let back = officer.get("/payments/2024/schedule.csv").await;
    let sums = of_mira(&back.body);
    assert_eq!(
        sums.iter().sum::<i64>(),
        300_000 - 33_333 + 800_000,
        "{sums:?}"
    );

    // It never was: everything is paid.
    let lost = officer.post(&end, &fields).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    let error = [("version", "2"), ("how", "error")];
    officer.post(&end, &error).await.location();
    officer.get(&absences).await.says(&["Entered in error"]);
    let again = officer.get("/payments/2024/schedule.csv").await;
    assert_eq!(of_mira(&again.body), [100_000; 12]);
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let refused = caseworker.post(&absences, &away).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let others = format!("/children/{}/absences", house.authority.ben);
    let other = end.replace(&absences, &others);
    assert_eq!(officer.get(&other).await.status, StatusCode::NOT_FOUND);
}
