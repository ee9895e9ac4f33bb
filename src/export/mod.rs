//! Values become bytes: workbooks, delimited text, and files that appear whole or not at all.
//!
//! The only room that names `rust_xlsxwriter`. It knows how a value is shown; it computes nothing.

mod delimited;
mod dsg_plan;
mod forecast;
mod transfer;
mod value;
mod whole_file;
mod workbook;

pub use delimited::csv;
pub use dsg_plan::{
    BesidesYear, DsgPlan, EnteredFigure, PaidFor, PastBalance, PlanSide, SavedBy, YearRanks,
    dsg_plan_workbook,
};
pub use forecast::forecast_workbook;
pub use transfer::package;
pub use value::{Column, Sheet, Shown, Value};
pub use whole_file::{NotSaved, WholeFile, save};
pub use workbook::{NotWritten, named_workbook, workbook};
