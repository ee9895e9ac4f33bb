//! The commands from end to end, run as the executable runs them, on small invented files made here.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that meets None has failed, and says where"
)]

mod another_program;
mod backup;
mod caseload;
mod compare;
mod determine;
mod forecast;
mod hostile;
#[path = "../common/invented_cohort.rs"]
mod invented_cohort;
mod management_plan;
mod path_taken;
mod records;
mod returns;
mod sen2;
mod spending;
mod tables;
mod verify;
