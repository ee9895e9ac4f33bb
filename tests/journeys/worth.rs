//! What an award is worth now: by the values in force, where a page speaks of now; as decided, where it tells of a decision.

use jiff::civil::date;
use send_banding::access::Role;
use send_banding::ids::RuleSetRef;
use send_banding::service::rule_book;
use send_banding::store::award;

use crate::rig::House;
use crate::sample;

on_both!(an_award_of_last_years_values_is_said_at_todays_wherever_today_is_meant);

/// Zofia's award as the values of 2025-26 gave it: band C from 1 September 2025 with no end, £3,000 a year. The values of 2026-27
/// give the band £3,120.
async fn of_last_year(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    let found = award::find(&mut tx, &house.authority.zofias_award).await;
    let (_, mut terms) = found.unwrap().unwrap();
    let reference = RuleSetRef::of("exampleshire", date(2025, 4, 1)).unwrap();
    terms.number += 1;
    terms.band = Some("C".parse().unwrap());
    terms.rule_set = Some(rule_book().named(&reference).unwrap().digest().clone());
    terms.from = date(2025, 9, 1);
    terms.to = None;
    terms.annual = Some(sample::money(300_000));
    award::add_version(&mut tx, &terms).await.unwrap();
    tx.commit().await.unwrap();
}

async fn an_award_of_last_years_values_is_said_at_todays_wherever_today_is_meant(house: House) {
    of_last_year(&house).await;
    let record = format!("/children/{}", house.authority.zofia);
    for role in [Role::Caseworker, Role::BusinessManager] {
        let page = house.signed_in(role).await.get(&record).await;
        page.says(&[
            "Top-up £3,120.00 a year (£3,000.00 when decided)",
            "£3,000.00 now £3,120.00",
            "Amount a year when decided",
        ]);
    }
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let list = caseworker.get("/children?band=C").await;
    list.says(&["Zofia Łęcka", "C £3,120.00 £3,000.00 when decided"]);

    // The other child of the school is restricted, and its award of £3,120.00 is by rules that nobody can read any more.
    let mut manager = house.signed_in(Role::BusinessManager).await;
    let school = manager.get("/awards").await;
    school.says(&[
        "£3,120.00 £3,000.00 when decided",
        "£6,240.00",
        "by the values in force today",
        "1 award is shown and counted as it was decided",
    ]);

    let statement = format!("/statements/{}", house.authority.zofias_decision);
    let told = caseworker.get(&statement).await;
    told.says(&[
        "the council decided band C, which was £3,000.00 a year when it was decided. Since 1 April 2026 it is £3,120.00 a year, \
         because the council’s values change each year. It runs from 1 September 2025 until a later decision or a new year’s \
         values change it.",
    ]);
}

/// An award by the values of today says one amount, and what stands still is not said to follow any values.
#[tokio::test]
async fn an_award_of_todays_values_says_one_amount() {
    let house = House::open().await;
    let mut trust = house.signed_in_as("trust").await;
    let record = format!("/children/{}", house.authority.ben);
    let page = trust.get(&record).await;
    page.says(&["£12,000.00 a year"]);
    page.says_nothing_of(&["now £"]);
}

/// Of a child for whom nothing was decided the record says so, and leads to no page of levels that were never agreed.
#[tokio::test]
async fn a_record_without_an_award_says_that_nothing_is_decided_yet() {
    let house = House::open().await;
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let list = caseworker.get("/children?order=reference&page=2").await;
    let rest = list.body.split("href=\"/children/").nth(1).unwrap();
    let address = format!("/children/{}", rest.split('"').next().unwrap());
    let page = caseworker.get(&address).await;
    page.says(&["Band Not decided yet", "Top-up Not decided yet"]);
    page.says_nothing_of(&["None by band", "why this band"]);
    let of_zofia = format!("/children/{}", house.authority.zofia);
    let page = caseworker.get(&of_zofia).await;
    page.says(&["Levels of need, and why this band"]);
}
