//! The needs profile: what was judged about a child's needs, domain by domain, and on what evidence.
//!
//! A profile says nothing of bands or money. Whether its domains and levels are those of a rule set
//! is the engine's question; here they are only well formed.

mod codes;
mod profile;

pub use codes::{Need, Setting, UnknownCode};
pub use profile::{
    AreaId, BandId, DomainId, Evidence, EvidenceSource, GroupId, Level, NeedsProfile,
};
