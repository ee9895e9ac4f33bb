//! Signing in and out.

use axum::http::{StatusCode, header};
use send_banding::access::Role;

use crate::authority::PASSWORD;
use crate::rig::House;

on_both!(a_user_signs_in_goes_where_they_were_going_and_signs_out);

async fn a_user_signs_in_goes_where_they_were_going_and_signs_out(house: House) {
    let mut browser = house.visitor();
    let wanted = browser.get("/children?need=ASD").await;
    assert_eq!(wanted.location(), "/sign-in?next=%2Fchildren%3Fneed%3DASD");
    let form = browser.get("/sign-in?next=%2Fchildren%3Fneed%3DASD").await;
    assert!(
        form.body
            .contains(r#"name="next" value="/children?need=ASD""#),
        "{}",
        form.body
    );

    let fields = [
        ("name", " Caseworker "),
        ("password", PASSWORD),
        ("next", "/children?need=ASD"),
    ];
    let entered = browser.post("/sign-in", &fields).await;
    assert_eq!(entered.location(), "/children?need=ASD");
    let cookie = entered.header(header::SET_COOKIE).to_owned();
    assert!(
        cookie.starts_with("session=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    assert_eq!(browser.get("/children").await.status, StatusCode::OK);
    assert_eq!(browser.get("/sign-in").await.location(), "/");

    let kept = browser.cookie().unwrap().to_owned();
    assert_eq!(browser.post("/sign-out", &[]).await.location(), "/sign-in");
    assert_eq!(browser.cookie(), None);
    let mut thief = house.visitor().with_cookie(&kept);
    assert_eq!(
        thief.get("/children").await.location(),
        "/sign-in?next=%2Fchildren",
        "the session itself is closed"
    );
}

#[tokio::test]
async fn the_token_itself_is_nowhere_in_the_database() {
    let house = House::open().await;
    let browser = house.signed_in(Role::Caseworker).await;
    let token = browser
        .cookie()
        .unwrap()
        .trim_start_matches("session=")
        .to_owned();
    assert_eq!(token.len(), 64);
    let mut forged = house
        .visitor()
        .with_cookie(&format!("session={}", "0".repeat(64)));
    assert_eq!(forged.get("/").await.location(), "/sign-in");
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same() {
    let house = House::open().await;
    let mut pages = Vec::new();
    for (name, password) in [
        ("caseworker", "wrong"),
        ("nobody", PASSWORD),
        ("left", PASSWORD),
    ] {
        let answer = house
            .visitor()
            .post("/sign-in", &[("name", name), ("password", password)])
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.header(header::SET_COOKIE), "");
        answer.says(&[
            "Error: Sign in",
            "There is a problem",
            "Enter a user name and password that belong together",
        ]);
        answer.says_nothing_of(&["wrong", PASSWORD]);
        assert!(
            answer.body.contains(&format!(r#"value="{name}""#)),
            "the name is kept"
        );
        pages.push(answer.text());
    }
    assert_eq!(pages[0], pages[1]);
    assert_eq!(pages[0], pages[2]);
}

#[tokio::test]
async fn an_empty_form_says_what_is_missing_at_each_field() {
    let house = House::open().await;
    let answer = house.visitor().post("/sign-in", &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for wanted in [
        r##"<a href="#name">Enter your user name</a>"##,
        r##"<a href="#password">Enter your password</a>"##,
        r#"aria-describedby="name-error""#,
        r#"id="password-error""#,
    ] {
        assert!(
            answer.body.contains(wanted),
            "{wanted} is not in {}",
            answer.body
        );
    }
}

#[tokio::test]
async fn the_eleventh_attempt_on_a_name_is_one_too_many_until_a_quarter_of_an_hour_has_passed() {
    let house = House::open().await;
    let mut browser = house.visitor();
    let wrong = [("name", "caseworker"), ("password", "wrong")];
    for _ in 0..10 {
        assert_eq!(
            browser.post("/sign-in", &wrong).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    let right = [("name", "CaseWorker "), ("password", PASSWORD)];
    let refused = browser.post("/sign-in", &right).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header(header::RETRY_AFTER), "900");
    refused.says(&["Too many attempts"]);
    let other = [("name", "auditor"), ("password", PASSWORD)];
    assert_eq!(
        house.visitor().post("/sign-in", &other).await.location(),
        "/"
    );
    house.wait(901);
    assert_eq!(browser.post("/sign-in", &right).await.location(), "/");
}

#[tokio::test]
async fn a_link_cannot_send_whoever_signs_in_elsewhere() {
    let house = House::open().await;
    for next in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        let fields = [
            ("name", "caseworker"),
            ("password", PASSWORD),
            ("next", next),
        ];
        assert_eq!(
            house.visitor().post("/sign-in", &fields).await.location(),
            "/",
            "{next}"
        );
    }
}

#[tokio::test]
async fn an_unused_session_ends_after_an_hour_and_a_used_one_after_a_day_of_work() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Caseworker).await;
    for _ in 0..13 {
        house.wait(50 * 60);
        assert_eq!(browser.get("/").await.status, StatusCode::OK);
    }
    house.wait(75 * 60);
    assert_eq!(browser.get("/").await.location(), "/sign-in");

    let mut browser = house.signed_in(Role::Caseworker).await;
    for _ in 0..14 {
        house.wait(50 * 60);
        assert_eq!(browser.get("/").await.status, StatusCode::OK);
    }
    house.wait(21 * 60);
    assert_eq!(
        browser.get("/").await.location(),
        "/sign-in",
        "12 hours and a minute after signing in"
    );
}

#[tokio::test]
async fn over_tls_the_cookie_is_bound_to_the_host() {
    let house =
        House::with(|settings| settings.public_url = "https://banding.test".parse().ok()).await;
    let mut browser = house.visitor();
    let request = axum::http::Request::post("/sign-in")
        .header(header::ORIGIN, "https://banding.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(format!("name=caseworker&password={}", PASSWORD.replace(' ', "+")).into());
    let entered = browser.send(request.unwrap()).await;
    assert_eq!(entered.location(), "/");
    let cookie = entered.header(header::SET_COOKIE);
    assert!(
        cookie.starts_with("__Host-session=") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_demonstration_says_where_its_sign_ins_are_and_nothing_more() {
    let house =
        House::with(|settings| settings.demo_sign_ins = Some("demo/x.db.sign-ins.json".to_owned()))
            .await;
    let page = house.visitor().get("/sign-in").await;
    page.says(&["This is a demonstration", "demo/x.db.sign-ins.json"]);
    let plain = House::open().await;
    plain
        .visitor()
        .get("/sign-in")
        .await
        .says_nothing_of(&["demonstration"]);
}
