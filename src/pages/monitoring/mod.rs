//! In-year monitoring: the year, the ledger and its import, and virements.

mod files;
mod ledger;
mod said;
mod tables;
mod thresholds;
mod virements;
mod year;

pub use files::{by_line_csv, chart, csv, workbook};
pub use ledger::{import, show as ledger};
pub use said::{enter as say, show as line};
pub use thresholds::{enter as enter_thresholds, show as thresholds};
pub use virements::{conclude, list as virements, propose};
pub use year::{of_today, of_year as year, report, take_basis};

use crate::calendar::FinancialYear;
use crate::components::Crumb;

fn address(year: FinancialYear) -> String {
    format!("/high-needs/monitoring/{year}")
}

/// The path to the monitoring of a year.
fn above() -> Vec<Crumb> {
    vec![Crumb::new("High needs", "/high-needs")]
}

/// The path to what is below a year.
fn below(year: FinancialYear) -> Vec<Crumb> {
    let mut path = above();
    path.push(Crumb::new(format!("Monitoring {year}"), address(year)));
    path
}
