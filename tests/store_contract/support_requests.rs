//! Schools' requests for extra support.

use send_banding::access::Role;
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::support_request::{self, RequestState, SupportRequest};
use send_banding::store::{RestrictedRecords, StoreError, rule_set, user};

use crate::place::{Outcome, Place};
use crate::sample::{self, at};

pub async fn a_request_is_answered_once_and_follows_its_profile(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let here = sample::keep_establishment(&mut tx, "Hazel Primary", 990_001).await?;
    let who = sample::keep_child(&mut tx, "S1", "Ana", "Ash").await?;
    let senco = sample::user("senco", &[Role::Senco], &[&here]);
    user::insert(&mut tx, &senco, None).await?;
    let other = sample::user("other", &[Role::Senco], &[]);
    user::insert(&mut tx, &other, None).await?;
    let made = SupportRequest {
        id: sample::id(),
        child: who.id.clone(),
        establishment: here,
        rule_set: sample::rule_set().digest,
        needs: sample::needs(),
        words: "Tried twice — Siân".to_owned(),
        raised_by: senco.id.clone(),
        raised_at: at(0),
        state: RequestState::Sent,
        answer: String::new(),
        profile: None,
        answered_by: None,
        answered_at: None,
    };
    support_request::insert(&mut tx, &made).await?;
    let kept = support_request::find(&mut tx, &made.id).await?.unwrap();
    assert_eq!(kept.request, made);
    assert_eq!(kept.profile_state, None);
    let sent =
        support_request::in_state(&mut tx, RequestState::Sent, &RestrictedRecords::Hidden, 10)
            .await?;
    assert_eq!(sent, std::slice::from_ref(&kept));
    let own = support_request::of_school_user(&mut tx, &senco.id, 10).await?;
    assert_eq!(own, [kept]);
    let nobodys = support_request::of_school_user(&mut tx, &other.id, 10).await?;
    assert!(nobodys.is_empty());
    tx.commit().await?;

    let mut tx = place.store.begin().await?;
    let twice = SupportRequest {
        id: sample::id(),
        ..made.clone()
    };
    let doubled = support_request::insert(&mut tx, &twice).await;
    assert!(matches!(doubled, Err(StoreError::Conflict)), "{doubled:?}");
    tx.rollback().await?;

    let mut tx = place.store.begin().await?;
    let draft = sample::profile(&who.id, &senco.id, ProfileState::Draft);
    profile::insert_all(&mut tx, std::slice::from_ref(&draft)).await?;
    let by = (&senco.id, at(5));
    support_request::answer(&mut tx, &made.id, (Some(&draft.0.id), ""), by).await?;
    let again = support_request::answer(&mut tx, &made.id, (None, "Late"), by).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    let taken = support_request::find(&mut tx, &made.id).await?.unwrap();
    assert_eq!(taken.request.state, RequestState::TakenOver);
    assert_eq!(taken.profile_state, Some(ProfileState::Draft));
    // Answered, it makes room for the next.
    support_request::insert(&mut tx, &twice).await?;
    Ok(())
}
