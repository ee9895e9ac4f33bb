//! The statement to a family: printed from a decision, addressed and held back by the record, and what it never says.

use axum::http::StatusCode;
use jiff::civil::date;
use send_banding::access::Role;
use send_banding::explain::Contacts;
use send_banding::store::{child, identity, plan};

use crate::rig::{Answer, Browser, House};
use crate::scoring::{AGREE, conclusion, hidden, judged, sent};

on_both!(
    a_decision_is_told_to_the_family_with_its_arithmetic_and_its_ways_out,
    an_administrator_says_how_families_reach_the_council,
);

/// Where a page's link to a statement leads.
fn statement_of(page: &Answer) -> String {
    let rest = page.body.split("href=\"/statements/").nth(1).unwrap();
    format!("/statements/{}", rest.split('"').next().unwrap())
}

/// Ben's needs scored, decided on and funded; the address of the statement about it.
async fn decided(house: &House, browser: &mut Browser<'_>) -> String {
    let mut scorer = house.signed_in(Role::Caseworker).await;
    let id = sent(&mut scorer, house, "1").await;
    let path = format!("/decisions/{id}");
    judged(browser, &path).await;
    let version = hidden(&browser.get(&path).await, "version");
    let done = browser.post(&path, &conclusion(&version, &AGREE)).await;
    let done = browser.get(done.location()).await;
    statement_of(&done)
}

async fn a_decision_is_told_to_the_family_with_its_arithmetic_and_its_ways_out(house: House) {
    let mut moderator = house.signed_in(Role::Moderator).await;
    let address = decided(&house, &mut moderator).await;
    let page = moderator.get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    // Score 8 + 6 + 8 + 16 = 38 is band D; PMLD's floor makes it F. £12,000 × 0.6.
    page.says(&[
        "To the parent or carer of Ben Okoro",
        "On 1 September 2026 the council decided band F, which is £7,200.00 a year.",
        "from 1 October 2026",
        "decided by a moderator of the council’s SEND team",
        "Hearing: level 1",
        "The money goes to the school, not to the family.",
        "does not limit Section F",
        "£12,000.00 × 0.6 = £7,200.00",
        "Sections B, F and I",
        "Ombudsman",
        "SENDIASS",
        "large print",
        "How to reach us",
        "telephone 01632 960001; e-mail send@example.org; open Monday to Friday, 9am to 5pm",
        "https://example.org/complaints",
        "telephone 01632 960002",
    ]);
    page.says_nothing_of(&["none is set for this council"]);
    assert!(page.body.contains("<title>Statement to the family – "));
    let text = page.text().to_lowercase();
    for never in [
        "caseworker (invented)",
        "appeal the band",
        "assistant",
        "computer",
        "afford",
        "child's",
        "£6,000 for",
        "zofia",
    ] {
        assert!(!text.contains(never), "{never:?} is in {text}");
    }
    assert_eq!(house.trail().await.remove(0).0, "statement-viewed");
    let large = moderator.get(&format!("{address}?size=large")).await;
    large.says(&["Show in ordinary print", "Ben Okoro"]);
    assert!(large.body.contains("app-statement--large"));
    // The child's record leads to the same statement once the award is in force.
    house.wait(40 * 24 * 60 * 60);
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let record = caseworker
        .get(&format!("/children/{}", house.authority.ben))
        .await;
    assert_eq!(statement_of(&record), address);
}

#[tokio::test]
async fn a_young_person_is_written_to_in_their_own_name() {
    let house = House::open().await;
    let mut tx = house.store.begin().await.unwrap();
    let mut who = identity::find(&mut tx, &house.authority.zofia)
        .await
        .unwrap()
        .unwrap();
    // Sixteen in August 2026: compulsory school age ended on 26 June 2026.
    who.birth_date = Some(date(2010, 8, 31));
    identity::save(&mut tx, &who).await.unwrap();
    tx.commit().await.unwrap();
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let address = format!("/statements/{}", house.authority.zofias_decision);
    let page = caseworker.get(&address).await;
    page.says(&[
        "To Zofia Łęcka",
        "You can appeal to the First-tier Tribunal",
    ]);
    page.says_nothing_of(&["parent or carer"]);
}

#[tokio::test]
async fn it_is_held_back_where_the_record_says_so() {
    let house = House::open().await;
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let address = format!("/statements/{}", house.authority.zofias_decision);
    caseworker
        .get(&address)
        .await
        .says(&["To the parent or carer of Zofia Łęcka", "band D"]);

    let mut tx = house.store.begin().await.unwrap();
    let mut looked_after = child::find(&mut tx, &house.authority.zofia)
        .await
        .unwrap()
        .unwrap();
    looked_after.looked_after = true;
    child::update(&mut tx, &looked_after).await.unwrap();
    tx.commit().await.unwrap();
    let held = caseworker.get(&address).await;
    held.says(&["Statement held back", "An authority looks after the child"]);
    held.says_nothing_of(&["£4,680", "app-statement"]);
    assert_eq!(house.trail().await.remove(0).0, "statement-held-back");

    let form = format!("/children/{}/recipients", house.authority.zofia);
    let done = caseworker
        .post(&form, &[("seen", "0"), ("noted", "checked")])
        .await;
    assert_eq!(
        done.location(),
        format!("/children/{}", house.authority.zofia)
    );
    assert_eq!(house.trail().await.remove(0).0, "recipients-noted");
    caseworker.get(&address).await.says(&["band D"]);

    // No check lets one go out about a child who died.
    let mut tx = house.store.begin().await.unwrap();
    let mut ceased = plan::open_of(&mut tx, &house.authority.zofia)
        .await
        .unwrap()
        .unwrap();
    ceased.ceased_on = Some(date(2026, 8, 20));
    ceased.cease_reason = Some("8".to_owned());
    plan::update(&mut tx, &ceased).await.unwrap();
    tx.commit().await.unwrap();
    caseworker
        .get(&address)
        .await
        .says(&["held back", "has died", "The plan has ceased"]);
}

#[tokio::test]
async fn each_note_that_holds_it_back_says_why() {
    let house = House::open().await;
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let address = format!("/statements/{}", house.authority.zofias_decision);
    let form = format!("/children/{}/recipients", house.authority.zofia);
    let notes = [
        ("separated_parents", "The parents live apart"),
        ("social_worker", "The social worker has to be asked"),
        ("died", "has died"),
        ("other", "asked for the recipients to be checked"),
    ];
    for (number, (code, words)) in notes.into_iter().enumerate() {
        let seen = number.to_string();
        head.post(&form, &[("seen", &seen), ("noted", code)])
            .await
            .location();
        head.get(&address).await.says(&["held back", words]);
    }
}

#[tokio::test]
async fn of_two_who_note_the_recipients_one_is_shown_the_others() {
    let house = House::open().await;
    let form = format!("/children/{}/recipients", house.authority.zofia);
    let mut first = house.signed_in(Role::Caseworker).await;
    let mut second = house.signed_in(Role::HeadOfSend).await;
    first
        .post(&form, &[("seen", "0"), ("noted", "social_worker")])
        .await
        .location();
    let lost = second
        .post(&form, &[("seen", "0"), ("noted", "checked")])
        .await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    lost.says(&["Somebody else noted something"]);
    // A replayed form is as stale.
    let replayed = first
        .post(&form, &[("seen", "0"), ("noted", "social_worker")])
        .await;
    assert_eq!(replayed.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn nobody_outside_the_council_opens_one_and_nonsense_is_kept_nowhere() {
    let house = House::open().await;
    let address = format!("/statements/{}", house.authority.zofias_decision);
    for role in [Role::Senco, Role::BusinessManager, Role::FinanceOfficer] {
        let page = house.signed_in(role).await.get(&address).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{role:?}");
        page.says_nothing_of(&["Zofia"]);
        assert_eq!(house.trail().await.remove(0).0, "statement-refused");
    }
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let form = format!("/children/{}/recipients", house.authority.zofia);
    for (nonsense, said) in [
        ("", "Select who may receive statements"),
        (
            "<script>alert(1)</script>",
            "Select who may receive statements",
        ),
        ("checked\0", "control characters"),
        ("' OR 1=1", "Select who may receive statements"),
    ] {
        let answer = caseworker
            .post(&form, &[("seen", "0"), ("noted", nonsense)])
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.says(&[said]);
        answer.says_nothing_of(&["<script>alert"]);
    }
    let answer = caseworker
        .post(&form, &[("seen", "-1"), ("noted", "checked")])
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let restricted = format!("/children/{}/recipients", house.authority.restricted);
    let forged = caseworker
        .post(&restricted, &[("seen", "0"), ("noted", "checked")])
        .await;
    assert_eq!(forged.status, StatusCode::NOT_FOUND);
    let mut senco = house.signed_in(Role::Senco).await;
    let foreign = senco
        .post(&form, &[("seen", "0"), ("noted", "checked")])
        .await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

/// Without contacts the letter has no gaps, and the officer is told why it names nobody to reach.
#[tokio::test]
async fn a_council_that_gave_no_contacts_is_told_so_beside_the_letter() {
    let house = House::with(|settings| settings.contacts = Contacts::default()).await;
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let address = format!("/statements/{}", house.authority.zofias_decision);
    let page = caseworker.get(&address).await;
    page.says(&["none is set for this council", "To the parent or carer of"]);
    page.says_nothing_of(&["How to reach us"]);
}

/// The answers of the form, all blank but the one given.
fn answers<'a>(telephone: &'a str, step: &'a str, seen: &'a str) -> [(&'static str, &'a str); 4] {
    [
        ("send-team-telephone", telephone),
        ("complaints-page", ""),
        ("step", step),
        ("seen", seen),
    ]
}

async fn an_administrator_says_how_families_reach_the_council(house: House) {
    const HERE: &str = "/administration/contacts";
    let mut administrator = house.signed_in(Role::Administrator).await;
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let letter = format!("/statements/{}", house.authority.zofias_decision);
    let page = administrator.get(HERE).await;
    page.says(&["How families reach us", "Nothing was entered here"]);
    let wrong = administrator
        .post(HERE, &answers("ring us", "keep", "0"))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says(&["Telephone of the SEND team is not a telephone number"]);
    // It is looked at first, and nothing is kept by that.
    let preview = administrator
        .post(HERE, &answers("01632 960777", "", "0"))
        .await;
    assert_eq!(preview.status, StatusCode::OK);
    preview.says(&[
        "The SEND team: telephone 01632 960777.",
        "Say this from now on",
    ]);
    caseworker.get(&letter).await.says_nothing_of(&["960777"]);
    let kept = administrator
        .post(HERE, &answers("01632 960777", "keep", "0"))
        .await;
    assert_eq!(kept.location(), HERE);
    administrator.get(HERE).await.says(&[
        "The contacts were changed",
        "The SEND team: telephone 01632 960777.",
        "Entered by",
    ]);
    caseworker
        .get(&letter)
        .await
        .says(&["How to reach us", "The SEND team: telephone 01632 960777."]);
    // Whoever comes second is told, and everything blank gives way to what the server was started with.
    let late = administrator
        .post(HERE, &answers("01632 960778", "keep", "0"))
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.says(&["nothing of yours was kept"]);
    let blank = administrator.post(HERE, &answers("", "", "1")).await;
    blank.says(&["You left everything blank"]);
    assert_eq!(
        administrator
            .post(HERE, &answers("", "keep", "1"))
            .await
            .location(),
        HERE
    );
    administrator
        .get(HERE)
        .await
        .says(&["Nothing was entered here"]);
    caseworker.get(&letter).await.says_nothing_of(&["960777"]);
    let entered = house.trail().await;
    let entered = entered
        .iter()
        .filter(|(action, ..)| action == "contacts-entered");
    assert_eq!(entered.count(), 2);
}
