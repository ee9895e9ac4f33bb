//! Signing in by the council's own provider: a real one, run on this machine.

use axum::http::{StatusCode, header};
use send_banding::access::Role;
use send_banding::store::user;
use send_banding::visit::Settings;

use crate::council_provider::{BACK, Running, through};
use crate::rig::{Answer, Browser, House};
use crate::sample;

/// A service with a provider, at the time that the provider's clock shows.
async fn house(running: &Running, client: &str) -> House {
    let house = House::with(|settings| provided(running, client, settings)).await;
    at_its_time(&house);
    house
}

/// The same on PostgreSQL.
async fn house_on_postgres(running: &Running, client: &str) -> House {
    let house = House::on_postgres_with(|settings| provided(running, client, settings)).await;
    at_its_time(&house);
    house
}

fn provided(running: &Running, client: &str, settings: &mut Settings) {
    settings.public_url = "http://banding.test".parse().ok();
    settings.open_id = Some(running.provider(client));
}

fn at_its_time(house: &House) {
    #[expect(
        clippy::disallowed_methods,
        reason = "the provider is another program, and its tokens are of its own time"
    )]
    let now = jiff::Timestamp::now();
    house.wait(now.as_second() - sample::at(0).as_second());
}

/// Signs in there and comes back.
async fn enter(browser: &mut Browser<'_>, headers: &[(&'static str, &'static str)]) -> Answer {
    let there = browser.get("/sign-in/council").await;
    let back = through(there.location(), headers).await;
    browser.get(&back).await
}

fn refused(answer: &Answer, status: StatusCode, heading: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    answer.says(&[heading, "Back to signing in"]);
    let cookies = answer.headers.get_all(header::SET_COOKIE);
    let cookies: Vec<&str> = cookies.iter().map(|set| set.to_str().unwrap()).collect();
    assert!(
        !cookies.iter().any(|set| set.starts_with("session")),
        "{cookies:?}"
    );
}

const NOT_HERE: &str = "This sign-in cannot be finished";

#[tokio::test]
async fn a_person_of_the_council_signs_in_and_is_who_the_provider_says() {
    let running = Running::start();
    let houses = [
        ("banding-rs", house(&running, "banding-rs").await),
        ("banding-es", house(&running, "banding-es").await),
        (
            "banding-rs",
            house_on_postgres(&running, "banding-rs").await,
        ),
    ];
    for (client, house) in houses {
        let mut browser = house.visitor();
        let form = browser.get("/sign-in?next=%2Fchildren%3Fneed%3DASD").await;
        form.says(&[
            "Sign in with your council account",
            "Or sign in with a password",
        ]);
        assert!(
            form.body
                .contains("/sign-in/council?next=%2Fchildren%3Fneed%3DASD"),
            "{}",
            form.body
        );
        let there = browser
            .get("/sign-in/council?next=%2Fchildren%3Fneed%3DASD")
            .await;
        let asked = there.location().to_owned();
        for part in [
            "response_type=code",
            "code_challenge_method=S256",
            "scope=openid+profile",
            &format!("client_id={client}"),
        ] {
            assert!(asked.contains(part), "{asked}");
        }
        let kept = browser.cookie_named("sign-in").unwrap().to_owned();
        let secret = kept
            .trim_start_matches("sign-in=")
            .split('.')
            .next()
            .unwrap();
        assert!(!asked.contains(secret), "the secret stays in the browser");

        let back = through(&asked, &[("x-person", "ana")]).await;
        assert_eq!(browser.get(&back).await.location(), "/children?need=ASD");
        assert_eq!(browser.cookie_named("sign-in"), None);
        browser
            .get("/")
            .await
            .says(&["Ana Invented, Caseworker", "Sign out"]);
        // The first page lists children, which is an entry of its own.
        let signing_in = |mut trail: Vec<(String, String, String)>| {
            trail.retain(|(action, ..)| action != "children-listed");
            trail
        };
        let trail = signing_in(house.trail().await);
        let done: Vec<&str> = trail.iter().map(|(action, _, _)| action.as_str()).collect();
        assert_eq!(done[..2], ["signed-in", "user-added"]);

        // Again: the same user, whatever the provider calls them by now, with the roles that they have by now.
        let mut again = house.visitor();
        let person = [("x-person", "ana"), ("x-standing", "promoted")];
        assert_eq!(enter(&mut again, &person).await.location(), "/");
        again.get("/").await.says(&["Caseworker and Moderator"]);
        let (mut last, mut first) = (signing_in(house.trail().await), trail);
        last.truncate(2);
        first.truncate(1);
        assert_eq!(last[0].1, first[0].1, "the same user");
        assert_eq!(last[1].0, "user-roles-changed");

        let out = again.post("/sign-out", &[]).await;
        assert_eq!(out.location(), "/sign-in?signed_out=true");
        again
            .get("/sign-in?signed_out=true")
            .await
            .says(&["Sign out there too"]);
        let there = again.get("/sign-in/council/leave").await;
        assert!(there.location().starts_with(&running.issuer));
    }
}

#[tokio::test]
async fn a_user_of_the_same_name_with_a_password_stays_another() {
    let running = Running::start();
    let house = house(&running, "banding-rs").await;
    let mut tx = house.store.begin().await.unwrap();
    let mut namesake = sample::user("ana", &[Role::Administrator], &[]);
    namesake.display_name = "Ana Invented".to_owned();
    user::insert(&mut tx, &namesake, None).await.unwrap();
    tx.commit().await.unwrap();
    let mut browser = house.visitor();
    enter(&mut browser, &[("x-person", "ana")]).await;
    let page = browser.get("/").await;
    page.says(&["Ana Invented, Caseworker"]);
    assert!(!page.text().contains("Administrator"), "{}", page.text());
}

#[tokio::test]
async fn without_a_role_there_is_a_plain_page_and_no_user() {
    let running = Running::start();
    let house = house(&running, "banding-rs").await;
    let users = async || {
        let mut tx = house.store.read().await.unwrap();
        user::all(&mut tx).await.unwrap().len()
    };
    let before = users().await;
    for person in ["stranger", "nobody"] {
        let answer = enter(&mut house.visitor(), &[("x-person", person)]).await;
        refused(
            &answer,
            StatusCode::FORBIDDEN,
            "Your account has no role in this service",
        );
        answer.says_nothing_of(&["Stranger", "Libraries"]);
    }
    assert_eq!(users().await, before);
    assert_eq!(house.trail().await[0].0, "sign-in-failed");
}

#[tokio::test]
async fn a_disabled_user_has_no_way_in() {
    let running = Running::start();
    let house = house(&running, "banding-rs").await;
    enter(&mut house.visitor(), &[("x-person", "ana")]).await;
    let id = house.trail().await[0].1.parse().unwrap();
    let mut tx = house.store.begin().await.unwrap();
    let mut ana = user::find(&mut tx, &id).await.unwrap().unwrap();
    ana.disabled = true;
    user::update(&mut tx, &ana).await.unwrap();
    tx.commit().await.unwrap();
    let answer = enter(&mut house.visitor(), &[("x-person", "ana")]).await;
    refused(
        &answer,
        StatusCode::FORBIDDEN,
        "Your account is closed in this service",
    );
}

#[tokio::test]
async fn an_answer_counts_once_and_only_in_the_browser_that_began() {
    let running = Running::start();
    let house = house(&running, "banding-rs").await;
    let mut browser = house.visitor();
    let there = browser.get("/sign-in/council").await;
    let kept = browser.cookie_named("sign-in").unwrap().to_owned();
    let back = through(there.location(), &[("x-person", "ana")]).await;

    // Another browser, without the cookie or with one of its own, and a state that nobody was given.
    let mut other = house.visitor();
    refused(&other.get(&back).await, StatusCode::BAD_REQUEST, NOT_HERE);
    other.get("/sign-in/council").await;
    refused(&other.get(&back).await, StatusCode::BAD_REQUEST, NOT_HERE);
    let mut forged = house.visitor().with_cookie(&kept);
    let elsewhere = back.replace("state=", "state=0");
    refused(
        &forged.get(&elsewhere).await,
        StatusCode::BAD_REQUEST,
        NOT_HERE,
    );
    let mut mixed = house.visitor().with_cookie(&kept);
    let evil = format!(
        "{}&iss=https%3A%2F%2Fevil.example",
        back.split("&iss=").next().unwrap()
    );
    refused(&mixed.get(&evil).await, StatusCode::BAD_REQUEST, NOT_HERE);

    assert_eq!(browser.get(&back).await.location(), "/");
    let mut thief = house.visitor().with_cookie(&kept);
    refused(&thief.get(&back).await, StatusCode::BAD_REQUEST, NOT_HERE);
}

#[tokio::test]
async fn a_sign_in_that_took_too_long_or_was_given_up_is_not_finished() {
    let running = Running::start();
    let house = house(&running, "banding-rs").await;
    let mut browser = house.visitor();
    let there = browser.get("/sign-in/council").await;
    let back = through(there.location(), &[("x-person", "ana")]).await;
    house.wait(601);
    refused(&browser.get(&back).await, StatusCode::BAD_REQUEST, NOT_HERE);
    let answer = enter(&mut house.visitor(), &[]).await;
    refused(&answer, StatusCode::FORBIDDEN, "You were not signed in");
}

#[tokio::test]
async fn a_token_out_of_its_time_or_a_code_of_another_is_not_believed() {
    let running = Running::start();
    let house = house(&running, "banding-rs").await;
    const UNBELIEVED: &str = "Signing in with your council account did not work";
    // The provider's token lives for an hour; by our clock that is over when it is made.
    house.wait(2 * 60 * 60);
    let answer = enter(&mut house.visitor(), &[("x-person", "ana")]).await;
    refused(&answer, StatusCode::BAD_GATEWAY, UNBELIEVED);
    house.wait(-2 * 60 * 60);

    // A code that somebody else was given: the verifier does not fit (PKCE).
    let code = |back: &str| {
        let code = back.split("code=").nth(1).unwrap();
        code.split('&').next().unwrap().to_owned()
    };
    let mut victim = house.visitor();
    let there = victim.get("/sign-in/council").await;
    let stolen = code(&through(there.location(), &[("x-person", "ana")]).await);
    let mut thief = house.visitor();
    let there = thief.get("/sign-in/council").await;
    let back = through(there.location(), &[("x-person", "stranger")]).await;
    let injected = back.replace(&code(&back), &stolen);
    refused(
        &thief.get(&injected).await,
        StatusCode::BAD_GATEWAY,
        UNBELIEVED,
    );
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_after_signing_in() {
    let running = Running::start();
    let house = house(&running, "banding-rs").await;
    for next in [
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
    ] {
        let mut browser = house.visitor();
        let there = browser.get(&format!("/sign-in/council?next={next}")).await;
        let back = through(there.location(), &[("x-person", "ana")]).await;
        assert_eq!(browser.get(&back).await.location(), "/", "{next}");
    }
    // The cookie is the visitor's own: what it says is looked at again.
    let mut browser = house.visitor();
    let there = browser.get("/sign-in/council").await;
    let kept = browser.cookie_named("sign-in").unwrap().to_owned();
    let (kept, _) = kept.rsplit_once('.').unwrap();
    let evil = format!("{kept}.{}", hex::encode("//evil.example"));
    let mut browser = browser.with_cookie(&evil);
    let back = through(there.location(), &[("x-person", "ana")]).await;
    assert_eq!(browser.get(&back).await.location(), "/");
}

#[tokio::test]
async fn without_a_provider_or_with_one_that_is_silent_the_service_goes_on() {
    let house = House::open().await;
    let mut browser = house.visitor();
    assert!(
        !browser
            .get("/sign-in")
            .await
            .body
            .contains("/sign-in/council")
    );
    for path in [
        "/sign-in/council",
        "/sign-in/council/return",
        "/sign-in/council/leave",
    ] {
        assert_eq!(
            browser.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let running = Running::start();
    let gone = running.provider("banding-rs");
    drop(running);
    let house = House::with(|settings| {
        settings.public_url = "http://banding.test".parse().ok();
        settings.open_id = Some(gone);
    })
    .await;
    let answer = house.visitor().get("/sign-in/council").await;
    refused(&answer, StatusCode::BAD_GATEWAY, "did not work");
    assert_eq!(house.visitor().get("/sign-in").await.status, StatusCode::OK);
    assert!(BACK.starts_with("http://banding.test/"));
}
