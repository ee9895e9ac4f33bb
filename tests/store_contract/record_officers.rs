//! Officers who are named for a restricted record.

use jiff::civil::date;
use send_banding::store::caseload::{self, Filter, Scope};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::record_officer::{self, NamingEnded};
use send_banding::store::work_list::QueueFilter;
use send_banding::store::{Page, RestrictedRecords, child, rule_set, work_list};

use crate::caseload::three;
use crate::place::{Outcome, Place};
use crate::sample::{self, TODAY, at};

pub async fn an_officer_is_named_once_at_a_time_and_named_again_after_an_end(
    place: &Place,
) -> Outcome {
    let mut tx = place.store.begin().await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?;
    let head = sample::keep_user(&mut tx, "head", &[]).await?;
    let scorer = sample::keep_user(&mut tx, "scorer", &[]).await?;
    let first = sample::naming(&who.id, &scorer, &head);
    assert!(record_officer::name(&mut tx, &first).await?);
    let mut again = first.clone();
    again.named_at = at(10);
    assert!(!record_officer::name(&mut tx, &again).await?);
    let of_scorer = record_officer::records_of(&mut tx, &scorer).await?;
    assert_eq!(of_scorer, [who.id.clone()].into());
    assert!(record_officer::records_of(&mut tx, &head).await?.is_empty());
    let ended = NamingEnded {
        at: at(20),
        by: head.clone(),
        reason: "Moved on".to_owned(),
    };
    let whose = (&who.id, &scorer);
    assert!(record_officer::end(&mut tx, whose, &ended).await?);
    assert!(!record_officer::end(&mut tx, whose, &ended).await?);
    assert!(
        record_officer::records_of(&mut tx, &scorer)
            .await?
            .is_empty()
    );
    assert!(record_officer::name(&mut tx, &again).await?);
    let mut before = first;
    before.ended = Some(ended);
    assert_eq!(
        record_officer::of_child(&mut tx, &who.id).await?,
        [again, before]
    );
    Ok(())
}

/// Lists, the queue and the counts have the child for the named officer as for who sees all, and for nobody else.
pub async fn what_is_restricted_is_listed_to_whoever_is_named(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (_, officer, [placed, ..]) = three(&mut tx).await?;
    let other = sample::keep_user(&mut tx, "other", &[]).await?;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let sent = sample::profile(&placed, &officer, ProfileState::Submitted);
    profile::insert_all(&mut tx, &[sent]).await?;
    let days = (TODAY, date(2026, 11, 1));
    let open = work_list::counts(&mut tx, days, &RestrictedRecords::Hidden).await?;
    let mut hidden = child::find(&mut tx, &placed).await?.unwrap();
    hidden.restricted = true;
    child::update(&mut tx, &hidden).await?;
    let closed = work_list::counts(&mut tx, days, &RestrictedRecords::Hidden).await?;
    assert_ne!(open, closed);
    record_officer::name(&mut tx, &sample::naming(&placed, &officer, &other)).await?;
    let named = |user: &send_banding::ids::UserId| RestrictedRecords::NamedTo(user.clone());
    for (seen, scope, total) in [
        (RestrictedRecords::Hidden, Scope::authority(), 0),
        (
            named(&other),
            Scope::authority().with_named(other.clone()),
            0,
        ),
        (
            named(&officer),
            Scope::authority().with_named(officer.clone()),
            1,
        ),
        (
            RestrictedRecords::Shown,
            Scope::authority().with_restricted(),
            1,
        ),
    ] {
        assert_eq!(scope.restricted(), &seen);
        let queue = work_list::moderation_queue(
            &mut tx,
            &other,
            &seen,
            QueueFilter::default(),
            Page::new(1, 10),
        )
        .await?;
        assert_eq!((queue.total, queue.items.len()), (total, total as usize));
        let counts = work_list::counts(&mut tx, days, &seen).await?;
        assert_eq!(counts, if total == 1 { open } else { closed }, "{seen:?}");
        let asked = Filter {
            text: Some(hidden.local_id.to_string()),
            ..Filter::default()
        };
        let listed = caseload::list(&mut tx, &scope, &asked, TODAY, Page::new(1, 10)).await?;
        assert_eq!(listed.total, total, "{scope:?}");
        let is_there = caseload::is_in_scope(&mut tx, &placed, &scope, TODAY).await?;
        assert_eq!(is_there, total == 1);
    }
    Ok(())
}
