//! A school says what is wrong.

use jiff::ToSpan as _;

use crate::access::{Action, Actor, Restriction, Subject, Verdict, may};
use crate::calendar::Date;
use crate::ids::{AwardId, CorrectionId, LocalId};
use crate::money::Fte;
use crate::service::{Moment, ServiceError, new_id, trail};
use crate::store::award::{self, AwardVersion};
use crate::store::correction::{self, Correction, CorrectionKind, CorrectionState};
use crate::store::{Store, StoreError, Tx, child, establishment, identity};

/// The day of a correction is at most so many months after the day on which it is told: a school knows by the spring who leaves
/// in the summer, and of nobody who leaves the year after. What is later than that is a slip, and would stand in the way of
/// the right one.
pub const MONTHS_AHEAD: i32 = 12;

/// An award that something may be wrong with.
#[derive(Debug)]
pub struct RaisedAbout {
    /// The terms that count.
    pub terms: AwardVersion,
    /// The child's local reference.
    pub local_id: LocalId,
    /// Given and family name; `None` once erased.
    pub name: Option<String>,
    /// The establishment's name.
    pub establishment_name: String,
    /// What the school said of it and nobody has answered.
    pub waiting: Vec<Correction>,
    born: Option<Date>,
    child: crate::ids::ChildId,
    establishment: crate::ids::EstablishmentId,
}

/// How a correction was taken.
#[derive(Debug)]
pub enum Raised {
    /// It waits for an answer.
    Done,
    /// One of its kind waits already.
    Waiting,
    /// The day is none of the award's, or a first day is after its end or before the child was born.
    DayOutside,
    /// The day is further ahead than [`MONTHS_AHEAD`]: after this one.
    TooFarAhead(Date),
    /// The award says so already.
    SoAlready,
    /// The award was changed after the school saw it; this is what it says now.
    Lost(Box<RaisedAbout>),
}

/// Finds the award that a school asks about.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such award at the actor's own establishments, which is written down.
pub async fn about(
    store: &Store,
    actor: &Actor,
    id: &AwardId,
    moment: Moment,
) -> Result<RaisedAbout, ServiceError> {
    let mut tx = store.read().await?;
    let found = load(&mut tx, actor, id).await;
    drop(tx);
    if matches!(found, Err(ServiceError::NotFound)) {
        let subject = ("award", id.as_str());
        trail::note_alone(
            store,
            moment,
            Some(&actor.user),
            "correction-refused",
            subject,
        )
        .await?;
    }
    found
}

async fn load(tx: &mut Tx, actor: &Actor, id: &AwardId) -> Result<RaisedAbout, ServiceError> {
    let (head, terms) = award::find(tx, id).await?.ok_or(ServiceError::NotFound)?;
    let whose = child::find(tx, &head.child)
        .await?
        .ok_or(ServiceError::NotFound)?;
    // The award's own establishment decides, today's placement or not: a child who left is what most corrections say.
    let place = terms.establishment.clone().ok_or(ServiceError::NotFound)?;
    let here = [place.clone()].into();
    let child = Subject::Child {
        establishments: &here,
        restriction: Restriction::of(&whose.id, whose.restricted),
    };
    if may(actor, Action::RaiseCorrection, &child) != Verdict::Allowed {
        return Err(ServiceError::NotFound);
    }
    let known = establishment::find(tx, &place)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let known_as = identity::find(tx, &head.child).await?;
    let born = known_as.as_ref().and_then(|known| known.birth_date);
    let name = known_as.map(|known| format!("{} {}", known.forename, known.surname));
    Ok(RaisedAbout {
        waiting: correction::waiting_about(tx, id).await?,
        born,
        terms,
        local_id: whose.local_id,
        name,
        establishment_name: known.name,
        child: head.child,
        establishment: place,
    })
}

/// Whether a correction could be accepted with its day, whatever else stands in the way.
fn could_be(found: &RaisedAbout, kind: CorrectionKind, on: Date) -> bool {
    let terms = &found.terms;
    let before_end = terms.to.is_none_or(|to| on < to);
    match kind {
        CorrectionKind::Started => before_end && found.born.is_none_or(|born| born <= on),
        _ => before_end && terms.from <= on,
    }
}

/// Whether the award says already what a correction says.
fn is_so(terms: &AwardVersion, kind: CorrectionKind, on: Option<Date>, fte: Option<Fte>) -> bool {
    match kind {
        CorrectionKind::Left => terms.to.and_then(|to| to.yesterday().ok()) == on && on.is_some(),
        CorrectionKind::Started => on == Some(terms.from),
        CorrectionKind::Share => fte == Some(terms.fte),
        CorrectionKind::Other => false,
    }
}

/// Takes a correction about the version of the award that the school saw.
///
/// # Errors
/// As [`about`].
pub async fn raise(
    store: &Store,
    actor: &Actor,
    (id, seen): (&AwardId, u32),
    (kind, on, fte, note): (CorrectionKind, Option<Date>, Option<Fte>, &str),
    moment: Moment,
) -> Result<Raised, ServiceError> {
    let mut tx = store.begin().await?;
    let found = load(&mut tx, actor, id).await?;
    if found.terms.number != seen {
        return Ok(Raised::Lost(Box::new(found)));
    }
    if on.is_some_and(|on| !could_be(&found, kind, on)) {
        return Ok(Raised::DayOutside);
    }
    let last = moment.today.saturating_add(MONTHS_AHEAD.months());
    if on.is_some_and(|on| on > last) {
        return Ok(Raised::TooFarAhead(last));
    }
    if is_so(&found.terms, kind, on, fte) {
        return Ok(Raised::SoAlready);
    }
    let is_it = |told: &Correction| {
        told.raised_by == actor.user
            && (told.kind, told.on, told.fte, told.note.as_str()) == (kind, on, fte, note)
    };
    // The same form, sent again: it was told.
    if found.waiting.iter().any(is_it) {
        return Ok(Raised::Done);
    }
    let made = Correction {
        id: new_id(CorrectionId::parse)?,
        child: found.child.clone(),
        award: id.clone(),
        award_version: seen,
        establishment: found.establishment.clone(),
        kind,
        on,
        fte,
        note: note.to_owned(),
        raised_by: actor.user.clone(),
        raised_at: moment.instant,
        state: CorrectionState::Open,
        answer: String::new(),
        answered_by: None,
        answered_at: None,
    };
    match correction::insert(&mut tx, &made).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            tx.rollback().await?;
            return Ok(Raised::Waiting);
        }
        Err(error) => return Err(error.into()),
    }
    let subject = ("correction", made.id.as_str());
    trail::note(
        &mut tx,
        moment,
        Some(&actor.user),
        "correction-raised",
        subject,
    )
    .await?;
    tx.commit().await?;
    Ok(Raised::Done)
}
