//! Lost races are conflicts, and what cannot be kept is refused on both databases alike.

use jiff::civil::date;
use send_banding::needs::{Need, Setting};
use send_banding::store::draft::{self, DraftKey};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::{
    StoreError, award, child, decision, establishment, identity, placement, plan, rule_set, user,
};

use crate::place::{Outcome, Place};
use crate::sample::{self, at, id};

/// The contract's outcomes, for comparison.
#[track_caller]
fn assert_conflict<T>(outcome: Result<T, StoreError>) {
    assert!(
        matches!(outcome, Err(StoreError::Conflict)),
        "{:?}",
        outcome.err()
    );
}

#[track_caller]
fn assert_not_found<T>(outcome: Result<T, StoreError>) {
    assert!(
        matches!(outcome, Err(StoreError::NotFound)),
        "{:?}",
        outcome.err()
    );
}

pub async fn a_lost_update_is_a_conflict(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?;
    child::update(&mut tx, &who).await?;
    assert_conflict(child::update(&mut tx, &who).await);
    assert_eq!(child::find(&mut tx, &who.id).await?.unwrap().version, 2);

    let school = sample::establishment("Hazel Primary", Some(990_001));
    establishment::insert_all(&mut tx, std::slice::from_ref(&school)).await?;
    establishment::update(&mut tx, &school).await?;
    assert_conflict(establishment::update(&mut tx, &school).await);

    let kept = sample::keep_plan(&mut tx, &who.id, &[Need::Asd]).await?;
    plan::update(&mut tx, &kept).await?;
    assert_conflict(plan::update(&mut tx, &kept).await);

    let placed = sample::keep_placement(&mut tx, &who.id, None, Setting::Neet).await?;
    placement::update(&mut tx, &placed).await?;
    assert_conflict(placement::update(&mut tx, &placed).await);
    let line = sample::cost_line(&placed);
    placement::insert_cost_lines(&mut tx, std::slice::from_ref(&line)).await?;
    placement::update_cost_line(&mut tx, &line).await?;
    assert_conflict(placement::update_cost_line(&mut tx, &line).await);

    let person = sample::user("caseworker", &[], &[]);
    user::insert(&mut tx, &person, None).await?;
    user::update(&mut tx, &person).await?;
    assert_conflict(user::update(&mut tx, &person).await);
    Ok(())
}

pub async fn a_lost_version_is_a_conflict(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?.id;
    let officer = sample::keep_user(&mut tx, "moderator", &[]).await?;
    let mut terms = sample::keep_award(&mut tx, &who, &officer, None, "F")
        .await?
        .1;
    terms.number = 2;
    award::add_version(&mut tx, &terms).await?;
    assert_conflict(award::add_version(&mut tx, &terms).await);
    terms.number = 4;
    assert_conflict(award::add_version(&mut tx, &terms).await);

    let kept = sample::keep_plan(&mut tx, &who, &[Need::Asd]).await?;
    let next = sample::plan_version(&kept.id, 2, &[Need::Sld]);
    plan::add_version(&mut tx, &next).await?;
    assert_conflict(plan::add_version(&mut tx, &next).await);
    Ok(())
}

pub async fn of_two_who_score_at_once_one_wins(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?.id;
    let scorer = sample::keep_user(&mut tx, "caseworker", &[]).await?;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let first = sample::profile(&who, &scorer, ProfileState::Draft);
    profile::insert_all(&mut tx, std::slice::from_ref(&first)).await?;
    tx.commit().await?;

    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (store, scorer, profile) =
                (place.store.clone(), scorer.clone(), first.0.id.clone());
            tokio::spawn(async move {
                let mut tx = store.begin().await?;
                let next = sample::profile_version(&profile, 2, &scorer, ProfileState::Submitted);
                profile::add_version(&mut tx, &next).await?;
                tx.commit().await
            })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => won += 1,
            lost => assert_conflict(lost),
        }
    }
    assert_eq!(won, 1);
    let versions = profile::versions_of(&mut place.store.read().await?, &first.0.id).await?;
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[0], first.1, "the draft before is kept as it was");
    Ok(())
}

pub async fn a_draft_saved_elsewhere_is_a_conflict(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let owner = sample::keep_user(&mut tx, "caseworker", &[]).await?;
    let key = DraftKey {
        owner: owner.clone(),
        form: "scoring".to_owned(),
        subject: "N1".to_owned(),
    };
    assert_eq!(draft::find(&mut tx, &key).await?, None);
    assert_eq!(draft::save(&mut tx, &key, "{}", 0, at(0)).await?, 1);
    assert_conflict(draft::save(&mut tx, &key, "{}", 0, at(1)).await);
    assert_eq!(draft::save(&mut tx, &key, r#"{"a":1}"#, 1, at(2)).await?, 2);
    assert_conflict(draft::save(&mut tx, &key, "{}", 1, at(3)).await);
    let kept = draft::find(&mut tx, &key).await?.unwrap();
    assert_eq!(
        (kept.document.as_str(), kept.version, kept.saved_at),
        (r#"{"a":1}"#, 2, at(2))
    );
    assert_eq!(draft::all_of(&mut tx, &owner).await?, [kept]);
    draft::discard(&mut tx, &key).await?;
    assert_conflict(draft::save(&mut tx, &key, "{}", 2, at(4)).await);
    Ok(())
}

/// Each refusal in a transaction of its own: PostgreSQL ends a transaction at the first.
pub async fn what_is_taken_conflicts_and_what_is_missing_is_not_found(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?;
    let mut known = sample::identity(&who.id, "Ana", "Ash");
    known.upn = Some(sample::upn(1));
    identity::save(&mut tx, &known).await?;
    let other = sample::keep_child(&mut tx, "N2", "Ben", "Birch").await?;
    sample::keep_user(&mut tx, "Caseworker", &[]).await?;
    tx.commit().await?;

    let store = &place.store;
    assert_conflict(child::insert_all(&mut store.begin().await?, &[sample::child("N1")]).await);
    let mut twin = sample::identity(&other.id, "Ben", "Birch");
    twin.upn = known.upn;
    assert_conflict(identity::save(&mut store.begin().await?, &twin).await);
    let namesake = sample::user("CASEWORKER", &[], &[]);
    assert_conflict(user::insert(&mut store.begin().await?, &namesake, None).await);
    let nobody = sample::identity(&id(), "No", "Body");
    assert_not_found(identity::save(&mut store.begin().await?, &nobody).await);
    let nowhere = sample::placement(&who.id, Some(&id()), Setting::Mms);
    assert_not_found(placement::insert_all(&mut store.begin().await?, &[nowhere]).await);
    assert_not_found(user::set_password_hash(&mut store.begin().await?, &id(), "x").await);
    Ok(())
}

pub async fn only_one_plan_of_a_child_is_open(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?.id;
    let mut first = sample::keep_plan(&mut tx, &who, &[Need::Asd]).await?;
    tx.commit().await?;
    let mut second = sample::plan(&who);
    second.ordinal = 2;
    let both = plan::insert_all(
        &mut place.store.begin().await?,
        std::slice::from_ref(&second),
    )
    .await;
    assert_conflict(both);
    let mut tx = place.store.begin().await?;
    first.ceased_on = Some(date(2026, 1, 1));
    plan::update(&mut tx, &first).await?;
    plan::insert_all(&mut tx, &[second]).await?;
    assert_eq!(plan::all_of(&mut tx, &who).await?.len(), 2);
    Ok(())
}

pub async fn an_override_needs_a_reason(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?.id;
    let officer = sample::keep_user(&mut tx, "moderator", &[]).await?;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let scored = sample::profile(&who, &officer, ProfileState::Agreed);
    profile::insert_all(&mut tx, std::slice::from_ref(&scored)).await?;
    tx.commit().await?;
    let mut over = sample::decision(&scored.1, &who, &officer);
    over.kind = decision::DecisionKind::Override;
    let without =
        decision::insert_all(&mut place.store.begin().await?, std::slice::from_ref(&over)).await;
    let Err(StoreError::Unavailable(cause)) = without else {
        panic!("kept without a reason")
    };
    assert!(
        !cause.to_string().contains(over.id.as_str()),
        "the cause does not quote the row: {cause}"
    );
    over.reason = "The sensory report was not scored.".to_owned();
    let mut tx = place.store.begin().await?;
    decision::insert_all(&mut tx, std::slice::from_ref(&over)).await?;
    assert_eq!(decision::find(&mut tx, &over.id).await?, Some(over));
    Ok(())
}

pub async fn a_dropped_transaction_leaves_nothing(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?;
    drop(tx);
    let mut tx = place.store.begin().await?;
    sample::keep_child(&mut tx, "N2", "Ben", "Birch").await?;
    tx.rollback().await?;
    assert_eq!(child::all(&mut place.store.begin().await?).await?, []);
    Ok(())
}

pub async fn a_reader_cannot_write_and_sees_one_state(place: &Place) -> Outcome {
    let mut reader = place.store.read().await?;
    assert_eq!(child::all(&mut reader).await?, []);
    let mut tx = place.store.begin().await?;
    sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?;
    tx.commit().await?;
    assert_eq!(
        child::all(&mut reader).await?,
        [],
        "the reader began before"
    );
    drop(reader);
    assert_eq!(child::all(&mut place.store.read().await?).await?.len(), 1);
    let written = sample::keep_child(&mut place.store.read().await?, "N2", "Ben", "Birch").await;
    assert!(
        matches!(written, Err(StoreError::Unavailable(_))),
        "{written:?}"
    );
    Ok(())
}

pub async fn a_nul_is_refused_on_both(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let who = sample::child("N1");
    child::insert_all(&mut tx, std::slice::from_ref(&who)).await?;
    let refused = identity::save(&mut tx, &sample::identity(&who.id, "A\0na", "Ash")).await;
    assert!(
        matches!(refused, Err(StoreError::Unavailable(_))),
        "{refused:?}"
    );
    identity::save(&mut tx, &sample::identity(&who.id, "Ana", "Ash")).await?;
    assert_eq!(user::password_hash(&mut tx, "mod\0erator").await?, None);
    tx.commit().await
}
