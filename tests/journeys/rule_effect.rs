//! The effect of a draft on the live cohort, and values to a target, without script.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use send_banding::access::Role;
use send_banding::money::Money;
use send_banding::needs::{Level, NeedsProfile};
use send_banding::service::rule_book;
use send_banding::store::profile::{self, ProfileState};

use crate::rig::{Browser, House};
use crate::rules::draft_of_2027;
use crate::sample;
use crate::scoring::hidden;

/// Agrees a whole profile for each of three children: low, high and between.
async fn score(house: &House) {
    let authority = &house.authority;
    let rules = rule_book()
        .named(&"exampleshire/2026-04-01".parse().unwrap())
        .unwrap();
    let mut tx = house.store.begin().await.unwrap();
    for (child, level) in [
        (&authority.zofia, 1),
        (&authority.ben, 3),
        (&authority.restricted, 2),
    ] {
        let (head, mut version) =
            sample::profile(child, &authority.caseworker, ProfileState::Agreed);
        let levels: BTreeMap<_, _> = rules
            .domains()
            .map(|domain| (domain.id.clone(), Level::new(level)))
            .collect();
        version.needs = NeedsProfile::of_levels(levels);
        profile::insert_all(&mut tx, &[(head, version)])
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

/// A draft whose highest mainstream values are lower.
async fn cheaper(owner: &mut Browser<'_>) -> String {
    let draft = draft_of_2027(owner).await;
    let path = format!("{draft}/files/scheme.toml");
    let page = owner.get(&path).await;
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/banding-rules/exampleshire/2026-04-01"
    );
    let text = std::fs::read_to_string(format!("{folder}/scheme.toml")).unwrap();
    let text = text
        .replace("2027-", "2028-")
        .replace("2026-", "2027-")
        .replace("H = \"16640\"", "H = \"15000\"");
    let version = hidden(&page, "version");
    let fields = [("version", version.as_str()), ("text", text.as_str())];
    owner.post(&path, &fields).await.location();
    draft
}

#[tokio::test]
async fn an_owner_sees_a_drafts_effect_and_the_head_sees_which_children() {
    let house = House::open().await;
    score(&house).await;
    let mut owner = house.signed_in(Role::RulesOwner).await;
    let draft = cheaper(&mut owner).await;
    let effect = format!("{draft}/effect");
    let link = format!("href=\"{effect}\"");
    assert!(owner.get(&draft).await.body.contains(&link));
    let page = owner.get(&effect).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    page.says(&[
        "exampleshire/2026-04-01",
        "exampleshire/2027-04-01",
        "From which band to which",
        "Top-up a year by setting",
        "no award changes by it",
        "moves the cohort further than is expected",
        "You open no child’s record, so numbers from 1 to 4 are not shown",
        "Withheld: its small numbers could be worked out from the rest",
    ]);
    // Three children in all: no school, need, setting or band of them, and no child's move.
    page.says_nothing_of(&[
        "EX-1002",
        "Oak Hill",
        "Largest losses",
        "Profound and multiple",
    ]);
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let seen = head.get(&effect).await;
    seen.says(&["EX-1002", "Largest losses", "Oak Hill Special School"]);
    // A restricted record is never named in a list.
    seen.says_nothing_of(&["EX-1003"]);
    for (name, kind) in [
        ("schools.csv", "text/csv"),
        ("matrix.csv", "text/csv"),
        ("effect.xlsx", "spreadsheetml"),
    ] {
        let file = owner.get(&format!("{effect}/{name}")).await;
        assert_eq!(file.status, StatusCode::OK, "{name}");
        let found = file.headers["content-type"].to_str().unwrap();
        assert!(found.contains(kind), "{found}");
        file.says_nothing_of(&["EX-1002", "Oak Hill"]);
    }
    for name in ["losses.csv", "gains.csv", "bands.csv"] {
        let path = format!("{effect}/{name}");
        let withheld = owner.get(&path).await;
        assert_eq!(withheld.status, StatusCode::NOT_FOUND, "{name}");
        assert_eq!(head.get(&path).await.status, StatusCode::OK, "{name}");
    }
    let nothing = owner.get(&format!("{effect}/names.csv")).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    let trail = house.trail().await;
    let compared = trail
        .iter()
        .filter(|(action, ..)| action == "rules-compared");
    assert_eq!(compared.count(), 11);
}

#[tokio::test]
async fn values_to_a_target_become_a_draft_and_nothing_else() {
    let house = House::open().await;
    score(&house).await;
    let mut owner = house.signed_in(Role::RulesOwner).await;
    let draft = cheaper(&mut owner).await;
    let values = format!("{draft}/values");
    owner
        .get(&values)
        .await
        .says(&["No value falls by more than"]);
    let wrong = owner
        .post(
            &values,
            &[
                ("change", "lots"),
                ("unit", "10"),
                ("fall", "5"),
                ("rise", "5"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says(&["Enter the change in pounds"]);
    assert!(wrong.body.contains("value=\"lots\""));

    let asked = [
        ("change", "0"),
        ("unit", "10"),
        ("fall", "5"),
        ("rise", "50"),
    ];
    let found = owner.post(&values, &asked).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text());
    found.says(&[
        "The values found",
        "met to the penny",
        "Nothing nearer can be reached",
    ]);
    let seen = hidden(&found, "seen");
    let with = |seen: &str| {
        let mut fields: Vec<(&str, String)> = asked
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        fields.push(("confirmed", "yes".to_owned()));
        fields.push(("seen", seen.to_owned()));
        fields
    };
    fn plain<'a>(fields: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
        fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }
    // Values that cost something else than was shown are shown again, and not written.
    let unseen = owner.post(&values, &plain(&with("0.01"))).await;
    assert_eq!(unseen.status, StatusCode::OK);
    unseen.says(&["The values found"]);
    let written = owner.post(&values, &plain(&with(&seen))).await;
    let new = written.location().to_owned();
    assert_ne!(new, draft);
    owner
        .get(&new)
        .await
        .says(&["Being written", "exampleshire/2027-04-01"]);
    let cost: Money = seen.parse().unwrap();
    let effect = owner.get(&format!("{new}/effect")).await;
    effect.says(&[&cost.to_string(), "The total changes by 0%"]);
    // What is in force is as it was: the new values are a draft and nothing else.
    owner.get("/rules").await.says_nothing_of(&["2027-04-01"]);

    let mut head = house.signed_in(Role::HeadOfSend).await;
    assert_eq!(head.get(&values).await.status, StatusCode::FORBIDDEN);
    let refused = head.post(&values, &plain(&with(&seen))).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
