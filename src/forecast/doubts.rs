//! What the rows of a cohort cannot be wholly believed in: each is said, and counted as told.

use std::collections::BTreeMap;

use super::check::JANUARIES;
use super::cohort::Cohort;
use super::problem::{Problem, Source};
use super::rows::TransitionRow;
use super::year_group::{YEAR_GROUPS, year_group};

/// Children who did not move up one year group from one January to the next: counted where they are now.
pub(super) fn skipped_year_groups(rows: &[&TransitionRow], problems: &mut Vec<Problem>) {
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
pub(super) fn year_groups_without_people(cohort: &mut Cohort, problems: &mut Vec<Problem>) {
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

pub(super) fn missing_years(cohort: &Cohort, problems: &mut Vec<Problem>) {
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

/// Rows after the last year of which any could be used, so that the forecast begins earlier than they would have it; and people who
/// end before it.
pub(super) fn ends_early(rows: &[TransitionRow], cohort: &Cohort, problems: &mut Vec<Problem>) {
    if cohort.pairs.is_empty() {
        return;
    }
    let start = cohort.last_january();
    let is_lost = |year: &i16| *year >= start || !JANUARIES.contains(year);
    let lost = rows.iter().map(|row| row.january).filter(is_lost);
    let mut years: BTreeMap<i16, usize> = BTreeMap::new();
    for year in lost {
        *years.entry(year).or_default() += 1;
    }
    // Of a few rows it is the year that is wrong: they are refused with it.
    years.retain(|_, count| *count >= WHOLE_YEAR);
    for (year, count) in years {
        let sentence = format!(
            "all {count} rows of {year} are refused: the forecast begins at January {start}, the last of the rows that can be used"
        );
        problems.push(Problem::warning(Source::Transitions, None, sentence));
    }
    if let Some(last) = cohort.population.last().filter(|last| *last < start) {
        let sentence = format!(
            "ends at January {last}, before the forecast begins at January {start}: that year's people are used from then on"
        );
        problems.push(Problem::warning(Source::Population, None, sentence));
    }
}

/// The fewest refused rows after the last year that are more than a slip of the pen.
const WHOLE_YEAR: usize = 10;

/// One census is the end of one year-pair and the start of the next; both must hold the same children.
pub(super) fn seams(cohort: &Cohort, problems: &mut Vec<Problem>) {
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
                "January {} is told twice and differs: {before} places in the rows of {year} are not in those of {}, and {after} the other way round{}",
                year + 1,
                year + 1,
                as_if_doubled(cohort, *year, (end.iter().sum(), start.iter().sum()))
            );
            problems.push(Problem::warning(Source::Transitions, None, sentence));
        }
    }
}

/// Where one telling of the January after a year has half as many children again as the other, or more: which rows may stand
/// twice, and what that would do.
fn as_if_doubled(cohort: &Cohort, year: i16, (end, start): (u32, u32)) -> String {
    let (least, most) = (end.min(start), end.max(start));
    if most < least + least.div_ceil(2) {
        return String::new();
    }
    let whose = if end > start { year } else { year + 1 };
    let from_there = match whose + 1 == cohort.last_january() {
        true => ", and the forecast begins with too many children",
        false => "",
    };
    format!(
        ". The rows of {year} end with {end} children and those of {} begin with {start}: if rows of {whose} stand twice, their children count twice{from_there}",
        year + 1
    )
}
