//! Corrections: a school says what is wrong with an award, and the council answers.
//!
//! A correction is a task with a status and an answer. One that is accepted changes the award and the placement in the same
//! transaction; whatever cannot be changed by its dates or share alone is left to an officer's decision.

mod answer;
mod apply;
mod make;
mod raise;
mod take_back;

use super::reach::{require, restricted};
use super::task_list::{PAGE_SIZE, PageOf, Part, PartAsked};
use super::{Moment, ServiceError, Store, trail};
use crate::access::{Action, Actor, Subject};
use crate::store::Page;
use crate::store::correction::{self, CorrectionsOf};

pub use crate::store::correction::{Correction, CorrectionKind, CorrectionLine, CorrectionState};
pub use answer::{Answered, OpenCorrection, answer, open};
pub use apply::NotApplied;
pub(in crate::service) use make::{Wanted, make};
pub use raise::{MONTHS_AHEAD, Raised, RaisedAbout, about, raise};
pub use take_back::{open_own, take_back};

/// The corrections that an authority has: a page of each part that was asked for.
#[derive(Debug)]
pub struct Corrections {
    /// Those that wait, the oldest first.
    pub waiting: Option<PageOf<CorrectionLine>>,
    /// Those that were answered or taken back, the last first.
    pub answered: Option<PageOf<CorrectionLine>>,
}

/// The corrections that wait for an answer, and the others.
///
/// # Errors
/// [`ServiceError::Refused`] if the actor does not answer corrections.
pub async fn all(
    store: &Store,
    actor: &Actor,
    asked: PartAsked,
    moment: Moment,
) -> Result<Corrections, ServiceError> {
    let seen = restricted(actor, Action::AnswerCorrection)?;
    let mut tx = store.read().await?;
    let mut found = Corrections {
        waiting: None,
        answered: None,
    };
    if let Some(page) = asked.page_of(Part::First) {
        let of = CorrectionsOf::Waiting(&seen);
        let page = Page::new(page, PAGE_SIZE);
        found.waiting = Some(correction::list(&mut tx, of, page).await?.into());
    }
    if let Some(page) = asked.page_of(Part::Second) {
        let of = CorrectionsOf::Answered(&seen);
        let page = Page::new(page, PAGE_SIZE);
        found.answered = Some(correction::list(&mut tx, of, page).await?.into());
    }
    drop(tx);
    let parts = [&found.waiting, &found.answered];
    let shown = parts.into_iter().flatten().flat_map(|part| &part.lines);
    let shown = shown.map(|line| &line.correction.child);
    trail::listed(store, moment, actor, "corrections", shown).await?;
    Ok(found)
}

/// A page of the corrections of the actor's own establishments, the newest first.
///
/// # Errors
/// [`ServiceError::Refused`] for anybody who belongs to no establishment.
pub async fn own(
    store: &Store,
    actor: &Actor,
    page: u32,
    moment: Moment,
) -> Result<PageOf<CorrectionLine>, ServiceError> {
    require(actor, Action::RaiseCorrection, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let of = CorrectionsOf::School(&actor.user);
    let found = correction::list(&mut tx, of, Page::new(page, PAGE_SIZE)).await?;
    drop(tx);
    let shown = found.items.iter().map(|line| &line.correction.child);
    trail::listed(store, moment, actor, "corrections", shown).await?;
    Ok(found.into())
}
