//! How good the model would have been: at each earlier January it forecasts what is now known (a rolling origin).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::baseline::Baseline;
use super::calibrate::{self, Tested};
use super::cohort::Cohort;
use super::conserve::Broken;
use super::course::Course;
use super::expect::{Expected, expect};
use super::levers::Scenario;
use super::rates::Rates;
use super::runs::Runs;
use super::score::{Guess, Score, score};

/// Simulations of each origin: enough for a 95 % interval.
const SIMULATIONS: u32 = 200;
/// The furthest year ahead that is tested.
const AHEAD_MAX: usize = 5;
/// The least tests one year ahead by which model and baselines are judged.
const TESTS_MIN: usize = 2;

/// The back-test of a cohort.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackTest {
    /// Tests one year ahead.
    pub tests: u32,
    /// All plans, by years ahead.
    pub plans: Vec<Ahead>,
    /// One year ahead, by setting.
    pub by_setting: Vec<OfSetting>,
    /// Annual cost one year ahead at the prices given, in pounds.
    pub pounds: Score,
    /// The baselines' scores for plans one year ahead.
    pub baselines: Vec<OfBaseline>,
    /// The factor on the standard deviations of the shocks at which intervals cover what they say.
    pub interval_scale: f64,
    /// The baseline whose growth the forecast follows, because the model was no better.
    pub follows: Option<Baseline>,
    /// The verdict, as a sentence.
    pub verdict: String,
}

/// The model's score so many years ahead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ahead {
    /// Years.
    pub years: u32,
    /// How it did.
    pub score: Score,
}

/// The model's score for a setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfSetting {
    /// Its code.
    pub setting: String,
    /// How it did.
    pub score: Score,
}

/// A baseline's score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfBaseline {
    /// Which.
    pub baseline: Baseline,
    /// In words.
    pub title: Cow<'static, str>,
    /// How it did for plans.
    pub plans: Score,
    /// How it did for annual cost at the prices given, in pounds.
    pub pounds: Score,
}

/// Tests the model on a cohort's own past.
///
/// # Errors
/// [`Broken`] if people are lost or made in a projection.
pub fn back_test(cohort: &Cohort, seed: u64, threads: usize) -> Result<BackTest, Broken> {
    let mut origins = origins(cohort)?;
    let mut tested = Vec::new();
    for origin in &origins {
        let runs = |scale: f64| {
            let mut course = origin.course.first_years(1);
            course.scale = scale;
            Runs::of(&course, &origin.expected, seed, SIMULATIONS, threads)
        };
        let (without, with) = (runs(0.0)?, runs(1.0)?);
        let error = origin.expected.plans(1) - origin.actual(cohort, 1);
        tested.push(Tested {
            error: error * error,
            without: variance(&without.january(1)),
            with: variance(&with.january(1)),
        });
    }
    let scale = calibrate::scale(&tested);
    let mut guesses = Guesses::of(cohort);
    for origin in &mut origins {
        origin.course.scale = scale;
        let runs = Runs::of(&origin.course, &origin.expected, seed, SIMULATIONS, threads)?;
        guesses.add(cohort, origin, &runs);
    }
    Ok(guesses.judged(scale))
}

/// An earlier January, and the forecast made there.
struct Origin {
    january: i16,
    course: Course,
    expected: Expected,
    history: Vec<f64>,
    cost_history: Vec<f64>,
}

fn origins(cohort: &Cohort) -> Result<Vec<Origin>, Broken> {
    let mut origins = Vec::new();
    let Some(first) = cohort.pairs.keys().next().copied() else {
        return Ok(origins);
    };
    let last = cohort.last_january();
    for january in first + 1..last {
        // Across a year without rows nothing can be compared one year ahead.
        let Some(known) = cohort
            .as_known_at(january)
            .filter(|_| cohort.at(january + 1).is_some())
        else {
            continue;
        };
        let ahead = usize::try_from(last - january).unwrap_or(0).min(AHEAD_MAX);
        let course = Course::of(&known, &Rates::of(&known), &Scenario::default(), ahead);
        let expected = expect(&course)?;
        let earlier = (first..=january).rev().map_while(|year| cohort.at(year));
        let mut history: Vec<Vec<u32>> = earlier.collect();
        history.reverse();
        origins.push(Origin {
            january,
            expected,
            history: history.iter().map(|cells| plans(cells)).collect(),
            cost_history: history.iter().map(|cells| cost(cohort, cells)).collect(),
            course,
        });
    }
    Ok(origins)
}

impl Origin {
    fn actual(&self, cohort: &Cohort, ahead: usize) -> f64 {
        let january = super::course::start_of(self.january, ahead);
        cohort.at(january).map_or(0.0, |cells| plans(&cells))
    }
}

fn plans(cells: &[u32]) -> f64 {
    cells.iter().copied().map(f64::from).sum()
}

/// Annual cost at the prices given, in pounds. A measure of error, not money: it is scored, never paid.
fn cost(cohort: &Cohort, cells: &[u32]) -> f64 {
    let pence: i64 = cells
        .iter()
        .enumerate()
        .map(|(index, count)| i64::from(*count) * cohort.price(index).unwrap_or(0))
        .sum();
    pence as f64 / 100.0
}

fn variance(values: &[i64]) -> f64 {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<i64>() as f64 / count;
    let squares = values.iter().map(|value| (*value as f64 - mean).powi(2));
    squares.sum::<f64>() / count
}

/// What was forecast and what came.
struct Guesses {
    settings: Vec<String>,
    plans: Vec<Vec<Guess>>,
    by_setting: Vec<Vec<Guess>>,
    pounds: Vec<Guess>,
    baselines: [(Vec<Guess>, Vec<Guess>); Baseline::ALL.len()],
}

impl Guesses {
    fn of(cohort: &Cohort) -> Guesses {
        let settings = cohort.grid.settings();
        Guesses {
            settings: settings.to_vec(),
            plans: vec![Vec::new(); AHEAD_MAX],
            by_setting: vec![Vec::new(); settings.len()],
            pounds: Vec::new(),
            baselines: std::array::from_fn(|_| (Vec::new(), Vec::new())),
        }
    }

    fn add(&mut self, cohort: &Cohort, origin: &Origin, runs: &Runs) {
        for ahead in 1..=origin.course.years.len() {
            let january = super::course::start_of(origin.january, ahead);
            let Some(cells) = cohort.at(january) else {
                continue;
            };
            let simulated = in_floats(&runs.january(ahead), 1.0);
            let guess = Guess::of(plans(&cells), origin.expected.plans(ahead), simulated);
            self.plans[ahead - 1].push(guess);
        }
        let Some(cells) = cohort.at(origin.january + 1) else {
            return;
        };
        let expected = &origin.expected.januaries[1];
        for (setting, guesses) in self.by_setting.iter_mut().enumerate() {
            let of = |index: usize| cohort.grid.cell(index).setting == setting;
            let came = (0..cells.len())
                .filter(|i| of(*i))
                .map(|i| f64::from(cells[i]));
            let mean = (0..cells.len()).filter(|i| of(*i)).map(|i| expected[i]);
            let simulated = in_floats(&runs.january_setting(1, setting), 1.0);
            guesses.push(Guess::of(came.sum(), mean.sum(), simulated));
        }
        let priced = |index: usize| cohort.price(index).unwrap_or(0) as f64 / 100.0;
        let mean: f64 = expected
            .iter()
            .enumerate()
            .map(|(i, count)| count * priced(i))
            .sum();
        let simulated = in_floats(&runs.january_cost(1), 100.0);
        self.pounds
            .push(Guess::of(cost(cohort, &cells), mean, simulated));
        for (baseline, (counts, pounds)) in Baseline::ALL.iter().zip(&mut self.baselines) {
            let point = |history: &[f64], came: f64| {
                let guess = baseline.ahead(history, 1);
                Guess::of(came, guess, vec![guess])
            };
            counts.push(point(&origin.history, plans(&cells)));
            pounds.push(point(&origin.cost_history, cost(cohort, &cells)));
        }
    }

    fn judged(self, interval_scale: f64) -> BackTest {
        let baselines: Vec<OfBaseline> = Baseline::ALL
            .iter()
            .zip(&self.baselines)
            .map(|(baseline, (plans, pounds))| OfBaseline {
                baseline: *baseline,
                title: Cow::Borrowed(baseline.title()),
                plans: score(plans),
                pounds: score(pounds),
            })
            .collect();
        let model = score(&self.plans[0]);
        let tests = self.plans[0].len();
        let (follows, verdict) = verdict(&model, &baselines, tests);
        BackTest {
            tests: u32::try_from(tests).unwrap_or(u32::MAX),
            plans: (1_u32..)
                .zip(&self.plans)
                .filter(|(_, guesses)| !guesses.is_empty())
                .map(|(years, guesses)| Ahead {
                    years,
                    score: score(guesses),
                })
                .collect(),
            by_setting: self
                .settings
                .into_iter()
                .zip(&self.by_setting)
                .map(|(setting, guesses)| OfSetting {
                    setting,
                    score: score(guesses),
                })
                .collect(),
            pounds: score(&self.pounds),
            baselines,
            interval_scale,
            follows,
            verdict,
        }
    }
}

fn in_floats(values: &[i64], of: f64) -> Vec<f64> {
    values.iter().map(|value| *value as f64 / of).collect()
}

/// The best baseline where the model is no better, and the sentence that says how it stands.
fn verdict(model: &Score, baselines: &[OfBaseline], tests: usize) -> (Option<Baseline>, String) {
    let best = baselines
        .iter()
        .min_by(|one, other| one.plans.mean_error.total_cmp(&other.plans.mean_error));
    let Some(best) = best.filter(|_| tests >= TESTS_MIN) else {
        let sentence = format!(
            "The model cannot be judged: {tests} years could be tested, and {TESTS_MIN} are needed. The forecast follows the model."
        );
        return (None, sentence);
    };
    let (ours, theirs) = (model.mean_error, best.plans.mean_error);
    if ours < theirs {
        let sentence = format!(
            "One year ahead the model was off by {ours:.1} plans on average over {tests} tests, better than the best baseline ({}: {theirs:.1}). The forecast follows the model.",
            best.title
        );
        return (None, sentence);
    }
    let sentence = format!(
        "The model is no better than a baseline: one year ahead it was off by {ours:.1} plans on average over {tests} tests, and {} by {theirs:.1}. The forecast follows that baseline's growth.",
        best.title
    );
    (Some(best.baseline), sentence)
}
