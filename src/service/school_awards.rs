//! What a school's or trust's user sees: the awards of the children at their own establishments.

use super::reach::require;
use super::{Moment, ServiceError, trail};
use crate::access::{Action, Actor, Subject};
use crate::ids::EstablishmentId;
use crate::money::Money;
use crate::store::award::{self, SchoolAward};
use crate::store::{Store, Tx, establishment};

pub use crate::store::award::SchoolAward as Line;

/// How many awards one page shows.
const PAGE_SIZE: usize = 50;

/// The awards in force today at one establishment.
#[derive(Debug)]
pub struct SchoolAwards {
    /// The user's establishments, with their names, by name.
    pub establishments: Vec<(EstablishmentId, String)>,
    /// The establishment shown; `None` for all of them.
    pub shown: Option<EstablishmentId>,
    /// The awards of this page, by name.
    pub awards: Vec<SchoolAward>,
    /// Which page this is, from 1.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
    /// How many awards there are on all pages.
    pub count: usize,
    /// The sum of their annual amounts.
    pub total: Money,
    /// How many of them have no amount by band.
    pub without_amount: usize,
}

/// A page of the awards in force today at the actor's own establishments, or at one of them, and what all of them come to.
///
/// # Errors
/// [`ServiceError::Refused`] for anybody who belongs to no establishment; [`ServiceError::NotFound`] for an establishment that
/// is not the actor's.
pub async fn list(
    store: &Store,
    actor: &Actor,
    (shown, page): (Option<EstablishmentId>, u32),
    moment: Moment,
) -> Result<SchoolAwards, ServiceError> {
    require_own(store, actor, shown.as_ref(), moment).await?;
    let mut tx = store.read().await?;
    let establishments = own_establishments(&mut tx, actor).await?;
    let mut awards = award::seen_by_school_user(&mut tx, &actor.user, moment.today).await?;
    drop(tx);
    let is_shown = |line: &SchoolAward| shown.as_ref().is_none_or(|it| line.establishment == *it);
    awards.retain(is_shown);
    let total = Money::total(awards.iter().filter_map(|line| line.annual))
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let (count, without_amount) = (
        awards.len(),
        awards.iter().filter(|line| line.annual.is_none()).count(),
    );
    let pages = u32::try_from(count.div_ceil(PAGE_SIZE).max(1)).unwrap_or(u32::MAX);
    let page = page.clamp(1, pages);
    let before = (page as usize - 1) * PAGE_SIZE;
    let awards: Vec<SchoolAward> = awards.into_iter().skip(before).take(PAGE_SIZE).collect();
    let listed = awards.iter().map(|line| &line.child);
    trail::listed(store, moment, actor, "awards", listed).await?;
    Ok(SchoolAwards {
        establishments,
        shown,
        awards,
        page,
        pages,
        count,
        total,
        without_amount,
    })
}

/// Refuses whoever belongs to no establishment, and writes down who asks for another's.
///
/// # Errors
/// As [`list`].
pub(super) async fn require_own(
    store: &Store,
    actor: &Actor,
    shown: Option<&EstablishmentId>,
    moment: Moment,
) -> Result<(), ServiceError> {
    require(actor, Action::ViewEstablishmentAwards, &Subject::Anything)?;
    if let Some(asked) = shown
        && !actor.establishments.contains(asked)
    {
        let subject = ("establishment", asked.as_str());
        trail::note_alone(store, moment, Some(&actor.user), "awards-refused", subject).await?;
        return Err(ServiceError::NotFound);
    }
    Ok(())
}

/// The actor's establishments with their names, by name.
///
/// # Errors
/// [`ServiceError::Broken`] if the database cannot be read.
pub(super) async fn own_establishments(
    tx: &mut Tx,
    actor: &Actor,
) -> Result<Vec<(EstablishmentId, String)>, ServiceError> {
    let mut own = Vec::with_capacity(actor.establishments.len());
    for id in &actor.establishments {
        if let Some(known) = establishment::find(tx, id).await? {
            own.push((id.clone(), known.name));
        }
    }
    own.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    Ok(own)
}
