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
