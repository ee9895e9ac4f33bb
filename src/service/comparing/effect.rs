//! The effect of a draft on the live cohort, for those who write and approve rules.

use std::collections::BTreeSet;

use super::guarded::Guarded;
use super::{cohort, made, note};
use crate::access::{Action, Actor, Subject};
use crate::compare::Cohort;
use crate::ids::{ChildId, RuleDraftId};
use crate::rules::{RuleBook, RuleSet};
use crate::service::reach::{allows, require};
use crate::service::rule_life::{self, OpenDraft, check};
use crate::service::scoring::rules_of;
use crate::service::{Moment, ServiceError, Store, kept_back};
use crate::store::Tx;

/// A draft beside the rules as they are, over the cohort of today.
#[derive(Debug)]
pub struct Effect {
    /// The draft.
    pub draft: OpenDraft,
    /// What it would do, as far as the actor may see it.
    pub shown: Guarded,
    /// Whether the actor sees which children move; others see how many, where those are not few. Of children whom the actor is
    /// to judge first nothing is seen by itself.
    pub sees_children: bool,
}

/// What came of asking for an effect.
#[derive(Debug)]
pub enum Found {
    /// It is worked out.
    Effect(Box<Effect>),
    /// The draft's text has a problem: there are no rules to compare.
    NotSound(Box<OpenDraft>),
    /// No set is in force and the draft was copied from none: there is nothing to compare with.
    NothingBefore(Box<OpenDraft>),
}

/// Works out the effect of a draft on the live cohort of today, beside the set in force or, where none is, the set that the
/// draft was copied from. That somebody looked is written down.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not compare rules; [`ServiceError::NotFound`] if there is no such draft.
pub async fn effect(
    store: &Store,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    id: &RuleDraftId,
    moment: Moment,
) -> Result<Found, ServiceError> {
    require(actor, Action::CompareRules, &Subject::Anything)?;
    let draft = rule_life::open(store, actor, id).await?;
    let (Some(after), _) = check(&draft.texts) else {
        return Ok(Found::NotSound(Box::new(draft)));
    };
    let mut tx = store.begin().await?;
    let Some(before) = before(&mut tx, (book, authority), &draft, moment).await? else {
        return Ok(Found::NothingBefore(Box::new(draft)));
    };
    let sees_children = allows(actor, Action::ViewAwards);
    let cohort = seen(&mut tx, book, sees_children, moment).await?;
    let waiting = kept_back::among(&mut tx, actor, None).await?;
    note(&mut tx, moment, Some(&actor.user), &after).await?;
    tx.commit().await?;
    let unjudged = cohort.members.iter().map(|member| &member.child);
    let unjudged = unjudged.filter(|child| waiting.contains(*child));
    let unjudged: BTreeSet<ChildId> = unjudged.cloned().collect();
    let comparison = made(cohort, before, after).await?;
    Ok(Found::Effect(Box::new(Effect {
        draft,
        shown: if sees_children {
            Guarded::keeping_back(comparison, &unjudged)
        } else {
            Guarded::of(comparison)
        },
        sees_children,
    })))
}

/// The live cohort of today, without references for whoever may not see children.
pub(super) async fn seen(
    tx: &mut Tx,
    book: &RuleBook,
    sees_children: bool,
    moment: Moment,
) -> Result<Cohort, ServiceError> {
    let mut cohort = cohort::live(tx, book, moment.today).await?;
    if !sees_children {
        for member in &mut cohort.members {
            member.reference = None;
        }
    }
    Ok(cohort)
}

/// The set in force today, or else the one that a draft was copied from.
pub(super) async fn before(
    tx: &mut Tx,
    (book, authority): (&RuleBook, &str),
    draft: &OpenDraft,
    moment: Moment,
) -> Result<Option<RuleSet>, ServiceError> {
    if let Ok(set) = rule_life::rules_on(tx, book, authority, moment.today).await? {
        return Ok(Some(set));
    }
    match &draft.started_from {
        Some(digest) => Ok(Some(rules_of(tx, book, digest).await?)),
        None => Ok(None),
    }
}
