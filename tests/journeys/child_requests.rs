//! A school asks for a child who is not on record; the council makes a record, or finds the one that there is.

use axum::http::StatusCode;
use send_banding::access::Role;
use send_banding::ids::LocalId;
use send_banding::store::child;

use crate::rig::{Answer, Browser, House};

on_both!(a_child_not_on_record_becomes_a_record_with_the_schools_request);

const NEW: &str = "/children-asked-for/new";

/// What the SENCO says; `{school}` is filled in by the form, since there is one.
async fn asked(senco: &mut Browser<'_>, surname: &str, born: [&str; 3]) -> Answer {
    let form = senco.get(NEW).await;
    let school = crate::scoring::hidden(&form, "establishment");
    let [day, month, year] = born;
    let fields = [
        ("establishment", school.as_str()),
        ("forename", "Gwenllïan"),
        ("surname", surname),
        ("born-day", day),
        ("born-month", month),
        ("born-year", year),
        ("year-group", "2"),
        ("words", "Two cycles of assess, plan, do, review (invented)"),
    ];
    senco.post(NEW, &fields).await
}

/// The address of the only request that waits.
async fn waiting(reader: &mut Browser<'_>) -> String {
    let list = reader.get("/children-asked-for?list=first").await;
    let rest = list.body.split("href=\"/children-asked-for/").skip(1);
    let mut ids = rest.map(|rest| rest.split('"').next().unwrap());
    let id = ids.find(|id| *id != "new").unwrap();
    format!("/children-asked-for/{id}")
}

async fn a_child_not_on_record_becomes_a_record_with_the_schools_request(house: House) {
    let mut senco = house.signed_in(Role::Senco).await;
    let done = asked(&mut senco, "Ó <b>Dónaill</b>", ["27", "3", "2019"]).await;
    assert_eq!(done.location(), "/children-asked-for", "{}", done.body);
    senco
        .get("/children-asked-for")
        .await
        .says(&["The council was asked", "Waiting for the council"]);

    let mut caseworker = house.signed_in(Role::Caseworker).await;
    caseworker
        .get("/")
        .await
        .says(&["Children asked for who are not on record"]);
    let address = waiting(&mut caseworker).await;
    caseworker.get(&address).await.says(&[
        "Gwenllïan Ó <b>Dónaill</b>",
        "27 March 2019",
        "Year 2",
        "Make a new record",
    ]);
    // A reference that stands on another record makes no second one.
    let taken = [("outcome", "new"), ("new-reference", "EX-1002")];
    let taken = caseworker.post(&address, &taken).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    taken.says(&["cannot be taken for a new record"]);
    let new = [("outcome", "new"), ("new-reference", "EX-9001")];
    let request = caseworker.post(&address, &new).await.location().to_owned();
    assert!(request.starts_with("/support-requests/"), "{request}");
    caseworker.get(&request).await.says(&[
        "The child is on record",
        "Gwenllïan Ó <b>Dónaill</b>",
        "Two cycles of assess",
        "Take it over",
    ]);
    // The school finds the child and its own request, and the answered request keeps no name.
    senco.get(&request).await.says(&["Waiting for the council"]);
    senco
        .get("/support-requests")
        .await
        .says(&["Gwenllïan Ó <b>Dónaill</b>", "EX-9001"]);
    let answered = senco.get("/children-asked-for").await;
    answered.says(&["On record", "Name not kept"]);
    answered.says_nothing_of(&["Gwenllïan"]);
    let mut tx = house.store.read().await.unwrap();
    let reference = LocalId::parse("EX-9001").unwrap();
    let made = child::find_by_local_id(&mut tx, &reference).await.unwrap();
    let made = made.unwrap().id;
    drop(tx);
    senco
        .get(&format!("/children/{made}"))
        .await
        .says(&["Birch Lane Primary School"]);
    let again = caseworker.post(&address, &new).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let trail = house.trail().await;
    for action in [
        "child-asked-for",
        "child-put-on-record",
        "child-asked-for-on-record",
    ] {
        assert!(trail.iter().any(|entry| entry.0 == action), "{action}");
    }
}

#[tokio::test]
async fn a_child_on_record_is_found_and_a_restricted_one_is_not() {
    let house = House::open().await;
    let mut senco = house.signed_in(Role::Senco).await;
    asked(&mut senco, "Nobody", ["1", "1", "2018"])
        .await
        .location();
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let address = waiting(&mut caseworker).await;
    for reference in ["EX-0000", "EX-1003"] {
        let fields = [("outcome", "reference"), ("reference", reference)];
        let none = caseworker.post(&address, &fields).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        none.says(&["There is no such child on record"]);
    }
    let restricted = house.authority.restricted.to_string();
    let hidden = caseworker
        .post(&address, &[("outcome", restricted.as_str())])
        .await;
    hidden.says(&["There is no such child on record"]);
    let zofia = house.authority.zofia.to_string();
    let found = caseworker
        .post(&address, &[("outcome", zofia.as_str())])
        .await;
    let request = found.location().to_owned();
    senco
        .get(&request)
        .await
        .says(&["Zofia Łęcka", "Two cycles of assess"]);
}

#[tokio::test]
async fn a_request_is_declined_without_a_name_or_taken_back_and_no_other_school_sees_it() {
    let house = House::open().await;
    let mut senco = house.signed_in(Role::Senco).await;
    let bare = senco.post(NEW, &[]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    bare.says(&["Enter the given name", "Enter the birth date"]);
    // Another's school is no school of this user's.
    let elsewhere = [
        ("establishment", house.authority.ben.as_str()),
        ("forename", "A"),
        ("surname", "B"),
        ("born-day", "1"),
        ("born-month", "1"),
        ("born-year", "2018"),
        ("words", "C"),
    ];
    let forged = senco.post(NEW, &elsewhere).await;
    assert_eq!(forged.status, StatusCode::NOT_FOUND);
    asked(&mut senco, "Nobody", ["1", "1", "2018"])
        .await
        .location();
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let address = waiting(&mut caseworker).await;
    let mut manager = house.signed_in(Role::BusinessManager).await;
    assert_eq!(manager.get(&address).await.status, StatusCode::NOT_FOUND);
    let forged = senco.post(&address, &[("outcome", "decline"), ("answer", "x")]);
    assert_eq!(forged.await.status, StatusCode::NOT_FOUND);
    let fields = [("outcome", "decline"), ("answer", "Known to Wealdshire")];
    caseworker.post(&address, &fields).await.location();
    let list = senco.get("/children-asked-for").await;
    list.says(&["Declined", "Known to Wealdshire"]);
    list.says_nothing_of(&["Nobody"]);

    asked(&mut senco, "Nobody", ["1", "1", "2018"])
        .await
        .location();
    let address = waiting(&mut senco).await;
    let back = format!("{address}/take-back");
    assert_eq!(
        caseworker.post(&back, &[]).await.status,
        StatusCode::NOT_FOUND
    );
    senco.post(&back, &[]).await.location();
    senco.get("/children-asked-for").await.says(&[
        "taken back, and no name is kept",
        "Taken back by the school",
    ]);
}
