//! Late changes: what they adjust, why, and that a year still comes to what it is due.

use proptest::prelude::*;
use send_banding::calendar::Basis;
use send_banding::entitlement::{
    Adjustment, DueInYear, OneOff, Paid, PaymentPeriods, Reason, SettleError, Settlement, Spell,
    settle,
};
use send_banding::money::Money;

use crate::any::*;
use crate::build::*;

/// What the first `closed` periods were paid, as they were due.
fn paid_as_due(due: &DueInYear, closed: u32) -> Vec<Paid> {
    let by_establishment = due.by_establishment().unwrap();
    let lines = by_establishment
        .into_iter()
        .flat_map(|(establishment, periods)| {
            periods.into_iter().map(move |(period, amount)| Paid {
                establishment: establishment.clone(),
                period,
                amount,
            })
        });
    lines.filter(|paid| paid.period < closed).collect()
}

fn total(paid: &[Paid], settlement: &Settlement) -> Money {
    let paid = paid.iter().map(|paid| paid.amount);
    let adjusted = settlement.adjustments.iter().map(|line| line.amount);
    let open = settlement.open.iter().map(|open| open.amount);
    Money::total(paid.chain(adjusted).chain(open)).unwrap()
}

/// The lines as school, period and pounds with their reason.
fn lines(settlement: &Settlement) -> Vec<(char, u32, String, Reason)> {
    let line = |line: &Adjustment| {
        let school = line.establishment.as_str().chars().last().unwrap();
        (
            school,
            line.belongs_to,
            line.amount.pounds_text(),
            line.reason,
        )
    };
    settlement.adjustments.iter().map(line).collect()
}

fn full_year() -> Vec<Spell> {
    vec![full_time(1, "2026-04-01", "2027-03-31")]
}

fn due_2026(spells: Vec<Spell>) -> DueInYear {
    due(
        &life(spells),
        &rules(Basis::CalendarDays),
        "2026-04-01",
        "3650",
    )
}

#[test]
fn a_move_heard_of_late_is_charged_to_one_school_and_paid_to_the_other() {
    let before = due_2026(full_year());
    let now = due_2026(vec![
        full_time(1, "2026-04-01", "2026-05-31"),
        full_time(2, "2026-06-01", "2027-03-31"),
    ]);
    let paid = paid_as_due(&before, 4);
    let settlement = settle(&before, &now, 4, &paid).unwrap();
    let expected = [
        ('1', 2, "-300.00".to_owned(), Reason::NoLongerDue),
        ('1', 3, "-310.00".to_owned(), Reason::NoLongerDue),
        ('2', 2, "300.00".to_owned(), Reason::NewlyDue),
        ('2', 3, "310.00".to_owned(), Reason::NewlyDue),
    ];
    assert_eq!(lines(&settlement), expected);
    assert!(
        settlement
            .adjustments
            .iter()
            .all(|line| line.paid_in == Some(4))
    );
    assert_eq!(total(&paid, &settlement), now.total);
}

#[test]
fn each_kind_of_change_is_named() {
    let before = due_2026(full_year());
    let reasons = |now: &DueInYear| -> Vec<Reason> {
        let settlement = settle(&before, now, 1, &paid_as_due(&before, 1)).unwrap();
        settlement
            .adjustments
            .iter()
            .map(|line| line.reason)
            .collect()
    };
    assert_eq!(reasons(&before), []);
    assert_eq!(
        reasons(&due_2026(vec![full_time(1, "2026-04-11", "2027-03-31")])),
        [Reason::DaysChanged]
    );
    assert_eq!(
        reasons(&due_2026(vec![share(1, "2026-04-01", "2027-03-31", "0.5")])),
        [Reason::AttendanceChanged]
    );
    let plain = rules(Basis::CalendarDays);
    assert_eq!(
        reasons(&due(&life(full_year()), &plain, "2026-04-01", "7300")),
        [Reason::PriceChanged]
    );
    let banded = vec![Spell {
        band: Some("A".to_owned()),
        ..full_year().remove(0)
    }];
    assert_eq!(
        reasons(&due(&life(banded), &plain, "2026-04-01", "7300")),
        [Reason::BandChanged]
    );
    let mut equipped = life(full_year());
    equipped.one_offs.push(OneOff {
        establishment: school(1),
        on: day("2026-04-30"),
        amount: money("80"),
    });
    assert_eq!(
        reasons(&due(&equipped, &plain, "2026-04-01", "3650")),
        [Reason::OneOffChanged]
    );
}

#[test]
fn a_slip_in_a_payment_is_put_right_and_a_settled_year_stays_settled() {
    let due = due_2026(full_year());
    let mut paid = paid_as_due(&due, 2);
    paid[0].amount = money("200");
    let settlement = settle(&due, &due, 2, &paid).unwrap();
    assert_eq!(
        lines(&settlement),
        [('1', 0, "100.00".to_owned(), Reason::PaidOtherwise)]
    );
    // The line is paid in June, which then closes.
    paid.push(Paid {
        establishment: school(1),
        period: 0,
        amount: money("100"),
    });
    paid.push(Paid {
        establishment: school(1),
        period: 2,
        amount: money("300"),
    });
    let settlement = settle(&due, &due, 3, &paid).unwrap();
    assert_eq!(settlement.adjustments, []);
    assert_eq!(total(&paid, &settlement), due.total);
}

/// £15,750 to 15 September is 7,249.32; what it reaches by June, 91 of 168 days, is a penny more than 91 of 365 days reach of all.
#[test]
fn pennies_that_move_where_nothing_changed_are_one_line() {
    let rules = rules(Basis::CalendarDays);
    let before = due(&life(full_year()), &rules, "2026-04-01", "15750");
    let left = life(vec![full_time(1, "2026-04-01", "2026-09-15")]);
    let now = due(&left, &rules, "2026-04-01", "15750");
    let paid = paid_as_due(&before, 3);
    let settlement = settle(&before, &now, 3, &paid).unwrap();
    assert_eq!(
        lines(&settlement),
        [('1', 2, "0.01".to_owned(), Reason::CarriedOtherwise)]
    );
    assert_eq!(total(&paid, &settlement), money("7249.32"));
}

#[test]
fn after_the_year_a_line_waits_for_the_next_year() {
    let before = due_2026(full_year());
    let now = due_2026(vec![full_time(1, "2026-04-01", "2027-03-30")]);
    let settlement = settle(&before, &now, 12, &paid_as_due(&before, 12)).unwrap();
    assert_eq!(
        lines(&settlement),
        [('1', 11, "-10.00".to_owned(), Reason::DaysChanged)]
    );
    assert_eq!(settlement.adjustments[0].paid_in, None);
    assert_eq!(settlement.open, []);
}

#[test]
fn what_does_not_fit_is_refused() {
    let due = due_2026(full_year());
    let paid = paid_as_due(&due, 3);
    assert_eq!(
        settle(&due, &due, 2, &paid),
        Err(SettleError::PaidForOpenPeriod(2))
    );
    assert_eq!(settle(&due, &due, 13, &[]), Err(SettleError::NoSuchPeriod));
    let four_weekly = {
        let year = due.periods.year().unwrap();
        let periods = PaymentPeriods::four_weekly(&year).unwrap();
        DueInYear {
            periods,
            ..due.clone()
        }
    };
    assert_eq!(
        settle(&due, &four_weekly, 0, &[]),
        Err(SettleError::PeriodsDiffer)
    );
}

proptest! {
    #![proptest_config(lives(500))]

    /// Whatever changes however late, and whatever was paid: payments and adjustments come to what the year is due.
    #[test]
    fn payments_and_adjustments_make_up_the_year(
        (then, today) in prop_oneof![3 => corrected(), 1 => (any_life(), any_life())],
        rules in any_rules(),
        rounding in any_rounding(),
        periods in any_periods(),
        closed in 0..14_u32,
        slip in prop::option::of((0..20_usize, -10_000..10_000_i64)),
    ) {
        let before = due_on(&then, &rules, rounding, &periods, &prices).unwrap();
        let now = due_on(&today, &rules, rounding, &periods, &prices).unwrap();
        let closed = closed.min(u32::try_from(periods.periods().len()).unwrap());
        let mut paid = paid_as_due(&before, closed);
        if let Some((place, pence)) = slip && let Some(line) = paid.get_mut(place) {
            line.amount = line.amount.plus(Money::from_pence(pence).unwrap()).unwrap();
        }
        let settlement = settle(&before, &now, closed, &paid).unwrap();
        prop_assert_eq!(total(&paid, &settlement), now.total);
        for line in &settlement.adjustments {
            prop_assert!(line.belongs_to < closed && line.amount != Money::ZERO);
            prop_assert!(line.paid_in.is_none_or(|open| open == closed));
        }
        prop_assert!(settlement.open.iter().all(|open| open.period >= closed));

        // Once paid, a line is history: settling again finds nothing to adjust.
        let adjusted = settlement.adjustments.into_iter().map(|line| Paid {
            establishment: line.establishment,
            period: line.belongs_to,
            amount: line.amount,
        });
        paid.extend(adjusted);
        let again = settle(&now, &now, closed, &paid).unwrap();
        let left = Money::total(again.adjustments.iter().map(|line| line.amount)).unwrap();
        prop_assert_eq!(left, Money::ZERO);
    }
}
