//! What lives of awards are due: published figures, generated lives, late changes and absurd input.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed, and says where"
)]

mod adjustments;
mod any;
mod build;
mod divided;
mod lives;
mod segments;
mod vectors;
