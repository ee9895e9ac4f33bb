//! What every answer is held to: headers, the frame, error pages, and where a form may come from.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use send_banding::access::Role;
use send_banding::service::session::{self, Message, Token};

use crate::rig::{HOST, House};

#[tokio::test]
async fn every_page_has_a_strict_policy_and_is_not_kept() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Caseworker).await;
    for path in ["/", "/children", "/about", "/nowhere"] {
        let page = browser.get(path).await;
        let policy = page.header(header::CONTENT_SECURITY_POLICY).to_owned();
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        for part in ["unsafe-inline", "unsafe-eval", "http:", "https:", "*"] {
            assert!(!policy.contains(part), "{path}: {policy}");
        }
        assert_eq!(page.header(header::CACHE_CONTROL), "no-store", "{path}");
        assert_eq!(page.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(page.header(header::REFERRER_POLICY), "same-origin");
        assert!(page.header("permissions-policy").contains("geolocation=()"));
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap();
        assert!(nonce.len() >= 20);
        for script in page.body.split("<script").skip(1) {
            assert!(
                script.contains(&format!(r#"nonce="{nonce}""#)),
                "{path}: {script}"
            );
        }
        assert!(
            !page.body.contains(" style=") && !page.body.contains(" onclick="),
            "{path}"
        );
    }
    let (one, other) = (browser.get("/").await, browser.get("/").await);
    assert_ne!(
        one.header(header::CONTENT_SECURITY_POLICY),
        other.header(header::CONTENT_SECURITY_POLICY),
        "a nonce is used once"
    );
}

#[tokio::test]
async fn a_page_is_a_whole_document_in_british_english_that_says_that_its_data_are_invented() {
    let house = House::open().await;
    let page = house.visitor().get("/about").await;
    assert!(
        page.body
            .starts_with("<!DOCTYPE html><html lang=\"en-GB\" class=\"govuk-template\">"),
        "{}",
        page.body
    );
    assert!(page.body.ends_with("</html>"));
    page.says(&[
        "Skip to main content",
        "Exampleshire Council",
        "Invented data.",
        "Accessibility",
        "About and privacy",
    ]);
    assert!(
        !page.body.contains("islands.js"),
        "no island, no WebAssembly"
    );
    let real = House::with(|settings| settings.invented = false).await;
    real.visitor()
        .get("/about")
        .await
        .says_nothing_of(&["Invented data."]);
}

#[tokio::test]
async fn the_colour_of_the_council_is_a_style_sheet() {
    let house = House::open().await;
    let sheet = house.visitor().get("/council.css?colour=14495c").await;
    assert_eq!(sheet.body, ":root{--council-colour:#14495c}");
    assert_eq!(
        sheet.header(header::CONTENT_TYPE),
        "text/css; charset=utf-8"
    );
}

#[tokio::test]
async fn probes_are_answered_in_words() {
    let house =
        House::with(|settings| settings.public_url = "https://elsewhere.test".parse().ok()).await;
    assert_eq!(house.visitor().get("/health").await.body, "live\n");
    assert_eq!(house.visitor().get("/ready").await.body, "ready\n");
    house.store.close().await;
    let unready = house.visitor().get("/ready").await;
    assert_eq!(
        (unready.status, unready.body.as_str()),
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n"
        )
    );
    assert_eq!(house.visitor().get("/health").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_not_there_and_what_is_not_done_are_pages() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Caseworker).await;
    let missing = browser.get("/nowhere").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    missing.says(&["Page not found", "Sign out"]);
    missing.says_nothing_of(&["reference number"]);
    let wrong_way = browser.post("/children", &[]).await;
    assert_eq!(wrong_way.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong_way.header(header::ALLOW), "GET,HEAD");
    let no_form = Request::post("/sign-in")
        .header(header::ORIGIN, format!("http://{HOST}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from("{}"));
    let broken = browser.send(no_form.unwrap()).await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    let huge = browser
        .send(form(
            "/sign-in",
            Some(&format!("http://{HOST}")),
            None,
            "a".repeat(300_000),
        ))
        .await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    huge.says(&["What you sent is too large"]);
}

#[tokio::test]
async fn a_fault_shows_a_number_and_not_its_cause() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Caseworker).await;
    house.store.close().await;
    let faulty = browser.get("/children").await;
    assert_eq!(faulty.status, StatusCode::SERVICE_UNAVAILABLE);
    faulty.says(&["The service is not available", "give the reference number"]);
    faulty.says_nothing_of(&["sql", "Sqlite", "pool", "database"]);
    assert_eq!(
        browser.get("/about").await.status,
        StatusCode::OK,
        "pages that need nobody still work"
    );
}

#[tokio::test]
async fn what_was_done_is_said_once_on_the_next_page_that_is_shown() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Caseworker).await;
    let token = Token::parse(browser.cookie().unwrap().trim_start_matches("session=")).unwrap();
    let message = Message {
        text: "Profile sent".to_owned(),
        success: true,
    };
    session::leave_message(&house.store, &token, Some(&message))
        .await
        .unwrap();
    browser.get("/council.css").await;
    assert_eq!(
        browser.get("/sign-in").await.location(),
        "/",
        "a redirect shows nothing"
    );
    let page = browser.get("/children").await;
    page.says(&["Success Profile sent"]);
    assert!(page.body.contains("govuk-notification-banner--success"));
    browser
        .get("/children")
        .await
        .says_nothing_of(&["Profile sent"]);
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused_before_anything_is_done() {
    let house = House::open().await;
    let mut browser = house.signed_in(Role::Caseworker).await;
    let own = format!("http://{HOST}");
    for (origin, site) in [
        (None, None),
        (Some("null"), None),
        (Some("http://evil.test"), None),
        (Some("http://evil.test"), Some("same-origin")),
        (Some(own.as_str()), Some("cross-site")),
        (None, Some("none")),
    ] {
        let refused = browser
            .send(form("/sign-out", origin, site, String::new()))
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{origin:?} {site:?}");
        refused.says(&["You cannot do this"]);
    }
    assert_eq!(
        browser.get("/").await.status,
        StatusCode::OK,
        "nobody was signed out"
    );
    let own = browser
        .send(form("/sign-out", None, Some("same-origin"), String::new()))
        .await;
    assert_eq!(own.location(), "/sign-in");
}

#[tokio::test]
async fn a_service_with_an_address_answers_to_no_other() {
    let house =
        House::with(|settings| settings.public_url = "https://banding.example".parse().ok()).await;
    let refused = house.visitor().get("/about").await;
    assert_eq!(refused.status, StatusCode::MISDIRECTED_REQUEST);
    refused.says(&["This is not the address of the service"]);
    let request = Request::get("/about")
        .header(header::HOST, "Banding.example")
        .body(Body::empty());
    assert_eq!(
        house.visitor().send(request.unwrap()).await.status,
        StatusCode::OK
    );
}

fn form(path: &str, origin: Option<&str>, site: Option<&str>, body: String) -> Request<Body> {
    let mut request =
        Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(origin) = origin {
        request = request.header(header::ORIGIN, origin);
    }
    if let Some(site) = site {
        request = request.header("sec-fetch-site", site);
    }
    request.body(Body::from(body)).unwrap()
}

#[tokio::test]
async fn home_shows_what_waits_for_each_role() {
    let house = House::open().await;
    let page = house.signed_in(Role::Caseworker).await.get("/").await;
    page.says(&[
        "Your work",
        // The restricted record is not counted for who may not see it.
        "Open plans 32",
        "Reviews overdue 1",
        "Reviews longest overdue",
        "Zofia Łęcka",
    ]);
    page.says_nothing_of(&["/decisions", "\"/awards\""]);
    let page = house.signed_in(Role::Senco).await.get("/").await;
    page.says(&[
        "Children at your establishments 1",
        "See your children’s awards",
    ]);
    page.says_nothing_of(&["Open plans", "Zofia", "Okoro"]);
    let page = house.signed_in(Role::RulesOwner).await.get("/").await;
    page.says(&["Try the calculator"]);
    page.says_nothing_of(&["/children", "Open plans", "Zofia"]);
}
