//! A broken flow is found wherever it breaks: these tests break one in each way.

use super::account::{Books, Sums, mark, marks_of, meets, of_january};
use super::cohort::{Cohort, Population, YearPair};
use super::conserve::Broken;
use super::course::Course;
use super::expect::expect;
use super::grid::{By, Cell, Grid};
use super::known::KnownPrices;
use super::levers::Scenario;
use super::months::{MONTHS, Timing};
use super::rates::Rates;
use super::record::{Flow, Month};
use super::runs::Runs;
use crate::money::Money;

/// Ten children of one need in two settings, who stay.
fn course() -> Course {
    let grid = Grid::new(
        vec!["ASD".to_owned()],
        vec!["MMS".to_owned(), "SPEC".to_owned()],
    );
    let cell = |age, setting| {
        grid.index(Cell {
            age,
            need: 0,
            setting,
        })
    };
    let flows = [
        ((Some(cell(8, 0)), Some(cell(9, 0))), 6),
        ((Some(cell(8, 1)), Some(cell(9, 1))), 4),
    ];
    let years = (2024..2030).map(|year| (year, [Some(50.0); 25]));
    let cohort = Cohort {
        pairs: [(
            2023,
            YearPair {
                flows: flows.into(),
                ..YearPair::default()
            },
        )]
        .into(),
        population: Population {
            years: years.collect(),
        },
        prices: vec![Money::from_pence(120).ok(); grid.pairs()],
        bands: None,
        pipeline: None,
        known: KnownPrices::default(),
        since: None,
        priced_to: None,
        grid,
    };
    Course::of(&cohort, &Rates::of(&cohort), &Scenario::default(), 2)
}

fn present(course: &Course) -> Vec<i64> {
    course
        .cohort
        .at_start()
        .into_iter()
        .map(i64::from)
        .collect()
}

/// A child of Year 5 who moves from the first setting to the second.
fn sound() -> Flow<i64> {
    Flow::new(Timing::Move, 10, Some(0), Some(1), 1)
}

/// The January after one flow.
fn next(course: &Course, flow: Flow<i64>, run: &str) -> Result<(Vec<i64>, Sums<i64>), Broken> {
    let mut books = Books::open(course, By::Stand, &present(course));
    books.add(&[flow]);
    books.close(0, run)
}

fn what<T>(broken: Result<T, Broken>) -> &'static str {
    broken.map_or_else(|broken| broken.what, |_| "nothing")
}

#[test]
fn a_sound_flow_passes() {
    let course = course();
    assert_eq!(what(next(&course, sound(), "")), "nothing");
}

#[test]
fn a_child_taken_from_where_nobody_is_is_found() {
    let course = course();
    let nobody = Flow {
        before: 4,
        ..sound()
    };
    let broken = next(&course, nobody, "simulation 3, ").unwrap_err();
    assert_eq!(broken.what, "the number in a cell");
    assert_eq!(broken.place, "simulation 3, January 2025");
    assert_eq!(
        broken.to_string(),
        "people are lost or made at simulation 3, January 2025: the number in a cell is -1, and must be 0"
    );
}

#[test]
fn a_child_past_the_oldest_year_group_is_found() {
    let course = course();
    let old = Flow {
        before: 25,
        from: None,
        ..sound()
    };
    let broken = next(&course, old, "");
    assert_eq!(what(broken), "the number past the oldest year group");
}

#[test]
fn a_flow_that_the_months_miss_is_found() {
    let course = course();
    let present = present(&course);
    let (after, _) = next(&course, sound(), "").unwrap();
    let mut marks = marks_of(&course, &of_january(&present));
    let missed = meets(&course, 0, &marks, &after, "").unwrap_err();
    assert_eq!(missed.what, "the months' sum by setting");
    assert!(
        missed.place.ends_with("January 2025, MMS"),
        "{}",
        missed.place
    );
    mark(&course, &mut marks, &sound());
    assert_eq!(meets(&course, 0, &marks, &after, ""), Ok(()));
}

#[test]
fn margins_that_differ_are_found() {
    let course = course();
    let sound = marks_of(&course, &of_january(&present(&course)));
    let grid = &course.cohort.grid;
    let place = || "here".to_owned();
    assert!(Month::of(grid, &sound, 0, place).is_ok());
    let mut needs = sound.clone();
    needs.needs[0] += 1;
    assert_eq!(
        Month::of(grid, &needs, 0, place).unwrap_err().what,
        "the sum over needs"
    );
    let mut ages = sound;
    ages.before[3] += 1;
    assert_eq!(
        Month::of(grid, &ages, MONTHS, place).unwrap_err().what,
        "the sum over age groups"
    );
}

/// A law whose shares do not add up to one loses children, in expectation and in no other way.
#[test]
fn a_law_that_loses_children_stops_the_projection() {
    let mut course = course();
    assert!(expect(&course).is_ok());
    for leave in &mut course.laws[0].leave {
        *leave = -0.5;
    }
    course.rates.leave.cell.fill(-0.5);
    course.laws[0].moving.fill(2.5);
    for ways in &mut course.laws[0].move_to {
        for (_, share) in ways.iter_mut() {
            *share = 3.0;
        }
    }
    assert!(expect(&course).is_err());
}

#[test]
fn a_simulation_that_breaks_ends_all_of_them() {
    let mut course = course();
    let expected = expect(&course).unwrap();
    // A joiner of a pair that the grid does not have would stand in no cell of its year group.
    course.rates.joining.shape[24] = 1e3;
    course.rates.joining.people[24] = 1e3;
    course.years[0].people[24] = 50.0;
    for law in &mut course.laws {
        law.joins[24] = vec![(course.cohort.grid.pairs(), 1.0)];
    }
    assert!(Runs::of(&course, &expected, 1, 4, 2).is_err());
}
