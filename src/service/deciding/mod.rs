//! Deciding: the profiles that wait, one of them with everything an officer needs, and the decision itself.
//!
//! Only an officer who did not score a profile decides on it, once it is asked whether every line of Section F is secured.

mod award;
mod case;
mod change;
mod conclude;
mod queue;

pub use award::of_decision as award_of;
pub use case::{Case, IndividualFinding, Stage, open};
pub use change::what_would_change;
pub use conclude::{Concluded, OverrideReason, Terms, Verdict, conclude};
pub use queue::{Queue, Waiting, queue};
