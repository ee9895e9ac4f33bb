//! Values to a target: against brute force on small tables, against the engine on a cohort, at the ends and between them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use send_banding::compare::solve::{
    Cell, CellName, Cells, Goal, Solution, Unsolvable, Why, solve, solve_cells,
};
use send_banding::compare::{Bounds, Comparison};
use send_banding::money::{Fte, Money, Rounding, RoundingMode};
use send_banding::needs::BandId;
use send_banding::rules::{Amounts, RuleSet, read, with_amounts};

use crate::compared::cohort;
use crate::shipped::{directory, files, shipped};
use crate::totals::changed;

fn money(pence: i64) -> Money {
    Money::from_pence(pence).unwrap()
}

fn goal(target: i64, fall: &str, rise: &str) -> Goal {
    Goal {
        target: money(target),
        unit: money(1_000),
        fall_percent: fall.parse().unwrap(),
        rise_percent: rise.parse().unwrap(),
    }
}

/// A value in pounds, and children by share of full time.
type Paid<'a> = (i64, Vec<(&'a str, u32)>);

/// One table of bands with these values in pounds and these children by share of full time.
fn table(name: &str, rows: &[Paid<'_>]) -> Vec<Cell> {
    let cell = |(place, (pounds, shares)): (usize, &Paid<'_>)| Cell {
        name: CellName {
            table: name.to_owned(),
            title: name.to_owned(),
            band: BandId::parse(&format!("{name}{place}")).unwrap(),
        },
        value: money(pounds * 100),
        shares: shares
            .iter()
            .filter(|(_, children)| *children > 0)
            .map(|(share, children)| (share.parse::<Fte>().unwrap(), *children))
            .collect::<BTreeMap<_, _>>(),
    };
    rows.iter().enumerate().map(cell).collect()
}

fn cells(tables: Vec<Vec<Cell>>, fixed: i64) -> Cells {
    Cells {
        tables,
        fixed: money(fixed),
        rounding: Rounding {
            mode: RoundingMode::HalfUp,
            unit: "0.01".parse().unwrap(),
        },
    }
}

fn cost(cells: &Cells, values: &[i64]) -> i64 {
    let all = cells.tables.iter().flatten().zip(values);
    let paid = all.map(|(cell, value)| cell.cost(money(*value), cells.rounding).unwrap().pence());
    cells.fixed.pence() + paid.sum::<i64>()
}

/// Whether some values keep the limits and the order; written from the goal's words and nothing else.
fn keeps(cells: &Cells, goal: Goal, values: &[i64]) -> bool {
    let (fall, rise) = (goal.fall_percent.value(), goal.rise_percent.value());
    let hundred = rust_decimal::Decimal::ONE_HUNDRED;
    let mut place = 0;
    for table in &cells.tables {
        for (at, cell) in table.iter().enumerate() {
            let (value, was) = (money(values[place]), cell.value);
            let low = was.pounds() * (hundred - fall) / hundred;
            let high = was.pounds() * (hundred + rise) / hundred;
            if value.pence() % goal.unit.pence() != 0
                || value.pounds() < low
                || value.pounds() > high
            {
                return false;
            }
            if at > 0 {
                let (before, now) = (table[at - 1].value, money(values[place - 1]));
                if was > before && value <= now || was == before && value < now {
                    return false;
                }
            }
            place += 1;
        }
    }
    true
}

/// The least distance of all combinations of values, each tried; none where none keeps the limits.
fn brute(cells: &Cells, goal: Goal) -> Option<i64> {
    let choices: Vec<Vec<i64>> = cells
        .tables
        .iter()
        .flatten()
        .map(|cell| {
            let most = cell.value.pence() * 2 + goal.unit.pence();
            (0..=most / goal.unit.pence())
                .map(|steps| steps * goal.unit.pence())
                .collect()
        })
        .collect();
    let mut best = None;
    let mut places = vec![0; choices.len()];
    loop {
        let values: Vec<i64> = places
            .iter()
            .zip(&choices)
            .map(|(at, of)| of[*at])
            .collect();
        if keeps(cells, goal, &values) {
            let distance = (cost(cells, &values) - goal.target.pence()).abs();
            best = Some(best.map_or(distance, |known: i64| known.min(distance)));
        }
        let Some(turn) = (0..places.len()).find(|at| places[*at] + 1 < choices[*at].len()) else {
            return best;
        };
        places[..turn].fill(0);
        places[turn] += 1;
    }
}

fn values(solution: &Solution) -> Vec<i64> {
    solution
        .values
        .iter()
        .map(|valued| valued.to.pence())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_is_nearer_than_what_is_found(
        first in proptest::collection::vec((0_i64..9, 0_u32..5, 0_u32..4), 1..4),
        second in (0_i64..9, 0_u32..5, 0_u32..4),
        odd in 0_i64..10,
        target in 0_i64..400_000,
        fall in 0_u32..60,
        rise in 0_u32..100,
    ) {
        let row = |(tens, full, part): (i64, u32, u32)| (tens * 10 + odd, vec![("1", full), ("0.35", part)]);
        let tables = vec![
            table("X", &first.into_iter().map(row).collect::<Vec<_>>()),
            table("Y", &[row(second)]),
        ];
        let cells = cells(tables, 1_234);
        let goal = goal(target, &fall.to_string(), &rise.to_string());
        match (solve_cells(&cells, goal), brute(&cells, goal)) {
            (Ok(found), Some(best)) => {
                prop_assert!(keeps(&cells, goal, &values(&found)));
                prop_assert_eq!(cost(&cells, &values(&found)), found.cost.pence());
                prop_assert_eq!(found.distance().pence().abs(), best);
                prop_assert!(found.is_proven);
                prop_assert_eq!(found.why == Why::Met, best == 0);
            }
            (Err(Unsolvable::NoValue { .. }), None) => {}
            (found, best) => prop_assert!(false, "{:?} beside {:?}", found, best),
        }
    }
}

/// The set with the values that were found written into its text.
fn revalued(reference: &str, solution: &Solution) -> RuleSet {
    let mut amounts = Amounts::new();
    for valued in &solution.values {
        let by_band = amounts.entry(valued.name.table.clone()).or_default();
        by_band.insert(valued.name.band.clone(), valued.to);
    }
    read(&with_amounts(&files(&directory(reference)), &amounts).unwrap()).unwrap()
}

#[test]
fn a_cohort_costs_by_the_engine_what_the_arithmetic_said() {
    let (old, new) = (
        shipped("exampleshire/2025-04-01"),
        shipped("exampleshire/2026-04-01"),
    );
    let cohort = cohort(&new, 2_000);
    let today = Comparison::of(&cohort, &old, &new, Bounds::default()).unwrap();
    for by in [0, -5_000_000, 12_345_600] {
        let target = today.total.before.amount.pence() + by;
        let found = solve(&cohort, &new, goal(target, "30", "30")).unwrap();
        assert_eq!(found.cost_now, today.total.after.amount);
        let revalued = revalued("exampleshire/2026-04-01", &found);
        let made = Comparison::of(&cohort, &new, &revalued, Bounds::default()).unwrap();
        assert_eq!(made.total.after.amount, found.cost);
        // Shares of 0.35 and 0.6 make steps of £3.50 and £6: whole pounds of ten pence can be met.
        assert!(found.is_proven, "{by}: {:?}", found.distance());
        assert!(
            found.distance().pence().abs() <= 25,
            "{by}: {:?}",
            found.distance()
        );
        assert_eq!(made.matrix.up_and_down(), (0, 0));
        for valued in &found.values {
            assert_eq!(valued.to.pence() % 1_000, 0);
            assert!(valued.from > Money::ZERO || valued.to == Money::ZERO);
        }
    }
}

#[test]
fn a_target_out_of_reach_is_answered_by_the_end_with_those_who_hold_it() {
    let steep = vec![
        table("X", &[(100, vec![("1", 3)]), (110, vec![("1", 2)])]),
        table("Y", &[(0, vec![("1", 4)])]),
    ];
    let cells = cells(steep, 0);
    let found = solve_cells(&cells, goal(0, "10", "10")).unwrap();
    assert_eq!(values(&found), [9_000, 10_000, 0]);
    assert_eq!(found.cost, found.lowest);
    let Why::Lowest { at_limit, by_order } = &found.why else {
        panic!("{:?}", found.why);
    };
    let bands = |names: &[CellName]| {
        names
            .iter()
            .map(|name| name.band.to_string())
            .collect::<Vec<_>>()
    };
    // £110 less a tenth is £99: £100 is the lowest ten within the limit, and a value of nothing stays.
    assert_eq!(bands(at_limit), ["X0", "X1", "Y0"]);
    assert!(by_order.is_empty());
    let found = solve_cells(&cells, goal(9_999_999, "0", "10")).unwrap();
    assert_eq!(values(&found), [11_000, 12_000, 0]);
    assert!(matches!(found.why, Why::Highest { .. }));
    assert!(found.is_proven);
}

#[test]
fn order_that_stands_in_the_way_is_named() {
    // £100 and £101 may both fall to £80; the higher stays a step higher.
    let cells = cells(
        vec![table("X", &[(100, vec![("1", 1)]), (101, vec![("1", 1)])])],
        0,
    );
    let found = solve_cells(&cells, goal(0, "20", "20")).unwrap();
    assert_eq!(values(&found), [8_000, 9_000]);
    let close = super::solving::cells(
        vec![table("X", &[(100, vec![("1", 1)]), (100, vec![("1", 1)])])],
        0,
    );
    assert_eq!(
        values(&solve_cells(&close, goal(0, "20", "20")).unwrap()),
        [8_000, 8_000]
    );
    let crossed = super::solving::cells(
        vec![table("X", &[(104, vec![("1", 1)]), (105, vec![("1", 1)])])],
        0,
    );
    let Why::Lowest { by_order, .. } = solve_cells(&crossed, goal(0, "15", "20")).unwrap().why
    else {
        panic!("a target of nothing is below everything");
    };
    // £104 less 15 % is £88.40, so £90; £105 less 15 % is £89.25, so £90 too, and it must stay above: £100.
    assert_eq!(by_order.len(), 1);
    assert_eq!(by_order[0].band.to_string(), "X1");
}

#[test]
fn what_cannot_be_set_is_refused_with_the_reason() {
    let rules = shipped("exampleshire/2026-04-01");
    let cohort = cohort(&rules, 100);
    let uplifted = changed(&[(
        "[modifiers]\norder = [\"floor\", \"fte\"]",
        "[[modifier]]\nid = \"more\"\ntitle = \"two in a hundred more\"\nkind = \"uplift\"\npercent = \"2\"\n\n\
         [modifiers]\norder = [\"floor\", \"fte\", \"more\"]",
    )]);
    let wanted = goal(0, "10", "10");
    assert!(matches!(
        solve(&cohort, &uplifted, wanted),
        Err(Unsolvable::MoreThanTable { children }) if children > 0
    ));
    let other = shipped("bristol/2023-04-01");
    assert_eq!(
        solve(&cohort, &other, wanted),
        Err(Unsolvable::NothingToSet)
    );
    for bad in [goal(0, "101", "1"), goal(0, "-1", "1"), goal(0, "1", "-1")] {
        assert_eq!(solve(&cohort, &rules, bad), Err(Unsolvable::BadGoal));
    }
    let no_unit = Goal {
        unit: Money::ZERO,
        ..wanted
    };
    assert_eq!(solve(&cohort, &rules, no_unit), Err(Unsolvable::BadGoal));
    let narrow = goal(0, "0", "0");
    let odd = cells(vec![table("X", &[(105, vec![("1", 1)])])], 0);
    assert!(matches!(
        solve_cells(&odd, narrow),
        Err(Unsolvable::NoValue { .. })
    ));
}
