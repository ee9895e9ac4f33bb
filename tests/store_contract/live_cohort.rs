//! Who can be compared on a day, and in which circumstances.

use std::collections::BTreeMap;

use jiff::civil::date;
use send_banding::needs::{Level, Need, NeedsProfile, Setting};
use send_banding::store::live_cohort;
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::rule_set;

use crate::caseload::three;
use crate::place::{Outcome, Place};
use crate::sample::{self, TODAY};

pub async fn the_newest_agreed_profile_of_each_child_is_found(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (school, officer, [placed, unknown, left]) = three(&mut tx).await?;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let (head, mut newest) = sample::profile(&placed, &officer, ProfileState::Agreed);
    let low = BTreeMap::from([("hearing".parse().unwrap(), Level::new(1))]);
    newest.needs = NeedsProfile::of_levels(low);
    let of_left = sample::profile(&left, &officer, ProfileState::Agreed);
    // What is only begun, or was sent and waits, says nothing yet.
    let begun = sample::profile(&placed, &officer, ProfileState::Draft);
    let waiting = sample::profile(&unknown, &officer, ProfileState::Submitted);
    profile::insert_all(&mut tx, &[(head, newest.clone()), of_left, begun, waiting]).await?;

    let found = live_cohort::after(&mut tx, None, TODAY, 10).await?;
    let [first, second] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!((&first.child, &second.child), (&placed, &left));
    assert_eq!(first.needs, newest.needs);
    assert_eq!(first.need, Some(Need::Asd));
    assert!(!first.plan_ceased && second.plan_ceased);
    let stay = first.placement.as_ref().unwrap();
    assert_eq!(stay.setting, Setting::Mms);
    let (id, name, urn) = stay.establishment.as_ref().unwrap();
    assert_eq!((id, name.as_str()), (&school, "Hazel Primary"));
    assert_eq!(urn.as_ref().unwrap().as_str(), "990001");
    let award = first.award.as_ref().unwrap();
    assert_eq!(award.band.as_ref().unwrap().as_str(), "F");
    assert_eq!((&second.placement, &second.award), (&None, &None));

    let behind = live_cohort::after(&mut tx, Some(&placed), TODAY, 10).await?;
    assert_eq!(behind.len(), 1);
    let one = live_cohort::after(&mut tx, None, TODAY, 1).await?;
    assert_eq!(one[0].child, placed);
    let earlier = live_cohort::after(&mut tx, None, date(2023, 9, 1), 10).await?;
    assert!(earlier.iter().all(|child| child.placement.is_none()));
    assert_eq!(live_cohort::not_scored(&mut tx).await?, 1);
    Ok(())
}

pub async fn evidence_stays_behind(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (_, officer, [_, unknown, _]) = three(&mut tx).await?;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let agreed = sample::profile(&unknown, &officer, ProfileState::Agreed);
    assert!(!agreed.1.needs.evidence().is_empty());
    let kept = sample::determination(&agreed.1, &unknown);
    profile::insert_all(&mut tx, &[agreed]).await?;
    send_banding::store::determination::insert_all(&mut tx, &[kept]).await?;
    let found = live_cohort::after(&mut tx, None, TODAY, 10).await?;
    let found = found.iter().find(|child| child.child == unknown).unwrap();
    assert!(found.needs.evidence().is_empty());
    assert_eq!(found.needs.levels(), sample::needs().levels());
    assert_eq!(found.context.as_deref(), Some("{}"));
    assert_eq!(found.placement.as_ref().unwrap().establishment, None);
    Ok(())
}
