//! What a place is paid: the published rates, and those that a commissioner states from a day on.

use super::rates_in_force;
use crate::access::{Action, Actor, Subject};
use crate::calendar::Date;
use crate::money::Money;
use crate::places::{PUBLISHED, PlaceRate, RateKind};
use crate::service::reach::{allows, require};
use crate::service::{Moment, ServiceError, trail};
use crate::store::Store;
use crate::store::place_rate::{self, EnteredRate};

/// The rates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateView {
    /// What counts today, with where it is from; no amount where none is stated.
    pub today: Vec<(RateKind, Option<Money>, String)>,
    /// Every rate that was entered, by kind and day.
    pub entered: Vec<EnteredRate>,
    /// Whether the reader enters rates.
    pub may_keep: bool,
}

/// A rate as it is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateEntry {
    /// The rate.
    pub rate: PlaceRate,
    /// Where it is from.
    pub note: String,
    /// How many rates were entered when the form was made.
    pub seen: usize,
}

/// The rates, as they count today and as they were entered.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever may not see places.
pub async fn rates(store: &Store, actor: &Actor, moment: Moment) -> Result<RateView, ServiceError> {
    require(actor, Action::ViewPlaces, &Subject::Anything)?;
    let mut tx = store.read().await?;
    let entered = place_rate::all(&mut tx).await?;
    let in_force = rates_in_force(&mut tx).await?;
    let today = RateKind::ALL.iter().map(|kind| {
        let amount = in_force.on(*kind, moment.today);
        (*kind, amount, source(&entered, *kind, moment.today))
    });
    Ok(RateView {
        today: today.collect(),
        entered,
        may_keep: allows(actor, Action::KeepPlaces),
    })
}

/// Where the rate of a kind on a day is from: as what was entered says, else as it was published.
fn source(entered: &[EnteredRate], kind: RateKind, day: Date) -> String {
    let own = entered
        .iter()
        .filter(|one| one.rate.kind == kind && one.rate.from <= day);
    let published = PUBLISHED
        .iter()
        .filter(|one| one.kind == kind && one.from <= day)
        .max_by_key(|one| one.from);
    let own = own.max_by_key(|one| (one.rate.from, one.number));
    match (own, published) {
        (Some(own), Some(published)) if own.rate.from < published.from => {
            published.source.to_owned()
        }
        (Some(own), _) => own.note.clone(),
        (None, Some(published)) => published.source.to_owned(),
        (None, None) => String::new(),
    }
}

/// Enters a rate from a day on.
///
/// # Errors
/// [`ServiceError::Refused`] to whoever keeps no places; [`ServiceError::Conflict`] if somebody entered a rate first.
pub async fn enter_rate(
    store: &Store,
    actor: &Actor,
    entry: RateEntry,
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::KeepPlaces, &Subject::Anything)?;
    let mut tx = store.begin().await?;
    let known = place_rate::all(&mut tx).await?;
    if known.len() != entry.seen {
        return Err(ServiceError::Conflict);
    }
    let rate = entry.rate;
    let same = known
        .iter()
        .filter(|one| one.rate.kind == rate.kind && one.rate.from == rate.from);
    let entered = EnteredRate {
        number: same.map(|one| one.number).max().unwrap_or(0) + 1,
        rate,
        note: entry.note,
        by: Some(actor.user.clone()),
        at: moment.instant,
    };
    place_rate::add(&mut tx, &entered).await?;
    let (kind, from) = (entered.rate.kind.code(), entered.rate.from);
    let subject = format!("{kind}/{from}/{}", entered.number);
    let subject = ("place-rate", subject.as_str());
    let who = Some(&actor.user);
    trail::note(&mut tx, moment, who, "place-rate-entered", subject).await?;
    tx.commit().await?;
    Ok(())
}
