//! Generated lives of a placement: moves, splits by share of full time, new bands, absences, leap years, any split of a year.

use proptest::prelude::*;
use send_banding::calendar::{
    Attends, Basis, Beyond, Date, Fraction, Period, Suspension, TimeRules, YearKind,
};
use send_banding::entitlement::{
    Absence, DueInYear, Life, OneOff, PaymentPeriods, Price, Spell, Warning,
};
use send_banding::money::{Decimal, Fte, Money, PENCE_MAX, Rate, Rounding, RoundingMode};

use crate::any::*;
use crate::build::*;

/// The second way to sum a year, day by day: only by calendar days, where a day is a day.
fn summed_by_days(life: &Life, rules: &TimeRules, rounding: Rounding, year: &Period) -> Money {
    let end = year.end().unwrap();
    let length = Decimal::from(year.days().unwrap());
    let mut total = Money::ZERO;
    let mut running: Vec<(String, i64, Decimal)> = Vec::new();
    let mut on = year.start();
    loop {
        let mut today: Vec<(String, Decimal)> = Vec::new();
        for spell in life
            .spells
            .iter()
            .filter(|spell| on < end && spell.days.contains(on))
        {
            if is_stopped(life, rules, spell, on) {
                continue;
            }
            let price = prices(spell, on).unwrap();
            let share = match spell.attends {
                Attends::Share(fte) if price.scales => fte.rate().value(),
                _ => Decimal::ONE,
            };
            let (school, attends) = (&spell.establishment, spell.attends);
            let sort = format!("{school} {:?} {attends:?} {}", spell.band, price.annual);
            today.push((sort, price.annual.pounds() * share));
        }
        let (went_on, ended): (Vec<_>, Vec<_>) = running
            .into_iter()
            .partition(|(sort, ..)| today.iter().any(|(held, _)| held == sort));
        for (_, counted, annual) in ended {
            let exact = annual * Decimal::from(counted) / length;
            total = total.plus(rounding.to_money(exact).unwrap()).unwrap();
        }
        running = went_on;
        for (sort, annual) in today {
            match running.iter_mut().find(|(held, ..)| *held == sort) {
                Some((_, counted, _)) => *counted += 1,
                None => running.push((sort, 1, annual)),
            }
        }
        if on >= end {
            break;
        }
        on = on.tomorrow().unwrap();
    }
    let one_offs = life
        .one_offs
        .iter()
        .filter(|one_off| year.contains(one_off.on));
    total
        .plus(Money::total(one_offs.map(|one_off| one_off.amount)).unwrap())
        .unwrap()
}

/// Whether an absence has stopped payment on a day: the day is away, and so were as many days before it as are still paid.
fn is_stopped(life: &Life, rules: &TimeRules, spell: &Spell, on: Date) -> bool {
    let Some(suspension) = rules.suspension() else {
        return false;
    };
    (0..=i64::from(suspension.after_days)).all(|back| {
        let earlier = on.saturating_sub(jiff::Span::new().days(back));
        life.absences.iter().any(|absence| {
            absence.establishment == spell.establishment && absence.days.contains(earlier)
        })
    })
}

/// Whether two spells at one school in one band overlap on a day: then a day by day sum cannot tell them apart.
fn overlaps_itself(life: &Life) -> bool {
    let spells = &life.spells;
    spells.iter().enumerate().any(|(place, one)| {
        spells[..place].iter().any(|two| {
            one.establishment == two.establishment && one.days.overlap(&two.days).is_some()
        })
    })
}

fn payments_of(due: &DueInYear) -> Money {
    let by_establishment = due.by_establishment().unwrap();
    let amounts = by_establishment
        .values()
        .flat_map(|periods| periods.values());
    Money::total(amounts.copied()).unwrap()
}

proptest! {
    #![proptest_config(lives(10_000))]

    /// Summed a second way, day by day, a year comes to the same.
    #[test]
    fn a_year_summed_by_days_is_the_same(
        life in any_life(),
        after_days in prop::option::of(0..40_u16),
        rounding in any_rounding(),
        periods in any_periods(),
    ) {
        prop_assume!(!overlaps_itself(&life));
        let mut rules = rules(Basis::CalendarDays);
        if let Some(after_days) = after_days {
            rules = rules.with_suspension(Suspension { after_days });
        }
        let due = due_on(&life, &rules, rounding, &periods, &prices).unwrap();
        let by_days = summed_by_days(&life, &rules, rounding, &periods.year().unwrap());
        let together = due.segments.iter().filter(|due| due.working.by_largest_remainder).count();
        // Placements rounded together may differ from placements rounded apart by less than a unit each.
        let most = rounding.unit.value() * Decimal::from(together);
        let apart = due.total.minus(by_days).unwrap().pounds().abs();
        prop_assert!(apart <= most, "{} by segment, {} by days", due.total, by_days);
    }
}

proptest! {
    #![proptest_config(lives(500))]

    /// The parts make up the whole to the penny: periods to segment, segments to year, establishments to year.
    #[test]
    fn parts_sum_to_the_whole(
        life in any_life(),
        rules in any_rules(),
        rounding in any_rounding(),
        periods in any_periods(),
    ) {
        let due = due_on(&life, &rules, rounding, &periods, &prices).unwrap();
        for segment in &due.segments {
            let paid = Money::total(segment.payments.iter().map(|payment| payment.amount)).unwrap();
            prop_assert_eq!(paid, segment.amount);
            prop_assert!(segment.payments.iter().all(|payment| payment.amount >= Money::ZERO));
        }
        let segments = due.segments.iter().map(|segment| segment.amount);
        let one_offs = due.one_offs.iter().map(|one_off| one_off.amount);
        prop_assert_eq!(Money::total(segments.chain(one_offs)).unwrap(), due.total);
        prop_assert_eq!(payments_of(&due), due.total);
    }

    /// However the year is split, each segment is due the same, and the record's order does not matter.
    #[test]
    fn no_split_and_no_order_changes_what_is_due(
        mut life in any_life(),
        rules in any_rules(),
        rounding in any_rounding(),
        periods in any_periods(),
    ) {
        let due = due_on(&life, &rules, rounding, &periods, &prices).unwrap();
        let whole = PaymentPeriods::bespoke(&periods.year().unwrap(), &[]).unwrap();
        life.spells.reverse();
        life.absences.reverse();
        let at_once = due_on(&life, &rules, rounding, &whole, &prices).unwrap();
        let amounts = |due: &DueInYear| -> Vec<Money> {
            due.segments.iter().map(|segment| segment.amount).collect()
        };
        prop_assert_eq!(amounts(&due), amounts(&at_once));
        prop_assert_eq!(due.total, at_once.total);
        prop_assert_eq!(due.warnings, at_once.warnings);
    }

    /// Whatever a stay is cut into, the parts carry what the stay carries; a whole year carries the whole.
    #[test]
    fn the_parts_of_a_stay_carry_what_it_carries(
        basis in any_basis(),
        stay in period(),
        cut in 0..DAYS,
        first in 2026..2029_i16,
    ) {
        let rules = rules(basis);
        let year = YearKind::Financial.year_of(jiff::civil::date(first, 4, 1));
        let shares = rules.shares_of_stay(&stay, &year).unwrap();
        let Some(held) = stay.overlap(&year) else {
            return Ok(());
        };
        let cut = day_number(cut);
        let mut parts = Fraction::ZERO;
        for part in [held.before(cut), held.from(cut)].into_iter().flatten() {
            parts = parts.plus(shares.share_of(&part).unwrap()).unwrap();
        }
        prop_assert_eq!(parts, shares.share_of(&held).unwrap());
        let exact = matches!(
            basis,
            Basis::CalendarDays
                | Basis::SchoolDays
                | Basis::Twelfths { .. }
                | Basis::Terms { .. }
                | Basis::FourWeekly
        );
        let all = rules.shares_of_stay(&year, &year).unwrap().share_of(&year).unwrap();
        prop_assert!(!exact || all == fraction("1"), "{all}");
        let unpaid = matches!(
            basis,
            Basis::SchoolDaysOver { beyond: Beyond::Unpaid, .. }
                | Basis::Weeks { beyond: Beyond::Unpaid, .. }
        );
        prop_assert!(!unpaid || all <= fraction("1"), "{all}");
    }

    /// A dual placement at one price comes to what one full-time placement would, to the penny.
    #[test]
    fn shares_that_make_up_full_time_cost_what_full_time_costs(
        hundredths in 1..100_i64,
        days in period(),
        rounding in any_rounding(),
        periods in any_periods(),
        pence in 1..10_000_000_i64,
    ) {
        let part = |hundredths: i64| {
            let share = Rate::new(Decimal::new(hundredths, 2));
            Attends::Share(Fte::try_from(share).unwrap())
        };
        let dual = life(vec![
            spell(1, days, part(hundredths)),
            spell(2, days, part(100 - hundredths)),
        ]);
        let whole = life(vec![spell(1, days, Attends::FullTime)]);
        let annual = Money::from_pence(pence).unwrap().pounds_text();
        let rules = rules(Basis::CalendarDays);
        let due = |life| due_on(life, &rules, rounding, &periods, &flat(&annual)).unwrap();
        prop_assert_eq!(due(&dual).total, due(&whole).total);
        let overlapping = |warning: &Warning| matches!(warning, Warning::AboveFullTime { .. });
        prop_assert!(!due(&dual).warnings.iter().any(overlapping));
    }

    /// Days at the calendar's ends, the largest amounts and the finest shares are worked out or refused: never a panic.
    #[test]
    fn absurd_input_is_answered(
        ends in prop::collection::vec((any_day(), any_day(), any_attendance()), 0..12),
        away in prop::collection::vec((any_day(), any_day()), 0..4),
        pence in prop::sample::select(vec![0, 1, -1, PENCE_MAX, -PENCE_MAX]),
        after_days in any::<u16>(),
        basis in any_basis(),
        unit in prop::sample::select(vec!["0", "0.001", "0.01", "-1", "1000000000000000"]),
        year in any_day(),
        until in prop::option::of(any_day()),
    ) {
        let between = |one: Date, two: Date| Period::from_first_to_last(one.min(two), one.max(two)).unwrap();
        let spells = ends.iter().zip(1..);
        let life = Life {
            spells: spells
                .map(|((one, two, attends), number)| spell(number % 3, between(*one, *two), *attends))
                .collect(),
            absences: away
                .iter()
                .map(|(one, two)| Absence { establishment: school(1), days: between(*one, *two) })
                .collect(),
            one_offs: ends
                .iter()
                .map(|(on, ..)| OneOff {
                    establishment: school(1),
                    on: *on,
                    amount: Money::from_pence(pence).unwrap(),
                })
                .collect(),
        };
        let rules = rules(basis).with_suspension(Suspension { after_days });
        let rounding = Rounding { mode: RoundingMode::HalfUp, unit: unit.parse().unwrap() };
        let price = |_: &Spell, _| Some(Price {
            annual: Money::from_pence(pence).unwrap(),
            scales: true,
            until,
            rule_set: None,
        });
        let year = YearKind::Financial.year_of(year);
        for periods in [PaymentPeriods::monthly(&year), PaymentPeriods::four_weekly(&year)] {
            if let Ok(due) = due_on(&life, &rules, rounding, &periods.unwrap(), &price) {
                let _ = due.by_establishment();
            }
        }
    }
}
