//! How scorers differ: for moderators only, to talk about, not to rank.

use jiff::ToSpan as _;

use super::distribution::{Distribution, rules};
use super::group::{Place, band_place};
use crate::access::{Action, Actor, Subject};
use crate::oversight::CrossTable;
use crate::rules::RuleBook;
use crate::service::reach::require;
use crate::service::{Moment, ServiceError, trail};
use crate::store::Store;
use crate::store::oversight as kept;

/// How many months back profiles are counted.
pub const MONTHS: i64 = 12;

/// The indicative bands of each scorer's profiles of the last [`MONTHS`] months. That it was seen is audited.
///
/// # Errors
/// [`ServiceError::Refused`] for anybody but a moderator.
pub async fn scorers(
    store: &Store,
    (book, authority): (&RuleBook, &str),
    actor: &Actor,
    moment: Moment,
) -> Result<Distribution, ServiceError> {
    require(actor, Action::ViewScorers, &Subject::Anything)?;
    let subject = ("analysis", "scorers");
    trail::note_alone(store, moment, Some(&actor.user), "analysis-viewed", subject).await?;
    let mut tx = store.read().await?;
    let rules = rules(&mut tx, book, authority, moment).await?;
    // An instant's arithmetic knows hours, not months: 730 hours are a twelfth of a year.
    let since = moment
        .instant
        .checked_sub((MONTHS * 730).hours())
        .unwrap_or(jiff::Timestamp::MIN);
    let scored = kept::scored_since(&mut tx, since).await?;
    let mut people: Vec<_> = scored.iter().map(|it| (&it.name, &it.scorer)).collect();
    people.sort();
    people.dedup();
    // Two scorers of one name stay two rows.
    let table = CrossTable::of(scored.iter().map(|it| {
        let place = people.iter().position(|who| *who == (&it.name, &it.scorer));
        let order = place.and_then(|place| i64::try_from(place).ok());
        let row = Place::at(order.unwrap_or(i64::MAX), &it.name);
        (row, band_place(Some(&it.band), rules.as_ref()))
    }));
    Ok(Distribution::of(table, None))
}
