//! The commands from end to end, run as the executable runs them, on small invented files made here.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that meets None has failed, and says where"
)]

mod another_program;
mod backup;
mod compare;
mod determine;
mod forecast;
mod hostile;
mod path_taken;
mod records;
mod returns;
mod sen2;
mod tables;
mod verify;
