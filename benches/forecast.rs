//! How fast a forecast is: an average authority of 4,700 plans, monthly, in an invented council with every need and
//! setting. Both are linear in the years; the simulations also in their number.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot make its cohort has nothing to measure"
)]

#[path = "../tests/common/invented_cohort.rs"]
mod invented_cohort;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use invented_cohort::Invented;
use send_banding::forecast::{Cohort, Course, Rates, Runs, Scenario, check, expect};

/// The threads of the machine that the target is set for.
const THREADS: usize = 2;

fn average_authority() -> Cohort {
    let inputs = Invented {
        plans: 3_000,
        joiners: 215.0,
        growth: 1.0,
        pairs: 7,
        is_whole: true,
        ..Invented::default()
    }
    .inputs();
    check(&inputs.transitions, &inputs.population, &inputs.costs)
        .unwrap()
        .0
}

fn forecasts(bench: &mut Criterion) {
    let cohort = average_authority();
    let plans: u32 = cohort.at_start().iter().sum();
    let rates = Rates::of(&cohort);
    let mut group = bench.benchmark_group(format!("forecast of {plans} plans"));
    group.bench_function("estimate the rates", |timer| {
        timer.iter(|| black_box(Rates::of(&cohort)));
    });
    group.bench_function("lay out 10 years", |timer| {
        timer.iter(|| black_box(Course::of(&cohort, &rates, &Scenario::default(), 10)));
    });
    group.sample_size(10);
    for years in [5, 10] {
        let course = Course::of(&cohort, &rates, &Scenario::default(), years);
        group.throughput(Throughput::Elements(years as u64));
        group.bench_with_input(
            BenchmarkId::new("expected value, years", years),
            &years,
            |timer, _| timer.iter(|| black_box(expect(&course).unwrap())),
        );
        let expected = expect(&course).unwrap();
        for simulations in [250, 500, 1_000] {
            group.throughput(Throughput::Elements(u64::from(simulations)));
            let name = format!("{years} years, simulations");
            group.bench_with_input(
                BenchmarkId::new(name, simulations),
                &simulations,
                |timer, simulations| {
                    timer.iter(|| {
                        black_box(Runs::of(&course, &expected, 1, *simulations, THREADS).unwrap())
                    });
                },
            );
        }
    }
    group.finish();
}

criterion_group!(benches, forecasts);
criterion_main!(benches);
