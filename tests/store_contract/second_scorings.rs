//! Profiles that are scored a second time.

use send_banding::ids::Digest;
use send_banding::needs::{NeedsProfile, Setting};
use send_banding::store::audit::{self, Entry};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::sample_draw::{self, SampleDraw};
use send_banding::store::{RestrictedRecords, StoreError, Tx, child, rule_set, second_scoring};

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
    let days = (sample::at(-1_000), sample::at(1_000));
    let (earlier, id, later) = (sample::id(), sample::id(), sample::id());
    let frame =
        async |tx: &mut Tx, id, at| sample_draw::frame(tx, days, (id, at, sample::TODAY)).await;
    let held = frame(&mut tx, &id, sample::at(50)).await?;
    assert_eq!(
        held.len(),
        1,
        "no draft, and nobody whose record is restricted"
    );
    assert_eq!(
        (&held[0].profile, held[0].setting),
        (&sent[0].1, Setting::Unk)
    );
    let drawn = SampleDraw {
        id: id.clone(),
        drawn_by: first.clone(),
        drawn_at: sample::at(50),
        seed: "a1b2c3".to_owned(),
        asked: "10%".to_owned(),
        from: None,
        to: sample::TODAY,
        by_setting: true,
        frame_size: 1,
        frame_digest: Digest::of(b"frame"),
        chosen: 1,
    };
    let profiles = [(held[0].profile.clone(), held[0].version)];
    sample_draw::keep(&mut tx, &drawn, &profiles).await?;
    let name = "first (invented)".to_owned();
    let found = sample_draw::find(&mut tx, &drawn.id).await?;
    assert_eq!(found, Some((drawn.clone(), name.clone())));
    assert_eq!(
        sample_draw::latest(&mut tx, 5).await?,
        [(drawn.clone(), name)]
    );
    assert_eq!(
        sample_draw::profiles_of(&mut tx, &drawn.id).await?,
        [sent[0].1.clone()]
    );
    for (next, at) in [(&later, 50), (&later, 60), (&earlier, 60)] {
        assert_eq!(
            frame(&mut tx, next, sample::at(at)).await?,
            [],
            "chosen once"
        );
    }
    assert_eq!(
        frame(&mut tx, &id, sample::at(50)).await?,
        held,
        "as it was at the draw"
    );
    assert_eq!(
        frame(&mut tx, &earlier, sample::at(50)).await?,
        held,
        "as it was before it"
    );
    let late = (sample::at(999), sample::at(1_000));
    let none = sample_draw::frame(&mut tx, late, (&id, sample::at(50), sample::TODAY)).await?;
    assert_eq!(none, []);
    let waiting = second_scoring::awaiting(&mut tx, &second, &RestrictedRecords::Hidden).await?;
    assert_eq!((waiting.len(), &waiting[0].profile), (1, &sent[0].1));
    assert!(!waiting[0].has_scored);
    assert!(
        second_scoring::awaiting(&mut tx, &first, &RestrictedRecords::Hidden)
            .await?
            .is_empty()
    );
    let levels = NeedsProfile::of_levels(sample::needs().levels().clone());
    // Who opened levels after they were sent does not get it, not even with a form from before.
    let third = sample::keep_user(&mut tx, "third", &[]).await?;
    for (looked, action, found) in [
        (&second, "profile-refused", 1),
        (&third, "profile-viewed", 0),
    ] {
        let entry = Entry {
            at: sample::at(60),
            actor: Some(looked),
            action,
            subject_kind: "profile",
            subject_id: sent[0].1.as_str(),
            detail: &[],
        };
        audit::append(&mut tx, entry).await?;
        let waiting = second_scoring::awaiting(&mut tx, looked, &RestrictedRecords::Hidden).await?;
        assert_eq!(waiting.len(), found, "{action}");
    }
    let seen = second_scoring::keep(&mut tx, &sent[0].1, &third, &levels, sample::at(65)).await;
    assert!(matches!(seen, Err(StoreError::Conflict)));
    second_scoring::keep(&mut tx, &sent[0].1, &second, &levels, sample::at(70)).await?;
    let twice = second_scoring::keep(&mut tx, &sent[0].1, &second, &levels, sample::at(80)).await;
    assert!(matches!(twice, Err(StoreError::Conflict)));
    assert_eq!(
        second_scoring::find_awaiting(&mut tx, &sent[0].1, &second).await?,
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
