//! The commands from end to end, run as the executable runs them, on small invented files made here.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that meets None has failed, and says where"
)]

mod another_program;
mod backup;
mod caseload;
mod cases_as_records;
mod compare;
mod determine;
mod determine_lines;
#[path = "../common/every_set.rs"]
mod every_set;
mod every_workbook;
mod forecast;
mod hostile;
#[path = "../common/invented_cohort.rs"]
mod invented_cohort;
mod management_plan;
mod path_taken;
mod records;
mod returns;
mod said_of_a_child;
mod sen2;
#[path = "../common/shipped.rs"]
mod shipped;
mod spending;
mod tables;
mod verify;
