//! How fast profiles are determined and explained: the whole path, trace recorded.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot read its rule set has nothing to measure"
)]

#[path = "../tests/common/shipped.rs"]
mod shipped;

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use send_banding::calendar::parse_iso_date;
use send_banding::engine::{Context, determine};
use send_banding::explain;
use send_banding::needs::{Level, Need, NeedsProfile, Setting};
use send_banding::rules::RuleSet;

/// A caseload of profiles whose levels run through every value.
fn caseload(rules: &RuleSet, count: usize) -> Vec<NeedsProfile> {
    let levels_from = |start: usize| -> BTreeMap<_, _> {
        let level = |place: usize| Level::new(((start * 7 + place * place) % 5) as u8);
        let domains = rules.domains().enumerate();
        domains
            .map(|(place, domain)| (domain.id.clone(), level(place)))
            .collect()
    };
    (0..count)
        .map(|start| NeedsProfile::of_levels(levels_from(start)))
        .collect()
}

fn determinations(bench: &mut Criterion) {
    let rules = shipped::shipped("exampleshire/2026-04-01");
    let on = parse_iso_date("2026-09-01").unwrap();
    let context = Context::year(on, Setting::Mms, Some(Need::Asd), "0.6".parse().unwrap());
    let caseload = caseload(&rules, 1_000);
    let mut group = bench.benchmark_group("caseload of 1,000");
    group.throughput(Throughput::Elements(1_000));
    group.bench_function("determine", |timer| {
        timer.iter(|| {
            for profile in &caseload {
                black_box(determine(profile, &rules, &context));
            }
        });
    });
    group.bench_function("determine and explain", |timer| {
        timer.iter(|| {
            for profile in &caseload {
                black_box(explain::sentences(
                    &determine(profile, &rules, &context),
                    &rules,
                ));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, determinations);
criterion_main!(benches);
