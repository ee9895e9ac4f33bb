//! Islands: all that runs in the browser as WebAssembly, on pages that work without it.
//!
//! An island stands beside what the server worked out and takes its place once it can do better. What it
//! works out, it works out with the core that the server uses: the same reading of a form
//! ([`crate::answers::Answers`]), the same engine, the same sentences ([`outcome`]). It receives an address and
//! ids of elements, never a child's data.

#[cfg(feature = "hydrate")]
mod browser;
mod live_band;
pub mod outcome;

pub use live_band::LiveBand;
