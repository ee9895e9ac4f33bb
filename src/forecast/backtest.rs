//! How good the model would have been: at each earlier January it forecasts what is now known (a rolling origin).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::baseline::Baseline;
use super::calibrate::{self, Tested};
use super::cohort::Cohort;
use super::conserve::Broken;
use super::course::Course;
use super::draws::Draws;
use super::expect::{Expected, expect};
use super::followed::{annual_cost, history};
use super::grown;
use super::levers::Scenario;
use super::rates::Rates;
use super::runs::Runs;
use super::score::{Guess, Score, score};
use super::{better, verdict};

/// Simulations of each origin: enough for a 95 % interval; fewer of a cohort larger than any council's, and how few at least.
const SIMULATIONS: (u32, u32) = (200, 50);
/// The plans of the largest councils.
const PLANS_MOST: u32 = 25_000;
/// The furthest year ahead that is tested.
const AHEAD_MAX: usize = 5;
/// The slot of a simulation's stream from which costs stray: a course uses none of that number.
const STRAY_SLOT: usize = 6;

/// The back-test of a cohort.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackTest {
    /// Tests one year ahead.
    pub tests: u32,
    /// All plans and what they cost, by years ahead.
    pub plans: Vec<Ahead>,
    /// By setting.
    pub by_setting: Vec<OfSetting>,
    /// Annual cost one year ahead at the prices given, in pounds.
    pub pounds: Score,
    /// The baselines' scores for plans one year ahead.
    pub baselines: Vec<OfBaseline>,
    /// The factor on the standard deviations of the shocks at which intervals cover what they say.
    pub interval_scale: f64,
    /// By year ahead: the factor on the yearly shock beside it, at which the intervals of that year cover what they say.
    #[serde(default)]
    pub interval_widths: Vec<f64>,
    /// How much more what plans cost strays in a year than that says: a standard deviation, in shares of the cost.
    #[serde(default)]
    pub cost_stray: f64,
    /// The baseline whose growth the forecast follows, because the model was no better.
    pub follows: Option<Baseline>,
    /// For how many years it is followed, where the model was better from the next on; none for all years.
    #[serde(default)]
    pub follows_for: Option<u32>,
    /// The baseline whose annual cost the money of the forecast follows, because the model was no better in pounds.
    #[serde(default)]
    pub money_follows: Option<Baseline>,
    /// For how many years money follows it, where the model was better from the next on; none for all years.
    #[serde(default)]
    pub money_follows_for: Option<u32>,
    /// The furthest year ahead that was tested often enough to judge by.
    #[serde(default)]
    pub tested_ahead: u32,
    /// The verdict in one sentence: whether the model is better, and what plans and money follow.
    #[serde(default)]
    pub headline: String,
    /// Why what money follows may lead too far, in sentences; none where it does not.
    #[serde(default)]
    pub doubt: Option<String>,
    /// The verdict, in sentences: one year ahead, for plans and in pounds, and what is followed.
    pub verdict: String,
    /// Where a baseline was better further ahead and by setting, in sentences.
    #[serde(default)]
    pub further: String,
    /// How often the intervals held what came, for plans and for cost, in sentences.
    #[serde(default)]
    pub intervals: String,
}

/// The model's score so many years ahead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ahead {
    /// Years.
    pub years: u32,
    /// How it did for plans.
    pub score: Score,
    /// How it did for annual cost at the prices given, in pounds.
    #[serde(default)]
    pub pounds: Score,
    /// How what money follows did, with its intervals; none where that is the model.
    #[serde(default)]
    pub money_followed: Option<Score>,
    /// How the baselines did.
    #[serde(default)]
    pub baselines: Vec<OfBaseline>,
}

/// The model's score for a setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfSetting {
    /// Its code.
    pub setting: String,
    /// How it did one year ahead.
    pub score: Score,
    /// How it and the baselines did, by years ahead.
    #[serde(default)]
    pub ahead: Vec<SettingAhead>,
}

/// The scores of a setting's plans so many years ahead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettingAhead {
    /// Years.
    pub years: u32,
    /// How the model did.
    pub score: Score,
    /// How the baselines did.
    pub baselines: Vec<OfSettingBaseline>,
}

/// A baseline's score for a setting's plans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfSettingBaseline {
    /// Which.
    pub baseline: Baseline,
    /// In words.
    pub title: Cow<'static, str>,
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
    let simulations = simulations(cohort);
    let mut origins = origins(cohort)?;
    let mut tested = Vec::new();
    for origin in &origins {
        let runs = |scale: f64| {
            let mut course = origin.course.first_years(1);
            course.scale = scale;
            Runs::of(&course, &origin.expected, seed, simulations, threads)
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
    let mut simulated = Vec::new();
    for origin in &mut origins {
        origin.course.scale = scale;
        let runs = Runs::of(&origin.course, &origin.expected, seed, simulations, threads)?;
        simulated.push(runs);
    }
    let widths = widths(cohort, &origins, &simulated);
    if widths.iter().any(|width| *width > 1.0) {
        for (origin, runs) in origins.iter_mut().zip(&mut simulated) {
            origin.course.widths.clone_from(&widths);
            *runs = Runs::of(&origin.course, &origin.expected, seed, simulations, threads)?;
        }
    }
    let strayed: Vec<(f64, f64)> = origins
        .iter()
        .zip(&simulated)
        .filter_map(|(origin, runs)| origin.strayed(cohort, runs))
        .collect();
    let stray = calibrate::stray(&strayed);
    let mut guesses = Guesses::of(cohort);
    for (origin, runs) in origins.iter().zip(&simulated) {
        guesses.add(
            cohort,
            origin,
            runs,
            &strays(seed, stray, origin.course.years.len()),
        );
    }
    let costs = history(cohort, |cells| cost(cohort, &cells));
    let mut test = guesses.judged((scale, widths), stray, &costs);
    if let Some(baseline) = test.money_follows {
        let tested: Vec<(&Origin, &Runs)> = origins.iter().zip(&simulated).collect();
        score_followed(cohort, &mut test, &tested, (baseline, seed));
        test.doubt = grown::doubt(cohort, baseline, &costs);
    }
    test.intervals = verdict::intervals(&test.plans);
    Ok(test)
}

/// Scores the annual cost that money follows: what a baseline says, with the intervals of the children's cost about it, widened by
/// as much as the baseline itself strayed beyond them.
fn score_followed(
    cohort: &Cohort,
    test: &mut BackTest,
    tested: &[(&Origin, &Runs)],
    (baseline, seed): (Baseline, u64),
) {
    let strayed: Vec<(f64, f64)> = tested
        .iter()
        .filter_map(|(origin, runs)| {
            let followed = baseline.ahead(&origin.cost_history, 1);
            origin.strayed_from(followed, cohort, runs)
        })
        .collect();
    test.cost_stray = calibrate::stray(&strayed);
    let followed_for = test.money_follows_for.unwrap_or(u32::MAX);
    for of_year in &mut test.plans {
        if of_year.years > followed_for {
            continue;
        }
        let ahead = of_year.years as usize;
        let guess = |(origin, runs): &(&Origin, &Runs)| {
            let cells = cohort.at(super::course::start_of(origin.january, ahead));
            let cells = cells.filter(|_| ahead <= origin.course.years.len())?;
            let followed = baseline.ahead(&origin.cost_history, ahead);
            let factor = followed / origin.expected_cost(cohort, ahead).max(1e-9);
            let strays = strays(seed, test.cost_stray, ahead);
            let simulated = in_floats(&runs.january_cost(ahead), 100.0);
            let simulated = simulated.iter().zip(&strays);
            let simulated = simulated.map(|(cost, strays)| cost * factor * strays[ahead - 1]);
            let came = cost(cohort, &cells);
            Some(Guess::of(came, followed, simulated.collect()))
        };
        let guesses: Vec<Guess> = tested.iter().filter_map(guess).collect();
        of_year.money_followed = Some(score(&guesses));
    }
}

/// By year ahead: how much wider the shocks of it have to be, as far as any was tested often enough to judge by.
fn widths(cohort: &Cohort, origins: &[Origin], simulated: &[Runs]) -> Vec<f64> {
    let of_year = |ahead: usize| -> Vec<(f64, f64)> {
        let tested = origins.iter().zip(simulated);
        let reach = tested.filter(|(origin, _)| {
            let january = super::course::start_of(origin.january, ahead);
            ahead <= origin.course.years.len() && cohort.at(january).is_some()
        });
        let test = |(origin, runs): (&Origin, &Runs)| {
            let error = origin.expected.plans(ahead) - origin.actual(cohort, ahead);
            (error * error, variance(&runs.january(ahead)))
        };
        reach.map(test).collect()
    };
    let years = (1..=AHEAD_MAX).map(of_year);
    let judged = years.take_while(|tests| tests.len() >= verdict::TESTS_MIN as usize);
    calibrate::widths(&judged.collect::<Vec<_>>())
}

/// How many simulations of each origin: as many as take no longer than those of the largest councils.
fn simulations(cohort: &Cohort) -> u32 {
    let plans: u32 = cohort.at_start().iter().sum();
    let (most, least) = SIMULATIONS;
    let fewer = u64::from(most) * u64::from(PLANS_MOST) / u64::from(plans.max(1));
    u32::try_from(fewer).unwrap_or(most).clamp(least, most)
}

/// By simulation, then years ahead: the factor by which what plans cost has strayed by then. Its mean is one.
fn strays(seed: u64, stray: f64, years: usize) -> Vec<Vec<f64>> {
    let of = |simulation: u32| {
        let mut draws = Draws::of(seed, u64::from(simulation));
        draws.seek(STRAY_SLOT);
        let mut factor = 1.0;
        let mut year = || {
            factor *= (stray * draws.normal() - stray * stray / 2.0).exp();
            factor
        };
        (0..years).map(|_| year()).collect()
    };
    (0..SIMULATIONS.0).map(of).collect()
}

/// An earlier January, and the forecast made there.
struct Origin {
    january: i16,
    course: Course,
    expected: Expected,
    history: Vec<f64>,
    cost_history: Vec<f64>,
    /// By setting.
    setting_history: Vec<Vec<f64>>,
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
            setting_history: setting_history(cohort, &history),
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

    /// What everybody is expected to cost a year so many years ahead, at the prices given, in pounds.
    fn expected_cost(&self, cohort: &Cohort, ahead: usize) -> f64 {
        annual_cost(cohort, self.expected.januaries[ahead].iter().copied())
    }

    /// How far the cost of a year ahead was off and the variance that was claimed, in shares of the cost, squared.
    fn strayed(&self, cohort: &Cohort, runs: &Runs) -> Option<(f64, f64)> {
        self.strayed_from(self.expected_cost(cohort, 1), cohort, runs)
    }

    /// As [`Origin::strayed`], of another forecast of that cost, about which the children's cost is scaled.
    fn strayed_from(&self, guess: f64, cohort: &Cohort, runs: &Runs) -> Option<(f64, f64)> {
        let came = cost(cohort, &cohort.at(self.january + 1)?);
        let expected = self.expected_cost(cohort, 1);
        if expected <= 0.0 || guess <= 0.0 {
            return None;
        }
        let claimed = variance(&runs.january_cost(1)) / 1e4;
        Some((
            (guess - came) * (guess - came) / (guess * guess),
            claimed / (expected * expected),
        ))
    }
}

fn plans(cells: &[u32]) -> f64 {
    cells.iter().copied().map(f64::from).sum()
}

/// By setting: its plans at some Januaries.
fn setting_history(cohort: &Cohort, history: &[Vec<u32>]) -> Vec<Vec<f64>> {
    let settings = 0..cohort.grid.settings().len();
    let of = |setting| {
        let januaries = history.iter();
        januaries
            .map(|cells| in_setting(cohort, setting, |index| f64::from(cells[index])))
            .collect()
    };
    settings.map(of).collect()
}

/// The sum over the cells of a setting.
fn in_setting(cohort: &Cohort, setting: usize, count: impl Fn(usize) -> f64) -> f64 {
    let cells = 0..cohort.grid.len();
    let of_it = cells.filter(|index| cohort.grid.cell(*index).setting == setting);
    of_it.map(count).sum()
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

/// Guesses of plans, and those of each baseline.
#[derive(Clone, Default)]
struct OfPlans {
    model: Vec<Guess>,
    baselines: [Vec<Guess>; Baseline::ALL.len()],
}

impl OfPlans {
    fn add(
        &mut self,
        (came, expected): (f64, f64),
        simulated: Vec<f64>,
        history: &[f64],
        ahead: usize,
    ) {
        self.model.push(Guess::of(came, expected, simulated));
        for (baseline, guesses) in Baseline::ALL.iter().zip(&mut self.baselines) {
            guesses.push(Guess::point(came, baseline.ahead(history, ahead)));
        }
    }

    fn scored(&self) -> Vec<OfSettingBaseline> {
        let all = Baseline::ALL.iter().zip(&self.baselines);
        all.map(|(baseline, guesses)| OfSettingBaseline {
            baseline: *baseline,
            title: Cow::Borrowed(baseline.title()),
            score: score(guesses),
        })
        .collect()
    }
}

/// What was forecast and what came: by years ahead.
struct Guesses {
    settings: Vec<String>,
    plans: Vec<OfPlans>,
    pounds: Vec<OfPlans>,
    /// By setting first.
    by_setting: Vec<Vec<OfPlans>>,
}

impl Guesses {
    fn of(cohort: &Cohort) -> Guesses {
        let settings = cohort.grid.settings();
        let none = vec![OfPlans::default(); AHEAD_MAX];
        Guesses {
            settings: settings.to_vec(),
            plans: none.clone(),
            by_setting: vec![none.clone(); settings.len()],
            pounds: none,
        }
    }

    fn add(&mut self, cohort: &Cohort, origin: &Origin, runs: &Runs, strays: &[Vec<f64>]) {
        for ahead in 1..=origin.course.years.len() {
            let january = super::course::start_of(origin.january, ahead);
            let Some(cells) = cohort.at(january) else {
                continue;
            };
            let simulated = in_floats(&runs.january(ahead), 1.0);
            let told = (plans(&cells), origin.expected.plans(ahead));
            self.plans[ahead - 1].add(told, simulated, &origin.history, ahead);
            let simulated = in_floats(&runs.january_cost(ahead), 100.0);
            let strayed = simulated.iter().zip(strays);
            let strayed = strayed.map(|(cost, strays)| cost * strays[ahead - 1]);
            let told = (cost(cohort, &cells), origin.expected_cost(cohort, ahead));
            self.pounds[ahead - 1].add(told, strayed.collect(), &origin.cost_history, ahead);
            let expected = &origin.expected.januaries[ahead];
            for (setting, guesses) in self.by_setting.iter_mut().enumerate() {
                let came = in_setting(cohort, setting, |index| f64::from(cells[index]));
                let mean = in_setting(cohort, setting, |index| expected[index]);
                let simulated = in_floats(&runs.january_setting(ahead, setting), 1.0);
                let history = &origin.setting_history[setting];
                guesses[ahead - 1].add((came, mean), simulated, history, ahead);
            }
        }
    }

    fn judged(
        self,
        (interval_scale, interval_widths): (f64, Vec<f64>),
        cost_stray: f64,
        costs: &[f64],
    ) -> BackTest {
        let of_baselines = |ahead: usize| -> Vec<OfBaseline> {
            let (plans, pounds) = (self.plans[ahead].scored(), self.pounds[ahead].scored());
            let both = plans.into_iter().zip(pounds);
            both.map(|(plans, pounds)| OfBaseline {
                baseline: plans.baseline,
                title: plans.title,
                plans: plans.score,
                pounds: pounds.score,
            })
            .collect()
        };
        let plans: Vec<Ahead> = (0..AHEAD_MAX)
            .filter(|ahead| !self.plans[*ahead].model.is_empty())
            .map(|ahead| Ahead {
                years: ahead as u32 + 1,
                score: score(&self.plans[ahead].model),
                pounds: score(&self.pounds[ahead].model),
                money_followed: None,
                baselines: of_baselines(ahead),
            })
            .collect();
        let judged = verdict::of(&plans, costs);
        let by_setting = self.settings.iter().zip(&self.by_setting);
        let by_setting: Vec<OfSetting> = by_setting
            .map(|(setting, guesses)| OfSetting {
                setting: setting.clone(),
                score: score(&guesses[0].model),
                ahead: (1..)
                    .zip(guesses)
                    .filter(|(_, guesses)| !guesses.model.is_empty())
                    .map(|(years, guesses)| SettingAhead {
                        years,
                        score: score(&guesses.model),
                        baselines: guesses.scored(),
                    })
                    .collect(),
            })
            .collect();
        BackTest {
            tests: plans.first().map_or(0, |ahead| ahead.score.tests),
            pounds: score(&self.pounds[0].model),
            baselines: of_baselines(0),
            intervals: String::new(),
            further: better::told(&plans, &by_setting, judged.tested_ahead),
            plans,
            by_setting,
            interval_scale,
            interval_widths,
            cost_stray,
            follows: judged.follows,
            follows_for: judged.follows_for,
            money_follows: judged.money_follows,
            money_follows_for: judged.money_follows_for,
            headline: judged.headline,
            doubt: None,
            tested_ahead: judged.tested_ahead,
            verdict: judged.sentence,
        }
    }
}

fn in_floats(values: &[i64], of: f64) -> Vec<f64> {
    values.iter().map(|value| *value as f64 / of).collect()
}
