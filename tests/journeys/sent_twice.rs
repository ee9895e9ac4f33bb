//! Forms that are sent twice, and forms that come after somebody else's: one thing is made, and nobody's answers are lost.

use axum::http::StatusCode;
use jiff::civil::date;
use send_banding::access::Role::{
    Administrator, Caseworker, FinanceOfficer, HeadOfSend, Moderator,
};
use send_banding::store::plan::{self, Plan};
use send_banding::store::{budget, placement, scenario, section_251_figure};

use crate::double_scoring::with_role;
use crate::imports::{HEADINGS, give};
use crate::payments::CALENDAR;
use crate::rig::{Answer, House};
use crate::scoring::{AGREE, conclusion, judged, rules, sent};
use crate::{costs, sample};

on_both!(
    a_form_that_is_sent_again_makes_no_second_thing,
    who_sets_a_calendar_second_sees_both,
    who_enters_a_figure_second_sees_both,
    who_decides_second_sees_both,
    who_decides_twice_is_led_where_the_first_form_led,
    a_profile_that_is_sent_again_is_sent_once,
    an_extract_that_is_imported_again_is_imported_once,
);

/// What a hidden field of a page holds.
fn hidden(page: &Answer, name: &str) -> String {
    let rest = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1);
    rest.unwrap().split('"').next().unwrap().to_owned()
}

async fn a_form_that_is_sent_again_makes_no_second_thing(house: House) {
    let placed = costs::independent(&house).await;
    let mut officer = house.signed_in(FinanceOfficer).await;
    let child = &house.authority.ben;
    let new = format!("/children/{child}/placements/{}/costs/new", placed.id);
    let line = [
        ("kind", "fee"),
        ("net", "18,500.00"),
        ("per", "term"),
        ("vat", "3700"),
        ("from-day", "1"),
        ("from-month", "9"),
        ("from-year", "2026"),
        ("to-day", "31"),
        ("to-month", "8"),
        ("to-year", "2027"),
        ("order", "PO 99"),
        ("notice", "12"),
    ];
    let moved = [
        ("from-line", "1.2.5"),
        ("to-line", "1.2.1"),
        ("amount", "250.50"),
        ("reason", "More plans than planned"),
    ];
    let dear = [("prices", "10"), ("name", "Dear years")];
    let forms = [
        (new.as_str(), &line[..], ("net", "18600")),
        (
            "/high-needs/monitoring/2026-27/virements",
            &moved,
            ("amount", "9"),
        ),
        ("/high-needs/scenarios/new", &dear, ("prices", "11")),
    ];
    for (path, fields, changed) in forms {
        let key = hidden(&officer.get(path).await, "key");
        let mut fields = [&[("key", key.as_str())], fields].concat();
        let first = officer.post(path, &fields).await.location().to_owned();
        let again = officer.post(path, &fields).await;
        assert_eq!(again.location(), first, "{path}");
        // The key of one thing is not another's.
        for field in &mut fields {
            if field.0 == changed.0 {
                field.1 = changed.1;
            }
        }
        let other = officer.post(path, &fields).await;
        assert_eq!(other.status, StatusCode::CONFLICT, "{path}");
        fields[0].1 = "no key";
        let forged = officer.post(path, &fields).await;
        assert_eq!(forged.status, StatusCode::BAD_REQUEST, "{path}");
    }
    let mut tx = house.store.read().await.unwrap();
    let lines = placement::cost_lines_of(&mut tx, child).await.unwrap();
    let lines = lines.iter().filter(|line| line.placement == placed.id);
    assert_eq!(lines.count(), 1);
    let year = date(2026, 4, 1);
    assert_eq!(budget::virements(&mut tx, year).await.unwrap().len(), 1);
    assert_eq!(scenario::latest(&mut tx).await.unwrap().len(), 1);
}

async fn who_sets_a_calendar_second_sees_both(house: House) {
    let path = "/payments/2026/calendar";
    let mut first = house.signed_in(FinanceOfficer).await;
    let stale = hidden(&first.get(path).await, "seen");
    assert_eq!(stale, "");
    first.post(path, &CALENDAR).await.location();
    // The same form once more says the same and changes nothing.
    let set = |house: &House| {
        let store = house.store.clone();
        async move {
            let mut tx = store.read().await.unwrap();
            let year = date(2026, 4, 1);
            let kept = send_banding::store::payment::calendar_of(&mut tx, year).await;
            kept.unwrap().unwrap()
        }
    };
    let kept = set(&house).await;
    house.wait(60);
    first.post(path, &CALENDAR).await.location();
    assert_eq!(set(&house).await, kept);
    let mut other = CALENDAR.to_vec();
    other[1].1 = "21";
    let lost = first.post(path, &other).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    // The first period is paid on 15 April as it is kept; the form holds what was sent.
    lost.says(&[
        "Somebody set this calendar after you opened it",
        "15 April 2026",
    ]);
    lost.holds(&["value=\"21\""]);
    assert_eq!(set(&house).await, kept);
    let seen = hidden(&lost, "seen");
    other.push(("seen", &seen));
    first.post(path, &other).await.location();
    assert_eq!(set(&house).await.pay_days[0], date(2026, 4, 22));
}

async fn who_enters_a_figure_second_sees_both(house: House) {
    let path = "/high-needs/section-251/2026-27/lines/1.2.1";
    let mut officer = house.signed_in(FinanceOfficer).await;
    let seen = hidden(&officer.get(path).await, "seen");
    let entered = |seen: &str, gross: &str| {
        let fields = [
            ("seen", seen),
            ("kind", "budget"),
            ("phase", "special"),
            ("gross", gross),
            ("note", "Budget return (invented)"),
        ];
        fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let fields = entered(&seen, "1000");
    let fields = fields.each_ref().map(|(a, b)| (a.as_str(), b.as_str()));
    for _ in 0..2 {
        assert_eq!(officer.post(path, &fields).await.location(), path);
    }
    let other = entered(&seen, "2000");
    let other = other.each_ref().map(|(a, b)| (a.as_str(), b.as_str()));
    let lost = officer.post(path, &other).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    lost.says(&["What was entered before yours", "£1,000.00"]);
    lost.holds(&["value=\"2000\""]);
    let count = |house: &House| {
        let store = house.store.clone();
        async move {
            let mut tx = store.read().await.unwrap();
            let all = section_251_figure::history(&mut tx, "2026-27", "1.2.1").await;
            all.unwrap().len()
        }
    };
    assert_eq!(count(&house).await, 1);
    let anew = entered(&hidden(&lost, "seen"), "2000");
    let anew = anew.each_ref().map(|(a, b)| (a.as_str(), b.as_str()));
    officer.post(path, &anew).await.location();
    assert_eq!(count(&house).await, 2);
}

async fn who_decides_second_sees_both(house: House) {
    let mut scorer = house.signed_in(Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let path = format!("/decisions/{id}");
    let mut first = house.signed_in(Moderator).await;
    judged(&mut first, &path).await;
    let mut second = house.signed_in(HeadOfSend).await;
    judged(&mut second, &path).await;
    first.post(&path, &conclusion("2", &AGREE)).await.location();
    let back = [
        ("no-conflict", "yes"),
        ("outcome", "back"),
        ("back-reason", "Look at <b>Hearing</b> again"),
    ];
    let lost = second.post(&path, &conclusion("2", &back)).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    lost.says(&[
        "What is kept",
        "It was decided",
        "What you sent",
        "Send the profile back",
        "Look at <b>Hearing</b> again",
        // Of the decision, and not of the award that is in force today.
        "1 October 2026",
    ]);
    lost.says_nothing_of(&["<b>Hearing", "1 April 2026"]);
}

async fn who_decides_twice_is_led_where_the_first_form_led(house: House) {
    let mut scorer = house.signed_in(Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let path = format!("/decisions/{id}");
    let mut officer = house.signed_in(Moderator).await;
    judged(&mut officer, &path).await;
    let count = async |action: &str| {
        let trail = house.trail().await;
        trail.iter().filter(|entry| entry.0 == action).count()
    };
    let individual = [
        ("no-conflict", "yes"),
        ("section-f", "no"),
        ("outcome", "individual"),
        ("individual-note", "Two adults at all times"),
    ];
    for _ in 0..2 {
        let found = officer.post(&path, &conclusion("2", &individual)).await;
        assert_eq!(found.location(), format!("{path}/amount"));
    }
    assert_eq!(count("individual-amount-needed").await, 1);
    for _ in 0..2 {
        let done = officer.post(&path, &conclusion("2", &AGREE)).await;
        assert_eq!(done.location(), format!("{path}/done"));
    }
    assert_eq!(count("decision-made").await, 1);
    let later = AGREE.map(|(name, value)| match name {
        "from-day" => (name, "2"),
        _ => (name, value),
    });
    let other = officer.post(&path, &conclusion("2", &later)).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    other.says(&["You decided this already", "1 October 2026", "2/10/2026"]);
    other.says_nothing_of(&["Somebody else"]);
}

async fn a_profile_that_is_sent_again_is_sent_once(house: House) {
    let mut scorer = house.signed_in(Caseworker).await;
    let id = sent(&mut scorer, &house, "1").await;
    let path = format!("/scoring/{id}/check");
    let asked = rules().questions.iter();
    let asked: Vec<String> = asked.map(|one| format!("answer-{}", one.id)).collect();
    let answered = |answer: &'static str| {
        let answers = asked.iter().map(move |field| (field.as_str(), answer));
        [("version", "9")].into_iter().chain(answers)
    };
    let same: Vec<_> = answered("No reason to change").collect();
    let again = scorer.post(&path, &same).await;
    let record = format!("/children/{}", house.authority.ben);
    assert_eq!(again.location(), record);
    // With other answers it is no such form; and the page that says so leaves the success to the page that it is for.
    let other: Vec<_> = answered("Something else").collect();
    let other = scorer.post(&path, &other).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    other.says_nothing_of(&["Success", "The profile was sent"]);
    let nowhere = scorer.get("/scoring/nowhere").await;
    nowhere.says_nothing_of(&["Success"]);
    scorer.get(&record).await.says(&["The profile was sent"]);
    scorer
        .get(&record)
        .await
        .says_nothing_of(&["The profile was sent"]);
    let trail = house.trail().await;
    let sent = trail.iter().filter(|entry| entry.0 == "profile-sent");
    assert_eq!(sent.count(), 1);
    // It is nobody else's.
    with_role(&house, "commissioner", Caseworker).await;
    let mut colleague = house.signed_in_as("commissioner").await;
    let theirs = colleague.post(&path, &same).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
}

async fn an_extract_that_is_imported_again_is_imported_once(house: House) {
    let mut administrator = house.signed_in(Administrator).await;
    let seen = format!("{HEADINGS}EX-1002,Okoro,Benjamin,15/06/2014,,,,,,\n");
    let at = give(&mut administrator, "", &seen).await;
    let at = at.location().to_owned();
    let shown = hidden(&administrator.get(&at).await, "shown");
    let fields = [("shown", shown.as_str())];
    let run = administrator.post(&at, &fields).await.location().to_owned();
    let again = administrator.post(&at, &fields).await;
    assert_eq!(again.location(), run);
    administrator.get(&run).await.says(&["1 row was read"]);
    let trail = house.trail().await;
    let imported = trail.iter().filter(|entry| entry.0 == "caseload-imported");
    assert_eq!(imported.count(), 1, "{trail:?}");
}

#[tokio::test]
async fn nobody_is_forgotten_by_a_list_that_has_changed() {
    const HERE: &str = "/administration/retention";
    let house = House::open().await;
    let ended = async |reference: &str| {
        let mut tx = house.store.begin().await.unwrap();
        let child = sample::keep_child(&mut tx, reference, "Ana", "Ash").await;
        let ended = Plan {
            starts_on: Some(date(2005, 9, 1)),
            ceased_on: Some(date(2010, 7, 31)),
            ..sample::plan(&child.unwrap().id)
        };
        plan::insert_all(&mut tx, &[ended]).await.unwrap();
        tx.commit().await.unwrap();
    };
    ended("EX-0001").await;
    let mut administrator = house.signed_in(Administrator).await;
    let due = administrator.get(&format!("{HERE}?years=7")).await;
    let shown = hidden(&due, "shown");
    ended("EX-0002").await;
    let fields = [("years", "7"), ("shown", shown.as_str())];
    let stale = administrator.post(HERE, &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.says(&["nobody was forgotten", "2 children are due", "EX-0002"]);
    let shown = hidden(&stale, "shown");
    let fields = [("years", "7"), ("shown", shown.as_str())];
    administrator.post(HERE, &fields).await.location();
    administrator
        .get(HERE)
        .await
        .says(&["2 children were forgotten"]);
    // Sent again, it is of a list that is no more.
    let again = administrator.post(HERE, &fields).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    again.says(&["Nobody is due"]);
}
