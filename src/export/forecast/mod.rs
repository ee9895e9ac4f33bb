//! The forecast as a workbook: a summary with charts, and every number of the result.
//!
//! Totals are live formulas, each with the JSON's own number as the value that it has; ranks of simulations are not sums
//! of their parts, and stand as numbers.

mod sheets;
mod summary;

use rust_xlsxwriter::Workbook;

use super::workbook::add_sheets;
use super::{NotWritten, Sheet};
use crate::forecast::Outcome;

/// Writes a forecast as a workbook.
///
/// # Errors
/// [`NotWritten`] beyond what a workbook can hold.
pub fn forecast_workbook(outcome: &Outcome) -> Result<Vec<u8>, NotWritten> {
    let mut sheets: Vec<Sheet> = vec![summary::summary(outcome), summary::plans(outcome)];
    sheets.extend(sheets::all(outcome));
    let mut workbook = Workbook::new();
    add_sheets(&mut workbook, &sheets)?;
    summary::dress(&mut workbook, outcome)?;
    Ok(workbook.save_to_buffer()?)
}
