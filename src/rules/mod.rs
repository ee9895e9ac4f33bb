//! Rule sets: an authority's banding scheme as checked data.
//!
//! A [`RuleSet`] exists only if the checker passed it, so the engine meets no hole, gap or unknown
//! name. Its identity is the [`Digest`](crate::ids::Digest) of its canonical JSON, descriptors and
//! all, without comments, cases and approval. The text format is described for rules owners in
//! `banding-rules/README.md`.

mod book;
mod cases;
mod check;
mod coverage;
mod misread;
mod near;
mod problem;
mod questions;
mod reader;
mod record;
mod revalue;
mod seal;
mod set;
mod tree;
mod wire;
pub mod words;

pub use crate::needs::Residency;
pub use book::{NoRuleSet, RuleBook, RuleBookError};
pub use cases::{
    BLOCKS, Case, CaseDays, CasesRead, Determined, Expect, Expected, ExpectedBand, Outcome,
    REFUSALS, cases_of, read_cases,
};
pub use check::{Reading, read, read_as, read_with_doubts};
pub use coverage::{Figure, Part, Side, figures, figures_placed, parts, placed};
pub use near::nearest_first;
pub use problem::{Fault, Problem};
pub use questions::{Condition, Question};
pub use record::{Consultation, ProposalRecord, Sufficiency};
pub use revalue::{Amounts, with_amounts};
pub use seal::{SEAL_FILE, Seal};
pub(crate) use set::{ANY_KEY, share_from};

/// Whether this is what a browser runs. What few schemes use is worked out by the server alone
/// ([`Parts::is_for_server_alone`]), and no browser downloads the code for it.
pub(crate) const IN_BROWSER: bool = cfg!(target_family = "wasm");

pub use set::{
    AboveCap, AboveTop, AmountBasis, AmountKind, Area, Band, BandRange, Change, Circumstance,
    ClassStaffing, Column, Conversion, Converting, Cost, Domain, Floor, Gate, Group, GroupCap,
    HoursCap, Index, Inputs, LookupRow, MissingLevel, Model, Modifier, Multiples, NotFunded,
    NotThisSet, Otherwise, Over, Parts, Phase, PointsSource, PricedPoints, Provision,
    ProvisionPrice, Reached, RoundingApplied, RowIndex, Rows, RuleSet, Scheme, Source, Staffing,
    Stream, StreamPart, SupportHours, TotalOf, ValueRow, ValueTable, Values, What,
    YEARLY_LIMIT_PENCE,
};
pub use tree::{FILE_BYTES_MAX, RuleFile};
