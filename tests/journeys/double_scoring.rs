//! A sample scored twice, the second scorer blind, and how far the two agree.

use axum::http::{StatusCode, header};
use send_banding::access::Role;
use send_banding::store::{child, user};

use crate::rig::{Browser, House};
use crate::scoring::{AGREE, conclusion, judged, rules, sent};

on_both!(
    a_second_scorer_sees_no_level_and_agreement_is_counted_by_domain,
    a_sample_is_drawn_again_by_its_seed,
    who_opened_levels_since_they_were_sent_does_not_score_them_again,
);

/// Gives somebody a role more.
pub async fn with_role(house: &House, name: &str, role: Role) {
    let mut tx = house.store.begin().await.unwrap();
    let mut known = user::find_by_name(&mut tx, name).await.unwrap().unwrap();
    known.roles.insert(role);
    user::update(&mut tx, &known).await.unwrap();
    tx.commit().await.unwrap();
}

/// A house with a profile scored by the caseworker and chosen, and the browser of the person who was to score it again.
async fn chosen(house: &House) -> (String, Browser<'_>) {
    with_role(house, "commissioner", Role::Caseworker).await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, house, "1").await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    moderator
        .get("/double-scoring")
        .await
        .says(&["No profile was scored twice"]);
    let next = moderator.post("/double-scoring", &[("number", "5")]).await;
    moderator
        .get(next.location())
        .await
        .says(&["1 profile was chosen"]);
    (id, house.signed_in_as("commissioner").await)
}

fn levels(level: &str) -> Vec<(String, String)> {
    let domains = rules().domains();
    domains
        .map(|domain| (format!("level-{}", domain.id), level.to_owned()))
        .collect()
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    let fields = fields.iter();
    fields
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

async fn a_second_scorer_sees_no_level_and_agreement_is_counted_by_domain(house: House) {
    let (id, mut second) = chosen(&house).await;
    second
        .get("/double-scoring")
        .await
        .says(&["Ben Okoro", "EX-1002"]);
    let path = format!("/double-scoring/{id}");
    let form = second.get(&path).await;
    form.says(&["Score a second time", "Final plan, version 1"]);
    form.says_nothing_of(&["“signs”", "£"]);
    for input in form.body.split("<input").skip(1) {
        let tag = input.split('>').next().unwrap();
        assert!(!tag.contains("checked"), "{tag}");
    }
    let refused = second.post(&path, &[("level-thinking", "9")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["Select one of the levels listed for Thinking"]);
    // Two levels now, the rest later: nothing of it counts before it is kept, and another window's save is not lost.
    let some = levels("2");
    let mut some = pairs(&some[..2]);
    some.extend([("action", "later"), ("version", "0")]);
    second.post(&path, &some).await.location();
    second
        .get("/double-scoring")
        .await
        .says(&["Saved, to go on with"]);
    let form = second.get(&path).await;
    assert_eq!(form.body.matches("value=\"2\" checked").count(), 2);
    let lost = second.post(&path, &some).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    let mut fields = levels("1");
    fields[0].1 = "3".to_owned();
    fields[1].1 = "2".to_owned();
    second.post(&path, &pairs(&fields)).await.location();
    assert_eq!(
        second.get(&path).await.status,
        StatusCode::NOT_FOUND,
        "scored once"
    );
    let mut moderator = house.signed_in(Role::Moderator).await;
    let page = moderator.get("/double-scoring").await;
    let titles: Vec<String> = rules()
        .domains()
        .map(|domain| domain.title.clone())
        .collect();
    page.says(&[
        &format!("{} 1 0 (0%) 0 (0%) 0.00", titles[0]),
        &format!("{} 1 0 (0%) 1 (100%) 0.00", titles[1]),
        &format!("{} 1 1 (100%) 1 (100%) Not defined", titles[2]),
    ]);
    let file = moderator.get("/double-scoring/agreement.csv").await;
    assert_eq!(
        file.header(header::CONTENT_DISPOSITION),
        "attachment; filename=\"agreement-of-scorers.csv\""
    );
    assert!(file.body.contains("1,0,0,0.00\r\n"), "{}", file.body);
    assert!(file.body.contains("1,1,1,\r\n"), "{}", file.body);
}

async fn who_opened_levels_since_they_were_sent_does_not_score_them_again(house: House) {
    let (id, mut second) = chosen(&house).await;
    let path = format!("/double-scoring/{id}");
    let needs = format!("/children/{}/needs", house.authority.ben);
    // What was seen before the profile was sent was not of it, and who was refused saw nothing.
    house.wait(-60);
    assert_eq!(second.get(&needs).await.status, StatusCode::OK);
    house.wait(60);
    let refused = second.get(&format!("/scoring/{id}")).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    second.get("/double-scoring").await.says(&["Ben Okoro"]);
    assert_eq!(second.get(&path).await.status, StatusCode::OK);
    // Another's look is no look of theirs.
    with_role(&house, "moderator", Role::Caseworker).await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    moderator.get("/double-scoring").await.says(&["Ben Okoro"]);
    let judging = moderator.get(&format!("/decisions/{id}")).await;
    judging.says(&["signs"]);
    assert_eq!(second.get(&path).await.status, StatusCode::OK);
    let list = moderator.get("/double-scoring").await;
    list.says_nothing_of(&["Ben Okoro", &path]);
    for answer in [
        moderator.get(&path).await,
        moderator.post(&path, &pairs(&levels("1"))).await,
    ] {
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        answer.says(&[
            "You have opened this child’s levels since they were sent; a colleague scores it.",
        ]);
    }
    // Whoever has begun is not shown them, whatever was decided meanwhile, until it is scored or left to a colleague.
    let record = format!("/children/{}", house.authority.ben);
    let case = format!("/decisions/{id}");
    judged(&mut moderator, &case).await;
    moderator
        .post(&case, &conclusion("2", &AGREE))
        .await
        .location();
    let kept = second.get(&record).await;
    kept.says(&["Shown once you have scored it again", "Go on scoring"]);
    kept.says_nothing_of(&["Band F", "£", "Indicative"]);
    let kept = second.get(&needs).await;
    assert_eq!(kept.status, StatusCode::FORBIDDEN);
    kept.says(&["Shown once you have scored it again"]);
    assert_eq!(second.get(&path).await.status, StatusCode::OK);
    second
        .post(&format!("{record}/stand-aside"), &[])
        .await
        .location();
    second.get(&record).await.says(&["Band F", "£"]);
    assert_eq!(second.get(&path).await.status, StatusCode::FORBIDDEN);
    // Who has not begun sees the record, and then a colleague scores.
    with_role(&house, "administrator", Role::Caseworker).await;
    let mut third = house.signed_in_as("administrator").await;
    let next = third
        .post("/children/search", &[("words", "EX-1002")])
        .await;
    let list = third.get(next.location()).await;
    list.says(&["Kept back"]);
    third.get("/double-scoring").await.says(&["Ben Okoro"]);
    third.get(&record).await.says(&["Band F"]);
    let refused = third.post(&path, &pairs(&levels("1"))).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let mut moderator = house.signed_in(Role::Moderator).await;
    moderator
        .get("/double-scoring")
        .await
        .says(&["No profile was scored twice"]);
}

#[tokio::test]
async fn nobody_is_the_second_scorer_of_own_work_and_a_sample_is_chosen_once() {
    let house = House::open().await;
    let (id, _) = chosen(&house).await;
    let mut first = house.signed_in(Role::Caseworker).await;
    first
        .get("/double-scoring")
        .await
        .says(&["No profile waits for you"]);
    let path = format!("/double-scoring/{id}");
    assert_eq!(first.get(&path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        first.post(&path, &pairs(&levels("1"))).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        first
            .post("/double-scoring", &[("number", "5")])
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    let mut moderator = house.signed_in(Role::Moderator).await;
    assert_eq!(moderator.get(&path).await.status, StatusCode::NOT_FOUND);
    let next = moderator.post("/double-scoring", &[("number", "5")]).await;
    moderator
        .get(next.location())
        .await
        .says(&["No profile was chosen"]);
    for wrong in ["", "0", "101", "-1", "many"] {
        let answer = moderator
            .post("/double-scoring", &[("number", wrong)])
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

/// The address of a draw, of nobody: nothing was sent yet.
pub async fn drawn(house: &House) -> String {
    let mut moderator = house.signed_in(Role::Moderator).await;
    let next = moderator
        .post("/double-scoring", &[("number", "10%")])
        .await;
    let page = moderator.get(next.location()).await;
    let at = page.body.split("/double-scoring/draws/").nth(1).unwrap();
    format!("/double-scoring/draws/{}", at.split('"').next().unwrap())
}

async fn a_sample_is_drawn_again_by_its_seed(house: House) {
    let mut moderator = house.signed_in(Role::Moderator).await;
    moderator
        .get("/double-scoring")
        .await
        .says(&["No sample was drawn yet."]);
    let mut scorer = house.signed_in(Role::Caseworker).await;
    sent(&mut scorer, &house, "1").await;
    house.wait(60);
    // The day before, nothing was sent.
    let before = [
        ("number", "50%"),
        ("to-day", "31"),
        ("to-month", "8"),
        ("to-year", "2026"),
    ];
    let next = moderator.post("/double-scoring", &before).await;
    moderator
        .get(next.location())
        .await
        .says(&["No profile was chosen", "0 of 0"]);
    let wanted = [
        ("number", "50%"),
        ("from-day", "1"),
        ("from-month", "9"),
        ("from-year", "2026"),
        ("by-setting", "yes"),
    ];
    let next = moderator.post("/double-scoring", &wanted).await;
    let page = moderator.get(next.location()).await;
    page.says(&[
        "1 profile was chosen",
        "moderator (invented)",
        "1 of 1",
        "1 September 2026",
    ]);
    let entry = house
        .trail()
        .await
        .into_iter()
        .find(|entry| entry.0 == "sample-chosen");
    let at = format!("/double-scoring/draws/{}", entry.unwrap().1);
    page.holds(&[&at]);
    house.wait(60);
    let again = moderator.get(&at).await;
    again.says(&[
        "the sample is the same",
        "Asked for 50%",
        "In proportion to settings Yes",
    ]);
    // Once the child moves within what it was drawn from, the page says why it cannot be the same.
    let mut tx = house.store.begin().await.unwrap();
    let mut ben = child::find(&mut tx, &house.authority.ben)
        .await
        .unwrap()
        .unwrap();
    ben.restricted = true;
    child::update(&mut tx, &ben).await.unwrap();
    tx.commit().await.unwrap();
    moderator
        .get(&at)
        .await
        .says(&["what it was drawn from has changed since"]);
    for (field, value) in [("to-year", "2025"), ("from-day", "99")] {
        let mut wrong = wanted.to_vec();
        wrong.extend([("to-day", "1"), ("to-month", "9"), ("to-year", "2026")]);
        wrong.retain(|(name, _)| *name != field);
        wrong.push((field, value));
        let answer = moderator.post("/double-scoring", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
    }
}
