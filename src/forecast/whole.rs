//! The whole forecast: rates, back-test, course, expected values, simulations.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::money::MoneyError;

use super::backtest::{BackTest, back_test};
use super::cohort::Cohort;
use super::conserve::Broken;
use super::course::Course;
use super::expect::{Expected, expect};
use super::followed::Followed;
use super::levers::Scenario;
use super::problem::Refused;
use super::projection::{Effect, Projection};
use super::rates::Rates;
use super::runs::Runs;
use super::trend::Trend;

/// The furthest horizon, in years.
pub const YEARS_MAX: u32 = 30;
/// The most simulations.
pub const SIMULATIONS_MAX: u32 = 10_000;
/// The seed of the back-test: that of a simulation is the user's, and whose growth is followed must not hang on it.
const TEST_SEED: u64 = 1;

/// What is asked of a forecast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Years ahead of the last January, 1 to [`YEARS_MAX`].
    pub years: u32,
    /// Simulations, 1 to [`SIMULATIONS_MAX`].
    pub simulations: u32,
    /// The seed of every draw.
    pub seed: u64,
    /// Threads; they change nothing in the result.
    pub threads: usize,
    /// What is done differently.
    pub scenario: Scenario,
}

/// Why there is no forecast.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum NotForecast {
    /// Years or simulations that cannot be.
    #[error("{0}")]
    Asked(String),
    /// A lever that cannot be.
    #[error(transparent)]
    Scenario(#[from] Refused),
    /// People were lost or made.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// A cost beyond what is money.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// Whoever watched wanted no more.
    #[error("the forecast was stopped")]
    Stopped,
}

/// A forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// What was walked.
    pub course: Course,
    /// Its expected values.
    pub expected: Expected,
    /// The expected values without the trend in joining, under the same levers.
    pub no_trend: Expected,
    /// What the model says by itself under the same levers, where a baseline is followed: what is walked, and its expected values.
    pub of_model: Option<(Course, Expected)>,
    /// What is walked without any lever: its prices are other ones too.
    pub unmitigated_course: Course,
    /// The expected values without any lever.
    pub unmitigated: Expected,
    /// Its simulations.
    pub runs: Runs,
    /// How good the model would have been.
    pub back_test: BackTest,
    /// The factors by which the forecast follows baselines.
    pub followed: Followed,
    /// What each lever changes of the cost of all whole financial years, pulled after those before it.
    pub effects: Vec<Effect>,
}

/// What every forecast of the same records follows, whatever is done differently: the verdict of the back-test, and the
/// factors by which it is followed. It hangs on the records alone, so it can be kept with their digests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// The years ahead that it was made for.
    pub years: u32,
    /// How good the model would have been.
    pub back_test: BackTest,
    /// The factors by which its forecasts follow baselines.
    pub followed: Followed,
}

impl Basis {
    /// Tests the model on a cohort's own past, and says whose growth its forecasts follow.
    ///
    /// # Errors
    /// [`Broken`] if people are lost or made.
    pub fn of(cohort: &Cohort, years: u32, threads: usize) -> Result<Basis, Broken> {
        Basis::from_test(cohort, years, back_test(cohort, TEST_SEED, threads)?)
    }

    /// As [`Basis::of`], from a back-test that was made of the same transitions, people and prices: the days of today are no
    /// part of the past, so a test holds when they change.
    ///
    /// # Errors
    /// As [`Basis::of`].
    pub fn from_test(cohort: &Cohort, years: u32, back_test: BackTest) -> Result<Basis, Broken> {
        let plain = Scenario::default();
        let course = Course::of(cohort, &Rates::of(cohort), &plain, years as usize);
        Ok(Basis {
            years,
            followed: Followed::of(&course, &back_test)?,
            back_test,
        })
    }
}

/// Forecasts a cohort.
///
/// # Errors
/// [`NotForecast`]: what was asked cannot be, or people were lost or made.
pub fn forecast(cohort: &Cohort, asked: &Asked) -> Result<Forecast, NotForecast> {
    watched(cohort, asked, &mut |_| true)
}

/// As [`forecast`]: `goes_on` is told now and then how many simulations are done, and may say that no more is wanted.
///
/// # Errors
/// As [`forecast`]; [`NotForecast::Stopped`] if no more was wanted.
pub fn watched(
    cohort: &Cohort,
    asked: &Asked,
    goes_on: &mut dyn FnMut(u32) -> bool,
) -> Result<Forecast, NotForecast> {
    asked.check(cohort)?;
    let basis = Basis::of(cohort, asked.years, asked.threads)?;
    on_basis(cohort, asked, basis, goes_on)
}

/// As [`watched`], on a basis that was made of the same cohort.
///
/// # Errors
/// As [`watched`].
pub fn on_basis(
    cohort: &Cohort,
    asked: &Asked,
    basis: Basis,
    goes_on: &mut dyn FnMut(u32) -> bool,
) -> Result<Forecast, NotForecast> {
    asked.check(cohort)?;
    let years = asked.years as usize;
    let rates = Rates::of(cohort);
    // A basis of fewer years says nothing of the others.
    let basis = match basis.years < asked.years {
        true => Basis::of(cohort, asked.years, asked.threads)?,
        false => basis,
    };
    let back_test = basis.back_test;
    let followed = basis.followed.first_years(years);
    let plain = Scenario::default();
    let mut unmitigated = Course::of(cohort, &rates, &plain, years);
    unmitigated.follow(&followed);
    let walk = |rates: &Rates| {
        let mut course = Course::of(cohort, rates, &asked.scenario, years);
        course.follow(&followed);
        course.scale = back_test.interval_scale;
        course.widths.clone_from(&back_test.interval_widths);
        course.cost_stray = back_test.cost_stray;
        course
    };
    let course = walk(&rates);
    let flat = Rates {
        trend: Trend {
            slope: 0.0,
            ..rates.trend
        },
        ..rates.clone()
    };
    let expected = expect(&course)?;
    let of_model = match followed == Followed::default() {
        true => None,
        false => {
            let course = Course::of(cohort, &rates, &asked.scenario, years);
            let expected = expect(&course)?;
            Some((course, expected))
        }
    };
    Ok(Forecast {
        of_model,
        no_trend: expect(&Course::of(cohort, &flat, &asked.scenario, years))?,
        unmitigated: expect(&unmitigated)?,
        unmitigated_course: unmitigated,
        runs: Runs::watched(
            (&course, &expected),
            asked.seed,
            asked.simulations,
            asked.threads,
            goes_on,
        )?
        .ok_or(NotForecast::Stopped)?,
        expected,
        course,
        back_test,
        effects: Projection::of(cohort, &followed, years).one_after_another(&asked.scenario)?,
        followed,
    })
}

impl Asked {
    fn check(&self, cohort: &Cohort) -> Result<(), NotForecast> {
        let within = |what: &str, value: u32, most: u32| {
            if (1..=most).contains(&value) {
                return Ok(());
            }
            let sentence = format!("{what} is {value}, and must be from 1 to {most}");
            Err(NotForecast::Asked(sentence))
        };
        within("the number of years", self.years, YEARS_MAX)?;
        within(
            "the number of simulations",
            self.simulations,
            SIMULATIONS_MAX,
        )?;
        let problems = self.scenario.problems(&cohort.grid);
        if problems.is_empty() {
            return Ok(());
        }
        Err(NotForecast::Scenario(Refused { problems }))
    }
}
