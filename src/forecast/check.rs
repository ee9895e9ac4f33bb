//! Rows become a cohort, or every problem that they have.
//!
//! A row that cannot be is refused with its number and the reason. What a row cannot show (a year that is missing, a
//! census that does not meet the one before, more plans than people) is found in the counts.

use std::collections::BTreeMap;

use super::bands::{self, Bands};
use super::cohort::{Cohort, Population, YearPair};
use super::grid::{BANDS_MAX, Cell, Grid, OLDEST, YEAR_GROUPS, YOUNGEST, age_of, year_group};
use super::known::KnownPrices;
use super::problem::{Problem, Refused, Source};
use super::rows::{CostRow, PopulationRow, Side, TransitionRow};

/// The years that a January may have; anything else is a slip of the pen.
const JANUARIES: std::ops::RangeInclusive<i16> = 2000..=2100;

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
        priced_to: None,
        grid,
    };
    skipped_year_groups(&kept, &mut problems);
    year_groups_without_people(&mut cohort, &mut problems);
    missing_years(&cohort, &mut problems);
    seams(&cohort, &mut problems);
    let fatal_from = problems.len();
    unusable(&cohort, &mut problems);
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

/// Children who did not move up one year group from one January to the next: counted where they are now.
fn skipped_year_groups(rows: &[&TransitionRow], problems: &mut Vec<Problem>) {
    for row in rows {
        if row.to.year_group != row.from.year_group + 1 {
            let sentence = format!(
                "the child goes from academic year {} to {}, not one up; the later is used",
                row.from.year_group, row.to.year_group
            );
            problems.push(Problem::warning(
                Source::Transitions,
                Some(row.row),
                sentence,
            ));
        }
    }
}

/// A population file may leave out the youngest: their joiners then are of the people of the nearest year group.
fn year_groups_without_people(cohort: &mut Cohort, problems: &mut Vec<Problem>) {
    let mut has_joiners = [false; YEAR_GROUPS];
    for (from, to) in cohort.pairs.values().flat_map(|pair| pair.flows.keys()) {
        if let (None, Some(to)) = (from, to) {
            has_joiners[cohort.grid.cell(*to).age] = true;
        }
    }
    let years = &mut cohort.population.years;
    let is_named = |age: usize| years.values().any(|year| year[age].is_some());
    let named: Vec<usize> = (0..YEAR_GROUPS).filter(|age| is_named(*age)).collect();
    for age in (0..YEAR_GROUPS).filter(|age| has_joiners[*age] && !named.contains(age)) {
        let Some(nearest) = named
            .iter()
            .copied()
            .min_by_key(|other| other.abs_diff(age))
        else {
            return;
        };
        for year in years.values_mut() {
            year[age] = year[nearest];
        }
        let sentence = format!(
            "year group {} has joiners and no row in any year; the people of year group {} are used",
            year_group(age),
            year_group(nearest)
        );
        problems.push(Problem::warning(Source::Population, None, sentence));
    }
}

fn missing_years(cohort: &Cohort, problems: &mut Vec<Problem>) {
    let years: Vec<i16> = cohort.pairs.keys().copied().collect();
    for missing in years.windows(2).flat_map(|two| two[0] + 1..two[1]) {
        let sentence = format!(
            "no row has the calendar year {missing}, between {} and {}: what happened in it is not known",
            years[0],
            years[years.len() - 1]
        );
        problems.push(Problem::warning(Source::Transitions, None, sentence));
    }
    let Some(first) = cohort.population.first() else {
        return;
    };
    let start = cohort.pairs.keys().next().map_or(first, |year| year + 1);
    if start < first {
        let sentence =
            format!("begins at January {first}; the transitions before it use that year's people");
        problems.push(Problem::warning(Source::Population, None, sentence));
    }
}

/// One census is the end of one year-pair and the start of the next; both must hold the same children.
fn seams(cohort: &Cohort, problems: &mut Vec<Problem>) {
    let cells = cohort.grid.len();
    for (year, pair) in &cohort.pairs {
        let Some(next) = cohort.pairs.get(&(year + 1)) else {
            continue;
        };
        let (end, start) = (pair.end(cells), next.start(cells));
        let only = |one: &[u32], other: &[u32]| -> u32 {
            one.iter()
                .zip(other)
                .map(|(a, b)| a.saturating_sub(*b))
                .sum()
        };
        let (before, after) = (only(&end, &start), only(&start, &end));
        if before + after > 0 {
            let sentence = format!(
                "January {} is told twice and differs: {before} places in the rows of {year} are not in those of {}, and {after} the other way round",
                year + 1,
                year + 1
            );
            problems.push(Problem::warning(Source::Transitions, None, sentence));
        }
    }
}

/// What makes a forecast impossible.
fn unusable(cohort: &Cohort, problems: &mut Vec<Problem>) {
    if cohort.at_start().iter().all(|count| *count == 0) {
        let sentence = "no child holds a plan at the last January";
        problems.push(Problem::fatal(Source::Transitions, sentence));
    }
    match (cohort.population.first(), cohort.population.last()) {
        (Some(first), Some(last)) => problems.extend(
            (first..=last)
                .filter(|year| !cohort.population.years.contains_key(year))
                .map(|year| {
                    format!("no row has the calendar year {year}, between {first} and {last}")
                })
                .map(|sentence| Problem::fatal(Source::Population, sentence)),
        ),
        _ => problems.push(Problem::fatal(Source::Population, "no row can be used")),
    }
    problems.extend(without_price(cohort));
    for year in cohort.pairs.keys() {
        people(cohort, *year, problems);
    }
}

fn without_price(cohort: &Cohort) -> Vec<Problem> {
    let mut children = vec![0_u32; cohort.grid.pairs()];
    let mut at_start = vec![0_u32; cohort.grid.pairs()];
    for pair in cohort.pairs.values() {
        for (index, count) in pair.start(cohort.grid.len()).iter().enumerate() {
            children[index % cohort.grid.pairs()] += count;
        }
        for (index, count) in pair.end(cohort.grid.len()).iter().enumerate() {
            children[index % cohort.grid.pairs()] += count;
        }
    }
    for (index, count) in cohort.at_start().iter().enumerate() {
        at_start[index % cohort.grid.pairs()] += count;
    }
    (0..cohort.grid.pairs())
        .filter(|pair| children[*pair] > 0 && cohort.prices[*pair].is_none())
        .map(|pair| {
            let sentence = format!(
                "no cost is given for {}, where {}",
                cohort.grid.pair_title(pair),
                match at_start[pair] {
                    0 => "children were before the last January".to_owned(),
                    1 => "1 child is at the last January".to_owned(),
                    many => format!("{many} children are at the last January"),
                }
            );
            Problem::fatal(Source::Costs, sentence)
        })
        .collect()
}

/// More plans than people, and joiners where nobody lives or nobody was counted.
fn people(cohort: &Cohort, year: i16, problems: &mut Vec<Problem>) {
    let Some(pair) = cohort.pairs.get(&year) else {
        return;
    };
    let january = year + 1;
    let mut plans = [0_u32; YEAR_GROUPS];
    let mut joiners = [0_u32; YEAR_GROUPS];
    for ((from, to), count) in &pair.flows {
        let Some(to) = to else { continue };
        let age = cohort.grid.cell(*to).age;
        plans[age] += count;
        if from.is_none() {
            joiners[age] += count;
        }
    }
    for age in 0..YEAR_GROUPS {
        let place = format!("year group {} at January {january}", year_group(age));
        let why = match cohort.population.people(january, age) {
            None if joiners[age] > 0 => format!("{place} has {} joiners and no row", joiners[age]),
            Some(people) if people <= 0.0 && joiners[age] > 0 => {
                format!(
                    "{place} has {} joiners and a population of nought",
                    joiners[age]
                )
            }
            Some(people) if f64::from(plans[age]) > people => format!(
                "{place} has {} plans and {people} people: rows of the transitions are repeated, or the population is of another area",
                plans[age]
            ),
            _ => continue,
        };
        problems.push(Problem::fatal(Source::Population, why));
    }
}
