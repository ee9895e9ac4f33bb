//! Users, sessions, attempts and saved searches.

use send_banding::access::Role;
use send_banding::store::session::{self, Session, TokenHash};
use send_banding::store::{StoreError, attempt, one_time, open_id, saved_search, user};

use crate::place::{Outcome, Place};
use crate::sample::{self, at, id};

pub async fn users_come_back_with_roles_and_establishments(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let school = sample::keep_establishment(&mut tx, "Hazel Primary", 990_001).await?;
    let mut person = sample::user("senco", &[Role::Senco, Role::BusinessManager], &[&school]);
    user::insert(&mut tx, &person, Some("$argon2id$hash")).await?;
    assert_eq!(
        user::find(&mut tx, &person.id).await?.as_ref(),
        Some(&person)
    );
    assert_eq!(
        user::find_by_name(&mut tx, "SENCO").await?.as_ref(),
        Some(&person)
    );
    let hash = Some((person.id.clone(), "$argon2id$hash".to_owned()));
    assert_eq!(user::password_hash(&mut tx, "Senco").await?, hash);
    assert_eq!(user::password_hash(&mut tx, "somebody").await?, None);

    person.roles = [Role::Senco].into();
    person.establishments.clear();
    user::update(&mut tx, &person).await?;
    user::set_password_hash(&mut tx, &person.id, "other").await?;
    person.version = 3;
    assert_eq!(user::all(&mut tx).await?, [person.clone()]);
    assert_eq!(
        user::password_hash(&mut tx, "senco").await?.unwrap().1,
        "other"
    );
    person.disabled = true;
    user::update(&mut tx, &person).await?;
    assert_eq!(
        user::password_hash(&mut tx, "senco").await?,
        None,
        "a disabled user has no way in"
    );
    Ok(())
}

pub async fn sessions_end_by_idleness_age_and_disabling(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let mut person = sample::user("caseworker", &[Role::Caseworker], &[]);
    user::insert(&mut tx, &person, None).await?;
    let token = TokenHash::of("a long random token");
    let opened = Session {
        user: person.id.clone(),
        created_at: at(0),
        idle_until: at(60),
        expires_at: at(100),
        message: None,
    };
    session::open(&mut tx, &token, &opened).await?;
    assert_eq!(
        session::find(&mut tx, &token, at(59)).await?.as_ref(),
        Some(&opened)
    );
    assert_eq!(
        session::find(&mut tx, &TokenHash::of("another"), at(1)).await?,
        None
    );
    assert_eq!(session::find(&mut tx, &token, at(60)).await?, None, "idle");
    session::renew(&mut tx, &token, at(500)).await?;
    for message in [Some("Saved"), Some("Sent"), None] {
        session::set_message(&mut tx, &token, message).await?;
        let kept = session::find(&mut tx, &token, at(99)).await?.unwrap();
        assert_eq!(kept.message.as_deref(), message);
    }
    assert!(session::find(&mut tx, &token, at(99)).await?.is_some());
    assert_eq!(
        session::find(&mut tx, &token, at(100)).await?,
        None,
        "too old, however busy"
    );

    person.disabled = true;
    user::update(&mut tx, &person).await?;
    assert_eq!(
        session::find(&mut tx, &token, at(1)).await?,
        None,
        "disabled"
    );
    person = user::find(&mut tx, &person.id).await?.unwrap();
    person.disabled = false;
    user::update(&mut tx, &person).await?;
    assert_eq!(session::sweep(&mut tx, at(99)).await?, 0);
    assert_eq!(session::sweep(&mut tx, at(100)).await?, 1);
    assert!(session::renew(&mut tx, &token, at(900)).await.is_err());

    for close_all in [false, true] {
        session::open(&mut tx, &token, &opened).await?;
        if close_all {
            session::close_all_of(&mut tx, &person.id).await?;
        } else {
            session::close(&mut tx, &token).await?;
        }
        assert_eq!(session::find(&mut tx, &token, at(1)).await?, None);
    }
    tx.commit().await
}

pub async fn a_session_keeps_one_message_until_it_is_taken_away(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let user = sample::keep_user(&mut tx, "caseworker", &[]).await?;
    let token = TokenHash::of("a long random token");
    let opened = Session {
        user,
        created_at: at(0),
        idle_until: at(60),
        expires_at: at(100),
        message: None,
    };
    session::open(&mut tx, &token, &opened).await?;
    for message in [Some("first"), Some("second"), None] {
        session::set_message(&mut tx, &token, message).await?;
        let found = session::find(&mut tx, &token, at(1)).await?.unwrap();
        assert_eq!(found.message.as_deref(), message);
    }
    session::close(&mut tx, &token).await?;
    assert!(
        session::set_message(&mut tx, &token, Some("late"))
            .await
            .is_err()
    );
    tx.commit().await
}

pub async fn attempts_are_counted_in_their_window(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    assert_eq!(
        attempt::record(&mut tx, "name:ana", at(0), at(-60)).await?,
        1
    );
    assert_eq!(
        attempt::record(&mut tx, "name:ana", at(30), at(-30)).await?,
        2
    );
    assert_eq!(
        attempt::record(&mut tx, "name:ben", at(30), at(-30)).await?,
        1
    );
    assert_eq!(
        attempt::record(&mut tx, "name:ana", at(61), at(1)).await?,
        2,
        "the first is out of the window"
    );
    assert_eq!(attempt::count(&mut tx, "name:ana", at(-60)).await?, 3);
    assert_eq!(attempt::sweep(&mut tx, at(10)).await?, 1);
    attempt::forget(&mut tx, "name:ana").await?;
    assert_eq!(attempt::count(&mut tx, "name:ana", at(-60)).await?, 0);
    assert_eq!(attempt::count(&mut tx, "name:ben", at(-60)).await?, 1);
    Ok(())
}

pub async fn a_search_is_its_owners_until_it_expires(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let owner = sample::keep_user(&mut tx, "caseworker", &[]).await?;
    let other = sample::keep_user(&mut tx, "caseworker-two", &[]).await?;
    let key = id();
    saved_search::insert(&mut tx, &key, &owner, r#"{"text":"ash"}"#, at(60)).await?;
    let found = saved_search::find(&mut tx, &key, &owner, at(59)).await?;
    assert_eq!(found.as_deref(), Some(r#"{"text":"ash"}"#));
    assert_eq!(
        saved_search::find(&mut tx, &key, &other, at(1)).await?,
        None
    );
    assert_eq!(
        saved_search::find(&mut tx, &key, &owner, at(60)).await?,
        None
    );
    assert_eq!(saved_search::sweep(&mut tx, at(60)).await?, 1);
    Ok(())
}

pub async fn a_subject_is_one_user_and_an_answer_counts_once(place: &Place) -> Outcome {
    const ISSUER: &str = "https://login.example.gov.uk";
    let mut tx = place.store.begin().await?;
    let ana = sample::keep_user(&mut tx, "ana", &[]).await?;
    assert_eq!(open_id::user_of(&mut tx, ISSUER, "s").await?, None);
    open_id::link(&mut tx, ISSUER, "s", &ana).await?;
    open_id::link(&mut tx, "https://other.example", "s", &ana).await?;
    assert_eq!(
        open_id::user_of(&mut tx, ISSUER, "s").await?.as_ref(),
        Some(&ana)
    );
    assert_eq!(open_id::user_of(&mut tx, ISSUER, "S").await?, None);
    assert!(open_id::use_answer(&mut tx, "state", at(0), at(-60)).await?);
    assert!(!open_id::use_answer(&mut tx, "state", at(30), at(-30)).await?);
    assert!(open_id::use_answer(&mut tx, "another", at(30), at(-30)).await?);
    assert!(
        open_id::use_answer(&mut tx, "state", at(61), at(1)).await?,
        "forgotten after its time"
    );
    tx.commit().await?;
    let mut tx = place.store.begin().await?;
    let again = open_id::link(&mut tx, ISSUER, "s", &ana).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    Ok(())
}

pub async fn the_secret_of_one_time_codes_is_sealed_to_its_user(place: &Place) -> Outcome {
    let secret = b"twenty random bytes.";
    let mut tx = place.store.begin().await?;
    let ana = sample::keep_user(&mut tx, "ana", &[]).await?;
    let ben = sample::keep_user(&mut tx, "ben", &[]).await?;
    one_time::keep(&mut tx, &ana, b"another, made before").await?;
    one_time::keep(&mut tx, &ana, secret).await?;
    let kept = one_time::find(&mut tx, &ana).await?.unwrap();
    assert!(kept.secret == secret && !kept.confirmed);
    assert!(!one_time::is_on(&mut tx, &ana).await?);
    for (step, first) in [(7, true), (7, false), (6, false), (8, true)] {
        assert_eq!(one_time::use_step(&mut tx, &ana, step).await?, first);
    }
    assert!(one_time::is_on(&mut tx, &ana).await?);
    tx.commit().await?;

    let mut tx = place.store.begin().await?;
    let again = one_time::keep(&mut tx, &ana, b"in place of the first").await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    tx.rollback().await?;
    place
        .tamper(&format!(
            "UPDATE one_time_secret SET user_id = '{ben}' WHERE user_id = '{ana}'"
        ))
        .await;
    let mut tx = place.store.begin().await?;
    assert!(
        one_time::find(&mut tx, &ben).await.is_err(),
        "a row that was moved to another user does not open"
    );
    assert!(one_time::remove(&mut tx, &ben).await?);
    assert!(!one_time::remove(&mut tx, &ben).await?);
    tx.commit().await
}

pub async fn a_recovery_code_is_used_once(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let ana = sample::keep_user(&mut tx, "ana", &[]).await?;
    let codes = ["A".to_owned(), "B".to_owned()];
    one_time::keep_recovery(&mut tx, &ana, &codes).await?;
    one_time::keep_recovery(&mut tx, &ana, &codes).await?;
    assert_eq!(one_time::recovery_left(&mut tx, &ana).await?, 2);
    for (code, used) in [("A", true), ("A", false), ("C", false), ("B", true)] {
        assert_eq!(one_time::use_recovery(&mut tx, &ana, code).await?, used);
    }
    let token = TokenHash::of("a long random token");
    one_time::begin_half(&mut tx, &token, &ana, (at(0), at(60))).await?;
    assert_eq!(
        one_time::half(&mut tx, &token, at(59)).await?.as_ref(),
        Some(&ana)
    );
    assert_eq!(one_time::half(&mut tx, &token, at(60)).await?, None);
    one_time::end_half(&mut tx, &token).await?;
    let ended = one_time::end_half(&mut tx, &token).await;
    assert!(matches!(ended, Err(StoreError::Conflict)), "{ended:?}");
    tx.commit().await
}
