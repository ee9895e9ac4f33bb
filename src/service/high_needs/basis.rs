//! What every forecast of the records follows: the back-test is worked out once and kept by the digests of what it is made of.

use std::sync::Arc;

use super::cohort::Known;
use crate::forecast::{BackTest, Basis, MODEL_VERSION};
use crate::service::{Moment, ServiceError};
use crate::store::Store;
use crate::store::forecast_kept::{self, KeptKind};

/// The basis of what is known, as it was kept, or worked out off the thread that answers and kept: whoever asks first and
/// whoever asks later, with a simulation or without, is told the same. Nothing of a record is in it, and nobody sees one by
/// it: it is no change and no view.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read, or people are lost or made in the back-test.
pub(super) async fn of(
    store: &Store,
    known: &Arc<Known>,
    years: u32,
    moment: Moment,
) -> Result<Basis, ServiceError> {
    let digest = known.digest_of_the_past();
    let kind = KeptKind::Basis;
    let mut tx = store.read().await?;
    let kept = forecast_kept::find(&mut tx, kind, &digest, MODEL_VERSION).await?;
    drop(tx);
    let kept: Option<BackTest> = kept.and_then(|text| serde_json::from_str(&text).ok());
    let is_kept = kept.is_some();
    let working = Arc::clone(known);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let worked = tokio::task::spawn_blocking(move || match kept {
        Some(test) => Basis::from_test(&working.cohort, years, test),
        None => Basis::of(&working.cohort, years, threads),
    });
    let basis = worked.await.map_err(broken)?.map_err(broken)?;
    if is_kept {
        return Ok(basis);
    }
    let document = serde_json::to_string(&basis.back_test).map_err(broken)?;
    let mut tx = store.begin().await?;
    let key = (&digest, MODEL_VERSION);
    forecast_kept::keep(&mut tx, kind, key, &document, moment.instant).await?;
    tx.commit().await?;
    Ok(basis)
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}
