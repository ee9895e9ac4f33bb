//! Days that a child is away from a place that is kept: writing them down, ending them, and what the rules make of them.
//!
//! An absence is a fact with its dates. That a top-up stops is the rule set's to say: the next schedule works it out, and what
//! was paid for days that stop is settled in the next open period.

use super::child_costs;
use super::child_record::ChildRecord;
use super::payments::{self, Suspended};
use super::scoring::child_for;
use super::{Moment, ServiceError, new_id};
use crate::access::{Action, Actor};
use crate::calendar::{Date, Ending, Period};
use crate::ids::{AbsenceId, ChildId, EstablishmentId};
use crate::rules::RuleBook;
use crate::store::audit::{self, Entry};
use crate::store::{Store, Tx, absence};

pub use crate::entitlement::AbsenceKind;
pub use crate::store::absence::Absence;

/// What the rules make of an absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stops {
    /// The top-up is not paid from this day of the absence on.
    From(Date),
    /// It is over before so many days, which are still paid.
    PaidFor(u16),
    /// The rules say nothing of absences: everything is paid.
    Never,
    /// No award goes to the place on its first day.
    NoAward,
}

/// An absence, and what the rules make of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsenceView {
    /// The absence.
    pub absence: Absence,
    /// What the rules make of it; of one entered in error, nothing.
    pub stops: Option<Stops>,
}

/// What is wrong with an absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbsenceProblem {
    /// The child has no placement there on its days.
    NotPlaced,
    /// Another absence from the same place is on record for some of its days.
    Overlaps,
    /// It would end before it begins.
    BeforeItBegins,
}

/// A child's record as who keeps its costs sees it, with its absences, the latest first.
///
/// # Errors
/// As [`child_costs::open`].
pub async fn open(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    child: &ChildId,
    moment: Moment,
) -> Result<(ChildRecord, Vec<AbsenceView>), ServiceError> {
    let record = child_costs::open(store, book, actor, child, moment).await?;
    let mut tx = store.read().await?;
    let mut views = Vec::new();
    for absence in absence::all_of(&mut tx, child).await? {
        let stops = match absence.in_error {
            true => None,
            false => Some(stops(&mut tx, book, &absence).await?),
        };
        views.push(AbsenceView { absence, stops });
    }
    Ok((record, views))
}

async fn stops(tx: &mut Tx, book: &RuleBook, absence: &Absence) -> Result<Stops, ServiceError> {
    let from = absence.days.start();
    let found =
        payments::suspended_after(tx, book, &absence.child, &absence.establishment, from).await?;
    Ok(match found {
        Suspended::NoAward => Stops::NoAward,
        Suspended::Never => Stops::Never,
        Suspended::After(days) => {
            let stops = from.saturating_add(jiff::Span::new().days(i64::from(days)));
            match absence.days.end() {
                Some(end) if end <= stops => Stops::PaidFor(days),
                _ => Stops::From(stops),
            }
        }
    })
}

/// What an officer writes down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAbsence {
    /// Away from where.
    pub establishment: EstablishmentId,
    /// Why.
    pub kind: AbsenceKind,
    /// The days.
    pub days: Period,
}

/// Writes an absence down for a child whose record was opened by [`open`]; or says what is wrong with it.
///
/// # Errors
/// [`ServiceError::NotFound`] to whoever keeps no costs of the child.
pub async fn add(
    store: &Store,
    actor: &Actor,
    record: &ChildRecord,
    new: NewAbsence,
    moment: Moment,
) -> Result<Result<(), AbsenceProblem>, ServiceError> {
    let mut tx = store.begin().await?;
    child_for(&mut tx, actor, Action::KeepCosts, &record.child, moment).await?;
    let absence = Absence {
        id: new_id(AbsenceId::parse)?,
        child: record.child.clone(),
        establishment: new.establishment,
        kind: new.kind,
        days: new.days,
        in_error: false,
        by: Some(actor.user.clone()),
        at: moment.instant,
        version: 1,
    };
    if let Some(problem) = amiss(&mut tx, record, &absence).await? {
        return Ok(Err(problem));
    }
    absence::insert(&mut tx, &absence).await?;
    note(&mut tx, actor, "absence-added", &absence, moment).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Ends an absence of a child whose record was opened by [`open`], over the version that was shown.
///
/// # Errors
/// [`ServiceError::NotFound`] if the absence is not the child's; [`ServiceError::Conflict`] if it was changed since.
pub async fn end(
    store: &Store,
    actor: &Actor,
    record: &ChildRecord,
    (id, version): (&AbsenceId, i64),
    ending: Ending,
    moment: Moment,
) -> Result<Result<(), AbsenceProblem>, ServiceError> {
    let mut tx = store.begin().await?;
    child_for(&mut tx, actor, Action::KeepCosts, &record.child, moment).await?;
    let known = absence::all_of(&mut tx, &record.child).await?;
    let mut absence = known
        .into_iter()
        .find(|absence| absence.id == *id && !absence.in_error)
        .ok_or(ServiceError::NotFound)?;
    if absence.version != version {
        return Err(ServiceError::Conflict);
    }
    match ending {
        Ending::InError => absence.in_error = true,
        Ending::LastDay(last) => {
            match Period::from_first_to_last(absence.days.start(), last) {
                Ok(days) => absence.days = days,
                Err(_) => return Ok(Err(AbsenceProblem::BeforeItBegins)),
            }
            if let Some(problem) = amiss(&mut tx, record, &absence).await? {
                return Ok(Err(problem));
            }
        }
    }
    absence.by = Some(actor.user.clone());
    absence.at = moment.instant;
    absence::update(&mut tx, &absence).await?;
    note(&mut tx, actor, "absence-ended", &absence, moment).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

async fn amiss(
    tx: &mut Tx,
    record: &ChildRecord,
    absence: &Absence,
) -> Result<Option<AbsenceProblem>, ServiceError> {
    let placed = record.placements.iter().any(|(placement, _)| {
        let is_there = placement.establishment.as_ref() == Some(&absence.establishment);
        let has_begun = placement
            .from
            .is_none_or(|from| from <= absence.days.start());
        let lasts = match (placement.to, absence.days.end()) {
            (None, _) => true,
            (Some(to), Some(end)) => end <= to,
            (Some(to), None) => absence.days.start() < to,
        };
        is_there && has_begun && lasts
    });
    if !placed {
        return Ok(Some(AbsenceProblem::NotPlaced));
    }
    let known = absence::all_of(tx, &absence.child).await?;
    let overlaps = known.iter().any(|other| {
        other.id != absence.id
            && !other.in_error
            && other.establishment == absence.establishment
            && other.days.overlap(&absence.days).is_some()
    });
    Ok(overlaps.then_some(AbsenceProblem::Overlaps))
}

/// An entry with the digest of the dates, which name nobody.
async fn note(
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    absence: &Absence,
    moment: Moment,
) -> Result<(), ServiceError> {
    let detail = format!(
        "{} {} {} {:?} {}",
        absence.establishment,
        absence.kind.code(),
        absence.days.start(),
        absence.days.end(),
        absence.in_error,
    );
    let entry = Entry {
        at: moment.instant,
        actor: Some(&actor.user),
        action,
        subject_kind: "absence",
        subject_id: absence.id.as_str(),
        detail: detail.as_bytes(),
    };
    audit::append(tx, entry).await?;
    Ok(())
}
