//! The expected outlook and the cohort that scenarios are tried out on, as they were worked out last: a page of a nation's plans
//! must not read every child each time.
//!
//! They are kept under the number of the last audit entry that may have changed a record, the day and the version: a change, a
//! new day or another program, and they are worked out again. What nobody changed needs no second look.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::forecast::{BackTest, MODEL_VERSION};
use crate::ids::Digest;
use crate::money::Money;
use crate::service::{Moment, ServiceError};
use crate::store::forecast_kept;
use crate::store::{Store, Tx, audit};

pub(super) use crate::store::forecast_kept::KeptKind;

/// The expected outlook.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptOutlook {
    /// What each whole financial year's placements are expected to cost.
    pub(super) spend: Vec<(String, Money)>,
    /// What the model by itself expects of the same years, where plans or money follow a baseline.
    #[serde(default)]
    pub(super) of_model: Vec<(String, Money)>,
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

/// A thing of a kind that was kept under a stamp; one in another shape counts as none.
pub(super) async fn find<T: DeserializeOwned>(
    tx: &mut Tx,
    kind: KeptKind,
    stamp: &Digest,
) -> Result<Option<T>, ServiceError> {
    let kept = forecast_kept::find(tx, kind, stamp, MODEL_VERSION).await?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
}

/// The thing of a kind that was kept last, under which stamp, and when; one in another shape counts as none.
pub(super) async fn last<T: DeserializeOwned>(
    tx: &mut Tx,
    kind: KeptKind,
) -> Result<Option<(T, Digest, Timestamp)>, ServiceError> {
    let kept = forecast_kept::last(tx, kind, MODEL_VERSION).await?;
    Ok(kept.and_then(|(text, stamp, at)| Some((serde_json::from_str(&text).ok()?, stamp, at))))
}

/// Keeps a thing of a kind under a stamp.
pub(super) async fn keep<T: Serialize>(
    store: &Store,
    kind: KeptKind,
    (stamp, thing): (&Digest, &T),
    moment: Moment,
) -> Result<(), ServiceError> {
    let document =
        serde_json::to_string(thing).map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let mut tx = store.begin().await?;
    let key = (stamp, MODEL_VERSION);
    forecast_kept::keep(&mut tx, kind, key, &document, moment.instant).await?;
    Ok(tx.commit().await?)
}
