//! One-time codes beside the password: set up, asked for, used once, recovered from, reset.

use axum::http::{StatusCode, header};
use ring::hmac;
use send_banding::access::Role;
use send_banding::service::{Moment, ServiceError, one_time};

use crate::authority::PASSWORD;
use crate::rig::{Answer, Browser, House};
use crate::sample;

on_both!(
    codes_are_set_up_and_then_asked_for_at_every_sign_in,
    a_recovery_code_lets_in_once_however_it_is_typed,
);

/// What a telephone does with the key that the page shows: an app of its own, which shares no code with the service.
struct App(Vec<u8>);

impl App {
    fn scan(page: &Answer) -> App {
        let text = page.text();
        let after = text.split("Key: ").nth(1).unwrap();
        let letters: String = after.split_whitespace().take(8).collect();
        assert_eq!(letters.len(), 32, "{text}");
        let mut bits = String::new();
        for letter in letters.bytes() {
            let place = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
                .iter()
                .position(|one| *one == letter);
            bits.push_str(&format!("{:05b}", place.unwrap()));
        }
        let bytes = bits.as_bytes().chunks(8);
        let byte = |bits| u8::from_str_radix(std::str::from_utf8(bits).unwrap(), 2).unwrap();
        App(bytes.map(byte).collect())
    }

    /// The code that it shows so many seconds after the clock of the tests begins.
    fn code(&self, second: i64) -> String {
        let counter = (sample::at(second).as_second() / 30).to_be_bytes();
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let mac = hmac::sign(&key, &counter);
        let from = usize::from(mac.as_ref()[19] & 15);
        let four: [u8; 4] = mac.as_ref()[from..from + 4].try_into().unwrap();
        format!(
            "{:06}",
            (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000
        )
    }
}

/// Sets codes up in a signed-in browser at the time 0: the app, and the recovery codes.
async fn set_up(browser: &mut Browser<'_>) -> (App, Vec<String>) {
    let begun = browser.post("/account/one-time-codes/start", &[]).await;
    assert_eq!(begun.location(), "/account");
    let app = App::scan(&browser.get("/account").await);
    let done = browser
        .post("/account/one-time-codes", &[("code", &app.code(0))])
        .await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    done.says(&["Keep your recovery codes", "shown this once"]);
    assert_eq!(done.header(header::CACHE_CONTROL), "no-store");
    let codes = done.body.split("<code>").skip(1);
    let codes: Vec<String> = codes
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect();
    assert_eq!(codes.len(), 10);
    (app, codes)
}

/// A browser whose password was right, before the code.
async fn half_way<'a>(house: &'a House, next: &str) -> Browser<'a> {
    let mut browser = house.visitor();
    let fields = [
        ("name", "caseworker"),
        ("password", PASSWORD),
        ("next", next),
    ];
    let there = browser.post("/sign-in", &fields).await;
    assert!(
        there.location().starts_with("/sign-in/code"),
        "{}",
        there.location()
    );
    assert_eq!(browser.cookie(), None, "there is no session yet");
    browser
}

async fn send(browser: &mut Browser<'_>, code: &str) -> Answer {
    let fields = [("code", code), ("next", "/children")];
    browser.post("/sign-in/code", &fields).await
}

async fn refused(browser: &mut Browser<'_>, code: &str) {
    let answer = send(browser, code).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
    answer.says(&["Error: Enter your one-time code", "There is a problem"]);
    assert!(
        code.is_empty() || !answer.body.contains(code),
        "it is not shown again"
    );
    assert_eq!(browser.cookie(), None);
}

async fn codes_are_set_up_and_then_asked_for_at_every_sign_in(house: House) {
    let mut desk = house.signed_in(Role::Caseworker).await;
    desk.get("/account")
        .await
        .says(&["Your sign-in", "Set up one-time codes"]);
    let begun = desk.post("/account/one-time-codes/start", &[]).await;
    assert_eq!(begun.location(), "/account");
    let page = desk.get("/account").await;
    page.says(&["Scan this", "Code that the app shows"]);
    for part in [r#"class="app-qr-code""#, r#"role="img""#, "<path d="] {
        assert!(page.body.contains(part), "{}", page.body);
    }
    assert!(
        !page
            .header("content-security-policy")
            .contains("unsafe-inline")
    );
    let wrong = desk
        .post("/account/one-time-codes", &[("code", "000000")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says(&["Enter the code that your app shows now"]);
    // Begun and not confirmed, the password alone is still enough.
    house.signed_in(Role::Caseworker).await;

    let (app, _) = set_up(&mut desk).await;
    desk.get("/account")
        .await
        .says(&["One-time codes are on", "10 recovery codes left"]);
    let again = desk.post("/account/one-time-codes/start", &[]).await;
    assert_eq!(again.location(), "/account");
    let page = desk.get("/account").await;
    assert!(
        !page.body.contains("Key: "),
        "what is on is neither shown nor replaced"
    );

    house.wait(60);
    let mut browser = half_way(&house, "/children").await;
    assert_eq!(
        browser.get("/children").await.location(),
        "/sign-in?next=%2Fchildren"
    );
    let form = browser.get("/sign-in/code?next=%2Fchildren").await;
    form.says(&["Enter your one-time code"]);
    assert!(form.body.contains(r#"autocomplete="one-time-code""#));
    let code = app.code(60);
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    assert_eq!(send(&mut browser, &spaced).await.location(), "/children");
    assert!(browser.cookie().is_some());
    assert_eq!(browser.cookie_named("sign-in-code"), None);
    let trail = house.trail().await;
    let done: Vec<&str> = trail.iter().map(|(action, _, _)| action.as_str()).collect();
    assert_eq!(done[..2], ["signed-in", "one-time-codes-on"]);
}

#[tokio::test]
async fn a_code_counts_once_and_in_its_time() {
    let house = House::open().await;
    let (app, _) = set_up(&mut house.signed_in(Role::Caseworker).await).await;
    // The code that confirmed the app is used already.
    let mut browser = half_way(&house, "").await;
    refused(&mut browser, &app.code(0)).await;
    refused(&mut browser, "").await;
    house.wait(60);
    let code = app.code(60);
    assert_eq!(send(&mut browser, &code).await.location(), "/children");
    let mut thief = half_way(&house, "").await;
    refused(&mut thief, &code).await;
    refused(&mut thief, &app.code(180)).await;
    refused(&mut thief, &app.code(-60)).await;
    house.wait(30);
    assert_eq!(
        send(&mut thief, &app.code(90)).await.location(),
        "/children"
    );
}

async fn a_recovery_code_lets_in_once_however_it_is_typed(house: House) {
    let (_, codes) = set_up(&mut house.signed_in(Role::Caseworker).await).await;
    let mut browser = half_way(&house, "").await;
    let typed = codes[0].to_lowercase().replace('-', " ");
    assert_eq!(send(&mut browser, &typed).await.location(), "/children");
    browser
        .get("/account")
        .await
        .says(&["9 recovery codes left"]);
    assert_eq!(house.trail().await[0].0, "signed-in-by-recovery-code");
    let mut again = half_way(&house, "").await;
    refused(&mut again, &codes[0]).await;
    refused(&mut again, &codes[1][..14]).await;
    assert_eq!(send(&mut again, &codes[1]).await.location(), "/children");
}

#[tokio::test]
async fn the_sixth_code_is_one_too_many_in_whatever_browser() {
    let house = House::open().await;
    let (app, _) = set_up(&mut house.signed_in(Role::Caseworker).await).await;
    house.wait(60);
    for _ in 0..5 {
        refused(&mut half_way(&house, "").await, "000000").await;
    }
    let mut browser = half_way(&house, "").await;
    let limited = send(&mut browser, &app.code(60)).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(limited.header(header::RETRY_AFTER), "900");
    house.wait(901);
    let mut browser = half_way(&house, "").await;
    assert_eq!(
        send(&mut browser, &app.code(961)).await.location(),
        "/children"
    );
}

#[tokio::test]
async fn the_second_step_needs_the_first_and_waits_ten_minutes() {
    let house = House::open().await;
    let (app, _) = set_up(&mut house.signed_in(Role::Caseworker).await).await;
    let mut nobody = house.visitor();
    assert_eq!(nobody.get("/sign-in/code").await.location(), "/sign-in");
    assert_eq!(send(&mut nobody, &app.code(0)).await.location(), "/sign-in");
    let forged = format!("sign-in-code={}", "0".repeat(64));
    let mut forged = house.visitor().with_cookie(&forged);
    assert_eq!(send(&mut forged, &app.code(0)).await.location(), "/sign-in");
    let mut late = half_way(&house, "").await;
    house.wait(600);
    assert_eq!(send(&mut late, &app.code(600)).await.location(), "/sign-in");
    // A wrong password is told before any code is asked for, and the waiting token opens nothing.
    let wrong = [("name", "caseworker"), ("password", "wrong")];
    let answer = house.visitor().post("/sign-in", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let browser = half_way(&house, "//evil.example").await;
    let kept = browser.cookie_named("sign-in-code").unwrap();
    let session = kept.replace("sign-in-code=", "session=");
    let mut thief = house.visitor().with_cookie(&session);
    assert_eq!(thief.get("/").await.location(), "/sign-in");
}

#[tokio::test]
async fn an_administrator_resets_codes_and_nobody_else() {
    let house = House::open().await;
    let mut desk = house.signed_in(Role::Caseworker).await;
    set_up(&mut desk).await;
    let reset = format!(
        "/administration/one-time-codes/{}/reset",
        house.authority.caseworker
    );
    for role in [Role::Caseworker, Role::HeadOfSend, Role::Auditor] {
        let mut browser = match role {
            Role::Caseworker => None,
            other => Some(house.signed_in(other).await),
        };
        let asking = browser.as_mut().unwrap_or(&mut desk);
        assert_eq!(asking.post(&reset, &[]).await.status, StatusCode::FORBIDDEN);
    }
    let mut administrator = house.signed_in(Role::Administrator).await;
    let list = administrator.get("/administration/one-time-codes").await;
    list.says(&["caseworker (invented)", "Reset"]);
    let done = administrator.post(&reset, &[]).await;
    assert_eq!(done.location(), "/administration/one-time-codes");
    let list = administrator.get(done.location()).await;
    list.says(&[
        "The one-time codes were reset.",
        "Nobody signs in with one-time codes",
    ]);
    assert_eq!(
        administrator.post(&reset, &[]).await.status,
        StatusCode::NOT_FOUND
    );
    let trail = house.trail().await;
    let entry = trail
        .iter()
        .find(|(action, _, _)| action == "one-time-codes-reset");
    assert_eq!(entry.unwrap().1, house.authority.caseworker.as_str());

    // An administrator without a telephone is let in from the server itself.
    let (store, moment) = (&house.store, Moment::of(sample::at(0)));
    let nothing = one_time::reset_on_server(store, "caseworker", moment).await;
    assert!(matches!(nothing, Err(ServiceError::NotFound)));
    set_up(&mut administrator).await;
    one_time::reset_on_server(store, "Administrator", moment)
        .await
        .unwrap();
    house.signed_in(Role::Administrator).await;

    assert_eq!(desk.get("/").await.location(), "/sign-in", "signed out");
    let mut browser = house.signed_in(Role::Caseworker).await;
    browser
        .get("/account")
        .await
        .says(&["Set up one-time codes"]);
}
