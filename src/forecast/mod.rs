//! The high needs forecast: a cohort and its flows become children and spend by month, with how sure that is.
//!
//! What it knows of a child is the year group, the primary need, the setting and the band at each January census. From the
//! year-pairs of a council's own transitions it estimates who joins, leaves, moves setting or changes need
//! ([`Rates`]), lays a [`Course`] of years under a [`Scenario`], and walks it twice: once with expected values
//! ([`expect`]) and many times with whole children ([`simulate`]). Both are checked for conservation at every step:
//! a flow that loses a child is a [`Broken`] error with its place, never a warning.
//!
//! It reads no file, clock or database: a [`Cohort`] comes from wherever its rows came from. Counts of children may
//! be floats; money is whole pence, or whole millionths of a penny until it is rounded, always an integer.
#![expect(
    clippy::float_arithmetic,
    reason = "expected counts and probabilities; money is kept in integers (see spend.rs)"
)]

mod account;
mod allocation;
mod assumptions;
mod backtest;
mod balance;
mod banded;
mod bands;
mod baseline;
mod besides;
mod better;
#[cfg(test)]
mod broken;
mod calibrate;
mod capacity;
mod census;
mod check;
mod cohort;
mod compared;
mod conserve;
mod course;
mod doubled;
mod doubts;
mod drawn;
mod draws;
mod expect;
mod flows;
mod followed;
mod grid;
mod grown;
mod history;
mod idle;
mod joiners;
mod known;
mod law;
mod levers;
mod means;
mod months;
mod outcome;
mod pairs;
mod pipeline;
mod plan;
mod priced;
mod problem;
mod projection;
mod rates;
mod record;
mod reported;
mod rows;
mod runs;
mod score;
mod sensitivity;
mod share;
mod show;
mod shown;
mod shrink;
mod simulate;
mod since;
mod spend;
mod stretch;
mod transfers;
mod trend;
mod unusable;
mod verdict;
mod walked;
mod whole;
mod year_group;

pub use account::Sums;
pub use allocation::AllocationParts;
pub use assumptions::Assumption;
pub use backtest::{
    Ahead, BackTest, OfBaseline, OfSetting, OfSettingBaseline, SettingAhead, back_test,
};
pub use balance::{BalanceYear, Entered, Nil, Ranks, SoFar, YearGiven, balance, nil};
pub use bands::NO_BAND;
pub use baseline::Baseline;
pub use besides::Besides;
pub use census::{Census, transitions};
pub use check::check;
pub use cohort::{Cohort, YearPair};
pub use compared::{Comparison, What};
pub use conserve::Broken;
pub use course::Course;
pub use expect::{Expected, expect};
pub use followed::Followed;
pub use grid::{ALL_BANDS, Cell, Grid};
pub use history::{BandHistory, ChildHistory, NeedSince, PlaceHistory, PlanHistory};
pub use known::{KnownPrices, KnownStay};
pub use levers::{About, Lever, PERCENT, Refusal, SHARE, Scenario, is_within};
pub use means::{CostedChild, costs, without_any_cost};
pub use outcome::{Children, Input, January, Outcome, Pounds, YearAhead};
pub use pipeline::{Pipeline, PipelineTerms, Stage};
pub use plan::{Category, Flows, InCategory, ManagementPlan, NEED_ROWS, PlanYear, Saving};
pub use problem::{Problem, Refused, Source};
pub use projection::{Effect, Projected, ProjectedYear, Projection};
pub use rates::Rates;
pub use rows::{CostRow, PopulationRow, Side, TransitionRow};
pub use runs::Runs;
pub use score::Score;
pub use sensitivity::standard_levers;
pub use shown::units_of;
pub use simulate::simulate;
pub use since::{Since, is_of_age};
pub use whole::{
    Asked, Basis, Forecast, NotForecast, SIMULATIONS_MAX, YEARS_MAX, forecast, on_basis, watched,
};
pub use year_group::{AGE_GROUPS, year_group_place};

/// The version of the model. It rises whenever the same inputs and seed would give other numbers, or what is kept would say less.
pub const MODEL_VERSION: &str = "7";
