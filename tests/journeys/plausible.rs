//! Dates and amounts that cannot be are refused beside their fields, what is unusual is confirmed, and what makes an award is
//! checked before it is kept.

use axum::http::StatusCode;
use send_banding::access::Role;
use send_banding::store::{award, decision, plan};

use crate::rig::{Answer, Browser, House};
use crate::scoring::{AGREE, conclusion, hidden, judged, sent};

on_both!(
    a_decision_is_checked_before_it_is_made,
    an_order_is_checked_before_it_is_entered,
);

/// Everything that a decision or an order of Ben would add to.
async fn kept(house: &House) -> (usize, usize, u32) {
    let mut tx = house.store.read().await.unwrap();
    let ben = &house.authority.ben;
    let awards = award::all_of(&mut tx, ben).await.unwrap().len();
    let decisions = decision::all_of(&mut tx, ben).await.unwrap().len();
    let open = plan::open_of(&mut tx, ben).await.unwrap().unwrap();
    let version = plan::latest_version(&mut tx, &open.id).await.unwrap();
    (awards, decisions, version.unwrap().number)
}

/// The fields with some of them as they are given here, in their place.
fn with<'a>(
    fields: &[(&'a str, &'a str)],
    other: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let names: Vec<&str> = other.iter().map(|(name, _)| *name).collect();
    let kept = fields.iter().filter(|(name, _)| !names.contains(name));
    kept.chain(other).copied().collect()
}

/// The hidden fields of a page of answers.
fn going_on(page: &Answer) -> Vec<(String, String)> {
    let fields = page.body.split("<input type=\"hidden\" name=\"").skip(1);
    let plain = |text: &str| {
        text.replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
    };
    fields
        .map(|field| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            (name.to_owned(), plain(rest.split('"').next().unwrap()))
        })
        .collect()
}

/// Presses a button of a page of answers.
async fn pressed(
    browser: &mut Browser<'_>,
    path: &str,
    page: &Answer,
    button: (&str, &str),
) -> Answer {
    let fields = going_on(page);
    let mut fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fields.push(button);
    browser.post(path, &fields).await
}

async fn a_decision_is_checked_before_it_is_made(house: House) {
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let path = format!("/decisions/{id}");
    let mut moderator = house.signed_in(Role::Moderator).await;
    judged(&mut moderator, &path).await;
    let before = kept(&house).await;
    let first = with(&conclusion("2", &AGREE), &[("checked", "")]);
    let check = moderator.post(&path, &first).await;
    assert_eq!(check.status, StatusCode::OK);
    check.says(&[
        "Check your answers",
        "What the rules come to is agreed",
        "Band F",
        "Amount £7,200.00 a year",
        "Funded from 1 October 2026",
        "Last day funded No end date",
        "Full-time equivalent (FTE) 0.6",
        "The child’s school today Oak Hill Special School",
        "Oak Hill Special School: £7,200.00 a year from 1 October 2026, with no end date, priced as “State special school”.",
        "Band F, £12,000.00 a year, to Oak Hill Special School: ends, with 30 September 2026 as its last day.",
        "Difference £4,800.00 a year less than before, from the first day on.",
        "What is due for 2026-27 is in no payment run",
    ]);
    assert_eq!(kept(&house).await, before, "nothing is kept yet");
    let trail = house.trail().await;
    assert!(trail.iter().all(|(action, ..)| action != "decision-made"));
    // The form comes back as it was typed.
    let form = pressed(&mut moderator, &path, &check, ("step", "change")).await;
    assert_eq!(form.status, StatusCode::OK);
    assert_eq!(hidden(&form, "version"), "2");
    form.says(&["Your decision"]);
    assert!(form.body.contains("value=\"2026\""), "{}", form.body);
    let done = pressed(&mut moderator, &path, &check, ("checked", "yes")).await;
    assert_eq!(done.location(), format!("{path}/done"));
    assert_eq!(kept(&house).await, (before.0 + 1, before.1 + 1, before.2));
}

#[tokio::test]
async fn a_decision_of_an_impossible_day_is_refused_and_an_unusual_one_is_confirmed() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let path = format!("/decisions/{id}");
    let mut moderator = house.signed_in(Role::Moderator).await;
    judged(&mut moderator, &path).await;
    let before = kept(&house).await;
    let whole = conclusion("2", &AGREE);
    // Today is 1 September 2026; Ben was born on 15 June 2014 and is placed since 1 September 2024.
    for ((day, month, year), words) in [
        (
            ("1", "9", "2096"),
            "Funded from must be 1 March 2028 or earlier",
        ),
        (
            ("2", "3", "2028"),
            "Funded from must be 1 March 2028 or earlier",
        ),
        (
            ("14", "6", "2014"),
            "Funded from must not be before the child was born",
        ),
        (
            ("1", "12", "1990"),
            "Funded from must be between 1 January 2000 and 31 December 2100",
        ),
        (
            ("31", "8", "2024"),
            "Confirm that the funding begins before the placement, which began on 1 September 2024",
        ),
    ] {
        let day = [
            ("from-day", day),
            ("from-month", month),
            ("from-year", year),
        ];
        let refused = moderator.post(&path, &with(&whole, &day)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        refused.says(&[words]);
        assert!(refused.body.contains("Error: "), "{words}");
        assert_eq!(kept(&house).await, before, "{words}");
    }
    // A tick does not make what cannot be.
    let impossible = with(&whole, &[("from-year", "2096"), ("confirmed", "yes")]);
    let refused = moderator.post(&path, &impossible).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(kept(&house).await, before);
    let early = [
        ("from-day", "31"),
        ("from-month", "8"),
        ("from-year", "2024"),
        ("confirmed", "yes"),
    ];
    let done = moderator.post(&path, &with(&whole, &early)).await;
    assert_eq!(done.location(), format!("{path}/done"));
}

/// An order of 10 August 2026 by an amount, not checked yet.
fn order(plan: &str) -> Vec<(&str, &str)> {
    vec![
        ("plan", plan),
        ("no-conflict", "yes"),
        ("ordered-day", "10"),
        ("ordered-month", "8"),
        ("ordered-year", "2026"),
        ("comply-day", "14"),
        ("comply-month", "9"),
        ("comply-year", "2026"),
        ("change", "Speech therapy weekly, & <b>nights</b>"),
        ("funding", "amount"),
        ("amount", "52,000"),
        ("from-day", "1"),
        ("from-month", "6"),
        ("from-year", "2026"),
        ("fte", "1"),
    ]
}

async fn an_order_is_checked_before_it_is_entered(house: House) {
    let mut moderator = house.signed_in(Role::Moderator).await;
    let record = format!("/children/{}", house.authority.ben);
    let path = format!("{record}/tribunal-order");
    let plan = hidden(&moderator.get(&path).await, "plan");
    let before = kept(&house).await;
    let check = moderator.post(&path, &order(&plan)).await;
    assert_eq!(check.status, StatusCode::OK);
    check.says(&[
        "Check your answers",
        "Day of the order 10 August 2026",
        "Amount £52,000.00 a year",
        "Funded from 1 June 2026",
        "& <b>nights</b>",
    ]);
    assert!(!check.body.contains("<b>nights"));
    assert_eq!(kept(&house).await, before, "nothing is kept yet");
    let form = pressed(&mut moderator, &path, &check, ("step", "change")).await;
    assert_eq!(form.status, StatusCode::OK);
    form.says(&["Enter a tribunal’s order"]);
    assert!(form.body.contains("value=\"52,000\""));
    let done = pressed(&mut moderator, &path, &check, ("checked", "yes")).await;
    assert_eq!(done.location(), record);
    assert_eq!(
        kept(&house).await,
        (before.0 + 1, before.1 + 1, before.2 + 1)
    );
}

#[tokio::test]
async fn an_order_to_come_and_an_amount_beyond_belief_are_refused() {
    let house = House::open().await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    let record = format!("/children/{}", house.authority.ben);
    let path = format!("{record}/tribunal-order");
    let plan = hidden(&moderator.get(&path).await, "plan");
    let whole = with(
        &order(&plan),
        &[("checked", "yes"), ("comply-year", "2097")],
    );
    let before = kept(&house).await;
    for (other, words) in [
        (
            vec![("ordered-year", "2096")],
            "The day of the order must not be after today",
        ),
        (
            vec![("ordered-day", "2"), ("ordered-month", "9")],
            "The day of the order must not be after today",
        ),
        (
            vec![("from-year", "2096")],
            "Funded from must be 1 March 2028 or earlier",
        ),
        (
            vec![("amount", "99,999,999,999")],
            "The amount of a year must be £5,000,000 or less",
        ),
        (
            vec![("amount", "5,000,000.01"), ("confirmed", "yes")],
            "The amount of a year must be £5,000,000 or less",
        ),
        (
            vec![("amount", "500,000.01")],
            "Confirm that £500,000.01 a year is right, which is above £500,000",
        ),
    ] {
        let refused = moderator.post(&path, &with(&whole, &other)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        refused.says(&[words]);
        assert_eq!(kept(&house).await, before, "{words}");
    }
    let large = [("amount", "500,000.01"), ("confirmed", "yes")];
    let done = moderator.post(&path, &with(&whole, &large)).await;
    assert_eq!(done.location(), record);
}

#[tokio::test]
async fn a_proposal_beyond_belief_is_not_kept() {
    let house = House::open().await;
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let path = format!("/decisions/{id}");
    let mut moderator = house.signed_in(Role::Moderator).await;
    judged(&mut moderator, &path).await;
    let individual = [
        ("no-conflict", "yes"),
        ("section-f", "no"),
        ("outcome", "individual"),
        ("individual-note", "Two adults at all times"),
    ];
    let path = format!("{path}/amount");
    let next = moderator
        .post(
            path.trim_end_matches("/amount"),
            &conclusion("2", &individual),
        )
        .await;
    assert_eq!(next.location(), path);
    let amount = [
        ("version", "2"),
        ("no-conflict", "yes"),
        ("section-f", "yes"),
        ("reason", "Two adults at all times"),
        ("from-day", "1"),
        ("from-month", "10"),
        ("from-year", "2026"),
    ];
    for (typed, words) in [
        (
            "99,999,999,999",
            "The amount of a year must be £5,000,000 or less",
        ),
        (
            "600,000",
            "Confirm that £600,000.00 a year is right, which is above £500,000",
        ),
    ] {
        let refused = moderator
            .post(&path, &with(&amount, &[("amount", typed)]))
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        refused.says(&[words]);
        moderator.get(&path).await.says_nothing_of(&["proposed £"]);
    }
    let confirmed = with(&amount, &[("amount", "600,000"), ("confirmed", "yes")]);
    let page = moderator.post(&path, &confirmed).await;
    page.says(&[
        "Check your answers",
        "£600,000.00 a year from 1 October 2026, with no end date",
        "What was funded before",
    ]);
    let confirmed = with(&confirmed, &[("checked", "yes")]);
    assert_eq!(
        moderator.post(&path, &confirmed).await.location(),
        "/decisions"
    );
}

#[tokio::test]
async fn a_correction_of_a_day_outside_its_award_is_refused_to_the_school() {
    let house = House::open().await;
    let mut manager = house.signed_in(Role::BusinessManager).await;
    let path = format!("/awards/{}/correction", house.authority.zofias_award);
    let day = |kind: &'static str, [day, month, year]: [&'static str; 3]| {
        let field = match kind {
            "left" => ["left-day", "left-month", "left-year"],
            "started" => ["started-day", "started-month", "started-year"],
            _ => ["since-day", "since-month", "since-year"],
        };
        vec![
            ("version", "1"),
            ("kind", kind),
            ("share", "0.5"),
            (field[0], day),
            (field[1], month),
            (field[2], year),
        ]
    };
    // The award runs from 1 April 2026 to 14 March 2027.
    for (fields, words) in [
        (
            day("left", ["31", "3", "2026"]),
            "The day must be within the award, which runs from 1 April 2026 to 14 March 2027",
        ),
        (
            day("left", ["15", "3", "2027"]),
            "The day must be within the award",
        ),
        (
            day("share", ["15", "3", "2096"]),
            "The day must be within the award",
        ),
        (
            day("started", ["15", "3", "2027"]),
            "The first day must be before the award ends on 14 March 2027, and after the child was born",
        ),
        (
            day("started", ["1", "9", "2013"]),
            "after the child was born",
        ),
        (
            day("left", ["1", "12", "1990"]),
            "Last day must be between 1 January 2000 and 31 December 2100",
        ),
    ] {
        let refused = manager.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        refused.says(&[words]);
    }
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let list = caseworker.get("/corrections").await;
    list.says_nothing_of(&["Łęcka"]);
    let inside = day("left", ["13", "3", "2027"]);
    manager.post(&path, &inside).await.location();
}
