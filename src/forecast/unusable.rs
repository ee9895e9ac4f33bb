//! What makes a forecast of a cohort impossible: nobody in it, nobody around it, or children without a price.

use super::cohort::Cohort;
use super::problem::{Problem, Source};
use super::rows::{Side, TransitionRow};
use super::year_group::{YEAR_GROUPS, year_group};

/// What makes a forecast impossible.
pub(super) fn unusable(cohort: &Cohort, rows: &[&TransitionRow], problems: &mut Vec<Problem>) {
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
    problems.extend(without_price(cohort, rows));
    for year in cohort.pairs.keys() {
        people(cohort, *year, problems);
    }
}

/// The first row with a child in a need and setting.
fn first_row(rows: &[&TransitionRow], pair: (&str, &str)) -> Option<u32> {
    let is_there = |side: &Side| {
        let place = side.place.as_ref();
        place.is_some_and(|(need, setting)| (need.as_str(), setting.as_str()) == pair)
    };
    let mut with_it = rows
        .iter()
        .filter(|row| is_there(&row.from) || is_there(&row.to));
    with_it.next().map(|row| row.row)
}

fn without_price(cohort: &Cohort, rows: &[&TransitionRow]) -> Vec<Problem> {
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
            let (need, setting) = cohort.grid.of_pair(pair);
            let codes = (
                cohort.grid.needs()[need].as_str(),
                cohort.grid.settings()[setting].as_str(),
            );
            let first = first_row(rows, codes).map_or_else(String::new, |row| {
                format!(" (first in row {row} of the transitions)")
            });
            let sentence = format!(
                "no cost is given for {}, where {}{first}",
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
