//! Islands: all that runs in the browser as WebAssembly, on pages that work without it.
//!
//! An island stands round markup that the server sent and replaces it once it can do better. What it
//! works out, it works out with the core that the server uses: the same reading of a form
//! ([`Answers`]), the same engine, the same sentences ([`outcome`]). It receives an address and the
//! ids of forms, never a child's data.

pub mod answers;
#[cfg(feature = "hydrate")]
mod browser;
mod live_band;
pub mod outcome;

pub use answers::Answers;
pub use live_band::LiveBand;
