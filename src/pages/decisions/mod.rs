//! Decisions: the queue, one profile with all that bears on it, and the officer's conclusion.

mod amount;
mod case;
mod change;
mod check;
mod compare;
mod conflict;
mod done;
mod form;
mod lost;
mod queue;
mod shown;
mod tribunal;

pub use amount::{agree as agree_amount, show as amount};
pub use case::{conclude, show};
pub use change::what_would_change;
pub(super) use check::{Checked, award, effect_rows, page as check_page, step};
pub use compare::{judge, show as compare};
pub use conflict::{declare as declare_conflict, lift as lift_conflict, show as conflict};
pub use done::done;
pub use queue::list;
pub use tribunal::{enter as enter_order, show as order};
