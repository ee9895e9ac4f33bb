//! Up to today everybody is on record: what these months cost is known, and no model is asked.

use send_banding::calendar::{Date, Period};
use send_banding::forecast::{
    Asked, Cohort, Course, KnownStay, Outcome, Rates, Scenario, expect, forecast,
};
use send_banding::money::Money;

use crate::by_hand::two_settings;

fn day(month: i8, day: i8) -> Date {
    Date::new(2025, month, day).unwrap()
}

fn stay(setting: &str, from: Date, until: Option<Date>, pounds: i64) -> KnownStay {
    let days = match until {
        Some(until) => Period::new(from, until).unwrap(),
        None => Period::open(from),
    };
    KnownStay {
        need: "ASD".to_owned(),
        setting: setting.to_owned(),
        band: None,
        costs: vec![(days, Money::from_pence(pounds * 100).unwrap())],
        days,
    }
}

/// Twenty in each setting in January 2025; ten more came to the special school on 1 May, where the model expects two or so,
/// and five left the other on 1 July.
fn council() -> Cohort {
    let mut council = two_settings();
    let mut stays = Vec::new();
    for place in 0..20 {
        let until = (place < 5).then(|| day(7, 1));
        stays.push(stay("MMS", day(1, 1), until, 1_200));
        stays.push(stay("SPEC", day(1, 1), None, 20_000));
    }
    stays.extend((0..10).map(|_| stay("SPEC", day(5, 1), None, 30_000)));
    council.know(&stays, day(11, 15));
    council
}

/// Pence a year, in a month and setting.
fn cost(council: &Cohort, month: usize, code: &str) -> i128 {
    let course = Course::of(council, &Rates::of(council), &Scenario::default(), 2);
    let expected = expect(&course).unwrap();
    expected.months[month].cost[council.grid.setting(code).unwrap()] / 1_000_000
}

#[test]
fn months_up_to_today_cost_what_the_record_says_whoever_came_and_left() {
    let council = council();
    assert_eq!(cost(&council, 0, "SPEC"), 20 * 2_000_000);
    assert_eq!(cost(&council, 3, "SPEC"), 20 * 2_000_000);
    for month in 4..=10 {
        assert_eq!(
            cost(&council, month, "SPEC"),
            20 * 2_000_000 + 10 * 3_000_000,
            "{month}"
        );
    }
    assert_eq!(cost(&council, 5, "MMS"), 20 * 120_000);
    assert_eq!(cost(&council, 6, "MMS"), 15 * 120_000);
    // Who is there today is there tomorrow, but for whom the model lets go and come: nothing jumps.
    for (month, code) in [(11, "SPEC"), (12, "SPEC"), (11, "MMS"), (12, "MMS")] {
        let (before, now) = (cost(&council, month - 1, code), cost(&council, month, code));
        let off = (now - before).abs() as f64 / before as f64;
        assert!(off < 0.05, "{code}, {month}: {before}, then {now}");
    }
}

#[test]
fn simulations_do_not_doubt_what_is_on_record() {
    let council = council();
    let asked = Asked {
        years: 2,
        simulations: 30,
        ..crate::asked()
    };
    let made = forecast(&council, &asked).unwrap();
    let outcome = Outcome::of(&made, &asked, Vec::new(), Vec::new()).unwrap();
    for month in &outcome.months[..=10] {
        let spend = month.spend;
        assert_eq!(spend.p2_5, spend.p97_5, "{}", month.month);
        // Each rounds the twelfth for itself.
        assert!((spend.low.pence() - spend.expected.pence()).abs() <= 1);
    }
    let december = outcome.months[11].spend;
    assert!(december.p2_5 < december.p97_5);
}
