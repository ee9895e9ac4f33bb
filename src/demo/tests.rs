//! What must hold of every invented authority, whatever the seed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use super::*;
use crate::engine::{Context, Determination, determine};
use crate::needs::{BandId, Setting};
use crate::service::rule_sets::rule_book;
use crate::store::decision::Decision;
use crate::store::profile::ProfileState;

const TODAY: Date = date(2026, 11, 21);

/// An authority with the records of all its children at once.
#[derive(PartialEq, Eq)]
struct Whole {
    users: Vec<User>,
    records: Vec<Record>,
    children: BTreeMap<EstablishmentId, usize>,
}

fn authority(plans: usize, seed: u64) -> Whole {
    let authority = invent(Wish {
        plans,
        seed,
        today: TODAY,
    });
    let records: Vec<Record> = authority.records(rule_book()).collect();
    let mut tally = counts::Tally::of(&authority);
    records.iter().for_each(|record| tally.add(record));
    assert_eq!(
        (tally.counts.plans, tally.counts.children),
        (plans, records.len())
    );
    Whole {
        users: authority.users_at(&tally.children),
        records,
        children: tally.children,
    }
}

#[test]
fn every_plan_asked_for_is_open_and_of_one_child() {
    for plans in [1, 60, 301] {
        let authority = authority(plans, 7);
        let open = authority
            .records
            .iter()
            .filter(|record| record.plan.plan.ceased_on.is_none())
            .count();
        assert_eq!(open, plans);
        assert_eq!(authority.records.len(), plans + plans / OPEN_TO_CEASED);
        let children: BTreeSet<_> = authority
            .records
            .iter()
            .map(|record| &record.person.child.id)
            .collect();
        assert_eq!(children.len(), authority.records.len());
    }
}

#[test]
fn a_seed_gives_the_same_authority_and_another_seed_another() {
    assert!(authority(120, 1) == authority(120, 1));
    assert!(authority(120, 1) != authority(120, 2));
}

#[test]
fn pupil_numbers_are_distinct_and_right_but_for_a_few() {
    let authority = authority(2000, 1);
    let upns: Vec<_> = authority
        .records
        .iter()
        .filter_map(|record| record.person.identity.upn.as_ref())
        .collect();
    assert_eq!(upns.iter().collect::<BTreeSet<_>>().len(), upns.len());
    let wrong = upns.iter().filter(|upn| !upn.check_letter_holds()).count();
    let temporary = upns.iter().filter(|upn| upn.is_temporary()).count();
    let without = authority.records.len() - upns.len();
    assert!((1..30).contains(&wrong) && (1..30).contains(&temporary) && (1..50).contains(&without));
}

#[test]
fn no_child_is_in_more_places_than_one_at_a_time() {
    for record in authority(2000, 1).records {
        for day in record.stays.iter().filter_map(|stay| stay.from) {
            let there = record.stays.iter().filter(|stay| {
                stay.from.is_some_and(|from| from <= day) && stay.to.is_none_or(|to| to > day)
            });
            let share: Decimal = there.map(|stay| stay.fte.rate().value()).sum();
            assert!(
                share <= Decimal::ONE,
                "{share} on {day}: {:?}",
                record.stays
            );
        }
        let in_order = |stay: &Placement| {
            stay.from
                .is_some_and(|from| stay.to.is_none_or(|to| from < to))
        };
        assert!(record.stays.iter().all(in_order), "{:?}", record.stays);
    }
}

#[test]
fn whoever_holds_a_plan_is_somewhere_at_every_january() {
    let authority = authority(2000, 1);
    for january in 2021..=2026 {
        let day = date(january, 1, 15);
        let holds = |record: &&Record| {
            let plan = &record.plan.plan;
            plan.starts_on.is_some_and(|from| from <= day)
                && plan.ceased_on.is_none_or(|ceased| day < ceased)
        };
        let nowhere = authority.records.iter().filter(holds).filter(|record| {
            !record.stays.iter().any(|stay| {
                stay.from.is_some_and(|from| from <= day) && stay.to.is_none_or(|to| day < to)
            })
        });
        assert_eq!(nowhere.count(), 0, "{january}");
    }
}

#[test]
fn about_three_in_a_hundred_are_placed_nobody_knows_where() {
    let authority = authority(4200, 1);
    let unknown = |record: &&Record| {
        record
            .stays
            .iter()
            .any(|stay| stay.setting == Setting::Unk && stay.to.is_none())
    };
    let unknown = authority.records.iter().filter(unknown).count();
    assert!((105..=150).contains(&unknown), "{unknown}");
}

#[test]
fn history_runs_forwards_and_ends_today() {
    for record in authority(1000, 3).records {
        let plan = &record.plan.plan;
        assert!(plan.starts_on.unwrap() > record.person.birth && plan.starts_on.unwrap() <= TODAY);
        assert!(
            plan.ceased_on
                .is_none_or(|day| day > plan.starts_on.unwrap() && day <= TODAY)
        );
        let dated: Vec<_> = record
            .plan
            .versions
            .iter()
            .map(|version| version.dated_on)
            .collect();
        assert!(
            dated.is_sorted() && dated.last().unwrap().unwrap() <= TODAY,
            "{dated:?}"
        );
        assert!(record.plan.request.received_on > record.person.birth);
        for (_, versions) in &record.casework.profiles {
            assert!(versions.is_sorted_by_key(|version| version.at));
        }
        for decision in &record.casework.decisions {
            assert!(decision.decided_on <= TODAY && decision.decided_on > plan.starts_on.unwrap());
        }
    }
}

#[test]
fn every_award_is_what_the_engine_makes_of_its_profile_and_never_runs_beside_another() {
    for record in authority(1000, 1).records {
        let mut ends = None;
        for ((_, versions), decision) in record
            .casework
            .awards
            .iter()
            .zip(&record.casework.decisions)
        {
            let award = versions.last().unwrap();
            assert!(award.from <= TODAY && ends.is_none_or(|end| award.from >= end));
            ends = Some(award.to.unwrap_or(Date::MAX));
            let made = made_again(&record, decision);
            assert_eq!(made.band(), award.band.as_ref());
            assert_eq!(made.top_up_annual(), award.annual);
            let stay = record
                .stays
                .iter()
                .find(|stay| stay.establishment == award.establishment)
                .unwrap();
            assert_eq!(stay.setting, award.setting);
        }
        assert_eq!(
            record.casework.awards.len(),
            record.casework.decisions.len()
        );
    }
}

/// The determination that a decision rests on, made again from what is stored.
fn made_again(record: &Record, decision: &Decision) -> Determination {
    let (profile, version) = decision.profile.as_ref().unwrap();
    let versions = &record
        .casework
        .profiles
        .iter()
        .find(|(head, _)| head.id == *profile)
        .unwrap()
        .1;
    let needs = &versions
        .iter()
        .find(|kept| kept.number == *version)
        .unwrap()
        .needs;
    let stored = record
        .casework
        .determinations
        .iter()
        .find(|stored| Some(&stored.id) == decision.determination.as_ref())
        .unwrap();
    let context: Context = serde_json::from_str(&stored.context).unwrap();
    let made = determine(
        needs,
        rule_book().by_digest(&stored.rule_set).unwrap(),
        &context,
    );
    assert_eq!(serde_json::to_string(&made).unwrap(), stored.document);
    made
}

#[test]
fn what_is_begun_or_sent_back_lies_in_its_scorers_drafts() {
    let authority = authority(1000, 1);
    for file in authority.records.iter().map(|record| &record.casework) {
        let newest = file
            .profiles
            .last()
            .and_then(|(_, versions)| versions.last());
        let goes_on = newest.is_some_and(|version| {
            matches!(version.state, ProfileState::Draft | ProfileState::SentBack)
        });
        assert_eq!(file.drafts.len(), usize::from(goes_on));
        let owner = file.drafts.first().map(|draft| &draft.key.owner);
        assert!(owner.is_none_or(|owner| newest.unwrap().scored_by.as_ref() == Some(owner)));
    }
}

#[test]
fn bands_spread_as_an_authority_would_expect() {
    let authority = authority(4200, 1);
    let mut bands: BTreeMap<(Setting, BandId), usize> = BTreeMap::new();
    for (_, versions) in authority
        .records
        .iter()
        .flat_map(|record| &record.casework.awards)
    {
        let award = versions.last().unwrap();
        *bands
            .entry((award.setting, award.band.clone().unwrap()))
            .or_default() += 1;
    }
    let share = |setting: Setting, wanted: &str| {
        let of = |(key, count): (&(Setting, BandId), &usize)| {
            (key.0 == setting).then_some((key.1.clone(), *count))
        };
        let all: Vec<_> = bands.iter().filter_map(of).collect();
        let total: usize = all.iter().map(|(_, count)| count).sum();
        let found: usize = all
            .iter()
            .filter(|(band, _)| wanted.contains(band.as_str()))
            .map(|(_, count)| count)
            .sum();
        100 * found / total
    };
    for setting in [
        Setting::Mms,
        Setting::Rpu,
        Setting::Spec,
        Setting::Fe,
        Setting::Iss,
    ] {
        let shares = ["A", "B", "C", "D", "E", "F", "G", "H"].map(|band| share(setting, band));
        println!("{setting}: {shares:?}");
        assert!(
            shares.iter().all(|share| *share < 45),
            "{setting}: {shares:?}"
        );
    }
    assert!(share(Setting::Mms, "BCD") > 60);
    assert!(share(Setting::Spec, "DEFGH") > 85);
}

#[test]
fn work_in_hand_is_there_for_each_officer() {
    let authority = authority(1000, 1);
    let newest = authority
        .records
        .iter()
        .filter_map(|record| record.casework.profiles.last());
    let newest: Vec<_> = newest.filter_map(|(_, versions)| versions.last()).collect();
    for state in [
        ProfileState::Draft,
        ProfileState::Submitted,
        ProfileState::SentBack,
        ProfileState::Agreed,
    ] {
        let scorers: BTreeSet<_> = newest
            .iter()
            .filter(|version| version.state == state)
            .map(|version| &version.scored_by)
            .collect();
        assert_eq!(scorers.len(), 2, "{}", state.code());
    }
    let unscored = authority
        .records
        .iter()
        .filter(|record| record.plan.plan.ceased_on.is_none())
        .filter(|record| record.casework.profiles.is_empty())
        .count();
    assert!((60..250).contains(&unscored), "{unscored}");
    let due = |from: i32, to: i32| {
        let day = |days| super::draw::days_after(TODAY, days);
        authority
            .records
            .iter()
            .filter(|record| {
                record
                    .plan
                    .plan
                    .review_due_on
                    .is_some_and(|due| due >= day(from) && due < day(to))
            })
            .count()
    };
    assert!((30..200).contains(&due(-400, 0)), "{}", due(-400, 0));
    assert!((60..300).contains(&due(0, 60)), "{}", due(0, 60));
}

#[test]
fn school_users_have_children_to_see_and_one_school_in_common() {
    let authority = authority(300, 1);
    let of = |name: &str| {
        authority
            .users
            .iter()
            .find(|user| user.name == name)
            .unwrap()
            .establishments
            .clone()
    };
    let (senco, manager) = (of("senco"), of("business-manager"));
    assert_eq!((senco.len(), manager.len()), (1, 2));
    assert!(senco.is_subset(&manager));
    let children = &authority.children;
    assert!(
        senco
            .iter()
            .all(|school| children.get(school).is_some_and(|count| *count > 1))
    );
}

#[test]
fn some_wait_for_each_decision_on_a_request_and_a_few_for_too_long() {
    let wish = Wish {
        plans: 4200,
        seed: 1,
        today: TODAY,
    };
    let authority = invent(wish);
    let all: Vec<Applicant> = authority.applicants().collect();
    assert!((420..=520).contains(&all.len()), "{}", all.len());
    let has_plan: BTreeSet<_> = authority
        .records(rule_book())
        .map(|record| record.person.child.id)
        .collect();
    let mut stages: BTreeMap<(Option<String>, Option<String>), usize> = BTreeMap::new();
    for one in &all {
        assert!(!has_plan.contains(&one.person.child.id));
        assert!(one.request.received_on < TODAY && one.request.received_on > one.person.birth);
        assert!(one.request.outcome_on.is_none_or(|day| day <= TODAY));
        let assessed = one
            .assessment
            .as_ref()
            .and_then(|made| made.outcome.clone());
        *stages
            .entry((one.request.outcome.clone(), assessed))
            .or_default() += 1;
    }
    assert_eq!(stages.len(), 3, "{stages:?}");
    assert!(stages.values().all(|count| *count > 10), "{stages:?}");
    let late = |one: &&Applicant| one.request.received_on < super::draw::days_after(TODAY, -140);
    let late = all.iter().filter(late).count();
    assert!((12..100).contains(&late), "{late}");
}
