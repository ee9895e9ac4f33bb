//! Scoring a needs profile: begun for a child, saved as it goes, sent for a decision.
//!
//! What is being scored is a draft of its scorer. The profile itself gets a version when scoring begins, when it is sent
//! and when it is sent back; the saves in between leave no version behind.

mod answers;
mod draft;
mod hand_over;
mod last;
pub mod own;
mod save;
mod send;
mod setting;
mod start;

pub use answers::{answers_from_note, note_of_answers};
pub use draft::key as draft_key;
pub(in crate::service) use draft::undecided_of;
pub use draft::{Colleague, OpenScoring, Scoring, open, open_to_save};
pub use hand_over::{Handed, Unsent, take_over, unsent, withdraw};
pub use last::LastAgreed;
pub(in crate::service) use last::last_agreed;
pub(super) use last::started_from;
pub use save::{AreaWork, Saved, save_answers, save_area, save_judged, save_setting};
pub use send::{Check, Sent, check, send, sent_already};
pub(in crate::service) use setting::setting_answered;
pub(super) use start::begin_in;
pub use start::{Beginning, Begun, Course, Underway, begin, prepare};

use crate::access::{Action, Actor, Restriction, Subject, Verdict, may};
use crate::ids::{ChildId, Digest, LocalId};
use crate::rules::{RuleBook, RuleSet};
use crate::service::{Moment, ServiceError};
use crate::store::{Tx, child, identity, placement, rule_set};

/// Whom a piece of work is about, as its pages name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The child.
    pub child: ChildId,
    /// The local reference.
    pub local_id: LocalId,
    /// Given and family name; `None` once erased.
    pub name: Option<String>,
}

impl About {
    /// The name, or the reference where the name was erased.
    #[must_use]
    pub fn shown(&self) -> String {
        self.name
            .clone()
            .unwrap_or_else(|| self.local_id.to_string())
    }
}

/// The child, if the actor may do this to it; otherwise nobody can tell that there is one.
pub(super) async fn child_for(
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    id: &ChildId,
    moment: Moment,
) -> Result<(child::Child, About), ServiceError> {
    let found = child::find(tx, id).await?.ok_or(ServiceError::NotFound)?;
    let places = placement::on_day(tx, id, moment.today).await?;
    let establishments = places
        .into_iter()
        .filter_map(|place| place.establishment)
        .collect();
    let subject = Subject::Child {
        establishments: &establishments,
        restriction: Restriction::of(id, found.restricted),
    };
    if may(actor, action, &subject) != Verdict::Allowed {
        return Err(ServiceError::NotFound);
    }
    let name = identity::find(tx, id)
        .await?
        .map(|known| format!("{} {}", known.forename, known.surname));
    let about = About {
        child: id.clone(),
        local_id: found.local_id.clone(),
        name,
    };
    Ok((found, about))
}

/// The rule set of a digest: from the book, or as it was kept when it was first used.
pub(in crate::service) async fn rules_of(
    tx: &mut Tx,
    book: &RuleBook,
    digest: &Digest,
) -> Result<RuleSet, ServiceError> {
    if let Some(set) = book.by_digest(digest) {
        return Ok(set.clone());
    }
    let kept = rule_set::by_digest(tx, digest)
        .await?
        .ok_or(ServiceError::NotFound)?;
    RuleSet::from_canonical(&kept.document, digest)
        .map_err(|error| ServiceError::Broken(Box::new(error)))
}

/// Writes something as JSON for the store.
pub(super) fn to_json(value: &impl serde::Serialize) -> Result<String, ServiceError> {
    serde_json::to_string(value).map_err(|error| ServiceError::Broken(Box::new(error)))
}
