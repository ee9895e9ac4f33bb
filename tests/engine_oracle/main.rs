//! The engine against slow, obvious readings of the same schemes, written apart from it.
//!
//! [`shipped`] types the figures of the shipped sets again. The rest writes rule sets of every kind as
//! text ([`written`]), reads that text a second time without the engine's types ([`slow`]), and
//! compares band, amount and kind of result for profiles of every kind.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot read its files has failed"
)]

mod cases;
mod choices;
mod fraction;
mod generated;
mod shipped;
mod slow;
mod slow_amount;
mod slow_band;
mod slow_conversion;
mod slow_time;
mod tree;
mod written;
mod written_stream;
mod written_values;
mod written_when;
