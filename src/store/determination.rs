//! What the engine made of a profile version: an indicative band with its whole trace. Written once, never changed.

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, instant, integer, pence_or_null, text, text_or_null};
use crate::calendar::Date;
use crate::codes::stored_codes;
use crate::ids::{ChildId, DeterminationId, Digest, ProfileId, UserId};
use crate::money::Money;
use crate::needs::BandId;

stored_codes!(
    /// How a determination ended.
    DeterminationStatus {
        /// With a band, an amount, or both.
        Determined = "determined",
        /// Stopped by a cap that blocks.
        Blocked = "blocked",
        /// Refused, with the reasons in the document.
        Refused = "refused",
    }
);

/// A determination as it is kept. The documents are the engine's own JSON, which this room does not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDetermination {
    /// Our id.
    pub id: DeterminationId,
    /// Whose.
    pub child: ChildId,
    /// Of which profile.
    pub profile: ProfileId,
    /// And which version of it.
    pub profile_version: u32,
    /// By which rule set.
    pub rule_set: Digest,
    /// The engine's version.
    pub engine_version: u32,
    /// The trace's version.
    pub trace_version: u32,
    /// For which day.
    pub on: Date,
    /// The engine's context as JSON.
    pub context: String,
    /// How it ended.
    pub status: DeterminationStatus,
    /// The indicative band, where the scheme has bands.
    pub band: Option<BandId>,
    /// The top-up for a year, where the setting is funded by band.
    pub top_up_annual: Option<Money>,
    /// The whole determination, trace included, as JSON.
    pub document: String,
    /// Who had it made; `None` for a bulk run.
    pub made_by: Option<UserId>,
    /// When.
    pub made_at: Timestamp,
}

/// Adds determinations.
///
/// # Errors
/// [`StoreError::Conflict`] if an id is taken; [`StoreError::NotFound`] without the profile version or rule set.
pub async fn insert_all(
    tx: &mut Tx,
    determinations: &[StoredDetermination],
) -> Result<(), StoreError> {
    const COLUMNS: &str = "determination (id, child_id, profile_id, profile_version, rule_set_digest, engine_version, \
         trace_version, on_day, context, status, band, top_up_annual_pence, document, made_by, made_at)";
    tx.insert_all(COLUMNS, determinations.iter().map(values).collect())
        .await
}

/// The determination of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(
    tx: &mut Tx,
    id: &DeterminationId,
) -> Result<Option<StoredDetermination>, StoreError> {
    tx.first(
        "SELECT * FROM determination WHERE id = $1",
        vec![text(id)],
        read,
    )
    .await
}

/// A child's determinations, the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<StoredDetermination>, StoreError> {
    tx.all(
        "SELECT * FROM determination WHERE child_id = $1 ORDER BY made_at DESC, id DESC",
        vec![text(child)],
        read,
    )
    .await
}

/// The newest determination of a profile version.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn latest_of_profile(
    tx: &mut Tx,
    profile: &ProfileId,
    version: u32,
) -> Result<Option<StoredDetermination>, StoreError> {
    tx.first(
        "SELECT * FROM determination WHERE profile_id = $1 AND profile_version = $2 \
         ORDER BY made_at DESC, id DESC LIMIT 1",
        vec![text(profile), integer(version.into())],
        read,
    )
    .await
}

/// The determinations behind an id, in the order of ids, at most so many: what a walk over all of them reads at a time.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn after(
    tx: &mut Tx,
    id: Option<&DeterminationId>,
    at_most: u32,
) -> Result<Vec<StoredDetermination>, StoreError> {
    let behind = id.map_or("", DeterminationId::as_str);
    tx.all(
        "SELECT * FROM determination WHERE id > $1 ORDER BY id LIMIT $2",
        vec![text(behind), integer(at_most.into())],
        read,
    )
    .await
}

fn values(it: &StoredDetermination) -> Vec<Value> {
    vec![
        text(&it.id),
        text(&it.child),
        text(&it.profile),
        integer(it.profile_version.into()),
        text(&it.rule_set),
        integer(it.engine_version.into()),
        integer(it.trace_version.into()),
        text(it.on),
        text(&it.context),
        text(it.status.code()),
        text_or_null(it.band.as_ref()),
        pence_or_null(it.top_up_annual),
        text(&it.document),
        text_or_null(it.made_by.as_ref()),
        instant(it.made_at),
    ]
}

fn read(row: &Row) -> Result<StoredDetermination, StoreError> {
    Ok(StoredDetermination {
        id: row.parsed("id")?,
        child: row.parsed("child_id")?,
        profile: row.parsed("profile_id")?,
        profile_version: row.small("profile_version")?,
        rule_set: row.parsed("rule_set_digest")?,
        engine_version: row.small("engine_version")?,
        trace_version: row.small("trace_version")?,
        on: row.day("on_day")?,
        context: row.text("context")?,
        status: row.read("status", DeterminationStatus::parse)?,
        band: row.parsed_or_null("band")?,
        top_up_annual: row.money_or_null("top_up_annual_pence")?,
        document: row.text("document")?,
        made_by: row.parsed_or_null("made_by")?,
        made_at: row.instant("made_at")?,
    })
}
