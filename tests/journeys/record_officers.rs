//! Officers who are named for a restricted record do the whole work on it, and nobody else does any of it.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use send_banding::access::{Role, can_be_named};
use send_banding::ids::UserId;
use send_banding::store::{award, user};

use crate::restriction::asked;
use crate::rig::{Browser, House};
use crate::roles::{Furnished, of_a_child};
use crate::scoring::{AGREE, conclusion, judged, sent};
use crate::{costs, payments, sample};

on_both!(
    a_restricted_child_is_worked_on_by_named_officers_from_score_to_payment,
    naming_is_for_heads_of_send_and_for_a_reason,
);

const NOT_FOUND: StatusCode = StatusCode::NOT_FOUND;

async fn id_of(house: &House, name: &str) -> UserId {
    let mut tx = house.store.read().await.unwrap();
    let found = user::find_by_name(&mut tx, name).await.unwrap();
    found.unwrap().id
}

/// Names somebody by the page's form.
async fn name(head: &mut Browser<'_>, house: &House, record: &str, whom: &str) {
    let officer = id_of(house, whom).await;
    let fields = [
        ("officer", officer.as_str()),
        ("reason", "Works on the case"),
    ];
    let done = head.post(&format!("{record}/officers"), &fields).await;
    assert_eq!(done.location(), format!("{record}/officers"));
}

/// Ends it by the page's form.
async fn end(head: &mut Browser<'_>, house: &House, record: &str, whom: &str) {
    let officer = id_of(house, whom).await;
    let page = format!("{record}/officers/{officer}/end");
    assert_eq!(head.get(&page).await.status, StatusCode::OK);
    let done = head
        .post(&page, &[("reason", "Moved to another team")])
        .await;
    assert_eq!(done.location(), format!("{record}/officers"));
}

/// A second caseworker and a second moderator, whom nobody names.
async fn colleagues(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    for role in [Role::Caseworker, Role::Moderator, Role::FinanceOfficer] {
        let known = user::password_hash(&mut tx, role.code()).await.unwrap();
        let hash = known.unwrap().1;
        let other = sample::user(&format!("other-{}", role.code()), &[role], &[]);
        user::insert(&mut tx, &other, Some(&hash)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// A restricted child's routes answer whoever is named as those of any child of the school do, and before and after as ever.
#[tokio::test]
async fn a_named_officer_is_answered_as_for_any_child_and_nobody_else_is() {
    let house = House::open().await;
    let furnished = Furnished::of(&house).await;
    let routes = of_a_child();
    assert!(routes.len() >= 15, "{routes:?}");
    let record = format!("/children/{}", house.authority.restricted);
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let statuses = async |child: &str| {
        let mut found = BTreeMap::new();
        for role in Role::ALL {
            let mut browser = house.signed_in(*role).await;
            for route in &routes {
                let path = furnished.address(&house, &route.replace("{child}", child));
                let answer = browser.get(&path).await;
                if answer.status != StatusCode::OK {
                    answer.says_nothing_of(&["Hidden", "EX-1003"]);
                }
                found.insert((route.clone(), *role), answer.status);
            }
        }
        found
    };
    let any = statuses(house.authority.zofia.as_str()).await;
    let before = statuses(house.authority.restricted.as_str()).await;
    for role in Role::ALL
        .iter()
        .filter(|role| can_be_named(&[**role].into()))
    {
        name(&mut head, &house, &record, role.code()).await;
    }
    let named = statuses(house.authority.restricted.as_str()).await;
    for role in Role::ALL
        .iter()
        .filter(|role| can_be_named(&[**role].into()))
    {
        end(&mut head, &house, &record, role.code()).await;
    }
    let after = statuses(house.authority.restricted.as_str()).await;
    assert_eq!(before, after);
    for ((route, role), status) in &before {
        let at = format!("{route} as {}", role.code());
        let of_any = any[&(route.clone(), *role)];
        if can_be_named(&[*role].into()) {
            assert!(
                [NOT_FOUND, StatusCode::FORBIDDEN].contains(status),
                "{at}: {status}"
            );
            assert!(
                of_any != StatusCode::OK || *status == NOT_FOUND,
                "{at}: {status}"
            );
            assert_eq!(named[&(route.clone(), *role)], of_any, "{at}, named");
        } else {
            assert_eq!(named[&(route.clone(), *role)], *status, "{at}");
        }
    }
}

async fn a_restricted_child_is_worked_on_by_named_officers_from_score_to_payment(house: House) {
    colleagues(&house).await;
    let ben = house.authority.ben.clone();
    let placed = costs::independent(&house).await;
    let record = format!("/children/{ben}");
    let new_cost = format!("{record}/placements/{}/costs/new", placed.id);
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let (_, version) = asked(&mut head, &format!("{record}/restriction")).await;
    let restrict = [("restricted", "true"), ("version", version.as_str())];
    head.post(&format!("{record}/restriction"), &restrict)
        .await
        .location();
    head.get(&format!("{record}/officers"))
        .await
        .says(&["Nobody is named", "Name an officer"]);

    // Before anybody is named, nobody can do the work; the head neither.
    let mut caseworker = house.signed_in(Role::Caseworker).await;
    let mut moderator = house.signed_in(Role::Moderator).await;
    let mut finance = house.signed_in(Role::FinanceOfficer).await;
    let mut others = Vec::new();
    for role in [Role::Caseworker, Role::Moderator, Role::FinanceOfficer] {
        let name = format!("other-{}", role.code());
        others.push(house.signed_in_as(&name).await);
    }
    for browser in [&mut caseworker, &mut moderator, &mut finance] {
        assert_eq!(browser.get(&record).await.status, NOT_FOUND);
    }
    let scoring = format!("{record}/scoring");
    assert_eq!(head.get(&scoring).await.status, NOT_FOUND);

    // The named caseworker finds the child, scores and sends; the colleague finds nobody.
    name(&mut head, &house, &record, "caseworker").await;
    let entry = house.trail().await.remove(0);
    assert_eq!(
        (entry.0.as_str(), entry.1.as_str()),
        ("record-officer-named", ben.as_str())
    );
    caseworker.get(&record).await.says(&[
        "Ben Okoro",
        "Restricted record",
        "caseworker (invented) named for this restricted record by head-of-send (invented)",
        "Works on the case",
    ]);
    let find = [("words", "EX-1002"), ("school", ""), ("filters", "")];
    let found = caseworker.post("/children/search", &find).await;
    let found = found.location().to_owned();
    caseworker.get(&found).await.says(&["Okoro"]);
    let nothing = others[0].post("/children/search", &find).await;
    let nothing = nothing.location().to_owned();
    others[0].get(&nothing).await.says_nothing_of(&["Okoro"]);
    let id = sent(&mut caseworker, &house, "1").await;
    let case = format!("/decisions/{id}");

    // It waits for the moderator who is named, and for no other; a conflict of interest keeps a named one away.
    moderator
        .get("/decisions")
        .await
        .says_nothing_of(&["Okoro"]);
    assert_eq!(moderator.get(&case).await.status, NOT_FOUND);
    name(&mut head, &house, &record, "moderator").await;
    moderator.get("/decisions").await.says(&["Ben Okoro"]);
    moderator.get("/").await.says(&["Ben Okoro"]);
    others[1]
        .get("/decisions")
        .await
        .says_nothing_of(&["Okoro"]);
    judged(&mut moderator, &case).await;
    let agreed = conclusion("2", &AGREE);
    let refused = others[1].post(&case, &agreed).await;
    assert_eq!(refused.status, NOT_FOUND);
    let done = moderator.post(&case, &agreed).await;
    assert_eq!(done.location(), format!("{case}/done"));

    // Costs and absences are the named finance officer's; the payments hold the child in any case, without a name.
    let away = [
        ("establishment", house.authority.oak_hill.as_str()),
        ("kind", "educated_elsewhere"),
        ("from-day", "1"),
        ("from-month", "9"),
        ("from-year", "2026"),
    ];
    let absences = format!("{record}/absences");
    assert_eq!(finance.get(&absences).await.status, NOT_FOUND);
    assert_eq!(finance.post(&absences, &away).await.status, NOT_FOUND);
    name(&mut head, &house, &record, "finance-officer").await;
    costs::add(&mut finance, &new_cost).await;
    finance.post(&absences, &away).await.location();
    assert_eq!(house.trail().await.remove(0).0, "absence-added");
    assert_eq!(
        others[2].post(&new_cost, &costs::FEE).await.status,
        NOT_FOUND
    );
    assert_eq!(others[2].post(&absences, &away).await.status, NOT_FOUND);
    payments::set_calendar(&mut finance).await;
    for officer in [&mut finance, &mut others[2]] {
        let schedule = officer.get("/payments/2026/schedule.csv").await;
        schedule.says(&["EX-1002"]);
        schedule.says_nothing_of(&["Okoro"]);
    }

    // The school's own manager says something once named; the named caseworker answers.
    let own = {
        let mut tx = house.store.read().await.unwrap();
        award::all_of(&mut tx, &ben).await.unwrap().remove(0).1
    };
    let correction = format!("/awards/{}/correction", own.award);
    let number = own.number.to_string();
    let said = [
        ("version", number.as_str()),
        ("kind", "other"),
        ("note", "Look again"),
    ];
    let mut trust = house.signed_in_as("trust").await;
    trust.get("/awards").await.says_nothing_of(&["Okoro"]);
    trust.get("/awards").await.says(&["EX-1002"]);
    assert_eq!(trust.post(&correction, &said).await.status, NOT_FOUND);
    name(&mut head, &house, &record, "trust").await;
    trust.get("/awards").await.says(&["Okoro"]);
    trust.post(&correction, &said).await.location();
    trust.get("/awards/corrections").await.says(&["Look again"]);
    let waiting = caseworker.get("/corrections").await;
    waiting.says(&["Okoro"]);
    others[0]
        .get("/corrections")
        .await
        .says_nothing_of(&["Okoro", "EX-1002"]);
    caseworker.get("/").await.says(&["Corrections to answer 1"]);
    others[0].get("/").await.says(&["Corrections to answer 0"]);
    let address = waiting.body.split("href=\"/corrections/").nth(1).unwrap();
    let address = format!("/corrections/{}", address.split('"').next().unwrap());
    assert_eq!(others[0].get(&address).await.status, NOT_FOUND);
    let answer = [("outcome", "decline"), ("answer", "It is as decided")];
    assert_eq!(others[0].post(&address, &answer).await.status, NOT_FOUND);
    caseworker.post(&address, &answer).await.location();

    // Whoever is named no more is told that there is no such record, from then on.
    let profile = format!("{record}/profiles/{id}");
    let needs = format!("{record}/needs");
    assert_eq!(caseworker.get(&profile).await.status, StatusCode::OK);
    end(&mut head, &house, &record, "caseworker").await;
    for path in [&record, &profile, &needs, &scoring, &address] {
        for browser in [&mut caseworker, &mut others[0]] {
            let answer = browser.get(path).await;
            assert_eq!(answer.status, NOT_FOUND, "{path}");
            answer.says_nothing_of(&["Okoro"]);
        }
    }
    let found = caseworker.post("/children/search", &find).await;
    let found = found.location().to_owned();
    caseworker.get(&found).await.says_nothing_of(&["Okoro"]);
    head.get(&record).await.says(&[
        "caseworker (invented) named no more by",
        "Moved to another team",
    ]);

    // A conflict of interest keeps a named officer away from the decision all the same.
    let conflict = format!("{record}/conflict");
    moderator
        .post(&conflict, &[("conflict", "yes")])
        .await
        .location();
    assert_eq!(moderator.get(&case).await.status, StatusCode::FORBIDDEN);
    end(&mut head, &house, &record, "moderator").await;
    assert_eq!(moderator.get(&case).await.status, NOT_FOUND);
    let officer = id_of(&house, "moderator").await;
    let again = [("officer", officer.as_str()), ("reason", "Decides")];
    let refused = head.post(&format!("{record}/officers"), &again).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["declared a conflict of interest"]);

    // Once the restriction is lifted nobody is named; a later one closes the record to them too.
    for restricted in ["false", "true"] {
        let (_, version) = asked(&mut head, &format!("{record}/restriction")).await;
        let fields = [("restricted", restricted), ("version", version.as_str())];
        head.post(&format!("{record}/restriction"), &fields)
            .await
            .location();
    }
    assert_eq!(finance.get(&record).await.status, NOT_FOUND);
    head.get(&format!("{record}/officers"))
        .await
        .says(&["The restriction was lifted"]);
}

async fn naming_is_for_heads_of_send_and_for_a_reason(house: House) {
    let record = format!("/children/{}", house.authority.restricted);
    let officers = format!("{record}/officers");
    let caseworker = id_of(&house, "caseworker").await;
    let good = [("officer", caseworker.as_str()), ("reason", "Scores")];
    for role in Role::ALL.iter().filter(|role| **role != Role::HeadOfSend) {
        let refused = house.signed_in(*role).await.post(&officers, &good).await;
        assert_eq!(refused.status, NOT_FOUND, "{role:?}");
        refused.says_nothing_of(&["Hidden"]);
    }
    let mut head = house.signed_in(Role::HeadOfSend).await;
    let record_page = head.get(&record).await;
    assert!(record_page.body.contains(&officers), "a link leads there");
    let page = head.get(&officers).await;
    page.says(&[
        "caseworker (invented), Caseworker",
        "senco (invented), SENCO",
    ]);
    for nobody in ["auditor", "left", "rules-owner", "head-of-send"] {
        let nobody = id_of(&house, nobody).await;
        assert!(!page.body.contains(nobody.as_str()), "{nobody}");
        let fields = [("officer", nobody.as_str()), ("reason", "Scores")];
        let refused = head.post(&officers, &fields).await;
        let own = nobody == id_of(&house, "head-of-send").await;
        let expected = match own {
            true => StatusCode::FORBIDDEN,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        };
        assert_eq!(refused.status, expected, "{nobody}");
    }
    let long = "x".repeat(501);
    for (officer, reason, why) in [
        ("", "Scores", "Select the officer"),
        ("<b>", "Scores", "Select the officer"),
        (caseworker.as_str(), " ", "Say why the officer is named"),
        (caseworker.as_str(), "a\0b", "control characters"),
        (caseworker.as_str(), &long, "500 characters or fewer"),
    ] {
        let fields = [("officer", officer), ("reason", reason)];
        let refused = head.post(&officers, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        refused.says(&[why]);
    }
    let marked = [
        ("officer", caseworker.as_str()),
        ("reason", "<b>Scores</b>"),
    ];
    head.post(&officers, &marked).await.location();
    head.get(&officers)
        .await
        .holds(&["&lt;b&gt;Scores&lt;/b&gt;"]);
    let twice = head.post(&officers, &good).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    twice.says(&["named for the record already"]);
    let ending = format!("{officers}/{caseworker}/end");
    let refused = head.post(&ending, &[("reason", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    head.post(&ending, &[("reason", "Done")]).await.location();
    let again = head.post(&ending, &[("reason", "Done")]).await;
    assert_eq!(again.status, NOT_FOUND);
    // Of a record that is open to all nobody is named.
    let open = format!("/children/{}/officers", house.authority.zofia);
    head.get(&open)
        .await
        .says(&["The record is not restricted"]);
    let refused = head.post(&open, &good).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["not restricted"]);
}
