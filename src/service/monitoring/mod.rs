//! In-year monitoring: the budget, what the ledger holds to date, what the record commits to the year's end, and why the
//! forecast is not the budget.
//!
//! Lines are those of the section 251 statement. The ledger is imported and never changed here; virements take two people.

mod basis;
mod demonstration;
mod ledger;
mod months;
mod notices;
pub(in crate::service) mod record;
mod said;
mod sheets;
mod view;
mod virements;
mod volume;

pub use basis::take as take_basis;
pub use demonstration::{Planned, demonstrate};
pub use ledger::{Imported, LedgerImport, LedgerView, Summary, import, import_file, ledger_of};
pub use notices::NoticeOwed;
pub use said::{
    Entered, LineSaid, Saying, ThresholdsSaid, enter_thresholds, report, said_of, say, thresholds,
};
pub use sheets::{COLUMNS, csv, workbook};
pub use view::{BasisTaken, LineView, Monitoring, of_year};
pub use virements::{Moved, VirementView, Virements, conclude, propose, virements};

pub use crate::import::ledger::LedgerMap;
pub use crate::spending::{Amounts, Change, LedgerLine, Rag, Split, Thresholds};
pub use crate::store::budget::{Virement, VirementState};
pub use crate::store::monitoring::Said;

use crate::calendar::FinancialYear;
use crate::money::MoneyError;
use crate::service::high_needs::figures;
use crate::service::{Moment, ServiceError};

/// The year that an address names as `2026-27`.
///
/// # Errors
/// [`ServiceError::NotFound`] for a year out of reach.
pub fn year_named(text: &str, moment: Moment) -> Result<FinancialYear, ServiceError> {
    let mut years = figures::years(moment).into_iter();
    let found = years.find(|year| year.to_string() == text);
    found.ok_or(ServiceError::NotFound)
}

fn broken(error: MoneyError) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}
