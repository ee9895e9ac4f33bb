//! Sums of the whole cohort that pages show. Of a small cohort they are worked out while a page waits. Of a large one a page shows
//! them as they were worked out last, with the time, and asks for a job that works them out again: no page waits for a cohort,
//! and no old sum is shown as if it were today's.

use std::time::Duration;

use jiff::Timestamp;

use super::high_needs::{outlook, runs, spend};
use super::{Moment, ServiceError, new_id, payments, year_record};
use crate::calendar::FinancialYear;
use crate::ids::JobId;
use crate::rules::RuleBook;
use crate::store::job::{self, Ended, Job};
use crate::store::{Store, Tx, payment};

/// The kind of the jobs that work the high needs outlook out.
pub const OUTLOOK: &str = "high-needs-outlook";
/// The kind of the jobs that work the payments of a year out; the payload is its first day.
pub const SCHEDULE: &str = "payment-schedule";

/// The kind of the jobs that bring the sums of what placements cost in step with the records.
pub const SPEND: &str = "placement-sums";
/// The kind of the jobs that work out what the record of a year comes to by line; the payload is its first day.
pub const YEAR_RECORD: &str = "year-record";

/// The most children whose sums are worked out while a page waits.
const CHILDREN_WHILE_WAITING: u32 = 1_000;
/// Above so many children nobody waits for sums, not even whoever makes a demonstration.
const A_NATION: u32 = 100_000;
/// How often a worker tells that it is still at it.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// Whether whoever asks waits until the sums of a large cohort are those of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// A command does.
    Yes,
    /// A page does not.
    No,
}

/// Of when the sums of a page are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Of the records as they are.
    Now,
    /// Of the records as they were then; some changed since, and a job works the sums out again.
    AsOf(Timestamp),
    /// They were never worked out; a job does.
    NotYet,
    /// They were never worked out, and a job has done so many children of so many.
    Begun(u64, u64),
}

impl Standing {
    /// Whether there are sums to be shown.
    #[must_use]
    pub fn is_known(self) -> bool {
        matches!(self, Standing::Now | Standing::AsOf(_))
    }

    /// What a page says of it; nothing where the sums are of now.
    #[must_use]
    pub fn sentence(self, day_and_time: impl Fn(Timestamp) -> String) -> Option<String> {
        match self {
            Standing::Now => None,
            Standing::AsOf(at) => Some(format!(
                "These sums are of the records as they were on {}. Records have changed since: the sums are being worked out \
                 again. Load this page again in a moment.",
                day_and_time(at)
            )),
            Standing::Begun(done, all) if done > 0 => Some(format!(
                "The sums are being worked out for the first time: {done} children of {all} so far. Load this page again in a \
                 moment."
            )),
            Standing::NotYet | Standing::Begun(..) => Some(
                "The sums are being worked out for the first time. Load this page again in a moment.".to_owned(),
            ),
        }
    }
}

/// Whether there are more children than are worked out while a page waits.
pub(super) async fn is_large(tx: &mut Tx) -> Result<bool, ServiceError> {
    Ok(payment::is_above(tx, CHILDREN_WHILE_WAITING).await?)
}

/// Asks for a job, unless one of the same kind and payload is going.
pub(super) async fn ask_for(
    store: &Store,
    kind: &str,
    payload: &str,
    moment: Moment,
) -> Result<(), ServiceError> {
    if job::is_going(&mut store.read().await?, kind, payload).await? {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    if !job::is_going(&mut tx, kind, payload).await? {
        let id = new_id(JobId::parse)?;
        job::enqueue(&mut tx, &id, kind, payload, None, moment.instant).await?;
    }
    Ok(tx.commit().await?)
}

/// Works out what pages show of a large cohort, so that the first of them has it; a nation's is left to a job.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used.
pub async fn make_ready(
    store: &Store,
    book: &RuleBook,
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.read().await?;
    let is_wanted = is_large(&mut tx).await? && !payment::is_above(&mut tx, A_NATION).await?;
    drop(tx);
    if is_wanted {
        let year = FinancialYear::containing(moment.today).first_day();
        let year = year.to_string();
        payments::work_out(store, book, &year, moment).await?;
        year_record::work_out(store, book, &year, moment).await?;
        outlook::work_out(store, book, moment).await?;
    }
    Ok(())
}

/// The kinds of jobs that work such sums out.
pub(super) const KINDS: [&str; 4] = [OUTLOOK, SCHEDULE, SPEND, YEAR_RECORD];

/// Whether it is a job of these.
pub(super) fn is_kind(kind: &str) -> bool {
    KINDS.contains(&kind)
}

/// Does a job, and tells meanwhile that it is still at it.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be used; [`ServiceError::Conflict`] if the job was taken from it.
pub(super) async fn work(
    store: &Store,
    book: &RuleBook,
    claimed: &Job,
    worker: &str,
    now: &(dyn Fn() -> Moment + Sync),
) -> Result<(), ServiceError> {
    let working = async {
        match claimed.kind.as_str() {
            OUTLOOK => outlook::work_out(store, book, now()).await,
            SPEND => spend::bring_in_step(store, book, now()).await,
            YEAR_RECORD => year_record::work_out(store, book, &claimed.payload, now()).await,
            _ => payments::work_out(store, book, &claimed.payload, now()).await,
        }
    };
    let mut working = std::pin::pin!(working);
    let done = loop {
        if let Ok(done) = tokio::time::timeout(HEARTBEAT, &mut working).await {
            break done;
        }
        let mut tx = store.begin().await?;
        let until = runs::lease_until(now().instant);
        job::heartbeat(&mut tx, &claimed.id, worker, (0, 0), until).await?;
        tx.commit().await?;
    };
    let ended = match &done {
        Ok(()) => Ended::Done {
            outcome: "",
            result: None,
        },
        Err(_) => Ended::Failed {
            outcome: "The sums could not be worked out.",
        },
    };
    let mut tx = store.begin().await?;
    job::finish(&mut tx, &claimed.id, worker, ended, now().instant).await?;
    job::forget_ended(&mut tx, &claimed.kind).await?;
    tx.commit().await?;
    done
}
