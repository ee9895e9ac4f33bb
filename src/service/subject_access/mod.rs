//! Subject access: everything that is kept of a child, in words, after somebody has read what may tell of others.
//!
//! Names of officers are never in it: what was done is told by the office that did it. Passages that people wrote freely
//! (quotations, reasons, notes) are listed first, so that those about somebody else are withheld.

mod funded;
mod held;
mod judged;
mod plans;
mod sections;
mod told;

use std::collections::BTreeSet;

use super::reach::{require, scope};
use super::{Moment, ServiceError, kept_back, trail};
use crate::access::{Action, Actor, Subject};
use crate::ids::{ChildId, Digest, LocalId};
use crate::rules::RuleBook;
use crate::store::plan_extract::{self, Extract};
use crate::store::{Store, caseload, child, import_row, timeline, transfer};

pub use held::{Entry, Fact, Held, Section};

/// Everything that is kept, before anything is withheld.
pub struct Prepared {
    /// The child's reference.
    pub local_id: LocalId,
    /// What is held.
    pub held: Held,
    /// The extracts of plans, which are given beside the file.
    pub extracts: Vec<Extract>,
    /// Of the passages, by which a later answer is known to be about the same words.
    pub digest: Digest,
}

/// Gathers what is kept of a child; that it was gathered is written down.
///
/// # Errors
/// [`ServiceError::Refused`] for who answers no such requests; [`ServiceError::NotFound`] without such a child, or for one
/// whose record is not the actor's to open; [`ServiceError::KeptBack`] for who is to judge the child's levels first.
pub async fn prepare(
    store: &Store,
    rules: &RuleBook,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<Prepared, ServiceError> {
    require(actor, Action::AnswerSubjectAccess, &Subject::Anything)?;
    let reach = scope(actor, Action::AnswerSubjectAccess)?;
    let subject = ("child", id.as_str());
    let mut tx = store.read().await?;
    if !caseload::is_in_scope(&mut tx, id, &reach, moment.today).await? {
        drop(tx);
        trail::child_refused(store, moment, actor, id).await?;
        return Err(ServiceError::NotFound);
    }
    kept_back::keep(&mut tx, actor, id).await?;
    let kept = timeline::of(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let ethnicity = child::ethnicity(&mut tx, id).await?;
    let local_id = kept.child.local_id.clone();
    let mut sections = sections::of(&mut tx, rules, &kept, ethnicity).await?;
    let extracts = plan_extract::of_child(&mut tx, id).await?;
    let packages = transfer::of_child(&mut tx, id).await?;
    let rows = import_row::of_child(&mut tx, id).await?;
    drop(tx);
    sections.push(sections::extracts(&extracts));
    sections.push(sections::packages(&packages));
    sections.push(sections::untaken_rows(&rows));
    let extracts = extracts.into_iter().filter(|one| one.file.is_some());
    let held = Held::of(local_id.to_string(), moment.today, sections);
    trail::note_alone(
        store,
        moment,
        Some(&actor.user),
        "subject-access-prepared",
        subject,
    )
    .await?;
    Ok(Prepared {
        digest: held.digest_of_passages(),
        local_id,
        held,
        extracts: extracts.collect(),
    })
}

/// The answer to be given: what is held, without the passages that are withheld.
///
/// # Errors
/// As [`prepare`]; [`ServiceError::Conflict`] if something was written since the passages were read.
pub async fn answer(
    store: &Store,
    rules: &RuleBook,
    actor: &Actor,
    id: &ChildId,
    (read, withheld): (&Digest, &BTreeSet<u32>),
    moment: Moment,
) -> Result<Prepared, ServiceError> {
    let mut prepared = prepare(store, rules, actor, id, moment).await?;
    if prepared.digest != *read {
        return Err(ServiceError::Conflict);
    }
    prepared.held.withhold(withheld);
    let subject = ("child", id.as_str());
    trail::note_alone(
        store,
        moment,
        Some(&actor.user),
        "subject-access-answered",
        subject,
    )
    .await?;
    Ok(prepared)
}
