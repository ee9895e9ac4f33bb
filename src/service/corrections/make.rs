//! A correction that the council makes of what a school returned: carried out at once where its dates or share allow it,
//! otherwise left open as a task.

use super::OpenCorrection;
use super::apply;
use crate::access::Actor;
use crate::calendar::Date;
use crate::ids::{AwardId, ChildId, CorrectionId, EstablishmentId};
use crate::money::Fte;
use crate::rules::RuleBook;
use crate::service::{Moment, ServiceError, new_id, trail};
use crate::store::Tx;
use crate::store::award;
use crate::store::correction::{self, Correction, CorrectionKind, CorrectionState};

/// A correction to be made.
#[derive(Clone, Debug)]
pub(in crate::service) struct Wanted {
    /// About whom.
    pub child: ChildId,
    /// About which award.
    pub award: AwardId,
    /// Whose return said so.
    pub establishment: EstablishmentId,
    /// What is wrong.
    pub kind: CorrectionKind,
    /// The day, as of any correction of the kind.
    pub on: Option<Date>,
    /// The right share of full time.
    pub fte: Option<Fte>,
    /// Where it is from.
    pub note: String,
}

/// Makes a correction; whether it was carried out at once.
///
/// # Errors
/// [`ServiceError::Conflict`] if one of its kind about the award waits already; [`ServiceError::NotFound`] without the award,
/// or where its record is restricted.
pub(in crate::service) async fn make(
    tx: &mut Tx,
    book: &RuleBook,
    actor: &Actor,
    wanted: Wanted,
    moment: Moment,
) -> Result<bool, ServiceError> {
    let (_, terms) = award::find(tx, &wanted.award)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let made = Correction {
        id: new_id(CorrectionId::parse)?,
        child: wanted.child,
        award: wanted.award,
        award_version: terms.number,
        establishment: wanted.establishment,
        kind: wanted.kind,
        on: wanted.on,
        fte: wanted.fte,
        note: wanted.note,
        raised_by: actor.user.clone(),
        raised_at: moment.instant,
        state: CorrectionState::Open,
        answer: String::new(),
        answered_by: None,
        answered_at: None,
    };
    correction::insert(tx, &made).await?;
    let who = Some(&actor.user);
    let subject = ("correction", made.id.as_str());
    trail::note(tx, moment, who, "correction-raised", subject).await?;
    if made.kind == CorrectionKind::Other {
        return Ok(false);
    }
    let line = correction::find(tx, &made.id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let placement_kept_in = apply::placement_kept_in(tx, &made).await?;
    let found = OpenCorrection {
        line,
        terms,
        placement_kept_in,
        returned: None,
    };
    if apply::apply(tx, book, actor, &found, moment)
        .await?
        .is_err()
    {
        return Ok(false);
    }
    let written = (CorrectionState::Accepted, "");
    correction::answer(tx, &made.id, written, (&actor.user, moment.instant)).await?;
    trail::note(tx, moment, who, "correction-accepted", subject).await?;
    Ok(true)
}
