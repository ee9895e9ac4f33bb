//! A forecast's numbers as they are shown: ranks of simulations, tenths of a child, pounds that add up.

use std::ops::Range;

use crate::calendar::iso_text;
use crate::money::{Money, MoneyError};

use super::cohort::YearPair;
use super::course::start_of;
use super::expect::Expected;
use super::grid::Grid;
use super::months::MONTHS;
use super::outcome::{By, ByBand, Children, January, MonthAhead, Past, Pounds, Start, YearAhead};
use super::record::Amount;
use super::runs::Runs;
use super::shown::{flows_between, quantile, units_of, whole_units};
use super::spend::{self, YearMonths, first_of};
use super::whole::Forecast;
use super::year_group::{AGE_GROUPS, YEAR_GROUPS, year_group};

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
        by_band: start_by_band(forecast),
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

fn start_by_band(forecast: &Forecast) -> ByBand<u32> {
    let cohort = &forecast.course.cohort;
    let mut seats = vec![0; cohort.grid.seats()];
    for (place, count) in cohort.at_start_by_stand().into_iter().enumerate() {
        seats[cohort.grid.seat(place % cohort.grid.stands())] += count;
    }
    by_band(&cohort.grid, |_, of_setting| {
        of_setting.map(|seat| seats[seat]).collect()
    })
}

/// What each band has, by setting and band: of settings with several. `of` is given a setting and its seats.
fn by_band<T>(grid: &Grid, of: impl Fn(usize, Range<usize>) -> Vec<T>) -> ByBand<T> {
    let settings = grid.settings().iter().enumerate();
    settings
        .filter(|(setting, _)| grid.bands(*setting).len() > 1)
        .map(|(setting, code)| {
            let parts = of(setting, grid.seats_of(setting));
            let bands = grid.bands(setting).iter().cloned();
            (code.clone(), bands.zip(parts).collect())
        })
        .collect()
}

/// The years that are past.
pub fn past(forecast: &Forecast) -> Vec<Past> {
    let of = |(january, pair): (&i16, &YearPair)| Past {
        january: *january,
        plans: pair.stock(),
        joined: pair.joiners(),
        left: pair.leavers(),
        came_over: pair.transfers_in(),
        went_over: pair.transfers_out(),
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

/// Children by setting and band; each setting's bands add up to what is shown of it.
fn children_by_band(
    grid: &Grid,
    seats: &[f64],
    simulated: impl Fn(usize) -> Vec<i64>,
) -> ByBand<Children> {
    let sum = |setting| seats[grid.seats_of(setting)].iter().sum();
    let settings: Vec<f64> = (0..grid.settings().len()).map(sum).collect();
    let shown = tenths(&settings);
    by_band(grid, |setting, of_setting| {
        let parts: Vec<i128> = seats[of_setting.clone()]
            .iter()
            .map(|part| part.millionths())
            .collect();
        let parts = units_of(&parts, 100_000, shown[setting].into());
        let of = |(seat, tenths)| children(tenths, simulated(seat));
        of_setting.zip(parts).map(of).collect()
    })
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
    let before = tenths(&[forecast.expected.plans(ahead - 1)])[0];
    let flows = (sums.joined.millionths(), sums.left.millionths());
    let (joined, left) = flows_between(before, total(&forecast.expected), flows, 100_000);
    // Of those who joined and left, no more than they.
    let over = |expected: f64, most: i64, which: usize| {
        children(
            tenths(&[expected])[0].min(most),
            runs.flow(ahead - 1, which),
        )
    };
    let age_codes: Vec<String> = (0..YEAR_GROUPS)
        .map(|age| year_group(age).to_string())
        .collect();
    January {
        january: start_of(forecast.course.january, ahead),
        plans: children(total(&forecast.expected), runs.january(ahead)),
        plans_without_trend: total(&forecast.no_trend) as f64 / 10.0,
        plans_unmitigated: total(&forecast.unmitigated) as f64 / 10.0,
        plans_of_model: forecast
            .of_model
            .as_ref()
            .map(|(_, expected)| total(expected) as f64 / 10.0),
        joined: children(joined, runs.flow(ahead - 1, 0)),
        left: children(left, runs.flow(ahead - 1, 1)),
        moved: flow(sums.moved, 2),
        changed_need: flow(sums.changed, 3),
        came_over: over(sums.came_over, joined, 4),
        went_over: over(sums.went_over, left, 5),
        changed_band: flow(sums.reviewed, 6),
        by_setting: by(grid.settings(), &settings, |at| {
            runs.january_setting(ahead, at)
        }),
        by_need: by(grid.needs(), &needs, |at| runs.january_need(ahead, at)),
        by_year_group: by(&age_codes, &ages, |at| runs.january_age(ahead, at)),
        by_band: children_by_band(grid, &forecast.expected.seats[ahead], |seat| {
            runs.january_seat(ahead, seat)
        }),
    }
}

/// A month ahead, with its expected spend by seat.
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
    let (spend_by_setting, spend_by_band) = money_by(forecast, spent, month..month + 1)?;
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
        spend_by_setting,
        by_band: children_by_band(grid, &expected.seats, |seat| runs.month_seat(month, seat)),
        spend_by_band,
    })
}

/// What some months cost by setting, and by setting and band: the expected amounts of each seat, and the ranks.
fn money_by(
    forecast: &Forecast,
    spent: &[Money],
    months: Range<usize>,
) -> Result<(By<Pounds>, ByBand<Pounds>), MoneyError> {
    let (grid, runs) = (&forecast.course.cohort.grid, &forecast.runs);
    let of = |seats: Range<usize>| {
        let expected = Money::total(spent[seats.clone()].iter().copied())?;
        pounds(expected, runs.seat_cost(months.clone(), seats))
    };
    let mut by_setting = By::new();
    let mut by_band = ByBand::new();
    for (setting, code) in grid.settings().iter().enumerate() {
        by_setting.insert(code.clone(), of(grid.seats_of(setting))?);
        if grid.bands(setting).len() > 1 {
            let bands = grid.bands(setting).iter().zip(grid.seats_of(setting));
            let parts: Result<By<Pounds>, MoneyError> = bands
                .map(|(band, seat)| Ok((band.clone(), of(seat..seat + 1)?)))
                .collect();
            by_band.insert(code.clone(), parts?);
        }
    }
    Ok((by_setting, by_band))
}

/// A financial year ahead, with the expected spend by month and seat, and beside it that without levers and that of the model by
/// itself, where a baseline is followed; and the first month of the first whole year.
///
/// # Errors
/// [`MoneyError::TooLarge`] beyond what is money.
pub fn year_ahead(
    forecast: &Forecast,
    (year, first_whole): (&YearMonths, usize),
    spent: &[Vec<Money>],
    (unmitigated, of_model): (&[Vec<Money>], Option<&[Vec<Money>]>),
) -> Result<YearAhead, MoneyError> {
    let grid = &forecast.course.cohort.grid;
    let runs: &Runs = &forecast.runs;
    let all = |months: &[Vec<Money>], range: Range<usize>| {
        Money::total(months[range].iter().flatten().copied())
    };
    let of_seat = |seat: usize| {
        let months = spent[year.months.clone()].iter();
        Money::total(months.map(|month| month[seat]))
    };
    let by_seat: Vec<Money> = (0..grid.seats()).map(of_seat).collect::<Result<_, _>>()?;
    let (spend_by_setting, spend_by_band) = money_by(forecast, &by_seat, year.months.clone())?;
    let is_whole = year.months.len() == MONTHS;
    let so_far = first_whole..year.months.end;
    let expected_so_far = all(spent, so_far.clone())?;
    Ok(YearAhead {
        spend_so_far: is_whole
            .then(|| pounds(expected_so_far, runs.cost(so_far, None)))
            .transpose()?,
        year: year.year.to_string(),
        months: u32::try_from(year.months.len().min(MONTHS)).unwrap_or(12),
        spend: pounds(
            all(spent, year.months.clone())?,
            runs.cost(year.months.clone(), None),
        )?,
        spend_unmitigated: all(unmitigated, year.months.clone())?,
        spend_of_model: of_model
            .map(|of_model| all(of_model, year.months.clone()))
            .transpose()?,
        spend_by_setting,
        spend_by_band,
    })
}
