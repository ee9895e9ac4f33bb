//! Vectors worked by hand, and what must hold of any numbers.

use super::*;
use crate::costs::SECTION_251_LINES;
use crate::money::{Decimal, Money};

fn money(pence: i64) -> Money {
    Money::from_pence(pence).unwrap()
}

fn part(key: &str, volume: i64, pence: i64) -> Part {
    Part {
        key: key.to_owned(),
        volume: Decimal::from(volume),
        amount: money(pence),
    }
}

fn given(budget: i64, actual: i64, after: i64, basis: Vec<Part>, record: Vec<Part>) -> Given {
    Given {
        budget: money(budget),
        profiled: Money::ZERO,
        is_last: false,
        actual: money(actual),
        due_after: money(after),
        basis,
        record,
    }
}

/// Each row by hand: what is given, then volume, mix, price and timing in pence.
#[test]
fn the_four_parts_are_as_worked_by_hand() {
    let basis = || vec![part("spec D", 365, 100_000), part("spec E", 365, 300_000)];
    let with_income = |income| vec![part("spec D", 365, 400_000), part("spec health", 0, income)];
    for (name, given, wanted) in [
        (
            "as planned",
            given(400_000, 200_000, 200_000, basis(), basis()),
            [0, 0, 0, 0],
        ),
        (
            // Half as much again at £5.479… a day is £2,000; two cheap ones to one dear: £1,000 less; £200 and £150 dearer.
            "more children, cheaper places, dearer prices",
            given(
                400_000,
                235_000,
                300_000,
                basis(),
                vec![part("spec D", 730, 220_000), part("spec E", 365, 315_000)],
            ),
            [200_000, -100_000, 35_000, 0],
        ),
        (
            "a contribution that counts no days, as planned",
            given(
                300_000,
                300_000,
                0,
                with_income(-100_000),
                with_income(-100_000),
            ),
            [0, 0, 0, 0],
        ),
        (
            "half as much again of it",
            given(
                300_000,
                250_000,
                0,
                with_income(-100_000),
                with_income(-150_000),
            ),
            [0, 0, -50_000, 0],
        ),
        (
            "nobody left",
            given(400_000, 0, 0, basis(), vec![]),
            [-400_000, 0, 0, 0],
        ),
        (
            // A band that was not planned is priced at the average: all of what is above it is price.
            "a part that the basis does not have",
            given(
                400_000,
                0,
                500_000,
                basis(),
                vec![part("iss", 730, 500_000)],
            ),
            [0, 0, 100_000, 0],
        ),
        (
            "paid before it is due",
            given(400_000, 250_000, 200_000, basis(), basis()),
            [0, 0, 0, 50_000],
        ),
        (
            // The budget is not what the basis came to: its prices are scaled to it.
            "a budget half of its basis",
            given(200_000, 200_000, 200_000, basis(), basis()),
            [0, 0, 200_000, 0],
        ),
        (
            "no basis: what the record holds is volume",
            given(100, 40, 20, vec![], vec![part("spec D", 10, 70)]),
            [-30, 0, 0, -10],
        ),
        (
            // £1.00 over three days: a third of a penny is rounded once.
            "thirds",
            given(
                100,
                0,
                134,
                vec![part("a", 3, 100)],
                vec![part("a", 4, 134)],
            ),
            [33, 0, 1, 0],
        ),
    ] {
        let monitored = monitor(&given).unwrap();
        let split = monitored.split;
        let found = [split.volume, split.mix, split.price, split.timing].map(Money::pence);
        assert_eq!(found, wanted, "{name}");
        assert_eq!(
            monitored.variance.pence(),
            wanted.iter().sum::<i64>(),
            "{name}"
        );
    }
}

#[test]
fn a_line_without_children_is_forecast_by_the_rest_of_its_profile() {
    let services = Given {
        budget: money(120_000),
        profiled: money(60_000),
        is_last: false,
        actual: money(66_000),
        due_after: Money::ZERO,
        basis: vec![],
        record: vec![],
    };
    let monitored = monitor(&services).unwrap();
    assert_eq!(monitored.committed, money(60_000));
    assert_eq!(monitored.forecast, money(126_000));
    assert_eq!(monitored.split.timing, money(6_000));
    // £200.00 were moved to the line: the profile has none of it, and at the year's end nothing is left to commit.
    let over = Given {
        profiled: money(100_000),
        actual: money(101_000),
        is_last: true,
        ..services
    };
    let monitored = monitor(&over).unwrap();
    assert_eq!(monitored.committed, Money::ZERO);
    assert_eq!(monitored.forecast, money(101_000));
    assert_eq!(monitored.variance, money(-19_000));
}

#[test]
fn a_childs_own_cost_leaves_the_services_of_its_line_in_the_forecast() {
    // £500 for services a year, £41.67 a month; a bicycle of £26 was planned and one of £30 is bought.
    let line = Given {
        budget: money(52_600),
        profiled: money(30_683),
        is_last: false,
        actual: money(31_000),
        due_after: money(3_000),
        basis: vec![part("equipment", 0, 2_600)],
        record: vec![part("equipment", 0, 3_000)],
    };
    let monitored = monitor(&line).unwrap();
    // 219.17 are left of the profile, of which 50,000 of 52,600 are for services.
    assert_eq!(monitored.committed, money(20_834 + 3_000));
    assert_eq!(monitored.forecast, money(54_834));
    assert_eq!(monitored.split.volume, money(400));
    assert_eq!(monitored.split.timing, money(1_834));
    // Where nothing was planned for children, they come on top.
    let unplanned = Given {
        basis: vec![],
        ..line.clone()
    };
    let monitored = monitor(&unplanned).unwrap();
    assert_eq!(monitored.committed, money(21_917 + 3_000));
    assert_eq!(monitored.split.volume, money(3_000));
    // A line on which children's days are counted is what they are due.
    let children = Given {
        record: vec![part("MMS E", 180, 3_000)],
        ..line
    };
    assert_eq!(monitor(&children).unwrap().committed, money(3_000));
}

/// Draws that are the same every time.
struct Draws(u64);

impl Draws {
    fn below(&mut self, most: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        i64::try_from(self.0 >> 33).unwrap() % most
    }

    fn parts(&mut self) -> Vec<Part> {
        let count = self.below(6);
        (0..count)
            .map(|_| {
                let key = format!("part {}", self.below(5));
                part(&key, self.below(400), self.below(900_000) - 50_000)
            })
            .collect()
    }
}

#[test]
fn the_four_parts_are_the_variance_to_the_penny_whatever_is_given() {
    let mut draws = Draws(251);
    for _ in 0..2_000 {
        let (basis, record) = (draws.parts(), draws.parts());
        let budget = draws.below(4_000_000) - 100_000;
        let (actual, after) = (draws.below(2_000_000), draws.below(2_000_000));
        let given = given(budget, actual, after, basis, record);
        let monitored = monitor(&given).unwrap();
        let split = monitored.split;
        let sum = Money::total([split.volume, split.mix, split.price, split.timing]).unwrap();
        assert_eq!(sum, monitored.variance, "{given:?}");
        assert_eq!(
            monitored.variance,
            monitored.forecast.minus(given.budget).unwrap()
        );
    }
}

fn line(period: u32, centre: &str, pence: i64) -> LedgerLine {
    LedgerLine {
        period,
        centre: centre.to_owned(),
        title: String::new(),
        line: "1.2.1".to_owned(),
        amounts: Amounts {
            budget: money(pence),
            actual: money(pence + 1),
            accruals: money(7),
        },
    }
}

#[test]
fn an_extract_states_its_periods_whole_and_leaves_the_others() {
    let held = [line(1, "A", 100), line(1, "B", 200), line(2, "A", 300)];
    assert_eq!(changes(&held, &held), []);
    assert_eq!(changes(&held, &[]), []);
    let extract = [line(1, "A", 100), line(1, "C", 5)];
    let found = changes(&held, &extract);
    let seen: Vec<_> = found
        .iter()
        .map(|change| {
            let before = change
                .before
                .as_ref()
                .map(|line| line.amounts.budget.pence());
            (
                change.line.centre.as_str(),
                before,
                change.line.amounts.budget.pence(),
            )
        })
        .collect();
    assert_eq!(seen, [("B", Some(200), 0), ("C", None, 5)]);
    // What was taken out once is not taken out again.
    let mut after = vec![line(1, "A", 100), line(1, "C", 5), line(2, "A", 300)];
    after.push(found[0].line.clone());
    assert_eq!(changes(&after, &extract), []);
}

#[test]
fn a_ledger_is_summed_up_to_a_period() {
    let ledger = [line(1, "A", 100), line(2, "B", 200), line(3, "A", 300)];
    let sums = to_date(&ledger, 2).unwrap()["1.2.1"];
    assert_eq!(sums.budget, money(600));
    assert_eq!(sums.profiled, money(300));
    assert_eq!(sums.posted, money(302));
    assert_eq!(sums.accruals, money(14));
}

#[test]
fn shown_pounds_add_up_both_ways_whatever_the_pence() {
    let mut draws = Draws(1_002);
    for _ in 0..300 {
        let entries: Vec<Entry> = (0..draws.below(40))
            .map(|_| Entry {
                line: SECTION_251_LINES[usize::try_from(draws.below(14)).unwrap()]
                    .0
                    .to_owned(),
                phase: Phase::ALL[usize::try_from(draws.below(6)).unwrap()],
                gross: money(draws.below(10_000_000)),
                income: money(draws.below(50_000)),
            })
            .collect();
        let rows = statement(&entries).unwrap();
        assert_eq!(rows.len(), SECTION_251_LINES.len());
        let exact = Money::total(entries.iter().map(|entry| entry.gross)).unwrap();
        let shown = whole_pounds(&rows);
        for row in &shown {
            assert_eq!(row.gross.phases.iter().sum::<i64>(), row.gross.total);
            assert_eq!(row.income.phases.iter().sum::<i64>(), row.income.total);
        }
        let total: i64 = shown.iter().map(|row| row.gross.total).sum();
        assert_eq!(total, (exact.pence() + 50).div_euclid(100));
        for (row, exact) in shown.iter().zip(&rows) {
            let apart = row.gross.total * 100 - exact.gross_total().unwrap().pence();
            assert!(apart.abs() < 100, "{row:?} {exact:?}");
        }
    }
    assert_eq!(statement(&[]).unwrap()[0].net().unwrap(), Money::ZERO);
}

#[test]
fn books_are_complete_up_to_the_first_gap_and_never_ahead_of_today() {
    let of = |periods: &[u32]| {
        let lines = periods.iter().map(|period| line(*period, "EX1", 100));
        booked(&lines.collect::<Vec<_>>())
    };
    assert_eq!(last_complete(&of(&[]), 8), None);
    assert_eq!(last_complete(&of(&[1, 2, 3]), 8), Some(3));
    assert_eq!(last_complete(&of(&[1, 2, 3, 11]), 8), Some(3));
    assert_eq!(last_complete(&of(&[1, 2, 3]), 2), Some(2));
    assert_eq!(last_complete(&of(&[11]), 8), Some(11));
    assert_eq!(
        unbooked_before(&of(&[1, 2, 3, 11]), 11),
        [4, 5, 6, 7, 8, 9, 10]
    );
    assert!(unbooked_before(&of(&[1, 2]), 2).is_empty());
}
