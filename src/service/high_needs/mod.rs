//! High needs over the years: the forecast from the council's own records, its balance, scenarios and runs.

mod annual;
mod basis;
pub mod cohort;
pub mod figures;
mod kept;
mod known;
pub mod management_plan;
mod ours;
pub mod outlook;
mod past;
mod pipeline;
pub mod population;
pub mod runs;
pub mod scenarios;
pub mod spend;
