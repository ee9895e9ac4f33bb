//! A year divided among those who pay it: the parts make it up to the penny, whatever it is divided by.

use proptest::prelude::*;
use send_banding::calendar::{Basis, Period};
use send_banding::entitlement::{
    DueInYear, EntitlementError, Life, PaymentPeriods, Reason, YearTerms, divided, settle,
};
use send_banding::money::{Money, Rounding, RoundingMode};

use crate::any::*;
use crate::build::*;

fn divide(
    life: &Life,
    rules: &send_banding::calendar::TimeRules,
    rounding: Rounding,
    periods: &PaymentPeriods,
    whose: &[Vec<Period>],
) -> Result<(DueInYear, Vec<DueInYear>), EntitlementError> {
    let due = due_on(life, rules, rounding, periods, &prices)?;
    let terms = YearTerms {
        time: rules,
        rounding,
        periods,
    };
    let parts = divided(&due, &terms, whose)?;
    Ok((due, parts))
}

fn year_2026() -> (Life, send_banding::calendar::TimeRules, PaymentPeriods) {
    let rules = rules(Basis::CalendarDays);
    let year = days("2026-04-01", "2027-03-31");
    let periods = PaymentPeriods::monthly(&year).unwrap();
    (
        life(vec![full_time(1, "2026-04-01", "2027-03-31")]),
        rules,
        periods,
    )
}

/// £10 a day, and a neighbour who pays the school from 16 June to the end of August.
#[test]
fn a_neighbour_who_pays_for_a_summer_has_its_days_and_no_others() {
    let (life, rules, periods) = year_2026();
    let rounding = rounding(RoundingMode::HalfUp);
    let terms = YearTerms {
        time: &rules,
        rounding,
        periods: &periods,
    };
    let due = due(&life, &rules, "2026-04-01", "3650");
    let theirs = vec![vec![days("2026-06-16", "2026-08-31")]];
    let parts = divided(&due, &terms, &theirs).unwrap();
    let paid = |part: &DueInYear| -> Vec<(u32, String)> {
        let by_school = part.by_establishment().unwrap();
        let own = by_school.into_values().flatten();
        own.map(|(period, amount)| (period, amount.pounds_text()))
            .collect()
    };
    assert_eq!(
        paid(&parts[1]),
        [
            (2, "150.00".to_owned()),
            (3, "310.00".to_owned()),
            (4, "310.00".to_owned())
        ]
    );
    assert_eq!(parts[0].total, money("2880"));
    assert_eq!(paid(&parts[0])[2], (2, "150.00".to_owned()));
    assert_eq!(parts[0].others, theirs[0]);

    // Heard of in September: the closed months are put right, and the line says why.
    let paid: Vec<_> = (0..5)
        .map(|period| send_banding::entitlement::Paid {
            establishment: school(1),
            period,
            amount: due.by_establishment().unwrap()[&school(1)][&period],
        })
        .collect();
    let settled = settle(&due, &parts[0], 5, &paid).unwrap();
    let lines: Vec<_> = settled
        .adjustments
        .iter()
        .map(|line| (line.belongs_to, line.amount.pounds_text(), line.reason))
        .collect();
    assert_eq!(
        lines,
        [
            (2, "-150.00".to_owned(), Reason::PayerChanged),
            (3, "-310.00".to_owned(), Reason::PayerChanged),
            (4, "-310.00".to_owned(), Reason::PayerChanged),
        ]
    );
}

/// Days of three payers, which may overlap, be of other years or be none.
fn any_hands() -> impl Strategy<Value = Vec<Vec<Period>>> {
    prop::collection::vec(prop::collection::vec(period(), 0..3), 0..4)
}

fn by_school_and_period(parts: &[DueInYear]) -> std::collections::BTreeMap<(String, u32), i64> {
    let mut sums = std::collections::BTreeMap::new();
    for part in parts {
        for (school, periods) in part.by_establishment().unwrap() {
            for (period, amount) in periods {
                *sums.entry((school.to_string(), period)).or_insert(0) += amount.pence();
            }
        }
    }
    sums.retain(|_, pence| *pence != 0);
    sums
}

proptest! {
    #![proptest_config(lives(500))]

    /// What each pays makes up the whole, by school and period and in all; and dividing further moves no other cut.
    #[test]
    fn the_parts_make_up_the_whole_to_the_penny(
        life in any_life(),
        rules in any_rules(),
        rounding in any_rounding(),
        periods in any_periods(),
        whose in any_hands(),
    ) {
        let (due, parts) = divide(&life, &rules, rounding, &periods, &whose).unwrap();
        prop_assert_eq!(parts.len(), whose.len() + 1);
        let total = Money::total(parts.iter().map(|part| part.total)).unwrap();
        prop_assert_eq!(total, due.total);
        prop_assert_eq!(
            by_school_and_period(&parts),
            by_school_and_period(std::slice::from_ref(&due))
        );
        for part in &parts {
            for segment in &part.segments {
                let sum = Money::total(segment.payments.iter().map(|one| one.amount)).unwrap();
                prop_assert_eq!(sum, segment.amount);
                let foreign = part.others.iter().any(|days| days.overlap(&segment.segment.days).is_some());
                prop_assert!(!foreign);
            }
        }
        // All others together as one payer: this authority's part is the same.
        let others = vec![whose.concat()];
        let (_, two) = divide(&life, &rules, rounding, &periods, &others).unwrap();
        prop_assert_eq!(
            by_school_and_period(&two[..1]),
            by_school_and_period(&parts[..1])
        );
    }

    /// What we pay and what others pay directly is the whole entitlement; what we pay less what we recover is our net cost.
    #[test]
    fn what_we_pay_less_what_we_recover_is_our_cost(
        life in any_life(),
        rules in any_rules(),
        periods in any_periods(),
        whose in any_hands(),
    ) {
        use send_banding::recoupment::{AuthorityPart, PaidBy, Payers};
        let kinds = [
            AuthorityPart::WeRecover, AuthorityPart::PaysDirectly, AuthorityPart::RecoversFromUs, AuthorityPart::WePay,
        ];
        // Days apart, as the record keeps them.
        let mut said: Vec<PaidBy> = Vec::new();
        for (own, part) in whose.iter().zip(kinds) {
            for days in own {
                let free = said.iter().all(|one| one.days.overlap(days).is_none());
                if free {
                    said.push(PaidBy { part, authority: None, days: *days, with_transport: false });
                }
            }
        }
        let payers = Payers::of(said, None);
        let rounding = rounding(RoundingMode::HalfUp);
        let one = |days: Vec<Period>| divide(&life, &rules, rounding, &periods, &[days]).unwrap();
        let (whole, paid) = one(payers.not_going_out());
        let (_, cost) = one(payers.not_our_cost());
        let by_part = |wanted: AuthorityPart| one(payers.days_of(|part| part == wanted)).1.remove(1).total;
        let (recovered, direct) = (by_part(AuthorityPart::WeRecover), by_part(AuthorityPart::PaysDirectly));
        let billed = by_part(AuthorityPart::RecoversFromUs);
        let pence = |money: Money| money.pence();
        prop_assert_eq!(pence(paid[0].total) + pence(direct) + pence(billed), pence(whole.total));
        prop_assert_eq!(pence(paid[0].total) - pence(recovered) + pence(billed), pence(cost[0].total));
    }
}
