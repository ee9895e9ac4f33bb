//! Long work, claimed once.

use send_banding::ids::JobId;
use send_banding::store::blob::{self, Blob};
use send_banding::store::job::{self, Ended, JobState};
use send_banding::store::{Store, StoreError};

use crate::place::{Outcome, Place};
use crate::sample::{self, at, id};

async fn queue(store: &Store, count: i64) -> Result<Vec<JobId>, StoreError> {
    let mut tx = store.begin().await?;
    let mut ids = Vec::new();
    for number in 0..count {
        let key: JobId = id();
        job::enqueue(&mut tx, &key, "compare", "{}", None, at(number)).await?;
        ids.push(key);
    }
    tx.commit().await?;
    Ok(ids)
}

/// One claim in a transaction of its own, as a worker makes it.
async fn claim(
    store: &Store,
    worker: &str,
    now: i64,
    until: i64,
) -> Result<Option<job::Job>, StoreError> {
    let mut tx = store.begin().await?;
    let claimed = job::claim(&mut tx, worker, at(now), at(until)).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// What pages wait for does not wait for a simulation: a worker of some kinds passes older work of others by.
pub async fn a_worker_of_some_kinds_leaves_the_others_alone(place: &Place) -> Outcome {
    let mut queued = queue(&place.store, 2).await?;
    let mut tx = place.store.begin().await?;
    let sums: JobId = id();
    job::enqueue(&mut tx, &sums, "sums", "{}", None, at(50)).await?;
    let kinds: &[&str] = &["sums", "other"];
    let times = (at(100), at(200));
    let first = job::claim_of(&mut tx, "a worker", Some(kinds), times).await?;
    assert_eq!(first.map(|job| job.id), Some(sums));
    assert_eq!(
        job::claim_of(&mut tx, "a worker", Some(kinds), times).await?,
        None
    );
    // One whose lease ran out is claimed again, by its kind too.
    let later = (at(201), at(300));
    assert!(
        job::claim_of(&mut tx, "another", Some(kinds), later)
            .await?
            .is_some()
    );
    let oldest = job::claim_of(&mut tx, "another", None, later).await?;
    assert_eq!(oldest.map(|job| job.id), Some(queued.remove(0)));
    tx.commit().await?;
    Ok(())
}

pub async fn a_job_is_claimed_by_one_worker(place: &Place) -> Outcome {
    let mut queued = queue(&place.store, 12).await?;
    let workers: Vec<_> = (0..4)
        .map(|number| {
            let store = place.store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                while let Some(job) = claim(&store, &format!("worker-{number}"), 100, 200).await? {
                    assert_eq!((job.state, job.attempts), (JobState::Running, 1));
                    mine.push(job.id);
                }
                Ok::<_, StoreError>(mine)
            })
        })
        .collect();
    let mut claimed = Vec::new();
    for worker in workers {
        claimed.extend(worker.await.unwrap()?);
    }
    claimed.sort();
    queued.sort();
    assert_eq!(claimed, queued, "each once, none left");
    Ok(())
}

pub async fn a_dead_workers_job_is_claimed_again_and_then_given_up(place: &Place) -> Outcome {
    let key = queue(&place.store, 1).await?.remove(0);
    assert!(claim(&place.store, "first", 0, 30).await?.is_some());
    assert!(
        claim(&place.store, "second", 29, 60).await?.is_none(),
        "the lease lasts"
    );
    assert_eq!(
        claim(&place.store, "second", 30, 60)
            .await?
            .unwrap()
            .attempts,
        2
    );
    let mut tx = place.store.begin().await?;
    let lost = job::heartbeat(&mut tx, &key, "first", (1, 2), at(90)).await;
    assert!(
        matches!(lost, Err(StoreError::Conflict)),
        "the first must stop"
    );
    let lost = job::finish(
        &mut tx,
        &key,
        "first",
        Ended::Done {
            outcome: "",
            result: None,
        },
        at(31),
    )
    .await;
    assert!(matches!(lost, Err(StoreError::Conflict)));
    assert!(!job::heartbeat(&mut tx, &key, "second", (1, 2), at(90)).await?);
    tx.commit().await?;
    assert!(
        claim(&place.store, "third", 60, 120).await?.is_none(),
        "the heartbeat kept it"
    );
    assert_eq!(
        claim(&place.store, "third", 90, 120)
            .await?
            .unwrap()
            .attempts,
        3
    );
    assert!(claim(&place.store, "fourth", 120, 150).await?.is_none());
    let ended = job::find(&mut place.store.read().await?, &key)
        .await?
        .unwrap();
    assert_eq!(
        (ended.state, ended.finished_at),
        (JobState::Failed, Some(at(120)))
    );
    assert!(!ended.outcome.is_empty());
    Ok(())
}

pub async fn a_cancelled_job_stops(place: &Place) -> Outcome {
    let mut tx = place.store.begin().await?;
    let owner = sample::keep_user(&mut tx, "finance-officer", &[]).await?;
    let (waiting, running, done): (JobId, JobId, JobId) = (id(), id(), id());
    for (key, when) in [(&running, 0), (&done, 1), (&waiting, 2)] {
        job::enqueue(&mut tx, key, "export", "{}", Some(&owner), at(when)).await?;
    }
    job::claim(&mut tx, "worker", at(10), at(40))
        .await?
        .unwrap();
    job::claim(&mut tx, "worker", at(10), at(40))
        .await?
        .unwrap();
    let result = Blob {
        id: id(),
        owner: Some(owner.clone()),
        file_name: "a.csv".to_owned(),
        media_type: "text/csv".to_owned(),
        bytes: b"a".to_vec(),
        created_at: at(11),
        expires_at: Some(at(99)),
    };
    blob::insert(&mut tx, &result).await?;
    let ended = Ended::Done {
        outcome: "1 line",
        result: Some(&result.id),
    };
    job::finish(&mut tx, &done, "worker", ended, at(12)).await?;
    job::cancel(&mut tx, &waiting, at(20)).await?;
    job::cancel(&mut tx, &running, at(20)).await?;
    assert!(matches!(
        job::cancel(&mut tx, &done, at(20)).await,
        Err(StoreError::Conflict)
    ));
    assert!(
        job::heartbeat(&mut tx, &running, "worker", (5, 10), at(50)).await?,
        "it is told to stop"
    );
    job::finish(&mut tx, &running, "worker", Ended::Cancelled, at(21)).await?;
    let jobs = job::all_of(&mut tx, &owner).await?;
    let states: Vec<_> = jobs.iter().map(|job| (job.id.clone(), job.state)).collect();
    let expected = [
        (waiting, JobState::Cancelled),
        (done.clone(), JobState::Done),
        (running, JobState::Cancelled),
    ];
    assert_eq!(states, expected);
    assert_eq!((jobs[2].steps_done, jobs[2].steps_total), (5, 10));
    assert_eq!(jobs[1].result.as_ref(), Some(&result.id));
    assert_eq!(blob::sweep(&mut tx, at(99)).await?, 1);
    assert_eq!(
        job::find(&mut tx, &done).await?.unwrap().result,
        None,
        "the job outlives its file"
    );
    Ok(())
}
