//! Long work: a process claims one job at a time and does it. Several processes may do so on one database.

use std::time::Duration;

use super::high_needs::runs;
use super::{Moment, ServiceError, beside};
use crate::rules::RuleBook;
use crate::store::Store;
use crate::store::job::{self, Ended};

/// How long a process without work waits before it looks again.
const PAUSE: Duration = Duration::from_millis(700);

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
    let moment = now();
    let mut tx = store.begin().await?;
    let claimed = job::claim(
        &mut tx,
        worker,
        moment.instant,
        runs::lease_until(moment.instant),
    )
    .await?;
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

/// Does work for ever, a job at a time.
pub async fn for_ever(store: Store, book: &RuleBook, now: impl Fn() -> Moment + Sync) {
    let worker = uuid::Uuid::now_v7().to_string();
    loop {
        match one(&store, book, &worker, &now).await {
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
