//! What is shown: parts add up, months are years, the bytes are the same, and it can be made again.

use std::collections::BTreeMap;

use send_banding::forecast::{Asked, Outcome, forecast};
use send_banding::money::Money;

use crate::{asked, cohort, small};

fn outcome(asked: &Asked) -> Outcome {
    let made = forecast(&cohort(&small()), asked).unwrap();
    Outcome::of(&made, asked, Vec::new(), Vec::new()).unwrap()
}

/// Tenths of a child, exactly.
fn tenths(expected: f64) -> i64 {
    (expected * 10.0).round() as i64
}

#[test]
fn the_same_bytes_come_from_one_thread_and_two() {
    let bytes = |threads| {
        let asked = Asked { threads, ..asked() };
        serde_json::to_string(&outcome(&asked)).unwrap()
    };
    assert_eq!(bytes(1), bytes(2));
}

#[test]
fn parts_add_up_and_months_are_years() {
    let outcome = outcome(&asked());
    for month in &outcome.months {
        for parts in [&month.by_setting, &month.by_need, &month.by_age_group] {
            let sum: i64 = parts.values().map(|part| tenths(part.expected)).sum();
            assert_eq!(sum, tenths(month.plans.expected), "{}", month.month);
        }
        let spent = month.spend_by_setting.values().map(|part| part.expected);
        assert_eq!(Money::total(spent).unwrap(), month.spend.expected);
    }
    for january in &outcome.januaries {
        for parts in [
            &january.by_setting,
            &january.by_need,
            &january.by_year_group,
        ] {
            let sum: i64 = parts.values().map(|part| tenths(part.expected)).sum();
            assert_eq!(sum, tenths(january.plans.expected), "{}", january.january);
        }
    }
    let mut months = outcome.months.iter();
    for year in &outcome.financial_years {
        let of_year: Vec<_> = months.by_ref().take(year.months as usize).collect();
        let spent = of_year.iter().map(|month| month.spend.expected);
        assert_eq!(
            Money::total(spent).unwrap(),
            year.spend.expected,
            "{}",
            year.year
        );
        let mut by_setting: BTreeMap<&str, Vec<Money>> = BTreeMap::new();
        for month in &of_year {
            for (code, part) in &month.spend_by_setting {
                by_setting.entry(code).or_default().push(part.expected);
            }
        }
        for (code, months) in by_setting {
            let shown = year.spend_by_setting[code].expected;
            assert_eq!(Money::total(months).unwrap(), shown, "{code}");
        }
    }
    assert_eq!(months.count(), 0);
    let months: Vec<u32> = outcome
        .financial_years
        .iter()
        .map(|year| year.months)
        .collect();
    assert_eq!(months, [3, 12, 12, 9]);
}

#[test]
fn low_likely_and_high_are_in_order() {
    let outcome = outcome(&asked());
    for month in &outcome.months {
        let plans = &month.plans;
        let ranks = [plans.p2_5, plans.low, plans.likely, plans.high, plans.p97_5];
        assert!(ranks.is_sorted(), "{plans:?}");
        let spend = &month.spend;
        let ranks = [spend.p2_5, spend.low, spend.likely, spend.high, spend.p97_5];
        assert!(ranks.is_sorted(), "{spend:?}");
    }
    // The first January is known.
    let first = &outcome.months[0].plans;
    assert_eq!(
        (first.p2_5, first.p97_5),
        (
            i64::from(outcome.start.plans),
            i64::from(outcome.start.plans)
        )
    );
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let council = cohort(&small());
    for (years, simulations, why) in [
        (0, 1, "the number of years is 0, and must be from 1 to 30"),
        (31, 1, "the number of years is 31, and must be from 1 to 30"),
        (
            1,
            0,
            "the number of simulations is 0, and must be from 1 to 10000",
        ),
    ] {
        let asked = Asked {
            years,
            simulations,
            ..asked()
        };
        assert_eq!(forecast(&council, &asked).unwrap_err().to_string(), why);
    }
}

#[test]
fn what_is_shown_of_one_january_and_its_flows_lead_to_the_next() {
    let cohort = cohort(&small());
    let asked = Asked {
        years: 12,
        simulations: 2,
        ..asked()
    };
    let made = forecast(&cohort, &asked).unwrap();
    let outcome = Outcome::of(&made, &asked, Vec::new(), Vec::new()).unwrap();
    let tenths = |count: f64| (count * 10.0).round() as i64;
    let mut before = i64::from(outcome.start.plans) * 10;
    for january in &outcome.januaries {
        let plans = tenths(january.plans.expected);
        let flows = tenths(january.joined.expected) - tenths(january.left.expected);
        assert_eq!(plans, before + flows, "{}", january.january);
        before = plans;
    }
}
