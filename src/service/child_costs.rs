//! What a child's placements cost besides the award: the lines, adding one and ending one.
//!
//! A line is never deleted. It ends, or it is marked as entered in error, and what was paid for it meanwhile is settled by
//! the next payment run.

use super::child_record::{self, ChildRecord};
use super::cost_proposals::limit_of;
use super::reach::require;
use super::scoring::child_for;
use super::{Moment, ServiceError, id_of_form, kept_back, trail};
use crate::access::{Action, Actor, Reason, Subject};
use crate::calendar::{Date, Ending, Period};
use crate::costs::{CostProblem, CostTerms};
use crate::ids::{ChildId, CostLineId, PlacementId};
use crate::money::Money;
use crate::rules::RuleBook;
use crate::store::audit::{self, Entry};
use crate::store::cost_proposal::{self, CostProposal, CostProposalState};
use crate::store::placement::{self, Placement};
use crate::store::{Store, StoreError, Tx};

pub use crate::store::placement::CostLine;

/// Why a line does not end so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndProblem {
    /// Before the line's first day.
    BeforeItBegins,
    /// After the placement's last day.
    AfterThePlacement,
    /// On or before the day of its agreed rise, which would then never begin.
    BeforeTheRise,
    /// Notice on a day before the line's first.
    NoticeTooEarly,
    /// Notice on a day that is still to come.
    NoticeToCome,
}

/// What came of a line that an officer entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It counts.
    Line,
    /// Its year is above the officer's limit: it waits for a second person.
    Proposed {
        /// The most that a year of it comes to.
        annual: Money,
    },
    /// It is unsound, and nothing is kept.
    Unsound(Vec<CostProblem>),
}

/// A child's record as who keeps its costs sees it.
///
/// # Errors
/// [`ServiceError::NotFound`] to whoever keeps no costs, and if there is no such child or the actor may not open it: what
/// is not theirs and what is not there look the same. [`ServiceError::KeptBack`] if the actor is to judge the child's levels
/// first.
pub async fn open(
    store: &Store,
    rules: &RuleBook,
    actor: &Actor,
    child: &ChildId,
    moment: Moment,
) -> Result<ChildRecord, ServiceError> {
    let mut tx = store.read().await?;
    let kept = child_for(&mut tx, actor, Action::KeepCosts, child, moment).await;
    if kept.is_ok() {
        kept_back::keep(&mut tx, actor, child).await?;
    }
    drop(tx);
    if let Err(error) = kept {
        trail::child_refused(store, moment, actor, child).await?;
        return Err(error);
    }
    child_record::open(store, rules, actor, child, moment).await
}

/// Adds a line to a placement of a child whose record was opened by [`open`], or keeps it for a second person where a year of it
/// is above the actor's limit. A form that is sent again, by its key, adds nothing.
///
/// # Errors
/// [`ServiceError::NotFound`] if the placement is not the child's; [`ServiceError::Conflict`] if the key was used for another
/// line; otherwise as [`open`].
pub async fn add(
    store: &Store,
    actor: &Actor,
    record: &ChildRecord,
    (at, key): (&PlacementId, Option<CostLineId>),
    terms: CostTerms,
    moment: Moment,
) -> Result<Added, ServiceError> {
    let mut tx = store.begin().await?;
    child_for(&mut tx, actor, Action::KeepCosts, &record.child, moment).await?;
    let placed = placement_of(&mut tx, &record.child, at).await?;
    let problems = terms.problems(&placed.placed_at());
    if !problems.is_empty() {
        return Ok(Added::Unsound(problems));
    }
    let too_large = |error| ServiceError::Broken(Box::new(error));
    let annual = terms.most_a_year().map_err(too_large)?;
    let id = id_of_form(key, CostLineId::parse)?;
    if let Some(kept) = kept_already(&mut tx, &id).await? {
        return match kept {
            (of, as_kept, added) if of == placed.id && as_kept == terms => Ok(added),
            _ => Err(ServiceError::Conflict),
        };
    }
    let limit = limit_of(&mut tx, actor).await?;
    let amount = Subject::Amount { annual, limit };
    let is_above = match require(actor, Action::KeepCosts, &amount) {
        Err(ServiceError::Refused(Reason::AboveLimit)) => true,
        answer => answer.map(|()| false)?,
    };
    let line = CostLine {
        id,
        placement: placed.id,
        in_error: false,
        terms,
        version: 1,
    };
    let added = if is_above {
        let proposal = CostProposal {
            id: line.id.clone(),
            placement: line.placement.clone(),
            terms: line.terms.clone(),
            annual,
            officer: actor.user.clone(),
            at: moment.instant,
            state: CostProposalState::Waiting,
            answer: String::new(),
        };
        cost_proposal::insert(&mut tx, &proposal).await?;
        note(&mut tx, actor, "cost-line-proposed", &line, moment).await?;
        Added::Proposed { annual }
    } else {
        add_line(&mut tx, &line).await?;
        note(&mut tx, actor, "cost-line-added", &line, moment).await?;
        Added::Line
    };
    tx.commit().await?;
    Ok(added)
}

/// The line or the proposal that a form's key was used for, with what came of it.
async fn kept_already(
    tx: &mut Tx,
    id: &CostLineId,
) -> Result<Option<(PlacementId, CostTerms, Added)>, ServiceError> {
    if let Some((_, kept)) = cost_proposal::find(tx, id).await? {
        let annual = kept.annual;
        let added = Added::Proposed { annual };
        return Ok(Some((kept.placement, kept.terms, added)));
    }
    let kept = placement::find_cost_line(tx, id).await?;
    Ok(kept.map(|(_, kept)| (kept.placement, kept.terms, Added::Line)))
}

/// Adds a line, of which nothing is checked any more.
pub(super) async fn add_line(tx: &mut Tx, line: &CostLine) -> Result<(), StoreError> {
    placement::insert_cost_lines(tx, std::slice::from_ref(line)).await
}

/// Ends a line of a child whose record was opened by [`open`], over the version that was shown, and writes down when notice was
/// given where that is known.
///
/// # Errors
/// [`ServiceError::NotFound`] if the line is not the child's; [`ServiceError::Conflict`] if it was changed since.
pub async fn end(
    store: &Store,
    actor: &Actor,
    record: &ChildRecord,
    (line, version): (&CostLineId, i64),
    (ending, notice_given_on): (Ending, Option<Date>),
    moment: Moment,
) -> Result<Result<(), EndProblem>, ServiceError> {
    let mut tx = store.begin().await?;
    child_for(&mut tx, actor, Action::KeepCosts, &record.child, moment).await?;
    let (_, mut line) = placement::find_cost_line(&mut tx, line)
        .await?
        .filter(|(child, line)| *child == record.child && !line.in_error)
        .ok_or(ServiceError::NotFound)?;
    if line.version != version {
        return Err(ServiceError::Conflict);
    }
    let placed = placement_of(&mut tx, &record.child, &line.placement).await?;
    if notice_given_on.is_some_and(|given| given < line.terms.period.start()) {
        return Ok(Err(EndProblem::NoticeTooEarly));
    }
    if notice_given_on.is_some_and(|given| given > moment.today) {
        return Ok(Err(EndProblem::NoticeToCome));
    }
    line.terms.notice_given_on = notice_given_on.or(line.terms.notice_given_on);
    match ending {
        Ending::InError => line.in_error = true,
        Ending::LastDay(last) => match ended(&line, &placed, last) {
            Ok(period) => line.terms.period = period,
            Err(problem) => return Ok(Err(problem)),
        },
    }
    placement::update_cost_line(&mut tx, &line).await?;
    note(&mut tx, actor, "cost-line-ended", &line, moment).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

fn ended(line: &CostLine, placed: &Placement, last: Date) -> Result<Period, EndProblem> {
    let period = Period::from_first_to_last(line.terms.period.start(), last)
        .map_err(|_| EndProblem::BeforeItBegins)?;
    if placed.to.is_some_and(|to| last >= to) {
        return Err(EndProblem::AfterThePlacement);
    }
    let rise = line.terms.uplift.map(|uplift| uplift.from);
    if rise.is_some_and(|from| !period.contains(from)) {
        return Err(EndProblem::BeforeTheRise);
    }
    Ok(period)
}

pub(super) async fn placement_of(
    tx: &mut Tx,
    child: &ChildId,
    id: &PlacementId,
) -> Result<Placement, ServiceError> {
    let found = placement::find(tx, id).await?;
    found
        .filter(|placed| placed.child == *child)
        .ok_or(ServiceError::NotFound)
}

/// An entry with the digest of the line's dates and amounts, which name nobody.
pub(super) async fn note(
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    line: &CostLine,
    moment: Moment,
) -> Result<(), ServiceError> {
    let terms = &line.terms;
    let detail = format!(
        "{} {} {} {:?} {} {} {:?} {} {:?}",
        line.placement,
        terms.kind.code(),
        terms.period.start(),
        terms.period.end(),
        terms.net.pence(),
        terms.vat.pence(),
        terms.uplift,
        line.in_error,
        terms.notice_given_on,
    );
    let entry = Entry {
        at: moment.instant,
        actor: Some(&actor.user),
        action,
        subject_kind: "cost-line",
        subject_id: line.id.as_str(),
        detail: detail.as_bytes(),
    };
    audit::append(tx, entry).await?;
    Ok(())
}
