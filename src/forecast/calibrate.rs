//! Three corrections from the back-test: how wide the shocks are, how much wider those of cost, and which growth the
//! forecast follows.

use super::conserve::Broken;
use super::course::Course;
use super::expect::expect;

/// The years for which a scale of one counts, before any test.
const PRIOR_TESTS: f64 = 2.0;
/// The least and the most that shocks are scaled by.
const SCALE: (f64, f64) = (0.5, 3.0);

/// One tested year: how far the forecast was off, squared, and the variance it claimed without and with shocks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tested {
    /// Squared error.
    pub error: f64,
    /// Variance of the simulations without shocks.
    pub without: f64,
    /// Variance of the simulations with shocks at scale one.
    pub with: f64,
}

/// The factor on the shocks at which the tested errors are as large, on the whole, as the intervals say.
#[must_use]
pub fn scale(tests: &[Tested]) -> f64 {
    let ratio = |test: &Tested| {
        let shocks = (test.with - test.without).max(test.with * 0.05).max(1e-9);
        ((test.error - test.without) / shocks).clamp(0.0, 50.0)
    };
    let sum: f64 = tests.iter().map(ratio).sum();
    ((PRIOR_TESTS + sum) / (PRIOR_TESTS + tests.len() as f64))
        .sqrt()
        .clamp(SCALE.0, SCALE.1)
}

/// The most that the shocks of a year are widened by beyond those of the first: many years off by the same way are as one.
const WIDER_MAX: f64 = 4.0;

/// By year ahead: how much wider its shocks are than those of the first, so that the tested errors are as large, on the whole, as
/// the intervals say. Each test is a squared error and the variance that was claimed with the shocks of the first year in all of
/// them. A year ahead that was not tested has the width of the last that was.
#[must_use]
pub fn widths(tests: &[Vec<(f64, f64)>]) -> Vec<f64> {
    let mut widths = Vec::new();
    let mut so_far = 0.0;
    for (before, of_year) in tests.iter().enumerate() {
        let ratio = |(error, claimed): &(f64, f64)| (error / claimed.max(1e-9)).min(50.0);
        let sum: f64 = of_year.iter().map(ratio).sum();
        let off = (PRIOR_TESTS + sum) / (PRIOR_TESTS + of_year.len() as f64);
        // The variances of the years add up: those before have had their part.
        let years = before as f64 + 1.0;
        let own = match before {
            0 => 1.0,
            _ => (years * off - so_far).clamp(1.0, WIDER_MAX * WIDER_MAX),
        };
        so_far += own;
        widths.push(own.sqrt());
    }
    widths
}

/// The most that what a plan costs is let to stray a year beyond what the shocks say: standard deviation.
const STRAY_MAX: f64 = 0.2;

/// How much more costs strayed in a year than the intervals of plans say: a standard deviation, in shares of the cost. Each
/// test is how far the cost was off and the variance that was claimed, both in shares of the cost, squared.
#[must_use]
pub fn stray(tests: &[(f64, f64)]) -> f64 {
    let beyond: f64 = tests.iter().map(|(error, claimed)| error - claimed).sum();
    (beyond / (PRIOR_TESTS + tests.len() as f64))
        .max(0.0)
        .sqrt()
        .min(STRAY_MAX)
}

/// The factors on joining, by year, at which the expected plans follow a path. Where the path falls faster than
/// everybody who leaves, nobody joins and the plans stay above it. A year that has begun goes on as the record, the open cases
/// and the rates say, and the path's growth is followed from the January that ends it.
///
/// # Errors
/// [`Broken`] if anywhere people in are not people out.
pub fn follow(course: &mut Course, path: &[f64]) -> Result<Vec<f64>, Broken> {
    let mut factors = Vec::new();
    let mut off_path = 0.0;
    for (ahead, target) in path.iter().enumerate().take(course.years.len()) {
        let expected = expect(course)?;
        if ahead == 0 && course.cohort.since.is_some() {
            off_path = expected.plans(1) - target;
            factors.push(1.0);
            continue;
        }
        // Transfers and open cases are as many as they are: the other new plans make up the gap.
        let cases: f64 = course.years[ahead].starting.of_cases.iter().sum();
        let joined = expected.sums[ahead].joined - expected.sums[ahead].came_over - cases;
        let gap = target + off_path - expected.plans(ahead + 1);
        let factor = if joined > 0.0 {
            ((joined + gap) / joined).max(0.0)
        } else {
            1.0
        };
        course.years[ahead].joining *= factor;
        factors.push(factor);
    }
    Ok(factors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_stray_as_far_as_they_were_off_beyond_what_was_claimed() {
        assert_eq!(stray(&[]), 0.0);
        assert_eq!(stray(&[(0.0004, 0.0004), (0.0001, 0.0009)]), 0.0);
        // Six tests off by 5 % where 3 % was claimed: 6 · (0.0025 - 0.0009) / 8.
        let stray_of_six = stray(&[(0.0025, 0.0009); 6]);
        assert!((stray_of_six - 0.0012_f64.sqrt()).abs() < 1e-12);
        assert_eq!(stray(&[(9.0, 0.0)]), 0.2);
    }

    #[test]
    fn later_years_widen_by_what_the_years_before_do_not_cover() {
        let test = |error: f64| (error, 100.0);
        assert_eq!(widths(&[]), [0.0; 0]);
        // The first year has its scale already.
        assert_eq!(widths(&[vec![test(900.0); 6]]), [1.0]);
        assert_eq!(
            widths(&[vec![test(100.0); 6], vec![test(50.0); 5]]),
            [1.0, 1.0]
        );
        // Nine times the variance in six tests: 2 · (2 + 54) / 8 less the first year's one.
        let wide = widths(&[vec![], vec![test(900.0); 6], vec![]]);
        assert!((wide[1] - 13.0_f64.sqrt()).abs() < 1e-12, "{wide:?}");
        assert_eq!(wide[2], 1.0);
        assert_eq!(widths(&[vec![], vec![test(1e9); 6]])[1], 4.0);
    }

    #[test]
    fn shocks_widen_where_errors_are_larger_than_claimed_and_narrow_where_smaller() {
        let test = |error: f64| Tested {
            error,
            without: 100.0,
            with: 500.0,
        };
        assert_eq!(scale(&[]), 1.0);
        assert_eq!(scale(&[test(500.0); 6]), 1.0);
        // Errors of shocks three times as wide: (2 + 6·9) / 8 = 7.
        let wide = scale(&[test(100.0 + 9.0 * 400.0); 6]);
        assert!((wide - 7.0_f64.sqrt()).abs() < 1e-12, "{wide}");
        assert_eq!(scale(&[test(0.0); 6]), 0.5);
        assert_eq!(scale(&[test(1e9); 6]), 3.0);
    }
}
