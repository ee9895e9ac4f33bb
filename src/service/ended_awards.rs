//! Ends an award whose reason is gone: the child left, the plan ceased. What its school got for later days is taken back by the
//! next payment run.

use super::deciding::{Before, Effect, Step, Terms};
use super::scoring::{About, child_for};
use super::{Moment, ServiceError, kept_back, trail};
use crate::access::{Action, Actor};
use crate::calendar::Date;
use crate::ids::{AwardId, ChildId};
use crate::rules::RuleBook;
use crate::store::award::{self, AwardVersion};
use crate::store::{Store, Tx, establishment};

/// Why an award ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The child left the school.
    Left,
    /// The plan ceased.
    Ceased,
    /// The child died.
    Died,
    /// Another authority is responsible.
    Moved,
    /// It was made in error.
    Error,
}

impl EndReason {
    /// Every reason, in the order in which the form offers them.
    pub const ALL: &[EndReason] = &[
        EndReason::Left,
        EndReason::Ceased,
        EndReason::Moved,
        EndReason::Died,
        EndReason::Error,
    ];

    /// The reason in forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            EndReason::Left => "left",
            EndReason::Ceased => "ceased",
            EndReason::Died => "died",
            EndReason::Moved => "moved",
            EndReason::Error => "error",
        }
    }

    /// The reason in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            EndReason::Left => "The child left the school or college",
            EndReason::Ceased => "The plan ceased",
            EndReason::Died => "The child died",
            EndReason::Moved => "Another authority is responsible now",
            EndReason::Error => "It was made in error",
        }
    }

    /// Reads a reason's code.
    #[must_use]
    pub fn parse(text: &str) -> Option<EndReason> {
        EndReason::ALL
            .iter()
            .copied()
            .find(|reason| reason.code() == text)
    }
}

/// An award that somebody may end.
#[derive(Debug)]
pub struct Open {
    /// About whom.
    pub about: About,
    /// Its terms.
    pub terms: AwardVersion,
    /// The school or college that it pays.
    pub place: Option<String>,
}

/// How an award is to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The last day that is paid.
    pub last: Date,
    /// Why.
    pub reason: EndReason,
    /// Why, in the officer's words.
    pub words: String,
}

/// How it ended.
#[derive(Debug)]
pub enum Ended {
    /// It is written down.
    Done,
    /// It can be done, and does this; nothing is kept until the officer has checked it.
    ToCheck(Box<Effect>),
    /// The day is not before its last day, or is long before its first one.
    DayOutside,
    /// Somebody else changed it.
    Changed,
}

/// The award that is to end.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such award of the child, or the actor may not end it.
pub async fn open(
    store: &Store,
    actor: &Actor,
    of: (&ChildId, &AwardId),
    moment: Moment,
) -> Result<Open, ServiceError> {
    let mut tx = store.read().await?;
    let found = load(&mut tx, actor, of, moment).await;
    drop(tx);
    trail::asked_for_child(store, moment, actor, (of.0, "award-end-opened"), found).await
}

async fn load(
    tx: &mut Tx,
    actor: &Actor,
    (child, id): (&ChildId, &AwardId),
    moment: Moment,
) -> Result<Open, ServiceError> {
    let (_, about) = child_for(tx, actor, Action::EndAward, child, moment).await?;
    kept_back::keep(tx, actor, child).await?;
    let found = award::find(tx, id).await?;
    let found = found.filter(|(head, terms)| head.child == *child && terms.to != Some(terms.from));
    let (_, terms) = found.ok_or(ServiceError::NotFound)?;
    let place = match &terms.establishment {
        Some(at) => establishment::find(tx, at).await?.map(|place| place.name),
        None => None,
    };
    Ok(Open {
        about,
        terms,
        place,
    })
}

/// Ends an award of which the actor saw a version. A last day before its first one means that nothing was ever due.
///
/// # Errors
/// As [`open`].
pub async fn end(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (of, seen, step): ((&ChildId, &AwardId), u32, Step),
    wanted: &End,
    moment: Moment,
) -> Result<Ended, ServiceError> {
    let mut tx = store.begin().await?;
    let found = load(&mut tx, actor, of, moment).await?;
    let terms = found.terms;
    if terms.number != seen {
        return Ok(Ended::Changed);
    }
    let after = wanted.last.tomorrow().ok();
    let after = after.map(|after| after.max(terms.from));
    let Some(after) = after.filter(|after| terms.to.is_none_or(|to| *after < to)) else {
        return Ok(Ended::DayOutside);
    };
    let before = Before::read(&mut tx, book, of.0).await?;
    let ended = AwardVersion {
        number: terms.number + 1,
        to: Some(after),
        recorded_by: Some(actor.user.clone()),
        recorded_at: moment.instant,
        note: format!("{}. {}", wanted.reason.title(), wanted.words),
        ..terms.clone()
    };
    match award::add_version(&mut tx, &ended)
        .await
        .map_err(ServiceError::from)
    {
        Err(ServiceError::Conflict) => return Ok(Ended::Changed),
        answer => answer?,
    }
    if step == Step::Check {
        let days = Terms {
            from: after,
            to: terms.to,
            fte: terms.fte,
            confirmed: true,
            ends_earlier: true,
            keeps_individual: true,
        };
        let effect = before.until_now(&mut tx, book, &days, moment).await?;
        tx.rollback().await?;
        return Ok(Ended::ToCheck(Box::new(effect)));
    }
    let subject = ("award", of.1.as_str());
    trail::note(&mut tx, moment, Some(&actor.user), "award-ended", subject).await?;
    tx.commit().await?;
    Ok(Ended::Done)
}
