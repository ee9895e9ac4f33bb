//! The package in which one authority hands a plan and its agreed profile to another.
//!
//! A package is JSON in two coats. The inner one, [`Contents`], is what is handed over. The outer one, [`Package`], holds
//! the inner one as a text, so that what is signed is exactly those bytes and no reader has to write JSON the way we do.
//! Here is its shape and what makes one well formed; keys are elsewhere: the store signs, `import` verifies.
//!
//! What is not in it: money, bands, decisions, names of officers, and what others wrote of the child.

mod check;
mod contents;
#[cfg(test)]
mod tests;

pub use check::Wrong;
pub use contents::{
    AuthorityNamed, ChildFacts, Contents, DomainFacts, PlaceFacts, PlacementFacts, PlanFacts,
    ProfileFacts, RulesNamed, VersionFacts,
};

use serde::{Deserialize, Serialize};

use crate::ids::{Digest, PublicKey};

/// What the outer coat says it is.
pub const FORMAT: &str = "send-banding transfer";

/// The newest version of the shape. A reader refuses a later one: it cannot know what it would leave out. The second has
/// several pieces of evidence for a domain; what needs none of that is written in the first, which older readers take.
pub const FORMAT_VERSION: u32 = 2;

/// The largest package, in bytes: a page of quotation at each of a hundred domains is a third of it.
pub const BYTES_MAX: usize = 900_000;

/// The outer coat. Not to be debugged: it holds everything, and such text ends in logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// [`FORMAT`].
    pub format: String,
    /// [`FORMAT_VERSION`], or an earlier one.
    pub format_version: u32,
    /// [`Contents`] as JSON.
    pub contents: String,
    /// SHA-256 of that text.
    pub digest: Digest,
    /// The Ed25519 key (RFC 8032) of the authority that signed it.
    pub public_key: PublicKey,
    /// The signature over [`signed_bytes`], 128 hexadecimal digits.
    pub signature: String,
}

/// What is signed: the contents with the format and its version before them, so that no signature counts for another.
#[must_use]
pub fn signed_bytes(format_version: u32, contents: &str) -> Vec<u8> {
    format!("{FORMAT}\n{format_version}\n{contents}").into_bytes()
}
