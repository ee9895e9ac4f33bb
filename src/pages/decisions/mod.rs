//! Decisions: the queue, one profile with all that bears on it, and the officer's conclusion.

mod case;
mod form;
mod queue;

pub use case::{conclude, done, show};
pub use queue::list;
