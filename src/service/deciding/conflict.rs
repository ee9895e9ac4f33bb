//! A conflict of interest: an officer who declares one has no part in the child's decisions from then on.
//!
//! The officer cannot take it back. What was declared by mistake a head of SEND lifts, who is somebody else; that leaves an
//! entry in the child's trail as the declaration did.

use crate::access::{Action, Actor, Subject};
use crate::calendar::Date;
use crate::ids::{ChildId, UserId};
use crate::service::reach::{allows, require};
use crate::service::scoring::{About, child_for};
use crate::service::{Moment, ServiceError, Store, trail};
use crate::store::Tx;
use crate::store::conflict_of_interest::{self, DeclaredInterest};

/// What an officer is shown before declaring an interest.
#[derive(Debug)]
pub struct Interest {
    /// In whose case.
    pub about: About,
    /// The day on which the officer declared it; none who has not.
    pub declared_on: Option<Date>,
    /// The interests of colleagues that stand; only for whoever may lift them.
    pub of_colleagues: Vec<DeclaredInterest>,
}

/// How the officer stands to a child's case.
///
/// # Errors
/// [`ServiceError::NotFound`] for a child about whom the actor decides nothing.
pub async fn interest(
    store: &Store,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<Interest, ServiceError> {
    let mut tx = store.read().await?;
    let found = load(&mut tx, actor, id, moment).await;
    drop(tx);
    let of = (id, "conflict-form-opened");
    trail::asked_for_child(store, moment, actor, of, found).await
}

async fn load(
    tx: &mut Tx,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<Interest, ServiceError> {
    let (_, about) = child_for(tx, actor, Action::Decide, id, moment).await?;
    let declared = conflict_of_interest::declared(tx, id, &actor.user).await?;
    let mut of_colleagues = Vec::new();
    if allows(actor, Action::LiftConflict) {
        of_colleagues = conflict_of_interest::standing(tx, id).await?;
        of_colleagues.retain(|interest| interest.officer != actor.user);
    }
    Ok(Interest {
        about,
        declared_on: declared.map(|at| Moment::of(at).today),
        of_colleagues,
    })
}

/// Declares an interest in a child's case; once more changes nothing.
///
/// # Errors
/// As [`interest`].
pub async fn declare_interest(
    store: &Store,
    actor: &Actor,
    id: &ChildId,
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    load(&mut tx, actor, id, moment).await?;
    if conflict_of_interest::declare(&mut tx, id, &actor.user, moment.instant).await? {
        let subject = ("child", id.as_str());
        let by = Some(&actor.user);
        trail::note(&mut tx, moment, by, "conflict-declared", subject).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Lifts the interest that a colleague declared by mistake; where none stands nothing changes.
///
/// # Errors
/// As [`interest`]; [`ServiceError::Refused`] to anybody but a head of SEND, and to the officer who declared it.
pub async fn lift_interest(
    store: &Store,
    actor: &Actor,
    (id, officer): (&ChildId, &UserId),
    moment: Moment,
) -> Result<(), ServiceError> {
    let mut tx = store.begin().await?;
    child_for(&mut tx, actor, Action::LiftConflict, id, moment).await?;
    require(
        actor,
        Action::LiftConflict,
        &Subject::InterestOf { officer },
    )?;
    let lifted = (&actor.user, moment.instant);
    if conflict_of_interest::lift(&mut tx, id, officer, lifted).await? {
        let subject = ("child", id.as_str());
        trail::note(
            &mut tx,
            moment,
            Some(&actor.user),
            "conflict-lifted",
            subject,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Keeps an officer who declared an interest away from the child's decisions.
///
/// # Errors
/// [`ServiceError::Refused`] for such an officer.
pub(super) async fn keep_away(
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    child: &ChildId,
) -> Result<(), ServiceError> {
    let declared = conflict_of_interest::declared(tx, child, &actor.user).await?;
    let subject = Subject::Interest {
        is_declared: declared.is_some(),
    };
    require(actor, action, &subject)
}
