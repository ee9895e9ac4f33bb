//! What a scenario does that nobody may have meant: it is done, and said.

use super::course::Course;
use super::expect::Expected;
use super::problem::{Problem, Source};
use super::whole::Forecast;

/// Fewer children than this are nobody.
const NOBODY: f64 = 0.5;

/// Settings that a scenario empties, and places that are fewer than the children who are there.
#[must_use]
pub fn of_scenario(forecast: &Forecast) -> Vec<Problem> {
    let course = &forecast.course;
    let last = course.years.len();
    let start: Vec<f64> = by_setting(course, &forecast.expected, 0);
    let with = by_setting(course, &forecast.expected, last);
    let without = by_setting(course, &forecast.unmitigated, last);
    let mut problems = Vec::new();
    for (setting, code) in course.cohort.grid.settings().iter().enumerate() {
        if with[setting] < NOBODY && without[setting] >= NOBODY {
            let sentence = format!(
                "the levers empty the setting {code}, which would otherwise hold {:.0} children at the end",
                without[setting]
            );
            problems.push(Problem::warning(Source::Scenario, None, sentence));
        }
        let places = course.years.iter().filter_map(|year| year.places[setting]);
        if let Some(fewest) = places
            .min()
            .filter(|fewest| f64::from(*fewest) < start[setting])
        {
            let sentence = format!(
                "the setting {code} holds {:.0} children at the start and is given {fewest} places: nobody is put out, and nobody comes in until there is room",
                start[setting]
            );
            problems.push(Problem::warning(Source::Scenario, None, sentence));
        }
    }
    problems
}

fn by_setting(course: &Course, expected: &Expected, ahead: usize) -> Vec<f64> {
    let grid = &course.cohort.grid;
    let mut sums = vec![0.0; grid.settings().len()];
    for (index, count) in expected.januaries[ahead].iter().enumerate() {
        sums[grid.cell(index).setting] += count;
    }
    sums
}
