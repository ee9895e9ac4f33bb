//! What a scenario does that nobody may have meant: it is done, and said.

use crate::calendar::in_words;

use super::course::{Course, start_of};
use super::expect::Expected;
use super::levers::{Scenario, words};
use super::problem::{Problem, Source};
use super::spend::first_of;
use super::whole::Forecast;

/// Fewer children than this are nobody.
const NOBODY: f64 = 0.5;

/// The share of a setting's children above which losing them is said.
const MOST: f64 = 0.8;

/// Fewer children than this start nowhere: what is left of a share that was sent elsewhere.
const NO_STARTER: f64 = 0.05;

/// Settings that a scenario empties or nearly empties or in which it lets nobody start, places that are fewer than the children who
/// are there, and prices that it makes nothing.
///
/// With them levers that change nothing and a population that ends before the forecast does.
#[must_use]
pub fn of_scenario(forecast: &Forecast, scenario: &Scenario) -> Vec<Problem> {
    let mut problems = scenario.idle(&forecast.course);
    problems.extend(people_end(&forecast.course));
    problems.extend(of_course(
        &forecast.course,
        &forecast.expected,
        &forecast.unmitigated,
    ));
    problems
}

/// As [`of_scenario`], of a course that was walked with expected values, and of the same years without any lever.
pub(super) fn of_course(course: &Course, with: &Expected, without: &Expected) -> Vec<Problem> {
    let last = course.years.len();
    let (starting, would) = (starters(with), starters(without));
    let no_room = &with.no_room;
    let with = by_setting(course, with, last);
    let without = by_setting(course, without, last);
    let mut problems = Vec::new();
    for (setting, code) in course.cohort.grid.settings().iter().enumerate() {
        let title = words(code);
        let mut say = |sentence: String| {
            problems.push(Problem::warning(Source::Scenario, None, sentence));
        };
        let (left, otherwise) = (with[setting], without[setting]);
        if left < NOBODY && otherwise >= NOBODY {
            say(format!(
                "the levers empty the setting {title}, which would otherwise hold {otherwise:.0} children at the end"
            ));
        } else if let Some(lost) = nobody_starts(setting, &starting, &would) {
            say(format!(
                "the levers leave the setting {title} without new plans: {lost:.0} more children would begin there over the years; \
                 {left:.0} are still there at the end"
            ));
        } else if left < (1.0 - MOST) * otherwise {
            say(format!(
                "the levers leave {left:.0} children in the setting {title} at the end, which would otherwise hold {otherwise:.0}"
            ));
        }
        let there = course.cohort.now_in(code);
        let places = course.years.iter().filter_map(|year| year.places[setting]);
        if let Some(fewest) = places.min().filter(|fewest| *fewest < there) {
            say(format!(
                "the setting {title} holds {there} children at the start and is given {fewest} places: nobody is put out, and until there is room who would come in goes where else there is some"
            ));
        }
        let turned_back: f64 = no_room.iter().map(|year| year[setting]).sum();
        if turned_back >= NO_STARTER {
            say(format!(
                "{turned_back:.1} children over the years come to the setting {title} when it is full and no setting that is named \
                 for them has room: they begin in it all the same, above its places"
            ));
        }
        let is_free = |index: &Vec<i64>| index[setting] == 0;
        if let Some(month) = course.index.iter().position(is_free) {
            let from = in_words(first_of(course.january, month));
            say(format!(
                "the levers make a place in {title} cost nothing from {from} on"
            ));
        }
    }
    problems
}

/// A population that ends while the forecast goes on.
fn people_end(course: &Course) -> Option<Problem> {
    let population = &course.cohort.population;
    let (last, end) = (
        population.last()?,
        start_of(course.january, course.years.len()),
    );
    // One that ends before the forecast begins is said where the rows are checked; people who are as many in every year group and
    // year stand in for a population that nobody gave.
    if last < course.january || last >= end || population.is_level() {
        return None;
    }
    let sentence = format!(
        "ends at January {last}, and the forecast goes on to January {end}: that year's people are used from then on"
    );
    Some(Problem::warning(Source::Population, None, sentence))
}

/// Who begins in each setting with a new plan, by year and setting.
fn starters(expected: &Expected) -> Vec<Vec<f64>> {
    let of_year = expected.at_settings.iter();
    of_year
        .map(|year| year.iter().map(|one| one.joined).collect())
        .collect()
}

/// How many fewer begin in a setting where nobody does in the last year and somebody would; nothing where somebody does.
fn nobody_starts(setting: usize, with: &[Vec<f64>], without: &[Vec<f64>]) -> Option<f64> {
    let last = |years: &[Vec<f64>]| years.last().map_or(0.0, |year| year[setting]);
    let all = |years: &[Vec<f64>]| years.iter().map(|year| year[setting]).sum::<f64>();
    let is_left_out = last(with) < NO_STARTER && last(without) >= NOBODY;
    is_left_out.then(|| all(without) - all(with))
}

fn by_setting(course: &Course, expected: &Expected, ahead: usize) -> Vec<f64> {
    let grid = &course.cohort.grid;
    let mut sums = vec![0.0; grid.settings().len()];
    for (index, count) in expected.januaries[ahead].iter().enumerate() {
        sums[grid.cell(index).setting] += count;
    }
    sums
}
