//! On councils whose chances are known, the intervals cover what they say.

use send_banding::forecast::{Course, Rates, Runs, Scenario, back_test, expect};

use crate::invented_cohort::Invented;
use crate::{cohort, small};

/// Twenty councils, each with a year that the forecast does not know: how many fall within the 80 % interval. With
/// 20 of them and a true 80 %, fewer than 11 would come once in a thousand.
#[test]
fn eight_in_ten_come_within_the_interval() {
    let within = (0..20).filter(|seed| {
        let council = cohort(&Invented {
            seed: 100 + seed,
            shock: 0.1,
            ..small()
        });
        let known = council.as_known_at(council.last_january() - 1).unwrap();
        let course = Course::of(&known, &Rates::of(&known), &Scenario::default(), 1);
        let expected = expect(&course).unwrap();
        let mut plans = Runs::of(&course, &expected, 3, 100, 1).unwrap().january(1);
        plans.sort_unstable();
        let came: u32 = council.at_start().iter().sum();
        (plans[9]..=plans[89]).contains(&i64::from(came))
    });
    let within = within.count();
    assert!((11..=20).contains(&within), "{within} of 20");
}

/// A council that is the same each year: no growth is never off, and no model can do better.
#[test]
fn a_baseline_that_is_as_good_is_said_and_followed() {
    let steady = crate::by_hand::steady();
    let test = back_test(&steady, 1, 1).unwrap();
    assert!(test.follows.is_some(), "{}", test.verdict);
    assert!(
        test.verdict
            .starts_with("The model is no better than a baseline")
    );
    let asked = send_banding::forecast::Asked {
        simulations: 5,
        ..crate::asked()
    };
    let forecast = send_banding::forecast::forecast(&steady, &asked).unwrap();
    for ahead in 1..=3 {
        let plans = forecast.expected.plans(ahead);
        assert!((plans - 40.0).abs() < 1e-6, "{plans}");
    }
}

#[test]
fn one_year_pair_is_enough_for_a_forecast_and_too_few_for_a_verdict() {
    let council = cohort(&Invented {
        pairs: 1,
        ..small()
    });
    let test = back_test(&council, 1, 1).unwrap();
    assert_eq!((test.tests, test.follows), (0, None));
    assert!(test.verdict.starts_with("The model cannot be judged"));
}

/// Whoever simulates with another seed, or not at all, is told the same of whose growth the forecast follows.
#[test]
fn what_a_forecast_follows_hangs_on_the_records_alone() {
    use send_banding::forecast::{Asked, Basis, Projection, forecast};
    let council = cohort(&small());
    let basis = Basis::of(&council, 3, 1).unwrap();
    for seed in [7, 8] {
        let asked = Asked {
            seed,
            simulations: 2,
            ..crate::asked()
        };
        let made = forecast(&council, &asked).unwrap();
        assert_eq!(made.back_test, basis.back_test);
        assert_eq!(made.followed, basis.followed);
        let projected = Projection::of(&council, &basis.followed, 3)
            .expect(&Scenario::default())
            .unwrap();
        let last = &projected.januaries[3];
        assert!((last.plans - made.expected.plans(3)).abs() < 0.051);
    }
}

/// A baseline is held against what came as far ahead as the data allow, for plans and for cost.
#[test]
fn model_and_baselines_are_tested_at_every_year_ahead_in_plans_and_in_pounds() {
    let test = back_test(&crate::by_hand::steady(), 1, 1).unwrap();
    let tests: Vec<_> = test
        .plans
        .iter()
        .map(|ahead| (ahead.years, ahead.score.tests, ahead.pounds.tests))
        .collect();
    // Six year-pairs: origins 2020 to 2024, of which 2020 sees five years ahead.
    assert_eq!(
        tests,
        [(1, 5, 5), (2, 4, 4), (3, 3, 3), (4, 2, 2), (5, 1, 1)]
    );
    assert_eq!(test.tested_ahead, 4);
    for ahead in &test.plans {
        assert_eq!(ahead.baselines.len(), 3);
        for of in &ahead.baselines {
            assert_eq!(
                (of.plans.mean_error, of.pounds.mean_error),
                (0.0, 0.0),
                "{}",
                of.title
            );
        }
    }
    assert!(
        test.verdict.contains("tested up to 4 years ahead"),
        "{}",
        test.verdict
    );
    assert!(
        test.intervals.starts_with("Of 5 tests one year ahead"),
        "{}",
        test.intervals
    );
}

/// Where the dear places came and went and the number of children did not, intervals of plans say nothing of pounds.
#[test]
fn costs_that_stray_where_plans_do_not_widen_the_intervals_of_cost() {
    use crate::by_hand::{child, cost, hundred};
    let (cheap, dear) = (Some(("ASD", "MMS")), Some(("ASD", "ISS")));
    let mut rows = Vec::new();
    let of = |january: i16| match january % 3 {
        0 => dear,
        _ => cheap,
    };
    for january in 2015..2025 {
        for _ in 0..10 {
            rows.push(child(january, 0, None, of(january + 1)));
            rows.extend((1..4).map(|group| child(january, group, of(january), of(january + 1))));
            rows.push(child(january, 4, of(january), None));
        }
    }
    let costs = [
        cost("ASD", "MMS", "1000.00"),
        cost("ASD", "ISS", "60000.00"),
    ];
    let (council, _) = send_banding::forecast::check(&rows, &hundred(2015..=2030), &costs).unwrap();
    let test = back_test(&council, 1, 1).unwrap();
    assert!(test.cost_stray > 0.1, "{}", test.cost_stray);
    assert!(
        test.intervals
            .contains("For annual cost that is less than they say"),
        "{}",
        test.intervals
    );
    let steady = back_test(&crate::by_hand::steady(), 1, 1).unwrap();
    assert_eq!(steady.cost_stray, 0.0);
}
