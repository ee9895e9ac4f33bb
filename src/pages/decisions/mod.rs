//! Decisions: the queue, one profile with all that bears on it, and the officer's conclusion.

mod case;
mod change;
mod done;
mod form;
mod queue;

pub use case::{conclude, show};
pub use change::what_would_change;
pub use done::done;
pub use queue::list;
