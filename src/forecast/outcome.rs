//! The forecast as a value that files and pages show: counts in tenths of a child, money in pounds and pence.
//!
//! Expected parts add up to the expected total, month by month and year by year. Low, likely and high are ranks of
//! simulations, each for itself: the low of a total is not the sum of its parts' lows.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::Digest;
use crate::money::{Money, MoneyError};

use super::assumptions::{Assumption, assumptions};
use super::backtest::BackTest;
use super::levers::Scenario;
use super::months::MONTHS;
use super::problem::{Problem, Source};
use super::projection::Effect;
use super::reported;
use super::show::{january, month_ahead, past, start, year_ahead};
use super::spend::{self, financial_years};
use super::whole::{Asked, Forecast};

/// An input as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Which.
    pub source: Source,
    /// The file's name, or the database's.
    pub name: String,
    /// The SHA-256 of its bytes.
    pub sha256: Digest,
    /// Rows under the heading.
    pub rows: u32,
    /// Rows that were left out.
    pub refused: u32,
}

/// A count: expected, and what the simulations say. Low is the 10th of 100 by rank, likely the 50th, high the 90th.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Children {
    /// The expected number, in tenths.
    pub expected: f64,
    /// The 10 % rank.
    pub low: i64,
    /// The 50 % rank.
    pub likely: i64,
    /// The 90 % rank.
    pub high: i64,
    /// The 2.5 % rank.
    pub p2_5: i64,
    /// The 97.5 % rank.
    pub p97_5: i64,
}

/// A sum of money: as [`Children`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pounds {
    /// The expected sum.
    pub expected: Money,
    /// The 10 % rank.
    pub low: Money,
    /// The 50 % rank.
    pub likely: Money,
    /// The 90 % rank.
    pub high: Money,
    /// The 2.5 % rank.
    pub p2_5: Money,
    /// The 97.5 % rank.
    pub p97_5: Money,
}

/// By code or title.
pub type By<T> = BTreeMap<String, T>;

/// By setting, then band: only settings with several. Empty where the data have no bands, and in outcomes that were kept
/// before bands were forecast.
pub type ByBand<T> = By<By<T>>;

/// The January that the forecast starts from: known, not forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// Its year.
    pub january: i16,
    /// Children.
    pub plans: u32,
    /// What they cost a year.
    pub annual_cost: Money,
    /// Children by setting.
    pub by_setting: By<u32>,
    /// Children by need.
    pub by_need: By<u32>,
    /// Children by setting and band.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_band: ByBand<u32>,
}

/// What the data say of a year that is past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// The year of its first January.
    pub january: i16,
    /// Children at that January.
    pub plans: u32,
    /// Joined before the next.
    pub joined: u32,
    /// Left before the next.
    pub left: u32,
    /// Of those who joined: from other authorities.
    #[serde(default)]
    pub came_over: u32,
    /// Of those who left: to other authorities.
    #[serde(default)]
    pub went_over: u32,
    /// Children at the next January.
    pub plans_after: u32,
}

/// A January ahead, and the year that led to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct January {
    /// Its year.
    pub january: i16,
    /// Everybody.
    pub plans: Children,
    /// Everybody, expected without the trend in joining.
    pub plans_without_trend: f64,
    /// Everybody, expected without any lever.
    pub plans_unmitigated: f64,
    /// Everybody, as the model by itself expects under the same levers, where plans or money follow a baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plans_of_model: Option<f64>,
    /// Joined since the January before.
    pub joined: Children,
    /// Left since.
    pub left: Children,
    /// Moved setting since.
    pub moved: Children,
    /// Changed need since.
    pub changed_need: Children,
    /// Of those who joined: from other authorities. Nought where the data do not tell.
    #[serde(default)]
    pub came_over: Children,
    /// Of those who left: to other authorities. Nought where the data do not tell.
    #[serde(default)]
    pub went_over: Children,
    /// Changed band at review since, in the same setting with the same need.
    #[serde(default)]
    pub changed_band: Children,
    /// By setting.
    pub by_setting: By<Children>,
    /// By need.
    pub by_need: By<Children>,
    /// By national curriculum year.
    pub by_year_group: By<Children>,
    /// By setting and band.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_band: ByBand<Children>,
}

/// A month ahead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthAhead {
    /// The month, `2026-01`.
    pub month: String,
    /// Everybody.
    pub plans: Children,
    /// A twelfth of what everybody costs a year.
    pub spend: Pounds,
    /// By setting.
    pub by_setting: By<Children>,
    /// By need.
    pub by_need: By<Children>,
    /// By age group.
    pub by_age_group: By<Children>,
    /// By setting.
    pub spend_by_setting: By<Pounds>,
    /// By setting and band.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_band: ByBand<Children>,
    /// By setting and band.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub spend_by_band: ByBand<Pounds>,
}

/// A financial year ahead, or the part of it that is forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct YearAhead {
    /// The year, `2026-27`.
    pub year: String,
    /// How many of its months are forecast.
    pub months: u32,
    /// What they cost.
    pub spend: Pounds,
    /// What all whole years up to this one cost together: a balance is carried by it. None for a year in part.
    pub spend_so_far: Option<Pounds>,
    /// What they are expected to cost without any lever.
    pub spend_unmitigated: Money,
    /// What the model by itself expects them to cost under the same levers, where plans or money follow a baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_of_model: Option<Money>,
    /// By setting.
    pub spend_by_setting: By<Pounds>,
    /// By setting and band.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub spend_by_band: ByBand<Pounds>,
}

/// A forecast with everything by which it can be made again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The version of the model.
    pub model_version: Cow<'static, str>,
    /// The seed.
    pub seed: u64,
    /// How many simulations.
    pub simulations: u32,
    /// Years ahead.
    pub years: u32,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// What was refused or doubted in them.
    pub problems: Vec<Problem>,
    /// What was done differently.
    pub scenario: Scenario,
    /// The levers in words.
    pub levers: Vec<String>,
    /// What each lever changes of the cost of all whole financial years, pulled after those before it.
    #[serde(default)]
    pub effects: Vec<Effect>,
    /// What is assumed, and where from.
    pub assumptions: Vec<Assumption>,
    /// The past, by year.
    pub past: Vec<Past>,
    /// The January it starts from.
    pub start: Start,
    /// The Januaries ahead.
    pub januaries: Vec<January>,
    /// The financial years ahead.
    pub financial_years: Vec<YearAhead>,
    /// The months ahead.
    pub months: Vec<MonthAhead>,
    /// How good the model would have been.
    pub back_test: BackTest,
    /// By year ahead, the factor on joining by which the forecast follows a baseline; none where it follows the model.
    pub joining_factors: Vec<f64>,
    /// By year ahead, the factor on what everybody costs at the January that ends it, in millionths, by which money follows what was
    /// found better than what the children cost; none where it is what they cost. Months lie evenly between Januaries.
    #[serde(default)]
    pub cost_factors: Vec<i64>,
}

impl Outcome {
    /// The run's number: a digest of everything by which the forecast can be made again, so that the same run has the same
    /// number wherever it was made.
    ///
    /// # Errors
    /// An error of the encoder, which a scenario does not have.
    pub fn run_id(&self) -> Result<Digest, serde_json::Error> {
        let asked = (&self.model_version, self.seed, self.simulations, self.years);
        let inputs: Vec<(&Source, &Digest)> = self
            .inputs
            .iter()
            .map(|input| (&input.source, &input.sha256))
            .collect();
        let all = serde_json::to_vec(&(asked, inputs, &self.scenario))?;
        Ok(Digest::of(&all))
    }

    /// Shows a forecast.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond what is money.
    pub fn of(
        forecast: &Forecast,
        asked: &Asked,
        inputs: Vec<Input>,
        mut problems: Vec<Problem>,
    ) -> Result<Outcome, MoneyError> {
        problems.extend(reported::of_scenario(forecast, &asked.scenario));
        let course = &forecast.course;
        let spent = spend::monthly_by_seat(course, &forecast.expected)?;
        let years = financial_years(course.january, course.index.len());
        let first_whole = years
            .iter()
            .find(|year| year.months.len() == MONTHS)
            .map_or(0, |year| year.months.start);
        let plain = &forecast.unmitigated_course;
        let unmitigated = spend::monthly_by_seat(plain, &forecast.unmitigated)?;
        let of_model = forecast
            .of_model
            .as_ref()
            .map(|(course, expected)| spend::monthly_by_seat(course, expected))
            .transpose()?;
        Ok(Outcome {
            model_version: Cow::Borrowed(super::MODEL_VERSION),
            seed: asked.seed,
            simulations: asked.simulations,
            years: asked.years,
            inputs,
            problems,
            levers: asked
                .scenario
                .levers
                .iter()
                .map(|lever| lever.title())
                .collect(),
            scenario: asked.scenario.clone(),
            effects: forecast.effects.clone(),
            assumptions: assumptions(&forecast.course, &forecast.back_test),
            past: past(forecast),
            start: start(forecast)?,
            januaries: (1..=course.years.len())
                .map(|ahead| january(forecast, ahead))
                .collect(),
            financial_years: years
                .iter()
                .map(|year| {
                    let beside = (unmitigated.as_slice(), of_model.as_deref());
                    year_ahead(forecast, (year, first_whole), &spent, beside)
                })
                .collect::<Result<_, _>>()?,
            months: (0..course.index.len())
                .map(|month| month_ahead(forecast, month, &spent[month]))
                .collect::<Result<_, _>>()?,
            back_test: forecast.back_test.clone(),
            joining_factors: forecast.followed.joining.clone(),
            cost_factors: forecast.followed.cost.clone(),
        })
    }
}
