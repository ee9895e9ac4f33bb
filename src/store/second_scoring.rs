//! Profiles of a sample that are scored a second time, blind to the first levels.

use jiff::Timestamp;

use super::error::StoreError;
use super::row::Row;
use super::tx::Tx;
use super::value::{flag, instant, text};
use crate::ids::{ChildId, Digest, LocalId, ProfileId, UserId};
use crate::needs::NeedsProfile;

/// A profile that waits for its second scorer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwaitingSecond {
    /// Which profile.
    pub profile: ProfileId,
    /// Which version of it was sent.
    pub version: u32,
    /// Whose.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// Given and family name; `None` once erased.
    pub name: Option<String>,
    /// The rule set whose domains are scored.
    pub rules: Digest,
    /// Who scored it first, and may not be the second.
    pub first_scorer: Option<UserId>,
    /// When it was chosen.
    pub chosen_at: Timestamp,
}

/// Both scorings of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BothScorings {
    /// Under which rule set.
    pub rules: Digest,
    /// The first scorer's levels.
    pub first: NeedsProfile,
    /// The second scorer's.
    pub second: NeedsProfile,
}

/// The profiles that wait for a second scorer other than their first, the longest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn awaiting(
    tx: &mut Tx,
    scorer: &UserId,
    with_restricted: bool,
) -> Result<Vec<AwaitingSecond>, StoreError> {
    tx.all(
        format!(
            "{AWAITING} AND v.scored_by <> $1 AND (c.restricted = FALSE OR $2) \
             ORDER BY s.chosen_at, s.profile_id LIMIT 200"
        ),
        vec![text(scorer), flag(with_restricted)],
        read,
    )
    .await
}

/// The profile that waits for its second scorer, if it does.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find_awaiting(
    tx: &mut Tx,
    profile: &ProfileId,
) -> Result<Option<AwaitingSecond>, StoreError> {
    let sql = format!("{AWAITING} AND s.profile_id = $1");
    tx.first(sql, vec![text(profile)], read).await
}

const AWAITING: &str = "SELECT s.profile_id, s.profile_version, s.chosen_at, v.scored_by, f.child_id, \
     f.rule_set_digest, c.local_id, i.forename, i.surname FROM second_scoring s \
     JOIN profile_version v ON v.profile_id = s.profile_id AND v.number = s.profile_version \
     JOIN profile f ON f.id = s.profile_id JOIN child c ON c.id = f.child_id \
     LEFT JOIN child_identity i ON i.child_id = f.child_id WHERE s.scored_at IS NULL";

/// Keeps the second scorer's levels.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody scored it meanwhile.
pub async fn keep(
    tx: &mut Tx,
    profile: &ProfileId,
    scorer: &UserId,
    needs: &NeedsProfile,
    at: Timestamp,
) -> Result<(), StoreError> {
    let document =
        serde_json::to_string(needs).map_err(|error| StoreError::Unavailable(Box::new(error)))?;
    tx.execute_one(
        "UPDATE second_scoring SET scorer = $2, document = $3, scored_at = $4 \
         WHERE profile_id = $1 AND scored_at IS NULL",
        vec![text(profile), text(scorer), text(document), instant(at)],
        StoreError::Conflict,
    )
    .await
}

/// Every pair of scorings since an instant.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn both_since(tx: &mut Tx, since: Timestamp) -> Result<Vec<BothScorings>, StoreError> {
    tx.all(
        "SELECT f.rule_set_digest, v.document AS first, s.document AS second FROM second_scoring s \
         JOIN profile_version v ON v.profile_id = s.profile_id AND v.number = s.profile_version \
         JOIN profile f ON f.id = s.profile_id WHERE s.scored_at >= $1 ORDER BY s.scored_at, s.profile_id",
        vec![instant(since)],
        |row| {
            Ok(BothScorings {
                rules: row.parsed("rule_set_digest")?,
                first: row.read("first", |json| serde_json::from_str(json))?,
                second: row.read("second", |json| serde_json::from_str(json))?,
            })
        },
    )
    .await
}

fn read(row: &Row) -> Result<AwaitingSecond, StoreError> {
    let (forename, surname) = (row.text_or_null("forename")?, row.text_or_null("surname")?);
    Ok(AwaitingSecond {
        profile: row.parsed("profile_id")?,
        version: row.small("profile_version")?,
        child: row.parsed("child_id")?,
        local_id: row.parsed("local_id")?,
        name: forename
            .zip(surname)
            .map(|(forename, surname)| format!("{forename} {surname}")),
        rules: row.parsed("rule_set_digest")?,
        first_scorer: row.parsed_or_null("scored_by")?,
        chosen_at: row.instant("chosen_at")?,
    })
}
