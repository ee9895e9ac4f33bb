//! The forecast from rows to result, on invented councils.
#![expect(
    clippy::unwrap_used,
    clippy::float_arithmetic,
    reason = "a test that meets None has failed, and says where; expected counts are floats"
)]

#[path = "../common/invented_cohort.rs"]
mod invented_cohort;

mod agreement;
mod bad_input;
mod bands;
mod by_hand;
mod coverage;
mod followed;
mod management_plan;
mod on_record;
mod outcome;
mod scenarios;

use invented_cohort::Invented;
use send_banding::forecast::{Asked, Cohort, Scenario, check};

/// The cohort of an invented council.
fn cohort(invented: &Invented) -> Cohort {
    let inputs = invented.inputs();
    let (cohort, problems) = check(&inputs.transitions, &inputs.population, &inputs.costs).unwrap();
    assert_eq!(problems, [], "an invented council has no problems");
    cohort
}

/// A small council, so that a test takes a second.
fn small() -> Invented {
    Invented {
        plans: 150,
        pairs: 4,
        ..Invented::default()
    }
}

/// Three years, a few simulations.
fn asked() -> Asked {
    Asked {
        years: 3,
        simulations: 40,
        seed: 7,
        threads: 1,
        scenario: Scenario::default(),
    }
}
