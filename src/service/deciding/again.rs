//! A form that its officer sent a moment ago, sent once more: what it asks for is there already, and nobody was first.

use super::amount::IndividualAmount;
use super::case::{Case, Stage};
use super::conclude::{SectionFChecked, Terms, Verdict};
use crate::access::{Action, Actor, Subject};
use crate::ids::UserId;
use crate::needs::BandId;
use crate::service::reach::require;
use crate::service::{ServiceError, Store};
use crate::store::award::{self, AwardVersion};
use crate::store::decision::{self, Decision, DecisionKind};
use crate::store::profile::{self, ProfileState};
use crate::store::{Tx, section_f_check};

/// The awards that a decision made, as it made them, the earliest first.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor may not see awards.
pub async fn as_made(
    store: &Store,
    actor: &Actor,
    decision: &Decision,
) -> Result<Vec<AwardVersion>, ServiceError> {
    require(actor, Action::ViewAwards, &Subject::Anything)?;
    let mut tx = store.read().await?;
    first_terms(&mut tx, decision).await
}

async fn first_terms(tx: &mut Tx, made: &Decision) -> Result<Vec<AwardVersion>, ServiceError> {
    let mut found = Vec::new();
    for (head, _) in award::all_of(tx, &made.child).await? {
        let first = award::versions_of(tx, &head.id).await?.into_iter().next();
        // One that goes on after a later decision bears a note, and the decision that it was made by first.
        found.extend(first.filter(|first| first.decision == made.id && first.note.is_empty()));
    }
    found.sort_by_key(|first| first.from);
    Ok(found)
}

/// Whether the officer concluded the version that was seen with the same answers.
pub(super) async fn is_concluded(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    (seen, verdict): (u32, &Verdict),
) -> Result<bool, ServiceError> {
    match verdict {
        Verdict::Agree { terms, checked } => {
            let said = (DecisionKind::Agreed, String::new(), case.made.band());
            decided(tx, actor, case, (seen, said), (terms, checked)).await
        }
        Verdict::Override {
            band,
            words,
            reason,
            terms,
            checked,
        } => {
            let said = (DecisionKind::Override, reason.kept_with(words), Some(band));
            decided(tx, actor, case, (seen, said), (terms, checked)).await
        }
        Verdict::SendBack { reason } => {
            let next = profile::version(tx, &case.profile, seen + 1).await?;
            Ok(next.is_some_and(|next| {
                next.state == ProfileState::SentBack
                    && next.by.as_ref() == Some(&actor.user)
                    && next.note == *reason
            }))
        }
        Verdict::Individual { note, lines } => {
            let Some(found) = &case.individual else {
                return Ok(false);
            };
            let found = decision::find(tx, &found.decision).await?;
            let is_it = found.is_some_and(|found| {
                is_by(&found, &actor.user, case, seen) && found.reason == *note
            });
            Ok(is_it && case.stage == Stage::Waiting && case.section_f_lines == *lines)
        }
    }
}

/// Whether the officer agreed that amount for the version that was seen.
pub(super) async fn is_agreed(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    (seen, agreed): (u32, &IndividualAmount),
) -> Result<bool, ServiceError> {
    let Stage::Decided(made) = &case.stage else {
        return Ok(false);
    };
    let is_it = is_by(made, &actor.user, case, seen)
        && made.kind == DecisionKind::Exceptional
        && made.reason == agreed.reason;
    if !is_it {
        return Ok(false);
    }
    let first = first_terms(tx, made).await?;
    let annual = first.first().and_then(|first| first.annual);
    Ok(annual == Some(agreed.annual) && funds(&first, &agreed.terms))
}

async fn decided(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    (seen, (kind, reason, band)): (u32, (DecisionKind, String, Option<&BandId>)),
    (terms, checked): (&Terms, &SectionFChecked),
) -> Result<bool, ServiceError> {
    let Stage::Decided(made) = &case.stage else {
        return Ok(false);
    };
    let is_it = is_by(made, &actor.user, case, seen)
        && made.kind == kind
        && made.reason == reason
        && made.band.as_ref() == band;
    if !is_it || case.section_f_checked.as_ref() != Some(&checked.words) {
        return Ok(false);
    }
    let lines = section_f_check::lines_of_child(tx, &case.about.child).await?;
    let lines = lines.get(&made.id).map(Vec::as_slice).unwrap_or_default();
    Ok(lines == checked.lines && funds(&first_terms(tx, made).await?, terms))
}

fn is_by(made: &Decision, officer: &UserId, case: &Case, seen: u32) -> bool {
    let of = Some((case.profile.clone(), seen));
    made.officer == *officer && made.profile == of
}

/// Whether awards as they were made are of these terms: from their first day to their last, for that share.
fn funds(made: &[AwardVersion], terms: &Terms) -> bool {
    let first = made.first().map(|first| (first.from, first.fte));
    let last = made.last().map(|last| last.to);
    first == Some((terms.from, terms.fte)) && last == Some(terms.to)
}
