//! Generated lives, rules, splits of a year and absurd days.

use std::num::NonZeroU16;

use proptest::prelude::*;
use send_banding::calendar::{
    Attends, Basis, Beyond, Date, MonthRule, PartTerm, Period, Suspension, TimeRules, WeekDays,
    YearKind,
};
use send_banding::entitlement::{Absence, Life, OneOff, PaymentPeriods, Price, Spell};
use send_banding::money::{Money, Rounding, RoundingMode};

use crate::build::*;

/// So many generated lives, or as many as `LIVES` says. A failure is shown with its smallest input; it is not kept in a file.
pub fn lives(number: u32) -> ProptestConfig {
    let asked = std::env::var("LIVES").ok();
    let cases = asked.map_or(number, |asked| asked.parse().unwrap());
    ProptestConfig {
        cases,
        // Lives that a property has nothing to say of do not count.
        max_global_rejects: cases.saturating_mul(10),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The first day that generated lives reach; their years are 2026-27, 2027-28 (a leap year) and 2028-29.
const FIRST: &str = "2025-12-01";
pub const DAYS: i64 = 1_300;

pub fn day_number(number: i64) -> Date {
    day(FIRST).saturating_add(jiff::Span::new().days(number))
}

pub fn period() -> impl Strategy<Value = Period> {
    (0..DAYS, 1..500_i64, prop::bool::weighted(0.15)).prop_map(|(start, long, open)| {
        let first = day_number(start);
        if open {
            return Period::open(first);
        }
        Period::new(first, day_number(start + long)).unwrap()
    })
}

fn attends() -> impl Strategy<Value = Attends> {
    prop_oneof![
        3 => Just(Attends::FullTime),
        3 => prop::sample::select(vec!["0.5", "0.6", "0.4", "0.33", "0.125", "0.999999"])
            .prop_map(|share| Attends::Share(share.parse().unwrap())),
    ]
}

fn any_spell() -> impl Strategy<Value = Spell> {
    let band = prop::sample::select(vec!["A", "B", "C"]);
    (1..4_u8, period(), attends(), band).prop_map(|(number, days, attends, band)| Spell {
        band: Some(band.to_owned()),
        ..spell(number, days, attends)
    })
}

/// Spells one after another without a gap: each may move, change its band or its attendance, or change nothing.
fn chain() -> impl Strategy<Value = Vec<Spell>> {
    let link = (1..300_i64, 0..4_u8, any_spell());
    let links = prop::collection::vec(link, 0..5);
    (any_spell(), 0..DAYS, links).prop_map(|(first, start, links)| {
        let mut chain: Vec<Spell> = Vec::new();
        let (mut held, mut start) = (first, day_number(start));
        for (long, changes, other) in links {
            let end = start.saturating_add(jiff::Span::new().days(long));
            match changes {
                0 => held.establishment = other.establishment,
                1 => held.band = other.band,
                2 => held.attends = other.attends,
                _ => {}
            }
            held.days = Period::new(start, end).unwrap();
            chain.push(held.clone());
            start = end;
        }
        chain
    })
}

/// The same life as it was recorded later: one spell ends on another day, or has another band, attendance or school.
pub fn corrected() -> impl Strategy<Value = (Life, Life)> {
    let change = (0..100_usize, 0..4_u8, 1..120_i64, any_spell());
    (any_life(), change).prop_map(|(then, (place, kind, long, other))| {
        let mut now = then.clone();
        let place = place % now.spells.len().max(1);
        if let Some(spell) = now.spells.get_mut(place) {
            match kind {
                0 => {
                    spell.days = Period::new(
                        spell.days.start(),
                        spell
                            .days
                            .start()
                            .saturating_add(jiff::Span::new().days(long)),
                    )
                    .unwrap()
                }
                1 => spell.band = other.band,
                2 => spell.attends = other.attends,
                _ => spell.establishment = other.establishment,
            }
        }
        (then, now)
    })
}

/// A life in which spells follow each other, and others overlap, repeat and leave gaps.
pub fn any_life() -> impl Strategy<Value = Life> {
    let absence = (1..4_u8, period()).prop_map(|(number, days)| Absence {
        establishment: school(number),
        days,
    });
    let one_off = (1..4_u8, 0..DAYS, -50_000..500_000_i64).prop_map(|(number, on, pence)| OneOff {
        establishment: school(number),
        on: day_number(on),
        amount: Money::from_pence(pence).unwrap(),
    });
    (
        chain(),
        prop::collection::vec(any_spell(), 0..3),
        prop::collection::vec(absence, 0..3),
        prop::collection::vec(one_off, 0..3),
    )
        .prop_map(|(chain, others, absences, one_offs)| Life {
            spells: [chain, others].concat(),
            absences,
            one_offs,
        })
}

pub fn any_basis() -> impl Strategy<Value = Basis> {
    let rule = || {
        prop::sample::select(vec![
            MonthRule::Whole,
            MonthRule::Nothing,
            MonthRule::Half,
            MonthRule::ByDays,
        ])
    };
    let beyond = || prop::sample::select(vec![Beyond::Paid, Beyond::Unpaid]);
    let part = prop::sample::select(vec![PartTerm::ByDays, PartTerm::WholeIfOnRollOnFirstDay]);
    let weeks = (
        prop::sample::select(vec!["38", "39", "45.5", "52", "30.3"]),
        prop::sample::select(vec![WeekDays::School, WeekDays::Calendar]),
        beyond(),
    );
    prop_oneof![
        Just(Basis::CalendarDays),
        Just(Basis::SchoolDays),
        Just(Basis::FourWeekly),
        (rule(), rule()).prop_map(|(starting, leaving)| Basis::Twelfths { starting, leaving }),
        part.prop_map(|part| Basis::Terms { part }),
        (1..250_u16, beyond()).prop_map(|(days, beyond)| Basis::SchoolDaysOver {
            days: NonZeroU16::new(days).unwrap(),
            beyond,
        }),
        weeks.prop_map(|(weeks, of, beyond)| Basis::Weeks {
            weeks: fraction(weeks),
            of,
            beyond,
        }),
    ]
}

pub fn any_rules() -> impl Strategy<Value = TimeRules> {
    (any_basis(), prop::option::of(0..60_u16)).prop_map(|(basis, after_days)| {
        let rules = rules(basis);
        match after_days {
            Some(after_days) => rules.with_suspension(Suspension { after_days }),
            None => rules,
        }
    })
}

pub fn any_rounding() -> impl Strategy<Value = Rounding> {
    let mode = prop::sample::select(vec![
        RoundingMode::HalfUp,
        RoundingMode::HalfEven,
        RoundingMode::Down,
    ]);
    let unit = prop::sample::select(vec!["0.01", "0.01", "1", "10"]);
    (mode, unit).prop_map(|(mode, unit)| Rounding {
        mode,
        unit: unit.parse().unwrap(),
    })
}

/// A year of the calendar and any split of it: monthly, four-weekly, termly or by any days.
pub fn any_periods() -> impl Strategy<Value = PaymentPeriods> {
    let cuts = prop::collection::btree_set(0..366_i64, 0..20);
    (2026..2029_i16, 0..4_u8, cuts).prop_map(|(first, kind, cuts)| {
        let year = YearKind::Financial.year_of(jiff::civil::date(first, 4, 1));
        let split = match kind {
            0 => PaymentPeriods::monthly(&year),
            1 => PaymentPeriods::four_weekly(&year),
            2 => PaymentPeriods::termly(&year, &three_years()),
            _ => {
                let days = cuts
                    .into_iter()
                    .map(|cut| year.start().saturating_add(jiff::Span::new().days(cut)));
                let inside: Vec<Date> = days.filter(|day| year.contains(*day)).collect();
                PaymentPeriods::bespoke(&year, &inside)
            }
        };
        split.unwrap()
    })
}

/// Bands with odd pennies; values change on 1 April 2027 (upwards), 1 September 2027 and 1 April 2028.
pub fn prices(spell: &Spell, on: Date) -> Option<Price> {
    let changes = ["2027-04-01", "2027-09-01", "2028-04-01"].map(day);
    let table = i64::try_from(changes.iter().filter(|change| **change <= on).count()).ok()?;
    let band = match spell.band.as_deref() {
        Some("A") => 75_301,
        Some("B") => 1_575_037,
        _ => 4_833_333,
    };
    Some(Price {
        annual: Money::from_pence(band + table * 100_007).unwrap(),
        scales: spell.band.as_deref() != Some("A"),
        until: changes.into_iter().find(|change| *change > on),
        rule_set: None,
    })
}

pub fn any_day() -> impl Strategy<Value = Date> {
    prop_oneof![
        Just(Date::MIN),
        Just(Date::MAX),
        Just(day("0001-04-01")),
        Just(day("9998-12-31")),
        (0..DAYS).prop_map(day_number),
    ]
}

pub fn any_attendance() -> impl Strategy<Value = Attends> {
    let share = |text: &str| Attends::Share(text.parse().unwrap());
    prop_oneof![
        Just(Attends::FullTime),
        Just(share("0.000001")),
        Just(share("0.0000000000000000000000000001")),
        Just(share("0.9999999999999999999999999999")),
        Just(Attends::HoursAWeek(fraction("1000000/999999"))),
        Just(Attends::DaysAWeek(fraction("0"))),
    ]
}
