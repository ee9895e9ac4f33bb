//! What-if scenarios: named, every saved version kept.

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, integer, text, text_or_null};
use crate::ids::{ScenarioId, UserId};

/// One version of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioVersion {
    /// Which scenario.
    pub scenario: ScenarioId,
    /// Its number; 1 for the first.
    pub number: u32,
    /// The scenario's name from this version on.
    pub name: String,
    /// The levers, as JSON.
    pub document: String,
    /// Who saved it; `None` from a command.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// Keeps a new scenario with its first version.
///
/// # Errors
/// [`StoreError::Conflict`] if the id is taken.
pub async fn begin(tx: &mut Tx, first: &ScenarioVersion) -> Result<(), StoreError> {
    let row = vec![
        text(&first.scenario),
        text_or_null(first.by.as_ref()),
        instant(first.at),
        integer(1),
    ];
    const COLUMNS: &str = "scenario (id, begun_by, begun_at, latest_version)";
    tx.insert_all(COLUMNS, vec![row]).await?;
    keep(tx, first).await
}

/// Adds the version after the one that it was based on.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody else saved a version first.
pub async fn add(tx: &mut Tx, version: &ScenarioVersion) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE scenario SET latest_version = $2 WHERE id = $1 AND latest_version = $2 - 1",
        vec![text(&version.scenario), integer(version.number.into())],
        StoreError::Conflict,
    )
    .await?;
    keep(tx, version).await
}

async fn keep(tx: &mut Tx, version: &ScenarioVersion) -> Result<(), StoreError> {
    let row = vec![
        text(&version.scenario),
        integer(version.number.into()),
        text(&version.name),
        text(&version.document),
        text_or_null(version.by.as_ref()),
        instant(version.at),
    ];
    const COLUMNS: &str = "scenario_version (scenario_id, number, name, document, by_user, at)";
    tx.insert_all(COLUMNS, vec![row]).await
}

/// The newest version of every scenario, by name.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn latest(tx: &mut Tx) -> Result<Vec<ScenarioVersion>, StoreError> {
    tx.all(
        "SELECT v.* FROM scenario s JOIN scenario_version v ON v.scenario_id = s.id AND v.number = s.latest_version \
         ORDER BY v.name, v.scenario_id",
        Vec::new(),
        read,
    )
    .await
}

/// Every version of a scenario, the newest first; none if there is no such scenario.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn versions(tx: &mut Tx, id: &ScenarioId) -> Result<Vec<ScenarioVersion>, StoreError> {
    tx.all(
        "SELECT * FROM scenario_version WHERE scenario_id = $1 ORDER BY number DESC",
        vec![text(id)],
        read,
    )
    .await
}

fn read(row: &Row) -> Result<ScenarioVersion, StoreError> {
    Ok(ScenarioVersion {
        scenario: row.parsed("scenario_id")?,
        number: row.small("number")?,
        name: row.text("name")?,
        document: row.text("document")?,
        by: row.parsed_or_null("by_user")?,
        at: row.instant("at")?,
    })
}
