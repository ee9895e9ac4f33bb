//! What the back-test's numbers come to: whose growth the forecast follows, how far that was tested, and whether the
//! intervals hold what they say.

use super::backtest::{Ahead, OfBaseline};
use super::baseline::Baseline;
use super::better;
use super::score::Score;

/// The least tests of a year ahead by which model and baselines are judged.
pub const TESTS_MIN: u32 = 2;

/// The verdict on some tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The baseline that is followed; none where the model is.
    pub follows: Option<Baseline>,
    /// For how many years it is followed, where the model was better from the next on; none for all years.
    pub follows_for: Option<u32>,
    /// The furthest year ahead by which anything was judged.
    pub tested_ahead: u32,
    /// The verdict in words.
    pub sentence: String,
}

/// Judges the model by years ahead, the first of which decides: it has the most tests. Plans and pounds are judged each for
/// itself. The growth of plans is the better baseline's, where one is better. Money follows the children all the same: it is what
/// those who are forecast cost at their prices, and a factor that no child and no price bears would break that. So of pounds the
/// verdict says what the baseline that is as good would come to: `costs` are those of the Januaries on record, in pounds.
#[must_use]
pub fn of(plans: &[Ahead], costs: &[f64]) -> Verdict {
    let judged: Vec<&Ahead> = (1..)
        .zip(plans)
        .take_while(|(years, ahead)| *years == ahead.years && ahead.score.tests >= TESTS_MIN)
        .map(|(_, ahead)| ahead)
        .collect();
    let tested_ahead = judged.last().map_or(0, |ahead| ahead.years);
    let model = |sentence: String| Verdict {
        follows: None,
        follows_for: None,
        tested_ahead,
        sentence,
    };
    let best = judged.first().and_then(|first| Some((first, best(first)?)));
    let Some((first, best)) = best else {
        let tests = plans.first().map_or(0, |ahead| ahead.score.tests);
        return model(format!(
            "The model cannot be judged: {tests} years could be tested, and {TESTS_MIN} are needed. The forecast follows the model."
        ));
    };
    let (ours, theirs) = (first.score.mean_error, best.plans.mean_error);
    let tests = first.score.tests;
    let in_pounds = better::in_pounds(first, costs);
    if ours < theirs {
        return model(format!(
            "One year ahead the model was off by {ours:.1} plans on average over {tests} tests, better than the best baseline ({}: {theirs:.1}). {in_pounds} The forecast follows the model.",
            best.title
        ));
    }
    let better = judged.iter().skip(1).find(|ahead| {
        let theirs = of_baseline(ahead, best.baseline);
        theirs.is_some_and(|theirs| ahead.score.mean_error < theirs.plans.mean_error)
    });
    let follows_for = better.map(|ahead| ahead.years - 1);
    let how_far = match follows_for {
        Some(years) => format!(
            "The forecast follows that baseline’s growth for {}; further ahead the model was better, and its growth goes on from there.",
            in_years(years)
        ),
        None => format!(
            "The forecast follows that baseline’s growth. It was tested up to {} ahead; beyond, nothing is known of how good it is, and its growth fades.",
            in_years(tested_ahead)
        ),
    };
    Verdict {
        follows: Some(best.baseline),
        follows_for,
        tested_ahead,
        sentence: format!(
            "The model is no better than a baseline: one year ahead it was off by {ours:.1} plans on average over {tests} tests, and {} by {theirs:.1}. {in_pounds} {how_far}",
            best.title
        ),
    }
}

fn best(ahead: &Ahead) -> Option<&OfBaseline> {
    let all = ahead.baselines.iter();
    all.min_by(|one, other| one.plans.mean_error.total_cmp(&other.plans.mean_error))
}

fn of_baseline(ahead: &Ahead, baseline: Baseline) -> Option<&OfBaseline> {
    let mut all = ahead.baselines.iter();
    all.find(|one| one.baseline == baseline)
}

pub(super) fn in_years(years: u32) -> String {
    match years {
        1 => "1 year".to_owned(),
        years => format!("{years} years"),
    }
}

/// How often the intervals one year ahead held what came, and by which years ahead they hold too little, where they do.
#[must_use]
pub fn intervals(plans: &[Ahead]) -> String {
    let Some(first) = plans.first() else {
        return String::new();
    };
    let tests = first.score.tests;
    let (of_plans, of_cost) = (held(&first.score), held(&first.pounds));
    let mut told = format!(
        "Of {tests} tests one year ahead, the intervals that say 50, 80 and 95% held {of_plans} for plans and {of_cost} for annual cost."
    );
    for (score, whose) in [(&first.score, "plans"), (&first.pounds, "annual cost")] {
        if let Some(which) = too_narrow(score) {
            told.push_str(&format!(
                " For {whose} that is less than they say: take {which} as too narrow."
            ));
        }
    }
    for ahead in plans.iter().skip(1) {
        told.push_str(&further(ahead));
    }
    if let Some(last) = plans.last() {
        told.push_str(&format!(
            " Beyond {} nothing was tested.",
            in_years(last.years)
        ));
    }
    if tests < 10 {
        told.push_str(" So few tests cannot show that an interval is right.");
    }
    told
}

/// Where the intervals of a further year ahead hold too little: for what, and how often they held it; nothing where they do not.
fn further(ahead: &Ahead) -> String {
    let mut told = String::new();
    for (score, whose) in [(&ahead.score, "plans"), (&ahead.pounds, "annual cost")] {
        if let Some(which) = too_narrow(score) {
            told.push_str(&format!(
                " {} ahead, of {} tests, they held {} for {whose}: take {which} as too narrow there.",
                in_years(ahead.years),
                score.tests,
                held(score)
            ));
        }
    }
    told
}

/// How many tests the three intervals held: `0, 3 and 3`.
fn held(score: &Score) -> String {
    let count = |share: Option<f64>| (share.unwrap_or(0.0) * f64::from(score.tests)).round();
    format!(
        "{}, {} and {}",
        count(score.within_50),
        count(score.within_80),
        count(score.within_95)
    )
}

/// Which intervals held more than one test fewer than they say: `that of 50%`; none where each held enough.
fn too_narrow(score: &Score) -> Option<String> {
    let tests = f64::from(score.tests);
    let said = [
        (score.within_50, 0.5, "50"),
        (score.within_80, 0.8, "80"),
        (score.within_95, 0.95, "95"),
    ];
    let short = said.into_iter().filter(|(held, said, _)| {
        held.is_some_and(|held| held * tests + 1.0 < said * tests - 1e-6)
    });
    let short: Vec<&str> = short.map(|(_, _, name)| name).collect();
    match short.as_slice() {
        [] => None,
        [one] => Some(format!("that of {one}%")),
        [one, other] => Some(format!("those of {one} and {other}%")),
        _ => Some("them all".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn score(tests: u32, mean_error: f64) -> Score {
        Score {
            tests,
            mean_error,
            ..Score::default()
        }
    }

    fn ahead(years: u32, tests: u32, ours: f64, theirs: f64) -> Ahead {
        Ahead {
            years,
            score: score(tests, ours),
            pounds: score(tests, 1_234_567.0),
            baselines: vec![OfBaseline {
                baseline: Baseline::LastGrowth,
                title: Cow::Borrowed("growth"),
                plans: score(tests, theirs),
                pounds: score(tests, 999.0),
            }],
        }
    }

    #[test]
    fn a_baseline_is_followed_as_far_as_the_model_is_no_better() {
        let told = of(
            &[
                ahead(1, 4, 9.0, 5.0),
                ahead(2, 3, 9.0, 8.0),
                ahead(3, 2, 9.0, 11.0),
            ],
            &[2_000_000.0, 2_500_000.0],
        );
        assert_eq!(
            (told.follows, told.follows_for, told.tested_ahead),
            (Some(Baseline::LastGrowth), Some(2), 3)
        );
        assert!(
            told.sentence
                .contains("for 2 years; further ahead the model was better")
        );
        assert!(told.sentence.contains("£1,234,567"), "{}", told.sentence);
        // A single test three years ahead judges nothing.
        let told = of(
            &[
                ahead(1, 4, 9.0, 5.0),
                ahead(2, 3, 9.0, 8.0),
                ahead(3, 1, 9.0, 11.0),
            ],
            &[2_000_000.0, 2_500_000.0],
        );
        assert_eq!((told.follows_for, told.tested_ahead), (None, 2));
        assert!(
            told.sentence.contains("tested up to 2 years ahead"),
            "{}",
            told.sentence
        );
        // In pounds the model is judged by itself.
        assert!(
            told.sentence.contains("In annual cost the model is no better than a baseline: it was off by £1,234,567, and growth by £999."),
            "{}",
            told.sentence
        );
        let told = of(
            &[ahead(1, 4, 4.0, 5.0), ahead(2, 3, 9.0, 8.0)],
            &[2_000_000.0, 2_500_000.0],
        );
        assert_eq!((told.follows, told.tested_ahead), (None, 2));
    }

    #[test]
    fn intervals_that_hold_too_little_are_said_to_be_too_narrow() {
        let within = |half: f64, eighty: f64, most: f64| Score {
            within_50: Some(half),
            within_80: Some(eighty),
            within_95: Some(most),
            ..score(4, 1.0)
        };
        let mut first = ahead(1, 4, 1.0, 1.0);
        first.score = within(0.5, 0.75, 1.0);
        first.pounds = within(0.25, 0.5, 0.5);
        let mut second = ahead(2, 3, 1.0, 1.0);
        second.score = Score {
            tests: 3,
            ..within(0.0, 0.0, 1.0 / 3.0)
        };
        second.pounds = within(0.5, 0.75, 1.0);
        let told = intervals(&[first, second]);
        assert!(told.starts_with(
            "Of 4 tests one year ahead, the intervals that say 50, 80 and 95% held 2, 3 and 4 for plans and 1, 2 and 2 for"
        ), "{told}");
        assert!(
            told.contains(
                "For annual cost that is less than they say: take those of 80 and 95% as"
            ),
            "{told}"
        );
        assert!(!told.contains("For plans that is"));
        assert!(
            told.contains(
                "2 years ahead, of 3 tests, they held 0, 0 and 1 for plans: take them all as too narrow there."
            ),
            "{told}"
        );
        assert!(!told.contains("for annual cost: take"), "{told}");
        assert!(told.contains("Beyond 2 years nothing was tested"), "{told}");
    }
    #[test]
    fn only_the_interval_that_held_too_little_is_called_too_narrow() {
        let mut second = ahead(2, 3, 1.0, 1.0);
        second.score = Score {
            within_50: Some(0.0),
            within_80: Some(1.0),
            within_95: Some(1.0),
            ..score(3, 1.0)
        };
        let told = intervals(&[ahead(1, 0, 1.0, 1.0), second]);
        assert!(
            told.contains("they held 0, 3 and 3 for plans: take that of 50% as too narrow there."),
            "{told}"
        );
    }
}
