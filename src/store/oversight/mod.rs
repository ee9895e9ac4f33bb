//! The caseload as oversight sees it: cases without names, for distributions, timeliness and equality.
//!
//! Restricted children are counted like the others: a count shows nobody, and small ones are the service's to hide.

mod baseline;
mod equality;
mod timeliness;

pub use baseline::{Baseline, BaselineCount, Determined, counts_of, determined, insert, latest};
pub use equality::{EqualityCase, equality};
pub use timeliness::{
    PhaseTransfer, RequestDates, ReviewDates, phase_transfers, requests, reviews,
};

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, text};
use crate::calendar::Date;
use crate::ids::{ChildId, EstablishmentId, UserId};
use crate::needs::{BandId, DomainId, Level, Need, Setting};

/// A child with an open plan, as things are on the day asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Who.
    pub child: ChildId,
    /// The primary need in the plan's newest version.
    pub need: Option<Need>,
    /// The setting of the main placement; not known without one.
    pub setting: Setting,
    /// Where that is, with its name.
    pub establishment: Option<(EstablishmentId, String)>,
    /// The birth date; `None` once erased.
    pub birth_date: Option<Date>,
    /// The band of the award in force.
    pub band: Option<BandId>,
}

/// Levels by domain.
pub type Levels = BTreeMap<DomainId, Level>;

/// What the engine made of a profile that somebody scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// Who scored it.
    pub scorer: UserId,
    /// The scorer's name.
    pub name: String,
    /// The indicative band.
    pub band: BandId,
}

/// The levels of a profile that somebody scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoredLevels {
    /// Who scored it.
    pub scorer: UserId,
    /// The scorer's name.
    pub name: String,
    /// The levels.
    pub levels: Levels,
}

/// `JOIN`s the main placement `x` of `p.child_id` on the day `$1`.
macro_rules! main_placement {
    () => {
        "LEFT JOIN placement x ON x.id = (SELECT y.id FROM placement y WHERE y.child_id = p.child_id \
         AND (y.from_on IS NULL OR y.from_on <= $1) AND (y.to_on IS NULL OR y.to_on > $1) \
         ORDER BY y.rank, COALESCE(y.from_on, '') DESC, y.id LIMIT 1) "
    };
}

/// `JOIN`s the version `w` of the award of `p.child_id` in force on the day `$1`.
macro_rules! award_in_force {
    () => {
        "LEFT JOIN award a ON a.id = (SELECT b.id FROM award b JOIN award_version u ON u.award_id = b.id \
         AND u.number = b.latest_version WHERE b.child_id = p.child_id AND u.from_on <= $1 \
         AND (u.to_on IS NULL OR u.to_on > $1) ORDER BY u.from_on DESC, b.id DESC LIMIT 1) \
         LEFT JOIN award_version w ON w.award_id = a.id AND w.number = a.latest_version "
    };
}

use {award_in_force, main_placement};

/// Every child with an open plan.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn cases(tx: &mut Tx, day: Date) -> Result<Vec<Case>, StoreError> {
    tx.all(
        concat!(
            "SELECT p.child_id, n.need, COALESCE(x.setting, 'UNK') AS setting, x.establishment_id, \
             e.name AS establishment_name, i.birth_date, w.band FROM plan p \
             JOIN plan_version v ON v.plan_id = p.id AND v.number = p.latest_version \
             LEFT JOIN plan_need n ON n.plan_version_id = v.id AND n.rank = 1 \
             LEFT JOIN child_identity i ON i.child_id = p.child_id ",
            main_placement!(),
            "LEFT JOIN establishment e ON e.id = x.establishment_id ",
            award_in_force!(),
            "WHERE p.ceased_on IS NULL"
        ),
        vec![text(day)],
        read_case,
    )
    .await
}

/// The newest agreed levels of each child with an open plan, by child.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn agreed_levels(tx: &mut Tx) -> Result<BTreeMap<ChildId, Levels>, StoreError> {
    let agreed = tx
        .all(
            // From the agreed versions to their children, each met once, rather than from each child to its versions.
            "SELECT f.child_id, v.document FROM profile_version v JOIN profile f ON f.id = v.profile_id \
             AND f.latest_version = v.number JOIN plan p ON p.child_id = f.child_id AND p.ceased_on IS NULL \
             WHERE v.state = 'agreed' ORDER BY f.id",
            Vec::new(),
            |row| Ok((row.parsed("child_id")?, row.read("document", levels)?)),
        )
        .await?;
    // Ids are made in the order of time: the newest of a child comes last, and stays.
    Ok(agreed.into_iter().collect())
}

/// The part of a needs profile that is counted; its evidence is not read.
#[derive(Deserialize)]
struct LevelsOnly {
    levels: Levels,
}

fn levels(document: &str) -> Result<Levels, serde_json::Error> {
    serde_json::from_str::<LevelsOnly>(document).map(|read| read.levels)
}

/// What each scorer's profiles came to since an instant: a profile that was sent again counts once, as it was sent last.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn scored_since(tx: &mut Tx, since: Timestamp) -> Result<Vec<Scored>, StoreError> {
    tx.all(
        "SELECT v.scored_by, u.display_name, t.band FROM determination t \
         JOIN profile_version v ON v.profile_id = t.profile_id AND v.number = t.profile_version \
         JOIN app_user u ON u.id = v.scored_by WHERE t.made_at >= $1 AND t.band IS NOT NULL \
         AND t.id = (SELECT o.id FROM determination o WHERE o.profile_id = t.profile_id \
         ORDER BY o.profile_version DESC, o.made_at DESC, o.id DESC LIMIT 1)",
        vec![instant(since)],
        |row| {
            Ok(Scored {
                scorer: row.parsed("scored_by")?,
                name: row.text("display_name")?,
                band: row.parsed("band")?,
            })
        },
    )
    .await
}

/// The levels of each scorer's profiles that were sent since an instant, whatever the rules came to; one that was sent again
/// counts once, as it was sent last.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn levels_scored_since(
    tx: &mut Tx,
    since: Timestamp,
) -> Result<Vec<ScoredLevels>, StoreError> {
    tx.all(
        "SELECT v.scored_by, u.display_name, v.document FROM determination t \
         JOIN profile_version v ON v.profile_id = t.profile_id AND v.number = t.profile_version \
         JOIN app_user u ON u.id = v.scored_by WHERE t.made_at >= $1 \
         AND t.id = (SELECT o.id FROM determination o WHERE o.profile_id = t.profile_id \
         ORDER BY o.profile_version DESC, o.made_at DESC, o.id DESC LIMIT 1)",
        vec![instant(since)],
        |row| {
            Ok(ScoredLevels {
                scorer: row.parsed("scored_by")?,
                name: row.text("display_name")?,
                levels: row.read("document", levels)?,
            })
        },
    )
    .await
}

fn read_case(row: &Row) -> Result<Case, StoreError> {
    let establishment: Option<EstablishmentId> = row.parsed_or_null("establishment_id")?;
    Ok(Case {
        child: row.parsed("child_id")?,
        need: row.read_or_null("need", Need::parse)?,
        setting: row.read("setting", Setting::parse)?,
        establishment: establishment.zip(row.text_or_null("establishment_name")?),
        birth_date: row.day_or_null("birth_date")?,
        band: row.parsed_or_null("band")?,
    })
}
