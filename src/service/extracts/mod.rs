//! Extracts of a plan, attached to a child's record as the evidence that levels are scored from.
//!
//! A file is looked at before it is kept and never shown by us: it leaves as a download alone. Who attached, fetched or
//! removed it is in the child's trail, and by the extract's own id in the audit chain, with the file's digest.

mod keep;

pub use keep::{Attached, Offered, attach, remove};

use crate::access::{Action, Actor};
use crate::ids::{ChildId, ExtractId};
use crate::needs::DocumentKind;
use crate::service::child_record::works_here;
use crate::service::reach::allows;
use crate::service::scoring::{About, child_for};
use crate::service::{Moment, ServiceError, trail};
use crate::store::audit::{self, Entry};
use crate::store::plan::{self, PlanVersion};
use crate::store::{Store, Tx, blob, plan_extract};

pub use crate::import::document::NotKept;
pub use crate::store::plan_extract::{Extract, Removal, RemovedBecause, StoredFile};

/// A child's extracts, with what the page that keeps them needs.
#[derive(Debug)]
pub struct Extracts {
    /// Whose.
    pub about: About,
    /// The extracts, the latest first; those that were removed for the authority's own staff only.
    pub all: Vec<Extract>,
    /// The versions of the child's plans, the newest first, with the number of the plan.
    pub versions: Vec<(u32, PlanVersion)>,
    /// Whether the reader attaches and removes extracts.
    pub keeps: bool,
    /// Whether the reader is of the authority's own staff.
    pub works_here: bool,
}

/// A file as it is fetched.
pub struct Fetched {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DocumentKind,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A child's extracts; the look is written down.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such child or the actor may not read its extracts.
pub async fn list(
    store: &Store,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<Extracts, ServiceError> {
    let found = load(store, actor, id, moment).await;
    let of = (id, "extracts-viewed");
    trail::asked_for_child(store, moment, actor, of, found).await
}

async fn load(
    store: &Store,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<Extracts, ServiceError> {
    let mut tx = store.read().await?;
    let (_, about) = child_for(&mut tx, actor, Action::ReadExtracts, id, moment).await?;
    let works_here = works_here(actor);
    let mut all = plan_extract::of_child(&mut tx, id).await?;
    all.retain(|extract| extract.file.is_some() || works_here);
    Ok(Extracts {
        about,
        all,
        versions: versions(&mut tx, id).await?,
        keeps: allows(actor, Action::KeepExtracts),
        works_here,
    })
}

/// The versions of a child's plans, the newest first.
async fn versions(tx: &mut Tx, id: &ChildId) -> Result<Vec<(u32, PlanVersion)>, ServiceError> {
    let mut all = Vec::new();
    for known in plan::all_of(tx, id).await? {
        let versions = plan::versions_of(tx, &known.id).await?;
        all.extend(versions.into_iter().map(|version| (known.ordinal, version)));
    }
    all.reverse();
    Ok(all)
}

/// The file of an extract, for whoever reads extracts or answers for everything that is held; that it was fetched is
/// written down.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such child or extract of it, its file is gone, or the actor may not read it.
pub async fn fetch(
    store: &Store,
    actor: &Actor,
    (child, id): (&ChildId, &ExtractId),
    moment: Moment,
) -> Result<Fetched, ServiceError> {
    let mut tx = store.read().await?;
    let found = match find(&mut tx, actor, Action::ReadExtracts, (child, id), moment).await {
        Err(ServiceError::NotFound) => {
            let answers = Action::AnswerSubjectAccess;
            find(&mut tx, actor, answers, (child, id), moment).await
        }
        found => found,
    };
    let (extract, file) = match found {
        Err(ServiceError::NotFound) => {
            drop(tx);
            trail::child_refused(store, moment, actor, child).await?;
            return Err(ServiceError::NotFound);
        }
        found => found?,
    };
    let kept = blob::find(&mut tx, &file.blob).await?;
    let kept = kept.ok_or(ServiceError::NotFound)?;
    drop(tx);
    let mut tx = store.begin().await?;
    note(&mut tx, actor, &extract, "extract-fetched", moment).await?;
    tx.commit().await?;
    Ok(Fetched {
        name: file.name,
        kind: extract.kind,
        bytes: kept.bytes,
    })
}

/// An extract of that child whose file is there, if the actor may do this to the child.
async fn find(
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    (child, id): (&ChildId, &ExtractId),
    moment: Moment,
) -> Result<(Extract, StoredFile), ServiceError> {
    child_for(tx, actor, action, child, moment).await?;
    let found = plan_extract::find(tx, id).await?;
    let found = found.filter(|found| found.child == *child);
    let found = found.ok_or(ServiceError::NotFound)?;
    let file = found.file.clone().ok_or(ServiceError::NotFound)?;
    Ok((found, file))
}

/// Two entries: what was done on the child's record, and to which extract, with the digest of its file.
async fn note(
    tx: &mut Tx,
    actor: &Actor,
    extract: &Extract,
    action: &str,
    moment: Moment,
) -> Result<(), ServiceError> {
    let child = ("child", extract.child.as_str());
    trail::note(tx, moment, Some(&actor.user), action, child).await?;
    let entry = Entry {
        at: moment.instant,
        actor: Some(&actor.user),
        action,
        subject_kind: "extract",
        subject_id: extract.id.as_str(),
        detail: extract.digest.as_str().as_bytes(),
    };
    audit::append(tx, entry).await?;
    Ok(())
}
