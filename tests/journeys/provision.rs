//! Rules that cost provision and have no bands: a school asks for it, a caseworker scores it, an officer agrees the amount.

use axum::http::StatusCode;
use send_banding::access::Role;
use send_banding::rules::{RuleBook, RuleFile, RuleSet, read};
use send_banding::store::award::{self, AwardPrice};

use crate::rig::{Browser, House};
use crate::sample;
use crate::scoring::{AGREE, conclusion, hidden, judged};

/// An invented scheme of the journeys' authority: hours a week at a rate, in a mainstream school.
pub const SCHEME: &str = r#"
[scheme]
authority = "exampleshire"
authority_title = "Exampleshire"
title = "Top-up by costed provision (invented)"
version = "1"
invented = true
first_day = 2026-04-01
last_day = 2027-03-31
band_blind = false
missing_level = "refuse"

[source]
title = "Invented for a test"
address = "https://example.org/invented"
note = "Every figure is invented."
illustrative = ["all"]

[model]
kind = "costed_provision"
weeks = "38"

[[provision]]
id = "assistant"
title = "Teaching assistant"
rate = "14"

[[provision]]
id = "therapy"
title = "Speech and language therapy"
rate = "60"
shared = true

[[value_table]]
id = "mainstream"
title = "Mainstream school, a year"
settings = ["MMS"]
kind = "net_top_up"
basis = "year"
scales_with_fte = false
cost_share = "1"

[[not_funded]]
settings = ["MIND", "RPU", "SPEC", "NMSS", "ISS", "AP", "FE", "SPI", "EYP", "EOTAS", "EHE", "NEET", "OTH", "UNK"]
note = "The scheme is for mainstream schools"

[modifiers]
order = []

[rounding]
mode = "half_up"
to = "0.01"
applied = "end"
"#;

/// The rules of a scheme of one file.
pub fn rules(text: &str) -> RuleSet {
    let file = RuleFile {
        name: "scheme.toml".to_owned(),
        text: text.to_owned(),
    };
    read(&[file]).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

async fn house() -> House {
    House::under(RuleBook::of([rules(SCHEME)]).unwrap()).await
}

/// Ten hours of an assistant, and an hour of therapy that three share.
const LINES: [(&str, &str); 5] = [
    ("line-1-kind", "assistant"),
    ("line-1-hours", "10"),
    ("line-2-kind", "therapy"),
    ("line-2-hours", "1"),
    ("line-2-pupils", "3"),
];

async fn saved_provision(browser: &mut Browser<'_>, page: &str, lines: &[(&str, &str)]) -> String {
    let version = hidden(&browser.get(page).await, "version");
    let fields = [&[("version", version.as_str())], lines].concat();
    let done = browser.post(page, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    done.location().to_owned()
}

/// Zofia's SENCO asks for provision, and the caseworker takes the request over; the address of the draft profile.
async fn taken_over(house: &House) -> String {
    let mut senco = house.signed_in(Role::Senco).await;
    let request = format!("/children/{}/support-request", house.authority.zofia);
    let provision = format!("{request}/needs");
    senco
        .get(&request)
        .await
        .says(&["Provision", "Not started"]);
    let version = hidden(&senco.get(&provision).await, "version");
    let wrong = [("version", version.as_str()), ("line-1-hours", "ten")];
    let refused = senco
        .post(&provision, &[&wrong[..], &LINES[..1]].concat())
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.holds(&["value=\"ten\""]);
    assert_eq!(
        saved_provision(&mut senco, &provision, &LINES).await,
        request
    );
    // A page that is older than the last save keeps what was typed and says so.
    let stale = [&[("version", "0")], &LINES[..2]].concat();
    let stale = senco.post(&provision, &stale).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.says(&["You saved this request somewhere else"]);
    let page = senco.get(&request).await;
    page.says(&["Completed"]);
    let version = hidden(&page, "version");
    let words = ("words", "An assistant at all lessons (invented)");
    let why = [("version", version.as_str()), words];
    let why = senco.post(&format!("{request}/why"), &why).await;
    assert_eq!(why.location(), request);
    let version = hidden(&senco.get(&request).await, "version");
    let sent = senco.post(&request, &[("version", &version)]).await;
    assert_eq!(sent.location(), "/support-requests", "{}", sent.text());
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let list = caseworker.get("/support-requests").await;
    let id = list.body.split("href=\"/support-requests/").nth(1).unwrap();
    let asked = format!("/support-requests/{}", id.split('"').next().unwrap());
    caseworker.get(&asked).await.says(&[
        "Provision asked for",
        "Teaching assistant",
        "10 hours a week",
        "1 hour a week, shared by 3 pupils",
    ]);
    let done = caseworker.post(&asked, &[("outcome", "take-over")]).await;
    done.location().to_owned()
}

#[tokio::test]
async fn provision_is_asked_for_scored_and_agreed_without_a_band() {
    let house = house().await;
    let draft = taken_over(&house).await;
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    // Nothing is typed again: the setting is the school's, and the lines are there.
    caseworker
        .get(&format!("{draft}/needs"))
        .await
        .holds(&["value=\"10\"", "value=\"3\""]);
    let check = caseworker.get(&format!("{draft}/check")).await;
    check.says(&[
        "Teaching assistant",
        "10 hours a week",
        "Speech and language therapy",
        "1 hour a week, shared by 3 pupils",
    ]);
    let version = hidden(&check, "version");
    let done = caseworker
        .post(&format!("{draft}/check"), &[("version", &version)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let case = draft.replace("/scoring/", "/decisions/");
    let mut moderator = house.signed_in(Role::Moderator).await;
    // The officer judges the provision itself, before its cost is shown.
    let first = moderator.get(&case).await;
    first.says(&["Teaching assistant", "10 hours a week", "Primary need"]);
    first.says_nothing_of(&["6,080"]);
    judged(&mut moderator, &case).await;
    moderator
        .get(&format!("{case}/compare"))
        .await
        .says(&["These rules judge no levels, by which profiles are likened"]);
    // 10 × £14 × 38 and 1 × £60 × 38 ÷ 3: £5,320 and £760.
    let seen = moderator.get(&case).await;
    seen.says(&["Agree £6,080.00 a year, as the rules come to it"]);
    seen.says_nothing_of(&["Decide another band"]);
    // Each line of provision is asked for by itself, and one of which nobody can say stops the agreement.
    seen.says(&[
        "Teaching assistant: 10 hours a week",
        "Speech and language therapy: 1 hour a week, shared by 3 pupils",
    ]);
    let version = hidden(&seen, "version");
    let bare = moderator.post(&case, &conclusion(&version, &AGREE)).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    bare.holds(&["#section-f-line_1-is", "#section-f-line_2-is"]);
    let lines = |second: &'static str| {
        let lines = [
            ("section-f-line_1-is", "secured"),
            ("section-f-line_2-is", second),
        ];
        [AGREE.as_slice(), &lines].concat()
    };
    let unclear = conclusion(&version, &lines("unclear"));
    let unclear = moderator.post(&case, &unclear).await;
    unclear.says(&["A band cannot be agreed while it is unclear"]);
    let whole = lines("secured");
    let mut to_check = conclusion(&version, &whole);
    to_check[1] = ("checked", "");
    let page = moderator.post(&case, &to_check).await;
    page.says(&[
        "Check your answers",
        "Teaching assistant: 10 hours a week: secured",
    ]);
    let agreed = moderator.post(&case, &conclusion(&version, &whole)).await;
    assert_eq!(
        agreed.location(),
        format!("{case}/done"),
        "{}",
        agreed.text()
    );
    moderator
        .get(agreed.location())
        .await
        .says(&["£6,080.00 a year from 1 October 2026"]);
    let mut tx = house.store.read().await.unwrap();
    let awards = award::all_of(&mut tx, &house.authority.zofia)
        .await
        .unwrap();
    drop(tx);
    let (_, made) = awards
        .iter()
        .find(|(_, terms)| terms.band.is_none())
        .unwrap();
    assert_eq!(made.annual, Some(sample::money(608_000)));
    assert_eq!(
        made.price,
        AwardPrice::Band,
        "the rates of each year price it"
    );
    assert!(made.rule_set.is_some());
    let record = format!("/children/{}", house.authority.zofia);
    caseworker
        .get(&record)
        .await
        .says(&["£6,080.00", "As decided"]);
    let statement = format!("/statements/{}", made.decision);
    moderator.get(&statement).await.says(&["£6,080.00"]);
    let mut senco = house.signed_in(Role::Senco).await;
    senco
        .get("/awards/values")
        .await
        .says(&["No band", "1 October 2026"]);
    senco
        .get(&format!("{record}/needs"))
        .await
        .says(&["Teaching assistant", "10 hours a week"]);
}
