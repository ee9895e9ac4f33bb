//! The forecast as a value that files and pages show: counts in tenths of a child, money in pounds and pence.
//!
//! Expected parts add up to the expected total, month by month and year by year. Low, likely and high are ranks of
//! simulations, each for itself: the low of a total is not the sum of its parts' lows.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::calendar::iso_text;
use crate::ids::Digest;
use crate::money::{Money, MoneyError};

use super::assumptions::{Assumption, assumptions};
use super::backtest::BackTest;
use super::course::start_of;
use super::expect::Expected;
use super::grid::{AGE_GROUPS, YEAR_GROUPS, year_group};
use super::levers::Scenario;
use super::months::MONTHS;
use super::problem::{Problem, Source};
use super::record::Amount;
use super::runs::Runs;
use super::shown::{quantile, whole_units};
use super::spend::{self, YearMonths, financial_years, first_of};
use super::whole::{Asked, Forecast};

/// An input as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
type By<T> = BTreeMap<String, T>;

/// The January that the forecast starts from: known, not forecast.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
}

/// What the data say of a year that is past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Past {
    /// The year of its first January.
    pub january: i16,
    /// Children at that January.
    pub plans: u32,
    /// Joined before the next.
    pub joined: u32,
    /// Left before the next.
    pub left: u32,
    /// Children at the next January.
    pub plans_after: u32,
}

/// A January ahead, and the year that led to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct January {
    /// Its year.
    pub january: i16,
    /// Everybody.
    pub plans: Children,
    /// Everybody, expected without the trend in joining.
    pub plans_without_trend: f64,
    /// Everybody, expected without any lever.
    pub plans_unmitigated: f64,
    /// Joined since the January before.
    pub joined: Children,
    /// Left since.
    pub left: Children,
    /// Moved setting since.
    pub moved: Children,
    /// Changed need since.
    pub changed_need: Children,
    /// By setting.
    pub by_setting: By<Children>,
    /// By need.
    pub by_need: By<Children>,
    /// By national curriculum year.
    pub by_year_group: By<Children>,
}

/// A month ahead.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
}

/// A financial year ahead, or the part of it that is forecast.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct YearAhead {
    /// The year, `2026-27`.
    pub year: String,
    /// How many of its months are forecast.
    pub months: u32,
    /// What they cost.
    pub spend: Pounds,
    /// What they are expected to cost without any lever.
    pub spend_unmitigated: Money,
    /// By setting.
    pub spend_by_setting: By<Pounds>,
}

/// A forecast with everything by which it can be made again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// The version of the model.
    pub model_version: &'static str,
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
}

impl Outcome {
    /// Shows a forecast.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond what is money.
    pub fn of(
        forecast: &Forecast,
        asked: &Asked,
        inputs: Vec<Input>,
        problems: Vec<Problem>,
    ) -> Result<Outcome, MoneyError> {
        let course = &forecast.course;
        let spent = spend::monthly(course, &forecast.expected)?;
        let years = financial_years(course.january, course.index.len());
        let unmitigated = spend::monthly(course, &forecast.unmitigated)?;
        Ok(Outcome {
            model_version: super::MODEL_VERSION,
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
            assumptions: assumptions(forecast),
            past: past(forecast),
            start: start(forecast)?,
            januaries: (1..=course.years.len())
                .map(|ahead| january(forecast, ahead))
                .collect(),
            financial_years: years
                .iter()
                .map(|year| year_ahead(forecast, year, (&spent, &unmitigated)))
                .collect::<Result<_, _>>()?,
            months: (0..course.index.len())
                .map(|month| month_ahead(forecast, month, &spent[month]))
                .collect::<Result<_, _>>()?,
            back_test: forecast.back_test.clone(),
        })
    }
}

fn start(forecast: &Forecast) -> Result<Start, MoneyError> {
    let course = &forecast.course;
    let grid = &course.cohort.grid;
    let cells = course.cohort.at_start();
    let mut start = Start {
        january: course.january,
        plans: cells.iter().sum(),
        annual_cost: spend::at_start(course)?,
        by_setting: grid
            .settings()
            .iter()
            .map(|code| (code.clone(), 0))
            .collect(),
        by_need: grid.needs().iter().map(|code| (code.clone(), 0)).collect(),
    };
    for (index, count) in cells.iter().enumerate() {
        let cell = grid.cell(index);
        for (by, code) in [
            (&mut start.by_setting, &grid.settings()[cell.setting]),
            (&mut start.by_need, &grid.needs()[cell.need]),
        ] {
            *by.entry(code.clone()).or_default() += count;
        }
    }
    Ok(start)
}

fn past(forecast: &Forecast) -> Vec<Past> {
    let of = |(january, pair): (&i16, &super::cohort::YearPair)| Past {
        january: *january,
        plans: pair.stock(),
        joined: pair.joiners(),
        left: pair.leavers(),
        plans_after: pair.stock() + pair.joiners() - pair.leavers(),
    };
    forecast.course.cohort.pairs.iter().map(of).collect()
}

/// A count's expected number in tenths, and the ranks of its simulations.
fn children(tenths: i64, mut simulated: Vec<i64>) -> Children {
    simulated.sort_unstable();
    Children {
        expected: tenths as f64 / 10.0,
        low: quantile(&simulated, 100),
        likely: quantile(&simulated, 500),
        high: quantile(&simulated, 900),
        p2_5: quantile(&simulated, 25),
        p97_5: quantile(&simulated, 975),
    }
}

/// A sum's expected money, and the ranks of its simulations, which are in twelfths of a penny.
fn pounds(expected: Money, mut simulated: Vec<i64>) -> Result<Pounds, MoneyError> {
    simulated.sort_unstable();
    // Half a penny goes up.
    let rank = |per_mille| Money::from_pence((quantile(&simulated, per_mille) + 6).div_euclid(12));
    Ok(Pounds {
        expected,
        low: rank(100)?,
        likely: rank(500)?,
        high: rank(900)?,
        p2_5: rank(25)?,
        p97_5: rank(975)?,
    })
}

/// Parts in tenths of a child that add up to their total in tenths.
fn tenths(parts: &[f64]) -> Vec<i64> {
    let parts: Vec<i128> = parts.iter().map(|part| part.millionths()).collect();
    whole_units(&parts, 100_000)
}

/// Parts by code, with the ranks of each.
fn by(codes: &[String], parts: &[f64], simulated: impl Fn(usize) -> Vec<i64>) -> By<Children> {
    let shown = tenths(parts).into_iter().enumerate();
    codes
        .iter()
        .zip(shown)
        .map(|(code, (place, tenths))| (code.clone(), children(tenths, simulated(place))))
        .collect()
}

fn january(forecast: &Forecast, ahead: usize) -> January {
    let grid = &forecast.course.cohort.grid;
    let runs = &forecast.runs;
    let cells = &forecast.expected.januaries[ahead];
    let mut settings = vec![0.0; grid.settings().len()];
    let mut needs = vec![0.0; grid.needs().len()];
    let mut ages = vec![0.0; YEAR_GROUPS];
    for (index, count) in cells.iter().enumerate() {
        let cell = grid.cell(index);
        settings[cell.setting] += count;
        needs[cell.need] += count;
        ages[cell.age] += count;
    }
    let sums = &forecast.expected.sums[ahead - 1];
    let flow =
        |expected: f64, which: usize| children(tenths(&[expected])[0], runs.flow(ahead - 1, which));
    let total = |expected: &Expected| tenths(&[expected.plans(ahead)])[0];
    let age_codes: Vec<String> = (0..YEAR_GROUPS)
        .map(|age| year_group(age).to_string())
        .collect();
    January {
        january: start_of(forecast.course.january, ahead),
        plans: children(total(&forecast.expected), runs.january(ahead)),
        plans_without_trend: total(&forecast.no_trend) as f64 / 10.0,
        plans_unmitigated: total(&forecast.unmitigated) as f64 / 10.0,
        joined: flow(sums.joined, 0),
        left: flow(sums.left, 1),
        moved: flow(sums.moved, 2),
        changed_need: flow(sums.changed, 3),
        by_setting: by(grid.settings(), &settings, |at| {
            runs.january_setting(ahead, at)
        }),
        by_need: by(grid.needs(), &needs, |at| runs.january_need(ahead, at)),
        by_year_group: by(&age_codes, &ages, |at| runs.january_age(ahead, at)),
    }
}

fn month_ahead(
    forecast: &Forecast,
    month: usize,
    spent: &[Money],
) -> Result<MonthAhead, MoneyError> {
    let grid = &forecast.course.cohort.grid;
    let (runs, expected) = (&forecast.runs, &forecast.expected.months[month]);
    let groups = AGE_GROUPS.map(str::to_owned);
    let day = iso_text(first_of(forecast.course.january, month));
    Ok(MonthAhead {
        month: day.chars().take(7).collect(),
        plans: children(tenths(&[expected.total()])[0], runs.month(month)),
        spend: pounds(
            Money::total(spent.iter().copied())?,
            runs.cost(month..month + 1, None),
        )?,
        by_setting: by(grid.settings(), &expected.settings, |at| {
            runs.month_setting(month, at)
        }),
        by_need: by(grid.needs(), &expected.needs, |at| {
            runs.month_need(month, at)
        }),
        by_age_group: by(&groups, &expected.groups, |at| runs.month_group(month, at)),
        spend_by_setting: money_by(grid.settings(), spent, |at| {
            runs.cost(month..month + 1, Some(at))
        })?,
    })
}

fn money_by(
    codes: &[String],
    spent: &[Money],
    simulated: impl Fn(usize) -> Vec<i64>,
) -> Result<By<Pounds>, MoneyError> {
    codes
        .iter()
        .zip(spent)
        .enumerate()
        .map(|(place, (code, spent))| Ok((code.clone(), pounds(*spent, simulated(place))?)))
        .collect()
}

fn year_ahead(
    forecast: &Forecast,
    year: &YearMonths,
    (spent, unmitigated): (&[Vec<Money>], &[Vec<Money>]),
) -> Result<YearAhead, MoneyError> {
    let grid = &forecast.course.cohort.grid;
    let runs: &Runs = &forecast.runs;
    let sum = |months: &[Vec<Money>], setting: usize| {
        Money::total(
            months[year.months.clone()]
                .iter()
                .map(|month| month[setting]),
        )
    };
    let by_setting = (0..grid.settings().len())
        .map(|setting| sum(spent, setting))
        .collect::<Result<Vec<Money>, _>>()?;
    let total = Money::total(by_setting.iter().copied())?;
    let plain = (0..grid.settings().len())
        .map(|setting| sum(unmitigated, setting))
        .collect::<Result<Vec<Money>, _>>()?;
    Ok(YearAhead {
        year: year.year.to_string(),
        months: u32::try_from(year.months.len().min(MONTHS)).unwrap_or(12),
        spend: pounds(total, runs.cost(year.months.clone(), None))?,
        spend_unmitigated: Money::total(plain)?,
        spend_by_setting: money_by(grid.settings(), &by_setting, |at| {
            runs.cost(year.months.clone(), Some(at))
        })?,
    })
}
