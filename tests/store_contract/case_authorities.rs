//! Which authority has which part in a case, and who pays by day.

use jiff::civil::date;
use send_banding::calendar::Period;
use send_banding::recoupment::AuthorityPart;
use send_banding::store::case_authority::{self, CaseAuthority};
use send_banding::store::plan_history::Whom;
use send_banding::store::{StoreError, child};

use crate::place::{Outcome, Place};
use crate::sample::{self, at};

pub async fn parts_come_back_and_a_lost_race_is_a_conflict(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let ours = sample::keep_child(&mut tx, "EX-1", "Mira", "Vale").await?;
    let mut theirs = sample::keep_child(&mut tx, "EX-2", "Ben", "Vale").await?;
    theirs.paying_authority = "997".parse().unwrap();
    child::update(&mut tx, &theirs).await?;
    let (april, june, september) = (date(2026, 4, 1), date(2026, 6, 1), date(2026, 9, 1));
    let part = |last: char, part: AuthorityPart, days| CaseAuthority {
        id: format!("0197d3c0-0000-7000-8000-00000000000{last}")
            .parse()
            .unwrap(),
        child: ours.id.clone(),
        part,
        authority: (part != AuthorityPart::WePay).then(|| "998".parse().unwrap()),
        days,
        with_transport: true,
        in_error: false,
        by: None,
        at: at(1),
        version: 1,
    };
    let summer = Period::new(june, september).unwrap();
    let all = [
        part('1', AuthorityPart::LooksAfter, Period::open(april)),
        part('2', AuthorityPart::WeRecover, summer),
        part('3', AuthorityPart::WePay, Period::open(september)),
    ];
    case_authority::insert_all(&mut tx, &all).await?;
    let found = case_authority::all_of(&mut tx, &ours.id).await?;
    assert_eq!(found, [all[2].clone(), all[1].clone(), all[0].clone()]);
    let may = Period::new(date(2026, 5, 1), june).unwrap();
    let within = case_authority::within(&mut tx, &may, Whom::Everybody).await?;
    assert_eq!(within, [all[0].clone()]);
    let one = [ours.id.clone()];
    let payers = case_authority::payers(&mut tx, &summer, Whom::Only(&one)).await?;
    assert_eq!(payers.len(), 1);
    let on_june = payers[&ours.id].on(june).unwrap();
    assert_eq!(on_june.part, AuthorityPart::WeRecover);
    assert!(on_june.with_transport);
    // Whom the record names pays directly on every day of which nothing is said.
    let payers = case_authority::payers(&mut tx, &summer, Whom::Everybody).await?;
    let standing = payers[&theirs.id].on(june).unwrap();
    assert_eq!(standing.part, AuthorityPart::PaysDirectly);
    assert_eq!(standing.authority.as_ref().unwrap().as_str(), "997");
    assert_eq!(case_authority::own(&mut tx).await?.unwrap().as_str(), "999");

    let mut gone = all[1].clone();
    gone.in_error = true;
    case_authority::update(&mut tx, &gone).await?;
    let payers = case_authority::payers(&mut tx, &summer, Whom::Only(&one)).await?;
    assert_eq!(payers[&ours.id].on(june), None);
    let late = case_authority::update(&mut tx, &gone).await;
    assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    tx.commit().await?;
    let mut tx = place.store.begin().await?;
    let mut nobody = part('4', AuthorityPart::PaysDirectly, summer);
    nobody.authority = None;
    assert!(
        case_authority::insert_all(&mut tx, &[nobody])
            .await
            .is_err()
    );
    Ok(())
}
