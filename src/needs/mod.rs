//! The needs profile: what was judged about a child's needs, domain by domain, and on what evidence.
//!
//! A profile says nothing of money, unless an amount was agreed one by one, and of bands only what a
//! person picked. Whether its domains and levels are those of a rule set is the engine's question;
//! here they are only well formed.

mod agreement;
mod codes;
mod compared;
mod document;
mod evidence;
mod facts;
mod level;
mod names;
mod profile;
mod provision;
mod sample;
mod section_f;

pub use agreement::{Agreement, agreement};
pub use codes::{Need, Setting, UnknownCode};
pub use compared::{LevelPair, level_pairs, levels_apart};
pub use document::DocumentKind;
pub use evidence::{Evidence, EvidenceSource, Grounds};
pub use facts::{Earlier, Facts, Residency};
pub use level::Level;
pub use names::{
    AreaId, BandId, CircumstanceId, DomainId, GroupId, ModifierId, PhaseId, PostId, ProvisionId,
    StreamId,
};
pub use profile::NeedsProfile;
pub use provision::ProvisionLine;
pub use sample::draw;
pub use section_f::{SectionFAnswer, SectionFLine, section_f_said};
