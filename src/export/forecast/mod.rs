//! The forecast as a workbook: a summary with charts, what each lever does, and every number of the result.
//!
//! Totals, effects, growth and control totals are live formulas, each with the value that it has; ranks of simulations are
//! not sums of their parts, and stand as numbers. The summary has one cell to play with: a further change of all prices.

mod audit;
mod bands;
mod levers;
mod sheets;
mod summary;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::workbook::add_sheets;
use super::{NotWritten, Sheet};
use crate::forecast::Outcome;

/// Writes a forecast as a workbook.
///
/// # Errors
/// [`NotWritten`] beyond what a workbook can hold.
pub fn forecast_workbook(outcome: &Outcome) -> Result<Vec<u8>, NotWritten> {
    let mut sheets: Vec<Sheet> = vec![summary::summary(outcome), summary::plans(outcome)];
    sheets.extend(levers::waterfall(outcome));
    sheets.extend(bands::by_band(outcome));
    sheets.extend(sheets::all(outcome));
    sheets.extend([audit::assumptions(outcome), audit::audit(outcome)]);
    let mut workbook = Workbook::new();
    // Of the day that is known, not of the clock: the same inputs and seed give the same bytes.
    let january = u16::try_from(outcome.start.january).unwrap_or(2000);
    let known = ExcelDateTime::from_ymd(january, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&known));
    add_sheets(&mut workbook, &sheets)?;
    summary::dress(&mut workbook, outcome)?;
    levers::dress(&mut workbook, outcome)?;
    audit::dress(&mut workbook, outcome)?;
    Ok(workbook.save_to_buffer()?)
}
