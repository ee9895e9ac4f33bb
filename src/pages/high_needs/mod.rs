//! High needs over the years: the outlook, its figures, what placements cost today, scenarios, runs and the back-test.

mod back_test;
mod bands;
mod builder;
mod charts;
mod compare;
mod figures;
mod management_plan;
mod outlook;
mod runs;
mod scenarios;
mod school;
mod sensitivity;
mod spend;

pub use back_test::show as back_test;
pub use builder::{edit, new, save, save_new};
pub use compare::{compare, compare_csv};
pub use figures::{enter, form as figures};
pub use management_plan::{file as management_plan_file, show as management_plan};
pub use outlook::{csv as outlook_csv, show as outlook};
pub use runs::{file as run_file, list as runs, show as run, start, stop};
pub use scenarios::{chart as scenario_chart, list as scenarios};
pub use school::{csv as school_csv, show as school};
pub use sensitivity::{csv as sensitivity_csv, show as sensitivity};
pub use spend::{of_line, of_line_csv, of_setting, of_setting_csv, show as spend, spend_csv};

use leptos::prelude::*;

use super::words;
use crate::components::{Crumb, InsetText};
use crate::money::Money;
use crate::service::beside::Standing;

/// Where the outlook is.
const HOME: &str = "/high-needs";

/// The path to the pages below the outlook.
fn below() -> Vec<Crumb> {
    vec![Crumb::new("High needs", HOME)]
}

fn below_scenarios() -> Vec<Crumb> {
    let mut path = below();
    path.push(Crumb::new("Scenarios", "/high-needs/scenarios"));
    path
}

/// Of when the numbers are, where that is not now: it stands before them.
fn as_of(standing: Standing) -> Option<AnyView> {
    let text = words::standing(standing)?;
    Some(view! { <InsetText>{text}</InsetText> }.into_any())
}

/// A count of tenths of a child as a page shows it: whole children.
fn whole(expected: f64) -> i64 {
    // Counts of an authority's children are far within i64.
    expected.round() as i64
}

/// A sum with its sign in words where it is a change: `£1.00 more`, `£1.00 less`.
fn change(sum: Money) -> String {
    match sum.pence() {
        0 => "No change".to_owned(),
        1.. => format!("{sum} more"),
        _ => Money::from_pence(-sum.pence())
            .map_or_else(|_| sum.to_string(), |size| format!("{size} less")),
    }
}
