//! Where a life is cut, how its pennies go, and what is refused.

use send_banding::calendar::{Basis, Suspension, YearKind};
use send_banding::entitlement::{
    Absence, DueInYear, EntitlementError, OneOff, PaymentPeriods, Price, Spell, Warning,
};
use send_banding::money::{Rounding, RoundingMode};

use crate::build::*;

/// Telford & Wrekin round 4,701.825 up; half even and down give a penny less.
#[test]
fn a_half_penny_goes_as_the_set_says() {
    let half_year = life(vec![full_time(1, "2026-04-01", "2026-09-30")]);
    let rules = rules(WHOLE_MONTHS);
    let periods = PaymentPeriods::monthly(&YearKind::Financial.year_of(day("2026-04-01"))).unwrap();
    let paid = |mode, unit: &str| {
        let rounding = Rounding {
            mode,
            unit: unit.parse().unwrap(),
        };
        due_on(&half_year, &rules, rounding, &periods, &flat("9403.65"))
            .unwrap()
            .total
    };
    assert_eq!(paid(RoundingMode::HalfUp, "0.01"), money("4701.83"));
    assert_eq!(paid(RoundingMode::HalfEven, "0.01"), money("4701.82"));
    assert_eq!(paid(RoundingMode::Down, "0.01"), money("4701.82"));
    assert_eq!(paid(RoundingMode::HalfUp, "10"), money("4700"));
}

#[test]
fn a_dual_placement_shares_its_pennies_by_largest_remainder() {
    let dual = life(vec![
        share(1, "2026-04-01", "2027-03-31", "0.5"),
        share(2, "2026-04-01", "2027-03-31", "0.5"),
    ]);
    let due = due(&dual, &rules(Basis::CalendarDays), "2026-04-01", "100.01");
    assert_eq!(amounts(&due), ["50.01", "50.00"]);
    assert!(due.segments[1].working.by_largest_remainder);
    assert_eq!(due.total, money("100.01"));
    assert_eq!(due.warnings, []);
}

#[test]
fn more_than_full_time_is_paid_and_warned_of() {
    let overlapping = life(vec![
        full_time(1, "2026-04-01", "2026-06-30"),
        share(2, "2026-06-01", "2027-03-31", "0.6"),
    ]);
    let due = due(
        &overlapping,
        &rules(Basis::CalendarDays),
        "2026-04-01",
        "3650",
    );
    assert_eq!(amounts(&due), ["910.00", "1824.00"]);
    let days = days("2026-06-01", "2026-06-30");
    let share = fraction("1.6");
    assert_eq!(due.warnings, [Warning::AboveFullTime { days, share }]);
}

#[test]
fn an_absence_stops_payment_after_the_days_that_the_set_states() {
    let mut away = life(vec![full_time(1, "2026-04-01", "2027-03-31")]);
    // Two records that meet are one absence of 40 days; the second of ten days is too short to stop anything.
    for (first, last) in [
        ("2026-05-01", "2026-05-20"),
        ("2026-05-21", "2026-06-09"),
        ("2026-09-01", "2026-09-10"),
    ] {
        away.absences.push(Absence {
            establishment: school(1),
            days: days(first, last),
        });
    }
    let plain = rules(Basis::CalendarDays);
    assert_eq!(
        due(&away, &plain, "2026-04-01", "3650").total,
        money("3650")
    );
    let stopping = plain.with_suspension(Suspension { after_days: 15 });
    let due = due(&away, &stopping, "2026-04-01", "3650");
    // 40 days less the first 15 are not paid: 1 April to 15 May, then from 10 June.
    assert_eq!(amounts(&due), ["450.00", "2950.00"]);
    assert_eq!(
        due.segments[1].segment.days,
        days("2026-06-10", "2027-03-31")
    );
}

#[test]
fn a_new_price_cuts_a_segment_and_the_same_price_does_not() {
    let stay = life(vec![
        full_time(1, "2025-09-01", "2026-06-30"),
        full_time(1, "2026-07-01", "2028-07-31"),
    ]);
    let rules = rules(Basis::CalendarDays);
    let periods = PaymentPeriods::monthly(&YearKind::Financial.year_of(day("2026-04-01"))).unwrap();
    let price = |later: &'static str| {
        move |_: &Spell, on| {
            let september = day("2026-09-01");
            let before = on < september;
            Some(Price {
                annual: money(if before { "3650" } else { later }),
                scales: true,
                until: before.then_some(september),
                rule_set: None,
            })
        }
    };
    let rounding = rounding(RoundingMode::HalfUp);
    let due = due_on(&stay, &rules, rounding, &periods, &price("7300")).unwrap();
    assert_eq!(amounts(&due), ["1530.00", "4240.00"]);
    let due = due_on(&stay, &rules, rounding, &periods, &price("3650")).unwrap();
    assert_eq!(amounts(&due), ["3650.00"]);
}

#[test]
fn a_lump_sum_and_a_one_off_amount_are_not_shared_by_attendance() {
    let mut part_time = life(vec![share(1, "2026-04-01", "2027-03-31", "0.5")]);
    for on in ["2026-12-25", "2027-04-01"] {
        part_time.one_offs.push(OneOff {
            establishment: school(1),
            on: day(on),
            amount: money("99.99"),
        });
    }
    let lump = |_: &Spell, _| {
        Some(Price {
            annual: money("1000"),
            scales: false,
            until: None,
            rule_set: None,
        })
    };
    let rules = rules(Basis::CalendarDays);
    let periods = PaymentPeriods::monthly(&YearKind::Financial.year_of(day("2026-04-01"))).unwrap();
    let due = due_on(
        &part_time,
        &rules,
        rounding(RoundingMode::HalfUp),
        &periods,
        &lump,
    )
    .unwrap();
    assert_eq!(due.total, money("1099.99"));
    assert_eq!((due.one_offs.len(), due.one_offs[0].period), (1, 8));
}

#[test]
fn what_cannot_be_worked_out_is_refused_with_its_reason() {
    let stay = life(vec![full_time(1, "2026-04-01", "2030-03-31")]);
    let half_up = rounding(RoundingMode::HalfUp);
    let monthly =
        |on: &str| PaymentPeriods::monthly(&YearKind::Financial.year_of(day(on))).unwrap();
    let school_days = rules(Basis::SchoolDays);
    let refused = due_on(
        &stay,
        &school_days,
        half_up,
        &monthly("2029-04-01"),
        &flat("1"),
    );
    assert_eq!(
        refused.unwrap_err().to_string(),
        "the rule set's school calendar does not hold all of 2029-30"
    );
    let no_price = |_: &Spell, on| {
        (on < day("2026-09-01")).then(|| Price {
            annual: money("1"),
            scales: true,
            until: Some(day("2026-09-01")),
            rule_set: None,
        })
    };
    let calendar_days = rules(Basis::CalendarDays);
    let refused = due_on(
        &stay,
        &calendar_days,
        half_up,
        &monthly("2026-04-01"),
        &no_price,
    );
    assert_eq!(
        refused,
        Err(EntitlementError::NoPrice {
            establishment: school(1),
            on: day("2026-09-01")
        })
    );
    let academic = PaymentPeriods::monthly(&YearKind::Academic.year_of(day("2026-09-01"))).unwrap();
    let refused = due_on(&stay, &calendar_days, half_up, &academic, &flat("1"));
    assert_eq!(refused, Err(EntitlementError::NotTheYear));
}

#[test]
fn a_stay_in_the_holidays_carries_nothing_and_says_so() {
    let august = life(vec![full_time(1, "2026-08-01", "2026-08-31")]);
    let due = due(&august, &rules(Basis::SchoolDays), "2026-04-01", "15750");
    assert_eq!(due.total, money("0"));
    assert_eq!(due.warnings, [Warning::CarriesNothing { segment: 0 }]);
}

/// The working is part of the record: it reads back as it was written.
#[test]
fn a_result_reads_back_from_its_json() {
    let stay = life(vec![share(1, "2026-04-10", "2026-11-11", "0.35")]);
    for basis in [
        Basis::CalendarDays,
        Basis::SchoolDays,
        WHOLE_MONTHS,
        Basis::FourWeekly,
    ] {
        let due = due(&stay, &rules(basis), "2026-04-01", "15750.55");
        let text = serde_json::to_string(&due).unwrap();
        assert_eq!(serde_json::from_str::<DueInYear>(&text).unwrap(), due);
    }
}
