//! How fast the text of a rule set becomes a checked set, and how that grows with the rows of its tables.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot read its rule set has nothing to measure"
)]

use std::fmt::Write;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use send_banding::rules::{RuleFile, read};

const STREAMS: &str = include_str!("../fixtures/refused/sound-streams.toml");

/// The rows that the table of special schools has besides: a rate for each school and band.
fn with_rows(count: usize) -> String {
    let mut rows = String::new();
    for school in 0..count / 2 {
        for (band, pounds) in [("1", 14_000), ("2", 20_000)] {
            let urn = 100_000 + school;
            writeln!(
                rows,
                "    [\"{urn}\", \"{band}\", \"{}.50\"],",
                pounds + school
            )
            .unwrap();
        }
    }
    STREAMS.replacen("rows = [\n", &format!("rows = [\n{rows}"), 1)
}

fn rule_sets(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("read and check");
    for count in [100, 1_000, 10_000] {
        let file = RuleFile {
            name: "scheme.toml".to_owned(),
            text: with_rows(count),
        };
        group.throughput(Throughput::Elements(u64::try_from(count).unwrap()));
        group.bench_function(BenchmarkId::new("value rows", count), |timer| {
            timer.iter(|| black_box(read(std::slice::from_ref(&file)).unwrap()));
        });
    }
    group.finish();
}

criterion_group!(benches, rule_sets);
criterion_main!(benches);
