//! Long work: queued, claimed by one worker for as long as its lease lasts, watched and cancelled.

use jiff::Timestamp;

use super::clause::Clause;
use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, instant, integer, text, text_or_null};
use crate::codes::stored_codes;
use crate::ids::{BlobId, JobId, UserId};

/// How often a job is begun at most: one that takes its worker down with it is not begun for ever.
const ATTEMPTS_MAX: i64 = 3;

stored_codes!(
    /// Where a job is.
    JobState {
        /// Waiting for a worker.
        Queued = "queued",
        /// Being worked on, while the lease lasts.
        Running = "running",
        /// Finished.
        Done = "done",
        /// Given up, with a sentence saying why.
        Failed = "failed",
        /// Cancelled by its owner.
        Cancelled = "cancelled",
    }
);

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Our id.
    pub id: JobId,
    /// Which work: the name of a use case.
    pub kind: String,
    /// Where it is.
    pub state: JobState,
    /// What it needs to know, as JSON: ids and options, nothing personal.
    pub payload: String,
    /// Who asked for it.
    pub owner: Option<UserId>,
    /// When.
    pub created_at: Timestamp,
    /// Who works on it.
    pub worker: Option<String>,
    /// Until when it is theirs.
    pub lease_until: Option<Timestamp>,
    /// How often it was begun.
    pub attempts: u32,
    /// How much is done.
    pub steps_done: u64,
    /// Of how much; 0 while that is not known.
    pub steps_total: u64,
    /// Whether its owner wants it stopped.
    pub cancel_asked: bool,
    /// The file it made.
    pub result: Option<BlobId>,
    /// One sentence on how it ended.
    pub outcome: String,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// Queues a job.
///
/// # Errors
/// [`StoreError::Conflict`] if the id is taken.
pub async fn enqueue(
    tx: &mut Tx,
    id: &JobId,
    kind: &str,
    payload: &str,
    owner: Option<&UserId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO job (id, kind, state, payload, owner, created_at, attempts, steps_done, steps_total, \
         cancel_asked, outcome) VALUES ($1, $2, 'queued', $3, $4, $5, 0, 0, 0, FALSE, '')",
        vec![text(id), text(kind), text(payload), text_or_null(owner), instant(now)],
    )
    .await?;
    Ok(())
}

/// Whether a job of a kind with the same payload waits or is being worked on.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn is_going(tx: &mut Tx, kind: &str, payload: &str) -> Result<bool, StoreError> {
    let going = tx
        .first(
            "SELECT id FROM job WHERE kind = $1 AND payload = $2 AND state IN ('queued', 'running') LIMIT 1",
            vec![text(kind), text(payload)],
            |row| row.text("id"),
        )
        .await?;
    Ok(going.is_some())
}

/// Forgets the jobs of a kind that have ended and made no file: what they did is kept elsewhere.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn forget_ended(tx: &mut Tx, kind: &str) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM job WHERE kind = $1 AND result_blob_id IS NULL AND state IN ('done', 'failed', 'cancelled')",
        vec![text(kind)],
    )
    .await?;
    Ok(())
}

/// Claims the oldest job that waits, or whose worker's lease ran out, until `lease_until`; `None` if there is none.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn claim(
    tx: &mut Tx,
    worker: &str,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<Job>, StoreError> {
    claim_of(tx, worker, None, (now, lease_until)).await
}

/// As [`claim`], a job of one of some kinds, or of any.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be written.
pub async fn claim_of(
    tx: &mut Tx,
    worker: &str,
    kinds: Option<&[&str]>,
    (now, lease_until): (Timestamp, Timestamp),
) -> Result<Option<Job>, StoreError> {
    give_up_hopeless(tx, now).await?;
    loop {
        let mut oldest = Clause::new(
            "SELECT id FROM job WHERE (state = 'queued' OR (state = 'running' AND lease_until <= ",
        );
        oldest.bind(instant(now)).push("))");
        if let Some(kinds) = kinds {
            oldest
                .push(" AND kind IN ")
                .bind_list(kinds.iter().map(|kind| text(*kind)));
        }
        oldest.push(" ORDER BY created_at, id LIMIT 1");
        let (sql, values) = oldest.parts();
        let candidate = tx.first(sql, values, |row| row.text("id")).await?;
        let Some(id) = candidate else { return Ok(None) };
        // Between the two statements another worker may have been first; then the next candidate is tried.
        let claimed = tx
            .first(
                "UPDATE job SET state = 'running', worker = $2, lease_until = $3, attempts = attempts + 1 \
                 WHERE id = $1 AND (state = 'queued' OR (state = 'running' AND lease_until <= $4)) RETURNING *",
                vec![text(id), text(worker), instant(lease_until), instant(now)],
                read,
            )
            .await?;
        if claimed.is_some() {
            return Ok(claimed);
        }
    }
}

/// Tells how far a job is and keeps it until `lease_until`; says whether its owner wants it stopped.
///
/// # Errors
/// [`StoreError::Conflict`] if the job is not this worker's any more: it must stop.
pub async fn heartbeat(
    tx: &mut Tx,
    id: &JobId,
    worker: &str,
    steps: (u64, u64),
    lease_until: Timestamp,
) -> Result<bool, StoreError> {
    let (done, total) = (count(steps.0)?, count(steps.1)?);
    let going = tx
        .first(
            "UPDATE job SET steps_done = $3, steps_total = $4, lease_until = $5 \
             WHERE id = $1 AND worker = $2 AND state = 'running' RETURNING cancel_asked",
            vec![text(id), text(worker), done, total, instant(lease_until)],
            |row| row.flag("cancel_asked"),
        )
        .await?;
    going.ok_or(StoreError::Conflict)
}

/// Ends a job: done, failed or cancelled, with one sentence and perhaps a file.
///
/// # Errors
/// [`StoreError::Conflict`] if the job is not this worker's any more: what it did must not be kept.
pub async fn finish(
    tx: &mut Tx,
    id: &JobId,
    worker: &str,
    ended: Ended<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (state, outcome, result) = match ended {
        Ended::Done { outcome, result } => (JobState::Done, outcome, result),
        Ended::Failed { outcome } => (JobState::Failed, outcome, None),
        Ended::Cancelled => (JobState::Cancelled, "", None),
    };
    tx.execute_one(
        "UPDATE job SET state = $3, outcome = $4, result_blob_id = $5, finished_at = $6, lease_until = NULL \
         WHERE id = $1 AND worker = $2 AND state = 'running'",
        vec![
            text(id),
            text(worker),
            text(state.code()),
            text(outcome),
            text_or_null(result),
            instant(now),
        ],
        StoreError::Conflict,
    )
    .await
}

/// How a worker ends a job.
#[derive(Clone, Copy, Debug)]
pub enum Ended<'a> {
    /// It is done.
    Done {
        /// One sentence.
        outcome: &'a str,
        /// The file it made.
        result: Option<&'a BlobId>,
    },
    /// It could not be done.
    Failed {
        /// One sentence saying why, without personal data.
        outcome: &'a str,
    },
    /// Its owner wanted it stopped.
    Cancelled,
}

/// Asks for a job to stop: one that waits is cancelled at once, one that runs is told at its next heartbeat.
///
/// # Errors
/// [`StoreError::Conflict`] if it has ended, or there is none.
pub async fn cancel(tx: &mut Tx, id: &JobId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE job SET cancel_asked = TRUE, \
         finished_at = CASE WHEN state = 'queued' THEN $2 ELSE finished_at END, \
         state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END \
         WHERE id = $1 AND state IN ('queued', 'running')",
        vec![text(id), instant(now)],
        StoreError::Conflict,
    )
    .await
}

/// The job of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &JobId) -> Result<Option<Job>, StoreError> {
    tx.first("SELECT * FROM job WHERE id = $1", vec![text(id)], read)
        .await
}

/// A user's jobs, the newest first, at most 50.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all_of(tx: &mut Tx, owner: &UserId) -> Result<Vec<Job>, StoreError> {
    tx.all(
        "SELECT * FROM job WHERE owner = $1 ORDER BY created_at DESC, id DESC LIMIT 50",
        vec![text(owner)],
        read,
    )
    .await
}

/// The jobs of a kind, the newest first, at most 50.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn newest(tx: &mut Tx, kind: &str) -> Result<Vec<Job>, StoreError> {
    tx.all(
        "SELECT * FROM job WHERE kind = $1 ORDER BY created_at DESC, id DESC LIMIT 50",
        vec![text(kind)],
        read,
    )
    .await
}

/// Fails jobs whose workers died as often as is allowed.
async fn give_up_hopeless(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE job SET state = 'failed', outcome = 'The work stopped before its end too often.', finished_at = $1 \
         WHERE state = 'running' AND lease_until <= $1 AND attempts >= $2",
        vec![instant(now), integer(ATTEMPTS_MAX)],
    )
    .await?;
    Ok(())
}

fn count(number: u64) -> Result<Value, StoreError> {
    i64::try_from(number)
        .map(integer)
        .map_err(|error| StoreError::Unavailable(Box::new(error)))
}

fn read(row: &Row) -> Result<Job, StoreError> {
    Ok(Job {
        id: row.parsed("id")?,
        kind: row.text("kind")?,
        state: row.read("state", JobState::parse)?,
        payload: row.text("payload")?,
        owner: row.parsed_or_null("owner")?,
        created_at: row.instant("created_at")?,
        worker: row.text_or_null("worker")?,
        lease_until: row.instant_or_null("lease_until")?,
        attempts: row.small("attempts")?,
        steps_done: row.small("steps_done")?,
        steps_total: row.small("steps_total")?,
        cancel_asked: row.flag("cancel_asked")?,
        result: row.parsed_or_null("result_blob_id")?,
        outcome: row.text("outcome")?,
        finished_at: row.instant_or_null("finished_at")?,
    })
}
