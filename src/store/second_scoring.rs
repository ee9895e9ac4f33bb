//! Profiles of a sample that are scored a second time, blind to the first levels.

use jiff::Timestamp;

use super::error::StoreError;
use super::kept_back::HAS_SCORED;
use super::restricted::{RestrictedRecords, seen};
use super::row::Row;
use super::tx::Tx;
use super::value::{instant, text};
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
    /// Whether the officer who asks scored it first, wholly or in part, and may not be the second.
    pub has_scored: bool,
    /// When it was chosen.
    pub chosen_at: Timestamp,
    /// Whether the officer who asks has saved levels to come back to.
    pub is_begun: bool,
    /// Whether the officer who asks has opened levels of the child's since it was first sent.
    pub has_seen_levels: bool,
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
    /// What the engine was asked of the first, as JSON; none where it was never determined.
    pub context: Option<String>,
}

/// The profiles that wait for a second scorer who neither scored them nor has opened levels of the child's since they were
/// sent, the longest first.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn awaiting(
    tx: &mut Tx,
    scorer: &UserId,
    restricted: &RestrictedRecords,
) -> Result<Vec<AwaitingSecond>, StoreError> {
    let mut values = vec![text(scorer)];
    values.extend(restricted.values());
    tx.all(
        format!(
            "SELECT w.* FROM ({awaiting}) w WHERE NOT w.has_scored AND NOT w.has_seen_levels \
             AND {seen} ORDER BY w.chosen_at, w.profile_id LIMIT 200",
            awaiting = waiting_for(),
            seen = seen(("w.restricted", "w.child_id"), (2, 3))
        ),
        values,
        read,
    )
    .await
}

/// The profile that waits for its second scorer, if it does, as it stands for the officer who asks.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn find_awaiting(
    tx: &mut Tx,
    profile: &ProfileId,
    scorer: &UserId,
) -> Result<Option<AwaitingSecond>, StoreError> {
    let sql = format!("{} AND s.profile_id = $2", waiting_for());
    tx.first(sql, vec![text(scorer), text(profile)], read).await
}

/// What waits, with whether the officer `$1` has seen levels of the child's.
fn waiting_for() -> String {
    format!(
        "SELECT s.profile_id, s.profile_version, s.chosen_at, f.child_id, f.rule_set_digest, c.local_id, \
         c.restricted, i.forename, i.surname, {HAS_SEEN_LEVELS} AS has_seen_levels, {HAS_SCORED} AS has_scored, \
         EXISTS (SELECT 1 FROM draft k WHERE k.owner = $1 AND k.form = 'second-scoring' AND k.subject = s.profile_id) \
         AS is_begun FROM second_scoring s \
         JOIN profile_version v ON v.profile_id = s.profile_id AND v.number = s.profile_version \
         JOIN profile f ON f.id = s.profile_id JOIN child c ON c.id = f.child_id \
         LEFT JOIN child_identity i ON i.child_id = f.child_id WHERE s.scored_at IS NULL"
    )
}

/// Whether the officer `$1` has opened levels of the child of the profile `f` since that was first sent, by the audit entries:
/// any of the child's profiles, the agreed levels, everything held of the child, a package with the levels, or a statement.
/// Of a profile or a decision, every entry counts but those of levels that were not shown.
pub(super) const HAS_SEEN_LEVELS: &str = "EXISTS (SELECT 1 FROM (\
     SELECT a.at FROM profile g JOIN audit a ON a.subject_kind = 'profile' AND a.subject_id = g.id \
     WHERE g.child_id = f.child_id AND a.actor = $1 \
     AND a.action NOT IN ('profile-refused', 'second-scoring-opened', 'second-scoring-saved', 'profile-scored-again') \
     UNION ALL SELECT a.at FROM audit a WHERE a.subject_kind = 'child' AND a.subject_id = f.child_id AND a.actor = $1 \
     AND a.action IN ('needs-viewed', 'subject-access-prepared', 'subject-access-answered', 'transfer-sent') \
     UNION ALL SELECT a.at FROM decision d JOIN audit a ON a.subject_kind = 'decision' AND a.subject_id = d.id \
     WHERE d.child_id = f.child_id AND a.actor = $1 AND a.action NOT IN ('statement-refused', 'statement-held-back')) seen \
     WHERE seen.at >= (SELECT MIN(sent.at) FROM profile_version sent WHERE sent.profile_id = f.id \
     AND sent.state = 'submitted'))";

/// Keeps the second scorer's levels, where the scorer has opened none of the child's since it was sent.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody scored it meanwhile, or the scorer opened levels meanwhile.
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
        format!(
            "UPDATE second_scoring SET scorer = $1, document = $3, scored_at = $4 \
             WHERE profile_id = $2 AND scored_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM profile f WHERE f.id = $2 AND {HAS_SEEN_LEVELS})"
        ),
        vec![text(scorer), text(profile), text(document), instant(at)],
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
        "SELECT f.rule_set_digest, v.document AS first, s.document AS second, \
         (SELECT d.context FROM determination d WHERE d.profile_id = s.profile_id AND d.profile_version = s.profile_version \
         ORDER BY d.made_at DESC, d.id DESC LIMIT 1) AS context FROM second_scoring s \
         JOIN profile_version v ON v.profile_id = s.profile_id AND v.number = s.profile_version \
         JOIN profile f ON f.id = s.profile_id WHERE s.scored_at >= $1 ORDER BY s.scored_at, s.profile_id",
        vec![instant(since)],
        |row| {
            Ok(BothScorings {
                rules: row.parsed("rule_set_digest")?,
                first: row.read("first", |json| serde_json::from_str(json))?,
                second: row.read("second", |json| serde_json::from_str(json))?,
                context: row.text_or_null("context")?,
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
        has_scored: row.flag("has_scored")?,
        chosen_at: row.instant("chosen_at")?,
        is_begun: row.flag("is_begun")?,
        has_seen_levels: row.flag("has_seen_levels")?,
    })
}
