//! A profile that somebody left unsent is taken over by a colleague, or given up.

use axum::http::StatusCode;
use send_banding::access::Role::{Auditor, Caseworker, HeadOfSend, Moderator};

use crate::double_scoring::with_role;
use crate::reviewing::send;
use crate::rig::House;
use crate::scoring::{AGREE, begun, conclusion, hidden, judged, rules, saved};

on_both!(a_colleague_takes_a_scoring_over_and_both_see_what_became_of_it);

async fn a_colleague_takes_a_scoring_over_and_both_see_what_became_of_it(house: House) {
    with_role(&house, "commissioner", Caseworker).await;
    let record = format!("/children/{}", house.authority.ben);
    let take_over = format!("{record}/scoring/take-over");
    let mut former = house.signed_in(Caseworker).await;
    crate::scoring::placed_in_special_school(&house).await;
    let draft = begun(&mut former, &house.authority.ben).await;
    let area = &rules().areas[0];
    saved(&mut former, &draft, area, "1").await.location();
    // The colleague is led to no page that is closed to her.
    let mut colleague = house.signed_in_as("commissioner").await;
    let page = colleague.get(&record).await;
    page.says(&["Take over scoring from"]);
    page.says_nothing_of(&["Continue scoring"]);
    assert!(page.body.contains(&format!("href=\"{take_over}\"")));
    let start = colleague.get(&format!("{record}/scoring")).await;
    start.says(&["Take over scoring from"]);
    start.says_nothing_of(&["Another can be begun"]);
    assert_eq!(former.get(&take_over).await.status, StatusCode::FORBIDDEN);
    for nobody in [Auditor, Moderator, HeadOfSend] {
        let mut browser = house.signed_in(nobody).await;
        assert_eq!(browser.get(&take_over).await.status, StatusCode::NOT_FOUND);
    }
    let form = colleague.get(&take_over).await;
    let version = hidden(&form, "version");
    let bare = colleague
        .post(&take_over, &[("version", &version), ("reason", " ")])
        .await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    bare.says(&["Say why"]);
    let reason = [
        ("version", version.as_str()),
        ("reason", "On leave & <b>long</b>"),
    ];
    let next = colleague.post(&take_over, &reason).await;
    assert_eq!(next.location(), draft);
    // Sent twice, nothing happens twice.
    let again = colleague.post(&take_over, &reason).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
    // She goes on from what was saved; the former scorer is told, and finds both answers side by side.
    let page = colleague.get(&format!("{draft}/{}", area.id)).await;
    assert!(page.body.contains("signs"));
    saved(&mut colleague, &draft, area, "3").await.location();
    let home = former.get("/").await;
    home.says(&[
        "Taken over by colleagues",
        "EX-1002",
        "On leave & <b>long</b>",
    ]);
    home.says_nothing_of(&["<b>long"]);
    colleague
        .get("/")
        .await
        .says_nothing_of(&["Taken over by colleagues"]);
    assert_eq!(former.get(&draft).await.status, StatusCode::NOT_FOUND);
    let mut fields = vec![("version".to_owned(), "2".to_owned())];
    for domain in &area.domains {
        fields.push((format!("level-{}", domain.id), "2".to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let stale = former.post(&format!("{draft}/{}", area.id), &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.says(&[
        "took this profile over",
        "Saved already",
        "What you sent",
        "Level 3 Level 2",
    ]);
    stale.says_nothing_of(&["Save what I sent"]);
    let stale = former
        .post(
            &format!("{draft}/setting"),
            &[("version", "1"), ("fte", "0.5")],
        )
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let stale = former
        .post(&format!("{draft}/check"), &[("version", "1")])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    colleague
        .get(&record)
        .await
        .says(&["Scoring taken over by", "On leave"]);
    // Neither of the two decides on it, whatever else they may do.
    for area in &rules().areas[1..] {
        saved(&mut colleague, &draft, area, "1").await.location();
    }
    send(&mut colleague, &draft).await;
    let case = draft.replace("/scoring/", "/decisions/");
    for both in ["caseworker", "commissioner"] {
        with_role(&house, both, Moderator).await;
        let mut browser = house.signed_in_as(both).await;
        browser.get(&case).await.says(&["You scored this profile"]);
        let refused = browser.post(&case, &conclusion("3", &AGREE)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{both}");
    }
    let mut moderator = house.signed_in(Moderator).await;
    judged(&mut moderator, &case).await;
    let trail = house.trail().await;
    assert!(
        trail
            .iter()
            .any(|(action, ..)| action == "scoring-taken-over")
    );
}

#[tokio::test]
async fn its_scorer_or_the_head_gives_a_profile_up_and_the_child_is_scored_anew() {
    let house = House::open().await;
    with_role(&house, "commissioner", Caseworker).await;
    let record = format!("/children/{}", house.authority.ben);
    let withdraw = format!("{record}/scoring/withdraw");
    let mut scorer = house.signed_in(Caseworker).await;
    let mut colleague = house.signed_in_as("commissioner").await;
    let mut head = house.signed_in(HeadOfSend).await;
    assert_eq!(head.get(&withdraw).await.status, StatusCode::NOT_FOUND);
    for by_head in [false, true] {
        crate::scoring::placed_in_special_school(&house).await;
        let draft = begun(&mut scorer, &house.authority.ben).await;
        scorer.get(&draft).await.says(&["Withdraw this profile"]);
        assert_eq!(colleague.get(&withdraw).await.status, StatusCode::FORBIDDEN);
        head.get(&record)
            .await
            .says(&["Withdraw the profile that is being scored"]);
        let browser = if by_head { &mut head } else { &mut scorer };
        let form = browser.get(&withdraw).await;
        let version = hidden(&form, "version");
        let early = [("version", "7"), ("reason", "Begun for the wrong child")];
        assert_eq!(
            browser.post(&withdraw, &early).await.status,
            StatusCode::CONFLICT
        );
        let sent = [("version", version.as_str()), early[1]];
        assert_eq!(browser.post(&withdraw, &sent).await.location(), record);
        browser
            .get(&record)
            .await
            .says(&["Needs profile withdrawn", "Begun for the wrong child"]);
        assert_eq!(scorer.get(&draft).await.status, StatusCode::NOT_FOUND);
        scorer.get(&record).await.says(&["Start scoring"]);
    }
}
