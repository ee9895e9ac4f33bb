//! What waits, and how the caseload stands.

use jiff::civil::date;
use send_banding::needs::{Need, Setting};
use send_banding::store::caseload::{self, Filter, Scope};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::work_list::QueueFilter;
use send_banding::store::{Page, RestrictedRecords, child, placement, plan, rule_set, work_list};

use crate::caseload::{found, three};
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
    let queue = work_list::moderation_queue(
        &mut tx,
        &officer,
        &RestrictedRecords::Hidden,
        QueueFilter::default(),
        Page::new(1, 10),
    )
    .await?;
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
        work_list::moderation_queue(
            &mut tx,
            &officer,
            &RestrictedRecords::Hidden,
            QueueFilter::default(),
            Page::new(1, 10)
        )
        .await?
        .total,
        0
    );
    assert_eq!(
        work_list::moderation_queue(
            &mut tx,
            &officer,
            &RestrictedRecords::Shown,
            QueueFilter::default(),
            Page::new(1, 10)
        )
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
    let counts = work_list::counts(
        &mut tx,
        (TODAY, date(2026, 11, 1)),
        &RestrictedRecords::Hidden,
    )
    .await?;
    assert_eq!(child::count(&mut tx).await?, 3);
    assert_eq!((counts.open_plans, counts.placement_unknown), (2, 1));
    assert_eq!(counts.awaiting_moderation, 0);
    assert_eq!((counts.reviews_overdue, counts.reviews_due_soon), (0, 2));
    let late = work_list::counts(
        &mut tx,
        (date(2026, 10, 3), date(2026, 11, 1)),
        &RestrictedRecords::Hidden,
    )
    .await?;
    assert_eq!((late.reviews_overdue, late.reviews_due_soon), (2, 0));
    // A restricted record is in the figures of who may see it alone.
    let mut hidden = child::find(&mut tx, &placed).await?.unwrap();
    hidden.restricted = true;
    child::update(&mut tx, &hidden).await?;
    let days = (TODAY, date(2026, 11, 1));
    let without = work_list::counts(&mut tx, days, &RestrictedRecords::Hidden).await?;
    let with = work_list::counts(&mut tx, days, &RestrictedRecords::Shown).await?;
    assert_eq!(with, counts);
    assert_eq!((without.open_plans, without.reviews_due_soon), (1, 1));
    assert_eq!(without.placement_unknown, 1, "the other child's");

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

pub async fn a_placement_is_known_while_one_with_or_without_an_end_covers_the_day(
    place: &Place,
) -> Outcome {
    let mut tx = place.store.begin().await?;
    let who = sample::keep_child(&mut tx, "N1", "Ana", "Ash").await?;
    let mut stay = sample::placement(&who.id, None, Setting::Unk);
    stay.from = None;
    placement::insert_all(&mut tx, &[stay.clone()]).await?;
    // The plan comes after the placement: it is noted on both.
    plan::insert_all(&mut tx, &[sample::plan(&who.id)]).await?;
    let days = [date(2026, 1, 1), date(2026, 6, 1), date(2026, 12, 1)];
    for (setting, from, to, unknown) in [
        (Setting::Unk, None, None, [1, 1, 1]),
        (Setting::Eotas, None, None, [0, 0, 0]),
        (Setting::Eotas, Some(days[1]), None, [1, 0, 0]),
        (Setting::Eotas, None, Some(days[1]), [0, 1, 1]),
        (Setting::Eotas, Some(days[1]), Some(days[2]), [1, 0, 1]),
    ] {
        (stay.setting, stay.from, stay.to) = (setting, from, to);
        placement::update(&mut tx, &stay).await?;
        stay.version += 1;
        for (day, unknown) in days.into_iter().zip(unknown) {
            let counts = work_list::counts(&mut tx, (day, day), &RestrictedRecords::Hidden).await?;
            let filter = Filter {
                placement_unknown: true,
                ..Filter::default()
            };
            let all = Page::new(1, 10);
            let listed = caseload::list(&mut tx, &Scope::authority(), &filter, day, all).await?;
            let found = (counts.placement_unknown, listed.total);
            assert_eq!(
                found,
                (unknown, unknown),
                "{setting:?} {from:?} {to:?} on {day}"
            );
        }
    }
    Ok(())
}

pub async fn the_longest_overdue_come_first_and_no_hidden_one(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    for (number, due) in [
        (1, date(2026, 5, 1)),
        (2, date(2026, 3, 1)),
        (3, date(2026, 5, 1)),
        (4, TODAY),
    ] {
        let mut who = sample::keep_child(&mut tx, &format!("N{number}"), "Ana", "Ash").await?;
        let mut open = sample::plan(&who.id);
        open.review_due_on = Some(due);
        plan::insert_all(&mut tx, &[open]).await?;
        who.restricted = number == 1;
        child::update(&mut tx, &who).await?;
    }
    for (scope, few, wanted) in [
        (Scope::authority(), 5, &["N2", "N3"][..]),
        (Scope::authority().with_restricted(), 2, &["N2", "N1"]),
        (Scope::establishments([]), 5, &[]),
    ] {
        let lines = caseload::longest_overdue(&mut tx, &scope, TODAY, few).await?;
        let found: Vec<&str> = lines.iter().map(|line| line.local_id.as_str()).collect();
        assert_eq!(found, wanted, "{scope:?}");
    }
    Ok(())
}

pub async fn a_scorers_own_profiles_are_listed_by_state(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (_, officer, [first, second, third]) = three(&mut tx).await?;
    let other = sample::keep_user(&mut tx, "caseworker", &[]).await?;
    rule_set::save(&mut tx, &sample::rule_set()).await?;
    let draft = sample::profile(&first, &officer, ProfileState::Draft);
    let back = sample::profile(&second, &officer, ProfileState::Submitted);
    let anothers = sample::profile(&third, &other, ProfileState::Draft);
    profile::insert_all(&mut tx, &[draft.clone(), back.clone(), anothers]).await?;
    let mut returned = sample::profile_version(&back.0.id, 2, &officer, ProfileState::SentBack);
    returned.note = "Look again".to_owned();
    profile::add_version(&mut tx, &returned).await?;
    for (state, id, note) in [
        (ProfileState::Draft, &draft.0.id, ""),
        (ProfileState::SentBack, &back.0.id, "Look again"),
    ] {
        let page = Page::new(1, 10);
        let own =
            work_list::own_profiles(&mut tx, &officer, state, &RestrictedRecords::Hidden, page)
                .await?;
        assert_eq!((own.total, own.items.len()), (1, 1));
        assert_eq!(
            (&own.items[0].profile, own.items[0].note.as_str()),
            (id, note)
        );
    }
    let mut hidden = child::find(&mut tx, &first).await?.unwrap();
    hidden.restricted = true;
    child::update(&mut tx, &hidden).await?;
    let seen = [
        (RestrictedRecords::Hidden, 0),
        (RestrictedRecords::NamedTo(officer.clone()), 0),
        (RestrictedRecords::Shown, 1),
    ];
    for (restricted, total) in &seen {
        let total = *total;
        let state = ProfileState::Draft;
        let page = Page::new(1, 10);
        let own = work_list::own_profiles(&mut tx, &officer, state, restricted, page).await?;
        assert_eq!((own.total, own.items.len()), (total, total as usize));
    }
    Ok(())
}

pub async fn unsettled_transfers_are_counted_against_their_day(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    for (number, due_on, final_on) in [
        (1, date(2026, 2, 15), None),
        (2, date(2027, 2, 15), None),
        (3, date(2027, 2, 15), Some(date(2027, 1, 8))),
        (4, date(2027, 3, 31), None),
        (5, date(2028, 2, 15), None),
    ] {
        let who = sample::keep_child(&mut tx, &format!("N{number}"), "Ana", "Ash").await?;
        let mut moving = sample::plan(&who.id);
        moving.phase_transfer_due_on = Some(due_on);
        moving.phase_transfer_final_on = final_on;
        plan::insert_all(&mut tx, &[moving]).await?;
    }
    let counts = work_list::counts(&mut tx, (TODAY, TODAY), &RestrictedRecords::Hidden).await?;
    assert_eq!(
        (counts.transfers_into_school, counts.transfers_into_post_16),
        (2, 1)
    );
    let filter = Filter {
        transfer_due: Some((date(2027, 2, 15), date(2027, 3, 31))),
        ..Filter::default()
    };
    assert_eq!(found(&mut tx, &filter).await?, ["N4"]);
    let soon = |from, before| Filter {
        review_due_from: Some(from),
        review_due_before: Some(before),
        ..Filter::default()
    };
    let due = date(2026, 10, 2);
    assert_eq!(
        found(&mut tx, &soon(due, date(2026, 10, 3))).await?.len(),
        5
    );
    assert_eq!(found(&mut tx, &soon(TODAY, due)).await?, [""; 0]);
    Ok(())
}
