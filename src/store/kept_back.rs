//! Whose bands, levels and amounts are kept back from an officer: children of whom a profile waits for this officer's own
//! judgement, or for this officer as its second scorer.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::error::StoreError;
use super::second_scoring::HAS_SEEN_LEVELS;
use super::tx::Tx;
use super::value::{Value, instant, integer, text};
use crate::ids::{ChildId, ProfileId, UserId};

/// A version of a profile that waits for an officer.
pub type WaitingVersion = (ProfileId, u32);

/// Whether the officer `$1` scored the profile `f`, in whichever of its versions.
pub(super) const HAS_SCORED: &str =
    "EXISTS (SELECT 1 FROM profile_version o WHERE o.profile_id = f.id AND o.scored_by = $1)";

/// The profiles that wait for a decision which the officer could make and has not judged, by child: of some children, or of all.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn to_judge(
    tx: &mut Tx,
    officer: &UserId,
    children: Option<&[ChildId]>,
) -> Result<BTreeMap<ChildId, WaitingVersion>, StoreError> {
    let (of_these, values) = limited(officer, children);
    let sql = format!(
        "SELECT f.child_id, f.id AS profile_id, f.latest_version AS number FROM profile f \
         WHERE f.latest_state = 'submitted'{of_these} AND NOT {HAS_SCORED} \
         AND EXISTS (SELECT 1 FROM determination d WHERE d.profile_id = f.id AND d.profile_version = f.latest_version) \
         AND NOT EXISTS (SELECT 1 FROM first_judgement j WHERE j.profile_id = f.id AND j.profile_version = f.latest_version \
         AND j.officer = $1) \
         AND NOT EXISTS (SELECT 1 FROM stood_aside a WHERE a.profile_id = f.id AND a.profile_version = f.latest_version \
         AND a.officer = $1) \
         AND NOT EXISTS (SELECT 1 FROM conflict_of_interest k WHERE k.child_id = f.child_id AND k.officer = $1 \
         AND k.lifted_at IS NULL)"
    );
    by_child(tx, sql, values).await
}

/// The profiles that wait for a second scorer, who may still be the officer, by child: of some children, or of all. With
/// `opened`, only those whose form the officer has opened.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn to_score_again(
    tx: &mut Tx,
    officer: &UserId,
    children: Option<&[ChildId]>,
    opened: bool,
) -> Result<BTreeMap<ChildId, WaitingVersion>, StoreError> {
    const OPENED: &str = " AND EXISTS (SELECT 1 FROM audit a WHERE a.subject_kind = 'profile' AND a.subject_id = f.id \
         AND a.actor = $1 AND a.action = 'second-scoring-opened')";
    let (of_these, values) = limited(officer, children);
    let opened = if opened { OPENED } else { "" };
    let sql = format!(
        "SELECT f.child_id, f.id AS profile_id, s.profile_version AS number FROM second_scoring s \
         JOIN profile f ON f.id = s.profile_id WHERE s.scored_at IS NULL{of_these}{opened} AND NOT {HAS_SCORED} \
         AND NOT {HAS_SEEN_LEVELS}"
    );
    by_child(tx, sql, values).await
}

/// `AND` the profile `f` is of one of these children, with the values that it asks for after the officer.
fn limited(officer: &UserId, children: Option<&[ChildId]>) -> (String, Vec<Value>) {
    let mut values = vec![text(officer)];
    let Some(children) = children else {
        return (String::new(), values);
    };
    values.extend(children.iter().map(text));
    let places: Vec<String> = (2..=values.len()).map(|at| format!("${at}")).collect();
    let places = if places.is_empty() {
        "NULL".to_owned()
    } else {
        places.join(",")
    };
    (format!(" AND f.child_id IN ({places})"), values)
}

async fn by_child(
    tx: &mut Tx,
    sql: String,
    values: Vec<Value>,
) -> Result<BTreeMap<ChildId, WaitingVersion>, StoreError> {
    let found = tx
        .all(sql, values, |row| {
            let version = (row.parsed("profile_id")?, row.small("number")?);
            Ok((row.parsed("child_id")?, version))
        })
        .await?;
    Ok(found.into_iter().collect())
}

/// Keeps that an officer leaves a version of a profile to colleagues. Once more changes nothing.
///
/// # Errors
/// [`StoreError::NotFound`] without the version or the user.
pub async fn stand_aside(
    tx: &mut Tx,
    (profile, version): &WaitingVersion,
    officer: &UserId,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO stood_aside (profile_id, profile_version, officer, at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (profile_id, profile_version, officer) DO NOTHING",
        vec![
            text(profile),
            integer((*version).into()),
            text(officer),
            instant(at),
        ],
    )
    .await?;
    Ok(())
}

/// Whether an officer left this version of a profile to colleagues.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn has_stood_aside(
    tx: &mut Tx,
    profile: &ProfileId,
    version: u32,
    officer: &UserId,
) -> Result<bool, StoreError> {
    let found = tx
        .count(
            "SELECT COUNT(*) AS n FROM stood_aside WHERE profile_id = $1 AND profile_version = $2 AND officer = $3",
            vec![text(profile), integer(version.into()), text(officer)],
        )
        .await?;
    Ok(found > 0)
}
