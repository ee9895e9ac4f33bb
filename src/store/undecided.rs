//! Profiles that wait for a decision which nobody may make: everybody who decides scored them, left them to colleagues or
//! declared an interest.

use jiff::Timestamp;

use super::error::StoreError;
use super::restricted::{RestrictedRecords, seen};
use super::tx::Tx;
use super::value::{integer, text};
use crate::access::Role;
use crate::ids::{ChildId, LocalId, ProfileId};

/// The most profiles of one list.
const LINES_MAX: i64 = 50;

/// Who decides, by role.
#[derive(Clone, Copy, Debug)]
pub struct Deciders<'a> {
    /// The roles that decide.
    pub roles: &'a [Role],
    /// Those of them that are let into every restricted record.
    pub let_in: &'a [Role],
}

/// A profile on which nobody may decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithoutDecider {
    /// Which.
    pub profile: ProfileId,
    /// Whose.
    pub child: ChildId,
    /// The child's local reference.
    pub local_id: LocalId,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Whether somebody declared an interest in the case that was not lifted.
    pub has_interest: bool,
}

/// The profiles that wait and on which nobody may decide, the longest first; of restricted children only those that are seen.
///
/// # Errors
/// [`StoreError::Unavailable`] if the database cannot be read.
pub async fn without_decider(
    tx: &mut Tx,
    deciders: Deciders<'_>,
    restricted: &RestrictedRecords,
) -> Result<Vec<WithoutDecider>, StoreError> {
    let seen = seen(("c.restricted", "c.id"), (1, 2));
    let mut values = Vec::from(restricted.values());
    let mut bound = |roles: &[Role]| -> String {
        let mut places = Vec::new();
        for role in roles {
            values.push(text(role.code()));
            places.push(format!("${}", values.len()));
        }
        places.join(",")
    };
    let (deciding, let_in) = (bound(deciders.roles), bound(deciders.let_in));
    values.push(integer(LINES_MAX));
    let most = values.len();
    let sql = format!(
        "SELECT f.id, f.child_id, c.local_id, v.at, EXISTS (SELECT 1 FROM conflict_of_interest k \
         WHERE k.child_id = f.child_id AND k.lifted_at IS NULL) AS has_interest \
         FROM profile f JOIN child c ON c.id = f.child_id \
         JOIN profile_version v ON v.profile_id = f.id AND v.number = f.latest_version \
         WHERE f.latest_state = 'submitted' AND {seen} AND NOT EXISTS (SELECT 1 FROM app_user u \
         WHERE u.disabled = FALSE AND EXISTS (SELECT 1 FROM app_user_role r WHERE r.user_id = u.id AND r.role IN ({deciding}) \
         AND (c.restricted = FALSE OR r.role IN ({let_in}) OR EXISTS (SELECT 1 FROM record_officer n \
         WHERE n.child_id = c.id AND n.officer = u.id AND n.ended_at IS NULL))) \
         AND NOT EXISTS (SELECT 1 FROM profile_version o WHERE o.profile_id = f.id AND o.scored_by = u.id) \
         AND NOT EXISTS (SELECT 1 FROM stood_aside a WHERE a.profile_id = f.id AND a.profile_version = f.latest_version \
         AND a.officer = u.id) \
         AND NOT EXISTS (SELECT 1 FROM conflict_of_interest k WHERE k.child_id = f.child_id AND k.officer = u.id \
         AND k.lifted_at IS NULL)) ORDER BY v.at, f.id LIMIT ${most}"
    );
    tx.all(sql, values, |row| {
        Ok(WithoutDecider {
            profile: row.parsed("id")?,
            child: row.parsed("child_id")?,
            local_id: row.parsed("local_id")?,
            sent_at: row.instant("at")?,
            has_interest: row.flag("has_interest")?,
        })
    })
    .await
}
