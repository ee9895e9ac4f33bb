//! What a comparison comes to.

use std::collections::BTreeMap;

use send_banding::calendar::parse_iso_date;
use send_banding::compare::{Bounds, Cohort, Comparison, Measure, Tally};
use send_banding::engine::{Context, determine};
use send_banding::money::Money;
use send_banding::needs::{Earlier, Setting};
use send_banding::rules::{RuleSet, read};

use crate::compared::cohort;
use crate::shipped::{directory, files, shipped};

fn compared(cohort: &Cohort, before: &RuleSet, after: &RuleSet) -> Comparison {
    Comparison::of(cohort, before, after, Bounds::default()).unwrap()
}

/// The set of 2026/27 with some of its text changed.
pub fn changed(changes: &[(&str, &str)]) -> RuleSet {
    let mut text = files(&directory("exampleshire/2026-04-01"));
    for file in text.iter_mut().filter(|file| file.name == "scheme.toml") {
        for (before, after) in changes {
            assert!(file.text.contains(before), "{before}");
            file.text = file.text.replace(before, after);
        }
    }
    read(&text).unwrap()
}

fn raised(comparison: &Comparison) -> Vec<&Measure> {
    let raised = comparison.alarms.iter().filter(|alarm| alarm.is_raised);
    raised.map(|alarm| &alarm.measure).collect()
}

#[test]
fn totals_are_those_of_a_slow_sum_over_each_child() {
    let (old, new) = (
        shipped("exampleshire/2025-04-01"),
        shipped("exampleshire/2026-04-01"),
    );
    let cohort = cohort(&new, 600);
    let made = compared(&cohort, &old, &new);
    // The set of 2025/26 is asked on its own last day, the other on the day itself.
    assert_eq!(made.before.asked_on.to_string(), "2026-03-31");
    assert_eq!(made.after.asked_on.to_string(), "2026-09-01");
    let (mut before, mut after) = (Money::ZERO, Money::ZERO);
    let mut by_setting: BTreeMap<Setting, i64> = BTreeMap::new();
    for member in &cohort.members {
        let on = |day: &str| Context {
            on: parse_iso_date(day).unwrap(),
            ..member.context.clone()
        };
        let amount = |rules, day| {
            let made = determine(&member.profile, rules, &on(day));
            made.top_up_annual().unwrap_or(Money::ZERO)
        };
        let (was, is) = (amount(&old, "2026-03-31"), amount(&new, "2026-09-01"));
        before = before.plus(was).unwrap();
        after = after.plus(is).unwrap();
        *by_setting.entry(member.context.setting).or_default() += is.pence() - was.pence();
    }
    assert_eq!(made.total.before.amount, before);
    assert_eq!(made.total.after.amount, after);
    assert!(after > before);
    for (setting, pence) in by_setting {
        let group = made
            .by_setting
            .iter()
            .find(|group| group.title == setting.title())
            .unwrap();
        assert_eq!(group.tally.change().unwrap().pence(), pence, "{setting}");
    }
    // An uplift moves nobody from band to band; independent schools have no amount under either.
    assert_eq!(made.matrix.up_and_down(), (0, 0));
    assert_eq!(made.total.neither, 120);
    assert!(made.total.one_sided().is_empty());
    assert_eq!(made.total.lose.children, 0);
    assert!(made.gains.len() > 100);
    assert!(
        made.gains
            .windows(2)
            .all(|pair| pair[0].change() >= pair[1].change())
    );
    assert!(raised(&made).contains(&&Measure::Cost), "{:?}", made.alarms);
}

#[test]
fn a_set_beside_itself_changes_nothing_and_raises_nothing() {
    let rules = shipped("exampleshire/2026-04-01");
    let made = compared(&cohort(&rules, 300), &rules, &rules);
    assert_eq!(made.change(), Money::ZERO);
    assert!(made.losses.is_empty() && made.gains.is_empty());
    assert!(!made.is_alarmed(), "{:?}", made.alarms);
    for (place, row) in made.matrix.counts.iter().enumerate() {
        let elsewhere: u32 = row.iter().sum::<u32>() - row[place];
        assert_eq!(elsewhere, 0, "{:?}", made.matrix.rows[place]);
    }
    // What is awarded is told beside it: every third child, half of them outside the tables, most in another band.
    assert_eq!(made.standing.awards.children, 100);
    assert_eq!(made.standing.individual.children, 50);
    assert!(made.standing.other_band > 50);
}

#[test]
fn thresholds_that_fall_move_children_up_and_the_alarm_says_which_way() {
    let rules = shipped("exampleshire/2026-04-01");
    let lower = changed(&[
        ("to = \"15\"", "to = \"9\""),
        ("from = \"16\"", "from = \"10\""),
    ]);
    let cohort = cohort(&rules, 900);
    let made = compared(&cohort, &rules, &lower);
    let (up, down) = made.matrix.up_and_down();
    assert!(up > 50, "{up}");
    assert_eq!(down, 0);
    assert_eq!(made.matrix.counts[0][1], up);
    assert_eq!(made.matrix.row_total(0), made.by_band[0].tally.children);
    let raised = raised(&made);
    assert!(
        raised
            .iter()
            .any(|measure| matches!(measure, Measure::Direction { down: 0, .. }))
    );
    assert!(raised.contains(&&Measure::OtherBand));
    // The other way round every gain is a loss.
    let back = compared(&cohort, &lower, &rules);
    assert_eq!(back.change().pence(), -made.change().pence());
    assert_eq!(back.losses.len(), made.gains.len());
    assert_eq!(back.total.lose, made.total.gain);
}

#[test]
fn whom_the_second_set_refuses_or_blocks_is_counted_with_the_reason() {
    let rules = shipped("exampleshire/2026-04-01");
    let blocking = changed(&[(
        "cap = \"32\"\nabove_cap = \"clamp\"",
        "cap = \"20\"\nabove_cap = \"block\"",
    )]);
    let fewer = changed(&[
        (
            "settings = [\"FE\", \"SPI\"]\nkind",
            "settings = [\"SPI\"]\nkind",
        ),
        ("settings = [\"OTH\"]", "settings = [\"OTH\", \"FE\"]"),
    ]);
    let cohort = cohort(&rules, 600);
    let made = compared(&cohort, &rules, &blocking);
    assert!(made.after.blocked > 0);
    assert_eq!(made.before.blocked, 0);
    assert_eq!(made.after.reasons.values().sum::<u32>(), made.after.blocked);
    assert_eq!(
        made.total.only_before.children,
        600 - made.total.neither - both(&made.total)
    );
    assert!(raised(&made).contains(&&Measure::ResultLost));
    // A setting that is no longer funded by band keeps its bands and loses its amounts: not a loss of a result.
    let made = compared(&cohort, &rules, &fewer);
    let lost = made.total.only_before;
    assert_eq!(lost.children, 120);
    assert_eq!(
        made.total.one_sided(),
        [format!(
            "{} in the first sum is of 120 children without an amount under the second set: that part of the change is no \
             saving",
            lost.amount
        )]
    );
    assert!(!raised(&made).contains(&&Measure::ResultLost));
}

fn both(tally: &Tally) -> u32 {
    tally.gain.children + tally.lose.children + tally.same
}

#[test]
fn protection_is_counted_as_what_it_adds() {
    let rules = shipped("exampleshire/2026-04-01");
    let protection = "[[modifier]]\nid = \"no-loss\"\ntitle = \"half of a loss is made good for a year\"\n\
                      kind = \"protection\"\nfrom = 2026-04-01\nshares = [\"0.5\"]\n\n[modifiers]\norder = [\"floor\", \"fte\", \"no-loss\"]";
    let cheap = ("H = \"22000\"", "H = \"17000\"");
    let bare = changed(&[cheap]);
    let kind = changed(&[
        cheap,
        ("[modifiers]\norder = [\"floor\", \"fte\"]", protection),
    ]);
    let cohort = cohort(&rules, 900);
    let (without, with) = (
        compared(&cohort, &rules, &bare),
        compared(&cohort, &rules, &kind),
    );
    assert!(without.total.lose.children > 0);
    assert_eq!(without.total.protection.children, 0);
    let saved = without
        .total
        .lose
        .amount
        .minus(with.total.lose.amount)
        .unwrap();
    assert_eq!(with.total.protection.amount, saved);
    assert_eq!(with.total.protection.children, without.total.lose.children);
    assert_eq!(saved.pence() * 2, without.total.lose.amount.pence());
}

/// Everybody attends 15 of 30 hours, under both sets: the halves are compared, not a half with a quarter.
#[test]
fn protection_of_a_part_of_the_week_is_of_that_part() {
    let hours = "[[modifier]]\nid = \"hours\"\ntitle = \"a part of the week brings its part\"\n\
                 kind = \"hours_fraction\"\nfull_hours = \"30\"\n\n";
    let before = format!("{hours}[modifiers]\norder = [\"floor\", \"fte\", \"hours\"]");
    let protection = format!(
        "{hours}[[modifier]]\nid = \"no-loss\"\ntitle = \"nobody loses for a year\"\nkind = \"protection\"\n\
         from = 2026-04-01\nshares = [\"1\"]\n\n[modifiers]\norder = [\"floor\", \"fte\", \"hours\", \"no-loss\"]"
    );
    let order = "[modifiers]\norder = [\"floor\", \"fte\"]";
    let rules = changed(&[(order, &before)]);
    let cheaper = changed(&[("H = \"22000\"", "H = \"17000\""), (order, &protection)]);
    let mut cohort = cohort(&rules, 900);
    for member in &mut cohort.members {
        member.context.hours = Some("15".parse().unwrap());
    }
    let made = compared(&cohort, &rules, &cheaper);
    assert!(made.total.protection.children > 0);
    assert_eq!(made.total.lose.children, 0);
    assert_eq!(made.change(), Money::ZERO);
}

#[test]
fn a_case_that_names_an_earlier_amount_keeps_it() {
    let rules = shipped("wealdshire/2026-09-01");
    let mut cohort = cohort(&rules, 40);
    for member in &mut cohort.members {
        let facts = &mut member.context.facts;
        facts.age = Some(9);
        facts.year_group = Some(4);
        facts.circumstances = [("reviewed".parse().unwrap(), true)].into();
        facts.residency = Some(send_banding::rules::Residency::Own);
        facts.institution = Some("999999".to_owned());
        facts.host_authority = Some("Wealdshire".to_owned());
        facts.earlier = Some(Earlier {
            band: None,
            top_up_annual: Some("9000".parse().unwrap()),
            convert: false,
        });
    }
    let made = compared(&cohort, &rules, &rules);
    assert!(made.after.determined > 0, "{:?}", made.after.reasons);
    assert!(made.total.protection.children > 0);
    assert_eq!(made.change(), Money::ZERO);
}

#[test]
fn nobody_is_compared_to_nothing_and_a_child_stands_once_in_each_list() {
    let rules = shipped("exampleshire/2026-04-01");
    let empty = compared(&cohort(&rules, 0), &rules, &rules);
    assert_eq!(empty.total, Tally::default());
    assert!(!empty.is_alarmed());
    let other = shipped("bristol/2023-04-01");
    let made = compared(&cohort(&rules, 50), &rules, &other);
    assert_eq!(made.after.refused, 50);
    assert!(!made.matrix.has_same_bands);
    assert_eq!(made.total.after.amount, Money::ZERO);
}
