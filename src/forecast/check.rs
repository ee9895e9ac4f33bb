//! Rows become a cohort, or every problem that they have.
//!
//! A row that cannot be is refused with its number and the reason. What a row cannot show (a year that is missing, a
//! census that does not meet the one before, more plans than people) is found in the counts.

use std::collections::BTreeMap;

use super::bands::{self, Bands};
use super::cohort::{Cohort, Population, YearPair};
use super::grid::{BANDS_MAX, Cell, Grid};
use super::known::KnownPrices;
use super::problem::{Problem, Refused, Source};
use super::rows::{CostRow, PopulationRow, Side, TransitionRow};
use super::year_group::{OLDEST, YOUNGEST, age_of};
use super::{doubled, doubts, unusable};

/// The years that a January may have; anything else is a slip of the pen.
pub(super) const JANUARIES: std::ops::RangeInclusive<i16> = 2000..=2100;

/// Makes a cohort of rows. The problems of rows that were left out or doubted come with it.
///
/// # Errors
/// [`Refused`] when nothing can be forecast: no child, a need in a setting without a cost, joiners where nobody
/// lives, more plans than people, no population. It holds every problem that was found.
pub fn check(
    transitions: &[TransitionRow],
    population: &[PopulationRow],
    costs: &[CostRow],
) -> Result<(Cohort, Vec<Problem>), Refused> {
    let mut problems = Vec::new();
    let kept: Vec<&TransitionRow> = transitions
        .iter()
        .filter(|row| match fault(row) {
            None => true,
            Some(why) => {
                problems.push(Problem::refused(Source::Transitions, row.row, why));
                false
            }
        })
        .collect();
    let grid = grid_of(&kept, costs, &mut problems);
    let mut cohort = Cohort {
        pairs: pairs_of(&kept, &grid),
        population: population_of(population, &mut problems),
        prices: prices_of(costs, &grid, &mut problems),
        bands: Bands::of(&kept, costs, &grid, |row| cells_of(row, &grid)),
        pipeline: None,
        known: KnownPrices::default(),
        since: None,
        priced_to: None,
        grid,
    };
    doubts::skipped_year_groups(&kept, &mut problems);
    doubts::year_groups_without_people(&mut cohort, &mut problems);
    doubts::missing_years(&cohort, &mut problems);
    doubts::ends_early(transitions, &cohort, &mut problems);
    doubts::seams(&cohort, &mut problems);
    doubled::doubled(&kept, &mut problems);
    let fatal_from = problems.len();
    unusable::unusable(&cohort, &kept, &mut problems);
    if problems.len() > fatal_from {
        return Err(Refused { problems });
    }
    Ok((cohort, problems))
}

/// Why a row cannot be, if it cannot.
fn fault(row: &TransitionRow) -> Option<String> {
    if !JANUARIES.contains(&row.january) {
        return Some(format!("the calendar year {} is impossible", row.january));
    }
    match (&row.from.place, &row.to.place) {
        (None, None) => Some("the child is outside the system on both sides".to_owned()),
        (Some(_), _) if age_of(row.from.year_group).is_none() => {
            Some(impossible("academic-year-1", &row.from))
        }
        (_, Some(_)) if age_of(row.to.year_group).is_none() => {
            Some(impossible("academic-year-2", &row.to))
        }
        // The side that is taken from the other must be a year group too.
        (Some(_), Some(_)) if age_of(row.to.year_group - 1).is_none() => {
            Some(impossible("academic-year-2", &row.to))
        }
        _ => None,
    }
}

fn impossible(column: &str, side: &Side) -> String {
    format!(
        "{column} is {}, and a plan is held from {YOUNGEST} to {OLDEST}",
        side.year_group
    )
}

fn grid_of(rows: &[&TransitionRow], costs: &[CostRow], problems: &mut Vec<Problem>) -> Grid {
    let places = rows.iter().flat_map(|row| [&row.from, &row.to]);
    let seen = places.filter_map(|side| side.place.clone()).chain(
        costs
            .iter()
            .map(|row| (row.need.clone(), row.setting.clone())),
    );
    let (needs, settings) = seen.unzip();
    let mut codes = bands::codes(rows);
    // A band that nobody had at a January is one all the same where the costs name it: it came since.
    for row in costs {
        if let (Some(bands), Some(band)) = (codes.get_mut(&row.setting), &row.band)
            && let Err(place) = bands.binary_search(band)
        {
            bands.insert(place, band.clone());
        }
    }
    codes.retain(|setting, bands| {
        let is_kept = bands.len() <= BANDS_MAX;
        if !is_kept {
            let sentence = format!(
                "{setting} has {} bands, more than {BANDS_MAX}; it is forecast without bands",
                bands.len()
            );
            problems.push(Problem::warning(Source::Transitions, None, sentence));
        }
        is_kept
    });
    Grid::new(needs, settings).with_bands(&codes)
}

fn pairs_of(rows: &[&TransitionRow], grid: &Grid) -> BTreeMap<i16, YearPair> {
    let mut pairs: BTreeMap<i16, YearPair> = BTreeMap::new();
    for row in rows {
        let flow = cells_of(row, grid);
        let pair = pairs.entry(row.january).or_default();
        *pair.flows.entry(flow).or_default() += 1;
        if row.is_transfer && (flow.0.is_none() || flow.1.is_none()) {
            *pair.transfers.entry(flow).or_default() += 1;
        }
    }
    pairs
}

/// The cells of both sides of a row. The census a child is in now decides the year group; the side before is one below.
fn cells_of(row: &TransitionRow, grid: &Grid) -> (Option<usize>, Option<usize>) {
    let before = match row.to.place {
        Some(_) => row.to.year_group - 1,
        None => row.from.year_group,
    };
    let from = cell_of(&row.from, before, grid);
    (from, cell_of(&row.to, row.to.year_group, grid))
}

fn cell_of(side: &Side, year_group: i16, grid: &Grid) -> Option<usize> {
    let (need, setting) = side.place.as_ref()?;
    Some(grid.index(Cell {
        age: age_of(year_group)?,
        need: grid.need(need)?,
        setting: grid.setting(setting)?,
    }))
}

/// More than any year group of any country that this forecasts.
const MOST_PEOPLE: f64 = 10_000_000.0;

fn population_of(rows: &[PopulationRow], problems: &mut Vec<Problem>) -> Population {
    let mut population = Population::default();
    for row in rows {
        let refuse = |why: String| Problem::refused(Source::Population, row.row, why);
        let Some(age) = age_of(row.year_group) else {
            // Files of a whole population hold ages without plans: nobody is lost by leaving them out.
            problems.push(refuse(format!(
                "the academic year {} is none in which a plan is held ({YOUNGEST} to {OLDEST})",
                row.year_group
            )));
            continue;
        };
        if !JANUARIES.contains(&row.january) {
            problems.push(refuse(format!(
                "the calendar year {} is impossible",
                row.january
            )));
        } else if !row.people.is_finite() || row.people < 0.0 {
            problems.push(refuse("the population is below nought".to_owned()));
        } else if row.people > MOST_PEOPLE {
            problems.push(refuse(
                "the population is larger than the country's: a year group has fewer than 10,000,000"
                    .to_owned(),
            ));
        } else {
            let year = population.years.entry(row.january).or_default();
            if year[age].is_some() {
                problems.push(refuse(format!(
                    "year group {} of {} stands twice; the first is used",
                    row.year_group, row.january
                )));
            } else {
                year[age] = Some(row.people);
            }
        }
    }
    population
}

fn prices_of(
    costs: &[CostRow],
    grid: &Grid,
    problems: &mut Vec<Problem>,
) -> Vec<Option<crate::money::Money>> {
    let mut prices = vec![None; grid.pairs()];
    for row in costs {
        let (Some(need), Some(setting)) = (grid.need(&row.need), grid.setting(&row.setting)) else {
            continue; // the grid was made of these codes
        };
        let price = &mut prices[grid.pair(need, setting)];
        let pair = format!("{} in {}", row.need, row.setting);
        if row.cost.pence() < 0 {
            let why = format!("the cost of {pair} is below nought");
            problems.push(Problem::refused(Source::Costs, row.row, why));
        } else if row.band.is_some() {
            // The price of a band stands beside that of its pair.
        } else if price.is_some() {
            let why = format!("the cost of {pair} stands twice; the first is used");
            problems.push(Problem::refused(Source::Costs, row.row, why));
        } else {
            *price = Some(row.cost);
        }
    }
    prices
}
