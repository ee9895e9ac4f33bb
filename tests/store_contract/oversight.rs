//! The caseload as oversight sees it.

use jiff::Timestamp;
use jiff::civil::date;
use send_banding::ids::BaselineId;
use send_banding::needs::{DomainId, Level, Need, Setting};
use send_banding::store::milestone::{self, Assessment, Request};
use send_banding::store::oversight::{
    self, Baseline, BaselineCount, EqualityCase, PhaseTransfer, RequestDates, ReviewDates,
};
use send_banding::store::plan::{self, Review};
use send_banding::store::profile::{self, ProfileState};
use send_banding::store::{child, determination};

use crate::caseload::three;
use crate::place::{Outcome, Place};
use crate::sample::{self, TODAY};

pub async fn cases_have_no_name_and_are_counted_once(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (school, officer, [placed, unknown, _]) = three(&mut tx).await?;
    let mut cases = oversight::cases(&mut tx, TODAY).await?;
    cases.sort_by_key(|case| case.band.is_none());
    assert_eq!(cases.len(), 2, "a ceased plan is no case");
    let [first, second] = &cases[..] else {
        unreachable!()
    };
    assert_eq!((&first.child, first.need), (&placed, Some(Need::Asd)));
    assert_eq!(
        (first.setting, second.setting),
        (Setting::Mms, Setting::Unk)
    );
    assert_eq!(
        first.establishment,
        Some((school, "Hazel Primary".to_owned()))
    );
    assert_eq!(first.band, Some("F".parse().unwrap()));
    assert_eq!((&second.child, second.band.as_ref()), (&unknown, None));

    let levels = oversight::agreed_levels(&mut tx).await?;
    let hearing: DomainId = "hearing".parse().unwrap();
    assert_eq!(levels.keys().collect::<Vec<_>>(), [&placed]);
    assert_eq!(levels[&placed].get(&hearing), Some(&Level::new(3)));
    // A draft takes nothing away from what was agreed.
    let draft = sample::profile(&placed, &officer, ProfileState::Draft);
    profile::insert_all(&mut tx, &[draft]).await?;
    assert_eq!(oversight::agreed_levels(&mut tx).await?, levels);
    Ok(())
}

pub async fn a_profile_sent_again_counts_once_for_its_scorer(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (_, officer, [placed, ..]) = three(&mut tx).await?;
    let head = profile::all_of(&mut tx, &placed).await?.remove(0);
    let again = sample::profile_version(&head.id, 2, &officer, ProfileState::Submitted);
    profile::add_version(&mut tx, &again).await?;
    let mut second = sample::determination(&again, &placed);
    second.band = Some("G".parse().unwrap());
    second.made_at = sample::at(50);
    determination::insert_all(&mut tx, &[second]).await?;
    let scored = oversight::scored_since(&mut tx, sample::at(0)).await?;
    assert_eq!(scored.len(), 1);
    assert_eq!(
        (&scored[0].scorer, scored[0].band.to_string()),
        (&officer, "G".to_owned())
    );
    assert!(
        oversight::scored_since(&mut tx, sample::at(60))
            .await?
            .is_empty()
    );
    Ok(())
}

pub async fn a_baseline_comes_back_and_parts_before_from_since(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (school, officer, [placed, ..]) = three(&mut tx).await?;
    assert_eq!(oversight::latest(&mut tx).await?, None);
    let head = profile::all_of(&mut tx, &placed).await?.remove(0);
    let version = profile::version(&mut tx, &head.id, 1).await?.unwrap();
    let mut later = sample::determination(&version, &placed);
    later.made_at = sample::at(90);
    determination::insert_all(&mut tx, &[later]).await?;
    let baseline = |seconds, reason: &str| Baseline {
        id: sample::id::<BaselineId>(),
        rule_set: sample::rule_set().digest,
        frozen_at: sample::at(seconds),
        frozen_by: officer.clone(),
        reason: reason.to_owned(),
    };
    let counts = [
        BaselineCount {
            establishment: Some(school.clone()),
            band: "F".parse().unwrap(),
            cases: 3,
        },
        BaselineCount {
            establishment: None,
            band: "A".parse().unwrap(),
            cases: 1,
        },
    ];
    let newest = baseline(40, "Siân’s pilot");
    oversight::insert(&mut tx, &newest, &counts).await?;
    oversight::insert(&mut tx, &baseline(30, "an older one"), &[]).await?;
    assert_eq!(oversight::latest(&mut tx).await?, Some(newest.clone()));
    assert_eq!(oversight::counts_of(&mut tx, &newest.id).await?, counts);

    let set = sample::rule_set().digest;
    let mut times = Vec::new();
    for span in [
        (Timestamp::MIN, newest.frozen_at),
        (newest.frozen_at, Timestamp::MAX),
        (sample::at(90), sample::at(90)),
    ] {
        let made = oversight::determined(&mut tx, &set, span, TODAY).await?;
        let here = |it: &oversight::Determined| it.establishment.clone().unwrap().0 == school;
        assert!(made.iter().all(here));
        times.push(made.iter().map(|it| it.made_at).collect::<Vec<_>>());
    }
    assert_eq!(
        times,
        [vec![sample::at(10)], vec![sample::at(90)], Vec::new()]
    );
    Ok(())
}

pub async fn days_are_found_from_a_day_on(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (.., [placed, unknown, _]) = three(&mut tx).await?;
    let requested = date(2020, 3, 11);
    let request = Request {
        child: placed.clone(),
        received_on: requested,
        source: None,
        in_youth_accommodation: false,
        outcome: Some("Y".to_owned()),
        outcome_on: Some(date(2020, 4, 22)),
        mediation: false,
        tribunal: false,
        week_6_exception: Some(true),
    };
    let mut refused = request.clone();
    refused.child = unknown;
    refused.received_on = date(2021, 1, 1);
    refused.outcome = Some("N".to_owned());
    refused.week_6_exception = None;
    let mut told_again = request.clone();
    told_again.week_6_exception = None;
    // What says nothing of the exception leaves it.
    milestone::save_requests(&mut tx, &[request, refused, told_again]).await?;
    let assessment = Assessment {
        child: placed.clone(),
        received_on: requested,
        outcome: Some("Y".to_owned()),
        outcome_on: None,
        mediation: false,
        tribunal: false,
        other_mediation: false,
        other_tribunal: false,
        week_20_exception: true,
    };
    milestone::save_assessments(&mut tx, &[assessment]).await?;
    let mut found = oversight::requests(&mut tx, requested).await?;
    found.sort_by_key(|it| it.received_on);
    let went_on = RequestDates {
        child: placed.clone(),
        received_on: requested,
        decided_on: Some(date(2020, 4, 22)),
        plan_is_due: true,
        plan_on: Some(date(2020, 7, 29)),
        assessment_excepted: true,
        plan_excepted: true,
    };
    assert_eq!((found.len(), &found[0]), (2, &went_on));
    assert!(!found[1].plan_is_due && !found[1].assessment_excepted && !found[1].plan_excepted);
    assert_eq!(
        oversight::requests(&mut tx, date(2020, 3, 12)).await?.len(),
        1
    );

    let mut of = plan::all_of(&mut tx, &placed).await?.remove(0);
    let review = Review {
        plan: of.id.clone(),
        meeting_on: date(2026, 5, 1),
        outcome: Some("A".to_owned()),
        decided_on: Some(date(2026, 5, 29)),
        draft_on: None,
        final_on: None,
    };
    plan::save_review(&mut tx, &review).await?;
    let amended = ReviewDates {
        child: placed.clone(),
        meeting_on: date(2026, 5, 1),
        decided_on: Some(date(2026, 5, 29)),
        is_amended: true,
        final_on: None,
    };
    assert_eq!(
        oversight::reviews(&mut tx, date(2026, 5, 1)).await?,
        [amended]
    );
    assert!(
        oversight::reviews(&mut tx, date(2026, 5, 2))
            .await?
            .is_empty()
    );

    of.phase_transfer_due_on = Some(date(2026, 2, 15));
    plan::update(&mut tx, &of).await?;
    let until = |day| (date(2026, 2, 15), day);
    let (since, day) = until(date(2026, 2, 15));
    let transfer = PhaseTransfer {
        child: placed.clone(),
        due_on: day,
        final_on: None,
    };
    assert_eq!(
        oversight::phase_transfers(&mut tx, since, day).await?,
        [transfer]
    );
    let (since, day) = (date(2026, 2, 16), date(2026, 12, 31));
    assert!(
        oversight::phase_transfers(&mut tx, since, day)
            .await?
            .is_empty()
    );
    Ok(())
}

pub async fn equality_cases_say_nothing_of_who(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let (.., [placed, ..]) = three(&mut tx).await?;
    child::save_ethnicity(&mut tx, &placed, Some("WBRI")).await?;
    let mut of = child::find(&mut tx, &placed).await?.unwrap();
    of.restricted = true;
    child::update(&mut tx, &of).await?;
    let cases = oversight::equality(&mut tx, TODAY).await?;
    assert_eq!(cases.len(), 2, "a restricted child counts like any other");
    let known = cases.iter().find(|case| case.ethnicity.is_some()).unwrap();
    let hearing: DomainId = "hearing".parse().unwrap();
    let expected = EqualityCase {
        sex: known.sex.clone(),
        ethnicity: Some("WBRI".to_owned()),
        band: Some("F".parse().unwrap()),
        levels: [(hearing, Level::new(3))].into(),
    };
    assert_eq!(*known, expected);
    let other = cases.iter().find(|case| case.ethnicity.is_none()).unwrap();
    assert!(other.band.is_none() && other.levels.is_empty());
    Ok(())
}
