//! High needs places by year, establishment and kind, their rates, and who fills them on a day.

use jiff::civil::date;
use send_banding::needs::Setting;
use send_banding::places::{Numbers, PlaceKind, PlaceRate, Places, RateKind};
use send_banding::store::place_number::{self, Filling, PlaceEntry};
use send_banding::store::place_rate::{self, EnteredRate};
use send_banding::store::{StoreError, child, establishment, placement};

use crate::place::{Outcome, Place};
use crate::sample::{self, at, money};

fn numbers(april: u32, september: u32) -> Numbers {
    Numbers { april, september }
}

pub async fn the_newest_entry_of_an_establishment_and_kind_counts(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let school = sample::establishment("Łódź House", Some(123_456));
    establishment::insert_all(&mut tx, std::slice::from_ref(&school)).await?;
    let entry = |kind, number, funded| PlaceEntry {
        year: "2026-27".to_owned(),
        establishment: school.id.clone(),
        places: Places::new(kind, numbers(11, 12), funded, numbers(0, 0)).unwrap(),
        number,
        commissioned_by: "999".parse().unwrap(),
        others_reported: 3,
        others_on: Some(date(2026, 1, 15)),
        source: "Place change of the year (invented)".to_owned(),
        agreed_on: date(2025, 12, 5),
        by: None,
        at: at(i64::from(number)),
    };
    let all = [
        entry(PlaceKind::Unit, 1, numbers(10, 12)),
        entry(PlaceKind::Unit, 2, numbers(10, 14)),
        entry(PlaceKind::PostSixteen, 1, numbers(0, 4)),
    ];
    place_number::add(&mut tx, &all).await?;
    let counting = place_number::of_year(&mut tx, "2026-27").await?;
    assert_eq!(counting, [all[2].clone(), all[1].clone()]);
    assert!(place_number::of_year(&mut tx, "2027-28").await?.is_empty());
    let history = place_number::history(&mut tx, "2026-27", &school.id).await?;
    assert_eq!(history, [all[2].clone(), all[1].clone(), all[0].clone()]);
    tx.commit().await?;
    let mut tx = place.store.begin().await?;
    let twice = place_number::add(&mut tx, &all[1..2]).await;
    assert!(matches!(twice, Err(StoreError::Conflict)), "{twice:?}");
    Ok(())
}

pub async fn rates_come_back_in_the_order_of_their_entry(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let rate = |number, pence| EnteredRate {
        rate: PlaceRate {
            kind: RateKind::Special,
            from: date(2027, 4, 1),
            amount: money(pence),
        },
        number,
        note: "Operational guide (invented)".to_owned(),
        by: None,
        at: at(i64::from(number)),
    };
    let both = [rate(1, 1_050_000), rate(2, 1_040_050)];
    for one in &both {
        place_rate::add(&mut tx, one).await?;
    }
    assert_eq!(place_rate::all(&mut tx).await?, both);
    tx.commit().await?;
    let mut tx = place.store.begin().await?;
    let twice = place_rate::add(&mut tx, &both[1]).await;
    assert!(matches!(twice, Err(StoreError::Conflict)), "{twice:?}");
    Ok(())
}

pub async fn who_fills_a_place_is_counted_by_setting_unit_and_payer(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let school = sample::establishment("Vale School", Some(123_457));
    establishment::insert_all(&mut tx, std::slice::from_ref(&school)).await?;
    // Two in the unit, one of them another authority's; one in a class; one who left on the day.
    for (number, in_unit, payer, left) in [
        ("P1", true, "999", false),
        ("P2", true, "998", false),
        ("P3", false, "999", false),
        ("P4", true, "999", true),
    ] {
        let who = sample::keep_child(&mut tx, number, "Ana", "Ash").await?;
        let mut changed = who.clone();
        changed.paying_authority = payer.parse().unwrap();
        child::update(&mut tx, &changed).await?;
        let mut stay = sample::placement(&who.id, Some(&school.id), Setting::Mms);
        stay.in_sen_unit = in_unit;
        stay.in_resourced_provision = false;
        stay.to = left.then_some(date(2026, 9, 1));
        placement::insert_all(&mut tx, &[stay]).await?;
    }
    let found =
        place_number::filling(&mut tx, &[Setting::Mms, Setting::Spec], date(2026, 9, 1)).await?;
    let wanted = |in_unit, payer: &str| Filling {
        establishment: school.id.clone(),
        setting: Setting::Mms,
        in_unit,
        paid_by: payer.parse().unwrap(),
        children: 1,
    };
    assert_eq!(
        found,
        [
            wanted(false, "999"),
            wanted(true, "998"),
            wanted(true, "999")
        ]
    );
    // The day before, whoever left was still there.
    let before = place_number::filling(&mut tx, &[Setting::Mms], date(2026, 8, 31)).await?;
    assert_eq!(before[2].children, 2);
    Ok(())
}
