//! Baselines: distributions of determinations frozen on a day, and the determinations before and after it.

use jiff::Timestamp;

use super::main_placement;
use crate::calendar::Date;
use crate::ids::{BaselineId, ChildId, Digest, EstablishmentId, ProfileId, UserId};
use crate::needs::BandId;
use crate::store::error::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::{instant, integer, text, text_or_null};

/// A baseline; its counts are apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// Our id.
    pub id: BaselineId,
    /// The rule set whose determinations it counts.
    pub rule_set: Digest,
    /// When it was frozen: determinations made before are in it, later ones are watched.
    pub frozen_at: Timestamp,
    /// By whom.
    pub frozen_by: UserId,
    /// Why.
    pub reason: String,
}

/// How many children had a band at an establishment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineCount {
    /// Where; `None` for no establishment.
    pub establishment: Option<EstablishmentId>,
    /// The band.
    pub band: BandId,
    /// How many.
    pub cases: u32,
}

/// A determination with a band, and where its child is placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Determined {
    /// Whose.
    pub child: ChildId,
    /// Of which profile.
    pub profile: ProfileId,
    /// The indicative band.
    pub band: BandId,
    /// When it was made.
    pub made_at: Timestamp,
    /// The main placement's establishment on the day asked for, with its name.
    pub establishment: Option<(EstablishmentId, String)>,
    /// Whether the profile was decided on since.
    pub is_decided: bool,
}

/// Keeps a baseline with its counts.
///
/// # Errors
/// [`StoreError::Conflict`] if its id is taken; [`StoreError::NotFound`] without the rule set, user or establishment.
pub async fn insert(
    tx: &mut Tx,
    baseline: &Baseline,
    counts: &[BaselineCount],
) -> Result<(), StoreError> {
    let head = vec![
        text(&baseline.id),
        text(&baseline.rule_set),
        instant(baseline.frozen_at),
        text(&baseline.frozen_by),
        text(&baseline.reason),
    ];
    tx.insert_all(
        "baseline (id, rule_set_digest, frozen_at, frozen_by, reason)",
        vec![head],
    )
    .await?;
    let rows = (1_i64..)
        .zip(counts)
        .map(|(number, count)| {
            vec![
                text(&baseline.id),
                integer(number),
                text_or_null(count.establishment.as_ref()),
                text(&count.band),
                integer(count.cases.into()),
            ]
        })
        .collect();
    tx.insert_all(
        "baseline_count (baseline_id, number, establishment_id, band, cases)",
        rows,
    )
    .await
}

/// The newest baseline.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn latest(tx: &mut Tx) -> Result<Option<Baseline>, StoreError> {
    tx.first(
        "SELECT * FROM baseline ORDER BY frozen_at DESC, id DESC LIMIT 1",
        Vec::new(),
        |row| {
            Ok(Baseline {
                id: row.parsed("id")?,
                rule_set: row.parsed("rule_set_digest")?,
                frozen_at: row.instant("frozen_at")?,
                frozen_by: row.parsed("frozen_by")?,
                reason: row.text("reason")?,
            })
        },
    )
    .await
}

/// A baseline's counts, in the order in which they were kept.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn counts_of(tx: &mut Tx, id: &BaselineId) -> Result<Vec<BaselineCount>, StoreError> {
    tx.all(
        "SELECT establishment_id, band, cases FROM baseline_count WHERE baseline_id = $1 ORDER BY number",
        vec![text(id)],
        |row| {
            Ok(BaselineCount {
                establishment: row.parsed_or_null("establishment_id")?,
                band: row.parsed("band")?,
                cases: row.small("cases")?,
            })
        },
    )
    .await
}

/// The determinations with a band that a rule set made from one instant (inside) to another (outside), the first first, with
/// each child's placement on a day.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn determined(
    tx: &mut Tx,
    rule_set: &Digest,
    (from, to): (Timestamp, Timestamp),
    day: Date,
) -> Result<Vec<Determined>, StoreError> {
    tx.all(
        concat!(
            "SELECT p.child_id, p.profile_id, p.band, p.made_at, x.establishment_id, e.name AS establishment_name, \
             f.latest_state = 'agreed' AS is_decided FROM determination p JOIN profile f ON f.id = p.profile_id ",
            main_placement!(),
            "LEFT JOIN establishment e ON e.id = x.establishment_id \
             WHERE p.rule_set_digest = $2 AND p.made_at >= $3 AND p.made_at < $4 AND p.band IS NOT NULL \
             ORDER BY p.made_at, p.id"
        ),
        vec![text(day), text(rule_set), instant(from), instant(to)],
        read_determined,
    )
    .await
}

fn read_determined(row: &Row) -> Result<Determined, StoreError> {
    let establishment: Option<EstablishmentId> = row.parsed_or_null("establishment_id")?;
    Ok(Determined {
        child: row.parsed("child_id")?,
        profile: row.parsed("profile_id")?,
        band: row.parsed("band")?,
        made_at: row.instant("made_at")?,
        establishment: establishment.zip(row.text_or_null("establishment_name")?),
        is_decided: row.flag("is_decided")?,
    })
}
