//! Cohorts small enough to work out on paper.

use send_banding::forecast::{
    Asked, Cohort, CostRow, Outcome, PopulationRow, Side, TransitionRow, check, forecast,
};

/// `("ASD", "MMS")` at a year group, or nobody.
pub fn side(place: Option<(&str, &str)>, year_group: i16) -> Side {
    Side {
        place: place.map(|(need, setting)| (need.to_owned(), setting.to_owned())),
        year_group,
        band: None,
    }
}

/// A child of a year-pair.
pub fn child(
    january: i16,
    year_group: i16,
    from: Option<(&str, &str)>,
    to: Option<(&str, &str)>,
) -> TransitionRow {
    TransitionRow {
        row: 2,
        january,
        from: side(from, year_group),
        to: side(to, year_group + 1),
        is_transfer: false,
    }
}

/// A hundred people in every year group of some Januaries.
pub fn hundred(januaries: std::ops::RangeInclusive<i16>) -> Vec<PopulationRow> {
    januaries
        .flat_map(|january| (-4..=20).map(move |year_group| (january, year_group)))
        .map(|(january, year_group)| PopulationRow {
            row: 2,
            january,
            year_group,
            people: 100.0,
        })
        .collect()
}

/// A cost in pounds and pence.
pub fn cost(need: &str, setting: &str, cost: &str) -> CostRow {
    CostRow {
        row: 2,
        need: need.to_owned(),
        setting: setting.to_owned(),
        band: None,
        cost: cost.parse().unwrap(),
    }
}

/// Forty children at every January: ten join in Year 1 and ten leave after Year 4.
pub fn steady() -> Cohort {
    let here = Some(("ASD", "MMS"));
    let mut rows = Vec::new();
    for january in 2019..2025 {
        for _ in 0..10 {
            rows.push(child(january, 0, None, here));
            rows.extend((1..4).map(|year_group| child(january, year_group, here, here)));
            rows.push(child(january, 4, here, None));
        }
    }
    let costs = [cost("ASD", "MMS", "1000.00")];
    check(&rows, &hundred(2019..=2030), &costs).unwrap().0
}

/// Forty children at every January, half of them in a special school, who join in Year 1 and leave after Year 4.
pub fn two_settings() -> Cohort {
    let mut rows = Vec::new();
    for january in 2021..2025 {
        for here in [Some(("ASD", "MMS")), Some(("ASD", "SPEC"))] {
            for _ in 0..5 {
                rows.push(child(january, 0, None, here));
                rows.extend((1..4).map(|year_group| child(january, year_group, here, here)));
                rows.push(child(january, 4, here, None));
            }
        }
    }
    let costs = [
        cost("ASD", "MMS", "1000.00"),
        cost("ASD", "SPEC", "20000.00"),
    ];
    check(&rows, &hundred(2021..=2030), &costs).unwrap().0
}

#[test]
fn the_start_is_counted_and_costed_to_the_penny() {
    let here = Some(("ASD", "MMS"));
    let special = Some(("SLD", "SPEC"));
    let rows = [
        child(2024, 3, here, here),
        child(2024, 6, here, Some(("ASD", "SPEC"))),
        child(2024, 8, None, special),
        child(2024, 18, special, None),
        child(2023, 2, here, here),
    ];
    let costs = [
        cost("ASD", "MMS", "4577.31"),
        cost("ASD", "SPEC", "21560.98"),
        cost("SLD", "SPEC", "30000.01"),
    ];
    let (cohort, _) = check(&rows, &hundred(2023..=2026), &costs).unwrap();
    assert_eq!(cohort.last_january(), 2025);
    let asked = Asked {
        years: 1,
        simulations: 5,
        ..crate::asked()
    };
    let made = forecast(&cohort, &asked).unwrap();
    let outcome = Outcome::of(&made, &asked, Vec::new(), Vec::new()).unwrap();
    assert_eq!(outcome.start.plans, 3);
    // 4577.31 + 21560.98 + 30000.01
    assert_eq!(outcome.start.annual_cost.pounds_text(), "56138.30");
    assert_eq!(outcome.start.by_setting["SPEC"], 2);
    assert_eq!(outcome.start.by_need["ASD"], 2);
    // January's twelfth of it: 4678.1916…
    assert_eq!(outcome.months[0].month, "2025-01");
    assert_eq!(outcome.months[0].spend.expected.pounds_text(), "4678.19");
    let past: Vec<_> = outcome
        .past
        .iter()
        .map(|year| (year.january, year.joined, year.left))
        .collect();
    assert_eq!(past, [(2023, 0, 0), (2024, 1, 1)]);
}

#[test]
fn everybody_moves_up_a_year_group_and_leaves_at_25() {
    let here = Some(("ASD", "FE"));
    // Nobody joins or leaves in the data but by age.
    let mut rows: Vec<_> = (0..50).map(|_| child(2023, 18, here, here)).collect();
    rows.extend((0..50).map(|_| child(2024, 19, here, here)));
    let (cohort, _) = check(&rows, &hundred(2023..=2026), &[cost("ASD", "FE", "12.00")]).unwrap();
    let asked = Asked {
        years: 2,
        simulations: 5,
        ..crate::asked()
    };
    let made = forecast(&cohort, &asked).unwrap();
    assert_eq!(made.runs.january_age(0, 24), [50; 5]);
    // All are in the year in which they turn 25: on 1 September they leave, but for who joins.
    assert_eq!(made.runs.january(1), [0; 5]);
    let august = made.expected.months[7].total();
    let september = made.expected.months[8].total();
    assert!((august - 50.0).abs() < 1e-9 && september.abs() < 1e-9);
}
