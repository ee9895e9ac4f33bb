//! An annual review: from the last agreed profile, each change beside the old level, and compared once it is judged.

use axum::http::StatusCode;
use send_banding::access::Role;
use send_banding::store::{child, profile};

use crate::rig::{Answer, Browser, House};
use crate::scoring::{AGREE, begun, conclusion, hidden, judged, rules, saved, sent};

on_both!(a_review_starts_from_what_was_agreed_and_shows_each_change_beside_it);

/// Agrees what waits, and begins again with the levels agreed last; returns the new draft.
pub async fn review(house: &House) -> (Browser<'_>, String) {
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let first = sent(&mut scorer, house, "1").await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    let path = format!("/decisions/{first}");
    judged(&mut moderator, &path).await;
    moderator
        .post(&path, &conclusion("2", &AGREE))
        .await
        .location();
    let start = format!("/children/{}/scoring", house.authority.ben);
    let form = scorer.get(&start).await;
    form.says(&[
        "How do levels and evidence begin?",
        "As they were agreed on 1 September 2026",
    ]);
    let plan = form
        .body
        .split("name=\"plan\" type=\"radio\" value=\"")
        .nth(1)
        .unwrap();
    let plan = plan.split('"').next().unwrap();
    let fields = [
        ("plan", plan),
        ("start", "last"),
        ("setting", "SPEC"),
        ("need", "PMLD"),
        ("fte", "0.6"),
    ];
    let draft = scorer.post(&start, &fields).await.location().to_owned();
    (scorer, draft)
}

/// Sends a draft, with an answer to every question.
pub async fn send(scorer: &mut Browser<'_>, draft: &str) -> Answer {
    let path = format!("{draft}/check");
    let check = scorer.get(&path).await;
    let version = hidden(&check, "version");
    let names: Vec<String> = rules()
        .questions
        .iter()
        .map(|question| format!("answer-{}", question.id))
        .collect();
    let mut fields = vec![("version", version.as_str())];
    fields.extend(names.iter().map(|name| (name.as_str(), "Seen")));
    scorer.post(&path, &fields).await.location();
    check
}

async fn a_review_starts_from_what_was_agreed_and_shows_each_change_beside_it(house: House) {
    let (mut scorer, draft) = review(&house).await;
    let area = &rules().areas[0];
    let page = scorer.get(&format!("{draft}/{}", area.id)).await;
    page.says(&["last agreed on 1 September 2026: level 1", "signs"]);
    saved(&mut scorer, &draft, area, "3").await.location();
    let check = send(&mut scorer, &draft).await;
    check.says(&[
        "Levels beside those agreed on 1 September 2026",
        "Level 1 Level 3 Higher",
        "Level 1 Level 1 None",
    ]);
    let mut tx = house.store.read().await.unwrap();
    let all = profile::all_of(&mut tx, &house.authority.ben)
        .await
        .unwrap();
    let mut levels = Vec::new();
    for head in &all[..2] {
        let latest = profile::version(&mut tx, &head.id, head.latest_version)
            .await
            .unwrap();
        let needs = latest.unwrap().needs;
        levels.push(needs.level(&area.domains[0].id).unwrap().number());
    }
    assert_eq!(levels, [3, 1], "both are kept");
}

#[tokio::test]
async fn scoring_may_begin_with_no_levels_and_then_shows_no_old_ones() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let draft = begun(&mut scorer, &house.authority.ben).await;
    scorer.get(&draft).await.says(&["0 of 11 domains"]);
    let page = scorer
        .get(&format!("{draft}/{}", rules().areas[0].id))
        .await;
    page.says_nothing_of(&["last agreed"]);
}

#[tokio::test]
async fn the_queue_tells_reviews_from_first_decisions_and_how_long_each_has_waited() {
    let house = House::open().await;
    let (mut scorer, draft) = review(&house).await;
    send(&mut scorer, &draft).await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    let all = moderator.get("/decisions").await;
    all.says(&["1 profile waits", "Review", "today"]);
    moderator
        .get("/decisions?kind=review&order=newest")
        .await
        .says(&["1 profile waits"]);
    let none = moderator.get("/decisions?kind=first").await;
    none.says(&["No such profile waits for a decision"]);
    // The evidence is folded until somebody unfolds it, and the form is one step away.
    let case = draft.replace("/scoring/", "/decisions/");
    let page = moderator.get(&case).await;
    page.says(&["Your first judgement", "Unfold all the evidence"]);
    assert!(page.body.contains("href=\"#answer\"") && page.body.contains("id=\"answer\""));
    assert!(!page.body.contains("<details open class=\"govuk-details\""));
    let unfolded = moderator.get(&format!("{case}?evidence=open")).await;
    assert!(
        unfolded
            .body
            .contains("<details open class=\"govuk-details\"")
    );
}

#[tokio::test]
async fn an_officer_judges_first_and_then_sees_the_previous_profile_and_similar_ones() {
    let house = House::open().await;
    let (mut scorer, draft) = review(&house).await;
    saved(&mut scorer, &draft, &rules().areas[0], "3")
        .await
        .location();
    send(&mut scorer, &draft).await;
    let id = draft.trim_start_matches("/scoring/");
    let path = format!("/decisions/{id}/compare");
    let mut moderator = house.signed_in(Role::Moderator).await;
    // Before the judgement neither the band that follows nor what was decided before is shown, and nothing is concluded.
    let case = format!("/decisions/{id}");
    let before = moderator.get(&case).await;
    before.says(&["Do the levels follow from the evidence?"]);
    before.says_nothing_of(&["Indicative band", "£", "Award in force", "Your decision"]);
    let early = moderator.post(&case, &conclusion("2", &AGREE)).await;
    assert_eq!(early.location(), case);
    moderator
        .get(&case)
        .await
        .says_nothing_of(&["Your decision"]);
    let question = moderator.get(&path).await;
    question.says(&["Do the levels follow from the evidence?"]);
    question.says_nothing_of(&["Higher", "Similar 1"]);
    let version = hidden(&question, "version");
    let bare = [("version", version.as_str()), ("fits", "no")];
    let refused = moderator.post(&path, &bare).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["Say which levels you would set otherwise"]);
    let fields = [&bare[..], &[("words", "Thinking & <b>more</b>")]].concat();
    assert_eq!(moderator.post(&path, &fields).await.location(), path);
    moderator.get(&case).await.says(&[
        "Compare with the previous profile",
        "Indicative band",
        "Award in force",
        "Your decision",
    ]);
    let beside = moderator.get(&path).await;
    beside.says(&[
        "Go on to decide",
        "Some levels should be otherwise",
        "Thinking & <b>more</b>",
        "Band F was decided on it",
        "Level 1 Level 3 Higher",
        "No other profile was decided under these rules yet",
    ]);
    beside.says_nothing_of(&["<b>more", "Okoro", "Zofia"]);
    // A second answer leaves the first as it was.
    moderator
        .post(&path, &[("version", version.as_str()), ("fits", "yes")])
        .await
        .location();
    moderator
        .get(&path)
        .await
        .says(&["Some levels should be otherwise"]);
    // Another officer has not judged, the auditor waits for the decision, the scorer has no part in it.
    house
        .signed_in(Role::HeadOfSend)
        .await
        .get(&path)
        .await
        .says(&["Do the levels follow from the evidence?"]);
    let auditor = house.signed_in(Role::Auditor).await.get(&path).await;
    assert_eq!(auditor.status, StatusCode::FORBIDDEN);
    assert_eq!(scorer.get(&path).await.status, StatusCode::NOT_FOUND);
    let trail: Vec<String> = house
        .trail()
        .await
        .into_iter()
        .map(|(action, ..)| action)
        .collect();
    for action in ["profile-judged", "profile-compared"] {
        assert!(trail.iter().any(|entry| entry == action), "{action}");
    }
}

#[tokio::test]
async fn similar_profiles_are_other_childrens_without_a_name_and_never_restricted_ones() {
    let house = House::open().await;
    let (mut scorer, draft) = review(&house).await;
    let begin = format!("/children/{}/scoring", house.authority.ben);
    assert_eq!(scorer.get(&begin).await.location(), draft);
    send(&mut scorer, &draft).await;
    // Ada’s profile is decided under the same rules.
    let mut tx = house.store.begin().await.unwrap();
    let ada = child::find_by_local_id(&mut tx, &"EX-2003".parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    drop(tx);
    let mut moderator = house.signed_in(Role::Moderator).await;
    let other = begun(&mut scorer, &ada.id).await;
    for area in &rules().areas {
        saved(&mut scorer, &other, area, "2").await.location();
    }
    send(&mut scorer, &other).await;
    let other = other.replace("/scoring/", "/decisions/");
    judged(&mut moderator, &other).await;
    moderator
        .post(&other, &conclusion("2", &AGREE))
        .await
        .location();
    let path = format!("{}/compare", draft.replace("/scoring/", "/decisions/"));
    let judged = [("version", "2"), ("fits", "yes")];
    moderator.post(&path, &judged).await.location();
    let beside = moderator.get(&path).await;
    beside.says(&["Similar 1", "Levels apart 11", "Band decided"]);
    beside.says_nothing_of(&["Ada", "EX-2003", "signs"]);
    let mut tx = house.store.begin().await.unwrap();
    let mut hidden = child::find(&mut tx, &ada.id).await.unwrap().unwrap();
    hidden.restricted = true;
    child::update(&mut tx, &hidden).await.unwrap();
    tx.commit().await.unwrap();
    moderator.get(&path).await.says_nothing_of(&["Similar 1"]);
}
