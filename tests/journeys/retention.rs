//! An administrator sees whose records ended long ago, and forgets who they were.

use axum::http::StatusCode;
use jiff::civil::date;
use send_banding::access::Role::{Administrator, HeadOfSend};
use send_banding::store::plan::{self, Plan};

use crate::rig::House;
use crate::sample;

on_both!(who_is_due_is_shown_and_then_forgotten);

const HERE: &str = "/administration/retention";

async fn who_is_due_is_shown_and_then_forgotten(house: House) {
    let mut tx = house.store.begin().await.unwrap();
    let child = sample::keep_child(&mut tx, "EX-0001", "Ana", "Ash")
        .await
        .unwrap();
    let ended = Plan {
        starts_on: Some(date(2005, 9, 1)),
        ceased_on: Some(date(2010, 7, 31)),
        ..sample::plan(&child.id)
    };
    plan::insert_all(&mut tx, &[ended]).await.unwrap();
    tx.commit().await.unwrap();
    let mut administrator = house.signed_in(Administrator).await;
    administrator.get("/").await.says(&["Retention"]);
    administrator
        .get(HERE)
        .await
        .says(&["Nothing is changed yet."]);
    administrator
        .get(&format!("{HERE}?years=30"))
        .await
        .says(&["Nobody is due: no record ended before 1 September 1996"]);
    let wrong = administrator.get(&format!("{HERE}?years=0")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let due = administrator.get(&format!("{HERE}?years=7")).await;
    due.says(&["1 child is due", "EX-0001", "31 July 2010"]);
    let shown = due.body.split("name=\"shown\" value=\"").nth(1).unwrap();
    let shown = shown.split('"').next().unwrap();
    // Another list than was shown changes nothing.
    let stale = administrator
        .post(HERE, &[("years", "8"), ("shown", shown)])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.says(&["nobody was forgotten", "1 child is due"]);
    let record = format!("/children/{}", child.id);
    administrator.get(&record).await.says(&["Ana Ash"]);
    let done = administrator
        .post(HERE, &[("years", "7"), ("shown", shown)])
        .await;
    assert_eq!(done.location(), HERE);
    assert_eq!(house.trail().await.remove(0).0, "child-forgotten");
    administrator
        .get(HERE)
        .await
        .says(&["1 child was forgotten."]);
    administrator
        .get(&record)
        .await
        .says_nothing_of(&["Ana", "Ash"]);
    let mut head = house.signed_in(HeadOfSend).await;
    let refused = head.post(HERE, &[("years", "7"), ("shown", shown)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
