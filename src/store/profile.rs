//! Needs profiles: levels and evidence for a child, in versions that are added and never changed.

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{Value, instant, integer, text, text_or_null};
use crate::codes::stored_codes;
use crate::ids::{ChildId, Digest, PlanVersionId, ProfileId, UserId};
use crate::needs::NeedsProfile;

stored_codes!(
    /// How far a profile has come.
    ProfileState {
        /// Being scored.
        Draft = "draft",
        /// Sent for moderation.
        Submitted = "submitted",
        /// Sent back to the scorer.
        SentBack = "sent_back",
        /// Agreed by a moderator; not changed again.
        Agreed = "agreed",
        /// Given up.
        Withdrawn = "withdrawn",
    }
);

/// A profile; its content is in its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Our id.
    pub id: ProfileId,
    /// Whose.
    pub child: ChildId,
    /// The plan version that was read; `None` where the child has no plan.
    pub plan_version: Option<PlanVersionId>,
    /// The rule set whose domains are scored.
    pub rule_set: Digest,
    /// The number of the newest version: what a change must be based on.
    pub latest_version: u32,
}

/// One saved state of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileVersion {
    /// Of which profile.
    pub profile: ProfileId,
    /// 1 for the first.
    pub number: u32,
    /// How far it had come.
    pub state: ProfileState,
    /// Levels and evidence.
    pub needs: NeedsProfile,
    /// Whose judgement the levels are; `None` for imported ones.
    pub scored_by: Option<UserId>,
    /// Who saved this version.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// What they said about it, such as why it was sent back.
    pub note: String,
}

const HEAD: &str =
    "profile (id, child_id, plan_version_id, rule_set_digest, latest_version, latest_state)";

/// Adds profiles, each with its first version.
///
/// # Errors
/// [`StoreError::Conflict`] if an id is taken; [`StoreError::NotFound`] without the child, plan version or rule set.
pub async fn insert_all(
    tx: &mut Tx,
    profiles: &[(Profile, ProfileVersion)],
) -> Result<(), StoreError> {
    let heads = profiles
        .iter()
        .map(|(profile, version)| head_values(profile, version.state))
        .collect();
    tx.insert_all(HEAD, heads).await?;
    let versions: Vec<_> = profiles.iter().map(|(_, version)| version).collect();
    insert_versions(tx, &versions).await
}

/// Adds profiles with all their versions, the last of which counts.
///
/// # Errors
/// As [`insert_all`].
pub async fn insert_whole(
    tx: &mut Tx,
    profiles: &[&(Profile, Vec<ProfileVersion>)],
) -> Result<(), StoreError> {
    let last = |(profile, versions): &&(Profile, Vec<ProfileVersion>)| {
        Some(head_values(profile, versions.last()?.state))
    };
    tx.insert_all(HEAD, profiles.iter().filter_map(last).collect())
        .await?;
    let versions = profiles.iter().flat_map(|(_, versions)| versions);
    insert_versions(tx, &versions.collect::<Vec<_>>()).await
}

/// Adds the next version to a profile, which points at it from then on.
///
/// # Errors
/// [`StoreError::Conflict`] if its number is not one more than the profile's latest: somebody else saved meanwhile.
pub async fn add_version(tx: &mut Tx, version: &ProfileVersion) -> Result<(), StoreError> {
    tx.execute_one(
        "UPDATE profile SET latest_version = $2, latest_state = $4 WHERE id = $1 AND latest_version = $3",
        vec![
            text(&version.profile),
            integer(version.number.into()),
            integer(i64::from(version.number) - 1),
            text(version.state.code()),
        ],
        StoreError::Conflict,
    )
    .await?;
    insert_versions(tx, &[version]).await
}

/// The profile of an id.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find(tx: &mut Tx, id: &ProfileId) -> Result<Option<Profile>, StoreError> {
    tx.first(
        "SELECT * FROM profile WHERE id = $1",
        vec![text(id)],
        read_head,
    )
    .await
}

/// A child's profiles, the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn all_of(tx: &mut Tx, child: &ChildId) -> Result<Vec<Profile>, StoreError> {
    // Ids are made in the order of time.
    tx.all(
        "SELECT * FROM profile WHERE child_id = $1 ORDER BY id DESC",
        vec![text(child)],
        read_head,
    )
    .await
}

/// One version of a profile.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn version(
    tx: &mut Tx,
    id: &ProfileId,
    number: u32,
) -> Result<Option<ProfileVersion>, StoreError> {
    tx.first(
        "SELECT * FROM profile_version WHERE profile_id = $1 AND number = $2",
        vec![text(id), integer(number.into())],
        read_version,
    )
    .await
}

/// A profile's versions, the first first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn versions_of(tx: &mut Tx, id: &ProfileId) -> Result<Vec<ProfileVersion>, StoreError> {
    tx.all(
        "SELECT * FROM profile_version WHERE profile_id = $1 ORDER BY number",
        vec![text(id)],
        read_version,
    )
    .await
}

/// Keeps that a profile's levels began as those of an agreed one.
///
/// # Errors
/// [`StoreError::Conflict`] if its beginning is kept; [`StoreError::NotFound`] without either profile.
pub async fn keep_start(tx: &mut Tx, of: &ProfileId, from: &ProfileId) -> Result<(), StoreError> {
    let row = vec![text(of), text(from)];
    tx.insert_all("profile_start (profile_id, from_profile_id)", vec![row])
        .await
}

/// The profile as whose levels a profile's levels began; `None` if it began with none.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn start_of(tx: &mut Tx, id: &ProfileId) -> Result<Option<ProfileId>, StoreError> {
    tx.first(
        "SELECT from_profile_id FROM profile_start WHERE profile_id = $1",
        vec![text(id)],
        |row| row.parsed("from_profile_id"),
    )
    .await
}

async fn insert_versions(tx: &mut Tx, versions: &[&ProfileVersion]) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(versions.len());
    for version in versions {
        rows.push(version_values(version)?);
    }
    const COLUMNS: &str =
        "profile_version (profile_id, number, state, document, scored_by, by_user, at, note)";
    tx.insert_all(COLUMNS, rows).await
}

fn head_values(profile: &Profile, state: ProfileState) -> Vec<Value> {
    vec![
        text(&profile.id),
        text(&profile.child),
        text_or_null(profile.plan_version.as_ref()),
        text(&profile.rule_set),
        integer(profile.latest_version.into()),
        text(state.code()),
    ]
}

fn read_head(row: &Row) -> Result<Profile, StoreError> {
    Ok(Profile {
        id: row.parsed("id")?,
        child: row.parsed("child_id")?,
        plan_version: row.parsed_or_null("plan_version_id")?,
        rule_set: row.parsed("rule_set_digest")?,
        latest_version: row.small("latest_version")?,
    })
}

fn version_values(version: &ProfileVersion) -> Result<Vec<Value>, StoreError> {
    let document = serde_json::to_string(&version.needs)
        .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
    Ok(vec![
        text(&version.profile),
        integer(version.number.into()),
        text(version.state.code()),
        text(document),
        text_or_null(version.scored_by.as_ref()),
        text_or_null(version.by.as_ref()),
        instant(version.at),
        text(&version.note),
    ])
}

fn read_version(row: &Row) -> Result<ProfileVersion, StoreError> {
    Ok(ProfileVersion {
        profile: row.parsed("profile_id")?,
        number: row.small("number")?,
        state: row.read("state", ProfileState::parse)?,
        needs: row.read("document", |json| serde_json::from_str(json))?,
        scored_by: row.parsed_or_null("scored_by")?,
        by: row.parsed_or_null("by_user")?,
        at: row.instant("at")?,
        note: row.text("note")?,
    })
}
