//! Levers that change nothing, because they begin after the forecast ends or reach no setting of the data: each is said.

use crate::calendar::in_words;

use super::course::{Course, start_of};
use super::levers::{Lever, Scenario};
use super::problem::{Problem, Source};
use super::spend::first_of;

impl Scenario {
    /// The levers that change nothing on a course, in sentences.
    #[must_use]
    pub fn idle(&self, course: &Course) -> Vec<Problem> {
        let grid = &course.cohort.grid;
        // The January after the last year.
        let end = first_of(start_of(course.january, course.years.len()), 0);
        let why = |lever: &Lever| -> Option<String> {
            if let Some(begins) = lever.begins().filter(|begins| *begins >= end) {
                return Some(format!(
                    "it begins on {}, and the forecast ends before {}",
                    in_words(begins),
                    in_words(end)
                ));
            }
            match lever {
                Lever::BandUplift { settings, .. }
                    if settings.iter().all(|code| grid.setting(code).is_none()) =>
                {
                    Some("the data have none of its settings".to_owned())
                }
                _ => None,
            }
        };
        let levers = (1_u32..).zip(&self.levers);
        let idle = levers.filter_map(|(place, lever)| {
            let sentence = format!(
                "lever {place} ({}) changes nothing: {}",
                lever.title(),
                why(lever)?
            );
            Some(Problem::warning(Source::Scenario, None, sentence))
        });
        idle.collect()
    }
}
