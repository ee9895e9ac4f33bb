//! Attaching an extract, and removing one.

use super::{Extract, NotKept, Removal, RemovedBecause, find, note};
use crate::access::{Action, Actor};
use crate::ids::{BlobId, ChildId, ExtractId, PlanVersionId};
use crate::import::document;
use crate::service::scoring::child_for;
use crate::service::{Moment, ServiceError, new_id};
use crate::store::blob::Blob;
use crate::store::plan_extract::{self, NewExtract};
use crate::store::{Store, StoreError, Tx, plan};

/// The most extracts of one child at a time: a plan has eleven sections.
const EXTRACTS_MAX: usize = 40;

/// What somebody wants to attach.
pub struct Offered {
    /// Of which version of the plan.
    pub plan_version: PlanVersionId,
    /// The name that the sender gives the file.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// How attaching ended.
#[derive(Debug)]
pub enum Attached {
    /// It is kept.
    Done,
    /// The file is none that is kept, and why.
    Refused(NotKept),
    /// The version is not of this child's plans.
    OtherPlan,
    /// The same file is attached to that version already.
    Already,
    /// The child has as many extracts as are kept.
    TooMany,
}

/// Attaches a file to a version of the child's plan, if it is a document that may be kept.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such child or the actor may not attach anything to its record.
pub async fn attach(
    store: &Store,
    actor: &Actor,
    child: &ChildId,
    offered: Offered,
    moment: Moment,
) -> Result<Attached, ServiceError> {
    let mut tx = store.read().await?;
    child_for(&mut tx, actor, Action::KeepExtracts, child, moment).await?;
    drop(tx);
    // Unpacking takes a while: not in the task that answers others.
    let looked_at = tokio::task::spawn_blocking(move || {
        let kind = document::check(&offered.bytes);
        (kind, offered)
    });
    let (kind, offered) = looked_at
        .await
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let kind = match kind {
        Ok(kind) => kind,
        Err(why) => return Ok(Attached::Refused(why)),
    };
    let mut tx = store.begin().await?;
    child_for(&mut tx, actor, Action::KeepExtracts, child, moment).await?;
    if !is_of(&mut tx, child, &offered.plan_version).await? {
        return Ok(Attached::OtherPlan);
    }
    let kept = plan_extract::of_child(&mut tx, child).await?;
    if kept.iter().filter(|one| one.file.is_some()).count() >= EXTRACTS_MAX {
        return Ok(Attached::TooMany);
    }
    let new = NewExtract {
        id: new_id(ExtractId::parse)?,
        child: child.clone(),
        plan_version: offered.plan_version,
        kind,
        attached_by: actor.user.clone(),
    };
    let file = Blob {
        id: new_id(BlobId::parse)?,
        owner: None,
        file_name: document::clean_name(&offered.name, kind),
        media_type: kind.media_type().to_owned(),
        bytes: offered.bytes,
        created_at: moment.instant,
        expires_at: None,
    };
    match plan_extract::attach(&mut tx, &new, &file).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Ok(Attached::Already),
        Err(error) => return Err(error.into()),
    }
    let kept = plan_extract::find(&mut tx, &new.id).await?;
    let kept = kept.ok_or(ServiceError::NotFound)?;
    note(&mut tx, actor, &kept, "extract-attached", moment).await?;
    tx.commit().await?;
    Ok(Attached::Done)
}

/// Whether a version is of one of the child's plans.
async fn is_of(
    tx: &mut Tx,
    child: &ChildId,
    version: &PlanVersionId,
) -> Result<bool, ServiceError> {
    let Some(version) = plan::version(tx, version).await? else {
        return Ok(false);
    };
    let of = plan::find(tx, &version.plan).await?;
    Ok(of.is_some_and(|of| of.child == *child))
}

/// Destroys the file of an extract; why, and which file it was, stays.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such child or extract of it, its file is gone already, or the actor may not
/// remove it; [`ServiceError::Conflict`] if somebody else removed it at the same time.
pub async fn remove(
    store: &Store,
    actor: &Actor,
    (child, id): (&ChildId, &ExtractId),
    because: RemovedBecause,
    moment: Moment,
) -> Result<Extract, ServiceError> {
    let mut tx = store.begin().await?;
    let (found, file) = find(&mut tx, actor, Action::KeepExtracts, (child, id), moment).await?;
    let removal = Removal {
        by: actor.user.clone(),
        at: moment.instant,
        because,
    };
    plan_extract::remove(&mut tx, id, &file, &removal).await?;
    note(&mut tx, actor, &found, "extract-removed", moment).await?;
    tx.commit().await?;
    Ok(found)
}
