//! What a school's or trust's user sees: the awards of the children at their own establishments.

use super::child_record::Worth;
use super::reach::require;
use super::{Moment, ServiceError, payments, trail};
use crate::access::{Action, Actor, Subject};
use crate::ids::{ChildId, EstablishmentId};
use crate::money::Money;
use crate::rules::RuleBook;
use crate::store::award::{self, SchoolAward};
use crate::store::{Store, Tx, establishment};

/// How many awards one page shows.
const PAGE_SIZE: usize = 50;

/// An award in force, and what it is worth today.
#[derive(Debug)]
pub struct Line {
    /// The award.
    pub award: SchoolAward,
    /// What it is worth today.
    pub worth: Option<Worth>,
}

impl Line {
    fn annual(&self) -> Option<Money> {
        self.worth.as_ref()?.annual
    }
}

/// The awards in force today at one establishment.
#[derive(Debug)]
pub struct SchoolAwards {
    /// The user's establishments, with their names, by name.
    pub establishments: Vec<(EstablishmentId, String)>,
    /// The establishment shown; `None` for all of them.
    pub shown: Option<EstablishmentId>,
    /// The awards of this page, by name.
    pub awards: Vec<Line>,
    /// Which page this is, from 1.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
    /// How many awards there are on all pages.
    pub count: usize,
    /// The sum of what they are worth a year today.
    pub total: Money,
    /// How many of them have no amount by band.
    pub without_amount: usize,
    /// How many of them the rules of today do not price: they are counted as they were decided.
    pub as_decided: usize,
}

/// A page of the awards in force today at the actor's own establishments, or at one of them, and what all of them come to.
///
/// # Errors
/// [`ServiceError::Refused`] for anybody who belongs to no establishment; [`ServiceError::NotFound`] for an establishment that
/// is not the actor's.
pub async fn list(
    store: &Store,
    book: &RuleBook,
    actor: &Actor,
    (shown, page): (Option<EstablishmentId>, u32),
    moment: Moment,
) -> Result<SchoolAwards, ServiceError> {
    require_own(store, actor, shown.as_ref(), moment).await?;
    let mut tx = store.read().await?;
    let establishments = own_establishments(&mut tx, actor).await?;
    let mut awards = award::seen_by_school_user(&mut tx, &actor.user, moment.today).await?;
    let is_shown = |line: &SchoolAward| shown.as_ref().is_none_or(|it| line.establishment == *it);
    awards.retain(is_shown);
    let children: Vec<ChildId> = awards.iter().map(|award| award.child.clone()).collect();
    let mut worth = payments::worth_on(&mut tx, book, moment.today, &children).await?;
    drop(tx);
    let awards: Vec<Line> = awards
        .into_iter()
        .map(|award| Line {
            worth: worth.remove(&award.award),
            award,
        })
        .collect();
    let total = Money::total(awards.iter().filter_map(Line::annual))
        .map_err(|error| ServiceError::Broken(Box::new(error)))?;
    let how_many = |is: &dyn Fn(&Line) -> bool| awards.iter().filter(|line| is(line)).count();
    let count = awards.len();
    let without_amount = how_many(&|line| line.annual().is_none());
    let is_priced = |line: &Line| line.worth.as_ref().is_some_and(|worth| worth.is_priced);
    let as_decided = how_many(&|line| line.annual().is_some() && !is_priced(line));
    let pages = u32::try_from(count.div_ceil(PAGE_SIZE).max(1)).unwrap_or(u32::MAX);
    let page = page.clamp(1, pages);
    let before = (page as usize - 1) * PAGE_SIZE;
    let awards: Vec<Line> = awards.into_iter().skip(before).take(PAGE_SIZE).collect();
    let listed = awards.iter().map(|line| &line.award.child);
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
        as_decided,
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
    Ok(establishment::names_of_user(tx, &actor.user).await?)
}
