//! Values become bytes: workbooks, delimited text, and files that appear whole or not at all.
//!
//! The only room that names `rust_xlsxwriter`. It knows how a value is shown; it computes nothing.

mod delimited;
mod dress;
mod dsg_plan;
mod facts;
mod forecast;
mod transfer;
mod value;
mod whole_file;
mod workbook;

pub use delimited::csv;
pub use dress::{Allowed, Drawn, Dress, Series, Shape, Typed};
pub use dsg_plan::{
    BesidesYear, DsgPlan, EnteredFigure, PaidFor, PastBalance, PlanSide, SavedBy, YearRanks,
    dsg_plan_workbook,
};
pub use facts::{FactCell, Facts};
pub use forecast::forecast_workbook;
pub use transfer::package;
pub use value::{Column, Sheet, Shown, Value};
pub use whole_file::{NotSaved, WholeFile, save};
pub use workbook::{NotWritten, dressed_workbook, named_workbook, workbook};
