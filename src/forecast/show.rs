//! A forecast's numbers as they are shown: ranks of simulations, tenths of a child, pounds that add up.

use crate::calendar::iso_text;
use crate::money::{Money, MoneyError};

use super::cohort::YearPair;
use super::course::start_of;
use super::expect::Expected;
use super::grid::{AGE_GROUPS, YEAR_GROUPS, year_group};
use super::months::MONTHS;
use super::outcome::{By, Children, January, MonthAhead, Past, Pounds, Start, YearAhead};
use super::record::Amount;
use super::runs::Runs;
use super::shown::{quantile, whole_units};
use super::spend::{self, YearMonths, first_of};
use super::whole::Forecast;

/// The January that a forecast starts from.
///
/// # Errors
/// [`MoneyError::TooLarge`] beyond what is money.
pub fn start(forecast: &Forecast) -> Result<Start, MoneyError> {
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

/// The years that are past.
pub fn past(forecast: &Forecast) -> Vec<Past> {
    let of = |(january, pair): (&i16, &YearPair)| Past {
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

/// A January ahead, the start being 0.
pub fn january(forecast: &Forecast, ahead: usize) -> January {
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

/// A month ahead, with its expected spend by setting.
///
/// # Errors
/// [`MoneyError::TooLarge`] beyond what is money.
pub fn month_ahead(
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

/// A financial year ahead, with the expected spend by month and setting, with and without levers; and the first month
/// of the first whole year.
///
/// # Errors
/// [`MoneyError::TooLarge`] beyond what is money.
pub fn year_ahead(
    forecast: &Forecast,
    (year, first_whole): (&YearMonths, usize),
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
    let is_whole = year.months.len() == MONTHS;
    let so_far = first_whole..year.months.end;
    let expected_so_far = Money::total(spent[so_far.clone()].iter().flatten().copied())?;
    Ok(YearAhead {
        spend_so_far: is_whole
            .then(|| pounds(expected_so_far, runs.cost(so_far, None)))
            .transpose()?,
        year: year.year.to_string(),
        months: u32::try_from(year.months.len().min(MONTHS)).unwrap_or(12),
        spend: pounds(total, runs.cost(year.months.clone(), None))?,
        spend_unmitigated: Money::total(plain)?,
        spend_by_setting: money_by(grid.settings(), &by_setting, |at| {
            runs.cost(year.months.clone(), Some(at))
        })?,
    })
}
