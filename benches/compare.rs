//! How fast a draft is compared over 20,000 plans: each determined twice, traces and all, counted and added up.
//!
//! The cost grows with the plans; a set that protects is determined three times.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot read its rule set has nothing to measure"
)]

#[path = "../tests/common/compared.rs"]
mod compared;
#[path = "../tests/common/shipped.rs"]
mod shipped;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use send_banding::compare::{Bounds, Comparison};

const PLANS: usize = 20_000;

fn compare(bench: &mut Criterion) {
    let before = shipped::shipped("exampleshire/2025-04-01");
    let after = shipped::shipped("exampleshire/2026-04-01");
    let cohort = compared::cohort(&after, PLANS);
    let mut group = bench.benchmark_group("compare");
    group.sample_size(10);
    group.throughput(Throughput::Elements(PLANS as u64));
    group.bench_function("20,000 plans", |timer| {
        timer.iter(|| {
            let made = Comparison::of(&cohort, &before, &after, Bounds::default());
            black_box(made.unwrap());
        });
    });
    group.finish();
}

criterion_group!(benches, compare);
criterion_main!(benches);
