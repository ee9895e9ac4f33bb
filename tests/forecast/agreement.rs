//! The simulations agree with the expected values, and no simulation depends on another.

use send_banding::forecast::{Course, Rates, Runs, Scenario, expect, simulate};

use crate::{cohort, small};

/// Fails where the mean of some simulated values is more than four standard errors from what is expected.
pub fn agrees(what: &str, simulated: &[i64], expected: f64) {
    let count = simulated.len() as f64;
    let mean = simulated.iter().sum::<i64>() as f64 / count;
    let squares = simulated.iter().map(|value| (*value as f64 - mean).powi(2));
    let error = (squares.sum::<f64>() / (count - 1.0) / count).sqrt();
    let off = (mean - expected).abs();
    // A value that never varies is known to a rounding.
    assert!(
        off <= 4.0 * error + 1e-6 * expected.abs(),
        "{what}: {mean} simulated, {expected} expected, standard error {error}"
    );
}

#[test]
fn simulations_agree_with_the_expected_values() {
    let cohort = cohort(&small());
    let course = Course::of(&cohort, &Rates::of(&cohort), &Scenario::default(), 3);
    let expected = expect(&course).unwrap();
    let runs = Runs::of(&course, &expected, 11, 600, 2).unwrap();
    for ahead in 1..=3 {
        agrees("plans", &runs.january(ahead), expected.plans(ahead));
        let sums = &expected.sums[ahead - 1];
        for (which, expected) in [sums.joined, sums.left, sums.moved, sums.changed]
            .into_iter()
            .enumerate()
        {
            agrees("a flow", &runs.flow(ahead - 1, which), expected);
        }
        for (setting, code) in cohort.grid.settings().iter().enumerate() {
            let cells = expected.januaries[ahead].iter().enumerate();
            let of = cells.filter(|(index, _)| cohort.grid.cell(*index).setting == setting);
            let expected = of.map(|(_, count)| count).sum();
            agrees(code, &runs.january_setting(ahead, setting), expected);
        }
    }
    for (month, of) in expected.months.iter().enumerate() {
        agrees("a month's plans", &runs.month(month), of.total());
        for group in 0..of.groups.len() {
            agrees(
                "an age group",
                &runs.month_group(month, group),
                of.groups[group],
            );
        }
        // Both in pence a year.
        let cost = of.cost.iter().sum::<i128>() as f64 / 1e6;
        agrees("a month's cost", &runs.cost(month..month + 1, None), cost);
    }
}

#[test]
fn threads_and_earlier_simulations_change_nothing() {
    let cohort = cohort(&small());
    let course = Course::of(&cohort, &Rates::of(&cohort), &Scenario::default(), 2);
    let expected = expect(&course).unwrap();
    let one = Runs::of(&course, &expected, 5, 21, 1).unwrap();
    for threads in [2, 3, 64] {
        assert_eq!(Runs::of(&course, &expected, 5, 21, threads).unwrap(), one);
    }
    assert_eq!(
        simulate(&course, &expected, 5, 20).unwrap(),
        simulate(&course, &expected, 5, 20).unwrap()
    );
    assert_ne!(Runs::of(&course, &expected, 6, 21, 1).unwrap(), one);
}
