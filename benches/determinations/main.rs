//! How fast profiles are determined and explained: the whole path, trace recorded.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot read its rule set has nothing to measure"
)]

mod invented;
#[path = "../../tests/common/shipped.rs"]
mod shipped;

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use send_banding::calendar::parse_iso_date;
use send_banding::engine::{Context, determine};
use send_banding::explain;
use send_banding::needs::{Level, Need, NeedsProfile, Setting};
use send_banding::rules::{RuleFile, RuleSet, read};

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

/// A set of so many domains, and tables of so many rows, invented.
fn invented(domains: usize, rows: usize) -> RuleSet {
    let text = invented::text(domains, rows);
    let name = "scheme.toml".to_owned();
    read(&[RuleFile { name, text }]).unwrap()
}

/// How the cost of one determination grows with domains, and with the rows of a value table.
fn growth(bench: &mut Criterion) {
    let on = parse_iso_date("2026-09-01").unwrap();
    let mut context = Context::year(on, Setting::Mms, None, "0.6".parse().unwrap());
    let mut group = bench.benchmark_group("one determination");
    for (domains, rows) in [(3, 10), (11, 10), (40, 10), (11, 1_000), (11, 10_000)] {
        let rules = invented(domains, rows);
        context.facts.institution = Some(format!("School {}", rows / 2));
        let profile = caseload(&rules, 4).remove(3);
        let found = determine(&profile, &rules, &context);
        assert!(found.top_up().is_some(), "{:?}", found.status);
        group.bench_function(format!("{domains} domains, {rows} rows"), |timer| {
            timer.iter(|| black_box(determine(black_box(&profile), &rules, &context)));
        });
    }
    group.finish();
}

/// How long a set takes to load and check, by the rows of its value table.
fn loading(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("load and check");
    group.sample_size(10);
    for rows in [10, 1_000, 10_000] {
        group.bench_function(format!("{rows} rows"), |timer| {
            timer.iter(|| black_box(invented(11, rows)));
        });
    }
    group.finish();
}

criterion_group!(benches, determinations, growth, loading);
criterion_main!(benches);
