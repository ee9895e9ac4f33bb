//! School reconciliation: what is held of a school's children in a year, what the school returns, and what comes of each line.
//!
//! A line that an officer agrees becomes corrections, which change the award as any other accepted correction does: closed
//! payment periods stay, and the next open one gets the adjustment. Nothing here writes an award by itself.

mod agree;
mod casework;
mod held;
mod sheets;
mod take;

pub use agree::{Agreed, CannotAgree, agree, keep};
pub use casework::{Task, conclude, tasks};
pub use held::{HeldAward, SchoolHeld, SchoolRow, held_of, schools};
pub use sheets::{held_workbook, lines_workbook, state_in_words};
pub use take::{Compared, Taken, compared, take};

pub use crate::import::Unreadable;
pub use crate::reconcile::{Difference, Outcome, SaidEnd};
pub use crate::store::reconciliation::{
    HeldSide, Latest, LineState, ReconciledLine, Reconciliation, SaidSide,
};

/// The kind of an audit entry's subject.
const SUBJECT: &str = "reconciliation";
