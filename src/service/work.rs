//! Long work: a process claims a job in each of its lanes and does it. Several processes may do so on one database.
//!
//! Simulations take minutes; the sums that pages wait for take seconds. So a process has two lanes: one for any work, the oldest
//! first, and one for sums alone, which no simulation ever stands in front of. More there are never.

use std::time::Duration;

use super::high_needs::runs;
use super::{Moment, ServiceError, beside};
use crate::rules::RuleBook;
use crate::store::Store;
use crate::store::job::{self, Ended};

/// How long a process without work waits before it looks again.
const PAUSE: Duration = Duration::from_millis(700);

/// What work a lane takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Any, the oldest first.
    Any,
    /// Sums of the cohort that pages show, and nothing else.
    Sums,
}

impl Lane {
    /// Every lane of a process.
    pub const ALL: [Lane; 2] = [Lane::Any, Lane::Sums];

    fn kinds(self) -> Option<&'static [&'static str]> {
        match self {
            Lane::Any => None,
            Lane::Sums => Some(&beside::KINDS),
        }
    }
}

/// Claims a job that waits and does it. False if none waits.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used; [`ServiceError::Conflict`] if the job was taken from it.
pub async fn one(
    store: &Store,
    book: &RuleBook,
    worker: &str,
    now: &(dyn Fn() -> Moment + Sync),
) -> Result<bool, ServiceError> {
    one_of(store, book, (worker, Lane::Any), now).await
}

/// As [`one`], of a lane.
///
/// # Errors
/// As [`one`].
pub async fn one_of(
    store: &Store,
    book: &RuleBook,
    (worker, lane): (&str, Lane),
    now: &(dyn Fn() -> Moment + Sync),
) -> Result<bool, ServiceError> {
    let moment = now();
    let mut tx = store.begin().await?;
    let until = runs::lease_until(moment.instant);
    let claimed = job::claim_of(&mut tx, worker, lane.kinds(), (moment.instant, until)).await?;
    tx.commit().await?;
    let Some(claimed) = claimed else {
        return Ok(false);
    };
    if claimed.kind == runs::KIND {
        runs::work(store, book, claimed, worker, now).await?;
        return Ok(true);
    }
    if beside::is_kind(&claimed.kind) {
        beside::work(store, book, &claimed, worker, now).await?;
        return Ok(true);
    }
    let mut tx = store.begin().await?;
    let outcome = "This version of the service does not know the work.";
    job::finish(
        &mut tx,
        &claimed.id,
        worker,
        Ended::Failed { outcome },
        now().instant,
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}

/// Does a lane's work for ever, a job at a time.
pub async fn for_ever(store: Store, book: &RuleBook, lane: Lane, now: impl Fn() -> Moment + Sync) {
    let worker = uuid::Uuid::now_v7().to_string();
    loop {
        match one_of(&store, book, (&worker, lane), &now).await {
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(PAUSE).await,
            Err(error) => {
                // The job is claimed again when its lease is over.
                tracing::warn!(%error, "a job was left");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}
