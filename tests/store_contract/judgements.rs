//! What officers judge first, and what they compare with.

use jiff::civil::date;
use send_banding::store::amount_proposal::{self, AmountProposal};
use send_banding::store::judgement::{self, FirstJudgement};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::{RestrictedRecords, StoreError, award_limit, child, rule_set};

use crate::place::{Outcome, Place};
use crate::sample;

pub async fn a_first_judgement_is_kept_once(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let officer = sample::keep_user(&mut tx, "moderator", &[]).await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?.id;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let sent = sample::profile(&who, &officer, ProfileState::Submitted);
    profile::insert_all(&mut tx, std::slice::from_ref(&sent)).await?;
    let kept = FirstJudgement {
        profile: sent.0.id.clone(),
        version: 1,
        officer: officer.clone(),
        fits: false,
        words: "Hearing".to_owned(),
        at: sample::at(5),
    };
    judgement::insert(&mut tx, &kept).await?;
    let found = judgement::find(&mut tx, &sent.0.id, 1, &officer).await?;
    assert_eq!(found.as_ref(), Some(&kept));
    assert_eq!(
        judgement::find(&mut tx, &sent.0.id, 2, &officer).await?,
        None
    );
    tx.commit().await?;
    let mut tx = place.store.begin().await?;
    let again = judgement::insert(&mut tx, &kept).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    tx.rollback().await?;
    let mut tx = place.store.begin().await?;
    let wordless = FirstJudgement {
        officer: sample::keep_user(&mut tx, "another", &[]).await?,
        words: String::new(),
        ..kept
    };
    assert!(judgement::insert(&mut tx, &wordless).await.is_err());
    Ok(())
}

pub async fn the_newest_amount_proposed_counts(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let officer = sample::keep_user(&mut tx, "moderator", &[]).await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?.id;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let sent = sample::profile(&who, &officer, ProfileState::Submitted);
    profile::insert_all(&mut tx, std::slice::from_ref(&sent)).await?;
    let first = AmountProposal {
        profile: sent.0.id.clone(),
        version: 1,
        number: 1,
        officer,
        annual: sample::money(4_100_001),
        reason: "Two adults".to_owned(),
        from: date(2026, 10, 1),
        to: None,
        fte: "0.5".parse().unwrap(),
        at: sample::at(5),
    };
    let second = AmountProposal {
        number: 2,
        to: Some(date(2027, 10, 1)),
        ..first.clone()
    };
    amount_proposal::add(&mut tx, &first).await?;
    amount_proposal::add(&mut tx, &second).await?;
    let found = amount_proposal::latest(&mut tx, &sent.0.id, 1).await?;
    assert_eq!(found.as_ref(), Some(&second));
    assert_eq!(amount_proposal::latest(&mut tx, &sent.0.id, 2).await?, None);
    let again = amount_proposal::add(&mut tx, &second).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    Ok(())
}

pub async fn decided_profiles_are_others_the_newest_first(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let officer = sample::keep_user(&mut tx, "moderator", &[]).await?;
    let mut ids = Vec::new();
    for (number, band) in [(1, "F"), (2, "E"), (3, "D")] {
        let who = sample::keep_child(&mut tx, &format!("N{number}"), "Ana", "Ash")
            .await?
            .id;
        sample::keep_award(&mut tx, &who, &officer, None, band).await?;
        ids.push(who);
    }
    let rules = sample::rule_set().digest;
    let found =
        judgement::decided_last(&mut tx, &rules, &ids[0], &RestrictedRecords::Hidden, 10).await?;
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].needs, sample::needs());
    assert_eq!(
        judgement::decided_last(&mut tx, &rules, &ids[0], &RestrictedRecords::Hidden, 1)
            .await?
            .len(),
        1
    );
    let mut hidden = child::find(&mut tx, &ids[1]).await?.unwrap();
    hidden.restricted = true;
    child::update(&mut tx, &hidden).await?;
    assert_eq!(
        judgement::decided_last(&mut tx, &rules, &ids[0], &RestrictedRecords::Hidden, 10)
            .await?
            .len(),
        1
    );
    Ok(())
}

pub async fn a_profile_knows_which_it_started_from(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let officer = sample::keep_user(&mut tx, "caseworker", &[]).await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?.id;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let agreed = sample::profile(&who, &officer, ProfileState::Agreed);
    let draft = sample::profile(&who, &officer, ProfileState::Draft);
    profile::insert_all(&mut tx, &[agreed.clone(), draft.clone()]).await?;
    profile::keep_start(&mut tx, &draft.0.id, &agreed.0.id).await?;
    assert_eq!(
        profile::start_of(&mut tx, &draft.0.id).await?,
        Some(agreed.0.id.clone())
    );
    assert_eq!(profile::start_of(&mut tx, &agreed.0.id).await?, None);
    Ok(())
}

pub async fn a_limit_is_set_over_the_one_before(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let officer = sample::keep_user(&mut tx, "moderator", &[]).await?;
    assert_eq!(award_limit::of(&mut tx, &officer).await?, sample::money(0));
    for pence in [2_000_000, 1_000_000] {
        award_limit::save(&mut tx, &officer, sample::money(pence)).await?;
        assert_eq!(
            award_limit::of(&mut tx, &officer).await?,
            sample::money(pence)
        );
    }
    tx.commit().await?;
    let mut tx = place.store.begin().await?;
    let nobody = sample::id();
    let refused = award_limit::save(&mut tx, &nobody, sample::money(1)).await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
    Ok(())
}
