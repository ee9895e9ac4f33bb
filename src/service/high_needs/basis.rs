//! What every forecast of the records follows: worked out once, kept by the digests of the records.

use std::sync::Arc;

use super::cohort::Known;
use crate::forecast::{Basis, MODEL_VERSION};
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
    let digest = known.digest();
    let kind = KeptKind::Basis;
    let mut tx = store.read().await?;
    let kept = forecast_kept::find(&mut tx, kind, &digest, MODEL_VERSION).await?;
    drop(tx);
    let read = |text: String| serde_json::from_str::<Basis>(&text).ok();
    if let Some(basis) = kept.and_then(read).filter(|basis| basis.years >= years) {
        return Ok(basis);
    }
    let working = Arc::clone(known);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let worked = tokio::task::spawn_blocking(move || Basis::of(&working.cohort, years, threads));
    let basis = worked.await.map_err(broken)?.map_err(broken)?;
    let document = serde_json::to_string(&basis).map_err(broken)?;
    let mut tx = store.begin().await?;
    let key = (&digest, MODEL_VERSION);
    forecast_kept::keep(&mut tx, kind, key, &document, moment.instant).await?;
    tx.commit().await?;
    Ok(basis)
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> ServiceError {
    ServiceError::Broken(Box::new(error))
}
