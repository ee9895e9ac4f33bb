//! send-banding: from a needs profile to a band, a top-up and the reasons for both.
//!
//! The map, one line a module. Imports run downwards only; `tests/architecture.rs` holds that.

// Core: no I/O, clock, randomness from outside, float in money, or framework.
pub mod access;
pub mod calendar;
pub mod engine;
pub mod ids;
pub mod money;
pub mod needs;
pub mod rules;
