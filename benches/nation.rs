//! All of England's plans from JSON lines to JSON lines: how long it takes, and how much memory.
//!
//! The file is made once, seeded by nothing but the line's number, and is invented. The command runs as a
//! person would run it, threads and files and all; the trace is recorded for every profile and written out
//! for none. The peak of memory is what Linux says of this process, benches and all.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot read its files has nothing to measure"
)]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use send_banding::calendar::parse_iso_date;
use send_banding::commands::determine::{Determine, run};
use send_banding::commands::{Console, Exit};

/// About as many as there are plans in England.
const PLANS: u64 = 720_000;

const DOMAINS: [&str; 11] = [
    "thinking",
    "literacy-numeracy",
    "receptive-language",
    "speech",
    "social-communication",
    "emotional-wellbeing",
    "behaviour",
    "hearing",
    "vision",
    "physical",
    "medical",
];

fn nation(folder: &Path, plans: u64) -> PathBuf {
    let path = folder.join(format!("{plans}.jsonl"));
    let mut file = BufWriter::new(File::create(&path).unwrap());
    let settings = ["MMS", "SPEC", "RPU", "FE"];
    let needs = ["ASD", "SEMH", "SLCN", "PMLD", "MLD"];
    let mut line = String::new();
    for plan in 0..plans {
        line.clear();
        write!(line, r#"{{"id":"N{plan:07}","levels":{{"#).unwrap();
        for (place, domain) in (0_u64..).zip(DOMAINS) {
            let level = (plan * 7 + plan / 5 * place + place * place) % 5;
            let comma = if place == 0 { "" } else { "," };
            write!(line, r#"{comma}"{domain}":"{level}""#).unwrap();
        }
        let (setting, need) = (settings[(plan % 4) as usize], needs[(plan % 5) as usize]);
        let fte = if plan % 9 == 0 { "0.6" } else { "1" };
        writeln!(
            line,
            r#"}},"setting":"{setting}","primary_need":"{need}","fte":"{fte}"}}"#
        )
        .unwrap();
        file.write_all(line.as_bytes()).unwrap();
    }
    path
}

/// What Linux says was the most memory of this process, in MB.
fn peak_memory_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

fn determine(profiles: PathBuf, out: PathBuf) {
    let asked = Determine {
        rules: "exampleshire/2026-04-01".to_owned(),
        on: parse_iso_date("2026-09-01").unwrap(),
        profiles,
        out,
        sheet: None,
        trace: false,
        json: false,
    };
    let (mut said, mut printed) = (Vec::new(), Vec::new());
    let mut console = Console {
        out: &mut printed,
        err: &mut said,
    };
    let exit = run(&asked, &mut console);
    assert_eq!(exit, Exit::Done, "{}", String::from_utf8_lossy(&said));
}

fn plans(bench: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut group = bench.benchmark_group("JSON lines to JSON lines");
    group.sample_size(10);
    for plans in [PLANS / 10, PLANS] {
        let profiles = nation(folder.path(), plans);
        let out = folder.path().join("out.jsonl");
        group.throughput(Throughput::Elements(plans));
        group.bench_function(format!("{plans} plans"), |timer| {
            timer.iter(|| determine(profiles.clone(), out.clone()));
        });
    }
    group.finish();
    if let Some(peak) = peak_memory_mb() {
        println!("peak of memory, this bench included: {peak} MB");
    }
}

criterion_group!(benches, plans);
criterion_main!(benches);
