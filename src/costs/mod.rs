//! What a placement costs besides its award: dated lines, and what makes one sound.
//!
//! A top-up by band and an exceptional amount are never lines of their own: they come from the award, which an officer
//! decided. Everything else that a placement costs is a line here. A line reads itself as a life for
//! [`entitlement`](crate::entitlement), which works out what it is due in a year.

mod coding;
mod kind;
mod notice;
mod terms;
mod vat;
mod year;

pub use coding::{
    SECTION_251_LINES, is_kept_by_the_authority, section_251_line, section_251_title,
};
pub use kind::{CostKind, CostPer};
pub use notice::Notice;
pub use terms::{CostProblem, CostTerms, PlacedAt, Uplift};
pub use vat::{VatRate, VatRates};
pub use year::{by, three_terms};
