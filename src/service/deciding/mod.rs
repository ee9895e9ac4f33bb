//! Deciding: the profiles that wait, one of them with everything an officer needs, and the decision itself.
//!
//! Only an officer who did not score a profile decides on it, once it is asked whether every line of Section F is secured.

mod again;
mod amount;
mod award;
mod case;
mod change;
mod compare;
mod conclude;
mod conflict;
mod effect;
mod parts;
mod plausible;
mod queue;
mod tribunal;

pub use crate::store::amount_proposal::AmountProposal;
pub use again::as_made;
pub use amount::{Agreed, IndividualAmount, Wanted, agree_amount, wanted as amount_wanted};
pub use case::{Case, IndividualFinding, Stage, open};
pub use change::what_would_change;
pub use compare::{Comparison, FirstJudgement, Similar, compare, judge};
pub use conclude::{Concluded, OverrideReason, SectionFChecked, Step, Terms, Verdict, conclude};
pub use conflict::{Interest, declare_interest, interest, lift_interest};
pub(in crate::service) use effect::Before;
pub use effect::{Earlier, Effect, Now, PaidTo, PutRight};
pub use plausible::{AMOUNTS, AmountLimits, Doubt, MONTHS_AHEAD};
pub use queue::{Queue, QueueFilter, Waiting, queue};
pub use tribunal::{BeforeOrder, Entered, Order, OrderFunding, before_order, enter_order};
