//! What would change a decided band, for those who look back at decisions.

use super::case::{Case, Stage, open};
use crate::access::{Action, Actor, Subject};
use crate::explain::{self, WouldChange};
use crate::ids::ProfileId;
use crate::rules::RuleBook;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, Store, trail};

/// The case, and the smallest changes of level that would move its indicative band. That somebody looked is written down.
///
/// # Errors
/// [`ServiceError::NotFound`] if there is no such case for the actor; [`ServiceError::Refused`] before the decision, or if
/// no role of the actor has the action.
pub async fn what_would_change(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    id: &ProfileId,
    moment: Moment,
) -> Result<(Case, Vec<WouldChange>), ServiceError> {
    let case = open(store, book, actor, id, moment).await?;
    let is_decided = matches!(case.stage, Stage::Decided(_));
    let subject = Subject::Outcome { is_decided };
    require(actor, Action::SeeWhatWouldChange, &subject)?;
    let changes = explain::what_would_change(&case.version.needs, &case.rules, &case.context);
    let subject = ("profile", id.as_str());
    let by = Some(&actor.user);
    trail::note_alone(store, moment, by, "what-would-change-viewed", subject).await?;
    Ok((case, changes))
}
