//! The profiles that wait for a decision.

use super::case::individual_finding;
use crate::access::{Action, Actor};
use crate::calendar::Date;
use crate::ids::ChildId;
use crate::money::Money;
use crate::service::reach::restricted;
use crate::service::{Moment, ServiceError, Store, kept_back, trail, undecided};
use crate::store::work_list;
use crate::store::{Page, amount_proposal};

pub use crate::store::work_list::{QueueFilter, QueueLine};

/// How many profiles one page shows.
const PAGE_SIZE: u32 = 25;

/// A profile that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which, whose, scored by whom, since when.
    pub line: QueueLine,
    /// How many days it has waited.
    pub days: i32,
    /// Whether the actor scored it, and so cannot decide on it.
    pub own: bool,
    /// Whether nobody is left who may decide on it.
    pub without_decider: bool,
    /// Whether it was found to need an individually agreed amount.
    pub individual: bool,
    /// The amount of a year that was proposed for it, above its officer's limit; none for an officer who has yet to judge it.
    pub proposed: Option<Money>,
}

/// A page of the queue.
#[derive(Debug)]
pub struct Queue {
    /// The profiles of this page.
    pub waiting: Vec<Waiting>,
    /// How many wait in all.
    pub total: u64,
    /// Which page this is, from 1.
    pub page: u32,
    /// How many pages there are.
    pub pages: u64,
}

/// The profiles that wait for a decision, of those that are asked for and in that order.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not see the queue.
pub async fn queue(
    store: &Store,
    actor: &Actor,
    (filter, page): (QueueFilter, u32),
    moment: Moment,
) -> Result<Queue, ServiceError> {
    let seen = restricted(actor, Action::ViewQueue)?;
    let mut tx = store.read().await?;
    let page = Page::new(page, PAGE_SIZE);
    let found = work_list::moderation_queue(&mut tx, &actor.user, &seen, filter, page).await?;
    let pages = found.pages();
    let children: Vec<ChildId> = found.items.iter().map(|line| line.child.clone()).collect();
    let kept_back = kept_back::among(&mut tx, actor, Some(&children)).await?;
    let without_decider = undecided::among(&mut tx, &seen).await?;
    let mut waiting = Vec::new();
    for line in found.items {
        let individual = individual_finding(&mut tx, &line.child, &line.profile).await?;
        let proposed = amount_proposal::latest(&mut tx, &line.profile, line.version).await?;
        waiting.push(Waiting {
            proposed: proposed
                .filter(|_| !kept_back.contains(&line.child))
                .map(|proposed| proposed.annual),
            days: days_since(Moment::of(line.submitted_at).today, moment.today),
            own: line.scored_by.as_ref() == Some(&actor.user),
            without_decider: without_decider
                .iter()
                .any(|one| one.profile == line.profile),
            individual: individual.is_some(),
            line,
        });
    }
    drop(tx);
    let shown = waiting.iter().map(|waiting| &waiting.line.child);
    trail::listed(store, moment, actor, "decisions", shown).await?;
    Ok(Queue {
        waiting,
        total: found.total,
        page: found.page.number(),
        pages,
    })
}

/// How many days have passed; none where the day is still to come.
fn days_since(day: Date, today: Date) -> i32 {
    (today - day).get_days().max(0)
}
