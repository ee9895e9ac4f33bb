//! Simulations as jobs: asked for, worked on by whichever process is free, found again, stopped, and kept when done.
//!
//! A job names a scenario's version, the years, the simulations and the seed; what it makes is the whole outcome, as the
//! command writes it, kept as a file. The records it stands on are those of the moment it is worked on, and their
//! digests are in the outcome.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::basis;
use super::cohort;
use super::outlook::YEARS_AHEAD;
use super::scenarios;
use crate::access::{Action, Actor, Subject};
use crate::export;
use crate::forecast::{self, Asked, Basis, NotForecast, Outcome, Scenario};
use crate::ids::{BlobId, JobId, ScenarioId};
use crate::rules::RuleBook;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, new_id, trail};
use crate::store::blob::{self, Blob};
use crate::store::job::{self, Ended, Job};
use crate::store::{Store, StoreError, Tx};

pub use crate::store::job::JobState;

/// The kind under which these jobs are kept.
pub const KIND: &str = "forecast";
/// Simulations of a run.
pub const SIMULATIONS: u32 = 1_000;
/// The seed of every run: scenarios are compared with the same draws.
const SEED: u64 = 1;
/// For how long a job is a worker's without a word from it.
const LEASE: Duration = Duration::from_secs(60);
/// How often a worker tells how far it is.
const HEARTBEAT: Duration = Duration::from_millis(400);

/// What a job is to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// The scenario and its version; none for nothing done differently.
    pub scenario: Option<(ScenarioId, u32)>,
    /// The scenario's name then.
    pub name: Option<String>,
    /// Years ahead of the last January.
    pub years: u32,
    /// Simulations.
    pub simulations: u32,
    /// The seed.
    pub seed: u64,
}

/// A run, without what it made.
#[derive(Clone, Debug)]
pub struct Run {
    /// The job.
    pub job: Job,
    /// What it is to do.
    pub payload: Payload,
}

/// A run that is done, with what it made.
#[derive(Clone, Debug)]
pub struct RunOutcome {
    /// The run.
    pub run: Run,
    /// What it made.
    pub outcome: Outcome,
}

/// Asks for a simulation of a scenario's newest version, or of nothing done differently.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not; [`ServiceError::NotFound`] if there is no such scenario.
pub async fn start(
    store: &Store,
    actor: &Actor,
    scenario: Option<&ScenarioId>,
    moment: Moment,
) -> Result<JobId, ServiceError> {
    require(actor, Action::KeepForecast, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let newest = match scenario {
        Some(id) => Some(scenarios::newest(&mut tx, id).await?),
        None => None,
    };
    let payload = Payload {
        scenario: newest
            .as_ref()
            .map(|one| (one.scenario.clone(), one.number)),
        name: newest.map(|one| one.name),
        years: YEARS_AHEAD,
        simulations: SIMULATIONS,
        seed: SEED,
    };
    let id = new_id(JobId::parse)?;
    let text = serde_json::to_string(&payload).map_err(broken)?;
    job::enqueue(&mut tx, &id, KIND, &text, Some(&actor.user), moment.instant).await?;
    let subject = ("job", id.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "forecast-asked-for",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// The newest runs, at most 50.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast.
pub async fn list(store: &Store, actor: &Actor) -> Result<Vec<Run>, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let jobs = job::newest(&mut store.read().await?, KIND).await?;
    jobs.into_iter().map(run_of).collect()
}

/// A run by its job.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast; [`ServiceError::NotFound`] if there is none.
pub async fn find(store: &Store, actor: &Actor, id: &JobId) -> Result<Run, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    find_in(&mut store.read().await?, id).await
}

async fn find_in(tx: &mut Tx, id: &JobId) -> Result<Run, ServiceError> {
    let job = job::find(tx, id).await?.filter(|job| job.kind == KIND);
    run_of(job.ok_or(ServiceError::NotFound)?)
}

/// What a run made.
///
/// # Errors
/// As [`find`]; [`ServiceError::NotFound`] too while it is not done.
pub async fn outcome(store: &Store, actor: &Actor, id: &JobId) -> Result<RunOutcome, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let run = find_in(&mut tx, id).await?;
    made(&mut tx, run).await?.ok_or(ServiceError::NotFound)
}

/// The workbook of what a run made. Whoever takes it away is in the trail.
///
/// # Errors
/// As [`outcome`].
pub async fn workbook(
    store: &Store,
    actor: &Actor,
    id: &JobId,
    moment: Moment,
) -> Result<Vec<u8>, ServiceError> {
    let made = outcome(store, actor, id).await?;
    let subject = ("job", id.as_str());
    let who = Some(&actor.user);
    trail::note_alone(store, moment, who, "forecast-downloaded", subject).await?;
    export::forecast_workbook(&made.outcome).map_err(broken)
}

/// The newest run of nothing done differently that is done, with what it made.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not see the forecast.
pub async fn newest(store: &Store, actor: &Actor) -> Result<Option<RunOutcome>, ServiceError> {
    require(actor, Action::ViewForecast, &Subject::Anything)?;
    newest_plain(&mut store.read().await?).await
}

/// The newest run of nothing done differently that is done, with what it made.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn newest_plain(tx: &mut Tx) -> Result<Option<RunOutcome>, ServiceError> {
    newest_of(tx, None).await
}

/// The newest run of a version of a scenario that is done, with what it made.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn newest_of(
    tx: &mut Tx,
    scenario: Option<&(ScenarioId, u32)>,
) -> Result<Option<RunOutcome>, ServiceError> {
    for job in job::newest(tx, KIND).await? {
        let run = run_of(job)?;
        if run.payload.scenario.as_ref() == scenario && run.job.result.is_some() {
            return made(tx, run).await;
        }
    }
    Ok(None)
}

/// Asks for a run to stop. One that has ended stays as it is.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not; [`ServiceError::NotFound`] if there is no such run.
pub async fn cancel(
    store: &Store,
    actor: &Actor,
    id: &JobId,
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::KeepForecast, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    find_in(&mut tx, id).await?;
    match job::cancel(&mut tx, id, moment.instant).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    let subject = ("job", id.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "forecast-cancelled",
        subject,
    )
    .await?;
    Ok(tx.commit().await?)
}

fn run_of(job: Job) -> Result<Run, ServiceError> {
    let payload = serde_json::from_str(&job.payload).map_err(broken)?;
    Ok(Run { job, payload })
}

/// What a run made; none while it is not done. One that another version wrote in another shape counts as none.
async fn made(tx: &mut Tx, run: Run) -> Result<Option<RunOutcome>, ServiceError> {
    let Some(result) = &run.job.result else {
        return Ok(None);
    };
    let Some(file) = blob::find(tx, result).await? else {
        return Ok(None);
    };
    let outcome = serde_json::from_slice(&file.bytes).ok();
    Ok(outcome.map(|outcome| RunOutcome { run, outcome }))
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}

/// How a piece of work went.
enum Worked {
    Made(Box<Outcome>),
    Stopped,
    Failed(String),
}

/// Works on a job that was claimed, until it ends; keeps what it makes. `now` tells the time.
///
/// # Errors
/// [`ServiceError::Conflict`] if the job is not this worker's any more; nothing is kept then.
pub async fn work(
    store: &Store,
    book: &RuleBook,
    claimed: Job,
    worker: &str,
    now: &(dyn Fn() -> Moment + Sync),
) -> Result<(), ServiceError> {
    let run = run_of(claimed)?;
    let worked = match cohort_and_scenario(store, book, &run.payload, now()).await? {
        Ok((known, scenario)) => {
            let basis = basis::of(store, &known, run.payload.years, now()).await?;
            simulate(store, &run, (known, scenario, basis), worker, now).await?
        }
        Err(why) => Worked::Failed(why),
    };
    let moment = now();
    let mut tx = store.begin().await?;
    let id = &run.job.id;
    match worked {
        Worked::Stopped => {
            job::finish(&mut tx, id, worker, Ended::Cancelled, moment.instant).await?
        }
        Worked::Failed(why) => {
            let ended = Ended::Failed { outcome: &why };
            job::finish(&mut tx, id, worker, ended, moment.instant).await?;
        }
        Worked::Made(outcome) => {
            let file = file_of(&run, &outcome, moment.instant)?;
            blob::insert(&mut tx, &file).await?;
            let ended = Ended::Done {
                outcome: &outcome.back_test.headline,
                result: Some(&file.id),
            };
            job::finish(&mut tx, id, worker, ended, moment.instant).await?;
        }
    }
    let subject = ("job", id.as_str());
    trail::note(
        &mut tx,
        moment,
        run.job.owner.as_ref(),
        "forecast-ended",
        subject,
    )
    .await?;
    Ok(tx.commit().await?)
}

async fn cohort_and_scenario(
    store: &Store,
    book: &RuleBook,
    payload: &Payload,
    moment: Moment,
) -> Result<Result<(Arc<cohort::Known>, Scenario), String>, ServiceError> {
    let scenario = match &payload.scenario {
        Some((id, number)) => scenarios::version(&mut store.read().await?, id, *number).await?,
        None => Scenario::default(),
    };
    let known = cohort::load(store, book, moment).await?;
    Ok(known.map(|known| (Arc::new(known), scenario)))
}

fn file_of(run: &Run, outcome: &Outcome, at: Timestamp) -> Result<Blob, ServiceError> {
    Ok(Blob {
        id: new_id(BlobId::parse)?,
        owner: run.job.owner.clone(),
        file_name: format!("forecast-{}.json", outcome.start.january),
        media_type: "application/json".to_owned(),
        bytes: serde_json::to_vec(outcome).map_err(broken)?,
        created_at: at,
        expires_at: None,
    })
}

/// Simulates on threads of its own, and meanwhile tells how far it is and asks whether to go on.
async fn simulate(
    store: &Store,
    run: &Run,
    (known, scenario, basis): (Arc<cohort::Known>, Scenario, Basis),
    worker: &str,
    now: &(dyn Fn() -> Moment + Sync),
) -> Result<Worked, ServiceError> {
    let done = Arc::new(AtomicU32::new(0));
    let is_stopped = Arc::new(AtomicBool::new(false));
    let total = run.payload.simulations;
    let asked = Asked {
        years: run.payload.years,
        simulations: total,
        seed: run.payload.seed,
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        scenario,
    };
    let (told, stop) = (Arc::clone(&done), Arc::clone(&is_stopped));
    let mut working = tokio::task::spawn_blocking(move || {
        let mut goes_on = |count: u32| {
            told.store(count, Ordering::Relaxed);
            !stop.load(Ordering::Relaxed)
        };
        let made = forecast::on_basis(&known.cohort, &asked, basis, &mut goes_on)?;
        let (inputs, problems) = (known.inputs.clone(), known.problems.clone());
        Ok(Outcome::of(&made, &asked, inputs, problems)?)
    });
    loop {
        let tick = tokio::time::timeout(HEARTBEAT, &mut working).await;
        if let Ok(ended) = tick {
            return Ok(match ended.map_err(broken)? {
                Ok(outcome) => Worked::Made(Box::new(outcome)),
                Err(NotForecast::Stopped) => Worked::Stopped,
                Err(error) => Worked::Failed(error.to_string()),
            });
        }
        let steps = (u64::from(done.load(Ordering::Relaxed)), u64::from(total));
        let beat = beat(store, run, worker, steps, now()).await;
        if !matches!(beat, Ok(false)) {
            is_stopped.store(true, Ordering::Relaxed);
        }
        // Whose job it is no more stops at once and keeps nothing.
        beat?;
    }
}

async fn beat(
    store: &Store,
    run: &Run,
    worker: &str,
    steps: (u64, u64),
    moment: Moment,
) -> Result<bool, ServiceError> {
    let mut tx = store.begin().await?;
    let until = lease_until(moment.instant);
    let is_cancelled = job::heartbeat(&mut tx, &run.job.id, worker, steps, until).await?;
    tx.commit().await?;
    Ok(is_cancelled)
}

/// Until when a job is a worker's who spoke now.
#[must_use]
pub fn lease_until(now: Timestamp) -> Timestamp {
    // A minute from any time at which a service runs is a time.
    now.checked_add(LEASE).unwrap_or(now)
}
