//! Claims between authorities: what is claimed, each step, and who comes second.

use jiff::civil::date;
use send_banding::calendar::Period;
use send_banding::costs::CostKind;
use send_banding::recoupment::{ClaimReason, ClaimSide, ClaimState, ClaimSums};
use send_banding::store::claim::{self, Claim, ClaimFilter, ClaimPart, ClaimStep};
use send_banding::store::{Page, StoreError, payment};

use crate::payments::calendar;
use crate::place::{Outcome, Place};
use crate::sample::{self, at, money};

pub async fn claims_come_back_and_follow_their_steps(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let child = sample::keep_child(&mut tx, "EX-1", "Mira", "Vale").await?;
    let set = calendar();
    payment::set_calendar(&mut tx, &set, None).await?;
    let days = Period::new(date(2026, 9, 1), date(2027, 1, 1)).unwrap();
    let raised = Claim {
        id: "0197d3c0-0000-7000-8000-000000000001".parse().unwrap(),
        child: child.id.clone(),
        side: ClaimSide::OwedToUs,
        authority: "998".parse().unwrap(),
        own: "999".parse().unwrap(),
        year_on: set.year_on,
        number: 1,
        period: 8,
        days,
        state: ClaimState::Raised,
        looked_after: true,
        sums: ClaimSums {
            cost: money(900_001),
            transport: money(10_000),
            all_transport: money(10_000),
            less_grant: money(0),
        },
        agreed: None,
        invoice_number: None,
        sent_on: None,
        clock: None,
        raised_by: None,
        raised_at: at(1),
        version: 1,
    };
    let part = |kind, pence| ClaimPart {
        establishment: None,
        kind,
        coding: "1.2.3".to_owned(),
        claimed: money(pence),
        all: money(pence),
    };
    let parts = [
        part(CostKind::Fee, 900_001),
        part(CostKind::TransportMemo, 10_000),
    ];
    let step = |state, amount, reason| ClaimStep {
        state,
        on: date(2027, 1, 5),
        amount,
        reason,
        by: None,
        at: at(2),
    };
    let first = step(ClaimState::Raised, Some(money(910_001)), None);
    claim::insert(&mut tx, &raised, &parts, &first).await?;
    let found = claim::find(&mut tx, &raised.id).await?.unwrap();
    assert_eq!(found.claim, raised);
    assert_eq!(
        (found.local_id.as_str(), found.name.as_deref()),
        ("EX-1", Some("Mira Vale"))
    );
    assert_eq!(claim::parts_of(&mut tx, &raised.id).await?, parts);
    let standing = claim::standing(&mut tx, set.year_on).await?;
    assert_eq!(standing, [(raised.clone(), parts.to_vec())]);
    let to = (ClaimSide::OwedToUs, &raised.authority);
    assert_eq!(
        claim::last_number(&mut tx, &child.id, to, set.year_on).await?,
        1
    );

    let sent = Claim {
        state: ClaimState::Sent,
        invoice_number: Some("R-1".to_owned()),
        sent_on: Some(date(2027, 1, 5)),
        clock: Some((date(2027, 1, 5), date(2027, 7, 5))),
        ..raised.clone()
    };
    let second = step(ClaimState::Sent, Some(money(910_001)), None);
    claim::update(&mut tx, &sent, &second).await?;
    let late = claim::update(&mut tx, &sent, &second).await;
    assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    let found = claim::find(&mut tx, &raised.id).await?.unwrap().claim;
    assert_eq!(
        found,
        Claim {
            version: 2,
            ..sent.clone()
        }
    );
    assert_eq!(claim::overdue(&mut tx, date(2027, 7, 4)).await?, 0);
    assert_eq!(claim::overdue(&mut tx, date(2027, 7, 5)).await?, 1);
    let third = step(ClaimState::Disputed, None, Some(ClaimReason::Days));
    let disputed = Claim {
        state: ClaimState::Disputed,
        ..found
    };
    claim::update(&mut tx, &disputed, &third).await?;
    assert_eq!(
        claim::steps_of(&mut tx, &raised.id).await?,
        [first, second, third]
    );

    let filter = ClaimFilter {
        year_on: Some(set.year_on),
        side: Some(ClaimSide::OwedToUs),
        state: Some(ClaimState::Disputed),
        authority: Some("998".parse().unwrap()),
        overdue_on: Some(date(2027, 8, 1)),
    };
    let listed = claim::list(&mut tx, &filter, Page::new(1, 50)).await?;
    assert_eq!((listed.total, listed.items.len()), (1, 1));
    assert_eq!(claim::all(&mut tx, &filter).await?, listed.items);
    let others = ClaimFilter {
        side: Some(ClaimSide::OwedByUs),
        ..ClaimFilter::default()
    };
    assert_eq!(
        claim::list(&mut tx, &others, Page::new(1, 50)).await?.total,
        0
    );
    tx.commit().await?;

    // A second of the same place, and an agreement without an amount, are refused by the database itself.
    let mut tx = place.store.begin().await?;
    let twin = Claim {
        id: "0197d3c0-0000-7000-8000-000000000002".parse().unwrap(),
        ..raised.clone()
    };
    let first = step(ClaimState::Raised, None, None);
    let twice = claim::insert(&mut tx, &twin, &[], &first).await;
    assert!(matches!(twice, Err(StoreError::Conflict)), "{twice:?}");
    drop(tx);
    let mut tx = place.store.begin().await?;
    let agreed = Claim {
        state: ClaimState::Agreed,
        version: 3,
        ..sent
    };
    assert!(claim::update(&mut tx, &agreed, &first).await.is_err());
    Ok(())
}
