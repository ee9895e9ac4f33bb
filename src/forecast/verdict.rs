//! What the back-test's numbers come to: whose plans and whose annual cost the forecast follows, how far that was tested, and whether the
//! intervals hold what they say.

use super::backtest::{Ahead, OfBaseline};
use super::baseline::Baseline;
use super::better::pounds;
use super::score::Score;

/// The least tests of a year ahead by which model and baselines are judged.
pub const TESTS_MIN: u32 = 2;

/// The verdict on some tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The baseline whose plans are followed; none where the model's are.
    pub follows: Option<Baseline>,
    /// For how many years they are followed, where the model was better from the next on; none for all years.
    pub follows_for: Option<u32>,
    /// The baseline whose annual cost money follows; none where it is the model's.
    pub money_follows: Option<Baseline>,
    /// For how many years money follows it, where the model was better from the next on; none for all years.
    pub money_follows_for: Option<u32>,
    /// The furthest year ahead by which anything was judged.
    pub tested_ahead: u32,
    /// The verdict in one sentence.
    pub headline: String,
    /// The verdict in words.
    pub sentence: String,
}

/// One of the two that are judged, each for itself: plans and pounds.
struct Judged {
    of_model: fn(&Ahead) -> &Score,
    of_baseline: fn(&OfBaseline) -> &Score,
}

const PLANS: Judged = Judged {
    of_model: |ahead| &ahead.score,
    of_baseline: |of| &of.plans,
};
const POUNDS: Judged = Judged {
    of_model: |ahead| &ahead.pounds,
    of_baseline: |of| &of.pounds,
};

/// How the model did one year ahead against the baseline that did best there, and what is followed.
struct Found<'a> {
    ours: f64,
    theirs: f64,
    best: &'a OfBaseline,
    follows: Option<Baseline>,
    follows_for: Option<u32>,
}

impl Judged {
    /// The one rule for both: the first year ahead decides, as it has the most tests. Where the best baseline was off by no more than
    /// the model it is followed, up to the year ahead before the first in which the model was better than it.
    fn judge<'a>(&self, judged: &[&'a Ahead]) -> Option<Found<'a>> {
        let first = *judged.first()?;
        let error = |of: &OfBaseline| (self.of_baseline)(of).mean_error;
        let best = first.baselines.iter();
        let best = best.min_by(|one, other| error(one).total_cmp(&error(other)))?;
        let (ours, theirs) = ((self.of_model)(first).mean_error, error(best));
        let is_followed = ours >= theirs;
        let is_better = |ahead: &&&Ahead| {
            let mut all = ahead.baselines.iter();
            let same = all.find(|one| one.baseline == best.baseline);
            same.is_some_and(|of| (self.of_model)(ahead).mean_error < error(of))
        };
        let better = judged.iter().skip(1).find(is_better);
        Some(Found {
            ours,
            theirs,
            best,
            follows: is_followed.then_some(best.baseline),
            follows_for: better.filter(|_| is_followed).map(|ahead| ahead.years - 1),
        })
    }
}

impl Found<'_> {
    /// How far the baseline is followed, and what comes after: behind what says that it is.
    fn how_far(&self, tested_ahead: u32) -> String {
        match self.follows_for {
            Some(years) => format!(
                " for {}; further ahead the model was better, and its growth goes on from there",
                in_years(years)
            ),
            None => format!(
                ", which was tested up to {} ahead and fades beyond",
                in_years(tested_ahead)
            ),
        }
    }
}

/// Judges the model by years ahead. Plans and pounds are judged each for itself and by the same rule, and each follows what was found:
/// the plans a baseline's plans or the model's, the money a baseline's annual cost or the model's. `costs` are the annual costs of
/// the Januaries on record, in pounds, at the mean price of each need and setting.
#[must_use]
pub fn of(plans: &[Ahead], costs: &[f64]) -> Verdict {
    let judged: Vec<&Ahead> = (1..)
        .zip(plans)
        .take_while(|(years, ahead)| *years == ahead.years && ahead.score.tests >= TESTS_MIN)
        .map(|(_, ahead)| ahead)
        .collect();
    let tested_ahead = judged.last().map_or(0, |ahead| ahead.years);
    let Some((of_plans, of_pounds)) = PLANS.judge(&judged).zip(POUNDS.judge(&judged)) else {
        let tests = plans.first().map_or(0, |ahead| ahead.score.tests);
        let sentence = format!(
            "The model cannot be judged: {tests} years could be tested, and {TESTS_MIN} are needed. The forecast follows the model."
        );
        return Verdict {
            follows: None,
            follows_for: None,
            money_follows: None,
            money_follows_for: None,
            tested_ahead,
            headline: sentence.clone(),
            sentence,
        };
    };
    let tests = judged.first().map_or(0, |first| first.score.tests);
    let (ours, theirs, title) = (of_plans.ours, of_plans.theirs, &of_plans.best.title);
    let in_plans = match of_plans.follows {
        None => format!(
            "One year ahead the model was off by {ours:.1} plans on average over {tests} tests, better than the best baseline ({title}: {theirs:.1}). Plans follow the model."
        ),
        Some(_) => format!(
            "The model is no better than a baseline: one year ahead it was off by {ours:.1} plans on average over {tests} tests, and {title} by {theirs:.1}. Plans follow that baseline’s growth{}.",
            of_plans.how_far(tested_ahead)
        ),
    };
    Verdict {
        headline: headline(&of_plans, &of_pounds),
        sentence: format!(
            "{in_plans} {}",
            in_pounds(&of_pounds, (&of_plans, tested_ahead), costs)
        ),
        follows: of_plans.follows,
        follows_for: of_plans.follows_for,
        money_follows: of_pounds.follows,
        money_follows_for: of_pounds.follows_for,
        tested_ahead,
    }
}

/// Whether the model is better, and what is followed, in one sentence.
fn headline(plans: &Found<'_>, pounds: &Found<'_>) -> String {
    fn of<'a>(found: &Found<'a>) -> &'a str {
        &found.best.title
    }
    match (plans.follows, pounds.follows) {
        (None, None) => "The model was closer than every simple baseline one year ahead, in plans and in annual cost, so the forecast follows the model.".to_owned(),
        (Some(one), Some(other)) if one == other => format!(
            "The model is no better than a simple baseline, in plans or in annual cost, so both follow the baseline: {}.",
            of(plans)
        ),
        (Some(_), Some(_)) => format!(
            "The model is no better than a simple baseline, in plans or in annual cost, so plans follow one ({}) and money another ({}).",
            of(plans),
            of(pounds)
        ),
        (Some(_), None) => format!(
            "In plans the model is no better than a simple baseline, and in annual cost it is: plans follow the baseline ({}), and money follows the model.",
            of(plans)
        ),
        (None, Some(_)) => format!(
            "In annual cost the model is no better than a simple baseline, and in plans it is: money follows the baseline ({}), and plans follow the model.",
            of(pounds)
        ),
    }
}

/// How the model did in pounds one year ahead, what money follows, and where that leads.
fn in_pounds(found: &Found<'_>, (plans, tested_ahead): (&Found<'_>, u32), costs: &[f64]) -> String {
    let (ours, theirs) = (pounds(found.ours), pounds(found.theirs));
    let title = &found.best.title;
    let Some(baseline) = found.follows else {
        let follows = match plans.follows {
            None => {
                "Money follows the model: it is what the children forecast cost at their prices."
            }
            Some(_) => {
                "Money follows the model: what the followed children cost is scaled to what the model’s own would."
            }
        };
        return format!(
            "In annual cost it was off by {ours}, better than the best baseline there ({title}: {theirs}). {follows}"
        );
    };
    let (next, last) = (
        baseline.ahead(costs, 1),
        costs.last().copied().unwrap_or(0.0),
    );
    format!(
        "In annual cost the model is no better than a baseline: it was off by {ours}, and {title} by {theirs}. Money follows that baseline’s annual cost{}. What the children cost is scaled to it, each setting, need and band by the same factor. At the mean price of each need and setting it puts the annual cost of the next January at {}, where the last one’s is {}.",
        found.how_far(tested_ahead),
        pounds(next),
        pounds(last)
    )
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
    let (of_plans, of_cost) = (held(&first.score), held(of_money(first)));
    let mut told = format!(
        "Of {tests} tests one year ahead, the intervals that say 50, 80 and 95% held {of_plans} for plans and {of_cost} for annual cost."
    );
    for (score, whose) in [(&first.score, "plans"), (of_money(first), "annual cost")] {
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

/// How what money follows did: the model, or the baseline with the intervals about it.
fn of_money(ahead: &Ahead) -> &Score {
    ahead.money_followed.as_ref().unwrap_or(&ahead.pounds)
}

/// Where the intervals of a further year ahead hold too little: for what, and how often they held it; nothing where they do not.
fn further(ahead: &Ahead) -> String {
    let mut told = String::new();
    for (score, whose) in [(&ahead.score, "plans"), (of_money(ahead), "annual cost")] {
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
            money_followed: None,
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
            told.sentence.contains("In annual cost the model is no better than a baseline: it was off by £1,234,567, and growth by £999. Money follows that baseline’s annual cost, which was tested up to 2 years ahead"),
            "{}",
            told.sentence
        );
        assert_eq!(told.money_follows, Some(Baseline::LastGrowth));
        let told = of(
            &[ahead(1, 4, 4.0, 5.0), ahead(2, 3, 9.0, 8.0)],
            &[2_000_000.0, 2_500_000.0],
        );
        assert_eq!((told.follows, told.tested_ahead), (None, 2));
        assert_eq!(
            (told.money_follows, told.money_follows_for),
            (Some(Baseline::LastGrowth), None)
        );
    }

    /// The same rule for both, each for itself: what was off by no more one year ahead, up to where the model was better.
    #[test]
    fn plans_and_money_follow_what_was_found_of_each() {
        let in_pounds = |mut ahead: Ahead, ours: f64| {
            ahead.pounds.mean_error = ours;
            ahead
        };
        let costs = [2_000_000.0, 2_500_000.0];
        let of = |first: (f64, f64), second: f64| {
            let tests = [
                in_pounds(ahead(1, 4, first.0, 5.0), first.1),
                in_pounds(ahead(2, 3, 9.0, 8.0), second),
            ];
            of(&tests, &costs)
        };
        let both = of((5.0, 999.0), 999.0);
        assert_eq!(both.follows, both.money_follows);
        assert!(
            both.headline
                .starts_with("The model is no better than a simple baseline, in plans or in annual cost, so both follow"),
            "{}",
            both.headline
        );
        let plans = of((6.0, 998.0), 2_000.0);
        assert_eq!(
            (plans.follows, plans.money_follows, plans.money_follows_for),
            (Some(Baseline::LastGrowth), None, None)
        );
        assert!(plans.headline.contains("money follows the model"));
        assert!(
            plans
                .sentence
                .contains("is scaled to what the model’s own would"),
            "{}",
            plans.sentence
        );
        let money = of((4.0, 1_000.0), 998.0);
        assert_eq!(
            (money.follows, money.money_follows, money.money_follows_for),
            (None, Some(Baseline::LastGrowth), Some(1))
        );
        assert!(money.headline.contains("plans follow the model"));
        assert!(
            money
                .sentence
                .contains("for 1 year; further ahead the model was better"),
            "{}",
            money.sentence
        );
        let neither = of((4.0, 998.0), 998.0);
        assert_eq!((neither.follows, neither.money_follows), (None, None));
        assert!(
            neither
                .headline
                .ends_with("the forecast follows the model.")
        );
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
