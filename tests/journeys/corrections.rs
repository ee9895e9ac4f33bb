//! A school says what is wrong with an award; the council answers, and what it accepts is changed.

use axum::http::StatusCode;
use jiff::civil::date;
use send_banding::access::Role;
use send_banding::calendar::Date;
use send_banding::ids::ChildId;
use send_banding::store::correction::{Correction, CorrectionKind, CorrectionState};
use send_banding::store::{award, correction, placement, user};

use crate::imports::{GIVE, HEADINGS, confirm, give};
use crate::rig::{Answer, Browser, House};
use crate::sample;
use crate::scoring::{AGREE, conclusion, hidden, judged, sent};

on_both!(
    a_child_who_left_is_told_accepted_and_not_paid_for_any_more,
    what_is_declined_changes_nothing_and_says_why,
    a_school_takes_back_what_nobody_has_answered,
);

const LEFT: [(&str, &str); 5] = [
    ("version", "1"),
    ("kind", "left"),
    ("left-day", "18"),
    ("left-month", "12"),
    ("left-year", "2026"),
];

fn form_of(house: &House) -> String {
    format!("/awards/{}/correction", house.authority.zofias_award)
}

/// The address of the only correction that waits.
async fn waiting(officer: &mut Browser<'_>) -> String {
    let list = officer.get("/corrections").await;
    let rest = list.body.split("href=\"/corrections/").nth(1).unwrap();
    format!("/corrections/{}", rest.split('"').next().unwrap())
}

async fn awards(house: &House, child: &ChildId) -> Vec<award::AwardVersion> {
    let mut tx = house.store.read().await.unwrap();
    let all = award::all_of(&mut tx, child).await.unwrap();
    all.into_iter().map(|(_, terms)| terms).collect()
}

fn actions(trail: Vec<(String, String, String)>) -> Vec<String> {
    trail.into_iter().map(|(action, ..)| action).collect()
}

async fn a_school_takes_back_what_nobody_has_answered(house: House) {
    let mut manager = house.signed_in(Role::BusinessManager).await;
    manager.post(&form_of(&house), &LEFT).await.location();
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let address = waiting(&mut caseworker).await;
    let own = format!("/awards{address}");
    manager.get(&own).await.says(&[
        "Left; the last day was 18 December 2026",
        "Take the correction back",
    ]);
    // It is the school's to take back, not the council's.
    assert_eq!(caseworker.get(&own).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        caseworker.post(&own, &[]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        manager.post(&own, &[]).await.location(),
        "/awards/corrections"
    );
    manager
        .get("/awards/corrections")
        .await
        .says(&["The correction was taken back", "Taken back by the school"]);
    let late = caseworker.post(&address, &[("outcome", "accept")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let again = manager.post(&own, &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    again.says(&["It cannot be taken back any more"]);
    assert_eq!(awards(&house, &house.authority.zofia).await[0].number, 1);
    assert!(actions(house.trail().await).contains(&"correction-taken-back".to_owned()));
    // The same may be said anew.
    manager.post(&form_of(&house), &LEFT).await.location();
    caseworker
        .get("/corrections?list=second")
        .await
        .says(&["Taken back by the school", "Show both lists"]);
}

#[tokio::test]
async fn what_cannot_be_or_is_so_already_is_refused_and_stands_in_nobodys_way() {
    let house = House::open().await;
    let mut manager = house.signed_in(Role::BusinessManager).await;
    let form = form_of(&house);
    // It is 1 September 2026; Zofia's award ends on 14 March 2027.
    let first = ("version", "1");
    let of = |day: &'static str, month: &'static str, year: &'static str| {
        [
            ("kind", "left"),
            ("left-day", day),
            ("left-month", month),
            ("left-year", year),
        ]
    };
    refused(
        &manager
            .post(&form, &[&[first], &of("14", "3", "2027")[..]].concat())
            .await,
        "The award ends on that day already",
    );
    let started = [
        ("version", "1"),
        ("kind", "started"),
        ("started-day", "1"),
        ("started-month", "4"),
        ("started-year", "2026"),
    ];
    refused(
        &manager.post(&form, &started).await,
        "The award begins on that day already",
    );
    let whole = [
        ("version", "1"),
        ("kind", "share"),
        ("share", "1.0"),
        ("since-day", "1"),
        ("since-month", "9"),
        ("since-year", "2026"),
    ];
    refused(
        &manager.post(&form, &whole).await,
        "The award has that full-time equivalent (FTE) already",
    );
    assert!(!actions(house.trail().await).contains(&"correction-raised".to_owned()));
    // Without a last day, a slip of the year would be taken for one.
    let mut tx = house.store.begin().await.unwrap();
    let found = award::find(&mut tx, &house.authority.zofias_award).await;
    let (_, terms) = found.unwrap().unwrap();
    let open = award::AwardVersion {
        number: 2,
        to: None,
        ..terms
    };
    award::add_version(&mut tx, &open).await.unwrap();
    tx.commit().await.unwrap();
    let of = |day, month, year| [&[("version", "2")], &of(day, month, year)[..]].concat();
    for typed in [of("1", "1", "2099"), of("2", "9", "2027")] {
        refused(
            &manager.post(&form, &typed).await,
            "The day must be 1 September 2027 or earlier, which is 12 months from now",
        );
    }
    // The last day of the year ahead may be told, once however often the form is sent.
    for _ in 0..2 {
        let told = manager.post(&form, &of("1", "9", "2027")).await;
        assert_eq!(told.location(), "/awards/corrections");
    }
    // Another of its kind is refused with the way to the one that waits.
    let other = manager.post(&form, &of("18", "12", "2026")).await;
    refused(&other, "Take that back first if it was wrong");
    other.says(&[
        "Left; the last day was 1 September 2027",
        "told on 1 September 2026",
    ]);
    let own = other
        .body
        .split("href=\"/awards/corrections/")
        .nth(1)
        .unwrap();
    let own = format!("/awards/corrections/{}", own.split('"').next().unwrap());
    manager.post(&own, &[]).await.location();
    let right = manager.post(&form, &of("18", "12", "2026")).await;
    assert_eq!(right.location(), "/awards/corrections");
}

async fn a_child_who_left_is_told_accepted_and_not_paid_for_any_more(house: House) {
    let mut manager = house.signed_in(Role::BusinessManager).await;
    assert!(
        manager.get("/awards").await.body.contains(&form_of(&house)),
        "the list leads to the form"
    );
    let form = manager.get(&form_of(&house)).await;
    form.says(&[
        "Zofia Łęcka",
        "1 April 2026",
        "14 March 2027",
        "What is wrong?",
    ]);
    assert_eq!(hidden(&form, "version"), "1");
    let fields = [&LEFT[..], &[("note", "Moved to Wealdshire")]].concat();
    let done = manager.post(&form_of(&house), &fields).await;
    assert_eq!(done.location(), "/awards/corrections");
    manager.get("/awards/corrections").await.says(&[
        "The council was told",
        "Left; the last day was 18 December 2026: Moved to Wealdshire",
        "Waiting",
    ]);

    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let address = waiting(&mut caseworker).await;
    caseworker.get(&address).await.says(&[
        "Left; the last day was 18 December 2026",
        "The award and the placement end on that day.",
    ]);
    let answer = [("outcome", "accept"), ("answer", "Thank you")];
    assert_eq!(
        caseworker.post(&address, &answer).await.location(),
        "/corrections"
    );
    let now = awards(&house, &house.authority.zofia).await;
    assert_eq!(now.len(), 1);
    assert_eq!((now[0].number, now[0].to), (2, Some(date(2026, 12, 19))));
    let mut tx = house.store.read().await.unwrap();
    let places = placement::all_of(&mut tx, &house.authority.zofia)
        .await
        .unwrap();
    assert_eq!(places[0].to, Some(date(2026, 12, 19)));
    drop(tx);
    manager
        .get("/awards/corrections")
        .await
        .says(&["Accepted", "Thank you"]);
    manager.get("/awards").await.says(&["18 December 2026"]);
    let trail = actions(house.trail().await);
    for action in [
        "correction-raised",
        "correction-accepted",
        "award-corrected",
    ] {
        assert!(trail.contains(&action.to_owned()), "{action}: {trail:?}");
    }
    // Answered once, however often the form is sent.
    let again = caseworker.post(&address, &answer).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    again.says(&["Somebody else answered", "Accepted"]);
}

#[tokio::test]
async fn a_wrong_start_moves_the_award_and_its_placement() {
    let house = House::open().await;
    let mut senco = house.signed_in(Role::Senco).await;
    let fields = [
        ("version", "1"),
        ("kind", "started"),
        ("started-day", "20"),
        ("started-month", "4"),
        ("started-year", "2026"),
    ];
    senco.post(&form_of(&house), &fields).await.location();
    let mut finance = house.signed_in(Role::FinanceOfficer).await;
    let address = waiting(&mut finance).await;
    finance
        .post(&address, &[("outcome", "accept"), ("answer", "")])
        .await
        .location();
    let now = awards(&house, &house.authority.zofia).await;
    assert_eq!(now[0].from, date(2026, 4, 20));
}

/// An award for later days beside one that is there: on its terms, from a day without an end.
async fn decided_for_later(house: &House, like: &award::AwardVersion, from: Date) {
    let mut tx = house.store.begin().await.unwrap();
    let (head, _) = award::find(&mut tx, &like.award).await.unwrap().unwrap();
    let head = award::Award {
        id: sample::id(),
        latest_version: 1,
        ..head
    };
    let later = award::AwardVersion {
        award: head.id.clone(),
        number: 1,
        from,
        to: None,
        ..like.clone()
    };
    award::insert_all(&mut tx, &[(head, later)]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_child_who_left_is_paid_for_by_no_later_award_of_the_school() {
    let house = House::open().await;
    let zofia = &house.authority.zofia;
    let first = awards(&house, zofia).await.remove(0);
    decided_for_later(&house, &first, date(2027, 3, 15)).await;
    let mut manager = house.signed_in(Role::BusinessManager).await;
    manager.post(&form_of(&house), &LEFT).await.location();
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let address = waiting(&mut caseworker).await;
    caseworker
        .get(&address)
        .await
        .says(&["Every other award that pays the school for later days ends too."]);
    caseworker
        .post(&address, &[("outcome", "accept"), ("answer", "")])
        .await
        .location();
    let now = awards(&house, zofia).await;
    assert_eq!(now[0].to, Some(now[0].from), "it never begins");
    assert_eq!(now[1].to, Some(date(2026, 12, 19)));
    // What never began is no event of the record.
    let record = caseworker.get(&format!("/children/{zofia}")).await;
    record.says(&["1 April 2026 Award begins"]);
    record.says_nothing_of(&["15 March 2027 Award begins"]);
}

async fn bens_shares(house: &House) -> Vec<String> {
    let mut tx = house.store.read().await.unwrap();
    let all = placement::all_of(&mut tx, &house.authority.ben).await;
    let all = all.unwrap().into_iter();
    all.map(|placed| placed.fte.to_string()).collect()
}

#[tokio::test]
async fn half_a_place_from_a_day_on_is_priced_by_the_rules_of_the_decision() {
    let house = House::open().await;
    let [was] = bens_shares(&house).await.try_into().unwrap();
    halved(
        &house,
        "The award and the placement have that full-time equivalent",
    )
    .await;
    assert_eq!(bens_shares(&house).await, [was, "0.5".to_owned()]);
}

#[tokio::test]
async fn a_full_time_equivalent_that_the_case_system_keeps_is_changed_there_alone() {
    let house = House::open().await;
    let own = include_str!("../../src/import/caseload/systems/case-system.toml");
    let own = own.replace("field = \"fte\"\n", "field = \"fte\"\nkept = true\n");
    let mut administrator = house.signed_in(Role::Administrator).await;
    let columns = ("columns", "ours.toml", own.as_bytes());
    let of = [("system", "case-system"), ("corrects", "")];
    administrator.upload(GIVE, &of, columns).await;
    let seen = format!("{HEADINGS}EX-1002,Okoro,Ben,15/06/2014,,,,,,\n");
    let at = give(&mut administrator, "", &seen).await;
    confirm(&mut administrator, at.location(), &[])
        .await
        .location();
    let before = bens_shares(&house).await;
    let said = "The placement’s is kept in the case system; change it there.";
    halved(&house, said).await;
    assert_eq!(bens_shares(&house).await, before);
}

/// The trust says that Ben has half a place from 1 January 2027 on, the council reads what will change, and accepts it.
async fn halved(house: &House, said: &str) {
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, house, "1").await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    let path = format!("/decisions/{id}");
    judged(&mut moderator, &path).await;
    let version = hidden(&moderator.get(&path).await, "version");
    moderator
        .post(&path, &conclusion(&version, &AGREE))
        .await
        .location();
    let award = awards(house, &house.authority.ben).await.remove(0);
    assert_eq!(award.annual.unwrap().to_string(), "£7,200.00");
    decided_for_later(house, &award, date(2028, 9, 1)).await;

    let mut trust = house.signed_in_as("trust").await;
    let fields = [
        ("version", "1"),
        ("kind", "share"),
        ("share", "0.5"),
        ("since-day", "1"),
        ("since-month", "1"),
        ("since-year", "2027"),
    ];
    trust
        .post(&format!("/awards/{}/correction", award.award), &fields)
        .await
        .location();
    let address = waiting(&mut scorer).await;
    scorer
        .get(&address)
        .await
        .says(&["0.5 FTE from 1 January 2027", said]);
    scorer
        .post(&address, &[("outcome", "accept"), ("answer", "")])
        .await
        .location();
    // Band F of a special school, £12,000.00 × 0.5.
    let now = awards(house, &house.authority.ben).await;
    let of: Vec<_> = now
        .iter()
        .map(|terms| (terms.from, terms.to, terms.annual.unwrap().to_string()))
        .collect();
    let half = "£6,000.00".to_owned();
    assert_eq!(of[0], (date(2028, 9, 1), None, half.clone()));
    assert_eq!(of[1], (date(2027, 1, 1), None, half));
    assert_eq!(
        of[2],
        (
            date(2026, 10, 1),
            Some(date(2027, 1, 1)),
            "£7,200.00".to_owned()
        )
    );
}

async fn what_is_declined_changes_nothing_and_says_why(house: House) {
    let mut manager = house.signed_in(Role::BusinessManager).await;
    manager.post(&form_of(&house), &LEFT).await.location();
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let address = waiting(&mut caseworker).await;
    let bare = caseworker.post(&address, &[("outcome", "decline")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    bare.says(&["Say why the correction is declined"]);
    caseworker
        .post(
            &address,
            &[
                ("outcome", "decline"),
                ("answer", "On roll <b>until</b> March"),
            ],
        )
        .await
        .location();
    let list = manager.get("/awards/corrections").await;
    list.says(&["Declined", "On roll <b>until</b> March"]);
    list.says_nothing_of(&["<b>until"]);
    assert_eq!(awards(&house, &house.authority.zofia).await[0].number, 1);
}

fn refused(answer: &Answer, words: &str) {
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        answer.text()
    );
    answer.says(&["There is a problem", words]);
}

#[tokio::test]
async fn bad_input_is_told_and_kept_nowhere() {
    let house = House::open().await;
    let mut senco = house.signed_in(Role::Senco).await;
    let form = form_of(&house);
    refused(
        &senco.post(&form, &[("version", "1")]).await,
        "Select what is wrong",
    );
    let long = "x".repeat(1001);
    let other = [("version", "1"), ("kind", "other"), ("note", long.as_str())];
    refused(
        &senco.post(&form, &other).await,
        "1,000 characters or fewer",
    );
    let control = [("version", "1"), ("kind", "other"), ("note", "a\u{7}b")];
    refused(&senco.post(&form, &control).await, "control characters");
    let share = [("version", "1"), ("kind", "share"), ("share", "5")];
    let page = senco.post(&form, &share).await;
    refused(&page, "above 0 and at most 1");
    page.says(&["Enter the first day of the new share"]);
    assert_eq!(
        senco
            .post(&form, &[("version", "x"), ("kind", "left")])
            .await
            .status,
        StatusCode::BAD_REQUEST
    );
    // A version that never was, as of a page opened before the award was changed.
    let stale = [&LEFT[1..], &[("version", "7")]].concat();
    let lost = senco.post(&form, &stale).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    lost.says(&["The award was changed after you opened this page"]);
    senco
        .get("/awards/corrections")
        .await
        .says(&["You have said of no award that it is wrong"]);
    // Sent twice, it is one task; and another of its kind waits for nobody.
    for _ in 0..2 {
        senco.post(&form, &LEFT).await.location();
    }
    let other = [&LEFT[..], &[("note", "Moved")]].concat();
    refused(
        &senco.post(&form, &other).await,
        "You have told the council something of this kind",
    );
    let raised = actions(house.trail().await);
    let raised = raised
        .iter()
        .filter(|action| *action == "correction-raised");
    assert_eq!(raised.count(), 1);
}

#[tokio::test]
async fn what_does_not_fit_the_award_cannot_be_accepted() {
    let house = House::open().await;
    // The form takes no such day any more; what waits from before it did not is still refused by the answer.
    let mut tx = house.store.begin().await.unwrap();
    let senco = user::find_by_name(&mut tx, "senco").await.unwrap().unwrap();
    let outside = Correction {
        id: sample::id(),
        child: house.authority.zofia.clone(),
        award: house.authority.zofias_award.clone(),
        award_version: 1,
        establishment: house.authority.birch_lane.clone(),
        kind: CorrectionKind::Left,
        on: Some(date(2030, 12, 18)),
        fte: None,
        note: String::new(),
        raised_by: senco.id,
        raised_at: sample::at(0),
        state: CorrectionState::Open,
        answer: String::new(),
        answered_by: None,
        answered_at: None,
    };
    correction::insert(&mut tx, &outside).await.unwrap();
    tx.commit().await.unwrap();
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let address = waiting(&mut caseworker).await;
    refused(
        &caseworker
            .post(&address, &[("outcome", "accept"), ("answer", "")])
            .await,
        "The day is outside the award",
    );
    assert_eq!(awards(&house, &house.authority.zofia).await[0].number, 1);
    caseworker.get("/corrections").await.says(&["Waiting"]);
}

#[tokio::test]
async fn another_schools_award_is_not_there() {
    let house = House::open().await;
    let bens = awards(&house, &house.authority.ben).await.remove(0).award;
    let restricted = awards(&house, &house.authority.restricted)
        .await
        .remove(0)
        .award;
    let mut senco = house.signed_in(Role::Senco).await;
    for award in [bens, restricted] {
        let form = format!("/awards/{award}/correction");
        assert_eq!(senco.get(&form).await.status, StatusCode::NOT_FOUND);
        let forged = senco.post(&form, &LEFT).await;
        assert_eq!(forged.status, StatusCode::NOT_FOUND);
        forged.says_nothing_of(&["Okoro", "Hidden"]);
        assert_eq!(house.trail().await.remove(0).0, "correction-refused");
    }
    // A school's own correction is in no other school's list, and no school answers.
    let mut trust = house.signed_in_as("trust").await;
    let ben = awards(&house, &house.authority.ben).await.remove(0).award;
    let form = format!("/awards/{ben}/correction");
    trust
        .post(
            &form,
            &[("version", "1"), ("kind", "other"), ("note", "Look again")],
        )
        .await
        .location();
    senco
        .get("/awards/corrections")
        .await
        .says_nothing_of(&["Look again", "Okoro"]);
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let address = waiting(&mut caseworker).await;
    for browser in [&mut senco, &mut trust] {
        let answer = browser
            .post(&address, &[("outcome", "accept"), ("answer", "")])
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}
