//! The expected outlook as it was worked out last: a page of a nation's plans must not read every child each time.
//!
//! It is kept under the number of the last audit entry that may have changed a record, the day and the version: a change, a
//! new day or another program, and it is worked out again. What nobody changed needs no second look.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::forecast::{BackTest, MODEL_VERSION};
use crate::ids::Digest;
use crate::money::Money;
use crate::service::{Moment, ServiceError};
use crate::store::forecast_kept::{self, KeptKind};
use crate::store::{Store, Tx, audit};

/// The expected outlook.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptOutlook {
    /// What each whole financial year's placements are expected to cost.
    pub(super) spend: Vec<(String, Money)>,
    /// Plans by the year of the January, in tenths of a child.
    pub(super) plans: Vec<(i16, f64)>,
    /// How good the model would have been.
    pub(super) back_test: Option<BackTest>,
    /// Why nothing can be forecast, if so.
    #[serde(default)]
    pub(super) why_not: Option<String>,
}

/// What an outlook of today hangs on.
pub(super) async fn stamp(tx: &mut Tx, moment: Moment) -> Result<Digest, ServiceError> {
    let last = audit::last_change(tx).await?;
    let program = env!("CARGO_PKG_VERSION");
    let text = format!("{}\n{last}\n{program}\n", moment.today);
    Ok(Digest::of(text.as_bytes()))
}

/// The outlook that was kept under a stamp; one in another shape counts as none.
pub(super) async fn find(tx: &mut Tx, stamp: &Digest) -> Result<Option<KeptOutlook>, ServiceError> {
    let kept = forecast_kept::find(tx, KeptKind::Outlook, stamp, MODEL_VERSION).await?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
}

/// The outlook that was kept last, and when; one in another shape counts as none.
pub(super) async fn last(tx: &mut Tx) -> Result<Option<(KeptOutlook, Timestamp)>, ServiceError> {
    let kept = forecast_kept::last(tx, KeptKind::Outlook, MODEL_VERSION).await?;
    Ok(kept.and_then(|(text, at)| Some((serde_json::from_str(&text).ok()?, at))))
}

/// Keeps an outlook under a stamp.
pub(super) async fn keep(
    store: &Store,
    stamp: &Digest,
    outlook: &KeptOutlook,
    moment: Moment,
) -> Result<(), ServiceError> {
    let document =
        serde_json::to_string(outlook).map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let mut tx = store.begin().await?;
    let key = (stamp, MODEL_VERSION);
    forecast_kept::keep(&mut tx, KeptKind::Outlook, key, &document, moment.instant).await?;
    Ok(tx.commit().await?)
}
