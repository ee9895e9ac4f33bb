//! Profiles that are scored a second time.

use send_banding::needs::NeedsProfile;
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::{StoreError, child, rule_set, second_scoring};

use crate::place::{Outcome, Place};
use crate::sample;

pub async fn a_sample_is_chosen_and_scored_once(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let first = sample::keep_user(&mut tx, "first", &[]).await?;
    let second = sample::keep_user(&mut tx, "second", &[]).await?;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let mut sent = Vec::new();
    for (number, state) in [
        (1, ProfileState::Submitted),
        (2, ProfileState::Draft),
        (3, ProfileState::Submitted),
    ] {
        let who = sample::keep_child(&mut tx, &format!("N{number}"), "Ana", "Ash").await?;
        let profile = sample::profile(&who.id, &first, state);
        profile::insert_all(&mut tx, std::slice::from_ref(&profile)).await?;
        sent.push((who, profile.0.id));
    }
    let mut hidden = sent[2].0.clone();
    hidden.restricted = true;
    child::update(&mut tx, &hidden).await?;
    assert_eq!(
        second_scoring::choose(&mut tx, &first, sample::at(50), 10).await?,
        1
    );
    assert_eq!(
        second_scoring::choose(&mut tx, &first, sample::at(60), 10).await?,
        0
    );
    let waiting = second_scoring::awaiting(&mut tx, &second, false).await?;
    assert_eq!((waiting.len(), &waiting[0].profile), (1, &sent[0].1));
    assert_eq!(waiting[0].first_scorer.as_ref(), Some(&first));
    assert!(
        second_scoring::awaiting(&mut tx, &first, false)
            .await?
            .is_empty()
    );
    let levels = NeedsProfile::of_levels(sample::needs().levels().clone());
    second_scoring::keep(&mut tx, &sent[0].1, &second, &levels, sample::at(70)).await?;
    let twice = second_scoring::keep(&mut tx, &sent[0].1, &second, &levels, sample::at(80)).await;
    assert!(matches!(twice, Err(StoreError::Conflict)));
    assert_eq!(
        second_scoring::find_awaiting(&mut tx, &sent[0].1).await?,
        None
    );
    let both = second_scoring::both_since(&mut tx, sample::at(70)).await?;
    assert_eq!(both.len(), 1);
    assert_eq!(
        (&both[0].first, &both[0].second),
        (&sample::needs(), &levels)
    );
    assert!(
        second_scoring::both_since(&mut tx, sample::at(71))
            .await?
            .is_empty()
    );
    Ok(())
}
