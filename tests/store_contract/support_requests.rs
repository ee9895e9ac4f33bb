//! Schools' requests for extra support.

use send_banding::access::Role;
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::support_request::{
    self, RequestLine, RequestState, RequestsOf, SupportRequest,
};
use send_banding::store::{Page, RestrictedRecords, StoreError, Tx, rule_set, user};

use crate::place::{Outcome, Place};
use crate::sample::{self, at};

/// The first page of a list, of which the count is the same.
async fn listed(tx: &mut Tx, of: RequestsOf<'_>) -> Result<Vec<RequestLine>, StoreError> {
    let found = support_request::list(tx, of, Page::new(1, 10)).await?;
    assert_eq!(found.total, support_request::count(tx, of).await?);
    assert_eq!(found.total, found.items.len() as u64);
    Ok(found.items)
}

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
    let sent = listed(&mut tx, RequestsOf::Waiting(&RestrictedRecords::Hidden)).await?;
    assert_eq!(sent, std::slice::from_ref(&kept));
    let own = listed(&mut tx, RequestsOf::SchoolWaiting(&senco.id)).await?;
    assert_eq!(own, [kept]);
    let nobodys = listed(&mut tx, RequestsOf::SchoolWaiting(&other.id)).await?;
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
    // Taken back once, and answered no more.
    let (by, hidden) = ((&senco.id, at(7)), RestrictedRecords::Hidden);
    support_request::take_back(&mut tx, &twice.id, by).await?;
    let again = support_request::take_back(&mut tx, &twice.id, by).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    let late = support_request::answer(&mut tx, &twice.id, (None, "Late"), by).await;
    assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    assert!(
        listed(&mut tx, RequestsOf::Waiting(&hidden))
            .await?
            .is_empty()
    );
    let settled = listed(&mut tx, RequestsOf::Answered(&hidden)).await?;
    let states: Vec<RequestState> = settled.iter().map(|line| line.request.state).collect();
    assert_eq!(states, [RequestState::TakenBack, RequestState::TakenOver]);
    assert_eq!(
        listed(&mut tx, RequestsOf::SchoolAnswered(&senco.id))
            .await?
            .len(),
        2
    );
    Ok(())
}
