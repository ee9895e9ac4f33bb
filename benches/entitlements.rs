//! How fast a year's payment schedule is worked out: 20,000 invented placements, working and all, basis by basis.
//!
//! The cost grows with placements x payment periods, and by twelfths also with the months of each stay.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot build its placements has nothing to measure"
)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use send_banding::calendar::{
    Apportionment, Attendance, Attends, Basis, Date, Fraction, MonthRule, Period, SchoolCalendar,
    Term, TimeRules, YearKind, parse_iso_date,
};
use send_banding::entitlement::{
    Life, PaymentPeriods, Price, Spell, YearTerms, due_in_year, settle,
};
use send_banding::ids::EstablishmentId;
use send_banding::money::{Money, Rounding, RoundingMode};

const PLACEMENTS: usize = 20_000;

fn day(text: &str) -> Date {
    parse_iso_date(text).unwrap()
}

fn spell(school: usize, days: Period, attends: Attends, band: &str) -> Spell {
    let id = format!("00000000-0000-4000-8000-{school:012}");
    Spell {
        establishment: EstablishmentId::parse(&id).unwrap(),
        days,
        band: Some(band.to_owned()),
        attends,
    }
}

/// In every ten children: two move in the year, two get a new band, one has a dual placement, one leaves, four stay.
fn lives() -> Vec<Life> {
    let joined = day("2024-09-02");
    let half = Attends::Share("0.5".parse().unwrap());
    let life = |number: usize| {
        let (school, bands) = (number % 150, ["A", "B", "C", "D"]);
        let (band, next) = (bands[number % 4], bands[(number + 1) % 4]);
        let cut = day("2026-04-03")
            .saturating_add(jiff::Span::new().days(i64::try_from(number * 7 % 350).unwrap()));
        let before = Period::new(joined, cut).unwrap();
        let full = |school, days, band| spell(school, days, Attends::FullTime, band);
        let spells = match number % 10 {
            0 | 1 => vec![
                full(school, before, band),
                full(school + 1, Period::open(cut), band),
            ],
            2 | 3 => vec![
                full(school, before, band),
                full(school, Period::open(cut), next),
            ],
            4 => vec![
                spell(school, Period::open(joined), half, band),
                spell(school + 1, Period::open(joined), half, band),
            ],
            5 => vec![full(school, before, band)],
            _ => vec![full(school, Period::open(joined), band)],
        };
        Life {
            spells,
            ..Life::default()
        }
    };
    (0..PLACEMENTS).map(life).collect()
}

/// A value table that changes on 1 September.
fn price(spell: &Spell, on: Date) -> Option<Price> {
    let september = day("2026-09-01");
    let later = i64::from(on >= september);
    let band = i64::from(spell.band.as_ref()?.bytes().next()?);
    Some(Price {
        annual: Money::from_pence(band * 12_345 + later * 33_333).ok()?,
        scales: true,
        until: (on < september).then_some(september),
        rule_set: None,
    })
}

fn calendar() -> SchoolCalendar {
    let third = Fraction::of(1, 3).unwrap();
    let term = |title, first, last| Term::new(title, day(first), day(last), third).unwrap();
    let terms = vec![
        term("Summer", "2026-04-13", "2026-07-22"),
        term("Autumn", "2026-09-02", "2026-12-18"),
        term("Spring", "2027-01-04", "2027-03-25"),
    ];
    SchoolCalendar::new(terms, vec![day("2026-05-04")]).unwrap()
}

fn rules(basis: Basis) -> TimeRules {
    let attendance = Attendance::Share;
    let apportionment = Apportionment { basis, attendance };
    TimeRules::new(YearKind::Financial, apportionment, Some(calendar())).unwrap()
}

fn schedules(bench: &mut Criterion) {
    let lives = lives();
    let year = YearKind::Financial.year_of(day("2026-04-01"));
    let periods = PaymentPeriods::monthly(&year).unwrap();
    let rounding = Rounding {
        mode: RoundingMode::HalfUp,
        unit: "0.01".parse().unwrap(),
    };
    let whole = MonthRule::Whole;
    let twelfths = Basis::Twelfths {
        starting: whole,
        leaving: whole,
    };
    let mut group = bench.benchmark_group("a year's schedule, 20,000 placements");
    group.sample_size(10);
    group.throughput(Throughput::Elements(PLACEMENTS as u64));
    for (name, basis) in [
        ("calendar days", Basis::CalendarDays),
        ("school days", Basis::SchoolDays),
        ("twelfths", twelfths),
    ] {
        let time = rules(basis);
        let terms = YearTerms {
            time: &time,
            rounding,
            periods: &periods,
        };
        group.bench_function(name, |timer| {
            timer.iter(|| {
                for life in &lives {
                    let due = due_in_year(life, &terms, &price).unwrap();
                    black_box(due.by_establishment().unwrap());
                }
            });
        });
        if basis == Basis::CalendarDays {
            let due: Vec<_> = lives
                .iter()
                .map(|life| due_in_year(life, &terms, &price).unwrap())
                .collect();
            group.bench_function("settled against nothing paid", |timer| {
                timer.iter(|| {
                    for due in &due {
                        black_box(settle(due, due, 6, &[]).unwrap());
                    }
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, schedules);
criterion_main!(benches);
