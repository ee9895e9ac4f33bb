//! The audit trail as auditors and administrators read it: who opened a child's record, and what was done at all.
//!
//! Entries hold ids; a reader is told the names of officers, and a child's reference where the child is the reader's to
//! see. That the trail of a child was read is an entry of its own.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::reach::{require, scope};
use super::{Moment, ServiceError, trail};
use crate::access::{Action, Actor, Subject};
use crate::ids::{ChildId, LocalId};
use crate::store::audit::{self, Recorded};
use crate::store::{Page, Paged, Store, Tx, caseload, child, user};

/// How many entries a page has.
const LINES: u32 = 50;

/// One entry, in order of time backwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its place in the chain.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Who: a colleague's name, or the server for a command that was run on it.
    pub who: String,
    /// What was done, as it is kept: `child-viewed`.
    pub action: String,
    /// To what kind of record.
    pub subject_kind: String,
    /// Its id.
    pub subject_id: String,
}

/// The entries about one child.
#[derive(Clone, Debug)]
pub struct OfChild {
    /// The child's reference.
    pub local_id: LocalId,
    /// The entries, the newest first.
    pub lines: Paged<Line>,
}

/// Who did what to a child's record, those who looked and those who were refused among them.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not read the audit; [`ServiceError::NotFound`] for a child that is not there, or is
/// not the actor's to see.
pub async fn of_child(
    store: &Store,
    actor: &Actor,
    id: &ChildId,
    page: u32,
    moment: Moment,
) -> Result<OfChild, ServiceError> {
    require(actor, Action::ReadAudit, &Subject::Anything)?;
    let reach = scope(actor, Action::ViewChild)?;
    let subject = ("child", id.as_str());
    let mut tx = store.read().await?;
    if !caseload::is_in_scope(&mut tx, id, &reach, moment.today).await? {
        drop(tx);
        trail::note_alone(store, moment, Some(&actor.user), "child-refused", subject).await?;
        return Err(ServiceError::NotFound);
    }
    let known = child::find(&mut tx, id).await?;
    let local_id = known.ok_or(ServiceError::NotFound)?.local_id;
    let found = audit::about_child(&mut tx, id, Page::new(page, LINES)).await?;
    let lines = lines(&mut tx, found).await?;
    drop(tx);
    trail::note_alone(
        store,
        moment,
        Some(&actor.user),
        "child-trail-read",
        subject,
    )
    .await?;
    Ok(OfChild { local_id, lines })
}

/// Every entry, the newest first.
///
/// # Errors
/// [`ServiceError::Refused`] for whoever may not read the audit.
pub async fn all(store: &Store, actor: &Actor, page: u32) -> Result<Paged<Line>, ServiceError> {
    require(actor, Action::ReadAudit, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let found = audit::all(&mut tx, Page::new(page, LINES)).await?;
    lines(&mut tx, found).await
}

/// Entries with the names of those who made them.
async fn lines(tx: &mut Tx, found: Paged<Recorded>) -> Result<Paged<Line>, ServiceError> {
    let names: BTreeMap<String, String> = user::all(tx)
        .await?
        .into_iter()
        .map(|person| (person.id.to_string(), person.display_name))
        .collect();
    let mut items = Vec::with_capacity(found.items.len());
    for entry in found.items {
        let at = entry.at.parse::<Timestamp>();
        let at = at.map_err(|error| ServiceError::Broken(Box::new(error)))?;
        let who = match names.get(&entry.actor) {
            Some(name) => name.clone(),
            None if entry.actor == "system" => "A command on the server".to_owned(),
            None => entry.actor,
        };
        items.push(Line {
            sequence: entry.sequence,
            at,
            who,
            action: entry.action,
            subject_kind: entry.subject_kind,
            subject_id: entry.subject_id,
        });
    }
    Ok(Paged {
        items,
        total: found.total,
        page: found.page,
    })
}
