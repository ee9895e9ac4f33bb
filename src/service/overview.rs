//! What waits for whoever has just signed in.

use jiff::ToSpan as _;

use super::reach::{allows, scope};
use super::{Moment, ServiceError};
use crate::access::{Action, Actor};
use crate::calendar::Date;
use crate::store::caseload::{self, Filter, Scope};
use crate::store::{Page, Store, Tx, work_list};

pub use crate::store::work_list::WorkCounts;

/// A review counts as due soon in this many weeks.
const SOON_WEEKS: i64 = 6;

/// The first page's figures: each only for those who may see what it counts.
#[derive(Debug)]
pub struct Overview {
    /// The authority's counts; only for its own staff.
    pub counts: Option<WorkCounts>,
    /// Children at the actor's own establishments; only for their staff.
    pub own_children: Option<u64>,
    /// Whether the actor scores profiles.
    pub scores: bool,
    /// Whether the actor decides on profiles, or reads the queue.
    pub sees_queue: bool,
    /// The first day after those in which a review counts as due soon.
    pub soon: Date,
}

/// Counts what waits.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub async fn of(store: &Store, actor: &Actor, moment: Moment) -> Result<Overview, ServiceError> {
    let soon = moment.today.saturating_add(SOON_WEEKS.weeks());
    let reach = scope(actor, Action::ListChildren).ok();
    let authority = reach.clone().is_some_and(|reach| {
        reach == Scope::authority() || reach == Scope::authority().with_restricted()
    });
    let mut tx = store.read().await?;
    let counts = if authority {
        Some(work_list::counts(&mut tx, moment.today, soon).await?)
    } else {
        None
    };
    let own_children = match reach.filter(|_| !authority) {
        Some(reach) => Some(count(&mut tx, &reach, moment).await?),
        None => None,
    };
    Ok(Overview {
        counts,
        own_children,
        scores: allows(actor, Action::ScoreProfile),
        sees_queue: allows(actor, Action::ViewQueue),
        soon,
    })
}

async fn count(tx: &mut Tx, reach: &Scope, moment: Moment) -> Result<u64, ServiceError> {
    let nobody_left_out = Filter::default();
    let found = caseload::list(tx, reach, &nobody_left_out, moment.today, Page::new(1, 1)).await?;
    Ok(found.total)
}
