//! How long the DSG management plan takes: an average authority's placements under three levers, six whole years, and its
//! workbook. The target is 2 seconds for both.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot make its cohort has nothing to measure"
)]

#[path = "../tests/common/invented_cohort.rs"]
mod invented_cohort;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use invented_cohort::Invented;
use send_banding::calendar::Date;
use send_banding::export::{DsgPlan, PlanSide, dsg_plan_workbook};
use send_banding::forecast::{Cohort, Lever, ManagementPlan, Projection, Scenario, check};

const YEARS: usize = 7;

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

fn three_levers(cohort: &Cohort) -> Scenario {
    let since = Date::new(cohort.last_january() + 1, 9, 1).unwrap();
    let percent = |text: &str| text.parse().unwrap();
    Scenario {
        name: "Three levers".to_owned(),
        levers: vec![
            Lever::Redirect {
                from: "ISS".to_owned(),
                to: "SPEC".to_owned(),
                percent: percent("40"),
                since,
            },
            Lever::Price {
                setting: Some("ISS".to_owned()),
                percent_a_year: percent("-1.5"),
            },
            Lever::JoinerGrowth {
                percent_a_year: percent("-1"),
            },
        ],
    }
}

fn plan_of(placements: ManagementPlan) -> DsgPlan {
    DsgPlan {
        not_known: Vec::new(),
        paid_for: Vec::new(),
        placements,
        past: Vec::new(),
        allocations: Vec::new(),
        besides: Vec::new(),
        transport: Vec::new(),
        levers_saved: None,
        unmitigated: PlanSide::default(),
        mitigated: PlanSide::default(),
        assumptions: Vec::new(),
        figures: Vec::new(),
        facts: Vec::new(),
    }
}

fn plans(bench: &mut Criterion) {
    let cohort = average_authority();
    let levers = three_levers(&cohort);
    let count: u32 = cohort.at_start().iter().sum();
    let mut group = bench.benchmark_group(format!("management plan of {count} plans"));
    group.sample_size(10);
    group.bench_function("placements under three levers", |timer| {
        timer.iter(|| {
            let projection =
                Projection::of(&cohort, &send_banding::forecast::Followed::default(), YEARS);
            black_box(projection.management_plan(&levers).unwrap())
        });
    });
    let projection = Projection::of(&cohort, &send_banding::forecast::Followed::default(), YEARS);
    let plan = plan_of(projection.management_plan(&levers).unwrap());
    group.bench_function("workbook", |timer| {
        timer.iter(|| black_box(dsg_plan_workbook(&plan).unwrap()));
    });
    group.finish();
}

criterion_group!(benches, plans);
criterion_main!(benches);
