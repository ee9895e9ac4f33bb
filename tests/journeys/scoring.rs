//! From a child to an award: scored by one officer, decided by another, without script.

use axum::http::StatusCode;
use send_banding::access::Role;
use send_banding::ids::ChildId;
use send_banding::needs::Setting;
use send_banding::rules::{Area, RuleSet};
use send_banding::service::rule_book;
use send_banding::store::{award, decision, placement, profile, user};

use crate::rig::{Answer, Browser, House};

on_both!(a_profile_is_scored_blind_decided_by_another_and_funded);

/// 30 March 2026, when the set that is not band-blind is in force: the house's clock stands at 1 September 2026.
const BACK_TO_MARCH: i64 = -155 * 24 * 60 * 60;

pub fn rules() -> &'static RuleSet {
    rule_book()
        .named(&"exampleshire/2026-04-01".parse().unwrap())
        .unwrap()
}

/// The value of a hidden field.
pub fn hidden(page: &Answer, name: &str) -> String {
    let marker = format!("name=\"{name}\" value=\"");
    let rest = page.body.split(&marker).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().to_owned()
}

fn without_band(page: &Answer) {
    let text = page.text();
    for band in ["A", "B", "C", "D", "E", "F", "G", "H"] {
        for words in [format!("Band {band}"), format!("band {band}")] {
            assert!(!text.contains(&words), "{words} is in {text}");
        }
    }
    page.says_nothing_of(&["£", "leptos-island", "app-result"]);
}

/// Begins to score a child; returns the draft's address.
pub async fn begun(browser: &mut Browser<'_>, child: &ChildId) -> String {
    let path = format!("/children/{child}/scoring");
    let form = browser.get(&path).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text());
    let plan = form
        .body
        .split("name=\"plan\" type=\"radio\" value=\"")
        .nth(1)
        .unwrap();
    let plan = plan.split('"').next().unwrap();
    let fields = [
        ("plan", plan),
        ("setting", "SPEC"),
        ("need", "PMLD"),
        ("fte", "0.6"),
    ];
    browser.post(&path, &fields).await.location().to_owned()
}

/// Makes Ben's placement at Oak Hill, a special school, one of that setting: as these journeys score him.
pub async fn placed_in_special_school(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    let all = placement::all_of(&mut tx, &house.authority.ben).await;
    for mut stay in all.unwrap() {
        if stay.establishment.as_ref() == Some(&house.authority.oak_hill) {
            stay.setting = Setting::Spec;
            placement::update(&mut tx, &stay).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
}

/// Saves an area with every domain at one level, a quotation beside each.
pub async fn saved(browser: &mut Browser<'_>, draft: &str, area: &Area, level: &str) -> Answer {
    let path = format!("{draft}/{}", area.id);
    let version = hidden(&browser.get(&path).await, "version");
    let mut fields = vec![
        ("version".to_owned(), version),
        ("action".to_owned(), "continue".to_owned()),
    ];
    for domain in &area.domains {
        fields.push((format!("level-{}", domain.id), level.to_owned()));
        fields.push((format!("source-{}", domain.id), "B".to_owned()));
        fields.push((format!("page-{}", domain.id), "4".to_owned()));
        fields.push((
            format!("quotation-{}", domain.id),
            "<script>alert(1)</script> “signs”".to_owned(),
        ));
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post(&path, &fields).await
}

/// Scores every area at one level and sends the profile; returns its id.
pub async fn sent(browser: &mut Browser<'_>, house: &House, level: &str) -> String {
    placed_in_special_school(house).await;
    let draft = begun(browser, &house.authority.ben).await;
    for area in &rules().areas {
        saved(browser, &draft, area, level).await.location();
    }
    let path = format!("{draft}/check");
    let check = browser.get(&path).await;
    let version = hidden(&check, "version");
    let mut fields = vec![("version", version.as_str())];
    let asked: Vec<String> = rules()
        .questions
        .iter()
        .map(|question| format!("answer-{}", question.id))
        .chain(["answer-setting-of-placement".to_owned()])
        .filter(|field| check.body.contains(&format!("name=\"{field}\"")))
        .collect();
    fields.extend(
        asked
            .iter()
            .map(|field| (field.as_str(), "No reason to change")),
    );
    browser.post(&path, &fields).await.location();
    draft.trim_start_matches("/scoring/").to_owned()
}

/// Says first what an officer makes of the levels of a case, at its address.
pub async fn judged(officer: &mut Browser<'_>, case: &str) {
    let version = hidden(&officer.get(case).await, "version");
    let compare = format!("{case}/compare");
    let fields = [("version", version.as_str()), ("fits", "yes")];
    officer.post(&compare, &fields).await.location();
}

pub const AGREE: [(&str, &str); 8] = [
    ("no-conflict", "yes"),
    ("section-f", "yes"),
    ("outcome", "agree"),
    ("from-day", "1"),
    ("from-month", "10"),
    ("from-year", "2026"),
    ("fte", "0.6"),
    ("section-f-checked", "F1 to F7, pages 9 to 12"),
];

/// A conclusion whose answers were checked.
pub fn conclusion<'a>(version: &'a str, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&[("version", version), ("checked", "yes")], fields].concat()
}

async fn a_profile_is_scored_blind_decided_by_another_and_funded(house: House) {
    let mut scorer = house.signed_in(Role::Caseworker).await;
    placed_in_special_school(&house).await;
    let draft = begun(&mut scorer, &house.authority.ben).await;
    let list = scorer.get(&draft).await;
    list.says(&[
        "band-blind",
        "Not started",
        "Cannot start yet",
        "0 of 2 domains",
    ]);
    without_band(&list);
    for area in &rules().areas {
        without_band(&scorer.get(&format!("{draft}/{}", area.id)).await);
        saved(&mut scorer, &draft, area, "1").await.location();
    }
    let check = scorer.get(&format!("{draft}/check")).await;
    without_band(&check);
    // Level 1 throughout, in a special school, with PMLD: two questions are raised.
    check.says(&[
        "Level 1",
        "Section B (needs), 4",
        "below level 3",
        "no domain is above level 1",
    ]);
    check.says_nothing_of(&["<script>alert"]);
    let version = hidden(&check, "version");
    let unanswered = scorer
        .post(&format!("{draft}/check"), &[("version", &version)])
        .await;
    assert_eq!(unanswered.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("version", version.as_str()),
        (
            "answer-profound-need-with-low-thinking",
            "The report is newer than the plan",
        ),
        (
            "answer-special-school-with-low-levels",
            "No reason to change",
        ),
    ];
    let done = scorer.post(&format!("{draft}/check"), &fields).await;
    let record = done.location().to_owned();
    let record = scorer.get(&record).await;
    record.says(&["was sent"]);
    assert_eq!(scorer.get(&draft).await.status, StatusCode::NOT_FOUND);

    let mut moderator = house.signed_in(Role::Moderator).await;
    moderator
        .get("/decisions")
        .await
        .says(&["1 profile waits", "Ben Okoro"]);
    let id = draft.trim_start_matches("/scoring/");
    let path = format!("/decisions/{id}");
    judged(&mut moderator, &path).await;
    let case = moderator.get(&path).await;
    // Score 8 + 6 + 8 + 16 = 38 is band D; PMLD's floor makes it F. £12,000 × 0.6.
    case.says(&[
        "Indicative band F",
        "£7,200.00",
        "The report is newer than the plan",
        "signs",
    ]);
    case.says_nothing_of(&["<script>alert"]);
    let version = hidden(&case, "version");
    let next = moderator
        .post(&path, &conclusion(&version, &AGREE))
        .await
        .location()
        .to_owned();
    moderator.get(&next).await.says(&[
        "Decision made",
        "Band F: £7,200.00 a year from 1 October 2026",
    ]);
    moderator
        .get("/decisions")
        .await
        .says(&["No profile waits"]);

    let mut tx = house.store.read().await.unwrap();
    let awards = award::all_of(&mut tx, &house.authority.ben).await.unwrap();
    let amounts: Vec<_> = awards
        .iter()
        .map(|(_, terms)| (terms.from, terms.to, terms.annual))
        .collect();
    assert_eq!(amounts.len(), 2);
    assert_eq!(amounts[0].2.unwrap().to_string(), "£7,200.00");
    assert_eq!(
        amounts[1].1,
        Some(amounts[0].0),
        "the earlier award ends where the new one begins"
    );
    drop(tx);
    let trail: Vec<String> = house
        .trail()
        .await
        .into_iter()
        .map(|(action, ..)| action)
        .collect();
    for action in [
        "scoring-begun",
        "profile-sent",
        "determination-made",
        "decision-made",
        "award-made",
    ] {
        assert!(
            trail.iter().any(|entry| entry == action),
            "{action} is not in {trail:?}"
        );
    }
}

#[tokio::test]
async fn the_scorer_cannot_decide_on_own_work() {
    let house = House::open().await;
    let mut tx = house.store.begin().await.unwrap();
    let mut both = user::find(&mut tx, &house.authority.caseworker)
        .await
        .unwrap()
        .unwrap();
    both.roles.insert(Role::Moderator);
    user::update(&mut tx, &both).await.unwrap();
    tx.commit().await.unwrap();
    let mut officer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut officer, &house, "1").await;
    officer.get("/decisions").await.says(&["Scored by you"]);
    let case = officer.get(&format!("/decisions/{id}")).await;
    case.says(&["another officer has to decide"]);
    case.says_nothing_of(&["Your decision"]);
    let answer = officer
        .post(&format!("/decisions/{id}"), &conclusion("2", &AGREE))
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let mut tx = house.store.read().await.unwrap();
    assert_eq!(
        award::all_of(&mut tx, &house.authority.ben)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn of_two_officers_one_decides() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let path = format!("/decisions/{id}");
    let mut first = house.signed_in(Role::Moderator).await;
    judged(&mut first, &path).await;
    let mut second = house.signed_in(Role::HeadOfSend).await;
    let version = hidden(&first.get(&path).await, "version");
    first
        .post(&path, &conclusion(&version, &AGREE))
        .await
        .location();
    let lost = second.post(&path, &conclusion(&version, &AGREE)).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    lost.says(&["Somebody else was first", "Band F was decided"]);
    let mut tx = house.store.read().await.unwrap();
    let decisions = decision::all_of(&mut tx, &house.authority.ben)
        .await
        .unwrap();
    assert_eq!(decisions.len(), 2, "the one before, and one new");
}

#[tokio::test]
async fn a_profile_is_sent_back_with_a_reason_and_sent_again() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    let path = format!("/decisions/{id}");
    judged(&mut moderator, &path).await;
    let bare = [("no-conflict", "yes"), ("outcome", "back")];
    let answer = moderator.post(&path, &conclusion("2", &bare)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [&bare[..], &[("back-reason", "Look at Hearing again")]].concat();
    moderator
        .post(&path, &conclusion("2", &fields))
        .await
        .location();
    let list = scorer.get(&format!("/scoring/{id}")).await;
    list.says(&["Sent back to you: Look at Hearing again", "Completed"]);
    without_band(&list);
    let check = scorer.get(&format!("/scoring/{id}/check")).await;
    // The answers given the first time are still there.
    check.says(&["No reason to change", "Level 1"]);
    let version = hidden(&check, "version");
    let fields = [
        ("version", version.as_str()),
        ("answer-profound-need-with-low-thinking", "Seen again"),
        ("answer-special-school-with-low-levels", "Seen again"),
    ];
    scorer
        .post(&format!("/scoring/{id}/check"), &fields)
        .await
        .location();
    // It was scored anew, and is judged anew.
    judged(&mut moderator, &path).await;
    moderator
        .get(&path)
        .await
        .says(&["Seen again", "Your decision"]);
}

#[tokio::test]
async fn section_f_not_secured_keeps_the_profile_in_the_queue() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    let path = format!("/decisions/{id}");
    judged(&mut moderator, &path).await;
    let mut agree = AGREE;
    agree[1] = ("section-f", "no");
    let answer = moderator.post(&path, &conclusion("2", &agree)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(&["A band cannot be agreed while it does not secure every line of Section F"]);
    let individual = [
        ("no-conflict", "yes"),
        ("section-f", "no"),
        ("outcome", "individual"),
        ("individual-note", "Two adults at all times"),
    ];
    moderator
        .post(&path, &conclusion("2", &individual))
        .await
        .location();
    moderator
        .get("/decisions")
        .await
        .says(&["Needs an individually agreed amount"]);
    moderator
        .get(&path)
        .await
        .says(&["Two adults at all times"]);
    let mut tx = house.store.read().await.unwrap();
    assert_eq!(
        award::all_of(&mut tx, &house.authority.ben)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn lines_of_section_f_are_written_down_kept_and_shown() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    let path = format!("/decisions/{id}");
    judged(&mut moderator, &path).await;
    let form = moderator.get(&path).await;
    form.says(&[
        "Line 1 of Section F",
        "The profile has no lines of provision",
    ]);
    let one = [
        ("section-f-line_1", "Speech and language, weekly"),
        ("section-f-line_1-is", "not_secured"),
    ];
    let more = [AGREE.as_slice(), &one, &[("step", "line")]].concat();
    let more = moderator.post(&path, &conclusion("2", &more)).await;
    assert_eq!(more.status, StatusCode::OK);
    more.says(&["Line 2 of Section F"]);
    more.holds(&["value=\"Speech and language, weekly\""]);
    let agree = [AGREE.as_slice(), &one].concat();
    let refused = moderator.post(&path, &conclusion("2", &agree)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["Your answers to the lines below say otherwise"]);
    let finding = [
        ("no-conflict", "yes"),
        ("outcome", "individual"),
        ("individual-note", "A therapist"),
        ("section-f-line_2", "A quiet room"),
        ("section-f-line_2-is", "secured"),
    ];
    let finding = [finding.as_slice(), &one].concat();
    let amount = moderator.post(&path, &conclusion("2", &finding)).await;
    let amount = amount.location().to_owned();
    for page in [&amount, &path] {
        let page = moderator.get(page).await;
        page.says(&[
            "Speech and language, weekly: not secured",
            "A quiet room: secured",
        ]);
    }
    let said = "Speech and language, weekly: not secured; A quiet room: secured";
    let record = format!("/children/{}", house.authority.ben);
    moderator.get(&record).await.says(&[said]);
    moderator
        .get("/registers")
        .await
        .says(&["Line by line", said]);
    let csv = moderator.get("/registers/file.csv?year=2026").await;
    assert!(csv.body.contains(said), "{}", csv.body);
    // Somebody who judges first is not told what was found.
    let mut head = house.signed_in(Role::HeadOfSend).await;
    head.get(&path).await.says_nothing_of(&["A quiet room"]);
}

#[tokio::test]
async fn another_band_needs_a_reason_and_is_priced_by_the_table() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    let path = format!("/decisions/{id}");
    judged(&mut moderator, &path).await;
    let mut fields = AGREE.to_vec();
    fields[2] = ("outcome", "override");
    fields.push(("band", "Z"));
    fields.push(("override-reason", "no such reason"));
    fields.push(("override-words", "Seizures & nights"));
    let answer = moderator.post(&path, &conclusion("2", &fields)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(&[
        "Select the band that you decide",
        "Select a reason",
        "Seizures & nights",
    ]);
    fields[8] = ("band", "G");
    fields[9] = ("override-reason", "combined");
    let next = moderator
        .post(&path, &conclusion("2", &fields))
        .await
        .location()
        .to_owned();
    // £16,000 × 0.6.
    moderator
        .get(&next)
        .await
        .says(&["Band G: £9,600.00 a year"]);
}

#[tokio::test]
async fn a_save_over_another_window_shows_both_and_keeps_the_first() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    placed_in_special_school(&house).await;
    let draft = begun(&mut scorer, &house.authority.ben).await;
    let area = &rules().areas[0];
    let path = format!("{draft}/{}", area.id);
    let version = hidden(&scorer.get(&path).await, "version");
    saved(&mut scorer, &draft, area, "3").await.location();
    let stale = [
        ("version", version.as_str()),
        ("action", "later"),
        ("level-thinking", "1"),
    ];
    let conflict = scorer.post(&path, &stale).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    conflict.says(&["saved somewhere else", "Level 3", "Level 1"]);
    without_band(&conflict);
    let now = hidden(&conflict, "version");
    let mine = [
        ("version", now.as_str()),
        ("action", "later"),
        ("level-thinking", "1"),
    ];
    scorer.post(&path, &mine).await.location();
    let page = scorer.get(&path).await;
    let chosen = page.body.split("id=\"level-thinking-1\"").nth(1).unwrap();
    assert!(chosen.split('>').next().unwrap().contains("checked"));
}

#[tokio::test]
async fn a_level_rests_on_several_pieces_that_are_added_changed_and_removed() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let draft = begun(&mut scorer, &house.authority.ben).await;
    let area = &rules().areas[0];
    let path = format!("{draft}/{}", area.id);
    let first = scorer.get(&path).await;
    first.says_nothing_of(&["piece 1 of", "remove-thinking"]);
    // The first button of the form is the one that Enter presses.
    let form = first.body.split("id=\"area\"").nth(1).unwrap();
    let button = form.split("<button").nth(1).unwrap();
    assert!(
        button
            .split('>')
            .next()
            .unwrap()
            .contains("value=\"continue\"")
    );
    let version = hidden(&first, "version");
    let plan = [
        ("version", version.as_str()),
        ("level-thinking", "2"),
        ("source-thinking", "B"),
        ("page-thinking", "3"),
        ("quotation-thinking", "In steps (invented)"),
    ];
    let with = |more: &[(&'static str, &'static str)]| [plan.as_slice(), more].concat();
    let added = scorer
        .post(&path, &with(&[("action", "add-thinking")]))
        .await;
    assert_eq!(added.status, StatusCode::OK);
    added.says(&[
        "Evidence for Thinking, understanding and learning, piece 1 of 2",
        "Evidence for Thinking, understanding and learning, piece 2 of 2",
        "In steps (invented)",
    ]);
    added.holds(&[
        "name=\"quotation-thinking_2\"",
        "value=\"remove-thinking_2\"",
    ]);
    let level = added.body.split("id=\"level-thinking-2\"").nth(1).unwrap();
    assert!(level.split('>').next().unwrap().contains("checked"));
    assert_eq!(
        hidden(&scorer.get(&path).await, "version"),
        version,
        "nothing is saved yet"
    );

    let report = [
        ("source-thinking_2", "report"),
        ("report-thinking_2", "Invented EP report"),
        ("page-thinking_2", "7"),
        ("quotation-thinking_2", "Forgets (invented)"),
    ];
    let gap = with(&[("source-thinking_2", "report"), ("action", "later")]);
    let gap = scorer.post(&path, &gap).await;
    assert_eq!(gap.status, StatusCode::UNPROCESSABLE_ENTITY);
    gap.holds(&["#report-thinking_2", "#quotation-thinking_2"]);
    let both = [report.as_slice(), &[("action", "later")]].concat();
    scorer.post(&path, &with(&both)).await.location();
    // Another window still has one piece: both are shown beside it.
    let stale = scorer.post(&path, &with(&both)).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.says(&["In steps (invented); Forgets (invented)"]);
    stale.holds(&["name=\"quotation-thinking_2\" value=\"Forgets (invented)\""]);
    let again = scorer.get(&path).await;
    again.says(&["Forgets (invented)", "piece 2 of 2"]);
    again.holds(&["Invented EP report"]);
    let check = scorer.get(&format!("{draft}/check")).await;
    check.says(&[
        "Section B (needs), 3: “In steps (invented)”",
        "A report (Invented EP report), 7: “Forgets (invented)”",
    ]);

    let version = hidden(&again, "version");
    let mut fields = vec![("version", version.as_str())];
    fields.extend(plan.iter().skip(1).chain(&report).copied());
    fields.push(("action", "remove-thinking"));
    let removed = scorer.post(&path, &fields).await;
    removed.holds(&["Forgets (invented)", "Invented EP report"]);
    removed.says_nothing_of(&["In steps (invented)", "piece 1 of"]);
}

#[tokio::test]
async fn wrong_answers_are_422_and_kept() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    placed_in_special_school(&house).await;
    let draft = begun(&mut scorer, &house.authority.ben).await;
    let area = &rules().areas[0];
    let path = format!("{draft}/{}", area.id);
    let version = hidden(&scorer.get(&path).await, "version");
    let fields = [
        ("version", version.as_str()),
        ("action", "continue"),
        ("level-thinking", "9"),
        (
            "quotation-thinking",
            "Reads \"signs\" & <b></textarea><img src=x>",
        ),
    ];
    let answer = scorer.post(&path, &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(&[
        "Select one of the levels listed for Thinking",
        "Select a level for Literacy",
        "Select where the evidence is",
        "Reads \"signs\" & <b></textarea><img src=x>",
    ]);
    answer.says_nothing_of(&["<img"]);
    let area = answer
        .body
        .split("id=\"quotation-thinking\"")
        .nth(1)
        .unwrap();
    assert!(area.split_once('>').unwrap().1.starts_with("\nReads"));
    let early = scorer
        .post(&format!("{draft}/check"), &[("version", &version)])
        .await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    early.says(&["A level for Hearing is still missing"]);
    let setting = [
        ("version", version.as_str()),
        ("setting", "MOON"),
        ("need", "PMLD"),
        ("fte", "1.5"),
    ];
    let answer = scorer.post(&format!("{draft}/setting"), &setting).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(&["Select the setting", "at most 1"]);
}

#[tokio::test]
async fn nobody_else_finds_a_draft_and_hostile_ids_are_not_found() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    placed_in_special_school(&house).await;
    let draft = begun(&mut scorer, &house.authority.ben).await;
    let again = scorer
        .get(&format!("/children/{}/scoring", house.authority.ben))
        .await;
    assert_eq!(again.location(), draft);
    for role in [
        Role::Moderator,
        Role::Senco,
        Role::Administrator,
        Role::HeadOfSend,
    ] {
        let mut other = house.signed_in(role).await;
        for path in [
            draft.clone(),
            format!("{draft}/hearing"),
            draft.replace("scoring", "decisions"),
        ] {
            assert_eq!(
                other.get(&path).await.status,
                StatusCode::NOT_FOUND,
                "{path} as {}",
                role.code()
            );
        }
    }
    for path in [
        "/scoring/x",
        "/scoring/%00",
        "/scoring/../check",
        "/decisions/1%27%20OR%201=1",
        "/children/x/scoring",
    ] {
        assert_eq!(
            scorer.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let unknown = scorer.get(&format!("{draft}/no-such-area")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn where_rules_are_not_band_blind_the_band_is_beside_the_levels() {
    let house = House::open().await;
    house.wait(BACK_TO_MARCH);
    let mut scorer = house.signed_in(Role::Caseworker).await;
    placed_in_special_school(&house).await;
    let draft = begun(&mut scorer, &house.authority.ben).await;
    let area = &rules().areas[0];
    let page = scorer.get(&format!("{draft}/{}", area.id)).await;
    page.says(&["Indicative band", "0 of 11 answered"]);
    page.says_nothing_of(&["band-blind"]);
    assert!(
        page.body.contains("<leptos-island"),
        "the island follows the form"
    );
    for area in &rules().areas {
        saved(&mut scorer, &draft, area, "1").await.location();
    }
    let path = format!("{draft}/{}", area.id);
    let version = hidden(&scorer.get(&path).await, "version");
    let fields = [
        ("version", version.as_str()),
        ("action", "preview"),
        ("level-thinking", "4"),
        ("level-literacy-numeracy", "4"),
    ];
    let preview = scorer.post(&path, &fields).await;
    assert_eq!(preview.status, StatusCode::OK);
    // 16 + 6 + 8 + 16 = 46 is band E; PMLD's floor makes it F.
    preview.says(&["46 points", "Indicative band F"]);
    let kept = scorer.get(&path).await;
    kept.says(&["38 points"]);
}

#[tokio::test]
async fn not_enough_evidence_is_an_answer_that_these_rules_refuse_and_say_so() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    placed_in_special_school(&house).await;
    let draft = begun(&mut scorer, &house.authority.ben).await;
    for area in &rules().areas {
        saved(&mut scorer, &draft, area, "1").await.location();
    }
    let of_hearing = |area: &&Area| {
        area.domains
            .iter()
            .any(|known| known.id.as_str() == "hearing")
    };
    let area = rules().areas.iter().find(of_hearing).unwrap();
    let path = format!("{draft}/{}", area.id);
    scorer.get(&path).await.says(&[
        "Not enough evidence to say",
        "These rules give no result without a level",
    ]);
    saved(&mut scorer, &draft, area, "not-enough-evidence")
        .await
        .location();
    // It counts as answered, and is shown as it was answered.
    let done = format!("{0} of {0} domains", area.domains.len());
    scorer.get(&draft).await.says(&[&done]);
    let again = scorer.get(&path).await;
    assert!(
        again.body.contains("value=\"not-enough-evidence\" checked")
            || again.body.contains("checked value=\"not-enough-evidence\""),
        "{}",
        again.body
    );
    let check = scorer.get(&format!("{draft}/check")).await;
    check.says(&[
        "Not enough evidence to say",
        "Enough evidence for Hearing: without it these rules give no result",
    ]);
    let version = hidden(&again, "version");
    let sent = scorer
        .post(&format!("{draft}/check"), &[("version", &version)])
        .await;
    assert_ne!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    // A level takes the answer's place.
    saved(&mut scorer, &draft, area, "1").await.location();
    let check = scorer.get(&format!("{draft}/check")).await;
    check.says_nothing_of(&["Not enough evidence"]);
}

#[tokio::test]
async fn an_open_profile_is_the_only_one_of_its_child() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "2").await;
    let page = scorer
        .get(&format!("/children/{}/scoring", house.authority.ben))
        .await;
    page.says(&["waits for a decision"]);
    let again = [("plan", "none"), ("setting", "SPEC"), ("need", "PMLD")];
    scorer
        .post(
            &format!("/children/{}/scoring", house.authority.ben),
            &again,
        )
        .await;
    let mut tx = house.store.read().await.unwrap();
    let all = profile::all_of(&mut tx, &house.authority.ben)
        .await
        .unwrap();
    assert_eq!(all.len(), 2, "the agreed one and the one that waits");
    assert_eq!(all[0].id.as_str(), id);
}
