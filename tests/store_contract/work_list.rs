//! What waits, and how the caseload stands.

use jiff::civil::date;
use send_banding::needs::{Need, Setting};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::{Page, child, rule_set, work_list};

use crate::caseload::three;
use crate::place::{Outcome, Place};
use crate::sample::{self, TODAY};

pub async fn the_queue_holds_what_was_sent_last(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (_, officer, [first, second, _]) = three(&mut tx).await?;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let sent = sample::profile(&first, &officer, ProfileState::Submitted);
    let back = sample::profile(&second, &officer, ProfileState::Submitted);
    profile::insert_all(&mut tx, &[sent.clone(), back.clone()]).await?;
    let returned = sample::profile_version(&back.0.id, 2, &officer, ProfileState::SentBack);
    profile::add_version(&mut tx, &returned).await?;
    let queue = work_list::moderation_queue(&mut tx, false, Page::new(1, 10)).await?;
    assert_eq!((queue.total, queue.items.len()), (1, 1));
    let line = &queue.items[0];
    assert_eq!(
        (&line.profile, line.version, &line.child),
        (&sent.0.id, 1, &first)
    );
    assert_eq!(line.scored_by_name.as_deref(), Some("moderator (invented)"));
    let mut hidden = child::find(&mut tx, &first).await?.unwrap();
    hidden.restricted = true;
    child::update(&mut tx, &hidden).await?;
    assert_eq!(
        work_list::moderation_queue(&mut tx, false, Page::new(1, 10))
            .await?
            .total,
        0
    );
    assert_eq!(
        work_list::moderation_queue(&mut tx, true, Page::new(1, 10))
            .await?
            .total,
        1
    );
    Ok(())
}

pub async fn counts_add_up(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (_, officer, [placed, ..]) = three(&mut tx).await?;
    let draft = sample::profile(&placed, &officer, ProfileState::Draft);
    profile::insert_all(&mut tx, &[draft]).await?;
    let counts = work_list::counts(&mut tx, TODAY, date(2026, 11, 1)).await?;
    assert_eq!(
        (
            counts.children,
            counts.open_plans,
            counts.placement_unknown,
            counts.unscored
        ),
        (3, 2, 1, 1)
    );
    assert_eq!((counts.in_scoring, counts.awaiting_moderation), (1, 0));
    assert_eq!((counts.reviews_overdue, counts.reviews_due_soon), (0, 2));
    let late = work_list::counts(&mut tx, date(2026, 10, 3), date(2026, 11, 1)).await?;
    assert_eq!((late.reviews_overdue, late.reviews_due_soon), (2, 0));

    let summary = work_list::summary_of_caseload(&mut tx, TODAY).await?;
    assert_eq!(summary.open_plans, 2);
    assert_eq!(
        summary.by_need,
        [(Some(Need::Asd), 1), (Some(Need::Slcn), 1)]
    );
    assert_eq!(summary.by_setting, [(Setting::Mms, 1), (Setting::Unk, 1)]);
    assert_eq!(
        summary.by_band,
        [(Some("F".parse().unwrap()), 1), (None, 1)]
    );
    Ok(())
}
