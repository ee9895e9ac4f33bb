//! How an entry that runs from day to day ends.

use super::Date;

/// The end of a dated entry of a record: a cost line, an absence, an authority’s part in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// On a last day, which still counts.
    LastDay(Date),
    /// Never: it was entered in error, and no day of it counts.
    InError,
}
