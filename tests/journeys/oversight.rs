//! Oversight: distributions, the baseline and its alarm, timeliness, equality.

use axum::http::StatusCode;
use jiff::civil::date;
use send_banding::access::Role::{Auditor, Caseworker, HeadOfSend, Moderator, RulesOwner};
use send_banding::ids::Digest;
use send_banding::needs::{Level, NeedsProfile};
use send_banding::rules::{RuleBook, RuleFile, read};
use send_banding::service::rule_book;
use send_banding::store::milestone::{self, Request};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::{child, determination, oversight, rule_step, user};

use crate::rig::House;
use crate::{authority, provision, rules, sample};

on_both!(
    bands_are_spread_by_each_way_with_a_picture_a_table_and_a_file,
    levels_are_spread_by_scorer_beside_all_others_for_a_moderator_alone,
    a_drift_from_the_baseline_raises_an_alarm_on_the_heads_first_page,
    a_new_years_rules_are_watched_against_the_baseline,
    equality_hides_small_numbers_or_the_whole_table
);

/// Keeps one determination for each band given, of a profile of its own, from child to child, so many seconds into the test.
async fn determined(house: &House, bands: &[&str], seconds: i64) {
    let rules = "exampleshire/2026-04-01".parse().unwrap();
    let rules = rule_book().named(&rules).unwrap().digest().clone();
    determined_by(house, &rules, bands, seconds).await;
}

/// The same by other rules.
async fn determined_by(house: &House, rules: &Digest, bands: &[&str], seconds: i64) {
    let mut tx = house.store.begin().await.unwrap();
    let mut children: Vec<_> = oversight::cases(&mut tx, sample::TODAY)
        .await
        .unwrap()
        .into_iter()
        .map(|case| case.child)
        .collect();
    children.sort();
    for (band, child) in bands.iter().zip(children.iter().cycle()) {
        let scored = sample::profile(child, &house.authority.caseworker, ProfileState::Agreed);
        profile::insert_all(&mut tx, std::slice::from_ref(&scored))
            .await
            .unwrap();
        let mut made = sample::determination(&scored.1, child);
        made.rule_set = rules.clone();
        made.band = Some(band.parse().unwrap());
        made.made_at = sample::at(seconds);
        determination::insert_all(&mut tx, &[made]).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn bands_are_spread_by_each_way_with_a_picture_a_table_and_a_file(house: House) {
    let mut head = house.signed_in(HeadOfSend).await;
    head.get("/")
        .await
        .says(&["Oversight", "what drifts from the baseline"]);
    head.get("/oversight")
        .await
        .says(&["Bands", "Levels", "Timeliness", "Equality analysis"]);
    for (way, words) in [
        ("", "Mainstream state school (3)"),
        ("?by=school", "Birch Lane Primary School (2)"),
        ("?by=need", "Speech, language and communication needs (30)"),
        ("?by=year-group", "(33)"),
    ] {
        let page = head.get(&format!("/oversight/bands{way}")).await;
        page.says(&[
            "33 children have an open plan",
            words,
            "No band",
            "Download as CSV",
        ]);
        assert!(page.body.contains(r#"<svg role="img""#) && page.body.contains("<table"));
        assert!(!page.body.contains("style="), "no style attributes");
        page.says_nothing_of(&["Zofia", "Okoro", "Hidden Person"]);
    }
    let file = head.get("/oversight/bands/file?by=school").await;
    assert!(file.header("content-type").starts_with("text/csv"));
    assert!(
        file.header("content-disposition")
            .contains("bands-by-school.csv")
    );
    assert!(
        file.body.contains("Birch Lane Primary School,1,1,0,0"),
        "{}",
        file.body
    );
    for wrong in [
        "/oversight/bands?by=name",
        "/oversight/levels?domain=nothing",
    ] {
        assert_eq!(
            head.get(wrong).await.status,
            StatusCode::NOT_FOUND,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn levels_are_shown_domain_by_domain_and_one_domain_by_group() {
    let house = House::open().await;
    let mut auditor = house.signed_in(Auditor).await;
    let all = auditor.get("/oversight/levels").await;
    all.says(&[
        "Levels in each domain",
        "Hearing",
        "Level 3",
        "3 children with an open plan",
    ]);
    let one = auditor
        .get("/oversight/levels?domain=hearing&by=school")
        .await;
    one.says(&[
        "Hearing by school",
        "Oak Hill Special School (1)",
        "Level 3",
    ]);
    let file = auditor.get("/oversight/levels/file?domain=hearing").await;
    assert!(file.body.contains("Setting,Level 3"), "{}", file.body);
}

#[tokio::test]
async fn only_a_moderator_sees_scorers_and_it_is_written_down() {
    let house = House::open().await;
    determined(&house, &["C", "C", "E"], 10).await;
    house.wait(60);
    let mut moderator = house.signed_in(Moderator).await;
    let page = moderator.get("/oversight/scorers").await;
    page.says(&[
        "caseworker (invented), few profiles (3)",
        "not a finding about anybody",
        "Fewer than 10 profiles are marked as few",
    ]);
    assert_eq!(house.trail().await.remove(0).0, "analysis-viewed");
    let mut head = house.signed_in(HeadOfSend).await;
    head.get("/oversight")
        .await
        .says_nothing_of(&["/oversight/scorers"]);
    assert_eq!(
        head.get("/oversight/scorers").await.status,
        StatusCode::FORBIDDEN
    );
}

/// Twelve profiles of the caseworker at hearing level 3, and one that the moderator scored at level 1.
async fn scored_by_two(house: &House) {
    determined(house, &["C"; 12], 10).await;
    let mut tx = house.store.begin().await.unwrap();
    let other = user::find_by_name(&mut tx, "moderator").await.unwrap();
    let mut scored = sample::profile(
        &house.authority.ben,
        &other.unwrap().id,
        ProfileState::Submitted,
    );
    let level = ("hearing".parse().unwrap(), Level::new(1));
    scored.1.needs = NeedsProfile::of_levels([level].into());
    profile::insert_all(&mut tx, std::slice::from_ref(&scored))
        .await
        .unwrap();
    let mut made = sample::determination(&scored.1, &house.authority.ben);
    // Levels are counted whatever the rules came to.
    made.band = None;
    made.made_at = sample::at(10);
    determination::insert_all(&mut tx, &[made]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn levels_are_spread_by_scorer_beside_all_others_for_a_moderator_alone(house: House) {
    let mut moderator = house.signed_in(Moderator).await;
    let path = "/oversight/scorers/levels";
    scored_by_two(&house).await;
    house.wait(60);
    let page = moderator.get(&format!("{path}?domain=hearing")).await;
    page.says(&[
        "Hearing: levels by scorer",
        "caseworker (invented) (12)",
        "moderator (invented), few profiles (1)",
        "All scorers together (13)",
        "Fewer than 10 profiles are marked as few",
    ]);
    assert_eq!(house.trail().await.remove(0).0, "analysis-viewed");
    let all = moderator.get(path).await;
    all.says(&["Levels by scorer", "13 profiles", "All domains together"]);
    // One scorer beside all others, by the link that names them.
    let mut tx = house.store.read().await.unwrap();
    let caseworker = user::find_by_name(&mut tx, "caseworker").await.unwrap();
    drop(tx);
    let one = format!("domain=hearing&scorer={}", caseworker.unwrap().id);
    page.holds(&[&format!("{path}?{}", one.replace('&', "&amp;"))]);
    moderator.get(&format!("{path}?{one}")).await.says(&[
        "Hearing: levels of caseworker (invented) and of all others",
        "caseworker (invented) (12)",
        "All other scorers, few profiles (1)",
    ]);
    let file = moderator.get(&format!("{path}/file?{one}")).await;
    let plain = file.body.trim_start_matches('\u{feff}');
    assert_eq!(
        plain.lines().collect::<Vec<_>>()[..],
        [
            "Scorer,Level 1,Level 3",
            "caseworker (invented),0,12",
            "\"All other scorers, few profiles\",1,0",
        ],
        "{}",
        file.body
    );
    for wrong in ["domain=nothing", "scorer=nobody", "domain=%00"] {
        let answer = moderator.get(&format!("{path}?{wrong}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    for role in [HeadOfSend, Auditor, Caseworker] {
        let mut other = house.signed_in(role).await;
        for path in [path.to_owned(), format!("{path}/file")] {
            assert_eq!(other.get(&path).await.status, StatusCode::FORBIDDEN);
        }
    }
}

async fn a_drift_from_the_baseline_raises_an_alarm_on_the_heads_first_page(house: House) {
    let mut head = house.signed_in(HeadOfSend).await;
    let reason = |words: &'static str| [("reason", words)];
    let nothing = head.post("/oversight/baseline", &reason("The pilot")).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    nothing.says(&["There is nothing to freeze", "The pilot"]);

    determined(&house, &["B"; 40], 10).await;
    house.wait(60);
    let wrong = head.post("/oversight/baseline", &reason(" ")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says(&["Enter why the baseline is frozen now"]);
    let mut moderator = house.signed_in(Moderator).await;
    let refused = moderator.post("/oversight/baseline", &reason("Mine")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let frozen = head
        .post("/oversight/baseline", &reason("<b>The pilot</b>"))
        .await;
    assert_eq!(frozen.location(), "/oversight/baseline");
    assert_eq!(house.trail().await.remove(0).0, "baseline-frozen");
    head.get("/oversight/baseline").await.says(&[
        "The baseline was frozen",
        "<b>The pilot</b>",
        "No alarm over the whole caseload",
        "at most 5 in 100",
    ]);
    // Forty determinations of thirty-three children: the newest of each is what is frozen.
    let file = head.get("/oversight/baseline/file").await;
    assert!(file.body.contains("At the baseline,0,33,"), "{}", file.body);

    determined(&house, &["G"; 40], 100).await;
    house.wait(60);
    head.get("/")
        .await
        .says(&["Bands no longer come out as they did"]);
    head.get("/oversight/baseline").await.says(&[
        "Alarm: over the whole caseload",
        "Birch Lane Primary School",
        // From band B alone to band G alone: five bands higher.
        "On average they are 5.00 bands higher.",
        "+100.0 points",
        "Freeze and end the alarm",
    ]);
    // The profiles behind it; those that wait for a decision are not told with their band.
    head.get("/oversight/baseline/determinations?band=G")
        .await
        .says(&["Profiles determined since the baseline"]);
    // A new baseline ends the alarm, which is said and has to be confirmed.
    let unconfirmed = head
        .post("/oversight/baseline", &reason("The new normal"))
        .await;
    assert_eq!(unconfirmed.status, StatusCode::UNPROCESSABLE_ENTITY);
    unconfirmed.says(&["Confirm that freezing a new baseline ends the alarm"]);
    head.get("/")
        .await
        .says(&["Bands no longer come out as they did"]);
    let confirmed = [("reason", "The new normal"), ("clears", "yes")];
    head.post("/oversight/baseline", &confirmed)
        .await
        .location();
    head.get("/")
        .await
        .says_nothing_of(&["Bands no longer come out as they did"]);
    let mut caseworker = house.signed_in(Caseworker).await;
    caseworker
        .get("/")
        .await
        .says_nothing_of(&["no longer come out"]);
}

/// From 1 September 2026 to 2 April 2027.
const TO_APRIL: i64 = 213 * 24 * 60 * 60;

async fn a_new_years_rules_are_watched_against_the_baseline(house: House) {
    let mut head = house.signed_in(HeadOfSend).await;
    let mut owner = house.signed_in(RulesOwner).await;
    let draft = rules::draft_of_2027(&mut owner).await;
    let proposal = rules::proposed(&mut owner, &draft).await;
    rules::approved(&mut head, &proposal).await;
    let mut tx = house.store.read().await.unwrap();
    let lives = rule_step::all(&mut tx, Some("exampleshire")).await.unwrap();
    drop(tx);
    let reference = "exampleshire/2027-04-01";
    let next = lives
        .iter()
        .find(|life| life.reference.to_string() == reference);
    let next = next.unwrap().digest.clone();
    determined(&house, &["B"; 40], 10).await;
    house.wait(60);
    let reason = [("reason", "The pilot")];
    head.post("/oversight/baseline", &reason).await.location();

    house.wait(TO_APRIL);
    let mut head = house.signed_in(HeadOfSend).await;
    let quiet = head.get("/oversight/baseline").await;
    quiet.says(&[
        "The rule set exampleshire/2027-04-01 decides today",
        "watched too",
        "No alarm",
    ]);
    determined_by(&house, &next, &["G"; 40], TO_APRIL + 100).await;
    house.wait(200);
    head.get("/")
        .await
        .says(&["Bands no longer come out as they did"]);
    let alarm = head.get("/oversight/baseline").await;
    alarm.says(&["Alarm: over the whole caseload"]);
    alarm.says_nothing_of(&["No baseline watches"]);
}

/// A new year's rules with other bands: nobody compares them, and everybody who sees oversight is told.
#[tokio::test]
async fn rules_with_other_bands_are_said_to_be_unwatched() {
    let house = House::open().await;
    let mut head = house.signed_in(HeadOfSend).await;
    determined(&house, &["B"; 40], 10).await;
    house.wait(60);
    let reason = [("reason", "The pilot")];
    head.post("/oversight/baseline", &reason).await.location();
    head.get("/")
        .await
        .says_nothing_of(&["No baseline watches"]);
    let later = provision::SCHEME
        .replace("2027-", "2028-")
        .replace("2026-", "2027-");
    let file = RuleFile {
        name: "scheme.toml".to_owned(),
        text: later,
    };
    let set = read(&[file]).unwrap();
    let book = RuleBook::of([set]).unwrap();
    authority::approve_rules(&house.store, &book).await;
    house.wait(TO_APRIL);
    for role in [HeadOfSend, Moderator] {
        let mut browser = house.signed_in(role).await;
        for page in ["/", "/oversight", "/oversight/baseline"] {
            browser.get(page).await.says(&[
                "No baseline watches the rule set now in force, exampleshire/2027-04-01",
                "a head of SEND freezes a new one",
            ]);
        }
    }
    let mut caseworker = house.signed_in(Caseworker).await;
    caseworker
        .get("/")
        .await
        .says_nothing_of(&["No baseline watches"]);
}

#[tokio::test]
async fn timeliness_counts_each_limit_in_its_quarter() {
    let house = House::open().await;
    let request = |day: i8, decided| Request {
        child: house.authority.zofia.clone(),
        received_on: date(2026, 1, day),
        source: None,
        in_youth_accommodation: false,
        outcome: Some("N".to_owned()),
        outcome_on: Some(decided),
        mediation: false,
        tribunal: false,
        week_6_exception: None,
    };
    let mut tx = house.store.begin().await.unwrap();
    let requests = [request(1, date(2026, 2, 12)), request(2, date(2026, 2, 14))];
    milestone::save_requests(&mut tx, &requests).await.unwrap();
    tx.commit().await.unwrap();
    let mut head = house.signed_in(HeadOfSend).await;
    head.get("/oversight/timeliness").await.says(&[
        "Decision whether to assess, by week 6",
        "1 of 2 in time, 50%",
        "January to March 2026 (2)",
        "No such day has come in the last two years.",
    ]);
    let file = head
        .get("/oversight/timeliness/file?limit=assessment-decision")
        .await;
    assert!(
        // Every standing has its column, counted or not: in time, by an exception, late, overdue.
        file.body.contains("January to March 2026,1,0,1,0"),
        "{}",
        file.body
    );
    let none = head.get("/oversight/timeliness/file?limit=tomorrow").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    // A figure leads to whose it is: a restricted record's only for who may open it.
    let mut tx = house.store.begin().await.unwrap();
    let hidden = Request {
        child: house.authority.restricted.clone(),
        ..request(3, date(2026, 2, 20))
    };
    milestone::save_requests(&mut tx, &[hidden]).await.unwrap();
    tx.commit().await.unwrap();
    let late = "/oversight/timeliness/children?limit=assessment-decision&stands=late";
    let summary = head.get("/oversight/timeliness").await;
    assert!(summary.body.contains(&late.replace('&', "&amp;")) || summary.body.contains(late));
    let list = head.get(late).await;
    list.says(&["Zofia Łęcka", "13 February 2026", "14 February 2026"]);
    let restricted = format!("/children/{}\"", house.authority.restricted);
    assert!(list.body.contains(&restricted));
    let mut moderator = house.signed_in(Moderator).await;
    let list = moderator.get(late).await;
    list.says(&[
        "Zofia Łęcka",
        "is counted under Timeliness and not listed here",
    ]);
    assert!(!list.body.contains(&restricted));
    moderator
        .get("/oversight/timeliness/children?limit=final-plan")
        .await
        .says(&["There is none that you may open"]);
    let wrong = head
        .get("/oversight/timeliness/children?stands=in-time")
        .await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
}

async fn equality_hides_small_numbers_or_the_whole_table(house: House) {
    let mut head = house.signed_in(HeadOfSend).await;
    // Bands D, F and C have one child each, and all children are of one group: nothing less than all must be hidden.
    let withheld = head.get("/oversight/equality?by=ethnicity").await;
    withheld.says(&["So few children are counted here"]);
    assert!(!withheld.body.contains("<svg role"), "no picture either");
    let trail = house.trail().await;
    assert_eq!(
        (trail[0].0.as_str(), trail[0].1.as_str()),
        ("analysis-viewed", "equality")
    );

    let mut tx = house.store.begin().await.unwrap();
    for (person, code) in [
        (&house.authority.zofia, "WBRI"),
        (&house.authority.ben, "BCRB"),
    ] {
        child::save_ethnicity(&mut tx, person, Some(code))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let file = head.get("/oversight/equality/file?by=ethnicity").await;
    for line in file.body.lines().skip(1) {
        let shown: Vec<&str> = line.split(',').skip(1).collect();
        let small = |number: &&&str| ["1", "2", "3", "4"].contains(*number);
        assert_eq!(shown.iter().filter(small).count(), 0, "{line}");
    }
    let wrong = head.get("/oversight/equality?by=name").await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
}
