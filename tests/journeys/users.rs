//! An administrator keeps users: adds, changes, gives a new password, closes and opens.

use axum::http::StatusCode;
use send_banding::access::Role::{Administrator, Moderator, Senco};

use crate::rig::{Answer, Browser, House};

on_both!(somebody_is_added_signs_in_and_is_closed);

const USERS: &str = "/administration/users";

/// The value of a hidden field of a page.
fn hidden(page: &Answer, name: &str) -> String {
    let rest = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1);
    rest.unwrap().split('"').next().unwrap().to_owned()
}

/// The password that a page shows.
fn shown(page: &Answer) -> String {
    let rest = page.body.split("app-key\">").nth(1).unwrap();
    rest.split('<').next().unwrap().to_owned()
}

/// The address of the page of a user, by the name that colleagues see.
async fn page_of(administrator: &mut Browser<'_>, name: &str) -> String {
    let list = administrator.get(&format!("{USERS}?closed=yes")).await;
    let before = list.body.split(&format!(">{name}<")).next().unwrap();
    let href = before.rsplit("href=\"").next().unwrap();
    href.split('"').next().unwrap().to_owned()
}

async fn sign_in(house: &House, name: &str, password: &str) -> StatusCode {
    let fields = [("name", name), ("password", password)];
    house.visitor().post("/sign-in", &fields).await.status
}

async fn somebody_is_added_signs_in_and_is_closed(house: House) {
    let mut administrator = house.signed_in(Administrator).await;
    administrator.get("/").await.says(&["Keep users"]);
    administrator
        .get(USERS)
        .await
        .says(&["11 users", "senco (invented)", "SENCO"]);
    let fields = [
        ("name", "A.Nowak"),
        ("display-name", "Anna Nowak"),
        ("role", "moderator"),
        ("role", "caseworker"),
        ("urns", ""),
        ("limit", "12,000"),
    ];
    let added = administrator.post(&format!("{USERS}/new"), &fields).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text());
    added.says(&["Password of a.nowak", "shown this once"]);
    let password = shown(&added);
    assert_eq!(
        sign_in(&house, "a.nowak", &password).await,
        StatusCode::SEE_OTHER
    );
    let done: Vec<String> = house
        .trail()
        .await
        .into_iter()
        .map(|entry| entry.0)
        .collect();
    assert_eq!(done[1..3], ["award-limit-set", "user-added"]);

    let own = page_of(&mut administrator, "Anna Nowak").await;
    let page = administrator.get(&own).await;
    page.says(&["Signs in a.nowak", "Close the user"]);
    assert!(page.body.contains("value=\"12000.00\""));
    let version = hidden(&page, "version");
    let closed = [("version", version.as_str()), ("closed", "true")];
    let answer = administrator.post(&format!("{own}/closed"), &closed).await;
    assert_eq!(answer.location(), own);
    assert_ne!(
        sign_in(&house, "a.nowak", &password).await,
        StatusCode::SEE_OTHER
    );
    // The same form again is of an older version.
    let stale = administrator.post(&format!("{own}/closed"), &closed).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let page = administrator.get(&own).await;
    page.says(&["This user is closed", "Open the user"]);
    let version = hidden(&page, "version");
    let opened = [("version", version.as_str()), ("closed", "false")];
    administrator.post(&format!("{own}/closed"), &opened).await;
    assert_eq!(
        sign_in(&house, "a.nowak", &password).await,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let house = House::open().await;
    let mut senco = house.signed_in(Senco).await;
    let mut administrator = house.signed_in(Administrator).await;
    let own = page_of(&mut administrator, "senco (invented)").await;
    let version = hidden(&administrator.get(&own).await, "version");
    let fields = [("version", version.as_str())];
    let page = administrator
        .post(&format!("{own}/password"), &fields)
        .await;
    let password = shown(&page);
    assert!(senco.get("/").await.location().starts_with("/sign-in"));
    assert_eq!(
        sign_in(&house, "senco", &password).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(house.trail().await[1].0, "user-password-renewed");
}

#[tokio::test]
async fn roles_change_at_once_and_what_is_wrong_changes_nothing() {
    let house = House::open().await;
    let mut moderator = house.signed_in(Moderator).await;
    let mut administrator = house.signed_in(Administrator).await;
    let own = page_of(&mut administrator, "moderator (invented)").await;
    let version = hidden(&administrator.get(&own).await, "version");
    let sent = |role: &'static str, urns: &'static str, limit: &'static str| {
        [
            ("version", version.clone()),
            ("display-name", "Mo <b>".to_owned()),
            ("role", role.to_owned()),
            ("urns", urns.to_owned()),
            ("limit", limit.to_owned()),
        ]
    };
    let wrong = [
        (
            sent("senco", "", ""),
            "A school role needs an establishment",
        ),
        (sent("senco", "199999", ""), "has the URN 199999"),
        (sent("king", "", ""), "Select at least one role"),
        (sent("moderator", "x", ""), "“x” is not a URN"),
        (sent("moderator", "", "much"), "Enter pounds and pence"),
    ];
    for (fields, says) in wrong {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let answer = administrator.post(&own, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        answer.says(&[says]);
        assert!(answer.body.contains("value=\"Mo &lt;b"), "{}", answer.body);
    }
    assert_eq!(moderator.get("/decisions").await.status, StatusCode::OK);
    let fields = sent("caseworker", "", "");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(administrator.post(&own, &fields).await.location(), own);
    assert_eq!(house.trail().await.remove(0).0, "user-roles-changed");
    assert_eq!(
        moderator.get("/decisions").await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(moderator.get("/scoring").await.status, StatusCode::OK);
    let stale = administrator.post(&own, &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn an_administrator_is_always_left() {
    let house = House::open().await;
    let mut administrator = house.signed_in(Administrator).await;
    let own = page_of(&mut administrator, "administrator (invented)").await;
    let page = administrator.get(&own).await;
    assert!(!page.text().contains("Close the user"));
    let version = hidden(&page, "version");
    let fields = [
        ("version", version.as_str()),
        ("display-name", "Admin"),
        ("role", "auditor"),
        ("urns", ""),
        ("limit", ""),
    ];
    let answer = administrator.post(&own, &fields).await;
    answer.says(&["You cannot take the administrator’s role from yourself"]);
    let closed = [("version", version.as_str()), ("closed", "true")];
    let refused = administrator.post(&format!("{own}/closed"), &closed).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    // A name that is taken, whatever its capitals.
    let fields = [
        ("name", "SENCO"),
        ("display-name", "S"),
        ("role", "auditor"),
    ];
    let taken = administrator.post(&format!("{USERS}/new"), &fields).await;
    taken.says(&["Somebody signs in by that name already"]);
    for role in [Moderator, Senco] {
        let refused = house.signed_in(role).await.post(&own, &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
}
