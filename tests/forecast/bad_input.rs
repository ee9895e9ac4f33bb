//! What is wrong with the rows is refused with row and reason, or reported; never absorbed.

use send_banding::forecast::{
    Asked, CostRow, Outcome, PopulationRow, Problem, TransitionRow, check, forecast,
};

use crate::Invented;
use crate::by_hand::{child, cost, hundred, side};

const HERE: Option<(&str, &str)> = Some(("ASD", "MMS"));

struct Case {
    rows: Vec<TransitionRow>,
    population: Vec<PopulationRow>,
    costs: Vec<CostRow>,
}

/// Ten children who stay, one who joins, all priced.
fn sound() -> Case {
    let mut rows: Vec<TransitionRow> = (0..10).map(|_| child(2023, 3, HERE, HERE)).collect();
    rows.push(child(2023, 5, None, HERE));
    for (row, number) in rows.iter_mut().zip(2..) {
        row.row = number;
    }
    Case {
        rows,
        population: hundred(2023..=2026),
        costs: vec![cost("ASD", "MMS", "100.00")],
    }
}

/// Every problem of a case, and whether anything can be forecast.
fn problems(change: impl FnOnce(&mut Case)) -> (Vec<Problem>, bool) {
    let mut case = sound();
    change(&mut case);
    match check(&case.rows, &case.population, &case.costs) {
        Ok((_, problems)) => (problems, true),
        Err(refused) => (refused.problems, false),
    }
}

/// The one problem of a case, as a sentence, and whether anything can be forecast.
fn problem(change: impl FnOnce(&mut Case)) -> (String, bool) {
    let (problems, is_usable) = problems(change);
    assert_eq!(problems.len(), 1, "{problems:?}");
    (problems[0].to_string(), is_usable)
}

#[test]
fn sound_rows_have_no_problem() {
    assert_eq!(problems(|_| ()), (Vec::new(), true));
}

#[test]
fn rows_that_cannot_be_are_refused_with_row_and_reason() {
    type Change = fn(&mut TransitionRow);
    let cases: [(Change, &str); 4] = [
        (
            |row| (row.from.year_group, row.to.year_group) = (40, 41),
            "transitions, row 4: refused: academic-year-1 is 40, and a plan is held from -4 to 20",
        ),
        (
            |row| (row.from.year_group, row.to.year_group) = (20, 21),
            "transitions, row 4: refused: academic-year-2 is 21, and a plan is held from -4 to 20",
        ),
        (
            |row| row.january = 20_235,
            "transitions, row 4: refused: the calendar year 20235 is impossible",
        ),
        (
            |row| (row.from, row.to) = (side(None, 3), side(None, 4)),
            "transitions, row 4: refused: the child is outside the system on both sides",
        ),
    ];
    for (change, sentence) in cases {
        let found = problem(|case| change(&mut case.rows[2]));
        assert_eq!(found, (sentence.to_owned(), true));
    }
}

#[test]
fn who_leaves_at_the_last_year_group_or_joins_at_the_first_is_taken() {
    let (found, is_usable) = problems(|case| {
        case.rows.push(child(2023, 20, HERE, None));
        case.rows.push(child(2023, -5, None, HERE));
    });
    assert_eq!((found, is_usable), (Vec::new(), true));
}

#[test]
fn a_year_group_that_is_not_one_up_is_reported_and_the_child_kept() {
    let mut case = sound();
    case.rows[0].from.year_group = 2;
    let (cohort, problems) = check(&case.rows, &case.population, &case.costs).unwrap();
    assert_eq!(
        problems[0].to_string(),
        "transitions, row 2: warning: the child goes from academic year 2 to 4, not one up; the later is used"
    );
    assert_eq!(cohort.at_start().iter().sum::<u32>(), 11);
}

#[test]
fn a_year_that_is_missing_is_named() {
    let (found, is_usable) = problem(|case| {
        case.population = hundred(2020..=2026);
        case.rows.push(child(2021, 3, HERE, HERE));
    });
    assert!(is_usable);
    assert!(
        found.contains("no row has the calendar year 2022"),
        "{found}"
    );
}

#[test]
fn two_tellings_of_one_january_that_differ_are_counted() {
    let (found, is_usable) = problem(|case| case.rows.push(child(2024, 4, HERE, HERE)));
    assert!(is_usable);
    assert!(
        found.contains("January 2024 is told twice and differs: 10 places in the rows of 2023"),
        "{found}"
    );
}

#[test]
fn a_last_year_that_was_pasted_twice_with_a_row_more_is_said_to_double_the_start() {
    let mut inputs = Invented::default().inputs();
    let last = inputs.transitions.iter().map(|row| row.january).max();
    let again: Vec<TransitionRow> = inputs
        .transitions
        .iter()
        .filter(|row| Some(row.january) == last)
        .cloned()
        .collect();
    inputs.transitions.push(again[0].clone());
    inputs.transitions.extend(again);
    let key = |row: &TransitionRow| (row.january, row.from.clone(), row.to.clone());
    inputs.transitions.sort_by_key(key);
    for row in &mut inputs.population {
        row.people *= 3.0;
    }
    let (_, problems) = check(&inputs.transitions, &inputs.population, &inputs.costs).unwrap();
    let told: Vec<&str> = problems.iter().map(|it| it.sentence.as_str()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    let seam = "if rows of 2024 stand twice, their children count twice, and the forecast begins with too many children";
    assert!(told[0].contains(seam), "{told:?}");
    let start = "all but 1 of 2024";
    assert!(
        told[1].contains(start) && told[1].contains("The forecast then begins with"),
        "{told:?}"
    );
}

#[test]
fn a_need_in_a_setting_without_a_cost_ends_it_and_is_named() {
    let found = problem(|case| case.rows[0].to = side(Some(("ASD", "ISS")), 4));
    let sentence = "costs: refused: no cost is given for ASD in ISS, where 1 child is at the last January (first in row 2 of the transitions)";
    assert_eq!(found, (sentence.to_owned(), false));
}

#[test]
fn costs_that_cannot_be_are_refused() {
    let (found, is_usable) = problems(|case| case.costs = vec![cost("ASD", "MMS", "-0.01")]);
    assert!(!is_usable);
    assert_eq!(
        found[0].to_string(),
        "costs, row 2: refused: the cost of ASD in MMS is below nought"
    );
    let (found, is_usable) = problem(|case| case.costs.push(cost("ASD", "MMS", "7.00")));
    assert!(
        is_usable && found.contains("stands twice; the first is used"),
        "{found}"
    );
    // A place that costs nothing is a place all the same.
    assert!(problems(|case| case.costs = vec![cost("ASD", "MMS", "0.00")]).1);
}

#[test]
fn joiners_where_nobody_lives_end_it() {
    let nobody = |case: &mut Case| {
        for row in &mut case.population {
            if row.year_group == 6 {
                row.people = 0.0;
            }
        }
    };
    let sentence = "population: refused: year group 6 at January 2024 has 1 joiners and a population of nought";
    assert_eq!(problem(nobody), (sentence.to_owned(), false));
    let (found, is_usable) = problem(|case| {
        case.population
            .retain(|row| row.year_group != 6 || row.january > 2024);
    });
    assert!(
        !is_usable && found.contains("has 1 joiners and no row"),
        "{found}"
    );
}

#[test]
fn joiners_of_a_year_group_that_the_population_never_names_are_reported() {
    let (found, is_usable) = problem(|case| case.population.retain(|row| row.year_group != 6));
    assert!(is_usable);
    assert!(
        found.contains(
            "year group 6 has joiners and no row in any year; the people of year group 5 are used"
        ),
        "{found}"
    );
}

#[test]
fn more_plans_than_people_end_it() {
    let repeat = |case: &mut Case| {
        let again = case.rows[0].clone();
        case.rows.extend((0..95).map(|_| again.clone()));
    };
    let (found, is_usable) = problem(repeat);
    assert!(
        !is_usable && found.contains("has 105 plans and 100 people"),
        "{found}"
    );
}

#[test]
fn a_population_that_cannot_be_is_refused() {
    let (found, _) = problem(|case| case.population[3].people = -1.0);
    assert_eq!(
        found,
        "population, row 2: refused: the population is below nought"
    );
    let (found, _) = problem(|case| case.population.push(case.population[0].clone()));
    assert!(found.contains("stands twice"), "{found}");
    let (found, is_usable) = problem(|case| case.population.retain(|row| row.january != 2025));
    assert!(
        !is_usable && found.contains("calendar year 2025"),
        "{found}"
    );
    let (found, is_usable) = problem(|case| case.population.retain(|row| row.january > 2024));
    assert!(
        is_usable && found.contains("begins at January 2025"),
        "{found}"
    );
    assert!(!problems(|case| case.population.clear()).1);
}

#[test]
fn nobody_at_the_last_january_ends_it() {
    assert!(!problems(|case| case.rows.clear()).1);
}

#[test]
fn a_last_year_of_which_every_row_is_refused_is_said_to_move_the_start() {
    let old = |row: &mut TransitionRow| (row.from.year_group, row.to.year_group) = (40, 41);
    let (found, is_usable) = problems(|case| {
        let mut later = child(2024, 3, HERE, HERE);
        old(&mut later);
        case.rows.extend((0..10).map(|_| later.clone()));
    });
    assert!(is_usable);
    assert_eq!(found.len(), 11, "{found:?}");
    let told = found[10].to_string();
    assert_eq!(
        told,
        "transitions: warning: all 10 rows of 2024 are refused: the forecast begins at January 2024, the last of the rows that can be used"
    );
}

#[test]
fn people_who_end_before_the_forecast_begins_or_ends_are_reported() {
    let (found, is_usable) = problem(|case| case.population = hundred(2022..=2023));
    assert!(is_usable);
    assert!(
        found.contains("ends at January 2023, before the forecast begins at January 2024"),
        "{found}"
    );
    let mut case = sound();
    case.population[0].people = 90.0;
    let (cohort, _) = check(&case.rows, &case.population, &case.costs).unwrap();
    let said = |years: u32| {
        let asked = Asked {
            years,
            ..crate::asked()
        };
        let made = forecast(&cohort, &asked).unwrap();
        let outcome = Outcome::of(&made, &asked, Vec::new(), Vec::new()).unwrap();
        outcome.problems
    };
    assert_eq!(said(2), []);
    assert_eq!(
        said(3)[0].to_string(),
        "population: warning: ends at January 2026, and the forecast goes on to January 2027: that year's people are used from then on"
    );
}
