//! Restricted records: a head of SEND closes a child's record to most colleagues, and opens it again.
//!
//! For adoption, protection, a colleague's own child. Why stands in the council's own case system, not here: the reason
//! would tell what the restriction hides. Who works on a restricted record is named for it (`record_officers`).

use super::caseload::withhold_rows;
use super::reach::{require, scope};
use super::{Moment, ServiceError, record_officers, trail};
use crate::access::{Action, Actor, Subject};
use crate::ids::{ChildId, LocalId};
use crate::store::{Store, Tx, caseload, child};

/// How a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// The child's reference.
    pub local_id: LocalId,
    /// Whether the record is restricted.
    pub is_restricted: bool,
    /// The version of the record that was read, by which a change is known to be based on it.
    pub version: i64,
}

/// Whether a record is restricted, for whoever may change that.
///
/// # Errors
/// [`ServiceError::Refused`] for anybody but a head of SEND; [`ServiceError::NotFound`] without such a child.
pub async fn of(
    store: &Store,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<Restriction, ServiceError> {
    let mut tx = store.read().await?;
    let found = find(&mut tx, actor, id, moment).await;
    drop(tx);
    let of = (id, "restriction-viewed");
    let record = trail::asked_for_child(store, moment, actor, of, found).await?;
    Ok(Restriction {
        local_id: record.local_id,
        is_restricted: record.restricted,
        version: record.version,
    })
}

/// Restricts a record, or lifts the restriction; nothing is changed, or written down, where it stands so already.
///
/// # Errors
/// As [`of`]; [`ServiceError::Conflict`] if the record was changed since that version.
pub async fn set(
    store: &Store,
    actor: &Actor,
    id: &ChildId,
    (restricted, version): (bool, i64),
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    let mut record = find(&mut tx, actor, id, moment).await?;
    if record.version != version {
        return Err(ServiceError::Conflict);
    }
    if record.restricted == restricted {
        return Ok(());
    }
    record.restricted = restricted;
    child::update(&mut tx, &record).await?;
    if restricted {
        closed(&mut tx, actor, id, moment).await?;
    } else {
        let (by, subject) = (Some(&actor.user), ("child", id.as_str()));
        trail::note(&mut tx, moment, by, "child-restriction-lifted", subject).await?;
        record_officers::end_all(&mut tx, actor, id, moment).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes down that a record is restricted from now on, and withholds the rows of extracts that name it and were not taken.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be written.
pub(super) async fn closed(
    tx: &mut Tx,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<(), ServiceError> {
    withhold_rows(tx, id).await?;
    let (by, subject) = (Some(&actor.user), ("child", id.as_str()));
    trail::note(tx, moment, by, "child-restricted", subject).await
}

async fn find(
    tx: &mut Tx,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<child::Child, ServiceError> {
    require(actor, Action::RestrictRecords, &Subject::Anything)?;
    let reach = scope(actor, Action::RestrictRecords)?;
    if !caseload::is_in_scope(tx, id, &reach, moment.today).await? {
        return Err(ServiceError::NotFound);
    }
    child::find(tx, id).await?.ok_or(ServiceError::NotFound)
}
