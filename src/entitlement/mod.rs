//! What an award's life entitles establishments to in a year, to the penny, and when it is paid.
//!
//! A [`Life`] is one strand of a child's cost (band top-ups, or a therapy, or a fee) over any time: spells at establishments,
//! absences, one-off amounts. [`due_in_year`] cuts it into segments within which establishment, band, attendance and price
//! stay the same, rounds each once, and splits each over the year's payment periods by cumulative difference, so that the
//! parts always make up the whole. [`settle`] compares that with what closed periods were paid and says what is still to
//! adjust: a closed period never changes. Where several pay, [`divided`] shares a year among them: their parts make it up.
//!
//! Nothing here looks a price up, knows what day it is, or stores anything: prices come as a [`PriceBook`] that the caller
//! fills, and the result carries its own working.

mod absence;
mod across;
mod divide;
mod due;
mod life;
mod overlap;
mod periods;
mod price;
mod reason;
mod remainder;
mod segment;
mod settle;
mod split;

pub use absence::AbsenceKind;
pub use across::due_by_any_year;
pub use divide::divided;
pub use due::{
    DueInYear, EntitlementError, OneOffDue, Payment, SegmentDue, Warning, Working, YearTerms,
    due_in_year,
};
pub use life::{Absence, Life, OneOff, Spell};
pub use periods::{PaymentPeriods, PeriodsError};
pub use price::{Price, PriceBook};
pub use reason::Reason;
pub use segment::Segment;
pub use settle::{Adjustment, OpenAmount, Paid, SettleError, Settlement, settle};
