//! What is spent on high needs beside what was planned: the section 251 statement, the ledger's entries, and the in-year
//! variance split into its causes.
//!
//! Whole pence throughout; volumes are decimals. Nothing here reads a file, a record or a clock.

mod ledger;
mod rag;
mod section_251;
mod variance;

pub use ledger::{
    Amounts, Change, LedgerLine, ToDate, below_nought, booked, changes, last_complete, to_date,
    unbooked_before,
};
pub use rag::{Rag, Thresholds, tenths_of_per_cent};
pub use section_251::{
    Entry, PHASES, Phase, ShownRow, ShownSums, StatementRow, statement, whole_pounds,
};
pub use variance::{Given, Monitored, Part, Split, monitor, part_of};

#[cfg(test)]
mod tests;
